#include <string.h>

#include "inner.h"

/*
 * A raw SQL file becomes the map that a YAML file of the same content would be: one reader knows
 * the keys. Each half is one `execute` step with the text as it stands.
 */
typedef enum { IN_HEAD, IN_HALF, IN_STATE, IN_NOTHING } section;

typedef struct sql_half {
    const char *key;
    size_t line; /* of its directive; 0: not there */
    size_t text_line, state_line;
    fx_str text, state;
} sql_half;

typedef struct sql_reader {
    fx_arena *arena;
    const char *path;
    fx_error *err;
    fx_yaml *root;
    sql_half halves[2], *half; /* half: the one that lines belong to */
    section in;
    size_t line;
} sql_reader;

typedef struct directive {
    const char *key, *value;
    size_t column; /* of the value */
} directive;

static bool fail(sql_reader *r, const char *what, const char *hint)
{
    fx_fail_at(r->err, FX_INPUT, r->path, r->line, 1, "%s", what);
    return hint == NULL ? false : fx_hint(r->err, "%s", hint);
}

static fx_yaml *place(const sql_reader *r, fx_yaml *y, size_t line, size_t column)
{
    y->file = r->path;
    y->line = line;
    y->column = column;
    return y;
}

/* `-- fxgit:KEY VALUE` */
static bool is_directive(fx_arena *a, const char *line, directive *out)
{
    const char *c = line;

    if (!fx_starts(c, "--"))
        return false;
    c += 2 + strspn(c + 2, " \t");
    if (!fx_starts(c, "fxgit:"))
        return false;
    c += strlen("fxgit:");
    size_t n = strcspn(c, " \t");

    out->key = fx_strndup(a, c, n);
    c += n + strspn(c + n, " \t");
    out->value = c;
    out->column = (size_t)(c - line) + 1;
    return true;
}

/* A value in YAML; line ends and blanks before it keep the places in messages true. */
static const fx_yaml *parse_value(sql_reader *r, const directive *d)
{
    fx_str text = {.arena = r->arena};

    for (size_t i = 1; i < r->line; i++)
        fx_str_addc(&text, '\n');
    for (size_t i = 1; i < d->column; i++)
        fx_str_addc(&text, ' ');
    fx_str_add(&text, d->value);
    fx_str_addc(&text, '\n');
    return fx_yaml_parse(r->arena, r->path, text.text, text.n, r->err);
}

static fx_yaml *value_list(sql_reader *r, const directive *d, const char *between)
{
    fx_yaml *list = place(r, fx_yaml_list(r->arena), r->line, d->column);

    for (const char *c = d->value; *c != '\0';) {
        size_t n = strcspn(c, between);
        const char *item = fx_trim(r->arena, fx_strndup(r->arena, c, n));

        if (*item != '\0')
            fx_yaml_append(r->arena, list,
                           place(r, fx_yaml_scalar(r->arena, item), r->line,
                                 d->column + (size_t)(c - d->value)));
        c += n + (c[n] != '\0');
    }
    return list;
}

static const fx_yaml *read_value(sql_reader *r, const directive *d)
{
    if (fx_same(d->key, "revises") || fx_same(d->key, "replaces"))
        return value_list(r, d, " \t,[]");
    if (fx_same(d->key, "loses") && *d->value != '{')
        return value_list(r, d, ",");
    if (fx_same(d->key, "transaction") || fx_same(d->key, "loses"))
        return parse_value(r, d);
    return place(r, fx_yaml_scalar(r->arena, d->value), r->line, d->column);
}

static void add_key(sql_reader *r, const char *key, size_t line, const fx_yaml *value)
{
    *fx_push(r->arena, &r->root->pairs) = (fx_yaml_pair){key, line, 1, value};
}

/* One earlier half a line: the list grows with each `-- fxgit:was {up: ..., reason: ...}`. */
static bool add_was(sql_reader *r, const directive *d)
{
    const fx_yaml *old = fx_yaml_get(r->root, "was"), *item = parse_value(r, d);
    fx_yaml *list = place(r, fx_yaml_list(r->arena), r->line, d->column);

    if (item == NULL)
        return false;
    if (old == NULL)
        add_key(r, "was", r->line, list);
    else
        list->items = old->items;
    fx_yaml_append(r->arena, list, item);
    fx_each (fx_yaml_pair, pair, &r->root->pairs) {
        if (fx_same(pair->key, "was"))
            pair->value = list;
    }
    return true;
}

static bool begin_half(sql_reader *r, sql_half *half, const directive *d)
{
    if (half->line > 0)
        return fail(r, fx_fmt(r->arena, "the %s half is there twice", half->key), NULL);
    if (*d->value != '\0')
        return fail(r, fx_fmt(r->arena, "'%s' stands behind fxgit:%s", d->value, half->key),
                    "The SQL begins on the next line.");
    half->line = r->line;
    r->half = half;
    r->in = IN_HALF;
    return true;
}

