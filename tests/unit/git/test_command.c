#include "fixture.h"

static void test_output_and_input(void **state)
{
    fixture *f = *state;
    const char *args[] = {"hash-object", "--stdin", NULL}, *out = NULL;
    size_t n = 0;

    assert_done(f, fx_git(f->a, f->repo, args, "a\n", 2, &out, &n, &f->err));
    assert_string_equal(out, "78981922613b2afb6025042ff6bd878ac1994e85\n");
    assert_int_equal(n, 41);
}

/* More than a pipe holds, both ways at once. */
static void test_large_input_and_output_do_not_block(void **state)
{
    fixture *f = *state;
    fx_str names = {.arena = f->a};
    const char *args[] = {"cat-file", "--batch-check", NULL}, *out = NULL;
    size_t n = 0;

    for (int i = 0; i < 20000; i++)
        fx_str_addf(&names, "%040d\n", i + 1);
    assert_done(f, fx_git(f->a, f->repo, args, fx_str_text(&names), names.n, &out, &n, &f->err));
    assert_int_equal(n, 20000 * (40 + strlen(" missing\n")));
}

static void test_a_git_that_does_not_read_its_input(void **state)
{
    fixture *f = *state;
    const char *args[] = {"--version", NULL}, *out = NULL;
    size_t n = (size_t)1 << 20;

    assert_done(f, fx_git(f->a, f->repo, args, fx_alloc(f->a, n), n, &out, NULL, &f->err));
    assert_true(fx_starts(out, "git version"));
}

static void test_failure_has_gits_words(void **state)
{
    fixture *f = *state;
    const char *args[] = {"rev-parse", "--verify", "nothing", NULL};

    assert_false(fx_git(f->a, f->repo, args, NULL, 0, NULL, NULL, &f->err));
    assert_int_equal(f->err.code, FX_GIT);
    assert_string_equal(f->err.msg, "git rev-parse: Needed a single revision");
}

static void test_no_git_on_path(void **state)
{
    fixture *f = *state;
    const char *args[] = {"--version", NULL};
    const char *path = fx_strdup(f->a, getenv("PATH"));

    setenv("PATH", f->dir, 1);
    bool done = fx_git(f->a, f->repo, args, NULL, 0, NULL, NULL, &f->err);

    setenv("PATH", path, 1);
    assert_false(done);
    assert_int_equal(f->err.code, FX_GIT);
    assert_non_null(strstr(f->err.hint, "install git"));
}

/* A hook's variables are about the repository it runs in, and about no other. */
static void test_environment_of_another_repository(void **state)
{
    fixture *f = *state;

    sh(f, "git init -q -b main other; git init -q -b strange third");
    setenv("GIT_DIR", fx_path_join(f->a, f->dir, "other/.git"), 1);
    assert_int_equal(chdir(fx_path_join(f->a, f->dir, "other")), 0);
    f->repo = fx_path_join(f->a, f->dir, "third");
    assert_string_equal(GIT(f, "symbolic-ref", "HEAD"), "refs/heads/strange");
    f->repo = fx_path_join(f->a, f->dir, "other");
    assert_string_equal(GIT(f, "symbolic-ref", "HEAD"), "refs/heads/main");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GIT_TEST(test_output_and_input),
        GIT_TEST(test_large_input_and_output_do_not_block),
        GIT_TEST(test_a_git_that_does_not_read_its_input),
        GIT_TEST(test_failure_has_gits_words),
        GIT_TEST(test_no_git_on_path),
        GIT_TEST(test_environment_of_another_repository),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
