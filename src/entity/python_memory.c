/*
 * Memory of tree-sitter while files are parsed: what one frees, the next takes, and all of it goes
 * at once. A parser asks for hundreds of thousands of small pieces, and malloc takes a tenth of its
 * time. Outside of a py_memory it is malloc's, so that a program which links libfxgit may use
 * tree-sitter too (its api.h, ts_set_allocator, case 2).
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "python.h"

/* Pieces of 8, 24, 40, ... bytes, then each twice the one before. */
enum { STEP = 16, SMALL = 64, KINDS = SMALL + 48, SMALL_MAX = STEP * SMALL - 8 };

typedef struct piece {
    size_t kind;
    union {
        struct piece *next; /* of those that are free */
        unsigned char bytes[8];
    } of;
} piece;

struct py_memory {
    fx_arena *a;
    piece *unused[KINDS];
};

static _Thread_local py_memory *memory;

static size_t kind_for(size_t size)
{
    size_t kind = SMALL;

    if (size <= SMALL_MAX)
        return size < 8 ? 0 : (size + 7) / STEP;
    while (((size_t)SMALL_MAX << (kind - SMALL + 1)) < size)
        kind++;
    return kind;
}

static size_t size_of(size_t kind)
{
    return kind < SMALL ? kind * STEP + 8 : (size_t)SMALL_MAX << (kind - SMALL + 1);
}

static piece *piece_of(void *bytes)
{
    return (piece *)(void *)((unsigned char *)bytes - offsetof(piece, of));
}

static void *take(size_t size)
{
    size_t kind = kind_for(size);
    piece *p = memory->unused[kind];

    if (p != NULL) {
        memory->unused[kind] = p->of.next;
        return p->of.bytes;
    }
    p = fx_alloc(memory->a, offsetof(piece, of) + size_of(kind));
    p->kind = kind;
    return p->of.bytes;
}

static void *there(void *bytes)
{
    if (bytes == NULL)
        abort();
    return bytes;
}

void *py_memory_take(size_t size)
{
    return memory == NULL ? there(malloc(size > 0 ? size : 1)) : take(size);
}

void *py_memory_zeroed(size_t n, size_t size)
{
    if (memory == NULL)
        return there(calloc(n > 0 ? n : 1, size > 0 ? size : 1));
    if (size > 0 && n > SIZE_MAX / size)
        abort();
    return memset(take(n * size), 0, n * size);
}

void py_memory_give(void *bytes)
{
    if (bytes == NULL || memory == NULL) {
        free(bytes);
        return;
    }
    piece *p = piece_of(bytes);

    p->of.next = memory->unused[p->kind];
    memory->unused[p->kind] = p;
}

void *py_memory_resize(void *bytes, size_t size)
{
    if (memory == NULL)
        return there(realloc(bytes, size > 0 ? size : 1));
    if (bytes == NULL)
        return take(size);
    size_t before = size_of(piece_of(bytes)->kind);

    if (size <= before)
        return bytes;
    void *more = memcpy(take(size), bytes, before);

    py_memory_give(bytes);
    return more;
}

py_memory *py_memory_begin(void)
{
    fx_arena *a;

    if (memory != NULL)
        return NULL;
    a = fx_arena_new();
    memory = fx_new(a, py_memory);
    memory->a = a;
    return memory;
}

void py_memory_end(py_memory *m)
{
    if (m == NULL)
        return;
    memory = NULL;
    fx_arena_free(m->a);
}
