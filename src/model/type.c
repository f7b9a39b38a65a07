#include "fx/model/type.h"

#include <stdlib.h>
#include <string.h>

#include "inner.h"

enum { DEPTH_MAX = 8, SIZE_MAX_DIGITS = 9, PRECISION_MAX = 1000 };

static const struct {
    const char *name;
    int least, most;
} types[] = {
#define X(symbol, name, least, most) {name, least, most},
    FX_TYPES(X)
#undef X
};

/* What other tools call our types. */
static const char *const aliases[][2] = {
    {"int",          "integer"    },
    {"int4",         "integer"    },
    {"int2",         "smallint"   },
    {"int8",         "bigint"     },
    {"bool",         "boolean"    },
    {"float",        "double"     },
    {"float4",       "real"       },
    {"float8",       "double"     },
    {"decimal",      "numeric"    },
    {"varchar",      "string"     },
    {"character",    "char"       },
    {"str",          "string"     },
    {"blob",         "binary"     },
    {"bytea",        "binary"     },
    {"varbinary",    "binary"     },
    {"bytes",        "binary"     },
    {"datetime",     "timestamp"  },
    {"timestamp_tz", "timestamptz"},
    {"jsonb",        "json"       },
    {"tinyint",      "smallint"   },
    {"longtext",     "text"       },
    {"mediumtext",   "text"       },
    {"guid",         "uuid"       },
    {"dict",         "json"       },
    {"list",         "array(text)"},
    {"serial",       "integer"    },
    {"bigserial",    "bigint"     },
};

typedef struct parser {
    fx_arena *arena;
    const char **why, **hint;
    int depth;
} parser;

static bool parse(const parser *p, const char *text, fx_type *out);

static bool refuse(const parser *p, const char *why, const char *hint)
{
    *p->why = why;
    *p->hint = hint;
    return false;
}

static const char *all_names(fx_arena *a)
{
    fx_str s = {.arena = a};

    for (size_t i = 0; i < FX_COUNT(types); i++)
        fx_str_addf(&s, "%s%s", i > 0 ? ", " : "", types[i].name);
    return fx_str_text(&s);
}

static const char *nearest_type(fx_arena *a, const char *name)
{
    const char *names[FX_COUNT(types)];

    for (size_t i = 0; i < FX_COUNT(aliases); i++) {
        if (fx_same_case(name, aliases[i][0]))
            return aliases[i][1];
    }
    for (size_t i = 0; i < FX_COUNT(types); i++) {
        names[i] = types[i].name;
        if (fx_same_case(name, names[i]))
            return names[i];
    }
    return fx_nearest(fx_lower(a, name), names, FX_COUNT(types));
}

static bool refuse_unknown(const parser *p, const char *text, const char *name)
{
    fx_arena *a = p->arena;
    const char *near = nearest_type(a, name);
    const char *rest = strchr(text, '(');
    const char *why = fx_fmt(a, "unknown type '%s'", text);

    if (near == NULL)
        return refuse(p, why, fx_fmt(a, "Types: %s.", all_names(a)));
    if (rest != NULL && strchr(near, '(') == NULL) {
        fx_type probe;
        parser last = *p; /* so deep that a guess makes no further guesses */
        const char *guess = fx_fmt(a, "%s%s", near, rest);

        last.depth = DEPTH_MAX;
        if (p->depth < DEPTH_MAX && parse(&last, guess, &probe))
            near = guess;
    }
    return refuse(p, why, fx_fmt(a, "did you mean %s? Types: %s", near, all_names(a)));
}

/* One member, quoted or bare; stops at the comma or the end. */
static const char *scan_member(fx_arena *a, const char **at)
{
    fx_str s = {.arena = a};
    const char *c = *at + strspn(*at, " \t\n");

    if (*c != '\'') {
        size_t n = strcspn(c, ",");

        *at = c + n;
        const char *bare = fx_trim(a, fx_strndup(a, c, n));

        return strchr(bare, '\'') == NULL ? bare : NULL;
    }
    for (c++; *c != '\0'; c++) {
        if (*c == '\'' && c[1] != '\'')
            break;
        c += *c == '\'';
        fx_str_addc(&s, *c);
    }
    if (*c != '\'')
        return NULL;
    c++;
    *at = c + strspn(c, " \t\n");
    return **at == ',' || **at == '\0' ? fx_str_text(&s) : NULL;
}

