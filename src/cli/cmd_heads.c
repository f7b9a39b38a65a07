#include "fx/cli/output.h"

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    fx_workspace *ws = &app->ws;
    fx_history h;

    (void)data;
    (void)args;
    if (!fx_history_read(app->arena, ws->worktree, &ws->config, &h, err))
        return false;
    fx_strs heads = fx_graph_heads(app->arena, &h.graph);

    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put_strs(&j, "heads", &heads);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    fx_each (const char *, id, &heads) {
        fx_out(app, "%s %s\n", *id, fx_graph_find(&h.graph, *id)->revision->message);
    }
    return true;
}

const fx_command fx_heads_command = {
    .name = "heads",
    .args = "",
    .summary = "revisions that no other builds on",
    .needs = FX_NEEDS_WORKSPACE,
    .run = run,
};
