/*
 * Files: opening them, locks between two connections, snapshots.
 */
#include "sqlite_fixture.h"

static fx_db *with_table(fx_arena *a, const fx_url *url)
{
    fx_db *db = open_url(a, url);

    must_exec(db, "CREATE TABLE t (a)");
    must_exec(db, "INSERT INTO t VALUES ('one'), ('two')");
    return db;
}

static void write_text(fx_arena *a, const char *path, const char *text)
{
    fx_error err = {.arena = a};

    assert_true(fx_file_write(a, path, text, strlen(text), 0644, &err));
}

static void test_a_missing_file(void **state)
{
    fx_arena *a = *state;
    const fx_url *url = file_url(a, temp_dir(a), "app.db");
    fx_error err = {.arena = a};

    assert_false(fx_db_exists(url));
    assert_null(fx_db_open(a, url, false, &err));
    assert_int_equal(err.code, FX_DB);
    assert_message(&err, "does not exist");
    assert_message(&err, "app.db");
    assert_false(fx_path_exists(url->path)); /* looking does not make it */
    (void)with_table(a, url);
    assert_true(fx_db_exists(url));
}

static void test_what_is_no_database(void **state)
{
    fx_arena *a = *state;
    const char *dir = temp_dir(a);
    const fx_url *urls[] = {file_url(a, dir, "app.db"), url_of(a, fx_fmt(a, "sqlite:///%s", dir)),
                            file_url(a, dir, "no/folder/app.db")};

    write_text(a, urls[0]->path,
               "this is a text, and long enough to be looked at as a database file\n");
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        fx_error err = {.arena = a};

        assert_null(fx_db_open(a, urls[i], true, &err));
        assert_int_equal(err.code, FX_DB);
        assert_message(&err, urls[i]->text);
    }
}

static void test_one_writes_at_a_time(void **state)
{
    fx_arena *a = *state;
    const fx_url *url = file_url(a, temp_dir(a), "app.db");
    fx_url impatient = *url;
    fx_db *first = with_table(a, url), *second;
    fx_error err = {.arena = a};

    impatient.lock_wait_ms = 1;
    second = open_url(a, &impatient);
    assert_true(fx_db_begin(first, FX_GUARD_NONE, &err));
    assert_false(fx_db_begin(second, FX_GUARD_REBUILDS, &err));
    assert_int_equal(err.code, FX_LOCKED);
    assert_message(&err, "app.db");
    assert_string_equal(ask(second, "SELECT count(*) FROM t"), "2"); /* reading goes on */
    assert_string_equal(ask(second, "PRAGMA foreign_keys"), "1");
    fx_db_rollback(first);
    fx_error_clear(&err);
    assert_true(fx_db_begin(second, FX_GUARD_REBUILDS, &err));
    assert_true(fx_db_commit(second, &err));
}

static void test_a_reader_does_not_stop_a_plan_in_wal_mode(void **state)
{
    fx_arena *a = *state;
    const fx_url *url = file_url(a, temp_dir(a), "app.db");
    fx_db *writer = with_table(a, url), *reader;
    fx_error err = {.arena = a};

    assert_string_equal(ask(writer, "PRAGMA journal_mode=WAL"), "wal");
    reader = open_url(a, url);
    must_exec(reader, "BEGIN");
    assert_string_equal(ask(reader, "SELECT count(*) FROM t"), "2");
    assert_true(fx_db_begin(writer, FX_GUARD_REBUILDS, &err));
    must_exec(writer, "DELETE FROM t");
    assert_true(fx_db_commit(writer, &err));
    assert_string_equal(ask(reader, "SELECT count(*) FROM t"), "2");
    must_exec(reader, "COMMIT");
    assert_string_equal(ask(reader, "SELECT count(*) FROM t"), "0");
}

static void test_a_rollback_restores_settings(void **state)
{
    fx_db *db = open_memory(*state);
    fx_error err = {.arena = *state};

    assert_true(fx_db_begin(db, FX_GUARD_REBUILDS, &err));
    assert_string_equal(ask(db, "PRAGMA foreign_keys"), "0");
    must_exec(db, "PRAGMA legacy_alter_table=ON");
    must_exec(db, "CREATE TABLE t (a)");
    fx_db_rollback(db);
    assert_string_equal(ask(db, "PRAGMA foreign_keys"), "1");
    assert_string_equal(ask(db, "PRAGMA legacy_alter_table"), "0");
    assert_string_equal(ask(db, "SELECT count(*) FROM sqlite_schema"), "0");
    fx_db_rollback(db); /* with nothing open it does nothing */
}

static void test_values_are_bound(void **state)
{
    fx_db *db = open_memory(*state);
    fx_error err = {.arena = *state};
    fx_rows rows = {0};

    must_exec(db, "CREATE TABLE t (a TEXT, b TEXT)");
    assert_true(fx_db_run(db, "INSERT INTO t VALUES (?, ?)",
                          (const char *const[]){"'); DROP TABLE t; --", NULL}, 2, &err));
    assert_true(fx_db_ask(db, *state, "SELECT a, b FROM t WHERE a = ?", &rows, &err,
                          "'); DROP TABLE t; --"));
    assert_int_equal(rows.n, 1);
    assert_int_equal(rows.at[0].n, 2);
    assert_string_equal(rows.at[0].at[0], "'); DROP TABLE t; --");
    assert_null(rows.at[0].at[1]);
    assert_false(fx_db_exec(db, "SELECT * FROM nowhere", &err));
    assert_int_equal(err.code, FX_DB);
    assert_message(&err, "nowhere");
}

