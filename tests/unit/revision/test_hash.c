#include <stdlib.h>

#include "fx/base/hash.h"
#include "fx/base/path.h"
#include "revisions.h"

static const char *folder(fx_arena *a)
{
    const char *root = getenv("FX_SRC");

    return fx_path_join(a, root == NULL ? "." : root, "tests/fixtures/hash");
}

static const char *file_text(fx_arena *a, const char *name, size_t *n)
{
    fx_error err = {.arena = a};
    const char *text = NULL;

    if (!fx_file_read(a, fx_path_join(a, folder(a), name), 1024 * 1024, &text, n, &err))
        fail_msg("%s", err.msg);
    return text;
}

/* The rule of fx1 is frozen: a line of expected.txt never changes, new ones may be added. */
static void test_fixtures_keep_their_hashes(void **state)
{
    fx_arena *a = *state;
    fx_error err = {.arena = a};
    fx_str lines = {.arena = a};
    fx_strs names = {0};
    size_t n, files = 0;

    assert_true(fx_dir_list(a, folder(a), &names, &err));
    fx_each (const char *, name, &names) {
        if (fx_same(*name, "expected.txt"))
            continue;
        const char *text = file_text(a, *name, &n);
        const fx_revision *r = revision_n(a, *name, text, n);

        fx_str_addf(&lines, "%s %s %s\n", *name, r->up.hash, r->down.hash);
        files++;
    }
    assert_int_equal(files, 50);
    assert_string_equal(fx_str_text(&lines), file_text(a, "expected.txt", &n));
}

/* What the writer makes of a fixture has the same halves. */
static void test_fixtures_survive_writing(void **state)
{
    fx_arena *a = *state;
    fx_error err = {.arena = a};
    fx_strs names = {0};
    size_t n;

    assert_true(fx_dir_list(a, folder(a), &names, &err));
    fx_each (const char *, name, &names) {
        if (fx_same(*name, "expected.txt"))
            continue;
        const char *text = file_text(a, *name, &n);
        const fx_revision *r = revision_n(a, *name, text, n);
        const char *written = fx_revision_write(a, r);
        const fx_revision *again = revision(a, "again.yml", written);

        assert_string_equal(again->up.canonical, r->up.canonical);
        assert_string_equal(again->down.canonical, r->down.canonical);
        assert_string_equal(again->id, r->id);
        assert_string_equal(again->message, r->message);
        assert_true(fx_strs_equal(&again->parents, &r->parents));
        assert_true(fx_strs_equal(&again->loses, &r->loses));
        assert_true(fx_strs_equal(&again->replaces, &r->replaces));
        assert_int_equal(again->was.n, r->was.n);
        assert_string_equal(fx_revision_write(a, again), written);
    }
}

static void test_canonical_form(void **state)
{
    fx_arena *a = *state;
    const fx_revision *r =
        revision(a, "r.yml",
                 HEAD "transaction: {up: false}\n"
                      "upgrade:\n"
                      "- create_table: user # a comment\n"
                      "  columns:\n"
                      "    name: 'string(100)'\n"
                      "    columns: {type: integer, nullable: true}\n"
                      "- alter_table: user\n"
                      "  comment: ~\n"
                      "- execute: {sqlite: \"SELECT \\\"1\\\"\", postgresql: []}\n"
                      "  state: []\n"
                      "irreversible: no way back\n");

    assert_string_equal(
        r->up.canonical,
        "{\"steps\":[{\"columns\":[[\"name\",\"string(100)\"],[\"columns\","
        "{\"nullable\":\"true\",\"type\":\"integer\"}]],\"create_table\":\"user\"},"
        "{\"alter_table\":\"user\",\"comment\":null},{\"execute\":{\"postgresql\":[],"
        "\"sqlite\":\"SELECT \\\"1\\\"\"}}],\"transaction\":false}");
    assert_string_equal(r->down.canonical, "{\"irreversible\":\"no way back\"}");
    assert_string_equal(
        r->up.hash, fx_fmt(a, "fx1:%s", fx_sha256(a, r->up.canonical, strlen(r->up.canonical))));
    /* sha256 of {"irreversible":"no way back"}, taken elsewhere */
    assert_string_equal(r->down.hash,
                        "fx1:2a915ecc34fabc5890fc94daa9498547fb7ab837475105daf8eccadb4c889dff");
}

