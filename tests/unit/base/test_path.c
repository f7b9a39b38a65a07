#include "testing.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fx/base/path.h"

/* The state is a folder of its own and an arena. */
typedef struct place {
    fx_arena *arena;
    char *dir;
} place;

static int setup(void **state)
{
    fx_arena *a = fx_arena_new();
    place *p = fx_new(a, place);
    const char *tmp = getenv("TMPDIR");

    *p = (place){a, fx_fmt(a, "%s/fxgit-path.XXXXXX", tmp == NULL ? "/tmp" : tmp)};
    *state = p;
    return mkdtemp(p->dir) == NULL ? -1 : 0;
}

static int teardown(void **state)
{
    place *p = *state;
    int status = system(fx_fmt(p->arena, "chmod -R u+w '%s' && rm -rf '%s'", p->dir, p->dir));

    fx_arena_free(p->arena);
    return status;
}

static const char *in(const place *p, const char *name)
{
    return fx_path_join(p->arena, p->dir, name);
}

static void put(const place *p, const char *name, const char *text)
{
    fx_error err = {.arena = p->arena};
    const char *path = in(p, name);

    assert_true(fx_dir_make(p->arena, fx_path_dir(p->arena, path), &err));
    assert_true(fx_file_write(p->arena, path, text, strlen(text), 0644, &err));
}

static void test_names(void **state)
{
    fx_arena *a = *state;

    assert_string_equal(fx_path_join(a, "a", "b"), "a/b");
    assert_string_equal(fx_path_join(a, "a/", "b"), "a/b");
    assert_string_equal(fx_path_join(a, "/", "b"), "/b");
    assert_string_equal(fx_path_join(a, "a", "/b"), "/b");
    assert_string_equal(fx_path_join(a, "", "b"), "b");
    assert_string_equal(fx_path_join(a, "a", ""), "a");
    assert_string_equal(fx_path_dir(a, "a/b/c"), "a/b");
    assert_string_equal(fx_path_dir(a, "c"), ".");
    assert_string_equal(fx_path_dir(a, "/c"), "/");
    assert_string_equal(fx_path_base("a/b"), "b");
    assert_string_equal(fx_path_base("b"), "b");
}

static void test_absolute_folds(void **state)
{
    fx_arena *a = *state;
    char cwd[4096];

    assert_string_equal(fx_path_absolute(a, "/a/./b//c/../d/"), "/a/b/d");
    assert_string_equal(fx_path_absolute(a, "/../.."), "/");
    assert_string_equal(fx_path_absolute(a, "/a/..b/.c"), "/a/..b/.c");
    assert_non_null(getcwd(cwd, sizeof cwd));
    assert_string_equal(fx_path_absolute(a, "x/../y"), fx_path_join(a, cwd, "y"));
}

static void test_relative(void **state)
{
    fx_arena *a = *state;

    assert_string_equal(fx_path_relative(a, "/a/b", "/a/b/c/d"), "c/d");
    assert_string_equal(fx_path_relative(a, "/a/b", "/a/bc"), "../bc");
    assert_string_equal(fx_path_relative(a, "/a/b/c", "/x"), "../../../x");
    assert_string_equal(fx_path_relative(a, "/", "/x/y"), "x/y");
    assert_string_equal(fx_path_relative(a, "/a/b", "/a/b"), "");
}

static void test_read_back_what_was_written(void **state)
{
    place *p = *state;
    fx_error err = {.arena = p->arena};
    const char *path = in(p, "f"), *text = NULL;
    size_t n = 0;
    struct stat st;

    assert_true(fx_file_write(p->arena, path, "a\0b", 3, 0755, &err));
    assert_true(fx_file_read(p->arena, path, 3, &text, &n, &err));
    assert_int_equal(n, 3);
    assert_memory_equal(text, "a\0b", 4);
    assert_int_equal(stat(path, &st), 0);
    assert_true((st.st_mode & S_IXUSR) != 0);
}

static void test_read_failures(void **state)
{
    place *p = *state;
    fx_error err = {.arena = p->arena};
    const char *text = NULL;
    size_t n = 0;

    assert_false(fx_file_read(p->arena, in(p, "none"), 10, &text, &n, &err));
    assert_int_equal(err.code, FX_INPUT);
    assert_non_null(strstr(err.msg, "/none: No such file"));
    fx_error_clear(&err);
    assert_false(fx_file_read(p->arena, p->dir, 10, &text, &n, &err));
    assert_non_null(strstr(err.msg, "it is a folder"));
    fx_error_clear(&err);
    put(p, "big", "0123456789a");
    assert_false(fx_file_read(p->arena, in(p, "big"), 10, &text, &n, &err));
    assert_non_null(strstr(err.msg, "larger than 10 bytes"));
    assert_null(text); /* nothing is given out on failure */
}

/* Files of /proc have a size of 0 and more to read. */
static void test_read_a_file_that_has_no_size(void **state)
{
    place *p = *state;
    fx_error err = {.arena = p->arena};
    const char *text = NULL;
    size_t n = 0;

    if (!fx_path_exists("/proc/self/status"))
        skip();
    assert_true(fx_file_read(p->arena, "/proc/self/status", 1 << 20, &text, &n, &err));
    assert_true(n > 100);
    assert_int_equal(strlen(text), n);
}

