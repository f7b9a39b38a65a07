/*
 * Adopt: nothing runs on the database; it is described, stamped and thereby
 * compared. What was written goes again where that fails.
 */
#include "fx/migrate/adopt.h"

#include <unistd.h>

#include "fx/base/path.h"
#include "fx/migrate/run.h"

static bool refuse_twice(const fx_history *h, const fx_schema *model, fx_error *err)
{
    if (h->all.n == 0 && model->tables.n == 0)
        return true;
    fx_fail(err, FX_REFUSED, "this project has %s already",
            h->all.n > 0 ? "revisions" : "entities");
    return fx_hint(err, "A database is adopted by an empty project. `fxgit inspect` shows what the "
                        "database holds, `fxgit drift` how it differs.");
}

static bool first_revision(fx_workspace *ws, fx_adopted *out, fx_error *err)
{
    const fx_diff_options o = {.naming = ws->config.naming, .as_is = true};
    const fx_schema *schema = &out->inspection.schema;
    const fx_schema nothing = {0};
    const fx_strs heads = {0};
    const size_t n = schema->tables.n;
    fx_diff diff = fx_diff_schemas(ws->arena, &nothing, schema, &o);

    if (diff.steps.n == 0) {
        fx_fail(err, FX_REFUSED, "%s has no tables to adopt", out->inspection.database);
        return fx_hint(err, "The project has begun all the same: declare tables in its entities.");
    }
    fx_generate_from(ws->arena, &ws->config, &heads, &nothing, &diff,
                     fx_fmt(ws->arena, "Adopt %zu table%s", n, n == 1 ? "" : "s"), &out->revision);
    return true;
}

static bool stamp(fx_workspace *ws, const char *target, const char *url, const char *id,
                  fx_error *err)
{
    fx_run_options o = {.verb = FX_VERB_STAMP, .to = id};
    fx_place *place = fx_new(ws->arena, fx_place);
    fx_run_result result;

    return fx_workspace_place(ws, target, url, place, err) && fx_run(ws, place, &o, &result, err);
}

static void take_away(fx_workspace *ws, const fx_adopted *adopted)
{
    fx_each (const fx_entity_file, f, &adopted->inspection.files) {
        unlink(fx_path_join(ws->arena, ws->root, f->path));
    }
    unlink(fx_path_join(ws->arena, ws->root, adopted->revision.path));
}

bool fx_adopt(fx_workspace *ws, const char *target, const char *url, fx_adopted *out, fx_error *err)
{
    fx_history history;
    fx_schema model;

    *out = (fx_adopted){0};
    if (!fx_history_read(ws->arena, ws->worktree, &ws->config, &history, err) ||
        !fx_model_read(ws->arena, ws->worktree, &ws->config, &model, err) ||
        !refuse_twice(&history, &model, err) ||
        !fx_inspect(ws, target, url, &out->inspection, err) || !first_revision(ws, out, err))
        return false;
    if (!fx_inspect_write(ws, &out->inspection, err))
        return false;
    if (fx_generate_write(ws, &out->revision, err) &&
        stamp(ws, target, url, out->revision.revision.id, err))
        return true;
    take_away(ws, out);
    return false;
}
