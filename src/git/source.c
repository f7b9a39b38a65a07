/*
 * Source: what the three kinds share: names of paths, sorting, and leaving out
 * what is hidden.
 */
#include <stdlib.h>
#include <string.h>

#include "fx/base/path.h"
#include "fx/base/str.h"
#include "inner.h"

char *fx_source_root(fx_arena *a, const char *root)
{
    const char *full = fx_path_absolute(a, fx_path_join(a, "/", root));

    return fx_strdup(a, full + 1);
}

/* True if `path` climbs above the top when it is taken from `root`. */
static bool leaves_top(const char *root, const char *path)
{
    long depth = 0;
    const char *both[] = {root, path};

    for (size_t i = 0; i < 2; i++)
        for (const char *p = both[i]; *p != '\0'; p += *p == '/') {
            size_t n = strcspn(p, "/");

            if (n == 2 && fx_starts(p, ".."))
                depth--;
            else if (n > 0 && !(n == 1 && *p == '.'))
                depth++;
            if (depth < 0)
                return true;
            p += n;
        }
    return false;
}

/* The full path; NULL: outside of the repository, where there is nothing to see. */
static const char *full_path(const fx_source *s, fx_arena *a, const char *path)
{
    if (s->kind == FX_SOURCE_TREE)
        return fx_path_absolute(a, fx_path_join(a, s->root, path));
    if (*path == '/' || leaves_top(s->root, path))
        return NULL;
    return fx_source_root(a, fx_path_join(a, s->root, path));
}

static const char *from_root(const fx_source *s, fx_arena *a, const char *full)
{
    size_t n = strlen(s->root);

    if (n == 0)
        return full;
    if (strncmp(full, s->root, n) == 0 && full[n] == '/')
        return full + n + 1;
    if (s->kind == FX_SOURCE_TREE)
        return fx_path_relative(a, s->root, full);
    return fx_path_relative(a, fx_fmt(a, "/%s", s->root), fx_fmt(a, "/%s", full));
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const fx_file *)a)->path, ((const fx_file *)b)->path);
}

void fx_files_sort(fx_files *files)
{
    fx_sort(files, by_path);
}

static int path_to_file(const void *path, const void *file)
{
    return strcmp(path, ((const fx_file *)file)->path);
}

const fx_file *fx_files_find(const fx_files *files, const char *path)
{
    return files->n == 0 ? NULL
                         : bsearch(path, files->at, files->n, sizeof *files->at, path_to_file);
}

fx_repo *fx_source_repo(const fx_source *s)
{
    return s->repo;
}

fx_repo *fx_source_keeper(const fx_source *s)
{
    return s->repo != NULL ? s->repo : s->keeper;
}

const char *fx_source_full(const fx_source *s, fx_arena *a, const char *path)
{
    return full_path(s, a, path);
}

fx_source_kind fx_source_kind_of(const fx_source *s)
{
    return s->kind;
}

const char *fx_source_label(const fx_source *s)
{
    return s->label;
}

static bool list(fx_source *s, fx_arena *a, const char *path, fx_files *out, fx_error *err)
{
    const char *full = full_path(s, a, path);
    fx_files all = {0};

    *out = (fx_files){0};
    if (full == NULL)
        return true;
    if (!s->ops->list(s, a, full, &all, err))
        return false;
    fx_reserve(a, out, all.n);
    fx_each (const fx_file, f, &all)
        if (!fx_path_hidden(f->path, strlen(full)))
            *fx_push(a, out) = (fx_file){from_root(s, a, f->path), f->blob};
    fx_files_sort(out);
    return true;
}

/* Whoever pushes to a list that was given gets a copy: `cap` leaves no room. */
static void give(const fx_listed *from, fx_files *out)
{
    *out = from->files;
    out->cap = out->n;
}

bool fx_source_list(fx_source *s, fx_arena *a, const char *path, fx_files *out, fx_error *err)
{
    fx_listed new = {0};

    if (s->kind == FX_SOURCE_TREE)
        return list(s, a, path, out, err);
    fx_each (const fx_listed, known, &s->lists) {
        if (fx_same(known->path, path)) {
            give(known, out);
            return true;
        }
    }
    a = s->arena;
    new.path = fx_strdup(a, path);
    if (!list(s, a, path, &new.files, err))
        return false;
    *fx_push(a, &s->lists) = new;
    give(&new, out);
    return true;
}

bool fx_source_read(fx_source *s, fx_arena *a, const char *path, const char **text, size_t *n,
                    fx_error *err)
{
    const char *full = full_path(s, a, path);

    *text = NULL;
    *n = 0;
    return full == NULL || s->ops->read(s, a, full, text, n, err);
}

const char *fx_source_key(fx_source *s, fx_arena *a, const char *path)
{
    const char *full = full_path(s, a, path);

    if (s->ops->key == NULL)
        return NULL;
    return full == NULL ? FX_NO_KEY : s->ops->key(s, a, full);
}
