#include "fixture.h"

static void test_no_repository(void **state)
{
    fixture *f = *state;
    fx_repo *r = NULL;

    sh(f, "mkdir plain");
    assert_done(f, fx_repo_open(f->a, fx_path_join(f->a, f->dir, "plain"), &r, &f->err));
    assert_null(r);
    assert_null(fx_repo_origin(NULL));
}

static void test_folders(void **state)
{
    fixture *f = *state;
    fx_repo *r = NULL;

    sh(f, ONE_COMMIT);
    r = open_at(f, fx_path_join(f->a, f->repo, "dir"));
    assert_string_equal(fx_repo_workdir(r), f->repo);
    assert_string_equal(fx_repo_gitdir(r), fx_path_join(f->a, f->repo, ".git"));
    assert_string_equal(fx_repo_commondir(r), fx_repo_gitdir(r));
    assert_false(fx_repo_is_shallow(r));
}

static void test_unborn_branch_and_detached_head(void **state)
{
    fixture *f = *state;
    fx_head head;

    assert_done(f, fx_repo_head(open_repo(f), &head, &f->err));
    assert_null(head.commit);
    assert_string_equal(head.branch, "main");

    sh(f, ONE_COMMIT "git checkout -q -b feature/age");
    assert_done(f, fx_repo_head(open_repo(f), &head, &f->err));
    assert_string_equal(head.commit, GIT(f, "rev-parse", "HEAD"));
    assert_string_equal(head.branch, "feature/age");

    sh(f, "cd repo; git checkout -q --detach");
    assert_done(f, fx_repo_head(open_repo(f), &head, &f->err));
    assert_non_null(head.commit);
    assert_null(head.branch);
}

static void test_linked_worktree(void **state)
{
    fixture *f = *state;
    fx_repo *main_tree = NULL, *linked = NULL;
    fx_head head;

    sh(f, ONE_COMMIT "git worktree add -q -b side ../linked");
    main_tree = open_repo(f);
    linked = open_at(f, fx_path_join(f->a, f->dir, "linked"));
    assert_string_equal(fx_repo_workdir(linked), fx_path_join(f->a, f->dir, "linked"));
    assert_string_equal(fx_repo_gitdir(linked),
                        fx_path_join(f->a, f->repo, ".git/worktrees/linked"));
    assert_string_equal(fx_repo_commondir(linked), fx_repo_gitdir(main_tree));
    assert_done(f, fx_repo_head(linked, &head, &f->err));
    assert_string_equal(head.branch, "side");
    assert_string_not_equal(fx_repo_origin(linked), fx_repo_origin(main_tree));
}

static void test_bare_repository(void **state)
{
    fixture *f = *state;
    fx_repo *r = NULL;
    fx_strs unstaged, untracked;

    sh(f, ONE_COMMIT "git clone -q --bare . ../bare.git");
    r = open_at(f, fx_path_join(f->a, f->dir, "bare.git"));
    assert_null(fx_repo_workdir(r));
    assert_string_equal(fx_repo_ref(r, "refs/heads/main"), GIT(f, "rev-parse", "HEAD"));
    assert_done(f, fx_repo_dirty(r, "", &unstaged, &untracked, &f->err));
    assert_int_equal(unstaged.n + untracked.n, 0);
    assert_false(fx_repo_stage(r, "x", "x\n", 2, &f->err));
    assert_int_equal(f->err.code, FX_GIT);
    assert_non_null(f->err.hint);
}

static void test_submodule(void **state)
{
    fixture *f = *state;
    fx_repo *r = NULL;

    sh(f, ONE_COMMIT "cd ..; git init -q -b main outer; cd outer;"
                     "git -c protocol.file.allow=always submodule --quiet add ../repo sub "
                     "2>/dev/null");
    r = open_at(f, fx_path_join(f->a, f->dir, "outer/sub/dir"));
    assert_string_equal(fx_repo_workdir(r), fx_path_join(f->a, f->dir, "outer/sub"));
    assert_string_equal(fx_repo_gitdir(r), fx_path_join(f->a, f->dir, "outer/.git/modules/sub"));
}

static void test_git_dir_and_work_tree_of_the_environment(void **state)
{
    fixture *f = *state;
    fx_repo *r = NULL;

    sh(f, ONE_COMMIT "cd ..; mkdir tree; mv repo/.git store; echo new > tree/new.txt");
    setenv("GIT_DIR", "../store", 1);
    setenv("GIT_WORK_TREE", "../tree", 1);
    r = open_repo(f);
    assert_string_equal(fx_repo_workdir(r), fx_path_join(f->a, f->dir, "tree"));
    assert_string_equal(fx_repo_gitdir(r), fx_path_join(f->a, f->dir, "store"));
    assert_done(f, fx_repo_stage(r, "put.txt", "put\n", 4, &f->err));
    unsetenv("GIT_WORK_TREE");
    assert_string_equal(GIT(f, "ls-files", "put.txt"), "put.txt");
    assert_true(fx_path_exists(fx_path_join(f->a, f->dir, "tree/put.txt")));
}

static void test_git_dir_alone_takes_the_current_folder(void **state)
{
    fixture *f = *state;

    sh(f, ONE_COMMIT "mv .git ../store");
    setenv("GIT_DIR", fx_path_join(f->a, f->dir, "store"), 1);
    assert_string_equal(fx_repo_workdir(open_repo(f)), f->repo);
}

