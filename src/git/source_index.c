/*
 * The index as a source: what the running commit will hold.
 */
#include <string.h>

#include "fx/base/hash.h"
#include "fx/base/path.h"
#include "fx/base/str.h"
#include "inner.h"

typedef struct index_source {
    fx_source base;
    fx_repo *repo;
    fx_entries entries;
} index_source;

static bool is_file(const fx_entry *e)
{
    return !e->later && (e->mode & GIT_FILEMODE_BLOB) == GIT_FILEMODE_BLOB &&
           (e->mode & 0170000U) == 0100000U;
}

static bool fail_conflict(const char *path, fx_error *err)
{
    fx_fail_at(err, FX_INPUT, path, 0, 0, "the file has conflicts");
    return fx_hint(err, "resolve them, then: git add %s", path);
}

/* Entries at or below `full` lie together, but for names such as "a-b" between "a" and "a/". */
static bool in_reach(const fx_entries *entries, size_t i, const char *full)
{
    return i < entries->n && fx_starts(entries->at[i].path, full);
}

static bool index_list(fx_source *s, fx_arena *a, const char *full, fx_files *out, fx_error *err)
{
    const index_source *self = (const index_source *)s;
    const fx_entries *entries = &self->entries;

    for (size_t i = fx_index_seek(entries, full); in_reach(entries, i, full); i++) {
        const fx_entry *e = &entries->at[i];

        if (!fx_path_below(e->path, full) || fx_path_hidden(e->path, strlen(full)))
            continue;
        if (e->stage > 0)
            return fail_conflict(e->path, err);
        if (is_file(e))
            *fx_push(a, out) = (fx_file){e->path, fx_oid_text(a, &e->id)};
    }
    return true;
}

static bool index_read(fx_source *s, fx_arena *a, const char *full, const char **text, size_t *n,
                       fx_error *err)
{
    const index_source *self = (const index_source *)s;
    size_t i = fx_index_seek(&self->entries, full);

    if (i == self->entries.n || !fx_same(self->entries.at[i].path, full))
        return true;
    const fx_entry *e = &self->entries.at[i];

    if (e->stage > 0)
        return fail_conflict(full, err);
    return !is_file(e) || fx_blob_read(self->repo, a, &e->id, full, text, n, err);
}

/* The index has no name for a folder: a hash over what it lists there. */
static const char *index_key(fx_source *s, fx_arena *a, const char *full)
{
    fx_files files = {0};
    fx_str all = {.arena = a};
    fx_error probe = {.arena = a};

    if (!index_list(s, a, full, &files, &probe))
        return NULL;
    if (files.n == 0)
        return FX_NO_KEY;
    fx_each (const fx_file, f, &files) {
        fx_str_add(&all, f->blob);
        fx_str_add(&all, f->path + strlen(full));
        fx_str_addc(&all, '\0');
    }
    return fx_sha256(a, fx_str_text(&all), all.n);
}

static const fx_source_ops index_ops = {index_list, index_read, index_key};

fx_source *fx_source_index(fx_arena *a, fx_repo *r, const char *root, fx_error *err)
{
    index_source *s = fx_new(a, index_source);

    s->base = (fx_source){.ops = &index_ops,
                          .kind = FX_SOURCE_INDEX,
                          .label = "the index",
                          .root = fx_source_root(a, root),
                          .repo = r,
                          .arena = a};
    s->repo = r;
    return fx_index_entries(r, &s->entries, err) ? &s->base : NULL;
}
