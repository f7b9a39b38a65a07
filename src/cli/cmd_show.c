#include "fx/cli/output.h"
#include "fx/migrate/lookup.h"

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
    fx_json_put_bool(&j, "has_changes", r->up.steps.n + r->down.steps.n > 0);
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
    if (!fx_lookup_revision(&app->ws, app->globals.target, app->globals.database, args->at[0], &r,
                            err))
        return false;
    if (app->globals.json)
        print_json(app, &r);
    fx_out_text(app, r.text);
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
