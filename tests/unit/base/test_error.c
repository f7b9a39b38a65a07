#include "testing.h"

#include "fx/base/error.h"

static void test_fail_fills_and_returns_false(void **state)
{
    fx_error err = {.arena = *state};

    assert_false(fx_fail(&err, FX_DB, "table %s is missing", "user"));
    assert_int_equal(err.code, FX_DB);
    assert_string_equal(err.msg, "table user is missing");
    assert_null(err.hint);
    assert_null(err.file);
    assert_string_equal(fx_error_text(*state, &err), "table user is missing");
}

static void test_place_in_the_text(void **state)
{
    static const struct {
        const char *file;
        size_t line, column;
        const char *expected;
    } rows[] = {
        {"a.yml", 3, 5, "a.yml:3:5: no"},
        {"a.yml", 3, 0, "a.yml:3: no"  },
        {"a.yml", 0, 5, "a.yml: no"    },
        {NULL,    3, 5, "no"           },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_error err = {.arena = *state};

        assert_false(fx_fail_at(&err, FX_INPUT, rows[i].file, rows[i].line, rows[i].column, "no"));
        assert_string_equal(fx_error_text(*state, &err), rows[i].expected);
    }
}

static void test_hint_and_context(void **state)
{
    fx_error err = {.arena = *state};

    fx_fail(&err, FX_INPUT, "no such column");
    assert_false(fx_hint(&err, "Write %s.", "it"));
    assert_false(fx_context(&err, "step %d", 2));
    assert_false(fx_context(&err, "revision %s", "7d0c"));
    assert_string_equal(err.msg, "revision 7d0c: step 2: no such column");
    assert_string_equal(err.hint, "Write it.");
    assert_int_equal(err.code, FX_INPUT);
}

static void test_clear_forgets_all_but_the_arena(void **state)
{
    fx_error err = {.arena = *state};

    fx_fail_at(&err, FX_INPUT, "a.yml", 1, 1, "x");
    fx_hint(&err, "y");
    fx_error_clear(&err);
    assert_int_equal(err.code, FX_NONE);
    assert_null(err.msg);
    assert_null(err.hint);
    assert_null(err.file);
    assert_int_equal(err.line, 0);
    assert_ptr_equal(err.arena, *state);
}

/* Scripts rely on these: they do not change. */
static void test_names_and_statuses_are_fixed(void **state)
{
    static const struct {
        fx_code code;
        const char *name;
        int status;
    } rows[] = {
        {FX_NONE,    "none",          0 },
        {FX_REFUSED, "refused",       1 },
        {FX_USAGE,   "usage",         2 },
        {FX_CONSENT, "needs-consent", 3 },
        {FX_INPUT,   "bad-input",     4 },
        {FX_GIT,     "git",           5 },
        {FX_DB,      "database",      6 },
        {FX_LOCKED,  "locked",        7 },
        {FX_BUG,     "bug",           70},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(fx_code_name(rows[i].code), rows[i].name);
        assert_int_equal(fx_code_status(rows[i].code), rows[i].status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_fail_fills_and_returns_false),
        FX_TEST(test_place_in_the_text),
        FX_TEST(test_hint_and_context),
        FX_TEST(test_clear_forgets_all_but_the_arena),
        FX_TEST(test_names_and_statuses_are_fixed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
