#include <string.h>

#include "fx/base/str.h"
#include "inner.h"

/* One step on its way into a schema. */
typedef struct play {
    fx_arena *a;
    fx_schema *state;
    const fx_step *s;
    const fx_table *before; /* the step's table, where there is one */
    const fx_schema *enums; /* as they were before the step; NULL if there were none */
    fx_changes *out;
    fx_error *err;
} play;

static bool fail(play *p, const char *fmt, const char *what)
{
    fx_fail_at(p->err, FX_INPUT, p->s->file, p->s->line, 0, fmt, what);
    return fx_context(p->err, "%s", fx_step_title(p->a, p->s));
}

/* The enums alone: what a renderer needs to know of the schema around a table. */
static const fx_schema *enums_of(fx_arena *a, const fx_schema *state)
{
    fx_schema *s;

    if (state->enums.n == 0)
        return NULL;
    s = fx_new(a, fx_schema);
    s->enums = state->enums;
    return s;
}

/* Puts the table after the step into the schema and notes the change. */
static bool done(play *p, const fx_table *after)
{
    if (p->out != NULL)
        *fx_push(p->a, p->out) = (fx_change){.step = p->s,
                                             .before = p->before,
                                             .after = after,
                                             .schema_before = p->enums,
                                             .schema = enums_of(p->a, p->state)};
    if (p->before != NULL && (after == NULL || !fx_same(after->name, p->before->name)))
        fx_schema_remove(p->state, p->before->schema, p->before->name);
    if (after != NULL)
        fx_schema_put(p->a, p->state, after);
    return true;
}

static void rename_text(fx_arena *a, fx_sql_text *t, const char *from, const char *to)
{
    fx_variants by = {0};

    if (t->all != NULL)
        t->all = fx_rename_in_sql(a, t->all, from, to);
    fx_each (const fx_variant, v, &t->by) {
        *fx_push(a, &by) = (fx_variant){v->dialect, fx_rename_in_sql(a, v->text, from, to)};
    }
    t->by = by;
}

static fx_strs renamed(fx_arena *a, const fx_strs *names, const char *from, const char *to)
{
    fx_strs out = {0};

    fx_each (const char *, name, names) {
        *fx_push(a, &out) = fx_same(*name, from) ? to : *name;
    }
    return out;
}

/* Foreign keys elsewhere follow a renamed table or column (column NULL: the table). */
static void follow(play *p, const char *table, const char *column, const char *to)
{
    for (size_t i = 0; i < p->state->tables.n; i++) {
        const fx_table *t = p->state->tables.at[i];
        fx_table *copy = NULL;

        for (size_t k = 0; k < t->foreign_keys.n; k++) {
            const fx_foreign_key *fk = &t->foreign_keys.at[k];

            if (!fx_same(fk->ref_table, table) || !fx_same(fk->ref_schema, p->before->schema) ||
                (column != NULL && !fx_strs_has(&fk->ref_columns, column)))
                continue;
            if (copy == NULL)
                copy = fx_table_copy(p->a, t);
            if (column == NULL)
                copy->foreign_keys.at[k].ref_table = to;
            else
                copy->foreign_keys.at[k].ref_columns = renamed(p->a, &fk->ref_columns, column, to);
        }
        if (copy != NULL)
            p->state->tables.at[i] = copy;
    }
}

static const fx_type *resolve(play *p, const fx_type *t)
{
    if (t->kind != FX_TYPE_ENUM || t->members.n > 0)
        return t;
    return fx_schema_enum_of(p->state, t) == NULL ? NULL : t;
}

/* The enum of one column bears the names of both, wherever they go. */
static void settle_enums(fx_arena *a, fx_table *t)
{
    fx_each (fx_column, c, &t->columns) {
        const char *name = fx_inline_enum(a, t, c);

        if (name != NULL)
            c->type.enum_name = name;
    }
}

static bool create_table(play *p)
{
    if (p->before != NULL)
        return fail(p, "%s", "the table is there already");
    fx_each (const fx_column, c, &p->s->table->columns) {
        if (resolve(p, &c->type) == NULL)
            return fail(p, "there is no enum %s", c->type.enum_name);
    }
    return done(p, p->s->table);
}

/* Who stands on it would go with it, and not come back. */
static bool is_free(play *p, const char *table)
{
    fx_each (const fx_text_object, t, &p->state->texts) {
        if (t->kind == FX_TRIGGER && fx_same(t->table, table) &&
            fx_same(t->schema, p->s->object.schema))
            return fail(p, "trigger %s stands on it: drop it first", t->name);
    }
    return true;
}

