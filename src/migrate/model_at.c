#include "fx/migrate/workspace.h"

bool fx_model_at(fx_workspace *ws, const char *rev, fx_schema *out, fx_error *err)
{
    fx_arena *a = ws->arena;
    fx_commit commit;
    fx_config config;
    fx_source *src;

    if (ws->repo == NULL)
        return fx_fail(err, FX_GIT, "%s: this project is not in a Git repository", rev);
    if (!fx_repo_commit(ws->repo, rev, &commit, err))
        return false;
    src = fx_source_commit(a, ws->repo, commit.id, ws->prefix, err);
    return src != NULL && fx_config_read(a, src, ws->config.path, &config, err) &&
           fx_model_read(a, src, &config, out, err);
}
