#include "testing.h"

#include <string.h>

#include "fx/base/str.h"
#include "fx/sql/split.h"

/* Statements as "line:text", joined by `|`; or the error. */
static const char *split(fx_arena *a, const char *text)
{
    fx_error err = {.arena = a};
    fx_statements out = {0};
    fx_str s = {.arena = a};

    if (!fx_split(a, "sqlite", "r.sql", 1, text, &out, &err))
        return fx_fmt(a, "! %s", fx_error_text(a, &err));
    fx_each (const fx_statement, st, &out) {
        fx_str_addf(&s, "%s%zu:%s", s.n > 0 ? "|" : "", st->line, st->text);
    }
    return fx_str_text(&s);
}

static void test_statements(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"",                                          ""                                         },
        {" ; ;; -- nothing\n",                        ""                                         },
        {"SELECT 1",                                  "1:SELECT 1"                               },
        {"SELECT 1;",                                 "1:SELECT 1"                               },
        {"-- head\nSELECT 1 ; \n\n SELECT 2 -- x\n",  "2:SELECT 1|4:SELECT 2"                    },
        {"SELECT ';' ; SELECT \";\", [;], `;`",       "1:SELECT ';'|1:SELECT \";\", [;], `;`"    },
        {"SELECT /* ; */ 1; SELECT 2 -- ;\n",         "1:SELECT /* ; */ 1|1:SELECT 2"            },
        {"SELECT CASE a WHEN 1 THEN 2 END; SELECT 3",
         "1:SELECT CASE a WHEN 1 THEN 2 END|1:SELECT 3"                                          },
        {"CREATE TABLE trigger_log (a); SELECT 1",    "1:CREATE TABLE trigger_log (a)|1:SELECT 1"},
        {"DROP TRIGGER t; SELECT 1",                  "1:DROP TRIGGER t|1:SELECT 1"              },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(split(*state, rows[i].text), rows[i].expected);
}

static void test_a_trigger_is_one_statement(void **state)
{
    static const char body[] = "TRIGGER tr AFTER INSERT ON t WHEN CASE new.a WHEN 1 THEN 1 END\n"
                               "BEGIN\n"
                               "  UPDATE t SET a = CASE WHEN a THEN 1 ELSE 2 END WHERE b = ';';\n"
                               "  SELECT CASE 1 WHEN 1 THEN 2 END;\n"
                               "END";
    static const char *const heads[] = {"CREATE ", "create temp ", "CREATE TEMPORARY "};

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        const char *trigger = fx_fmt(*state, "%s%s", heads[i], body);

        assert_string_equal(split(*state, fx_fmt(*state, "%s;\nSELECT 1;", trigger)),
                            fx_fmt(*state, "1:%s|6:SELECT 1", trigger));
        assert_string_equal(split(*state, trigger), fx_fmt(*state, "1:%s", trigger));
    }
}

static void test_what_is_not_closed_is_refused(void **state)
{
    static const struct {
        const char *text, *line, *what;
    } rows[] = {
        {"SELECT 1;\nSELECT 'a",                                                      "r.sql:2:", "string"     },
        {"SELECT x'0",                                                                "r.sql:1:", "string"     },
        {"SELECT 1;\n\nSELECT \"a",                                                   "r.sql:3:", "quoted name"},
        {"SELECT 1\n/* never",                                                        "r.sql:2:", "comment"    },
        {"\nCREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1;",                      "r.sql:2:", "no END"     },
        {"CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE 1 WHEN 1 THEN 1 END;",
         "r.sql:1:",                                                                              "no END"     },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *got = split(*state, rows[i].text);

        assert_non_null(strstr(got, rows[i].line));
        assert_non_null(strstr(got, rows[i].what));
    }
}

/* Two texts into one list: each keeps the lines of its own file. */
static void test_lines_of_appended_texts(void **state)
{
    fx_error err = {.arena = *state};
    fx_statements out = {0};

    assert_true(fx_split(*state, "sqlite", "r.sql", 10, "SELECT 1;\nSELECT 2", &out, &err));
    assert_true(fx_split(*state, "sqlite", "r.sql", 20, "SELECT 3", &out, &err));
    assert_int_equal(out.n, 3);
    assert_int_equal(out.at[0].line, 10);
    assert_int_equal(out.at[1].line, 11);
    assert_int_equal(out.at[2].line, 20);
}

static void test_forbidden(void **state)
{
    static const struct {
        const char *statement, *word;
    } rows[] = {
        {"BEGIN",                               "BEGIN"                    },
        {"begin immediate transaction",         "BEGIN"                    },
        {"/* x */ COMMIT",                      "COMMIT"                   },
        {"END",                                 "END"                      },
        {"ROLLBACK TO a",                       "ROLLBACK"                 },
        {"SAVEPOINT a",                         "SAVEPOINT"                },
        {"RELEASE a",                           "RELEASE"                  },
        {"ATTACH 'x' AS y",                     "ATTACH"                   },
        {"DETACH y",                            "DETACH"                   },
        {"VACUUM",                              "VACUUM"                   },
        {"PRAGMA foreign_keys = ON",            "PRAGMA foreign_keys"      },
        {"pragma main . Legacy_Alter_Table(1)", "PRAGMA legacy_alter_table"},
        {"PRAGMA user_version = 3",             NULL                       },
        {"SELECT 'BEGIN'",                      NULL                       },
        {"CREATE TABLE vacuum_log (a)",         NULL                       },
        {"",                                    NULL                       },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *word = fx_statement_forbidden("sqlite", rows[i].statement);

        assert_true(fx_same(word, rows[i].word));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_statements),
        FX_TEST(test_a_trigger_is_one_statement),
        FX_TEST(test_what_is_not_closed_is_refused),
        FX_TEST(test_lines_of_appended_texts),
        FX_TEST(test_forbidden),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
