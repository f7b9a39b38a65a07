/*
 * PostgreSQL 13 and later: its words for types and values, and what each step
 * becomes. Changes are rendered one by one: its DDL checks each statement when
 * it runs, so their order is part of what makes them run.
 */
#include <string.h>

#include "fx/sql/split.h"
#include "postgres_inner.h"

enum { NAME_LIMIT = 63 }; /* https://www.postgresql.org/docs/15/sql-syntax-lexical.html 4.1.1 */

/* https://www.postgresql.org/docs/15/datatype.html */
static const fx_type_row types[] = {
    {FX_TYPE_BOOLEAN,     "boolean",          0},
    {FX_TYPE_SMALLINT,    "smallint",         0},
    {FX_TYPE_INTEGER,     "integer",          0},
    {FX_TYPE_BIGINT,      "bigint",           0},
    {FX_TYPE_REAL,        "real",             0},
    {FX_TYPE_DOUBLE,      "double precision", 0},
    {FX_TYPE_NUMERIC,     "numeric",          2},
    {FX_TYPE_STRING,      "varchar",          1},
    {FX_TYPE_CHAR,        "char",             1},
    {FX_TYPE_TEXT,        "text",             0},
    {FX_TYPE_BINARY,      "bytea",            0},
    {FX_TYPE_DATE,        "date",             0},
    {FX_TYPE_TIME,        "time",             0},
    {FX_TYPE_TIMESTAMP,   "timestamp",        0},
    {FX_TYPE_TIMESTAMPTZ, "timestamptz",      0},
    {FX_TYPE_INTERVAL,    "interval",         0},
    {FX_TYPE_UUID,        "uuid",             0},
    {FX_TYPE_JSON,        "json",             0},
    {FX_TYPE_COUNT,       NULL,               0},
};

static bool render(fx_arena *a, const fx_change *changes, size_t n, const fx_live *live,
                   fx_stmts *out, fx_error *err);

static bool type_text(fx_arena *a, const fx_type *t, const char **out, fx_error *err)
{
    fx_table table = {.name = "t"};
    fx_column c = {.name = "c", .type = *t, .nullable = true};

    *fx_push(a, &table.columns) = c;
    const fx_table *p = fx_project_table(a, &table, NULL, "postgresql");

    *out = fx_postgres_type(a, p, &p->columns.at[0].type, NULL);
    return *out != NULL ||
           fx_fail(err, FX_INPUT, "the type %s has no text for postgresql", fx_type_text(a, t));
}

static bool type_read(fx_arena *a, const char *declared, fx_type *out)
{
    if (fx_type_of_words(a, "postgresql", declared, out))
        return true;
    *out = (fx_type){.kind = FX_TYPE_RAW, .size = -1, .scale = -1};
    *fx_push(a, &out->variants) = (fx_variant){"postgresql", declared};
    return true;
}

/* https://www.postgresql.org/docs/15/sql-insert.html, OVERRIDING SYSTEM VALUE */
static const char *rows_option(const fx_change *c)
{
    fx_each (const char *, name, &c->step->columns) {
        if (fx_table_identity(c->after, fx_table_column(c->after, *name)) == FX_IDENTITY_ALWAYS)
            return " OVERRIDING SYSTEM VALUE";
    }
    return "";
}

const fx_dialect fx_postgres_dialect = {
    .name = "postgresql",
    .quote = '"',
    .transactional_ddl = true,
    .as_text = {"CAST(", " AS text)"},
    .one_by_one = true,
    .name_limit = NAME_LIMIT,
    .types = types,
    .literal = fx_postgres_literal,
    .rows_option = rows_option,
    .render = render,
    .type_text = type_text,
    .type_read = type_read,
};

static const char *enum_text(fx_arena *a, const fx_table *t, const fx_type *type,
                             const fx_schema *s)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_postgres_dialect};
    const fx_enum *e = s == NULL ? NULL : fx_schema_enum_of(s, type);
    size_t n = t->schema == NULL ? 0 : strlen(t->schema);

    if (e != NULL)
        fx_sql_add(&sql, "?", FX_TABLE(e->schema, e->name));
    else if (n > 0 && strncmp(type->enum_name, t->schema, n) == 0 && type->enum_name[n] == '.')
        fx_sql_add(&sql, "?", FX_TABLE(t->schema, type->enum_name + n + 1)); /* the column's own */
    else
        fx_sql_add(&sql, "?", FX_NAME(type->enum_name));
    return fx_str_text(&sql.text);
}