static void test_a_snapshot_is_put_back(void **state)
{
    fx_arena *a = *state;
    const char *dir = temp_dir(a), *copy = fx_path_join(a, dir, "copy.db");
    const fx_url *url = file_url(a, dir, "app.db");
    fx_db *db = with_table(a, url);
    fx_error err = {.arena = a};
    fx_strs files = {0};

    assert_true(fx_db_snapshot(db, copy, &err));
    must_exec(db, "DROP TABLE t");
    must_exec(db, "CREATE TABLE u (a)");
    assert_true(fx_db_restore(a, url, copy, &err));
    assert_string_equal(ask(db, "SELECT group_concat(a) FROM t"),
                        "one,two"); /* seen by who was connected */
    assert_string_equal(ask(db, "SELECT count(*) FROM sqlite_schema"), "1");
    assert_true(fx_dir_list(a, dir, &files, &err));
    assert_int_equal(files.n, 2); /* no temporary file is left */
}

static void test_a_snapshot_into_wal_and_into_nothing(void **state)
{
    fx_arena *a = *state;
    const char *dir = temp_dir(a), *copy = fx_path_join(a, dir, "copy.db");
    const fx_url *url = file_url(a, dir, "app.db"), *other = file_url(a, dir, "other.db");
    fx_db *db = with_table(a, url);
    fx_error err = {.arena = a};

    assert_string_equal(ask(db, "PRAGMA journal_mode=WAL"), "wal");
    must_exec(db, "INSERT INTO t VALUES ('three')");
    assert_true(fx_db_snapshot(db, copy, &err));
    must_exec(db, "DELETE FROM t");
    assert_true(fx_db_restore(a, url, copy, &err));
    assert_string_equal(ask(db, "SELECT count(*) FROM t"), "3");
    assert_true(fx_db_restore(a, other, copy, &err));
    assert_string_equal(ask(open_url(a, other), "SELECT count(*) FROM t"), "3");
}

static void test_a_broken_snapshot_changes_nothing(void **state)
{
    fx_arena *a = *state;
    const char *dir = temp_dir(a), *copy = fx_path_join(a, dir, "copy.db");
    const fx_url *url = file_url(a, dir, "app.db");
    fx_db *db = with_table(a, url);
    fx_error err = {.arena = a};

    write_text(
        a, copy,
        "no database at all, but a text that goes on for a while, past a header's end ........\n");
    assert_false(fx_db_restore(a, url, copy, &err));
    assert_int_equal(err.code, FX_DB);
    assert_string_equal(ask(db, "SELECT count(*) FROM t"), "2");
    fx_error_clear(&err);
    assert_false(fx_db_restore(a, url, fx_path_join(a, dir, "nowhere.db"), &err));
    assert_string_equal(ask(db, "SELECT count(*) FROM t"), "2");
}

static void test_inspect_leaves_out_what_is_not_the_users(void **state)
{
    fx_arena *a = *state;
    fx_db *db = open_memory(a);
    fx_error err = {.arena = a};
    fx_live live = {0};
    fx_str names = {.arena = a}, others = {.arena = a};

    must_exec(db, "CREATE TABLE fxgit_ledger (a)");
    must_exec(db, "CREATE TABLE zebra (id INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER UNIQUE)");
    must_exec(db, "CREATE TABLE ape (id INTEGER PRIMARY KEY, z INTEGER REFERENCES zebra)");
    must_exec(db, "CREATE INDEX ix_z ON ape (z)");
    must_exec(db, "INSERT INTO zebra (n) VALUES (1)");
    must_exec(db, "CREATE VIEW v AS SELECT 1");
    must_exec(db, "CREATE TRIGGER tr AFTER INSERT ON ape BEGIN SELECT 1; END");
    must_exec(db, "CREATE VIRTUAL TABLE search USING fts5(body)");
    must_exec(db, "CREATE TABLE search_more (id INTEGER PRIMARY KEY)"); /* no shadow: only its name
                                                                           is alike */
    assert_true(fx_db_inspect(db, a, &live, &err));
    fx_each (const fx_table *const, t, &live.schema.tables) {
        fx_str_addf(&names, "%s(%zu) ", (*t)->name, (*t)->indexes.n);
    }
    fx_each (const fx_dependent, d, &live.dependents) {
        fx_str_addf(&others, "%s %s %s|", d->kind, d->name, d->table == NULL ? "-" : d->table);
    }
    assert_string_equal(fx_str_text(&names), "ape(1) search_more(0) zebra(0) ");
    assert_string_equal(fx_str_text(&others), "trigger tr ape|view v -|virtual table search -|");
    assert_string_equal(live.schema.tables.at[0]->foreign_keys.at[0].ref_columns.at[0], "id");
    assert_null(live.schema.tables.at[0]->unheld);
    assert_null(live.schema.tables.at[2]->unheld);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_a_missing_file),
        FX_TEST(test_what_is_no_database),
        FX_TEST(test_one_writes_at_a_time),
        FX_TEST(test_a_reader_does_not_stop_a_plan_in_wal_mode),
        FX_TEST(test_a_rollback_restores_settings),
        FX_TEST(test_values_are_bound),
        FX_TEST(test_a_snapshot_is_put_back),
        FX_TEST(test_a_snapshot_into_wal_and_into_nothing),
        FX_TEST(test_a_broken_snapshot_changes_nothing),
        FX_TEST(test_inspect_leaves_out_what_is_not_the_users),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
