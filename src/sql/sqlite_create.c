#include <assert.h>
#include <string.h>

#include "sqlite_inner.h"

/* https://sqlite.org/datatype3.html section 3.1: the names are chosen so that affinity never
 * changes a value. */
static const fx_type_row types[] = {
    {FX_TYPE_BOOLEAN,     "BOOLEAN",     0},
    {FX_TYPE_SMALLINT,    "SMALLINT",    0},
    {FX_TYPE_INTEGER,     "INTEGER",     0},
    {FX_TYPE_BIGINT,      "BIGINT",      0},
    {FX_TYPE_REAL,        "REAL",        0},
    {FX_TYPE_DOUBLE,      "DOUBLE",      0},
    {FX_TYPE_NUMERIC,     "NUMERIC",     2},
    {FX_TYPE_STRING,      "VARCHAR",     1},
    {FX_TYPE_CHAR,        "CHAR",        1},
    {FX_TYPE_TEXT,        "TEXT",        0},
    {FX_TYPE_BINARY,      "BLOB",        1},
    {FX_TYPE_DATE,        "DATE",        0},
    {FX_TYPE_TIME,        "TIME",        0},
    {FX_TYPE_TIMESTAMP,   "TIMESTAMP",   0},
    {FX_TYPE_TIMESTAMPTZ, "TIMESTAMPTZ", 0},
    {FX_TYPE_COUNT,       NULL,          0},
};

static bool render(fx_arena *a, const fx_change *changes, size_t n, const fx_live *live,
                   fx_stmts *out, fx_error *err);

const fx_dialect fx_sqlite_dialect = {
    .name = "sqlite",
    .quote = '"',
    .transactional_ddl = true,
    .as_text = {"quote(", ")"},
    .types = types,
    .literal = fx_sqlite_literal,
    .render = render,
    .type_text = fx_sqlite_type_text,
    .type_read = fx_sqlite_type_read,
};

bool fx_sqlite_type_text(fx_arena *a, const fx_type *t, const char **out, fx_error *err)
{
    fx_table table = {.name = "t"};
    fx_column c = {.name = "c", .type = *t, .nullable = true};

    *fx_push(a, &table.columns) = c;
    const fx_table *projected = fx_project_table(a, &table, NULL, "sqlite");

    *out = fx_sqlite_column_type(a, &projected->columns.at[0]);
    if (*out != NULL)
        return true;
    return fx_fail(err, FX_INPUT, "the type %s has no text for sqlite", fx_type_text(a, t));
}

const char *fx_sqlite_column_type(fx_arena *a, const fx_column *c)
{
    const char *own = fx_variant_of(&c->type.variants, "sqlite");

    if (own != NULL)
        return own;
    /* INTEGER PRIMARY KEY is an alias of the rowid; INT is not
     * (https://sqlite.org/lang_createtable.html#rowid) */
    return fx_dialect_type(a, types, &c->type);
}

bool fx_sqlite_type_read(fx_arena *a, const char *declared, fx_type *out)
{
    if (fx_type_of_words(a, "sqlite", declared, out))
        return true;
    *out = (fx_type){.kind = FX_TYPE_RAW, .size = -1, .scale = -1};
    *fx_push(a, &out->variants) = (fx_variant){"sqlite", declared};
    return true;
}

static bool is_numeric(const fx_type *t)
{
    return t->kind >= FX_TYPE_SMALLINT && t->kind <= FX_TYPE_NUMERIC;
}

static bool looks_numeric(const char *s)
{
    s += *s == '-' || *s == '+';
    return (*s >= '0' && *s <= '9') && s[strspn(s, "0123456789.eE+-")] == '\0';
}

