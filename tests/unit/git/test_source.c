#include "fixture.h"

#include "fx/git/source.h"

/* A project in app/, with files that no source may show. */
#define PROJECT                                                                                  \
    "cd repo; mkdir -p app/entities/sub app/entities/.hidden app/entities-old shared;"           \
    "echo b > app/entities/b.yml; echo a > app/entities/a.yml; echo c > app/entities/sub/c.yml;" \
    "echo h > app/entities/.hidden/h.yml; echo h > app/entities/.h.yml;"                         \
    "echo o > app/entities-old/o.yml; echo s > shared/s.yml; ln -s b.yml app/entities/link.yml;" \
    "echo top > app/fxgit.yml;"

static const char *listed(fixture *f, fx_source *s, const char *path)
{
    fx_files files;
    fx_strs names = {0};

    assert_done(f, fx_source_list(s, f->a, path, &files, &f->err));
    fx_each (const fx_file, file, &files)
        *fx_push(f->a, &names) = file->path;
    return fx_strs_join(f->a, &names, " ");
}

static const char *text_of(fixture *f, fx_source *s, const char *path)
{
    const char *text = NULL;
    size_t n = 0;

    assert_done(f, fx_source_read(s, f->a, path, &text, &n, &f->err));
    if (text != NULL)
        assert_int_equal(strlen(text), n);
    return text;
}

static fx_source *source_of(fixture *f, fx_source_kind kind)
{
    fx_source *s = NULL;

    switch (kind) {
    case FX_SOURCE_TREE:
        return fx_source_worktree(f->a, fx_path_join(f->a, f->repo, "app"));
    case FX_SOURCE_INDEX:
        s = fx_source_index(f->a, open_repo(f), "app", &f->err);
        break;
    case FX_SOURCE_COMMIT:
        s = fx_source_commit(f->a, open_repo(f), "HEAD", "./app/", &f->err);
        break;
    }
    assert_done(f, s != NULL);
    return s;
}

static void test_all_kinds_show_the_same(void **state)
{
    fixture *f = *state;

    sh(f, PROJECT "git add .; git commit -q -m one");
    for (fx_source_kind kind = FX_SOURCE_TREE; kind <= FX_SOURCE_COMMIT; kind++) {
        fx_source *s = source_of(f, kind);

        assert_int_equal(fx_source_kind_of(s), kind);
        assert_string_equal(listed(f, s, "entities"),
                            "entities/a.yml entities/b.yml entities/sub/c.yml");
        assert_string_equal(listed(f, s, "./entities/"), listed(f, s, "entities"));
        assert_string_equal(listed(f, s, "entities/sub/c.yml"), "entities/sub/c.yml");
        assert_string_equal(listed(f, s, "../shared"), "../shared/s.yml");
        assert_string_equal(listed(f, s, "fxgit.yml"), "fxgit.yml");
        assert_string_equal(listed(f, s, "fxgit.yml/x"), "");
        assert_string_equal(listed(f, s, "missing"), "");
        assert_string_equal(listed(f, s, "entities/link.yml"), "");
        assert_string_equal(text_of(f, s, "entities/sub/c.yml"), "c\n");
        assert_string_equal(text_of(f, s, "../shared/s.yml"), "s\n");
        assert_null(text_of(f, s, "entities"));
        assert_null(text_of(f, s, "entities/sub"));
        assert_null(text_of(f, s, "missing.yml"));
        assert_null(text_of(f, s, "fxgit.yml/x"));
    }
}

static void test_labels(void **state)
{
    fixture *f = *state;

    sh(f, PROJECT "git add .; git commit -q -m one");
    assert_string_equal(fx_source_label(source_of(f, FX_SOURCE_TREE)), "the work tree");
    assert_string_equal(fx_source_label(source_of(f, FX_SOURCE_INDEX)), "the index");
    assert_string_equal(fx_source_label(source_of(f, FX_SOURCE_COMMIT)),
                        fx_fmt(f->a, "commit %.7s", GIT(f, "rev-parse", "HEAD")));
}

static void test_each_kind_reads_its_own_text(void **state)
{
    fixture *f = *state;

    sh(f, PROJECT "git add .; git commit -q -m one; echo staged > app/entities/a.yml;"
                  "git add .; echo edited > app/entities/a.yml; echo n > app/entities/n.yml;"
                  "echo later > app/entities/later.yml; git add -N app/entities/later.yml");
    assert_string_equal(text_of(f, source_of(f, FX_SOURCE_COMMIT), "entities/a.yml"), "a\n");
    assert_string_equal(text_of(f, source_of(f, FX_SOURCE_INDEX), "entities/a.yml"), "staged\n");
    assert_string_equal(text_of(f, source_of(f, FX_SOURCE_TREE), "entities/a.yml"), "edited\n");
    assert_null(text_of(f, source_of(f, FX_SOURCE_INDEX), "entities/n.yml"));
    assert_null(text_of(f, source_of(f, FX_SOURCE_INDEX), "entities/later.yml"));
    assert_string_equal(listed(f, source_of(f, FX_SOURCE_INDEX), "entities"),
                        "entities/a.yml entities/b.yml entities/sub/c.yml");
}

