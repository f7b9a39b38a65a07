/*
 * Verify: a table is compared with what the revisions say when it is touched
 * for the first time. What differs is refused by name, never guessed: someone
 * changed it by hand, and the statements were made for another table.
 */
#include <string.h>

#include "fx/migrate/normal.h"
#include "runner.h"

static const char *column_difference(fx_arena *a, const fx_table *want, const fx_table *have)
{
    fx_each (const fx_column, c, &want->columns) {
        const fx_column *other = fx_table_column(have, c->name);

        if (other == NULL)
            return fx_fmt(a, "column %s is missing", c->name);
        if (!fx_type_equal(&c->type, &other->type))
            return fx_fmt(a, "column %s has type %s, not %s", c->name,
                          fx_type_text(a, &other->type), fx_type_text(a, &c->type));
        if (fx_column_not_null(want, c) != fx_column_not_null(have, other))
            return fx_fmt(a, "column %s is %s", c->name, other->nullable ? "nullable" : "not null");
        if (!fx_value_equal(&c->def, &other->def))
            return fx_fmt(a, "column %s has another default", c->name);
    }
    fx_each (const fx_column, c, &have->columns) {
        if (fx_table_column(want, c->name) == NULL)
            return fx_fmt(a, "column %s is in none of them", c->name);
    }
    return NULL;
}

static const char *difference(fx_arena *a, const fx_table *want, const fx_table *have)
{
    const char *text = column_difference(a, want, have);
    fx_diff_options options = {.naming = fx_naming_default};
    fx_schema from = {0}, to = {0};

    if (text != NULL)
        return text;
    fx_schema_put(a, &from, have);
    fx_schema_put(a, &to, want);
    fx_diff diff = fx_diff_schemas(a, &from, &to, &options);

    return diff.steps.n == 0 ? "the primary key or a name"
                             : fx_fmt(a, "to agree it needs: %s", fx_steps_message(a, &diff.steps));
}

static bool refuse(run *r, const char *name, const char *why, fx_error *err)
{
    fx_fail(err, FX_REFUSED, "table %s differs from what the revisions say: %s", name, why);
    return fx_hint(err,
                   "%s was changed from outside fxgit: put the table right by hand, then run `%s` "
                   "again",
                   r->place->url.text, run_command(r));
}

static const fx_table *find_live(const fx_schema *s, const char *schema, const char *name)
{
    const fx_table *t = fx_schema_find(s, schema, name);

    if (t != NULL)
        return t;
    fx_each (const fx_table *const, it, &s->tables) {
        if (fx_same_case((*it)->name, name) && fx_same((*it)->schema, schema))
            return *it;
    }
    return NULL;
}

static bool is_absent(run_live *live, const fx_table *created, fx_error *err)
{
    if (fx_schema_find(&live->now.schema, created->schema, created->name) == NULL)
        return true;
    fx_fail(err, FX_REFUSED, "table %s is in %s already, though no applied revision made it",
            created->name, live->r->place->url.text);
    return fx_hint(err, "if it is the table that the revision makes: `fxgit stamp REV` marks the "
                        "revision as applied; else rename or drop the table");
}

static const fx_schema *said_before(const run_live *live, const fx_change *c)
{
    return c->schema_before != NULL ? c->schema_before : &live->r->out->plan.before;
}

/* The table in the server's own words; with what it may use. */
static bool as_stored(run_live *live, const fx_change *c, const fx_table **want,
                      const fx_table *have, fx_error *err)
{
    run *r = live->r;
    fx_schema near = {.enums = said_before(live, c)->enums, .texts = live->now.schema.texts};

    fx_schema_put(r->a, &near, c->before);
    const fx_schema *one = fx_project(r->a, &near, r->driver->dialect->name);
    fx_schema there = {.enums = one->enums, .texts = one->texts};

    fx_schema_put(r->a, &there, have);
    if (!fx_normal(r->a, r->db, &one, &there, err))
        return false;
    *want = one->tables.at[0];
    return true;
}

