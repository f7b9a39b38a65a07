#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drivers.h"
#include "fx/base/hash.h"
#include "fx/base/path.h"
#include "fx/sql/split.h"
#include "fx/sql/sqlite.h"

enum { LOCK_WAIT_MS = 60 * 1000, READY = 8 };

typedef FX_VEC(const char *) lines;

typedef struct sqlite_db {
    fx_db base;
    sqlite3 *handle;
    fx_guard guard;             /* the open transaction may rebuild tables */
    fx_arena *scratch;          /* of the open transaction */
    fx_strs violations;         /* foreign_key_check before the first statement */
    fx_strs broken;             /* views and triggers that did not compile before it */
    sqlite3_stmt *ready[READY]; /* with bound values: they come again */
    size_t turn;                /* whose place is next */
    bool held;                  /* a transaction that only reads is open */
} sqlite_db;

FX_DEFINE_AUTO(sqlite3_stmt, sqlite3_finalize)

static bool fail(sqlite_db *db, fx_error *err)
{
    int code = sqlite3_extended_errcode(db->handle);

    if ((code & 0xff) == SQLITE_BUSY) {
        fx_fail(err, FX_LOCKED, "another process writes to %s", db->base.url->text);
        return fx_hint(err, "Wait until it is done, or end it, and run the command again.");
    }
    /* a table that is being rebuilt goes by the name that people know */
    fx_str text = {.arena = err->arena};
    const char *msg = sqlite3_errmsg(db->handle);

    for (const char *new; (new = strstr(msg, "_fxgit_new_")) != NULL;
         msg = new + strlen("_fxgit_new_"))
        fx_str_addn(&text, msg, (size_t)(new - msg));
    fx_str_add(&text, msg);
    return fx_fail(err, FX_DB, "%s", fx_str_text(&text));
}

static void close_db(void *arg)
{
    sqlite_db *db = arg;

    fx_arena_free(db->scratch);
    for (size_t i = 0; i < READY; i++)
        sqlite3_finalize(db->ready[i]);
    sqlite3_close_v2(db->handle);
}

static bool exists(const fx_url *url)
{
    struct stat st;

    return fx_same(url->path, ":memory:") || (stat(url->path, &st) == 0 && st.st_size > 0);
}

static bool exec(fx_db *base, const char *sql, fx_error *err)
{
    sqlite_db *db = (sqlite_db *)base;

    return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK || fail(db, err);
}

static bool open_handle(sqlite_db *db, const fx_url *url, int flags, fx_error *err)
{
    /* one thread at a time has a connection */
    if (sqlite3_open_v2(url->path, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        fx_fail(err, FX_DB, "cannot open %s: %s", url->text, sqlite3_errmsg(db->handle));
        return fx_hint(err, "Is its folder there, and may you write to it?");
    }
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, url->lock_wait_ms > 0 ? url->lock_wait_ms : LOCK_WAIT_MS);
    return true;
}

/* https://sqlite.org/uri.html; what Python's driver takes beside it is about its own connections
 * (https://docs.python.org/3/library/sqlite3.html#sqlite3.connect). */
static bool read_parameters(const fx_url *url, int *flags, fx_error *err)
{
    static const char *const of_python[] = {"check_same_thread", "timeout", "isolation_level",
                                            "detect_types", "cached_statements"};

    fx_each (const fx_url_option, o, &url->options) {
        bool known = fx_same(o->key, "mode") && fx_same(o->value, "rwc");

        if (fx_same(o->key, "mode") && fx_same(o->value, "ro")) {
            *flags = SQLITE_OPEN_READONLY;
            known = true;
        } else if (fx_same(o->key, "mode") && fx_same(o->value, "rw")) {
            *flags &= ~SQLITE_OPEN_CREATE;
            known = true;
        }
        for (size_t i = 0; i < sizeof of_python / sizeof *of_python; i++)
            known = known || fx_same(o->key, of_python[i]);
        if (known)
            continue;
        fx_fail(err, FX_INPUT, "%s: unknown parameter '%s'", url->text, o->key);
        return fx_hint(err, "mode=ro, mode=rw and mode=rwc are known.");
    }
    return true;
}

