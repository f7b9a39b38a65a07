#include "fixture.h"

static void test_commit(void **state)
{
    fixture *f = *state;
    fx_commit c;

    sh(f, ONE_COMMIT "echo 2 > a.txt; git commit -q -am 'two, the second'"
                     " --date '2020-12-31T23:30:00 -0500'; git tag -a -m tag v1");
    assert_done(f, fx_repo_commit(open_repo(f), "v1", &c, &f->err));
    assert_string_equal(c.id, GIT(f, "rev-parse", "HEAD"));
    assert_string_equal(c.subject, "two, the second");
    assert_string_equal(c.author, "A U Thor");
    assert_string_equal(c.date, "2020-12-31");
    assert_int_equal(c.parents.n, 1);
    assert_string_equal(c.parents.at[0], GIT(f, "rev-parse", "HEAD~1"));
}

/* libgit2 does not read all that git does. */
static void test_revisions_that_only_git_reads(void **state)
{
    fixture *f = *state;
    fx_commit c;

    sh(f, ONE_COMMIT "echo 2 > a.txt; git commit -q -am two");
    assert_done(f, fx_repo_commit(open_repo(f), ":/one", &c, &f->err));
    assert_string_equal(c.subject, "one");
    assert_done(f, fx_repo_commit(open_repo(f), "@", &c, &f->err));
    assert_string_equal(c.subject, "two");
}

static void test_no_such_commit(void **state)
{
    fixture *f = *state;
    fx_commit c;

    sh(f, ONE_COMMIT);
    assert_false(fx_repo_commit(open_repo(f), "--output=x", &c, &f->err));
    assert_int_equal(f->err.code, FX_GIT);
    assert_string_equal(f->err.msg, "no such commit: --output=x");
    assert_non_null(f->err.hint);
    assert_null(fx_repo_ref(open_repo(f), "origin/HEAD"));
    assert_string_equal(fx_repo_ref(open_repo(f), "main"), GIT(f, "rev-parse", "HEAD"));
}

/* Two merges that cross: both sides are bases. */
static void test_merge_bases(void **state)
{
    fixture *f = *state;
    fx_repo *r = NULL;
    fx_strs bases;

    sh(f, ONE_COMMIT
       "git checkout -q -b x; echo x > x.txt; git add .; git commit -q -m x; git tag x1;"
       "git checkout -q -b y main; echo y > y.txt; git add .; git commit -q -m y; git tag y1;"
       "git merge -q -m yx x1; git checkout -q x; git merge -q -m xy y1;"
       "git checkout -q --orphan alone; git commit -q -m alone");
    r = open_repo(f);
    assert_done(f, fx_repo_merge_bases(r, "x", "y", &bases, &f->err));
    assert_int_equal(bases.n, 2);
    assert_true(strcmp(bases.at[0], bases.at[1]) < 0);
    assert_true(fx_strs_has(&bases, GIT(f, "rev-parse", "x1")));
    assert_true(fx_strs_has(&bases, GIT(f, "rev-parse", "y1")));

    assert_done(f, fx_repo_merge_bases(r, "main", "y", &bases, &f->err));
    assert_int_equal(bases.n, 1);
    assert_string_equal(bases.at[0], GIT(f, "rev-parse", "main"));

    assert_done(f, fx_repo_merge_bases(r, "main", "alone", &bases, &f->err));
    assert_int_equal(bases.n, 0);
}

static void test_shallow_clone(void **state)
{
    fixture *f = *state;
    fx_repo *r = NULL;
    fx_strs bases;
    fx_commit c;

    sh(f, ONE_COMMIT "echo 2 > a.txt; git commit -q -am two; git checkout -q -b side HEAD~1;"
                     "echo s > s.txt; git add .; git commit -q -m side;"
                     "git clone -q --depth 1 --no-single-branch \"file://$PWD\" ../shallow");
    f->repo = fx_path_join(f->a, f->dir, "shallow");
    assert_int_equal(chdir(f->repo), 0);
    r = open_repo(f);
    assert_true(fx_repo_is_shallow(r));
    assert_done(f, fx_repo_commit(r, "HEAD", &c, &f->err));
    assert_false(fx_repo_brought(r, "HEAD", "a.txt", &c));
    assert_done(f, fx_repo_merge_bases(r, "HEAD", "HEAD", &bases, &f->err));
    assert_int_equal(bases.n, 1);

    assert_false(fx_repo_merge_bases(r, "origin/main", "origin/side", &bases, &f->err));
    assert_int_equal(f->err.code, FX_GIT);
    assert_non_null(strstr(f->err.hint, "git fetch --unshallow"));

    fx_error_clear(&f->err);
    sh(f, "cd shallow; git fetch -q --unshallow");
    r = open_repo(f);
    assert_done(f, fx_repo_merge_bases(r, "origin/main", "origin/side", &bases, &f->err));
    assert_int_equal(bases.n, 1);
}

static void test_brought(void **state)
{
    fixture *f = *state;
    fx_commit c;

    sh(f, ONE_COMMIT "echo 2 > a.txt; git commit -q -am two; echo 3 > 'o[d]d.txt'; git add .;"
                     "git commit -q -m three");
    assert_true(fx_repo_brought(open_repo(f), "HEAD", "dir/b.txt", &c));
    assert_string_equal(c.subject, "one");
    assert_true(fx_repo_brought(open_repo(f), "HEAD", "a.txt", &c));
    assert_string_equal(c.subject, "two");
    assert_true(fx_repo_brought(open_repo(f), "HEAD", "o[d]d.txt", &c));
    assert_string_equal(c.subject, "three");
    assert_false(fx_repo_brought(open_repo(f), "HEAD~1", "odd.txt", &c));
    assert_false(fx_repo_brought(open_repo(f), "nothing", "a.txt", &c));
}

static void test_where(void **state)
{
    fixture *f = *state;
    fx_repo *r = NULL;

    sh(f, ONE_COMMIT "git checkout -q -b feature/age; mkdir -p m/versions;"
                     "echo x > m/versions/8d41c07e5a92_age.yml; git add .; git commit -q -m age;"
                     "git checkout -q main");
    r = open_repo(f);
    assert_string_equal(
        fx_repo_where(r, "m/versions", "8d41c07e5a92"),
        fx_fmt(f->a, "feature/age (commit %.7s)", GIT(f, "rev-parse", "feature/age")));
    assert_null(fx_repo_where(r, "m/versions", "000000000000"));
    assert_null(fx_repo_where(r, "other", "8d41c07e5a92"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GIT_TEST(test_commit),         GIT_TEST(test_revisions_that_only_git_reads),
        GIT_TEST(test_no_such_commit), GIT_TEST(test_merge_bases),
        GIT_TEST(test_shallow_clone),  GIT_TEST(test_brought),
        GIT_TEST(test_where),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
