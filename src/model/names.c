#include "fx/model/names.h"

#include <string.h>

#include "fx/base/hash.h"
#include "inner.h"

enum { PARTS_MAX = 3, NAME_LIMIT = 63, HASH_DIGITS = 8 };

const fx_naming fx_naming_default = {
    .index = "ix_{table}_{columns}",
    .unique = "uq_{table}_{columns}",
    .foreign_key = "fk_{table}_{columns}",
    .check = "ck_{table}_{n}",
    .primary_key = "pk_{table}",
    .limit = NAME_LIMIT,
};

static const char *scan_quoted(fx_arena *a, const char **at)
{
    fx_str s = {.arena = a};
    const char *c = *at + 1;

    for (; *c != '\0'; c++) {
        if (*c == '"' && c[1] != '"')
            break;
        c += *c == '"';
        fx_str_addc(&s, *c);
    }
    if (*c != '"')
        return NULL;
    *at = c + 1;
    return fx_str_text(&s);
}

const char *fx_part_scan(fx_arena *a, const char **at)
{
    if (**at == '"')
        return scan_quoted(a, at);
    size_t n = strcspn(*at, ".\"(), \t\r\n");
    const char *start = *at;

    *at += n;
    return n == 0 ? NULL : fx_strndup(a, start, n);
}

bool fx_is_plain_name(const char *name)
{
    return *name != '\0' && name[strcspn(name, ".\"(), \t\r\n")] == '\0';
}

const char *fx_part_text(fx_arena *a, const char *name)
{
    fx_str s = {.arena = a};

    if (fx_is_plain_name(name))
        return name;
    fx_str_addc(&s, '"');
    for (; *name != '\0'; name++)
        fx_str_add(&s, *name == '"' ? "\"\"" : (char[]){*name, '\0'});
    fx_str_addc(&s, '"');
    return fx_str_text(&s);
}

static size_t split_parts(fx_arena *a, const char *text, const char **part)
{
    const char *at = text;
    size_t n = 0;

    for (;;) {
        if (n == PARTS_MAX)
            return 0;
        part[n] = fx_part_scan(a, &at);
        if (part[n++] == NULL)
            return 0;
        if (*at == '\0')
            return n;
        if (*at++ != '.')
            return 0;
    }
}

bool fx_object_parse(fx_arena *a, const char *text, int parts, fx_object *out, const char **why)
{
    const char *part[PARTS_MAX] = {NULL};
    size_t n = split_parts(a, text, part), wanted = (size_t)parts;

    *out = (fx_object){0};
    *why = NULL;
    if (n == 0 && strchr(text, ' ') != NULL && strchr(text, '"') == NULL)
        *why = fx_fmt(a, "'%s': a name with a blank stands in double quotes", text);
    else if (n == 0)
        *why = fx_fmt(a, "'%s' is no name of an object", text);
    else if (n < wanted)
        *why = fx_fmt(a, "'%s' names a table alone: write table.name", text);
    else if (n > wanted + 1)
        *why =
            fx_fmt(a, "'%s' has too many parts: a name with a dot stands in double quotes", text);
    else if (*part[n - wanted] == '\0')
        *why = fx_fmt(a, "'%s': a table needs a name", text);
    if (*why != NULL)
        return false;
    out->schema = n > wanted ? part[0] : NULL;
    out->table = part[n - wanted];
    out->name = wanted == 2 ? part[n - 1] : NULL;
    return true;
}

const char *fx_object_text(fx_arena *a, const fx_object *o)
{
    fx_str s = {.arena = a};

    if (o->schema != NULL)
        fx_str_addf(&s, "%s.", fx_part_text(a, o->schema));
    fx_str_add(&s, fx_part_text(a, o->table == NULL ? "" : o->table));
    if (o->name != NULL && (*o->name != '\0' || o->schema != NULL))
        fx_str_addf(&s, ".%s", fx_part_text(a, o->name));
    return fx_str_text(&s);
}

const char *fx_table_text(fx_arena *a, const fx_table *t)
{
    return fx_object_text(a, &(fx_object){.schema = t->schema, .table = t->name});
}

/* An expression gives its words: "lower(name)" is lower_name. */
static const char *joined(fx_arena *a, const fx_strs *columns)
{
    fx_strs out = {0};

    fx_each (const char *, column, columns) {
        fx_str s = {.arena = a};

        if (strpbrk(*column, "()'\"|") == NULL) {
            *fx_push(a, &out) = *column;
            continue;
        }
        for (const char *c = *column; *c != '\0'; c++) {
            bool word = (unsigned char)*c >= 0x80 || strchr("(),'\"|+-*/=<> \t\n", *c) == NULL;

            if (word)
                fx_str_addc(&s, *c);
            else if (s.n > 0 && s.text[s.n - 1] != '_')
                fx_str_addc(&s, '_');
        }
        while (s.n > 0 && s.text[s.n - 1] == '_')
            s.text[--s.n] = '\0';
        *fx_push(a, &out) = fx_str_text(&s);
    }
    return fx_strs_join(a, &out, "_");
}

static const char *fill_pattern(fx_arena *a, const char *pattern, const fx_table *t,
                                const fx_strs *columns, size_t n)
{
    fx_str s = {.arena = a};

    for (const char *c = pattern; *c != '\0'; c++) {
        if (fx_starts(c, "{table}")) {
            fx_str_add(&s, t->name);
            c += strlen("{table}") - 1;
        } else if (fx_starts(c, "{columns}")) {
            fx_str_add(&s, columns == NULL ? "" : joined(a, columns));
            c += strlen("{columns}") - 1;
        } else if (fx_starts(c, "{n}")) {
            fx_str_addf(&s, "%zu", n);
            c += strlen("{n}") - 1;
        } else {
            fx_str_addc(&s, *c);
        }
    }
    if (n > 1 && strstr(pattern, "{n}") == NULL)
        fx_str_addf(&s, "_%zu", n);
    return fx_str_text(&s);
}

/* Cut between characters, so that the name stays valid UTF-8. */
static const char *bounded(fx_arena *a, const char *name, size_t limit)
{
    size_t n = strlen(name);

    if (limit == 0 || n <= limit)
        return name;
    const char *hash = fx_strndup(a, fx_sha256(a, name, n), HASH_DIGITS);
    size_t keep = limit > HASH_DIGITS + 1 ? limit - HASH_DIGITS - 1 : 0;

    while (keep > 0 && ((unsigned char)name[keep] & 0xc0) == 0x80)
        keep--;
    return fx_fmt(a, "%s_%s", fx_strndup(a, name, keep), hash);
}

/* Engines compare names without regard to case. */
static bool is_taken(const fx_strs *taken, const char *name)
{
    fx_each (const char *, it, taken) {
        if (fx_same_case(*it, name))
            return true;
    }
    return false;
}

const char *fx_name_make(fx_arena *a, const fx_naming *n, const char *pattern, const fx_table *t,
                         const fx_strs *columns, const fx_strs *taken)
{
    for (size_t i = 1;; i++) {
        const char *name = bounded(a, fill_pattern(a, pattern, t, columns, i), n->limit);

        if (!is_taken(taken, name))
            return name;
    }
}
