/*
 * Python, inner: what the files of entity/python*.c share. Nothing here runs
 * Python: a file is a tree, names are looked up in it and in the modules that
 * it imports, and a value that cannot be known without running is UNKNOWN.
 */
#ifndef ENTITY_PYTHON_H
#define ENTITY_PYTHON_H

#include "fx/base/str.h"
#include "fx/entity/entity.h"
#include "fx/model/read.h"

/* ---- python_tree.c: text -> tree; the only file that knows tree-sitter ---- */

typedef enum {
    /* expressions */
    PY_NAME,    /* text */
    PY_ATTR,    /* left . text */
    PY_CALL,    /* left(kids): values, PY_KEYWORD, PY_STAR, PY_DSTAR */
    PY_KEYWORD, /* text = left */
    PY_STAR,    /* *left */
    PY_DSTAR,   /* **left */
    PY_STR,     /* text, its escapes read */
    PY_BYTES,   /* text */
    PY_FSTR,    /* kids: PY_STR and expressions */
    PY_NUM,     /* text */
    PY_TRUE,
    PY_FALSE,
    PY_NONE,
    PY_ELLIPSIS,
    PY_LIST, /* kids; tuples and sets have kinds of their own */
    PY_TUPLE,
    PY_SET,
    PY_DICT,   /* kids: PY_PAIR, PY_DSTAR */
    PY_PAIR,   /* left: right */
    PY_BINARY, /* left text right: also `and`, `or` and comparisons */
    PY_UNARY,  /* text left: also `not` */
    PY_INDEX,  /* left[kids] */
    PY_SLICE,  /* left:right:kids, where they are given */
    PY_IFELSE, /* kids: value, condition, other value */
    PY_LAMBDA, /* kids: parameters; left: its value */
    PY_MADE,   /* [left for ...], left a PY_PAIR for a dictionary: kids: PY_IN, and conditions */
    PY_IN,     /* for left in right */
    PY_AS,     /* left as text: in `with` */
    PY_OTHER,  /* an expression or statement of another kind; text says which */
    /* statements */
    PY_MODULE,  /* body */
    PY_IMPORT,  /* kids: PY_ALIAS */
    PY_FROM,    /* text: "..pkg.module"; kids: PY_ALIAS, or PY_STAR alone */
    PY_ALIAS,   /* text as alias; alias NULL: none */
    PY_CLASS,   /* text(kids): body */
    PY_DEF,     /* text(kids): body; a parameter is a PY_NAME, or PY_KEYWORD with its default */
    PY_ASSIGN,  /* left: type = right; type, right may be NULL */
    PY_AUGMENT, /* left text right: `+=` */
    PY_EXPR,    /* left */
    PY_RETURN,  /* left, or NULL */
    PY_RAISE,   /* left, or NULL */
    PY_IF,      /* left: body, orelse */
    PY_TRY,     /* body; orelse: except clauses and else */
    PY_BLOCK /* text: "for_statement" (left in right), "with_statement" (kids: what it opens, PY_AS
                with a name), while, match: body, which runs if and as often as it does */
} py_kind;

typedef struct py py;
typedef FX_VEC(const py *) py_list;
/* What few nodes have. */
typedef struct py_more {
    const char *alias;
    const py *type;
    py_list body, orelse, decorators;
} py_more;

/* A project has tens of thousands of them: 64 bytes. */
struct py {
    py_kind kind : 8;
    unsigned column : 24, line; /* from 1 */
    const char *text;
    const py *left, *right;
    py_list kids;
    const py_more *more; /* never NULL */
};
extern const py_more py_no_more;

typedef struct py_remark { /* `# fxgit: text` at the end of a line, or alone on the line before */
    unsigned line;
    const char *text;
} py_remark;

typedef struct py_file {
    const char *path;
    const py *root;
    FX_VEC(py_remark) remarks; /* in the order of the file */
} py_file;

/* A file with a syntax error is refused whole: what is behind it would be missing. */
bool py_parse(fx_arena *a, const char *path, const char *text, size_t n, py_file *out,
              fx_error *err) FX_CHECK;
