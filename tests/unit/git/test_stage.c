#include "fixture.h"

static void stage(fixture *f, fx_repo *r, const char *path, const char *text)
{
    assert_done(f, fx_repo_stage(r, path, text, strlen(text), &f->err));
}

static void test_stage_and_unstage(void **state)
{
    fixture *f = *state;
    fx_repo *r = NULL;

    sh(f, ONE_COMMIT);
    r = open_repo(f);
    stage(f, r, "m/versions/1_a, b.yml", "one\n");
    assert_string_equal(GIT(f, "status", "--porcelain"), "A  \"m/versions/1_a, b.yml\"");
    assert_string_equal(GIT(f, "show", ":m/versions/1_a, b.yml"), "one");
    assert_done(f, fx_repo_unstage(r, "m/versions/1_a, b.yml", &f->err));
    assert_string_equal(GIT(f, "status", "--porcelain"), "?? m/");
    sh(f, "cd repo; test \"$(cat 'm/versions/1_a, b.yml')\" = one");
}

static void test_first_commit(void **state)
{
    fixture *f = *state;

    stage(f, open_repo(f), "a.yml", "a\n");
    assert_string_equal(GIT(f, "status", "--porcelain"), "A  a.yml");
}

static void test_a_file_that_is_there_stays(void **state)
{
    fixture *f = *state;

    sh(f, ONE_COMMIT);
    stage(f, open_repo(f), "a.txt", "staged\n");
    assert_string_equal(GIT(f, "status", "--porcelain"), "MM a.txt");
    assert_string_equal(GIT(f, "show", ":a.txt"), "staged");
}

/* git commit PATH: the commit has an index of its own, and index.lock is the one that remains. */
static void test_partial_commit_changes_both_indexes(void **state)
{
    fixture *f = *state;

    sh(f, ONE_COMMIT "cp .git/index .git/next-index-42.lock; cp .git/index .git/index.lock");
    setenv("GIT_INDEX_FILE", fx_path_join(f->a, f->repo, ".git/next-index-42.lock"), 1);
    stage(f, open_repo(f), "new.yml", "new\n");
    assert_string_equal(GIT(f, "ls-files", "new.yml"), "new.yml");
    unsetenv("GIT_INDEX_FILE");
    assert_string_equal(GIT(f, "ls-files", "new.yml"), "");
    sh(f, "cd repo; mv .git/index.lock .git/index");
    assert_string_equal(GIT(f, "status", "--porcelain"), "A  new.yml");
}

/* The real thing: this program is the hook of real commits. */
static void test_in_hooks_of_real_commits(void **state)
{
    fixture *f = *state;
    static const char *const commits[] = {
        "git add a.txt; git commit -q -m plain",
        "git commit -q -a -m all",
        "git commit -q -m path a.txt",
        "git commit -q -i a.txt -m include",
        "yes | git commit -q -p -m patch >/dev/null",
        "git add a.txt; git commit -q --amend -m amend",
    };

    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

    assert_true(n > 0);
    self[n] = '\0';
    sh(f, fx_fmt(f->a,
                 ONE_COMMIT "printf '#!/bin/sh\\nexec \"%s\" stage\\n' > .git/hooks/pre-commit;"
                            "chmod +x .git/hooks/pre-commit; git worktree add -q ../linked",
                 self));
    const char *trees[] = {"repo", "linked"};

    for (size_t t = 0; t < 2; t++)
        for (size_t i = 0; i < sizeof commits / sizeof *commits; i++)
            sh(f, fx_fmt(f->a,
                         "cd %s; echo %zu > a.txt; export NAME=gen%zu.yml; %s;"
                         "test \"$(git show HEAD:gen%zu.yml)\" = generated;"
                         "test -z \"$(git status --porcelain)\" || { git status --short; exit 1; }",
                         trees[t], i, i, commits[i], i));
}

static void test_split_and_sparse_index(void **state)
{
    fixture *f = *state;

    sh(f, ONE_COMMIT "git update-index --split-index");
    stage(f, open_repo(f), "m/one.yml", "one\n");
    assert_string_equal(GIT(f, "status", "--porcelain"), "A  m/one.yml");
    sh(f, "cd repo; git commit -q -m two; git update-index --no-split-index;"
          "git sparse-checkout init --cone --sparse-index; git sparse-checkout set m");
    stage(f, open_repo(f), "m/two.yml", "two\n");
    assert_string_equal(GIT(f, "status", "--porcelain"), "A  m/two.yml");
    assert_string_equal(GIT(f, "ls-files", "dir"), "dir/b.txt");
}

