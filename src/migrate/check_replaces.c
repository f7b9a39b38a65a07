/*
 * Replaces: a new revision stands for others, which databases have. They must
 * be gone from the tree, be one piece, and have done what it does.
 */
#include <string.h>

#include "fx/base/path.h"
#include "gate.h"

static fx_finding *report(gate *g, const fx_revision *r, const char *message, const char *hint)
{
    fx_finding *f = gate_add(g, FX_FINDING_ERROR, "replaces", "replaces what it does not do");

    f->file = r->path;
    f->line = 1;
    f->revision = r->id;
    f->message = message;
    f->hint = hint;
    return f;
}

bool gate_replaced_gone(gate *g, const fx_revision *r)
{
    fx_arena *a = g->ws->arena;

    fx_each (const char *, id, &r->replaces) {
        const fx_revision *there = gate_find(g, *id);

        if (there == NULL)
            continue;
        report(
            g, r,
            fx_fmt(a, "revision %s replaces %s, which is still there: %s", r->id, *id, there->path),
            "A database would skip the one or run both. Delete the file of the one that is not "
            "meant.");
        return false;
    }
    return true;
}

/* As some commit has it; NULL: none that is here. */
static const fx_revision *look_for(const gate *g, const char *id)
{
    fx_arena *a = g->ws->arena;
    const char *dir = fx_path_join(a, g->ws->prefix, fx_versions_dir(a, &g->config));
    const size_t skip = *g->ws->prefix == '\0' ? 0 : strlen(g->ws->prefix) + 1;
    fx_revision *out = fx_new(a, fx_revision);
    fx_error probe = {.arena = a};
    const char *path, *text = NULL;
    fx_commit commit;
    size_t n;

    if (g->ws->repo == NULL || !fx_repo_holding(g->ws->repo, dir, id, &commit, &path) ||
        strlen(path) < skip || !fx_revision_is_file(path))
        return NULL;
    fx_source *src = fx_source_commit(a, g->ws->repo, commit.id, g->ws->prefix, &probe);

    if (src == NULL || !fx_source_read(src, a, path + skip, &text, &n, &probe) || text == NULL ||
        !fx_revision_read(a, path + skip, text, n, out, &probe) || !fx_same(out->id, id))
        return NULL;
    return out;
}

static bool touches(const fx_revision *x, const fx_revision *y)
{
    return fx_strs_has(&x->parents, y->id) || fx_strs_has(&y->parents, x->id);
}

static bool touches_any(const fx_revision *r, const fx_revisions *some)
{
    bool found = some->n == 0;

    for (size_t i = 0; i < some->n && !found; i++)
        found = touches(r, some->at[i]);
    return found;
}

/* Takes those that hang together with what is taken; what is left then is another piece. */
static bool is_one_piece(fx_arena *a, const fx_revisions *all)
{
    bool *taken = fx_alloc(a, all->n + 1);
    fx_revisions piece = {0};

    for (size_t before = all->n + 1; before != piece.n;) {
        before = piece.n;
        for (size_t i = 0; i < all->n; i++) {
            if (taken[i] || !touches_any(all->at[i], &piece))
                continue;
            taken[i] = true;
            *fx_push(a, &piece) = all->at[i];
        }
    }
    return piece.n == all->n;
}

static bool replay_those(fx_arena *a, const fx_revisions *all, fx_schema *state, fx_error *err)
{
    FX_VEC(fx_node) nodes = {0};
    fx_graph graph;

    fx_each (const fx_revision *, r, all) {
        *fx_push(a, &nodes) =
            (fx_node){.id = (*r)->id, .parents = (*r)->parents, .revision = *r, .path = (*r)->path};
    }
    if (!fx_graph_build(a, nodes.at, nodes.n, true, &graph, err))
        return false;
    fx_each (const size_t, at, &graph.order) {
        if (!fx_replay_all(a, state, &graph.nodes.at[*at].revision->up.steps, NULL, err))
            return false;
    }
    return true;
}

void gate_replaces(gate *g, const fx_revision *r, const fx_schema *before, const fx_schema *after)
{
    fx_arena *a = g->ws->arena;
    fx_error probe = {.arena = a};
    fx_revisions all = {0};

    if (r->replaces.n == 0)
        return;
    fx_each (const char *, id, &r->replaces) {
        const fx_revision *was = look_for(g, *id);

        if (was == NULL)
            return; /* a draft of somebody: `upgrade` asks the databases that have it */
        *fx_push(a, &all) = was;
    }
    if (!is_one_piece(a, &all)) {
        (void)report(g, r,
                     fx_fmt(a, "revision %s replaces %s, which do not follow each other", r->id,
                            fx_strs_join(a, &r->replaces, ", ")),
                     "Fold what follows each other: fxgit squash A..B");
        return;
    }
    fx_schema state = fx_schema_copy(a, before);
    const bool replays = replay_those(a, &all, &state, &probe);

    if (replays && fx_schema_equal(&state, after))
        return;
    fx_finding *f = report(
        g, r,
        fx_fmt(a, "revision %s does not give what %s gave%s%s", r->id,
               fx_strs_join(a, &r->replaces, ", "), replays ? "" : ": ", replays ? "" : probe.msg),
        "Databases that have those take it without a statement. Write it anew with `fxgit "
        "squash`, or leave `replaces:` out.");
    if (g->policy.drafts_editable) /* it may have been edited since it was folded */
        f->severity = FX_FINDING_WARNING;
}
