/*
 * A diff walks from `from` to `to` on a working copy: each step is replayed as
 * it is found, so what is left to compare is always the state after it.
 */
#include "fx/model/diff.h"

#include <assert.h>
#include <string.h>

#include "inner.h"

typedef struct detached {
    const char *schema, *table;
    const fx_foreign_key *fk;
} detached;

typedef struct walk {
    fx_arena *a;
    fx_schema state;
    const fx_schema *to;
    const fx_diff_options *options;
    fx_strs taken;                    /* names of constraints and indexes */
    FX_VEC(const fx_table *) created; /* with all their names */
    fx_diff out;
    FX_VEC(detached) detached; /* gone while the types of their columns change */
    fx_steps back;             /* the reverse of each step, in the order of the steps */
} walk;

static fx_step *step(walk *w, fx_step_kind kind, const fx_table *t, const char *name)
{
    fx_step *s = fx_new(w->a, fx_step);

    *s = (fx_step){
        .kind = kind, .object = {t->schema, t->name, name}
    };
    s->alter.nullable = s->alter.identity = -1;
    return s;
}

static void emit(walk *w, const fx_step *s)
{
    fx_error probe = {.arena = w->a};
    size_t n = w->out.up.n;
    const fx_step *back = fx_step_enum_reverse(w->a, &w->state, s);
    bool good = fx_replay(w->a, &w->state, s, &w->out.up, &probe);

    assert(good); /* the order of the phases below makes each step fit */
    if (!good)
        return;
    *fx_push(w->a, &w->out.steps) = s;
    if (back == NULL)
        back = fx_change_reverse(w->a, &w->out.up.at[n]);
    *fx_push(w->a, &w->back) = back;
}

/* ---- renames ---- */

static const fx_table *state_of(const walk *w, const fx_table *t)
{
    return fx_schema_find(&w->state, t->schema, t->name);
}

/* What the table was called, where it has another name than in the state. */
static const char *old_table(const walk *w, const fx_table *t)
{
    const char *old =
        fx_renamed_from(&w->options->renames, t->schema, NULL, t->renamed_from, t->name);

    if (old != NULL)
        return old;
    fx_each (const fx_table *const, was, &w->state.tables) { /* one name to most engines */
        if (fx_same((*was)->schema, t->schema) && fx_same_case((*was)->name, t->name))
            return (*was)->name;
    }
    return NULL;
}

static void rename_tables(walk *w)
{
    fx_each (const fx_table *const, t, &w->to->tables) {
        const char *old = state_of(w, *t) != NULL ? NULL : old_table(w, *t);
        const fx_table *was = old == NULL ? NULL : fx_schema_find(&w->state, (*t)->schema, old);

        if (was == NULL || fx_schema_find(w->to, (*t)->schema, old) != NULL)
            continue;
        fx_step *s = step(w, FX_STEP_RENAME_TABLE, was, NULL);

        s->rename = (*t)->name;
        emit(w, s);
    }
}

/* What a column of `t` is in the state; NULL: none. */
static const fx_column *column_of(const walk *w, const fx_table *t, const fx_column *c)
{
    return fx_table_column_near(state_of(w, t), c->name, (size_t)(c - t->columns.at));
}

static const char *old_column(const walk *w, const fx_table *was, const fx_table *t,
                              const fx_column *c)
{
    const char *old =
        fx_renamed_from(&w->options->renames, t->schema, t->name, c->renamed_from, c->name);
    const fx_column *other = old != NULL ? NULL : fx_column_in_other_case(was, c->name);

    if (old != NULL)
        return old;
    return other == NULL || fx_strs_has(&t->dropped, other->name) ? NULL : other->name;
}

static void rename_columns(walk *w, const fx_table *t)
{
    fx_each (const fx_column, c, &t->columns) {
        if (column_of(w, t, c) != NULL)
            continue;
        const fx_table *was = state_of(w, t);
        const char *old = old_column(w, was, t, c);

        if (old == NULL || fx_table_column(was, old) == NULL || fx_table_column(t, old) != NULL)
            continue;
        fx_step *s = step(w, FX_STEP_ALTER_COLUMN, t, old);

        s->rename = c->name;
        emit(w, s);
    }
}

