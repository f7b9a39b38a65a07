/*
 * MySQL: a table as it is written: names for what has none, indexes for foreign
 * keys, and what the engine would take only in part, refused.
 * https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html
 */
#include <string.h>

#include "fx/base/hash.h"
#include "fx/sql/split.h"
#include "mysql_inner.h"

enum { NAME_LIMIT = 64 };

/* ---- names ---- */

static const char *name_by(fx_arena *a, const char *pattern, const fx_table *t,
                           const fx_strs *columns, const fx_strs *taken)
{
    return fx_name_make(a, &fx_naming_default, pattern, t, columns, taken);
}

/* Keys and indexes have their names together. */
static fx_strs taken_names(fx_arena *a, const fx_table *t)
{
    fx_strs out = {0};

    fx_each (const fx_key, k, &t->uniques) {
        if (k->name != NULL)
            *fx_push(a, &out) = k->name;
    }
    fx_each (const fx_index, ix, &t->indexes) {
        if (ix->name != NULL)
            *fx_push(a, &out) = ix->name;
    }
    return out;
}

static const char *live_key(const fx_table *live, const fx_strs *columns)
{
    if (live == NULL)
        return NULL;
    fx_each (const fx_key, k, &live->uniques) {
        if (fx_strs_equal(&k->columns, columns))
            return k->name;
    }
    return NULL;
}

static const fx_foreign_key *live_foreign(const fx_table *live, const fx_strs *columns)
{
    if (live == NULL)
        return NULL;
    fx_each (const fx_foreign_key, k, &live->foreign_keys) {
        if (fx_strs_equal(&k->columns, columns))
            return k;
    }
    return NULL;
}

/* The name of the index that was made for a key, where it is not the key's. */
static const char *made_index(const fx_table *live, const fx_foreign_key *fk)
{
    fx_each (const fx_index, ix, &live->indexes) {
        if (fx_key_of_index(live, ix) == fk && !fx_same(ix->name, fk->name))
            return ix->name;
    }
    return fk->index;
}

static const char *live_index(const fx_table *live, const fx_strs *columns)
{
    if (live == NULL)
        return NULL;
    fx_each (const fx_index, ix, &live->indexes) {
        if (fx_strs_equal(&ix->columns, columns))
            return ix->name;
    }
    return NULL;
}

static const char *live_check(fx_arena *a, const fx_table *live, const char *sql)
{
    if (live == NULL)
        return NULL;
    fx_each (const fx_check, k, &live->checks) {
        const char *own = fx_sql_text_for(&k->sql, "mysql");

        if (own != NULL && fx_same(fx_sql_tokens(a, sql), fx_sql_tokens(a, own)))
            return k->name;
    }
    return live->checks.n == 1 ? live->checks.at[0].name : NULL;
}

static const char *check_name(fx_arena *a, const fx_table *t, const char *sql)
{
    enum { DIGITS = 8 };
    const fx_strs none = {0};
    const char *tokens = fx_sql_tokens(a, sql);
    const char *hash = fx_sha256(a, tokens, strlen(tokens));

    return name_by(a, fx_fmt(a, "ck_{table}_%.*s", DIGITS, hash), t, &none, &none);
}

/* The name in the database, if it is nobody else's; else one by the rule. */
static const char *free_name(fx_arena *a, const char *there, const char *pattern, const fx_table *t,
                             const fx_strs *columns, fx_strs *taken)
{
    if (there == NULL || fx_strs_has(taken, there))
        there = name_by(a, pattern, t, columns, taken);
    *fx_push(a, taken) = there;
    return there;
}

static void name_foreign(fx_arena *a, const fx_table *t, fx_foreign_key *fk, const fx_table *live)
{
    const fx_foreign_key *there = live_foreign(live, &fk->columns);
    const fx_strs none = {0};

    if (fk->name == NULL && there != NULL)
        fk->name = there->name;
    if (there != NULL && fx_same(fk->name, there->name))
        fk->index = made_index(live, there);
    if (fk->name == NULL)
        fk->name = name_by(a, fx_naming_default.foreign_key, t, &fk->columns, &none);
}

