/*
 * Lanes: a graph of revisions drawn beside their lines, children above their
 * parents, as `git log --graph` does.
 */
#ifndef FX_CLI_LANES_H
#define FX_CLI_LANES_H

#include "fx/base/str.h"
#include "fx/base/vec.h"

typedef struct fx_lanes {
    fx_arena *arena;
    fx_strs open; /* what each lane leads to, from the left */
} fx_lanes;

/* What is drawn for the next revision: `above`, lines of their own (each with its end; may be
 * empty), then `beside`, before its text; and `below`, further lines. */
typedef struct fx_drawn {
    const char *above, *beside, *below;
} fx_drawn;
fx_drawn fx_lanes_next(fx_lanes *l, const char *id, const fx_strs *parents);

#endif
