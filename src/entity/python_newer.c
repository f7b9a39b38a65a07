/*
 * What Python 3.14 writes and the grammar does not know yet: `except A, B:`
 * without brackets (https://peps.python.org/pep-0758/).
 */
#include <string.h>

#include "fx/base/str.h"
#include "python.h"

/* The end of what is caught, from `at` on; NULL: the line is none of these. */
static const char *end_of_list(const char *at)
{
    bool comma = false;
    int depth = 0;

    for (; *at != '\0' && *at != '\n' && *at != '\'' && *at != '"' && *at != '#'; at++) {
        depth += strchr("([{", *at) != NULL ? 1 : strchr(")]}", *at) != NULL ? -1 : 0;
        comma = comma || (depth == 0 && *at == ',');
        if (depth == 0 && *at == ':')
            return comma ? at : NULL;
        if (depth == 0 && strncmp(at, " as ", strlen(" as ")) == 0)
            return NULL;
    }
    return NULL;
}

/* Where the list begins, if the line begins with `except`; NULL: it does not. */
static const char *list_of(const char *line)
{
    line += strspn(line, " \t");
    if (!fx_starts(line, "except"))
        return NULL;
    line += strlen("except");
    line += strspn(line, "*");
    return *line == ' ' || *line == '\t' ? line + strspn(line, " \t") : NULL;
}

const char *py_older(fx_arena *a, const char *text)
{
    fx_str out = {.arena = a};
    bool found = false;

    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        const char *from = list_of(text), *to = from == NULL ? NULL : end_of_list(from);

        if (to != NULL) {
            fx_str_addn(&out, text, (size_t)(from - text));
            fx_str_addf(&out, "(%.*s)", (int)(to - from), from);
            fx_str_addn(&out, to, n - (size_t)(to - text));
            found = true;
        } else {
            fx_str_addn(&out, text, n);
        }
        text += n;
        if (*text == '\n')
            fx_str_addc(&out, *text++);
    }
    return found ? fx_str_text(&out) : NULL;
}
