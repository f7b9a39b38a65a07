/*
 * Run: read, classify, plan, find everything that could stop it, carry it out.
 */
#include "fx/migrate/run.h"

#include <stdlib.h>
#include <string.h>

#include "fx/migrate/env.h"
#include "memo.h"
#include "replayed.h"
#include "runner.h"

enum { SHORT = 7 };

static const char *const verbs[] = {
    [FX_VERB_UPGRADE] = "upgrade",
    [FX_VERB_DOWNGRADE] = "downgrade",
    [FX_VERB_SYNC] = "sync",
    [FX_VERB_STAMP] = "stamp",
};

const char *run_command(const run *r)
{
    fx_str s = {.arena = r->a};
    const char *what = r->o->verb == FX_VERB_SYNC ? r->o->commit : r->o->to;

    fx_str_addf(&s, "fxgit %s", verbs[r->o->verb]);
    if (what != NULL)
        fx_str_addf(&s, " %s", what);
    if (r->place->target->name != NULL)
        fx_str_addf(&s, " --target %s", r->place->target->name);
    return fx_str_text(&s);
}

const char *run_target_name(const run *r)
{
    return r->place->target->name == NULL ? "default" : r->place->target->name;
}

void run_warn(run *r, const char *text)
{
    if (!fx_strs_has(&r->out->warnings, text))
        *fx_push(r->a, &r->out->warnings) = text;
}

bool run_committed(run *r, const fx_revision *revision)
{
    fx_error probe = {.arena = r->a};

    if (r->ws->repo == NULL || r->o->commit != NULL)
        return true;
    if (r->head == NULL)
        r->head = fx_source_commit(r->a, r->ws->repo, r->ws->head.commit, r->ws->prefix, &probe);
    return r->head != NULL && revision->blob != NULL &&
           fx_same(fx_source_key(r->head, r->a, revision->path), revision->blob);
}

static bool refuse_flight(run *r, const fx_flight *f)
{
    fx_fail(r->err, FX_REFUSED, "revision %s is half-way in %s: %zu of its %zu statements are done",
            f->revision, r->place->url.text, f->done, f->statements.n);
    return fx_hint(r->err, "nothing was changed. `fxgit resume` goes on with it, `fxgit resume "
                           "--back` undoes what is done.");
}

/* What is half-way may be another's work of this moment: whoever works has the lock. */
static bool wait_for_flight(run *r)
{
    fx_ledger *l = &r->out->ledger;

    if (!fx_db_lock(r->db, r->err))
        return false;
    bool read = fx_ledger_read(r->a, r->db, r->ws->config.project, l, r->err);

    fx_db_unlock(r->db);
    return read && (l->flight == NULL || refuse_flight(r, l->flight));
}

static bool read_state(run *r)
{
    fx_run_result *out = r->out;

    if (!r->fresh && !run_read_ledger(r, r->err))
        return false;
    r->fresh = false;
    if (out->ledger.flight != NULL && !wait_for_flight(r))
        return false;
    out->ledger.replayed = r->replayed;
    r->protected_ = out->ledger.protected_ || r->place->target->protected_;
    return fx_classify(r->a, &r->history, &out->ledger, r->driver->dialect->name, &out->items,
                       r->err);
}

static bool is_undone(const fx_plan *plan, const char *id)
{
    fx_each (const fx_move, move, &plan->moves) {
        if (!move->up && fx_same(move->applied->id, id))
            return true;
    }
    return false;
}

/* An edited revision that stays: what is in the database is not what the file says. Sync is the way
 * out. */
static bool refuse_changed(run *r)
{
    fx_each (const fx_item, item, &r->out->items) {
        if (item->class_ != FX_CLASS_CHANGED || r->o->verb == FX_VERB_SYNC ||
            is_undone(&r->out->plan, item->id))
            continue;
        fx_fail_at(r->err, FX_REFUSED, item->revision->path, item->revision->up.line, 0,
                   "revision %s is applied to %s and its upgrade half changed", item->id,
                   r->place->url.text);
        return fx_hint(r->err,
                       "nothing was changed. Put the file back and write a new revision, or undo "
                       "and apply it again: fxgit sync");
    }
    return true;
}

static bool plan_verb(run *r)
{
    fx_run_result *out = r->out;
    const fx_run_options *o = r->o;

    switch (o->verb) {
    case FX_VERB_UPGRADE:
        return fx_plan_upgrade(r->a, &r->history, &out->ledger, &out->items, o->to, &out->plan,
                               r->err);
    case FX_VERB_STAMP:
        return fx_plan_stamp(r->a, &r->history, &out->ledger, &out->items, o->to, &out->plan,
                             r->err);
    case FX_VERB_SYNC:
        return fx_plan_sync(r->a, r->db, &r->history, &out->ledger, &out->items, &o->keep,
                            &out->plan, r->err);
    case FX_VERB_DOWNGRADE:
        break;
    }
    if (!fx_plan_downgrade(r->a, r->db, &out->ledger, o->to, &out->plan, r->err))
        return false;
    fx_plan_mend(r->a, &out->items, &out->plan);
    return true;
}

