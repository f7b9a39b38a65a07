#include "fx/cli/output.h"
#include "fx/migrate/lookup.h"

struct restore {
    bool list;
};

static const fx_opt options[] = {
    FX_FLAG(struct restore, list, 'l', "list", "the snapshots that there are"),
    {0},
};

static bool print_list(const fx_app *app, const fx_strs *backups)
{
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put_strs(&j, "backups", backups);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    fx_each (const char *, path, backups) {
        fx_out(app, "%s\n", *path);
    }
    return true;
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct restore *opt = data;
    fx_place place;
    fx_strs backups = {0};
    const char *path = NULL;

    if (!fx_app_place(app, !opt->list, &place, err))
        return false;
    if (opt->list) {
        if (!fx_backups(&app->ws, &place, &backups, err))
            return false;
        fx_each (const char *, backup, &backups) {
            *backup = fx_url_hidden(app->arena, &place.url, *backup);
        }
        return print_list(app, &backups);
    }
    if (!fx_lookup_backup(&app->ws, &place, args->n > 0 ? args->at[0] : NULL, "", &path, err))
        return false;
    const char *shown = fx_url_hidden(app->arena, &place.url, path);

    if (!fx_consent(app,
                    fx_fmt(app->arena, "restoring %s replaces all of %s", shown, place.url.text),
                    fx_fmt(app->arena, "Replace all of %s by %s?", place.url.text, shown), err) ||
        !fx_db_restore(app->arena, &place.url, path, err))
        return false;
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put(&j, "restored", shown);
        fx_json_put(&j, "database", place.url.text);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    fx_out(app, "restored %s from %s\n", place.url.text, shown);
    return true;
}

const fx_command fx_restore_command = {
    .name = "restore",
    .args = "[FILE]",
    .summary = "put the newest snapshot (or FILE) back in place of the database",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct restore),
    .args_max = 1,
    .acts = true,
    .run = run,
};
