/*
 * Edit: another value for a key of a file's head. All else stays as it was
 * written: steps, comments, layout, line ends.
 */
#include <string.h>

#include "inner.h"

typedef struct lines {
    fx_arena *a;
    const char *end; /* how the file ends its lines */
    FX_VEC(const char *) at;
} lines;

static lines split(fx_arena *a, const char *text, size_t n)
{
    lines out = {.a = a, .end = "\n"};
    const char *end = text + n;

    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((stop == NULL ? end : stop) - text);

        if (stop != NULL && length > 0 && text[length - 1] == '\r') {
            out.end = "\r\n";
            length--;
        }
        *fx_push(a, &out.at) = fx_strndup(a, text, length);
        text = stop == NULL ? end : stop + 1;
    }
    return out;
}

/* A key at the beginning of a line: "revises:", "-- fxgit:revises". */
static bool is_key(const char *line, bool sql, const char *key)
{
    size_t n = strlen(key);

    if (sql) {
        if (!fx_starts(line, "--"))
            return false;
        line += 2 + strspn(line + 2, " \t");
        if (!fx_starts(line, "fxgit:"))
            return false;
        line += strlen("fxgit:");
        return strncmp(line, key, n) == 0 && strchr(" \t", line[n]) != NULL;
    }
    return strncmp(line, key, n) == 0 && line[n] == ':';
}

static size_t find(const lines *l, bool sql, const char *key)
{
    for (size_t i = 0; i < l->at.n; i++) {
        if (is_key(l->at.at[i], sql, key))
            return i;
    }
    return l->at.n;
}

/* The first line behind the value that begins at `at`: what is indented, or an item of a list,
 * belongs to it. */
static size_t behind(const lines *l, bool sql, size_t at)
{
    if (sql)
        return at + 1;
    for (at++; at < l->at.n; at++) {
        const char *line = l->at.at[at];

        if (*line != ' ' && *line != '\t' && *line != '-' && *line != ']')
            break;
    }
    return at;
}

static void put(fx_str *out, const lines *l, const char *text)
{
    for (size_t n; *text != '\0'; text += n + (text[n] == '\n')) {
        n = strcspn(text, "\n");
        fx_str_addn(out, text, n);
        fx_str_add(out, l->end);
    }
}

/* Lines `from` up to `to` give way to `text`. */
static const char *replaced(const lines *l, size_t from, size_t to, const char *text)
{
    fx_str out = {.arena = l->a};

    for (size_t i = 0; i < from; i++)
        put(&out, l, fx_fmt(l->a, "%s\n", l->at.at[i]));
    put(&out, l, text);
    for (size_t i = to; i < l->at.n; i++)
        put(&out, l, fx_fmt(l->a, "%s\n", l->at.at[i]));
    return fx_str_text(&out);
}

static const char *yaml_line(fx_arena *a, const char *key, const fx_yaml *value)
{
    fx_str out = {.arena = a};
    fx_yaml *map = fx_yaml_map(a);

    fx_yaml_set(a, map, key, value);
    fx_yaml_print(&out, map, 0);
    return fx_str_text(&out);
}

static const char *ids_line(fx_arena *a, const fx_revision *r, const char *key, const fx_strs *ids)
{
    return r->sql ? fx_fmt(a, "-- fxgit:%s %s\n", key, fx_strs_join(a, ids, " "))
                  : yaml_line(a, key, fx_revision_ids(a, ids));
}

const char *fx_revision_set_parents(fx_arena *a, const fx_revision *r, const fx_strs *parents)
{
    lines l = split(a, r->text, r->n);
    size_t at = find(&l, r->sql, "revises");

    if (r->sql && at == l.at.n) /* without a value: `-- fxgit:revises` */
        for (at = 0; at < l.at.n && !fx_ends(fx_trim(a, l.at.at[at]), "fxgit:revises");)
            at++;
    return replaced(&l, at, at == l.at.n ? at : behind(&l, r->sql, at),
                    ids_line(a, r, "revises", parents));
}

