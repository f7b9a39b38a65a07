/*
 * What include/fxgit.h promises of every call: results, ownership, errors, silence.
 */
#include "shell.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ENTITY                                             \
    "mkdir -p entities; printf 'table: user\\ncolumns:\\n" \
    "  id: {type: integer, primary_key: true}\\n  name: string(100)\\n' >entities/user.yml; "
#define AGE    "printf '  age: {type: integer, fill: 0}\\n' >>entities/user.yml; "
#define COMMIT "git add -A; git commit -qm 'Change'; "

/* A repository with one committed revision. */
static const char *begun(void)
{
    const char *dir = fresh_dir("begun");

    assert_int_equal(sh(dir, "git init -q && fxgit init --database sqlite:///app.db --no-hooks && "
                             "{ " ENTITY "} && fxgit new -m 'Create user' && " COMMIT),
                     0);
    return dir;
}

static void upgrade(fxgit_project *p)
{
    fxgit_error *e;

    expect(FXGIT_OK, fxgit_upgrade(p, NULL, NULL, NULL, &e), &e);
}

/* ---- silence ---- */

static void nothing_is_printed_and_no_directory_changed(void **unused)
{
    const char *dir = begun();
    char before[4096], after[4096], log[600];
    int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO), file;
    fxgit_project *p;
    fxgit_check_options o = FXGIT_INIT(fxgit_check_options);

    (void)unused;
    snprintf(log, sizeof log, "%s/log", dir);
    file = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_non_null(getcwd(before, sizeof before));
    dup2(file, STDOUT_FILENO);
    dup2(file, STDERR_FILENO);
    fxgit_project_open(dir, NULL, &p, NULL);
    fxgit_upgrade(p, NULL, NULL, NULL, NULL);
    fxgit_sync(p, NULL, NULL, NULL, NULL);
    fxgit_downgrade(p, "base", 0, NULL, NULL, NULL); /* wants consent: nobody is asked */
    fxgit_upgrade(p, "bogus", NULL, NULL, NULL);
    fxgit_check(p, &o, NULL, NULL);
    fxgit_hooks_install(dir, "/opt/bin/fxgit", NULL, NULL);
    fxgit_project_close(p);
    fflush(NULL);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    assert_non_null(getcwd(after, sizeof after));
    assert_string_equal(before, after);
    assert_int_equal(lseek(file, 0, SEEK_END), 0);
    close(file);
    close(out);
    close(err);
}

static void results_may_be_left_out(void **unused)
{
    fxgit_project *p = open_project(begun());

    (void)unused;
    assert_int_equal(fxgit_list(p, NULL, NULL), FXGIT_OK);
    assert_int_equal(fxgit_status_read(p, NULL, NULL), FXGIT_OK);
    assert_int_equal(fxgit_diff(p, NULL, NULL, NULL, NULL), FXGIT_OK);
    assert_int_equal(fxgit_drift_read(p, NULL, NULL), FXGIT_DATABASE); /* there is none */
    assert_int_equal(fxgit_log_read(p, true, NULL, NULL), FXGIT_OK);
    assert_int_equal(fxgit_diagram(p, NULL, NULL, NULL), FXGIT_OK);
    assert_int_equal(fxgit_show(p, "zzzz", NULL, NULL), FXGIT_USAGE);
    assert_int_equal(fxgit_list(NULL, NULL, NULL), FXGIT_USAGE);
    assert_int_equal(fxgit_project_open(NULL, NULL, NULL, NULL), FXGIT_USAGE);
    fxgit_project_close(p);
    fxgit_project_close(NULL);
    fxgit_free(NULL);
    fxgit_error_free(NULL);
    fxgit_texts_free(NULL);
    fxgit_revisions_free(NULL);
    fxgit_status_free(NULL);
    fxgit_changes_free(NULL);
    fxgit_report_free(NULL);
    fxgit_findings_free(NULL);
    fxgit_hooks_free(NULL);
    fxgit_url_free(NULL);
    fxgit_inspection_free(NULL);
    fxgit_drift_free(NULL);
    fxgit_dropped_free(NULL);
    fxgit_cleared_free(NULL);
    fxgit_log_free(NULL);
    assert_null(fxgit_revisions_at(NULL, 0));
    assert_string_equal(fxgit_error_message(NULL), "");
    assert_string_equal(fxgit_code_name(FXGIT_LOCKED), "locked");
}