static bool drop_table(play *p)
{
    if (!is_free(p, p->before->name))
        return false;
    fx_each (const fx_table *const, t, &p->state->tables) {
        fx_each (const fx_foreign_key, fk, &(*t)->foreign_keys) {
            if (*t != p->before && fx_same(fk->ref_table, p->before->name) &&
                fx_same(fk->ref_schema, p->before->schema))
                return fail(p, "table %s refers to it", (*t)->name);
        }
    }
    return done(p, NULL);
}

static bool rename_table(play *p)
{
    fx_table *t = fx_table_copy(p->a, p->before);

    if (fx_schema_find(p->state, p->before->schema, p->s->rename) != NULL)
        return fail(p, "there is a table %s already", p->s->rename);
    t->name = p->s->rename;
    settle_enums(p->a, t);
    if (!done(p, t))
        return false;
    follow(p, p->before->name, NULL, p->s->rename);
    fx_texts_follow(p->a, p->state, p->before, NULL, p->s->rename);
    return true;
}

static bool alter_table(play *p)
{
    fx_table *t = fx_table_copy(p->a, p->before);

    if (p->s->alter.has_comment)
        t->comment = p->s->alter.comment;
    if (p->s->alter.without_rowid != FX_UNCHANGED)
        t->without_rowid = p->s->alter.without_rowid == FX_SWITCH_ON;
    if (p->s->alter.strict != FX_UNCHANGED)
        t->strict = p->s->alter.strict == FX_SWITCH_ON;
    for (size_t i = 0; i < FX_TABLE_WORD_COUNT; i++) {
        if (p->s->alter.has_words[i])
            t->words[i] = p->s->alter.words[i];
    }
    return done(p, t);
}

static bool add_column(play *p)
{
    fx_table *t = fx_table_copy(p->a, p->before);

    if (fx_table_column(t, p->s->object.name) != NULL)
        return fail(p, "column %s is there already", p->s->object.name);
    if (resolve(p, &p->s->column->type) == NULL)
        return fail(p, "there is no enum %s", p->s->column->type.enum_name);
    *fx_push(p->a, &t->columns) = *p->s->column;
    t->columns.at[t->columns.n - 1].fill = (fx_value){0};
    return done(p, t);
}

static const char *described(fx_arena *a, const char *what, const char *name)
{
    return fx_fmt(a, "%s %s", what, name == NULL ? "(nameless)" : name);
}

static const char *used_by_key(fx_arena *a, const fx_table *t, const char *name)
{
    if (fx_table_is_primary(t, name))
        return "the primary key";
    fx_each (const fx_key, k, &t->uniques) {
        if (fx_strs_has(&k->columns, name) || fx_strs_has(&k->include, name))
            return described(a, "unique constraint", k->name);
    }
    fx_each (const fx_foreign_key, k, &t->foreign_keys) {
        if (fx_strs_has(&k->columns, name))
            return described(a, "foreign key", k->name);
    }
    return NULL;
}

static bool index_uses(const fx_index *ix, const char *column)
{
    for (size_t i = 0; i < ix->columns.n; i++) {
        if (fx_index_is_expression(ix, i) ? fx_sql_names(ix->columns.at[i], column)
                                          : fx_same(ix->columns.at[i], column))
            return true;
    }
    return fx_strs_has(&ix->include, column);
}

/* What names the column in its table, other than itself; NULL: nothing. */
static const char *used_by(fx_arena *a, const fx_table *t, const char *name)
{
    const char *key = used_by_key(a, t, name);

    if (key != NULL)
        return key;
    fx_each (const fx_index, k, &t->indexes) {
        if (index_uses(k, name) || fx_sql_text_names(&k->where, name))
            return described(a, "index", k->name);
    }
    fx_each (const fx_column, c, &t->columns) {
        if (!fx_same(c->name, name) && fx_sql_text_names(&c->generated, name))
            return described(a, "generated column", c->name);
    }
    fx_each (const fx_check, k, &t->checks) {
        if (fx_sql_text_names(&k->sql, name))
            return described(a, "check", k->name);
    }
    return NULL;
}

static long column_at(const fx_table *t, const char *name)
{
    for (size_t i = 0; i < t->columns.n; i++) {
        if (fx_same(t->columns.at[i].name, name))
            return (long)i;
    }
    return -1;
}

