/*
 * What a transaction must not leave behind is found before it ends.
 */
#include "sqlite_fixture.h"

#define USER                                     \
    "table: user\n"                              \
    "columns:\n"                                 \
    "  id: {type: integer, primary_key: true}\n" \
    "  name: string(100)\n"
#define USER_UNIQUE USER "uniques:\n- {columns: [name]}\n"

static fx_db *with_user(fx_arena *a)
{
    fx_db *db = open_memory(a);

    must_migrate(db, "", USER);
    must_exec(db, "INSERT INTO user VALUES (1, 'Ada')");
    return db;
}

static void must_be_as_before(fx_db *db)
{
    assert_string_equal(ask(db, "SELECT id, name FROM user"), "1,Ada");
    assert_string_equal(ask(db, "PRAGMA foreign_keys"), "1");
    assert_string_equal(ask(db, "PRAGMA legacy_alter_table"), "0");
    must_exec(db, "BEGIN");
    must_exec(db, "ROLLBACK"); /* no transaction was left open */
}

static void test_rows_that_violate_a_new_key(void **state)
{
    static const char from[] = USER "  boss: {type: integer, nullable: true}\n";
    static const char to[] = USER "  boss: {type: integer, nullable: true, references: user.id}\n";
    fx_db *db = with_user(*state);
    fx_error err = {.arena = *state};

    must_migrate(db, USER, from);
    must_exec(db, "UPDATE user SET boss = 77");
    assert_false(migrate(db, from, to, &err));
    assert_int_equal(err.code, FX_DB);
    assert_message(&err, "user");
    assert_non_null(err.hint);
    assert_string_equal(ask(db, "SELECT count(*) FROM pragma_foreign_key_list('user')"), "0");
    must_be_as_before(db);
}

static void test_old_violations_do_not_count(void **state)
{
    static const char from[] =
        USER "  boss: {type: integer, nullable: true, references: user.id}\n";
    fx_db *db = with_user(*state);

    must_migrate(db, USER, from);
    must_exec(db, "PRAGMA foreign_keys=OFF");
    must_exec(db, "UPDATE user SET boss = 77");
    must_exec(db, "PRAGMA foreign_keys=ON");
    must_migrate(db, from, fx_fmt(*state, "%suniques:\n- {columns: [name]}\n", from));
    assert_string_equal(ask(db, "SELECT boss FROM user"), "77");
}

/* Somebody's REFERENCES to a column without a key: foreign_key_check fails as a whole. */
static void test_an_old_mismatch_does_not_stop_other_tables(void **state)
{
    fx_db *db = with_user(*state);

    must_exec(db, "CREATE TABLE p (a)");
    must_exec(db, "CREATE TABLE c (a REFERENCES p (a))");
    must_migrate(db, USER, USER_UNIQUE);
    assert_string_equal(ask(db, "SELECT id, name FROM user"), "1,Ada");
}

static void test_a_view_that_would_break(void **state)
{
    fx_db *db = with_user(*state);
    fx_error err = {.arena = *state};

    must_migrate(db, USER, USER "  age: {type: integer, nullable: true}\n");
    must_exec(db, "CREATE VIEW old_people AS SELECT name FROM user WHERE age > 90");
    assert_false(migrate(db, USER "  age: {type: integer, nullable: true}\n",
                         USER "dropped: [age]\n", &err));
    assert_int_equal(err.code, FX_DB);
    assert_message(&err, "old_people");
    assert_non_null(err.hint);
    assert_string_equal(ask(db, "SELECT count(*) FROM old_people"), "0");
    must_be_as_before(db);
}

static void test_a_trigger_that_would_break_is_named(void **state)
{
    fx_db *db = with_user(*state);
    fx_error err = {.arena = *state};

    must_migrate(db, USER, USER "  age: {type: integer, nullable: true}\n");
    must_exec(db, "CREATE TABLE log (what)");
    must_exec(db, "CREATE TRIGGER a_good AFTER DELETE ON log BEGIN DELETE FROM user WHERE name = "
                  "old.what; END");
    must_exec(db, "CREATE TRIGGER z_bad AFTER INSERT ON log BEGIN UPDATE user SET age = 1; END");
    assert_false(migrate(db, USER "  age: {type: integer, nullable: true}\n",
                         USER "dropped: [age]\n", &err));
    assert_int_equal(err.code, FX_DB);
    assert_message(&err, "z_bad");
    must_be_as_before(db);
}

static void test_what_was_broken_before_does_not_count(void **state)
{
    fx_db *db = with_user(*state);

    must_exec(db, "CREATE VIEW gone AS SELECT * FROM nowhere");
    must_exec(db, "CREATE TRIGGER tr AFTER INSERT ON user BEGIN DELETE FROM nowhere; END");
    must_migrate(db, USER, USER_UNIQUE);
    assert_string_equal(ask(db, "SELECT count(*) FROM sqlite_schema WHERE name IN ('gone', 'tr')"),
                        "2");
}

static void test_a_view_follows_a_renamed_column(void **state)
{
    fx_db *db = with_user(*state);

    must_exec(db, "CREATE VIEW v AS SELECT name FROM user");
    must_exec(db,
              "CREATE TRIGGER tr AFTER INSERT ON user BEGIN UPDATE user SET name = new.name; END");
    must_migrate(db, USER,
                 "table: user\n"
                 "columns:\n"
                 "  id: {type: integer, primary_key: true}\n"
                 "  label: {type: string(100), renamed_from: name}\n");
    assert_string_equal(ask(db, "SELECT * FROM v"), "Ada");
    must_exec(db, "INSERT INTO user (label) VALUES ('Bob')");
}

