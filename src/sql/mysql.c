/*
 * MySQL 8 and MariaDB: words for types and values, and what each step becomes.
 * The changes of a table are one ALTER: a statement is all or nothing there,
 * several are not, and each copies the table.
 */
#include <string.h>

#include "fx/sql/split.h"
#include "mysql_inner.h"

enum {
    NAME_LIMIT = 64
}; /* characters: https://dev.mysql.com/doc/refman/8.0/en/identifier-length.html */

/* https://dev.mysql.com/doc/refman/8.0/en/data-types.html. Times keep what others keep of them. */
static const fx_type_row types[] = {
    {FX_TYPE_BOOLEAN,     "TINYINT(1)",   0},
    {FX_TYPE_SMALLINT,    "SMALLINT",     0},
    {FX_TYPE_INTEGER,     "INT",          0},
    {FX_TYPE_BIGINT,      "BIGINT",       0},
    {FX_TYPE_REAL,        "FLOAT",        0},
    {FX_TYPE_DOUBLE,      "DOUBLE",       0},
    {FX_TYPE_NUMERIC,     "DECIMAL",      2},
    {FX_TYPE_STRING,      "VARCHAR",      1},
    {FX_TYPE_CHAR,        "CHAR",         1},
    {FX_TYPE_TEXT,        "TEXT",         0},
    {FX_TYPE_BINARY,      "BLOB",         0},
    {FX_TYPE_DATE,        "DATE",         0},
    {FX_TYPE_TIME,        "TIME(6)",      0},
    {FX_TYPE_TIMESTAMP,   "DATETIME(6)",  0},
    {FX_TYPE_TIMESTAMPTZ, "TIMESTAMP(6)", 0},
    {FX_TYPE_JSON,        "JSON",         0},
    {FX_TYPE_COUNT,       NULL,           0},
};

static bool render(fx_arena *a, const fx_change *changes, size_t n, const fx_live *live,
                   fx_stmts *out, fx_error *err);

static const char *enum_text(fx_arena *a, const fx_strs *members)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_mysql_dialect};

    fx_str_add(&sql.text, "ENUM(");
    for (size_t i = 0; i < members->n; i++)
        fx_sql_add(&sql, i == 0 ? "?" : ",?", FX_TEXT(members->at[i]));
    fx_str_addc(&sql.text, ')');
    return fx_str_text(&sql.text);
}

static const char *projected_text(fx_arena *a, const fx_type *t)
{
    const char *own = fx_variant_for(&t->variants, "mysql");

    if (own != NULL)
        return own;
    if (t->kind == FX_TYPE_ENUM)
        return enum_text(a, &t->members);
    if (t->kind == FX_TYPE_BINARY && t->size >= 0)
        return fx_fmt(a, "VARBINARY(%d)", t->size);
    return fx_dialect_type(a, types, t);
}

static bool type_text(fx_arena *a, const fx_type *t, const char **out, fx_error *err)
{
    fx_table table = {.name = "t"};
    fx_column c = {.name = "c", .type = *t, .nullable = true};

    *fx_push(a, &table.columns) = c;
    *out = projected_text(a, &fx_project_table(a, &table, NULL, "mysql")->columns.at[0].type);
    return *out != NULL ||
           fx_fail(err, FX_INPUT, "the type %s has no text for mysql", fx_type_text(a, t));
}

static bool type_read(fx_arena *a, const char *declared, fx_type *out)
{
    *out = fx_mysql_type(a, declared);
    return true;
}

const fx_dialect fx_mysql_dialect = {
    .name = "mysql",
    .quote = '`',
    .backslashes = true,
    .as_text = {"CAST(", " AS char)"},
    .checks_at_once = true,
    .name_limit = NAME_LIMIT,
    .types = types,
    .literal = fx_mysql_literal,
    .render = render,
    .type_text = type_text,
    .type_read = type_read,
};

/* ---- values ---- */

static bool looks_numeric(const char *s)
{
    s += *s == '-' || *s == '+';
    return (*s >= '0' && *s <= '9') && s[strspn(s, "0123456789.eE+-")] == '\0';
}

const char *fx_mysql_literal(fx_arena *a, const fx_type *t, const char *text)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_mysql_dialect};
    fx_str bytes = {.arena = a};

    if (t->kind == FX_TYPE_BOOLEAN && (fx_same(text, "true") || fx_same(text, "false")))
        return *text == 't' ? "1" : "0";
    if ((fx_type_is_number(t) || t->kind == FX_TYPE_BOOLEAN) && looks_numeric(text))
        return text;
    if (t->kind != FX_TYPE_BINARY) {
        fx_sql_add(&sql, "?", FX_TEXT(text));
        return fx_str_text(&sql.text);
    }
    if (fx_starts(text, "0x") && text[2 + strspn(text + 2, "0123456789abcdefABCDEF")] == '\0')
        return fx_fmt(a, "x'%s'", text + 2);
    for (const char *c = text; *c != '\0'; c++)
        fx_str_addf(&bytes, "%02x", (unsigned)(unsigned char)*c);
    return fx_fmt(a, "x'%s'", fx_str_text(&bytes));
}

