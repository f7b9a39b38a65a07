/*
 * Index: the entries of the index that the running commit uses. libgit2 does
 * not read split and sparse ones; git lists those.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fx/base/path.h"
#include "fx/base/str.h"
#include "inner.h"

bool fx_path_below(const char *path, const char *dir)
{
    size_t n = strlen(dir);

    return n == 0 || fx_same(dir, "/") ||
           (strncmp(path, dir, n) == 0 && (path[n] == '/' || path[n] == '\0'));
}

bool fx_path_hidden(const char *path, size_t skip)
{
    const char *rest = path + skip;

    rest += *rest == '/';
    return *rest == '.' || strstr(rest, "/.") != NULL;
}

size_t fx_index_seek(const fx_entries *entries, const char *path)
{
    size_t low = 0, high = entries->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(entries->at[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static fx_entry entry_of(fx_arena *a, const git_index_entry *e)
{
    return (fx_entry){
        .path = fx_strdup(a, e->path),
        .id = e->id,
        .mode = e->mode,
        .stage = git_index_entry_stage(e),
        .skipped = (e->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0,
        .later = (e->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) != 0,
        .stat_known = e->mtime.seconds != 0,
        .mtime = e->mtime.seconds,
        .mtime_ns = e->mtime.nanoseconds,
        .size = e->file_size,
    };
}

/* A line of git ls-files -s -t: "H 100644 <id> 0\t<path>"; S: not in the work tree. */
static bool entry_parse(fx_arena *a, const char *line, fx_entry *out)
{
    char *end = NULL;

    if (strlen(line) < 2 || line[1] != ' ')
        return false;
    *out = (fx_entry){.skipped = line[0] == 'S'};
    out->mode = (unsigned)strtoul(line + 2, &end, 8);
    if (*end != ' ' || strlen(end) < 1 + GIT_OID_HEXSZ + 3 ||
        git_oid_fromstrn(&out->id, end + 1, GIT_OID_HEXSZ) != 0)
        return false;
    end += 1 + GIT_OID_HEXSZ;
    if (end[0] != ' ' || end[1] < '0' || end[1] > '3' || end[2] != '\t')
        return false;
    out->stage = end[1] - '0';
    out->path = fx_strdup(a, end + 3);
    return true;
}

static bool entries_by_git(fx_repo *r, fx_entries *out, fx_error *err)
{
    const char *args[] = {"ls-files", "-s", "-t", "-z", NULL}, *text = NULL;
    size_t n = 0;

    if (!fx_repo_git(r, args, &text, &n, err))
        return false;
    for (const char *line = text; line < text + n; line += strlen(line) + 1)
        if (!entry_parse(r->arena, line, fx_push(r->arena, out)))
            return fx_fail(err, FX_GIT, "git ls-files: cannot read the line \"%s\"", line);
    return true;
}

static bool read_entries(fx_repo *r, fx_entries *out, fx_error *err)
{
    FX_AUTO(git_index) *index = NULL;

    *out = (fx_entries){0};
    if (git_index_open(&index, r->index) != 0)
        return entries_by_git(r, out, err);
    size_t n = git_index_entrycount(index);

    for (size_t i = 0; i < n; i++)
        *fx_push(r->arena, out) = entry_of(r->arena, git_index_get_byindex(index, i));
    return true;
}

/* Git writes a new file and renames it, so another index has another inode. */
static bool same_file(const struct stat *x, const struct stat *y)
{
    return x->st_dev == y->st_dev && x->st_ino == y->st_ino && x->st_size == y->st_size &&
           FX_MTIME(x).tv_sec == FX_MTIME(y).tv_sec && FX_MTIME(x).tv_nsec == FX_MTIME(y).tv_nsec;
}

bool fx_index_entries(fx_repo *r, fx_entries *out, fx_error *err)
{
    struct stat now;
    bool there = stat(r->index, &now) == 0;

    if (!there || !same_file(&now, &r->index_seen)) {
        r->index_seen = (struct stat){0};
        if (!read_entries(r, &r->entries, err))
            return false;
        if (there)
            r->index_seen = now;
    }
    *out = r->entries;
    return true;
}

