#include <string.h>

#include "fuzz.h"
#include "fx/revision/revision.h"

static bool has_long_line(const char *text)
{
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");

        if (n > 1000)
            return true;
        text += n + (text[n] != '\0');
    }
    return false;
}

static void check_peek(fx_arena *a, const fx_revision *r)
{
    const char *id;
    fx_strs parents = {0};

    if (!fx_revision_peek(a, r->text, r->n, &id, &parents))
        return;
    HOLDS(fx_same(id, r->id));
    HOLDS(fx_strs_equal(&parents, &r->parents));
}

static void check_half(fx_arena *a, const fx_half *half, const fx_half *again)
{
    HOLDS(fx_same(half->canonical, again->canonical));
    HOLDS(fx_same(half->hash, again->hash));
    HOLDS(half->steps.n == again->steps.n);
    HOLDS(fx_same(fx_half_projected(a, half, "sqlite"), fx_half_projected(a, again, "sqlite")));
    HOLDS(fx_half_cosmetic(a, half, again, &(fx_strs){0}));
    HOLDS(fx_same(fx_half_states(a, half), fx_half_states(a, again)));
}

/* What was read is written in our form and read again: the same revision. */
static void check_writing(fx_arena *a, const fx_revision *r)
{
    const char *text = fx_revision_write(a, r);
    fx_error err = {.arena = a};
    fx_revision again;

    if (has_long_line(text))
        return;
    if (!fx_revision_read(a, "w.yml", text, strlen(text), &again, &err)) {
        fprintf(stderr, "%s\n%s\n", fx_error_text(a, &err), text);
        HOLDS(false);
    }
    HOLDS(fx_same(again.id, r->id));
    HOLDS(fx_same(again.message, r->message));
    HOLDS(fx_strs_equal(&again.parents, &r->parents));
    check_half(a, &r->up, &again.up);
    check_half(a, &r->down, &again.down);
    check_peek(a, &again);
    HOLDS(fx_same(fx_revision_write(a, &again), text));
}

/* Steps of any kind on any schema: refused or done, never worse. */
static void replay(fx_arena *a, const fx_revision *r)
{
    fx_error err = {.arena = a};
    fx_schema schema = {0};
    fx_changes changes = {0};
    bool done = fx_replay_all(a, &schema, &r->up.steps, &changes, &err);

    HOLDS(done == (err.code == FX_NONE));
    fx_each (const fx_change, change, &changes) {
        fx_loss loss;

        (void)fx_change_reverse(a, change);
        (void)fx_change_loses(change, 0, &loss);
        (void)fx_change_text(a, change);
    }
    (void)fx_steps_message(a, &r->up.steps);
    if (done)
        (void)fx_fingerprint(a, &schema);
}

static void run(const char *path, const char *text, size_t n)
{
    fx_arena *a = fx_arena_new();
    fx_error err = {.arena = a};
    fx_revision r;
    bool done = fx_revision_read(a, path, text, n, &r, &err);

    HOLDS(done == (err.code == FX_NONE));
    if (done) {
        check_peek(a, &r);
        check_writing(a, &r);
        replay(a, &r);
    }
    fx_arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    run("f.yml", (const char *)data, n);
    run("f.sql", (const char *)data, n);
    return 0;
}
