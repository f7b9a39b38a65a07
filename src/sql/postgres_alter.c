/*
 * PostgreSQL: what changes in a column. https://www.postgresql.org/docs/15/sql-altertable.html
 */
#include <string.h>

#include "fx/sql/split.h"
#include "postgres_inner.h"

/* One column on its way. */
typedef struct work {
    fx_arena *a;
    const fx_change *c;
    const fx_live *live;
    const fx_table *before, *after;    /* projected */
    const fx_column *was, *is;         /* in them; `is` may have another name */
    const fx_column *own_was, *own_is; /* as the model has them */
    bool own;                          /* the step's own column: all of it may change */
    fx_stmts *out;
    fx_error *err;
} work;

static void alter(work *w, const char *clause, const char *rest)
{
    push(w->a, w->out, "ALTER TABLE ? ALTER COLUMN ? ??",
         FX_TABLE(w->before->schema, w->before->name), FX_NAME(w->was->name), FX_RAW(clause),
         FX_RAW(rest));
}

static bool is_text(const fx_type *t)
{
    return t->kind == FX_TYPE_STRING || t->kind == FX_TYPE_CHAR || t->kind == FX_TYPE_TEXT;
}

static bool is_stamp(const fx_type *t)
{
    return t->kind == FX_TYPE_DATE || t->kind == FX_TYPE_TIMESTAMP ||
           t->kind == FX_TYPE_TIMESTAMPTZ;
}

/*
 * How old values become new ones where the author does not say; NULL: the
 * assignment cast does it, which refuses what does not fit. No explicit cast
 * to varchar(n): it would cut (https://www.postgresql.org/docs/15/datatype-character.html).
 */
static const char *conversion(fx_arena *a, const char *column, const fx_type *from,
                              const fx_type *to, const char *type)
{
    bool to_time = is_stamp(from) && to->kind == FX_TYPE_TIME && from->kind != FX_TYPE_DATE;

    if ((is_text(from) && is_text(to)) || (fx_type_is_number(from) && fx_type_is_number(to)) ||
        (is_stamp(from) && is_stamp(to)) || to_time)
        return NULL;
    if (fx_type_is_number(from) && to->kind == FX_TYPE_BOOLEAN)
        return fx_fmt(a, "%s <> 0", column);
    if (from->kind == FX_TYPE_BOOLEAN && fx_type_is_number(to))
        return fx_fmt(a, "%s::integer", column);
    const char *text = from->kind == FX_TYPE_BINARY ? fx_fmt(a, "convert_from(%s, 'UTF8')", column)
                                                    : fx_fmt(a, "%s::text", column);

    if (is_text(to))
        return text;
    if (to->kind == FX_TYPE_BINARY)
        return fx_fmt(a, "convert_to(%s, 'UTF8')", text);
    return fx_fmt(a, "%s::%s", text, type);
}

static const char *quoted(fx_arena *a, const char *name)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_postgres_dialect};

    fx_sql_add(&sql, "?", FX_NAME(name));
    return fx_str_text(&sql.text);
}

/* ---- what stands on a column, and would be read anew with the old type in it ---- */

static bool index_stands_on(const fx_index *ix, const char *column)
{
    const char *where = fx_sql_text_for(&ix->where, "postgresql");

    if (where != NULL && fx_sql_mentions(where, column))
        return true;
    for (size_t i = 0; i < ix->columns.n; i++) {
        if (fx_index_is_expression(ix, i) && fx_sql_mentions(ix->columns.at[i], column))
            return true;
    }
    return false;
}

static bool check_stands_on(const fx_check *check, const char *column)
{
    const char *sql = fx_sql_text_for(&check->sql, "postgresql");

    return check->name != NULL && sql != NULL && fx_sql_mentions(sql, column);
}

