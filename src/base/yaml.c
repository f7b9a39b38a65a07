#include "fx/base/yaml.h"

#include <assert.h>
#include <string.h>
#include <yaml.h>

/* https://yaml.org/spec/1.2.2/ (core schema); the limits are ours. */
enum { DEPTH_MAX = 64, SIZE_MAX_BYTES = 4 * 1024 * 1024 };

typedef struct reader {
    fx_arena *arena;
    yaml_parser_t parser;
    const char *file, *text;
    size_t n;
    fx_error *err;
} reader;

static void reader_close(reader *r)
{
    yaml_parser_delete(&r->parser);
}

static bool fail_mark(reader *r, const yaml_mark_t *mark, const char *what)
{
    return fx_fail_at(r->err, FX_INPUT, r->file, mark->line + 1, mark->column + 1, "%s", what);
}

/* A reader's error has no mark, only an offset. */
static bool fail_offset(reader *r, size_t offset, const char *what)
{
    size_t line = 1, column = 1;

    for (size_t i = 0; i < offset && i < r->n; i++) {
        column = r->text[i] == '\n' ? 1 : column + 1;
        line += r->text[i] == '\n';
    }
    return fx_fail_at(r->err, FX_INPUT, r->file, line, column, "%s", what);
}

static bool fail_parser(reader *r)
{
    const yaml_parser_t *p = &r->parser;
    const char *what = p->problem == NULL ? "not readable as YAML" : p->problem;

    if (p->error == YAML_READER_ERROR)
        return fail_offset(r, p->problem_offset, what);
    return fail_mark(r, &p->problem_mark, what);
}

/* Things of YAML that fxgit's files do without, so that a file means what it shows. */
static bool refuse(reader *r, const yaml_event_t *e)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;

    if (e->type == YAML_ALIAS_EVENT)
        return fail_mark(r, &e->start_mark, "aliases are not read: write the value again");
    if (e->type == YAML_SCALAR_EVENT) {
        anchor = e->data.scalar.anchor;
        tag = e->data.scalar.tag;
    } else if (e->type == YAML_SEQUENCE_START_EVENT) {
        anchor = e->data.sequence_start.anchor;
        tag = e->data.sequence_start.tag;
    } else if (e->type == YAML_MAPPING_START_EVENT) {
        anchor = e->data.mapping_start.anchor;
        tag = e->data.mapping_start.tag;
    }
    if (anchor != NULL)
        return fail_mark(r, &e->start_mark, "anchors are not read: write the value again");
    if (tag != NULL)
        return fail_mark(r, &e->start_mark, "tags are not read: leave '!' out or quote it");
    if (e->type == YAML_DOCUMENT_START_EVENT && e->data.document_start.version_directive != NULL)
        return fail_mark(r, &e->start_mark, "directives are not read");
    return true;
}

static bool next(reader *r, yaml_event_t *e)
{
    if (!yaml_parser_parse(&r->parser, e))
        return fail_parser(r);
    if (refuse(r, e))
        return true;
    yaml_event_delete(e);
    return false;
}

static fx_yaml *node(reader *r, fx_yaml_kind kind, const yaml_event_t *e)
{
    fx_yaml *y = fx_new(r->arena, fx_yaml);

    y->kind = kind;
    y->file = r->file;
    y->line = e->start_mark.line + 1;
    y->column = e->start_mark.column + 1;
    return y;
}

static fx_yaml *scalar(reader *r, const yaml_event_t *e)
{
    fx_yaml *y = node(r, FX_YAML_SCALAR, e);
    size_t n = e->data.scalar.length;

    if (memchr(e->data.scalar.value, '\0', n) != NULL) {
        fail_mark(r, &e->start_mark, "a text must not contain NUL");
        return NULL;
    }
    y->text = fx_strndup(r->arena, (const char *)e->data.scalar.value, n);
    y->plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    return y;
}

/* The maps and lists that are open, with the key that waits for its value. */
typedef struct level {
    fx_yaml *node;
    const fx_yaml *key;
} level;

static bool add_pair(reader *r, fx_yaml *map, const fx_yaml *key, const fx_yaml *value)
{
    if (key->plain && fx_same(key->text, "<<"))
        return fx_yaml_fail(key, r->err, "merge keys are not read: write the keys again");
    *fx_push(r->arena, &map->pairs) = (fx_yaml_pair){key->text, key->line, key->column, value};
    return true;
}

static int by_key(const void *a, const void *b)
{
    const fx_yaml_pair *x = *(const fx_yaml_pair *const *)a, *y = *(const fx_yaml_pair *const *)b;

    return strcmp(x->key, y->key);
}