static void give_names(fx_arena *a, fx_table *t, const fx_table *live)
{
    fx_strs taken = taken_names(a, t);

    fx_each (fx_key, k, &t->uniques) {
        if (k->name == NULL)
            k->name = free_name(a, live_key(live, &k->columns), fx_naming_default.unique, t,
                                &k->columns, &taken);
    }
    fx_each (fx_foreign_key, fk, &t->foreign_keys) {
        name_foreign(a, t, fk, live);
    }
    fx_each (fx_check, c, &t->checks) {
        if (c->name == NULL && c->column == NULL)
            c->name = live_check(a, live, c->sql.all);
        if (c->name == NULL && c->column == NULL)
            c->name = check_name(a, t, c->sql.all);
    }
    fx_each (fx_index, ix, &t->indexes) {
        if (ix->name == NULL)
            ix->name = free_name(a, live_index(live, &ix->columns), fx_naming_default.index, t,
                                 &ix->columns, &taken);
    }
}

static void remove_textless_checks(fx_arena *a, fx_table *t)
{
    const fx_table old = *t;

    t->checks.at = NULL;
    t->checks.n = t->checks.cap = 0;
    fx_each (const fx_check, c, &old.checks) {
        if (c->sql.all != NULL)
            *fx_push(a, &t->checks) = *c;
    }
}

/* A number keeps the digits that it is written with. */
static void keep_digits(fx_table *t, const fx_table *as_written)
{
    for (size_t i = 0; i < t->columns.n; i++) {
        fx_value *def = &t->columns.at[i].def;

        if (def->kind == FX_VALUE_TEXT && fx_type_is_number(&as_written->columns.at[i].type))
            def->text = as_written->columns.at[i].def.text;
    }
}

const fx_table *fx_mysql_table(fx_arena *a, const fx_table *t, const fx_schema *s,
                               const fx_table *live)
{
    fx_table *out = fx_table_copy(a, fx_project_table(a, t, s, "mysql"));
    fx_indexes own = {0};

    remove_textless_checks(a, out);
    keep_digits(out, t);
    give_names(a, out, live);
    own = fx_key_indexes(a, out);
    fx_each (const fx_index, ix, &own) {
        *fx_push(a, &out->indexes) = *ix;
    }
    return out;
}

/* ---- what does not fit ---- */

static bool name_fits(const fx_step *s, const char *name, fx_error *err)
{
    if (name == NULL || fx_characters(name) <= NAME_LIMIT)
        return true;
    fx_fail_at(err, FX_INPUT, s->file, s->line, 0, "the name %s has %zu characters; MySQL takes %d",
               name, fx_characters(name), NAME_LIMIT);
    return fx_hint(err, "Give it a shorter name.");
}

static bool names_fit(const fx_step *s, const fx_table *t, fx_error *err)
{
    if (!name_fits(s, t->name, err))
        return false;
    fx_each (const fx_column, c, &t->columns) {
        if (!name_fits(s, c->name, err))
            return false;
    }
    fx_each (const fx_key, k, &t->uniques) {
        if (!name_fits(s, k->name, err))
            return false;
    }
    fx_each (const fx_foreign_key, k, &t->foreign_keys) {
        if (!name_fits(s, k->name, err))
            return false;
    }
    fx_each (const fx_check, k, &t->checks) {
        if (!name_fits(s, k->name, err))
            return false;
    }
    return true;
}

/* TEXT and BLOB have no length that an index could end at: MySQL refuses them, MariaDB takes the
 * first bytes and says so in a note. */
static bool is_endless(fx_arena *a, const fx_table *t, const char *column)
{
    const fx_column *c = fx_table_column(t, column);
    const char *type = "";
    fx_error probe = {.arena = a};

    if (c == NULL || !fx_mysql_column(a, t, c, &type, &probe))
        return false;
    type = fx_lower(a, fx_strndup(a, type, strcspn(type, " (")));
    return fx_ends(type, "text") || fx_ends(type, "blob") || fx_same(type, "json");
}

