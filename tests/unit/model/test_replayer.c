/*
 * The replayer: the same schema as a plain replay, in memory that does not grow with the number of
 * revisions.
 */
#include "testing.h"

#include <string.h>

#include "fx/base/str.h"
#include "fx/model/read.h"
#include "fx/model/replayer.h"

enum { COLUMNS = 60, ROUNDS = 120 };

typedef struct history {
    fx_arena *a;
    fx_steps create;
    fx_steps add[COLUMNS], drop[COLUMNS];
} history;

static fx_steps steps_of(fx_arena *a, const char *text)
{
    fx_error err = {.arena = a};
    const fx_yaml *y = fx_yaml_parse(a, "steps.yml", text, strlen(text), &err);
    fx_steps out = {0};

    assert_non_null(y);
    assert_true(fx_steps_read(a, y, &out, &err));
    return out;
}

static history make(fx_arena *a)
{
    history h = {.a = a};

    h.create = steps_of(
        a, "- create_table: t\n  columns:\n    id: {type: integer, primary_key: true}\n"
           "- create_table: other\n  columns:\n    id: {type: integer, primary_key: true}\n");
    for (int i = 0; i < COLUMNS; i++) {
        h.add[i] = steps_of(
            a, fx_fmt(a, "- add_column: t.c%d\n  type: string(20)\n  nullable: true\n", i));
        h.drop[i] = steps_of(a, fx_fmt(a, "- drop_column: t.c%d\n", i));
    }
    return h;
}

static void step(fx_replayer *r, const fx_steps *s, fx_arena *a, size_t *most)
{
    fx_error err = {.arena = a};

    fx_replayer_tidy(r);
    assert_true(fx_replayer_play(r, s, NULL, &err));
    if (fx_arena_bytes(r->arena) > *most)
        *most = fx_arena_bytes(r->arena);
}

/* All columns come and go, `rounds` times; then they are there. */
static void play(const history *h, fx_replayer *r, int rounds, size_t *most)
{
    step(r, &h->create, h->a, most);
    for (int n = 0; n <= rounds; n++) {
        for (int i = 0; i < COLUMNS; i++)
            step(r, &h->add[i], h->a, most);
        for (int i = 0; n < rounds && i < COLUMNS; i++)
            step(r, &h->drop[i], h->a, most);
    }
}

static size_t peak_of(int rounds, fx_schema *out, fx_arena *home)
{
    const fx_schema nothing = {0};
    fx_arena *a = fx_arena_new();
    const history h = make(a);
    fx_replayer r;
    size_t most = 0;

    fx_replayer_begin(&r, home, &nothing);
    play(&h, &r, rounds, &most);
    fx_replayer_end(&r, out);
    fx_arena_free(a); /* nothing of the steps is needed any more, if it was moved */
    return most;
}

/* Without tidying it is ten times as much. */
static void test_memory_does_not_grow_with_the_history(void **state)
{
    fx_arena *home = fx_arena_new();
    fx_schema schema;

    (void)state;
    assert_true(peak_of(ROUNDS, &schema, home) < 24 * 1024 * 1024);
    fx_arena_free(home);
}

static void test_the_schema_is_that_of_a_plain_replay(void **state)
{
    fx_arena *home = fx_arena_new(), *a = fx_arena_new();
    const history h = make(a);
    fx_error err = {.arena = a};
    fx_schema moved, plain = {0};

    (void)state;
    (void)peak_of(ROUNDS / 4, &moved, home);
    assert_true(fx_replay_all(a, &plain, &h.create, NULL, &err));
    for (int i = 0; i < COLUMNS; i++)
        assert_true(fx_replay_all(a, &plain, &h.add[i], NULL, &err));
    assert_true(fx_schema_equal(&moved, &plain));
    assert_string_equal(fx_fingerprint(a, &moved), fx_fingerprint(a, &plain));
    fx_arena_free(a);
    fx_arena_free(home);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_does_not_grow_with_the_history),
        cmocka_unit_test(test_the_schema_is_that_of_a_plain_replay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
