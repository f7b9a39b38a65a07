/*
 * Execute: the plan in its transactions. By default all of it is one; a group
 * is what is committed together. The ledger is read again under the lock: if
 * it is not the one that was planned on, the plan is made anew.
 */
#include <string.h>
#include <time.h>

#include "runner.h"

typedef struct group {
    run *r;
    run_live live;
    fx_ledger ledger; /* as it must be when the next group begins */
    FX_VEC(int64_t) times;
    size_t committed; /* moves */
    size_t at;        /* the move that is being carried out */
    bool begun, again;
} group;

/* A new column that SQLite can add as it is; all others may take a rebuild of the table. */
static bool is_plain_column(const fx_column *c)
{
    return c != NULL && c->nullable && c->def.kind == FX_VALUE_NONE &&
           c->fill.kind == FX_VALUE_NONE && c->type.kind != FX_TYPE_ENUM && !fx_column_generated(c);
}

static bool may_rebuild(const fx_change *c)
{
    if (fx_step_is_text(c->step->kind))
        return false;
    switch (c->step->kind) {
    case FX_STEP_CREATE_TABLE:
    case FX_STEP_CREATE_INDEX:
    case FX_STEP_DROP_INDEX:
    case FX_STEP_BULK_INSERT:
    case FX_STEP_CREATE_ENUM:
    case FX_STEP_EXECUTE:
        return false;
    case FX_STEP_ADD_COLUMN:
        return !is_plain_column(c->step->column);
    default:
        return true;
    }
}

static fx_guard guard_of(const run *r, size_t from, size_t to)
{
    fx_guard guard = FX_GUARD_NONE;

    for (size_t i = from; i < to; i++) {
        const fx_move *move = &r->out->plan.moves.at[i];

        fx_each (const fx_change, c, &move->changes) {
            if (!move->stamp && may_rebuild(c))
                return FX_GUARD_REBUILDS;
            if (!move->stamp && c->text_after != NULL)
                guard = FX_GUARD_TEXTS;
        }
    }
    return guard;
}

static bool runs_alone(const fx_move *move)
{
    return move->up ? move->revision->up.no_transaction : move->revision->down.no_transaction;
}

/* What it adds to an enum can be used after a COMMIT only. */
static bool ends_group(const run *r, const fx_move *move)
{
    return !move->stamp && fx_same(r->driver->dialect->name, "postgresql") &&
           fx_changes_add_members(r->a, &move->changes);
}

static size_t group_end(const run *r, size_t from)
{
    bool one_each = r->place->target->per_revision || r->protected_;
    size_t end = from, n = r->out->plan.moves.n;

    while (end < n) {
        const fx_move *move = &r->out->plan.moves.at[end];
        bool alone = one_each || runs_alone(move) || run_is_outside(r, move);

        if (alone && end > from)
            break;
        end++;
        if (alone || ends_group(r, move))
            break;
    }
    return end;
}

/* What happens once, in the first transaction: tables of the ledger, rows that follow the tree. */
static bool prepare(group *g)
{
    run *r = g->r;

    if (!run_recount(r, &g->again) || g->again)
        return r->err->code == FX_NONE;
    return (run_has_ledger(r) || fx_ledger_create(r->db, r->ws, r->place->target, r->err)) &&
           fx_ledger_alembic(r->db, r->ws, r->err) && run_mend(r);
}

static bool reread(group *g)
{
    run *r = g->r;
    fx_ledger now;
    bool same;

    if (!fx_ledger_same(r->a, r->db, &g->ledger, &same, r->err))
        return false;
    if (same)
        return true;
    if (!fx_ledger_read(r->a, r->db, r->ws->config.project, &now, r->err))
        return false;
    g->again = !run_same_ledger(&g->ledger, &now);
    r->out->ledger.foreign_projects = now.foreign_projects; /* which may have the same texts */
    return true;
}

static bool run_one(group *g, const fx_move *move)
{
    run *r = g->r;
    int64_t start = run_clock();

    if (r->o->starting != NULL)
        r->o->starting(r->o->ctx, move, (size_t)(move - r->out->plan.moves.at),
                       r->out->plan.moves.n);
    if (!run_is_outside(r, move) && !run_move(&g->live, move, r->err))
        return false;
    *fx_push(r->a, &g->times) = run_clock() - start;
    return true;
}

/* Rows come behind all of the statements: what is said to the engine ten times in a row, with no
 * change of tables in between, it has to understand once. */
static bool run_all(group *g, size_t from, size_t to)
{
    const fx_move *moves = g->r->out->plan.moves.at;

    for (size_t i = from; i < to; i++) {
        g->at = i;
        if (!run_one(g, &moves[i]))
            return false;
    }
    for (size_t i = from; i < to; i++) {
        g->at = i;
        if (!run_record(g->r, &moves[i], g->times.at[i]))
            return false;
    }
    return true;
}

static void report(group *g, size_t from, size_t to)
{
    run *r = g->r;

    for (size_t i = from; r->o->progress != NULL && i < to; i++) {
        const fx_move *move = &r->out->plan.moves.at[i];

        r->o->progress(r->o->ctx, move->up ? "apply" : "undo", move, g->times.at[i]);
    }
}

/* What is checked at the end, such as foreign keys and views, is no one statement's fault. */
static bool fail_commit(run *r, size_t from, size_t to)
{
    const fx_move *moves = r->out->plan.moves.at;

    if (from == to)
        return false;
    if (to - from == 1)
        return fx_context(r->err, "after %s", moves[from].revision->id);
    return fx_context(r->err, "after %s to %s", moves[from].revision->id,
                      moves[to - 1].revision->id);
}

