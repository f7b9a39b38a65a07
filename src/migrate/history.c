#include <string.h>

#include "fx/migrate/workspace.h"
#include "fx/model/replayer.h"
#include "kept.h"

bool fx_history_build(fx_arena *a, fx_history *out, fx_error *err)
{
    FX_VEC(fx_node) nodes = {0};

    fx_reserve(a, &nodes, out->all.n);
    fx_each (const fx_revision *, r, &out->all) {
        *fx_push(a, &nodes) =
            (fx_node){.id = (*r)->id, .parents = (*r)->parents, .revision = *r, .path = (*r)->path};
    }
    return fx_graph_build(a, nodes.at, nodes.n, false, &out->graph, err);
}

bool fx_history_outline(fx_arena *a, fx_source *src, const fx_config *c, fx_history *out,
                        fx_error *err)
{
    const char *dir = fx_versions_dir(a, c);
    fx_files files = {0};

    *out = (fx_history){0};
    if (!fx_source_list(src, a, dir, &files, err))
        return false;
    kept *k = kept_open(a, src, dir, files.n);

    fx_reserve(a, &out->all, files.n);
    fx_each (const fx_file, file, &files) {
        const fx_revision *r;

        if (!fx_revision_is_file(file->path))
            continue;
        if (!kept_revision(k, file, &r, err))
            return false;
        if (r != NULL) /* else removed while we read */
            *fx_push(a, &out->all) = r;
    }
    kept_close(k);
    return fx_history_build(a, out, err);
}

bool fx_history_read(fx_arena *a, fx_source *src, const fx_config *c, fx_history *out,
                     fx_error *err)
{
    if (!fx_history_outline(a, src, c, out, err))
        return false;
    fx_each (const fx_revision *, r, &out->all) {
        fx_revision_complete(*r);
    }
    return true;
}

static bool replay_one(fx_replayer *player, const fx_revision *r, fx_error *err)
{
    fx_replayer_tidy(player);
    if (fx_replayer_play(player, &r->up.steps, NULL, err))
        return true;
    if (err->file == NULL) {
        err->file = r->path;
        err->line = r->up.line;
    }
    return fx_context(err, "revision %s", r->id);
}

bool fx_history_replay(fx_arena *a, const fx_history *h, fx_schema *out, fx_error *err)
{
    const fx_schema nothing = {0};
    fx_replayer player;
    bool done = true;

    fx_replayer_begin(&player, a, &nothing);
    fx_each (const size_t, at, &h->graph.order)
        done = done && replay_one(&player, h->graph.nodes.at[*at].revision, err);
    fx_replayer_end(&player, out);
    return done;
}
