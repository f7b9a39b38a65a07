/*
 * PostgreSQL's catalogue as a schema: one query for each kind of object. What
 * the model does not hold is named in fx_table.unheld.
 */
#include <string.h>

#include "postgres_inner.h"
#include "postgres_sql.h"

#define SEPARATOR '\x1f'

typedef struct reader {
    fx_db *db;
    fx_arena *a;
    const char *args[2]; /* the only schema to read, the default one */
    fx_live *out;
    fx_table *last; /* the table that the last row was about */
    fx_error *err;
} reader;

static bool read_rows(reader *r, const char *sql, fx_rows *rows)
{
    /* what it says of types and views has the names that the user's search_path makes short */
    static const char begin[] =
        "WITH path AS MATERIALIZED (SELECT $1::text[] AS schemas, set_config('search_path', "
        "current_setting('fxgit.path'), true)) SELECT q.* FROM path CROSS JOIN LATERAL (";
    const char *lateral = fx_replace(r->a, sql, "$1::text[]", "path.schemas");

    *rows = (fx_rows){0};
    r->last = NULL;
    return fx_postgres_read(r->db, r->a, fx_fmt(r->a, "%s%s) q", begin, lateral), r->args, 2, rows,
                            r->err);
}

static fx_strs split(fx_arena *a, const char *text)
{
    fx_strs out = {0};

    while (text != NULL) {
        const char *end = strchr(text, SEPARATOR);

        *fx_push(a, &out) = end == NULL ? text : fx_strndup(a, text, (size_t)(end - text));
        text = end == NULL ? NULL : end + 1;
    }
    return out;
}

static bool is_true(const char *text)
{
    return text != NULL && *text == 't';
}

/* Rows come in the order of the tables. */
static fx_table *table_of(reader *r, const char *schema, const char *name)
{
    if (r->last == NULL || !fx_same(r->last->name, name) || !fx_same(r->last->schema, schema))
        r->last = (fx_table *)fx_schema_find(&r->out->schema, schema, name); /* built here */
    return r->last;
}

static void unheld(fx_table *t, const char *what)
{
    if (t->unheld == NULL)
        t->unheld = what;
}

static bool read_tables(reader *r)
{
    fx_rows rows;

    if (!read_rows(r, fx_postgres_sql_tables, &rows))
        return false;
    fx_each (const fx_row, row, &rows) {
        fx_table *t = fx_new(r->a, fx_table);

        if (fx_own_table(row->at[1]))
            continue;
        *t = (fx_table){
            .schema = row->at[0], .name = row->at[1], .comment = row->at[2], .unheld = row->at[3]};
        fx_schema_put(r->a, &r->out->schema, t);
    }
    return true;
}

static bool read_enums(reader *r)
{
    fx_rows rows;

    if (!read_rows(r, fx_postgres_sql_enums, &rows))
        return false;
    fx_each (const fx_row, row, &rows) {
        *fx_push(r->a, &r->out->schema.enums) =
            (fx_enum){row->at[0], row->at[1], split(r->a, row->at[2])};
    }
    return true;
}

/* ---- values ---- */

/* 'it''s' or E'a\\b' at the start; `end` behind it. */
static const char *unquoted(fx_arena *a, const char *text, const char **end)
{
    fx_str s = {.arena = a};
    bool escapes = *text == 'E';
    const char *c = text + escapes;

    if (*c++ != '\'')
        return NULL;
    for (; *c != '\0'; c++) {
        if (*c == '\'' && c[1] != '\'')
            break;
        c += *c == '\'' || (escapes && *c == '\\');
        fx_str_addc(&s, *c);
    }
    *end = c + (*c == '\'');
    return fx_str_text(&s);
}

static bool is_call(const char *text, const char *call)
{
    return fx_same(text, call);
}

static bool is_clock(const fx_type *t, const char *text)
{
    if (t->kind == FX_TYPE_DATE)
        return is_call(text, "CURRENT_DATE");
    if (t->kind == FX_TYPE_TIME)
        return is_call(text, "LOCALTIME");
    return (t->kind == FX_TYPE_TIMESTAMP || t->kind == FX_TYPE_TIMESTAMPTZ) &&
           is_call(text, "now()");
}

