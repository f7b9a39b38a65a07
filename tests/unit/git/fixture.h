/*
 * Fixture: a folder of its own for each test, real repositories made by git,
 * and an environment where nothing of the user's is seen.
 */
#ifndef FX_TESTS_GIT_FIXTURE_H
#define FX_TESTS_GIT_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "testing.h"

#include "fx/base/path.h"
#include "fx/base/str.h"
#include "fx/git/repo.h"

#ifdef __SANITIZE_ADDRESS__
/* libgit2 1.5 does not free a regular expression's match when it opens a repository of format 1 */
const char *__lsan_default_suppressions(void); /* NOLINT(bugprone-reserved-identifier) */
const char *__lsan_default_suppressions(void)  /* NOLINT(bugprone-reserved-identifier) */
{
    return "leak:libpcre2\n";
}
#endif

typedef struct fixture {
    fx_arena *a;
    fx_error err;
    const char *dir;  /* of this test */
    const char *repo; /* dir/repo */
} fixture;

static inline void reset_environment(const char *home)
{
    static const char *const names[] = {
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_COMMON_DIR",
        "GIT_CONFIG",
        "GIT_CONFIG_COUNT",
        "GIT_PREFIX",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_AUTHOR_DATE",
        "GIT_AUTHOR_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_COMMITTER_DATE",
        "GIT_COMMITTER_NAME",
        "GIT_COMMITTER_EMAIL",
        "FXGIT_SKIP",
        "FXGIT",
        "XDG_CONFIG_HOME",
        "GIT_CONFIG_PARAMETERS",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unsetenv(names[i]);
    setenv("HOME", home, 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    setenv("GIT_AUTHOR_NAME", "A U Thor", 1);
    setenv("GIT_AUTHOR_EMAIL", "author@example.com", 1);
    setenv("GIT_COMMITTER_NAME", "C O Mitter", 1);
    setenv("GIT_COMMITTER_EMAIL", "committer@example.com", 1);
    setenv("GIT_CEILING_DIRECTORIES", home, 1);
    setenv("TZ", "UTC", 1);
}

/* Runs a line of sh in the test's folder; the test ends if it fails. `fails COMMAND` must fail:
 * with `!` a script would go on whatever happened. */
static inline void sh(const fixture *f, const char *script)
{
    const char *line =
        fx_fmt(f->a,
               "cd '%s' || exit 1\nset -e\n"
               "fails() { if \"$@\"; then echo \"does not fail: $*\"; exit 1; fi; }\n%s",
               f->dir, script);

    if (system(line) != 0) /* NOLINT(cert-env33-c): the tests' own scripts */
        fail_msg("failed: %s", script);
}

/* The standard output of a git command in the repository, without its last line end. */
static inline const char *git_out(fixture *f, const char *const *args)
{
    const char *out = NULL;

    if (!fx_git(f->a, f->repo, args, NULL, 0, &out, NULL, &f->err))
        fail_msg("%s", f->err.msg);
    return fx_trim(f->a, out);
}
#define GIT(f, ...) git_out((f), (const char *const[]){__VA_ARGS__, NULL})

static inline void assert_done(fixture *f, bool done)
{
    if (!done)
        fail_msg("%s (%s)", f->err.msg, f->err.hint == NULL ? "no hint" : f->err.hint);
}

static inline fx_repo *open_at(fixture *f, const char *dir)
{
    fx_repo *r = NULL;

    assert_done(f, fx_repo_open(f->a, dir, &r, &f->err));
    assert_non_null(r);
    return r;
}

static inline fx_repo *open_repo(fixture *f)
{
    return open_at(f, f->repo);
}

static inline int fixture_setup(void **state)
{
    char name[] = "/tmp/fxgit-unit.XXXXXX", real[4096];
    fx_arena *a = fx_arena_new();
    fixture *f = fx_new(a, fixture);

    if (mkdtemp(name) == NULL || realpath(name, real) == NULL)
        return -1;
    f->a = a;
    f->err.arena = a;
    f->dir = fx_strdup(a, real);
    f->repo = fx_path_join(a, f->dir, "repo");
    reset_environment(f->dir);
    *state = f;
    sh(f, "git init -q -b main repo");
    return chdir(f->repo);
}

static inline int fixture_teardown(void **state)
{
    fixture *f = *state;
    int rc = chdir("/");

    reset_environment("/");
    sh(f, "chmod -R u+rwX . && rm -rf ./* ./.[a-z]*");
    if (rmdir(f->dir) != 0)
        rc = -1;
    fx_arena_free(f->a);
    return rc;
}

#define GIT_TEST(fn) cmocka_unit_test_setup_teardown(fn, fixture_setup, fixture_teardown)

/* One commit on main with a.txt and dir/b.txt. */
#define ONE_COMMIT \
    "cd repo; mkdir dir; echo a > a.txt; echo b > dir/b.txt; git add .; git commit -q -m one;"

#endif
