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
        {"postgresql", "character varying(20)",          "string(20)"          },
        {"postgresql", "varchar",                        "string"              },
        {"postgresql", "CHARACTER  VARYING ( 20 )",      "string(20)"          },
        {"postgresql", "character",                      "char(1)"             },
        {"postgresql", "numeric(10,2)",                  "numeric(10,2)"       },
        {"postgresql", "timestamp with time zone",       "timestamptz"         },
        {"postgresql", "timestamp without time zone",    "timestamp"           },
        {"postgresql", "timestamp(3) without time zone", NULL                  },
        {"postgresql", "integer[]",                      "array(integer)"      },
        {"postgresql", "character varying(5)[]",         "array(string(5))"    },
        {"postgresql", "tsvector",                       NULL                  },
        {"postgresql", "jsonb",                          NULL                  },
        {"postgresql", "numeric(2,9)",                   NULL                  },
        {"sqlite",     "INT",                            "integer"             },
        {"sqlite",     "VARCHAR(20)",                    "string(20)"          },
        {"sqlite",     "CHAR",                           NULL                  },
        {"sqlite",     "integer[]",                      NULL                  },
        {"mysql",      "INT(11)",                        "integer"             },
        {"mysql",      "integer",                        "integer"             },
        {"mysql",      "int(10) unsigned",               NULL                  },
        {"mysql",      "tinyint(1)",                     "boolean"             },
        {"mysql",      "tinyint(4)",                     NULL                  },
        {"mysql",      "decimal(10, 2)",                 "numeric(10,2)"       },
        {"mysql",      "numeric(10)",                    "numeric(10,0)"       },
        {"mysql",      "datetime(6)",                    "timestamp"           },
        {"mysql",      "datetime",                       NULL                  },
        {"mysql",      "timestamp(6)",                   "timestamptz"         },
        {"mysql",      "time(3)",                        NULL                  },
        {"mysql",      "varbinary(16)",                  "binary(16)"          },
        {"mysql",      "longtext",                       NULL                  },
        {"mysql",      "enum('a','it''s','b\\\\c')",     "enum(a,'it''s',b\\c)"},
        {"oracle",     "integer",                        NULL                  },
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

static void test_mysql_has_one_spelling(void **state)
{
    static const char *const rows[][2] = {
        {"INTEGER (11)  UNSIGNED",     "int unsigned"            },
        {"int(5) unsigned zerofill",   "int(5) unsigned zerofill"},
        {"Double Precision",           "double"                  },
        {"NUMERIC( 10 , 2 ) unsigned", "decimal(10,2) unsigned"  },
        {"tinyint(1)",                 "tinyint(1)"              },
        {"TINYINT(1) unsigned",        "tinyint unsigned"        },
        {"year(4)",                    "year"                    },
        {"SET('A ','b,c')",            "set('A ','b,c')"         },
        {"character varying(5)",       "varchar(5)"              },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(fx_mysql_words(*state, rows[i][0]), rows[i][1]);
}

static void test_mysql_has_a_nearest_type(void **state)
{
    const fx_type t = fx_mysql_type(*state, "BIGINT(20) UNSIGNED");

    assert_int_equal(t.kind, FX_TYPE_BIGINT);
    assert_string_equal(fx_variant_of(&t.variants, "mysql"), "bigint unsigned");
    assert_string_equal(fx_variant_for(&t.variants, "mariadb"), "bigint unsigned");
    assert_null(fx_variant_of(&t.variants, "mariadb"));
    assert_int_equal(fx_mysql_type(*state, "geometry").kind, FX_TYPE_RAW);
    assert_int_equal(fx_mysql_type(*state, "int").variants.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_words),
        FX_TEST(test_mysql_has_one_spelling),
        FX_TEST(test_mysql_has_a_nearest_type),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