/* The statement itself, before the transaction that its row is written in. */
static bool step_outside(group *g, size_t at)
{
    run *r = g->r;

    if (!fx_ledger_commit(r->db, r->ws, r->err))
        return false;
    g->begun = false;
    if (!run_outside(r, &r->out->plan.moves.at[at], r->err) ||
        !fx_db_begin(r->db, FX_GUARD_NONE, r->err))
        return false;
    g->begun = true;
    return true;
}

/* From BEGIN to COMMIT; false or g->again leaves a transaction to roll back. */
static bool run_group(group *g, size_t from, size_t to)
{
    run *r = g->r;

    g->at = from;
    if (!fx_db_begin(r->db, guard_of(r, from, to), r->err))
        return false;
    g->begun = true;
    if (!reread(g))
        return false;
    if (!g->again && from == 0 && !prepare(g))
        return false;
    if (g->again)
        return true;
    g->live.stale = true;
    g->live.verified.n = 0;
    g->times.n = from;
    if (from < to && run_is_outside(r, &r->out->plan.moves.at[from]) && !step_outside(g, from))
        return false;
    if (!run_all(g, from, to) || !fx_db_flush(r->db, r->err))
        return false;
    if (to < r->out->plan.moves.n && /* what the next group has to find */
        !fx_ledger_read(r->a, r->db, r->ws->config.project, &g->ledger, r->err))
        return false;
    if (!fx_ledger_commit(r->db, r->ws, r->err))
        return fail_commit(r, from, to);
    g->begun = false;
    g->committed = to;
    report(g, from, to);
    return true;
}

/* What the database is like now, and what to do next: the end of every message about a failure. */
static void say_state(group *g)
{
    run *r = g->r;
    const char *next = r->err->hint;
    const char *state = "nothing was changed: the transaction was rolled back";

    if (r->err->code == FX_LOCKED && g->committed == 0)
        return;
    if (next == NULL)
        next = fx_fmt(r->a, "correct the revision and run `%s` again", run_command(r));
    if (g->committed > 0)
        state = fx_fmt(r->a, "%zu of %zu revisions are done and stay, the others were rolled back",
                       g->committed, r->out->plan.moves.n);
    fx_hint(r->err, "%s\n%s", state, next);
}

/* In a transaction of its own, after the rollback; that it fails as well changes nothing. */
static void write_failure(group *g)
{
    run *r = g->r;
    const fx_plan *plan = &r->out->plan;
    const fx_move *failed = run_failed_move(r);

    if (failed == NULL && g->at < plan->moves.n)
        failed = &plan->moves.at[g->at];
    if (g->ledger.exists)
        run_record_failure(r, failed == NULL ? NULL : failed->revision->id);
}

enum { LOCK_WAIT_MS = 60 * 1000, FIRST_PAUSE_MS = 200, LONGEST_PAUSE_MS = 5000 };

/*
 * A table may be in use for a while: the engine's own wait is short, because
 * all others queue behind it, and the group is tried again from its beginning.
 */
static bool wait_for_tables(group *g, int64_t end, int *pause)
{
    run *r = g->r;

    if (r->err->code != FX_LOCKED || !g->begun || run_clock() >= end)
        return false;
    fx_db_rollback(r->db);
    g->begun = false;
    fx_error_clear(r->err);
    run_warn(r, fx_fmt(r->a, "%s: a table was in use, and fxgit waited", r->place->url.text));
    nanosleep(&(struct timespec){.tv_sec = *pause / 1000, .tv_nsec = *pause % 1000 * 1000000L},
              NULL);
    *pause = *pause * 2 < LONGEST_PAUSE_MS ? *pause * 2 : LONGEST_PAUSE_MS;
    return true;
}

static bool run_patiently(group *g, size_t from, size_t to)
{
    const int64_t wait = g->r->o->lock_timeout_ms > 0 ? g->r->o->lock_timeout_ms : LOCK_WAIT_MS;
    const int64_t end = run_clock() + wait * 1000;
    int pause = FIRST_PAUSE_MS;

    while (!run_group(g, from, to)) {
        if (g->r->driver->is_file || !wait_for_tables(g, end, &pause))
            return false;
    }
    return true;
}

static bool run_groups(group *g)
{
    run *r = g->r;
    size_t from = 0;

    do {
        size_t to = group_end(r, from);

        if (!run_patiently(g, from, to))
            return false;
        from = to;
    } while (from < r->out->plan.moves.n && !g->again);
    return true;
}

static bool open_db(run *r)
{
    if (r->db == NULL)
        r->db = fx_db_open(r->a, &r->place->url, true, r->err);
    if (r->db == NULL)
        return false;
    r->db->trace = r->o->trace;
    r->db->trace_ctx = r->o->ctx;
    return true;
}

bool run_execute(run *r, bool *again)
{
    group g = {.r = r, .ledger = r->out->ledger};

    if (!open_db(r) || !run_outside_fits(r, r->err) || !fx_db_lock(r->db, r->err))
        return false;
    g.live.r = r;
    if (!r->driver->dialect->transactional_ddl) {
        bool good = run_journaled(r, again);

        fx_db_unlock(r->db);
        return good;
    }
    bool done = run_groups(&g);

    *again = g.again;
    if (!done && r->db->failed_sql != NULL)
        run_failed_before(r, r->err);
    if (g.begun)
        fx_db_rollback(r->db);
    if (!done) {
        say_state(&g);
        write_failure(&g);
    }
    fx_db_unlock(r->db);
    return done;
}
