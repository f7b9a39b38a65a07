/*
 * Str: a text that is being built. Zero-initialise with its arena:
 *
 *     fx_str s = {.arena = a};
 *     fx_str_add(&s, "CREATE TABLE ");
 *     return fx_str_text(&s);
 */
#ifndef FX_BASE_STR_H
#define FX_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "fx/base/arena.h"

typedef struct fx_str {
    fx_arena *arena;
    char *text; /* NUL-terminated, or NULL while nothing was added */
    size_t n, cap;
} fx_str;

/* Room for `n` bytes more, without moving it. */
void fx_str_reserve(fx_str *s, size_t n);
void fx_str_add(fx_str *s, const char *text);
void fx_str_addn(fx_str *s, const char *text, size_t n);
void fx_str_addc(fx_str *s, char c);
void fx_str_addf(fx_str *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Never NULL; stays valid as long as the arena, but moves when more is added. */
const char *fx_str_text(const fx_str *s);

/* Small helpers on finished texts. */
bool fx_starts(const char *s, const char *prefix);
bool fx_ends(const char *s, const char *suffix);
/* Equal bytes; NULL equals only NULL. Here, since a fifth of all time would go into calling it. */
static inline bool fx_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && *a == *b && strcmp(a, b) == 0);
}
bool fx_same_case(const char *a, const char *b); /* ASCII letters fold */
bool fx_blank(const char *s);                    /* NULL or only white space */
const char *fx_replace(fx_arena *a, const char *text, const char *from,
                       const char *to);     /* every `from` */
char *fx_trim(fx_arena *a, const char *s);  /* without white space at both ends */
char *fx_lower(fx_arena *a, const char *s); /* ASCII letters only */
size_t fx_characters(const char *text);     /* of UTF-8 */

/* The item of `words` nearest to `word` (edit distance <= 2, and less than the word's length);
 * NULL if none. */
const char *fx_nearest(const char *word, const char *const *words, size_t n);

#endif
