/*
 * Replayer: the steps of many revisions, one after the other, in memory that does not grow with
 * their number. A replay never changes a table in place, so each step leaves the table from before
 * it behind; the replayer now and then moves what is alive to an arena of its own, and frees the
 * rest.
 */
#ifndef FX_MODEL_REPLAYER_H
#define FX_MODEL_REPLAYER_H

#include "fx/model/step.h"

typedef struct fx_replayer {
    fx_schema state; /* after what was played; lives until the next call */
    fx_arena *home;  /* the caller's, used as long as it is little */
    fx_arena *arena; /* where `state` is: home, or one of its own */
    size_t begun;    /* bytes of that arena when `state` was put there */
    size_t live;     /* how many of them `state` took; 0: it is small */
} fx_replayer;

/* From `state`, whose tables may be in `home`. Ends with fx_replayer_end. */
void fx_replayer_begin(fx_replayer *r, fx_arena *home, const fx_schema *state);
/* Tables of r->state from before are gone afterwards, if there was much to be freed. */
void fx_replayer_tidy(fx_replayer *r);
/* As fx_replay_all; never tidies: `out` (or NULL) is good until that. */
bool fx_replayer_play(fx_replayer *r, const fx_steps *steps, fx_changes *out,
                      fx_error *err) FX_CHECK;
/* The schema as it is now, in `home` with all it holds, and stays there; NULL: nobody wants it. */
void fx_replayer_end(fx_replayer *r, fx_schema *out);

/* With all tables and texts in `a`. */
fx_schema fx_schema_move(fx_arena *a, const fx_schema *s);

#endif
