/*
 * Runs on a real database: what is done, what is refused, and that a refusal changes nothing.
 */
#include <signal.h>
#include <sys/wait.h>

#include "place.h"

static void two(fixture *f)
{
    table_revision(f, "aaaa", "", "user");
    column_revision(f, "bbbb", "aaaa", "user.age");
}

/* user with two rows, one of which has an age */
static void with_rows(fixture *f)
{
    two(f);
    run_ok(f, FX_VERB_UPGRADE, NULL);
    sql(f, "INSERT INTO user (id, name, age) VALUES (1, 'Ada', 36), (2, 'Bob', NULL)");
}

static void test_upgrade_and_downgrade(void **state)
{
    fixture *f = *state;

    two(f);
    run_ok(f, FX_VERB_UPGRADE, NULL);
    assert_int_equal(f->out.plan.moves.n, 2);
    assert_int_equal(f->out.applied, 2);
    assert_false(f->out.nothing);
    assert_string_equal(applied(f), "aaaa bbbb");
    assert_string_equal(ask(f, "SELECT count(*) FROM pragma_table_info('user')"), "3");
    run_ok(f, FX_VERB_DOWNGRADE, "-1");
    assert_string_equal(applied(f), "aaaa");
    assert_string_equal(ask(f, "SELECT count(*) FROM pragma_table_info('user')"), "2");
    run_ok(f, FX_VERB_DOWNGRADE, "base");
    assert_string_equal(applied(f), "");
    assert_string_equal(tables(f), "");
}

static void test_nothing_to_do_writes_nothing(void **state)
{
    fixture *f = *state;

    run_ok(f, FX_VERB_UPGRADE, NULL);
    assert_true(f->out.nothing);
    assert_false(fx_db_exists(&f->place.url));
    run_ok(f, FX_VERB_DOWNGRADE, "base");
    assert_true(f->out.nothing);
    run_fails(f, FX_VERB_DOWNGRADE, "-1", FX_REFUSED, "none is applied");
    assert_false(fx_db_exists(&f->place.url));
    two(f);
    run_ok(f, FX_VERB_UPGRADE, NULL);
    const char *before = ask(f, "SELECT count(*) || ' ' || (SELECT data_version FROM "
                                "pragma_data_version) FROM fxgit_events");

    run_ok(f, FX_VERB_UPGRADE, NULL);
    assert_true(f->out.nothing);
    assert_int_equal(f->out.applied, 2);
    assert_string_equal(ask(f, "SELECT count(*) || ' ' || (SELECT data_version FROM "
                               "pragma_data_version) FROM fxgit_events"),
                        before);
}

static void test_nothing_to_do_needs_no_lock(void **state)
{
    fixture *f = *state;

    two(f);
    run_ok(f, FX_VERB_UPGRADE, NULL);
    assert_done(f, fx_db_begin(db_of(f), FX_GUARD_NONE, &f->err));
    run_ok(f, FX_VERB_UPGRADE, NULL);
    run_ok(f, FX_VERB_SYNC, NULL);
    assert_true(f->out.nothing);
    fx_db_rollback(db_of(f));
}

static void test_a_held_lock_is_named(void **state)
{
    fixture *f = *state;

    two(f);
    run_ok(f, FX_VERB_UPGRADE, "aaaa");
    assert_done(f, fx_db_begin(db_of(f), FX_GUARD_NONE, &f->err));
    f->o.lock_timeout_ms = 1;
    run_fails(f, FX_VERB_UPGRADE, NULL, FX_LOCKED, "app.db");
    fx_db_rollback(db_of(f));
    run_ok(f, FX_VERB_UPGRADE, NULL);
}

static void test_dry_run_shows_and_does_nothing(void **state)
{
    fixture *f = *state;

    two(f);
    f->o.dry_run = true;
    run_ok(f, FX_VERB_UPGRADE, NULL);
    assert_int_equal(f->out.plan.moves.n, 2);
    assert_false(fx_db_exists(&f->place.url));
    f->o.dry_run = false;
    with_rows(f);
    f->o.dry_run = true;
    run_ok(f, FX_VERB_DOWNGRADE, "-1");
    assert_int_equal(f->out.risks.n, 1);
    assert_int_equal(f->out.risks.at[0].rows, 1);
    assert_string_equal(f->out.risks.at[0].loss.column, "age");
    assert_int_equal(f->out.warnings.n, 1);
    assert_text(f->out.warnings.at[0], "user.age (1 row)");
    assert_string_equal(applied(f), "aaaa bbbb");
}

