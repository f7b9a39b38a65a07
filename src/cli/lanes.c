#include "lanes.h"

#include <string.h>

static size_t find(const fx_lanes *l, const char *id, size_t from)
{
    size_t at = from;

    while (at < l->open.n && !fx_same(l->open.at[at], id))
        at++;
    return at;
}

static void take_out(fx_lanes *l, size_t at)
{
    for (size_t i = at; i + 1 < l->open.n; i++)
        l->open.at[i] = l->open.at[i + 1];
    l->open.n--;
}

static void put_in(fx_lanes *l, size_t at, const char *id)
{
    (void)fx_push(l->arena, &l->open);
    for (size_t i = l->open.n - 1; i > at; i--)
        l->open.at[i] = l->open.at[i - 1];
    l->open.at[at] = id;
}

/* A line of `n` lanes, two columns each, all of them going straight down. */
static char *straight(fx_arena *a, size_t n)
{
    char *line = fx_alloc(a, 2 * n + 1);

    memset(line, ' ', 2 * n);
    line[2 * n] = '\0';
    for (size_t i = 0; i < n; i++)
        line[2 * i] = '|';
    return line;
}

static void add_line(fx_str *out, char *line)
{
    size_t n = strlen(line);

    while (n > 0 && line[n - 1] == ' ')
        n--;
    fx_str_addn(out, line, n);
    fx_str_addc(out, '\n');
}

/* Lane `at` runs into lane `to`, left of it; those right of it move up. */
static void close_lane(fx_lanes *l, size_t to, size_t at, fx_str *out)
{
    char *line = straight(l->arena, l->open.n);

    for (size_t i = 2 * to + 1; i < 2 * at; i++) {
        if (line[i] == ' ' && i + 1 < 2 * at)
            line[i] = '_';
    }
    for (size_t i = at; i < l->open.n; i++) {
        line[2 * i] = ' ';
        line[2 * i - 1] = '/';
    }
    if (at > to + 1)
        line[2 * to + 1] = ' ';
    add_line(out, line);
    take_out(l, at);
}

/* A further parent: a new lane right of `at`; those behind it make room. */
static void open_lane(fx_lanes *l, size_t at, const char *parent, fx_str *out)
{
    char *line;

    put_in(l, at + 1, parent);
    line = straight(l->arena, l->open.n);
    for (size_t i = at + 1; i < l->open.n; i++) {
        line[2 * i] = ' ';
        line[2 * i - 1] = '\\';
    }
    add_line(out, line);
}

/* Nothing leads on: those right of it move up. */
static void end_lane(fx_lanes *l, size_t at, fx_str *out)
{
    if (at + 1 < l->open.n) {
        char *line = straight(l->arena, l->open.n);

        line[2 * at] = ' ';
        for (size_t i = at + 1; i < l->open.n; i++) {
            line[2 * i] = ' ';
            line[2 * i - 1] = '/';
        }
        add_line(out, line);
    }
    take_out(l, at);
}

fx_drawn fx_lanes_next(fx_lanes *l, const char *id, const fx_strs *parents)
{
    fx_str above = {.arena = l->arena}, below = {.arena = l->arena};
    size_t at = find(l, id, 0), again;

    if (at == l->open.n)
        *fx_push(l->arena, &l->open) = id;
    while ((again = find(l, id, at + 1)) < l->open.n)
        close_lane(l, at, again, &above);
    char *beside = straight(l->arena, l->open.n);

    beside[2 * at] = '*';
    for (size_t i = parents->n; i > 1; i--)
        open_lane(l, at, parents->at[i - 1], &below);
    if (parents->n > 0)
        l->open.at[at] = parents->at[0];
    else
        end_lane(l, at, &below);
    return (fx_drawn){fx_str_text(&above), beside, fx_str_text(&below)};
}
