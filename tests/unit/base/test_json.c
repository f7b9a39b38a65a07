#include "testing.h"

#include "fx/base/json.h"

/* {"a": [1, true, null], "empty": {}, "list": [], "o": {"t": "x"}} */
static void write_sample(fx_json *j)
{
    fx_strs none = {0};

    fx_json_open(j, '{');
    fx_json_key(j, "a");
    fx_json_open(j, '[');
    fx_json_int(j, 1);
    fx_json_bool(j, true);
    fx_json_text(j, NULL);
    fx_json_close(j, ']');
    fx_json_key(j, "empty");
    fx_json_open(j, '{');
    fx_json_close(j, '}');
    fx_json_put_strs(j, "list", &none);
    fx_json_key(j, "o");
    fx_json_open(j, '{');
    fx_json_put(j, "t", "x");
    fx_json_close(j, '}');
    fx_json_close(j, '}');
}

static void test_compact(void **state)
{
    fx_str s = {.arena = *state};
    fx_json j = {.out = &s};

    write_sample(&j);
    assert_string_equal(fx_str_text(&s),
                        "{\"a\":[1,true,null],\"empty\":{},\"list\":[],\"o\":{\"t\":\"x\"}}");
}

static void test_pretty(void **state)
{
    fx_str s = {.arena = *state};
    fx_json j = {.out = &s, .pretty = true};

    write_sample(&j);
    assert_string_equal(fx_str_text(&s), "{\n"
                                         "  \"a\": [\n"
                                         "    1,\n"
                                         "    true,\n"
                                         "    null\n"
                                         "  ],\n"
                                         "  \"empty\": {},\n"
                                         "  \"list\": [],\n"
                                         "  \"o\": {\n"
                                         "    \"t\": \"x\"\n"
                                         "  }\n"
                                         "}");
}

/* RFC 8259, section 7: what must be escaped is, in the shortest way; the rest stays as it is. */
static void test_escapes(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"",                         "\"\""                        },
        {"a\"b\\c/",                 "\"a\\\"b\\\\c/\""            },
        {"\b\f\n\r\t",               "\"\\b\\f\\n\\r\\t\""         },
        {"\x01\x1f\x7f",             "\"\\u0001\\u001f\x7f\""      },
        {"\xc3\xa4\xf0\x9f\x98\x80", "\"\xc3\xa4\xf0\x9f\x98\x80\""},
        {"bfnrt",                    "\"bfnrt\""                   },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_str s = {.arena = *state};
        fx_json j = {.out = &s};

        fx_json_text(&j, rows[i].text);
        assert_string_equal(fx_str_text(&s), rows[i].expected);
    }
}

static void test_puts(void **state)
{
    fx_str s = {.arena = *state};
    fx_json j = {.out = &s};
    fx_strs two = {0};

    *fx_push(*state, &two) = "x";
    *fx_push(*state, &two) = "y";
    fx_json_open(&j, '{');
    fx_json_put_int(&j, "least", INT64_MIN);
    fx_json_put_int(&j, "most", INT64_MAX);
    fx_json_put_bool(&j, "no", false);
    fx_json_put_strs(&j, "k\"", &two);
    fx_json_close(&j, '}');
    assert_string_equal(fx_str_text(&s), "{\"least\":-9223372036854775808,"
                                         "\"most\":9223372036854775807,"
                                         "\"no\":false,\"k\\\"\":[\"x\",\"y\"]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_compact),
        FX_TEST(test_pretty),
        FX_TEST(test_escapes),
        FX_TEST(test_puts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