static bool is_as_said(run_live *live, const fx_change *c, fx_error *err)
{
    run *r = live->r;
    const char *dialect = r->driver->dialect->name;
    const fx_table *have = find_live(&live->now.schema, c->before->schema, c->before->name);

    if (have == NULL)
        return refuse(r, c->before->name, "it is not there", err);
    const fx_table *want = fx_project_table(r->a, c->before, said_before(live, c), dialect);

    have = fx_project_table(r->a, have, &live->now.schema, dialect);
    if (!fx_table_equal(want, have) && !as_stored(live, c, &want, have, err))
        return false;
    return fx_table_equal(want, have) ||
           refuse(r, c->before->name, difference(r->a, want, have), err);
}

static bool refuse_text(run *r, const fx_text_object *t, const char *why, fx_error *err)
{
    fx_fail(err, FX_REFUSED, "%s %s differs from what the revisions say: %s", fx_text_word(t->kind),
            t->name, why);
    return fx_hint(err, "%s was changed from outside fxgit: `fxgit drift --sql` puts it right",
                   r->place->url.text);
}

static bool text_as_stored(run *r, fx_text_object *own, const fx_schema *have, fx_error *err)
{
    fx_schema *one = fx_new(r->a, fx_schema);
    const fx_schema *wanted = one;

    *one = fx_schema_copy(r->a, have); /* what a trigger stands on, and a view names */
    fx_schema_put_text(r->a, one, own);
    if (!fx_normal(r->a, r->db, &wanted, have, err))
        return false;
    *own = *fx_schema_find_text(wanted, own);
    return true;
}

static bool same_text(run *r, const fx_text_object *want, const fx_schema *have, fx_error *err)
{
    const char *sql = fx_sql_text_for(&want->sql, r->driver->dialect->name);
    const fx_text_object *there = fx_schema_find_text(have, want);
    fx_text_object own = *want;

    if (sql == NULL)
        return true;
    own.sql = (fx_sql_text){.all = sql};
    if (there == NULL)
        return refuse_text(r, want, "it is not there", err);
    if (!fx_text_object_equal(&own, there) && !text_as_stored(r, &own, have, err))
        return false;
    return fx_text_object_equal(&own, there) || refuse_text(r, want, "its SQL is another", err);
}

/* A view or trigger that is to go. */
static bool is_text_as_said(run_live *live, const fx_change *c, fx_error *err)
{
    return c->text_before == NULL || same_text(live->r, c->text_before, &live->now.schema, err);
}

static void add_name(fx_arena *a, fx_strs *names, const fx_table *t)
{
    if (t != NULL)
        *fx_push(a, names) = fx_lower(a, t->name);
}

/* The tables that the plan touches; false: raw SQL may touch any, and views name others. */
static bool touched(run *r, fx_strs *out)
{
    fx_each (const fx_move, move, &r->out->plan.moves) {
        fx_each (const fx_change, c, &move->changes) {
            if (c->before == NULL && c->after == NULL)
                return false;
            add_name(r->a, out, c->before);
            add_name(r->a, out, c->after);
        }
    }
    fx_strs_sort(out);
    return true;
}

static bool look(run *r, fx_live *out, fx_error *err)
{
    fx_strs tables = {0};

    return touched(r, &tables) ? fx_db_inspect_tables(r->db, r->a, &tables, out, err)
                               : fx_db_inspect(r->db, r->a, out, err);
}

bool run_verify(run_live *live, const fx_change *changes, size_t n, fx_error *err)
{
    if (live->stale && !look(live->r, &live->now, err))
        return false;
    live->stale = false;
    for (size_t i = 0; i < n; i++) {
        const fx_change *c = &changes[i];

        if (!is_text_as_said(live, c, err))
            return false;
        if (c->before != NULL && !fx_strs_has_sorted(&live->verified, c->before->name)) {
            if (!is_as_said(live, c, err))
                return false;
            fx_strs_put_sorted(live->r->a, &live->verified, c->before->name);
        }
        if (c->before == NULL && c->after != NULL &&
            !fx_strs_has_sorted(&live->verified, c->after->name) && !is_absent(live, c->after, err))
            return false;
        if (c->after != NULL)
            fx_strs_put_sorted(live->r->a, &live->verified, c->after->name);
    }
    return true;
}

/* What the model does not hold stays in the table: it must be refused at the next rebuild as well.
 */
static void put(run_live *live, const fx_table *before, const fx_table *after)
{
    fx_arena *a = live->r->a;
    fx_schema *s = &live->now.schema;
    const fx_table *old = before == NULL ? NULL : fx_schema_find(s, before->schema, before->name);

    if (old != NULL && old->unheld != NULL) {
        fx_table *copy = fx_table_copy(a, after);

        copy->unheld = old->unheld;
        after = copy;
    }
    if (before != NULL && !fx_same(before->name, after->name))
        fx_schema_remove(s, before->schema, before->name);
    fx_schema_put(a, s, after);
}

