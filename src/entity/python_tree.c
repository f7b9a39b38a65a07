/*
 * The adapter of tree-sitter (https://tree-sitter.github.io/tree-sitter) and its
 * grammar of Python: its nodes become ours in one walk.
 */
#include <pthread.h>
#include <string.h>
#include <tree_sitter/api.h>

#include "fx/base/str.h"
#include "python.h"

const TSLanguage *tree_sitter_python(void);

FX_DEFINE_AUTO(TSParser, ts_parser_delete)
FX_DEFINE_AUTO(TSTree, ts_tree_delete)

enum { DEPTH_MAX = 200, BRANCHES_MAX = 200, SYMBOLS_MAX = 1024 };

/* What becomes of a node: X(its name in the grammar, what). */
typedef enum {
    AS_OTHER,
    AS_ANONYMOUS,
    AS_COMMENT,
    AS_NOTHING,
    AS_SAME, /* the one child that it has */
    AS_NAME,
    AS_DOTTED,
    AS_LEAF,
    AS_STRING,
    AS_JOINED,
    AS_CONTENT,
    AS_INTERPOLATION,
    AS_ATTRIBUTE,
    AS_CALL,
    AS_KEYWORD,
    AS_STARRED,
    AS_SEQUENCE,
    AS_PAIR,
    AS_OPERATION,
    AS_COMPARISON,
    AS_INDEX,
    AS_SLICE,
    AS_GENERIC,
    AS_IFELSE,
    AS_MADE,
    AS_IN,
    AS_LAMBDA,
    AS_PARAMETERS,
    AS_PARAMETER,
    AS_IMPORT,
    AS_FROM,
    AS_ALIAS,
    AS_AS,
    AS_CLASS,
    AS_DEF,
    AS_DECORATED,
    AS_DECORATOR,
    AS_ASSIGN,
    AS_STATEMENT,
    AS_RETURN,
    AS_BODY,
    AS_IF,
    AS_ELSE,
    AS_TRY,
    AS_RUN
} as;

typedef struct rule {
    const char *name;
    as as;
    py_kind kind;
} rule;

