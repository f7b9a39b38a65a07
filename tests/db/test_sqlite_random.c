/*
 * For random pairs of schemas: the database is what the model says after the
 * birth, after the way up, and after the way down; and so are its rows' keys.
 */
#include "sqlite_fixture.h"

#include "unit/model/random_schema.h"

enum { PAIRS = 150 };

static void must_be(fx_db *db, const fx_schema *expected, unsigned long seed, const char *when,
                    const char *steps)
{
    fx_arena *a = db->arena;
    fx_error err = {.arena = a};
    fx_live live = {0};

    if (!fx_db_inspect(db, a, &live, &err))
        fail_msg("seed %lu: %s", seed, err.msg);
    fx_each (const fx_table *const, t, &live.schema.tables) {
        if ((*t)->unheld != NULL)
            fail_msg("seed %lu: %s is not held: %s", seed, (*t)->name, (*t)->unheld);
    }
    const fx_schema *read = fx_project(a, &live.schema, "sqlite");
    const fx_schema *model = fx_project(a, expected, "sqlite");

    if (!fx_schema_equal(read, model))
        fail_msg("seed %lu: after %s\n--- steps\n%s--- database\n%s--- model\n%s", seed, when,
                 steps, fx_schema_print(a, read), fx_schema_print(a, model));
}

static void must_run(fx_db *db, const fx_schema *from, const fx_steps *steps, fx_schema *to,
                     unsigned long seed, const char *when)
{
    fx_arena *a = db->arena;
    fx_error err = {.arena = a};
    fx_changes changes = {0};
    fx_str text = {.arena = a};

    *to = fx_schema_copy(a, from);
    fx_yaml_print(&text, fx_steps_write(a, steps), 0);
    if (!fx_replay_all(a, to, steps, &changes, &err) || !run_changes(db, &changes, &err))
        fail_msg("seed %lu: %s: %s\n%s", seed, when, err.msg, fx_str_text(&text));
    must_be(db, to, seed, when, fx_str_text(&text));
}

static void check_pair(fx_arena *a, unsigned long seed)
{
    const fx_diff_options options = {.naming = fx_naming_default};
    const fx_schema nothing = {0};
    fx_random r = {seed * 2654435761U + 88172645463325252U};
    fx_schema from = random_schema(a, &r), to = random_successor(a, &r, &from), born, there, back;
    fx_diff birth = fx_diff_schemas(a, &nothing, &from, &options);
    fx_db *db = open_memory(a);

    must_run(db, &nothing, &birth.steps, &born, seed, "the birth");
    fx_diff d = fx_diff_schemas(a, &born, &to, &options);

    must_run(db, &born, &d.steps, &there, seed, "the way up");
    must_run(db, &there, &d.down, &back, seed, "the way down");
    assert_true(fx_schema_equal(&born, &back));
    assert_string_equal(ask(db, "PRAGMA integrity_check"), "ok");
}

/* FX_SEED names one pair to look at. */
static void test_a_database_goes_there_and_back(void **state)
{
    const char *one = getenv("FX_SEED");
    unsigned long first = one == NULL ? 1 : strtoul(one, NULL, 10);

    (void)state;
    for (unsigned long seed = first; seed < first + (one == NULL ? PAIRS : 1); seed++) {
        fx_arena *a = fx_arena_new();

        check_pair(a, seed);
        fx_arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_a_database_goes_there_and_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