/* How many digits a time has behind its point: what CURRENT_TIMESTAMP has to agree with. */
static const char *precision(fx_arena *a, const fx_type *t)
{
    const char *own = projected_text(a, t), *open = own == NULL ? NULL : strchr(own, '(');

    return open == NULL ? "" : fx_strndup(a, open, strcspn(open, ")") + 1);
}

static const char *now(fx_arena *a, const fx_type *t)
{
    if (t->kind == FX_TYPE_DATE)
        return "(curdate())";
    if (t->kind == FX_TYPE_TIME)
        return fx_fmt(a, "(curtime%s)", *precision(a, t) == '\0' ? "()" : precision(a, t));
    return fx_fmt(a, "CURRENT_TIMESTAMP%s", precision(a, t));
}

const char *fx_mysql_expression(fx_arena *a, const fx_type *t, const fx_value *v)
{
    const char *own;

    switch (v->kind) {
    case FX_VALUE_TEXT:
        return fx_mysql_literal(a, t, v->text);
    case FX_VALUE_NOW:
        return now(a, t);
    case FX_VALUE_UUID:
        return "(uuid())";
    case FX_VALUE_SQL:
        own = fx_sql_text_for(&v->sql, "mysql");
        return own == NULL ? "NULL" : fx_fmt(a, "(%s)", own);
    default:
        return "NULL";
    }
}

const char *fx_mysql_sql(fx_arena *a, const fx_table *t, const char *text)
{
    fx_str s = {.arena = a};
    fx_lexer lx = fx_lex(text, strlen(text));
    const char *copied = text;

    for (fx_token k = fx_lex_next(&lx); k.kind != FX_TOKEN_END; k = fx_lex_next(&lx)) {
        if (k.kind != FX_TOKEN_QUOTED || *k.at != '"')
            continue;
        const char *name = fx_token_name(a, &k);

        if (fx_table_column(t, name) == NULL)
            continue;
        fx_str_addn(&s, copied, (size_t)(k.at - copied));
        fx_str_addf(&s, "`%s`", fx_replace(a, name, "`", "``"));
        copied = k.at + k.n;
    }
    fx_str_add(&s, copied);
    return fx_str_text(&s);
}

/* ---- parts of a table ---- */

/* These take a default as an expression only
 * (https://dev.mysql.com/doc/refman/8.0/en/data-type-defaults.html). */
static bool needs_expression(fx_arena *a, const fx_type *t)
{
    const char *own = fx_lower(a, projected_text(a, t));

    return strstr(own, "text") != NULL || strstr(own, "blob") != NULL || fx_same(own, "json");
}

bool fx_mysql_column(fx_arena *a, const fx_table *t, const fx_column *c, const char **out,
                     fx_error *err)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_mysql_dialect};
    const char *type = projected_text(a, &c->type);

    if (type == NULL)
        return fx_fail(err, FX_INPUT, "column %s.%s: its type has no text for mysql", t->name,
                       c->name);
    fx_str_add(&sql.text, type);
    if (c->collate != NULL)
        fx_str_addf(&sql.text, " COLLATE %s", c->collate);
    if (fx_column_generated(c))
        fx_str_addf(&sql.text, " GENERATED ALWAYS AS (%s) %s", fx_mysql_sql(a, t, c->generated.all),
                    c->stored ? "STORED" : "VIRTUAL");
    if (!c->nullable)
        fx_str_add(&sql.text, " NOT NULL");
    else if (fx_starts(fx_lower(a, type), "timestamp")) /* which may be NOT NULL by itself */
        fx_str_add(&sql.text, " NULL");
    if (c->def.kind != FX_VALUE_NONE) {
        const char *e = fx_mysql_expression(a, &c->type, &c->def);
        bool literal = c->def.kind == FX_VALUE_TEXT;

        fx_str_addf(&sql.text,
                    literal && needs_expression(a, &c->type) ? " DEFAULT (%s)" : " DEFAULT %s", e);
    }
    if (c->now_on_update)
        fx_str_addf(&sql.text, " ON UPDATE CURRENT_TIMESTAMP%s", precision(a, &c->type));
    if (c->identity != FX_IDENTITY_OFF && c->identity != FX_IDENTITY_DERIVED)
        fx_str_add(&sql.text, " AUTO_INCREMENT");
    if (c->comment != NULL)
        fx_sql_add(&sql, " COMMENT ?", FX_TEXT(c->comment));
    fx_each (const fx_check, k, &t->checks) {
        if (fx_same(k->column, c->name))
            fx_sql_add(&sql, " CHECK (?)", FX_RAW(fx_mysql_sql(a, t, k->sql.all)));
    }
    *out = fx_str_text(&sql.text);
    return true;
}

