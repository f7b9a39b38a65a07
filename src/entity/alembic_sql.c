/*
 * SQL in the script's own words: text() with what its :names stand for. Types
 * of PostgreSQL are steps; other DDL of tables needs somebody who tells what it
 * leads to; the rest is about rows, or about what entities do not hold.
 */
#include <string.h>

#include "alembic.h"
#include "fx/base/str.h"
#include "fx/sql/split.h"

bool al_is_connection(const py_value *v)
{
    if (v->kind != PV_CALL)
        return false;
    if (v->of->kind == PV_OUTER)
        return fx_same(v->of->text, "alembic.op.get_bind") ||
               (fx_same(py_last(v->of), "Session") && py_arg_placed(v, 0) != NULL) ||
               (fx_same(py_last(v->of), "Session") && py_arg_named(v, "bind") != NULL);
    if (v->of->kind == PV_METHOD) /* get_bind().connect(), bind.execution_options() */
        return (fx_same(v->of->text, "connect") || fx_same(v->of->text, "execution_options")) &&
               al_is_connection(v->of->of);
    return v->of->kind == PV_CALL && v->of->of->kind == PV_OUTER && /* sessionmaker(bind)() */
           fx_same(py_last(v->of->of), "sessionmaker");
}

/* ---- text("... :name") ---- */

