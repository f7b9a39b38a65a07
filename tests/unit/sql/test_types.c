#include "testing.h"

#include "fx/base/str.h"
#include "fx/sql/dialect.h"

static const fx_dialect *const dialects[] = {&fx_sqlite_dialect};

static const char *written(fx_arena *a, const fx_dialect *d, const fx_type *t)
{
    fx_error err = {.arena = a};
    const char *out = NULL;

    assert_true(d->type_text(a, t, &out, &err));
    return out;
}

/* Each row is read as its kind, and what is then written is read the same. */
static void check_row(fx_arena *a, const fx_dialect *d, const fx_type_row *row)
{
    const char *sizes[] = {"", "(7)", "(7,3)"};

    for (int n = row->kind == FX_TYPE_CHAR ? 1 : 0; n <= row->args; n++) {
        const char *declared = fx_fmt(a, "%s%s", row->name, sizes[n]);
        fx_type t, again;

        assert_true(d->type_read(a, declared, &t));
        assert_int_equal(t.kind, row->kind);
        assert_int_equal(t.size, n > 0 ? 7 : -1);
        assert_int_equal(t.scale, n > 1 ? 3 : -1);
        assert_true(d->type_read(a, written(a, d, &t), &again));
        assert_true(fx_type_equal(&t, &again));
    }
}

static void test_every_row_both_ways(void **state)
{
    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++) {
        for (const fx_type_row *row = dialects[i]->types; row->name != NULL; row++)
            check_row(*state, dialects[i], row);
    }
}

static void test_every_type_has_a_text(void **state)
{
    static const struct {
        const char *type, *sqlite;
    } rows[] = {
        {"boolean",          "BOOLEAN"      },
        {"smallint",         "SMALLINT"     },
        {"integer",          "INTEGER"      },
        {"bigint",           "BIGINT"       },
        {"real",             "REAL"         },
        {"double",           "DOUBLE"       },
        {"numeric",          "NUMERIC"      },
        {"numeric(10)",      "NUMERIC(10)"  },
        {"numeric(10,2)",    "NUMERIC(10,2)"},
        {"string",           "VARCHAR"      },
        {"string(80)",       "VARCHAR(80)"  },
        {"char(2)",          "CHAR(2)"      },
        {"text",             "TEXT"         },
        {"binary",           "BLOB"         },
        {"binary(16)",       "BLOB(16)"     },
        {"date",             "DATE"         },
        {"time",             "TIME"         },
        {"timestamp",        "TIMESTAMP"    },
        {"timestamptz",      "TIMESTAMPTZ"  },
        {"interval",         "TEXT"         },
        {"uuid",             "CHAR(36)"     },
        {"json",             "TEXT"         },
        {"array(string(3))", "TEXT"         },
        {"enum(a,bcd)",      "VARCHAR(3)"   },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_type t;
        const char *why, *hint;

        assert_true(fx_type_parse(*state, rows[i].type, &t, &why, &hint));
        assert_string_equal(written(*state, &fx_sqlite_dialect, &t), rows[i].sqlite);
    }
}

static void test_letters_and_blanks_fold(void **state)
{
    static const char *const texts[] = {"varchar(7)", "VarChar ( 7 )", "CHARACTER  VARYING(7)"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        fx_type t;

        assert_true(fx_sqlite_dialect.type_read(*state, texts[i], &t));
        assert_string_equal(fx_type_text(*state, &t), "string(7)");
    }
}

/* What no row fits stays as it is written. */
static void test_other_types_are_raw(void **state)
{
    static const char *const texts[] = {"GEOMETRY",       "VARCHAR(-1)",      "INTEGER(11)", "CHAR",
                                        "NUMERIC(1,2,3)", "UNSIGNED BIG INT", "STRING(9)"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        fx_type t;

        assert_true(fx_sqlite_dialect.type_read(*state, texts[i], &t));
        assert_int_equal(t.kind, FX_TYPE_RAW);
        assert_string_equal(written(*state, &fx_sqlite_dialect, &t), texts[i]);
    }
}

static void test_a_type_without_a_text_is_refused_by_name(void **state)
{
    fx_error err = {.arena = *state};
    fx_type t = {.kind = FX_TYPE_RAW, .size = -1, .scale = -1};
    const char *out;

    *fx_push(*state, &t.variants) = (fx_variant){"postgresql", "tsvector"};
    assert_false(fx_sqlite_dialect.type_text(*state, &t, &out, &err));
    assert_int_not_equal(err.code, FX_NONE);
    assert_int_not_equal(err.code, FX_BUG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_every_row_both_ways),
        FX_TEST(test_every_type_has_a_text),
        FX_TEST(test_letters_and_blanks_fold),
        FX_TEST(test_other_types_are_raw),
        FX_TEST(test_a_type_without_a_text_is_refused_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
