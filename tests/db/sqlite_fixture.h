/*
 * What the tests of the SQLite driver share: databases, and a migration from
 * one text of entities to another with what is live, as the runner does it.
 */
#ifndef FX_TESTS_DB_SQLITE_FIXTURE_H
#define FX_TESTS_DB_SQLITE_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/testing.h"

#include "fx/base/path.h"
#include "fx/base/str.h"
#include "fx/db/driver.h"
#include "fx/entity/entity.h"
#include "fx/model/diff.h"

static inline const fx_url *url_of(fx_arena *a, const char *text)
{
    fx_url *url = fx_new(a, fx_url);
    fx_error err = {.arena = a};

    if (!fx_url_parse(a, text, "/", url, &err))
        fail_msg("%s: %s", text, err.msg);
    return url;
}

static inline fx_db *open_url(fx_arena *a, const fx_url *url)
{
    fx_error err = {.arena = a};
    fx_db *db = fx_db_open(a, url, true, &err);

    if (db == NULL)
        fail_msg("%s", err.msg);
    return db;
}

static inline fx_db *open_memory(fx_arena *a)
{
    return open_url(a, url_of(a, "sqlite://:memory:"));
}

static inline void remove_dir(void *path)
{
    fx_arena *a = fx_arena_new();
    fx_error err = {.arena = a};
    fx_strs files = {0};

    if (fx_dir_list(a, path, &files, &err)) {
        fx_each (const char *, file, &files) {
            unlink(fx_path_join(a, path, *file));
        }
    }
    rmdir(path);
    fx_arena_free(a);
}

/* A folder that goes with the arena. */
static inline const char *temp_dir(fx_arena *a)
{
    const char *base = getenv("TMPDIR");
    char *path = fx_fmt(a, "%s/fxgit-test.XXXXXX", base == NULL ? "/tmp" : base);

    if (mkdtemp(path) == NULL)
        fail_msg("no folder can be made: %s", path);
    fx_defer(a, remove_dir, path);
    return path;
}

static inline const fx_url *file_url(fx_arena *a, const char *dir, const char *name)
{
    return url_of(a, fx_fmt(a, "sqlite:///%s/%s", dir, name));
}

static inline void must_exec(fx_db *db, const char *sql)
{
    fx_error err = {.arena = db->arena};

    if (!fx_db_exec(db, sql, &err))
        fail_msg("%s: %s", sql, err.msg);
}

/* All values of all rows, joined by `,` and `|`. */
static inline const char *ask(fx_db *db, const char *sql)
{
    fx_error err = {.arena = db->arena};
    fx_rows rows = {0};
    fx_str s = {.arena = db->arena};

    if (!fx_db_query(db, db->arena, sql, NULL, 0, &rows, &err))
        fail_msg("%s: %s", sql, err.msg);
    for (size_t i = 0; i < rows.n; i++) {
        for (size_t k = 0; k < rows.at[i].n; k++) {
            fx_str_add(&s, k > 0 ? "," : i > 0 ? "|" : "");
            fx_str_add(&s, rows.at[i].at[k] == NULL ? "NULL" : rows.at[i].at[k]);
        }
    }
    return fx_str_text(&s);
}

/* Entities, `---` between them, as they are written: fills and all. */
static inline fx_schema read_schema(fx_arena *a, const char *text)
{
    fx_schema out = {0};
    fx_error err = {.arena = a};

    while (*text != '\0') {
        const char *end = strstr(text, "---\n");
        size_t n = end == NULL ? strlen(text) : (size_t)(end - text);

        if (!fx_entity_read(a, "e.yml", fx_strndup(a, text, n), n, &out, &err))
            fail_msg("%s", fx_error_text(a, &err));
        text += n + (end == NULL ? 0 : strlen("---\n"));
    }
    return out;
}

/* The same as a revision that creates it would leave it: with the names that objects get at birth.
 */
static inline fx_schema schema_of(fx_arena *a, const char *text)
{
    const fx_diff_options options = {.naming = fx_naming_default};
    const fx_schema nothing = {0};
    fx_schema read = read_schema(a, text), out = {0};
    fx_error err = {.arena = a};
    fx_diff d = fx_diff_schemas(a, &nothing, &read, &options);

    if (!fx_replay_all(a, &out, &d.steps, NULL, &err))
        fail_msg("%s", err.msg);
    return out;
}

static inline bool run_changes(fx_db *db, const fx_changes *changes, fx_error *err)
{
    fx_live live = {0};
    fx_stmts sql = {0};

    if (!fx_db_begin(db, FX_GUARD_REBUILDS, err))
        return false;
    bool good = fx_db_inspect(db, db->arena, &live, err) &&
                fx_render(db->arena, &fx_sqlite_dialect, changes, &live, &sql, err);

    for (size_t i = 0; good && i < sql.n; i++)
        good = fx_db_exec(db, sql.at[i].sql, err);
    if (!good) {
        fx_db_rollback(db);
        return false;
    }
    return fx_db_commit(db, err);
}

static inline bool migrate(fx_db *db, const char *from_text, const char *to_text, fx_error *err)
{
    const fx_diff_options options = {.naming = fx_naming_default};
    fx_schema from = schema_of(db->arena, from_text), to = read_schema(db->arena, to_text);
    fx_diff d = fx_diff_schemas(db->arena, &from, &to, &options);

    return run_changes(db, &d.up, err);
}

static inline void must_migrate(fx_db *db, const char *from, const char *to)
{
    fx_error err = {.arena = db->arena};

    if (!migrate(db, from, to, &err))
        fail_msg("%s", err.msg);
}

/* Steps as a revision has them, on a schema. */
static inline bool run_steps(fx_db *db, const char *schema, const char *steps, fx_error *err)
{
    fx_arena *a = db->arena;
    fx_schema state = schema_of(a, schema);
    fx_steps list = {0};
    fx_changes changes = {0};
    const fx_yaml *y = fx_yaml_parse(a, "r.yml", steps, strlen(steps), err);

    return y != NULL && fx_steps_read(a, y, &list, err) &&
           fx_replay_all(a, &state, &list, &changes, err) && run_changes(db, &changes, err);
}

static inline void must_step(fx_db *db, const char *schema, const char *steps)
{
    fx_error err = {.arena = db->arena};

    if (!run_steps(db, schema, steps, &err))
        fail_msg("%s", fx_error_text(db->arena, &err));
}

#define assert_message(err, part)                                   \
    do {                                                            \
        if (strstr((err)->msg, (part)) == NULL)                     \
            fail_msg("'%s' does not say '%s'", (err)->msg, (part)); \
    } while (0)

#endif