static void take_away(fx_arena *a, const fx_table *t, const char *column, fx_stmts *out)
{
    fx_each (const fx_check, check, &t->checks) {
        if (check_stands_on(check, column))
            push(a, out, "ALTER TABLE ? DROP CONSTRAINT ?", FX_TABLE(t->schema, t->name),
                 FX_NAME(check->name));
    }
    fx_each (const fx_index, ix, &t->indexes) {
        if (index_stands_on(ix, column))
            push(a, out, "DROP INDEX ?", FX_TABLE(t->schema, ix->name));
    }
}

static void put_back(fx_arena *a, const fx_table *t, const char *column, fx_stmts *out)
{
    fx_each (const fx_check, check, &t->checks) {
        if (check_stands_on(check, column))
            push(a, out, "ALTER TABLE ? ADD ?", FX_TABLE(t->schema, t->name),
                 FX_RAW(fx_postgres_check(a, check)));
    }
    fx_each (const fx_index, ix, &t->indexes) {
        if (index_stands_on(ix, column))
            push(a, out, "?", FX_RAW(fx_postgres_index(a, t, ix, false)));
    }
}

/* A key, check or index that goes with a dropped column. */
static void put_keys_back(work *w, const char *column)
{
    const fx_table *t = w->after;

    fx_each (const fx_key, k, &t->uniques) {
        if (fx_strs_has(&k->columns, column))
            push(w->a, w->out, "ALTER TABLE ? ADD ?", FX_TABLE(t->schema, t->name),
                 FX_RAW(fx_postgres_key(w->a, "UNIQUE", k)));
    }
    fx_each (const fx_index, ix, &t->indexes) {
        const fx_strs plain = fx_index_plain_columns(w->a, ix);

        if (fx_strs_has(&plain, column) || index_stands_on(ix, column))
            push(w->a, w->out, "?", FX_RAW(fx_postgres_index(w->a, t, ix, false)));
    }
    fx_each (const fx_check, check, &t->checks) {
        if (check_stands_on(check, column))
            push(w->a, w->out, "ALTER TABLE ? ADD ?", FX_TABLE(t->schema, t->name),
                 FX_RAW(fx_postgres_check(w->a, check)));
    }
}

static void drop_computed(work *w, const char *column)
{
    push(w->a, w->out, "ALTER TABLE ? DROP COLUMN ?", FX_TABLE(w->before->schema, w->before->name),
         FX_NAME(column));
}

static bool add_computed(work *w, const char *name, const fx_column *c)
{
    const char *body;

    if (!fx_postgres_column(w->a, w->after, c, w->c->schema, &body, w->err))
        return false;
    push(w->a, w->out, "ALTER TABLE ? ADD COLUMN ? ?", FX_TABLE(w->before->schema, w->before->name),
         FX_NAME(name), FX_RAW(body));
    if (c->comment != NULL)
        fx_postgres_comment(w->a, w->after, c, w->out);
    put_keys_back(w, name);
    return true;
}

/* An expression cannot be given to a column, nor changed before version 17: the column is made
 * anew. */
static bool compute(work *w)
{
    fx_postgres_views_away(w->a, w->before->name, w->live, w->out);
    const char *old_enum = fx_inline_enum(w->a, w->before, w->own_was);
    const char *new_enum = fx_inline_enum(w->a, w->before, w->own_is);

    drop_computed(w, w->was->name);
    if (old_enum != NULL)
        push(w->a, w->out, "DROP TYPE ?", FX_TABLE(w->before->schema, old_enum));
    if (new_enum != NULL)
        fx_postgres_create_enum(w->a, w->before->schema, new_enum, &w->own_is->type.members,
                                w->out);
    if (!add_computed(w, w->was->name, w->is))
        return false;
    fx_postgres_views_back(w->a, w->c, w->before->name, w->live, w->out);
    return true;
}

/* What is computed from the column. */
static bool is_computed_from(const fx_column *c, const char *column)
{
    return fx_column_generated(c) && !fx_same(c->name, column) &&
           fx_sql_mentions(c->generated.all, column);
}

/* ---- one column ---- */

