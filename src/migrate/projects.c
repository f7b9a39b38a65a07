/*
 * A repository may hold several projects; Git's hooks speak for all of them.
 */
#include "fx/base/path.h"
#include "fx/git/source.h"
#include "fx/migrate/workspace.h"

static const char config_name[] = "fxgit.yml";

bool fx_projects(fx_arena *a, fx_repo *repo, fx_strs *out, fx_error *err)
{
    fx_strs found;

    *out = (fx_strs){0};
    const char *top = repo == NULL ? NULL : fx_repo_workdir(repo);

    if (top == NULL)
        return true;
    if (fx_path_exists(fx_path_join(a, top, config_name)))
        *fx_push(a, out) = top;
    if (!fx_repo_named(repo, config_name, &found, err))
        return false;
    fx_each (const char *, file, &found) {
        const char *path = fx_path_join(a, top, *file);

        /* the top's is there already; a folder may be left out of the work tree */
        if (!fx_same(*file, config_name) && fx_path_exists(path))
            *fx_push(a, out) = fx_path_dir(a, path);
    }
    return true;
}

bool fx_projects_at(fx_arena *a, fx_repo *repo, const char *commit, fx_strs *out, fx_error *err)
{
    fx_files files = {0};
    fx_source *src = fx_source_commit(a, repo, commit, "", err);

    *out = (fx_strs){0};
    if (src == NULL || !fx_source_list(src, a, "", &files, err))
        return false;
    fx_each (const fx_file, f, &files) {
        if (fx_same(fx_path_base(f->path), config_name))
            *fx_push(a, out) = f->path;
    }
    return true;
}