static const char *up(fx_arena *a, const char *steps)
{
    return steps_up(a, steps)->up.hash;
}

#define USER "- create_table: user\n  columns:\n    id: integer\n    age: integer\n  comment: x\n"

static void test_layout_does_not_count(void **state)
{
    fx_arena *a = *state;
    const char *hash = up(a, USER);

    assert_string_equal(up(a, "- comment: x\n  columns:\n    id: integer\n    age: integer\n"
                              "  create_table: user\n"),
                        hash);
    assert_string_equal(up(a, "-  comment:  'x'   # why\n\n   columns: {id: integer,\n"
                              "             age: \"integer\"}\n   create_table: user\n"),
                        hash);
    assert_string_equal(up(a, "- create_table: user\r\n  columns:\r\n    id: integer  \r\n"
                              "    age: integer\r\n  comment: x\t\r\n"),
                        hash);
    assert_string_equal(up(a, USER "# the end\n"), hash);
}

static void test_values_count(void **state)
{
    fx_arena *a = *state;
    const char *others[] = {
        "- create_table: users\n  columns:\n    id: integer\n    age: integer\n  comment: x\n",
        "- create_table: user\n  columns:\n    id: bigint\n    age: integer\n  comment: x\n",
        "- create_table: user\n  columns:\n    age: integer\n    id: integer\n  comment: x\n",
        "- create_table: user\n  columns:\n    id: integer\n    age: {type: integer}\n"
        "  comment: x\n",
        "- create_table: user\n  columns:\n    id: integer\n    age: integer\n  comment: X\n",
        "- create_table: user\n  columns:\n    id: integer\n    age: integer\n",
        USER "- drop_table: post\n",
    };
    fx_strs seen = {0};

    *fx_push(a, &seen) = up(a, USER);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const char *hash = up(a, others[i]);

        assert_false(fx_strs_has(&seen, hash));
        *fx_push(a, &seen) = hash;
    }
}

static void test_null_is_not_a_text(void **state)
{
    fx_arena *a = *state;

    assert_string_equal(up(a, "- alter_table: t\n  comment: null\n"),
                        up(a, "- alter_table: t\n  comment:\n"));
    assert_string_not_equal(up(a, "- alter_table: t\n  comment: null\n"),
                            up(a, "- alter_table: t\n  comment: 'null'\n"));
}

static void test_head_is_no_part_of_a_half(void **state)
{
    fx_arena *a = *state;
    const fx_revision *r = revision(a, "r.yml",
                                    "revision: aaaa0000\nrevises: []\nmessage: Other\n"
                                    "loses: [user.age]\nupgrade:\n" USER "downgrade: []\n");

    assert_string_equal(r->up.hash, up(a, USER));
    r = revision(a, "r.yml", HEAD "transaction: false\nupgrade:\n" USER "downgrade: []\n");
    assert_string_not_equal(r->up.hash, up(a, USER));
}

static void test_sql_and_yaml_agree(void **state)
{
    fx_arena *a = *state;
    const fx_revision *sql = revision(a, "r.sql",
                                      "-- fxgit:revision aaaa0000\n-- fxgit:revises\n"
                                      "-- fxgit:upgrade\n\nDELETE FROM a;\n\n"
                                      "-- fxgit:downgrade\n-- nothing\n");

    assert_string_equal(sql->up.hash, up(a, "- execute: DELETE FROM a;\n"));
    assert_string_equal(sql->up.canonical, "{\"steps\":[{\"execute\":\"DELETE FROM a;\"}]}");
}

