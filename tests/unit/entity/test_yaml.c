#include <string.h>

#include "fx/entity/entity.h"
#include "testing.h"

static void read_into(fx_arena *a, fx_schema *s, const char *file, const char *text)
{
    fx_error err = {.arena = a};

    if (!fx_entity_read(a, file, text, strlen(text), s, &err))
        fail_msg("%s", fx_error_text(a, &err));
}

/* "file:line:column: message | hint" */
static const char *refusal(fx_arena *a, fx_schema *s, const char *file, const char *text)
{
    fx_error err = {.arena = a};

    assert_false(fx_entity_read(a, file, text, strlen(text), s, &err));
    assert_int_equal(err.code, FX_INPUT);
    return err.hint == NULL ? fx_error_text(a, &err)
                            : fx_fmt(a, "%s | %s", fx_error_text(a, &err), err.hint);
}

static void test_table(void **state)
{
    fx_arena *a = *state;
    fx_schema s = {0};

    read_into(a, &s, "entities/user.yml",
              "# People\n"
              "table: user\n"
              "columns:\n"
              "  id: {type: integer, primary_key: true}\n"
              "  name: string(100)\n"
              "  email: {type: string(255), unique: true}\n"
              "renamed_from: person\n"
              "dropped: [subtitle]\n");
    assert_int_equal(s.tables.n, 1);
    const fx_table *t = fx_schema_find(&s, NULL, "user");

    assert_non_null(t);
    assert_string_equal(t->file, "entities/user.yml");
    assert_int_equal(t->columns.n, 3);
    assert_string_equal(t->columns.at[1].name, "name");
    assert_int_equal(t->columns.at[1].line, 5);
    assert_int_equal(t->uniques.n, 1);
    assert_string_equal(t->renamed_from, "person");
    assert_string_equal(t->dropped.at[0], "subtitle");
}

static void test_files_add_up_sorted(void **state)
{
    fx_arena *a = *state;
    fx_schema s = {0};

    read_into(a, &s, "b.yml", "table: b\ncolumns: {id: integer}\n");
    read_into(a, &s, "e.yaml", "enum: mood\nvalues: [no, 'on', 1.10]\n");
    read_into(a, &s, "a.yml", "\xef\xbb\xbftable: a\r\ncolumns: {id: integer}\r\n");
    read_into(a, &s, "d.yml", "enum: app.kind\nvalues: [x]\n");
    read_into(a, &s, "c.yml", "table: app.b\ncolumns: {id: integer}\n");
    assert_int_equal(s.tables.n, 3);
    assert_string_equal(s.tables.at[0]->name, "a");
    assert_string_equal(s.tables.at[2]->schema, "app");
    assert_int_equal(s.enums.n, 2);
    assert_string_equal(s.enums.at[0].name, "mood");
    assert_string_equal(s.enums.at[0].members.at[0], "no");
    assert_string_equal(s.enums.at[0].members.at[2], "1.10");
    assert_string_equal(s.enums.at[1].schema, "app");
}

static void test_declared_twice(void **state)
{
    fx_arena *a = *state;
    fx_schema s = {0};

    read_into(a, &s, "one.yml", "table: post\ncolumns: {id: integer}\n");
    read_into(a, &s, "mood.yml", "enum: mood\nvalues: [x]\n");
    assert_string_equal(refusal(a, &s, "two.yml", "table: post\ncolumns: {id: text}\n"),
                        "two.yml:1:8: table post is declared twice | It is declared in one.yml:1, "
                        "too. Keep one of the two.");
    assert_non_null(strstr(refusal(a, &s, "two.yml", "enum: mood\nvalues: [y]\n"),
                           "two.yml:1:7: enum mood is declared twice | "));
    assert_int_equal(s.tables.n, 1);
    assert_int_equal(s.enums.n, 1);
    assert_string_equal(s.enums.at[0].members.at[0], "x");
}

static void test_neither(void **state)
{
    fx_arena *a = *state;
    fx_schema s = {0};

    assert_string_equal(refusal(a, &s, "x.yml", "tabel: post\ncolumns: {id: integer}\n"),
                        "x.yml:1:1: neither a table, an enum, a view nor a trigger | did you mean "
                        "table in place of "
                        "tabel?");
    assert_non_null(strstr(refusal(a, &s, "x.yml", "a: b\n"), "An entity file begins with"));
    assert_non_null(strstr(refusal(a, &s, "x.yml", "- table: post\n"), "neither a table"));
    assert_non_null(strstr(refusal(a, &s, "x.yml", ""), "declares nothing"));
    assert_non_null(strstr(refusal(a, &s, "x.yml", "# gone\n"), "declares nothing"));
    assert_int_equal(s.tables.n, 0);
}

static void test_slips_have_their_place(void **state)
{
    fx_arena *a = *state;
    fx_schema s = {0};

    assert_non_null(strstr(refusal(a, &s, "entities/post.yml",
                                   "table: post\ncolumns:\n  a: text\n  b: {type: strng(80)}\n"),
                           "entities/post.yml:4:13: unknown type 'strng(80)' | "));
    assert_non_null(strstr(refusal(a, &s, "x.yml", "table: a\ncolumns: {b: text}\nindexs: []\n"),
                           "x.yml:3:1: unknown key 'indexs' | did you mean indexes?"));
    assert_non_null(strstr(refusal(a, &s, "x.yml", "enum: a\nvalus: [b]\n"),
                           "x.yml:2:1: unknown key 'valus' | did you mean values?"));
    assert_non_null(strstr(refusal(a, &s, "x.yml", "enum: a\n"), "enum a has no values"));
    assert_non_null(strstr(refusal(a, &s, "x.yml", "enum: a\nvalues: []\n"), "at least one"));
    assert_non_null(strstr(refusal(a, &s, "x.yml", "enum: a\nvalues: [b, b]\n"), "'b' is there "));
    assert_non_null(strstr(refusal(a, &s, "x.yml", "table: a\ncolumns: {b: text}\n---\ntable: b\n"),
                           "x.yml:3:1: "));
    assert_non_null(strstr(refusal(a, &s, "x.yml", "table: [\n"), "x.yml:"));
    assert_int_equal(s.tables.n, 0);
    assert_int_equal(s.enums.n, 0);
}

/* What this build cannot read must never look like a table that is gone. */
static void test_other_readers(void **state)
{
    fx_arena *a = *state;
    fx_schema s = {0};

    assert_true(fx_entity_is("entities/a.yml") && fx_entity_is("a.yaml") && fx_entity_is("a.py") &&
                fx_entity_is("a.sql"));
    assert_false(fx_entity_is("README.md") || fx_entity_is("example.yml.txt") ||
                 fx_entity_is("yml"));
    assert_non_null(strstr(refusal(a, &s, "a.py", "class A: pass\n"),
                           "a.py: this build reads .yml and .yaml entities | "));
    assert_non_null(strstr(refusal(a, &s, "a.sql", ""), "a.sql: this build reads"));
    assert_non_null(strstr(refusal(a, &s, "README", ""), "not an entity file"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_table),   FX_TEST(test_files_add_up_sorted),    FX_TEST(test_declared_twice),
        FX_TEST(test_neither), FX_TEST(test_slips_have_their_place), FX_TEST(test_other_readers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