static bool change_type(work *w)
{
    const char *type = fx_postgres_type(w->a, w->after, &w->is->type, w->c->schema);
    const char *said = fx_sql_text_for(&w->c->step->alter.using_, "postgresql");
    const char *old_enum = fx_inline_enum(w->a, w->before, w->own_was);
    const char *new_enum = fx_inline_enum(w->a, w->before, w->own_is);
    fx_sql sql = {.text = {.arena = w->a}, .dialect = &fx_postgres_dialect};

    if (type == NULL)
        return fx_fail(w->err, FX_INPUT, "column %s.%s: its type has no text for postgresql",
                       w->before->name, w->is->name);
    if (said == NULL)
        said = conversion(w->a, quoted(w->a, w->was->name), &w->was->type, &w->is->type, type);
    if (new_enum != NULL)
        fx_postgres_create_enum(w->a, w->before->schema, new_enum, &w->own_is->type.members,
                                w->out);
    fx_str_add(&sql.text, type);
    if (w->is->collate != NULL)
        fx_sql_add(&sql, " COLLATE ?", FX_NAME(w->is->collate));
    if (said != NULL)
        fx_sql_add(&sql, " USING ?", FX_RAW(said));
    alter(w, "TYPE ", fx_str_text(&sql.text));
    if (old_enum != NULL)
        push(w->a, w->out, "DROP TYPE ?", FX_TABLE(w->before->schema, old_enum));
    return true;
}

static bool is_live_serial(const work *w)
{
    const fx_table *t = w->live == NULL
                            ? NULL
                            : fx_schema_find(&w->live->schema, w->before->schema, w->before->name);
    const fx_column *c = t == NULL ? NULL : fx_table_column(t, w->was->name);

    return c != NULL ? c->identity == FX_IDENTITY_SERIAL
                     : w->own_was->identity == FX_IDENTITY_SERIAL;
}

static void identity_off(work *w)
{
    if (is_live_serial(w)) {
        alter(w, "DROP DEFAULT", "");
        push(w->a, w->out, "DROP SEQUENCE IF EXISTS ?",
             FX_TABLE(w->before->schema, fx_fmt(w->a, "%s_%s_seq", w->before->name, w->was->name)));
    } else {
        alter(w, "DROP IDENTITY", "");
    }
}

static void identity_on(work *w)
{
    const char *how = w->is->identity == FX_IDENTITY_ALWAYS ? "ALWAYS" : "BY DEFAULT";

    if (w->was->identity != FX_IDENTITY_OFF) {
        if (!is_live_serial(w))
            alter(w, "SET GENERATED ", how);
        return;
    }
    alter(w, fx_fmt(w->a, "ADD GENERATED %s AS IDENTITY", how), "");
    fx_sql table = {.text = {.arena = w->a}, .dialect = &fx_postgres_dialect};

    fx_sql_add(&table, "?", FX_TABLE(w->before->schema, w->before->name));
    push(w->a, w->out,
         "SELECT setval(pg_get_serial_sequence(?, ?), coalesce(max(?), 0) + 1, false) FROM ?",
         FX_TEXT(fx_str_text(&table.text)), FX_TEXT(w->was->name), FX_NAME(w->was->name),
         FX_TABLE(w->before->schema, w->before->name));
}

static void change_null(work *w)
{
    const fx_value *fill = &w->c->step->alter.fill;
    const bool keyed = w->c->step->kind == FX_STEP_CREATE_PRIMARY_KEY; /* which sets it itself */

    if (w->own && fill->kind != FX_VALUE_NONE && fill->kind != FX_VALUE_EMPTY)
        push(w->a, w->out, "UPDATE ? SET ? = ? WHERE ? IS NULL",
             FX_TABLE(w->before->schema, w->before->name), FX_NAME(w->was->name),
             FX_RAW(fx_postgres_expression(w->a, &w->is->type, fill)), FX_NAME(w->was->name));
    if (w->was->nullable && !w->is->nullable && !keyed)
        alter(w, "SET NOT NULL", "");
    if (!w->was->nullable && w->is->nullable)
        alter(w, "DROP NOT NULL", "");
}