static void test_projection_leaves_other_dialects_out(void **state)
{
    fx_arena *a = *state;
    const fx_revision *both =
        steps_up(a, "- execute: {sqlite: A, postgresql: B}\n"
                    "- add_column: t.c\n  type: json\n  postgresql: jsonb\n  nullable: true\n");
    const fx_revision *other = steps_up(a, "- execute: {sqlite: A, postgresql: C, mysql: []}\n"
                                           "- add_column: t.c\n  type: json\n  nullable: true\n");

    assert_string_not_equal(both->up.hash, other->up.hash);
    assert_string_equal(fx_half_projected(a, &both->up, "sqlite"),
                        fx_half_projected(a, &other->up, "sqlite"));
    assert_string_not_equal(fx_half_projected(a, &both->up, "postgresql"),
                            fx_half_projected(a, &other->up, "postgresql"));
    assert_string_equal(fx_half_projected(a, &other->up, "mariadb"),
                        fx_half_projected(a, &other->up, "mysql"));
}

/* A column may be called like a dialect; its body is projected all the same. */
static void test_projection_keeps_columns(void **state)
{
    fx_arena *a = *state;
    const fx_revision *x = steps_up(a, "- create_table: t\n  columns:\n    mysql: integer\n"
                                       "    b: {type: json, mysql: longtext}\n");
    const fx_revision *y = steps_up(a, "- create_table: t\n  columns:\n    mysql: integer\n"
                                       "    b: {type: json, mysql: text}\n");
    const fx_revision *z = steps_up(a, "- create_table: t\n  columns:\n"
                                       "    b: {type: json, mysql: text}\n");

    assert_string_equal(fx_half_projected(a, &x->up, "sqlite"),
                        fx_half_projected(a, &y->up, "sqlite"));
    assert_string_not_equal(fx_half_projected(a, &y->up, "sqlite"),
                            fx_half_projected(a, &z->up, "sqlite"));
}

static void test_id(void **state)
{
    fx_arena *a = *state;
    const fx_revision *r = steps_up(a, USER);
    fx_strs ab = {0}, ba = {0};

    *fx_push(a, &ab) = "aaaa0000";
    *fx_push(a, &ab) = "bbbb0000";
    *fx_push(a, &ba) = "bbbb0000";
    *fx_push(a, &ba) = "aaaa0000";
    const char *text = fx_fmt(a, "[[\"aaaa0000\",\"bbbb0000\"],%s,%s,\"Say \\\"x\\\"\"]",
                              r->up.canonical, r->down.canonical);
    const char *id = fx_revision_id(a, &ab, &r->up, &r->down, "Say \"x\"", NULL);

    assert_string_equal(id, fx_strndup(a, fx_sha256(a, text, strlen(text)), 12));
    assert_string_equal(id, fx_revision_id(a, &ba, &r->up, &r->down, "Say \"x\"", NULL));
    assert_string_equal(ba.at[0], "bbbb0000");
    assert_string_not_equal(
        id, fx_revision_id(a, &ab, &r->up, &r->down, "Say \"x\"", "0123456789abcdef"));
    assert_string_not_equal(id, fx_revision_id(a, &ab, &r->down, &r->up, "Say \"x\"", NULL));
    assert_string_not_equal(id, fx_revision_id(a, &ab, &r->up, &r->down, "", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_fixtures_keep_their_hashes),
        FX_TEST(test_fixtures_survive_writing),
        FX_TEST(test_canonical_form),
        FX_TEST(test_layout_does_not_count),
        FX_TEST(test_values_count),
        FX_TEST(test_null_is_not_a_text),
        FX_TEST(test_head_is_no_part_of_a_half),
        FX_TEST(test_sql_and_yaml_agree),
        FX_TEST(test_projection_leaves_other_dialects_out),
        FX_TEST(test_projection_keeps_columns),
        FX_TEST(test_id),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
