/*
 * Random schemas from a seed: valid by construction, with keys, foreign keys,
 * checks, indexes, enums, defaults; pairs share names, so that a diff of two has
 * adds, drops, changes and renames.
 */
#ifndef FX_TESTS_RANDOM_SCHEMA_H
#define FX_TESTS_RANDOM_SCHEMA_H

#include <stdint.h>

#include "fx/model/schema.h"

typedef struct fx_random {
    uint64_t state;      /* not 0 */
    const char *dialect; /* what it is for; NULL: sqlite */
} fx_random;

uint64_t random_next(fx_random *r);
size_t random_below(fx_random *r, size_t n); /* 0 .. n-1 */
bool random_chance(fx_random *r, size_t percent);

fx_schema random_schema(fx_arena *a, fx_random *r);
/* A second schema; some of its tables and columns say that they were renamed from ones of `from`.
 */
fx_schema random_successor(fx_arena *a, fx_random *r, const fx_schema *from);

#endif