/* ---- errors ---- */

static void an_error_says_where_and_what_to_do(void **unused)
{
    const char *dir = begun();
    fxgit_project *p = open_project(dir);
    fxgit_changes *changes = (void *)dir;
    fxgit_error *e;

    (void)unused;
    sh(dir, "printf '  age: intger\\n' >>entities/user.yml");
    assert_int_equal(fxgit_diff(p, NULL, NULL, &changes, &e), FXGIT_INPUT);
    assert_null(changes);
    assert_string_equal(fxgit_error_file(e), "entities/user.yml");
    assert_int_equal(fxgit_error_line(e), 5);
    assert_non_null(strstr(fxgit_error_message(e), "intger"));
    fxgit_error_free(e);
    fxgit_project_close(p);
    assert_int_equal(fxgit_project_open(fresh_dir("none"), NULL, &p, &e), FXGIT_INPUT);
    assert_null(p);
    assert_non_null(fxgit_error_hint(e));
    fxgit_error_free(e);
}

static void options_of_other_versions(void **unused)
{
    struct newer {
        fxgit_run_options known;
        size_t later;
    } newer = {
        .known = {.size = sizeof newer, .dry_run = true}
    };
    fxgit_project *p = open_project(begun());
    fxgit_run_options older = {.size = offsetof(fxgit_run_options, yes), .dry_run = true};
    fxgit_run_options unset = {0};
    fxgit_report *report;
    fxgit_error *e;

    (void)unused;
    older.yes = true; /* beyond its size: not read */
    expect(FXGIT_OK, fxgit_upgrade(p, NULL, &older, &report, &e), &e);
    assert_true(fxgit_report_about(report)->dry_run);
    fxgit_report_free(report);
    expect(FXGIT_OK, fxgit_upgrade(p, NULL, &newer.known, NULL, &e), &e);
    newer.later = 1;
    expect(FXGIT_USAGE, fxgit_upgrade(p, NULL, &newer.known, NULL, &e), &e);
    expect(FXGIT_USAGE, fxgit_upgrade(p, NULL, &unset, NULL, &e), &e);
    fxgit_project_close(p);
}

/* ---- moving a database ---- */

typedef struct seen {
    int begun, done, statements;
    char last[64];
} seen;

static void on_progress(void *context, const fxgit_move *move, bool done)
{
    seen *s = context;

    *(done ? &s->done : &s->begun) += 1;
    snprintf(s->last, sizeof s->last, "%s", move->message);
}

static void on_sql(void *context, const char *sql)
{
    seen *s = context;

    assert_true(sql[0] != '\0');
    s->statements++;
}

static void progress_is_reported(void **unused)
{
    const char *dir = begun();
    seen s = {0};
    fxgit_options o = {.size = sizeof o, .progress = on_progress, .sql = on_sql, .context = &s};
    fxgit_project *p;
    fxgit_report *report;
    fxgit_error *e;

    (void)unused;
    expect(FXGIT_OK, fxgit_project_open(dir, &o, &p, &e), &e);
    expect(FXGIT_OK, fxgit_upgrade(p, NULL, NULL, &report, &e), &e);
    assert_int_equal(s.begun, 1);
    assert_int_equal(s.done, 1);
    assert_true(s.statements > 0);
    assert_string_equal(s.last, "Create user");
    assert_int_equal(fxgit_report_count(report), 1);
    assert_int_equal(fxgit_report_at(report, 0)->kind, FXGIT_APPLY);
    assert_null(fxgit_report_at(report, 1));
    fxgit_report_free(report);
    fxgit_project_close(p);
}