/* ---- lists of constraints and indexes ---- */

typedef bool agree_fn(const void *, const void *);

/* For each item of x: has it a partner of its own in y? */
static bool *partners(fx_arena *a, const void *x, size_t n, const void *y, size_t m, size_t size,
                      agree_fn *agree)
{
    bool *has = fx_alloc(a, n + 1), *used = fx_alloc(a, m + 1);

    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < m && !has[i]; j++) {
            if (used[j] || !agree((const char *)x + i * size, (const char *)y + j * size))
                continue;
            has[i] = used[j] = true;
        }
    }
    return has;
}

#define PARTNERS(w, x, y, agree) \
    partners((w)->a, (x).at, (x).n, (y).at, (y).n, sizeof *(x).at, agree)

static void drop_constraint(walk *w, const fx_table *t, fx_constraint_kind kind, const char *name,
                            const fx_strs *columns)
{
    fx_step *s = step(w, FX_STEP_DROP_CONSTRAINT, t, name);

    s->constraint = kind;
    if (name == NULL && columns != NULL)
        s->columns = *columns;
    emit(w, s);
}

/* Engines check that both sides of a reference fit, or hold that they do while a type changes. */
static bool types_change(walk *w, const fx_table *was, const fx_strs *columns, const char *schema,
                         const char *table)
{
    const fx_table *now = fx_schema_find(w->to, schema, table);

    fx_each (const char *, name, columns) {
        const fx_column *x = fx_table_column(was, *name);
        const fx_column *y = now == NULL ? NULL : fx_table_column(now, *name);

        if (x != NULL && y != NULL && !fx_type_equal_for(&x->type, &y->type, &w->options->dialects))
            return true;
    }
    return false;
}

static bool has_partner(const fx_table *now, const fx_key *key)
{
    fx_each (const fx_key, k, &now->uniques) {
        if (fx_keys_agree(k, key))
            return true;
    }
    return false;
}

/* Engines hold the key that a reference stands on. */
static bool key_goes(walk *w, const fx_table *other, const fx_strs *columns)
{
    const fx_table *now = fx_schema_find(w->to, other->schema, other->name);

    if (now == NULL)
        return false; /* with the whole table */
    if (fx_strs_equal(&other->primary.columns, columns) &&
        !fx_keys_agree(&other->primary, &now->primary))
        return true;
    fx_each (const fx_key, k, &other->uniques) {
        if (fx_strs_equal(&k->columns, columns) && !has_partner(now, k))
            return true;
    }
    return false;
}

static bool must_detach(walk *w, const fx_table *was, const fx_foreign_key *fk)
{
    const fx_table *other = fx_schema_find(&w->state, fk->ref_schema, fk->ref_table);

    return types_change(w, was, &fk->columns, was->schema, was->name) ||
           (other != NULL &&
            (types_change(w, other, &fk->ref_columns, fk->ref_schema, fk->ref_table) ||
             key_goes(w, other, &fk->ref_columns)));
}

static void drop_foreign_keys(walk *w, const fx_table *t)
{
    const fx_table *was = state_of(w, t);
    bool *stays = PARTNERS(w, was->foreign_keys, t->foreign_keys, fx_foreign_agree);

    for (size_t i = 0; i < was->foreign_keys.n; i++) {
        const fx_foreign_key *fk = &was->foreign_keys.at[i];

        if (stays[i] && must_detach(w, was, fk)) {
            *fx_push(w->a, &w->detached) = (detached){was->schema, was->name, fk};
            stays[i] = false;
        }
        if (!stays[i])
            drop_constraint(w, was, FX_FOREIGN, fk->name, &fk->columns);
    }
}