static void test_locked_index(void **state)
{
    fixture *f = *state;

    sh(f, ONE_COMMIT "touch .git/index.lock");
    assert_false(fx_repo_stage(open_repo(f), "x", "x\n", 2, &f->err));
    assert_int_equal(f->err.code, FX_GIT);
    assert_non_null(strstr(f->err.msg, "index.lock"));
    assert_false(fx_path_exists(fx_path_join(f->a, f->repo, "x")));
}

static void test_dirty(void **state)
{
    fixture *f = *state;
    fx_strs unstaged, untracked;

    sh(f, ONE_COMMIT "mkdir d; for n in same edited gone crlf staged; do echo $n > d/$n; done;"
                     "echo x > d-other; git add .; git commit -q -m two;"
                     "echo 2 > d/edited; rm d/gone; printf 'crlf\\r\\n' > d/crlf;"
                     "echo 2 > d/staged; git add d/staged; mkdir d/sub; echo n > d/sub/new;"
                     "echo 2 > d-other; echo h > d/.hidden; touch d/same");
    assert_done(f, fx_repo_dirty(open_repo(f), "d/", &unstaged, &untracked, &f->err));
    assert_string_equal(fx_strs_join(f->a, &unstaged, " "), "d/edited d/gone");
    assert_string_equal(fx_strs_join(f->a, &untracked, " "), "d/sub/new");
    assert_done(f, fx_repo_dirty(open_repo(f), "missing", &unstaged, &untracked, &f->err));
    assert_int_equal(unstaged.n + untracked.n, 0);
}

/* The same size in the same moment: the times alone would hide the edit. */
static void test_dirty_sees_an_edit_of_the_same_size(void **state)
{
    fixture *f = *state;
    fx_strs unstaged, untracked;

    sh(f, ONE_COMMIT "echo x > a.txt; touch -d @1600000000 a.txt; git add a.txt; echo y > a.txt;"
                     "touch -d @1600000000 a.txt .git/index");
    assert_done(f, fx_repo_dirty(open_repo(f), "", &unstaged, &untracked, &f->err));
    assert_string_equal(fx_strs_join(f->a, &unstaged, " "), "a.txt");
}

static void test_dirty_leaves_out_what_is_not_checked_out(void **state)
{
    fixture *f = *state;
    fx_strs unstaged, untracked;

    sh(f, ONE_COMMIT "mkdir m; echo m > m/m; git add .; git commit -q -m two;"
                     "git sparse-checkout init --cone; git sparse-checkout set m");
    assert_done(f, fx_repo_dirty(open_repo(f), "", &unstaged, &untracked, &f->err));
    assert_int_equal(unstaged.n + untracked.n, 0);
    sh(f, "cd repo; git sparse-checkout init --cone --sparse-index");
    assert_done(f, fx_repo_dirty(open_repo(f), "", &unstaged, &untracked, &f->err));
    assert_int_equal(unstaged.n + untracked.n, 0);
}

/* As the hook of test_in_hooks_of_real_commits. */
static int stage_as_hook(void)
{
    fx_arena *a = fx_arena_new();
    fx_error err = {.arena = a};
    fx_repo *r = NULL;
    const char *name = getenv("NAME");
    bool done = name != NULL && fx_repo_open(a, ".", &r, &err) && r != NULL &&
                fx_repo_stage(r, name, "generated\n", strlen("generated\n"), &err);

    if (!done)
        fprintf(stderr, "%s\n", err.msg == NULL ? "no repository" : err.msg);
    fx_arena_free(a);
    return done ? 0 : 1;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        GIT_TEST(test_stage_and_unstage),
        GIT_TEST(test_first_commit),
        GIT_TEST(test_a_file_that_is_there_stays),
        GIT_TEST(test_partial_commit_changes_both_indexes),
        GIT_TEST(test_in_hooks_of_real_commits),
        GIT_TEST(test_split_and_sparse_index),
        GIT_TEST(test_locked_index),
        GIT_TEST(test_dirty),
        GIT_TEST(test_dirty_sees_an_edit_of_the_same_size),
        GIT_TEST(test_dirty_leaves_out_what_is_not_checked_out),
    };

    if (argc > 1 && fx_same(argv[1], "stage"))
        return stage_as_hook();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
