#include "fx/cli/output.h"
#include "fx/migrate/merge.h"

struct merge {
    const char *message, *keep, *base;
};

static const fx_opt options[] = {
    FX_VALUE(struct merge, message, 'm', "message", "TEXT", "of the revision that joins them"),
    FX_VALUE(struct merge, keep, 0, "keep", "REV",
             "of two that do the same: it stays, and replaces the other"),
    FX_VALUE(struct merge, base, 0, "base", "REF", "with --keep: what REF has must stay"),
    {0},
};

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct merge *opt = data;
    fx_edits edits = {0};
    fx_merged m;

    (void)args;
    if (opt->keep != NULL)
        return fx_merge_keep(&app->ws, opt->keep, opt->base, &edits, err) &&
               fx_write_and_print(app, &edits, err);
    if (!fx_merge(app->arena, app->ws.worktree, &app->ws.config, opt->message, &m, err))
        return false;
    if (!m.made.nothing) {
        fx_edits_put(app->arena, &edits, m.made.path, m.made.revision.text,
                     m.made.revision.message);
        edits.at[0].fresh = true;
    }
    return fx_write_and_print(app, &edits, err);
}

const fx_command fx_merge_command = {
    .name = "merge",
    .args = "",
    .summary = "join the heads of the work tree, where their sides do not meet",
    .help = "The revision that joins them has no steps. It writes itself when the sides touch "
            "different objects and either order gives one schema.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct merge),
    .acts = true,
    .run = run,
};
