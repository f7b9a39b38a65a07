#include "fx/model/read.h"
#include "revisions.h"

static const fx_yaml *yaml(fx_arena *a, const char *text)
{
    fx_error err = {.arena = a};
    const fx_yaml *y = fx_yaml_parse(a, "t.yml", text, strlen(text), &err);

    if (y == NULL)
        fail_msg("%s", fx_error_text(a, &err));
    return y;
}

/* Steps as code makes them: without nodes of a file. */
static fx_half made(fx_arena *a, const char *text)
{
    fx_half half = {0};
    fx_error err = {.arena = a};

    if (!fx_steps_read(a, yaml(a, text), &half.steps, &err))
        fail_msg("%s", fx_error_text(a, &err));
    fx_half_seal(a, &half);
    return half;
}

static const char *const verbs[] = {
    "- create_table: app.user\n"
    "  columns:\n"
    "    id: {type: integer, primary_key: true}\n"
    "    name: {type: string(100), default: \"it's\", comment: \"a: b # c\"}\n"
    "    price: {type: 'numeric(10,2)', default: 0}\n"
    "    made: {type: timestamptz, default: {now: true}}\n"
    "    kind: {type: 'enum(draft,live)', default: draft}\n"
    "    body: {type: json, nullable: true, postgresql: jsonb}\n"
    "  uniques: [{name: uq, columns: [name]}]\n"
    "  checks: [{name: ck, sql: \"price >= 0 and name <> 'x, y'\"}]\n"
    "  indexes: [{name: ix, columns: [name, price], where: {sqlite: price > 0}}]\n"
    "  comment: Users\n",
    "- drop_table: '\"my.table\"'\n",
    "- rename_table: a\n  rename: 'no'\n",
    "- alter_table: a\n  comment: null\n",
    "- add_column: user.age\n  type: integer\n  fill: 0\n",
    "- alter_column: user.age\n  default: null\n  nullable: false\n  fill: {sql: id + 1}\n"
    "  using: {sqlite: CAST(age AS TEXT)}\n  type: text\n",
    "- create_index: user.ix\n  columns: [a, b]\n  unique: true\n  where: a > 0\n",
    "- drop_index: user.ix\n- drop_constraint: user.uq\n  type: unique\n",
    "- create_foreign_key: post.fk\n  columns: [user_id]\n  references: user(id)\n"
    "  on_delete: set null\n",
    "- create_check_constraint: post.ck\n  sql: \"a <> 'it''s'\"\n",
    "- create_primary_key: post.pk\n  columns: [a, b]\n",
    "- create_enum: mood\n  values: ['no', 'on', '1', 'a b']\n- drop_enum: mood\n",
    "- bulk_insert: t\n  columns: [a, b, c]\n  rows:\n  - [1, 'x', null]\n  - [-1.50, 'null', ~]\n",
    "- execute: \"INSERT INTO a VALUES ('x')  \\n;\\n\\tSELECT 1\\n\"\n  state: []\n",
    "- execute: {sqlite: [], postgresql: [A, \"B\\nC\\n\"]}\n  state:\n  - drop_table: a\n",
};

static void test_made_halves_equal_their_files(void **state)
{
    fx_arena *a = *state;

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        fx_revision r = {.message = "x", .up = made(a, verbs[i]), .down = made(a, "[]")};

        r.id = fx_revision_id(a, &r.parents, &r.up, &r.down, r.message, NULL);
        const fx_revision *again = revision(a, "r.yml", fx_revision_write(a, &r));

        assert_string_equal(again->id, r.id);
        assert_string_equal(again->up.canonical, r.up.canonical);
        assert_string_equal(again->up.hash, r.up.hash);
        assert_string_equal(again->down.hash, r.down.hash);
        assert_string_equal(fx_half_projected(a, &again->up, "sqlite"),
                            fx_half_projected(a, &r.up, "sqlite"));
        assert_string_equal(fx_revision_write(a, again), fx_revision_write(a, &r));
    }
}

