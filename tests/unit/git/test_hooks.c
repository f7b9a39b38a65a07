#include "fixture.h"

#include "fx/git/hooks.h"

static const fx_hook_file *hook_files(fixture *f)
{
    static const char *const names[] = {"pre-commit", "post-checkout"};
    const char *source = getenv("FX_SRC");
    fx_hook_file *files = fx_alloc(f->a, 2 * sizeof *files);

    if (source == NULL)
        fail_msg("FX_SRC is not set: the folder that has hooks/");
    for (size_t i = 0; i < 2; i++) {
        const char *path = fx_fmt(f->a, "%s/hooks/%s", source, names[i]);
        size_t n = 0;

        files[i].name = names[i];
        assert_done(f, fx_file_read(f->a, path, 1 << 20, &files[i].text, &n, &f->err));
    }
    return files;
}

static const char *install(fixture *f, const char *dir)
{
    fx_strs done;

    assert_done(f, fx_hooks_install(open_at(f, dir), hook_files(f), 2, &done, &f->err));
    return fx_strs_join(f->a, &done, " ");
}

static const char *uninstall(fixture *f)
{
    fx_strs done;

    assert_done(f, fx_hooks_uninstall(open_repo(f), hook_files(f), 2, &done, &f->err));
    return fx_strs_join(f->a, &done, " ");
}

static fx_hook_state state_of(fixture *f, size_t i)
{
    fx_hook_statuses all;

    assert_done(f, fx_hooks_status(open_repo(f), hook_files(f), 2, &all, &f->err));
    assert_int_equal(all.n, 2);
    return all.at[i].state;
}

/* An fxgit that writes down how it was called. */
#define FAKE                                                                             \
    "mkdir -p \"$PWD/bin\";"                                                             \
    "printf '#!/bin/sh\\necho \"$@\" >> %s/calls\\nexit ${FAKE_STATUS:-0}\\n' \"$PWD\" " \
    "> bin/fxgit; chmod +x bin/fxgit; export PATH=$PWD/bin:$PATH;"

static void test_install_is_idempotent(void **state)
{
    fixture *f = *state;

    assert_int_equal(state_of(f, 0), FX_HOOK_ABSENT);
    assert_string_equal(install(f, f->repo), "pre-commit post-checkout");
    assert_string_equal(install(f, f->repo), "");
    assert_int_equal(state_of(f, 0), FX_HOOK_INSTALLED);
    sh(f,
       "cd repo/.git/hooks; test -x pre-commit; sh -n pre-commit; fails grep @FXGIT@ pre-commit");

    sh(f, "cd repo/.git/hooks; chmod -x pre-commit; echo '# more' >> post-checkout");
    assert_int_equal(state_of(f, 0), FX_HOOK_OUTDATED);
    assert_int_equal(state_of(f, 1), FX_HOOK_OUTDATED);
    assert_string_equal(install(f, f->repo), "pre-commit post-checkout");
    assert_int_equal(state_of(f, 1), FX_HOOK_INSTALLED);
    assert_string_equal(uninstall(f), "pre-commit post-checkout");
    assert_string_equal(uninstall(f), "");
    assert_int_equal(state_of(f, 0), FX_HOOK_ABSENT);
}

static void test_calls(void **state)
{
    fixture *f = *state;

    install(f, f->repo);
    sh(f, FAKE "cd repo; git commit -q --allow-empty -m one; git checkout -q -b side;"
               "git commit -q --no-verify --allow-empty -m two; cd ..;"
               "grep -qx 'hook pre-commit' calls; test \"$(grep -c pre-commit calls)\" = 1;"
               "grep -Eqx 'hook post-checkout [0-9a-f]{40} [0-9a-f]{40} 1' calls");
    sh(f, FAKE "rm calls; cd repo; FXGIT_SKIP=1 git commit -q --allow-empty -m skipped;"
               "FXGIT_SKIP=1 git checkout -q main; test ! -e ../calls");
}

static void test_only_a_pre_hook_stops_git(void **state)
{
    fixture *f = *state;

    install(f, f->repo);
    sh(f,
       FAKE "cd repo; export FAKE_STATUS=3; fails git commit -q --allow-empty -m one 2>/dev/null;"
            "git commit -q --no-verify --allow-empty -m one; git checkout -q -b side");
}

static void test_without_fxgit(void **state)
{
    fixture *f = *state;

    install(f, f->repo);
    sh(f, "cd repo; sed -i \"s,^fxgit=.*,fxgit='/nowhere/fxgit',\" .git/hooks/*;"
          "export FXGIT=/nowhere/else;"
          "fails git commit -q --allow-empty -m one 2> ../said;"
          "test \"$(cat ../said)\" = "
          "'fxgit: not found; commit with --no-verify, or install fxgit';"
          "git commit -q --no-verify --allow-empty -m one; git checkout -q -b side 2> ../said;"
          "test ! -s ../said");
}

