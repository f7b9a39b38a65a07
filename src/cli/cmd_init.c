#include "fx/cli/output.h"
#include "fx/migrate/init.h"

struct init {
    bool no_hooks;
};

static const fx_opt options[] = {
    FX_FLAG(struct init, no_hooks, 0, "no-hooks", "leave Git's hooks alone"),
    {0},
};

static void print_json(fx_app *app, const fx_init_result *r)
{
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '{');
    fx_json_key(&j, "files");
    fx_json_open(&j, '[');
    fx_each (const fx_init_line, line, &r->lines) {
        fx_json_open(&j, '{');
        fx_json_put(&j, "what", line->what);
        fx_json_put(&j, "path", line->path);
        fx_json_close(&j, '}');
    }
    fx_json_close(&j, ']');
    fx_json_put_strs(&j, "hooks", &r->hooks);
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct init *opt = data;
    fx_init_result r;

    (void)args;
    if (!fx_init(app->arena, ".", app->globals.database, !opt->no_hooks, &r, err))
        return false;
    if (app->globals.json) {
        print_json(app, &r);
        return true;
    }
    fx_each (const fx_init_line, line, &r.lines) {
        if (line->note == NULL)
            fx_out(app, "%-8s %s\n", line->what, line->path);
        else
            fx_out(app, "%-8s %-28s %s\n", line->what, line->path, line->note);
    }
    if (r.hooks.n > 0)
        fx_out(app, "hooks    %s\n", fx_strs_join(app->arena, &r.hooks, ", "));
    return true;
}

const fx_command fx_init_command = {
    .name = "init",
    .args = "",
    .summary = "begin a project here: folders, fxgit.yml, Git hooks",
    .help = "--database URL is written into fxgit.yml. Nothing that is there is overwritten.",
    .options = options,
    .options_size = sizeof(struct init),
    .run = run,
};