/* An AUTOINCREMENT table that got rows has its number in sqlite_sequence from now on. */
static void note_sequence(run_live *live, const fx_table *t)
{
    fx_each (const fx_column, c, &t->columns) {
        if (fx_table_identity(t, c) == FX_IDENTITY_STRICT &&
            !fx_strs_has(&live->now.sequences, t->name))
            *fx_push(live->r->a, &live->now.sequences) = t->name;
    }
}

bool run_renames(const fx_change *c)
{
    return c->step->kind == FX_STEP_RENAME_TABLE ||
           (c->step->kind == FX_STEP_ALTER_COLUMN && c->step->rename != NULL);
}

/* What the engine itself changes beyond the table: its texts have to be read again. */
static bool spreads(const run_live *live, const fx_change *c)
{
    bool drops = c->after == NULL;

    return run_renames(c) || (drops && (live->now.dependents.n > 0 || live->now.sequences.n > 0));
}

void run_follow(run_live *live, const fx_change *changes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const fx_change *c = &changes[i];

        if (c->step->kind == FX_STEP_EXECUTE) {
            live->stale = true;
            live->verified.n = 0;
        }
        if (c->text_before != NULL || c->text_after != NULL) {
            const fx_changes one = {.at = (fx_change *)c, .n = 1};

            fx_live_follow(live->r->a, &live->now, &one, live->r->driver->dialect->name);
        }
        if (c->before == NULL && c->after == NULL)
            continue;
        live->stale = live->stale || spreads(live, c);
        if (c->after != NULL)
            put(live, c->before, c->after);
        else
            fx_schema_remove(&live->now.schema, c->before->schema, c->before->name);
        if (c->step->kind == FX_STEP_BULK_INSERT && c->after != NULL)
            note_sequence(live, c->after);
    }
}

bool run_verify_all(run *r, const fx_schema *expected, fx_error *err)
{
    const char *dialect = r->driver->dialect->name;
    fx_live live = {0};

    if (r->db != NULL && !fx_db_inspect(r->db, r->a, &live, err))
        return false;
    const fx_schema *want = fx_project(r->a, expected, dialect);
    const fx_schema *have = fx_project(r->a, &live.schema, dialect);

    if (r->db != NULL && !fx_normal(r->a, r->db, &want, have, err))
        return false;

    fx_each (const fx_table *const, t, &want->tables) {
        const fx_table *other = find_live(have, (*t)->schema, (*t)->name);

        if (other == NULL)
            return refuse(r, (*t)->name, "it is not there", err);
        if (!fx_table_equal(*t, other))
            return refuse(r, (*t)->name, difference(r->a, *t, other), err);
    }
    fx_each (const fx_table *const, t, &have->tables) {
        if (find_live(want, (*t)->schema, (*t)->name) == NULL &&
            !fx_strs_has(&r->config.ignore_tables, (*t)->name))
            return refuse(r, (*t)->name, "it is in none of them", err);
    }
    fx_each (const fx_text_object, t, &want->texts) {
        if (!same_text(r, t, have, err))
            return false;
    }
    return true;
}

/*
 * For --dry-run: what would be refused by name. It goes as far as the database
 * can be foretold: to the first raw SQL or rename.
 */
bool run_foretell(run *r)
{
    run_live live = {.r = r, .stale = true};
    fx_arena *scratch = fx_arena_new();
    bool done = r->db != NULL, fine = true;

    fx_each (const fx_move, move, &r->out->plan.moves) {
        fx_stmts stmts = {0};
        size_t n = 0;

        while (n < move->changes.n && move->changes.at[n].step->kind != FX_STEP_EXECUTE &&
               !run_renames(&move->changes.at[n]))
            n++;
        fx_changes part = {.at = move->changes.at, .n = n, .cap = n};

        if (!done || !fine || move->stamp)
            break;
        fine = run_verify(&live, part.at, n, r->err) &&
               fx_render(scratch, r->driver->dialect, &part, &live.now, &stmts, r->err);
        done = n == move->changes.n;
    }
    fx_arena_free(scratch);
    return fine;
}
