/*
 * The work tree as a source: plain files, with or without Git.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "fx/base/path.h"
#include "fx/base/str.h"
#include "inner.h"

static bool is_file(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* The name in the repository; NULL: none of its work tree. */
static const char *name_in(const fx_repo *r, const char *full)
{
    const char *top = r == NULL ? NULL : r->workdir;
    size_t n = top == NULL ? 0 : strlen(top);

    while (n > 0 && top[n - 1] == '/')
        n--;
    if (n == 0 || strncmp(full, top, n) != 0 || (full[n] != '/' && full[n] != '\0'))
        return NULL;
    return full[n] == '\0' ? "" : full + n + 1;
}

static bool is_regular(const fx_entry *e)
{
    return (e->mode & 0170000U) == 0100000U;
}

/* What a sparse checkout leaves out is tracked all the same: the index has it. */
static bool add_skipped(fx_source *s, fx_arena *a, const char *full, fx_files *out, fx_error *err)
{
    const char *name = name_in(s->keeper, full);
    fx_entries skipped;

    if (name == NULL)
        return true;
    if (!fx_index_skipped(s->keeper, &skipped, err))
        return false;
    fx_each (const fx_entry, e, &skipped) {
        const char *path;

        if (!is_regular(e) || !fx_path_below(e->path, name))
            continue;
        path = fx_path_join(
            a, full, e->path + strlen(name) + (*name != '\0' && e->path[strlen(name)] == '/'));
        if (fx_same(e->path, name))
            path = full;
        if (!is_file(path))
            *fx_push(a, out) = (fx_file){path, NULL};
    }
    return true;
}

static bool read_skipped(fx_source *s, fx_arena *a, const char *full, const char **text, size_t *n,
                         fx_error *err)
{
    const char *name = name_in(s->keeper, full);
    fx_entries skipped;

    if (name == NULL)
        return true;
    if (!fx_index_skipped(s->keeper, &skipped, err))
        return false;
    fx_each (const fx_entry, e, &skipped) {
        if (fx_same(e->path, name))
            return !is_regular(e) || fx_blob_read(s->keeper, a, &e->id, full, text, n, err);
    }
    return true;
}

static bool tree_list(fx_source *s, fx_arena *a, const char *full, fx_files *out, fx_error *err)
{
    fx_strs names = {0};

    if (is_file(full))
        *fx_push(a, out) = (fx_file){full, NULL};
    if (!fx_path_is_dir(full))
        return add_skipped(s, a, full, out, err);
    if (!fx_dir_files(a, full, &names, err)) /* a link is no file in a commit either */
        return false;
    fx_reserve(a, out, out->n + names.n);
    fx_each (const char *, name, &names) {
        *fx_push(a, out) = (fx_file){*name, NULL};
    }
    return add_skipped(s, a, full, out, err);
}

static bool tree_read(fx_source *s, fx_arena *a, const char *full, const char **text, size_t *n,
                      fx_error *err)
{
    struct stat st;

    if (stat(full, &st) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return read_skipped(s, a, full, text, n, err);
        return fx_fail(err, FX_INPUT, "cannot read %s: %s", full, strerror(errno));
    }
    /* a pipe or a device would never end */
    return !S_ISREG(st.st_mode) || fx_file_read(a, full, FX_SOURCE_MAX, text, n, err);
}

static const fx_source_ops tree_ops = {.list = tree_list, .read = tree_read};

fx_source *fx_source_worktree(fx_arena *a, const char *root)
{
    fx_source *s = fx_new(a, fx_source);

    *s = (fx_source){.ops = &tree_ops,
                     .kind = FX_SOURCE_TREE,
                     .label = "the work tree",
                     .root = fx_path_absolute(a, root),
                     .arena = a};
    return s;
}

void fx_source_keep(fx_source *s, fx_repo *r)
{
    s->keeper = r;
}