static bool drop_column(play *p)
{
    fx_table *t = fx_table_copy(p->a, p->before);
    long at = column_at(t, p->s->object.name);
    const char *user;

    if (at < 0)
        return fail(p, "there is no column %s", p->s->object.name);
    user = used_by(p->a, t, p->s->object.name);
    if (user != NULL)
        return fail(p, "%s uses the column: drop it first", user);
    if (t->columns.n == 1)
        return fail(p, "%s", "it is the last column: drop the table");
    fx_remove_at(&t->columns, at);
    return done(p, t);
}

static void rename_parts(fx_arena *a, fx_index *ix, const char *from, const char *to)
{
    for (size_t i = 0; i < ix->columns.n; i++) { /* the table's copy owns the list */
        if (fx_index_is_expression(ix, i))
            ix->columns.at[i] = fx_rename_in_sql(a, ix->columns.at[i], from, to);
        else if (fx_same(ix->columns.at[i], from))
            ix->columns.at[i] = to;
    }
    ix->include = renamed(a, &ix->include, from, to);
}

static void rename_key(fx_arena *a, fx_key *k, const char *from, const char *to)
{
    k->columns = renamed(a, &k->columns, from, to);
    k->include = renamed(a, &k->include, from, to);
}

static void rename_column(play *p, fx_table *t, fx_column *c)
{
    fx_arena *a = p->a;
    const char *from = c->name, *to = p->s->rename;

    c->name = to;
    rename_key(a, &t->primary, from, to);
    for (size_t i = 0; i < t->uniques.n; i++)
        rename_key(a, &t->uniques.at[i], from, to);
    for (size_t i = 0; i < t->foreign_keys.n; i++)
        t->foreign_keys.at[i].columns = renamed(a, &t->foreign_keys.at[i].columns, from, to);
    for (size_t i = 0; i < t->indexes.n; i++) {
        rename_parts(a, &t->indexes.at[i], from, to);
        rename_text(a, &t->indexes.at[i].where, from, to);
    }
    fx_each (fx_check, k, &t->checks) {
        rename_text(a, &k->sql, from, to);
        if (fx_same(k->column, from))
            k->column = to;
    }
    for (size_t i = 0; i < t->columns.n; i++)
        rename_text(a, &t->columns.at[i].generated, from, to);
}

static bool alter_column(play *p)
{
    fx_table *t = fx_table_copy(p->a, p->before);
    long at = column_at(t, p->s->object.name);

    if (at < 0)
        return fail(p, "there is no column %s", p->s->object.name);
    fx_column *c = &t->columns.at[at];

    if (p->s->alter.type != NULL) {
        c->type = *p->s->alter.type;
        if (resolve(p, &c->type) == NULL)
            return fail(p, "there is no enum %s", c->type.enum_name);
    }
    if (p->s->alter.nullable >= 0)
        c->nullable = p->s->alter.nullable == 1;
    if (p->s->alter.def.kind != FX_VALUE_NONE)
        c->def = p->s->alter.def;
    if (c->def.kind == FX_VALUE_NULL)
        c->def = (fx_value){0};
    if (p->s->alter.identity >= 0)
        c->identity = (fx_identity)p->s->alter.identity;
    if (p->s->alter.has_comment)
        c->comment = p->s->alter.comment;
    if (p->s->alter.has_collate)
        c->collate = p->s->alter.collate;
    if (p->s->alter.now_on_update != FX_UNCHANGED)
        c->now_on_update = p->s->alter.now_on_update == FX_SWITCH_ON;
    if (p->s->alter.has_generated) {
        c->generated = p->s->alter.generated;
        c->stored = p->s->alter.stored;
    }
    if (p->s->rename == NULL)
        return done(p, t);
    if (column_at(t, p->s->rename) >= 0)
        return fail(p, "there is a column %s already", p->s->rename);
    rename_column(p, t, c);
    settle_enums(p->a, t);
    if (!done(p, t))
        return false;
    follow(p, t->name, p->s->object.name, p->s->rename);
    fx_texts_follow(p->a, p->state, p->before, p->s->object.name, p->s->rename);
    return true;
}

static bool have_columns(play *p, const fx_table *t, const fx_strs *columns)
{
    fx_each (const char *, name, columns) {
        if (fx_table_column(t, *name) == NULL)
            return fail(p, "there is no column %s", *name);
    }
    return columns->n > 0 || fail(p, "%s", "there are no columns");
}

