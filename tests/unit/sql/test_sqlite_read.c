/*
 * Reading stored CREATE texts: held, or named as not held; never passed over.
 */
#include "testing.h"

#include <string.h>

#include "fx/base/str.h"
#include "fx/model/read.h"
#include "fx/sql/sqlite.h"

static fx_table read_sql(fx_arena *a, const char *sql)
{
    fx_table t;

    fx_sqlite_read_table(a, sql, &t);
    return t;
}

/* Reads, projects, writes, reads again: nothing may differ. */
static void must_hold(fx_arena *a, const char *sql, fx_table *out)
{
    fx_error err = {.arena = a};
    const fx_schema none = {0};
    const char *again;

    *out = read_sql(a, sql);
    if (out->unheld != NULL)
        fail_msg("%s\nis not held: %s", sql, out->unheld);
    assert_true(fx_sqlite_create_table(a, out, &none, NULL, &again, &err));
    fx_table second = read_sql(a, again);

    assert_null(second.unheld);
    if (!fx_table_equal(fx_project_table(a, out, &none, "sqlite"),
                        fx_project_table(a, &second, &none, "sqlite")))
        fail_msg("%s\nbecame\n%s", sql, again);
}

static const char *defaults(fx_arena *a, const fx_table *t)
{
    static const char *const kinds[] = {"none", "null", "text", "now", "uuid", "sql", "empty"};
    fx_str s = {.arena = a};

    fx_each (const fx_column, c, &t->columns) {
        const char *text = c->def.kind == FX_VALUE_SQL ? c->def.sql.all : c->def.text;

        fx_str_addf(&s, "%s%s:%s", s.n > 0 ? "|" : "", kinds[c->def.kind],
                    text == NULL ? "" : text);
    }
    return fx_str_text(&s);
}

static void test_defaults(void **state)
{
    static const struct {
        const char *column, *expected;
    } rows[] = {
        {"a INTEGER DEFAULT 5",                       "text:5"                      },
        {"a INTEGER DEFAULT -5",                      "text:-5"                     },
        {"a INTEGER DEFAULT +5",                      "text:5"                      },
        {"a NUMERIC(5,2) DEFAULT 1.50",               "text:1.50"                   },
        {"a TEXT DEFAULT 1.50",                       "sql:1.50"                    },
        {"a TEXT DEFAULT 15",                         "text:15"                     },
        {"a JSON DEFAULT 15",                         "sql:15"                      },
        {"a BLOB DEFAULT 15",                         "sql:15"                      },
        {"a BLOB DEFAULT '[]'",                       "sql:'[]'"                    },
        {"a BLOB DEFAULT X'00fF'",                    "text:0x00fF"                 },
        {"a TEXT DEFAULT x'41'",                      "sql:x'41'"                   },
        {"a BLOB DEFAULT (cast('it''s' AS BLOB))",    "text:it's"                   },
        {"a BLOB DEFAULT (CAST('a' AS BLOB) || 'b')", "sql:CAST('a' AS BLOB) || 'b'"},
        {"a TEXT DEFAULT (CAST('a' AS BLOB))",        "sql:CAST('a' AS BLOB)"       },
        {"a TEXT DEFAULT 'it''s'",                    "text:it's"                   },
        {"a TEXT DEFAULT \"quoted\"",                 "text:quoted"                 },
        {"a TEXT DEFAULT ''",                         "text:"                       },
        {"a TEXT DEFAULT 'CURRENT_TIMESTAMP'",        "sql:'CURRENT_TIMESTAMP'"     },
        {"a TEXT DEFAULT CURRENT_TIMESTAMP",          "sql:CURRENT_TIMESTAMP"       },
        {"a INTEGER DEFAULT ''",                      "sql:''"                      },
        {"a TIMESTAMP DEFAULT 'now'",                 "sql:'now'"                   },
        {"a TEXT DEFAULT NULL",                       "none:"                       },
        {"a BOOLEAN DEFAULT TRUE",                    "text:true"                   },
        {"a BOOLEAN DEFAULT 0",                       "text:false"                  },
        {"a TIMESTAMP DEFAULT CURRENT_TIMESTAMP",     "now:"                        },
        {"a TIMESTAMP DEFAULT current_timestamp",     "now:"                        },
        {"a DATE DEFAULT CURRENT_DATE",               "now:"                        },
        {"a TIME DEFAULT CURRENT_TIME",               "now:"                        },
        {"a DATE DEFAULT CURRENT_TIMESTAMP",          "sql:CURRENT_TIMESTAMP"       },
        {"a TEXT DEFAULT (lower('X') || ')')",        "sql:lower('X') || ')'"       },
        {"a INTEGER DEFAULT (1 + (2))",               "sql:1 + (2)"                 },
        {"a INTEGER DEFAULT 5 NOT NULL",              "text:5"                      },
        {"a INTEGER DEFAULT 5 CHECK (a > 0)",         "text:5"                      },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_table t;

        must_hold(*state, fx_fmt(*state, "CREATE TABLE t (%s)", rows[i].column), &t);
        assert_string_equal(defaults(*state, &t), rows[i].expected);
    }
}