const char *fx_postgres_type(fx_arena *a, const fx_table *t, const fx_type *type,
                             const fx_schema *s)
{
    const char *own = fx_variant_of(&type->variants, "postgresql");
    const char *element;

    if (own != NULL)
        return own;
    if (type->kind == FX_TYPE_ENUM)
        return enum_text(a, t, type, s);
    if (type->kind != FX_TYPE_ARRAY)
        return fx_dialect_type(a, types, type);
    element = fx_postgres_type(a, t, type->element, s);
    return element == NULL ? NULL : fx_fmt(a, "%s[]", element);
}

static bool looks_numeric(const char *s)
{
    s += *s == '-' || *s == '+';
    return (*s >= '0' && *s <= '9') && s[strspn(s, "0123456789.eE+-")] == '\0';
}

static const char *bytes_text(fx_arena *a, const char *text)
{
    fx_str s = {.arena = a};

    if (fx_starts(text, "0x") && text[2 + strspn(text + 2, "0123456789abcdefABCDEF")] == '\0')
        return fx_fmt(a, "'\\x%s'", text + 2);
    for (const char *c = text; *c != '\0'; c++)
        fx_str_addf(&s, "%02x", (unsigned)(unsigned char)*c);
    return fx_fmt(a, "'\\x%s'", fx_str_text(&s));
}

const char *fx_postgres_literal(fx_arena *a, const fx_type *t, const char *text)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_postgres_dialect};

    if (t->kind == FX_TYPE_BOOLEAN && (fx_same(text, "1") || fx_same(text, "0")))
        return *text == '1' ? "true" : "false";
    if (t->kind == FX_TYPE_BOOLEAN && (fx_same(text, "true") || fx_same(text, "false")))
        return text;
    if (fx_type_is_number(t) && looks_numeric(text))
        return text;
    if (t->kind == FX_TYPE_BINARY)
        return bytes_text(a, text);
    fx_sql_add(&sql, "?", FX_TEXT(text));
    return fx_str_text(&sql.text);
}

static const char *now(const fx_type *t)
{
    if (t->kind == FX_TYPE_DATE)
        return "CURRENT_DATE";
    return t->kind == FX_TYPE_TIME ? "LOCALTIME" : "now()";
}

const char *fx_postgres_expression(fx_arena *a, const fx_type *t, const fx_value *v)
{
    const char *own;

    switch (v->kind) {
    case FX_VALUE_TEXT:
        return fx_postgres_literal(a, t, v->text);
    case FX_VALUE_NOW:
        return now(t);
    case FX_VALUE_UUID:
        return "gen_random_uuid()";
    case FX_VALUE_SQL:
        own = fx_sql_text_for(&v->sql, "postgresql");
        return own == NULL ? "NULL" : own;
    default:
        return "NULL";
    }
}

/* ---- names ---- */

static bool fits(const fx_step *s, const char *name, fx_error *err)
{
    if (name == NULL || strlen(name) <= NAME_LIMIT)
        return true;
    fx_fail_at(err, FX_INPUT, s->file, s->line, 0,
               "the name %s has %zu bytes; PostgreSQL would cut it to %d", name, strlen(name),
               NAME_LIMIT);
    return fx_hint(err, "Give it a shorter name.");
}

static bool names_fit(const fx_step *s, const fx_table *t, fx_error *err)
{
    if (!fits(s, t->name, err) || !fits(s, t->primary.name, err))
        return false;
    fx_each (const fx_column, c, &t->columns) {
        if (!fits(s, c->name, err))
            return false;
    }
    fx_each (const fx_key, k, &t->uniques) {
        if (!fits(s, k->name, err))
            return false;
    }
    fx_each (const fx_foreign_key, k, &t->foreign_keys) {
        if (!fits(s, k->name, err))
            return false;
    }
    fx_each (const fx_check, k, &t->checks) {
        if (!fits(s, k->name, err))
            return false;
    }
    fx_each (const fx_index, k, &t->indexes) {
        if (!fits(s, k->name, err))
            return false;
    }
    return true;
}

/* ---- what is nameless in the model has a name in the database ---- */

static const fx_table *live_table(const fx_live *live, const fx_table *t)
{
    return live == NULL ? NULL : fx_schema_find(&live->schema, t->schema, t->name);
}