static bool create_index(play *p)
{
    fx_table *t = fx_table_copy(p->a, p->before);

    fx_strs plain = fx_index_plain_columns(p->a, &p->s->index);

    if ((p->s->index.columns.n == 0 || plain.n > 0) && !have_columns(p, t, &plain))
        return false;
    fx_each (const fx_table *const, other, &p->state->tables) {
        if (p->s->index.name != NULL && fx_find_index(*other, p->s->index.name, NULL) >= 0)
            return fail(p, "there is an index %s already", p->s->index.name);
    }
    *fx_push(p->a, &t->indexes) = p->s->index;
    return done(p, t);
}

static bool drop_index(play *p)
{
    fx_table *t = fx_table_copy(p->a, p->before);
    long at = fx_find_index(t, p->s->object.name, &p->s->columns);

    if (at < 0)
        return fail(p, "%s", "there is no such index");
    fx_remove_at(&t->indexes, at);
    return done(p, t);
}

static bool name_is_free(play *p, const fx_table *t, const char *name)
{
    if (name == NULL || (fx_find_unique(t, name, NULL) < 0 && fx_find_foreign(t, name, NULL) < 0 &&
                         fx_find_check(t, name, NULL) < 0))
        return true;
    return fail(p, "there is a constraint %s already", name);
}

static bool create_unique(play *p)
{
    fx_table *t = fx_table_copy(p->a, p->before);

    if (!have_columns(p, t, &p->s->key.columns) || !name_is_free(p, t, p->s->key.name))
        return false;
    *fx_push(p->a, &t->uniques) = p->s->key;
    return done(p, t);
}

static bool create_primary(play *p)
{
    fx_table *t = fx_table_copy(p->a, p->before);

    if (!have_columns(p, t, &p->s->key.columns))
        return false;
    if (t->primary.columns.n > 0)
        return fail(p, "%s", "the table has a primary key already");
    t->primary = p->s->key;
    return done(p, t);
}

static bool create_foreign(play *p)
{
    fx_table *t = fx_table_copy(p->a, p->before);
    const fx_foreign_key *fk = &p->s->foreign_key;
    const fx_table *other = fx_schema_find(p->state, fk->ref_schema, fk->ref_table);

    if (!have_columns(p, t, &fk->columns) || !name_is_free(p, t, fk->name))
        return false;
    /* one that is not there may be another program's: the entities say which are */
    if (other != NULL && !have_columns(p, other, &fk->ref_columns))
        return false;
    *fx_push(p->a, &t->foreign_keys) = *fk;
    return done(p, t);
}

static bool create_check(play *p)
{
    fx_table *t = fx_table_copy(p->a, p->before);

    if (!name_is_free(p, t, p->s->check.name))
        return false;
    *fx_push(p->a, &t->checks) = p->s->check;
    return done(p, t);
}

static bool drop_constraint(play *p)
{
    fx_table *t = fx_table_copy(p->a, p->before);
    const char *name = p->s->object.name;
    long at = -1;

    if (p->s->constraint == FX_UNIQUE && (at = fx_find_unique(t, name, &p->s->columns)) >= 0)
        fx_remove_at(&t->uniques, at);
    else if (p->s->constraint == FX_FOREIGN && (at = fx_find_foreign(t, name, &p->s->columns)) >= 0)
        fx_remove_at(&t->foreign_keys, at);
    else if (p->s->constraint == FX_CHECK_CONSTRAINT &&
             (at = fx_find_check(t, name, &p->s->check.sql)) >= 0)
        fx_remove_at(&t->checks, at);
    else if (p->s->constraint == FX_PRIMARY && t->primary.columns.n > 0 &&
             (name == NULL || t->primary.name == NULL || fx_same(t->primary.name, name))) {
        t->primary = (fx_key){0};
        at = 0;
    }
    return at >= 0 ? done(p, t) : fail(p, "%s", "there is no such constraint");
}

static bool create_enum(play *p)
{
    const fx_object *o = &p->s->object;

    if (fx_schema_find_enum(p->state, o->schema, o->table) != NULL)
        return fail(p, "%s", "the enum is there already");
    p->state->enums = fx_schema_copy(p->a, p->state).enums;
    *fx_push(p->a, &p->state->enums) = (fx_enum){o->schema, o->table, p->s->members};
    fx_sort(&p->state->enums, fx_enums_order);
    return done(p, NULL);
}

