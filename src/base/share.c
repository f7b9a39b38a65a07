#include "fx/base/share.h"

#include <pthread.h>
#include <sched.h>

typedef struct work {
    void (*some)(void *);
    void *ctx;
} work;

static void *help(void *arg)
{
    const work *w = arg;

    w->some(w->ctx);
    return NULL;
}

/* Where the scheduler leaves a new thread beside its parent, it would wait for it: not on this
 * processor, then. How many were started. */
static size_t start_helpers(pthread_t *threads, size_t helpers, work *w)
{
    pthread_attr_t attr;
    cpu_set_t others;
    int here = sched_getcpu();
    size_t n = 0, most;

    if (here < 0 || sched_getaffinity(0, sizeof others, &others) != 0 ||
        pthread_attr_init(&attr) != 0)
        return 0;
    CPU_CLR((size_t)here, &others);
    most = (size_t)CPU_COUNT(&others);
    if (pthread_attr_setaffinity_np(&attr, sizeof others, &others) != 0)
        most = 0;
    while (n < helpers && n < most && pthread_create(&threads[n], &attr, help, w) == 0)
        n++;
    pthread_attr_destroy(&attr);
    return n;
}

struct fx_shared {
    work w;
    pthread_t threads[FX_SHARE_MOST];
    size_t n;
};

static void begin(fx_shared *s, size_t helpers, void (*some)(void *ctx), void *ctx)
{
    *s = (fx_shared){
        .w = {some, ctx}
    };
    if (helpers > 0)
        s->n = start_helpers(s->threads, helpers < FX_SHARE_MOST ? helpers : FX_SHARE_MOST, &s->w);
}

static void await(void *shared)
{
    fx_shared *s = shared;

    while (s->n > 0)
        pthread_join(s->threads[--s->n], NULL);
}

fx_shared *fx_share_begin(fx_arena *a, size_t helpers, void (*some)(void *ctx), void *ctx)
{
    fx_shared *s = fx_new(a, fx_shared);

    begin(s, helpers, some, ctx);
    fx_defer(a, await, s);
    return s;
}

void fx_share_end(fx_shared *s)
{
    s->w.some(s->w.ctx);
    await(s);
}

void fx_share(size_t helpers, void (*some)(void *ctx), void *ctx)
{
    fx_shared s;

    begin(&s, helpers, some, ctx);
    fx_share_end(&s);
}