/* A cast to the column's own type says nothing; of numbers, to any. */
static bool is_own_cast(reader *r, const fx_type *t, const char *cast)
{
    fx_type read;

    if (t->kind == FX_TYPE_CHAR && fx_same(cast, "bpchar"))
        return true;
    if (t->kind == FX_TYPE_ENUM) {
        const char *name = strrchr(cast, '.'), *own = strrchr(t->enum_name, '.');

        name = name == NULL ? cast : name + 1;
        own = own == NULL ? t->enum_name : own + 1;
        return fx_same(name, own) || fx_same(name, fx_fmt(r->a, "\"%s\"", own));
    }
    const char *own = fx_variant_of(&t->variants, "postgresql");

    if (own != NULL)
        return fx_starts(own, cast);
    return fx_type_of_words(r->a, "postgresql", cast, &read) &&
           (read.kind == t->kind || (fx_type_is_number(&read) && fx_type_is_number(t)));
}

static bool is_number(const char *s)
{
    s += *s == '-';
    return *s >= '0' && *s <= '9' && s[strspn(s, "0123456789.")] == '\0';
}

static const char *literal_of(reader *r, const fx_type *t, const char *text)
{
    const char *end, *inner = unquoted(r->a, text, &end);

    if (inner == NULL) {
        size_t n = strlen(text);

        if (*text == '(' && text[n - 1] == ')')
            text = fx_strndup(r->a, text + 1, n - 2);
        bool fits = fx_type_is_number(t)         ? is_number(text)
                    : t->kind == FX_TYPE_BOOLEAN ? fx_same(text, "true") || fx_same(text, "false")
                                                 : false;

        return fits ? text : NULL;
    }
    if (!fx_starts(end, "::") || !is_own_cast(r, t, end + 2))
        return NULL;
    if (t->kind == FX_TYPE_BINARY)
        return fx_starts(inner, "\\x") ? fx_fmt(r->a, "0x%s", inner + 2) : NULL;
    return inner;
}

static fx_value default_of(reader *r, const fx_type *t, const char *text)
{
    const char *literal;

    if (text == NULL)
        return (fx_value){0};
    if (is_clock(t, text))
        return (fx_value){.kind = FX_VALUE_NOW};
    if (t->kind == FX_TYPE_UUID && is_call(text, "gen_random_uuid()"))
        return (fx_value){.kind = FX_VALUE_UUID};
    literal = literal_of(r, t, text);
    if (literal != NULL)
        return (fx_value){.kind = FX_VALUE_TEXT, .text = literal};
    return (fx_value){.kind = FX_VALUE_SQL, .sql.all = text};
}

/* ---- columns ---- */

enum {
    C_SCHEMA,
    C_TABLE,
    C_NAME,
    C_TYPE,
    C_NOT_NULL,
    C_DEFAULT,
    C_IDENTITY,
    C_GENERATED,
    C_COLLATION,
    C_COMMENT,
    C_ENUM,
    C_ARRAY,
    C_ENUM_SCHEMA,
    C_DOMAIN,
    C_SEQUENCE
};

static fx_type type_of(reader *r, const char *const *at)
{
    fx_type t = {.kind = FX_TYPE_RAW, .size = -1, .scale = -1}, *element;

    if (at[C_ENUM] != NULL) {
        t = (fx_type){.kind = FX_TYPE_ENUM,
                      .size = -1,
                      .scale = -1,
                      .enum_name = fx_enum_reference(r->a, at[C_ENUM_SCHEMA], at[C_ENUM]),
                      .named = true};
        if (!is_true(at[C_ARRAY]))
            return t;
        element = fx_new(r->a, fx_type);
        *element = t;
        return (fx_type){.kind = FX_TYPE_ARRAY, .size = -1, .scale = -1, .element = element};
    }
    if (fx_type_of_words(r->a, "postgresql", at[C_TYPE], &t))
        return t;
    *fx_push(r->a, &t.variants) = (fx_variant){"postgresql", at[C_TYPE]};
    return t;
}

static fx_identity identity_of(const char *const *at)
{
    if (*at[C_IDENTITY] == 'a')
        return FX_IDENTITY_ALWAYS;
    if (*at[C_IDENTITY] == 'd')
        return FX_IDENTITY_ON;
    return at[C_SEQUENCE] != NULL && at[C_DEFAULT] != NULL && fx_starts(at[C_DEFAULT], "nextval(")
               ? FX_IDENTITY_SERIAL
               : FX_IDENTITY_OFF;
}

