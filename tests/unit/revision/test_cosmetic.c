#include "revisions.h"

static bool cosmetic_in(fx_arena *a, const char *dialect, const char *x, const char *y)
{
    fx_strs dialects = {0};

    if (dialect != NULL)
        *fx_push(a, &dialects) = dialect;
    return fx_half_cosmetic(a, &steps_up(a, x)->up, &steps_up(a, y)->up, &dialects);
}

static bool cosmetic(fx_arena *a, const char *x, const char *y)
{
    return cosmetic_in(a, NULL, x, y);
}

/* `x` and `y` in double quotes of YAML. */
static bool alike(fx_arena *a, const char *dialect, const char *x, const char *y)
{
    bool same = cosmetic_in(a, dialect, fx_fmt(a, "- execute: \"%s\"\n", x),
                            fx_fmt(a, "- execute: \"%s\"\n", y));

    /* a map's text is its dialect's, whatever the project has */
    if (dialect != NULL)
        assert_true(same == cosmetic(a, fx_fmt(a, "- execute: {%s: \"%s\"}\n", dialect, x),
                                     fx_fmt(a, "- execute: {%s: \"%s\"}\n", dialect, y)));
    return same;
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

/* What is a comment to one dialect is run by another. */
static void test_each_dialect_reads_for_itself(void **state)
{
    static const struct {
        const char *dialect, *x, *y; /* not the same to it */
    } rows[] = {
        {"mysql",      "UPDATE t SET a = 1",              "UPDATE t SET a = 1 /*! OR 1=1 */" },
        {"mariadb",    "UPDATE t SET a = 1",              "UPDATE t SET a = 1 /*M! OR 1=1 */"},
        {"mysql",      "SELECT 1 /*!50000 + 1 */",        "SELECT 1 /*!99999 + 1 */"         },
        {"mysql",      "SELECT /*+ BKA(t) */ a",          "SELECT /*+ NO_BKA(t) */ a"        },
        {"mysql",      "SELECT /*+BKA(t)*/ a",            "SELECT a"                         },
        {"postgresql", "SELECT /*+ SeqScan(t) */ a",      "SELECT a"                         },
        {"mysql",      "SELECT 'a\\\\' -- x'",            "SELECT 'a\\\\' -- y'"             },
        {"mysql",      "SELECT 'a\\\\\\\\' -- x'",        "SELECT 'a\\\\\\\\' , 2 -- x'"     },
        {"mysql",      "SELECT \\\"a\\\\\\\" -- x\\\"",   "SELECT \\\"a\\\\\\\" -- y\\\""    },
        {"mysql",      "SELECT 5--1",                     "SELECT 5--2"                      },
        {"mysql",      "SELECT COUNT(a)",                 "SELECT COUNT (a)"                 },
        {"mysql",      "SELECT @a",                       "SELECT @ a"                       },
        {"mysql",      "SELECT 1 # it's\\nFROM t'",       "SELECT 1 # its\\nFROM t'"         },
        {"postgresql", "SELECT 5 # 1",                    "SELECT 5 # 2"                     },
        {"sqlite",     "SELECT 5 # 1",                    "SELECT 5 # 2"                     },
        {"postgresql", "SELECT $a$ -- x\\n$a$",           "SELECT $a$ -- y\\n$a$"            },
        {"postgresql", "SELECT 1 $a$'$a$ -- '",           "SELECT 1 $a$'$a$, 2 -- '\\n -- '" },
        {"postgresql", "SELECT e'\\\\' -- x'",            "SELECT e'\\\\' -- y'"             },
        {"postgresql", "SELECT '\\\\' -- x'",             "SELECT '\\\\' -- y'"              },
        {"postgresql", "SELECT e'a'\\n'b\\\\' -- x'",     "SELECT e'a'\\n'b\\\\' -- y'"      },
        {"postgresql", "SELECT 'a'\\n'b'",                "SELECT 'a' 'b'"                   },
        {"mysql",      "SELECT 1 /* /* */ + 1 -- */",     "SELECT 1 /* /* */ + 2 -- */"      },
        {"postgresql", "SELECT 1 -- x\\rFROM t",          "SELECT 1 -- x\\rFROM u"           },
        {"postgresql", "SELECT a @-b",                    "SELECT a @ -b"                    },
        {"postgresql", "SELECT a !=-1",                   "SELECT a != -1"                   },
        {"mysql",      "SELECT 1 --\\x01'\\n, ' -- ', 1", "SELECT 1 --\\x01'\\n, ' -- ', 2"  },
        {"mysql",      "DELIMITER //\\nSELECT 1//",       "DELIMITER // \\nSELECT 1//"       },
        {"sqlite",     "SELECT [a -- x\\n]",              "SELECT [a -- y\\n]"               },
        {"sqlite",     "SELECT `a -- x\\n`",              "SELECT `a -- y\\n`"               },
        {"sqlite",     "SELECT 'a' /* x",                 "SELECT 'a' /* y"                  },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *x = rows[i].x, *y = rows[i].y;

        if (alike(*state, rows[i].dialect, x, y) || alike(*state, NULL, x, y))
            fail_msg("%s takes for the same: %s | %s", rows[i].dialect, x, y);
    }
}

static void test_comments_of_each_dialect(void **state)
{
    static const struct {
        const char *dialect, *x, *y; /* the same to it */
    } rows[] = {
        {"mysql",      "SELECT 1 # one",               "SELECT 1 # it's"                         },
        {"mysql",      "SELECT 'it''s' -- x",          "SELECT  'it''s' /* y */"                 },
        {"postgresql", "SELECT 1 --x",                 "SELECT 1 --it's"                         },
        {"postgresql", "SELECT $$'$$ /* a /* b */ */", "SELECT $$'$$"                            },
        {"sqlite",     "SELECT 1 /*+ x */",            "SELECT 1"                                },
        {"sqlite",     "SELECT count(a)",              "SELECT count (a)"                        },
        {NULL,         "INSERT INTO t(a) VALUES(-1)",  "INSERT  INTO t (a) VALUES ( -1 ) -- it's"},
        {NULL,         "SELECT a=-1, b<>2",            "SELECT a = -1, b <> 2 /* don't */"       },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!alike(*state, rows[i].dialect, rows[i].x, rows[i].y))
            fail_msg("not the same: %s | %s", rows[i].x, rows[i].y);
    }
}

