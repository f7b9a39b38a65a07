/*
 * Share: work that all processors do together.
 */
#ifndef FX_BASE_SHARE_H
#define FX_BASE_SHARE_H

#include <stddef.h>

enum { FX_SHARE_MOST = 8 };

/* Runs some(ctx) here, and at the same time in up to `helpers` (at most FX_SHARE_MOST) threads on
 * other processors, if there are any: each takes what is left to do, by a counter in `ctx`, until
 * nothing is. Returns when all have ended. */
void fx_share(size_t helpers, void (*some)(void *ctx), void *ctx);

#endif
