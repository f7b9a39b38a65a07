#include <string.h>

#include "fuzz.h"
#include "fx/entity/entity.h"

typedef struct text {
    const char *at;
    size_t n;
} text;

/* Whatever module is asked for is the same text: modules import each other, and themselves. */
static bool read_text(void *ctx, fx_arena *a, const char *path, const char **out, size_t *n,
                      fx_error *err)
{
    const text *t = ctx;
    bool there = fx_same(path, "a.py") || fx_ends(path, "base.py") || fx_ends(path, "types.py") ||
                 fx_ends(path, "people.py");

    (void)a;
    (void)err;
    *out = there ? t->at : NULL;
    *n = there ? t->n : 0;
    return true;
}

/* An error has its place; what is read is a schema that can be printed and read again. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fx_arena *a = fx_arena_new();
    text t = {fx_strndup(a, (const char *)data, size), size};
    const fx_entity_files files = {.ctx = &t, .read = read_text};
    const fx_strs paths = {.at = (const char *[]){"a.py"}, .n = 1};
    fx_error err = {.arena = a};
    fx_schema out = {0};

    t.n = strlen(t.at);
    if (fx_entity_read_python(a, &files, &paths, &out, &err))
        HOLDS(fx_schema_print(a, &out) != NULL);
    else
        HOLDS(err.code != FX_NONE && err.msg != NULL);
    fx_arena_free(a);
    return 0;
}
