/*
 * Trees of Python files, kept under the names of their blobs: the parser takes
 * most of the time in which classes are read. "<bytes of the rest>", then for
 * each text "<bytes> <blob>" and its tree.
 */
#include <stdlib.h>
#include <string.h>

#include "fx/base/hash.h"
#include "fx/base/str.h"
#include "fx/git/cache.h"
#include "parsed_inner.h"

static const char format[] = "trees 5 " FX_VERSION;
static const char name[] = "trees";
enum { HEAD = 22 }; /* of a text, without its blob: blanks, a number, a blank and a line end */

typedef struct tree {
    const char *bytes;
    size_t n;
    bool used;
} tree;

/* A file of the work tree has no blob before it was read. */
typedef struct seen {
    const char *path, *text, *blob; /* text NULL: there is none */
    size_t n;
} seen;

typedef struct files {
    fx_arena *arena;
    fx_source *from;
    fx_repo *repo;
    fx_files listed; /* of a commit or an index, with their blobs */
    const seen *
        *seen; /* by the hash of the path: a project asks for thousands that are not there */
    size_t seen_n, seen_slots;
} files;

static parsed_entry *entry_of(parsed_slot *s, const char *blob)
{
    const fx_file key = {"", blob};

    return parsed_find(s, &s->trees, &key);
}

static void begin(fx_arena *a, fx_stamp *stamp)
{
    fx_stamp_begin(stamp, a);
    fx_stamp_text(stamp, format);
}

static void put(parsed_slot *s, const char *blob, tree is)
{
    tree *t = fx_new(s->arena, tree);

    *t = is;
    entry_of(s, blob)->value = t;
}

/* What is damaged ends the reading. */
static void load(parsed_slot *s, fx_repo *repo)
{
    const char *at, *end;
    fx_stamp stamp;
    char *after;

    s->trees_loaded = true;
    begin(s->arena, &stamp);
    if (!fx_cache_text(repo, s->arena, name, &stamp, &at))
        return;
    size_t left = strtoull(at, &after, 10);

    for (at = after + 1; left > 0 && (end = memchr(at, '\n', left)) != NULL;) {
        size_t n = strtoull(at, &after, 10), head = (size_t)(end + 1 - at);

        if (*after != ' ' || after > end || n > left - head)
            return;
        put(s, fx_strndup(s->arena, after + 1, (size_t)(end - after - 1)),
            (tree){.bytes = end + 1, .n = n});
        at = end + 1 + n;
        left -= head + n;
    }
}

/* ---- for the reader of Python ---- */

static const seen **place_of(const seen **slots, size_t n, const char *path)
{
    size_t at = (size_t)fx_hash64(FX_HASH64, path, strlen(path)) & (n - 1);

    while (slots[at] != NULL && !fx_same(slots[at]->path, path))
        at = (at + 1) & (n - 1);
    return &slots[at];
}

static const seen *find_seen(const files *f, const char *path)
{
    return f->seen_slots == 0 ? NULL : *place_of(f->seen, f->seen_slots, path);
}

static void put_seen(files *f, const seen *s)
{
    if (f->seen_n * 2 >= f->seen_slots) {
        size_t slots = f->seen_slots == 0 ? 64 : f->seen_slots * 2;
        const seen **more = fx_alloc(f->arena, slots * sizeof *more);

        for (size_t i = 0; i < f->seen_slots; i++) {
            if (f->seen[i] != NULL)
                *place_of(more, slots, f->seen[i]->path) = f->seen[i];
        }
        f->seen = more;
        f->seen_slots = slots;
    }
    *place_of(f->seen, f->seen_slots, s->path) = s;
    f->seen_n++;
}

static const seen *see(files *f, const char *path)
{
    fx_error probe = {.arena = f->arena};
    const seen *there = find_seen(f, path);
    seen *is;

    if (there != NULL)
        return there;
    is = fx_new(f->arena, seen);
    if (!fx_source_read(f->from, f->arena, path, &is->text, &is->n, &probe))
        return NULL;
    if (is->text != NULL)
        is->blob = fx_blob_id(f->arena, is->text, is->n);
    is->path = fx_strdup(f->arena, path);
    put_seen(f, is);
    return is;
}

