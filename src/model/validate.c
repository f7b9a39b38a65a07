#include <string.h>

#include "inner.h"

typedef struct where { /* what a message is about */
    fx_arena *a;
    const fx_schema *s;
    const fx_table *t;
    fx_error *err;
} where;

static bool fail(const where *w, size_t line, const char *msg, const char *hint)
{
    fx_fail_at(w->err, FX_INPUT, w->t->file, line > 0 ? line : w->t->line, 0, "%s", msg);
    return hint == NULL ? false : fx_hint(w->err, "%s", hint);
}

static const char *near_column(const where *w, const fx_table *t, const char *name)
{
    fx_strs names = {0};

    fx_each (const fx_column, c, &t->columns) {
        *fx_push(w->a, &names) = c->name;
    }
    const char *near = fx_nearest(name, names.at, names.n);

    return near != NULL
               ? fx_fmt(w->a, "did you mean %s?", near)
               : fx_fmt(w->a, "Columns of %s: %s.", t->name, fx_strs_join(w->a, &names, ", "));
}

static bool check_columns_there(const where *w, const fx_strs *columns, size_t line,
                                const char *what)
{
    if (columns->n == 0)
        return fail(w, line, fx_fmt(w->a, "%s of table %s has no columns", what, w->t->name), NULL);
    for (size_t i = 0; i < columns->n; i++) {
        const char *name = columns->at[i];

        if (fx_table_column(w->t, name) == NULL)
            return fail(w, line,
                        fx_fmt(w->a, "%s of table %s names the column '%s', which is not there",
                               what, w->t->name, name),
                        near_column(w, w->t, name));
        for (size_t k = 0; k < i; k++) {
            if (fx_same(columns->at[k], name))
                return fail(w, line,
                            fx_fmt(w->a, "%s of table %s names '%s' twice", what, w->t->name, name),
                            NULL);
        }
    }
    return true;
}

/* ---- values ---- */

static bool is_integer(const char *s)
{
    s += *s == '-' || *s == '+';
    return *s != '\0' && s[strspn(s, "0123456789")] == '\0';
}

static bool is_number(const char *s)
{
    size_t n;

    s += *s == '-' || *s == '+';
    n = strspn(s, "0123456789");
    if (s[n] == '.')
        n += 1 + strspn(s + n + 1, "0123456789");
    if (n > 0 && (s[n] == 'e' || s[n] == 'E')) {
        n++;
        n += s[n] == '-' || s[n] == '+';
        n += strspn(s + n, "0123456789");
    }
    return n > 0 && s[n] == '\0' && !(n == 1 && *s == '.');
}

static bool looks_like_call(const char *s)
{
    static const char *const words[] = {"current_timestamp", "current_date", "current_time",
                                        "localtimestamp",    "now()",        "gen_random_uuid()"};

    for (size_t i = 0; i < FX_COUNT(words); i++) {
        if (fx_same_case(s, words[i]))
            return true;
    }
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");

    return n > 0 && s[n] == '(' && fx_ends(s, ")");
}

static const char *value_hint(const where *w, const fx_type *t, const char *text)
{
    if (looks_like_call(text) && strstr(text, "uuid") != NULL)
        return "Write {uuid: true}.";
    if (looks_like_call(text) && fx_type_is_time(t))
        return "Write {now: true}.";
    if (looks_like_call(text))
        return fx_fmt(w->a, "Write {sql: \"%s\"} for an expression.", text);
    if (t->kind == FX_TYPE_BOOLEAN)
        return "Write true or false.";
    if (t->kind == FX_TYPE_ENUM)
        return fx_fmt(w->a, "One of: %s.", fx_strs_join(w->a, fx_enum_members(w->s, t), ", "));
    return "Write a value of that type, or {sql: ...} for an expression.";
}

bool fx_type_is_time(const fx_type *t)
{
    return t->kind == FX_TYPE_DATE || t->kind == FX_TYPE_TIME || t->kind == FX_TYPE_TIMESTAMP ||
           t->kind == FX_TYPE_TIMESTAMPTZ;
}

bool fx_text_fits(const fx_schema *s, const fx_type *t, const char *text)
{
    if (fx_type_is_integer(t))
        return is_integer(text);
    if (fx_type_is_number(t))
        return is_number(text);
    switch (t->kind) {
    case FX_TYPE_BOOLEAN:
        return fx_same(text, "true") || fx_same(text, "false");
    case FX_TYPE_ENUM:
        return fx_strs_has(fx_enum_members(s, t), text);
    case FX_TYPE_DATE:
    case FX_TYPE_TIME:
    case FX_TYPE_TIMESTAMP:
    case FX_TYPE_TIMESTAMPTZ:
        return *text >= '0' && *text <= '9';
    case FX_TYPE_STRING:
    case FX_TYPE_CHAR:
    case FX_TYPE_TEXT:
        return !looks_like_call(text);
    default:
        return true;
    }
}