/* A table that goes at the end holds keys until then. */
static void drop_foreign_keys_of_gone(walk *w)
{
    const fx_schema now = fx_schema_copy(w->a, &w->state);

    fx_each (const fx_table *const, t, &now.tables) {
        if (fx_schema_find(w->to, (*t)->schema, (*t)->name) != NULL)
            continue;
        fx_each (const fx_foreign_key, fk, &(*t)->foreign_keys) {
            if (fx_schema_find(w->to, fk->ref_schema, fk->ref_table) != NULL &&
                must_detach(w, *t, fk))
                drop_constraint(w, *t, FX_FOREIGN, fk->name, &fk->columns);
        }
    }
}

static void drop_indexes(walk *w, const fx_table *t)
{
    const fx_table *was = state_of(w, t);
    bool *stays = PARTNERS(w, was->indexes, t->indexes, fx_indexes_agree);

    for (size_t i = 0; i < was->indexes.n; i++) {
        if (stays[i])
            continue;
        fx_step *s = step(w, FX_STEP_DROP_INDEX, was, was->indexes.at[i].name);

        if (s->object.name == NULL)
            s->columns = was->indexes.at[i].columns;
        emit(w, s);
    }
}

static bool same_primary(const fx_table *was, const fx_table *t)
{
    return fx_keys_agree(&was->primary, &t->primary);
}

static void drop_keys_and_checks(walk *w, const fx_table *t)
{
    const fx_table *was = state_of(w, t);
    bool *unique_stays = PARTNERS(w, was->uniques, t->uniques, fx_keys_agree);
    bool *check_stays = PARTNERS(w, was->checks, t->checks, fx_checks_agree);

    for (size_t i = 0; i < was->uniques.n; i++) {
        if (!unique_stays[i])
            drop_constraint(w, was, FX_UNIQUE, was->uniques.at[i].name,
                            &was->uniques.at[i].columns);
    }
    for (size_t i = 0; i < was->checks.n; i++) {
        if (check_stays[i])
            continue;
        fx_step *s = step(w, FX_STEP_DROP_CONSTRAINT, was, was->checks.at[i].name);

        s->constraint = FX_CHECK_CONSTRAINT;
        if (s->object.name == NULL)
            s->check.sql = was->checks.at[i].sql;
        emit(w, s);
    }
    if (was->primary.columns.n > 0 && !same_primary(was, t))
        drop_constraint(w, was, FX_PRIMARY, was->primary.name, &was->primary.columns);
}

static const char *new_name(walk *w, const char *given, const char *pattern, const fx_table *t,
                            const fx_strs *columns)
{
    const char *name = given;

    if (name == NULL && w->options->as_is && pattern != w->options->naming.index)
        return NULL;
    if (name == NULL)
        name = fx_name_make(w->a, &w->options->naming, pattern, t, columns, &w->taken);
    *fx_push(w->a, &w->taken) = name;
    return name;
}

static void create_keys_and_checks(walk *w, const fx_table *t)
{
    const fx_naming *naming = &w->options->naming;
    const fx_table *was = state_of(w, t);
    bool *unique_there = PARTNERS(w, t->uniques, was->uniques, fx_keys_agree);
    bool *check_there = PARTNERS(w, t->checks, was->checks, fx_checks_agree);

    if (t->primary.columns.n > 0 && was->primary.columns.n == 0) {
        fx_step *s = step(w, FX_STEP_CREATE_PRIMARY_KEY, t, t->primary.name);

        s->key = t->primary;
        emit(w, s);
    }
    for (size_t i = 0; i < t->uniques.n; i++) {
        const fx_key *k = &t->uniques.at[i];

        if (unique_there[i])
            continue;
        fx_step *s = step(w, FX_STEP_CREATE_UNIQUE_CONSTRAINT, t,
                          new_name(w, k->name, naming->unique, t, &k->columns));

        s->key = *k;
        s->key.name = s->object.name;
        s->key.line = 0;
        emit(w, s);
    }
    for (size_t i = 0; i < t->checks.n; i++) {
        if (check_there[i])
            continue;
        const fx_check *c = &t->checks.at[i];
        fx_step *s =
            step(w, FX_STEP_CREATE_CHECK_CONSTRAINT, t,
                 c->column != NULL ? c->name : new_name(w, c->name, naming->check, t, NULL));

        s->check = t->checks.at[i];
        s->check.name = s->object.name;
        s->check.line = 0;
        emit(w, s);
    }
}

