#include "revisions.h"

static const char *normal(fx_arena *a, const char *text)
{
    size_t n;
    const char *out = fx_text_normal(a, text, strlen(text), &n);

    assert_int_equal(strlen(out), n);
    return out;
}

static void test_normal(void **state)
{
    fx_arena *a = *state;

    assert_string_equal(normal(a, ""), "");
    assert_string_equal(normal(a, "a\nb\n"), "a\nb\n");
    assert_string_equal(normal(a, "a\r\nb\r\r\nc\r"), "a\nb\n\nc\n");
    assert_string_equal(normal(a, "a \t\r\n  b\t"), "a\n  b");
    assert_string_equal(normal(a, "\n \n\t\n"), "\n\n\n");
    assert_string_equal(normal(a, "\xef\xbb\xbfx\xef\xbb\xbf"), "x\xef\xbb\xbf");
    assert_string_equal(normal(a, " "), "");
}

static void test_normal_twice_is_the_same(void **state)
{
    fx_arena *a = *state;
    static const char signs[] = {'a', ' ', '\t', '\r', '\n'};

    for (unsigned n = 0; n < 5 * 5 * 5 * 5 * 5; n++) {
        char text[6] = "";
        unsigned rest = n;

        for (size_t i = 0; i < 5; i++, rest /= 5)
            text[i] = signs[rest % 5];
        const char *once = normal(a, text);

        assert_null(strchr(once, '\r'));
        assert_null(strstr(once, " \n"));
        assert_null(strstr(once, "\t\n"));
        assert_string_equal(normal(a, once), once);
    }
}

static void test_bytes_behind_the_end_are_not_read(void **state)
{
    fx_arena *a = *state;
    static const char text[] = {'a', '\r', 'b', '\0', 'c'};
    size_t n;
    const char *out = fx_text_normal(a, text, 2, &n);

    assert_string_equal(out, "a\n");
    out = fx_text_normal(a, text, sizeof text, &n);
    assert_int_equal(n, 5);
    assert_memory_equal(out, "a\nb\0c", 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_normal),
        FX_TEST(test_normal_twice_is_the_same),
        FX_TEST(test_bytes_behind_the_end_are_not_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