static void add_column(reader *r, fx_table *t, const char *const *at)
{
    fx_column c = {.name = at[C_NAME], .type = type_of(r, at), .comment = at[C_COMMENT]};

    c.nullable = !is_true(at[C_NOT_NULL]);
    c.collate = at[C_COLLATION];
    c.identity = identity_of(at);
    if (c.identity != FX_IDENTITY_OFF && !is_true(at[C_SEQUENCE]))
        unheld(t, fx_fmt(r->a, "column %s with options of its sequence", c.name));
    if (*at[C_GENERATED] != '\0') {
        c.generated.all = at[C_DEFAULT];
        c.stored = true;
    } else if (c.identity == FX_IDENTITY_OFF) {
        c.def = default_of(r, &c.type, at[C_DEFAULT]);
    }
    *fx_push(r->a, &t->columns) = c;
}

static bool read_columns(reader *r)
{
    fx_rows rows;

    if (!read_rows(r, fx_postgres_sql_columns, &rows))
        return false;
    fx_each (const fx_row, row, &rows) {
        fx_table *t = table_of(r, row->at[C_SCHEMA], row->at[C_TABLE]);

        if (t != NULL)
            add_column(r, t, row->at);
    }
    return true;
}

/* ---- constraints ---- */

static fx_action action_of(const char *text)
{
    switch (*text) {
    case 'r':
        return FX_RESTRICT;
    case 'c':
        return FX_CASCADE;
    case 'n':
        return FX_SET_NULL;
    case 'd':
        return FX_SET_DEFAULT;
    default:
        return FX_NO_ACTION;
    }
}

enum {
    K_SCHEMA,
    K_TABLE,
    K_NAME,
    K_TYPE,
    K_COLUMNS,
    K_REF_SCHEMA,
    K_REF_TABLE,
    K_REF_COLUMNS,
    K_ON_DELETE,
    K_ON_UPDATE,
    K_DEFERRABLE,
    K_EXPRESSION,
    K_UNHELD,
    K_DEFINITION,
    K_NOT_VALID,
    K_NO_INHERIT,
    K_MATCH_FULL,
    K_INCLUDE,
    K_NOT_DISTINCT
};

/* The name that PostgreSQL gives by itself is none (ChooseConstraintName). */
static const char *primary_name(const fx_table *t, const char *name)
{
    enum { MOST = 58 };
    size_t n = strlen(t->name) > MOST ? MOST : strlen(t->name);

    return strncmp(name, t->name, n) == 0 && fx_same(name + n, "_pkey") ? NULL : name;
}

static fx_deferrable deferrable_of(const char *text)
{
    return text == NULL                ? FX_NOT_DEFERRABLE
           : fx_same(text, "deferred") ? FX_DEFER_DEFERRED
                                       : FX_DEFER_IMMEDIATE;
}

static void add_foreign(reader *r, fx_table *t, const char *const *at)
{
    *fx_push(r->a, &t->foreign_keys) = (fx_foreign_key){
        .name = at[K_NAME],
        .columns = split(r->a, at[K_COLUMNS]),
        .ref_schema = at[K_REF_SCHEMA],
        .ref_table = at[K_REF_TABLE],
        .ref_columns = split(r->a, at[K_REF_COLUMNS]),
        .on_delete = action_of(at[K_ON_DELETE]),
        .on_update = action_of(at[K_ON_UPDATE]),
        .deferrable = deferrable_of(at[K_DEFERRABLE]),
        .match_full = is_true(at[K_MATCH_FULL]),
        .not_valid = is_true(at[K_NOT_VALID]),
    };
}

/* The text of an exclusion constraint without its first word. */
static void add_check(reader *r, fx_table *t, const char *const *at)
{
    bool exclude = *at[K_TYPE] == 'x';
    const char *text =
        exclude ? at[K_DEFINITION] + strlen("EXCLUDE ") : fx_postgres_words(r->a, at[K_EXPRESSION]);

    *fx_push(r->a, &t->checks) = (fx_check){
        .name = at[K_NAME],
        .sql.all = text,
        .exclude = exclude,
        .not_valid = is_true(at[K_NOT_VALID]),
        .no_inherit = is_true(at[K_NO_INHERIT]),
    };
}