static void create_indexes(walk *w, const fx_table *t)
{
    const fx_table *was = state_of(w, t);
    bool *there = PARTNERS(w, t->indexes, was->indexes, fx_indexes_agree);

    for (size_t i = 0; i < t->indexes.n; i++) {
        const fx_index *ix = &t->indexes.at[i];

        if (there[i])
            continue;
        fx_step *s = step(w, FX_STEP_CREATE_INDEX, t,
                          new_name(w, ix->name, w->options->naming.index, t, &ix->columns));

        s->index = *ix;
        s->index.name = s->object.name;
        s->index.line = 0;
        emit(w, s);
    }
}

/* One that was detached comes back by the name that it had. */
static const char *foreign_name(walk *w, const fx_table *t, const fx_foreign_key *fk)
{
    fx_each (const detached, old, &w->detached) {
        if (fk->name == NULL && fx_same(old->schema, t->schema) && fx_same(old->table, t->name) &&
            fx_foreign_agree(old->fk, fk))
            return old->fk->name;
    }
    return new_name(w, fk->name, w->options->naming.foreign_key, t, &fk->columns);
}

static void create_foreign_keys(walk *w, const fx_table *t)
{
    const fx_table *was = state_of(w, t);
    bool *there = PARTNERS(w, t->foreign_keys, was->foreign_keys, fx_foreign_agree);

    for (size_t i = 0; i < t->foreign_keys.n; i++) {
        const fx_foreign_key *fk = &t->foreign_keys.at[i];

        if (there[i])
            continue;
        fx_step *s = step(w, FX_STEP_CREATE_FOREIGN_KEY, t, foreign_name(w, t, fk));

        s->foreign_key = *fk;
        s->foreign_key.name = s->object.name;
        s->foreign_key.line = 0;
        emit(w, s);
    }
}

/* ---- columns ---- */

static void add_columns(walk *w, const fx_table *t)
{
    fx_each (const fx_column, c, &t->columns) {
        if (column_of(w, t, c) != NULL)
            continue;
        fx_step *s = step(w, FX_STEP_ADD_COLUMN, t, c->name);
        fx_column *copy = fx_new(w->a, fx_column);

        *copy = *c;
        copy->renamed_from = NULL;
        copy->line = 0;
        copy->identity = fx_table_identity(t, c) == FX_IDENTITY_ON
                             ? FX_IDENTITY_ON /* said: the key that it follows from comes later */
                             : c->identity;
        if (copy->nullable || copy->def.kind != FX_VALUE_NONE || fx_column_generated(c))
            copy->fill = (fx_value){0};
        s->column = copy;
        emit(w, s);
    }
}

static fx_switch switched(bool was, bool is)
{
    return was == is ? FX_UNCHANGED : is ? FX_SWITCH_ON : FX_SWITCH_OFF;
}

/* Whether it is said or follows from the key that the table will have. */
static bool same_identity(const fx_table *t, const fx_column *was, const fx_column *is)
{
    fx_column meant = *is;

    meant.identity = was->identity;
    return was->identity == is->identity ||
           (was->identity != FX_IDENTITY_DERIVED &&
            fx_table_identity(t, &meant) == fx_table_identity(t, is));
}

