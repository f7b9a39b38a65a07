#include "fx/base/str.h"

#include <stdarg.h>
#include <string.h>

#include "fx/base/vec.h"

void fx_str_reserve(fx_str *s, size_t n)
{
    size_t cap = s->cap < 32 ? 64 : s->cap * 2;

    if (s->text != NULL && s->cap - s->n > n)
        return;
    if (cap < s->n + n + 1)
        cap = s->n + n + 1;
    s->text = fx_extend(s->arena, s->text, s->cap, cap);
    s->cap = cap;
}

void fx_str_addn(fx_str *s, const char *text, size_t n)
{
    fx_str_reserve(s, n);
    if (n > 0)
        memcpy(s->text + s->n, text, n);
    s->n += n;
    s->text[s->n] = '\0';
}

void fx_str_add(fx_str *s, const char *text)
{
    fx_str_addn(s, text, strlen(text));
}

void fx_str_addc(fx_str *s, char c)
{
    if (s->cap - s->n <= 1) {
        fx_str_addn(s, &c, 1);
        return;
    }
    s->text[s->n++] = c;
    s->text[s->n] = '\0';
}

void fx_str_addf(fx_str *s, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    fx_str_add(s, fx_vfmt(s->arena, fmt, ap));
    va_end(ap);
}

const char *fx_str_text(const fx_str *s)
{
    return s->text == NULL ? "" : s->text;
}

bool fx_starts(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool fx_ends(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);

    return n >= m && memcmp(s + n - m, suffix, m) == 0;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool fx_same_case(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool fx_blank(const char *s)
{
    while (s != NULL && is_space(*s))
        s++;
    return s == NULL || *s == '\0';
}

char *fx_trim(fx_arena *a, const char *s)
{
    size_t n;

    while (is_space(*s))
        s++;
    for (n = strlen(s); n > 0 && is_space(s[n - 1]); n--)
        ;
    return fx_strndup(a, s, n);
}

char *fx_lower(fx_arena *a, const char *s)
{
    char *copy = fx_strdup(a, s);

    for (char *c = copy; *c != '\0'; c++)
        *c = lower(*c);
    return copy;
}

enum { LONGEST_WORD = 63, NEAR = 2 };

/* Levenshtein's distance of words of at most LONGEST_WORD bytes, one row at a time. */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t row[LONGEST_WORD + 1];

    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t change = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
            size_t least = row[j] + 1 < row[j - 1] + 1 ? row[j] + 1 : row[j - 1] + 1;

            diagonal = row[j];
            row[j] = change < least ? change : least;
        }
    }
    return row[m];
}

const char *fx_nearest(const char *word, const char *const *words, size_t n)
{
    const char *best = NULL;
    size_t length = strlen(word), best_distance = NEAR + 1;

    for (size_t i = 0; i < n; i++) {
        size_t other = strlen(words[i]);

        if (length > LONGEST_WORD || other > LONGEST_WORD)
            continue;
        size_t d = distance(word, length, words[i], other);

        if (d < best_distance && d < length) {
            best = words[i];
            best_distance = d;
        }
    }
    return best;
}

const char *fx_replace(fx_arena *a, const char *text, const char *from, const char *to)
{
    fx_str s = {.arena = a};

    for (const char *at; (at = strstr(text, from)) != NULL; text = at + strlen(from)) {
        fx_str_addn(&s, text, (size_t)(at - text));
        fx_str_add(&s, to);
    }
    fx_str_add(&s, text);
    return fx_str_text(&s);
}

size_t fx_characters(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}
