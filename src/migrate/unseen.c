/*
 * Unseen: what of the project the work tree has otherwise than the tree that the gate judges.
 */
#include "fx/base/path.h"
#include "fx/migrate/check.h"

typedef struct unseen {
    fx_arena *a;
    fx_workspace *ws;
    fx_source *index, *head; /* head: NULL where the index itself was judged */
    fx_strs *out;
    fx_error *err;
} unseen;

static void add(unseen *u, const char *path)
{
    if (!fx_strs_has(u->out, path))
        *fx_push(u->a, u->out) = path;
}

static void add_all(unseen *u, const fx_strs *paths)
{
    fx_each (const char *, path, paths) {
        add(u, *path);
    }
}

/* What one list has and the other lacks, or has with another text. */
static void add_different(unseen *u, const fx_files *x, const fx_files *y)
{
    fx_each (const fx_file, f, x) {
        const fx_file *other = fx_files_find(y, f->path);

        if (other == NULL || !fx_same(other->blob, f->blob))
            add(u, fx_path_join(u->a, u->ws->prefix, f->path));
    }
}

static bool compare_trees(unseen *u, const char *path)
{
    fx_files staged = {0}, judged = {0};

    if (u->head == NULL)
        return true;
    if (!fx_source_list(u->index, u->a, path, &staged, u->err) ||
        !fx_source_list(u->head, u->a, path, &judged, u->err))
        return false;
    add_different(u, &staged, &judged);
    add_different(u, &judged, &staged);
    return true;
}

static bool look_in(unseen *u, const char *dir)
{
    fx_strs unstaged = {0}, untracked = {0};

    if (!compare_trees(u, dir) ||
        !fx_repo_dirty(u->ws->repo, fx_path_join(u->a, u->ws->prefix, dir), &unstaged, &untracked,
                       u->err))
        return false;
    add_all(u, &unstaged);
    add_all(u, &untracked);
    return true;
}

static bool look_at_config(unseen *u)
{
    const char *path = u->ws->config.path, *there, *judged;
    fx_source *src = u->head == NULL ? u->index : u->head;
    size_t n;

    if (!fx_source_read(u->ws->worktree, u->a, path, &there, &n, u->err) ||
        !fx_source_read(src, u->a, path, &judged, &n, u->err))
        return false;
    if (!fx_same(there, judged))
        add(u, fx_path_join(u->a, u->ws->prefix, path));
    return true;
}

bool fx_check_unseen(fx_workspace *ws, bool staged, fx_strs *out, fx_error *err)
{
    unseen u = {.a = ws->arena, .ws = ws, .out = out, .err = err};

    *out = (fx_strs){0};
    if (ws->repo == NULL || fx_repo_workdir(ws->repo) == NULL ||
        (!staged && ws->head.commit == NULL))
        return true; /* it was the work tree that was judged, or there is none */
    u.index = fx_source_index(u.a, ws->repo, ws->prefix, err);
    if (u.index == NULL)
        return false;
    if (!staged)
        u.head = fx_source_commit(u.a, ws->repo, ws->head.commit, ws->prefix, err);
    if (!staged && u.head == NULL)
        return false;
    fx_each (const char *, dir, &ws->config.entities) {
        if (!look_in(&u, *dir))
            return false;
    }
    return look_in(&u, fx_versions_dir(u.a, &ws->config)) && look_at_config(&u);
}