static void alter_columns(walk *w, const fx_table *t)
{
    fx_each (const fx_column, c, &t->columns) {
        const fx_column *was = column_of(w, t, c);

        if (fx_column_equal_for(was, c, &w->options->dialects) && same_identity(t, was, c))
            continue;
        fx_step *s = step(w, FX_STEP_ALTER_COLUMN, t, c->name);

        if (!fx_type_equal_for(&was->type, &c->type, &w->options->dialects))
            s->alter.type = &c->type;
        if (was->nullable != c->nullable) {
            s->alter.nullable = c->nullable;
            if (!c->nullable)
                s->alter.fill = c->fill;
        }
        if (!fx_value_equal(&was->def, &c->def)) {
            s->alter.def = c->def;
            if (c->def.kind == FX_VALUE_NONE)
                s->alter.def.kind = FX_VALUE_NULL;
        }
        if (!same_identity(t, was, c))
            s->alter.identity = (int)c->identity;
        s->alter.has_comment = !fx_same(was->comment, c->comment);
        s->alter.comment = c->comment;
        s->alter.has_collate = !fx_same(was->collate, c->collate);
        s->alter.collate = c->collate;
        s->alter.now_on_update = switched(was->now_on_update, c->now_on_update);
        s->alter.has_generated =
            was->stored != c->stored || !fx_sql_text_equal(&was->generated, &c->generated);
        s->alter.generated = c->generated;
        s->alter.stored = c->stored;
        emit(w, s);
    }
}

static void alter_tables(walk *w, const fx_table *t)
{
    const fx_table *was = state_of(w, t);
    fx_step *s = step(w, FX_STEP_ALTER_TABLE, t, NULL);
    bool words = false;

    for (size_t i = 0; i < FX_TABLE_WORD_COUNT; i++) {
        s->alter.has_words[i] = !fx_same(was->words[i], t->words[i]);
        s->alter.words[i] = t->words[i];
        words = words || s->alter.has_words[i];
    }
    s->alter.has_comment = !fx_same(was->comment, t->comment);
    s->alter.comment = t->comment;
    s->alter.without_rowid = switched(was->without_rowid, t->without_rowid);
    s->alter.strict = switched(was->strict, t->strict);
    if (words || s->alter.has_comment || s->alter.without_rowid != FX_UNCHANGED ||
        s->alter.strict != FX_UNCHANGED)
        emit(w, s);
}

static void drop_columns(walk *w, const fx_table *t)
{
    const fx_table *was = state_of(w, t);

    for (int generated = 1; generated >= 0; generated--) { /* what is computed goes first */
        fx_each (const fx_column, c, &was->columns) {
            if (fx_column_generated(c) == (generated == 1) &&
                fx_table_column_near(t, c->name, (size_t)(c - was->columns.at)) == NULL)
                emit(w, step(w, FX_STEP_DROP_COLUMN, t, c->name));
        }
    }
}

/* ---- tables ---- */

/* A table to be created: named throughout, free of hints. */
static fx_table *named_table(walk *w, const fx_table *t)
{
    const fx_naming *n = &w->options->naming;
    fx_table *copy = fx_table_copy(w->a, t);

    copy->renamed_from = copy->file = NULL;
    copy->dropped = (fx_strs){0};
    copy->line = 0;
    fx_each (fx_column, c, &copy->columns) {
        c->renamed_from = NULL;
        c->fill = (fx_value){0};
        c->line = 0;
        /* what the fill hint said about identity must stay said */
        if (fx_table_identity(copy, c) !=
            fx_table_identity(t, &t->columns.at[c - copy->columns.at]))
            c->identity = FX_IDENTITY_OFF;
    }
    fx_each (fx_key, k, &copy->uniques) {
        if (k->name != NULL || !n->nameless)
            k->name = new_name(w, k->name, n->unique, t, &k->columns);
    }
    fx_each (fx_foreign_key, fk, &copy->foreign_keys) {
        if (fk->name != NULL || !n->nameless)
            fk->name = new_name(w, fk->name, n->foreign_key, t, &fk->columns);
    }
    fx_each (fx_check, c, &copy->checks) {
        if (c->name != NULL || !n->nameless)
            c->name = new_name(w, c->name, n->check, t, NULL);
    }
    fx_each (fx_index, ix, &copy->indexes) {
        ix->name = new_name(w, ix->name, n->index, t, &ix->columns);
    }
    return copy;
}