const char *fx_sqlite_literal(fx_arena *a, const fx_type *t, const char *text)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_sqlite_dialect};

    if (t->kind == FX_TYPE_BOOLEAN && fx_same(text, "true"))
        return "1";
    if (t->kind == FX_TYPE_BOOLEAN && fx_same(text, "false"))
        return "0";
    if ((is_numeric(t) || t->kind == FX_TYPE_BOOLEAN) && looks_numeric(text))
        return text;
    if (t->kind == FX_TYPE_BINARY && fx_starts(text, "0x") &&
        text[2 + strspn(text + 2, "0123456789abcdefABCDEF")] == '\0' && strlen(text) % 2 == 0)
        return fx_fmt(a, "X'%s'", text + 2);
    fx_sql_add(&sql, t->kind == FX_TYPE_BINARY ? "CAST(? AS BLOB)" : "?", FX_TEXT(text));
    return fx_str_text(&sql.text);
}

static const char *now(const fx_type *t)
{
    if (t->kind == FX_TYPE_DATE)
        return "CURRENT_DATE";
    return t->kind == FX_TYPE_TIME ? "CURRENT_TIME" : "CURRENT_TIMESTAMP";
}

/* A literal needs no brackets, and is then no expression to ALTER TABLE ADD COLUMN. */
static const char *bracket(fx_arena *a, const char *sql)
{
    fx_lexer lx = fx_lex(sql, strlen(sql));
    fx_token t = fx_lex_next(&lx);
    bool literal = t.kind == FX_TOKEN_STRING || t.kind == FX_TOKEN_NUMBER;

    return literal && fx_lex_next(&lx).kind == FX_TOKEN_END ? sql : fx_fmt(a, "(%s)", sql);
}

const char *fx_sqlite_expression(fx_arena *a, const fx_type *t, const fx_value *v)
{
    const char *own;

    switch (v->kind) {
    case FX_VALUE_TEXT:
        return fx_sqlite_literal(a, t, v->text);
    case FX_VALUE_NOW:
        return now(t);
    case FX_VALUE_UUID:
        return fx_fmt(a, "(%s)", fx_sqlite_uuid);
    case FX_VALUE_SQL:
        own = fx_sql_text_for(&v->sql, "sqlite");
        return own == NULL ? "NULL" : bracket(a, own);
    default:
        return "NULL";
    }
}

static bool is_expression(const char *text)
{
    return fx_starts(text, "CAST(");
}

static const char *collation(fx_arena *a, const char *name)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_sqlite_dialect};

    fx_sql_add(&sql, "?", FX_NAME(name));
    return fx_str_text(&sql.text);
}

const char *fx_sqlite_column_body(fx_arena *a, const fx_table *projected, const fx_column *c)
{
    fx_str s = {.arena = a};
    const char *type = fx_sqlite_column_type(a, c);
    bool primary = projected->primary.columns.n == 1 && fx_table_is_primary(projected, c->name);

    if (primary && c->identity == FX_IDENTITY_OFF && c->type.kind == FX_TYPE_INTEGER)
        type = "INT";
    fx_str_add(&s, type);
    if (fx_column_generated(c))
        fx_str_addf(&s, " GENERATED ALWAYS AS (%s)%s", fx_sql_text_for(&c->generated, "sqlite"),
                    c->stored ? " STORED" : "");
    if (c->collate != NULL)
        fx_str_addf(&s, " COLLATE %s", collation(a, c->collate));
    if (!c->nullable)
        fx_str_add(&s, " NOT NULL");
    if (c->def.kind != FX_VALUE_NONE) {
        const char *e = fx_sqlite_expression(a, &c->type, &c->def);

        fx_str_addf(&s, is_expression(e) ? " DEFAULT (%s)" : " DEFAULT %s", e);
    }
    return fx_str_text(&s);
}

static void add_name(fx_sql *sql, const char *name)
{
    if (name != NULL)
        fx_sql_add(sql, "CONSTRAINT ? ", FX_NAME(name));
}

static void add_conflict(fx_arena *a, fx_sql *sql, const fx_key *k)
{
    char *way = fx_strdup(a, k->on_conflict);

    for (char *c = way; c != NULL && *c != '\0'; c++)
        *c = (char)(*c - ('a' - 'A'));
    if (way != NULL)
        fx_str_addf(&sql->text, " ON CONFLICT %s", way);
}

