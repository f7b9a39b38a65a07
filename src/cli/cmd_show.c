#include "fx/base/path.h"
#include "fx/cli/output.h"

/* The tree's text; else what the database kept. */
static bool find(fx_app *app, const char *text, fx_revision *out, fx_error *err)
{
    fx_workspace *ws = &app->ws;
    fx_error probe = {.arena = app->arena};
    fx_place *place = fx_new(app->arena, fx_place);
    fx_history h;
    fx_ledger ledger;
    fx_graph graph;
    const char *id;
    fx_db *db;

    if (!fx_history_read(app->arena, ws->worktree, &ws->config, &h, err))
        return false;
    if (fx_graph_resolve(app->arena, &h.graph, text, &id, err)) {
        *out = *fx_graph_find(&h.graph, id)->revision;
        return true;
    }
    if (!fx_workspace_place(ws, app->globals.target, app->globals.database, place, &probe) ||
        !fx_db_exists(&place->url) ||
        (db = fx_db_open(app->arena, &place->url, false, &probe)) == NULL ||
        !fx_ledger_read(app->arena, db, ws->config.project, &ledger, &probe) ||
        !fx_ledger_graph(app->arena, &ledger, &graph, &probe) ||
        !fx_graph_resolve(app->arena, &graph, text, &id, &probe))
        return false; /* the tree's answer stands */
    fx_error_clear(err);
    return fx_ledger_revision(app->arena, db, fx_ledger_find(&ledger, id), out, err);
}

static void print_json(const fx_app *app, const fx_revision *r)
{
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '{');
    fx_json_put(&j, "revision", r->id);
    fx_json_put_strs(&j, "revises", &r->parents);
    fx_json_put(&j, "message", r->message);
    fx_json_put(&j, "path", r->path);
    fx_json_put(&j, "up_hash", r->up.hash);
    fx_json_put(&j, "down_hash", r->down.hash);
    fx_json_put(&j, "irreversible", r->down.irreversible ? r->down.reason : NULL);
    fx_json_put_strs(&j, "loses", &r->loses);
    fx_json_put(&j, "text", r->text);
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    fx_revision r;

    (void)data;
    if (!find(app, args->at[0], &r, err)) {
        const char *where =
            app->ws.repo == NULL
                ? NULL
                : fx_repo_where(app->ws.repo,
                                fx_path_join(app->arena, app->ws.prefix,
                                             fx_versions_dir(app->arena, &app->ws.config)),
                                args->at[0]);

        return where == NULL ? false : fx_hint(err, "It is in %s.", where);
    }
    if (app->globals.json)
        print_json(app, &r);
    fx_out(app, "%s", r.text);
    return true;
}

const fx_command fx_show_command = {
    .name = "show",
    .args = "REV",
    .summary = "the text of a revision, from the tree or the database",
    .needs = FX_NEEDS_WORKSPACE,
    .args_min = 1,
    .args_max = 1,
    .run = run,
};
