/*
 * Which databases this clone connects to because a tracked file names them.
 */
#include "fx/cli/output.h"
#include "fx/migrate/trust.h"

struct trust {
    bool list;
    const char *forget;
};

static const fx_opt options[] = {
    FX_FLAG(struct trust, list, 'l', "list", "the places that this clone knows"),
    FX_VALUE(struct trust, forget, 0, "forget", "PLACE", "no longer this one, as --list has it"),
    {0},
};

static bool print_list(const fx_app *app, const fx_strs *places)
{
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put_strs(&j, "places", places);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    fx_each (const char *, place, places) {
        fx_out(app, "%s\n", *place);
    }
    return true;
}

static bool forget(fx_app *app, const char *place, fx_error *err)
{
    bool known = false;

    if (!fx_trust_forget(&app->ws, place, &known, err))
        return false;
    if (!known) {
        fx_fail(err, FX_USAGE, "this clone does not know %s", place);
        return fx_hint(err, "fxgit trust --list shows what it knows.");
    }
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put(&j, "forgotten", place);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    fx_out(app, "forgot   %s\n", place);
    return true;
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct trust *opt = data;
    fx_strs places;
    fx_place place;

    (void)args;
    if (opt->list)
        return fx_trust_list(&app->ws, &places, err) && print_list(app, &places);
    if (opt->forget != NULL)
        return forget(app, opt->forget, err);
    if (!fx_app_place(app, true, &place, err))
        return false;
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put(&j, "trusted", place.url.text);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    fx_out(app, "%s may be connected to\n", place.url.text);
    return true;
}

const fx_command fx_trust_command = {
    .name = "trust",
    .args = "",
    .summary = "let this clone connect to the database that fxgit.yml names",
    .help = "A place that a tracked file names, on another machine or outside of the work tree, is "
            "connected to only when this clone has agreed to it: by this command, by a question "
            "of upgrade or sync, or by their --yes. Kept below the Git folder.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct trust),
    .acts = true,
    .run = run,
};