static void test_paths_outside_of_the_repository(void **state)
{
    fixture *f = *state;
    fx_source *s = NULL;

    sh(f, PROJECT "git add .; git commit -q -m one");
    s = source_of(f, FX_SOURCE_COMMIT);
    assert_string_equal(listed(f, s, "../../app"), "");
    assert_string_equal(listed(f, s, "/app"), "");
    assert_null(text_of(f, s, "../../app/fxgit.yml"));
}

static void test_keys(void **state)
{
    fixture *f = *state;

    sh(f, PROJECT "git add .; git commit -q -m one; echo x > shared/s.yml; git commit -q -am two;"
                  "echo x > app/entities/a.yml; git add .");
    fx_repo *r = open_repo(f);
    fx_source *one = fx_source_commit(f->a, r, "HEAD~1", "app", &f->err);
    fx_source *two = fx_source_commit(f->a, r, "HEAD", "app", &f->err);
    fx_source *index = fx_source_index(f->a, r, "app", &f->err);
    fx_source *none = fx_source_commit(f->a, r, NULL, "app", &f->err);

    assert_string_equal(fx_source_key(two, f->a, "entities"),
                        GIT(f, "rev-parse", "HEAD:app/entities"));
    assert_string_equal(fx_source_key(one, f->a, "entities"), fx_source_key(two, f->a, "entities"));
    assert_string_not_equal(fx_source_key(one, f->a, "../shared"),
                            fx_source_key(two, f->a, "../shared"));
    assert_string_equal(fx_source_key(one, f->a, "missing"), fx_source_key(none, f->a, "x"));
    const char *before = fx_source_key(index, f->a, "entities");

    sh(f, "cd repo; git mv app/entities/a.yml app/entities/renamed.yml");
    index = fx_source_index(f->a, r, "app", &f->err);
    assert_string_not_equal(fx_source_key(index, f->a, "entities"), before);
    assert_null(fx_source_key(source_of(f, FX_SOURCE_TREE), f->a, "entities"));
}

static void test_no_commit_is_empty(void **state)
{
    fixture *f = *state;
    fx_source *s = fx_source_commit(f->a, open_repo(f), NULL, "", &f->err);

    assert_done(f, s != NULL);
    assert_string_equal(listed(f, s, ""), "");
    assert_null(text_of(f, s, "a"));
    s = fx_source_index(f->a, open_repo(f), "", &f->err);
    assert_done(f, s != NULL);
    assert_string_equal(listed(f, s, "."), "");
}

static void test_conflicts(void **state)
{
    fixture *f = *state;
    fx_source *s = NULL;
    fx_files files;
    fx_strs paths;
    const char *text = NULL;
    size_t n = 0;

    sh(f, PROJECT "git add .; git commit -q -m one; git checkout -q -b side;"
                  "echo side > app/entities/b.yml; git commit -q -am side; git checkout -q main;"
                  "echo main > app/entities/b.yml; git commit -q -am main;"
                  "fails git merge -q side >/dev/null 2>&1");
    assert_done(f, fx_repo_conflicts(open_repo(f), &paths, &f->err));
    assert_string_equal(fx_strs_join(f->a, &paths, " "), "app/entities/b.yml");
    s = source_of(f, FX_SOURCE_INDEX);
    assert_string_equal(listed(f, s, "entities/sub"), "entities/sub/c.yml");
    assert_false(fx_source_list(s, f->a, "entities", &files, &f->err));
    assert_int_equal(f->err.code, FX_INPUT);
    assert_string_equal(f->err.file, "app/entities/b.yml");
    fx_error_clear(&f->err);
    assert_false(fx_source_read(s, f->a, "entities/b.yml", &text, &n, &f->err));
    assert_int_equal(f->err.code, FX_INPUT);
}

