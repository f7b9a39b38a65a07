#include "testing.h"

#include <string.h>

#include "fx/base/str.h"
#include "fx/model/type.h"

static fx_type parsed(fx_arena *a, const char *text)
{
    const char *why, *hint;
    fx_type t;

    if (!fx_type_parse(a, text, &t, &why, &hint))
        fail_msg("%s: %s", text, why);
    return t;
}

static void test_text_is_read_back(void **state)
{
    static const char *const texts[] = {"boolean",
                                        "smallint",
                                        "integer",
                                        "bigint",
                                        "real",
                                        "double",
                                        "numeric",
                                        "numeric(10)",
                                        "numeric(10,2)",
                                        "numeric(5,0)",
                                        "string",
                                        "string(80)",
                                        "char(3)",
                                        "text",
                                        "binary",
                                        "binary(16)",
                                        "date",
                                        "time",
                                        "timestamp",
                                        "timestamptz",
                                        "interval",
                                        "uuid",
                                        "json",
                                        "enum(draft,live)",
                                        "enum('in work','it''s','a,b','(x)')",
                                        "enum(no,012,1.10)",
                                        "enum:mood",
                                        "array(string(20))",
                                        "array(array(integer))",
                                        "array(enum(a,b))",
                                        "raw"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        fx_type t = parsed(*state, texts[i]), again;

        assert_string_equal(fx_type_text(*state, &t), texts[i]);
        again = parsed(*state, fx_type_text(*state, &t));
        assert_true(fx_type_equal(&t, &again));
        for (size_t k = 0; k < i; k++) {
            fx_type other = parsed(*state, texts[k]);

            if (fx_type_equal(&t, &other))
                fail_msg("%s equals %s", texts[i], texts[k]);
        }
    }
}

static void test_wrong_types_say_why(void **state)
{
    static const struct {
        const char *text, *why, *hint;
    } rows[] = {
        {"strng(80)",                                                                  "unknown type 'strng(80)'",
         "did you mean string(80)? Types: boolean, smallint"                                                                                 },
        {"varchar(9)",                                                                 "unknown type 'varchar(9)'", "did you mean string(9)?"},
        {"INT",                                                                        "unknown type 'INT'",        "did you mean integer?"  },
        {"string(80",                                                                  "unknown type 'string(80'",  ""                       },
        {"array(string(80)",                                                           "unknown type 'string(80'",  ""                       },
        {"qqqqqqqq",                                                                   "unknown type 'qqqqqqqq'",   "Types: boolean"         },
        {"",                                                                           "unknown type ''",           ""                       },
        {"boolean(3)",                                                                 "takes no arguments",        ""                       },
        {"string(0)",                                                                  "cannot be read",            ""                       },
        {"string(x)",                                                                  "cannot be read",            ""                       },
        {"string(99999999999999999999)",                                               "cannot be read",            ""                       },
        {"numeric(2,3)",                                                               "cannot be read",            ""                       },
        {"numeric(1,2,3)",                                                             "cannot be read",            ""                       },
        {"char",                                                                       "needs an argument",         ""                       },
        {"enum",                                                                       "needs an argument",         ""                       },
        {"enum()",                                                                     "cannot be read",            ""                       },
        {"enum(a,)",                                                                   "cannot be read",            ""                       },
        {"enum(a,a)",                                                                  "twice",                     ""                       },
        {"enum('a)",                                                                   "cannot be read",            ""                       },
        {"enum:",                                                                      "names no enum",             ""                       },
        {"array()",                                                                    "unknown type ''",           ""                       },
        {"array(array(array(array(array(array(array(array(array(array(text))))))))))", "deep",                      ""                       },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *why = NULL, *hint = NULL;
        fx_type t;

        if (fx_type_parse(*state, rows[i].text, &t, &why, &hint))
            fail_msg("%s is read", rows[i].text);
        assert_non_null(why);
        assert_non_null(strstr(why, rows[i].why));
        assert_true(hint == NULL ? *rows[i].hint == '\0' : strstr(hint, rows[i].hint) != NULL);
    }
}

static void test_longest_member_counts_characters(void **state)
{
    fx_type t = parsed(*state, "enum(a,\xc3\xa4\xc3\xb6\xc3\xbc)");

    assert_int_equal(fx_enum_longest(&t), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_text_is_read_back),
        FX_TEST(test_wrong_types_say_why),
        FX_TEST(test_longest_member_counts_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