static bool begin_state(sql_reader *r, const directive *d)
{
    sql_half *half = r->half;

    if (r->in != IN_HALF)
        return fail(r, "fxgit:state stands for no SQL", "Its place is below the half's SQL.");
    half->state_line = r->line;
    r->in = IN_STATE;
    for (size_t i = 1; i < r->line; i++)
        fx_str_addc(&half->state, '\n');
    for (size_t i = 1; i < d->column; i++)
        fx_str_addc(&half->state, ' ');
    fx_str_addf(&half->state, "%s\n", d->value);
    return true;
}

static bool take_directive(sql_reader *r, const directive *d)
{
    for (size_t i = 0; i < FX_COUNT(r->halves); i++) {
        if (fx_same(d->key, r->halves[i].key))
            return begin_half(r, &r->halves[i], d);
    }
    if (fx_same(d->key, "state"))
        return begin_state(r, d);
    if (fx_same(d->key, "was"))
        return add_was(r, d);
    if (fx_yaml_get(r->root, d->key) != NULL)
        return fail(r, fx_fmt(r->arena, "the key '%s' is there twice", d->key), NULL);
    if (fx_same(d->key, "irreversible") && r->in != IN_HEAD)
        r->in = IN_NOTHING; /* it stands where a half would */

    const fx_yaml *value = read_value(r, d);

    if (value == NULL)
        return false;
    add_key(r, d->key, r->line, value);
    return true;
}

/* A line of `state`: the comment signs become blanks, so that columns in messages are the file's.
 */
static bool take_state(sql_reader *r, const char *line)
{
    if (*line != '\0' && !fx_starts(line, "--"))
        return fail(r, "SQL behind fxgit:state",
                    "Its steps stand in comment lines, as `-- - "
                    "create_table: post`; the SQL comes before it.");
    fx_str_addf(&r->half->state, "%s%s\n", *line == '\0' ? "" : "  ",
                *line == '\0' ? "" : line + 2);
    return true;
}

static bool take_line(sql_reader *r, const char *line)
{
    directive d;

    if (is_directive(r->arena, line, &d))
        return take_directive(r, &d);
    if (r->in == IN_STATE)
        return take_state(r, line);
    if (r->in == IN_HALF) {
        if (r->half->text_line == 0 && *line != '\0')
            r->half->text_line = r->line;
        fx_str_addf(&r->half->text, "%s\n", line);
        return true;
    }
    if (*line == '\0' || fx_starts(line, "--"))
        return true;
    return fail(r, "SQL outside of a half",
                "It stands below `-- fxgit:upgrade` or `-- fxgit:downgrade`.");
}

static bool add_half(sql_reader *r, const sql_half *half)
{
    fx_yaml *step = place(r, fx_yaml_map(r->arena), half->text_line, 1);
    fx_yaml *list = place(r, fx_yaml_list(r->arena), half->text_line, 1);
    const char *text = fx_trim(r->arena, fx_str_text(&half->text));

    if (*text == '\0') { /* as `upgrade:` with nothing below it */
        if (half->state_line > 0)
            return fx_fail_at(r->err, FX_INPUT, r->path, half->state_line, 1,
                              "fxgit:state stands for no SQL");
        add_key(r, half->key, half->line, place(r, fx_yaml_scalar(r->arena, NULL), half->line, 1));
        return true;
    }
    fx_yaml_set(r->arena, step, "execute",
                place(r, fx_yaml_scalar(r->arena, text), half->text_line, 1));
    if (half->state_line > 0) {
        const fx_yaml *state =
            fx_yaml_parse(r->arena, r->path, half->state.text, half->state.n, r->err);

        if (state == NULL)
            return false;
        fx_yaml_set(r->arena, step, "state", state);
    }
    fx_yaml_append(r->arena, list, step);
    add_key(r, half->key, half->line, list);
    return true;
}

const fx_yaml *fx_revision_sql_nodes(fx_arena *a, const char *path, const char *text, fx_error *err)
{
    sql_reader r = {.arena = a, .path = fx_strdup(a, path), .err = err};

    r.root = place(&r, fx_yaml_map(a), 1, 1);
    r.halves[0] = (sql_half){.key = "upgrade", .text.arena = a, .state.arena = a};
    r.halves[1] = (sql_half){.key = "downgrade", .text.arena = a, .state.arena = a};
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");

        r.line++;
        if (!take_line(&r, fx_strndup(a, text, n)))
            return NULL;
        text += n + (text[n] != '\0');
    }
    for (size_t i = 0; i < FX_COUNT(r.halves); i++) {
        if (r.halves[i].line > 0 && !add_half(&r, &r.halves[i]))
            return NULL;
    }
    return r.root;
}