static void test_rows_need_consent(void **state)
{
    fixture *f = *state;

    with_rows(f);
    run_fails(f, FX_VERB_DOWNGRADE, "-1", FX_CONSENT, "undoing bbbb would lose user.age (1 row)");
    assert_text(f->err.hint, "fxgit downgrade -1 --yes");
    run_fails(f, FX_VERB_DOWNGRADE, "base", FX_CONSENT,
              "undoing bbbb would lose user.age (1 row); undoing aaaa would lose user (2 rows)");
    assert_string_equal(applied(f), "aaaa bbbb");
    f->o.yes = true;
    run_ok(f, FX_VERB_DOWNGRADE, "-1");
    assert_string_equal(ask(f, "SELECT group_concat(name) FROM user"), "Ada,Bob");
}

static void test_many_rows_are_counted_to_a_thousand(void **state)
{
    fixture *f = *state;

    two(f);
    run_ok(f, FX_VERB_UPGRADE, NULL);
    sql(f, "INSERT INTO user (name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
           "WHERE i < 1500) SELECT 'x' FROM n");
    run_fails(f, FX_VERB_DOWNGRADE, "base", FX_CONSENT, "user (1000+ rows)");
}

typedef struct answer {
    bool yes;
    size_t asked;
} answer;

static bool on_ask(void *ctx, const char *question)
{
    answer *a = ctx;

    a->asked++;
    return question[0] != '\0' && a->yes;
}

static void test_a_person_may_be_asked(void **state)
{
    fixture *f = *state;
    answer a = {.yes = false};

    with_rows(f);
    f->o.ask = on_ask;
    f->o.ctx = &a;
    run_fails(f, FX_VERB_DOWNGRADE, "-1", FX_CONSENT, "user.age");
    a.yes = true;
    run_ok(f, FX_VERB_DOWNGRADE, "-1");
    assert_int_equal(a.asked, 2);
    assert_string_equal(applied(f), "aaaa");
}

/* Another project applies the same revision while the question waits. */
static bool on_ask_beside(void *ctx, const char *question)
{
    (void)question;
    sql(ctx, "INSERT INTO fxgit_ledger SELECT 'other', revision, seq, parents, message, up_hash, "
             "down_hash, up_projected, down_projected, path, blob_id, text_hash, commit_id, "
             "branch, origin, applied_at, applied_by, host, duration_us, kind FROM fxgit_ledger "
             "WHERE revision = 'bbbb'");
    return true;
}

static void test_a_text_stays_that_another_project_has_by_now(void **state)
{
    fixture *f = *state;

    with_rows(f);
    f->o.ask = on_ask_beside;
    f->o.ctx = f;
    run_ok(f, FX_VERB_DOWNGRADE, "-1");
    assert_string_equal(ask(f, "SELECT count(*) FROM fxgit_ledger WHERE revision = 'bbbb'"), "1");
    assert_string_equal(ask(f, "SELECT count(*) FROM fxgit_text WHERE hash IN "
                               "(SELECT text_hash FROM fxgit_ledger)"),
                        "2");
}

static void test_a_snapshot_is_kept_and_can_be_put_back(void **state)
{
    fixture *f = *state;
    fx_strs backups;

    with_rows(f);
    f->o.yes = true;
    run_ok(f, FX_VERB_DOWNGRADE, "-1");
    assert_string_equal(f->out.backup, ".fxgit/backup/app-1.db");
    assert_done(f, fx_backups(&f->ws, &f->place, &backups, &f->err));
    assert_int_equal(backups.n, 1);
    assert_done(f, fx_db_restore(f->a, &f->place.url, backups.at[0], &f->err));
    assert_string_equal(ask(f, "SELECT age FROM user WHERE id = 1"), "36");
    assert_string_equal(applied(f), "aaaa bbbb");
}

