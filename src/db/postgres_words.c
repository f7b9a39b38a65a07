/*
 * PostgreSQL writes `kind IN ('a', 'b')` of a varchar back as
 *
 *     (kind)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])
 *
 * which, read again, is stored as something else once more. The words that it
 * came from are stored as they were.
 */
#include <string.h>

#include "fx/base/str.h"
#include "postgres_inner.h"

#define BEFORE "::text = ANY ((ARRAY["
#define AFTER  "])::text[])"
#define CAST   "::character varying"

/* "(kind)" that ends at `end`: where it begins; NULL if it is no name in brackets. */
static const char *name_before(const char *text, const char *end)
{
    const char *c = end;

    if (c == text || c[-1] != ')')
        return NULL;
    for (c -= 2; c > text && *c != '(' && *c != ')'; c--)
        ;
    return c >= text && *c == '(' ? c : NULL;
}

static const char *end_of_string(const char *c)
{
    if (*c++ != '\'')
        return NULL;
    while (*c != '\0' && (*c != '\'' || c[1] == '\''))
        c += *c == '\'' ? 2 : 1;
    return *c == '\0' ? NULL : c + 1;
}

/* The strings of the list, without their casts; behind it; NULL if there is something else in it.
 */
static const char *read_list(const char *c, fx_str *out)
{
    for (;;) {
        const char *end = end_of_string(c);

        if (end == NULL || !fx_starts(end, CAST))
            return NULL;
        fx_str_addn(out, c, (size_t)(end - c));
        c = end + strlen(CAST);
        if (fx_starts(c, AFTER))
            return c + strlen(AFTER);
        if (!fx_starts(c, ", "))
            return NULL;
        fx_str_add(out, ", ");
        c += strlen(", ");
    }
}

const char *fx_postgres_words(fx_arena *a, const char *text)
{
    const char *found, *copied = text, *from = text;
    fx_str s = {.arena = a};

    if (text == NULL || strstr(text, BEFORE) == NULL)
        return text;
    while ((found = strstr(from, BEFORE)) != NULL) {
        const char *name = name_before(text, found), *end = NULL;
        fx_str list = {.arena = a};

        from = found + strlen(BEFORE);
        if (name != NULL && name >= copied)
            end = read_list(from, &list);
        if (end == NULL)
            continue;
        fx_str_addn(&s, copied, (size_t)(name - copied));
        fx_str_addn(&s, name + 1, (size_t)(found - name - 2));
        fx_str_addf(&s, " IN (%s)", fx_str_text(&list));
        copied = from = end;
    }
    fx_str_add(&s, copied);
    return fx_str_text(&s);
}