/* When a map ends: sorted, equal keys are neighbours, in the order of the file. */
static bool no_key_twice(reader *r, const fx_yaml *map)
{
    FX_VEC(const fx_yaml_pair *) sorted = {0};
    const fx_yaml_pair *first = NULL, *again = NULL;

    if (map->pairs.n < 2)
        return true;
    fx_each (const fx_yaml_pair, pair, &map->pairs) {
        *fx_push(r->arena, &sorted) = pair;
    }
    fx_sort(&sorted, by_key);
    for (size_t i = 1; i < sorted.n; i++) {
        if (fx_same(sorted.at[i - 1]->key, sorted.at[i]->key) &&
            (again == NULL || sorted.at[i] < again)) {
            first = sorted.at[i - 1];
            again = sorted.at[i];
        }
    }
    if (again == NULL)
        return true;
    fx_fail_at(r->err, FX_INPUT, r->file, again->line, again->column, "the key '%s' is there twice",
               again->key);
    return fx_hint(r->err, "It stands first at line %zu.", first->line);
}

/* Puts a finished scalar, or a map or list that begins, into the innermost open one. */
static bool place(reader *r, level *open, size_t depth, fx_yaml *y)
{
    if (depth == 0)
        return true;
    level *in = &open[depth - 1];

    if (in->node->kind == FX_YAML_LIST) {
        *fx_push(r->arena, &in->node->items) = y;
        return true;
    }
    if (in->key == NULL) {
        if (y->kind != FX_YAML_SCALAR)
            return fx_yaml_fail(y, r->err, "a key must be a text");
        in->key = y;
        return true;
    }
    const fx_yaml *key = in->key;

    in->key = NULL;
    return add_pair(r, in->node, key, y);
}

static fx_yaml *from_event(reader *r, const yaml_event_t *e)
{
    switch (e->type) {
    case YAML_SCALAR_EVENT:
        return scalar(r, e);
    case YAML_SEQUENCE_START_EVENT:
        return node(r, FX_YAML_LIST, e);
    default:
        return node(r, FX_YAML_MAP, e);
    }
}

/* One event of the document's content; *root is set by the first. */
static bool content(reader *r, const yaml_event_t *e, level *open, size_t *depth, fx_yaml **root)
{
    if (e->type == YAML_SEQUENCE_END_EVENT || e->type == YAML_MAPPING_END_EVENT) {
        assert(*depth > 0); /* libyaml pairs its events */
        (*depth)--;
        return no_key_twice(r, open[*depth].node);
    }
    fx_yaml *y = from_event(r, e);

    if (y == NULL || !place(r, open, *depth, y))
        return false;
    if (*root == NULL)
        *root = y;
    if (y->kind == FX_YAML_SCALAR)
        return true;
    if (*depth == DEPTH_MAX)
        return fx_yaml_fail(y, r->err, "nested more than %d levels deep", DEPTH_MAX);
    open[(*depth)++] = (level){.node = y};
    return true;
}

static const fx_yaml *document(reader *r)
{
    level open[DEPTH_MAX];
    size_t depth = 0, documents = 0;
    fx_yaml *root = NULL;
    bool end = false;

    while (!end) {
        yaml_event_t e;
        bool good = true;

        if (!next(r, &e))
            return NULL;
        if (e.type == YAML_STREAM_END_EVENT)
            end = true;
        else if (e.type == YAML_DOCUMENT_START_EVENT && documents++ > 0)
            good = fail_mark(r, &e.start_mark, "a second document: one file, one document");
        else if (e.type != YAML_STREAM_START_EVENT && e.type != YAML_DOCUMENT_START_EVENT &&
                 e.type != YAML_DOCUMENT_END_EVENT)
            good = content(r, &e, open, &depth, &root);
        yaml_event_delete(&e);
        if (!good)
            return NULL;
    }
    return root;
}

/* Git leaves these behind; a parser's word for them would help nobody. */
static bool has_conflict_marker(reader *r)
{
    static const char *const marks[] = {"<<<<<<< ", ">>>>>>> ", "||||||| "};

    for (const char *line = r->text; line != NULL;) {
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
            if (fx_starts(line, marks[i])) {
                fail_offset(r, (size_t)(line - r->text), "conflict markers");
                fx_hint(r->err, "Resolve the conflict in this file, then `git add` it.");
                return true;
            }
        }
        line = strchr(line, '\n');
        line = line == NULL ? NULL : line + 1;
    }
    return false;
}

