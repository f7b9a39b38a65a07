#include "fx/cli/output.h"
#include "fx/migrate/draft.h"

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const fx_revision *r;

    (void)data;
    if (!fx_draft_find(&app->ws, app->globals.target, app->globals.database, args->at[0], &r,
                       err) ||
        !fx_consent(app, fx_fmt(app->arena, "deleting %s (%s)", r->path, r->message),
                    fx_fmt(app->arena, "Delete %s (%s)?", r->path, r->message), err) ||
        !fx_draft_delete(&app->ws, r, err))
        return false;
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put(&j, "deleted", r->path);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    fx_out(app, "deleted  %s\n", r->path);
    return true;
}

const fx_command fx_delete_command = {
    .name = "delete",
    .args = "REV",
    .summary = "delete a draft: nothing built on it, not applied, not frozen",
    .needs = FX_NEEDS_WORKSPACE,
    .args_min = 1,
    .args_max = 1,
    .acts = true,
    .run = run,
};
