#include <string.h>

#include "fx/cli/output.h"
#include "fx/migrate/amend.h"

struct amend {
    const char *reason, *base;
};

static const fx_opt options[] = {
    FX_VALUE(struct amend, reason, 0, "reason", "TEXT", "why it has to change; shown by the gate"),
    FX_VALUE(struct amend, base, 0, "base", "REF", "where it is frozen (else the frozen refs)"),
    {0},
};

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct amend *opt = data;
    fx_edits edits;

    if (fx_blank(opt->reason) || strchr(opt->reason, '\n') != NULL) {
        fx_fail(err, FX_USAGE, "a frozen revision changes only with a reason");
        return fx_hint(err, "fxgit amend %s --reason \"one line\"", args->at[0]);
    }
    return fx_amend(&app->ws, args->at[0], opt->base, opt->reason, &edits, err) &&
           fx_write_and_print(app, &edits, err);
}

const fx_command fx_amend_command = {
    .name = "amend",
    .args = "REV",
    .summary = "let an edited frozen revision stand for what it was, with a reason",
    .help = "Edit its file, then amend it: `was:` keeps the hash of what databases have.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct amend),
    .args_min = 1,
    .args_max = 1,
    .acts = true,
    .run = run,
};