static bool is_there(const walk *w, const fx_table *t, const fx_foreign_key *fk)
{
    return (fx_same(fk->ref_table, t->name) && fx_same(fk->ref_schema, t->schema)) ||
           fx_schema_find(&w->state, fk->ref_schema, fk->ref_table) != NULL ||
           fx_schema_find(w->to, fk->ref_schema, fk->ref_table) == NULL; /* another program's */
}

static bool is_ready(const walk *w, const fx_table *t)
{
    fx_each (const fx_foreign_key, fk, &t->foreign_keys) {
        if (!is_there(w, t, fk))
            return false;
    }
    return true;
}

/* Has the table that is there the key that the reference stands on, as it will be? */
static bool has_key(walk *w, const fx_table *t, const fx_foreign_key *fk)
{
    const fx_table *other = fx_schema_find(&w->state, fk->ref_schema, fk->ref_table);

    if (other == NULL || (fx_same(other->name, t->name) && fx_same(other->schema, t->schema)))
        return true;
    if (types_change(w, other, &fk->ref_columns, fk->ref_schema, fk->ref_table) ||
        key_goes(w, other, &fk->ref_columns))
        return false;
    if (fx_strs_equal(&other->primary.columns, &fk->ref_columns))
        return true;
    fx_each (const fx_key, k, &other->uniques) {
        if (fx_strs_equal(&k->columns, &fk->ref_columns))
            return true;
    }
    return false;
}

static void create_table(walk *w, const fx_table *t)
{
    fx_table *whole = named_table(w, t), *now = fx_table_copy(w->a, whole);

    *fx_push(w->a, &w->created) = whole;
    now->foreign_keys.n = 0;
    fx_each (const fx_foreign_key, fk, &whole->foreign_keys) {
        /* the others close a cycle, or stand on a key to come: created at the end */
        if (is_there(w, t, fk) && has_key(w, t, fk))
            now->foreign_keys.at[now->foreign_keys.n++] = *fk;
    }
    fx_step *s = step(w, FX_STEP_CREATE_TABLE, t, NULL);

    s->table = now;
    emit(w, s);
}

/* Referenced ones first, ties by name; where none is ready, the first of the cycle. */
static void create_tables(walk *w)
{
    FX_VEC(const fx_table *) left = {0};

    fx_each (const fx_table *const, t, &w->to->tables) {
        if (state_of(w, *t) == NULL)
            *fx_push(w->a, &left) = *t;
    }
    while (left.n > 0) {
        size_t at = 0;

        while (at < left.n && !is_ready(w, left.at[at]))
            at++;
        at = at == left.n ? 0 : at;
        const fx_table *t = left.at[at];

        fx_remove_at(&left, at);
        create_table(w, t);
    }
}

static const fx_foreign_key *reference_to(const fx_table *from, const fx_table *t)
{
    fx_each (const fx_foreign_key, fk, &from->foreign_keys) {
        if (fx_same(fk->ref_table, t->name) && fx_same(fk->ref_schema, t->schema))
            return fk;
    }
    return NULL;
}

static bool is_referenced(const walk *w, const fx_table *t)
{
    fx_each (const fx_table *const, other, &w->state.tables) {
        if (*other != t && reference_to(*other, t) != NULL)
            return true;
    }
    return false;
}

/* Opens a cycle: the foreign keys of other tables that hold the table. */
static void detach(walk *w, const fx_table *t)
{
    const fx_schema now = fx_schema_copy(w->a, &w->state);

    fx_each (const fx_table *const, other, &now.tables) {
        fx_each (const fx_foreign_key, fk, &(*other)->foreign_keys) {
            if (*other != t && fx_same(fk->ref_table, t->name) &&
                fx_same(fk->ref_schema, t->schema))
                drop_constraint(w, *other, FX_FOREIGN, fk->name, &fk->columns);
        }
    }
}

