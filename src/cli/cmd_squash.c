#include "fx/cli/output.h"
#include "fx/migrate/squash.h"

struct squash {
    const char *base, *message;
};

static const fx_opt options[] = {
    FX_VALUE(struct squash, message, 'm', "message", "TEXT", "made from the steps if left out"),
    FX_VALUE(struct squash, base, 0, "base", "REF", "what REF has is no draft"),
    {0},
};

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct squash *opt = data;
    fx_edits edits;

    return fx_squash(&app->ws, args->n > 0 ? args->at[0] : NULL, opt->base, opt->message, &edits,
                     err) &&
           fx_write_and_print(app, &edits, err);
}

const fx_command fx_squash_command = {
    .name = "squash",
    .args = "[A..B]",
    .summary = "fold drafts into one revision that replaces them",
    .help = "Without a range: all drafts. A database that has them all takes the new one in their "
            "place without a statement.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct squash),
    .args_max = 1,
    .acts = true,
    .run = run,
};
