#include "fx/cli/output.h"
#include "fx/migrate/drift.h"

struct drift {
    bool sql, reverse;
};

static const fx_opt options[] = {
    FX_FLAG(struct drift, sql, 0, "sql", "the SQL that takes the database back to its revisions"),
    FX_FLAG(struct drift, reverse, 0, "reverse", "with --sql: what was done to it instead"),
    {0},
};

static bool print_sql(fx_app *app, const fx_drift_report *r, bool reverse, fx_error *err)
{
    fx_stmts statements = {0};

    if (!fx_drift_render(app->arena, r, reverse, &statements, err))
        return false;
    fx_print_script(app, r->dialect, &statements);
    return true;
}

static void print_json(fx_app *app, const fx_drift_report *r)
{
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '{');
    fx_json_put(&j, "database", r->database);
    fx_json_put_bool(&j, "different", r->different);
    fx_json_changes(app->arena, &j, &r->changes);
    fx_json_put_strs(&j, "unheld", &r->unheld);
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

static void print_text(fx_app *app, const fx_drift_report *r)
{
    if (!r->different) {
        fx_out(app, "%s is what its revisions say\n", r->database);
        return;
    }
    fx_print_changes(app, &r->changes);
    if (r->changes.n == 0 && r->unheld.n == 0)
        fx_out(app, "~ a name, or the order of a key\n");
    fx_each (const char *, what, &r->unheld) {
        fx_out(app, "? %s: fxgit does not hold it\n", *what);
    }
    fx_note(app, "fxgit: %s differs from its revisions\n", r->database);
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct drift *opt = data;
    fx_drift_report r;

    (void)args;
    if (opt->reverse && !opt->sql)
        return fx_fail(err, FX_USAGE, "--reverse needs --sql");
    if (!fx_drift(&app->ws, app->globals.target, app->globals.database, &r, err))
        return false;
    app->status = r.different ? 1 : 0;
    if (app->globals.json) {
        print_json(app, &r);
        return true;
    }
    if (opt->sql)
        return print_sql(app, &r, opt->reverse, err);
    print_text(app, &r);
    return true;
}

const fx_command fx_drift_command = {
    .name = "drift",
    .args = "",
    .summary = "what was changed in the database from outside fxgit",
    .help = "Compares the live tables with the revisions that the database has. Exit status 1 when "
            "they differ.\n+ is in the database and in no revision, - the other way round.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct drift),
    .run = run,
};
