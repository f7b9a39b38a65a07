/*
 * Project: what one dialect holds of a schema. Both sides of a comparison go
 * through it, so nothing that a dialect folds away can look like a difference.
 */
#include <string.h>

#include "inner.h"

/* A STRICT table knows INT, INTEGER, REAL, TEXT, BLOB and ANY (https://sqlite.org/stricttables.html
 * section 2). */
static fx_type strict_type(fx_arena *a, const fx_type *t)
{
    fx_type out = {.kind = FX_TYPE_TEXT, .size = -1, .scale = -1};

    switch (t->kind) {
    case FX_TYPE_BOOLEAN:
    case FX_TYPE_SMALLINT:
    case FX_TYPE_INTEGER:
    case FX_TYPE_BIGINT:
        out.kind = FX_TYPE_INTEGER;
        return out;
    case FX_TYPE_REAL:
    case FX_TYPE_DOUBLE:
        out.kind = FX_TYPE_REAL;
        return out;
    case FX_TYPE_BINARY:
        out.kind = FX_TYPE_BINARY;
        return out;
    case FX_TYPE_NUMERIC: /* ANY keeps each number as it came */
        out.kind = FX_TYPE_RAW;
        *fx_push(a, &out.variants) = (fx_variant){"sqlite", "ANY"};
        return out;
    case FX_TYPE_RAW:
        return *t;
    default:
        return out;
    }
}

/* How SQLite holds a type that it has no own word for (affinity: https://sqlite.org/datatype3.html
 * section 3). */
static fx_type sqlite_type(const fx_type *t)
{
    fx_type out = *t;

    out.variants = (fx_variants){0};
    out.enum_name = NULL;
    switch (t->kind) {
    case FX_TYPE_INTERVAL:
    case FX_TYPE_JSON:
    case FX_TYPE_ARRAY:
        return (fx_type){.kind = FX_TYPE_TEXT, .size = -1, .scale = -1};
    case FX_TYPE_UUID:
        return (fx_type){.kind = FX_TYPE_CHAR, .size = 36, .scale = -1};
    case FX_TYPE_ENUM:
        return (fx_type){.kind = FX_TYPE_STRING, .size = (int)fx_enum_longest(t), .scale = -1};
    default:
        return out;
    }
}

static void fold_variant(fx_arena *a, fx_type *t, const fx_type *from, const char *dialect)
{
    const char *own = fx_variant_for(&from->variants, dialect);

    if (own != NULL && fx_same(dialect, "mysql"))
        own = fx_mysql_words(a, own);
    if (own == NULL || fx_type_of_words(a, dialect, own, t))
        return;
    *t = (fx_type){.kind = FX_TYPE_RAW, .size = -1, .scale = -1};
    *fx_push(a, &t->variants) = (fx_variant){dialect, own};
}

static fx_sql_text fold_text(fx_arena *a, const fx_sql_text *t, const char *dialect)
{
    const char *own = fx_sql_text_for(t, dialect);

    return (fx_sql_text){.all = own == NULL ? NULL : fx_sql_fold(a, own)};
}

/* 1.50 and 1.5, 007 and 7, +1 and 1 are the same number. */
const char *fx_number_fold(fx_arena *a, const char *text)
{
    bool negative = *text == '-';
    const char *s = text + (*text == '-' || *text == '+');
    size_t digits = strspn(s, "0123456789"), fraction = 0;

    if (s[digits] == '.')
        fraction = strspn(s + digits + 1, "0123456789");
    if (digits + fraction == 0 || s[digits + (s[digits] == '.' ? fraction + 1 : 0)] != '\0')
        return text;
    while (digits > 1 && *s == '0') {
        s++;
        digits--;
    }
    while (fraction > 0 && s[digits + fraction] == '0')
        fraction--;
    const char *number = fx_fmt(a, "%.*s%s%.*s", (int)digits, s, fraction > 0 ? "." : "",
                                (int)fraction, s + digits + 1);

    return negative && !fx_same(number, "0") ? fx_fmt(a, "-%s", number) : number;
}

/* Only PostgreSQL keeps apart what is one clock: now() and CURRENT_TIMESTAMP. */
static bool is_clock(const fx_value *v, const fx_type *t, const char *dialect)
{
    const char *sql = v->kind == FX_VALUE_SQL ? fx_sql_text_for(&v->sql, dialect) : NULL;

    return sql != NULL && !fx_same(dialect, "postgresql") &&
           (t->kind == FX_TYPE_TIMESTAMP || t->kind == FX_TYPE_TIMESTAMPTZ) &&
           fx_same_case(sql, "current_timestamp");
}