static const rule rules[] = {
    {"module",                   AS_BODY,          PY_MODULE  },
    {"block",                    AS_BODY,          PY_MODULE  },
    {"comment",                  AS_COMMENT,       PY_OTHER   },
    {"string_start",             AS_NOTHING,       PY_OTHER   },
    {"string_end",               AS_NOTHING,       PY_OTHER   },
    {"identifier",               AS_NAME,          PY_NAME    },
    {"dotted_name",              AS_DOTTED,        PY_NAME    },
    {"relative_import",          AS_DOTTED,        PY_NAME    },
    {"import_prefix",            AS_DOTTED,        PY_NAME    },
    {"true",                     AS_LEAF,          PY_TRUE    },
    {"false",                    AS_LEAF,          PY_FALSE   },
    {"none",                     AS_LEAF,          PY_NONE    },
    {"ellipsis",                 AS_LEAF,          PY_ELLIPSIS},
    {"integer",                  AS_DOTTED,        PY_NUM     },
    {"float",                    AS_DOTTED,        PY_NUM     },
    {"string",                   AS_STRING,        PY_STR     },
    {"concatenated_string",      AS_JOINED,        PY_STR     },
    {"string_content",           AS_CONTENT,       PY_STR     },
    {"interpolation",            AS_INTERPOLATION, PY_OTHER   },
    {"attribute",                AS_ATTRIBUTE,     PY_ATTR    },
    {"member_type",              AS_ATTRIBUTE,     PY_ATTR    },
    {"call",                     AS_CALL,          PY_CALL    },
    {"argument_list",            AS_SEQUENCE,      PY_TUPLE   },
    {"keyword_argument",         AS_KEYWORD,       PY_KEYWORD },
    {"list_splat",               AS_STARRED,       PY_STAR    },
    {"dictionary_splat",         AS_STARRED,       PY_DSTAR   },
    {"list",                     AS_SEQUENCE,      PY_LIST    },
    {"tuple",                    AS_SEQUENCE,      PY_TUPLE   },
    {"expression_list",          AS_SEQUENCE,      PY_TUPLE   },
    {"pattern_list",             AS_SEQUENCE,      PY_TUPLE   },
    {"tuple_pattern",            AS_SEQUENCE,      PY_TUPLE   },
    {"list_pattern",             AS_SEQUENCE,      PY_TUPLE   },
    {"set",                      AS_SEQUENCE,      PY_SET     },
    {"dictionary",               AS_SEQUENCE,      PY_DICT    },
    {"pair",                     AS_PAIR,          PY_PAIR    },
    {"parenthesized_expression", AS_SAME,          PY_OTHER   },
    {"type",                     AS_SAME,          PY_OTHER   },
    {"binary_operator",          AS_OPERATION,     PY_BINARY  },
    {"union_type",               AS_OPERATION,     PY_BINARY  },
    {"boolean_operator",         AS_OPERATION,     PY_BINARY  },
    {"comparison_operator",      AS_COMPARISON,    PY_BINARY  },
    {"unary_operator",           AS_OPERATION,     PY_UNARY   },
    {"not_operator",             AS_OPERATION,     PY_UNARY   },
    {"subscript",                AS_INDEX,         PY_INDEX   },
    {"generic_type",             AS_GENERIC,       PY_INDEX   },
    {"slice",                    AS_SLICE,         PY_SLICE   },
    {"type_parameter",           AS_SEQUENCE,      PY_TUPLE   },
    {"list_comprehension",       AS_MADE,          PY_MADE    },
    {"set_comprehension",        AS_MADE,          PY_MADE    },
    {"dictionary_comprehension", AS_MADE,          PY_MADE    },
    {"generator_expression",     AS_MADE,          PY_MADE    },
    {"for_in_clause",            AS_IN,            PY_IN      },
    {"if_clause",                AS_SAME,          PY_OTHER   },
    {"conditional_expression",   AS_IFELSE,        PY_IFELSE  },
    {"lambda",                   AS_LAMBDA,        PY_LAMBDA  },
    {"parameters",               AS_PARAMETERS,    PY_TUPLE   },
    {"lambda_parameters",        AS_PARAMETERS,    PY_TUPLE   },
    {"default_parameter",        AS_PARAMETER,     PY_KEYWORD },
    {"typed_parameter",          AS_PARAMETER,     PY_NAME    },
    {"typed_default_parameter",  AS_PARAMETER,     PY_KEYWORD },
    {"list_splat_pattern",       AS_STARRED,       PY_STAR    },
    {"dictionary_splat_pattern", AS_STARRED,       PY_DSTAR   },
    {"import_statement",         AS_IMPORT,        PY_IMPORT  },
    {"import_from_statement",    AS_FROM,          PY_FROM    },
    {"wildcard_import",          AS_LEAF,          PY_STAR    },
    {"aliased_import",           AS_ALIAS,         PY_ALIAS   },
    {"class_definition",         AS_CLASS,         PY_CLASS   },
    {"function_definition",      AS_DEF,           PY_DEF     },
    {"decorated_definition",     AS_DECORATED,     PY_OTHER   },
    {"decorator",                AS_DECORATOR,     PY_OTHER   },
    {"assignment",               AS_ASSIGN,        PY_ASSIGN  },
    {"augmented_assignment",     AS_ASSIGN,        PY_AUGMENT },
    {"expression_statement",     AS_STATEMENT,     PY_EXPR    },
    {"return_statement",         AS_RETURN,        PY_RETURN  },
    {"raise_statement",          AS_RETURN,        PY_RAISE   },
    {"if_statement",             AS_IF,            PY_IF      },
    {"elif_clause",              AS_IF,            PY_IF      },
    {"else_clause",              AS_ELSE,          PY_BLOCK   },
    {"try_statement",            AS_TRY,           PY_TRY     },
    {"except_clause",            AS_RUN,           PY_BLOCK   },
    {"except_group_clause",      AS_RUN,           PY_BLOCK   },
    {"finally_clause",           AS_RUN,           PY_BLOCK   },
    {"for_statement",            AS_RUN,           PY_BLOCK   },
    {"while_statement",          AS_RUN,           PY_BLOCK   },
    {"with_statement",           AS_RUN,           PY_BLOCK   },
    {"with_clause",              AS_SEQUENCE,      PY_TUPLE   },
    {"with_item",                AS_SAME,          PY_OTHER   },
    {"as_pattern",               AS_AS,            PY_AS      },
    {"as_pattern_target",        AS_SAME,          PY_OTHER   },
    {"match_statement",          AS_RUN,           PY_BLOCK   },
    {"case_clause",              AS_RUN,           PY_BLOCK   },
};