static void test_column_constraints_become_the_tables(void **state)
{
    fx_table t;

    must_hold(*state,
              "CREATE TABLE t (\n"
              "  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,\n"
              "  email VARCHAR(80) CONSTRAINT uq UNIQUE CHECK (email <> ''), -- a comment, with (\n"
              "  boss INT REFERENCES t (id) ON DELETE SET NULL ON UPDATE CASCADE /* , */,\n"
              "  CONSTRAINT fk FOREIGN KEY (boss, email) REFERENCES \"o t\" (a, b),\n"
              "  CONSTRAINT ck CHECK (boss IN (1, 2) AND email LIKE '%),(')\n"
              ")",
              &t);
    assert_int_equal(t.columns.n, 3);
    assert_int_equal(fx_table_identity(&t, &t.columns.at[0]), FX_IDENTITY_STRICT);
    assert_false(fx_column_not_null(&t, &t.columns.at[1]));
    assert_int_equal(t.uniques.n, 1);
    assert_string_equal(t.uniques.at[0].name, "uq");
    assert_int_equal(t.foreign_keys.n, 2);
    assert_null(t.foreign_keys.at[0].name);
    assert_int_equal(t.foreign_keys.at[0].on_delete, FX_SET_NULL);
    assert_int_equal(t.foreign_keys.at[0].on_update, FX_CASCADE);
    assert_string_equal(t.foreign_keys.at[1].ref_table, "o t");
    assert_int_equal(t.checks.n, 2);
    assert_string_equal(t.checks.at[1].sql.all, "boss IN (1, 2) AND email LIKE '%),('");
}

static void test_every_action(void **state)
{
    static const char *const words[] = {"NO ACTION", "RESTRICT", "CASCADE", "SET NULL",
                                        "SET DEFAULT"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        fx_table t;

        must_hold(*state,
                  fx_fmt(*state,
                         "CREATE TABLE t (a INT REFERENCES u (b) ON DELETE %s ON UPDATE %s)",
                         words[i], words[sizeof words / sizeof *words - 1 - i]),
                  &t);
        assert_int_equal(t.foreign_keys.at[0].on_delete, i);
        assert_int_equal(t.foreign_keys.at[0].on_update, sizeof words / sizeof *words - 1 - i);
    }
}

/* Only a single INTEGER is the rowid: https://sqlite.org/lang_createtable.html#rowid */
static void test_identity(void **state)
{
    static const struct {
        const char *body;
        fx_identity identity;
    } rows[] = {
        {"id INTEGER PRIMARY KEY",                               FX_IDENTITY_ON    },
        {"id integer NOT NULL PRIMARY KEY",                      FX_IDENTITY_ON    },
        {"id INTEGER, PRIMARY KEY (id)",                         FX_IDENTITY_ON    },
        {"id INTEGER, n TEXT, PRIMARY KEY (\"ID\")",             FX_IDENTITY_ON    },
        {"id INTEGER PRIMARY KEY AUTOINCREMENT",                 FX_IDENTITY_STRICT},
        {"id INT PRIMARY KEY",                                   FX_IDENTITY_OFF   },
        {"id BIGINT PRIMARY KEY",                                FX_IDENTITY_OFF   },
        {"id INT, PRIMARY KEY (id)",                             FX_IDENTITY_OFF   },
        {"id INTEGER, n INTEGER, PRIMARY KEY (id, n)",           FX_IDENTITY_OFF   },
        {"id INTEGER UNIQUE",                                    FX_IDENTITY_OFF   },
        {"x INTEGER REFERENCES id (id), id INTEGER PRIMARY KEY", FX_IDENTITY_ON    },
        {"x id INTEGER, id INT PRIMARY KEY",                     FX_IDENTITY_OFF   },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_table t = read_sql(*state, fx_fmt(*state, "CREATE TABLE t (%s)", rows[i].body));

        if (t.unheld != NULL || fx_table_column(&t, "id") == NULL ||
            fx_table_identity(&t, fx_table_column(&t, "id")) != rows[i].identity)
            fail_msg("%s", rows[i].body);
    }
}

