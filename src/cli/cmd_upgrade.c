#include "fx/cli/output.h"

struct upgrade {
    bool dry_run, sql, allow_foreign, no_backup;
    const char *unprotect;
    int lock_timeout;
};

static const fx_opt options[] = {
    FX_FLAG(struct upgrade, dry_run, 'n', "dry-run", "show the plan and change nothing"),
    FX_FLAG(struct upgrade, sql, 0, "sql", "print the script, without a database"),
    FX_FLAG(struct upgrade, allow_foreign, 0, "allow-foreign",
            "on a protected target: go on beside revisions that the tree lacks"),
    FX_VALUE(struct upgrade, unprotect, 0, "unprotect", "NAME",
             "allow the loss of rows on the protected target NAME"),
    FX_FLAG(struct upgrade, no_backup, 0, "no-backup", "no snapshot before rows are lost"),
    FX_NUMBER(struct upgrade, lock_timeout, 0, "lock-timeout", "SECONDS",
              "wait so long for another"),
    {0},
};

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct upgrade *opt = data;
    const char *to = args->n > 0 ? args->at[0] : "heads";
    fx_run_options o = {.verb = FX_VERB_UPGRADE,
                        .to = to,
                        .dry_run = opt->dry_run,
                        .allow_foreign = opt->allow_foreign,
                        .no_backup = opt->no_backup,
                        .unprotect = opt->unprotect,
                        .lock_timeout_ms = opt->lock_timeout * 1000};

    if (opt->sql)
        return fx_script_and_print(app, FX_VERB_UPGRADE, to, err);
    return fx_run_and_print(app, &o, err);
}

const fx_command fx_upgrade_command = {
    .name = "upgrade",
    .args = "[REV|+N|head|heads]",
    .summary = "apply the revisions that the database lacks",
    .help = "Without an argument: all of them (heads). +N: the next N, parents first.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct upgrade),
    .args_max = 1,
    .acts = true,
    .run = run,
};