static void change_default(work *w, bool retyped)
{
    const fx_value *was = &w->was->def, *is = &w->is->def;

    if (is->kind != FX_VALUE_NONE && (retyped || !fx_value_equal(was, is)))
        alter(w, "SET DEFAULT ", fx_postgres_expression(w->a, &w->is->type, is));
    else if (is->kind == FX_VALUE_NONE && was->kind != FX_VALUE_NONE && !retyped)
        alter(w, "DROP DEFAULT", "");
}

static bool same_type(const work *w)
{
    const char *was = fx_inline_enum(w->a, w->before, w->own_was);
    const char *is = fx_inline_enum(w->a, w->after, w->own_is);

    if (was != NULL && is != NULL) /* the members are seen to in place */
        return fx_same(w->was->collate, w->is->collate);
    return fx_type_equal(&w->was->type, &w->is->type) && fx_same(w->was->collate, w->is->collate);
}

static bool change_members(work *w)
{
    const fx_enum from = {w->before->schema, fx_inline_enum(w->a, w->before, w->own_was),
                          w->own_was->type.members};

    if (from.name == NULL || fx_inline_enum(w->a, w->after, w->own_is) == NULL ||
        fx_strs_equal(&from.members, &w->own_is->type.members))
        return true;
    return fx_postgres_alter_enum(w->a, w->c, &from, &w->own_is->type.members, w->live, w->out,
                                  w->err);
}

static bool retype(work *w)
{
    const char *column = w->was->name;

    fx_postgres_views_away(w->a, w->before->name, w->live, w->out);
    fx_each (const fx_column, c, &w->before->columns) {
        if (is_computed_from(c, column))
            drop_computed(w, c->name);
    }
    take_away(w->a, w->before, column, w->out);
    if (w->was->def.kind != FX_VALUE_NONE)
        alter(w, "DROP DEFAULT", "");
    if (!change_type(w))
        return false;
    fx_each (const fx_column, c, &w->before->columns) {
        if (is_computed_from(c, column) && !add_computed(w, c->name, c))
            return false;
    }
    put_back(w->a, w->before, column, w->out);
    return true;
}

static bool change_column(work *w)
{
    bool retyped = w->own && !same_type(w);

    if (w->own && fx_column_generated(w->is) &&
        (retyped || !fx_sql_text_equal(&w->was->generated, &w->is->generated)))
        return compute(w);
    if (w->own && fx_column_generated(w->was) && !fx_column_generated(w->is))
        alter(w, "DROP EXPRESSION", "");
    if (w->was->identity != FX_IDENTITY_OFF && w->is->identity == FX_IDENTITY_OFF)
        identity_off(w);
    if ((w->own && !change_members(w)) || (retyped && !retype(w)))
        return false;
    if (w->own)
        change_default(w, retyped);
    change_null(w);
    if (w->is->identity != FX_IDENTITY_OFF && w->was->identity != w->is->identity)
        identity_on(w);
    if (w->own && !fx_same(w->was->comment, w->is->comment)) {
        fx_column named = *w->is;

        named.name = w->was->name;
        fx_postgres_comment(w->a, w->before, &named, w->out);
    }
    if (retyped)
        fx_postgres_views_back(w->a, w->c, w->before->name, w->live, w->out);
    return true;
}