static void add_columns(fx_arena *a, fx_sql *sql, const fx_table *t)
{
    for (size_t i = 0; i < t->columns.n; i++) {
        const fx_column *c = &t->columns.at[i];

        fx_sql_add(sql, i == 0 ? "\n    ? ?" : ",\n    ? ?", FX_NAME(c->name),
                   FX_RAW(fx_sqlite_column_body(a, t, c)));
        if (c->identity == FX_IDENTITY_OFF)
            continue;
        fx_str_addc(&sql->text, ' ');
        add_name(sql, t->primary.name);
        fx_str_add(&sql->text, "PRIMARY KEY");
        add_conflict(a, sql, &t->primary);
        if (c->identity == FX_IDENTITY_STRICT)
            fx_str_add(&sql->text, " AUTOINCREMENT");
    }
}

static bool has_identity(const fx_table *t)
{
    fx_each (const fx_column, c, &t->columns) {
        if (c->identity != FX_IDENTITY_OFF)
            return true;
    }
    return false;
}

static void add_key(fx_arena *a, fx_sql *sql, const char *word, const fx_key *k)
{
    fx_str_add(&sql->text, ",\n    ");
    add_name(sql, k->name);
    fx_sql_add(sql, "? (?)", FX_RAW(word), FX_NAMES(&k->columns));
    add_conflict(a, sql, k);
}

static void add_foreign(fx_arena *a, fx_sql *sql, const fx_foreign_key *fk)
{
    fx_str_add(&sql->text, ",\n    ");
    add_name(sql, fk->name);
    fx_sql_add(sql, "FOREIGN KEY (?) REFERENCES ? (?)", FX_NAMES(&fk->columns),
               FX_NAME(fk->ref_table), FX_NAMES(&fk->ref_columns));
    const struct {
        const char *event;
        fx_action action;
    } events[] = {
        {"DELETE", fk->on_delete},
        {"UPDATE", fk->on_update},
    };

    for (size_t i = 0; i < FX_COUNT(events); i++) {
        char *text = fx_strdup(a, fx_action_text(events[i].action));

        for (char *c = text; *c != '\0'; c++)
            *c = *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c;
        if (events[i].action != FX_NO_ACTION)
            fx_str_addf(&sql->text, " ON %s %s", events[i].event, text);
    }
    if (fk->deferrable != FX_NOT_DEFERRABLE)
        fx_str_addf(&sql->text, " DEFERRABLE INITIALLY %s",
                    fk->deferrable == FX_DEFER_DEFERRED ? "DEFERRED" : "IMMEDIATE");
}

bool fx_sqlite_create_table(fx_arena *a, const fx_table *t, const fx_schema *s, const char *as,
                            const char **out, fx_error *err)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_sqlite_dialect};
    fx_table *p = fx_table_copy(a, fx_project_table(a, t, s, "sqlite"));

    for (size_t i = 0; i < p->columns.n; i++) { /* 1.50, as it is written */
        if (!t->strict && fx_type_is_number(&t->columns.at[i].type))
            p->columns.at[i].def.text = t->columns.at[i].def.text;
    }
    fx_each (const fx_column, c, &p->columns) {
        if (fx_sqlite_column_type(a, c) == NULL)
            return fx_fail(err, FX_INPUT, "column %s.%s: its type has no text for sqlite", t->name,
                           c->name);
    }
    fx_sql_add(&sql, "CREATE TABLE ? (", FX_NAME(as == NULL ? t->name : as));
    add_columns(a, &sql, p);
    if (p->primary.columns.n > 0 && !has_identity(p))
        add_key(a, &sql, "PRIMARY KEY", &p->primary);
    fx_each (const fx_key, k, &p->uniques) {
        add_key(a, &sql, "UNIQUE", k);
    }
    fx_each (const fx_foreign_key, fk, &p->foreign_keys) {
        add_foreign(a, &sql, fk);
    }
    fx_each (const fx_check, c, &p->checks) {
        if (c->sql.all == NULL)
            continue;
        fx_str_add(&sql.text, ",\n    ");
        add_name(&sql, c->name);
        fx_sql_add(&sql, "CHECK (?)", FX_RAW(c->sql.all));
    }
    fx_str_add(&sql.text, "\n)");
    if (p->strict)
        fx_str_add(&sql.text, " STRICT");
    if (p->without_rowid)
        fx_str_add(&sql.text, p->strict ? ", WITHOUT ROWID" : " WITHOUT ROWID");
    *out = fx_str_text(&sql.text);
    return true;
}