static void add_part(fx_sql *sql, const fx_table *t, const fx_index *ix, size_t i)
{
    static const fx_index_part plain = {0};
    const fx_index_part *p = i < ix->parts.n ? &ix->parts.at[i] : &plain;

    fx_str_add(&sql->text, i == 0 ? "" : ", ");
    if (p->expression)
        fx_sql_add(sql, "(?)", FX_RAW(fx_mysql_sql(sql->text.arena, t, ix->columns.at[i])));
    else
        fx_sql_add(sql, "?", FX_NAME(ix->columns.at[i]));
    if (p->length > 0)
        fx_str_addf(&sql->text, "(%d)", p->length);
    if (p->descending)
        fx_str_add(&sql->text, " DESC");
}

static const char *upper(fx_arena *a, const char *text)
{
    char *out = fx_strdup(a, text);

    for (char *c = out; *c != '\0'; c++)
        *c = *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c;
    return out;
}

const char *fx_mysql_index(fx_arena *a, const fx_table *t, const fx_index *ix)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_mysql_dialect};

    if (ix->using_ != NULL)
        fx_str_addf(&sql.text, "%s ", upper(a, ix->using_));
    fx_sql_add(&sql, "?INDEX ? (", FX_RAW(ix->unique ? "UNIQUE " : ""), FX_NAME(ix->name));
    for (size_t i = 0; i < ix->columns.n; i++)
        add_part(&sql, t, ix, i);
    fx_str_addc(&sql.text, ')');
    return fx_str_text(&sql.text);
}

const char *fx_mysql_unique(fx_arena *a, const fx_key *k)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_mysql_dialect};

    fx_sql_add(&sql, "UNIQUE INDEX ? (?)", FX_NAME(k->name), FX_NAMES(&k->columns));
    return fx_str_text(&sql.text);
}

const char *fx_mysql_foreign(fx_arena *a, const fx_foreign_key *fk)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_mysql_dialect};

    fx_sql_add(&sql, "CONSTRAINT ? FOREIGN KEY (?) REFERENCES ? (?)", FX_NAME(fk->name),
               FX_NAMES(&fk->columns), FX_TABLE(fk->ref_schema, fk->ref_table),
               FX_NAMES(&fk->ref_columns));
    if (fk->on_delete != FX_NO_ACTION)
        fx_str_addf(&sql.text, " ON DELETE %s", upper(a, fx_action_text(fk->on_delete)));
    if (fk->on_update != FX_NO_ACTION)
        fx_str_addf(&sql.text, " ON UPDATE %s", upper(a, fx_action_text(fk->on_update)));
    return fx_str_text(&sql.text);
}

const char *fx_mysql_check(fx_arena *a, const fx_table *t, const fx_check *c)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_mysql_dialect};

    fx_sql_add(&sql, "CONSTRAINT ? CHECK (?)", FX_NAME(c->name),
               FX_RAW(fx_mysql_sql(a, t, c->sql.all)));
    return fx_str_text(&sql.text);
}

const char *fx_mysql_options(fx_arena *a, const fx_table *t)
{
    static const char *const keys[] = {
        [FX_TABLE_ENGINE] = "ENGINE",
        [FX_TABLE_CHARSET] = "DEFAULT CHARSET",
        [FX_TABLE_COLLATE] = "COLLATE",
    };
    const char *options = t->words[FX_TABLE_OPTIONS];
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_mysql_dialect};

    for (size_t i = 0; i < FX_TABLE_WORD_COUNT; i++) {
        if (t->words[i] != NULL && i != FX_TABLE_OPTIONS)
            fx_str_addf(&sql.text, " %s=%s", keys[i], t->words[i]);
    }
    if (options != NULL)
        fx_str_addf(&sql.text, " %s", options);
    if (t->comment != NULL)
        fx_sql_add(&sql, " COMMENT=?", FX_TEXT(t->comment));
    return fx_str_text(&sql.text);
}

/* ---- steps ---- */