/* The fields of the grammar that are looked at. */
typedef enum {
    F_NONE,
    F_NAME,
    F_VALUE,
    F_LEFT,
    F_RIGHT,
    F_TYPE,
    F_OBJECT,
    F_ATTRIBUTE,
    F_FUNCTION,
    F_ARGUMENTS,
    F_KEY,
    F_OPERATOR,
    F_OPERATORS,
    F_ARGUMENT,
    F_SUBSCRIPT,
    F_PARAMETERS,
    F_BODY,
    F_MODULE_NAME,
    F_ALIAS,
    F_SUPERCLASSES,
    F_DEFINITION,
    F_CONDITION,
    F_CONSEQUENCE,
    F_ALTERNATIVE,
    F_EXPRESSION,
    F_COUNT
} field;
static const char *const field_names[F_COUNT] = {
    [F_NAME] = "name",
    [F_VALUE] = "value",
    [F_LEFT] = "left",
    [F_RIGHT] = "right",
    [F_TYPE] = "type",
    [F_OBJECT] = "object",
    [F_ATTRIBUTE] = "attribute",
    [F_FUNCTION] = "function",
    [F_ARGUMENTS] = "arguments",
    [F_KEY] = "key",
    [F_OPERATOR] = "operator",
    [F_OPERATORS] = "operators",
    [F_ARGUMENT] = "argument",
    [F_SUBSCRIPT] = "subscript",
    [F_PARAMETERS] = "parameters",
    [F_BODY] = "body",
    [F_MODULE_NAME] = "module_name",
    [F_ALIAS] = "alias",
    [F_SUPERCLASSES] = "superclasses",
    [F_DEFINITION] = "definition",
    [F_CONDITION] = "condition",
    [F_CONSEQUENCE] = "consequence",
    [F_ALTERNATIVE] = "alternative",
    [F_EXPRESSION] = "expression",
};

/* Names as numbers, found once: a tree has tens of thousands of nodes. */
typedef struct grammar {
    const TSLanguage *language;
    unsigned char rule_of[SYMBOLS_MAX]; /* 1 + the rule; 0: none */
    bool named[SYMBOLS_MAX];
    unsigned char field_of[256];
} grammar;

static grammar python;

static void load_grammar(void)
{
    const TSLanguage *l = tree_sitter_python();
    uint32_t symbols = ts_language_symbol_count(l);

    ts_set_allocator(py_memory_take, py_memory_zeroed, py_memory_resize, py_memory_give);
    for (uint32_t s = 0; s < symbols && s < SYMBOLS_MAX; s++) {
        const char *name = ts_language_symbol_name(l, (TSSymbol)s);

        python.named[s] = ts_language_symbol_type(l, (TSSymbol)s) == TSSymbolTypeRegular;
        for (size_t i = 0; python.named[s] && i < sizeof rules / sizeof *rules; i++) {
            if (fx_same(rules[i].name, name))
                python.rule_of[s] = (unsigned char)(i + 1);
        }
    }
    for (size_t f = 1; f < F_COUNT; f++) {
        TSFieldId id =
            ts_language_field_id_for_name(l, field_names[f], (uint32_t)strlen(field_names[f]));

        if (id < sizeof python.field_of)
            python.field_of[id] = (unsigned char)f;
    }
    python.language = l;
}

typedef struct part {
    field field;
    const py *node; /* NULL: a word of the grammar */
    const char *anonymous;
} part;
typedef FX_VEC(part) parts;

const py_more py_no_more = {0};

typedef struct reader {
    fx_arena *a;
    TSTreeCursor at;
    const char *text;
    py_file *file;
    parts stack; /* of the nodes that are being made */
    int depth;
    const py *long_if; /* one with too many branches to be walked; NULL: none */
} reader;

static const char *text_of(const reader *r, TSNode n)
{
    uint32_t from = ts_node_start_byte(n), to = ts_node_end_byte(n);

    return fx_strndup(r->a, r->text + from, to - from);
}