/* New keys of the head stand before the upgrade half. */
static size_t before_halves(const lines *l, const fx_revision *r)
{
    for (size_t i = 0; i < l->at.n; i++) {
        if (r->sql ? fx_ends(fx_trim(l->a, l->at.at[i]), "fxgit:upgrade")
                   : is_key(l->at.at[i], false, "upgrade"))
            return i;
    }
    return l->at.n;
}

const char *fx_revision_set_replaces(fx_arena *a, const fx_revision *r, const fx_strs *ids)
{
    lines l = split(a, r->text, r->n);
    size_t at = find(&l, r->sql, "replaces");
    bool there = at < l.at.n;

    if (!there)
        at = before_halves(&l, r);
    return replaced(&l, at, there ? behind(&l, r->sql, at) : at, ids_line(a, r, "replaces", ids));
}

static const char *was_item(fx_arena *a, const fx_was *w)
{
    fx_str out = {.arena = a};

    fx_str_addc(&out, '{');
    if (w->up != NULL)
        fx_str_addf(&out, "up: \"%s\", ", w->up);
    if (w->down != NULL)
        fx_str_addf(&out, "down: \"%s\", ", w->down);
    fx_str_addf(&out, "reason: %s}", fx_yaml_quote(a, w->reason));
    return fx_str_text(&out);
}

const char *fx_revision_add_was(fx_arena *a, const fx_revision *r, const fx_was *w)
{
    lines l = split(a, r->text, r->n);
    size_t at = find(&l, false, "was");

    if (r->sql) {
        at = before_halves(&l, r);
        return replaced(&l, at, at, fx_fmt(a, "-- fxgit:was %s\n", was_item(a, w)));
    }
    if (at < l.at.n) {
        at = behind(&l, false, at);
        return replaced(&l, at, at, fx_fmt(a, "- %s\n", was_item(a, w)));
    }
    at = before_halves(&l, r);
    return replaced(&l, at, at, fx_fmt(a, "was:\n- %s\n", was_item(a, w)));
}

const char *fx_revision_set_step(fx_arena *a, const fx_revision *r, const fx_step *step,
                                 const fx_step *now)
{
    lines l = split(a, r->text, r->n);
    fx_str text = {.arena = a}, out = {.arena = a};
    fx_yaml *list = fx_yaml_list(a);

    if (step->line == 0 || step->line > l.at.n)
        return r->text;
    size_t from = step->line - 1, to = from + 1, indent = strspn(l.at.at[from], " ");

    while (to < l.at.n && strspn(l.at.at[to], " ") > indent)
        to++;
    fx_yaml_append(a, list, fx_step_write(a, now));
    fx_yaml_print(&text, list, 0);
    for (const char *at = fx_str_text(&text); *at != '\0'; at += strcspn(at, "\n") + 1)
        fx_str_addf(&out, "%.*s%.*s\n", (int)indent, l.at.at[from], (int)strcspn(at, "\n"), at);
    return replaced(&l, from, to, fx_str_text(&out));
}

static bool is_next(const char *line)
{
    return (*line >= 'a' && *line <= 'z') || *line == '#';
}

/* The block of one half: it ends where another key begins. */
static size_t behind_half(const lines *l, size_t at)
{
    for (at++; at < l->at.n && !is_next(l->at.at[at]); at++)
        ;
    return at;
}

/* The half as the writer has it, the last key of the file. */
static const char *half_text(fx_arena *a, const fx_revision *r, const fx_half *down)
{
    fx_revision with = {.id = r->id, .message = r->message, .down = *down};

    return strstr(fx_revision_write(a, &with), "\ndowngrade:");
}

const char *fx_revision_set_down(fx_arena *a, const fx_revision *r, const fx_half *down)
{
    const char *block = half_text(a, r, down);
    lines l = split(a, r->text, r->n);
    size_t at = find(&l, false, "downgrade");

    if (r->sql || block == NULL || l.at.n == 0 || at == l.at.n)
        return NULL;
    return replaced(&l, at, behind_half(&l, at), block + 1);
}
