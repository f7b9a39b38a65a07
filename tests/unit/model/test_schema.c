#include "testing.h"

#include <string.h>

#include "fx/base/str.h"
#include "fx/model/names.h"
#include "fx/model/read.h"

#define ID "  id: {type: integer, primary_key: true}\n"

static fx_table *table(fx_arena *a, const char *text)
{
    fx_error err = {.arena = a};
    const fx_yaml *y = fx_yaml_parse(a, "e.yml", text, strlen(text), &err);
    fx_table *t = fx_new(a, fx_table);

    if (y == NULL || !fx_table_read(a, y, "table", t, &err))
        fail_msg("%s\n%s", text, fx_error_text(a, &err));
    return t;
}

static void test_validate_says_file_line_and_cure(void **state)
{
    static const struct {
        const char *body;
        size_t line;
        const char *msg, *hint;
    } rows[] = {
        {ID "  a: {type: integer, default: abc}\n",                                            4, "'abc'",    ""             },
        {ID "  a: {type: boolean, default: 'yes'}\n",                                          4, "'yes'",    "true or false"},
        {ID "  a: {type: timestamp, default: now()}\n",                                        4, "'now()'",  "{now: true}"  },
        {ID "  a: {type: \"enum(x,y)\", default: z}\n",                                        4, "'z'",      "x, y"         },
        {ID "  a: {type: enum:mood}\n",                                                        4, "mood",     ""             },
        {ID "  a: {type: integer, fill: x}\n",                                                 4, "'x'",      ""             },
        {ID "  a: text\n  A: text\n",                                                          5, "case",     ""             },
        {ID "  u: {type: integer, references: usr.id}\n",                                      4, "usr",      "user"         },
        {ID "  u: {type: integer, references: user.ident}\n",                                  4, "ident",    ""             },
        {ID "  u: {type: string(9), references: user.name}\n",                                 4, "neither",  ""             },
        {ID "  u: {type: integer, references: user.id, on_delete: set null}\n",                4, "NOT NULL", ""             },
        {ID "  u: integer\nforeign_keys:\n- {columns: [u], references: \"user(id, name)\"}\n", 6,
         "refers to 2",                                                                                       ""             },
        {ID "  a: text\nuniques:\n- {columns: [b]}\n",                                         6, "'b'",      ""             },
        {ID "  a: text\nindexes:\n- {columns: [aa]}\n",                                        6, "'aa'",     "a"            },
        {ID "  a: text\nuniques:\n- {columns: [a, a]}\n",                                      6, "twice",    ""             },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_error err = {.arena = *state};
        fx_schema s = {0};

        fx_schema_put(*state, &s, table(*state, "table: user\ncolumns:\n" ID "  name: text\n"));
        fx_schema_put(*state, &s,
                      table(*state, fx_fmt(*state, "table: t\ncolumns:\n%s", rows[i].body)));
        if (fx_schema_validate(*state, &s, &err))
            fail_msg("is valid: %s", rows[i].body);
        if (err.line != rows[i].line || strstr(err.msg, rows[i].msg) == NULL ||
            strstr(err.hint == NULL ? "" : err.hint, rows[i].hint) == NULL)
            fail_msg("%s%s | %s", rows[i].body, fx_error_text(*state, &err), err.hint);
        assert_string_equal(err.file, "e.yml");
    }
}