static fx_value fold_default(fx_arena *a, const fx_value *v, const fx_type *t, const char *dialect)
{
    fx_value out = *v;
    bool sqlite = fx_same(dialect, "sqlite");

    if (is_clock(v, t, dialect))
        return (fx_value){.kind = FX_VALUE_NOW};
    if (v->kind == FX_VALUE_SQL)
        out.sql = fold_text(a, &v->sql, dialect);
    if (v->kind == FX_VALUE_UUID && sqlite) {
        out.kind = FX_VALUE_SQL;
        out.sql.all = fx_sql_fold(a, fx_sqlite_uuid);
    }
    if (v->kind == FX_VALUE_TEXT && t->kind == FX_TYPE_BOOLEAN)
        out.text = fx_same(v->text, "true") ? "1" : fx_same(v->text, "false") ? "0" : v->text;
    else if (v->kind == FX_VALUE_TEXT && fx_type_is_number(t))
        out.text = fx_number_fold(a, v->text);
    return out;
}

static fx_sql_text members_check(fx_arena *a, const fx_column *c, const fx_strs *members)
{
    fx_str s = {.arena = a};

    fx_str_addc(&s, '"');
    for (const char *n = c->name; *n != '\0'; n++)
        fx_str_add(&s, *n == '"' ? "\"\"" : (char[]){*n, '\0'});
    fx_str_add(&s, "\" IN (");
    for (size_t i = 0; i < members->n; i++) {
        fx_str_add(&s, i == 0 ? "'" : ", '");
        for (const char *m = members->at[i]; *m != '\0'; m++)
            fx_str_add(&s, *m == '\'' ? "''" : (char[]){*m, '\0'});
        fx_str_addc(&s, '\'');
    }
    fx_str_addc(&s, ')');
    return (fx_sql_text){.all = fx_str_text(&s)};
}

const fx_strs *fx_enum_members(const fx_schema *s, const fx_type *t)
{
    const fx_enum *e;

    if (t->members.n > 0 || s == NULL)
        return &t->members;
    e = fx_schema_enum_of(s, t);
    return e == NULL ? &t->members : &e->members;
}

const char *fx_inline_enum(fx_arena *a, const fx_table *t, const fx_column *c)
{
    if (c->type.kind != FX_TYPE_ENUM || c->type.named || c->type.members.n == 0)
        return NULL;
    return fx_fmt(a, "%s_%s", t->name, c->name);
}

/* An enum is a text and a nameless check on SQLite. */
static void fold_enum(fx_arena *a, fx_table *t, const fx_column *c, const fx_schema *s)
{
    const fx_strs *members = fx_enum_members(s, &c->type);

    *fx_push(a, &t->checks) = (fx_check){
        .sql = members_check(a, c, members),
    };
}

/* SQLite's collations are the same in either case; BINARY is what is there without one
 * (https://sqlite.org/datatype3.html section 7.1). */
const char *fx_collation_fold(fx_arena *a, const char *name)
{
    const char *lower = fx_lower(a, name);

    return fx_same(lower, "binary") ? NULL : lower;
}

static void fold_index(fx_arena *a, fx_index *ix, const char *dialect)
{
    if (fx_sql_text_set(&ix->where))
        ix->where = fold_text(a, &ix->where, dialect);
    for (size_t i = 0; i < ix->parts.n; i++) {
        fx_index_part *p = &ix->parts.at[i];

        if (p->expression)
            ix->columns.at[i] = fx_sql_fold(a, ix->columns.at[i]);
        if (p->collate != NULL && fx_same(dialect, "sqlite"))
            p->collate = fx_collation_fold(a, p->collate);
    }
}

/* PostgreSQL has no length of bytea, and numeric(10) is numeric(10,0)
 * (https://www.postgresql.org/docs/15/datatype-numeric.html). An enum is a type of its own there,
 * named or not. */
static fx_type postgres_type(fx_arena *a, const fx_type *t, const fx_table *table,
                             const fx_column *c)
{
    fx_type out = *t;

    out.variants = (fx_variants){0};
    if (t->kind == FX_TYPE_BINARY)
        out.size = -1;
    if (t->kind == FX_TYPE_NUMERIC && t->size >= 0 && t->scale < 0)
        out.scale = 0;
    if (t->kind == FX_TYPE_ENUM && !t->named) {
        out.named = true;
        out.enum_name = fx_enum_reference(a, table->schema, fx_inline_enum(a, table, c));
    }
    return out;
}