static const char *blob_of(files *f, const char *path)
{
    if (fx_source_kind_of(f->from) == FX_SOURCE_TREE) {
        const seen *s = see(f, path);

        return s == NULL ? NULL : s->blob;
    }
    const fx_file *file = fx_files_find(&f->listed, path);

    return file == NULL ? NULL : file->blob;
}

static bool read_text(void *ctx, fx_arena *a, const char *path, const char **text, size_t *n,
                      fx_error *err)
{
    const files *f = ctx;
    const seen *s = find_seen(f, path);

    if (s != NULL) {
        *text = s->text;
        *n = s->n;
        return true;
    }
    return fx_source_read(f->from, a, path, text, n, err);
}

static const char *kept(void *ctx, const char *path, size_t *n)
{
    files *f = ctx;
    parsed_slot *slot = parsed_slot_of(f->repo);
    const char *blob = blob_of(f, path);

    if (!slot->trees_loaded)
        load(slot, f->repo);
    parsed_entry *e = blob == NULL ? NULL : entry_of(slot, blob);
    const tree *t = e == NULL ? NULL : e->value;

    if (t == NULL)
        return NULL;
    if (!t->used)
        put(slot, blob, (tree){t->bytes, t->n, true});
    *n = t->n;
    return t->bytes;
}

static void keep(void *ctx, const char *path, const char *bytes, size_t n)
{
    files *f = ctx;
    parsed_slot *slot = parsed_slot_of(f->repo);
    const char *blob = blob_of(f, path);

    if (blob == NULL)
        return;
    char *copy = fx_alloc(slot->arena, n);

    memcpy(copy, bytes, n);
    put(slot, blob, (tree){copy, n, true});
    slot->trees_new = true;
}

fx_entity_files trees_files(fx_arena *a, fx_source *from)
{
    files *f = fx_new(a, files);
    fx_error probe = {.arena = a};

    *f = (files){.arena = a, .from = from, .repo = fx_source_keeper(from)};
    if (f->repo == NULL || (fx_source_kind_of(from) != FX_SOURCE_TREE &&
                            !fx_source_list(from, a, "", &f->listed, &probe)))
        return (fx_entity_files){.ctx = f, .read = read_text};
    return (fx_entity_files){.ctx = f, .read = read_text, .kept = kept, .keep = keep};
}

/* How many bytes all of them take. */
static size_t size_of(const parsed_slot *slot)
{
    size_t n = 0;

    for (size_t i = 0; i < slot->trees.slots; i++) {
        const tree *t = slot->trees.at[i].value;

        if (t != NULL && t->used)
            n += HEAD + strlen(slot->trees.at[i].blob) + t->n;
    }
    return n;
}

void trees_keep(fx_arena *a, fx_source *from)
{
    fx_repo *repo = fx_source_keeper(from);
    parsed_slot *slot = repo == NULL ? NULL : parsed_slot_of(repo);
    fx_str all = {.arena = a};
    fx_stamp stamp;

    if (slot == NULL || !slot->trees_new)
        return;
    size_t n = size_of(slot);

    fx_str_reserve(&all, n + (size_t)2 * HEAD);
    fx_str_addf(&all, "%zu\n", n);
    for (size_t i = 0; i < slot->trees.slots; i++) {
        const tree *t = slot->trees.at[i].value;

        if (t == NULL || !t->used)
            continue;
        fx_str_addf(&all, "%*zu %s\n", HEAD - 2, t->n, slot->trees.at[i].blob);
        fx_str_addn(&all, t->bytes, t->n);
    }
    fx_str_addc(&all, '\n');
    begin(a, &stamp);
    fx_cache_put_text(repo, a, name, &stamp, all.text, all.n);
    slot->trees_new = false;
}
