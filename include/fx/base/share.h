/*
 * Share: work that all processors do together.
 */
#ifndef FX_BASE_SHARE_H
#define FX_BASE_SHARE_H

#include "fx/base/arena.h"

enum { FX_SHARE_MOST = 8 };

/* Runs some(ctx) here, and at the same time in up to `helpers` (at most FX_SHARE_MOST) threads on
 * other processors, if there are any: each takes what is left to do, by a counter in `ctx`, until
 * nothing is. Returns when all have ended. */
void fx_share(size_t helpers, void (*some)(void *ctx), void *ctx);

/* The same in two steps: the helpers begin, and the caller does something else before it takes its
 * part. They are waited for when the arena ends, at the latest: what `ctx` points to was made in it
 * before. */
typedef struct fx_shared fx_shared;
fx_shared *fx_share_begin(fx_arena *a, size_t helpers, void (*some)(void *ctx), void *ctx);
void fx_share_end(fx_shared *s); /* once */

#endif