static bool refuse_endless(const fx_step *s, const fx_table *t, const char *what,
                           const char *column, fx_error *err)
{
    fx_fail_at(err, FX_INPUT, s->file, s->line, 0,
               "%s of table %s: MySQL cannot index all of %s, which has no bounded length", what,
               t->name, column);
    return fx_hint(err,
                   "Make it a string(n), or say how much of it: `columns: [{column: %s, length: "
                   "100}]` of an index.",
                   column);
}

static bool refuse_expression(const fx_step *s, const fx_table *t, const fx_index *ix,
                              fx_error *err)
{
    fx_fail_at(err, FX_INPUT, s->file, s->line, 0,
               "index %s of table %s: MariaDB has no expressions in indexes", ix->name, t->name);
    return fx_hint(err, "Index a generated column: `generated: {sql: ...}`.");
}

static bool index_fits(fx_arena *a, const fx_step *s, const fx_table *t, const fx_index *ix,
                       bool mariadb, fx_error *err)
{
    if (!name_fits(s, ix->name, err))
        return false;
    if (fx_sql_text_for(&ix->where, "mysql") != NULL) {
        fx_fail_at(err, FX_INPUT, s->file, s->line, 0,
                   "index %s of table %s: MySQL has no partial indexes", ix->name, t->name);
        return fx_hint(err, "Say it for the others alone: `where: {postgresql: ..., sqlite: ...}`; "
                            "on MySQL it is then an index of all rows.");
    }
    for (size_t i = 0; i < ix->parts.n && mariadb; i++) {
        if (ix->parts.at[i].expression)
            return refuse_expression(s, t, ix, err);
    }
    for (size_t i = 0; i < ix->columns.n && ix->using_ == NULL; i++) {
        bool bounded =
            i < ix->parts.n && (ix->parts.at[i].expression || ix->parts.at[i].length > 0);

        if (!bounded && is_endless(a, t, ix->columns.at[i]))
            return refuse_endless(s, t, fx_fmt(a, "index %s", ix->name), ix->columns.at[i], err);
    }
    return true;
}

static bool key_fits(fx_arena *a, const fx_step *s, const fx_table *t, const char *what,
                     const fx_key *k, fx_error *err)
{
    fx_each (const char *, column, &k->columns) {
        if (is_endless(a, t, *column))
            return refuse_endless(s, t, what, *column, err);
    }
    return true;
}

/* In MySQL `||` is OR: what is written for all engines would give 0 or 1. */
static bool pipes_fit(fx_arena *a, const fx_step *s, const char *what, const char *name,
                      const char *sql, fx_error *err)
{
    fx_lexer lx = fx_lex(sql == NULL ? "" : sql, sql == NULL ? 0 : strlen(sql));

    for (fx_token t = fx_lex_next(&lx); t.kind != FX_TOKEN_END; t = fx_lex_next(&lx)) {
        if (!fx_token_is(&t, "||"))
            continue;
        fx_fail_at(err, FX_INPUT, s->file, s->line, 0, "%s%s: `||` means OR in MySQL", what,
                   name == NULL ? "" : fx_fmt(a, " %s", name));
        return fx_hint(err, "Write concat(a, b) for mysql: `{sql: {mysql: \"concat(...)\", "
                            "postgresql: ...}}`, or OR.");
    }
    return true;
}

static const char *sql_of(const fx_value *v)
{
    return v->kind == FX_VALUE_SQL ? fx_sql_text_for(&v->sql, "mysql") : NULL;
}

