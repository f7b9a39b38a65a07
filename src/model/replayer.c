#include "fx/model/replayer.h"

#include <stdlib.h>
#include <string.h>

#include "fx/model/pack.h"

/* Below it a replay costs less than to move it. */
enum { LITTLE = 8 * 1024 * 1024, TIMES = 3 };

fx_schema fx_schema_move(fx_arena *a, const fx_schema *s)
{
    fx_arena *scratch = fx_arena_new();
    fx_str packed = {.arena = scratch};
    fx_schema out = {0};
    char *bytes;

    fx_schema_pack(&packed, s);
    bytes = fx_alloc(a, packed.n + 1);
    memcpy(bytes, packed.text, packed.n);
    const size_t n = packed.n;

    fx_arena_free(scratch);
    if (!fx_schema_unpack(a, bytes, n, &out))
        abort(); /* they were packed just now */
    return out;
}

void fx_replayer_begin(fx_replayer *r, fx_arena *home, const fx_schema *state)
{
    *r = (fx_replayer){.home = home, .arena = home, .begun = fx_arena_bytes(home)};
    r->state = fx_schema_copy(home, state);
}

static void leave(fx_replayer *r)
{
    if (r->arena != r->home)
        fx_arena_free(r->arena);
}

void fx_replayer_tidy(fx_replayer *r)
{
    const size_t since = fx_arena_bytes(r->arena) - r->begun;

    if (since < LITTLE || since < TIMES * r->live)
        return;
    fx_arena *next = fx_arena_new();

    r->state = fx_schema_move(next, &r->state);
    leave(r);
    r->arena = next;
    r->begun = r->live = fx_arena_bytes(next);
}

bool fx_replayer_play(fx_replayer *r, const fx_steps *steps, fx_changes *out, fx_error *err)
{
    return fx_replay_all(r->arena, &r->state, steps, out, err);
}

void fx_replayer_end(fx_replayer *r, fx_schema *out)
{
    if (out != NULL)
        *out = r->arena == r->home ? r->state : fx_schema_move(r->home, &r->state);
    leave(r);
    *r = (fx_replayer){0};
}