static void test_five_snapshots_are_kept(void **state)
{
    fixture *f = *state;
    fx_strs backups;

    with_rows(f);
    f->o.yes = true;
    for (int i = 0; i < 7; i++) {
        run_ok(f, FX_VERB_DOWNGRADE, "-1");
        run_ok(f, FX_VERB_UPGRADE, NULL);
        sql(f, "UPDATE user SET age = 1");
    }
    assert_done(f, fx_backups(&f->ws, &f->place, &backups, &f->err));
    assert_int_equal(backups.n, 5);
    assert_true(fx_ends(backups.at[0], "app-3.db"));
    assert_true(fx_ends(backups.at[4], "app-7.db"));
    f->o.no_backup = true;
    run_ok(f, FX_VERB_DOWNGRADE, "-1");
    assert_null(f->out.backup);
}

static void test_a_failure_changes_nothing_and_says_where(void **state)
{
    fixture *f = *state;

    table_revision(f, "aaaa", "", "user");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    table_revision(f, "bbbb", "aaaa", "post");
    revision(f, "cccc", "bbbb", "- execute: INSERT INTO nowhere VALUES (1)\n", "[]");
    run_fails(f, FX_VERB_UPGRADE, NULL, FX_DB, "applying cccc failed at execute");
    assert_text(f->err.msg, "nowhere");
    assert_text(f->err.msg, "INSERT INTO nowhere VALUES (1)");
    assert_text(f->err.file, "cccc.yml");
    assert_int_equal(f->err.line, 5);
    assert_text(f->err.hint, "nothing was changed");
    assert_string_equal(applied(f), "aaaa");
    assert_string_equal(tables(f), "user");
    assert_string_equal(
        ask(f, "SELECT kind || ' ' || revision FROM fxgit_events ORDER BY seq DESC"), "fail cccc");
    f->target.per_revision = true;
    run_fails(f, FX_VERB_UPGRADE, NULL, FX_DB, "cccc");
    assert_text(f->err.hint, "1 of 2");
    assert_string_equal(applied(f), "aaaa bbbb");
}

static void test_a_row_that_cannot_be_written_is_named(void **state)
{
    fixture *f = *state;

    table_revision(f, "aaaa", "", "user");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    sql(f, "CREATE TRIGGER full BEFORE INSERT ON fxgit_ledger WHEN new.revision = 'cccc' "
           "BEGIN SELECT RAISE(ABORT, 'no room'); END");
    table_revision(f, "bbbb", "aaaa", "post");
    table_revision(f, "cccc", "bbbb", "tag");
    table_revision(f, "dddd", "cccc", "note");
    run_fails(f, FX_VERB_UPGRADE, NULL, FX_DB, "no room");
    assert_string_equal(tables(f), "user");
    assert_string_equal(
        ask(f, "SELECT kind || ' ' || revision FROM fxgit_events ORDER BY seq DESC"), "fail cccc");
}

static void test_a_first_failure_leaves_an_empty_database(void **state)
{
    fixture *f = *state;

    revision(f, "aaaa", "", "- execute: INSERT INTO nowhere VALUES (1)\n", "[]");
    run_fails(f, FX_VERB_UPGRADE, NULL, FX_DB, "nowhere");
    assert_string_equal(ask(f, "SELECT count(*) FROM sqlite_master"), "0");
}

static void test_an_edited_revision_is_refused_and_synced(void **state)
{
    fixture *f = *state;

    two(f);
    run_ok(f, FX_VERB_UPGRADE, NULL);
    sh(f, "sed -i 's/string(100)/string(120)/' migrations/versions/aaaa.yml");
    run_fails(f, FX_VERB_UPGRADE, NULL, FX_REFUSED, "aaaa is applied");
    assert_text(f->err.file, "aaaa.yml");
    assert_int_equal(f->err.line, 4);
    assert_text(f->err.hint, "fxgit sync");
    run_fails(f, FX_VERB_DOWNGRADE, "-1", FX_REFUSED, "aaaa");
    assert_string_equal(applied(f), "aaaa bbbb");
    run_ok(f, FX_VERB_SYNC, NULL);
    assert_int_equal(f->out.plan.moves.n, 4);
    assert_text(ask(f, "SELECT sql FROM sqlite_master WHERE name = 'user'"), "120");
    run_ok(f, FX_VERB_SYNC, NULL);
    assert_true(f->out.nothing);
}