static bool check_value(const where *w, const fx_column *c, const fx_value *v, const char *what)
{
    if (v->kind == FX_VALUE_TEXT && !fx_text_fits(w->s, &c->type, v->text))
        return fail(w, c->line,
                    fx_fmt(w->a, "%s.%s: the %s '%s' does not fit the type %s", w->t->name, c->name,
                           what, v->text, fx_type_text(w->a, &c->type)),
                    value_hint(w, &c->type, v->text));
    if (v->kind == FX_VALUE_NOW && !fx_type_is_time(&c->type) && c->type.kind != FX_TYPE_RAW)
        return fail(w, c->line,
                    fx_fmt(w->a, "%s.%s: {now: true} is for dates and times", w->t->name, c->name),
                    NULL);
    return true;
}

typedef struct folded {
    const char *name; /* in lower case */
    const fx_column *column;
} folded;

static int by_name(const void *x, const void *y)
{
    return strcmp(((const folded *)x)->name, ((const folded *)y)->name);
}

/* Sorted, so that a table may have many. Of several pairs the first in the file is told. */
static bool check_names(const where *w)
{
    FX_VEC(folded) all = {0};
    const fx_column *twice = NULL, *other = NULL;

    fx_reserve(w->a, &all, w->t->columns.n);
    fx_each (const fx_column, c, &w->t->columns) {
        *fx_push(w->a, &all) = (folded){fx_lower(w->a, c->name), c};
    }
    fx_sort(&all, by_name);
    for (size_t i = 1; i < all.n; i++) {
        if (!fx_same(all.at[i - 1].name, all.at[i].name) ||
            (twice != NULL && twice < all.at[i].column))
            continue;
        other = all.at[i - 1].column;
        twice = all.at[i].column;
    }
    return twice == NULL ||
           fail(w, twice->line,
                fx_fmt(w->a,
                       "table %s has columns '%s' and '%s': names must differ in more than case",
                       w->t->name, other->name, twice->name),
                NULL);
}

static bool check_column(const where *w, const fx_column *c)
{
    if (c->type.kind == FX_TYPE_ENUM && fx_enum_members(w->s, &c->type)->n == 0)
        return fail(
            w, c->line,
            fx_fmt(w->a, "%s.%s: there is no enum %s", w->t->name, c->name, c->type.enum_name),
            "Declare it in a file of its own: enum: NAME, and values: [a, b].");
    return check_value(w, c, &c->def, "default") && check_value(w, c, &c->fill, "fill");
}

/* ---- keys ---- */

static bool is_unique_key(const fx_table *t, const fx_strs *columns)
{
    if (fx_strs_equal(&t->primary.columns, columns))
        return true;
    fx_each (const fx_key, k, &t->uniques) {
        if (fx_strs_equal(&k->columns, columns))
            return true;
    }
    fx_each (const fx_index, ix, &t->indexes) {
        if (ix->unique && ix->parts.n == 0 && !fx_sql_text_set(&ix->where) &&
            fx_strs_equal(&ix->columns, columns))
            return true;
    }
    return false;
}

static const char *near_table(const where *w, const char *name)
{
    fx_strs names = {0};

    fx_each (const fx_table *const, t, &w->s->tables) {
        *fx_push(w->a, &names) = (*t)->name;
    }
    const char *near = fx_nearest(name, names.at, names.n);

    return near == NULL
               ? "Is its entity file missing? A table of another program is named in fxgit.yml: "
                 "`ignore: {tables: [...]}`."
               : fx_fmt(w->a, "did you mean %s?", near);
}

static bool check_set_null(const where *w, const fx_foreign_key *fk)
{
    if (fk->on_delete != FX_SET_NULL && fk->on_update != FX_SET_NULL)
        return true;
    fx_each (const char *, name, &fk->columns) {
        if (fx_column_not_null(w->t, fx_table_column(w->t, *name)))
            return fail(w, fk->line,
                        fx_fmt(w->a, "%s.%s is NOT NULL, and its foreign key would set it to null",
                               w->t->name, *name),
                        "Make the column nullable, or choose another action.");
    }
    return true;
}