/* The text as an older Python has it, with the same lines; NULL: it is so already. */
const char *py_older(fx_arena *a, const char *text);
/* The remark about a line; NULL: none. */
const char *py_remark_of(const py_file *f, unsigned line);

/* ---- python_memory.c: what the parser takes ---- */

typedef struct py_memory py_memory;

/* From here on a thread's parsers share memory, which goes at the end; they have to be gone by
 * then. NULL: it does so already. */
py_memory *py_memory_begin(void);
void py_memory_end(py_memory *m);
/* As malloc, calloc, realloc and free have it. */
void *py_memory_take(size_t size);
void *py_memory_zeroed(size_t n, size_t size);
void *py_memory_resize(void *bytes, size_t size);
void py_memory_give(void *bytes);
FX_DEFINE_AUTO(py_memory, py_memory_end)

/* ---- python_pack.c: trees as bytes ---- */

/* False: it is too deep for py_unpack. */
bool py_pack(fx_str *out, const py_file *f);
/* In the bytes, which have to stay; false: they are no tree. */
bool py_unpack(fx_arena *a, const char *path, const char *bytes, size_t n, py_file *out);

/* ---- python_module.c: files as modules, names as what they are bound to ---- */

typedef struct py_value py_value;

typedef struct py_binding {
    const char *name;
    const py *node;        /* PY_ASSIGN, PY_CLASS, PY_DEF, PY_ALIAS, PY_IMPORT's alias */
    const py *from;        /* the PY_FROM of an alias; NULL: of `import` */
    bool perhaps;          /* under a condition that is not known */
    bool never;            /* under one that never holds when the program runs: TYPE_CHECKING */
    const py_value *value; /* once it was asked for, */
    size_t steps;          /* and what that took: asked again, it counts as much */
    bool busy;             /* it is being worked out */
} py_binding;

typedef struct py_module {
    py_file file;
    const char *name;    /* "src.entity.user", for messages and relative imports */
    const char *package; /* the folder that relative imports begin in */
    FX_VEC(py_binding) bindings;
    FX_VEC(const py *) stars; /* PY_FROM: from x import * */
    bool known;               /* its imports were followed */
} py_module;

typedef struct py_place {
    const char *path;
    py_module *module; /* NULL: there is no such file */
} py_place;

typedef struct py_ready {
    const char *path, *text; /* text NULL: `file` is made of what was kept */
    size_t n;
    const char *kept; /* of the same text; NULL: nothing */
    size_t kept_n;
    py_file file;      /* root NULL: the text has an error */
    const char *bytes; /* what may be kept of it; NULL: nothing */
    size_t bytes_n;
} py_ready;
typedef FX_VEC(py_ready) py_readies;

typedef struct py_project {
    fx_arena *a;
    const fx_entity_files *files;
    FX_VEC(py_module *) modules; /* in the order in which they were found */
    FX_VEC(py_place) places;     /* whatever was asked for, sorted by path */
    py_readies ready;            /* of python_ahead.c, sorted by path */
    fx_error *err;               /* of a file that cannot be read: then all stops */
    const py *conventions;       /* SQLModel.metadata.naming_convention = ..., or NULL */
    py_module *conventions_in;
    const char *dialect;      /* what a connection's dialect is called; NULL: not known */
    unsigned dialect_line;    /* where it was asked for; 0: nowhere */
    bool mapped;              /* an annotation of SQLAlchemy's is read, not one of SQLModel's */
    const py_value *type_map; /* type_annotation_map of the class that is read, or NULL */
    int depth;                /* of values within values */
    size_t steps;
    bool failed;
} py_project;

/* The module of a file, read once; NULL: there is none, or p->failed. */
py_module *py_module_at(py_project *p, const char *path);
/* The module that an import in `from` names; NULL: it is none of the project's. */
py_module *py_module_find(py_project *p, const py_module *from, const char *dotted);
/* Python's own modules, and those that are known here: never a file of the project. */
bool py_is_library(const char *dotted);
/* python_ahead.c: files that will be asked for are read, and parsed by several threads. */
void py_ahead(py_project *p, const fx_strs *paths);
/* The tree of a file, which may have been made ahead; *there false: no such file. */
bool py_tree(py_project *p, const char *path, py_file *out, bool *there);
bool py_is_type_checking(const py *e); /* the condition of an `if` */
/* Loads whatever the module imports, and what that imports. False: p->failed. */
bool py_module_follow(py_project *p, py_module *m);
py_binding *py_module_binding(const py_module *m, const char *name);

