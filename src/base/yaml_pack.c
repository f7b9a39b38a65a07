/*
 * Packed nodes, a line each: kind, line, column, then a text or a count; what
 * a map or list holds follows it. "m1 1 2", "k1 1 table", "p1 8 user".
 */
#include <stdlib.h>
#include <string.h>

#include "fx/base/yaml.h"

enum { DEPTH_MAX = 64 };

static void add_number(fx_str *out, size_t n)
{
    char digits[24], *at = digits + sizeof digits;

    do
        *--at = (char)('0' + n % 10);
    while ((n /= 10) > 0);
    fx_str_addn(out, at, (size_t)(digits + sizeof digits - at));
}

static void add_head(fx_str *out, char kind, size_t line, size_t column)
{
    fx_str_addc(out, kind);
    add_number(out, line);
    fx_str_addc(out, ' ');
    add_number(out, column);
    fx_str_addc(out, ' ');
}

static void add_text(fx_str *out, const char *text)
{
    size_t n = strlen(text);

    if (memchr(text, '\n', n) == NULL && memchr(text, '\\', n) == NULL) {
        fx_str_addn(out, text, n);
    } else {
        for (; *text != '\0'; text++) {
            if (*text == '\n' || *text == '\\')
                fx_str_addc(out, '\\');
            fx_str_addc(out, *text == '\n' ? 'n' : *text);
        }
    }
    fx_str_addc(out, '\n');
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the parser allows */
void fx_yaml_pack(fx_str *out, const fx_yaml *y)
{
    static const char kinds[] = {[FX_YAML_SCALAR] = 'q', [FX_YAML_LIST] = 'l', [FX_YAML_MAP] = 'm'};

    add_head(out, y->plain ? 'p' : kinds[y->kind], y->line, y->column);
    if (y->kind == FX_YAML_SCALAR) {
        add_text(out, y->text);
        return;
    }
    add_number(out, y->items.n + y->pairs.n);
    fx_str_addc(out, '\n');
    fx_each (const fx_yaml *, item, &y->items) {
        fx_yaml_pack(out, *item);
    }
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        add_head(out, 'k', pair->line, pair->column);
        add_text(out, pair->key);
        fx_yaml_pack(out, pair->value);
    }
}

typedef struct reader {
    fx_arena *arena;
    const char *file, *at;
    int depth;
} reader;

/* NULL: the text ends before its line does. */
static const char *take_text(reader *r)
{
    const char *from = r->at, *end = strchr(from, '\n');
    size_t n, m = 0;

    if (end == NULL)
        return NULL;
    n = (size_t)(end - from);
    r->at = end + 1;
    char *out = fx_strndup(r->arena, from, n);

    if (memchr(out, '\\', n) == NULL)
        return out;
    for (size_t i = 0; i < n; i++) {
        bool escaped = from[i] == '\\' && i + 1 < n;

        i += escaped;
        out[m++] = (char)(escaped && from[i] == 'n' ? '\n' : from[i]);
    }
    out[m] = '\0';
    return out;
}

static bool take_number(reader *r, char after, size_t *out)
{
    char *end;

    *out = strtoull(r->at, &end, 10);
    if (end == r->at || *end != after)
        return false;
    r->at = end + 1;
    return true;
}

static bool take_head(reader *r, char *kind, size_t *line, size_t *column)
{
    *kind = *r->at;
    r->at += *r->at != '\0';
    return take_number(r, ' ', line) && take_number(r, ' ', column);
}

static const fx_yaml *take(reader *r);

static bool take_pair(reader *r, fx_yaml *y)
{
    fx_yaml_pair pair;
    char kind;

    if (!take_head(r, &kind, &pair.line, &pair.column) || kind != 'k')
        return false;
    pair.key = take_text(r);
    pair.value = pair.key == NULL ? NULL : take(r);
    if (pair.value == NULL)
        return false;
    *fx_push(r->arena, &y->pairs) = pair;
    return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX */
static bool take_children(reader *r, fx_yaml *y)
{
    size_t n;

    if (r->depth == DEPTH_MAX || !take_number(r, '\n', &n))
        return false;
    r->depth++;
    for (size_t i = 0; i < n; i++) {
        const fx_yaml *item;

        if (y->kind == FX_YAML_MAP && !take_pair(r, y))
            return false;
        if (y->kind == FX_YAML_MAP)
            continue;
        if ((item = take(r)) == NULL)
            return false;
        *fx_push(r->arena, &y->items) = item;
    }
    r->depth--;
    return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX */
static const fx_yaml *take(reader *r)
{
    fx_yaml *y = fx_new(r->arena, fx_yaml);
    char kind;

    y->file = r->file;
    if (!take_head(r, &kind, &y->line, &y->column))
        return NULL;
    y->plain = kind == 'p';
    if (kind == 'p' || kind == 'q') {
        y->text = take_text(r);
        return y->text == NULL ? NULL : y;
    }
    if (kind != 'l' && kind != 'm')
        return NULL;
    y->kind = kind == 'l' ? FX_YAML_LIST : FX_YAML_MAP;
    return take_children(r, y) ? y : NULL;
}

const fx_yaml *fx_yaml_unpack(fx_arena *a, const char *file, const char **text)
{
    reader r = {.arena = a, .file = file, .at = *text};
    const fx_yaml *y = take(&r);

    *text = r.at;
    return y;
}