static const char *key_name(const fx_table *t, const fx_strs *columns)
{
    fx_each (const fx_key, k, &t->uniques) {
        if (fx_strs_equal(&k->columns, columns))
            return k->name;
    }
    return NULL;
}

static const char *foreign_name(const fx_table *t, const fx_strs *columns)
{
    fx_each (const fx_foreign_key, k, &t->foreign_keys) {
        if (fx_strs_equal(&k->columns, columns))
            return k->name;
    }
    return NULL;
}

static const char *check_name(fx_arena *a, const fx_table *t, const fx_sql_text *sql)
{
    const char *text = fx_sql_text_for(sql, "postgresql");

    fx_each (const fx_check, k, &t->checks) {
        const char *own = fx_sql_text_for(&k->sql, "postgresql");

        if (text != NULL && own != NULL && fx_same(fx_sql_tokens(a, text), fx_sql_tokens(a, own)))
            return k->name;
    }
    return t->checks.n == 1 ? t->checks.at[0].name : NULL;
}

/* ChooseConstraintName: a table's name is cut so that _pkey fits. */
static const char *default_pkey(fx_arena *a, const char *table)
{
    enum { ENDING = 5 };
    size_t n = strlen(table);

    if (n > NAME_LIMIT - ENDING)
        n = NAME_LIMIT - ENDING;
    return fx_fmt(a, "%.*s_pkey", (int)n, table);
}

/* makeObjectName: of two names that are too long together the longer one is cut, byte by byte.
 * https://github.com/postgres/postgres, src/backend/commands/indexcmds.c */
static const char *default_name(fx_arena *a, const char *table, const fx_strs *columns,
                                const char *ending)
{
    const char *joined = fx_strs_join(a, columns, "_");
    size_t one = strlen(table), two = strlen(joined), left = NAME_LIMIT - strlen(ending) - 2;

    while (one + two > left) {
        if (one > two)
            one--;
        else
            two--;
    }
    return fx_fmt(a, "%.*s_%.*s_%s", (int)one, table, (int)two, joined, ending);
}

/* What stands without a name has PostgreSQL's own. */
static const char *constraint_name(fx_arena *a, const fx_change *c, const fx_live *live)
{
    const fx_step *s = c->step;
    const fx_table *t = live_table(live, c->before);
    const char *name = s->object.name;

    if (name != NULL && *name != '\0')
        return name;
    t = t == NULL ? c->before : t;
    switch (s->constraint) {
    case FX_UNIQUE:
        name = key_name(t, &s->columns);
        return name != NULL ? name : default_name(a, t->name, &s->columns, "key");
    case FX_FOREIGN:
        name = foreign_name(t, &s->columns);
        return name != NULL ? name : default_name(a, t->name, &s->columns, "fkey");
    case FX_CHECK_CONSTRAINT:
        return check_name(a, t, &s->check.sql);
    default:
        return t->primary.name != NULL ? t->primary.name : default_pkey(a, t->name);
    }
}

static bool drop_constraint(fx_arena *a, const fx_change *c, const fx_live *live, fx_stmts *out,
                            fx_error *err)
{
    const char *name = constraint_name(a, c, live);

    if (name != NULL) {
        push(a, out, "ALTER TABLE ? DROP CONSTRAINT ?",
             FX_TABLE(c->before->schema, c->before->name), FX_NAME(name));
        return true;
    }
    fx_fail_at(err, FX_INPUT, c->step->file, c->step->line, 0,
               "table %s: the constraint has no name that PostgreSQL could drop it by",
               c->before->name);
    return fx_hint(err, "Name it: `drop_constraint: %s.NAME`.", c->before->name);
}

static const char *index_name(const fx_change *c)
{
    const fx_step *s = c->step;

    if (s->object.name != NULL && *s->object.name != '\0')
        return s->object.name;
    fx_each (const fx_index, ix, &c->before->indexes) {
        if (fx_strs_equal(&ix->columns, &s->columns))
            return ix->name;
    }
    return "";
}

/* ---- steps ---- */

