#include "fx/cli/output.h"
#include "fx/migrate/clear.h"

struct clear {
    bool files, ledger, all;
    const char *unprotect;
};

static const fx_opt options[] = {
    FX_FLAG(struct clear, files, 0, "files", "delete the revision files; other files stay"),
    FX_FLAG(struct clear, ledger, 0, "ledger", "forget what is applied; tables stay"),
    FX_FLAG(struct clear, all, 0, "all", "both"),
    FX_VALUE(struct clear, unprotect, 0, "unprotect", "NAME",
             "allow it on the protected target NAME"),
    {0},
};

static void print_json(const fx_app *app, const fx_clear_result *r)
{
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '{');
    fx_json_put(&j, "database", r->database);
    fx_json_put_strs(&j, "revisions", &r->revisions);
    fx_json_put_strs(&j, "deleted", &r->removed);
    fx_json_key(&j, "kept");
    fx_json_open(&j, '[');
    fx_each (const fx_kept_file, file, &r->kept) {
        fx_json_open(&j, '{');
        fx_json_put(&j, "path", file->path);
        fx_json_put(&j, "why", file->why);
        fx_json_close(&j, '}');
    }
    fx_json_close(&j, ']');
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

static void print_ledger(const fx_app *app, const fx_clear_result *r)
{
    fx_each (const char *, id, &r->revisions) {
        fx_out(app, "forgot   %s\n", *id);
    }
    if (!r->exists)
        fx_out(app, "%s does not exist\n", r->database);
    else if (r->revisions.n == 0)
        fx_out(app, "%s has no revisions in its ledger\n", r->database);
    else
        fx_out(app,
               "%s has no revisions in its ledger any more; its tables stay as they are "
               "(fxgit stamp REV marks them as applied)\n",
               r->database);
}

static void print_files(const fx_app *app, const fx_clear_result *r)
{
    fx_each (const char *, path, &r->removed) {
        fx_out(app, "deleted  %s\n", *path);
    }
    fx_each (const fx_kept_file, file, &r->kept) {
        fx_out(app, "kept     %s (%s)\n", file->path, file->why);
    }
    if (r->removed.n == 0)
        fx_out(app, "there is no revision file\n");
    else
        fx_out(app, "tables in databases stay as they are\n");
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct clear *opt = data;
    fx_clear_options o = {
        .files = opt->files || opt->all,
        .ledger = opt->ledger || opt->all,
        .agreement = {.yes = app->globals.yes, .unprotect = opt->unprotect, .ask = fx_asker(app)},
    };
    fx_place place = {0};
    fx_clear_result r;

    (void)args;
    if (!o.files && !o.ledger)
        return fx_fail(err, FX_USAGE, "clear: what? --files, --ledger or --all");
    if (o.ledger && !fx_app_place(app, true, &place, err))
        return false;
    if (!fx_clear(&app->ws, &place, &o, &r, err))
        return false;
    if (app->globals.json)
        print_json(app, &r);
    if (o.ledger)
        print_ledger(app, &r);
    if (o.files)
        print_files(app, &r);
    return true;
}

const fx_command fx_clear_command = {
    .name = "clear",
    .args = "--files|--ledger|--all",
    .summary = "forget revisions: their files, what is applied, or both",
    .help = "Tables and their rows stay. Files that are not revisions stay. Asks, or needs --yes.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct clear),
    .acts = true,
    .run = run,
};
