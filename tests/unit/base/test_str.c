#include "testing.h"

#include <string.h>

#include "fx/base/str.h"

static void test_empty_is_a_text(void **state)
{
    fx_str s = {.arena = *state};

    assert_string_equal(fx_str_text(&s), "");
    fx_str_add(&s, "");
    fx_str_addn(&s, NULL, 0);
    assert_string_equal(fx_str_text(&s), "");
}

static void test_grows_byte_by_byte(void **state)
{
    fx_str s = {.arena = *state};

    for (size_t i = 0; i < 5000; i++) {
        fx_str_addc(&s, (char)('a' + i % 26));
        assert_int_equal(s.text[s.n], '\0');
    }
    assert_int_equal(s.n, 5000);
    for (size_t i = 0; i < s.n; i++)
        assert_int_equal(s.text[i], 'a' + i % 26);
}

static void test_adds_all_kinds(void **state)
{
    fx_str s = {.arena = *state};

    fx_str_add(&s, "a");
    fx_str_addn(&s, "bcd", 2);
    fx_str_addf(&s, "%d%s", 7, "x");
    fx_str_addc(&s, '!');
    assert_string_equal(fx_str_text(&s), "abc7x!");
    assert_int_equal(s.n, 6);
}

static void test_compares(void **state)
{
    (void)state;
    assert_true(fx_starts("abc", "ab") && fx_starts("abc", ""));
    assert_false(fx_starts("ab", "abc"));
    assert_true(fx_ends("abc", "bc") && fx_ends("abc", ""));
    assert_false(fx_ends("bc", "abc"));
    assert_true(fx_same("a", "a") && fx_same(NULL, NULL));
    assert_false(fx_same("a", NULL) || fx_same(NULL, "a") || fx_same("a", "A"));
    assert_true(fx_same_case("aBc", "AbC") && fx_same_case(NULL, NULL));
    assert_false(fx_same_case("a", "ab") || fx_same_case("ab", "a") || fx_same_case("a", NULL));
    assert_false(fx_same_case("\xc3\x84", "\xc3\xa4")); /* only ASCII folds */
    assert_false(fx_same_case("@", "`") || fx_same_case("[", "{"));
}

static void test_blank_trim_lower(void **state)
{
    assert_true(fx_blank(NULL) && fx_blank("") && fx_blank(" \t\r\n\v\f"));
    assert_false(fx_blank(" x "));
    assert_string_equal(fx_trim(*state, "\t a b \n"), "a b");
    assert_string_equal(fx_trim(*state, "  "), "");
    assert_string_equal(fx_lower(*state, "AZ[\xc3\x84"), "az[\xc3\x84");
}

static void test_nearest(void **state)
{
    static const char *const words[] = {"nullable", "default", "unique", "primary_key", "up"};
    const size_t n = sizeof words / sizeof *words;
    static const struct {
        const char *word, *expected;
    } rows[] = {
        {"nulable",    "nullable"   }, /* one letter less */
        {"uniqeu",     "unique"     }, /* two turned round */
        {"Default",    "default"    }, /* case is no difference */
        {"primarykey", "primary_key"},
        {"defaultxyz", NULL         },
        {"collation",  NULL         },
        {"xx",         NULL         }, /* as far away as it is long */
        {"",           NULL         },
    };
    char word[100] = "";

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *near = fx_nearest(rows[i].word, words, n);

        if (rows[i].expected == NULL)
            assert_null(near);
        else
            assert_string_equal(near, rows[i].expected);
    }
    memset(word, 'x', sizeof word - 1);
    assert_null(fx_nearest(word, words, n));
    assert_null(fx_nearest("unique", words, 0));
}

/* Of two that are equally near, the first of the list: the hint does not change from run to run. */
static void test_nearest_takes_the_first_of_equals(void **state)
{
    static const char *const words[] = {"rate", "date", "gate"};

    (void)state;
    assert_string_equal(fx_nearest("late", words, 3), "rate");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_empty_is_a_text),
        FX_TEST(test_grows_byte_by_byte),
        FX_TEST(test_adds_all_kinds),
        FX_TEST(test_compares),
        FX_TEST(test_blank_trim_lower),
        FX_TEST(test_nearest),
        FX_TEST(test_nearest_takes_the_first_of_equals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
