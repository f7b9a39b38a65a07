#include "fx/base/path.h"
#include "fx/cli/output.h"

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

static bool choose(const fx_strs *args, const fx_strs *backups, const char **out, fx_error *err)
{
    if (args->n == 0 && backups->n > 0) {
        *out = backups->at[backups->n - 1];
        return true;
    }
    if (args->n == 0) {
        fx_fail(err, FX_REFUSED, "there is no snapshot");
        return fx_hint(err, "fxgit makes one before it destroys rows on SQLite.");
    }
    fx_each (const char *, path, backups) {
        if (fx_same(fx_path_base(*path), args->at[0])) {
            *out = *path;
            return true;
        }
    }
    *out = args->at[0];
    return fx_path_exists(*out) ||
           fx_fail(err, FX_USAGE, "there is no snapshot %s (fxgit restore --list)", args->at[0]);
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct restore *opt = data;
    fx_place place;
    fx_strs backups = {0};
    const char *path = NULL;

    if (!fx_workspace_place(&app->ws, app->globals.target, app->globals.database, &place, err) ||
        !fx_backups(&app->ws, &place, &backups, err))
        return false;
    if (opt->list)
        return print_list(app, &backups);
    if (!choose(args, &backups, &path, err))
        return false;
    if (place.target->protected_) {
        fx_fail(err, FX_REFUSED, "target %s is protected", place.target->name);
        return fx_hint(err, "Restore it by hand: the snapshot is an ordinary SQLite file.");
    }
    if (!fx_consent(app,
                    fx_fmt(app->arena, "restoring %s replaces all of %s", path, place.url.text),
                    fx_fmt(app->arena, "Replace all of %s by %s?", place.url.text, path), err) ||
        !fx_db_restore(app->arena, &place.url, path, err))
        return false;
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put(&j, "restored", path);
        fx_json_put(&j, "database", place.url.text);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    fx_out(app, "restored %s from %s\n", place.url.text, path);
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
    .run = run,
};
