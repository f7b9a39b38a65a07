/*
 * What the parts of the cache share. Private to src/git/cache*.c.
 */
#ifndef GIT_CACHE_INNER_H
#define GIT_CACHE_INNER_H

#include "fx/git/cache.h"

/* What is asked: a sign and a text each. */
enum { CACHE_NOTHING = '-', CACHE_TEXT = '+', CACHE_PATH = 'p', CACHE_LOG = 'l' };

/* Clocks of file systems step by up to 10 ms: what is younger may change again unseen. */
enum { CACHE_STEP_NS = 20 * 1000 * 1000 };

/* Fills `seen`, `begun` and `newest` from the paths that are asked. */
void cache_see(fx_stamp *s);
/* Adds what is below them, when all has been read. False: something changed since, or just before.
 */
bool cache_see_below(fx_stamp *s);
/* Is all that was seen still so? False, too, for bytes that say nothing. */
bool cache_unchanged(fx_arena *a, const char *seen, size_t n);

#endif