/* Text in a bytea is held as its bytes. */
const char *fx_bytes_fold(fx_arena *a, const char *text)
{
    fx_str s = {.arena = a};

    if (fx_starts(text, "0x") && text[2 + strspn(text + 2, "0123456789abcdefABCDEF")] == '\0')
        return fx_lower(a, text);
    fx_str_add(&s, "0x");
    for (const char *c = text; *c != '\0'; c++)
        fx_str_addf(&s, "%02x", (unsigned)(unsigned char)*c);
    return fx_str_text(&s);
}

static void project_postgres(fx_arena *a, fx_column *c, const fx_type *whole, const fx_table *t)
{
    c->type = postgres_type(a, whole, t, c);
    if (c->identity == FX_IDENTITY_STRICT || c->identity == FX_IDENTITY_SERIAL)
        c->identity = FX_IDENTITY_ON;
    if (c->identity != FX_IDENTITY_OFF)
        c->nullable = false; /* https://www.postgresql.org/docs/15/sql-createtable.html, IDENTITY */
    if (c->type.kind == FX_TYPE_BINARY && c->def.kind == FX_VALUE_TEXT)
        c->def.text = fx_bytes_fold(a, c->def.text);
    c->stored = fx_column_generated(c); /* it has no virtual ones before version 18 */
}

/* The clock's words for a column that is no date or time any more. */
static void make_strict(fx_arena *a, fx_column *c)
{
    const char *word = c->type.kind == FX_TYPE_DATE   ? "CURRENT_DATE"
                       : c->type.kind == FX_TYPE_TIME ? "CURRENT_TIME"
                                                      : "CURRENT_TIMESTAMP";

    c->type = strict_type(a, &c->type);
    if (c->def.kind == FX_VALUE_NOW)
        c->def = (fx_value){.kind = FX_VALUE_SQL, .sql.all = word};
}

static void project_column(fx_arena *a, fx_table *out, fx_column *c, const fx_table *t,
                           const fx_schema *s, const char *dialect)
{
    const fx_column *was = fx_table_column(t, c->name);
    bool sqlite = fx_same(dialect, "sqlite");
    fx_type whole = was->type;

    if (whole.kind == FX_TYPE_ENUM)
        whole.members = *fx_enum_members(s, &was->type);
    bool key = t->primary.columns.n == 1 && fx_table_is_primary(t, was->name);

    c->identity = fx_table_identity(t, was);
    if (sqlite && !key)
        c->identity = FX_IDENTITY_OFF;
    if (sqlite && (c->identity == FX_IDENTITY_ALWAYS || c->identity == FX_IDENTITY_SERIAL))
        c->identity = FX_IDENTITY_ON;
    /* INTEGER PRIMARY KEY is the rowid, whatever else is said:
     * https://sqlite.org/lang_createtable.html */
    if (sqlite && key && !t->without_rowid && c->identity == FX_IDENTITY_OFF &&
        fx_same_case(fx_variant_of(&was->type.variants, "sqlite"), "integer"))
        c->identity = FX_IDENTITY_ON;
    if (fx_column_not_null(t, was))
        c->nullable = false;
    c->def = fold_default(a, &was->def, &was->type, dialect);
    if (fx_column_generated(c))
        c->generated = fold_text(a, &c->generated, dialect);
    if (c->collate != NULL && sqlite)
        c->collate = fx_collation_fold(a, c->collate);
    c->fill = (fx_value){0};
    c->renamed_from = NULL;
    c->line = 0;
    c->type.variants = (fx_variants){0};
    if (sqlite) {
        c->type = sqlite_type(&whole);
        c->comment = NULL;
        /* with words of its own there it is what they say */
        if (was->type.kind == FX_TYPE_ENUM && fx_variant_of(&was->type.variants, "sqlite") == NULL)
            fold_enum(a, out, was, s);
    }
    if (fx_same(dialect, "postgresql"))
        project_postgres(a, c, &whole, t);
    if (fx_same(dialect, "mysql"))
        fx_project_mysql_column(a, c, &whole, t);
    else
        c->now_on_update = false;
    fold_variant(a, &c->type, &was->type, dialect);
    if (sqlite && t->strict)
        make_strict(a, c);
    if (sqlite && c->identity != FX_IDENTITY_OFF)
        c->type = (fx_type){.kind = FX_TYPE_INTEGER, .size = -1, .scale = -1};
}