static bool add_literal(script *s, const py_value *v, fx_str *out)
{
    if (v != NULL && v->kind == PV_CALL && fx_same(py_last(v->of), "inline_literal"))
        v = py_arg_placed(v, 0);
    if (v == NULL ||
        (v->kind != PV_STRING && v->kind != PV_NUMBER && v->kind != PV_BOOL && v->kind != PV_NONE))
        return v == NULL ? false : py_unknown(s->p, v, "what a name in the SQL stands for");
    if (v->kind == PV_STRING)
        fx_str_addf(out, "'%s'", fx_replace(s->a, v->text, "'", "''"));
    else
        fx_str_add(out, v->kind == PV_NONE ? "NULL" : v->text);
    return true;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The end of a quoted text or a comment that begins here; NULL: none does. */
static const char *passed_over(const char *c)
{
    const char *end = NULL;

    if (*c == '\'' || *c == '"')
        end = strchr(c + 1, *c);
    else if (c[0] == '-' && c[1] == '-')
        end = strchr(c, '\n');
    else
        return NULL;
    return end == NULL ? c + strlen(c) : end + 1;
}

/* https://docs.sqlalchemy.org/en/20/core/sqlelement.html#sqlalchemy.sql.expression.text: `:name` is
 * a value, `\:` a colon, and `::` PostgreSQL's cast. */
static bool with_values(script *s, const py_value *at, const char *sql, const py_value *values,
                        const char **out)
{
    fx_str text = {.arena = s->a};

    for (const char *c = sql; *c != '\0';) {
        const char *end = passed_over(c);

        if (end != NULL) {
            fx_str_addn(&text, c, (size_t)(end - c));
            c = end;
        } else if (c[0] == ':' && c[1] == ':') {
            fx_str_add(&text, "::");
            c += 2;
        } else if (c[0] == '\\' && c[1] == ':') {
            fx_str_addc(&text, ':');
            c += 2;
        } else if (c[0] == ':' && is_word(c[1]) && !(c > sql && is_word(c[-1]))) {
            size_t n = 1;

            while (is_word(c[n]))
                n++;
            const char *name = fx_strndup(s->a, c + 1, n - 1);
            const py_value *v = values == NULL ? NULL : py_arg_named(values, name);

            if (v == NULL)
                return py_fail(s->p, at, "what :%s stands for is not known", name);
            if (!add_literal(s, v, &text))
                return false;
            c += n;
        } else {
            fx_str_addc(&text, *c++);
        }
    }
    *out = fx_str_text(&text);
    return true;
}

bool al_sql_of(script *s, const py_value *v, const py_value *values, const char **out)
{
    const char *last = v->kind == PV_CALL ? py_last(v->of) : "";
    const py_value *first = v->kind == PV_CALL ? py_arg_placed(v, 0) : NULL;

    if (v->kind == PV_STRING)
        return with_values(s, v, v->text, values, out);
    if (v->kind == PV_CALL && v->of->kind == PV_METHOD &&
        (fx_same(v->of->text, "bindparams") || fx_same(v->of->text, "params")))
        return al_sql_of(s, v->of->of, v, out);
    if (v->kind == PV_CALL && v->of->kind == PV_METHOD && fx_same(v->of->text, "execution_options"))
        return al_sql_of(s, v->of->of, values, out);
    if (fx_same(last, "text") && first != NULL && first->kind == PV_STRING)
        return with_values(s, v, first->text, values, out);
    if (fx_same(last, "DDL") && first != NULL && first->kind == PV_STRING) {
        *out = fx_replace(s->a, first->text, "%%", "%");
        return true;
    }
    return py_unknown(s->p, v, "the SQL");
}

/* ---- statements ---- */

void al_next(words *w)
{
    w->now = fx_lex_next(&w->lx);
}

words al_words(script *s, const py_value *at, const char *sql)
{
    words w = {.s = s, .at = at, .sql = sql, .lx = fx_lex(sql, strlen(sql))};

    al_next(&w);
    return w;
}

bool al_take(words *w, const char *word)
{
    if (!fx_token_is(&w->now, word))
        return false;
    al_next(w);
    return true;
}

bool al_take_object(words *w, fx_object *out)
{
    *out = (fx_object){0};
    if (w->now.kind != FX_TOKEN_WORD && w->now.kind != FX_TOKEN_QUOTED)
        return false;
    out->table = fx_token_name(w->s->a, &w->now);
    al_next(w);
    if (!al_take(w, "."))
        return true;
    if (!fx_same(out->table, "public")) /* the default one of PostgreSQL */
        out->schema = out->table;
    out->table = fx_token_name(w->s->a, &w->now);
    al_next(w);
    return true;
}

static const char *take_string(words *w)
{
    if (w->now.kind != FX_TOKEN_STRING || w->now.n < 2 || *w->now.at != '\'')
        return NULL;
    const char *text =
        fx_replace(w->s->a, fx_strndup(w->s->a, w->now.at + 1, w->now.n - 2), "''", "'");

    al_next(w);
    return text;
}

/* `state`: the steps that it stands for; NULL: none. */
static bool emit_sql(script *s, const py_value *at, const char *sql, const fx_yaml *state)
{
    fx_yaml *y = fx_yaml_map(s->a);

    write_placed(y, at);
    al_put(s, y, "execute", sql, at);
    if (state != NULL)
        fx_yaml_set(s->a, y, "state", state);
    return al_emit(s, at, y);
}

static bool emit_values(words *w, const char *verb, const fx_object *o, const fx_strs *values)
{
    fx_yaml *y = al_step(w->s, w->at, verb, o);

    if (values != NULL)
        fx_yaml_set(w->s->a, y, "values", fx_yaml_strs(w->s->a, values));
    return al_emit(w->s, w->at, y);
}

/* CREATE TYPE mood AS ENUM ('a', 'b') */
static bool create_type(words *w, bool *done)
{
    fx_object o;
    fx_strs values = {0};

    if (!al_take_object(w, &o) || !al_take(w, "AS") || !al_take(w, "ENUM") || !al_take(w, "("))
        return true;
    for (const char *value; (value = take_string(w)) != NULL;) {
        *fx_push(w->s->a, &values) = value;
        (void)al_take(w, ",");
    }
    *done = values.n > 0 && al_take(w, ")");
    return !*done || fx_schema_find_enum(w->s->state, o.schema, o.table) != NULL ||
           emit_values(w, "create_enum", &o, &values);
}

static bool drop_type(words *w, bool *done)
{
    fx_object o;
    bool maybe = al_take(w, "IF") && al_take(w, "EXISTS");

    if (!al_take_object(w, &o))
        return true;
    bool there = fx_schema_find_enum(w->s->state, o.schema, o.table) != NULL;

    *done = there || maybe;
    return !there || emit_values(w, "drop_enum", &o, NULL);
}

static fx_strs with_value(fx_arena *a, const fx_strs *members, const char *value,
                          const char *before, const char *after)
{
    fx_strs out = {0};
    bool placed = false;

    fx_each (const char *, m, members) {
        if (fx_same(*m, before)) {
            *fx_push(a, &out) = value;
            placed = true;
        }
        *fx_push(a, &out) = *m;
        if (fx_same(*m, after)) {
            *fx_push(a, &out) = value;
            placed = true;
        }
    }
    if (!placed)
        *fx_push(a, &out) = value;
    return out;
}

/* Columns of the type have another one then. */
static void retype(words *w, const fx_enum *e, const char *to, fx_yaml *state)
{
    fx_each (const fx_table *const, t, &w->s->state->tables) {
        fx_each (const fx_column, c, &(*t)->columns) {
            const fx_object o = {(*t)->schema, (*t)->name, c->name};
            fx_type type = c->type;
            bool array = type.kind == FX_TYPE_ARRAY;

            if (array)
                type = *type.element;
            if (type.kind != FX_TYPE_ENUM || !fx_enum_is(e, type.enum_name))
                continue;
            fx_yaml *y = al_step(w->s, w->at, "alter_column", &o);

            al_put(w->s, y, "type", fx_fmt(w->s->a, array ? "array(enum:%s)" : "enum:%s", to),
                   w->at);
            fx_each (const fx_variant, v, &c->type.variants) {
                al_put(w->s, y, v->dialect, v->text, w->at);
            }
            fx_yaml_append(w->s->a, state, y);
        }
    }
}

/* RENAME TO name: the model's enum goes, and another one comes. */
static bool rename_type(words *w, const fx_enum *e, bool *done)
{
    const fx_object from = {.schema = e->schema, .table = e->name};
    fx_object to = {.schema = e->schema};
    fx_yaml *state = fx_yaml_list(w->s->a), *made;

    if (w->now.kind != FX_TOKEN_WORD && w->now.kind != FX_TOKEN_QUOTED)
        return true;
    to.table = fx_token_name(w->s->a, &w->now);
    *done = true;
    made = al_step(w->s, w->at, "create_enum", &to);
    fx_yaml_set(w->s->a, made, "values", fx_yaml_strs(w->s->a, &e->members));
    fx_yaml_append(w->s->a, state, made);
    retype(w, e, fx_enum_reference(w->s->a, to.schema, to.table), state);
    fx_yaml_append(w->s->a, state, al_step(w->s, w->at, "drop_enum", &from));
    return emit_sql(w->s, w->at, w->sql, state);
}

/* RENAME VALUE 'a' TO 'b' */
static bool rename_value(words *w, const fx_enum *e, bool *done)
{
    const fx_object o = {.schema = e->schema, .table = e->name};
    const char *from = take_string(w), *to = al_take(w, "TO") ? take_string(w) : NULL;
    fx_yaml *state = fx_yaml_list(w->s->a), *y = al_step(w->s, w->at, "alter_enum", &o);
    fx_strs members = {0};

    if (from == NULL || to == NULL)
        return true;
    *done = true;
    fx_each (const char *, m, &e->members) {
        *fx_push(w->s->a, &members) = fx_same(*m, from) ? to : *m;
    }
    fx_yaml_set(w->s->a, y, "values", fx_yaml_strs(w->s->a, &members));
    fx_yaml_append(w->s->a, state, y);
    return emit_sql(w->s, w->at, w->sql, state);
}

/* ADD VALUE [IF NOT EXISTS] 'x' [BEFORE | AFTER 'y'] */
static bool alter_type(words *w, bool *done)
{
    fx_object o;
    const fx_enum *e;
    const char *value, *before = NULL, *after = NULL;

    if (!al_take_object(w, &o))
        return true;
    e = fx_schema_find_enum(w->s->state, o.schema, o.table);
    if (e == NULL)
        return true;
    if (al_take(w, "RENAME"))
        return al_take(w, "VALUE") ? rename_value(w, e, done)
                                   : !al_take(w, "TO") || rename_type(w, e, done);
    if (!al_take(w, "ADD") || !al_take(w, "VALUE"))
        return true;
    if (al_take(w, "IF"))
        (void)(al_take(w, "NOT") && al_take(w, "EXISTS"));
    value = take_string(w);
    if (value == NULL)
        return true;
    if (al_take(w, "BEFORE"))
        before = take_string(w);
    else if (al_take(w, "AFTER"))
        after = take_string(w);
    *done = true;
    if (fx_strs_has(&e->members, value))
        return true;
    const fx_strs members = with_value(w->s->a, &e->members, value, before, after);

    return emit_values(w, "alter_enum", &o, &members);
}

/* COMMIT before what cannot be in a transaction: fxgit sees to that itself. */
static bool ends_transaction(const char *sql)
{
    return fx_same_case(sql, "commit") || fx_same_case(sql, "begin") ||
           fx_same_case(sql, "begin transaction") || fx_same_case(sql, "end");
}

/* CREATE, ALTER, DROP of a table or an index. */
static bool changes_tables(words *w)
{
    bool create = al_take(w, "CREATE"), alter = !create && al_take(w, "ALTER");

    if (!create && !alter && !al_take(w, "DROP"))
        return false;
    (void)(al_take(w, "UNIQUE") || al_take(w, "TEMP") || al_take(w, "TEMPORARY"));
    return fx_token_is(&w->now, "TABLE") || fx_token_is(&w->now, "INDEX");
}

/* Types that are enums. *done false: the statement is another one. */
static bool run_type_statement(script *s, const py_value *at, const char *sql, bool *done)
{
    words w = al_words(s, at, sql);

    *done = false;
    if (al_take(&w, "CREATE"))
        return !al_take(&w, "TYPE") || create_type(&w, done);
    if (al_take(&w, "DROP"))
        return !al_take(&w, "TYPE") || drop_type(&w, done);
    if (al_take(&w, "ALTER"))
        return !al_take(&w, "TYPE") || alter_type(&w, done);
    return true;
}

/* Beside other statements it has to be in their transaction. */
static const char *not_concurrently(script *s, const char *sql)
{
    words w = al_words(s, NULL, sql);

    while (w.now.kind != FX_TOKEN_END && !fx_token_is(&w.now, "CONCURRENTLY"))
        al_next(&w);
    if (w.now.kind == FX_TOKEN_END)
        return sql;
    const char *from = w.now.at;

    al_next(&w);
    return fx_fmt(s->a, "%.*s%s", (int)(from - sql), sql, w.now.at);
}

/* With the steps that it stands for. */
static bool run_table_statement(script *s, const py_value *at, const char *sql)
{
    fx_error probe = {.arena = s->a};
    fx_steps state = {0};
    const fx_alembic *al = s->al;
    fx_yaml *known = al_ddl(s, at, sql);

    sql = not_concurrently(s, sql);

    if (known != NULL)
        return emit_sql(s, at, sql, known);
    if (al->state == NULL || !al->state(al->ctx, s->a, s->state, sql, &state, &probe)) {
        return py_fail(s->p, at, "what `%.60s` makes of the tables is not known%s%s",
                       fx_sql_tokens(s->a, sql), probe.msg == NULL ? "" : ": ",
                       probe.msg == NULL ? "" : probe.msg);
    }
    return emit_sql(s, at, sql, fx_steps_write(s->a, &state));
}

static bool run_sql(script *s, const py_value *at, const char *sql)
{
    words w = al_words(s, at, sql);
    bool done;

    if (ends_transaction(sql))
        return true;
    if (!run_type_statement(s, at, sql, &done) || done)
        return !s->p->failed;
    if (changes_tables(&w))
        return run_table_statement(s, at, sql);
    return emit_sql(s, at, sql, NULL);
}

bool al_emit_sql(script *s, const py_value *at, const py_sql *sql)
{
    static const char *const names[] = {"sqlite", "mysql", "postgresql"};
    const fx_strs *dialects = &s->al->dialects;
    fx_yaml *y = fx_yaml_map(s->a), *by = fx_yaml_map(s->a);

    if (write_same_sql(sql) != NULL)
        return emit_sql(s, at, write_same_sql(sql), NULL);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        bool asked = dialects->n == 0 || fx_strs_has(dialects, names[i]) ||
                     (i == 1 && fx_strs_has(dialects, "mariadb"));

        if (asked && dialects->n == 1)
            return emit_sql(s, at, sql->by[i], NULL);
        if (asked)
            al_put(s, by, names[i], sql->by[i], at);
    }
    fx_yaml_set(s->a, y, "execute", by);
    return al_emit(s, at, write_placed(y, at));
}

bool al_execute(script *s, const py_value *at, const char *sql)
{
    const fx_strs *dialects = &s->al->dialects;
    const char *dialect = s->p->dialect != NULL ? s->p->dialect
                          : dialects->n > 0     ? dialects->at[0]
                                                : "postgresql";
    fx_error probe = {.arena = s->a};
    fx_statements all = {0};

    if (!fx_split(s->a, dialect, NULL, 1, sql, &all, &probe))
        return py_fail(s->p, at, "the SQL cannot be read: %s", probe.msg);
    fx_each (const fx_statement, st, &all) {
        if (!run_sql(s, at, st->text))
            return false;
    }
    return true;
}