static void a_database_follows_the_branch(void **unused)
{
    const char *dir = begun();
    fxgit_project *p = open_project(dir);
    fxgit_run_options yes = {.size = sizeof yes, .yes = true};
    fxgit_report *report;
    fxgit_texts *backups;
    fxgit_error *e;
    char *restored;

    (void)unused;
    upgrade(p);
    assert_int_equal(sh(dir, "git switch -qc more; " AGE "fxgit new -m 'Add age'; " COMMIT), 0);
    expect(FXGIT_OK, fxgit_sync(p, NULL, NULL, NULL, &e), &e);
    sh(dir, "sqlite3 app.db \"INSERT INTO user (name, age) VALUES ('Ada', 36)\"");
    sh(dir, "git switch -q main");
    assert_int_equal(fxgit_sync(p, NULL, NULL, &report, &e), FXGIT_CONSENT);
    assert_null(report);
    fxgit_error_free(e);
    expect(FXGIT_OK, fxgit_sync(p, NULL, &yes, &report, &e), &e);
    assert_int_equal(fxgit_report_at(report, 0)->kind, FXGIT_UNDO);
    assert_int_equal(fxgit_report_risk_count(report), 1);
    assert_string_equal(fxgit_report_risk_at(report, 0)->column, "age");
    assert_non_null(fxgit_report_about(report)->backup);
    fxgit_report_free(report);
    sh_prints(dir, "sqlite3 app.db 'SELECT * FROM user'", "1|Ada\n");
    expect(FXGIT_OK, fxgit_backups(p, &backups, &e), &e);
    assert_int_equal(fxgit_texts_count(backups), 1);
    expect(FXGIT_CONSENT, fxgit_restore(p, NULL, false, &restored, &e), &e);
    expect(FXGIT_OK, fxgit_restore(p, NULL, true, &restored, &e), &e);
    assert_string_equal(restored, fxgit_texts_at(backups, 0));
    sh_prints(dir, "sqlite3 app.db 'SELECT * FROM user'", "1|Ada|36\n");
    fxgit_free(restored);
    fxgit_texts_free(backups);
    fxgit_project_close(p);
}

static void scripts_need_no_database(void **unused)
{
    const char *dir = begun();
    fxgit_project *p = open_project(dir);
    fxgit_error *e;
    char *sql;

    (void)unused;
    expect(FXGIT_OK, fxgit_upgrade_sql(p, NULL, &sql, &e), &e);
    assert_non_null(strstr(sql, "CREATE TABLE"));
    fxgit_free(sql);
    expect(FXGIT_OK, fxgit_downgrade_sql(p, "base", &sql, &e), &e);
    assert_non_null(strstr(sql, "DROP TABLE"));
    fxgit_free(sql);
    expect(FXGIT_USAGE, fxgit_downgrade_sql(p, NULL, &sql, &e), &e);
    sh(dir, AGE);
    expect(FXGIT_OK, fxgit_diff_sql(p, NULL, NULL, &sql, &e), &e);
    assert_non_null(strstr(sql, "age"));
    fxgit_free(sql);
    sh_prints(dir, "ls app.db 2>/dev/null || :", "");
    fxgit_project_close(p);
}

/* ---- a database that is there already ---- */

static void a_database_is_adopted_and_watched(void **unused)
{
    const char *dir = fresh_dir("adopt");
    fxgit_init_options o = {.size = sizeof o, .database = "sqlite:///app.db", .no_hooks = true};
    fxgit_project *p;
    fxgit_inspection *in;
    fxgit_drift *drift;
    fxgit_texts *created;
    fxgit_error *e;
    char *path, *sql;

    (void)unused;
    sh(dir, "git init -q; sqlite3 app.db 'CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT)' "
            "'CREATE VIRTUAL TABLE words USING fts5(x)'");
    expect(FXGIT_OK, fxgit_init(dir, &o, &created, &e), &e);
    assert_true(fxgit_texts_count(created) > 0);
    fxgit_texts_free(created);
    p = open_project(dir);
    expect(FXGIT_OK, fxgit_adopt(p, &in, &path, &e), &e);
    assert_int_equal(fxgit_inspection_count(in), 1);
    assert_string_equal(fxgit_inspection_at(in, 0)->path, "entities/item.yml");
    assert_int_equal(fxgit_texts_count(fxgit_inspection_left_alone(in)), 1);
    fxgit_inspection_free(in);
    fxgit_free(path);
    expect(FXGIT_REFUSED, fxgit_adopt(p, &in, &path, &e), &e);
    assert_null(path);
    expect(FXGIT_OK, fxgit_drift_read(p, &drift, &e), &e);
    assert_false(fxgit_drift_differs(drift));
    fxgit_drift_free(drift);
    sh(dir, "sqlite3 app.db 'ALTER TABLE item ADD COLUMN price INTEGER'");
    expect(FXGIT_OK, fxgit_drift_read(p, &drift, &e), &e);
    assert_true(fxgit_drift_differs(drift));
    assert_string_equal(fxgit_changes_at(fxgit_drift_changes(drift), 0)->object, "item.price");
    assert_int_equal(fxgit_texts_count(fxgit_drift_unheld(drift)), 0);
    fxgit_drift_free(drift);
    expect(FXGIT_OK, fxgit_drift_sql(p, false, &sql, &e), &e);
    assert_non_null(strstr(sql, "DROP COLUMN"));
    fxgit_free(sql);
    expect(FXGIT_OK, fxgit_drift_sql(p, true, &sql, &e), &e);
    assert_non_null(strstr(sql, "ADD COLUMN"));
    fxgit_free(sql);
    expect(FXGIT_OK, fxgit_diagram_database(p, &sql, &e), &e);
    assert_non_null(strstr(sql, "price"));
    fxgit_free(sql);
    fxgit_project_close(p);
}