static bool plan_held(run *r)
{
    fx_plan *plan = &r->out->plan;

    r->out->nothing = r->behind = false;
    if (!read_state(r) || !plan_verb(r) || !refuse_changed(r))
        return false;
    r->out->nothing = plan->moves.n == 0;
    if (r->out->nothing)
        return !r->out->ledger.exists || fx_ledger_alembic_behind(r->db, r->ws, &r->behind, r->err);
    if (!run_settled(r))
        return false;
    if (r->o->verb != FX_VERB_SYNC && /* which has replayed it already */
        !fx_plan_replay(r->a, r->db, &r->out->ledger, plan, r->err))
        return false;
    if (r->db != NULL) {
        fx_db_look_at(r->db, &plan->before);
        fx_db_look_at(r->db, &plan->after);
    }
    return r->o->verb != FX_VERB_STAMP || r->o->force || run_verify_all(r, &plan->after, r->err);
}

/* Of one state of the ledger, its rows and their texts. */
static bool make_plan(run *r)
{
    bool done = plan_held(r);

    fx_db_let_go(r->db);
    return done;
}

static const char *label(run *r)
{
    const char *commit = r->commit == NULL ? NULL : fx_strndup(r->a, r->commit, SHORT);

    if (commit == NULL)
        return r->branch;
    return r->branch == NULL ? commit : fx_fmt(r->a, "%s %s", commit, r->branch);
}

static size_t applied_after(const fx_run_result *out)
{
    size_t n = out->ledger.rows.n;

    fx_each (const fx_move, move, &out->plan.moves) {
        n += move->up ? 1 + move->rest.n : 0;
        n -= move->up ? move->swaps.n : 1;
    }
    return n;
}

/* Mends alone are worth a transaction, and so is alembic_version; with nothing to write there is
 * none, and no lock. */
static bool has_work(const run *r)
{
    const fx_plan *plan = &r->out->plan;

    return !r->o->dry_run &&
           (plan->moves.n > 0 || (plan->mends.n > 0 && r->db != NULL) || r->behind);
}

/* Runs that end at the heads of the work tree, or in its state, and may find nothing to do. */
static const char *memo_of(const fx_run_options *o)
{
    if (o->dry_run || o->commit != NULL || o->keep.n > 0)
        return NULL;
    if (o->verb == FX_VERB_SYNC)
        return "sync";
    return o->verb == FX_VERB_UPGRADE && fx_same(o->to, "heads") ? "upgrade" : NULL;
}

/* What is known of a server's ledger holds as long as that says the same. */
static bool look_at_ledger(run *r, const char **state)
{
    *state = NULL;
    if (r->ws->repo == NULL || memo_of(r->o) == NULL || r->place->url.path != NULL)
        return true;
    return run_open_database(r, r->err) &&
           (r->db == NULL || fx_ledger_state(r->a, r->db, state, r->err));
}

static bool was_settled(run *r, const char *ledger, fx_memo *m)
{
    const char *what = memo_of(r->o);

    if (what == NULL || !fx_memo_find(r->ws, r->place, what, ledger, m))
        return false;
    r->commit = r->ws->head.commit;
    r->branch = r->ws->head.branch;
    r->out->nothing = true;
    r->out->applied = m->applied;
    r->out->label = label(r);
    return true;
}

/* Nothing was to do, and nothing is to be said: tree and database have the same. */
static void settle(run *r, fx_memo *m)
{
    if (!r->out->nothing || r->out->plan.mends.n > 0 || r->behind || r->out->warnings.n > 0 ||
        r->protected_)
        return;
    fx_each (const fx_item, item, &r->out->items) {
        if (item->class_ != FX_CLASS_SAME)
            return;
    }
    m->revisions = r->history.all.n;
    m->applied = r->out->applied;
    m->exists = r->db != NULL;
    fx_memo_keep(r->ws, m);
}

/* What is done is done: that it could not be recorded is said, and the next run records it. */
static void record(run *r)
{
    const fx_place *place = r->place;
    fx_error probe = {.arena = r->a};
    fx_env env;
    bool there = false;

    if (r->o->dry_run || r->db == NULL || place->given || !place->target->record)
        return;
    if (!has_work(r) && (!fx_env_read(r->ws, run_target_name(r), &env, &there, &probe) || there))
        return;
    if (!fx_env_record(r->ws, place->target, r->db, r->commit, r->branch, &probe))
        run_warn(
            r, fx_fmt(r->a, "%s could not be recorded in Git: %s", run_target_name(r), probe.msg));
}

bool fx_run(fx_workspace *ws, const fx_place *place, const fx_run_options *o, fx_run_result *out,
            fx_error *err)
{
    run *r = fx_new(ws->arena, run);
    fx_place *waiting = fx_new(ws->arena, fx_place);
    fx_memo memo = {0};
    const char *ledger;
    bool again;

    *waiting = *place;
    waiting->url.lock_wait_ms = o->lock_timeout_ms;
    waiting->url.purpose = verbs[o->verb];
    *r = (run){.a = ws->arena, .ws = ws, .place = waiting, .o = o, .out = out, .err = err};
    *out = (fx_run_result){.database = place->url.text};
    if (!look_at_ledger(r, &ledger))
        return false;
    if (was_settled(r, ledger, &memo))
        return true;
    r->replayed = replayed_new(ws);
    if (!run_open(r)) {
        fx_db_let_go(r->db);
        return false;
    }
    do {
        again = false;
        if (!make_plan(r) || !run_judge(r))
            return false;
        if (o->dry_run && !run_foretell(r))
            return false;
        if (has_work(r) && !run_execute(r, &again))
            return false;
    } while (again);
    out->applied = applied_after(out);
    out->label = label(r);
    settle(r, &memo);
    replayed_keep(r->replayed);
    record(r);
    return true;
}
