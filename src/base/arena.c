#include "fx/base/arena.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

/*
 * Red zones between objects: without them an overflow from one object into the
 * next stays inside one malloc'ed block and no sanitizer sees it.
 */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif
#ifdef HAS_ASAN
#include <sanitizer/asan_interface.h>
#define RED_ZONE       16U
#define MAPPED         SIZE_MAX /* the leak checker looks for pointers in the heap alone */
#define POISON(p, n)   ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define RED_ZONE       0U
#define MAPPED         (128U * 1024U)
#define POISON(p, n)   ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

/* Blocks grow from the first: a scratch arena for one comparison costs next to nothing. */
enum { FIRST_BLOCK = 1024, HUGE_PAGE = 2 * 1024 * 1024, ALIGN = 16 };
#define BLOCK (HUGE_PAGE - sizeof(block))

typedef struct block {
    struct block *next;
    size_t size, used;
    _Alignas(ALIGN) unsigned char bytes[];
} block;

typedef struct deferred {
    struct deferred *next;
    void (*fn)(void *);
    void *arg;
} deferred;

struct fx_arena {
    block *blocks; /* the one in use first */
    void *last;    /* the latest object, if it is in that one */
    size_t last_size;
    deferred *deferred;
    const char *temp_dir;
};

static void out_of_memory(void)
{
    fputs("fxgit: out of memory\n", stderr);
    abort();
}

static void *take(size_t size)
{
    void *p = calloc(1, size);

    if (p == NULL)
        out_of_memory();
    return p;
}

/* A huge page comes sooner than 512 KB page by page, so who needs much gets those. Where memory is
 * in pieces, the kernel moves them about for one, and a virtual machine's may have to come from its
 * host: that takes longer than what a short run does in it, so after the first such wait none is
 * asked for. */
enum { SLOW_NS = 1000 * 1000, STEP = 512 * 1024, MUCH = 1024 * 1024 };
static atomic_bool huge_is_slow;
static atomic_size_t mapped;

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void ask_for_huge(void *p, size_t size)
{
    int64_t begun = now();

#ifdef MADV_HUGEPAGE
    madvise(p, size, MADV_HUGEPAGE);
#endif
#ifdef MADV_POPULATE_WRITE
    madvise(p, size, MADV_POPULATE_WRITE);
#endif
    if (now() - begun > SLOW_NS * (int64_t)(size / HUGE_PAGE))
        huge_is_slow = true;
}

static block *block_take(size_t size)
{
    if (size < MAPPED)
        return take(size);
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED)
        out_of_memory();
    if (size >= HUGE_PAGE && !huge_is_slow)
        ask_for_huge(p, size);
    mapped += size;
    return p;
}

static void block_free(block *b)
{
    size_t size = sizeof *b + b->size;

    UNPOISON(b->bytes, b->size);
    if (size < MAPPED)
        free(b);
    else
        munmap(b, size);
}

static block *block_new(size_t least, const block *before)
{
    size_t size = before == NULL ? FIRST_BLOCK : 2 * before->size;

    if (size > STEP)
        size = mapped >= MUCH && !huge_is_slow ? BLOCK : STEP;
    if (size < least)
        size = least;
    block *b = block_take(sizeof *b + size);

    b->size = size;
    POISON(b->bytes, size);
    return b;
}

fx_arena *fx_arena_new(void)
{
    return take(sizeof(fx_arena));
}

void fx_arena_free(fx_arena *a)
{
    if (a == NULL)
        return;
    while (a->deferred != NULL) {
        deferred *d = a->deferred;

        a->deferred = d->next;
        d->fn(d->arg);
    }
    while (a->blocks != NULL) {
        block *b = a->blocks;

        a->blocks = b->next;
        block_free(b);
    }
    free(a);
}

void fx_arena_set_temp_dir(fx_arena *a, const char *dir)
{
    a->temp_dir = fx_strdup(a, dir);
}

const char *fx_arena_temp_dir(const fx_arena *a)
{
    return a->temp_dir;
}

