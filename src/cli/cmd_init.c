#include "fx/base/path.h"
#include "fx/cli/output.h"
#include "fx/git/hooks.h"
#include "fx/migrate/adopt.h"
#include "fx/migrate/init.h"

struct init {
    bool no_hooks, from_database;
    const char *ci;
};

static const fx_opt options[] = {
    FX_FLAG(struct init, no_hooks, 0, "no-hooks", "leave Git's hooks alone"),
    FX_FLAG(struct init, from_database, 0, "from-database",
            "adopt the database: its tables become entities and a first revision"),
    FX_VALUE(struct init, ci, 0, "ci", "CI", "put the gate into it, too: github or gitlab"),
    {0},
};

static void json_adopted(fx_json *j, const fx_adopted *adopted)
{
    const fx_revision *r = &adopted->revision.revision;

    fx_json_key(j, "entities");
    fx_json_open(j, '[');
    fx_each (const fx_entity_file, f, &adopted->inspection.files) {
        fx_json_text(j, f->path);
    }
    fx_json_close(j, ']');
    fx_json_put(j, "revision", r->id);
    fx_json_put(j, "path", adopted->revision.path);
    fx_json_put_strs(j, "left_alone", &adopted->inspection.left_alone);
    fx_json_put(j, "database", adopted->inspection.database);
}

/* `adopted`: NULL without --from-database. */
static void print_json(const fx_app *app, const fx_init_result *r, const fx_adopted *adopted)
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
    if (adopted != NULL)
        json_adopted(&j, adopted);
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

/* Asked before anything is written; a URL that fxgit.yml has is asked later. */
static bool is_there(fx_app *app, fx_error *err)
{
    const char *text = app->globals.database;
    fx_url url;

    if (text == NULL)
        return true;
    return fx_url_parse(app->arena, text, fx_path_absolute(app->arena, "."), &url, err) &&
           (fx_db_exists(&url) || fx_fail(err, FX_DB, "the database %s does not exist", url.text));
}

static bool adopt(fx_app *app, fx_adopted *out, fx_error *err)
{
    fx_workspace *ws = &app->ws;

    return (fx_workspace_open(app->arena, ".", app->globals.config, ws, err) &&
            fx_adopt(ws, app->globals.target, app->globals.database, out, err)) ||
           fx_context(err, "init --from-database");
}

static void print_text(const fx_app *app, const fx_init_result *r)
{
    fx_each (const fx_init_line, line, &r->lines) {
        if (line->note == NULL)
            fx_out(app, "%-8s %s\n", line->what, line->path);
        else
            fx_out(app, "%-8s %-28s %s\n", line->what, line->path, line->note);
    }
    if (r->hooks.n > 0)
        fx_out(app, "hooks    %s\n", fx_strs_join(app->arena, &r->hooks, ", "));
}

/* Without hooks no commit gets a revision: that is said once, here. */
static void print_next(fx_app *app, const struct init *opt, const fx_init_result *r)
{
    if (r->repo == NULL)
        fx_note(app,
                FX_PAINT(FX_YELLOW, "warning:") " there is no Git repository here, so there are no "
                                                "hooks: a commit gets no revision. Run: git init, "
                                                "then fxgit init once more\n");
    else if (!opt->no_hooks)
        fx_print_hint(fx_note, app, fx_hooks_manager(r->repo));
}

static void print_adopted(const fx_app *app, const fx_adopted *adopted)
{
    fx_each (const fx_entity_file, f, &adopted->inspection.files) {
        fx_out(app, "created  %s\n", f->path);
    }
    fx_out(app, "created  %s\n", adopted->revision.path);
    fx_each (const char *, name, &adopted->inspection.left_alone) {
        fx_out(app, "left     %-28s entities do not hold it\n", *name);
    }
    fx_out(app, "stamped  %s %s\n", adopted->revision.revision.id, adopted->inspection.database);
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct init *opt = data;
    fx_adopted adopted;
    fx_init_result r;

    (void)args;
    if (opt->from_database && !is_there(app, err))
        return false;
    if (!fx_init(app->arena, ".", app->globals.database, !opt->no_hooks, opt->ci, &r, err))
        return false;
    print_text(app, &r); /* what is there now is said even when the next fails */
    if (opt->from_database && !adopt(app, &adopted, err))
        return false;
    if (opt->from_database)
        print_adopted(app, &adopted);
    if (!opt->from_database)
        print_next(app, opt, &r);
    if (app->globals.json)
        print_json(app, &r, opt->from_database ? &adopted : NULL);
    return true;
}

const fx_command fx_init_command = {
    .name = "init",
    .args = "",
    .summary = "begin a project here: folders, fxgit.yml, Git hooks",
    .help = "--database URL is written into fxgit.yml. Nothing that is there is overwritten.",
    .options = options,
    .options_size = sizeof(struct init),
    .acts = true,
    .run = run,
};