enum { COLUMN_MAX = (1 << 24) - 1 };

static py *node_of(const reader *r, TSNode n, py_kind kind)
{
    py *out = fx_new(r->a, py);
    TSPoint p = ts_node_start_point(n);

    out->kind = kind;
    out->line = p.row + 1;
    out->column = (p.column < COLUMN_MAX ? p.column + 1 : COLUMN_MAX) & COLUMN_MAX;
    out->more = &py_no_more;
    return out;
}

/* More of a node, of its own: what it has so far stays. */
static py_more *more_of(const reader *r, py *n)
{
    py_more *own = fx_new(r->a, py_more);

    *own = *n->more;
    n->more = own;
    return own;
}

static const py *of_field(const parts *all, field f)
{
    fx_each (const part, p, all) {
        if (p->field == f && p->node != NULL)
            return p->node;
    }
    return NULL;
}

static const py *nth(const parts *all, size_t n)
{
    fx_each (const part, p, all) {
        if (p->node != NULL && n-- == 0)
            return p->node;
    }
    return NULL;
}

static py_list nodes_of(const reader *r, const parts *all)
{
    py_list out = {0};

    if (all->n > 0)
        out.at = fx_alloc(r->a, all->n * sizeof(*out.at));
    fx_each (const part, p, all) {
        if (p->node != NULL)
            out.at[out.n++] = p->node;
    }
    out.cap = out.n;
    return out;
}

static py_list body_of(const py *block)
{
    const py_list none = {0};

    return block == NULL ? none : block->more->body;
}

/* ---- strings ---- */

/* The prefix decides how the pieces are read. */
static const py *string_node(reader *r, TSNode n, py *out, const parts *all)
{
    const char *source = r->text + ts_node_start_byte(n);
    size_t prefix = strcspn(source, "'\"");
    bool raw = false, bytes = false, format = false;
    fx_str text = {.arena = r->a};
    py_list pieces = {0};

    for (size_t i = 0; i < prefix; i++) {
        raw = raw || source[i] == 'r' || source[i] == 'R';
        bytes = bytes || source[i] == 'b' || source[i] == 'B';
        format = format || source[i] == 'f' || source[i] == 'F';
    }
    fx_each (const part, p, all) {
        if (p->node == NULL)
            continue;
        py *piece = fx_new(r->a, py);

        *piece = *p->node;
        if (piece->kind == PY_STR) {
            if (!raw)
                piece->text = py_unescaped(r->a, piece->text);
            if (format)
                piece->text = fx_replace(r->a, fx_replace(r->a, piece->text, "{{", "{"), "}}", "}");
            fx_str_add(&text, piece->text);
        }
        *fx_push(r->a, &pieces) = piece;
    }
    out->kind = bytes ? PY_BYTES : PY_STR;
    out->text = fx_str_text(&text);
    fx_each (const py *const, piece, &pieces) {
        if ((*piece)->kind != PY_STR)
            out->kind = PY_FSTR;
    }
    if (out->kind == PY_FSTR)
        out->kids = pieces;
    return out;
}

static const py *joined_node(reader *r, py *out, const parts *all)
{
    fx_str text = {.arena = r->a};

    fx_each (const part, p, all) {
        if (p->node == NULL)
            continue;
        if (p->node->kind == PY_FSTR)
            out->kind = PY_FSTR;
        *fx_push(r->a, &out->kids) = p->node;
        fx_str_add(&text, p->node->text);
    }
    out->text = fx_str_text(&text);
    return out;
}

/* ---- nodes from their parts ---- */

static const py *call_node(reader *r, py *out, const parts *all)
{
    const py *arguments = of_field(all, F_ARGUMENTS);

    out->left = of_field(all, F_FUNCTION);
    if (arguments != NULL && arguments->kind == PY_TUPLE)
        out->kids = arguments->kids;
    else if (arguments != NULL) /* a generator as its only argument */
        *fx_push(r->a, &out->kids) = arguments;
    return out;
}

/* [body for left in right if condition] */
static const py *made_node(reader *r, py *out, const parts *all)
{
    out->left = of_field(all, F_BODY);
    fx_each (const part, p, all) {
        if (p->node != NULL && p->node != out->left)
            *fx_push(r->a, &out->kids) = p->node;
    }
    return out;
}

