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

void fx_share(size_t helpers, void (*some)(void *ctx), void *ctx)
{
    pthread_t threads[FX_SHARE_MOST];
    work w = {some, ctx};
    size_t n = helpers == 0
                   ? 0
                   : start_helpers(threads, helpers < FX_SHARE_MOST ? helpers : FX_SHARE_MOST, &w);

    some(ctx);
    while (n > 0)
        pthread_join(threads[--n], NULL);
}
