#include "revisions.h"

#define TOP "-- fxgit:revision 8d41c07e5a92\n-- fxgit:revises a1b2c3d4e5f6\n-- fxgit:message Raw\n"

static void test_both_halves(void **state)
{
    fx_arena *a = *state;
    const fx_revision *r = revision(a, "r.sql",
                                    "-- Words of the author\n" TOP "-- fxgit:upgrade\n"
                                    "\n"
                                    "  CREATE TABLE a (b INTEGER);\n"
                                    "-- a comment\n"
                                    "CREATE TABLE c (d INTEGER);\n"
                                    "\n"
                                    "-- fxgit:downgrade\n"
                                    "DROP TABLE c;\n");

    assert_true(r->sql);
    assert_string_equal(r->id, "8d41c07e5a92");
    assert_string_equal(r->parents.at[0], "a1b2c3d4e5f6");
    assert_string_equal(r->message, "Raw");
    assert_int_equal(r->up.line, 5);
    assert_int_equal(r->up.steps.n, 1);
    const fx_step *s = r->up.steps.at[0];

    assert_int_equal(s->kind, FX_STEP_EXECUTE);
    assert_int_equal(s->line, 7);
    assert_int_equal(s->execute.all.n, 1);
    assert_string_equal(s->execute.all.at[0], "CREATE TABLE a (b INTEGER);\n-- a comment\n"
                                              "CREATE TABLE c (d INTEGER);");
    assert_false(s->execute.has_state);
    assert_int_equal(r->down.steps.at[0]->line, 12);
    assert_string_equal(r->down.steps.at[0]->execute.all.at[0], "DROP TABLE c;");
}

static void test_state(void **state)
{
    fx_arena *a = *state;
    const fx_revision *r = revision(a, "r.sql",
                                    TOP "-- fxgit:upgrade\n"
                                        "CREATE TABLE a (b INTEGER);\n"
                                        "-- fxgit:state\n"
                                        "-- - create_table: a\n"
                                        "--   columns:\n"
                                        "--     b: {type: integer, nullable: true}\n"
                                        "-- fxgit:downgrade\n"
                                        "DROP TABLE a;\n"
                                        "-- fxgit:state []\n");
    const fx_step *s = r->up.steps.at[0];

    assert_true(s->execute.has_state);
    assert_int_equal(s->execute.state.n, 1);
    assert_int_equal(s->execute.state.at[0]->kind, FX_STEP_CREATE_TABLE);
    assert_int_equal(s->execute.state.at[0]->line, 7);
    assert_true(r->down.steps.at[0]->execute.has_state);
    assert_int_equal(r->down.steps.at[0]->execute.state.n, 0);
    assert_string_equal(r->up.canonical,
                        "{\"steps\":[{\"execute\":\"CREATE TABLE a (b INTEGER);\"}]}");
}

static void test_state_errors_have_their_place(void **state)
{
    fx_arena *a = *state;

    assert_non_null(strstr(refusal(a, "r.sql",
                                   TOP "-- fxgit:upgrade\nX;\n-- fxgit:state\n"
                                       "-- - creat_table: a\n-- fxgit:downgrade\n-- no\n"),
                           "r.sql:7:"));
    assert_non_null(strstr(refusal(a, "r.sql", TOP "-- fxgit:upgrade\nX;\n-- fxgit:state\nY;\n"),
                           "r.sql:7:1: SQL behind fxgit:state"));
    assert_non_null(strstr(refusal(a, "r.sql",
                                   TOP "-- fxgit:upgrade\n-- fxgit:state\n-- []\n"
                                       "-- fxgit:downgrade\n"),
                           "r.sql:5:1: fxgit:state stands for no SQL"));
    assert_non_null(strstr(refusal(a, "r.sql", TOP "-- fxgit:state []\n"), "r.sql:4:1: "));
}

