#include <string.h>

#include "fuzz.h"
#include "fx/entity/entity.h"

typedef struct text {
    const char *at;
    size_t n;
    const char *kept; /* NULL: nothing yet */
    size_t kept_n;
} text;

static bool there(const char *path)
{
    return fx_same(path, "a.py") || fx_ends(path, "base.py") || fx_ends(path, "types.py") ||
           fx_ends(path, "people.py");
}

/* Whatever module is asked for is the same text: modules import each other, and themselves. */
static bool read_text(void *ctx, fx_arena *a, const char *path, const char **out, size_t *n,
                      fx_error *err)
{
    const text *t = ctx;
    (void)a;
    (void)err;
    *out = there(path) ? t->at : NULL;
    *n = there(path) ? t->n : 0;
    return true;
}

static const char *kept(void *ctx, const char *path, size_t *n)
{
    const text *t = ctx;

    *n = t->kept_n;
    return there(path) ? t->kept : NULL;
}

static fx_arena *arena;

static void keep(void *ctx, const char *path, const char *bytes, size_t n)
{
    text *t = ctx;
    char *copy = fx_alloc(arena, n);

    (void)path;
    memcpy(copy, bytes, n);
    t->kept = copy;
    t->kept_n = n;
}

/* The schema, or the error. */
static const char *result(fx_arena *a, const fx_entity_files *files)
{
    const fx_strs paths = {.at = (const char *[]){"a.py"}, .n = 1};
    fx_error err = {.arena = a};
    fx_schema out = {0};

    if (fx_entity_read_python(a, files, &paths, &out, &err))
        return fx_schema_print(a, &out);
    HOLDS(err.code != FX_NONE && err.msg != NULL);
    return fx_fmt(a, "%s:%zu: %s", err.file == NULL ? "" : err.file, err.line, err.msg);
}

/* An error has its place; what is read is a schema that can be printed; and a tree that was kept
 * gives the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fx_arena *a = arena = fx_arena_new();
    text t = {.at = fx_strndup(a, (const char *)data, size)};
    const fx_entity_files files = {.ctx = &t, .read = read_text, .kept = kept, .keep = keep};

    t.n = strlen(t.at);
    const char *first = result(a, &files);

    HOLDS(first != NULL && (t.kept == NULL || fx_same(first, result(a, &files))));
    fx_arena_free(a);
    return 0;
}
