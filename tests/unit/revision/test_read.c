#include "fx/base/hash.h"
#include "revisions.h"

/* The example of the documentation, byte for byte. */
static const char example[] = "# Add user.age, unique user.email\n"
                              "revision: 8d41c07e5a92\n"
                              "revises: [a1b2c3d4e5f6]\n"
                              "message: Add user.age, unique user.email\n"
                              "upgrade:\n"
                              "- add_column: user.age\n"
                              "  type: integer\n"
                              "  nullable: true\n"
                              "- create_unique_constraint: user.uq_user_email\n"
                              "  columns: [email]\n"
                              "downgrade:\n"
                              "- drop_constraint: user.uq_user_email\n"
                              "  type: unique\n"
                              "- drop_column: user.age\n";

static void test_example(void **state)
{
    fx_arena *a = *state;
    const fx_revision *r = revision(a, "migrations/versions/x.yml", example);

    assert_string_equal(r->id, "8d41c07e5a92");
    assert_int_equal(r->parents.n, 1);
    assert_string_equal(r->parents.at[0], "a1b2c3d4e5f6");
    assert_string_equal(r->message, "Add user.age, unique user.email");
    assert_int_equal(r->up.steps.n, 2);
    assert_int_equal(r->up.steps.at[0]->kind, FX_STEP_ADD_COLUMN);
    assert_int_equal(r->up.steps.at[0]->line, 6);
    assert_string_equal(r->up.steps.at[0]->file, "migrations/versions/x.yml");
    assert_int_equal(r->up.line, 5);
    assert_int_equal(r->down.steps.n, 2);
    assert_int_equal(r->down.line, 11);
    assert_string_equal(r->path, "migrations/versions/x.yml");
    assert_string_equal(r->text, example);
    assert_int_equal(r->n, strlen(example));
    assert_string_equal(r->blob, fx_blob_id(a, example, strlen(example)));
    assert_false(r->sql || r->down.irreversible || r->up.no_transaction);
    assert_string_equal(fx_revision_write(a, r), example);
}

static void test_optional_keys(void **state)
{
    fx_arena *a = *state;
    const char *hash = "fx1:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    const fx_revision *r =
        revision(a, "r.yml",
                 fx_fmt(a,
                        "revision: abcd\nrevises: [bbbb2222, aaaa1111]\nloses: [user.age, post]\n"
                        "replaces: [dddd, cccc]\ntransaction: {down: false}\n"
                        "was:\n- {up: \"%s\", reason: A typo}\n- {down: \"%s\", reason: Two}\n"
                        "upgrade: []\nirreversible: No way\n",
                        hash, hash));

    assert_string_equal(r->message, "");
    assert_string_equal(r->parents.at[0], "aaaa1111");
    assert_string_equal(r->parents.at[1], "bbbb2222");
    assert_string_equal(r->loses.at[0], "user.age");
    assert_string_equal(r->replaces.at[0], "cccc");
    assert_false(r->up.no_transaction);
    assert_true(r->down.no_transaction);
    assert_true(r->down.irreversible);
    assert_string_equal(r->down.reason, "No way");
    assert_int_equal(r->down.line, 10);
    assert_int_equal(r->was.n, 2);
    assert_string_equal(r->was.at[0].up, hash);
    assert_null(r->was.at[0].down);
    assert_string_equal(r->was.at[1].down, hash);
    assert_string_equal(r->was.at[1].reason, "Two");
}