static const py *operation_node(py *out, const parts *all)
{
    out->left = of_field(all, F_LEFT);
    if (out->left == NULL)
        out->left = of_field(all, F_ARGUMENT);
    out->right = of_field(all, F_RIGHT);
    if (out->left == NULL) { /* a union of types has no fields */
        out->left = nth(all, 0);
        out->right = nth(all, 1);
    }
    fx_each (const part, p, all) {
        if (p->anonymous != NULL && (p->field == F_OPERATOR || out->text == NULL))
            out->text = p->anonymous;
    }
    return out;
}

static const py *comparison_node(reader *r, py *out, const parts *all)
{
    fx_str words = {.arena = r->a};

    fx_each (const part, p, all) {
        if (p->anonymous != NULL)
            fx_str_addf(&words, "%s%s", words.n > 0 ? " " : "", p->anonymous);
    }
    out->text = fx_str_text(&words);
    out->left = nth(all, 0);
    out->right = nth(all, 1);
    if (nth(all, 2) != NULL) {
        out->kind = PY_OTHER;
        out->text = "chained comparison";
    }
    return out;
}

static const py *index_node(reader *r, py *out, const parts *all, bool generic)
{
    out->left = generic ? nth(all, 0) : of_field(all, F_VALUE);
    if (generic) {
        const py *list = nth(all, 1);

        if (list != NULL)
            out->kids = list->kids;
        return out;
    }
    fx_each (const part, p, all) {
        if (p->field == F_SUBSCRIPT && p->node != NULL)
            *fx_push(r->a, &out->kids) = p->node;
    }
    return out;
}

/* from:to:step, of which each may be left out. */
static const py *slice_node(reader *r, py *out, const parts *all)
{
    size_t colons = 0;

    fx_each (const part, p, all) {
        if (p->node == NULL)
            colons++;
        else if (colons == 0)
            out->left = p->node;
        else if (colons == 1)
            out->right = p->node;
        else
            *fx_push(r->a, &out->kids) = p->node;
    }
    return out;
}

static const py *from_node(reader *r, py *out, const parts *all)
{
    const py *module = of_field(all, F_MODULE_NAME);

    out->text = module == NULL ? "" : module->text;
    fx_each (const part, p, all) {
        if (p->node == NULL || p->node == module)
            continue;
        py *alias = fx_new(r->a, py);

        *alias = *p->node;
        if (alias->kind == PY_NAME)
            alias->kind = PY_ALIAS;
        *fx_push(r->a, &out->kids) = alias;
    }
    return out;
}

static const py *alias_node(const reader *r, py *out, const parts *all)
{
    const py *name = of_field(all, F_NAME), *alias = of_field(all, F_ALIAS);

    out->text = name == NULL ? "" : name->text;
    if (alias != NULL)
        more_of(r, out)->alias = alias->text;
    return out;
}

static const py *class_node(const reader *r, py *out, const parts *all)
{
    const py *name = of_field(all, F_NAME), *bases = of_field(all, F_SUPERCLASSES);

    out->text = name == NULL ? "" : name->text;
    if (bases != NULL)
        out->kids = bases->kids;
    more_of(r, out)->body = body_of(of_field(all, F_BODY));
    return out;
}

static const py *def_node(const reader *r, py *out, const parts *all)
{
    const py *name = of_field(all, F_NAME), *list = of_field(all, F_PARAMETERS);

    out->text = name == NULL ? "" : name->text;
    if (list != NULL)
        out->kids = list->kids;
    more_of(r, out)->body = body_of(of_field(all, F_BODY));
    return out;
}

static const py *decorated_node(reader *r, const parts *all)
{
    const py *definition = of_field(all, F_DEFINITION);
    py *out = fx_new(r->a, py);

    out->more = &py_no_more;
    if (definition != NULL)
        *out = *definition;
    py_more *more = more_of(r, out);

    fx_each (const part, p, all) {
        if (p->node != NULL && p->node != definition)
            *fx_push(r->a, &more->decorators) = p->node;
    }
    return out;
}