static bool drop_enum(play *p)
{
    const fx_enum *e = fx_schema_find_enum(p->state, p->s->object.schema, p->s->object.table);

    if (e == NULL)
        return fail(p, "%s", "there is no such enum");
    size_t at = (size_t)(e - p->state->enums.at);

    p->state->enums = fx_schema_copy(p->a, p->state).enums;
    fx_remove_at(&p->state->enums, at);
    return done(p, NULL);
}

/* By its own name, or in the schema of its table. */
static bool is_of_enum(const fx_table *t, const fx_type *type, const fx_object *o)
{
    const fx_enum e = {o->schema, o->table, {0}};

    if (type->kind == FX_TYPE_ARRAY)
        return is_of_enum(t, type->element, o);
    return type->kind == FX_TYPE_ENUM &&
           (fx_enum_is(&e, type->enum_name) ||
            (fx_same(t->schema, o->schema) && fx_same(type->enum_name, o->table)));
}

static bool uses_enum(const fx_table *t, const fx_object *o)
{
    fx_each (const fx_column, c, &t->columns) {
        if (is_of_enum(t, &c->type, o))
            return true;
    }
    return false;
}

/* The change of the enum itself, with the tables that it reaches. */
static bool note_users(play *p, const fx_schema *users)
{
    if (!done(p, NULL))
        return false;
    if (p->out != NULL)
        p->out->at[p->out->n - 1].users = users;
    return true;
}

static bool alter_declared(play *p)
{
    bool found = false;

    p->state->enums = fx_schema_copy(p->a, p->state).enums;
    fx_each (fx_enum, e, &p->state->enums) {
        if (fx_same(e->name, p->s->object.table) && fx_same(e->schema, p->s->object.schema)) {
            e->members = p->s->members;
            found = true;
        }
    }
    return found;
}

/* One change for the enum, and one for each table that has a column of it. */
static bool alter_enum(play *p)
{
    fx_schema *users = fx_new(p->a, fx_schema);
    bool found = alter_declared(p);

    fx_each (const fx_table *const, t, &p->state->tables) {
        if (uses_enum(*t, &p->s->object))
            fx_schema_put(p->a, users, *t);
    }
    if (!found && users->tables.n == 0)
        return fail(p, "%s", "there is no such enum");
    if (!note_users(p, users))
        return false;
    fx_each (const fx_table *const, user, &users->tables) {
        p->before = *user;
        fx_table *t = fx_table_copy(p->a, p->before);

        fx_each (fx_column, c, &t->columns) {
            if (is_of_enum(t, &c->type, &p->s->object) && c->type.members.n > 0)
                c->type.members = p->s->members;
        }
        if (!done(p, t))
            return false;
    }
    return true;
}

/* ---- views and triggers ---- */

static bool note_text(play *p, const fx_text_object *before, const fx_text_object *after)
{
    if (p->out != NULL)
        *fx_push(p->a, p->out) =
            (fx_change){.step = p->s, .text_before = before, .text_after = after};
    return true;
}

/* A table, or a view of either kind. */
static bool is_relation(const fx_schema *s, const char *schema, const char *name)
{
    const fx_text_object view = {.kind = FX_VIEW, .schema = schema, .name = name};
    const fx_text_object stored = {.kind = FX_MATERIALIZED_VIEW, .schema = schema, .name = name};

    return fx_schema_find(s, schema, name) != NULL || fx_schema_find_text(s, &view) != NULL ||
           fx_schema_find_text(s, &stored) != NULL;
}

/* A function takes the place of the one that is there: CREATE OR REPLACE. */
static bool create_text(play *p)
{
    const fx_text_object t = fx_text_object_of(p->s);
    const fx_text_object *old = fx_schema_find_text(p->state, &t);

    if (old != NULL && t.kind != FX_FUNCTION)
        return fail(p, "the %s is there already", fx_text_word(t.kind));
    if ((t.kind == FX_VIEW || t.kind == FX_MATERIALIZED_VIEW) &&
        fx_schema_find(p->state, t.schema, t.name) != NULL)
        return fail(p, "%s is a table", t.name);
    if (t.kind == FX_TRIGGER && !is_relation(p->state, t.schema, t.table))
        return fail(p, "there is no table or view %s", t.table);
    p->state->texts = fx_schema_copy(p->a, p->state).texts;
    fx_schema_put_text(p->a, p->state, &t);
    fx_text_object *kept = fx_new(p->a, fx_text_object);

    *kept = t;
    return note_text(p, old, kept);
}

