/*
 * What one of the project's dialects cannot do is told before it is deployed.
 */
#include "fx/migrate/dialects.h"
#include "fx/model/replayer.h"
#include "gate.h"

typedef struct judging {
    gate *g;
    fx_strs dialects;
    fx_replayer player;
    fx_arena *scratch; /* the revision's alone; what is found is not in it */
} judging;

static void judge(const judging *j, const fx_revision *r, const fx_half *half,
                  const fx_changes *changes)
{
    fx_error probe = {.arena = j->g->ws->arena};

    if (fx_dialects_accept(j->scratch, &j->dialects, changes, &probe))
        return;
    fx_finding *f = gate_add(j->g, FX_FINDING_ERROR, "dialect", "a dialect cannot run it");

    f->file = r->path;
    f->line = probe.line > 0 && fx_same(probe.file, r->path) ? probe.line : half->line;
    f->revision = r->id;
    f->message = probe.msg;
    f->hint = probe.hint;
}

/* False: it does not apply, as the tree's own check says. */
static bool judge_revision(judging *j, const fx_revision *r)
{
    fx_error probe = {.arena = j->g->ws->arena};
    fx_changes up = {0}, down = {0};

    if (!fx_replayer_play(&j->player, &r->up.steps, &up, &probe))
        return false;
    if (gate_knows(j->g, r->id))
        return true;
    judge(j, r, &r->up, &up);
    if (r->down.irreversible)
        return true;
    fx_schema back = fx_schema_copy(j->scratch, &j->player.state);

    if (fx_replay_all(j->scratch, &back, &r->down.steps, &down, &probe))
        judge(j, r, &r->down, &down);
    return true;
}

bool gate_dialects(gate *g)
{
    const fx_schema nothing = {0};
    judging j = {.g = g, .dialects = fx_dialects_of(g->ws, &g->config), .scratch = fx_arena_new()};
    bool good = true;

    fx_each (const char *, name, &g->policy.dialects) {
        if (!fx_strs_has(&j.dialects, *name)) /* a branch cannot leave it out */
            *fx_push(g->ws->arena, &j.dialects) = *name;
    }
    fx_replayer_begin(&j.player, g->ws->arena, &nothing);
    fx_each (const size_t, at, &g->history.graph.order) {
        fx_replayer_tidy(&j.player);
        good = good && judge_revision(&j, g->history.graph.nodes.at[*at].revision);
        fx_arena_clear(j.scratch);
    }
    fx_replayer_end(&j.player, NULL);
    fx_arena_free(j.scratch);
    return true;
}
