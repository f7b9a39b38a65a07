#include "fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fx/git/cache.h"

static void ask(fixture *f, fx_stamp *s)
{
    fx_stamp_begin(s, f->a);
    fx_stamp_text(s, "why");
    fx_stamp_text(s, NULL);
    fx_stamp_path(s, fx_path_join(f->a, f->dir, "in"));
    fx_stamp_log(s, fx_path_join(f->a, f->dir, "log"));
}

static bool get(fixture *f, fx_strs *lines)
{
    fx_stamp s;

    ask(f, &s);
    return fx_cache_get(open_repo(f), f->a, "answer", &s, lines);
}

/* Keeps "one", "two" of what there is: as if all of it were a minute old, or as it is. */
static void keep(fixture *f, bool old)
{
    fx_strs lines = {0}, found;
    fx_stamp s;

    ask(f, &s);
    if (fx_cache_get(open_repo(f), f->a, "answer", &s, &found))
        fail_msg("there is an answer already");
    if (old)
        s.begun += 60LL * 1000 * 1000 * 1000;
    *fx_push(f->a, &lines) = "one";
    *fx_push(f->a, &lines) = "two";
    fx_cache_put(open_repo(f), f->a, "answer", &s, &lines);
}

static void kept_after(fixture *f, const char *script, bool kept)
{
    fx_strs lines;

    sh(f,
       "rm -rf repo in log; git init -q repo; mkdir -p in/deep; echo a >in/a; echo b >in/deep/b");
    keep(f, true);
    assert_true(get(f, &lines));
    sh(f, script);
    if (get(f, &lines) != kept)
        fail_msg("%s: %s", script, kept ? "it is not kept any more" : "it is kept");
}

static void test_lines_come_back(void **state)
{
    fixture *f = *state;
    fx_strs lines;

    sh(f, "git init -q repo; mkdir in; echo a >in/a");
    assert_false(get(f, &lines));
    keep(f, true);
    assert_true(get(f, &lines));
    assert_int_equal(lines.n, 2);
    assert_string_equal(lines.at[1], "two");
}

static void test_any_change_ends_it(void **state)
{
    fixture *f = *state;

    kept_after(f, "true", true);
    kept_after(f, "cat in/a >/dev/null; ls in", true);
    kept_after(f, "echo c >in/a", false);
    kept_after(f, "cp -p in/a old; echo c >in/a; touch -r old in/a", false);
    kept_after(f, "echo c >new; touch -r in/a new; mv new in/a", false);
    kept_after(f, "rm in/a", false);
    kept_after(f, "echo c >in/c", false);
    kept_after(f, "echo c >in/deep/b", false);
    kept_after(f, "rm in/deep/b", false);
    kept_after(f, "mkdir in/deep/er", false);
    kept_after(f, "rm -r in", false);
    kept_after(f, "chmod 600 in/a", false);
    kept_after(f, "touch log", true);
    kept_after(f, "echo x >log", false);
    kept_after(f, "rm repo/.git/fxgit/cache/*", false);
}

static void test_what_is_young_is_not_kept(void **state)
{
    fixture *f = *state;
    fx_strs lines;

    sh(f, "git init -q repo; mkdir in; echo a >in/a; touch -d '+1 hour' in/a");
    keep(f, false);
    assert_false(get(f, &lines));
}

static void test_another_folder_in_between_is_not_what_was_read(void **state)
{
    fixture *f = *state;
    fx_strs lines = {0}, found;
    fx_stamp s;

    sh(f, "git init -q repo; mkdir in other");
    ask(f, &s);
    assert_false(fx_cache_get(open_repo(f), f->a, "answer", &s, &found));
    s.begun += 60LL * 1000 * 1000 * 1000;
    sh(f, "mv in away; mv other in");
    *fx_push(f->a, &lines) = "one";
    fx_cache_put(open_repo(f), f->a, "answer", &s, &lines);
    assert_false(get(f, &found));
}

static void test_facts_of_one_file(void **state)
{
    fixture *f = *state;
    const char *path = fx_path_join(f->a, f->dir, "one");

    sh(f, "echo text >one");
    const fx_facts first = fx_facts_of(AT_FDCWD, path);
    const int64_t latest = first.modified > first.changed ? first.modified : first.changed;

    assert_true(fx_facts_settled(&first, latest + 1000 * 1000 * 1000));
    assert_false(fx_facts_settled(&first, latest)); /* what comes next may leave the same */
    sh(f, "echo text and more >one");
    assert_true(fx_facts_timely(&first, first.modified + 1000));
    assert_false(fx_facts_timely(&first, first.modified + 1000 * 1000 * 1000));
    assert_false(fx_facts_timely(&first, first.modified - 1000 * 1000 * 1000));
    const fx_facts second = fx_facts_of(AT_FDCWD, path);

    assert_true(fx_facts_equal(&first, &first));
    assert_false(fx_facts_equal(&first, &second));
    assert_int_equal(unlink(path), 0);
    const fx_facts gone = fx_facts_of(AT_FDCWD, path);

    assert_true(gone.missing);
    assert_false(fx_facts_timely(&gone, fx_facts_now()));
    const fx_facts coarse = {.modified = 1000LL * 1000 * 1000};

    assert_false(fx_facts_timely(&coarse, coarse.modified));
    assert_false(fx_facts_settled(&gone, INT64_MAX));
}

static void test_another_question_has_another_answer(void **state)
{
    fixture *f = *state;
    fx_strs lines;
    fx_stamp s;

    sh(f, "git init -q repo; mkdir in");
    keep(f, true);
    ask(f, &s);
    fx_stamp_text(&s, "more");
    assert_false(fx_cache_get(open_repo(f), f->a, "answer", &s, &lines));
    ask(f, &s);
    assert_false(fx_cache_get(open_repo(f), f->a, "other", &s, &lines));
    ask(f, &s);
    assert_false(fx_cache_get(NULL, f->a, "answer", &s, &lines));
}

static void test_broken_files_are_none(void **state)
{
    fixture *f = *state;
    fx_strs lines;

    sh(f, "git init -q repo; mkdir in; for i in 1 2 3; do echo $i >in/$i; done");
    keep(f, true);
    sh(f, "cp repo/.git/fxgit/cache/answer whole");
    for (int n = 0;; n++) { /* cut anywhere */
        const char *cut = fx_fmt(f->a,
                                 "s=$(stat -c %%s whole); [ %d -lt $s ] && head -c %d whole "
                                 ">repo/.git/fxgit/cache/answer",
                                 n, n);

        if (system(fx_fmt(f->a, "cd '%s' && %s", f->dir, cut)) != 0) /* NOLINT: own script */
            break;
        if (get(f, &lines)) /* cut at the end of a line */
            assert_int_equal(lines.n, 1);
    }
    sh(f, "cp whole repo/.git/fxgit/cache/answer");
    assert_true(get(f, &lines));
}

static void test_a_crowd(void **state)
{
    fixture *f = *state;
    fx_strs lines;

    sh(f, "git init -q repo; mkdir in; cd in; seq 3000 | xargs touch");
    keep(f, true);
    assert_true(get(f, &lines));
    sh(f, "echo x >in/2999");
    assert_false(get(f, &lines));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GIT_TEST(test_lines_come_back),
        GIT_TEST(test_any_change_ends_it),
        GIT_TEST(test_what_is_young_is_not_kept),
        GIT_TEST(test_another_folder_in_between_is_not_what_was_read),
        GIT_TEST(test_another_question_has_another_answer),
        GIT_TEST(test_broken_files_are_none),
        GIT_TEST(test_a_crowd),
        GIT_TEST(test_facts_of_one_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