static bool parse_members(const parser *p, const char *text, const char *args, fx_type *out)
{
    fx_arena *a = p->arena;

    for (;;) {
        bool quoted = args[strspn(args, " \t\n")] == '\'';
        const char *member = scan_member(a, &args);

        if (member == NULL || (*member == '\0' && !quoted))
            return refuse(p, fx_fmt(a, "'%s' has a member that cannot be read", text),
                          "Write enum(draft,live), or quoted: enum('in work','it''s done').");
        if (fx_strs_has(&out->members, member))
            return refuse(p, fx_fmt(a, "'%s' has the member '%s' twice", text, member),
                          "Take one of them away.");
        *fx_push(a, &out->members) = member;
        if (*args == '\0')
            return true;
        args++;
    }
}

static bool parse_number(const char **at, int *out)
{
    const char *c = *at + strspn(*at, " ");
    size_t n = strspn(c, "0123456789");

    if (n == 0 || n > SIZE_MAX_DIGITS)
        return false;
    *out = (int)strtol(c, NULL, 10);
    c += n;
    *at = c + strspn(c, " ");
    return true;
}

static bool parse_sizes(const parser *p, const char *text, const char *args, fx_type *out)
{
    fx_arena *a = p->arena;
    const char *name = types[out->kind].name;
    int most = types[out->kind].most;
    bool ok = most > 0 && parse_number(&args, &out->size);

    if (ok && *args == ',' && most == 2) {
        args++;
        ok = parse_number(&args, &out->scale);
    }
    ok = ok && *args == '\0' && out->size > 0 && out->scale <= out->size;
    if (ok && out->kind == FX_TYPE_NUMERIC && out->size > PRECISION_MAX)
        ok = false;
    if (ok)
        return true;
    if (most == 0)
        return refuse(p, fx_fmt(a, "type '%s': %s takes no arguments", text, name),
                      fx_fmt(a, "Write %s.", name));
    return refuse(
        p, fx_fmt(a, "type '%s': its arguments cannot be read", text),
        fx_fmt(a, "Write %s.",
               most == 2 ? "numeric(10,2), numeric(10) or numeric" : fx_fmt(a, "%s(80)", name)));
}

static bool parse_element(const parser *p, const char *args, fx_type *out)
{
    fx_type *element = fx_new(p->arena, fx_type);
    parser inner = *p;

    inner.depth++;
    if (!parse(&inner, args, element))
        return false;
    out->element = element;
    return true;
}

static bool parse_args(const parser *p, const char *text, const char *args, fx_type *out)
{
    if (out->kind == FX_TYPE_ENUM)
        return parse_members(p, text, args, out);
    if (out->kind == FX_TYPE_ARRAY)
        return parse_element(p, args, out);
    return parse_sizes(p, text, args, out);
}

static bool parse_reference(const parser *p, const char *text, const char *name, fx_type *out)
{
    if (fx_blank(name))
        return refuse(p, fx_fmt(p->arena, "'%s' names no enum", text), "Write enum:NAME.");
    out->enum_name = fx_trim(p->arena, name);
    out->named = true;
    return true;
}

static bool parse(const parser *p, const char *text, fx_type *out)
{
    fx_arena *a = p->arena;
    const char *trimmed = fx_trim(a, text);
    size_t n = strcspn(trimmed, "(: ");
    const char *name = fx_strndup(a, trimmed, n), *rest = trimmed + n + strspn(trimmed + n, " ");
    size_t kind = 0, length = strlen(rest);

    *out = (fx_type){.size = -1, .scale = -1};
    if (p->depth > DEPTH_MAX)
        return refuse(p, "type: nested too deeply", "Write the inner type as raw or json.");
    while (kind < FX_COUNT(types) && !fx_same(types[kind].name, name))
        kind++;
    if (kind == FX_COUNT(types))
        return refuse_unknown(p, trimmed, name);
    out->kind = (fx_type_kind)kind;
    if (kind == FX_TYPE_ENUM && *rest == ':')
        return parse_reference(p, trimmed, rest + 1, out);
    if (*rest == '(' && rest[length - 1] == ')')
        return parse_args(p, trimmed, fx_strndup(a, rest + 1, length - 2), out);
    if (*rest != '\0')
        return refuse_unknown(p, trimmed, name);
    if (types[kind].least == 0)
        return true;
    return refuse(p, fx_fmt(a, "type '%s' needs an argument", trimmed),
                  kind == FX_TYPE_ENUM    ? "Write enum(draft,live) or enum:NAME."
                  : kind == FX_TYPE_ARRAY ? "Write array(text), for example."
                                          : fx_fmt(a, "Write %s(80), for example.", name));
}

bool fx_type_parse(fx_arena *a, const char *text, fx_type *out, const char **why, const char **hint)
{
    parser p = {.arena = a, .why = why, .hint = hint};

    *why = *hint = NULL;
    return parse(&p, text, out);
}

