/*
 * Vec: a growable array in an arena. Zero-initialise it; grow it only in the
 * function that makes it, then hand it out as const.
 */
#ifndef FX_BASE_VEC_H
#define FX_BASE_VEC_H

#include <stdbool.h>
#include <stddef.h>

#include "fx/base/arena.h"

#define FX_VEC(T)      \
    struct {           \
        T *at;         \
        size_t n, cap; \
    }

/* *fx_push(a, &v) = item; the new slot is zeroed. */
#define fx_push(a, v)                                                                              \
    ((v)->n < (v)->cap ? &(v)->at[(v)->n++]                                                        \
                       : ((v)->at = fx_vec_grow((a), (v)->at, (v)->n, &(v)->cap, sizeof *(v)->at), \
                          &(v)->at[(v)->n++]))

/* Room for `count` items in all, where that is known before. */
#define fx_reserve(a, v, count)                                                     \
    ((void)((v)->cap < (count) &&                                                   \
            ((v)->at = fx_vec_room((a), (v)->at, (v)->n, (count), sizeof *(v)->at), \
             (v)->cap = (count))))

/* fx_each (const fx_column, c, &table->columns) { ... } */
#define fx_each(T, it, v) \
    for (T *it = (v)->at; it != NULL && it < (v)->at + (v)->n; it++) /* NOLINT */

/* fx_sort(&v, compare): compare takes two `const void *` to items. Stable. */
#define fx_sort(v, compare) fx_vec_sort((v)->at, (v)->n, sizeof *(v)->at, (compare))

/* *fx_insert_at(a, &v, i) = item, `i` a variable: those from there on move up. fx_remove_at: they
 * move down, and item i is gone. */
#define fx_insert_at(a, v, i) \
    ((void)fx_push(a, v), fx_vec_open((v)->at, (v)->n, sizeof *(v)->at, (size_t)(i)), &(v)->at[i])
#define fx_remove_at(v, i) \
    (fx_vec_close((v)->at, (v)->n, sizeof *(v)->at, (size_t)(i)), (void)(v)->n--)

/* Where `key` is in a sorted vector, or has its place; compare(key, item) as for bsearch. */
#define fx_place(v, key, compare, found) \
    fx_vec_place((v)->at, (v)->n, sizeof *(v)->at, (key), (compare), (found))

void *fx_vec_grow(fx_arena *a, void *at, size_t n, size_t *cap, size_t size);
void *fx_vec_room(fx_arena *a, const void *at, size_t n, size_t cap, size_t size);
void fx_vec_sort(void *at, size_t n, size_t size, int (*compare)(const void *, const void *));
void fx_vec_open(void *at, size_t n, size_t size, size_t i);
void fx_vec_close(void *at, size_t n, size_t size, size_t i);
size_t fx_vec_place(const void *at, size_t n, size_t size, const void *key,
                    int (*compare)(const void *key, const void *item), bool *found);

typedef FX_VEC(const char *) fx_strs;

bool fx_strs_has(const fx_strs *v, const char *s);
bool fx_strs_equal(const fx_strs *a, const fx_strs *b);          /* same texts in the same order */
void fx_strs_sort(fx_strs *v);                                   /* by bytes */
bool fx_strs_has_sorted(const fx_strs *v, const char *s);        /* of sorted ones, by halves */
void fx_strs_put_sorted(fx_arena *a, fx_strs *v, const char *s); /* once */
char *fx_strs_join(fx_arena *a, const fx_strs *v, const char *between);

#endif