const fx_yaml *fx_yaml_parse(fx_arena *a, const char *file, const char *text, size_t n,
                             fx_error *err)
{
    reader r = {.arena = a, .file = fx_strdup(a, file), .err = err};
    const fx_yaml *root;

    if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3; /* libyaml would count it as a column of the first line */
        n -= 3;
    }
    r.n = n;
    if (n > SIZE_MAX_BYTES) {
        fx_fail_at(err, FX_INPUT, file, 0, 0, "larger than 4 MiB");
        return NULL;
    }
    r.text = fx_grow(a, text, n, n + 1);
    if (memchr(r.text, '\0', n) != NULL) {
        fail_offset(&r, strlen(r.text), "a text must not contain NUL");
        return NULL;
    }
    if (has_conflict_marker(&r))
        return NULL;
    if (!yaml_parser_initialize(&r.parser)) {
        fx_fail(err, FX_BUG, "libyaml does not start");
        return NULL;
    }
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)r.text, n);
    root = document(&r);
    reader_close(&r);
    if (root == NULL && err->code == FX_NONE) {
        fx_yaml *empty = fx_yaml_plain(a, "");

        empty->file = r.file;
        empty->line = empty->column = 1;
        root = empty;
    }
    return root;
}

const fx_yaml *fx_yaml_get(const fx_yaml *y, const char *key)
{
    if (y == NULL || y->kind != FX_YAML_MAP)
        return NULL;
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        if (fx_same(pair->key, key))
            return pair->value;
    }
    return NULL;
}

bool fx_yaml_is_null(const fx_yaml *y)
{
    return y->kind == FX_YAML_SCALAR && y->plain &&
           (*y->text == '\0' || fx_same(y->text, "~") || fx_same(y->text, "null"));
}

bool fx_yaml_text(const fx_yaml *y, const char *what, const char **out, fx_error *err)
{
    if (y->kind != FX_YAML_SCALAR)
        return fx_yaml_fail(y, err, "%s: a text is expected, not a %s", what,
                            y->kind == FX_YAML_LIST ? "list" : "map");
    if (fx_yaml_is_null(y))
        return fx_yaml_fail(y, err, "%s: a text is expected, and there is none", what);
    *out = y->text;
    return true;
}

bool fx_yaml_bool(const fx_yaml *y, const char *what, bool *out, fx_error *err)
{
    if (y->kind == FX_YAML_SCALAR && fx_same(y->text, "true")) {
        *out = true;
        return true;
    }
    if (y->kind == FX_YAML_SCALAR && fx_same(y->text, "false")) {
        *out = false;
        return true;
    }
    fx_yaml_fail(y, err, "%s: true or false is expected", what);
    if (y->kind == FX_YAML_SCALAR && (fx_same_case(y->text, "yes") || fx_same_case(y->text, "on")))
        return fx_hint(err, "Write true.");
    if (y->kind == FX_YAML_SCALAR && (fx_same_case(y->text, "no") || fx_same_case(y->text, "off")))
        return fx_hint(err, "Write false.");
    return false;
}

bool fx_yaml_texts(fx_arena *a, const fx_yaml *y, const char *what, fx_strs *out, fx_error *err)
{
    const char *text;

    if (y->kind != FX_YAML_LIST) {
        if (!fx_yaml_text(y, what, &text, err))
            return false;
        *fx_push(a, out) = text;
        return true;
    }
    fx_each (const fx_yaml *, item, &y->items) {
        if (!fx_yaml_text(*item, what, &text, err))
            return false;
        *fx_push(a, out) = text;
    }
    return true;
}

bool fx_yaml_only(const fx_yaml *y, const char *const *keys, size_t n, fx_error *err)
{
    if (y->kind != FX_YAML_MAP)
        return fx_yaml_fail(y, err, "a map of keys and values is expected");
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        size_t i = 0;

        while (i < n && !fx_same(pair->key, keys[i]))
            i++;
        if (i < n)
            continue;
        const char *near = fx_nearest(pair->key, keys, n);

        fx_fail_at(err, FX_INPUT, y->file, pair->line, pair->column, "unknown key '%s'", pair->key);
        if (near != NULL)
            return fx_hint(err, "did you mean %s?", near);
        fx_strs all = {0};

        for (i = 0; i < n; i++)
            *fx_push(err->arena, &all) = keys[i];
        return fx_hint(err, "Keys here: %s.", fx_strs_join(err->arena, &all, ", "));
    }
    return true;
}

/* Last in the file, since for the analyzer the name is a macro. */
#undef fx_yaml_fail
bool fx_yaml_fail(const fx_yaml *y, fx_error *err, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    const char *text = fx_vfmt(err->arena, fmt, ap);
    va_end(ap);
    return fx_fail_at(err, FX_INPUT, y->file, y->line, y->column, "%s", text);
}