static void test_chain_and_restore(void **state)
{
    fixture *f = *state;

    sh(f, "cd repo/.git/hooks; printf '#!/bin/sh\\necho theirs \"$@\" >> %s/calls\\n"
          "exit ${THEIR_STATUS:-0}\\n' \"$OLDPWD\" > pre-commit; chmod 700 pre-commit;"
          "cp -p pre-commit post-checkout; cp -p pre-commit ../kept");
    assert_int_equal(state_of(f, 0), FX_HOOK_FOREIGN);
    assert_string_equal(install(f, f->repo), "pre-commit post-checkout");
    assert_int_equal(state_of(f, 0), FX_HOOK_CHAINED);
    assert_string_equal(install(f, f->repo), "");
    sh(f, FAKE
       "cd repo; git commit -q --allow-empty -m one;"
       "printf 'theirs\\nhook pre-commit\\n' | cmp - ../calls; rm ../calls;"
       "FXGIT_SKIP=1 git commit -q --allow-empty -m two; echo theirs | cmp - ../calls;"
       "rm ../calls;"
       "fails env THEIR_STATUS=1 git commit -q --allow-empty -m three;"
       "echo theirs | cmp - ../calls;"
       "fails env THEIR_STATUS=1 git checkout -q -b side; grep -q 'hook post-checkout' ../calls");
    uninstall(f);
    sh(f, "cd repo/.git/hooks; cmp pre-commit ../kept; test ! -e pre-commit.before-fxgit;"
          "test \"$(stat -c %a pre-commit)\" = 700");
    assert_int_equal(state_of(f, 0), FX_HOOK_FOREIGN);
    assert_string_equal(uninstall(f), "");
}

static void test_two_foreign_hooks_are_refused(void **state)
{
    fixture *f = *state;
    fx_strs done;

    sh(f, "cd repo/.git/hooks; echo one > pre-commit.before-fxgit; echo two > pre-commit");
    assert_false(fx_hooks_install(open_repo(f), hook_files(f), 2, &done, &f->err));
    assert_int_equal(f->err.code, FX_REFUSED);
    assert_non_null(f->err.hint);
    sh(f, "cd repo/.git/hooks; test \"$(cat pre-commit)\" = two;"
          "test \"$(cat pre-commit.before-fxgit)\" = one");
}

static void test_worktrees_share_the_folder(void **state)
{
    fixture *f = *state;
    const char *dir = NULL;

    sh(f, ONE_COMMIT "git worktree add -q ../linked");
    install(f, fx_path_join(f->a, f->dir, "linked"));
    assert_done(f, fx_hooks_dir(open_repo(f), &dir, &f->err));
    assert_string_equal(dir, fx_path_join(f->a, f->repo, ".git/hooks"));
    assert_int_equal(state_of(f, 0), FX_HOOK_INSTALLED);
}

static void test_hooks_path(void **state)
{
    fixture *f = *state;
    const char *dir = NULL;
    fx_strs done;

    sh(f, "cd repo; git config core.hooksPath .githooks");
    assert_string_equal(install(f, f->repo), "pre-commit post-checkout");
    assert_done(f, fx_hooks_dir(open_repo(f), &dir, &f->err));
    assert_string_equal(dir, fx_path_join(f->a, f->repo, ".githooks"));
    sh(f, FAKE "test -x repo/.githooks/pre-commit; cd repo; git commit -q --allow-empty -m one;"
               "grep -q 'hook pre-commit' ../calls");

    sh(f, "mkdir shared; cd repo; git config core.hooksPath ../shared");
    assert_false(fx_hooks_install(open_repo(f), hook_files(f), 2, &done, &f->err));
    assert_int_equal(f->err.code, FX_REFUSED);
    assert_non_null(strstr(f->err.hint, "core.hooksPath"));
    sh(f, "test -z \"$(ls shared)\"");
    fx_error_clear(&f->err);
    assert_int_equal(state_of(f, 0), FX_HOOK_ABSENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GIT_TEST(test_install_is_idempotent),      GIT_TEST(test_calls),
        GIT_TEST(test_only_a_pre_hook_stops_git),  GIT_TEST(test_without_fxgit),
        GIT_TEST(test_chain_and_restore),          GIT_TEST(test_two_foreign_hooks_are_refused),
        GIT_TEST(test_worktrees_share_the_folder), GIT_TEST(test_hooks_path),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
