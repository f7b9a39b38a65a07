#include "fx/cli/output.h"
#include "fx/migrate/covered.h"

struct sync {
    fx_strs keep;
    bool dry_run, take_over, no_backup;
    const char *unprotect;
    int lock_timeout;
};

static const fx_opt options[] = {
    FX_LIST(struct sync, keep, 0, "keep", "REV", "leave this revision in the database"),
    FX_FLAG(struct sync, take_over, 0, "take-over", "undo what another clone or user applied, too"),
    FX_FLAG(struct sync, dry_run, 'n', "dry-run", "show the plan and change nothing"),
    FX_FLAG(struct sync, no_backup, 0, "no-backup", "no snapshot before rows are lost"),
    FX_VALUE(struct sync, unprotect, 0, "unprotect", "NAME",
             "allow the loss of rows on the protected target NAME"),
    FX_NUMBER(struct sync, lock_timeout, 0, "lock-timeout", "SECONDS", "wait so long for another"),
    {0},
};

/* The database is where the revisions lead: what HEAD's entities have beside them is not in it. */
static void say_uncovered(fx_app *app)
{
    const char *uncovered = fx_head_uncovered(&app->ws);

    if (uncovered != NULL)
        fx_note(app,
                FX_PAINT(FX_YELLOW, "warning:") " HEAD has no revision for: %s. Run: fxgit new\n",
                uncovered);
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct sync *opt = data;
    fx_run_options o = {.verb = FX_VERB_SYNC,
                        .commit = args->n > 0 ? args->at[0] : NULL,
                        .keep = opt->keep,
                        .dry_run = opt->dry_run,
                        .take_over = opt->take_over,
                        .no_backup = opt->no_backup,
                        .unprotect = opt->unprotect,
                        .lock_timeout_ms = opt->lock_timeout * 1000};

    if (!fx_run_and_print(app, &o, err))
        return false;
    if (o.commit == NULL)
        say_uncovered(app);
    return true;
}

const fx_command fx_sync_command = {
    .name = "sync",
    .args = "[COMMIT]",
    .summary = "move the database to what is checked out (or to COMMIT)",
    .help = "Undoes what the tree has not, with the texts from the database, then applies what is "
            "missing.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct sync),
    .args_max = 1,
    .acts = true,
    .run = run,
};