static const py *parameter_node(py *out, const parts *all)
{
    const py *name = of_field(all, F_NAME);

    if (name == NULL)
        name = nth(all, 0);
    if (out->kind == PY_NAME && name != NULL && name->kind != PY_NAME)
        return name; /* `*args: int` */
    out->text = name == NULL ? "" : name->text;
    out->left = of_field(all, F_VALUE);
    return out;
}

/* elif and else hang below each other. */
static const py *if_node(reader *r, py *out, const parts *all)
{
    py_more *last = more_of(r, out);
    size_t n = 0;

    out->left = of_field(all, F_CONDITION);
    last->body = body_of(of_field(all, F_CONSEQUENCE));
    fx_each (const part, p, all) {
        if (p->field != F_ALTERNATIVE || p->node == NULL)
            continue;
        if (++n > BRANCHES_MAX) {
            r->long_if = out;
        } else if (p->node->kind == PY_IF) {
            py *next = fx_new(r->a, py);

            *next = *p->node;
            *fx_push(r->a, &last->orelse) = next;
            last = more_of(r, next);
        } else {
            last->orelse = p->node->more->body;
        }
    }
    return out;
}

static const py *try_node(reader *r, py *out, const parts *all)
{
    py_more *more = more_of(r, out);

    more->body = body_of(of_field(all, F_BODY));
    fx_each (const part, p, all) {
        if (p->node == NULL || p->field == F_BODY)
            continue;
        fx_each (const py *const, s, &p->node->more->body) {
            *fx_push(r->a, &more->orelse) = *s;
        }
    }
    return out;
}

/* Bodies of what runs under a condition, one after the other. */
static const py *run_node(reader *r, py *out, const parts *all)
{
    py_more *more = more_of(r, out);

    out->left = of_field(all, F_LEFT);
    out->right = of_field(all, F_RIGHT);
    fx_each (const part, p, all) {
        if (p->node != NULL && p->node->kind == PY_TUPLE && p->field == F_NONE)
            out->kids = p->node->kids; /* of `with` */
        if (p->node == NULL || (p->node->kind != PY_MODULE && p->node->kind != PY_BLOCK))
            continue;
        fx_each (const py *const, s, &p->node->more->body) {
            *fx_push(r->a, &more->body) = *s;
        }
    }
    return out;
}

static const py *assign_node(const reader *r, py *out, const parts *all)
{
    out->left = of_field(all, F_LEFT);
    out->right = of_field(all, F_RIGHT);
    if (of_field(all, F_TYPE) != NULL)
        more_of(r, out)->type = of_field(all, F_TYPE);
    fx_each (const part, p, all) {
        if (p->anonymous != NULL && p->field == F_OPERATOR)
            out->text = p->anonymous;
    }
    return out;
}

static const py *build_statement(reader *r, TSNode n, const rule *how, py *out, const parts *all)
{
    switch (how->as) {
    case AS_IMPORT:
    case AS_FROM:
        return from_node(r, out, all);
    case AS_ALIAS:
        return alias_node(r, out, all);
    case AS_CLASS:
        return class_node(r, out, all);
    case AS_DEF:
        return def_node(r, out, all);
    case AS_DECORATED:
        return decorated_node(r, all);
    case AS_ASSIGN:
        return assign_node(r, out, all);
    case AS_STATEMENT:
        out->left = nth(all, 0);
        if (out->left != NULL && (out->left->kind == PY_ASSIGN || out->left->kind == PY_AUGMENT))
            return out->left;
        return out;
    case AS_RETURN:
        out->left = nth(all, 0);
        return out;
    case AS_BODY:
        more_of(r, out)->body = nodes_of(r, all);
        return out;
    case AS_IF:
        return if_node(r, out, all);
    case AS_ELSE:
    case AS_RUN:
        out->text = ts_node_type(n);
        return run_node(r, out, all);
    case AS_AS:
        out->left = nth(all, 0);
        out->text = nth(all, 1) == NULL ? "" : nth(all, 1)->text;
        return out;
    case AS_TRY:
        return try_node(r, out, all);
    default: /* not known: what stands in it can still be looked through */
        out->text = ts_node_type(n);
        out->kids = nodes_of(r, all);
        return out;
    }
}