static void rename_enums(fx_arena *a, const fx_change *c, fx_stmts *out)
{
    for (size_t i = 0; i < c->before->columns.n && i < c->after->columns.n; i++) {
        const char *from = fx_inline_enum(a, c->before, &c->before->columns.at[i]);
        const char *to = fx_inline_enum(a, c->after, &c->after->columns.at[i]);

        if (from != NULL && to != NULL && !fx_same(from, to))
            push(a, out, "ALTER TYPE ? RENAME TO ?", FX_TABLE(c->before->schema, from),
                 FX_NAME(to));
    }
}

/* A key without a name bears the table's, and goes on to do so. */
static void rename_table(fx_arena *a, const fx_change *c, fx_stmts *out)
{
    const fx_table *t = c->before;

    push(a, out, "ALTER TABLE ? RENAME TO ?", FX_TABLE(t->schema, t->name),
         FX_NAME(c->step->rename));
    if (t->primary.columns.n > 0 && t->primary.name == NULL)
        push(a, out, "ALTER INDEX IF EXISTS ? RENAME TO ?",
             FX_TABLE(t->schema, default_pkey(a, t->name)),
             FX_NAME(default_pkey(a, c->step->rename)));
    rename_enums(a, c, out);
}

static void drop_table(fx_arena *a, const fx_table *t, fx_stmts *out)
{
    push(a, out, "DROP TABLE ?", FX_TABLE(t->schema, t->name));
    fx_postgres_drop_enums(a, t, out);
}

/* A column that is NOT NULL from the start needs no rows, a default, or a fill. */
static bool add_column(fx_arena *a, const fx_change *c, fx_stmts *out, fx_error *err)
{
    const fx_table *p = fx_project_table(a, c->after, c->schema, "postgresql");
    const fx_column *col = fx_table_column(p, c->step->object.name);
    const fx_column *own = fx_table_column(c->after, col->name);
    const char *type_name = fx_inline_enum(a, c->after, own), *body;
    const fx_value *fill = &c->step->column->fill;
    bool fills = fill->kind != FX_VALUE_NONE && fill->kind != FX_VALUE_EMPTY;
    fx_column first = *col;

    first.nullable = col->nullable || fills;
    if (!fx_postgres_column(a, p, &first, c->schema, &body, err))
        return false;
    if (type_name != NULL)
        fx_postgres_create_enum(a, p->schema, type_name, &own->type.members, out);
    push(a, out, "ALTER TABLE ? ADD COLUMN ? ?", FX_TABLE(p->schema, p->name), FX_NAME(col->name),
         FX_RAW(body));
    if (fills)
        push(a, out, "UPDATE ? SET ? = ?", FX_TABLE(p->schema, p->name), FX_NAME(col->name),
             FX_RAW(fx_postgres_expression(a, &col->type, fill)));
    if (fills && !col->nullable)
        push(a, out, "ALTER TABLE ? ALTER COLUMN ? SET NOT NULL", FX_TABLE(p->schema, p->name),
             FX_NAME(col->name));
    if (col->comment != NULL)
        fx_postgres_comment(a, p, col, out);
    return true;
}

static void drop_column(fx_arena *a, const fx_change *c, fx_stmts *out)
{
    const fx_table *t = c->before;
    const char *type_name = fx_inline_enum(a, t, fx_table_column(t, c->step->object.name));

    push(a, out, "ALTER TABLE ? DROP COLUMN ?", FX_TABLE(t->schema, t->name),
         FX_NAME(c->step->object.name));
    if (type_name != NULL)
        push(a, out, "DROP TYPE ?", FX_TABLE(t->schema, type_name));
}

static bool alter_column(fx_arena *a, const fx_change *c, const fx_live *live, fx_stmts *out,
                         fx_error *err)
{
    if (!fx_postgres_alter_columns(a, c, live, out, err))
        return false;
    if (c->step->rename == NULL)
        return true;
    push(a, out, "ALTER TABLE ? RENAME COLUMN ? TO ?", FX_TABLE(c->before->schema, c->before->name),
         FX_NAME(c->step->object.name), FX_NAME(c->step->rename));
    rename_enums(a, c, out);
    return true;
}

static void add_constraint(fx_arena *a, const fx_change *c, const char *text, fx_stmts *out)
{
    if (text != NULL)
        push(a, out, "ALTER TABLE ? ADD ?", FX_TABLE(c->after->schema, c->after->name),
             FX_RAW(text));
}

