/*
 * A commit's tree as a source. Only names of objects are kept, no handles:
 * libgit2 caches them, and the source may live longer than the repository.
 */
#include <stdlib.h>
#include <string.h>

#include "fx/base/path.h"
#include "fx/base/str.h"
#include "inner.h"

typedef struct commit_source {
    fx_source base;
    fx_repo *repo;
    bool empty; /* no commit: no tree */
    git_oid tree;
    fx_files listed; /* sorted by path: what was listed is read without a walk from the top */
} commit_source;

typedef struct found {
    git_object_t type; /* GIT_OBJECT_INVALID: nothing there */
    git_oid id;
} found;

enum { DEPTH_MAX = 64 };

static bool is_file(const git_tree_entry *e)
{
    return git_tree_entry_type(e) == GIT_OBJECT_BLOB &&
           git_tree_entry_filemode(e) != GIT_FILEMODE_LINK;
}

static bool open_tree(const commit_source *s, const git_oid *id, git_tree **out, fx_error *err)
{
    return fx_tree_lookup(out, s->repo, id) == 0 ||
           fx_lib_fail(err, "cannot read %s", s->base.label);
}

/* What is at `full`, one part of the name after the other: each tree may have to be fetched. */
static bool find(const commit_source *s, fx_arena *a, const char *full, found *out, fx_error *err)
{
    *out = (found){s->empty ? GIT_OBJECT_INVALID : GIT_OBJECT_TREE, s->tree};
    while (*full != '\0' && out->type == GIT_OBJECT_TREE) {
        FX_AUTO(git_tree) *tree = NULL;
        size_t n = strcspn(full, "/");

        if (!open_tree(s, &out->id, &tree, err))
            return false;
        const git_tree_entry *e = git_tree_entry_byname(tree, fx_strndup(a, full, n));

        full += n + (full[n] == '/');
        *out = (found){.type = GIT_OBJECT_INVALID};
        if (e != NULL && git_tree_entry_type(e) == GIT_OBJECT_TREE)
            *out = (found){GIT_OBJECT_TREE, *git_tree_entry_id(e)};
        else if (e != NULL && *full == '\0' && is_file(e))
            *out = (found){GIT_OBJECT_BLOB, *git_tree_entry_id(e)};
    }
    return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX */
static bool walk(const commit_source *s, fx_arena *a, const git_oid *id, const char *prefix,
                 int depth, fx_files *out, fx_error *err)
{
    FX_AUTO(git_tree) *tree = NULL;

    if (depth == DEPTH_MAX)
        return fx_fail(err, FX_INPUT, "%s: folders nested too deep", prefix);
    if (!open_tree(s, id, &tree, err))
        return false;
    size_t n = git_tree_entrycount(tree);

    for (size_t i = 0; i < n; i++) {
        const git_tree_entry *e = git_tree_entry_byindex(tree, i);
        const char *name = git_tree_entry_name(e);

        if (*name == '.')
            continue;
        const char *path = fx_path_join(a, prefix, name);

        if (is_file(e))
            *fx_push(a, out) = (fx_file){path, fx_oid_text(a, git_tree_entry_id(e))};
        else if (git_tree_entry_type(e) == GIT_OBJECT_TREE &&
                 !walk(s, a, git_tree_entry_id(e), path, depth + 1, out, err))
            return false;
    }
    return true;
}

static void remember(commit_source *s, const fx_files *files, size_t from)
{
    if (from == files->n || fx_files_find(&s->listed, files->at[from].path) != NULL)
        return; /* it was listed before; else it is read by a walk */
    for (size_t i = from; i < files->n; i++)
        *fx_push(s->base.arena, &s->listed) = files->at[i];
    fx_files_sort(&s->listed);
}

/* The blob of a file that was listed before. */
static bool recall(const commit_source *s, const char *full, git_oid *out)
{
    const fx_file *f = fx_files_find(&s->listed, full);

    return f != NULL && git_oid_fromstr(out, f->blob) == 0;
}

static bool commit_list(fx_source *s, fx_arena *a, const char *full, fx_files *out, fx_error *err)
{
    commit_source *self = (commit_source *)s;
    size_t from = out->n;
    found at;

    if (!find(self, a, full, &at, err))
        return false;
    if (at.type == GIT_OBJECT_BLOB)
        *fx_push(a, out) = (fx_file){full, fx_oid_text(a, &at.id)};
    if (at.type == GIT_OBJECT_TREE && !walk(self, a, &at.id, full, 0, out, err))
        return false;
    remember(self, out, from);
    return true;
}

static bool commit_read(fx_source *s, fx_arena *a, const char *full, const char **text, size_t *n,
                        fx_error *err)
{
    const commit_source *self = (const commit_source *)s;
    found at = {.type = GIT_OBJECT_BLOB};

    if (!recall(self, full, &at.id) && !find(self, a, full, &at, err))
        return false;
    return at.type != GIT_OBJECT_BLOB || fx_blob_read(self->repo, a, &at.id, full, text, n, err);
}

static const char *commit_key(fx_source *s, fx_arena *a, const char *full)
{
    fx_error probe = {.arena = a};
    found at;

    if (!find((const commit_source *)s, a, full, &at, &probe))
        return NULL;
    return at.type == GIT_OBJECT_INVALID ? FX_NO_KEY : fx_oid_text(a, &at.id);
}

static const fx_source_ops commit_ops = {commit_list, commit_read, commit_key};

fx_source *fx_source_commit(fx_arena *a, fx_repo *r, const char *commit, const char *root,
                            fx_error *err)
{
    FX_AUTO(git_commit) *handle = NULL;
    commit_source *s = fx_new(a, commit_source);
    fx_commit c;
    git_oid id;

    s->base = (fx_source){.ops = &commit_ops,
                          .kind = FX_SOURCE_COMMIT,
                          .label = "no commit",
                          .root = fx_source_root(a, root),
                          .repo = r,
                          .arena = a};
    s->repo = r;
    s->empty = commit == NULL;
    if (s->empty)
        return &s->base;
    if (!fx_repo_commit(r, commit, &c, err))
        return NULL;
    s->base.label = fx_fmt(a, "commit %.7s", c.id);
    if (git_oid_fromstr(&id, c.id) != 0 || git_commit_lookup(&handle, r->handle, &id) != 0) {
        fx_lib_fail(err, "cannot read %s", s->base.label);
        return NULL;
    }
    git_oid_cpy(&s->tree, git_commit_tree_id(handle));
    return &s->base;
}