static void test_whole_form(void **state)
{
    fx_arena *a = *state;
    const char *hash = "fx1:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    fx_revision r = {.id = "8d41c07e5a92", .message = "Join, at last: all"};

    *fx_push(a, &r.parents) = "aaaa1111";
    *fx_push(a, &r.parents) = "123456789012";
    *fx_push(a, &r.loses) = "user.age";
    *fx_push(a, &r.replaces) = "12e45678";
    *fx_push(a, &r.was) = (fx_was){.up = hash, .reason = "A typo, no more"};
    r.up = made(a, "- drop_table: user\n");
    r.up.no_transaction = true;
    r.down = (fx_half){.irreversible = true, .reason = "The rows are gone, all"};
    fx_half_seal(a, &r.up);
    fx_half_seal(a, &r.down);
    assert_string_equal(fx_revision_write(a, &r), fx_fmt(a,
                                                         "# Join, at last: all\n"
                                                         "revision: 8d41c07e5a92\n"
                                                         "revises: [aaaa1111, '123456789012']\n"
                                                         "message: 'Join, at last: all'\n"
                                                         "loses: [user.age]\n"
                                                         "replaces: ['12e45678']\n"
                                                         "transaction: false\n"
                                                         "was:\n"
                                                         "- up: %s\n"
                                                         "  reason: A typo, no more\n"
                                                         "upgrade:\n"
                                                         "- drop_table: user\n"
                                                         "irreversible: The rows are gone, all\n",
                                                         hash));
}

static void test_empty_revision(void **state)
{
    fx_arena *a = *state;
    fx_revision r = {.id = "8d41c07e5a92", .message = "Empty"};

    fx_half_seal(a, &r.up);
    fx_half_seal(a, &r.down);
    assert_string_equal(fx_revision_write(a, &r), "# Empty\nrevision: 8d41c07e5a92\nrevises: []\n"
                                                  "message: Empty\nupgrade: []\ndowngrade: []\n");
}

static void test_odd_messages(void **state)
{
    fx_arena *a = *state;
    static const char *const messages[] = {
        "",
        "null",
        "no",
        "12",
        "a: b",
        "# hash",
        "it's \"quoted\", {really}",
        "- dash",
        "two\nlines\n",
        "tab\tand\rreturn",
        "sep\xe2\x80\xa8"
        "revision: abcd",
        "next\xc2\x85"
        "revises: []",
        "del\x7f and \xef\xbb\xbf bom",
        "größe, 日本 😀",
        " blanks ",
        "@at `tick` %percent, & more *",
        "comma,",
        ", first",
        "trailing: ",
    };

    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        fx_revision r = {.id = "8d41c07e5a92", .message = messages[i]};
        const char *id;
        fx_strs parents;

        fx_half_seal(a, &r.up);
        fx_half_seal(a, &r.down);
        const char *text = fx_revision_write(a, &r);

        assert_string_equal(revision(a, "r.yml", text)->message, messages[i]);
        assert_true(fx_revision_peek(a, text, strlen(text), &id, &parents));
        assert_string_equal(id, r.id);
    }
}

static void test_names(void **state)
{
    fx_arena *a = *state;
    fx_revision r = {.id = "8d41c07e5a92", .message = "Add user.age, unique user.email"};

    assert_string_equal(fx_revision_name(a, &r, ".yml"),
                        "8d41c07e5a92_add_user_age_unique_user_email.yml");
    r.message = "  Größe / ../x  ";
    assert_string_equal(fx_revision_name(a, &r, ".sql"), "8d41c07e5a92_gr_e_x.sql");
    r.message = "日本";
    assert_string_equal(fx_revision_name(a, &r, ".yml"), "8d41c07e5a92.yml");
    r.message = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbb";
    assert_string_equal(
        fx_revision_name(a, &r, ".yml"),
        "8d41c07e5a92_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.yml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_made_halves_equal_their_files),
        FX_TEST(test_whole_form),
        FX_TEST(test_empty_revision),
        FX_TEST(test_odd_messages),
        FX_TEST(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