/* ---- python_eval.c: expressions -> values ---- */

typedef enum {
    PV_UNKNOWN, /* text: why */
    PV_NONE,
    PV_BOOL,   /* number */
    PV_NUMBER, /* text as it is written, or computed */
    PV_STRING,
    PV_BYTES,
    PV_LIST,   /* items: of a list, tuple or set */
    PV_DICT,   /* args with the names of its keys */
    PV_OUTER,  /* a name of a library: text "sqlalchemy.Column" */
    PV_MODULE, /* module */
    PV_CLASS,  /* node, module */
    PV_DEF,    /* node, module */
    PV_LAMBDA, /* node, module */
    PV_CALL,   /* of(args): a call of a library */
    PV_METHOD, /* of.text: of a value that a library made */
    PV_INDEX,  /* of[items] */
    PV_UNION,  /* items: X | Y */
    PV_MEMBER, /* of an enum: text its name, of its class, items its value */
    PV_BINARY, /* items[0] text items[1], of columns: `>` */
    PV_UNARY   /* text items[0]: `~`, `-` */
} py_value_kind;

typedef struct py_arg {
    const char *name; /* NULL: by its place */
    const py_value *value;
} py_arg;

typedef FX_VEC(const py_value *) py_values;

struct py_value {
    py_value_kind kind;
    const char *text;
    long number;
    const py *node; /* where it stands, in `module` */
    py_module *module;
    const py_value *of;
    py_values items;
    FX_VEC(py_arg) args;
    py_values keys;        /* of a dictionary that is written out: what `args` has as names */
    const char *bound;     /* the attribute of a class that it is the value of, */
    const py_value *owner; /* and that class */
};

typedef struct py_scope {
    py_module *module;
    const py_value *class_; /* NULL: not in a class's body */
    FX_VEC(py_arg) locals;  /* of a function */
    const struct py_scope *outer;
} py_scope;

/* Never NULL. */
const py_value *py_eval(py_project *p, const py_scope *s, const py *e);
const py_value *py_name(py_project *p, const py_scope *s, const py *at, const char *name);
/* An attribute of a class or one of its bases, in the order in which Python looks; NULL: none. */
const py_value *py_class_attribute(py_project *p, const py_value *class_, const char *name);
/* The node that sets an attribute in the class's own body; NULL: none. */
const py *py_class_own(const py_value *class_, const char *name);
/* Method resolution order, without what is not the project's; the class itself is first. */
py_values py_mro(py_project *p, const py_value *class_);
py_values py_bases(py_project *p, const py_value *class_);
const py_value *py_class_keyword(py_project *p, const py_value *class_, const char *name);

bool py_is_enum(py_project *p, const py_value *class_);
/* What a method, or function, returns. `second` may be NULL. */
const py_value *py_run(py_project *p, const py_value *f, const py_value *first,
                       const py_value *second);
/* What SQLAlchemy hands to load_dialect_impl: its `name`, and type_descriptor(X) is X. */
#define PY_DIALECT "dialect:"
const py_value *py_dialect(py_project *p, const py_value *at, const char *name);

/* Is it that name of a library? `names` ends with NULL: "sqlalchemy.Column". A module's name stands
 * for all below it: sqlalchemy.sql.schema.Column is sqlalchemy.Column. */
bool py_is(const py_value *v, const char *family, const char *name);
const char *py_family(const py_value *v); /* "sqlalchemy", "postgresql", ... or "" */
const char *py_last(const py_value *v);   /* "Column" */
const py_value *py_arg_named(const py_value *call, const char *name); /* NULL: not given */
const py_value *py_arg_placed(const py_value *call, size_t n);        /* NULL: fewer */
bool py_true(const py_value *v); /* True, or a number that is not 0 */

/* ---- what the parts of the evaluation share ---- */