static void test_git_dir_that_is_none(void **state)
{
    fixture *f = *state;
    fx_repo *r = NULL;

    setenv("GIT_DIR", fx_path_join(f->a, f->dir, "nowhere"), 1);
    assert_false(fx_repo_open(f->a, f->repo, &r, &f->err));
    assert_int_equal(f->err.code, FX_GIT);
}

/* fxgit -C OTHER in a hook of the first repository. */
static void test_hook_variables_do_not_reach_another_repository(void **state)
{
    fixture *f = *state;
    fx_repo *r = NULL;
    const char *other = fx_path_join(f->a, f->dir, "other");

    sh(f, ONE_COMMIT "git init -q -b main ../other");
    setenv("GIT_DIR", ".git", 1);
    setenv("GIT_INDEX_FILE", fx_path_join(f->a, f->repo, ".git/index"), 1);
    r = open_at(f, other);
    assert_string_equal(fx_repo_workdir(r), other);
    assert_done(f, fx_repo_stage(r, "x.txt", "x\n", 2, &f->err));
    unsetenv("GIT_INDEX_FILE");
    unsetenv("GIT_DIR");
    assert_string_equal(GIT(f, "ls-files", "x.txt"), "");
    f->repo = other;
    assert_string_equal(GIT(f, "ls-files"), "x.txt");
}

static void test_sha256_is_refused(void **state)
{
    fixture *f = *state;
    fx_repo *r = NULL;

    sh(f, "git init -q --object-format=sha256 sha256 2>/dev/null");
    assert_false(fx_repo_open(f->a, fx_path_join(f->a, f->dir, "sha256"), &r, &f->err));
    assert_int_equal(f->err.code, FX_GIT);
    assert_non_null(strstr(f->err.msg, "SHA-256"));
    assert_non_null(f->err.hint);
}

static void test_extensions(void **state)
{
    fixture *f = *state;
    fx_repo *r = NULL;

    sh(f, "cd repo; git config core.repositoryFormatVersion 1;"
          "git config extensions.worktreeConfig true; git config extensions.preciousObjects true");
    open_repo(f);
    sh(f, "cd repo; git config extensions.future 1");
    assert_false(fx_repo_open(f->a, f->repo, &r, &f->err));
    assert_int_equal(f->err.code, FX_GIT);
    assert_non_null(strstr(f->err.msg, "extension future"));
}

static void test_foreign_owner(void **state)
{
    fixture *f = *state;
    fx_repo *r = NULL;

    if (geteuid() != 0)
        skip(); /* only root can give a folder away */
    sh(f, ONE_COMMIT "cd ..; chown -R 12345 repo");
    assert_false(fx_repo_open(f->a, f->repo, &r, &f->err));
    assert_int_equal(f->err.code, FX_GIT);
    assert_non_null(strstr(f->err.hint, "safe.directory"));

    fx_error_clear(&f->err);
    sh(f, "printf '[safe]\\n\\tdirectory = *\\n' > config");
    setenv("GIT_CONFIG_GLOBAL", fx_path_join(f->a, f->dir, "config"), 1);
    open_repo(f);
}

static void test_what_git_is_busy_with(void **state)
{
    fixture *f = *state;

    sh(f, ONE_COMMIT "git checkout -q -b side; echo s > a.txt; git commit -q -am side;"
                     "git checkout -q main; echo m > a.txt; git commit -q -am main");
    assert_null(fx_repo_busy(open_repo(f)));
    sh(f, "cd repo; fails git merge -q side >/dev/null 2>&1");
    assert_string_equal(fx_repo_busy(open_repo(f)), "merge");
    sh(f, "cd repo; git merge --abort; fails git rebase -q side >/dev/null 2>&1");
    assert_string_equal(fx_repo_busy(open_repo(f)), "rebase");
    sh(f, "cd repo; git rebase --abort; fails git cherry-pick side >/dev/null 2>&1");
    assert_string_equal(fx_repo_busy(open_repo(f)), "cherry-pick");
    sh(f, "cd repo; git cherry-pick --abort; git bisect start >/dev/null 2>&1");
    assert_string_equal(fx_repo_busy(open_repo(f)), "bisect");
}

static void test_origin_stays(void **state)
{
    fixture *f = *state;
    const char *id = fx_repo_origin(open_repo(f));

    assert_non_null(id);
    assert_int_equal(strlen(id), 16);
    assert_string_equal(fx_repo_origin(open_repo(f)), id);
    sh(f, "test \"$(ls repo/.git/fxgit)\" = origin");

    sh(f, ": > repo/.git/fxgit/origin");
    assert_string_not_equal(fx_repo_origin(open_repo(f)), id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GIT_TEST(test_no_repository),
        GIT_TEST(test_folders),
        GIT_TEST(test_unborn_branch_and_detached_head),
        GIT_TEST(test_linked_worktree),
        GIT_TEST(test_bare_repository),
        GIT_TEST(test_submodule),
        GIT_TEST(test_git_dir_and_work_tree_of_the_environment),
        GIT_TEST(test_git_dir_alone_takes_the_current_folder),
        GIT_TEST(test_git_dir_that_is_none),
        GIT_TEST(test_hook_variables_do_not_reach_another_repository),
        GIT_TEST(test_sha256_is_refused),
        GIT_TEST(test_extensions),
        GIT_TEST(test_foreign_owner),
        GIT_TEST(test_what_git_is_busy_with),
        GIT_TEST(test_origin_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
