/*
 * A rebuild changes the table, and nothing else.
 */
#include "sqlite_fixture.h"

#define USER                                     \
    "table: user\n"                              \
    "columns:\n"                                 \
    "  id: {type: integer, primary_key: true}\n" \
    "  name: {type: string(100), index: true}\n"
#define USER_UNIQUE                              \
    "table: user\n"                              \
    "columns:\n"                                 \
    "  id: {type: integer, primary_key: true}\n" \
    "  name: {type: string(100), index: true}\n" \
    "uniques:\n"                                 \
    "- {columns: [name]}\n"

static fx_db *with_users(fx_arena *a)
{
    fx_db *db = open_memory(a);

    must_migrate(db, "", USER);
    must_exec(db, "INSERT INTO user (id, name) VALUES (7, 'Ada'), (3, 'Bob'), (900, 'it''s')");
    return db;
}

static void test_rows_and_indexes_stay(void **state)
{
    fx_db *db = with_users(*state);

    must_migrate(db, USER, USER_UNIQUE);
    assert_string_equal(ask(db, "SELECT id, name FROM user ORDER BY id"), "3,Bob|7,Ada|900,it's");
    assert_string_equal(
        ask(db, "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"),
        "ix_user_name");
    assert_string_equal(
        ask(db, "SELECT count(*) FROM sqlite_schema WHERE name LIKE '\\_fxgit%' ESCAPE '\\'"), "0");
    assert_string_equal(ask(db, "PRAGMA integrity_check"), "ok");
}

/* Values of every storage class, in columns of other affinities. */
static void test_values_keep_their_storage_class(void **state)
{
    static const char from[] = "table: v\n"
                               "columns:\n"
                               "  id: {type: integer, primary_key: true}\n"
                               "  a: {type: binary, nullable: true}\n"
                               "  b: {type: text, nullable: true}\n"
                               "  c: {type: double, nullable: true}\n"
                               "  d: {type: uuid, nullable: true}\n"
                               "  e: {type: interval, nullable: true}\n";
    fx_db *db = open_memory(*state);
    const char *all =
        "SELECT typeof(a), quote(a), typeof(b), b, typeof(c), quote(c), typeof(d), d, "
        "typeof(e), e FROM v ORDER BY id";

    must_migrate(db, "", from);
    must_exec(db, "INSERT INTO v (a, b, c, d, e) VALUES (x'00ff', '007', 1.0, '1e5', '1'), "
                  "(12, '1e3', NULL, '00000000-0000-4000-8000-000000000000', 'P1D')");
    const char *before = ask(db, all);

    must_migrate(db, from, fx_fmt(*state, "%schecks:\n- {sql: \"id > 0\"}\n", from));
    assert_string_equal(ask(db, all), before);
}

static void test_rowids_stay(void **state)
{
    static const char from[] =
        "table: fact\n"
        "columns: {code: {type: string(9), primary_key: true}, n: integer}\n";
    static const char to[] = "table: fact\n"
                             "columns: {code: {type: string(9), primary_key: true}, n: integer}\n"
                             "uniques:\n- {columns: [n]}\n";
    fx_db *db = open_memory(*state);

    must_migrate(db, "", from);
    must_exec(db,
              "INSERT INTO fact (rowid, code, n) VALUES (50, 'a', 3), (20, 'b', 2), (9, 'c', 1)");
    must_migrate(db, from, to);
    assert_string_equal(ask(db, "SELECT rowid, code FROM fact ORDER BY rowid"), "9,c|20,b|50,a");
}

/* With foreign keys on, DROP TABLE would delete the children (ON DELETE CASCADE). */
static void test_children_stay(void **state)
{
    static const char note[] =
        "---\n"
        "table: note\n"
        "columns:\n"
        "  id: {type: integer, primary_key: true}\n"
        "  user_id: {type: integer, references: user.id, on_delete: cascade}\n";
    fx_arena *a = *state;
    fx_db *db = open_memory(a);
    const char *from = fx_fmt(a, "%s%s", USER, note), *to = fx_fmt(a, "%s%s", USER_UNIQUE, note);

    must_migrate(db, "", from);
    must_exec(db, "INSERT INTO user (id, name) VALUES (1, 'Ada'), (2, 'Bob')");
    must_exec(db, "INSERT INTO note (user_id) VALUES (1), (1), (2)");
    must_migrate(db, from, to);
    assert_string_equal(ask(db, "SELECT id, user_id FROM note"), "1,1|2,1|3,2");
    assert_string_equal(ask(db, "SELECT \"table\" FROM pragma_foreign_key_list('note')"), "user");
    /* and afterwards the key works as before */
    assert_string_equal(ask(db, "PRAGMA foreign_keys"), "1");
    must_exec(db, "DELETE FROM user WHERE id = 1");
    assert_string_equal(ask(db, "SELECT id FROM note"), "3");
}