static bool drop_text(play *p)
{
    const fx_text_object t = fx_text_object_of(p->s);
    const fx_text_object *old = fx_schema_find_text(p->state, &t);

    if (old == NULL)
        return fail(p, "there is no such %s", fx_text_word(t.kind));
    if (t.kind == FX_VIEW && !is_free(p, t.name))
        return false;
    p->state->texts = fx_schema_copy(p->a, p->state).texts;
    fx_schema_remove_text(p->state, &t);
    return note_text(p, old, NULL); /* in the list as it was: never changed in place */
}

static bool bulk_insert(play *p)
{
    return have_columns(p, p->before, &p->s->columns) && done(p, p->before);
}

static bool execute(play *p)
{
    if (p->out != NULL)
        *fx_push(p->a, p->out) = (fx_change){.step = p->s};
    return fx_replay_all(p->a, p->state, &p->s->execute.state, NULL, p->err);
}

/* How each step is played; those that change a table need it to be there. */
static const struct {
    bool (*run)(play *p);
    bool needs_table;
} players[FX_STEP_COUNT] = {
    [FX_STEP_CREATE_TABLE] = {create_table,    false},
    [FX_STEP_DROP_TABLE] = {drop_table,      true },
    [FX_STEP_RENAME_TABLE] = {rename_table,    true },
    [FX_STEP_ALTER_TABLE] = {alter_table,     true },
    [FX_STEP_ADD_COLUMN] = {add_column,      true },
    [FX_STEP_DROP_COLUMN] = {drop_column,     true },
    [FX_STEP_ALTER_COLUMN] = {alter_column,    true },
    [FX_STEP_CREATE_INDEX] = {create_index,    true },
    [FX_STEP_DROP_INDEX] = {drop_index,      true },
    [FX_STEP_CREATE_UNIQUE_CONSTRAINT] = {create_unique,   true },
    [FX_STEP_CREATE_FOREIGN_KEY] = {create_foreign,  true },
    [FX_STEP_CREATE_CHECK_CONSTRAINT] = {create_check,    true },
    [FX_STEP_CREATE_PRIMARY_KEY] = {create_primary,  true },
    [FX_STEP_DROP_CONSTRAINT] = {drop_constraint, true },
    [FX_STEP_CREATE_ENUM] = {create_enum,     false},
    [FX_STEP_ALTER_ENUM] = {alter_enum,      false},
    [FX_STEP_DROP_ENUM] = {drop_enum,       false},
    [FX_STEP_CREATE_DOMAIN] = {create_text,     false},
    [FX_STEP_DROP_DOMAIN] = {drop_text,       false},
    [FX_STEP_CREATE_SEQUENCE] = {create_text,     false},
    [FX_STEP_DROP_SEQUENCE] = {drop_text,       false},
    [FX_STEP_CREATE_FUNCTION] = {create_text,     false},
    [FX_STEP_DROP_FUNCTION] = {drop_text,       false},
    [FX_STEP_CREATE_VIEW] = {create_text,     false},
    [FX_STEP_DROP_VIEW] = {drop_text,       false},
    [FX_STEP_CREATE_MATERIALIZED_VIEW] = {create_text,     false},
    [FX_STEP_DROP_MATERIALIZED_VIEW] = {drop_text,       false},
    [FX_STEP_CREATE_TRIGGER] = {create_text,     false},
    [FX_STEP_DROP_TRIGGER] = {drop_text,       false},
    [FX_STEP_BULK_INSERT] = {bulk_insert,     true },
    [FX_STEP_EXECUTE] = {execute,         false},
};

bool fx_replay(fx_arena *a, fx_schema *state, const fx_step *s, fx_changes *out, fx_error *err)
{
    play p = {.a = a, .state = state, .s = s, .enums = enums_of(a, state), .out = out, .err = err};
    bool table = players[s->kind].needs_table || s->kind == FX_STEP_CREATE_TABLE;

    if (table)
        p.before = fx_schema_find(state, s->object.schema, s->object.table);
    if (players[s->kind].needs_table && p.before == NULL)
        return fail(&p, "there is no table %s", s->object.table);
    return players[s->kind].run(&p);
}

bool fx_replay_all(fx_arena *a, fx_schema *state, const fx_steps *s, fx_changes *out, fx_error *err)
{
    size_t from = out == NULL ? 0 : out->n;

    fx_each (const fx_step *const, step, s) {
        if (!fx_replay(a, state, *step, out, err))
            return false;
    }
    if (out != NULL)
        fx_changes_mark_uses(a, out, from);
    return true;
}