static void test_names_in_every_quote(void **state)
{
    fx_table t;

    must_hold(*state,
              "CREATE TABLE \"a\"\"b\" (`c d` INTEGER, [e.f] TEXT, 'g' TEXT, größe INT, "
              "\"select\" INT, UNIQUE ([e.f], \"c d\"))",
              &t);
    assert_string_equal(t.name, "a\"b");
    assert_string_equal(t.columns.at[0].name, "c d");
    assert_string_equal(t.columns.at[1].name, "e.f");
    assert_string_equal(t.columns.at[2].name, "g");
    assert_string_equal(t.columns.at[3].name, "größe");
    assert_string_equal(t.columns.at[4].name, "select");
    assert_string_equal(t.uniques.at[0].columns.at[0], "e.f");
}

static void test_the_parts_of_an_index(void **state)
{
    static const char sql[] =
        "CREATE INDEX ix ON t (a DESC, lower(b) COLLATE NOCASE, \"c\" COLLATE "
        "rtrim ASC)";
    const char *why = NULL;
    fx_index ix;

    assert_true(fx_sqlite_read_index(*state, sql, &ix, &why));
    assert_int_equal(ix.parts.n, 3);
    assert_true(ix.parts.at[0].descending && !ix.parts.at[0].expression);
    assert_true(ix.parts.at[1].expression && !ix.parts.at[1].descending);
    assert_string_equal(ix.columns.at[1], "lower(b)");
    assert_string_equal(ix.parts.at[1].collate, "NOCASE");
    assert_string_equal(ix.columns.at[2], "c");
    assert_string_equal(ix.parts.at[2].collate, "rtrim");
    assert_true(!ix.parts.at[2].expression && !ix.parts.at[2].descending);
}

static void test_options_and_generated_columns(void **state)
{
    fx_table t;

    must_hold(*state,
              "CREATE TABLE t (a INT PRIMARY KEY, b TEXT COLLATE NOCASE, "
              "c INT GENERATED ALWAYS AS (a * 2) STORED, d INT AS (a + 1), e, "
              "f INT REFERENCES u (g) DEFERRABLE INITIALLY DEFERRED, "
              "FOREIGN KEY (a) REFERENCES u (g) DEFERRABLE) WITHOUT ROWID, STRICT",
              &t);

    assert_true(t.strict && t.without_rowid);
    assert_int_equal(fx_table_identity(&t, &t.columns.at[0]), FX_IDENTITY_OFF);
    assert_string_equal(t.columns.at[1].collate, "NOCASE");
    assert_string_equal(t.columns.at[2].generated.all, "a * 2");
    assert_true(t.columns.at[2].stored && !t.columns.at[3].stored);
    assert_string_equal(t.columns.at[3].generated.all, "a + 1");
    assert_int_equal(t.columns.at[4].type.kind, FX_TYPE_RAW);
    assert_int_equal(t.foreign_keys.at[0].deferrable, FX_DEFER_DEFERRED);
    assert_int_equal(t.foreign_keys.at[1].deferrable, FX_DEFER_IMMEDIATE);
}

static void test_conflicts(void **state)
{
    fx_table t;

    must_hold(*state,
              "CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT REPLACE, x TEXT UNIQUE ON "
              "CONFLICT IGNORE, y TEXT CONSTRAINT nn NOT NULL, UNIQUE (x, y) ON CONFLICT ABORT, "
              "CONSTRAINT uq UNIQUE (y) ON CONFLICT FAIL, CHECK (x > 0) ON CONFLICT ROLLBACK)",
              &t);
    assert_string_equal(t.primary.on_conflict, "replace");
    assert_string_equal(t.uniques.at[0].on_conflict, "ignore");
    assert_null(t.uniques.at[1].on_conflict);
    assert_string_equal(t.uniques.at[2].on_conflict, "fail");
    assert_false(t.columns.at[2].nullable);
}