static bool is_bare_member(const char *member)
{
    for (const char *c = member; *c != '\0'; c++) {
        if (strchr(",()' \t\r\n\"", *c) != NULL || (unsigned char)*c < ' ')
            return false;
    }
    return *member != '\0';
}

static void add_members(fx_str *s, const fx_strs *members)
{
    for (size_t i = 0; i < members->n; i++) {
        const char *member = members->at[i];

        fx_str_add(s, i > 0 ? "," : "");
        if (is_bare_member(member)) {
            fx_str_add(s, member);
            continue;
        }
        fx_str_addc(s, '\'');
        for (; *member != '\0'; member++)
            fx_str_add(s, *member == '\'' ? "''" : (char[]){*member, '\0'});
        fx_str_addc(s, '\'');
    }
}

/* Without printf: each column of a schema has a type, and most of them a size. */
static void add_number(fx_str *s, int n)
{
    char digits[16];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    fx_str_addn(s, digits + at, sizeof digits - at);
}

static void add_size(fx_str *s, int size, int scale)
{
    fx_str_addc(s, '(');
    add_number(s, size);
    if (scale >= 0) {
        fx_str_addc(s, ',');
        add_number(s, scale);
    }
    fx_str_addc(s, ')');
}

const char *fx_type_text(fx_arena *a, const fx_type *t)
{
    fx_str s = {.arena = a};

    fx_str_add(&s, types[t->kind].name);
    if (t->kind == FX_TYPE_ENUM && t->named) {
        fx_str_addf(&s, ":%s", t->enum_name);
    } else if (t->kind == FX_TYPE_ENUM) {
        fx_str_addc(&s, '(');
        add_members(&s, &t->members);
        fx_str_addc(&s, ')');
    } else if (t->kind == FX_TYPE_ARRAY) {
        fx_str_addf(&s, "(%s)", fx_type_text(a, t->element));
    } else if (t->size >= 0) {
        add_size(&s, t->size, t->scale);
    }
    return fx_str_text(&s);
}

static bool variants_equal(const fx_variants *a, const fx_variants *b, const fx_strs *dialects)
{
    if (dialects != NULL && dialects->n > 0) {
        fx_each (const char *, name, dialects) {
            if (!fx_same(fx_variant_for(a, *name), fx_variant_for(b, *name)))
                return false;
        }
        return true;
    }
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++) {
        if (!fx_same(a->at[i].dialect, b->at[i].dialect) || !fx_same(a->at[i].text, b->at[i].text))
            return false;
    }
    return true;
}

static bool enum_equal(const fx_type *a, const fx_type *b)
{
    bool known = a->members.n > 0 && b->members.n > 0; /* of a reference only after projection */

    if (a->named != b->named || (a->named && !fx_same(a->enum_name, b->enum_name)))
        return false;
    return (a->named && !known) || fx_strs_equal(&a->members, &b->members);
}

bool fx_type_equal_for(const fx_type *a, const fx_type *b, const fx_strs *dialects)
{
    for (;; a = a->element, b = b->element) {
        if (a->kind != b->kind || a->size != b->size || a->scale != b->scale ||
            !variants_equal(&a->variants, &b->variants, dialects))
            return false;
        if (a->kind != FX_TYPE_ARRAY)
            return a->kind != FX_TYPE_ENUM || enum_equal(a, b);
    }
}

bool fx_type_equal(const fx_type *a, const fx_type *b)
{
    return fx_type_equal_for(a, b, NULL);
}

const char *fx_variant_of(const fx_variants *v, const char *dialect)
{
    fx_each (const fx_variant, it, v) {
        if (fx_same(it->dialect, dialect))
            return it->text;
    }
    return NULL;
}

const char *fx_variant_for(const fx_variants *v, const char *dialect)
{
    const char *own = fx_variant_of(v, dialect);

    if (own == NULL && fx_same(dialect, "mysql"))
        return fx_variant_of(v, "mariadb");
    return own == NULL && fx_same(dialect, "mariadb") ? fx_variant_of(v, "mysql") : own;
}

bool fx_is_dialect(const char *name)
{
    static const char *const names[] = {"sqlite", "postgresql", "mysql", "mariadb"};

    for (size_t i = 0; i < FX_COUNT(names); i++) {
        if (fx_same(name, names[i]))
            return true;
    }
    return false;
}

bool fx_type_is_integer(const fx_type *t)
{
    return t->kind == FX_TYPE_SMALLINT || t->kind == FX_TYPE_INTEGER || t->kind == FX_TYPE_BIGINT;
}

