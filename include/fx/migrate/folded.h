/*
 * Folded: what all revisions of a source give: how many there are, their heads,
 * and the schema. Kept in the cache under the names of their blobs, so that a
 * hook does not read a thousand files again for one that is new.
 */
#ifndef FX_MIGRATE_FOLDED_H
#define FX_MIGRATE_FOLDED_H

#include "fx/migrate/workspace.h"

typedef struct fx_folded {
    size_t revisions;
    fx_strs heads;
    const char *set; /* "sha256:..." of `lines` */
    fx_strs lines;   /* "id up-hash down-hash", sorted */
    fx_schema schema;
} fx_folded;

bool fx_folded_read(fx_arena *a, fx_source *src, const fx_config *c, fx_folded *out,
                    fx_error *err) FX_CHECK;
/* All but the schema, which may be empty. */
bool fx_folded_facts(fx_arena *a, fx_source *src, const fx_config *c, fx_folded *out,
                     fx_error *err) FX_CHECK;
/* Keeps what the revisions of `src` give together with `r` behind all of them, where `r` is none of
 * them yet. Its steps must fit. */
void fx_folded_follow(fx_arena *a, fx_source *src, const fx_config *c, const fx_revision *r);

#endif