bool fx_postgres_alter_columns(fx_arena *a, const fx_change *c, const fx_live *live, fx_stmts *out,
                               fx_error *err)
{
    const char *renamed = c->step->kind == FX_STEP_ALTER_COLUMN ? c->step->rename : NULL;
    work w = {.a = a, .c = c, .live = live, .out = out, .err = err};

    w.before = fx_project_table(a, c->before, c->schema_before, "postgresql");
    w.after = fx_project_table(a, c->after, c->schema, "postgresql");
    fx_each (const fx_column, is, &w.after->columns) {
        const char *old = fx_same(is->name, renamed) ? c->step->object.name : is->name;

        w.is = is;
        w.was = fx_table_column(w.before, old);
        if (w.was == NULL)
            continue;
        w.own_is = fx_table_column(c->after, is->name);
        w.own_was = fx_table_column(c->before, old);
        w.own = c->step->kind == FX_STEP_ALTER_COLUMN && fx_same(c->step->object.name, old);
        if (!change_column(&w))
            return false;
    }
    return true;
}

/* ---- enums ---- */

/* Are the members of `from` all in `to`, in their order? */
static bool only_adds(const fx_strs *from, const fx_strs *to)
{
    size_t found = 0;

    for (size_t i = 0; i < to->n && found < from->n; i++)
        found += fx_same(to->at[i], from->at[found]);
    return found == from->n;
}

/* https://www.postgresql.org/docs/15/sql-altertype.html */
static void add_members(fx_arena *a, const fx_enum *e, const fx_strs *to, fx_stmts *out)
{
    for (size_t i = 0; i < to->n; i++) {
        if (fx_strs_has(&e->members, to->at[i]))
            continue;
        if (i == 0)
            push(a, out, "ALTER TYPE ? ADD VALUE ? BEFORE ?", FX_TABLE(e->schema, e->name),
                 FX_TEXT(to->at[0]), FX_TEXT(e->members.at[0]));
        else
            push(a, out, "ALTER TYPE ? ADD VALUE ? AFTER ?", FX_TABLE(e->schema, e->name),
                 FX_TEXT(to->at[i]), FX_TEXT(to->at[i - 1]));
    }
}

static bool has_type(const fx_type *t, const fx_enum *e)
{
    if (t->kind == FX_TYPE_ARRAY)
        return has_type(t->element, e);
    return t->kind == FX_TYPE_ENUM && fx_enum_is(e, t->enum_name);
}

static void move_column(fx_arena *a, const fx_table *t, const fx_column *c, const fx_enum *e,
                        fx_stmts *out)
{
    const fx_part table = FX_TABLE(t->schema, t->name), name = FX_NAME(c->name);
    const char *array = c->type.kind == FX_TYPE_ARRAY ? "[]" : "";

    take_away(a, t, c->name, out);
    if (c->def.kind != FX_VALUE_NONE)
        push(a, out, "ALTER TABLE ? ALTER COLUMN ? DROP DEFAULT", table, name);
    push(a, out, "ALTER TABLE ? ALTER COLUMN ? TYPE ?? USING ?::text?::??", table, name,
         FX_TABLE(e->schema, e->name), FX_RAW(array), name, FX_RAW(array),
         FX_TABLE(e->schema, e->name), FX_RAW(array));
    if (c->def.kind != FX_VALUE_NONE)
        push(a, out, "ALTER TABLE ? ALTER COLUMN ? SET DEFAULT ?", table, name,
             FX_RAW(fx_postgres_expression(a, &c->type, &c->def)));
    put_back(a, t, c->name, out);
}

/* The tables that have a column of it: its own, or those that replay noted. */
static fx_schema users_of(fx_arena *a, const fx_change *c)
{
    fx_schema out = {0};

    if (c->before != NULL)
        fx_schema_put(a, &out, fx_project_table(a, c->before, c->schema_before, "postgresql"));
    else if (c->users != NULL)
        fx_each (const fx_table *const, t, &c->users->tables) {
            fx_schema_put(a, &out, fx_project_table(a, *t, c->schema_before, "postgresql"));
        }
    return out;
}