static void add_part(fx_sql *sql, const fx_index *ix, size_t i)
{
    const fx_index_part *p = i < ix->parts.n ? &ix->parts.at[i] : NULL;

    fx_str_add(&sql->text, i == 0 ? "" : ", ");
    if (p != NULL && p->expression)
        fx_str_add(&sql->text, ix->columns.at[i]);
    else
        fx_sql_add(sql, "?", FX_NAME(ix->columns.at[i]));
    if (p != NULL && p->collate != NULL)
        fx_sql_add(sql, " COLLATE ?", FX_NAME(p->collate));
    if (p != NULL && p->descending)
        fx_str_add(&sql->text, " DESC");
}

const char *fx_sqlite_create_index(fx_arena *a, const fx_table *t, const fx_index *ix)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_sqlite_dialect};
    const char *where = fx_sql_text_for(&ix->where, "sqlite");

    fx_sql_add(&sql, "CREATE ?INDEX ? ON ? (", FX_RAW(ix->unique ? "UNIQUE " : ""),
               FX_NAME(ix->name), FX_NAME(t->name));
    for (size_t i = 0; i < ix->columns.n; i++)
        add_part(&sql, ix, i);
    fx_str_addc(&sql.text, ')');
    if (where != NULL)
        fx_sql_add(&sql, " WHERE ?", FX_RAW(where));
    return fx_str_text(&sql.text);
}

void fx_sqlite_push(fx_arena *a, fx_stmts *out, const char *sql)
{
    *fx_push(a, out) = (fx_stmt){.sql = sql};
}

/* ---- rendering one group ---- */

static void push_parts(fx_arena *a, fx_stmts *out, const char *template, const fx_part *parts,
                       size_t n)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_sqlite_dialect};

    fx_sql_parts(&sql, template, parts, n);
    fx_sqlite_push(a, out, fx_str_text(&sql.text));
}
#define push(a, out, template, ...)                              \
    push_parts((a), (out), (template), (fx_part[]){__VA_ARGS__}, \
               FX_COUNT(((fx_part[]){__VA_ARGS__})))

static bool create_table(fx_arena *a, const fx_change *c, fx_stmts *out, fx_error *err)
{
    const char *sql;

    if (!fx_sqlite_create_table(a, c->after, c->schema, NULL, &sql, err))
        return false;
    fx_sqlite_push(a, out, sql);
    fx_each (const fx_index, ix, &c->after->indexes) {
        fx_sqlite_push(a, out, fx_sqlite_create_index(a, c->after, ix));
    }
    return true;
}

static bool mentions(const fx_live *live, const char *table)
{
    if (live == NULL)
        return false;
    fx_each (const fx_dependent, d, &live->dependents) {
        if (!fx_same(d->kind, "virtual table") && d->sql != NULL && fx_sql_mentions(d->sql, table))
            return true;
    }
    return false;
}

/* ADD COLUMN: https://sqlite.org/lang_altertable.html#altertabaddcol */
static bool can_add(const fx_change *c)
{
    const fx_column *col = c->step->column;

    if (col->type.kind == FX_TYPE_ENUM || col->fill.kind != FX_VALUE_NONE ||
        fx_column_generated(col) || c->before->strict)
        return false;
    return col->def.kind == FX_VALUE_TEXT ? col->type.kind != FX_TYPE_BINARY
                                          : col->def.kind == FX_VALUE_NONE && col->nullable;
}

static bool is_only_rename(const fx_step *s)
{
    return s->rename != NULL && s->alter.type == NULL && s->alter.nullable < 0 &&
           s->alter.def.kind == FX_VALUE_NONE && s->alter.identity < 0 && !s->alter.has_generated &&
           !s->alter.has_collate;
}