static void test_the_index_that_the_commit_uses(void **state)
{
    fixture *f = *state;

    sh(f, PROJECT "git add .; git commit -q -m one; cp .git/index .git/next-index-7.lock;"
                  "echo part > app/entities/a.yml;"
                  "GIT_INDEX_FILE=.git/next-index-7.lock git add app/entities/a.yml");
    assert_string_equal(text_of(f, source_of(f, FX_SOURCE_INDEX), "entities/a.yml"), "a\n");
    setenv("GIT_INDEX_FILE", ".git/next-index-7.lock", 1);
    assert_string_equal(text_of(f, source_of(f, FX_SOURCE_INDEX), "entities/a.yml"), "part\n");
}

static void test_split_and_sparse_index(void **state)
{
    fixture *f = *state;
    const char *all = "entities/a.yml entities/b.yml entities/sub/c.yml";

    sh(f, PROJECT "git add .; git commit -q -m one; git update-index --split-index;"
                  "echo x > shared/x.yml; git add .");
    assert_string_equal(listed(f, source_of(f, FX_SOURCE_INDEX), "entities"), all);
    assert_string_equal(text_of(f, source_of(f, FX_SOURCE_INDEX), "../shared/x.yml"), "x\n");
    sh(f, "cd repo; git update-index --no-split-index; git commit -q -m two;"
          "git sparse-checkout init --cone --sparse-index; git sparse-checkout set shared");
    assert_string_equal(listed(f, source_of(f, FX_SOURCE_INDEX), "entities"), all);
    assert_string_equal(text_of(f, source_of(f, FX_SOURCE_INDEX), "entities/b.yml"), "b\n");
    assert_string_equal(listed(f, source_of(f, FX_SOURCE_TREE), "entities"), "");
}

/* Objects that were left on the server come when they are asked for. */
static void test_partial_clones(void **state)
{
    fixture *f = *state;
    const char *filters[] = {"blob:none", "tree:0"};

    sh(f, PROJECT "git add .; git commit -q -m one; git config uploadpack.allowFilter true;"
                  "git config uploadpack.allowAnySHA1InWant true;"
                  "echo old > app/entities/a.yml; git commit -q -am two;"
                  "echo new > app/entities/a.yml; git commit -q -am three");
    for (size_t i = 0; i < 2; i++) {
        const char *dir = fx_fmt(f->a, "partial%zu", i);

        sh(f, fx_fmt(f->a, "git clone -q --no-checkout --filter=%s \"file://$PWD/repo\" %s",
                     filters[i], dir));
        dir = fx_path_join(f->a, f->dir, dir);
        fx_repo *r = open_at(f, dir);
        fx_source *s = fx_source_commit(f->a, r, "HEAD~1", "app", &f->err);

        assert_done(f, s != NULL);
        assert_string_equal(listed(f, s, "entities"),
                            "entities/a.yml entities/b.yml entities/sub/c.yml");
        assert_string_equal(text_of(f, s, "entities/a.yml"), "old\n");
    }
}

static void test_large_files(void **state)
{
    fixture *f = *state;

    sh(f, PROJECT "head -c 4194304 /dev/zero | tr '\\0' x > app/fits.yml; cp app/fits.yml "
                  "app/large.yml; echo >> app/large.yml; git add .; git commit -q -m one");
    for (fx_source_kind kind = FX_SOURCE_TREE; kind <= FX_SOURCE_COMMIT; kind++) {
        fx_source *s = source_of(f, kind);
        const char *text = NULL;
        size_t n = 0;

        assert_done(f, fx_source_read(s, f->a, "fits.yml", &text, &n, &f->err));
        assert_int_equal(n, 4194304);
        assert_false(fx_source_read(s, f->a, "large.yml", &text, &n, &f->err));
        assert_int_equal(f->err.code, FX_INPUT);
        fx_error_clear(&f->err);
    }
}

static void test_bare_repository_has_commits(void **state)
{
    fixture *f = *state;
    fx_source *s = NULL;

    sh(f, PROJECT "git add .; git commit -q -m one; git clone -q --bare . ../bare.git");
    s = fx_source_commit(f->a, open_at(f, fx_path_join(f->a, f->dir, "bare.git")), "main", "app",
                         &f->err);
    assert_done(f, s != NULL);
    assert_string_equal(text_of(f, s, "fxgit.yml"), "top\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GIT_TEST(test_all_kinds_show_the_same),
        GIT_TEST(test_labels),
        GIT_TEST(test_each_kind_reads_its_own_text),
        GIT_TEST(test_paths_outside_of_the_repository),
        GIT_TEST(test_keys),
        GIT_TEST(test_no_commit_is_empty),
        GIT_TEST(test_conflicts),
        GIT_TEST(test_the_index_that_the_commit_uses),
        GIT_TEST(test_split_and_sparse_index),
        GIT_TEST(test_partial_clones),
        GIT_TEST(test_large_files),
        GIT_TEST(test_bare_repository_has_commits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