/* A reason that a person wrote is consent; a list is none. Both are written as they were read. */
static void test_reasons(void **state)
{
    fx_arena *a = *state;
    const char *text = "revision: abcd\nrevises: []\nmessage: M\nloses:\n"
                       "  user.age: nobody reads it\n  post: null\n"
                       "upgrade: []\ndowngrade: []\n";
    const fx_revision *r = revision(a, "r.yml", text);
    const fx_revision *sql = revision(
        a, "r.sql",
        "-- fxgit:revision abcd\n-- fxgit:revises []\n"
        "-- fxgit:loses {user.age: nobody reads it}\n-- fxgit:upgrade\n-- fxgit:downgrade\n");
    const fx_revision *list =
        revision(a, "r.yml",
                 "revision: abcd\nrevises: []\nloses: [user.age]\nupgrade: []\n"
                 "downgrade: []\n");
    const fx_loss age = {.table = "user", .column = "age"}, post = {.table = "post"};

    assert_string_equal(fx_revision_reason(a, r, &age), "nobody reads it");
    assert_null(fx_revision_reason(a, r, &post));
    assert_non_null(strstr(fx_revision_write(a, r), "  user.age: nobody reads it\n"));
    assert_true(fx_strs_equal(&revision(a, "r.yml", fx_revision_write(a, r))->loses, &r->loses));
    assert_string_equal(fx_revision_reason(a, sql, &age), "nobody reads it");
    assert_null(fx_revision_reason(a, list, &age));
}

static void test_empty_halves(void **state)
{
    fx_arena *a = *state;

    assert_int_equal(revision(a, "r.yml", HEAD "upgrade: []\ndowngrade: []\n")->up.steps.n, 0);
    assert_int_equal(revision(a, "r.yml", HEAD "upgrade:\ndowngrade:\n")->down.steps.n, 0);
    assert_int_equal(
        revision(a, "r.yml", HEAD "upgrade:\n- drop_table: a\ndowngrade: []\n")->down.steps.n, 0);
    assert_string_equal(refusal(a, "r.yml", HEAD "upgrade:\n- drop_table: a\ndowngrade:\n"),
                        "r.yml:6:11: the downgrade half is empty | Write the steps that lead back, "
                        "`downgrade: []` where nothing is to be done, or `irreversible: REASON`.");
}

static void test_keys_are_checked(void **state)
{
    fx_arena *a = *state;

    assert_string_equal(refusal(a, "r.yml", HEAD "upgrad: []\ndowngrade: []\n"),
                        "r.yml:4:1: unknown key 'upgrad' | did you mean upgrade?");
    assert_non_null(strstr(refusal(a, "r.yml", "revises: []\nupgrade: []\ndowngrade: []\n"),
                           "r.yml:1:1: the key 'revision' is missing | "));
    assert_non_null(strstr(refusal(a, "r.yml", "revision: abcd\nupgrade: []\ndowngrade: []\n"),
                           "r.yml:1:1: the key 'revises' is missing | "));
    assert_non_null(strstr(refusal(a, "r.yml", HEAD "downgrade: []\n"),
                           "r.yml:1:1: the key 'upgrade' is missing | "));
    assert_non_null(strstr(refusal(a, "r.yml", HEAD "upgrade: []\n"),
                           "r.yml:1:1: the key 'downgrade' is missing | "));
    assert_non_null(
        strstr(refusal(a, "r.yml", HEAD "upgrade: []\ndowngrade: []\nirreversible: x\n"),
               "r.yml:6:15: both 'downgrade' and 'irreversible' are there"));
    assert_non_null(strstr(refusal(a, "r.yml", HEAD "upgrade: []\nirreversible: ' '\n"),
                           "r.yml:5:15: irreversible: the reason is missing"));
    assert_non_null(strstr(refusal(a, "r.yml", HEAD "upgrade: []\nupgrade: []\n"),
                           "r.yml:5:1: the key 'upgrade' is there twice"));
    assert_non_null(strstr(refusal(a, "r.yml", "# nothing\n"), "the revision file is empty"));
    assert_non_null(strstr(refusal(a, "r.yml", "- a\n"), "r.yml:1:1: "));
}

static const char *with_id(fx_arena *a, const char *id)
{
    return fx_fmt(a, "revision: %s\nrevises: []\nupgrade: []\ndowngrade: []\n", id);
}

