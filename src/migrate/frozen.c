/*
 * Frozen: which revisions others have already (DESIGN section 1).
 */
#include "fx/base/path.h"
#include "fx/migrate/edits.h"
#include "fx/migrate/env.h"

/* By name where the writer's form tells it; a file that cannot be read there is nobody's here. */
static bool read_id(fx_arena *a, fx_source *src, const fx_file *file, const char **id,
                    fx_error *err)
{
    fx_revision r;
    fx_strs parents = {0};
    fx_error probe = {.arena = a};
    const char *text;
    size_t n;

    *id = NULL;
    if (!fx_source_read(src, a, file->path, &text, &n, err))
        return false;
    if (text == NULL || fx_revision_peek(a, text, n, id, &parents))
        return true;
    if (fx_revision_read(a, file->path, text, n, &r, &probe))
        *id = r.id;
    return true;
}

static bool add_tree(fx_workspace *ws, const char *commit, fx_strs *ids, fx_error *err)
{
    fx_arena *a = ws->arena;
    fx_source *src = fx_source_commit(a, ws->repo, commit, ws->prefix, err);
    fx_error probe = {.arena = a};
    fx_files files = {0};
    fx_config config;

    if (src == NULL)
        return false;
    if (!fx_config_read(a, src, ws->config.path, &config, &probe))
        return true; /* from before the project */
    if (!fx_source_list(src, a, fx_versions_dir(a, &config), &files, err))
        return false;
    fx_each (const fx_file, file, &files) {
        const char *id;

        if (!fx_revision_is_file(file->path))
            continue;
        if (!read_id(a, src, file, &id, err))
            return false;
        if (id != NULL)
            *fx_push(a, ids) = id;
    }
    return true;
}

static bool add_targets(fx_workspace *ws, fx_strs *ids, fx_error *err)
{
    fx_envs envs;

    if (!fx_env_all(ws, &envs, NULL, err))
        return false;
    fx_each (const fx_env, e, &envs) {
        fx_each (const fx_env_row, row, &e->rows) {
            *fx_push(ws->arena, ids) = row->id;
        }
    }
    return true;
}

bool fx_frozen_ids(fx_workspace *ws, const char *base, fx_strs *ids, fx_strs *named, fx_error *err)
{
    fx_commit commit;

    *ids = *named = (fx_strs){0};
    if (ws->repo == NULL)
        return true;
    if (base != NULL) {
        if (!fx_repo_commit(ws->repo, base, &commit, err) || !add_tree(ws, commit.id, ids, err))
            return false;
        *fx_push(ws->arena, named) = base;
    }
    fx_each (const char *, ref, &ws->config.frozen) {
        const char *id = fx_repo_ref(ws->repo, *ref);

        if (id == NULL)
            continue;
        if (!add_tree(ws, id, ids, err))
            return false;
        *fx_push(ws->arena, named) = *ref;
    }
    if (!add_targets(ws, ids, err))
        return false;
    fx_strs_sort(ids);
    return true;
}