static void test_state_is_a_question_of_its_own(void **state)
{
    fx_arena *a = *state;
    const fx_revision *x =
        steps_up(a, "- execute: A\n  state:\n  - add_column: t.a\n    type: integer\n");
    const fx_revision *y =
        steps_up(a, "- execute: A\n  state:\n  - add_column: t.a\n    type: text\n");
    const fx_revision *none = steps_up(a, "- execute: A\n");
    const fx_revision *empty = steps_up(a, "- execute: A\n  state: []\n");

    assert_string_equal(x->up.hash, y->up.hash);
    assert_string_not_equal(fx_half_states(a, &x->up), fx_half_states(a, &y->up));
    assert_string_not_equal(fx_half_states(a, &x->up), fx_half_states(a, &none->up));
    assert_string_not_equal(fx_half_states(a, &empty->up), fx_half_states(a, &none->up));
    assert_string_equal(fx_half_states(a, &x->up), fx_half_states(a, &x->up));
}

static void test_flags_count(void **state)
{
    fx_arena *a = *state;
    const fx_revision *x = steps_up(a, "- execute: A b\n");
    const fx_revision *y = revision(a, "r.yml",
                                    HEAD "transaction: false\nupgrade:\n- execute: A  b\n"
                                         "irreversible: gone\n");

    const fx_strs none = {0};

    assert_false(fx_half_cosmetic(a, &x->up, &y->up, &none));
    assert_false(fx_half_cosmetic(a, &x->down, &y->down, &none));
    assert_true(fx_half_cosmetic(a, &y->down, &y->down, &none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_comments_and_blanks_in_sql),     FX_TEST(test_all_else_counts),
        FX_TEST(test_each_dialect_reads_for_itself),  FX_TEST(test_comments_of_each_dialect),
        FX_TEST(test_state_is_a_question_of_its_own), FX_TEST(test_flags_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
