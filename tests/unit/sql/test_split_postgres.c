/*
 * PostgreSQL's rules of strings, comments and bodies; which statements stand alone, and which must
 * not stand in a revision.
 */
#include <string.h>

#include "testing.h"

#include "fx/base/str.h"
#include "fx/sql/split.h"

static void test_statements(void **state)
{
    static const struct {
        const char *text;
        size_t n;
    } rows[] = {
        {"SELECT 1; SELECT 2",                                                              2},
        {"SELECT $$a;b$$; SELECT $x$ $$ ; $x$",                                             2},
        {"SELECT E'it\\'s; one'; SELECT 'it''s; two'",                                      2},
        {"SELECT 1 /* a /* b; */ c; */; SELECT 2",                                          2},
        {"SELECT a[1], \"x;y\" FROM t; SELECT 2",                                           2},
        {"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN "
         "1 END; END; SELECT 3",                                                   2},
        {"CREATE TRIGGER t BEFORE UPDATE ON x FOR EACH ROW EXECUTE FUNCTION f(); SELECT 1", 2},
        {"-- only; this\n",                                                                 0},
        {"SELECT $1; SELECT a$b",                                                           2},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_error err = {.arena = *state};
        fx_statements out = {0};

        if (!fx_split(*state, "postgresql", "x", 1, rows[i].text, &out, &err))
            fail_msg("%s: %s", rows[i].text, err.msg);
        if (out.n != rows[i].n)
            fail_msg("%s: %zu statements", rows[i].text, out.n);
    }
}

static void test_what_is_not_closed(void **state)
{
    static const char *const rows[] = {"SELECT $$a; b", "SELECT E'a\\'", "/* a /* b */",
                                       "SELECT \"a", "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1;"};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_error err = {.arena = *state};
        fx_statements out = {0};

        if (fx_split(*state, "postgresql", "x", 1, rows[i], &out, &err))
            fail_msg("%s is taken", rows[i]);
        assert_int_equal(err.code, FX_INPUT);
    }
}

static void test_alone_and_forbidden(void **state)
{
    static const struct {
        const char *text;
        bool alone;
        const char *forbidden;
    } rows[] = {
        {"CREATE INDEX CONCURRENTLY i ON t (a)",          true,  NULL             },
        {"create unique index concurrently i on t (a)",   true,  NULL             },
        {"DROP INDEX CONCURRENTLY i",                     true,  NULL             },
        {"REINDEX TABLE CONCURRENTLY t",                  true,  NULL             },
        {"ALTER TABLE p DETACH PARTITION q CONCURRENTLY", true,  NULL             },
        {"VACUUM t",                                      true,  NULL             },
        {"CREATE DATABASE d",                             true,  NULL             },
        {"CREATE INDEX i ON t (a)",                       false, NULL             },
        {"CREATE VIEW v AS SELECT 1 AS concurrently",     false, NULL             },
        {"SELECT 'CREATE INDEX CONCURRENTLY'",            false, NULL             },
        {"BEGIN",                                         false, "BEGIN"          },
        {"commit and chain",                              false, "COMMIT"         },
        {"COPY t FROM STDIN",                             false, "COPY FROM STDIN"},
        {"COPY t FROM '/tmp/x'",                          false, NULL             },
        {"UPDATE t SET a = 1",                            false, NULL             },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (fx_statement_alone("postgresql", rows[i].text) != rows[i].alone)
            fail_msg("alone: %s", rows[i].text);
        if (!fx_same(fx_statement_forbidden("postgresql", rows[i].text), rows[i].forbidden))
            fail_msg("forbidden: %s", rows[i].text);
    }
    assert_false(fx_statement_alone("sqlite", "VACUUM"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_statements),
        FX_TEST(test_what_is_not_closed),
        FX_TEST(test_alone_and_forbidden),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
