#include "revisions.h"

static const char *const texts[] = {
    "revision: 8d41c07e5a92\nrevises: [a1b2c3d4e5f6, b1b2c3d4e5f6]\nmessage: \"Add: user.age\"\n"
    "loses: [user.age]\nreplaces: [c1b2c3d4e5f6]\ntransaction: {up: false}\n"
    "was:\n- {up: \"fx1:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\","
    " reason: a typo}\n"
    "upgrade:\n- add_column: user.age\n  type: integer\n  nullable: true\n"
    "- execute: |\n    UPDATE user\n    SET age = 1\n  state: []\n"
    "downgrade:\n- drop_column: user.age\n",
    "revision: 8d41c07e5a92\nrevises: []\nupgrade: []\nirreversible: no way back\n",
};

static void assert_halves(fx_arena *a, const fx_half *x, const fx_half *y)
{
    assert_string_equal(x->hash, y->hash);
    assert_string_equal(x->canonical, y->canonical);
    assert_int_equal(x->line, y->line);
    assert_int_equal(x->steps.n, y->steps.n);
    assert_int_equal(x->irreversible, y->irreversible);
    assert_int_equal(x->no_transaction, y->no_transaction);
    assert_true(fx_same(x->reason, y->reason));
    assert_string_equal(fx_half_projected(a, x, "sqlite"), fx_half_projected(a, y, "sqlite"));
    for (size_t i = 0; i < x->steps.n; i++) {
        assert_int_equal(x->steps.at[i]->line, y->steps.at[i]->line);
        assert_string_equal(x->steps.at[i]->file, y->steps.at[i]->file);
    }
}

static void assert_same(fx_arena *a, const fx_revision *x, const fx_revision *y)
{
    assert_string_equal(fx_revision_write(a, x), fx_revision_write(a, y));
    assert_string_equal(x->path, y->path);
    assert_string_equal(x->text, y->text);
    assert_string_equal(x->blob, y->blob);
    assert_int_equal(x->n, y->n);
    assert_int_equal(x->sql, y->sql);
    assert_int_equal(x->was.n, y->was.n);
    assert_true(fx_strs_equal(&x->loses, &y->loses));
    assert_halves(a, &x->up, &y->up);
    assert_halves(a, &x->down, &y->down);
}

static const fx_revision *unpacked(fx_arena *a, const fx_revision *r)
{
    fx_revision *out = fx_new(a, fx_revision);
    fx_str text = {.arena = a};

    fx_revision_pack(&text, r);
    fx_revision_unpack(a, r->path, text.text, text.n, out);
    return out;
}

static void test_comes_back_as_it_was(void **state)
{
    fx_arena *a = *state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const fx_revision *r = revision(a, "migrations/versions/x.yml", texts[i]);
        const fx_revision *again = unpacked(a, r);

        assert_string_equal(again->id, r->id);
        assert_string_equal(again->message, r->message);
        assert_true(fx_strs_equal(&again->parents, &r->parents));
        assert_true(fx_strs_equal(&again->replaces, &r->replaces));
        assert_int_equal(again->up.steps.n, 0);
        fx_revision_complete(again);
        assert_same(a, r, again);
    }
}

static void test_what_is_not_whole_is_packed_as_it_is(void **state)
{
    fx_arena *a = *state;
    const fx_revision *r = revision(a, "a.yml", texts[0]), *again = unpacked(a, unpacked(a, r));

    assert_string_equal(again->was.at[0].up, r->was.at[0].up);
    fx_revision_complete(again);
    fx_revision_complete(again);
    assert_same(a, r, again);
}

static void test_sql_comes_back(void **state)
{
    fx_arena *a = *state;
    const fx_revision *r =
        revision(a, "a.sql",
                 "-- fxgit:revision 8d41c07e5a92\n-- fxgit:revises\n"
                 "-- fxgit:upgrade\nDELETE FROM a;\n-- fxgit:downgrade\n-- no\n");
    const fx_revision *again = unpacked(a, r);

    fx_revision_complete(again);
    assert_same(a, r, again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_comes_back_as_it_was),
        FX_TEST(test_what_is_not_whole_is_packed_as_it_is),
        FX_TEST(test_sql_comes_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
