/*
 * What a recorded target runs is frozen, whatever the base has (DESIGN section 5).
 */
#include "fx/migrate/env.h"
#include "fx/migrate/notes.h"
#include "gate.h"

static bool stands(const fx_revision *now, const fx_env_row *row)
{
    if (fx_same(now->up.hash, row->up_hash))
        return true;
    fx_each (const fx_was, w, &now->was) {
        if (fx_same(w->up, row->up_hash) && w->reason != NULL)
            return true;
    }
    return false;
}

static bool is_told(const gate *g, const char *id)
{
    fx_each (const fx_finding, f, &g->out->at) {
        if (fx_same(f->revision, id) && fx_starts(f->rule, "frozen-"))
            return true;
    }
    return false;
}

static void judge(gate *g, const fx_env *env, const fx_env_row *row)
{
    fx_arena *a = g->ws->arena;
    const fx_revision *now = gate_find(g, row->id);

    /* another branch's, or an older tree: what is not here was not edited here */
    if (now == NULL || stands(now, row) || is_told(g, row->id))
        return;
    fx_finding *f = gate_add(g, FX_FINDING_ERROR, "frozen-edited", "frozen revision edited");

    f->file = now->path;
    f->line = now->up.line;
    f->revision = row->id;
    f->message = fx_fmt(a, "revision %s runs on %s since %s and its upgrade half changed", row->id,
                        env->target, row->applied_at);
    f->hint = fx_fmt(a,
                     "Restore it and write a new revision. Where it must change: fxgit amend %s "
                     "--reason TEXT",
                     row->id);
}

static bool named_env(gate *g, fx_error *err)
{
    fx_env env;
    bool there;

    if (g->options->env == NULL)
        return true;
    if (!fx_env_read(g->ws, g->options->env, &env, &there, err))
        return false;
    if (there)
        return true;
    fx_fail(err, FX_GIT, "nothing is recorded of %s", g->options->env);
    return fx_hint(err,
                   "git fetch origin '+refs/fxgit/env/*:refs/fxgit/env/*', or: fxgit env fetch");
}

/* A note that does not say what its commit has is somebody's slip, or trick. */
static bool judge_note(gate *g, fx_error *err)
{
    fx_arena *a = g->ws->arena;
    fx_strs head = {0}, wrong;

    if (g->ws->repo == NULL || g->ws->head.commit == NULL || g->options->staged)
        return true;
    *fx_push(a, &head) = g->ws->head.commit;
    if (!fx_notes_wrong(a, g->ws->repo, &head, true, &wrong, err))
        return false;
    if (wrong.n == 0)
        return true;
    fx_finding *f = gate_add(g, FX_FINDING_WARNING, "note", "a note says something else");

    f->message = fx_fmt(a, "the note of %.7s does not say what the commit has", wrong.at[0]);
    f->hint = "Make it anew: fxgit notes backfill";
    return true;
}

bool gate_env(gate *g, fx_error *err)
{
    fx_envs all;
    fx_strs bad = {0};

    if (!judge_note(g, err) || !named_env(g, err) || !fx_env_all(g->ws, &all, &bad, err))
        return false;
    fx_each (const char *, text, &bad) {
        fx_finding *f =
            gate_add(g, FX_FINDING_WARNING, "target-record", "a record of a target is bad");

        f->message = *text;
        f->hint = "What that target runs is not known: fxgit env fetch, or delete the ref.";
    }
    fx_each (const fx_env, env, &all) {
        fx_each (const fx_env_row, row, &env->rows) {
            judge(g, env, row);
        }
    }
    return true;
}