static bool check_foreign(const where *w, const fx_foreign_key *fk)
{
    const fx_table *other = fx_schema_find(w->s, fk->ref_schema, fk->ref_table);
    const char *what =
        fx_fmt(w->a, "the foreign key on %s", fx_strs_join(w->a, &fk->columns, ", "));

    if (!check_columns_there(w, &fk->columns, fk->line, what))
        return false;
    if (other == NULL && fx_strs_has(&w->s->left_out, fk->ref_table))
        return check_set_null(w, fk); /* another's: nothing is known of it */
    if (other == NULL)
        return fail(w, fk->line,
                    fx_fmt(w->a, "%s.%s refers to table '%s', which is not there", w->t->name,
                           fk->columns.at[0], fk->ref_table),
                    near_table(w, fk->ref_table));
    if (fk->columns.n != fk->ref_columns.n)
        return fail(w, fk->line,
                    fx_fmt(w->a, "%s of table %s has %zu columns and refers to %zu", what,
                           w->t->name, fk->columns.n, fk->ref_columns.n),
                    NULL);
    fx_each (const char *, name, &fk->ref_columns) {
        if (fx_table_column(other, *name) == NULL)
            return fail(w, fk->line,
                        fx_fmt(w->a, "%s.%s refers to %s.%s, which is not there", w->t->name,
                               fk->columns.at[0], other->name, *name),
                        near_column(w, other, *name));
    }
    if (!is_unique_key(other, &fk->ref_columns) &&
        !(w->s->mysql_alone && fx_key_serves(other, &fk->ref_columns)))
        return fail(w, fk->line,
                    fx_fmt(w->a,
                           "%s.%s refers to %s(%s), which is neither its primary key nor unique",
                           w->t->name, fk->columns.at[0], other->name,
                           fx_strs_join(w->a, &fk->ref_columns, ", ")),
                    "Make the columns there the primary key, or unique.");
    return check_set_null(w, fk);
}

static bool check_keys(const where *w)
{
    const fx_table *t = w->t;

    if (t->primary.columns.n == 0 && t->without_rowid)
        return fail(w, t->line,
                    fx_fmt(w->a, "table %s is without_rowid and has no primary key", t->name),
                    "Give it one: https://sqlite.org/withoutrowid.html");
    if (t->primary.columns.n > 0 &&
        !check_columns_there(w, &t->primary.columns, t->primary.line, "the primary key"))
        return false;
    fx_each (const fx_key, k, &t->uniques) {
        if (!check_columns_there(w, &k->columns, k->line, "a unique constraint"))
            return false;
    }
    fx_each (const fx_index, ix, &t->indexes) {
        const fx_strs plain = fx_index_plain_columns(w->a, ix);

        if ((plain.n > 0 || ix->columns.n == 0) &&
            !check_columns_there(w, &plain, ix->line, "an index"))
            return false;
    }
    fx_each (const fx_foreign_key, fk, &t->foreign_keys) {
        if (!check_foreign(w, fk))
            return false;
    }
    return true;
}

static bool fail_text(const fx_text_object *t, const char *message, const char *hint, fx_error *err)
{
    fx_fail_at(err, FX_INPUT, t->file, t->line, 0, "%s", message);
    return fx_hint(err, "%s", hint);
}

static bool check_text_object(fx_arena *a, const fx_schema *s, const fx_text_object *t,
                              fx_error *err)
{
    const fx_text_object on = {.kind = FX_VIEW, .schema = t->schema, .name = t->table};
    const fx_text_object stored = {
        .kind = FX_MATERIALIZED_VIEW, .schema = t->schema, .name = t->table};

    if ((t->kind == FX_VIEW || t->kind == FX_MATERIALIZED_VIEW) &&
        fx_schema_find(s, t->schema, t->name) != NULL)
        return fail_text(t, fx_fmt(a, "%s is a table and a view", t->name),
                         "Give one of the two another name.", err);
    if (t->kind == FX_TRIGGER && fx_schema_find(s, t->schema, t->table) == NULL &&
        fx_schema_find_text(s, &on) == NULL && fx_schema_find_text(s, &stored) == NULL)
        return fail_text(
            t, fx_fmt(a, "trigger %s stands on %s, which is not there", t->name, t->table),
            "Is the entity file of its table missing, or ignored?", err);
    return true;
}

bool fx_schema_validate(fx_arena *a, const fx_schema *s, fx_error *err)
{
    fx_each (const fx_table *const, t, &s->tables) {
        where w = {a, s, *t, err};

        if (!check_names(&w))
            return false;
        fx_each (const fx_column, c, &(*t)->columns) {
            if (!check_column(&w, c))
                return false;
        }
        if (!check_keys(&w))
            return false;
    }
    fx_each (const fx_text_object, t, &s->texts) {
        if (!check_text_object(a, s, t, err))
            return false;
    }
    return fx_check_names(a, s, err);
}