static fx_db *sqlite_open(fx_arena *a, const fx_url *url, bool create, fx_error *err)
{
    sqlite_db *db = fx_new(a, sqlite_db);
    int flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0);

    db->base.url = url;
    fx_defer(a, close_db, db);
    if (!read_parameters(url, &flags, err) || !open_handle(db, url, flags, err))
        return NULL;
    /* the first look at the file: is it a database? */
    if (sqlite3_exec(db->handle, "PRAGMA foreign_keys=ON; SELECT count(*) FROM sqlite_schema", NULL,
                     NULL, NULL) == SQLITE_OK)
        return &db->base;
    if (fail(db, err) || err->code == FX_DB)
        fx_context(err, "cannot open %s", url->text);
    return NULL;
}

/* A ledger has many rows: their texts are asked for once, and lie in one object. SQLite's own stay
 * until the next step (https://sqlite.org/c3ref/column_blob.html). */
static void push_row(fx_arena *a, sqlite3_stmt *st, fx_rows *out)
{
    fx_row *row = fx_push(a, out);
    size_t bytes = 0;

    row->n = (size_t)sqlite3_column_count(st);
    row->at = fx_alloc(a, (row->n + 1) * sizeof *row->at);
    for (size_t i = 0; i < row->n; i++) {
        row->at[i] = (const char *)sqlite3_column_text(st, (int)i);
        bytes += row->at[i] == NULL ? 0 : strlen(row->at[i]) + 1;
    }
    char *to = fx_alloc(a, bytes + 1);

    for (size_t i = 0; i < row->n; i++) {
        if (row->at[i] == NULL)
            continue;
        const char *own = to;

        to = stpcpy(to, row->at[i]) + 1;
        row->at[i] = own;
    }
}

static bool step_all(sqlite_db *db, fx_arena *a, sqlite3_stmt *st, fx_rows *out, fx_error *err)
{
    int rc;

    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        if (out != NULL)
            push_row(a, st, out);
    }
    db->base.changed = (size_t)sqlite3_changes(db->handle);
    return rc == SQLITE_DONE || fail(db, err);
}

static bool query_plain(sqlite_db *db, fx_arena *a, const char *sql, fx_rows *out, fx_error *err)
{
    FX_AUTO(sqlite3_stmt) *st = NULL;

    if (sqlite3_prepare_v2(db->handle, sql, -1, &st, NULL) != SQLITE_OK)
        return fail(db, err);
    return step_all(db, a, st, out, err);
}

/* SQLite itself prepares anew what the tables' changes made stale. NULL: it cannot be prepared. */
static sqlite3_stmt *ready(sqlite_db *db, const char *sql)
{
    for (size_t i = 0; i < READY && db->ready[i] != NULL; i++) {
        if (fx_same(sqlite3_sql(db->ready[i]), sql))
            return db->ready[i];
    }
    sqlite3_stmt **place = &db->ready[db->turn++ % READY];

    sqlite3_finalize(*place);
    *place = NULL;
    sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, place, NULL);
    return *place;
}

static bool query(fx_db *base, fx_arena *a, const char *sql, const char *const *args, size_t n,
                  fx_rows *out, fx_error *err)
{
    sqlite_db *db = (sqlite_db *)base;

    if (n == 0)
        return query_plain(db, a, sql, out, err);
    sqlite3_stmt *st = ready(db, sql);

    if (st == NULL)
        return fail(db, err);
    for (size_t i = 0; i < n; i++)
        sqlite3_bind_text(st, (int)i + 1, args[i], -1, SQLITE_STATIC); /* NULL binds NULL */
    bool done = step_all(db, a, st, out, err);

    sqlite3_reset(st); /* it may hold no lock; and nothing of the arguments */
    sqlite3_clear_bindings(st);
    return done;
}

/* ---- transactions ---- */

/* A reference to a column without a key makes the check fail as a whole: then each table by itself.
 */
static bool check_tables(sqlite_db *db, fx_rows *out, fx_strs *mismatches, fx_error *err)
{
    fx_arena *a = db->scratch;
    fx_rows tables = {0};

    if (!query(&db->base, a, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
               NULL, 0, &tables, err))
        return false;
    fx_each (const fx_row, t, &tables) {
        fx_error probe = {.arena = a};

        if (!query(&db->base, a,
                   "SELECT \"table\", rowid, parent, fkid FROM pragma_foreign_key_check(?)", t->at,
                   1, out, &probe))
            *fx_push(a, mismatches) = probe.msg;
    }
    return true;
}