static void test_other_keys(void **state)
{
    fx_arena *a = *state;
    const char *hash = "fx1:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    const fx_revision *r =
        revision(a, "r.sql",
                 fx_fmt(a,
                        "--fxgit:revision abcd\n-- fxgit:revises bbbb2222, aaaa1111\n"
                        "-- fxgit:loses user.age, \"my table\".x\n-- fxgit:replaces [cccc, dddd]\n"
                        "-- fxgit:transaction {up: false}\n"
                        "-- fxgit:was {up: \"%s\", reason: One}\n"
                        "-- fxgit:was {down: \"%s\", reason: Two}\n"
                        "-- fxgit:upgrade\nVACUUM;\n-- fxgit:irreversible It is: gone, all\n",
                        hash, hash));

    assert_string_equal(r->parents.at[0], "aaaa1111");
    assert_string_equal(r->parents.at[1], "bbbb2222");
    assert_string_equal(r->loses.at[1], "\"my table\".x");
    assert_int_equal(r->replaces.n, 2);
    assert_true(r->up.no_transaction);
    assert_false(r->down.no_transaction);
    assert_int_equal(r->was.n, 2);
    assert_string_equal(r->was.at[1].reason, "Two");
    assert_true(r->down.irreversible);
    assert_string_equal(r->down.reason, "It is: gone, all");
}

/* A skeleton has two empty halves; one half alone was forgotten. */
static void test_empty_halves(void **state)
{
    fx_arena *a = *state;

    assert_int_equal(
        revision(a, "r.sql", TOP "-- fxgit:upgrade\n\n-- fxgit:downgrade\n\n")->up.steps.n, 0);
    assert_non_null(strstr(refusal(a, "r.sql", TOP "-- fxgit:upgrade\nX;\n-- fxgit:downgrade\n\n"),
                           "r.sql:6:1: the downgrade half is empty | Write the SQL"));
    assert_non_null(strstr(refusal(a, "r.sql", TOP "-- fxgit:upgrade\nX;\n"),
                           "the key 'downgrade' is missing | Write the SQL"));
    assert_non_null(strstr(refusal(a, "r.sql", TOP "-- fxgit:downgrade\nX;\n"),
                           "the key 'upgrade' is missing"));
    assert_non_null(strstr(refusal(a, "r.sql", ""), "the key 'revision' is missing"));
}

static void test_slips(void **state)
{
    fx_arena *a = *state;

    assert_string_equal(refusal(a, "r.sql", TOP "-- fxgit:transction false\n-- fxgit:upgrade\n"),
                        "r.sql:4:1: unknown key 'transction' | did you mean transaction?");
    assert_non_null(strstr(refusal(a, "r.sql", TOP "SELECT 1;\n"), "r.sql:4:1: SQL outside"));
    assert_non_null(strstr(refusal(a, "r.sql", TOP "-- fxgit:message Two\n"),
                           "r.sql:4:1: the key 'message' is there twice"));
    assert_non_null(strstr(refusal(a, "r.sql", TOP "-- fxgit:upgrade\nX;\n-- fxgit:upgrade\nY;\n"),
                           "r.sql:6:1: the upgrade half is there twice"));
    assert_non_null(strstr(refusal(a, "r.sql", TOP "-- fxgit:upgrade X;\n"), "r.sql:4:1: 'X;'"));
    assert_non_null(strstr(refusal(a, "r.sql", "-- fxgit:revision X*Z\n-- fxgit:revises\n"),
                           "r.sql:1:19: revision: 'X*Z'"));
    assert_non_null(strstr(refusal(a, "r.sql", TOP "-- fxgit:transaction {up\n"), "r.sql:"));
    assert_non_null(
        strstr(refusal(a, "r.sql", TOP "-- fxgit:upgrade\nX;\n=======\n"), "r.sql:6:1: conflict"));
    assert_non_null(strstr(refusal(a, "r.sql", TOP "-- fxgit:upgrade\nSELECT '\xc3';\n"), "UTF-8"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_both_halves),
        FX_TEST(test_state),
        FX_TEST(test_state_errors_have_their_place),
        FX_TEST(test_other_keys),
        FX_TEST(test_empty_halves),
        FX_TEST(test_slips),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
