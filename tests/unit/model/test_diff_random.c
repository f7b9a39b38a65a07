#include "testing.h"

#include <stdlib.h>
#include <string.h>

#include "fx/base/str.h"
#include "fx/model/diff.h"
#include "fx/model/read.h"
#include "random_schema.h"

enum { PAIRS = 300 };

static const char *printed(fx_arena *a, const fx_steps *s)
{
    fx_str out = {.arena = a};

    fx_yaml_print(&out, fx_steps_write(a, s), 0);
    return fx_str_text(&out);
}

static void must(const fx_error *err, bool good, unsigned long seed, const char *what,
                 const char *steps)
{
    if (!good)
        fail_msg("seed %lu: %s: %s\n%s", seed, what, err->msg == NULL ? "differs" : err->msg,
                 steps);
}

/* FX_SEED names one pair to look at. */
static unsigned long first_seed(void)
{
    const char *text = getenv("FX_SEED");

    return text == NULL ? 1 : strtoul(text, NULL, 10);
}

static void check_pair(fx_arena *a, unsigned long seed)
{
    fx_random r = {.state = seed * 2654435761U + 88172645463325252U};
    fx_schema from = random_schema(a, &r), to = random_successor(a, &r, &from), s;
    fx_diff_options o = {.naming = fx_naming_default};
    fx_error err = {.arena = a};
    fx_diff d = fx_diff_schemas(a, &from, &to, &o);
    const char *up = printed(a, &d.steps), *down = printed(a, &d.down);

    must(&err, fx_schema_validate(a, &from, &err), seed, "from is not valid", "");
    must(&err, fx_schema_validate(a, &to, &err), seed, "to is not valid", "");

    s = fx_schema_copy(a, &from);
    must(&err, fx_replay_all(a, &s, &d.steps, NULL, &err), seed, "up does not replay", up);
    must(&err, fx_schema_equal(&s, &to), seed, "up does not lead to `to`", up);
    assert_int_equal(fx_diff_schemas(a, &s, &to, &o).steps.n, 0);
    must(&err, fx_replay_all(a, &s, &d.down, NULL, &err), seed, "down does not replay", down);
    must(&err, fx_schema_equal(&s, &from), seed, "down does not lead back", down);

    /* what the file says is what was meant */
    fx_steps again = {0};
    const fx_yaml *y = fx_yaml_parse(a, "r.yml", up, strlen(up), &err);

    must(&err, y != NULL && fx_steps_read(a, y, &again, &err), seed, "steps are not read", up);
    s = fx_schema_copy(a, &from);
    must(&err, fx_replay_all(a, &s, &again, NULL, &err), seed, "steps as read do not replay", up);
    must(&err, fx_schema_equal(&s, &to), seed, "steps as read lead elsewhere", up);
    assert_string_equal(printed(a, &again), up);
    d = fx_diff_schemas(a, &from, &to, &o);
    assert_string_equal(printed(a, &d.steps), up);
    assert_int_equal(fx_diff_schemas(a, &from, &from, &o).steps.n, 0);
}

static void test_up_leads_there_and_down_back(void **state)
{
    unsigned long first = first_seed();
    size_t n = getenv("FX_SEED") == NULL ? PAIRS : 1;

    (void)state;
    for (unsigned long seed = first; seed < first + n; seed++) {
        fx_arena *a = fx_arena_new();

        check_pair(a, seed);
        fx_arena_free(a);
    }
}

/* The order of tables' columns and of a table's constraints is no part of the fingerprint or of
 * equality. */
static void test_order_is_no_difference(void **state)
{
    fx_arena *a = *state;
    fx_random r = {.state = 4242};

    for (int i = 0; i < 50; i++) {
        fx_schema s = random_schema(a, &r), turned = fx_schema_copy(a, &s);

        for (size_t k = 0; k < s.tables.n; k++) {
            fx_table *t = fx_table_copy(a, s.tables.at[k]);

            for (size_t c = 0; c < t->columns.n; c++)
                t->columns.at[c] = s.tables.at[k]->columns.at[t->columns.n - 1 - c];
            for (size_t c = 0; c < t->indexes.n; c++)
                t->indexes.at[c] = s.tables.at[k]->indexes.at[t->indexes.n - 1 - c];
            turned.tables.at[k] = t;
        }
        assert_true(fx_schema_equal(&s, &turned));
        assert_string_equal(fx_fingerprint(a, &s), fx_fingerprint(a, &turned));
    }
}

/* What SQLite holds, held again, is the same. */
static void test_project_is_idempotent(void **state)
{
    fx_arena *a = *state;
    fx_random r = {.state = 99};

    for (int i = 0; i < 100; i++) {
        fx_schema s = random_schema(a, &r);
        const fx_schema *once = fx_project(a, &s, "sqlite");
        const fx_schema *twice = fx_project(a, once, "sqlite");

        if (!fx_schema_equal(once, twice))
            fail_msg("%s\n---- again:\n%s", fx_schema_print(a, once), fx_schema_print(a, twice));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_up_leads_there_and_down_back),
        FX_TEST(test_order_is_no_difference),
        FX_TEST(test_project_is_idempotent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
