/*
 * What engines call types, read as the model's.
 */
#include "testing.h"

#include "fx/base/str.h"
#include "fx/model/type.h"

static void test_words(void **state)
{
    static const struct {
        const char *dialect, *words, *type; /* type NULL: the model has none */
    } rows[] = {
        {"postgresql", "character varying(20)",          "string(20)"      },
        {"postgresql", "varchar",                        "string"          },
        {"postgresql", "CHARACTER  VARYING ( 20 )",      "string(20)"      },
        {"postgresql", "character",                      "char(1)"         },
        {"postgresql", "numeric(10,2)",                  "numeric(10,2)"   },
        {"postgresql", "timestamp with time zone",       "timestamptz"     },
        {"postgresql", "timestamp without time zone",    "timestamp"       },
        {"postgresql", "timestamp(3) without time zone", NULL              },
        {"postgresql", "integer[]",                      "array(integer)"  },
        {"postgresql", "character varying(5)[]",         "array(string(5))"},
        {"postgresql", "tsvector",                       NULL              },
        {"postgresql", "jsonb",                          NULL              },
        {"postgresql", "numeric(2,9)",                   NULL              },
        {"sqlite",     "INT",                            "integer"         },
        {"sqlite",     "VARCHAR(20)",                    "string(20)"      },
        {"sqlite",     "CHAR",                           NULL              },
        {"sqlite",     "integer[]",                      NULL              },
        {"oracle",     "integer",                        NULL              },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_type t;
        bool known = fx_type_of_words(*state, rows[i].dialect, rows[i].words, &t);

        if (known != (rows[i].type != NULL))
            fail_msg("%s %s", rows[i].dialect, rows[i].words);
        if (known)
            assert_string_equal(fx_type_text(*state, &t), rows[i].type);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {FX_TEST(test_words)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
