#include "revisions.h"

/* "id: parents", or NULL where the file has to be read whole. */
static const char *peek(fx_arena *a, const char *text)
{
    const char *id = NULL;
    fx_strs parents = {0};

    if (!fx_revision_peek(a, text, strlen(text), &id, &parents))
        return NULL;
    return fx_fmt(a, "%s: %s", id, fx_strs_join(a, &parents, " "));
}

static void test_own_form(void **state)
{
    fx_arena *a = *state;

    assert_string_equal(
        peek(a, "# T\nrevision: 8d41c07e5a92\nrevises: [a1b2c3d4e5f6]\nmessage: T\n"),
        "8d41c07e5a92: a1b2c3d4e5f6");
    assert_string_equal(peek(a, "revision: '123456789012'\r\nrevises: [bbbb, '1234', aaaa]\r\n"),
                        "123456789012: 1234 aaaa bbbb");
    assert_string_equal(peek(a, "\n# a\n\n# b\nrevision: abcd\nrevises: []"), "abcd: ");
    assert_string_equal(peek(a, "-- fxgit:revision abcd\n-- fxgit:revises\n-- fxgit:upgrade\n"),
                        "abcd: ");
    assert_string_equal(peek(a, "-- Words\n-- fxgit:revision abcd\n-- fxgit:revises cccc bbbb\n"),
                        "abcd: bbbb cccc");
}

static void test_other_forms_are_read_whole(void **state)
{
    fx_arena *a = *state;
    static const char *const others[] = {
        "",
        "revision: abcd\n",
        "revision: abcd # why\nrevises: []\n",
        "revision: AB@D\nrevises: []\n",
        "revision: 'abcd\nrevises: []\n",
        "revision: abcd\nrevises: aaaa\n",
        "revision: abcd\nrevises:\n- aaaa\n",
        "revision: abcd\nmessage: x\nrevises: []\n",
        "revision: abcd\nrevises: [aaaa,\n  bbbb]\n",
        "revision: abcd\nrevises: [aaaa] # x\n",
        "revision: abcd\nrevises: [x*z]\n",
        "---\nrevision: abcd\nrevises: []\n",
        "\xef\xbb\xbfrevision: abcd\nrevises: []\n",
        "{revision: abcd, revises: []}\n",
        "-- fxgit:revision abcd\n-- fxgit:message x\n-- fxgit:revises\n",
        "-- fxgit:revision abcd\n-- fxgit:revisesaaaa\n",
        "-- --fxgit:revision bbbb\n-- fxgit:revision abcd\n-- fxgit:revises\n",
        "<<<<<<< HEAD\nrevision: abcd\nrevises: []\n",
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_null(peek(a, others[i]));
}

static void test_agrees_with_reading(void **state)
{
    fx_arena *a = *state;
    static const char *const texts[] = {
        "# T\nrevision: 8d41c07e5a92\nrevises: [bbbb, aaaa]\nmessage: T\nupgrade: []\ndowngrade: "
        "[]\n",
        "-- fxgit:revision abcd\n-- fxgit:revises bbbb aaaa\n-- fxgit:upgrade\n-- "
        "fxgit:downgrade\n",
    };

    for (size_t i = 0; i < 2; i++) {
        const fx_revision *r = revision(a, i == 0 ? "r.yml" : "r.sql", texts[i]);

        assert_string_equal(peek(a, texts[i]),
                            fx_fmt(a, "%s: %s", r->id, fx_strs_join(a, &r->parents, " ")));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_own_form),
        FX_TEST(test_other_forms_are_read_whole),
        FX_TEST(test_agrees_with_reading),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