/* The hook says "undo it first": that must work with the edited file in the tree. */
static void test_an_edited_revision_can_be_undone(void **state)
{
    fixture *f = *state;

    two(f);
    run_ok(f, FX_VERB_UPGRADE, NULL);
    sh(f, "sed -i 's/user.age/user.years/' migrations/versions/bbbb.yml");
    run_ok(f, FX_VERB_DOWNGRADE, "bbbb^");
    assert_string_equal(applied(f), "aaaa");
    assert_string_equal(ask(f, "SELECT count(*) FROM pragma_table_info('user')"), "2");
}

static void test_a_new_downgrade_half_is_what_runs(void **state)
{
    fixture *f = *state;

    table_revision(f, "aaaa", "", "user");
    revision(f, "bbbb", "aaaa", "- execute: CREATE VIEW v AS SELECT 1 AS x\n",
             "irreversible: nobody thought of it\n");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    run_fails(f, FX_VERB_DOWNGRADE, "-1", FX_REFUSED, "nobody thought of it");
    revision(f, "bbbb", "aaaa", "- execute: CREATE VIEW v AS SELECT 1 AS x\n",
             "\n- execute: DROP VIEW v\n");
    run_ok(f, FX_VERB_DOWNGRADE, "-1");
    assert_string_equal(ask(f, "SELECT count(*) FROM sqlite_master WHERE name = 'v'"), "0");
    assert_string_equal(ask(f, "SELECT group_concat(kind, ' ') FROM (SELECT kind FROM fxgit_events "
                               "ORDER BY seq)"),
                        "upgrade upgrade mend downgrade");
}

static void test_drift_is_refused_by_name(void **state)
{
    fixture *f = *state;

    table_revision(f, "aaaa", "", "user");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    sql(f, "ALTER TABLE user ADD COLUMN nick TEXT");
    column_revision(f, "bbbb", "aaaa", "user.age");
    run_fails(f, FX_VERB_UPGRADE, NULL, FX_REFUSED, "table user differs");
    assert_text(f->err.msg, "nick");
    assert_text(f->err.hint, "nothing was changed");
    f->o.dry_run = true;
    run_fails(f, FX_VERB_UPGRADE, NULL, FX_REFUSED, "table user differs");
    f->o.dry_run = false;
    sql(f, "DROP TABLE user");
    run_fails(f, FX_VERB_UPGRADE, NULL, FX_REFUSED, "it is not there");
    assert_string_equal(applied(f), "aaaa");
}

static void test_what_the_model_does_not_hold_is_refused_by_name(void **state)
{
    fixture *f = *state;

    table_revision(f, "aaaa", "", "user");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    sql(f, "CREATE INDEX ix_lower ON user (lower(name))");
    revision(f, "bbbb", "aaaa", "- alter_column: user.name\n  nullable: true\n",
             "- alter_column: user.name\n  nullable: false\n");
    run_fails(f, FX_VERB_UPGRADE, NULL, FX_REFUSED, "user");
    assert_string_equal(applied(f), "aaaa");
    assert_string_equal(ask(f, "SELECT count(*) FROM sqlite_master WHERE name = 'ix_lower'"), "1");
}

static void test_a_table_that_is_there_already_is_refused(void **state)
{
    fixture *f = *state;

    sql(f, "CREATE TABLE user (x INTEGER)");
    table_revision(f, "aaaa", "", "user");
    run_fails(f, FX_VERB_UPGRADE, NULL, FX_REFUSED, "table user is in");
    assert_text(f->err.hint, "fxgit stamp");
    assert_string_equal(tables(f), "user");
}

