#include "fx/cli/output.h"
#include "fx/migrate/lookup.h"

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    fx_ledger ledger;
    fx_graph graph;

    (void)data;
    (void)args;
    if (!fx_lookup_ledger(&app->ws, app->globals.target, app->globals.database, &ledger, err) ||
        !fx_ledger_graph(app->arena, &ledger, &graph, err))
        return false;
    fx_strs heads = fx_graph_heads(app->arena, &graph);

    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put_strs(&j, "heads", &heads);
        fx_json_put_int(&j, "applied", (int64_t)ledger.rows.n);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    fx_each (const char *, id, &heads) {
        fx_out(app, "%s %s\n", *id, fx_ledger_find(&ledger, *id)->message);
    }
    return true;
}

const fx_command fx_current_command = {
    .name = "current",
    .args = "",
    .summary = "the latest revisions that the database has",
    .needs = FX_NEEDS_WORKSPACE,
    .run = run,
};