static const py *build(reader *r, TSNode n, const rule *how, const parts *all)
{
    if ((how->as == AS_SAME || how->as == AS_DECORATOR) && nth(all, 0) != NULL)
        return nth(all, 0);
    py *out = node_of(r, n, how->kind);

    switch (how->as) {
    case AS_STRING:
        return string_node(r, n, out, all);
    case AS_JOINED:
        return joined_node(r, out, all);
    case AS_INTERPOLATION:
        return of_field(all, F_EXPRESSION) == NULL ? out : of_field(all, F_EXPRESSION);
    case AS_ATTRIBUTE:
        out->left = nth(all, 0);
        out->text = nth(all, 1) == NULL ? "" : nth(all, 1)->text;
        return out;
    case AS_CALL:
        return call_node(r, out, all);
    case AS_KEYWORD:
        out->text = of_field(all, F_NAME) == NULL ? "" : of_field(all, F_NAME)->text;
        out->left = of_field(all, F_VALUE);
        return out;
    case AS_STARRED:
        out->left = nth(all, 0);
        out->text = out->left == NULL ? "" : out->left->text;
        return out;
    case AS_SEQUENCE:
    case AS_PARAMETERS:
    case AS_IFELSE:
        out->kids = nodes_of(r, all);
        return out;
    case AS_PAIR:
        out->left = of_field(all, F_KEY);
        out->right = of_field(all, F_VALUE);
        return out;
    case AS_OPERATION:
        return operation_node(out, all);
    case AS_COMPARISON:
        return comparison_node(r, out, all);
    case AS_INDEX:
    case AS_GENERIC:
        return index_node(r, out, all, how->as == AS_GENERIC);
    case AS_SLICE:
        return slice_node(r, out, all);
    case AS_MADE:
        return made_node(r, out, all);
    case AS_IN:
        out->left = of_field(all, F_LEFT);
        out->right = of_field(all, F_RIGHT);
        return out;
    case AS_LAMBDA:
        out->left = of_field(all, F_BODY);
        if (of_field(all, F_PARAMETERS) != NULL)
            out->kids = of_field(all, F_PARAMETERS)->kids;
        return out;
    case AS_PARAMETER:
        return parameter_node(out, all);
    default:
        return build_statement(r, n, how, out, all);
    }
}

/* `# fxgit: ...` */
static void take_remark(reader *r, TSNode n)
{
    static const char mark[] = "fxgit:";
    const char *text = text_of(r, n) + 1;

    while (*text == ' ' || *text == '#')
        text++;
    if (!fx_starts(text, mark))
        return;
    TSPoint p = ts_node_start_point(n);
    const char *before = r->text + ts_node_start_byte(n) - p.column;
    bool alone = strspn(before, " \t") >= p.column;

    *fx_push(r->a, &r->file->remarks) =
        (py_remark){p.row + 1 + (alone ? 1 : 0), fx_trim(r->a, text + sizeof mark - 1)};
}

/* The node at the cursor; NULL: a word of the grammar, or a comment. */
/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX */
static const py *take(reader *r, const char **anonymous)
{
    static const rule other = {"", AS_OTHER, PY_OTHER};
    TSNode n = ts_tree_cursor_current_node(&r->at);
    TSSymbol symbol = ts_node_symbol(n);
    const rule *how = &other;
    size_t before = r->stack.n;

    *anonymous = NULL;
    if (symbol >= SYMBOLS_MAX || !python.named[symbol]) {
        *anonymous = ts_node_type(n);
        return NULL;
    }
    if (python.rule_of[symbol] > 0)
        how = &rules[python.rule_of[symbol] - 1];
    if (how->as == AS_COMMENT)
        take_remark(r, n);
    if (how->as == AS_COMMENT || how->as == AS_NOTHING)
        return NULL;
    if (how->as == AS_NAME || how->as == AS_DOTTED || how->as == AS_LEAF || how->as == AS_CONTENT) {
        py *leaf = node_of(r, n, how->kind);

        leaf->text = text_of(r, n);
        return leaf;
    }
    if (r->depth == DEPTH_MAX) {
        py *deep = node_of(r, n, PY_OTHER);

        deep->text = "an expression nested too deeply";
        return deep;
    }
    r->depth++;
    if (ts_tree_cursor_goto_first_child(&r->at)) {
        do {
            part p = {.field = python.field_of[ts_tree_cursor_current_field_id(&r->at) & 255]};

            p.node = take(r, &p.anonymous);
            if (p.node != NULL || p.anonymous != NULL)
                *fx_push(r->a, &r->stack) = p;
        } while (ts_tree_cursor_goto_next_sibling(&r->at));
        ts_tree_cursor_goto_parent(&r->at);
    }
    r->depth--;
    const size_t here = r->stack.n - before;
    const parts all = {.at = here == 0 ? NULL : r->stack.at + before, .n = here};

    r->stack.n = before;
    return build(r, n, how, &all);
}