static const fx_table *next_gone(const walk *w, bool free_only)
{
    for (size_t i = w->state.tables.n; i-- > 0;) {
        const fx_table *t = w->state.tables.at[i];

        if (fx_schema_find(w->to, t->schema, t->name) == NULL &&
            (!free_only || !is_referenced(w, t)))
            return t;
    }
    return NULL;
}

/* A table in a cycle: it refers to another one that goes, too. */
static const fx_table *next_in_cycle(const walk *w)
{
    for (size_t i = w->state.tables.n; i-- > 0;) {
        const fx_table *t = w->state.tables.at[i];

        if (fx_schema_find(w->to, t->schema, t->name) != NULL)
            continue;
        fx_each (const fx_foreign_key, fk, &t->foreign_keys) {
            if (!fx_same(fk->ref_table, t->name) &&
                fx_schema_find(w->to, fk->ref_schema, fk->ref_table) == NULL)
                return t;
        }
    }
    return NULL;
}

static void drop_tables(walk *w)
{
    const fx_table *t;

    while (next_gone(w, false) != NULL) {
        const fx_table *cycle = next_in_cycle(w); /* none: what stays refers to what goes */

        t = next_gone(w, true);
        if (t != NULL)
            emit(w, step(w, FX_STEP_DROP_TABLE, t, NULL));
        else
            detach(w, cycle != NULL ? cycle : next_gone(w, false));
    }
}

/* ---- enums ---- */

static const fx_step *enum_step(walk *w, fx_step_kind kind, const fx_enum *e)
{
    fx_step *s = fx_new(w->a, fx_step);

    *s = (fx_step){
        .kind = kind, .object = {e->schema, e->name, NULL}
    };
    s->alter.nullable = s->alter.identity = -1;
    if (kind != FX_STEP_DROP_ENUM)
        s->members = e->members;
    return s;
}

static void put_enums(walk *w)
{
    fx_each (const fx_enum, e, &w->to->enums) {
        const fx_enum *was = fx_schema_find_enum(&w->state, e->schema, e->name);

        if (was == NULL)
            emit(w, enum_step(w, FX_STEP_CREATE_ENUM, e));
        else if (!fx_strs_equal(&was->members, &e->members))
            emit(w, enum_step(w, FX_STEP_ALTER_ENUM, e));
    }
}

static void drop_enums(walk *w)
{
    fx_schema before = fx_schema_copy(w->a, &w->state);

    fx_each (const fx_enum, e, &before.enums) {
        if (fx_schema_find_enum(w->to, e->schema, e->name) == NULL)
            emit(w, enum_step(w, FX_STEP_DROP_ENUM, e));
    }
}

/* ---- views and triggers ---- */

static void emit_text(walk *w, const fx_text_object *t, bool create)
{
    fx_step *s = fx_new(w->a, fx_step);

    *s = (fx_step){.kind = fx_text_step(t->kind, create), .object = fx_text_object_name(t)};
    s->alter.nullable = s->alter.identity = -1;
    if (create)
        s->sql = t->sql;
    emit(w, s);
}

static void drop_texts(walk *w, bool early)
{
    const fx_schema gone = fx_texts_to_drop(w->a, &w->state, w->to, early);

    fx_each (const fx_text_object, t, &gone.texts) {
        emit_text(w, t, false);
    }
}

static void create_texts(walk *w, bool early)
{
    const fx_schema left = fx_texts_to_create(w->a, &w->state, w->to, early);

    fx_each (const fx_text_object, t, &left.texts) {
        emit_text(w, t, true);
    }
}

/* ---- all together ---- */

static void take(walk *w, const char *name)
{
    if (name != NULL)
        *fx_push(w->a, &w->taken) = name;
}