/* Nothing that SQLite would hold differs, and no row has to change. */
static bool is_nothing(fx_arena *a, const fx_change *c)
{
    return !fx_sql_text_set(&c->step->alter.using_) && c->step->alter.fill.kind == FX_VALUE_NONE &&
           c->step->rename == NULL && c->before != NULL && c->after != NULL &&
           fx_table_equal(fx_project_table(a, c->before, c->schema_before, "sqlite"),
                          fx_project_table(a, c->after, c->schema, "sqlite"));
}

/* RENAME COLUMN would write the name in its own way, and take strings in double quotes for it. */
static bool is_in_sql(const fx_change *c)
{
    fx_each (const fx_check, check, &c->before->checks) {
        const char *sql = fx_sql_text_for(&check->sql, "sqlite");

        if (sql != NULL && fx_sql_mentions(sql, c->step->object.name))
            return true;
    }
    fx_each (const fx_index, ix, &c->before->indexes) {
        const char *sql = fx_sql_text_for(&ix->where, "sqlite");

        if (sql != NULL && fx_sql_mentions(sql, c->step->object.name))
            return true;
        for (size_t i = 0; i < ix->columns.n; i++) {
            if (fx_index_is_expression(ix, i) &&
                fx_sql_mentions(ix->columns.at[i], c->step->object.name))
                return true;
        }
    }
    fx_each (const fx_column, column, &c->before->columns) {
        const char *sql = fx_sql_text_for(&column->generated, "sqlite");

        if (sql != NULL && fx_sql_mentions(sql, c->step->object.name))
            return true;
    }
    return false;
}

static bool is_native(fx_arena *a, const fx_change *c, const fx_live *live)
{
    switch (c->step->kind) {
    case FX_STEP_CREATE_INDEX:
    case FX_STEP_DROP_INDEX:
        return true;
    case FX_STEP_ADD_COLUMN:
        return can_add(c);
    case FX_STEP_DROP_COLUMN: /* https://sqlite.org/lang_altertable.html#altertabdropcol */
        return fx_table_column(c->before, c->step->object.name)->type.kind != FX_TYPE_ENUM &&
               !mentions(live, c->before->name);
    case FX_STEP_ALTER_COLUMN:
        return (is_only_rename(c->step) && !is_in_sql(c)) || is_nothing(a, c);
    default:
        return is_nothing(a, c);
    }
}

static const char *index_name(const fx_step *s, const fx_change *c)
{
    if (s->object.name != NULL)
        return s->object.name;
    fx_each (const fx_index, ix, &c->before->indexes) {
        if (fx_strs_equal(&ix->columns, &s->columns))
            return ix->name;
    }
    return "";
}

static bool native(fx_arena *a, const fx_change *c, fx_stmts *out)
{
    const fx_step *s = c->step;
    const char *table = c->before->name;

    assert(c->after != NULL); /* a group has the table on both sides */
    switch (s->kind) {
    case FX_STEP_CREATE_INDEX:
        fx_sqlite_push(a, out, fx_sqlite_create_index(a, c->after, &s->index));
        return true;
    case FX_STEP_DROP_INDEX:
        push(a, out, "DROP INDEX ?", FX_NAME(index_name(s, c)));
        return true;
    case FX_STEP_ADD_COLUMN: {
        const fx_table *p = fx_project_table(a, c->after, c->schema, "sqlite");

        push(a, out, "ALTER TABLE ? ADD COLUMN ? ?", FX_NAME(table), FX_NAME(s->object.name),
             FX_RAW(fx_sqlite_column_body(a, p, fx_table_column(p, s->object.name))));
        return true;
    }
    case FX_STEP_DROP_COLUMN:
        push(a, out, "ALTER TABLE ? DROP COLUMN ?", FX_NAME(table), FX_NAME(s->object.name));
        return true;
    case FX_STEP_ALTER_COLUMN:
        if (s->rename != NULL)
            push(a, out, "ALTER TABLE ? RENAME COLUMN ? TO ?", FX_NAME(table),
                 FX_NAME(s->object.name), FX_NAME(s->rename));
        return true;
    default:
        return true;
    }
}