/* Explicit values do not move the sequence: the next row would collide with them. */
static void insert_rows(fx_arena *a, const fx_change *c, fx_stmts *out)
{
    fx_render_rows(a, &fx_postgres_dialect, c, out);
    fx_each (const char *, name, &c->step->columns) {
        fx_sql table = {.text = {.arena = a}, .dialect = &fx_postgres_dialect};

        if (fx_table_identity(c->after, fx_table_column(c->after, *name)) == FX_IDENTITY_OFF ||
            c->step->rows.n == 0)
            continue;
        fx_sql_add(&table, "?", FX_TABLE(c->after->schema, c->after->name));
        push(a, out, "SELECT setval(pg_get_serial_sequence(?, ?), max(?)) FROM ?",
             FX_TEXT(fx_str_text(&table.text)), FX_TEXT(*name), FX_NAME(*name),
             FX_TABLE(c->after->schema, c->after->name));
    }
}

static const char *or_replace(fx_arena *a, const char *sql)
{
    fx_lexer lx = fx_lex_as("postgresql", sql, strlen(sql));
    const fx_token create = fx_lex_next(&lx), second = fx_lex_next(&lx);
    const char *rest = create.at + create.n;

    if (!fx_token_is(&create, "CREATE") || fx_token_is(&second, "OR"))
        return sql;
    return fx_fmt(a, "%.*s OR REPLACE%s", (int)(rest - sql), sql, rest);
}

/* In place of an old one where there is one: of functions. A materialized view has its indexes
 * behind it. */
static bool create_text(fx_arena *a, const fx_change *c, fx_stmts *out, fx_error *err)
{
    const fx_text_object *t = c->text_after;
    const char *sql = fx_sql_text_for(&t->sql, "postgresql");
    fx_statements parts = {0};

    if (sql == NULL)
        return true;
    if (!fx_split(a, "postgresql", t->file, t->line, sql, &parts, err))
        return false;
    fx_postgres_need_schema(a, t->schema, out);
    fx_each (const fx_statement, part, &parts) {
        *fx_push(a, out) =
            (fx_stmt){.sql = c->text_before == NULL ? part->text : or_replace(a, part->text)};
    }
    return true;
}

/* A routine may be a function or a procedure. */
static bool drop_text(fx_arena *a, const fx_text_object *t, fx_stmts *out)
{
    static const char *const drops[] = {
        [FX_DOMAIN] = "DROP DOMAIN ?",
        [FX_SEQUENCE] = "DROP SEQUENCE ?",
        [FX_FUNCTION] = "DROP ROUTINE ?",
        [FX_VIEW] = "DROP VIEW ?",
        [FX_MATERIALIZED_VIEW] = "DROP MATERIALIZED VIEW ?",
    };

    if (fx_sql_text_for(&t->sql, "postgresql") == NULL)
        return true;
    if (t->kind == FX_TRIGGER)
        push(a, out, "DROP TRIGGER ? ON ?", FX_NAME(t->name), FX_TABLE(t->schema, t->table));
    else
        push(a, out, drops[t->kind], FX_TABLE(t->schema, t->name));
    return true;
}

/* The last of the table's; one that failed half-way stays there, INVALID
 * (https://www.postgresql.org/docs/15/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY). */
static void create_index(fx_arena *a, const fx_table *p, bool concurrently, fx_stmts *out)
{
    const fx_index *ix = &p->indexes.at[p->indexes.n - 1];
    fx_stmts cleanup = {0};

    push(a, out, "?", FX_RAW(fx_postgres_index(a, p, ix, concurrently)));
    if (!concurrently)
        return;
    push(a, &cleanup, "DROP INDEX CONCURRENTLY IF EXISTS ?", FX_TABLE(p->schema, ix->name));
    out->at[out->n - 1].alone = true;
    out->at[out->n - 1].cleanup = cleanup.at[0].sql;
}

static void drop_index(fx_arena *a, const fx_change *c, fx_stmts *out)
{
    push(a, out, c->step->concurrently ? "DROP INDEX CONCURRENTLY ?" : "DROP INDEX ?",
         FX_TABLE(c->before->schema, index_name(c)));
    out->at[out->n - 1].alone = c->step->concurrently;
}