static void test_project_for_sqlite(void **state)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"  a: interval\n",                                             "  a: text\n"                           },
        {"  a: json\n",                                                 "  a: text\n"                           },
        {"  a: array(integer)\n",                                       "  a: text\n"                           },
        {"  a: uuid\n",                                                 "  a: char(36)\n"                       },
        {"  a: {type: text, comment: x}\n",                             "  a: text\n"                           },
        {"  a: {type: json, postgresql: jsonb}\n",                      "  a: text\n"                           },
        {"  a: {type: json, sqlite: TEXT}\n",                           "  a: text\n"                           },
        {"  a: {type: text, sqlite: VARCHAR(9)}\n",                     "  a: string(9)\n"                      },
        {"  a: {type: numeric, default: '1.50'}\n",                     "  a: {type: numeric, default: '1.5'}\n"},
        {"  a: {type: integer, default: '007'}\n",                      "  a: {type: integer, default: 7}\n"    },
        {"  a: {type: boolean, default: true}\n",                       "  a: {type: boolean, default: 1}\n"    },
        {"  a: text\nchecks: [{name: c, sql: \"( a  >  'x  y' )\"}]\n",
         "  a: text\nchecks: [{name: c, sql: \"a > 'x  y'\"}]\n"                                                },
        {"  a: enum(x,yes)\n",                                          "  a: string(3)\nchecks: [{name: ck_t_a, sql: \"\\\"a\\\" IN "
                               "('x', 'yes')\"}]\n"                               },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const fx_table *from =
            table(*state, fx_fmt(*state, "table: t\ncolumns:\n" ID "%s", rows[i].from));
        const fx_table *to =
            table(*state, fx_fmt(*state, "table: t\ncolumns:\n" ID "%s", rows[i].to));
        const fx_table *x = fx_project_table(*state, from, NULL, "sqlite");

        if (!fx_table_equal(x, fx_project_table(*state, to, NULL, "sqlite")))
            fail_msg("%s is not held as %s", rows[i].from, rows[i].to);
        assert_int_equal(x->columns.at[0].identity, FX_IDENTITY_ON);
    }
}

static void test_identity(void **state)
{
    static const struct {
        const char *columns;
        fx_identity identity;
    } rows[] = {
        {ID,                                                             FX_IDENTITY_ON    },
        {"  id: {type: bigint, primary_key: true, identity: strict}\n",  FX_IDENTITY_STRICT},
        {"  id: {type: integer, primary_key: true, identity: false}\n",  FX_IDENTITY_OFF   },
        {"  id: {type: integer, primary_key: true, default: 1}\n",       FX_IDENTITY_OFF   },
        {"  id: {type: integer, primary_key: true, references: t.id}\n", FX_IDENTITY_OFF   },
        {"  id: {type: string(9), primary_key: true}\n",                 FX_IDENTITY_OFF   },
        {"  id: integer\n",                                              FX_IDENTITY_OFF   },
        {ID "  b: {type: integer, primary_key: true}\n",                 FX_IDENTITY_OFF   },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const fx_table *t =
            table(*state, fx_fmt(*state, "table: t\ncolumns:\n%s", rows[i].columns));

        assert_int_equal(fx_table_identity(t, &t->columns.at[0]), rows[i].identity);
    }
}

static void test_names(void **state)
{
    fx_arena *a = *state;
    const fx_table t = {.name = "user"};
    fx_strs columns = {0}, taken = {0};
    fx_naming short_names = fx_naming_default;

    *fx_push(a, &columns) = "email";
    assert_string_equal(
        fx_name_make(a, &fx_naming_default, "uq_{table}_{columns}", &t, &columns, &taken),
        "uq_user_email");
    *fx_push(a, &taken) = "UQ_user_email";
    assert_string_not_equal(
        fx_name_make(a, &fx_naming_default, "uq_{table}_{columns}", &t, &columns, &taken),
        "uq_user_email");
    assert_string_equal(fx_name_make(a, &fx_naming_default, "ck_{table}_{n}", &t, NULL, &taken),
                        "ck_user_1");
    short_names.limit = 20;
    const char *cut =
        fx_name_make(a, &short_names, "uq_{table}_{columns}_and_much_more", &t, &columns, &taken);

    assert_int_equal(strlen(cut), 20);
    assert_true(fx_starts(cut, "uq_user_ema"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_validate_says_file_line_and_cure),
        FX_TEST(test_project_for_sqlite),
        FX_TEST(test_identity),
        FX_TEST(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