static bool render_group(fx_arena *a, const fx_change *changes, size_t n, const fx_live *live,
                         fx_stmts *out, fx_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (!is_native(a, &changes[i], live))
            return fx_sqlite_rebuild(a, changes, n, live, out, err);
    }
    for (size_t i = 0; i < n; i++) {
        if (!native(a, &changes[i], out))
            return false;
    }
    return true;
}

/* Names fold: "User" is in the way of "user". */
static void rename_table(fx_arena *a, const char *from, const char *to, fx_stmts *out)
{
    if (fx_same_case(from, to)) {
        const char *between = fx_fmt(a, "_fxgit_new_%s", from);

        push(a, out, "ALTER TABLE ? RENAME TO ?", FX_NAME(from), FX_NAME(between));
        from = between;
    }
    push(a, out, "ALTER TABLE ? RENAME TO ?", FX_NAME(from), FX_NAME(to));
}

/* Functions, domains and their like are PostgreSQL's. */
static bool is_ours(const fx_text_object *t)
{
    return t->kind == FX_VIEW || t->kind == FX_TRIGGER;
}

/* One for other engines only is nothing here. */
static bool create_text(fx_arena *a, const fx_step *s, const fx_text_object *t, fx_stmts *out,
                        fx_error *err)
{
    const char *sql = fx_sql_text_for(&t->sql, "sqlite");

    if (t->schema != NULL) {
        fx_fail_at(err, FX_INPUT, s->file, s->line, 0, "%s.%s: SQLite has no schemas", t->schema,
                   t->name);
        return fx_hint(err, "Leave the schema out, or leave sqlite out of `dialects:`.");
    }
    if (sql != NULL && is_ours(t))
        fx_sqlite_push(a, out, sql);
    return true;
}

static void drop_text(fx_arena *a, const fx_text_object *t, fx_stmts *out)
{
    if (fx_sql_text_for(&t->sql, "sqlite") != NULL && is_ours(t))
        push(a, out, t->kind == FX_VIEW ? "DROP VIEW ?" : "DROP TRIGGER ?", FX_NAME(t->name));
}

static bool render(fx_arena *a, const fx_change *changes, size_t n, const fx_live *live,
                   fx_stmts *out, fx_error *err)
{
    const fx_step *s = changes->step;
    const fx_table *t = changes->after != NULL ? changes->after : changes->before;

    if (t != NULL && t->schema != NULL) {
        fx_fail_at(err, FX_INPUT, s->file, s->line, 0, "table %s.%s: SQLite has no schemas",
                   t->schema, t->name);
        return fx_hint(err, "Leave the schema out, or leave sqlite out of `dialects:`.");
    }
    if (fx_step_makes_text(s->kind))
        return create_text(a, s, changes->text_after, out, err);
    if (fx_step_is_text(s->kind)) {
        drop_text(a, changes->text_before, out);
        return true;
    }
    assert(changes->after != NULL || s->kind != FX_STEP_CREATE_TABLE);
    assert(changes->before != NULL ||
           (s->kind != FX_STEP_DROP_TABLE && s->kind != FX_STEP_RENAME_TABLE));
    switch (s->kind) {
    case FX_STEP_CREATE_TABLE:
        return create_table(a, changes, out, err);
    case FX_STEP_DROP_TABLE:
        push(a, out, "DROP TABLE ?", FX_NAME(changes->before->name));
        return true;
    case FX_STEP_RENAME_TABLE:
        rename_table(a, changes->before->name, s->rename, out);
        return true;
    case FX_STEP_BULK_INSERT:
        fx_render_rows(a, &fx_sqlite_dialect, changes, out);
        return true;
    case FX_STEP_EXECUTE:
        return fx_render_execute(a, &fx_sqlite_dialect, s, out, err);
    case FX_STEP_CREATE_ENUM:
    case FX_STEP_DROP_ENUM:
        return true;
    default:
        return changes->before == NULL || render_group(a, changes, n, live, out, err);
    }
}