enum { PY_DEPTH_MAX = 120 };
py_value *py_new(py_project *p, const py_scope *s, const py *at, py_value_kind kind,
                 const char *text);
const py_value *py_not_known(py_project *p, const py_scope *s, const py *at, const char *why);
const py_value *py_boolean(py_project *p, const py_scope *s, const py *at, bool is);
const py_value *py_string(py_project *p, const py_scope *s, const py *at, const char *text);
const py_value *py_class_value(py_project *p, py_module *m, const py *node);
const py_value *py_module_value(py_project *p, const py_scope *s, const py *at, py_module *m);
const char *py_below(fx_arena *a, const char *module, const char *name); /* "module.name" */
/* NULL: the module has no such name. */
const py_value *py_in_module(py_project *p, py_module *m, const py *at, const char *name);
/* What an assignment gives one of its names. */
const py_value *py_assigned(py_project *p, const py_scope *s, const py *node, const char *name);
/* from x import name; import a.b (as c) */
const py_value *py_imported(py_project *p, const py_scope *s, const py *at, const py *from,
                            const char *name);
const py_value *py_import(py_project *p, const py_scope *s, const py *alias);
const py_value *py_called(py_project *p, const py_scope *s, const py *e);

/* ---- python_init.c ---- */

/* What __init__ of the class and its bases makes of the arguments it is called with, and in *impl
 * the type that it sets, if any. Without an own one: `call` itself. */
const py_value *py_handed_on(py_project *p, const py_value *class_, const py_value *call,
                             const py_value **impl);

/* ---- python_text.c ---- */

/* "text".lower() and the like; UNKNOWN where it is not known. */
const py_value *py_text_method(py_project *p, const py_scope *s, const py *at, const py_value *m,
                               const py_value *call);
/* text[0], list[1:-1]; NULL: the place is not one of a text or list that is known. */
const py_value *py_part(py_project *p, const py_scope *s, const py *e, const py_value *of);

/* ---- python_regex.c ---- */

/* re.sub() and re.split(), or those of re.compile(); UNKNOWN where that is not known. NULL: another
 * call. */
const py_value *py_regex(py_project *p, const py_scope *s, const py *at, const py_value *callee,
                         const py_value *call);

/* ---- python_lists.c ---- */

/* What a loop goes through. False: not known. */
bool py_items_of(py_project *p, const py_scope *s, const py_value *v, py_values *out);
/* keys(), values(), items(); enumerate(), range(), zip() and the like. NULL: another one. */
const py_value *py_dict_method(py_project *p, const py_scope *s, const py *at, const py_value *m,
                               const py_value *call);
const py_value *py_list_call(py_project *p, const py_scope *s, const py *at, const char *name,
                             const py_value *call);
/* The call itself, whatever it gives: of(args). UNKNOWN where the callee is. */
const py_value *py_call_of(py_project *p, const py_scope *s, const py *e);
/* What the parameters of a PV_DEF are in a call of it. False: some are not given. */
bool py_bind_parameters(py_project *p, const py_value *f, const py_value *call, py_scope *in);
void py_run_import(py_project *p, py_scope *in, const py *s); /* within a function */
/* A text, or a type as it is written: "dict[str,typing.Any]"; NULL: neither. */
const char *py_key(fx_arena *a, const py_value *v);
bool py_is_known(const py_value *v); /* a value that conditions can be tried on */
bool py_holds(const py_value *v);    /* such a value, as a condition */