/* What PostgreSQL alone has. */
static void forget_postgres(fx_table *t)
{
    for (size_t i = t->checks.n; i-- > 0;) {
        if (t->checks.at[i].exclude)
            fx_remove_at(&t->checks, i);
        else
            t->checks.at[i].not_valid = t->checks.at[i].no_inherit = false;
    }
    fx_each (fx_foreign_key, fk, &t->foreign_keys) {
        fk->match_full = fk->not_valid = false;
    }
    fx_each (fx_key, k, &t->uniques) {
        k->include.n = 0;
        k->nulls_not_distinct = false;
        k->deferrable = FX_NOT_DEFERRABLE;
    }
    t->primary.include.n = 0;
    t->primary.deferrable = FX_NOT_DEFERRABLE;
    fx_each (fx_index, ix, &t->indexes) {
        ix->include.n = 0;
        ix->nulls_not_distinct = false;
        ix->with = NULL;
        for (size_t i = 0; i < ix->parts.n; i++) {
            ix->parts.at[i].opclass = NULL;
            ix->parts.at[i].nulls = 0;
        }
    }
}

/* The order of a tree is all that SQLite has. */
static void forget_methods(fx_table *t)
{
    fx_each (fx_index, ix, &t->indexes) {
        ix->using_ = NULL;
        for (size_t i = 0; i < ix->parts.n; i++)
            ix->parts.at[i].length = 0;
    }
}

/* A tree is what an index is without a word; full text and prefixes are MySQL's. */
static void project_indexes(fx_table *t)
{
    fx_each (fx_index, ix, &t->indexes) {
        if (ix->using_ != NULL &&
            (fx_same_case(ix->using_, "btree") || fx_same_case(ix->using_, "fulltext") ||
             fx_same_case(ix->using_, "spatial")))
            ix->using_ = NULL;
        for (size_t i = 0; i < ix->parts.n; i++)
            ix->parts.at[i].length = 0;
    }
}

static void forget_sqlite(fx_table *t)
{
    t->strict = t->without_rowid = false;
    t->primary.on_conflict = NULL;
    fx_each (fx_key, k, &t->uniques) {
        k->on_conflict = NULL;
    }
}

const fx_table *fx_project_table(fx_arena *a, const fx_table *t, const fx_schema *s,
                                 const char *dialect)
{
    fx_table *out = fx_table_copy(a, t);

    fx_each (fx_check, c, &out->checks) {
        c->sql = fold_text(a, &c->sql, dialect);
    }
    fx_each (fx_index, ix, &out->indexes) {
        fold_index(a, ix, dialect);
    }
    fx_each (fx_column, c, &out->columns) {
        project_column(a, out, c, t, s, dialect);
    }
    if (fx_same(dialect, "sqlite")) {
        out->comment = NULL;
        forget_methods(out);
    } else {
        forget_sqlite(out);
    }
    if (fx_same(dialect, "postgresql"))
        project_indexes(out);
    else
        forget_postgres(out);
    if (fx_same(dialect, "mysql"))
        fx_project_mysql_table(a, out);
    else
        memset(out->words, 0, sizeof out->words);
    if (out->primary.columns.n == 0) /* it needs one: between two keys it has rowids */
        out->without_rowid = false;
    out->renamed_from = NULL;
    out->dropped = (fx_strs){0};
    return out;
}

/* On PostgreSQL the enum of one column is a type as well. */
static void add_inline_enums(fx_arena *a, const fx_schema *s, fx_schema *out)
{
    fx_each (const fx_table *const, t, &s->tables) {
        fx_each (const fx_column, c, &(*t)->columns) {
            const char *name = fx_inline_enum(a, *t, c);

            if (name != NULL && fx_schema_find_enum(out, (*t)->schema, name) == NULL)
                *fx_push(a, &out->enums) = (fx_enum){(*t)->schema, name, c->type.members};
        }
    }
    fx_sort(&out->enums, fx_enums_order);
}

const fx_schema *fx_project(fx_arena *a, const fx_schema *s, const char *dialect)
{
    fx_schema *out = fx_new(a, fx_schema);

    *out = fx_schema_copy(a, s);
    for (size_t i = 0; i < out->tables.n; i++)
        out->tables.at[i] = fx_project_table(a, s->tables.at[i], s, dialect);
    if (!fx_same(dialect, "postgresql"))
        out->enums.n = 0;
    if (fx_same(dialect, "postgresql"))
        add_inline_enums(a, s, out);
    for (size_t i = out->texts.n; i-- > 0;) {
        const char *own = fx_sql_text_for(&out->texts.at[i].sql, dialect);

        const fx_text_kind kind = out->texts.at[i].kind;
        bool held = kind == FX_VIEW || kind == FX_TRIGGER || fx_same(dialect, "postgresql") ||
                    (kind == FX_FUNCTION && fx_same(dialect, "mysql"));

        if (own == NULL || !held)
            fx_remove_at(&out->texts, i);
        else
            out->texts.at[i].sql = (fx_sql_text){.all = own};
    }
    return out;
}