/* The mark of such an entry came with version 3 of the file, and git writes 2 where none has it; a
 * split index may have them in its other file.
 * https://git-scm.com/docs/index-format */
static bool may_skip(const fx_repo *r)
{
    unsigned char head[8] = {0};
    struct stat st;
    FILE *f = fopen(r->index, "rbe");
    bool read = f != NULL && fread(head, sizeof head, 1, f) == 1;

    if (f != NULL)
        fclose(f);
    if (read && head[7] == 2)
        return stat(fx_fmt(r->arena, "%s/info/sparse-checkout", r->gitdir), &st) == 0;
    return read;
}

bool fx_index_skipped(fx_repo *r, fx_entries *out, fx_error *err)
{
    struct stat now = {0};
    fx_entries all = {0};
    bool there = stat(r->index, &now) == 0;

    if (there && same_file(&now, &r->skipped_seen)) {
        *out = r->skipped;
        return true;
    }
    *out = (fx_entries){0};
    if (there && may_skip(r) && !fx_index_entries(r, &all, err))
        return false;
    fx_each (const fx_entry, e, &all) {
        if (e->skipped && e->stage == 0)
            *fx_push(r->arena, out) = *e;
    }
    r->skipped = *out;
    r->skipped_seen = now;
    return true;
}

bool fx_repo_skips(fx_repo *r)
{
    fx_error probe = {.arena = r->arena};
    fx_entries skipped;

    return !fx_index_skipped(r, &skipped, &probe) || skipped.n > 0;
}

bool fx_repo_conflicts(fx_repo *r, fx_strs *out, fx_error *err)
{
    fx_entries entries;

    *out = (fx_strs){0};
    if (!fx_index_entries(r, &entries, err))
        return false;
    fx_each (const fx_entry, e, &entries)
        if (e->stage > 0 && (out->n == 0 || !fx_same(out->at[out->n - 1], e->path)))
            *fx_push(r->arena, out) = e->path;
    return true;
}

bool fx_repo_named(fx_repo *r, const char *name, fx_strs *out, fx_error *err)
{
    fx_entries entries;
    size_t length = strlen(name);

    *out = (fx_strs){0};
    if (!fx_index_entries(r, &entries, err))
        return false;
    fx_each (const fx_entry, e, &entries) {
        size_t n = strlen(e->path);
        bool named = n >= length && fx_same(e->path + n - length, name) &&
                     (n == length || e->path[n - length - 1] == '/');

        if (named && !fx_path_hidden(e->path, 0) &&
            (out->n == 0 || !fx_same(out->at[out->n - 1], e->path)))
            *fx_push(r->arena, out) = e->path;
    }
    return true;
}

/* A large index is not parsed for one name: in versions 2 and 3 each stands whole, with a NUL
 * behind it (https://git-scm.com/docs/index-format). True: it cannot be there. */
static bool is_surely_absent(fx_arena *a, const char *index, const char *path)
{
    enum { HEADER = 12, VERSION = 7, MOST = 1 << 28 };
    fx_error probe = {.arena = a};
    const char *text;
    size_t n;

    if (!fx_path_exists(index))
        return true;
    return fx_file_read(a, index, MOST, &text, &n, &probe) && n > HEADER &&
           memcmp(text, "DIRC\0\0\0", VERSION) == 0 && (text[VERSION] == 2 || text[VERSION] == 3) &&
           memmem(text, n, path, strlen(path) + 1) == NULL && memmem(text, n, "link", 4) == NULL &&
           memmem(text, n, "sdir", 4) == NULL;
}

bool fx_repo_tracks(fx_repo *r, const char *path, bool *out, fx_error *err)
{
    fx_arena *scratch = fx_arena_new();
    fx_entries entries;
    bool absent = is_surely_absent(scratch, r->index, path);

    fx_arena_free(scratch);
    *out = false;
    if (absent)
        return true;
    if (!fx_index_entries(r, &entries, err))
        return false;
    size_t i = fx_index_seek(&entries, path);

    *out = i < entries.n && fx_same(entries.at[i].path, path);
    return true;
}
