#include "fx/base/vec.h"

#include <stdlib.h>
#include <string.h>

#include "fx/base/str.h"

void *fx_vec_grow(fx_arena *a, void *at, size_t n, size_t *cap, size_t size)
{
    *cap = *cap < 2 ? 4 : *cap * 2;
    if (*cap <= n)
        *cap = n + 4;
    return fx_extend(a, at, n * size, *cap * size);
}

void *fx_vec_room(fx_arena *a, const void *at, size_t n, size_t cap, size_t size)
{
    return fx_grow(a, at, n * size, cap * size);
}

/* Merge sort, bottom up: stable, so that equal items keep the order of the input. */
static void merge(char *to, const char *from, size_t left, size_t mid, size_t right, size_t size,
                  int (*compare)(const void *, const void *))
{
    size_t i = left, j = mid;

    if (mid == right || compare(from + (mid - 1) * size, from + mid * size) <= 0) {
        memcpy(to + left * size, from + left * size, (right - left) * size);
        return; /* as lists of files mostly are */
    }
    for (size_t k = left; k < right; k++) {
        bool take_left = i < mid && (j >= right || compare(from + i * size, from + j * size) <= 0);

        memcpy(to + k * size, from + (take_left ? i++ : j++) * size, size);
    }
}

static size_t at_most(size_t x, size_t limit)
{
    return x < limit ? x : limit;
}

static bool is_sorted(const char *at, size_t n, size_t size,
                      int (*compare)(const void *, const void *))
{
    size_t i = 1;

    while (i < n && compare(at + (i - 1) * size, at + i * size) <= 0)
        i++;
    return i >= n;
}

void fx_vec_sort(void *at, size_t n, size_t size, int (*compare)(const void *, const void *))
{
    if (is_sorted(at, n, size, compare))
        return;
    fx_arena *scratch = fx_arena_new();
    char *from = at, *to = fx_alloc(scratch, n * size);

    for (size_t width = 1; width < n; width *= 2) {
        for (size_t left = 0; left < n; left += 2 * width)
            merge(to, from, left, at_most(left + width, n), at_most(left + 2 * width, n), size,
                  compare);
        char *swap = from;

        from = to;
        to = swap;
    }
    if (from != at)
        memcpy(at, from, n * size);
    fx_arena_free(scratch);
}

/* The last item is the new one: nothing of worth. */
void fx_vec_open(void *at, size_t n, size_t size, size_t i)
{
    char *item = (char *)at + i * size;

    memmove(item + size, item, (n - 1 - i) * size);
}

void fx_vec_close(void *at, size_t n, size_t size, size_t i)
{
    char *item = (char *)at + i * size;

    memmove(item, item + size, (n - 1 - i) * size);
}

size_t fx_vec_place(const void *at, size_t n, size_t size, const void *key,
                    int (*compare)(const void *key, const void *item), bool *found)
{
    size_t low = 0, high = n;

    *found = false;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = compare(key, (const char *)at + mid * size);

        if (order == 0) {
            *found = true;
            return mid;
        }
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return low;
}

bool fx_strs_has(const fx_strs *v, const char *s)
{
    fx_each (const char *, it, v) {
        if (fx_same(*it, s))
            return true;
    }
    return false;
}

bool fx_strs_equal(const fx_strs *a, const fx_strs *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++) {
        if (!fx_same(a->at[i], b->at[i]))
            return false;
    }
    return true;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void fx_strs_sort(fx_strs *v)
{
    fx_sort(v, by_bytes);
}

bool fx_strs_has_sorted(const fx_strs *v, const char *s)
{
    bool found;

    fx_place(v, &s, by_bytes, &found);
    return found;
}

void fx_strs_put_sorted(fx_arena *a, fx_strs *v, const char *s)
{
    bool found;
    size_t at = fx_place(v, &s, by_bytes, &found);

    if (!found)
        *fx_insert_at(a, v, at) = s;
}

char *fx_strs_join(fx_arena *a, const fx_strs *v, const char *between)
{
    fx_str s = {.arena = a};

    for (size_t i = 0; i < v->n; i++) {
        if (i > 0)
            fx_str_add(&s, between);
        fx_str_add(&s, v->at[i]);
    }
    return fx_strdup(a, fx_str_text(&s));
}