/* False: an error at the value's place: "what: why"; the hint says what to write instead. */
bool py_fail(py_project *p, const py_value *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
bool py_unknown(py_project *p, const py_value *v, const char *what);

/* ---- python_types.c: annotations and SQLAlchemy's types -> the model's ---- */

typedef struct py_type {
    const char *text;                        /* "string(100)"; NULL: not said */
    const char *sqlite, *mysql, *postgresql; /* what SQLAlchemy writes there, where it differs */
    const char *enum_name, *enum_schema;     /* an enum that is an object of its own */
    fx_strs members;
    const char *check;       /* the name of the check that a text is one of them; NULL: none */
    fx_strs checked;         /* those */
    bool optional;           /* Optional[T], T | None */
    bool several;            /* int | str: the annotation says no type */
    const py_value *details; /* Field(), Column() or mapped_column() in Annotated; NULL: none */
} py_type;

/* An annotation; `length`, `digits`, `places` as Field has them, or NULL. *out.text NULL: no
 * column's type: Relationship's, or one that py_fail told of. */
bool py_annotation(py_project *p, const py_value *v, py_type *out);
/* A type of SQLAlchemy, or a class that decorates one. */
bool py_sa_type(py_project *p, const py_value *v, py_type *out);
bool py_is_sa_type(py_project *p, const py_value *v);
/* A type of sqlalchemy by its name; `call` has its arguments. */
bool py_generic_type(py_project *p, const py_value *call, const char *name, py_type *out);
/* python_types_utils.c: the types of sqlalchemy_utils; `call` may be `type`, without arguments. */
bool py_is_utils_type(const py_value *type);
bool py_utils_type(py_project *p, const py_value *type, const py_value *call, py_type *out);
/* The members of an enum class: their names, or values. */
bool py_enum_members(py_project *p, const py_value *class_, bool values, fx_strs *out);
/* Of out->members: a type of its own, or with `native` false a text of `length`; 0: the longest. */
void py_finish_enum(py_project *p, const char *name, const char *schema, bool native, long length,
                    py_type *out);
const char *py_unescaped(fx_arena *a, const char *text); /* python_string.c */

/* ---- python_columns.c: Field(), Column(), mapped_column() -> columns ---- */

typedef struct py_column {
    const char *name;      /* in the database */
    const char *attribute; /* of the class; NULL: of a Table() */
    const py_value *at;
    py_type type;
    bool type_said; /* by a remark, which stands for all of it */
    bool primary, nullable, unique, index;
    bool autoincrement; /* said: it is one of several keys, or not a plain one */
    bool no_increment;  /* SQLAlchemy makes none: a default, a foreign key, autoincrement=False */
    FX_VEC(const py_value *) references; /* ForeignKey() */
    bool referring;                      /* in a ForeignKeyConstraint */
    const char *target, *on_delete;      /* Field(foreign_key=, ondelete=) */
    const py_value *sequence;            /* Sequence(): one of PostgreSQL's */
    const py_value *server_default, *identity, *computed, *comment, *client_default;
    FX_VEC(const py_value *) constraints; /* CheckConstraint() and the like beside it */
} py_column;
typedef FX_VEC(py_column) py_columns;

bool py_is_column(const py_value *v); /* Column() or mapped_column() */
/* A column of SQLModel: `value` is Field(), a default, or NULL. *column false: it is none. */
bool py_field(py_project *p, const char *attribute, const py_value *annotation,
              const py_value *value, py_column *out, bool *column);
/* A column of SQLAlchemy; `annotation` of Mapped[...] may be NULL. */
bool py_read_column(py_project *p, const char *attribute, const py_value *annotation,
                    const py_value *value, py_column *out);

/* ---- python_table.c: a table of columns and constraints -> YAML nodes ---- */

typedef struct py_table {
    const char *name, *schema;
    const py_value *at;
    py_columns columns;
    FX_VEC(const py_value *) items; /* constraints and indexes of __table_args__ or Table() */
    FX_VEC(py_arg) options;         /* what stands behind them */
    const py_value *conventions;    /* of the metadata; NULL: none */
} py_table;
typedef FX_VEC(py_table *) py_tables;

/* The entity, and those of its enums; `all` for types that are a referenced column's. */
bool py_table_emit(py_project *p, py_table *t, const py_tables *all, fx_yamls *out);
/* The constraints and indexes in t->items alone, as lists of an entity. */
bool py_table_items(py_project *p, py_table *t, fx_yaml **out);

/* ---- python_collect.c: which tables there are ---- */

bool py_collect(py_project *p, py_tables *out);
/* What Table() is given: a column, a constraint, or an option. */
bool py_table_add(py_project *p, const py_arg *arg, py_table *t);
/* The name that SQLModel gives the table of a class that says none; NULL: it is no SQLModel. */
const char *py_default_tablename(py_project *p, const py_value *class_);

#endif
