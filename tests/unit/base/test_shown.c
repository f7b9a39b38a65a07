#include "testing.h"

#include "fx/base/json.h"
#include "fx/base/shown.h"

static void line_is(fx_arena *a, const char *text, const char *expected)
{
    assert_string_equal(fx_shown_line(a, text), expected);
    assert_string_equal(fx_shown_line(a, expected), expected); /* once more changes nothing */
}

static void test_what_is_harmless_stays(void **state)
{
    static const char text[] =
        "Gr\u00fc\u00dfe \u4e16\u754c \U0001f469\u200d\U0001f4bb \\x1b #1 ::";

    assert_ptr_equal(fx_shown_line(*state, text), text);
    assert_ptr_equal(fx_shown_text(*state, text), text);
}

static void test_controls_are_written_out(void **state)
{
    line_is(*state, "a\x1b[2J\x7f\a\r\tb", "a\\x1b[2J\\x7f\\x07\\x0d\\x09b");
    line_is(*state, "x\n::error::y", "x\\x0a::error::y");
    line_is(*state,
            "\xc2\x9b"
            "31m\xc2\x85",
            "\\u009b31m\\u0085");
    line_is(*state, "a\u202eb\u2066c\u2069d\u2028e", "a\\u202eb\\u2066c\\u2069d\\u2028e");
}

/* A terminal of 8 bits takes \x9b for ESC [; overlong forms, surrogates and halves are no UTF-8. */
static void test_bytes_that_are_no_utf8(void **state)
{
    line_is(*state,
            "\x9b"
            "2J",
            "\\x9b2J");
    line_is(*state, "\xc0\x9b|\xe0\x82\x9b|\xed\xa0\x80|\xf5\x80\x80\x80",
            "\\xc0\\x9b|\\xe0\\x82\\x9b|\\xed\\xa0\\x80|\\xf5\\x80\\x80\\x80");
    line_is(*state, "a\xe4\xb8", "a\\xe4\\xb8");
}

static void test_a_text_keeps_its_lines(void **state)
{
    assert_string_equal(fx_shown_text(*state, "a\n\tb\r\nc\rd\x1b"), "a\n\tb\r\nc\\x0dd\\x1b");
}

static void test_commands_of_ci(void **state)
{
    line_is(*state, "a ##[error]x ##vso[y] ##teamcity[z] ## #[",
            "a \\x23#[error]x \\x23#vso[y] "
            "\\x23#teamcity[z] ## #[");
}

/* The same value, without a byte that a terminal obeys; the canonical form stays as it is. */
static void test_json_that_is_printed(void **state)
{
    static const char text[] = "\x1b\x7f\xc2\x9b\u202e\xff\u00fc";
    fx_str shown = {.arena = *state}, canonical = {.arena = *state};
    fx_json j = {.out = &shown, .pretty = true};

    fx_json_text(&j, text);
    assert_string_equal(fx_str_text(&shown), "\"\\u001b\\u007f\\u009b\\u202e\\ufffd\u00fc\"");
    j = (fx_json){.out = &canonical};
    fx_json_text(&j, text);
    assert_string_equal(fx_str_text(&canonical), "\"\\u001b\x7f\xc2\x9b\u202e\xff\u00fc\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_what_is_harmless_stays), FX_TEST(test_controls_are_written_out),
        FX_TEST(test_bytes_that_are_no_utf8), FX_TEST(test_a_text_keeps_its_lines),
        FX_TEST(test_commands_of_ci),         FX_TEST(test_json_that_is_printed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