/* A member that goes, or another order: a new type takes the place of the old one. */
static void swap(fx_arena *a, const fx_change *c, const fx_enum *e, const fx_strs *members,
                 const fx_live *live, fx_stmts *out)
{
    const char *old = fx_fmt(a, "%.50s_fxgit_old", e->name);
    const fx_schema users = users_of(a, c);

    push(a, out, "ALTER TYPE ? RENAME TO ?", FX_TABLE(e->schema, e->name), FX_NAME(old));
    fx_postgres_create_enum(a, e->schema, e->name, members, out);
    fx_each (const fx_table *const, t, &users.tables) {
        fx_postgres_views_away(a, (*t)->name, live, out);
    }
    fx_each (const fx_table *const, t, &users.tables) {
        fx_each (const fx_column, column, &(*t)->columns) {
            if (has_type(&column->type, e))
                move_column(a, *t, column, e, out);
        }
    }
    fx_each (const fx_table *const, t, &users.tables) {
        fx_postgres_views_back(a, c, (*t)->name, live, out);
    }
    push(a, out, "DROP TYPE ?", FX_TABLE(e->schema, old));
}

bool fx_postgres_alter_enum(fx_arena *a, const fx_change *c, const fx_enum *from,
                            const fx_strs *members, const fx_live *live, fx_stmts *out,
                            fx_error *err)
{
    (void)err;
    if (fx_strs_equal(&from->members, members))
        return true;
    if (only_adds(&from->members, members) && !c->uses_now)
        add_members(a, from, members, out);
    else
        swap(a, c, from, members, live, out);
    return true;
}

/* ---- views ---- */

typedef FX_VEC(const fx_dependent *) dependents;

static bool has(const dependents *list, const fx_dependent *d)
{
    for (size_t i = 0; i < list->n; i++) {
        if (list->at[i] == d)
            return true;
    }
    return false;
}

static bool is_view(const fx_dependent *d)
{
    return fx_same(d->kind, "view") || fx_same(d->kind, "materialized view");
}

static bool names_one(const fx_dependent *d, const char *table, const dependents *views)
{
    if (fx_sql_mentions(d->sql, table))
        return true;
    for (size_t i = 0; i < views->n; i++) {
        if (fx_sql_mentions(d->sql, views->at[i]->name))
            return true;
    }
    return false;
}

/* Views that stand on the table, each after those that it names; then triggers on them. */
static dependents standing_on(fx_arena *a, const char *table, const fx_live *live)
{
    dependents out = {0};

    for (size_t before = 1, n = 0; live != NULL && before != n;) {
        before = out.n;
        fx_each (const fx_dependent, d, &live->dependents) {
            if (is_view(d) && !has(&out, d) && names_one(d, table, &out))
                *fx_push(a, &out) = d;
        }
        n = out.n;
    }
    for (size_t i = 0; live != NULL && i < live->dependents.n; i++) {
        const fx_dependent *d = &live->dependents.at[i];
        bool on_view = false;

        for (size_t k = 0; k < out.n; k++)
            on_view = on_view || fx_same(out.at[k]->name, d->table);
        if (fx_same(d->kind, "trigger") && (on_view || fx_same(d->table, table)))
            *fx_push(a, &out) = d;
    }
    return out;
}

void fx_postgres_views_away(fx_arena *a, const char *table, const fx_live *live, fx_stmts *out)
{
    const dependents all = standing_on(a, table, live);

    for (size_t i = all.n; i-- > 0;) {
        const fx_dependent *d = all.at[i];

        if (is_view(d))
            push(a, out, fx_same(d->kind, "view") ? "DROP VIEW ?" : "DROP MATERIALIZED VIEW ?",
                 FX_TABLE(d->schema, d->name));
        else
            push(a, out, "DROP TRIGGER ? ON ?", FX_NAME(d->name), FX_TABLE(d->schema, d->table));
    }
}

void fx_postgres_views_back(fx_arena *a, const fx_change *c, const char *table, const fx_live *live,
                            fx_stmts *out)
{
    const dependents all = standing_on(a, table, live);

    (void)c;
    for (size_t i = 0; i < all.n; i++)
        *fx_push(a, out) = (fx_stmt){.sql = all.at[i]->sql};
}
