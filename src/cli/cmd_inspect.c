#include "fx/base/shown.h"
#include "fx/cli/output.h"
#include "fx/migrate/adopt.h"

struct inspect {
    bool write;
};

static const fx_opt options[] = {
    FX_FLAG(struct inspect, write, 0, "write", "write the entity files; never over another text"),
    {0},
};

static void print_json(fx_app *app, const fx_inspection *in)
{
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '{');
    fx_json_put(&j, "database", in->database);
    fx_json_key(&j, "entities");
    fx_json_open(&j, '[');
    fx_each (const fx_entity_file, f, &in->files) {
        fx_json_open(&j, '{');
        fx_json_put(&j, "path", f->path);
        fx_json_put(&j, "text", f->text);
        fx_json_close(&j, '}');
    }
    fx_json_close(&j, ']');
    fx_json_put_strs(&j, "left_alone", &in->left_alone);
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

static void print_text(fx_app *app, const fx_inspection *in, bool written)
{
    for (size_t i = 0; i < in->files.n; i++) {
        const fx_entity_file *f = &in->files.at[i];

        if (written)
            fx_out(app, "created  %s\n", f->path);
        else
            fx_out_data(app, fx_fmt(app->arena, "%s# %s\n%s", i == 0 ? "" : "---\n",
                                    fx_shown_line(app->arena, f->path), f->text));
    }
    fx_each (const char *, name, &in->left_alone) {
        fx_note(app, "fxgit: %s is left out: entities do not hold it\n", *name);
    }
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct inspect *opt = data;
    fx_inspection in;

    (void)args;
    app->acted = opt->write;
    if (!fx_inspect(&app->ws, app->globals.target, app->globals.database, &in, err) ||
        (opt->write && !fx_inspect_write(&app->ws, &in, err)))
        return false;
    if (app->globals.json)
        print_json(app, &in);
    else
        print_text(app, &in, opt->write);
    return true;
}

const fx_command fx_inspect_command = {
    .name = "inspect",
    .args = "",
    .summary = "what the database holds, as entity files",
    .help = "Prints one document a table, view or trigger. What entities cannot hold is refused by "
            "name; virtual\ntables, and what stands on them, are named and left out.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct inspect),
    .run = run,
};