void fx_arena_clear(fx_arena *a)
{
    block *kept = NULL;

    a->temp_dir = NULL;

    while (a->blocks != NULL) {
        block *b = a->blocks;

        a->blocks = b->next;
        if (kept == NULL && sizeof *b + b->size < MAPPED)
            kept = b;
        else
            block_free(b);
    }
    if (kept != NULL) {
        UNPOISON(kept->bytes, kept->used);
        memset(kept->bytes, 0, kept->used);
        POISON(kept->bytes, kept->size);
        kept->next = NULL;
        kept->used = 0;
    }
    a->blocks = kept;
    a->last = NULL;
}

size_t fx_arena_bytes(const fx_arena *a)
{
    size_t n = 0;

    for (const block *b = a->blocks; b != NULL; b = b->next)
        n += b->size;
    return n;
}

static size_t room_for(size_t size)
{
    return (size + RED_ZONE + ALIGN - 1) / ALIGN * ALIGN;
}

void *fx_alloc(fx_arena *a, size_t size)
{
    if (size > SIZE_MAX / 2)
        abort();

    size_t need = room_for(size);
    block *b = a->blocks;

    if (b == NULL || b->size - b->used < need) {
        b = block_new(need, a->blocks);
        /* a large object gets a block of its own: the current one stays in use */
        if (need > BLOCK / 2 && a->blocks != NULL) {
            b->next = a->blocks->next;
            a->blocks->next = b;
        } else {
            b->next = a->blocks;
            a->blocks = b;
        }
    }
    void *p = b->bytes + b->used;

    b->used += need;
    UNPOISON(p, size);
    a->last = b == a->blocks ? p : NULL;
    a->last_size = size;
    return p; /* zeroed by calloc, or fx_arena_clear */
}

void *fx_grow(fx_arena *a, const void *old, size_t old_size, size_t new_size)
{
    void *p = fx_alloc(a, new_size);

    if (old_size > 0)
        memcpy(p, old, old_size);
    return p;
}

/* Who has a part of the object, or had it before it was extended, has another size: a copy. */
void *fx_extend(fx_arena *a, void *old, size_t old_size, size_t new_size)
{
    block *b = a->blocks;

    if (old_size == 0 || old != a->last || old_size != a->last_size || new_size > SIZE_MAX / 2)
        return fx_grow(a, old, old_size, new_size);
    size_t from = (size_t)((unsigned char *)old - b->bytes);

    if (b->size - from < room_for(new_size))
        return fx_grow(a, old, old_size, new_size);
    b->used = from + room_for(new_size);
    UNPOISON(old, new_size);
    a->last_size = new_size;
    return old;
}

void fx_defer(fx_arena *a, void (*fn)(void *), void *arg)
{
    deferred *d = fx_new(a, deferred);

    *d = (deferred){a->deferred, fn, arg};
    a->deferred = d;
}

char *fx_strndup(fx_arena *a, const char *s, size_t n)
{
    n = strnlen(s, n);
    char *copy = fx_alloc(a, n + 1);

    memcpy(copy, s, n);
    return copy;
}

char *fx_strdup(fx_arena *a, const char *s)
{
    if (s == NULL)
        return NULL;
    size_t n = strlen(s) + 1;

    return memcpy(fx_alloc(a, n), s, n);
}

char *fx_vfmt(fx_arena *a, const char *fmt, va_list ap)
{
    char brief[256]; /* most texts fit: they are formatted once */
    va_list again;

    va_copy(again, ap);
    int n = vsnprintf(brief, sizeof brief, fmt, again);
    va_end(again);
    if (n < 0)
        abort();
    char *text = fx_alloc(a, (size_t)n + 1);

    if ((size_t)n < sizeof brief)
        memcpy(text, brief, (size_t)n);
    else
        vsnprintf(text, (size_t)n + 1, fmt, ap);
    return text;
}

char *fx_fmt(fx_arena *a, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    char *text = fx_vfmt(a, fmt, ap);
    va_end(ap);
    return text;
}
