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

static bool tree_list(fx_source *s, fx_arena *a, const char *full, fx_files *out, fx_error *err)
{
    fx_strs names = {0};

    (void)s;
    if (is_file(full))
        *fx_push(a, out) = (fx_file){full, NULL};
    if (!fx_path_is_dir(full))
        return true;
    if (!fx_dir_files(a, full, &names, err)) /* a link is no file in a commit either */
        return false;
    fx_reserve(a, out, out->n + names.n);
    fx_each (const char *, name, &names) {
        *fx_push(a, out) = (fx_file){*name, NULL};
    }
    return true;
}

static bool tree_read(fx_source *s, fx_arena *a, const char *full, const char **text, size_t *n,
                      fx_error *err)
{
    struct stat st;

    (void)s;
    if (stat(full, &st) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return true;
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
