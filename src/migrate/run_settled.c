/*
 * What a run takes from a work tree has to be settled: not in the middle of a merge that left
 * conflicts, and no two heads of which the last one applied would win.
 */
#include <string.h>

#include "fx/base/path.h"
#include "fx/migrate/merge.h"
#include "runner.h"

static bool is_project_file(const run *r, const char *path)
{
    const fx_config *c = &r->ws->config;
    fx_strs dirs = c->entities;

    *fx_push(r->a, &dirs) = fx_versions_dir(r->a, c);
    *fx_push(r->a, &dirs) = c->path;
    fx_each (const char *, dir, &dirs) {
        const char *full = fx_path_join(r->a, r->ws->prefix, *dir);

        if (fx_same(path, full) || fx_starts(path, fx_fmt(r->a, "%s/", full)))
            return true;
    }
    return false;
}

static bool refuse_conflict(run *r, const char *file)
{
    const char *busy = fx_repo_busy(r->ws->repo);

    fx_fail(r->err, FX_REFUSED, "%s has conflicts that are not settled", file);
    return fx_hint(r->err, "nothing was changed. Settle it, git add, %s, then: fxgit %s",
                   busy == NULL ? "git commit" : fx_fmt(r->a, "git %s --continue", busy),
                   r->o->verb == FX_VERB_SYNC ? "sync" : "upgrade");
}

/* Conflicts of the index; and what was added with its markers in it cannot be read. */
static bool no_conflicts(run *r)
{
    fx_workspace *ws = r->ws;
    fx_error probe = {.arena = r->a};
    fx_schema model;
    fx_strs paths;

    if (ws->repo == NULL || fx_repo_workdir(ws->repo) == NULL || r->o->commit != NULL)
        return true;
    if (!fx_repo_conflicts(ws->repo, &paths, r->err))
        return false;
    fx_each (const char *, path, &paths) {
        if (is_project_file(r, *path))
            return refuse_conflict(r, *path);
    }
    if (fx_repo_busy(ws->repo) == NULL ||
        fx_model_read(r->a, ws->worktree, &ws->config, &model, &probe) || probe.file == NULL)
        return true;
    return refuse_conflict(r, fx_path_join(r->a, ws->prefix, probe.file));
}

static bool no_contradiction(run *r)
{
    fx_strs fresh = {0}, after = {0}, undone = {0};

    fx_each (const fx_move, m, &r->out->plan.moves) {
        if (m->up)
            *fx_push(r->a, &fresh) = m->revision->id;
        else
            *fx_push(r->a, &undone) = m->revision->id;
    }
    if (fresh.n == 0)
        return true;
    fx_each (const char *, id, &fresh) {
        *fx_push(r->a, &after) = *id;
    }
    fx_each (const fx_applied, row, &r->out->ledger.rows) {
        if (!fx_strs_has(&undone, row->id))
            *fx_push(r->a, &after) = row->id;
    }
    fx_strs_sort(&fresh);
    fx_strs_sort(&after);
    return fx_heads_agree(r->a, &r->history, &fresh, &after, r->err);
}

bool run_settled(run *r)
{
    if (r->o->verb != FX_VERB_SYNC && r->o->verb != FX_VERB_UPGRADE)
        return true;
    return no_conflicts(r) && no_contradiction(r);
}
