/*
 * Poll: asking again and again, with pauses that differ between processes, so
 * that those who wait do not ask in step. Private to src/db.
 */
#ifndef FX_DB_POLL_H
#define FX_DB_POLL_H

#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include "fx/db/driver.h"

enum { FX_LOCK_WAIT_MS = 60 * 1000, FX_POLL_MS = 50, FX_JITTER_MS = 100 };

typedef struct fx_poll {
    int64_t end; /* ms */
    unsigned seed;
} fx_poll;

static inline int64_t fx_poll_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static inline fx_poll fx_poll_begin(const fx_url *url)
{
    return (fx_poll){
        .end = fx_poll_now() + (url->lock_wait_ms > 0 ? url->lock_wait_ms : FX_LOCK_WAIT_MS),
        .seed = (unsigned)getpid() * 2654435761U,
    };
}

/* False: there is no time left. */
static inline bool fx_poll_again(fx_poll *p)
{
    if (fx_poll_now() >= p->end)
        return false;
    p->seed = p->seed * 1103515245U + 12345U;
    const long ms = FX_POLL_MS + (long)(p->seed >> 16) % FX_JITTER_MS;

    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
    return true;
}

#endif