static void add_constraint(reader *r, fx_table *t, const char *const *at)
{
    const fx_key key = {.name = at[K_NAME],
                        .columns = split(r->a, at[K_COLUMNS]),
                        .include = split(r->a, at[K_INCLUDE]),
                        .nulls_not_distinct = is_true(at[K_NOT_DISTINCT]),
                        .deferrable = deferrable_of(at[K_DEFERRABLE])};

    if (at[K_UNHELD] != NULL)
        unheld(t, at[K_UNHELD]);
    switch (*at[K_TYPE]) {
    case 'p':
        t->primary = key;
        t->primary.name = primary_name(t, key.name);
        break;
    case 'u':
        *fx_push(r->a, &t->uniques) = key;
        break;
    case 'f':
        add_foreign(r, t, at);
        break;
    default:
        add_check(r, t, at);
        break;
    }
}

static bool read_constraints(reader *r)
{
    fx_rows rows;

    if (!read_rows(r, fx_postgres_sql_constraints, &rows))
        return false;
    fx_each (const fx_row, row, &rows) {
        fx_table *t = table_of(r, row->at[K_SCHEMA], row->at[K_TABLE]);

        if (t != NULL)
            add_constraint(r, t, row->at);
    }
    return true;
}

/* ---- indexes ---- */

enum {
    I_SCHEMA,
    I_TABLE,
    I_NAME,
    I_UNIQUE,
    I_METHOD,
    I_WHERE,
    I_KEYS,
    I_OPTIONS,
    I_COLLATIONS,
    I_OPCLASSES,
    I_INCLUDE,
    I_NOT_DISTINCT,
    I_WITH,
    I_COMMENT,
    I_VALID
};

static const char *unheld_in_index(fx_arena *a, const char *const *at)
{
    if (at[I_COMMENT] != NULL)
        return fx_fmt(a, "a comment on index %s", at[I_NAME]);
    return is_true(at[I_VALID]) ? NULL : fx_fmt(a, "index %s, which is INVALID", at[I_NAME]);
}

static const char *or_null(const fx_strs *list, size_t i)
{
    return i < list->n && *list->at[i] != '\0' ? list->at[i] : NULL;
}

/* indoption: 1 is DESC, 2 is NULLS FIRST; each order has its own place for NULLs. */
static void add_parts(reader *r, fx_index *ix, const char *const *at)
{
    const fx_strs options = split(r->a, at[I_OPTIONS]), collations = split(r->a, at[I_COLLATIONS]),
                  opclasses = split(r->a, at[I_OPCLASSES]);
    bool plain = true;

    for (size_t i = 0; i < options.n; i++) {
        int bits = options.at[i][1] - '0';
        fx_index_part part = {.expression = options.at[i][0] == 'e',
                              .descending = (bits & 1) != 0,
                              .nulls = bits == 2   ? -1
                                       : bits == 1 ? 1
                                                   : 0,
                              .collate = or_null(&collations, i),
                              .opclass = or_null(&opclasses, i)};

        plain =
            plain && !part.expression && bits == 0 && part.collate == NULL && part.opclass == NULL;
        *fx_push(r->a, &ix->parts) = part;
    }
    if (plain)
        ix->parts.n = 0;
}

static void add_index(reader *r, fx_table *t, const char *const *at)
{
    const char *why = unheld_in_index(r->a, at);
    fx_index ix = {.name = at[I_NAME],
                   .columns = split(r->a, at[I_KEYS]),
                   .unique = is_true(at[I_UNIQUE]),
                   .where.all = fx_postgres_words(r->a, at[I_WHERE]),
                   .using_ = fx_same(at[I_METHOD], "btree") ? NULL : at[I_METHOD],
                   .include = split(r->a, at[I_INCLUDE]),
                   .with = at[I_WITH],
                   .nulls_not_distinct = is_true(at[I_NOT_DISTINCT])};

    add_parts(r, &ix, at);
    if (why != NULL)
        unheld(t, why);
    *fx_push(r->a, &t->indexes) = ix;
}

static bool read_indexes(reader *r)
{
    fx_rows rows;

    if (!read_rows(r, fx_postgres_sql_indexes, &rows))
        return false;
    fx_each (const fx_row, row, &rows) {
        fx_table *t = table_of(r, row->at[I_SCHEMA], row->at[I_TABLE]);

        if (t != NULL)
            add_index(r, t, row->at);
    }
    return true;
}

/* ---- views and triggers ---- */

static fx_text_kind text_kind(const char *key)
{
    fx_text_kind kind = FX_DOMAIN;

    while (kind + 1 < FX_TEXT_KIND_COUNT && !fx_same(fx_text_key(kind), key))
        kind++;
    return kind;
}

