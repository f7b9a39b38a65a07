#include "fx/cli/output.h"
#include "fx/migrate/diagram.h"

struct diagram {
    bool live;
};

static const fx_opt options[] = {
    FX_FLAG(struct diagram, live, 0, "live", "of what the database holds"),
    {0},
};

static bool draw(fx_app *app, bool live, const char *rev, fx_diagram *out, fx_error *err)
{
    fx_place *place = fx_new(app->arena, fx_place);

    if (!live)
        return fx_diagram_model(&app->ws, rev, out, err);
    if (rev != NULL)
        return fx_fail(err, FX_USAGE, "diagram: either a commit or --live");
    return fx_app_place(app, false, place, err) && fx_diagram_live(&app->ws, place, out, err);
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct diagram *opt = data;
    fx_diagram d;

    if (!draw(app, opt->live, args->n > 0 ? args->at[0] : NULL, &d, err))
        return false;
    fx_each (const fx_table *const, t, &d.schema.tables) {
        if ((*t)->unheld != NULL)
            fx_note(app, FX_PAINT(FX_YELLOW, "warning:") " %s has what cannot be drawn: %s\n",
                    (*t)->name, (*t)->unheld);
    }
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put(&j, "source", d.source);
        fx_json_put_int(&j, "tables", (int64_t)d.schema.tables.n);
        fx_json_put(&j, "mermaid", d.text);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    fx_out_data(app, d.text);
    return true;
}

const fx_command fx_database_diagram_command = {
    .name = "database diagram",
    .args = "[COMMIT]",
    .summary = "tables and foreign keys as a Mermaid erDiagram",
    .help = "Of the entities of the work tree, of COMMIT, or (--live) of the database.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct diagram),
    .args_max = 1,
    .run = run,
};