static void test_what_is_not_held_is_named(void **state)
{
    static const struct {
        const char *sql, *what;
    } rows[] = {
        {"CREATE TABLE t (a INT NOT NULL ON CONFLICT IGNORE)",     "ignore"    },
        {"CREATE TABLE t (a INTEGER PRIMARY KEY DESC)",            "descending"},
        {"CREATE TABLE t (a INT, b INT, PRIMARY KEY (a DESC, b))", "descending"},
        {"CREATE TABLE t (a TEXT, UNIQUE (a COLLATE NOCASE))",     "NOCASE"    },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_table t = read_sql(*state, rows[i].sql);

        if (t.unheld == NULL || strstr(t.unheld, rows[i].what) == NULL)
            fail_msg("%s: %s", rows[i].sql, t.unheld == NULL ? "(held)" : t.unheld);
    }
}

static void test_what_cannot_be_read_never_fails(void **state)
{
    static const char *const rows[] = {
        "",
        "CREATE",
        "CREATE TABLE",
        "CREATE TABLE t",
        "CREATE TABLE t (",
        "CREATE TABLE t (a",
        "CREATE TABLE t (a INT",
        "CREATE TABLE t (a INT,)",
        "CREATE TABLE t (a DEFAULT)",
        "CREATE TABLE t (a INT CHECK (a > 0)",
        "CREATE TABLE t (a INT DEFAULT 'x)",
        "CREATE TABLE t (a /*",
        "CREATE TABLE t (a INT REFERENCES)",
        "CREATE TABLE t (PRIMARY KEY)",
        "CREATE TABLE t (a INT CONSTRAINT x)",
        "SELECT 1",
        "((((((((",
        "CREATE TABLE t (a INT) SOMETHING ELSE",
        "CREATE TABLE t (a INT DEFAULT -)",
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_non_null(read_sql(*state, rows[i]).unheld);
}

static void test_indexes(void **state)
{
    static const struct {
        const char *sql;
        const char *columns; /* NULL: not held */
        bool unique;
        const char *where;
    } rows[] = {
        {"CREATE INDEX ix ON t (a)",                              "a",                    false, NULL             },
        {"CREATE UNIQUE INDEX ix ON \"t\" (\"a\", b ASC)",        "a,b",                  true,  NULL             },
        {"CREATE INDEX IF NOT EXISTS main.ix ON t(a)WHERE a > 0", "a",                    false, "a > 0"          },
        {"CREATE INDEX ix ON t (a) WHERE x = ';' AND (b)",        "a",                    false, "x = ';' AND (b)"},
        {"CREATE INDEX ix ON t (lower(a), b)",                    "lower(a),b",           false, NULL             },
        {"CREATE INDEX ix ON t (a + b COLLATE NOCASE DESC)",      "a + b",                false, NULL             },
        {"CREATE INDEX ix ON t ((a), coalesce(a, ',') ASC)",      "(a),coalesce(a, ',')", false, NULL             },
        {"CREATE INDEX ix ON t (a, lower(b)",                     NULL,                   false, NULL             },
        {"CREATE INDEX ix ON t ()",                               NULL,                   false, NULL             },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_index ix;
        const char *why = NULL;
        bool held = fx_sqlite_read_index(*state, rows[i].sql, &ix, &why);

        assert_int_equal(held, rows[i].columns != NULL);
        if (!held) {
            assert_non_null(strstr(why, "ix"));
            continue;
        }
        assert_string_equal(ix.name, "ix");
        assert_string_equal(fx_strs_join(*state, &ix.columns, ","), rows[i].columns);
        assert_int_equal(ix.unique, rows[i].unique);
        assert_true(fx_same(ix.where.all, rows[i].where));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_defaults),
        FX_TEST(test_column_constraints_become_the_tables),
        FX_TEST(test_every_action),
        FX_TEST(test_identity),
        FX_TEST(test_names_in_every_quote),
        FX_TEST(test_the_parts_of_an_index),
        FX_TEST(test_options_and_generated_columns),
        FX_TEST(test_conflicts),
        FX_TEST(test_what_is_not_held_is_named),
        FX_TEST(test_what_cannot_be_read_never_fails),
        FX_TEST(test_indexes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
