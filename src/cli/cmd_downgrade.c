#include "fx/cli/output.h"

struct downgrade {
    bool dry_run, sql, no_backup;
    int steps, lock_timeout;
    const char *unprotect;
};

static const fx_opt options[] = {
    FX_NUMBER(struct downgrade, steps, 0, "steps", "N", "the same as -N"),
    FX_FLAG(struct downgrade, dry_run, 'n', "dry-run", "show the plan and change nothing"),
    FX_FLAG(struct downgrade, sql, 0, "sql", "print the script, without a database"),
    FX_FLAG(struct downgrade, no_backup, 0, "no-backup", "no snapshot before rows are lost"),
    FX_VALUE(struct downgrade, unprotect, 0, "unprotect", "NAME",
             "allow it on the protected target NAME"),
    FX_NUMBER(struct downgrade, lock_timeout, 0, "lock-timeout", "SECONDS",
              "wait so long for another"),
    {0},
};

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct downgrade *opt = data;
    const char *to = args->n > 0 ? args->at[0] : NULL;

    if (opt->steps < 0 || (opt->steps > 0) == (to != NULL)) {
        fx_fail(err, FX_USAGE, "downgrade: say how far");
        return fx_hint(err,
                       "fxgit downgrade -1 (the last one), a revision, REV^ (REV too), or base.");
    }
    if (to == NULL)
        to = fx_fmt(app->arena, "-%d", opt->steps);
    fx_run_options o = {.verb = FX_VERB_DOWNGRADE,
                        .to = to,
                        .dry_run = opt->dry_run,
                        .no_backup = opt->no_backup,
                        .unprotect = opt->unprotect,
                        .lock_timeout_ms = opt->lock_timeout * 1000};

    if (opt->sql)
        return fx_script_and_print(app, FX_VERB_DOWNGRADE, to, err);
    return fx_run_and_print(app, &o, err);
}

const fx_command fx_downgrade_command = {
    .name = "downgrade",
    .args = "REV|REV^|-N|base",
    .summary = "undo revisions, with the texts that were applied",
    .help = "REV: undo what was built on REV and stop there. REV^: undo REV too. -N: the N latest. "
            "base: all.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct downgrade),
    .args_max = 1,
    .acts = true,
    .run = run,
};