/* In a table: what a key brings for its columns follows it, and goes after it. */
static bool render_in_table(fx_arena *a, const fx_change *c, const fx_live *live, fx_stmts *out,
                            fx_error *err)
{
    const fx_step *s = c->step;
    const fx_table *p = fx_project_table(a, c->after, c->schema, "postgresql");

    switch (s->kind) {
    case FX_STEP_CREATE_INDEX:
        create_index(a, p, s->concurrently, out);
        return true;
    case FX_STEP_DROP_INDEX:
        drop_index(a, c, out);
        return true;
    case FX_STEP_CREATE_UNIQUE_CONSTRAINT:
        add_constraint(a, c, fx_postgres_key(a, "UNIQUE", &s->key), out);
        return true;
    case FX_STEP_CREATE_PRIMARY_KEY:
        add_constraint(a, c, fx_postgres_key(a, "PRIMARY KEY", &s->key), out);
        return fx_postgres_alter_columns(a, c, live, out, err);
    case FX_STEP_CREATE_FOREIGN_KEY:
        add_constraint(a, c, fx_postgres_foreign(a, &s->foreign_key), out);
        return fx_postgres_alter_columns(a, c, live, out, err);
    case FX_STEP_CREATE_CHECK_CONSTRAINT:
        add_constraint(a, c, fx_postgres_check(a, &p->checks.at[p->checks.n - 1]), out);
        return true;
    case FX_STEP_DROP_CONSTRAINT:
        return drop_constraint(a, c, live, out, err) &&
               fx_postgres_alter_columns(a, c, live, out, err);
    case FX_STEP_ALTER_TABLE:
        if (s->alter.has_comment)
            fx_postgres_comment(a, c->after, NULL, out);
        return true;
    default:
        return true;
    }
}

/* A declared one, or the one that a column has for itself. */
static const fx_enum *enum_before(fx_arena *a, const fx_change *c)
{
    const fx_object *o = &c->step->object;
    const fx_enum *e = c->schema_before == NULL
                           ? NULL
                           : fx_schema_find_enum(c->schema_before, o->schema, o->table);

    for (size_t i = 0; e == NULL && c->users != NULL && i < c->users->tables.n; i++) {
        const fx_table *t = c->users->tables.at[i];

        fx_each (const fx_column, column, &t->columns) {
            fx_enum *own = fx_new(a, fx_enum);

            *own = (fx_enum){t->schema, o->table, column->type.members};
            if (fx_same(fx_inline_enum(a, t, column), o->table))
                e = own;
        }
    }
    return e;
}

static bool render(fx_arena *a, const fx_change *c, size_t n, const fx_live *live, fx_stmts *out,
                   fx_error *err)
{
    const fx_step *s = c->step;
    const fx_enum *e;

    (void)n;
    if (!fits(s, s->object.table, err) || !fits(s, s->object.name, err) ||
        !fits(s, s->rename, err) || (s->table != NULL && !names_fit(s, s->table, err)))
        return false;
    if (fx_step_is_text(s->kind))
        return fx_step_makes_text(s->kind) ? create_text(a, c, out, err)
                                           : drop_text(a, c->text_before, out);
    switch (s->kind) {
    case FX_STEP_CREATE_TABLE:
        return fx_postgres_create(a, c, out, err);
    case FX_STEP_DROP_TABLE:
        drop_table(a, c->before, out);
        return true;
    case FX_STEP_RENAME_TABLE:
        rename_table(a, c, out);
        return true;
    case FX_STEP_ADD_COLUMN:
        return add_column(a, c, out, err);
    case FX_STEP_DROP_COLUMN:
        drop_column(a, c, out);
        return true;
    case FX_STEP_ALTER_COLUMN:
        return alter_column(a, c, live, out, err);
    case FX_STEP_BULK_INSERT:
        insert_rows(a, c, out);
        return true;
    case FX_STEP_EXECUTE:
        return fx_render_execute(a, &fx_postgres_dialect, s, out, err);
    case FX_STEP_CREATE_ENUM:
        fx_postgres_need_schema(a, s->object.schema, out);
        fx_postgres_create_enum(a, s->object.schema, s->object.table, &s->members, out);
        return true;
    case FX_STEP_DROP_ENUM:
        push(a, out, "DROP TYPE ?", FX_TABLE(s->object.schema, s->object.table));
        return true;
    case FX_STEP_ALTER_ENUM: /* one for the enum; those of its tables have nothing to do */
        e = c->before == NULL ? enum_before(a, c) : NULL;
        return e == NULL || fx_postgres_alter_enum(a, c, e, &s->members, live, out, err);
    default:
        return render_in_table(a, c, live, out, err);
    }
}