/* A routine is a function or a procedure: the first of the words in its text. */
static const char *drop_words(const char *sql)
{
    fx_lexer lx = fx_lex_as("mysql", sql, strlen(sql));

    for (fx_token t = fx_lex_next(&lx); t.kind != FX_TOKEN_END; t = fx_lex_next(&lx)) {
        if (fx_token_is(&t, "PROCEDURE"))
            return "DROP PROCEDURE ?";
        if (fx_token_is(&t, "FUNCTION"))
            break;
    }
    return "DROP FUNCTION ?";
}

static void drop_text(fx_arena *a, const fx_text_object *t, fx_stmts *out)
{
    const char *sql = fx_sql_text_for(&t->sql, "mysql");

    if (sql != NULL)
        push(a, out,
             t->kind == FX_TRIGGER    ? "DROP TRIGGER ?"
             : t->kind == FX_FUNCTION ? drop_words(sql)
                                      : "DROP VIEW ?",
             FX_TABLE(t->schema, t->name));
}

/* In place of an old one where there is one: of functions. */
static void create_text(fx_arena *a, const fx_change *c, fx_stmts *out)
{
    const char *sql = fx_sql_text_for(&c->text_after->sql, "mysql");

    if (c->text_before != NULL)
        drop_text(a, c->text_before, out);
    if (sql != NULL)
        *fx_push(a, out) = (fx_stmt){.sql = sql};
}

/* CREATE OR REPLACE VIEW is one statement; triggers have no such thing in MySQL. */
static void replace_text(fx_arena *a, const fx_dependent *d, const char *sql, fx_stmts *out)
{
    const size_t create = strlen("CREATE");

    if (fx_same(d->kind, "trigger")) {
        push(a, out, "DROP TRIGGER ?", FX_TABLE(d->schema, d->name));
        *fx_push(a, out) = (fx_stmt){.sql = sql};
        return;
    }
    *fx_push(a, out) = (fx_stmt){.sql = fx_fmt(a, "CREATE OR REPLACE%s", sql + create)};
}

void fx_mysql_texts_follow(fx_arena *a, const fx_live *live, const char *table,
                           const fx_strs *renames, fx_stmts *out)
{
    for (size_t i = 0; live != NULL && i < live->dependents.n; i++) {
        const fx_dependent *d = &live->dependents.at[i];
        const char *sql = d->sql;

        if (sql == NULL || !fx_sql_mentions(sql, table))
            continue;
        for (size_t k = 0; k + 1 < renames->n; k += 2) {
            if (fx_sql_mentions(sql, renames->at[k]))
                sql = fx_sql_renamed(a, sql, renames->at[k], renames->at[k + 1]);
        }
        if (sql != d->sql)
            replace_text(a, d, sql, out);
    }
}

static void rename_in_texts(fx_arena *a, const fx_change *c, const fx_live *live, fx_stmts *out)
{
    fx_strs renames = {0};

    *fx_push(a, &renames) = c->before->name;
    *fx_push(a, &renames) = c->step->rename;
    fx_mysql_texts_follow(a, live, c->before->name, &renames, out);
}

static bool render(fx_arena *a, const fx_change *c, size_t n, const fx_live *live, fx_stmts *out,
                   fx_error *err)
{
    const fx_step *s = c->step;

    if (!fx_mysql_fits(a, s, c->after, live != NULL && live->mariadb, err))
        return false;
    if (fx_step_is_text(s->kind)) {
        const fx_text_kind kind = fx_step_text_kind(s->kind);

        if (kind != FX_VIEW && kind != FX_TRIGGER && kind != FX_FUNCTION)
            return true; /* it has no such things, or they are not held */
        if (fx_step_makes_text(s->kind))
            create_text(a, c, out);
        else
            drop_text(a, c->text_before, out);
        return true;
    }
    switch (s->kind) {
    case FX_STEP_CREATE_TABLE:
        return fx_mysql_create(a, c, out, err);
    case FX_STEP_DROP_TABLE:
        push(a, out, "DROP TABLE ?", FX_TABLE(c->before->schema, c->before->name));
        return true;
    case FX_STEP_RENAME_TABLE:
        push(a, out, "RENAME TABLE ? TO ?", FX_TABLE(c->before->schema, c->before->name),
             FX_TABLE(c->before->schema, s->rename));
        rename_in_texts(a, c, live, out);
        return true;
    case FX_STEP_BULK_INSERT:
        fx_render_rows(a, &fx_mysql_dialect, c, out);
        return true;
    case FX_STEP_EXECUTE:
        return fx_render_execute(a, &fx_mysql_dialect, s, out, err);
    case FX_STEP_CREATE_ENUM: /* enums are part of their columns */
    case FX_STEP_DROP_ENUM:
        return true;
    default:
        return c->before == NULL || fx_mysql_alter(a, c, n, live, out, err);
    }
}
