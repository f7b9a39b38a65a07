/*
 * What one of the project's dialects cannot do is told before it is deployed.
 */
#include "fx/migrate/dialects.h"
#include "gate.h"

static void judge(gate *g, const fx_strs *dialects, const fx_revision *r, const fx_half *half,
                  const fx_changes *changes)
{
    fx_error probe = {.arena = g->ws->arena};

    if (fx_dialects_accept(g->ws->arena, dialects, changes, &probe))
        return;
    fx_finding *f = gate_add(g, FX_FINDING_ERROR, "dialect", "a dialect cannot run it");

    f->file = r->path;
    f->line = probe.line > 0 && fx_same(probe.file, r->path) ? probe.line : half->line;
    f->revision = r->id;
    f->message = probe.msg;
    f->hint = probe.hint;
}

bool gate_dialects(gate *g)
{
    fx_strs dialects = fx_dialects_of(g->ws, &g->config);
    fx_arena *a = g->ws->arena;
    fx_schema state = {0};

    fx_each (const char *, name, &g->policy.dialects) {
        if (!fx_strs_has(&dialects, *name)) /* a branch cannot leave it out */
            *fx_push(a, &dialects) = *name;
    }
    fx_each (const size_t, at, &g->history.graph.order) {
        const fx_revision *r = g->history.graph.nodes.at[*at].revision;
        fx_error probe = {.arena = a};
        fx_changes up = {0}, down = {0};

        if (!fx_replay_all(a, &state, &r->up.steps, &up, &probe))
            return true; /* the tree's own check says so */
        if (gate_knows(g, r->id))
            continue;
        fx_schema back = fx_schema_copy(a, &state);

        judge(g, &dialects, r, &r->up, &up);
        if (!r->down.irreversible && fx_replay_all(a, &back, &r->down.steps, &down, &probe))
            judge(g, &dialects, r, &r->down, &down);
    }
    return true;
}