static void take_names(walk *w, const fx_schema *s)
{
    fx_each (const fx_table *const, t, &s->tables) {
        fx_each (const fx_key, k, &(*t)->uniques) {
            take(w, k->name);
        }
        fx_each (const fx_foreign_key, k, &(*t)->foreign_keys) {
            take(w, k->name);
        }
        fx_each (const fx_check, k, &(*t)->checks) {
            take(w, k->name);
        }
        fx_each (const fx_index, k, &(*t)->indexes) {
            take(w, k->name);
        }
    }
}

/* Tables on both sides: what `fn` finds for each, in the order of their names. */
static void each_pair(walk *w, void (*fn)(walk *w, const fx_table *t))
{
    fx_each (const fx_table *const, t, &w->to->tables) {
        bool fresh = false;

        fx_each (const fx_table *const, c, &w->created) {
            fresh =
                fresh || (fx_same((*c)->name, (*t)->name) && fx_same((*c)->schema, (*t)->schema));
        }
        if (!fresh && state_of(w, *t) != NULL)
            fn(w, *t);
    }
}

/* Is a later step back its key, and no reference of its own? Then it numbers the rows again, which
 * no value that all of them get would do. */
static bool numbers(const walk *w, size_t at, const fx_step *add)
{
    bool keyed = false;

    for (size_t i = 0; i < at; i++) { /* the steps before it lead back after it */
        const fx_step *s = w->back.at[i];

        if (s == NULL || !fx_same(s->object.schema, add->object.schema) ||
            !fx_same(s->object.table, add->object.table))
            continue;
        if (s->kind == FX_STEP_CREATE_FOREIGN_KEY &&
            fx_strs_has(&s->foreign_key.columns, add->object.name))
            return false;
        keyed = keyed || (s->kind == FX_STEP_CREATE_PRIMARY_KEY && s->key.columns.n == 1 &&
                          fx_same(s->key.columns.at[0], add->object.name));
    }
    return keyed;
}

static const fx_step *numbered(const walk *w, size_t at)
{
    const fx_step *s = w->back.at[at];

    if (s->kind != FX_STEP_ADD_COLUMN || s->column->identity != FX_IDENTITY_DERIVED ||
        s->column->def.kind != FX_VALUE_NONE || !fx_type_is_integer(&s->column->type) ||
        !numbers(w, at, s))
        return s;
    fx_step *copy = fx_new(w->a, fx_step);
    fx_column *c = fx_new(w->a, fx_column);

    *copy = *s;
    *c = *s->column;
    c->identity = FX_IDENTITY_ON;
    c->fill = (fx_value){0};
    copy->column = c;
    return copy;
}

static void reverse_steps(walk *w)
{
    for (size_t i = w->back.n; i-- > 0;) {
        if (w->back.at[i] != NULL)
            *fx_push(w->a, &w->out.down) = numbered(w, i);
    }
}

fx_diff fx_diff_schemas(fx_arena *a, const fx_schema *from, const fx_schema *to,
                        const fx_diff_options *options)
{
    walk w = {.a = a, .state = fx_schema_copy(a, from), .to = to, .options = options};

    take_names(&w, from);
    take_names(&w, to);
    rename_tables(&w);
    each_pair(&w, rename_columns);
    drop_texts(&w, true);
    each_pair(&w, drop_foreign_keys);
    drop_foreign_keys_of_gone(&w);
    each_pair(&w, drop_indexes);
    each_pair(&w, drop_keys_and_checks);
    put_enums(&w);
    create_texts(&w, true);
    create_tables(&w);
    each_pair(&w, add_columns);
    each_pair(&w, alter_columns);
    each_pair(&w, alter_tables);
    each_pair(&w, drop_columns);
    each_pair(&w, create_keys_and_checks);
    each_pair(&w, create_indexes);
    each_pair(&w, create_foreign_keys);
    fx_each (const fx_table *const, t, &w.created) {
        create_foreign_keys(&w, *t);
    }
    drop_tables(&w);
    create_texts(&w, false);
    drop_texts(&w, false);
    drop_enums(&w);
    reverse_steps(&w);
    fx_changes_mark_uses(a, &w.out.up, 0);
    return w.out;
}
