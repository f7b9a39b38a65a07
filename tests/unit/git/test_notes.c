/* The tree of the notes grows like git's own, and git reads each note once, wherever it lay. */
#include "fixture.h"

#include "fx/git/refs.h"

/* Two digits first, so that `split` shows: of commits that there are. */
#define COMMITS                                                                                \
    "git init -q repo; cd repo; i=0;"                                                          \
    "while [ $i -lt 300 ]; do i=$((i + 1));"                                                   \
    " printf 'commit refs/heads/main\\ncommitter A <a@b> %d +0000\\ndata 1\\nx\\n' $i; done |" \
    " git fast-import --quiet; git rev-list main >../all;"

static fx_strs commits(fixture *f)
{
    const char *text = GIT(f, "rev-list", "main");
    fx_strs out = {0};

    for (size_t n; *text != '\0'; text += n + (text[n] == '\n')) {
        n = strcspn(text, "\n");
        *fx_push(f->a, &out) = fx_strndup(f->a, text, n);
    }
    assert_int_equal(out.n, 300);
    return out;
}

static void note(fixture *f, fx_repo *r, const fx_strs *all, size_t from, size_t to,
                 const char *word)
{
    fx_notes notes = {0};

    for (size_t i = from; i < to; i++)
        *fx_push(f->a, &notes) = (fx_noted){all->at[i], fx_fmt(f->a, "%s %s\n", word, all->at[i])};
    assert_done(f, fx_notes_write(r, &notes, &f->err));
}

static size_t entries(fixture *f)
{
    const char *text = GIT(f, "ls-tree", "--name-only", "refs/notes/fxgit");
    size_t n = *text != '\0';

    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}

/* What git shows of each is one note: two would be joined. */
static void check(fixture *f, const fx_strs *all, size_t from, size_t to, const char *word)
{
    sh(f, fx_fmt(f->a,
                 "cd repo; sed -n '%zu,%zup' ../all | while read -r c; do"
                 " test \"$(git notes --ref=fxgit show $c)\" = \"%s $c\" ||"
                 " { git notes --ref=fxgit show $c; exit 1; }; done",
                 from + 1, to, word));
    fx_repo *r = open_repo(f);
    const char *text;

    for (size_t i = from; i < to; i++) {
        assert_done(f, fx_note_read(r, f->a, all->at[i], &text, &f->err));
        assert_string_equal(text, fx_fmt(f->a, "%s %s\n", word, all->at[i]));
    }
}

static void test_one_by_one(void **state)
{
    fixture *f = *state;

    sh(f, COMMITS);
    fx_strs all = commits(f);
    fx_repo *r = open_repo(f);

    for (size_t i = 0; i < 255; i++)
        note(f, r, &all, i, i + 1, "one");
    assert_int_equal(entries(f), 255);
    check(f, &all, 0, 5, "one");
    note(f, r, &all, 255, 256, "one");
    assert_true(entries(f) < 200); /* folders */
    for (size_t i = 256; i < 300; i++)
        note(f, r, &all, i, i + 1, "one");
    note(f, r, &all, 3, 5, "two");
    check(f, &all, 0, 3, "one");
    check(f, &all, 3, 5, "two");
    check(f, &all, 5, 300, "one");
    sh(f, "cd repo; test $(git notes --ref=fxgit list | wc -l) = 300; git fsck --strict");
}

/* git fast-import takes the layout for what the number of notes says. */
static void test_many_over_another_layout(void **state)
{
    fixture *f = *state;

    sh(f, COMMITS);
    fx_strs all = commits(f);
    fx_repo *r = open_repo(f);

    note(f, r, &all, 0, 120, "one");
    sh(f, "cd repo; git notes --ref=fxgit remove $(sed -n 120p ../all)"); /* git makes folders */
    assert_true(entries(f) < 119);
    note(f, r, &all, 0, 100, "two");
    check(f, &all, 0, 100, "two");
    check(f, &all, 100, 119, "one");
    note(f, r, &all, 100, 300, "three");
    check(f, &all, 0, 100, "two");
    check(f, &all, 100, 300, "three");
}

/* 300 in one folder: as an older program has left them. */
static void test_a_flat_tree_is_mended(void **state)
{
    fixture *f = *state;

    sh(f, COMMITS "b=$(echo old | git hash-object -w --stdin);"
                  "t=$(sed \"s/\\(.*\\)/100644 blob $b\\t\\1/\" ../all | sort -k4 | git mktree);"
                  "git update-ref refs/notes/fxgit $(git commit-tree $t -m old)");
    fx_strs all = commits(f);
    fx_repo *r = open_repo(f);

    assert_int_equal(entries(f), 300);
    note(f, r, &all, 0, 50, "new");
    check(f, &all, 0, 50, "new");
    assert_true(entries(f) < 200);
    sh(f, "cd repo; test \"$(git notes --ref=fxgit show main~200)\" = old;"
          "test $(git notes --ref=fxgit list | wc -l) = 300; git fsck --strict");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GIT_TEST(test_one_by_one),
        GIT_TEST(test_many_over_another_layout),
        GIT_TEST(test_a_flat_tree_is_mended),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