static void test_a_tree_stays(void **state)
{
    static const char from[] =
        "table: node\n"
        "columns:\n"
        "  id: {type: integer, primary_key: true}\n"
        "  up: {type: integer, nullable: true, references: node.id, on_delete: cascade}\n";
    fx_db *db = open_memory(*state);

    must_migrate(db, "", from);
    must_exec(db, "INSERT INTO node VALUES (1, NULL), (2, 1), (3, 2)");
    must_migrate(db, from, fx_fmt(*state, "%s  label: {type: string(9), fill: x}\n", from));
    assert_string_equal(ask(db, "SELECT id, up, label FROM node"), "1,NULL,x|2,1,x|3,2,x");
    assert_string_equal(ask(db, "SELECT \"table\" FROM pragma_foreign_key_list('node')"), "node");
    must_exec(db, "DELETE FROM node WHERE id = 1");
    assert_string_equal(ask(db, "SELECT count(*) FROM node"), "0");
}

static void test_triggers_and_views_stay(void **state)
{
    fx_db *db = with_users(*state);

    must_exec(db, "CREATE TABLE log (what)");
    must_exec(
        db, "CREATE TRIGGER tr AFTER INSERT ON user BEGIN INSERT INTO log VALUES (new.name); END");
    must_exec(db, "CREATE TRIGGER other AFTER DELETE ON log BEGIN DELETE FROM user WHERE name = "
                  "old.what; END");
    must_exec(db, "CREATE VIEW v AS SELECT name FROM user WHERE id < 10");
    const char *kept =
        "SELECT name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger') ORDER BY name";
    const char *before = ask(db, kept);

    must_migrate(db, USER, USER_UNIQUE);
    assert_string_equal(ask(db, kept), before);
    must_exec(db, "INSERT INTO user (name) VALUES ('Cid')");
    assert_string_equal(ask(db, "SELECT what FROM log"), "Cid");
    assert_string_equal(ask(db, "SELECT count(*) FROM v"), "2");
    must_exec(db, "DELETE FROM log");
    assert_string_equal(ask(db, "SELECT count(*) FROM user"), "3");
}

#define STRICT                                                     \
    "table: t\n"                                                   \
    "columns:\n"                                                   \
    "  id: {type: integer, primary_key: true, identity: strict}\n" \
    "  n: {type: integer, nullable: true}\n"
#define STRICT_UNIQUE STRICT "uniques:\n- {columns: [n]}\n"

static const char *next_id(fx_db *db)
{
    must_exec(db, "INSERT INTO t (n) VALUES (NULL)");
    return ask(db, "SELECT max(id) FROM t");
}

static void test_used_ids_are_not_used_again(void **state)
{
    fx_db *db = open_memory(*state);

    must_migrate(db, "", STRICT);
    must_exec(db, "INSERT INTO t (id) VALUES (1), (100)");
    must_exec(db, "DELETE FROM t WHERE id = 100");
    must_migrate(db, STRICT, STRICT_UNIQUE);
    assert_string_equal(ask(db, "SELECT name, seq FROM sqlite_sequence"), "t,100");
    assert_string_equal(next_id(db), "101");
}

static void test_used_ids_of_an_empty_table(void **state)
{
    fx_db *db = open_memory(*state);

    must_migrate(db, "", STRICT);
    must_exec(db, "INSERT INTO t (id) VALUES (100)");
    must_exec(db, "DELETE FROM t");
    must_migrate(db, STRICT, STRICT_UNIQUE);
    assert_string_equal(next_id(db), "101");
    must_migrate(db, STRICT_UNIQUE, STRICT);
    assert_string_equal(ask(db, "SELECT name, seq FROM sqlite_sequence"), "t,101");
}

static void test_a_table_that_was_never_used_has_no_sequence(void **state)
{
    fx_db *db = open_memory(*state);

    must_migrate(db, "", STRICT);
    must_migrate(db, STRICT, STRICT_UNIQUE);
    assert_string_equal(next_id(db), "1");
}

static void test_a_fill_sees_its_row(void **state)
{
    fx_db *db = with_users(*state);

    must_migrate(db, USER,
                 USER
                 "  slug: {type: string(80), unique: true, fill: {sql: \"name || '-' || id\"}}\n");
    assert_string_equal(ask(db, "SELECT slug FROM user ORDER BY id"), "Bob-3|Ada-7|it's-900");
}

static void test_nulls_are_filled(void **state)
{
    fx_db *db = with_users(*state);

    must_migrate(db, USER, USER "  age: {type: integer, nullable: true}\n");
    must_exec(db, "UPDATE user SET age = 40 WHERE id = 7");
    must_migrate(db, USER "  age: {type: integer, nullable: true}\n",
                 USER "  age: {type: integer, fill: 1}\n");
    assert_string_equal(ask(db, "SELECT age FROM user ORDER BY id"), "1|40|1");
}