static bool violations(sqlite_db *db, fx_strs *out, fx_error *err)
{
    fx_rows rows = {0};
    fx_error probe = {.arena = db->scratch};

    if (!query(&db->base, db->scratch,
               "SELECT \"table\", rowid, parent, fkid FROM pragma_foreign_key_check", NULL, 0,
               &rows, &probe)) {
        rows = (fx_rows){0};
        if (!check_tables(db, &rows, out, err))
            return false;
    }
    fx_each (const fx_row, r, &rows) {
        *fx_push(db->scratch, out) =
            fx_fmt(db->scratch, "a row of %s refers to a row of %s that is not there (rowid %s)",
                   r->at[0], r->at[2], r->at[1] == NULL ? "none" : r->at[1]);
    }
    return true;
}

/* What the program that owns the database gives its connections, and ours lacks. */
static bool is_the_programs(const char *message)
{
    static const char *const what[] = {
        "no such function: ", "no such collation sequence: ", "no such module: "};

    for (size_t i = 0; i < sizeof what / sizeof *what; i++) {
        if (strstr(message, what[i]) != NULL)
            return true;
    }
    return false;
}

static bool compiles(sqlite_db *db, const char *sql)
{
    FX_AUTO(sqlite3_stmt) *st = NULL;

    return sqlite3_prepare_v2(db->handle, sql, -1, &st, NULL) == SQLITE_OK ||
           is_the_programs(sqlite3_errmsg(db->handle));
}

static const char *quoted(sqlite_db *db, const char *name)
{
    fx_sql sql = {.text = {.arena = db->scratch}, .dialect = &fx_sqlite_dialect};

    fx_sql_add(&sql, "?", FX_NAME(name));
    return fx_str_text(&sql.text);
}

/* INSERT, UPDATE or DELETE: what stands before ON in CREATE TRIGGER. */
static const char *event_of(const char *sql)
{
    static const char *const events[] = {"INSERT", "UPDATE", "DELETE"};
    fx_lexer lx = fx_lex(sql, strlen(sql));

    for (fx_token t = fx_lex_next(&lx); t.kind != FX_TOKEN_END && !fx_token_is(&t, "ON");
         t = fx_lex_next(&lx)) {
        for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
            if (fx_token_is(&t, events[i]))
                return events[i];
        }
    }
    return "";
}

/* A trigger is compiled with the statement that fires it. */
static bool trigger_compiles(sqlite_db *db, const char *table, const char *event)
{
    fx_arena *a = db->scratch;
    fx_rows columns = {0};
    const char *name = quoted(db, table), *column = NULL;
    fx_error probe = {.arena = a};

    if (query(&db->base, a, "SELECT name FROM pragma_table_info(?)", &table, 1, &columns, &probe) &&
        columns.n > 0)
        column = quoted(db, columns.at[0].at[0]);
    if (column == NULL)
        return true;
    fx_str update = {.arena = a};

    fx_each (const fx_row, r, &columns) {
        const char *c = quoted(db, r->at[0]);

        fx_str_addf(&update, "%s%s = %s", update.n > 0 ? ", " : "", c, c);
    }
    if (fx_same(event, "INSERT"))
        return compiles(db, fx_fmt(a, "INSERT INTO %s (%s) VALUES (NULL)", name, column));
    if (fx_same(event, "DELETE"))
        return compiles(db, fx_fmt(a, "DELETE FROM %s", name));
    return compiles(db, fx_fmt(a, "UPDATE %s SET %s", name, fx_str_text(&update)));
}

static bool object_compiles(sqlite_db *db, const fx_row *r)
{
    if (fx_same(r->at[0], "trigger"))
        return trigger_compiles(db, r->at[2], event_of(r->at[3]));
    return compiles(db, fx_fmt(db->scratch, "SELECT * FROM %s LIMIT 0", quoted(db, r->at[1])));
}

static bool read_texts(sqlite_db *db, fx_rows *out, fx_error *err)
{
    return query(&db->base, db->scratch,
                 "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN "
                 "('view', 'trigger') ORDER BY type, name",
                 NULL, 0, out, err);
}

static const char *title_of(sqlite_db *db, const fx_row *r)
{
    return fx_fmt(db->scratch, "%s %s", r->at[0], r->at[1]);
}

static bool broken_objects(sqlite_db *db, fx_strs *out, fx_error *err)
{
    fx_rows rows = {0};

    if (!read_texts(db, &rows, err))
        return false;
    fx_each (const fx_row, r, &rows) {
        if (!object_compiles(db, r))
            *fx_push(db->scratch, out) = title_of(db, r);
    }
    return true;
}