static void a_database_as_a_whole(void **unused)
{
    const char *dir = begun();
    fxgit_project *p = open_project(dir);
    fxgit_consent yes = {.size = sizeof yes, .yes = true};
    fxgit_clear_options clear = {.size = sizeof clear, .ledger = true, .files = true, .yes = true};
    fxgit_dropped *dropped;
    fxgit_cleared *cleared;
    fxgit_report *report;
    fxgit_error *e;
    bool created;

    (void)unused;
    expect(FXGIT_DATABASE, fxgit_database_wait(p, 0, &e), &e);
    expect(FXGIT_USAGE, fxgit_database_wait(p, -1, &e), &e);
    expect(FXGIT_OK, fxgit_database_create(p, &created, &e), &e);
    assert_true(created);
    expect(FXGIT_OK, fxgit_database_create(p, &created, &e), &e);
    assert_false(created);
    upgrade(p);
    sh(dir, "sqlite3 app.db \"INSERT INTO user (name) VALUES ('Ada')\"");
    expect(FXGIT_CONSENT, fxgit_database_reset(p, NULL, &dropped, &report, &e), &e);
    expect(FXGIT_OK, fxgit_database_reset(p, &yes, &dropped, &report, &e), &e);
    assert_int_equal(fxgit_dropped_about(dropped)->rows, 1);
    assert_string_equal(fxgit_dropped_at(dropped, 0)->table, "user");
    assert_int_equal(fxgit_report_count(report), 1);
    fxgit_dropped_free(dropped);
    fxgit_report_free(report);
    sh_prints(dir, "sqlite3 app.db 'SELECT count(*) FROM user'", "0\n");
    sh(dir, "echo mine >migrations/versions/notes.txt");
    expect(FXGIT_OK, fxgit_clear(p, &clear, &cleared, &e), &e);
    assert_int_equal(fxgit_texts_count(fxgit_cleared_revisions(cleared)), 1);
    assert_int_equal(fxgit_texts_count(fxgit_cleared_files(cleared)), 1);
    assert_int_equal(fxgit_cleared_kept_count(cleared), 1);
    assert_string_equal(fxgit_cleared_kept_at(cleared, 0)->path, "migrations/versions/notes.txt");
    fxgit_cleared_free(cleared);
    clear.files = clear.ledger = false;
    expect(FXGIT_USAGE, fxgit_clear(p, &clear, &cleared, &e), &e);
    expect(FXGIT_OK, fxgit_database_drop(p, &yes, &dropped, &e), &e);
    assert_true(fxgit_dropped_about(dropped)->existed);
    fxgit_dropped_free(dropped);
    fxgit_project_close(p);
}

/* ---- Git ---- */

static void the_gate_finds_an_edit(void **unused)
{
    const char *dir = begun();
    fxgit_project *p = open_project(dir);
    fxgit_check_options o = {.size = sizeof o, .base = "main", .prove = true};
    fxgit_findings *findings;
    fxgit_error *e;

    (void)unused;
    sh(dir, "git switch -qc edit; sed -i 's/100/200/' migrations/versions/*.yml "
            "entities/*.yml; " COMMIT);
    expect(FXGIT_OK, fxgit_check(p, &o, &findings, &e), &e);
    assert_int_equal(fxgit_findings_errors(findings) > 0, true);
    assert_string_equal(fxgit_findings_at(findings, 0)->rule, "frozen-edited");
    assert_non_null(fxgit_findings_at(findings, 0)->hint);
    fxgit_findings_free(findings);
    o.base = "nowhere";
    expect(FXGIT_GIT, fxgit_check(p, &o, &findings, &e), &e);
    fxgit_project_close(p);
}

