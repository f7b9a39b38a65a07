/*
 * Dirty: what of a folder is not in the index as it is in the work tree.
 */
#include <string.h>
#include <sys/stat.h>

#include "fx/base/hash.h"
#include "fx/base/path.h"
#include "fx/base/str.h"
#include "inner.h"

static bool older(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

/* As git does: the same size and time, and changed before the index was written; a file
 * that was changed in the same moment must be read. */
static bool surely_same(const fx_entry *e, const struct stat *st, const struct stat *index)
{
    return e->stat_known && (long long)FX_MTIME(st).tv_sec == e->mtime &&
           (long long)FX_MTIME(st).tv_nsec == e->mtime_ns && (unsigned)st->st_size == e->size &&
           older(&FX_MTIME(st), &FX_MTIME(index));
}

static char *without_cr(fx_arena *a, const char *text, size_t n, size_t *out_n)
{
    char *copy = fx_alloc(a, n + 1);
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        if (text[i] != '\r' || i + 1 == n || text[i + 1] != '\n')
            copy[m++] = text[i];
    *out_n = m;
    return copy;
}

/* Line ends do not count: a checkout may have made them CRLF. */
static bool same_text(const fx_entry *e, const char *text, size_t n)
{
    fx_arena *a = fx_arena_new();
    char id[GIT_OID_HEXSZ + 1];

    git_oid_tostr(id, sizeof id, &e->id);
    bool same = fx_same(fx_blob_id(a, text, n), id);

    if (!same && memchr(text, '\r', n) != NULL) {
        size_t m = 0;
        const char *lf = without_cr(a, text, n, &m);

        same = fx_same(fx_blob_id(a, lf, m), id);
    }
    fx_arena_free(a);
    return same;
}

static bool is_changed(fx_repo *r, const fx_entry *e, const struct stat *index, bool *changed,
                       fx_error *err)
{
    const char *path = fx_path_join(r->arena, r->workdir, e->path), *text = NULL;
    fx_arena *a = NULL;
    struct stat st;
    size_t n = 0;

    *changed = true;
    if (lstat(path, &st) != 0) {
        *changed = !e->skipped;
        return true;
    }
    if (e->later || S_ISREG(st.st_mode) != ((e->mode & S_IFMT) == S_IFREG))
        return true;
    *changed = false;
    if (!S_ISREG(st.st_mode) || surely_same(e, &st, index))
        return true; /* links and submodules are none of fxgit's files */
    a = fx_arena_new();
    bool read = fx_file_read(a, path, SIZE_MAX - 2, &text, &n, err);

    *changed = read && !same_text(e, text, n);
    fx_arena_free(a);
    return read;
}

static bool find_untracked(fx_repo *r, const char *dir, const fx_entries *entries, fx_strs *out,
                           fx_error *err)
{
    fx_strs files = {0};

    if (!fx_dir_list(r->arena, fx_path_join(r->arena, r->workdir, dir), &files, err))
        return false;
    fx_each (const char *, f, &files) {
        const char *path = fx_path_join(r->arena, dir, *f);
        size_t at = fx_index_seek(entries, path);

        if (at == entries->n || !fx_same(entries->at[at].path, path))
            *fx_push(r->arena, out) = path;
    }
    return true;
}

bool fx_repo_dirty(fx_repo *r, const char *dir, fx_strs *unstaged, fx_strs *untracked,
                   fx_error *err)
{
    fx_entries entries;
    struct stat index;

    *unstaged = *untracked = (fx_strs){0};
    dir = fx_source_root(r->arena, dir);
    if (r->workdir == NULL)
        return true;
    if (!fx_index_entries(r, &entries, err))
        return false;
    if (stat(r->index, &index) != 0)
        memset(&index, 0, sizeof index); /* no index yet: no file is older */
    for (size_t i = fx_index_seek(&entries, dir); i < entries.n; i++) {
        const fx_entry *e = &entries.at[i];
        bool changed = false;

        if (!fx_starts(e->path, dir))
            break;
        if (e->stage > 0 || !fx_path_below(e->path, dir) || fx_path_hidden(e->path, strlen(dir)))
            continue;
        if (!is_changed(r, e, &index, &changed, err))
            return false;
        if (changed)
            *fx_push(r->arena, unstaged) = e->path;
    }
    return find_untracked(r, dir, &entries, untracked, err);
}