/* Asked again for the one that is told of. */
static const char *why_broken(sqlite_db *db, const char *title)
{
    fx_error probe = {.arena = db->scratch};
    fx_rows rows = {0};

    if (read_texts(db, &rows, &probe)) {
        fx_each (const fx_row, r, &rows) {
            if (fx_same(title_of(db, r), title) && !object_compiles(db, r))
                return fx_strdup(db->scratch, sqlite3_errmsg(db->handle));
        }
    }
    return "it uses what is changed";
}

static void settle(sqlite_db *db)
{
    if (db->guard == FX_GUARD_REBUILDS)
        sqlite3_exec(db->handle, "PRAGMA legacy_alter_table=OFF; PRAGMA foreign_keys=ON", NULL,
                     NULL, NULL);
    db->guard = FX_GUARD_NONE;
    db->violations = db->broken = (fx_strs){0};
    fx_arena_free(db->scratch);
    db->scratch = NULL;
}

static void rollback(fx_db *base)
{
    sqlite_db *db = (sqlite_db *)base;

    if (sqlite3_get_autocommit(db->handle) == 0)
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    settle(db);
}

static bool hold(fx_db *base)
{
    sqlite_db *db = (sqlite_db *)base;

    if (sqlite3_get_autocommit(db->handle) == 0 ||
        sqlite3_exec(db->handle, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
        return false;
    db->held = true;
    return true;
}

static void let_go(fx_db *base)
{
    sqlite_db *db = (sqlite_db *)base;

    if (db->held)
        sqlite3_exec(db->handle, "COMMIT", NULL, NULL, NULL);
    db->held = false;
}

static bool begin(fx_db *base, fx_guard guard, fx_error *err)
{
    sqlite_db *db = (sqlite_db *)base;
    bool rebuilds = guard == FX_GUARD_REBUILDS;

    db->guard = guard;
    db->scratch = fx_arena_new();
    /* inside a transaction the pragma would do nothing:
     * https://sqlite.org/pragma.html#pragma_foreign_keys */
    if ((rebuilds && !exec(base, "PRAGMA foreign_keys=OFF", err)) ||
        !exec(base, "BEGIN IMMEDIATE", err)) {
        settle(db);
        return false;
    }
    if ((rebuilds && !violations(db, &db->violations, err)) ||
        (guard != FX_GUARD_NONE && !broken_objects(db, &db->broken, err))) {
        rollback(base);
        return false;
    }
    return true;
}

/* The first item of `now` that `before` does not have. */
static const char *fresh(const fx_strs *now, const fx_strs *before)
{
    fx_each (const char *, text, now) {
        if (!fx_strs_has(before, *text))
            return *text;
    }
    return NULL;
}

static bool verify(sqlite_db *db, fx_error *err)
{
    fx_strs now = {0}, broken = {0};
    const char *bad;

    if ((db->guard == FX_GUARD_REBUILDS && !violations(db, &now, err)) ||
        !broken_objects(db, &broken, err))
        return false;
    bad = fresh(&now, &db->violations);
    if (bad != NULL) {
        fx_fail(err, FX_DB, "foreign key violated: %s", bad);
        return fx_hint(err, "Mend the rows first.");
    }
    bad = fresh(&broken, &db->broken);
    if (bad == NULL)
        return true;
    fx_fail(err, FX_DB, "%s would not work: %s", bad, why_broken(db, bad));
    return fx_hint(err, "Change it in the same revision: its entity, or with an `execute` step.");
}

static bool commit(fx_db *base, fx_error *err)
{
    sqlite_db *db = (sqlite_db *)base;
    bool done = (db->guard == FX_GUARD_NONE || verify(db, err)) && exec(base, "COMMIT", err);

    if (done)
        settle(db);
    else
        rollback(base);
    return done;
}

/* ---- snapshots ---- */

static bool sync_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return done;
}

/* https://sqlite.org/lang_vacuum.html#vacuuminto: complete under a temporary name first */
static bool snapshot(fx_db *base, const char *path, fx_error *err)
{
    fx_arena *a = base->arena;
    const char *temp = fx_fmt(a, "%s.%s.tmp", path, fx_random_hex(a, 8));

    if (!query(base, a, "VACUUM INTO ?", &temp, 1, NULL, err)) {
        unlink(temp);
        return fx_context(err, "the snapshot %s", path);
    }
    /* the folder too: its entry is what a power cut must not take (fsync(2), NOTES) */
    if (sync_file(temp) && rename(temp, path) == 0 && sync_file(fx_path_dir(a, path)))
        return true;
    unlink(temp);
    return fx_fail(err, FX_DB, "the snapshot %s: %s", path, strerror(errno));
}

static bool is_whole(fx_db *db, fx_arena *a, fx_error *err)
{
    fx_rows rows = {0};

    return query(db, a, "PRAGMA integrity_check", NULL, 0, &rows, err) &&
           ((rows.n == 1 && fx_same(rows.at[0].at[0], "ok")) ||
            fx_fail(err, FX_DB, "it is damaged: %s", rows.n > 0 ? rows.at[0].at[0] : "no answer"));
}

/* https://sqlite.org/c3ref/backup_finish.html: pages are written inside a transaction of the
 * destination */
static bool copy_all(sqlite_db *from, sqlite_db *to, fx_error *err)
{
    sqlite3_backup *b = sqlite3_backup_init(to->handle, "main", from->handle, "main");
    int rc, tries = 0;

    if (b == NULL)
        return fail(to, err);
    do {
        rc = sqlite3_backup_step(b, -1);
        if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
            sqlite3_sleep(50);
    } while ((rc == SQLITE_BUSY || rc == SQLITE_LOCKED) && ++tries < 1200);
    if (sqlite3_backup_finish(b) == SQLITE_OK && rc == SQLITE_DONE)
        return true;
    return rc == SQLITE_BUSY || rc == SQLITE_LOCKED
               ? fx_fail(err, FX_LOCKED, "another process uses %s", to->base.url->text)
               : fail(to, err);
}

static bool is_damaged(const fx_error *err)
{
    return err->msg != NULL && (strstr(err->msg, sqlite3_errstr(SQLITE_NOTADB)) != NULL ||
                                strstr(err->msg, sqlite3_errstr(SQLITE_CORRUPT)) != NULL);
}

/* A file that is no database any more is kept: some of it may be read yet. */
static bool put_aside(fx_arena *a, const char *path, fx_error *err)
{
    static const char *const parts[] = {"", "-wal", "-journal", "-shm"};
    const char *aside = fx_fmt(a, "%s.damaged", path);

    for (int n = 2; fx_path_exists(aside); n++)
        aside = fx_fmt(a, "%s.damaged-%d", path, n);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (rename(fx_fmt(a, "%s%s", path, parts[i]), fx_fmt(a, "%s%s", aside, parts[i])) != 0 &&
            i == 0)
            return fx_fail(err, FX_DB, "cannot put the damaged %s aside", path);
    }
    return true;
}

