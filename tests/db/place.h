/*
 * Place: a project in a folder of its own with a real SQLite file, for the
 * tests of ledger, plan and run. Without Git unless `with_git` is called.
 */
#ifndef FX_TESTS_DB_PLACE_H
#define FX_TESTS_DB_PLACE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit/testing.h"

#include "fx/base/path.h"
#include "fx/migrate/run.h"

#ifdef __SANITIZE_ADDRESS__
/* libgit2 1.5 does not free a regular expression's match when it opens a repository of format 1 */
const char *__lsan_default_suppressions(void); /* NOLINT(bugprone-reserved-identifier) */
const char *__lsan_default_suppressions(void)  /* NOLINT(bugprone-reserved-identifier) */
{
    return "leak:libpcre2\n";
}
#endif

typedef struct fixture {
    fx_arena *a;
    fx_error err;
    fx_workspace ws;
    fx_target target;
    fx_place place;
    fx_run_options o;
    fx_run_result out;
    fx_db *db; /* of the test itself, opened by db_of */
} fixture;

static inline void assert_done(fixture *f, bool done)
{
    if (!done)
        fail_msg("%s (%s)", fx_error_text(f->a, &f->err), f->err.hint == NULL ? "" : f->err.hint);
}

/* Runs a line of sh in the project's folder. */
static inline void sh(fixture *f, const char *script)
{
    if (system(fx_fmt(f->a, "cd '%s' && set -e\n%s", f->ws.root, script)) != 0)
        fail_msg("failed: %s", script);
}

static inline void write_file(fixture *f, const char *path, const char *text)
{
    const char *full = fx_path_join(f->a, f->ws.root, path);

    assert_done(f, fx_dir_make(f->a, fx_path_dir(f->a, full), &f->err));
    assert_done(f, fx_file_write(f->a, full, text, strlen(text), 0644, &f->err));
}

static inline const char *path_of(fixture *f, const char *id)
{
    return fx_fmt(f->a, "migrations/versions/%s.yml", id);
}

/* A revision file; `parents` as in the file: "a1b2c3d4, ..." */
static inline void revision(fixture *f, const char *id, const char *parents, const char *up,
                            const char *down)
{
    write_file(f, path_of(f, id),
               fx_fmt(f->a, "revision: %s\nrevises: [%s]\nmessage: %s\nupgrade:\n%s%s%s", id,
                      parents, id, up,
                      fx_starts(down, "irreversible") ? ""
                      : *down == '['                  ? "downgrade: "
                                                      : "downgrade:\n",
                      down));
}

/* A revision that makes a table with an id and a name, and drops it. */
static inline void table_revision(fixture *f, const char *id, const char *parents,
                                  const char *table)
{
    revision(f, id, parents,
             fx_fmt(f->a,
                    "- create_table: %s\n  columns:\n    id:\n      type: integer\n"
                    "      primary_key: true\n    name: string(100)\n",
                    table),
             fx_fmt(f->a, "- drop_table: %s\n", table));
}

/* A revision that adds a nullable column, and drops it. */
static inline void column_revision(fixture *f, const char *id, const char *parents,
                                   const char *column)
{
    revision(f, id, parents,
             fx_fmt(f->a, "- add_column: %s\n  type: integer\n  nullable: true\n", column),
             fx_fmt(f->a, "- drop_column: %s\n", column));
}

static inline void remove_file(fixture *f, const char *path)
{
    assert_int_equal(unlink(fx_path_join(f->a, f->ws.root, path)), 0);
}

/* A connection of the test's own. */
static inline fx_db *db_of(fixture *f)
{
    if (f->db == NULL)
        f->db = fx_db_open(f->a, &f->place.url, true, &f->err);
    assert_done(f, f->db != NULL);
    return f->db;
}

static inline void sql(fixture *f, const char *text)
{
    assert_done(f, fx_db_exec(db_of(f), text, &f->err));
}

/* The first value of a query; "" for none, "NULL" for NULL. */
static inline const char *ask(fixture *f, const char *text)
{
    fx_rows rows = {0};

    assert_done(f, fx_db_query(db_of(f), f->a, text, NULL, 0, &rows, &f->err));
    if (rows.n == 0)
        return "";
    return rows.at[0].at[0] == NULL ? "NULL" : rows.at[0].at[0];
}

/* Applied ids in their order. */
static inline const char *applied(fixture *f)
{
    fx_ledger l;
    fx_strs ids = {0};

    if (!fx_db_exists(&f->place.url))
        return "";
    assert_done(f, fx_ledger_read(f->a, db_of(f), f->ws.config.project, &l, &f->err));
    fx_each (const fx_applied, row, &l.rows) {
        *fx_push(f->a, &ids) = row->id;
    }
    return ids.n == 0 ? "" : fx_strs_join(f->a, &ids, " ");
}

/* Names of the tables that are not fxgit's, sorted. */
static inline const char *tables(fixture *f)
{
    return ask(f,
               "SELECT coalesce(group_concat(name, ' '), '') FROM (SELECT name FROM sqlite_master "
               "WHERE type = 'table' AND name NOT LIKE 'fxgit%' AND name NOT LIKE 'sqlite%' "
               "ORDER BY name)");
}

static inline bool run(fixture *f, fx_verb verb, const char *to)
{
    fx_error_clear(&f->err);
    f->o.verb = verb;
    f->o.to = to;
    return fx_run(&f->ws, &f->place, &f->o, &f->out, &f->err);
}

static inline void run_ok(fixture *f, fx_verb verb, const char *to)
{
    assert_done(f, run(f, verb, to));
}

static inline void assert_text(const char *text, const char *part)
{
    if (text == NULL || strstr(text, part) == NULL)
        fail_msg("no '%s' in: %s", part, text == NULL ? "(nothing)" : text);
}

/* Fails with a code and a part of its message; the error is forgotten. */
static inline void run_fails(fixture *f, fx_verb verb, const char *to, fx_code code,
                             const char *part)
{
    if (run(f, verb, to))
        fail_msg("it was done, expected: %s", part);
    if (f->err.code != code)
        fail_msg("%s instead of %s: %s", fx_code_name(f->err.code), fx_code_name(code), f->err.msg);
    assert_text(f->err.msg, part);
}

static inline void use_url(fixture *f, const char *url)
{
    assert_done(f, fx_url_parse(f->a, url, f->ws.root, &f->place.url, &f->err));
}

static inline int place_setup(void **state)
{
    char name[] = "/tmp/fxgit-db.XXXXXX", real[4096];
    fx_arena *a = fx_arena_new();
    fixture *f = fx_new(a, fixture);

    if (mkdtemp(name) == NULL || realpath(name, real) == NULL)
        return -1;
    f->a = a;
    f->err.arena = a;
    f->ws = (fx_workspace){
        .arena = a, .root = fx_strdup(a, real), .prefix = "", .user = "ada", .host = "engine"};
    f->ws.config =
        (fx_config){.path = "fxgit.yml", .project = "7d0c3f1e", .migrations = "migrations"};
    f->ws.worktree = fx_source_worktree(a, f->ws.root);
    f->place.target = &f->target;
    *state = f;
    use_url(f, "sqlite:///app.db");
    return 0;
}

static inline int place_teardown(void **state)
{
    fixture *f = *state;

    fx_arena *a = f->a;
    const char *command = fx_fmt(a, "rm -rf '%s'", f->ws.root);
    int rc = system(command);

    fx_arena_free(a);
    return rc == 0 ? 0 : -1;
}

#define PLACE_TEST(fn) cmocka_unit_test_setup_teardown(fn, place_setup, place_teardown)

#endif