/* ---- */

static bool fail_syntax(TSNode root, const char *path, const char *text, fx_error *err)
{
    TSTreeCursor at = ts_tree_cursor_new(root);
    bool down = true;

    while (down) { /* to the first error, without recursion: the tree may be deep */
        TSNode n = ts_tree_cursor_current_node(&at);

        if (ts_node_is_missing(n) || fx_same(ts_node_type(n), "ERROR"))
            break;
        down = ts_tree_cursor_goto_first_child(&at);
        while (down && !ts_node_has_error(ts_tree_cursor_current_node(&at)) &&
               !ts_node_is_missing(ts_tree_cursor_current_node(&at)))
            down = ts_tree_cursor_goto_next_sibling(&at);
    }
    TSNode n = ts_tree_cursor_current_node(&at);
    TSPoint p = ts_node_start_point(n);

    ts_tree_cursor_delete(&at);
    if (ts_node_is_missing(n))
        fx_fail_at(err, FX_INPUT, path, p.row + 1, p.column + 1, "syntax error: '%s' is missing",
                   ts_node_type(n));
    else
        fx_fail_at(err, FX_INPUT, path, p.row + 1, p.column + 1, "syntax error");
    if (strstr(text, "<<<<<<< ") != NULL)
        return fx_hint(err, "Resolve the conflict in this file, then `git add` it.");
    return fx_hint(err, "A file that Python cannot read is refused whole: what is behind the error "
                        "would be taken for deleted.");
}

static TSTree *tree_of(TSParser *parser, fx_arena *a, const char **text)
{
    TSTree *tree = ts_parser_parse_string(parser, NULL, *text, (uint32_t)strlen(*text));
    const char *older = ts_node_has_error(ts_tree_root_node(tree)) ? py_older(a, *text) : NULL;

    if (older == NULL)
        return tree;
    TSTree *again = ts_parser_parse_string(parser, NULL, older, (uint32_t)strlen(older));

    if (ts_node_has_error(ts_tree_root_node(again))) {
        ts_tree_delete(again);
        return tree;
    }
    ts_tree_delete(tree);
    *text = older;
    return again;
}

bool py_parse(fx_arena *a, const char *path, const char *text, size_t n, py_file *out,
              fx_error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, load_grammar);
    FX_AUTO(py_memory) *memory = py_memory_begin();
    FX_AUTO(TSParser) *parser = ts_parser_new();

    (void)memory;
    *out = (py_file){.path = fx_strdup(a, path)};
    if (strlen(text) != n)
        return fx_fail_at(err, FX_INPUT, path, 0, 0, "a NUL is no text");
    if (!ts_parser_set_language(parser, python.language))
        return fx_fail(err, FX_BUG, "the grammar of Python does not fit libtree-sitter");
    FX_AUTO(TSTree) *tree = tree_of(parser, a, &text);
    TSNode root = ts_tree_root_node(tree);

    if (ts_node_has_error(root))
        return fail_syntax(root, path, text, err);
    reader r = {.a = a, .at = ts_tree_cursor_new(root), .text = text, .file = out};
    const char *unused;

    out->root = take(&r, &unused);
    ts_tree_cursor_delete(&r.at);
    return r.long_if == NULL || fx_fail_at(err, FX_INPUT, path, r.long_if->line, r.long_if->column,
                                           "an `if` with more than %d branches", BRANCHES_MAX);
}

const char *py_remark_of(const py_file *f, unsigned line)
{
    fx_each (const py_remark, r, &f->remarks) {
        if (r->line == line)
            return r->text;
    }
    return NULL;
}