/* The old text or the new one, and no temporary file beside it, whether it works or not. */
static void test_write_is_all_or_nothing(void **state)
{
    place *p = *state;
    fx_error err = {.arena = p->arena};
    fx_strs files = {0}, in_folder = {0};
    const char *text = NULL;
    size_t n = 0;

    put(p, "sub/f", "old");
    put(p, "sub/f", "new text");
    assert_true(fx_dir_list(p->arena, p->dir, &files, &err));
    assert_string_equal(fx_strs_join(p->arena, &files, " "), "sub/f");
    assert_true(fx_file_read(p->arena, in(p, "sub/f"), 100, &text, &n, &err));
    assert_string_equal(text, "new text");

    put(p, "target/inner", "x"); /* a folder that is not empty cannot be replaced by a file */
    assert_false(fx_file_write(p->arena, in(p, "target"), "y", 1, 0644, &err));
    assert_int_equal(err.code, FX_INPUT);
    assert_non_null(strstr(err.msg, "cannot write "));
    fx_error_clear(&err);
    assert_true(fx_dir_list(p->arena, p->dir, &in_folder, &err));
    assert_string_equal(fx_strs_join(p->arena, &in_folder, " "), "sub/f target/inner");

    assert_false(fx_file_write(p->arena, in(p, "none/f"), "y", 1, 0644, &err));
}

static void leave(const char *path)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fclose(f);
}

/* What nobody holds is swept, what another writer holds stays, and so do files of other names. */
static void test_temporary_files_are_elsewhere(void **state)
{
    place *p = *state;
    fx_error err = {.arena = p->arena};
    const char *left = in(p, "git/tmp/.fxgit-00000000.tmp"), *held = in(p, "git/tmp/.fxgit-1.tmp");

    put(p, "git/tmp/other.tmp", "other");
    leave(left);
    leave(held);
    int fd = open(held, O_RDONLY);

    assert_int_equal(flock(fd, LOCK_EX), 0);
    fx_arena_set_temp_dir(p->arena, in(p, "git/tmp"));
    put(p, "work/f", "text");
    assert_false(fx_path_exists(left));
    assert_true(fx_path_exists(held));
    assert_true(fx_path_exists(in(p, "git/tmp/other.tmp")));
    close(fd);
    put(p, "work/f", "more");
    assert_false(fx_path_exists(held));

    /* a folder that cannot be: beside it, and what was left there goes, too */
    fx_arena_set_temp_dir(p->arena, in(p, "work/f/tmp"));
    put(p, "work/g", "text");
    assert_true(fx_path_exists(in(p, "work/g")));
    fx_arena_set_temp_dir(p->arena, in(p, "git/tmp"));
    leave(in(p, "work/.fxgit-2.tmp"));
    fx_arena_set_temp_dir(p->arena, NULL);
    assert_true(fx_file_write(p->arena, in(p, "work/g"), "more", 4, 0644, &err));
    assert_false(fx_path_exists(in(p, "work/.fxgit-2.tmp")));
    fx_error_clear(&err);
}

static void test_a_reader_of_the_old_file_keeps_it(void **state)
{
    place *p = *state;
    char text[8] = "";

    put(p, "f", "old");
    FILE *open_before = fopen(in(p, "f"), "r");

    assert_non_null(open_before);
    put(p, "f", "new");
    assert_int_equal(fread(text, 1, 3, open_before), 3);
    fclose(open_before);
    assert_string_equal(text, "old");
}

static void test_make_folders(void **state)
{
    place *p = *state;
    fx_error err = {.arena = p->arena};

    assert_true(fx_dir_make(p->arena, in(p, "a/b/c"), &err));
    assert_true(fx_dir_make(p->arena, in(p, "a/b/c"), &err));
    assert_true(fx_path_is_dir(in(p, "a/b/c")));
    put(p, "file", "x");
    assert_false(fx_path_is_dir(in(p, "file")));
    assert_false(fx_dir_make(p->arena, in(p, "file"), &err));
    assert_non_null(strstr(err.msg, "cannot make the folder"));
    fx_error_clear(&err);
    assert_false(fx_dir_make(p->arena, in(p, "file/below"), &err));
}

static void test_list(void **state)
{
    place *p = *state;
    fx_error err = {.arena = p->arena};
    fx_strs files = {0}, none = {0};

    put(p, "b.yml", "");
    put(p, "a/z.yml", "");
    put(p, "a/B.yml", "");
    put(p, ".hidden", "");
    put(p, ".folder/x", "");
    assert_int_equal(symlink("b.yml", in(p, "link")), 0);
    assert_int_equal(symlink(".", in(p, "loop")), 0);
    assert_true(fx_dir_list(p->arena, p->dir, &files, &err));
    assert_string_equal(fx_strs_join(p->arena, &files, " "), "a/B.yml a/z.yml b.yml link");
    assert_true(fx_dir_list(p->arena, in(p, "none"), &none, &err));
    assert_int_equal(none.n, 0);
    assert_false(fx_dir_list(p->arena, in(p, "b.yml"), &none, &err));
}

#define PLACE_TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_names),
        FX_TEST(test_absolute_folds),
        FX_TEST(test_relative),
        PLACE_TEST(test_read_back_what_was_written),
        PLACE_TEST(test_read_failures),
        PLACE_TEST(test_read_a_file_that_has_no_size),
        PLACE_TEST(test_write_is_all_or_nothing),
        PLACE_TEST(test_temporary_files_are_elsewhere),
        PLACE_TEST(test_a_reader_of_the_old_file_keeps_it),
        PLACE_TEST(test_make_folders),
        PLACE_TEST(test_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