static void test_ids_are_checked(void **state)
{
    fx_arena *a = *state;
    static const char *const bad[] = {
        "head", "heads",   "base",
        "-ab",  "a+b",     "a@b",
        "a b",  "'abcd '", "a..b",
        ".a",   "a.",      "[abcd]",
        "''",   "'../x'",  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0"};
    static const char *const good[] = {"1234", "12e4", "0001", "1", "V1.2_users", "ABCD", "a-b"};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_non_null(strstr(refusal(a, "r.yml", with_id(a, bad[i])), "r.yml:1:11: revision: "));
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_string_equal(revision(a, "r.yml", with_id(a, good[i]))->id, good[i]);
}

static const char *with_parents(fx_arena *a, const char *parents)
{
    return fx_fmt(a, "revision: abcd\nrevises: %s\nupgrade: []\ndowngrade: []\n", parents);
}

static void test_parents_are_checked(void **state)
{
    fx_arena *a = *state;

    assert_non_null(strstr(refusal(a, "r.yml", with_parents(a, "")), "Write `revises: []`"));
    assert_non_null(strstr(refusal(a, "r.yml", with_parents(a, "[aaaa, aaaa]")),
                           "r.yml:2:17: revises: aaaa is there twice"));
    assert_non_null(strstr(refusal(a, "r.yml", with_parents(a, "[abcd]")), "revises itself"));
    assert_non_null(strstr(refusal(a, "r.yml", with_parents(a, "{a: b}")), "not a map"));
    assert_non_null(strstr(refusal(a, "r.yml", with_parents(a, "[[aaaa]]")), "not a list"));
    assert_int_equal(revision(a, "r.yml", with_parents(a, "aaaa"))->parents.n, 1);
}

static void test_flags_are_checked(void **state)
{
    fx_arena *a = *state;

    assert_non_null(strstr(refusal(a, "r.yml", HEAD "transaction: no\nupgrade: []\n"),
                           "r.yml:4:14: transaction: true or false is expected | Write false."));
    assert_non_null(strstr(refusal(a, "r.yml", HEAD "transaction: {upp: false}\nupgrade: []\n"),
                           "unknown key 'upp' | did you mean up?"));
    assert_non_null(strstr(refusal(a, "r.yml", HEAD "was: x\nupgrade: []\n"), "r.yml:4:6: was: "));
    assert_non_null(strstr(refusal(a, "r.yml", HEAD "was: [{up: 'fx1:12', reason: x}]\n"),
                           "is not the hash of a half"));
    assert_non_null(strstr(refusal(a, "r.yml", HEAD "was: [{reason: x}]\n"), "neither"));
}

static void test_steps_are_checked(void **state)
{
    fx_arena *a = *state;

    assert_non_null(strstr(refusal(a, "r.yml", HEAD "upgrade:\n- ad_column: a.b\ndowngrade: []\n"),
                           "r.yml:5:"));
    assert_non_null(strstr(refusal(a, "r.yml", HEAD "upgrade: drop_table\ndowngrade: []\n"),
                           "r.yml:4:10: a list of steps is expected"));
}

static void test_texts_are_checked(void **state)
{
    fx_arena *a = *state;
    static const char nul[] = "revision: abcd\n\0revises: []\n";

    assert_string_equal(refusal(a, "r.yml", HEAD "<<<<<<< HEAD\nupgrade: []\n"),
                        "r.yml:4:1: conflict markers | Resolve the conflict in this file, then "
                        "`git add` it.");
    assert_non_null(strstr(refusal(a, "r.yml", HEAD "upgrade: []\n=======\n"), "r.yml:5:1: conf"));
    assert_non_null(strstr(refusal(a, "r.yml", HEAD "upgrade: []\n>>>>>>> a\n"), "conflict"));
    assert_non_null(strstr(refusal_n(a, "r.yml", nul, sizeof nul - 1), "NUL"));
    assert_non_null(strstr(refusal(a, "r.yml", HEAD "upgrade: [\"\xff\"]\n"), "not UTF-8"));
    assert_non_null(strstr(refusal(a, "r.yml", HEAD "upgrade: [\n"), "r.yml:"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_example),           FX_TEST(test_optional_keys),
        FX_TEST(test_empty_halves),      FX_TEST(test_keys_are_checked),
        FX_TEST(test_ids_are_checked),   FX_TEST(test_parents_are_checked),
        FX_TEST(test_flags_are_checked), FX_TEST(test_steps_are_checked),
        FX_TEST(test_texts_are_checked), FX_TEST(test_reasons),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
