#include <string.h>

#include "fuzz.h"
#include "fx/entity/alembic.h"

static bool read_text(void *ctx, fx_arena *a, const char *path, const char **out, size_t *n,
                      fx_error *err)
{
    const char *text = ctx;

    (void)a;
    (void)err;
    *out = fx_same(path, "a.py") || fx_same(path, "helpers.py") ? text : NULL;
    *n = *out == NULL ? 0 : strlen(text);
    return true;
}

/* Whatever a script does, its steps replay to the state that is told, and can be written. */
static void check_half(fx_arena *a, fx_alembic *al, const fx_alembic_script *s, bool up,
                       fx_schema *state)
{
    fx_schema again = fx_schema_copy(a, state);
    fx_error err = {.arena = a};
    fx_alembic_half half;

    fx_alembic_half_of(al, s, up, state, &half);
    HOLDS(fx_replay_all(a, &again, &half.steps, NULL, &err));
    HOLDS(fx_schema_equal(&again, state));
    HOLDS(fx_steps_write(a, &half.steps) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fx_arena *a = fx_arena_new();
    char *text = fx_strndup(a, (const char *)data, size);
    const fx_entity_files files = {.ctx = text, .read = read_text};
    const fx_strs dialects = {
        .at = (const char *[]){"sqlite", "postgresql"},
            .n = 2
    };
    fx_alembic *al = fx_alembic_new(a, &files, &dialects, NULL, NULL);
    fx_error err = {.arena = a};
    fx_alembic_script s;
    fx_schema state = {0};

    if (fx_alembic_read(al, "a.py", &s, &err)) {
        check_half(a, al, &s, true, &state);
        check_half(a, al, &s, false, &state);
    } else {
        HOLDS(err.code != FX_NONE && err.msg != NULL);
    }
    fx_arena_free(a);
    return 0;
}
