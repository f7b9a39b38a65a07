/*
 * Record: what a run writes into the ledger, and how it knows that nobody else
 * was here.
 */
#include <string.h>
#include <time.h>

#include "runner.h"

int64_t run_clock(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool same_row(const fx_applied *x, const fx_applied *y)
{
    return fx_same(x->id, y->id) && x->seq == y->seq && fx_same(x->up_hash, y->up_hash) &&
           fx_same(x->down_hash, y->down_hash) && fx_same(x->text_hash, y->text_hash) &&
           fx_same(x->applied_at, y->applied_at) && fx_strs_equal(&x->parents, &y->parents);
}

bool run_same_ledger(const fx_ledger *x, const fx_ledger *y)
{
    if (x->rows.n != y->rows.n || x->protected_ != y->protected_)
        return false;
    for (size_t i = 0; i < x->rows.n; i++) {
        if (!same_row(&x->rows.at[i], &y->rows.at[i]))
            return false;
    }
    return true;
}

bool run_has_ledger(const run *r)
{
    const fx_ledger *l = &r->out->ledger;

    return l->rows.n > 0 && (l->protected_ || !r->place->target->protected_);
}

bool run_recount(run *r, bool *again)
{
    run_risks risks;

    if (!run_count(r, &risks))
        return false;
    if (!run_same_losses(r, &risks)) {
        *again = true;
        return true;
    }
    r->out->risks.n = 0;
    fx_each (const fx_at_risk, risk, &risks) {
        *fx_push(r->a, &r->out->risks) = *risk;
    }
    if (risks.n == 0 || r->o->no_backup)
        return true;
    if (backup_possible(r))
        return backup_take(r, &r->out->backup);
    run_warn(r, "no snapshot was kept: fxgit makes none of this database");
    return true;
}

fx_provenance run_provenance(run *r, const fx_move *move)
{
    bool known = move == NULL || !move->up || run_committed(r, move->revision);

    return (fx_provenance){
        .commit = known ? r->commit : NULL,
        .branch = r->branch,
        .origin = r->ws->origin,
        .user = fx_workspace_user(r->ws),
        .host = fx_workspace_host(r->ws),
    };
}

bool run_mend(run *r)
{
    fx_each (const fx_item, item, &r->out->plan.mends) {
        fx_provenance who = run_provenance(r, NULL);

        if (!fx_ledger_mend(r->db, r->ws->config.project, item->revision, &who, r->err))
            return false;
    }
    return true;
}

bool run_record(run *r, const fx_move *move, int64_t us)
{
    const char *project = r->ws->config.project;
    const fx_ledger *l = &r->out->ledger;
    fx_provenance who = run_provenance(r, move);

    if (!move->up)
        return fx_ledger_remove(r->db, project, move->applied->id,
                                l->version == NULL || l->foreign_projects > 0, &who, r->err);
    if (move->swaps.n > 0)
        return fx_ledger_swap(r->db, l, project, move->revision, &move->swaps, &move->rest, &who,
                              r->err);
    return fx_ledger_add(r->db, project, move->revision, &who, move->stamp ? "stamp" : "upgrade",
                         us, r->err);
}

void run_record_failure(run *r, const char *revision)
{
    fx_error probe = {.arena = r->a};
    fx_provenance who = run_provenance(r, NULL);

    if (r->err->code == FX_LOCKED || r->err->code == FX_CONSENT)
        return;
    if (!fx_db_begin(r->db, FX_GUARD_NONE, &probe))
        return;
    if (!fx_ledger_event(r->db, r->ws->config.project, "fail", revision, &who, r->err->msg,
                         &probe) ||
        !fx_db_commit(r->db, &probe))
        fx_db_rollback(r->db);
}