static void test_a_new_column_takes_its_default(void **state)
{
    fx_db *db = with_users(*state);

    must_migrate(db, USER,
                 USER "  a: {type: integer, default: 5}\n"
                      "  b: {type: date, default: {now: true}}\n"
                      "  c: {type: uuid, default: {uuid: true}}\n");
    assert_string_equal(ask(db, "SELECT DISTINCT a, b = CURRENT_DATE FROM user"), "5,1");
    assert_string_equal(
        ask(db, "SELECT count(DISTINCT c), min(length(c)), max(length(c)) FROM user"), "3,36,36");
}

/* {none: true} is a promise; where it is broken, nothing happens. */
static void test_a_table_that_is_not_empty_is_refused(void **state)
{
    fx_db *db = with_users(*state);
    fx_error err = {.arena = *state};

    assert_false(migrate(db, USER, USER "  age: {type: integer, fill: {none: true}}\n", &err));
    assert_int_equal(err.code, FX_DB);
    assert_message(&err, "user.age");
    assert_null(strstr(err.msg, "_fxgit_new_"));
    assert_string_equal(ask(db, "SELECT count(*) FROM user"), "3");
    assert_string_equal(ask(db, "SELECT count(*) FROM pragma_table_info('user')"), "2");
}

static void test_using_says_how_values_change(void **state)
{
    fx_db *db = with_users(*state);

    must_step(db, USER,
              "- alter_column: user.name\n"
              "  type: integer\n"
              "  using: length(name)\n");
    assert_string_equal(ask(db, "SELECT name, typeof(name) FROM user ORDER BY id"),
                        "3,integer|3,integer|4,integer");
}

static void test_a_rename_inside_a_rebuild(void **state)
{
    fx_db *db = with_users(*state);

    must_step(db, USER,
              "- alter_column: user.name\n"
              "  rename: label\n"
              "- alter_column: user.label\n"
              "  type: string(200)\n"
              "- add_column: user.size\n"
              "  type: integer\n"
              "  fill: {sql: length(label)}\n");
    assert_string_equal(ask(db, "SELECT label, size FROM user ORDER BY id"), "Bob,3|Ada,3|it's,4");
}

/* A dropped column's name may be taken by another one in the same revision. */
static void test_a_name_is_taken_over(void **state)
{
    static const char from[] = USER "  nick: {type: string(9), nullable: true}\n";
    fx_db *db = open_memory(*state);

    must_migrate(db, "", from);
    must_exec(db, "INSERT INTO user VALUES (1, 'Ada', 'ad')");
    must_step(db, from,
              "- drop_index: user.ix_user_name\n"
              "- drop_column: user.name\n"
              "- alter_column: user.nick\n"
              "  rename: name\n"
              "- create_unique_constraint: user.uq_name\n"
              "  columns: [name]\n");
    assert_string_equal(ask(db, "SELECT id, name FROM user"), "1,ad");
}

static void test_rows_of_a_bulk_insert(void **state)
{
    static const char t[] = "table: t\n"
                            "columns:\n"
                            "  id: {type: integer, primary_key: true}\n"
                            "  name: {type: string(20), nullable: true}\n"
                            "  ok: {type: boolean, default: false}\n"
                            "  price: {type: \"numeric(8,2)\", nullable: true}\n";
    fx_db *db = open_memory(*state);

    must_migrate(db, "", t);
    must_step(db, t,
              "- bulk_insert: t\n"
              "  columns: [id, name, ok, price]\n"
              "  rows:\n"
              "  - [1, \"it's\", true, 1.50]\n"
              "  - [2, null, false, null]\n"
              "  - [3, '007', true, -3]\n");
    assert_string_equal(
        ask(db, "SELECT id, name, ok, price, typeof(name), typeof(ok) FROM t"),
        "1,it's,1,1.5,text,integer|2,NULL,0,NULL,null,integer|3,007,1,-3,text,integer");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_rows_and_indexes_stay),
        FX_TEST(test_values_keep_their_storage_class),
        FX_TEST(test_rowids_stay),
        FX_TEST(test_children_stay),
        FX_TEST(test_a_tree_stays),
        FX_TEST(test_triggers_and_views_stay),
        FX_TEST(test_used_ids_are_not_used_again),
        FX_TEST(test_used_ids_of_an_empty_table),
        FX_TEST(test_a_table_that_was_never_used_has_no_sequence),
        FX_TEST(test_a_fill_sees_its_row),
        FX_TEST(test_nulls_are_filled),
        FX_TEST(test_a_new_column_takes_its_default),
        FX_TEST(test_a_table_that_is_not_empty_is_refused),
        FX_TEST(test_using_says_how_values_change),
        FX_TEST(test_a_rename_inside_a_rebuild),
        FX_TEST(test_a_name_is_taken_over),
        FX_TEST(test_rows_of_a_bulk_insert),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
