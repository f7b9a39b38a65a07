/*
 * Kept: the revisions of a work tree in the cache, each as it was read, with
 * the stat of its file: one that has not changed is neither read nor parsed
 * again. Private to src/migrate.
 */
#ifndef FX_MIGRATE_KEPT_H
#define FX_MIGRATE_KEPT_H

#include "fx/git/cache.h"
#include "fx/git/source.h"
#include "fx/revision/revision.h"

typedef struct kept_one {
    fx_facts facts;
    const char *path;
    const char *packed; /* as the cache has it; NULL: read anew */
    size_t n;
    const fx_revision *revision;
} kept_one;

typedef struct kept {
    fx_arena *arena;
    fx_source *source;
    fx_repo *repo;      /* NULL: there is no cache */
    const char *folder; /* with a slash at its end */
    int dir;            /* the same, open */
    const char *name;
    fx_stamp stamp;
    int64_t begun;
    const char *at; /* what follows of the cache */
    size_t left;    /* records in it */
    FX_VEC(kept_one) all;
    size_t changed; /* that the cache has not, or that are gone */
} kept;

/* Of the `n` files below `dir`. Any source: one without a cache is read. */
kept *kept_open(fx_arena *a, fx_source *src, const char *dir, size_t n);
/* By ascending path. Not whole, where the cache has it. *out NULL: the file is gone. */
bool kept_revision(kept *k, const fx_file *file, const fx_revision **out, fx_error *err) FX_CHECK;
/* Writes the cache anew where it is worth it. */
void kept_close(kept *k);

#endif