static bool sql_fits(fx_arena *a, const fx_step *s, const fx_table *p, fx_error *err)
{
    const fx_value *fill = s->column != NULL ? &s->column->fill : &s->alter.fill;

    if (!pipes_fit(a, s, "using", NULL, fx_sql_text_for(&s->alter.using_, "mysql"), err) ||
        !pipes_fit(a, s, "fill", NULL, sql_of(fill), err))
        return false;
    fx_each (const fx_column, c, &p->columns) {
        if (!pipes_fit(a, s, "generated column", c->name, c->generated.all, err) ||
            !pipes_fit(a, s, "default of column", c->name, sql_of(&c->def), err))
            return false;
    }
    fx_each (const fx_check, c, &p->checks) {
        if (!pipes_fit(a, s, "check", c->name, c->sql.all, err))
            return false;
    }
    return true;
}

/* MariaDB takes it for RESTRICT, MySQL refuses it
 * (https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html). */
static bool actions_fit(const fx_step *s, const fx_table *t, fx_error *err)
{
    fx_each (const fx_foreign_key, fk, &t->foreign_keys) {
        if (fk->on_delete == FX_SET_DEFAULT || fk->on_update == FX_SET_DEFAULT)
            return fx_fail_at(err, FX_INPUT, s->file, s->line, 0,
                              "foreign key of table %s: MySQL has no `set default`", t->name);
    }
    return true;
}

bool fx_mysql_fits(fx_arena *a, const fx_step *s, const fx_table *t, bool mariadb, fx_error *err)
{
    if (!name_fits(s, s->object.table, err) || !name_fits(s, s->object.name, err) ||
        !name_fits(s, s->rename, err))
        return false;
    if (t == NULL || s->kind == FX_STEP_BULK_INSERT || fx_step_is_text(s->kind))
        return true;
    const fx_table *p = fx_project_table(a, t, NULL, "mysql");

    if (!names_fit(s, p, err) || !sql_fits(a, s, p, err) || !actions_fit(s, p, err) ||
        !key_fits(a, s, p, "the primary key", &p->primary, err))
        return false;
    fx_each (const fx_key, k, &p->uniques) {
        if (!key_fits(a, s, p, "a unique key", k, err))
            return false;
    }
    fx_each (const fx_index, ix, &p->indexes) {
        if (!index_fits(a, s, p, ix, mariadb, err))
            return false;
    }
    return true;
}

/* ---- CREATE TABLE ---- */

static void add_line(fx_sql *sql, const char *text)
{
    fx_str_addf(&sql->text, ",\n    %s", text);
}

static void add_keys(fx_arena *a, fx_sql *sql, const fx_table *t)
{
    if (t->primary.columns.n > 0)
        fx_sql_add(sql, ",\n    PRIMARY KEY (?)", FX_NAMES(&t->primary.columns));
    fx_each (const fx_key, k, &t->uniques) {
        add_line(sql, fx_mysql_unique(a, k));
    }
    fx_each (const fx_index, ix, &t->indexes) {
        add_line(sql, fx_mysql_index(a, t, ix));
    }
    fx_each (const fx_foreign_key, fk, &t->foreign_keys) {
        add_line(sql, fx_mysql_foreign(a, fk));
    }
    fx_each (const fx_check, c, &t->checks) {
        if (c->column == NULL)
            add_line(sql, fx_mysql_check(a, t, c));
    }
}

bool fx_mysql_create(fx_arena *a, const fx_change *c, fx_stmts *out, fx_error *err)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_mysql_dialect};
    const fx_table *t = fx_mysql_table(a, c->after, c->schema, NULL);

    fx_sql_add(&sql, "CREATE TABLE ? (", FX_TABLE(t->schema, t->name));
    for (size_t i = 0; i < t->columns.n; i++) {
        const char *body;

        if (!fx_mysql_column(a, t, &t->columns.at[i], &body, err))
            return false;
        fx_sql_add(&sql, i == 0 ? "\n    ? ?" : ",\n    ? ?", FX_NAME(t->columns.at[i].name),
                   FX_RAW(body));
    }
    add_keys(a, &sql, t);
    fx_str_addf(&sql.text, "\n)%s", fx_mysql_options(a, t));
    *fx_push(a, out) = (fx_stmt){.sql = fx_str_text(&sql.text)};
    return true;
}
