#include <string.h>

#include "inner.h"

typedef struct lines {
    const char *at, *end;
} lines;

static bool is_one_of(char c, const char *signs)
{
    return c != '\0' && strchr(signs, c) != NULL;
}

/* The next line that is not blank, without its end. */
static bool next_line(lines *l, const char **line, size_t *n)
{
    while (l->at < l->end) {
        const char *end = memchr(l->at, '\n', (size_t)(l->end - l->at));

        *line = l->at;
        *n = (size_t)((end == NULL ? l->end : end) - l->at);
        l->at += *n + (end != NULL);
        while (*n > 0 && is_one_of((*line)[*n - 1], " \t\r"))
            (*n)--;
        if (*n > 0)
            return true;
    }
    return false;
}

/* Passes over `word` at the beginning of what is left of a line. */
static bool skip(const char **line, size_t *n, const char *word)
{
    size_t length = strlen(word);

    if (*n < length || memcmp(*line, word, length) != 0)
        return false;
    *line += length;
    *n -= length;
    return true;
}

static bool take_id(const char **line, size_t *n, const char **id, size_t *length)
{
    bool quoted = skip(line, n, "'");

    *id = *line;
    for (*length = 0; *length < *n && !is_one_of((*line)[*length], "', \t]");)
        (*length)++;
    *line += *length;
    *n -= *length;
    return fx_is_id(*id, *length) && (!quoted || skip(line, n, "'"));
}

static bool take_parents(fx_arena *a, const char *line, size_t n, fx_strs *parents)
{
    while (n > 0) {
        const char *id;
        size_t length;

        if (!take_id(&line, &n, &id, &length))
            return false;
        *fx_push(a, parents) = fx_strndup(a, id, length);
        while (skip(&line, &n, " ") || skip(&line, &n, ","))
            ;
    }
    fx_strs_sort(parents);
    return true;
}

/* `revises: [a, b]` on one line, as the writer has it. */
static bool yaml_parents(fx_arena *a, const char *line, size_t n, fx_strs *parents)
{
    if (!skip(&line, &n, "revises: [") || n == 0 || line[n - 1] != ']')
        return false;
    return take_parents(a, line, n - 1, parents);
}

static bool sql_parents(fx_arena *a, const char *line, size_t n, fx_strs *parents)
{
    if (!skip(&line, &n, "-- fxgit:revises"))
        return false;
    return n == 0 || (skip(&line, &n, " ") && take_parents(a, line, n, parents));
}

/* Comments above the head, if they cannot be a key in some other spelling. */
static bool is_comment(const char *line, size_t n, const char *mark)
{
    return skip(&line, &n, mark) && memmem(line, n, "fxgit:", 6) == NULL;
}

bool fx_revision_peek(fx_arena *a, const char *text, size_t n, const char **id, fx_strs *parents)
{
    lines l = {text, text + n};
    const char *line, *at;
    size_t length, id_length;
    bool sql = n > 3 && memcmp(text, "-- ", 3) == 0;

    do {
        if (!next_line(&l, &line, &length))
            return false;
    } while (is_comment(line, length, sql ? "--" : "#"));
    if (!skip(&line, &length, sql ? "-- fxgit:revision " : "revision: ") ||
        !take_id(&line, &length, &at, &id_length) || length > 0)
        return false;

    fx_strs found = {0};

    if (!next_line(&l, &line, &length) ||
        !(sql ? sql_parents(a, line, length, &found) : yaml_parents(a, line, length, &found)))
        return false;
    *id = fx_strndup(a, at, id_length);
    *parents = found;
    return true;
}