static void test_triggers_live_through_execute_rename_and_rebuild(void **state)
{
    fixture *f = *state;

    table_revision(f, "aaaa", "", "user");
    revision(f, "bbbb", "aaaa",
             "- execute: CREATE TRIGGER t AFTER INSERT ON user BEGIN UPDATE user SET name = 'x'; "
             "END\n- rename_table: user\n  rename: person\n"
             "- alter_column: person.name\n  nullable: true\n",
             "- alter_column: person.name\n  nullable: false\n- rename_table: person\n"
             "  rename: user\n- execute: DROP TRIGGER t\n");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    assert_string_equal(ask(f, "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"),
                        "person");
    sql(f, "INSERT INTO person (name) VALUES ('Ada')");
    assert_string_equal(ask(f, "SELECT name FROM person"), "x");
    run_ok(f, FX_VERB_DOWNGRADE, "aaaa");
    assert_string_equal(ask(f, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"), "0");
}

static void test_keys_follow_a_rename_in_the_same_plan(void **state)
{
    fixture *f = *state;

    table_revision(f, "aaaa", "", "user");
    revision(f, "bbbb", "aaaa",
             "- create_table: post\n  columns:\n    id: {type: integer, primary_key: true}\n"
             "    user_id: {type: integer}\n  foreign_keys:\n  - name: fk_post_user_id\n"
             "    columns: [user_id]\n    references: user(id)\n    on_delete: cascade\n",
             "- drop_table: post\n");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    revision(f, "cccc", "bbbb", "- rename_table: user\n  rename: person\n",
             "- rename_table: person\n  rename: user\n");
    revision(f, "dddd", "cccc", "- alter_column: post.user_id\n  nullable: true\n",
             "- alter_column: post.user_id\n  nullable: false\n");
    sql(f, "INSERT INTO user (id, name) VALUES (1, 'Ada')");
    sql(f, "INSERT INTO post (id, user_id) VALUES (7, 1)");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    assert_string_equal(ask(f, "SELECT \"table\" FROM pragma_foreign_key_list('post')"), "person");
    assert_string_equal(ask(f, "SELECT user_id FROM post"), "1");
    run_ok(f, FX_VERB_DOWNGRADE, "bbbb");
    assert_string_equal(ask(f, "SELECT \"table\" FROM pragma_foreign_key_list('post')"), "user");
}

static void test_another_ones_work_needs_take_over(void **state)
{
    fixture *f = *state;

    two(f);
    f->ws.origin = "0123456789abcdef";
    f->ws.head = (fx_head){"8be21c4000000000000000000000000000000000", "feature/age"};
    run_ok(f, FX_VERB_UPGRADE, NULL);
    remove_file(f, path_of(f, "bbbb"));
    f->ws.origin = "fedcba9876543210";
    f->o.yes = true;
    run_fails(f, FX_VERB_SYNC, NULL, FX_CONSENT, "bbbb was applied by ada on engine just now");
    assert_text(f->err.msg, "feature/age");
    f->ws.origin = "0123456789abcdef";
    f->ws.user = "bob";
    run_fails(f, FX_VERB_SYNC, NULL, FX_CONSENT, "bbbb");
    assert_text(f->err.hint, "--take-over");
    f->o.take_over = true;
    run_ok(f, FX_VERB_SYNC, NULL);
    assert_string_equal(applied(f), "aaaa");
}

static void test_a_row_without_origin_is_nobodys(void **state)
{
    fixture *f = *state;

    two(f);
    run_ok(f, FX_VERB_UPGRADE, NULL);
    remove_file(f, path_of(f, "bbbb"));
    f->ws.origin = "fedcba9876543210";
    f->ws.user = "bob";
    run_ok(f, FX_VERB_SYNC, NULL);
    assert_string_equal(applied(f), "aaaa");
}

static void test_a_tree_that_knows_nothing_asks(void **state)
{
    fixture *f = *state;

    two(f);
    run_ok(f, FX_VERB_UPGRADE, NULL);
    sh(f, "rm migrations/versions/*.yml");
    run_fails(f, FX_VERB_SYNC, NULL, FX_CONSENT, "none of the 2 applied revisions");
    f->o.yes = true;
    run_ok(f, FX_VERB_SYNC, NULL);
    assert_string_equal(applied(f), "");
}

static void test_protected_targets(void **state)
{
    fixture *f = *state;

    two(f);
    f->target.name = "production";
    f->target.protected_ = true;
    run_ok(f, FX_VERB_UPGRADE, NULL);
    f->target.protected_ = false; /* the ledger remembers */
    f->target.name = NULL;
    f->o.yes = true;
    run_fails(f, FX_VERB_DOWNGRADE, "-1", FX_CONSENT, "protected");
    assert_text(f->err.hint, "--unprotect default");
    f->o.unprotect = "production";
    run_fails(f, FX_VERB_DOWNGRADE, "-1", FX_CONSENT, "protected");
    f->target.name = "production";
    run_ok(f, FX_VERB_DOWNGRADE, "-1");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    remove_file(f, path_of(f, "bbbb"));
    run_fails(f, FX_VERB_SYNC, NULL, FX_REFUSED, "only goes forward");
    table_revision(f, "cccc", "aaaa", "post");
    run_fails(f, FX_VERB_UPGRADE, NULL, FX_REFUSED, "bbbb");
    f->o.allow_foreign = true;
    run_ok(f, FX_VERB_UPGRADE, NULL);
    assert_string_equal(applied(f), "aaaa bbbb cccc");
}

static void test_foreign_revisions_are_only_named(void **state)
{
    fixture *f = *state;

    two(f);
    run_ok(f, FX_VERB_UPGRADE, NULL);
    remove_file(f, path_of(f, "bbbb"));
    run_ok(f, FX_VERB_UPGRADE, NULL);
    assert_true(f->out.nothing);
    assert_int_equal(f->out.warnings.n, 1);
    assert_text(f->out.warnings.at[0], "bbbb");
    table_revision(f, "cccc", "aaaa", "post");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    assert_string_equal(applied(f), "aaaa bbbb cccc");
}

static void test_stamp(void **state)
{
    fixture *f = *state;

    two(f);
    run_fails(f, FX_VERB_STAMP, "aaaa", FX_REFUSED, "table user differs");
    sql(f, "CREATE TABLE user (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL)");
    run_fails(f, FX_VERB_STAMP, "bbbb", FX_REFUSED, "age");
    run_ok(f, FX_VERB_STAMP, "aaaa");
    assert_string_equal(ask(f, "SELECT kind FROM fxgit_ledger"), "stamp");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    run_fails(f, FX_VERB_DOWNGRADE, "base", FX_CONSENT, "aaaa was stamped");
    f->o.yes = true;
    run_ok(f, FX_VERB_DOWNGRADE, "base");
    assert_string_equal(tables(f), "");
}

static void test_stamp_by_force(void **state)
{
    fixture *f = *state;

    two(f);
    f->o.force = true;
    run_ok(f, FX_VERB_STAMP, "bbbb");
    assert_string_equal(applied(f), "aaaa bbbb");
    assert_string_equal(tables(f), "");
}

static void in_git(fixture *f)
{
    write_file(f, "fxgit.yml", "fxgit: 1\nproject: 7d0c3f1e\ndatabase: sqlite:///app.db\n");
    sh(f, "test -d .git || git init -q -b main .");
    sh(f, "git add -A migrations fxgit.yml && git -c user.name=A -c user.email=a@example.org "
          "commit -q -m one");
    assert_done(f, fx_repo_open(f->a, f->ws.root, &f->ws.repo, &f->err));
    assert_done(f, fx_repo_head(f->ws.repo, &f->ws.head, &f->err));
    f->ws.origin = fx_repo_origin(f->ws.repo);
}

static void test_an_uncommitted_upgrade_needs_consent(void **state)
{
    fixture *f = *state;

    with_rows(f);
    in_git(f);
    revision(f, "cccc", "bbbb", "- drop_column: user.age\n",
             "- add_column: user.age\n  type: integer\n  nullable: true\n");
    run_fails(f, FX_VERB_UPGRADE, NULL, FX_CONSENT, "applying cccc would lose user.age (1 row)");
    in_git(f);
    run_ok(f, FX_VERB_UPGRADE, NULL);
    assert_text(f->out.backup, ".git/fxgit/backup/app-1.db");
    assert_string_equal(ask(f, "SELECT commit_id FROM fxgit_ledger WHERE revision = 'cccc'"),
                        f->ws.head.commit);
    assert_text(f->out.label, "main");
}

static void test_sync_to_a_commit(void **state)
{
    fixture *f = *state;

    two(f);
    in_git(f);
    run_ok(f, FX_VERB_SYNC, NULL);
    remove_file(f, path_of(f, "bbbb"));
    in_git(f);
    f->o.commit = "HEAD~1";
    run_ok(f, FX_VERB_SYNC, NULL);
    assert_true(f->out.nothing);
    f->o.commit = "HEAD";
    run_ok(f, FX_VERB_SYNC, NULL);
    assert_string_equal(applied(f), "aaaa");
    f->o.commit = "HEAD~1";
    run_ok(f, FX_VERB_SYNC, NULL);
    assert_string_equal(applied(f), "aaaa bbbb");
}

/* Each of them must find the work done by another one, or do it: none may fail. */
static void test_many_processes_at_once(void **state)
{
    enum { PROCESSES = 20, REVISIONS = 12 };
    fixture *f = *state;
    pid_t pids[PROCESSES];

    for (int i = 0; i < REVISIONS; i++)
        table_revision(f, fx_fmt(f->a, "aa%02d", i), i == 0 ? "" : fx_fmt(f->a, "aa%02d", i - 1),
                       fx_fmt(f->a, "t%02d", i));
    f->target.per_revision = true;
    for (int i = 0; i < PROCESSES; i++) {
        pids[i] = fork();
        assert_true(pids[i] >= 0);
        if (pids[i] == 0) {
            bool done = run(f, FX_VERB_UPGRADE, NULL);

            if (!done)
                fprintf(stderr, "%s\n", f->err.msg);
            _exit(done ? 0 : 1);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;

        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    assert_string_equal(ask(f, "SELECT count(*) || ' ' || max(seq) FROM fxgit_ledger"), "12 12");
    assert_string_equal(ask(f, "SELECT count(*) FROM fxgit_events WHERE kind = 'upgrade'"), "12");
    assert_string_equal(ask(f, "SELECT count(*) FROM fxgit_events WHERE kind <> 'upgrade'"), "0");
}

static void on_trace(void *ctx, const char *text)
{
    size_t *left = ctx;

    (void)text;
    if (--*left == 0)
        raise(SIGKILL);
}

/* True if the child was killed before the end. */
static bool killed_at(fixture *f, fx_verb verb, const char *to, size_t statement)
{
    int status = 0;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        f->o.trace = on_trace;
        f->o.ctx = &statement;
        _exit(run(f, verb, to) ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (WIFSIGNALED(status))
        return true;
    assert_int_equal(WEXITSTATUS(status), 0);
    return false;
}

static const char *whole_state(fixture *f)
{
    fx_db *db = fx_db_open(f->a, &f->place.url, true, &f->err);

    assert_done(f, db != NULL);
    f->db = db;
    assert_string_equal(ask(f, "PRAGMA integrity_check"), "ok");
    return fx_fmt(f->a, "%s / %s", applied(f),
                  ask(f, "SELECT coalesce(group_concat(name || ' ' || type || ' ' || \"notnull\"), "
                         "'') FROM pragma_table_info('user')"));
}

static void test_killed_at_any_statement(void **state)
{
    fixture *f = *state;
    size_t kills = 0;

    table_revision(f, "aaaa", "", "user");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    sql(f, "INSERT INTO user (name) VALUES ('Ada'), ('Bob')");
    column_revision(f, "bbbb", "aaaa", "user.age");
    revision(f, "cccc", "bbbb", "- alter_column: user.name\n  nullable: true\n",
             "- alter_column: user.name\n  nullable: false\n");
    const char *old = whole_state(f);

    for (size_t n = 1; killed_at(f, FX_VERB_UPGRADE, NULL, n); n++) {
        assert_string_equal(whole_state(f), old);
        kills++;
    }
    assert_true(kills > 6);
    assert_string_equal(applied(f), "aaaa bbbb cccc");
    assert_string_equal(ask(f, "SELECT group_concat(name) FROM user"), "Ada,Bob");
    const char *new = whole_state(f);

    f->o.yes = true;
    for (size_t n = 1; killed_at(f, FX_VERB_DOWNGRADE, "aaaa", n); n++)
        assert_string_equal(whole_state(f), new);
    assert_string_equal(whole_state(f), old);
}

static void run_script(fixture *f, fx_verb verb, const char *from, const char *to)
{
    fx_stmts stmts;

    assert_done(f, fx_script(&f->ws, "sqlite", verb, from, to, &stmts, &f->err));
    fx_each (const fx_stmt, stmt, &stmts) {
        sql(f, stmt->sql);
    }
}

static void test_a_script_leaves_a_database_that_we_know(void **state)
{
    fixture *f = *state;

    two(f);
    revision(f, "cccc", "bbbb", "- alter_column: user.age\n  nullable: false\n  fill: 0\n",
             "- alter_column: user.age\n  nullable: true\n");
    run_script(f, FX_VERB_UPGRADE, NULL, "bbbb");
    assert_string_equal(applied(f), "aaaa bbbb");
    run_script(f, FX_VERB_UPGRADE, "bbbb", NULL);
    run_ok(f, FX_VERB_UPGRADE, NULL);
    assert_true(f->out.nothing);
    assert_int_equal(f->out.plan.mends.n, 0);
    run_ok(f, FX_VERB_DOWNGRADE, "aaaa");
    run_script(f, FX_VERB_UPGRADE, "aaaa", NULL);
    run_script(f, FX_VERB_DOWNGRADE, NULL, "base");
    assert_string_equal(applied(f), "");
    assert_string_equal(tables(f), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(test_upgrade_and_downgrade),
        PLACE_TEST(test_nothing_to_do_writes_nothing),
        PLACE_TEST(test_nothing_to_do_needs_no_lock),
        PLACE_TEST(test_a_held_lock_is_named),
        PLACE_TEST(test_dry_run_shows_and_does_nothing),
        PLACE_TEST(test_rows_need_consent),
        PLACE_TEST(test_many_rows_are_counted_to_a_thousand),
        PLACE_TEST(test_a_person_may_be_asked),
        PLACE_TEST(test_a_text_stays_that_another_project_has_by_now),
        PLACE_TEST(test_a_snapshot_is_kept_and_can_be_put_back),
        PLACE_TEST(test_five_snapshots_are_kept),
        PLACE_TEST(test_a_failure_changes_nothing_and_says_where),
        PLACE_TEST(test_a_row_that_cannot_be_written_is_named),
        PLACE_TEST(test_a_first_failure_leaves_an_empty_database),
        PLACE_TEST(test_an_edited_revision_is_refused_and_synced),
        PLACE_TEST(test_an_edited_revision_can_be_undone),
        PLACE_TEST(test_a_new_downgrade_half_is_what_runs),
        PLACE_TEST(test_drift_is_refused_by_name),
        PLACE_TEST(test_what_the_model_does_not_hold_is_refused_by_name),
        PLACE_TEST(test_a_table_that_is_there_already_is_refused),
        PLACE_TEST(test_triggers_live_through_execute_rename_and_rebuild),
        PLACE_TEST(test_keys_follow_a_rename_in_the_same_plan),
        PLACE_TEST(test_another_ones_work_needs_take_over),
        PLACE_TEST(test_a_row_without_origin_is_nobodys),
        PLACE_TEST(test_a_tree_that_knows_nothing_asks),
        PLACE_TEST(test_protected_targets),
        PLACE_TEST(test_foreign_revisions_are_only_named),
        PLACE_TEST(test_stamp),
        PLACE_TEST(test_stamp_by_force),
        PLACE_TEST(test_an_uncommitted_upgrade_needs_consent),
        PLACE_TEST(test_sync_to_a_commit),
        PLACE_TEST(test_many_processes_at_once),
        PLACE_TEST(test_killed_at_any_statement),
        PLACE_TEST(test_a_script_leaves_a_database_that_we_know),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