static fx_db *open_to_restore(fx_arena *a, const fx_url *url, fx_error *err)
{
    fx_error probe = {.arena = a};
    fx_db *to = fx_db_open(a, url, true, &probe);

    if (to != NULL || !is_damaged(&probe)) {
        if (to == NULL)
            *err = probe;
        return to;
    }
    return put_aside(a, url->path, err) ? fx_db_open(a, url, true, err) : NULL;
}

static bool restore(fx_arena *a, const fx_url *url, const char *path, fx_error *err)
{
    fx_url *from_url = fx_new(a, fx_url);
    fx_db *from, *to;

    *from_url = (fx_url){.text = path, .scheme = "sqlite", .path = path};
    from = fx_db_open(a, from_url, false, err);
    if (from == NULL)
        return false;
    if (!is_whole(from, a, err))
        return fx_context(err, "the snapshot %s", path);
    to = open_to_restore(a, url, err);
    return to != NULL && copy_all((sqlite_db *)from, (sqlite_db *)to, err);
}

const fx_driver fx_sqlite_driver = {
    .scheme = "sqlite",
    .dialect = &fx_sqlite_dialect,
    .is_file = true,
    .exists = exists,
    .open = sqlite_open,
    .exec = exec,
    .query = query,
    .inspect = fx_sqlite_inspect,
    .begin = begin,
    .hold = hold,
    .let_go = let_go,
    .commit = commit,
    .rollback = rollback,
    .snapshot = snapshot,
    .restore = restore,
    .create = fx_sqlite_create,
    .drop = fx_sqlite_drop,
    .scratch = ":memory:",
};