static void add_text(reader *r, const fx_row *row)
{
    const fx_text_object t = {.kind = text_kind(row->at[0]),
                              .schema = row->at[1],
                              .table = row->at[2],
                              .name = row->at[3],
                              .sql.all = row->at[4]};

    if (t.sql.all == NULL) {
        const char *name = fx_fmt(r->a, "%s %s", fx_text_word(t.kind), t.name);

        if (!fx_strs_has(&r->out->unheld, name))
            *fx_push(r->a, &r->out->unheld) = name;
        return;
    }
    fx_schema_put_text(r->a, &r->out->schema, &t);
    *fx_push(r->a, &r->out->dependents) = (fx_dependent){.kind = fx_text_word(t.kind),
                                                         .schema = t.schema,
                                                         .table = t.table,
                                                         .name = t.name,
                                                         .sql = t.sql.all};
}

static bool read_texts(reader *r)
{
    fx_rows rows;

    if (!read_rows(r, fx_postgres_sql_texts, &rows))
        return false;
    fx_each (const fx_row, row, &rows) {
        add_text(r, row);
    }
    return true;
}

/* ---- enums of one column ---- */

static size_t count_users(const fx_schema *s, const fx_enum *e)
{
    size_t n = 0;

    fx_each (const fx_table *const, t, &s->tables) {
        fx_each (const fx_column, c, &(*t)->columns) {
            const fx_type *type = c->type.kind == FX_TYPE_ARRAY ? c->type.element : &c->type;

            n += type->kind == FX_TYPE_ENUM && fx_enum_is(e, type->enum_name);
        }
    }
    return n;
}

/* One that bears the names of table and column and has no other user is written in place. */
static void settle_enum(reader *r, const fx_table *t, fx_column *c)
{
    fx_schema *s = &r->out->schema;
    const fx_enum *e = fx_schema_enum_of(s, &c->type);
    const char *own = fx_fmt(r->a, "%s_%s", t->name, c->name);

    if (e == NULL || !fx_same(e->name, own) || !fx_same(e->schema, t->schema) ||
        count_users(s, e) != 1)
        return;
    c->type.named = false;
    c->type.enum_name = own;
    c->type.members = e->members;
    fx_remove_at(&s->enums, (size_t)(e - s->enums.at));
}

/* As an array's text (https://www.postgresql.org/docs/15/arrays.html#ARRAYS-INPUT); NULL: all. */
static const char *schemas_to_read(const postgres_db *db, fx_arena *a)
{
    fx_str s = {.arena = a};
    fx_strs names = {0};

    if (db->scratch == NULL && !db->base.some_schemas)
        return NULL;
    *fx_push(a, &names) = db->scratch != NULL ? db->scratch : db->schema;
    for (size_t i = 0; db->scratch == NULL && i < db->base.schemas.n; i++)
        *fx_push(a, &names) = db->base.schemas.at[i];
    for (size_t i = 0; i < names.n; i++) {
        fx_str_add(&s, i == 0 ? "{\"" : ",\"");
        for (const char *c = names.at[i]; *c != '\0'; c++) {
            if (*c == '"' || *c == '\\')
                fx_str_addc(&s, '\\');
            fx_str_addc(&s, *c);
        }
        fx_str_addc(&s, '"');
    }
    fx_str_addc(&s, '}');
    return fx_str_text(&s);
}

bool fx_postgres_inspect(fx_db *base, fx_arena *a, const fx_strs *tables, fx_live *out,
                         fx_error *err)
{
    (void)tables; /* all are read by the same few queries */
    postgres_db *db = (postgres_db *)base;
    reader r = {.db = base, .a = a, .out = out, .err = err};

    *out = (fx_live){0};
    r.args[0] = schemas_to_read(db, a);
    r.args[1] = db->scratch != NULL ? db->scratch : db->schema;
    if (!read_tables(&r) || !read_enums(&r) || !read_columns(&r) || !read_constraints(&r) ||
        !read_indexes(&r) || !read_texts(&r))
        return false;
    fx_each (const fx_table *const, it, &out->schema.tables) {
        fx_table *t = (fx_table *)*it; /* built here, not shared yet */

        fx_each (fx_column, c, &t->columns) {
            if (c->type.kind == FX_TYPE_ENUM)
                settle_enum(&r, t, c);
            fx_column_derive_identity(t, c);
        }
    }
    return true;
}
