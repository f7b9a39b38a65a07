/*
 * Stage: changing the index, always through git: it alone writes every kind of
 * index without losing something.
 */
#include <unistd.h>

#include "fx/base/path.h"
#include "fx/base/str.h"
#include "inner.h"

/*
 * `git commit PATH` makes the commit from an index of its own and has already
 * written the index that remains as index.lock. A path that is only in the
 * first would be staged as deleted after the commit.
 */
static const char *remaining_index(const fx_repo *r)
{
    const char *lock = fx_path_join(r->arena, r->gitdir, "index.lock");
    const char *name = fx_path_base(r->index);
    bool partial = fx_starts(name, "next-index-") && fx_ends(name, ".lock");

    return partial && fx_path_exists(lock) ? lock : NULL;
}

static const char *const *env_with_index(const fx_repo *r, const char *index)
{
    FX_VEC(const char *) env = {0};

    for (const char *const *pair = r->env; *pair != NULL; pair++)
        if (!fx_starts(*pair, "GIT_INDEX_FILE="))
            *fx_push(r->arena, &env) = *pair;
    *fx_push(r->arena, &env) = fx_fmt(r->arena, "GIT_INDEX_FILE=%s", index);
    *fx_push(r->arena, &env) = NULL;
    return env.at;
}

static bool update(fx_repo *r, const char *const *args, fx_error *err)
{
    const char *also = remaining_index(r);

    if (!fx_repo_git(r, args, NULL, NULL, err))
        return false;
    if (also == NULL)
        return true;
    fx_git_call call = fx_repo_call(r, args);

    call.env = env_with_index(r, also);
    if (!fx_git_run(r->arena, &call, err))
        return false;
    return call.status == 0 || fx_git_failed(&call, err);
}

static bool has_worktree(const fx_repo *r, const char *path, fx_error *err)
{
    if (r->workdir != NULL)
        return true;
    fx_fail(err, FX_GIT, "cannot stage %s: %s is a bare repository", path, r->gitdir);
    return fx_hint(err, "run this in a clone with a work tree");
}

static bool write_blob(fx_repo *r, const char *path, const char *text, size_t n, const char **id,
                       fx_error *err)
{
    const char *args[] = {"hash-object", "-w", "--stdin", fx_fmt(r->arena, "--path=%s", path),
                          NULL};
    fx_git_call call = fx_repo_call(r, args);

    call.input = text;
    call.input_n = n;
    if (!fx_git_run(r->arena, &call, err))
        return false;
    if (call.status != 0)
        return fx_git_failed(&call, err);
    *id = fx_trim(r->arena, call.out);
    return true;
}

static bool write_file(fx_repo *r, const char *full, const char *text, size_t n, fx_error *err)
{
    return fx_dir_make(r->arena, fx_path_dir(r->arena, full), err) &&
           fx_file_write(r->arena, full, text, n, 0666, err);
}

/* The work tree has another text: the index gets ours all the same. */
static bool stage_blob(fx_repo *r, const char *path, const char *text, size_t n, fx_error *err)
{
    const char *id = NULL;

    if (!write_blob(r, path, text, n, &id, err))
        return false;
    const char *args[] = {"update-index", "--add", "--cacheinfo",
                          fx_fmt(r->arena, "100644,%s,%s", id, path), NULL};

    return update(r, args, err);
}

/* From the file, so that the index knows its stat: `git merge --abort` takes a file without it for
 * one that was changed. */
static bool stage_file(fx_repo *r, const char *path, const char *text, size_t n, fx_error *err)
{
    const char *full = fx_path_join(r->arena, r->workdir, path);
    const char *args[] = {"update-index", "--add", "--", path, NULL};

    if (!write_file(r, full, text, n, err))
        return false;
    if (update(r, args, err))
        return true;
    unlink(full); /* a refused commit leaves nothing behind */
    return false;
}

bool fx_repo_stage(fx_repo *r, const char *path, const char *text, size_t n, fx_error *err)
{
    if (!has_worktree(r, path, err))
        return false;
    return fx_path_exists(fx_path_join(r->arena, r->workdir, path))
               ? stage_blob(r, path, text, n, err)
               : stage_file(r, path, text, n, err);
}

bool fx_repo_unstage(fx_repo *r, const char *path, fx_error *err)
{
    const char *args[] = {"update-index", "--force-remove", "--", path, NULL};

    return has_worktree(r, path, err) && update(r, args, err);
}
