#include "revisions.h"

static bool cosmetic(fx_arena *a, const char *x, const char *y)
{
    return fx_half_cosmetic(a, &steps_up(a, x)->up, &steps_up(a, y)->up);
}

static void test_comments_and_blanks_in_sql(void **state)
{
    fx_arena *a = *state;

    assert_true(cosmetic(a, "- execute: UPDATE a SET b = 1\n", "- execute: UPDATE a SET b = 1\n"));
    assert_true(cosmetic(a, "- execute: UPDATE a SET b = 1\n",
                         "- execute: |\n    UPDATE a  -- all\n      SET b=1 /* so */\n"));
    assert_true(cosmetic(a, "- create_check_constraint: t.c\n  sql: a > 0\n",
                         "- create_check_constraint: t.c\n  sql: a>0 -- positive\n"));
    assert_true(cosmetic(a, "- create_index: t.i\n  columns: [a]\n  where: a > 0\n",
                         "- create_index: t.i\n  columns: [a]\n  where: {sqlite: a > 0}\n") ==
                false);
    assert_true(
        cosmetic(a, "- execute: {sqlite: [A, B b]}\n", "- execute: {sqlite: [A, \"B\\n  b\"]}\n"));
}

static void test_all_else_counts(void **state)
{
    fx_arena *a = *state;

    assert_false(cosmetic(a, "- execute: UPDATE a SET b = 1\n", "- execute: UPDATE a SET b = 2\n"));
    assert_false(cosmetic(a, "- execute: SELECT 'a b'\n", "- execute: SELECT 'a  b'\n"));
    assert_false(
        cosmetic(a, "- alter_table: t\n  comment: a b\n", "- alter_table: t\n  comment: a  b\n"));
    assert_false(cosmetic(a, "- execute: A\n", "- execute: A\n- execute: A\n"));
    assert_false(cosmetic(a, "- create_table: t\n  columns: {sql: text}\n",
                          "- create_table: t\n  columns: {sql: ' text'}\n"));
}

static void test_flags_count(void **state)
{
    fx_arena *a = *state;
    const fx_revision *x = steps_up(a, "- execute: A b\n");
    const fx_revision *y = revision(a, "r.yml",
                                    HEAD "transaction: false\nupgrade:\n- execute: A  b\n"
                                         "irreversible: gone\n");

    assert_false(fx_half_cosmetic(a, &x->up, &y->up));
    assert_false(fx_half_cosmetic(a, &x->down, &y->down));
    assert_true(fx_half_cosmetic(a, &y->down, &y->down));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_comments_and_blanks_in_sql),
        FX_TEST(test_all_else_counts),
        FX_TEST(test_flags_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