static void the_log_names_commits(void **unused)
{
    const char *dir = begun();
    fxgit_project *p = open_project(dir);
    fxgit_log *log;
    fxgit_error *e;

    (void)unused;
    upgrade(p);
    sh(dir, AGE "fxgit new -m 'Add age'");
    expect(FXGIT_OK, fxgit_log_read(p, false, &log, &e), &e);
    assert_int_equal(fxgit_log_count(log), 2);
    assert_null(fxgit_log_at(log, 0)->commit);
    assert_int_equal(fxgit_log_at(log, 0)->state, FXGIT_MISSING);
    assert_string_equal(fxgit_log_at(log, 1)->subject, "Change");
    assert_string_equal(fxgit_log_at(log, 1)->author, "A U Thor");
    assert_int_equal(fxgit_log_at(log, 1)->state, FXGIT_APPLIED);
    fxgit_log_free(log);
    fxgit_project_close(p);
}

static void hooks_run_the_program_that_is_named(void **unused)
{
    const char *dir = fresh_dir("hooks");
    fxgit_hooks *hooks;
    fxgit_texts *names;
    fxgit_error *e;

    (void)unused;
    sh(dir, "git init -q");
    expect(FXGIT_OK, fxgit_hooks_install(dir, "/opt/it's/fxgit", &names, &e), &e);
    assert_true(fxgit_texts_count(names) > 1);
    fxgit_texts_free(names);
    assert_int_equal(sh(dir, "grep -q \"'/opt/it'\\\\\\\\''s/fxgit'\" .git/hooks/pre-commit"), 0);
    expect(FXGIT_OK, fxgit_hooks_status(dir, &hooks, &e), &e);
    assert_int_equal(fxgit_hooks_at(hooks, 0)->state, FXGIT_HOOK_INSTALLED);
    fxgit_hooks_free(hooks);
    expect(FXGIT_OK, fxgit_hooks_uninstall(dir, NULL, &e), &e);
    sh_prints(dir, "ls .git/hooks | grep -v sample || :", "");
    expect(FXGIT_GIT, fxgit_hooks_status(fresh_dir("bare"), &hooks, &e), &e);
}

/* ---- more than one ---- */

static void projects_do_not_see_each_other(void **unused)
{
    const char *one = begun(), *two = begun();
    fxgit_project *first = open_project(one), *again = open_project(one),
                  *second = open_project(two);
    fxgit_revisions *current;
    fxgit_error *e;

    (void)unused;
    upgrade(first);
    expect(FXGIT_OK, fxgit_current(second, &current, &e), &e);
    assert_int_equal(fxgit_revisions_count(current), 0);
    fxgit_revisions_free(current);
    fxgit_project_close(first);
    expect(FXGIT_OK, fxgit_current(again, &current, &e), &e);
    assert_int_equal(fxgit_revisions_count(current), 1);
    assert_non_null(fxgit_revisions_at(current, 0)->applied_at);
    fxgit_project_close(again);
    fxgit_project_close(second);
    assert_string_equal(fxgit_revisions_at(current, 0)->message, "Create user"); /* its own */
    fxgit_revisions_free(current);
}

static void a_relative_folder_is_resolved_when_it_is_given(void **unused)
{
    const char *dir = begun();
    char before[4096];
    fxgit_project *p;
    fxgit_error *e;

    (void)unused;
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(dir), 0);
    p = open_project(".");
    assert_int_equal(chdir("/"), 0);
    expect(FXGIT_OK, fxgit_upgrade(p, NULL, NULL, NULL, &e), &e);
    assert_string_equal(fxgit_project_root(p), dir);
    fxgit_project_close(p);
    assert_int_equal(chdir(before), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_printed_and_no_directory_changed),
        cmocka_unit_test(results_may_be_left_out),
        cmocka_unit_test(an_error_says_where_and_what_to_do),
        cmocka_unit_test(options_of_other_versions),
        cmocka_unit_test(progress_is_reported),
        cmocka_unit_test(a_database_follows_the_branch),
        cmocka_unit_test(scripts_need_no_database),
        cmocka_unit_test(a_database_is_adopted_and_watched),
        cmocka_unit_test(a_database_as_a_whole),
        cmocka_unit_test(the_gate_finds_an_edit),
        cmocka_unit_test(the_log_names_commits),
        cmocka_unit_test(hooks_run_the_program_that_is_named),
        cmocka_unit_test(projects_do_not_see_each_other),
        cmocka_unit_test(a_relative_folder_is_resolved_when_it_is_given),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
