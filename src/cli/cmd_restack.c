#include "fx/cli/output.h"
#include "fx/migrate/restack.h"

struct restack {
    const char *base;
    bool backport;
};

static const fx_opt options[] = {
    FX_VALUE(struct restack, base, 0, "base", "REF", "behind REF (else behind the frozen refs)"),
    FX_FLAG(
        struct restack, backport, 0, "backport",
        "revisions of another branch (cherry-pick): with the same steps behind this one's head"),
    {0},
};

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct restack *opt = data;
    fx_edits edits;

    (void)args;
    if (!(opt->backport ? fx_backport(&app->ws, &edits, err)
                        : fx_restack(&app->ws, opt->base, &edits, err)))
        return false;
    return fx_write_and_print(app, &edits, err);
}

const fx_command fx_restack_command = {
    .name = "restack",
    .args = "",
    .summary = "put this branch's drafts behind what the base has",
    .help =
        "After a rebase or pull. Only `revises` of the drafts changes: a database that has them "
        "is taken along without a statement.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct restack),
    .acts = true,
    .run = run,
};
