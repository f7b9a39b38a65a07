#include "fx/cli/output.h"

struct stamp {
    bool force, dry_run;
};

static const fx_opt options[] = {
    FX_FLAG(struct stamp, force, 0, "force",
            "also where the tables are not what the revision says"),
    FX_FLAG(struct stamp, dry_run, 'n', "dry-run", "show the plan and change nothing"),
    {0},
};

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct stamp *opt = data;
    fx_run_options o = {
        .verb = FX_VERB_STAMP, .to = args->at[0], .force = opt->force, .dry_run = opt->dry_run};

    return fx_run_and_print(app, &o, err);
}

const fx_command fx_stamp_command = {
    .name = "stamp",
    .args = "REV",
    .summary = "mark REV and what it builds on as applied, without running it",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct stamp),
    .args_min = 1,
    .args_max = 1,
    .acts = true,
    .run = run,
};
