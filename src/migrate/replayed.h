/*
 * Replayed: the schema that a beginning of a project's revisions gives, in the
 * cache: what follows it is replayed alone. Private to src/migrate.
 */
#ifndef FX_MIGRATE_REPLAYED_H
#define FX_MIGRATE_REPLAYED_H

#include "fx/migrate/ledger.h"
#include "fx/migrate/workspace.h"

struct fx_replayed {
    fx_arena *arena;
    fx_repo *repo;
    const char *root;
    bool loaded;
    fx_strs texts;    /* names of the revisions' texts (blobs), in the order of the replay */
    fx_schema schema; /* what they give */
    size_t cached;    /* so many of them are in the cache */
    size_t mark;      /* the first replay that comes by here remembers what it has */
};

fx_replayed *replayed_new(fx_workspace *ws);
/* Reads the cache; else the first replayed_begin does. */
void replayed_load(fx_replayed *r);
/* What the first of `texts` are known to give, and how many these are. Of a replay that is NULL
 * nothing is known. */
size_t replayed_begin(fx_replayed *r, fx_arena *a, const fx_strs *texts, fx_schema *out);
/* The first `n` of `texts` gave `schema`. */
void replayed_pass(fx_replayed *r, const fx_strs *texts, size_t n, const fx_schema *schema,
                   bool passing);
/* Writes the cache, if that spares the next run enough. */
void replayed_keep(fx_replayed *r);

#endif
