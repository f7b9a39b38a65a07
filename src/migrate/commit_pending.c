/*
 * What an aborted commit left behind: the files that pre-commit wrote for it are
 * noted, and taken back when the next one comes.
 */
#include <string.h>
#include <unistd.h>

#include "commit_inner.h"
#include "fx/base/hash.h"
#include "fx/base/path.h"

static const char *pending_path(const commit *c)
{
    return fx_path_join(c->ws->arena, fx_repo_gitdir(c->ws->repo), "fxgit/pending");
}

/* A line a file: "<blob> <path>". */
static bool read_pending(const commit *c, fx_files *out, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    const char *path = pending_path(c), *text;
    size_t n;

    if (!fx_path_exists(path))
        return true;
    if (!fx_file_read(a, path, 1 << 20, &text, &n, err))
        return false;
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        const char *line = fx_strndup(a, text, length), *blank = strchr(line, ' ');

        if (blank != NULL)
            *fx_push(a, out) = (fx_file){blank + 1, fx_strndup(a, line, (size_t)(blank - line))};
        text += length + (text[length] == '\n');
    }
    return true;
}

/* What this run wrote before stays noted. */
bool commit_write_pending(const commit *c, const fx_generated *g, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    const char *path = pending_path(c), *before = "";
    size_t n = 0;

    if (fx_path_exists(path) && !fx_file_read(a, path, 1 << 20, &before, &n, err))
        return false;
    const char *lines = fx_fmt(a, "%s%s %s\n", before, g->revision.blob, g->path);

    return fx_dir_make(a, fx_path_dir(a, path), err) &&
           fx_file_write(a, path, lines, strlen(lines), 0666, err);
}

static const char *blob_in(fx_source *src, fx_arena *a, const char *path, fx_error *err)
{
    fx_files files = {0};

    if (src == NULL || !fx_source_list(src, a, path, &files, err) || files.n == 0)
        return NULL;
    return files.at[0].blob;
}

/* post-commit forgets what was noted; where it did not run, Git is asked. */
static bool is_committed(const commit *c, const fx_file *file)
{
    const char *name = fx_path_base(file->path);

    return fx_repo_where(c->ws->repo, fx_path_dir(c->ws->arena, commit_in_repo(c, file->path)),
                         name) != NULL;
}

/* Takes one file back that an earlier run wrote for a commit that did not come about. */
static bool take_back(commit *c, const fx_file *file, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    const char *path = fx_path_join(a, c->ws->root, file->path), *text;
    const char *staged = blob_in(c->index, a, file->path, err);
    size_t n;

    if (err->code != FX_NONE)
        return false;
    if (blob_in(c->head, a, file->path, err) != NULL || err->code != FX_NONE)
        return err->code == FX_NONE;
    if (is_committed(c, file))
        return true; /* on another branch, which may come here just now, by a merge */
    if (staged != NULL && !fx_same(staged, file->blob))
        return true;
    if (staged != NULL && !fx_repo_unstage(c->ws->repo, commit_in_repo(c, file->path), err))
        return false;
    if (!fx_path_exists(path))
        return true;
    fx_source *tree = c->ws->worktree;
    fx_revision *r = fx_new(a, fx_revision);

    if (!fx_source_read(tree, a, file->path, &text, &n, err))
        return false;
    fx_error probe = {.arena = a};

    if (fx_revision_read(a, file->path, text, n, r, &probe) && fx_same(r->blob, file->blob)) {
        *fx_push(a, &c->taken) = r;
        unlink(path);
    }
    return true;
}

bool commit_clear_pending(commit *c, fx_error *err)
{
    fx_files pending = {0};

    if (!read_pending(c, &pending, err))
        return false;
    if (pending.n == 0)
        return true;
    fx_each (const fx_file, file, &pending) {
        if (!take_back(c, file, err))
            return false;
    }
    unlink(pending_path(c));
    c->index = fx_source_index(c->ws->arena, c->ws->repo, c->ws->prefix, err);
    return c->index != NULL;
}

bool commit_has_pending(const commit *c)
{
    return fx_path_exists(pending_path(c));
}

void commit_forget_pending(const commit *c)
{
    unlink(pending_path(c));
}

bool commit_overlaps(fx_arena *a, const fx_revision *x, const fx_revision *y)
{
    fx_each (const fx_step *const, s, &y->up.steps) {
        if (fx_steps_reach(a, &x->up.steps, *s))
            return true;
    }
    return false;
}

void commit_keep_name(commit *c)
{
    fx_arena *a = c->ws->arena;
    fx_revision *r = &c->out->revision;

    fx_each (const fx_revision *const, old, &c->taken) {
        if (!fx_strs_equal(&(*old)->parents, &r->parents) || !commit_overlaps(a, *old, r))
            continue;
        r->id = (*old)->id;
        r->text = fx_revision_write(a, r);
        r->n = strlen(r->text);
        r->blob = fx_blob_id(a, r->text, r->n);
        r->path = c->out->path = (*old)->path;
    }
}