bool fx_type_is_number(const fx_type *t)
{
    return fx_type_is_integer(t) || t->kind == FX_TYPE_REAL || t->kind == FX_TYPE_DOUBLE ||
           t->kind == FX_TYPE_NUMERIC;
}

size_t fx_enum_longest(const fx_type *t)
{
    size_t longest = 1;

    fx_each (const char *, member, &t->members) {
        if (fx_characters(*member) > longest)
            longest = fx_characters(*member);
    }
    return longest;
}

/* ---- which values stay what they are ---- */

static bool is_characters(const fx_type *t)
{
    return t->kind == FX_TYPE_STRING || t->kind == FX_TYPE_CHAR || t->kind == FX_TYPE_TEXT;
}

/* The most digits that a whole number has; 0: it is none. */
static int whole_digits(const fx_type *t)
{
    switch (t->kind) {
    case FX_TYPE_BOOLEAN:
        return 1;
    case FX_TYPE_SMALLINT:
        return 5;
    case FX_TYPE_INTEGER:
        return 10;
    case FX_TYPE_BIGINT:
        return 19;
    default:
        return 0;
    }
}

/* At least as many characters; those of unlimited length are at least 255 everywhere. */
static bool holds(const fx_type *to, size_t characters)
{
    if (to->kind == FX_TYPE_TEXT)
        return true;
    return to->kind == FX_TYPE_STRING && characters <= (to->size < 0 ? 255 : (size_t)to->size);
}

static bool keeps_characters(const fx_type *from, const fx_type *to)
{
    if (to->kind == FX_TYPE_CHAR)
        return from->kind == FX_TYPE_CHAR && to->size >= from->size;
    return to->kind == FX_TYPE_TEXT ||
           (from->kind != FX_TYPE_TEXT && from->size >= 0 && holds(to, (size_t)from->size));
}

static bool keeps_number(const fx_type *from, const fx_type *to)
{
    const int digits = whole_digits(from);

    if (digits > 0 && fx_type_is_integer(to))
        return from->kind <= to->kind;
    if (to->kind == FX_TYPE_DOUBLE)
        return from->kind == FX_TYPE_REAL || from->kind == FX_TYPE_SMALLINT ||
               from->kind == FX_TYPE_INTEGER;
    if (to->kind == FX_TYPE_REAL)
        return from->kind == FX_TYPE_SMALLINT;
    if (to->kind != FX_TYPE_NUMERIC || to->size < 0)
        return false;
    const int scale = to->scale < 0 ? 0 : to->scale, whole = to->size - scale;

    if (digits > 0)
        return from->kind != FX_TYPE_BOOLEAN && whole >= digits;
    const int old = from->scale < 0 ? 0 : from->scale;

    return from->kind == FX_TYPE_NUMERIC && from->size >= 0 && scale >= old &&
           whole >= from->size - old;
}

static bool keeps_as_text(const fx_type *from, const fx_type *to)
{
    switch (from->kind) {
    case FX_TYPE_SMALLINT:
    case FX_TYPE_INTEGER:
    case FX_TYPE_BIGINT:
        return holds(to, 20);
    case FX_TYPE_UUID:
        return holds(to, 36);
    case FX_TYPE_ENUM:
        return holds(to, fx_enum_longest(from));
    case FX_TYPE_BOOLEAN:
    case FX_TYPE_NUMERIC:
    case FX_TYPE_DATE:
    case FX_TYPE_TIME:
    case FX_TYPE_TIMESTAMP:
    case FX_TYPE_JSON:
        return to->kind == FX_TYPE_TEXT;
    default:
        return false;
    }
}

bool fx_type_keeps(const fx_type *from, const fx_type *to)
{
    if (fx_type_equal(from, to))
        return true;
    if (from->variants.n > 0 || to->variants.n > 0)
        return false;
    if (from->kind == FX_TYPE_ENUM && to->kind == FX_TYPE_ENUM) {
        fx_each (const char *, member, &from->members) {
            if (!fx_strs_has(&to->members, *member))
                return false;
        }
        return from->members.n > 0;
    }
    if (from->kind == FX_TYPE_ARRAY && to->kind == FX_TYPE_ARRAY)
        return fx_type_keeps(from->element, to->element);
    if (is_characters(to))
        return is_characters(from) ? keeps_characters(from, to) : keeps_as_text(from, to);
    if (from->kind == FX_TYPE_DATE)
        return to->kind == FX_TYPE_TIMESTAMP;
    if (from->kind == FX_TYPE_BINARY && to->kind == FX_TYPE_BINARY)
        return to->size < 0 || (from->size >= 0 && from->size <= to->size);
    return keeps_number(from, to);
}