/* A rename and a rebuild in one revision: the trigger that is put back has the new name. */
static void test_a_trigger_follows_a_rename_before_a_rebuild(void **state)
{
    fx_db *db = with_user(*state);

    must_exec(db, "CREATE TABLE log (what)");
    must_exec(db,
              "CREATE TRIGGER tr AFTER INSERT ON user BEGIN INSERT INTO log VALUES (new.id); END");
    must_step(db, USER,
              "- rename_table: user\n"
              "  rename: member\n"
              "- create_unique_constraint: member.uq_name\n"
              "  columns: [name]\n");
    must_exec(db, "INSERT INTO member (id, name) VALUES (5, 'Bob')");
    assert_string_equal(ask(db, "SELECT what FROM log"), "5");
}

static void test_unheld_tables_are_refused_by_name(void **state)
{
    static const struct {
        const char *create, *what;
    } rows[] = {
        {"CREATE TABLE user (id INTEGER PRIMARY KEY DESC, name VARCHAR(100) NOT NULL)",
         "descending"},
        {"CREATE TABLE user (id INTEGER PRIMARY KEY, name VARCHAR(100) NOT NULL ON CONFLICT FAIL)",
         "fail"      },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_db *db = open_memory(*state);
        fx_error err = {.arena = *state};

        must_exec(db, rows[i].create);
        must_exec(db, "INSERT INTO user (id, name) VALUES (1, 'Ada')");
        const char *before = ask(db, "SELECT sql FROM sqlite_schema");

        assert_false(migrate(db, USER, USER_UNIQUE, &err));
        assert_int_equal(err.code, FX_REFUSED);
        assert_message(&err, "user");
        assert_message(&err, rows[i].what);
        assert_string_equal(ask(db, "SELECT sql FROM sqlite_schema"), before);
        must_be_as_before(db);
    }
}

/* What needs no rebuild is fine on such tables. */
static void test_native_changes_of_an_unheld_table(void **state)
{
    fx_db *db = open_memory(*state);

    must_exec(db, "CREATE TABLE user (id INTEGER PRIMARY KEY, name VARCHAR(100) NOT NULL ON "
                  "CONFLICT IGNORE)");
    must_migrate(db, USER,
                 USER "  age: {type: integer, nullable: true}\nindexes:\n- {columns: [name]}\n");
    assert_non_null(strstr(ask(db, "SELECT sql FROM sqlite_schema WHERE name = 'user'"), "IGNORE"));
}

static void test_a_left_over_table_is_named(void **state)
{
    fx_db *db = with_user(*state);
    fx_error err = {.arena = *state};

    must_exec(db, "CREATE TABLE _fxgit_new_user (a)");
    must_exec(db, "INSERT INTO _fxgit_new_user VALUES ('precious')");
    assert_false(migrate(db, USER, USER_UNIQUE, &err));
    assert_int_equal(err.code, FX_REFUSED);
    assert_message(&err, "_fxgit_new_user");
    assert_non_null(err.hint);
    assert_string_equal(ask(db, "SELECT a FROM _fxgit_new_user"), "precious");
    must_be_as_before(db);
}

static void test_statements_that_end_the_transaction(void **state)
{
    static const char *const texts[] = {"COMMIT", "BEGIN", "PRAGMA foreign_keys=ON", "VACUUM"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        fx_db *db = with_user(*state);
        fx_error err = {.arena = *state};
        const char *steps = fx_fmt(*state,
                                   "- execute: |\n"
                                   "    DELETE FROM user;\n"
                                   "    %s\n",
                                   texts[i]);

        assert_false(run_steps(db, USER, steps, &err));
        assert_int_equal(err.code, FX_INPUT);
        assert_string_equal(err.file, "r.yml");
        assert_true(err.line >= 1);
        must_be_as_before(db);
    }
}

static void test_a_failing_statement_takes_all_back(void **state)
{
    fx_db *db = with_user(*state);
    fx_error err = {.arena = *state};

    assert_false(run_steps(db, USER,
                           "- add_column: user.age\n"
                           "  type: integer\n"
                           "  nullable: true\n"
                           "- execute: INSERT INTO nowhere VALUES (1)\n",
                           &err));
    assert_int_equal(err.code, FX_DB);
    assert_message(&err, "nowhere");
    assert_string_equal(ask(db, "SELECT count(*) FROM pragma_table_info('user')"), "2");
    must_be_as_before(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_rows_that_violate_a_new_key),
        FX_TEST(test_old_violations_do_not_count),
        FX_TEST(test_an_old_mismatch_does_not_stop_other_tables),
        FX_TEST(test_a_view_that_would_break),
        FX_TEST(test_a_trigger_that_would_break_is_named),
        FX_TEST(test_what_was_broken_before_does_not_count),
        FX_TEST(test_a_view_follows_a_renamed_column),
        FX_TEST(test_a_trigger_follows_a_rename_before_a_rebuild),
        FX_TEST(test_unheld_tables_are_refused_by_name),
        FX_TEST(test_native_changes_of_an_unheld_table),
        FX_TEST(test_a_left_over_table_is_named),
        FX_TEST(test_statements_that_end_the_transaction),
        FX_TEST(test_a_failing_statement_takes_all_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
