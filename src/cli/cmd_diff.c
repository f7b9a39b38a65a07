#include "fx/cli/output.h"
#include "fx/migrate/lookup.h"

struct diff {
    bool sql;
};

static const fx_opt options[] = {
    FX_FLAG(struct diff, sql, 0, "sql", "as SQL for the target's engine"),
    {0},
};

static bool print_sql(fx_app *app, const fx_diff *diff, fx_error *err)
{
    const char *dialect;
    fx_stmts statements = {0};

    if (!fx_app_dialect(app, &dialect, err) ||
        !fx_render(app->arena, fx_dialect_find(dialect), &diff->up, NULL, &statements, err))
        return false;
    fx_print_script(app, dialect, &statements);
    return true;
}

/* What goes may have been renamed, or not be there to be read. */
static bool say_open(fx_app *app, const fx_diff *diff, fx_error *err)
{
    bool drops = false;
    fx_strs open = {0};

    fx_each (const fx_step *const, s, &diff->steps) {
        drops = drops || fx_step_drops(*s);
    }
    if (drops && !fx_generate_open(&app->ws, &open, err))
        return false;
    fx_each (const char *, text, &open) {
        fx_note(app, "open: %s\n", *text);
    }
    return true;
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct diff *opt = data;
    fx_diff diff;

    if (!fx_lookup_diff(&app->ws, args->n > 0 ? args->at[0] : NULL,
                        args->n > 1 ? args->at[1] : NULL, &diff, err))
        return false;
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_changes(app->arena, &j, &diff.up);
        fx_json_close(&j, '}');
        fx_json_end(&j);
        return true;
    }
    if (opt->sql)
        return print_sql(app, &diff, err);
    fx_print_changes(app, &diff.up);
    return args->n > 0 || say_open(app, &diff, err);
}

const fx_command fx_diff_command = {
    .name = "diff",
    .args = "[A [B]]",
    .summary = "what entities have and revisions lack; or between commits",
    .help = "Without arguments: revisions against the entities of the work tree. A: the entities "
            "of commit A\n"
            "against those of the work tree. A B: between the two commits. Writes nothing.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct diff),
    .args_max = 2,
    .run = run,
};
