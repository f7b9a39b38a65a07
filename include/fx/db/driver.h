/*
 * Driver: a connection to a database. SQLite first; a driver is a row in a
 * table and a file.
 */
#ifndef FX_DB_DRIVER_H
#define FX_DB_DRIVER_H

#include "fx/base/error.h"
#include "fx/sql/dialect.h"

typedef struct fx_url_option {
    const char *key, *value;
} fx_url_option;

/* A database URL, taken apart (DESIGN section 3). */
typedef struct fx_url {
    const char *text;   /* whole, without passwords and values of variables: safe to show */
    const char *key;    /* the same with values of variables: which place it is; not to be shown */
    const char *scheme; /* "sqlite", "postgresql", "mysql" (aliases folded, +driver dropped) */
    const char *path;   /* sqlite: the file, absolute, or ":memory:" */
    const char *host, *port, *user, *password, *database;
    FX_VEC(fx_url_option) options;
    const fx_strs *hidden; /* value and ${NAME} of each variable in it, or NULL */
    int lock_wait_ms;      /* how long to wait for another's lock; 0: 60 s */
    const char *purpose; /* "upgrade": what a server is told that the connection is for; or NULL */
    const struct fx_url *scratch; /* whose server has the scratch; NULL: its own */
    const fx_error *barred;       /* why nothing may connect to it; NULL: it may */
    bool by_tree;                 /* a tracked file says it: no password in the clear */
} fx_url;

/* Relative SQLite files are relative to `dir` (absolute). Percent-decodes. */
bool fx_url_parse(fx_arena *a, const char *text, const char *dir, fx_url *out,
                  fx_error *err) FX_CHECK;

/* `shown`: its text with variables as ${NAME}; an engine's messages have no value of `hidden`. */
void fx_url_hide(fx_arena *a, fx_url *url, const char *shown, const fx_strs *hidden);
/* A text of others about it: ${NAME} in place of values of at least 4 bytes. */
const char *fx_url_hidden(fx_arena *a, const fx_url *url, const char *text);

typedef struct fx_db fx_db;
typedef struct fx_row {
    const char **at;
    size_t n;
} fx_row; /* texts; NULL is NULL */
typedef FX_VEC(fx_row) fx_rows;

/* What a commit makes sure of. */
typedef enum {
    FX_GUARD_NONE,
    FX_GUARD_TEXTS,   /* views and triggers that worked still do, and new ones do */
    FX_GUARD_REBUILDS /* that, and that rows refer to rows */
} fx_guard;

/* Who holds the lock, as far as the server tells. */
typedef struct fx_lock_holder {
    bool held;
    const char *host, *pid, *since, *command; /* or NULL */
} fx_lock_holder;

typedef struct fx_driver {
    const char *scheme;
    const fx_dialect *dialect;
    bool is_file; /* a database is there from its first write on: one that is missing is empty */
    bool (*exists)(const fx_url *url); /* servers: asks, and takes a refusal for yes */
    fx_db *(*open)(fx_arena *a, const fx_url *url, bool create, fx_error *err);
    bool (*exec)(fx_db *db, const char *sql, fx_error *err);
    /* Statements may be sent ahead; NULL: none are. */
    bool (*flush)(fx_db *db, fx_error *err);
    bool (*query)(fx_db *db, fx_arena *a, const char *sql, const char *const *args, size_t n,
                  fx_rows *out, fx_error *err);
    /* `tables`: see fx_db_inspect_tables; NULL: all */
    bool (*inspect)(fx_db *db, fx_arena *a, const fx_strs *tables, fx_live *out, fx_error *err);
    bool (*begin)(fx_db *db, fx_guard guard, fx_error *err);
    bool (*commit)(fx_db *db, fx_error *err);
    void (*rollback)(fx_db *db);
    bool (*snapshot)(fx_db *db, const char *path, fx_error *err); /* NULL: the engine has none */
    bool (*restore)(fx_arena *a, const fx_url *url, const char *path,
                    fx_error *err); /* NULL likewise */
    /* NULL: the server's own tools do it */
    bool (*create)(fx_arena *a, const fx_url *url, fx_error *err);
    bool (*drop)(fx_arena *a, const fx_url *url, fx_error *err);
    const char *scratch; /* the path of a database that ends with its connection; NULL: none */
    /* For servers; NULL: BEGIN takes the lock. */
    bool (*settle)(fx_db *db, fx_error *err); /* NULL: nothing to set */
    bool (*lock)(fx_db *db, fx_error *err);
    void (*unlock)(fx_db *db);
    bool (*hold)(fx_db *db); /* NULL: each statement sees what is there */
    void (*let_go)(fx_db *db);
    bool (*lock_holder)(fx_db *db, fx_arena *a, fx_lock_holder *out, fx_error *err);
    bool scratch_apart; /* always: see fx_db_scratch_apart */
    /* NULL: texts are stored as they are written, and compared so. */
    bool (*scratch_begin)(fx_db *db, fx_error *err);
    bool (*scratch_end)(fx_db *db, fx_error *err);
} fx_driver;

struct fx_db {
    const fx_driver *driver;
    fx_arena *arena;
    const fx_url *url;
    void (*trace)(void *ctx, const char *sql); /* -v; NULL: none */
    void *trace_ctx;
    const void *tag; /* the caller's, of the statement that comes next */
    const char
        *failed_sql; /* what an error is about, where that is another than the last statement */
    const void *failed_tag; /* and its tag */
    size_t changed; /* rows that the last fx_db_query or fx_db_run changed (an UPDATE: matched) */
    bool some_schemas; /* fx_db_inspect reads the default schema and these only; else all */
    fx_strs schemas;
};

const fx_driver *fx_driver_find(const char *scheme); /* NULL if this build has none */

/* Nothing below connects to a barred URL, nor asks its server: all fail with url->barred, and those
 * that ask whether it is there say yes. */

/* Opens; closed with the arena. `create`: a missing SQLite file is made, else it is FX_DB "does not
 * exist". */
fx_db *fx_db_open(fx_arena *a, const fx_url *url, bool create, fx_error *err) FX_CHECK;
/* Of files; servers are not asked: opening tells. */
bool fx_db_exists(const fx_url *url);
/* Of servers as well, by asking them; unreachable ones count as there: opening tells why not. */
bool fx_db_is_there(const fx_url *url);
/* An empty database where there is none. */
bool fx_db_create(fx_arena *a, const fx_url *url, fx_error *err) FX_CHECK;
/* The database with all that is in it, and the files beside it (SQLite: -wal, -shm, -journal).
 * FX_LOCKED, and nothing done, while somebody is in the middle of using it. */
bool fx_db_drop(fx_arena *a, const fx_url *url, fx_error *err) FX_CHECK;

/* One statement. An engine's error becomes FX_DB with the engine's text; busy becomes FX_LOCKED. */
bool fx_db_exec(fx_db *db, const char *sql, fx_error *err) FX_CHECK;
/* In a transaction on a slow link, what answers nothing is sent ahead: its error may come with a
 * later call, and is then about db->failed_sql. This waits for all of it. */
bool fx_db_flush(fx_db *db, fx_error *err) FX_CHECK;
/* Bound values (NULL binds NULL); all rows as texts in `a`. */
bool fx_db_query(fx_db *db, fx_arena *a, const char *sql, const char *const *args, size_t n,
                 fx_rows *out, fx_error *err) FX_CHECK;
#define fx_db_ask(db, a, sql, out, err, ...)                          \
    fx_db_query((db), (a), (sql), (const char *const[]){__VA_ARGS__}, \
                sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *), (out), (err))
bool fx_db_run(fx_db *db, const char *sql, const char *const *args, size_t n,
               fx_error *err) FX_CHECK; /* query without rows */

/*
 * A transaction that takes the write lock at once (SQLite: BEGIN IMMEDIATE, waiting up to
 * lock_wait_ms for another writer; then FX_LOCKED). FX_GUARD_REBUILDS: tables may be rebuilt, so
 * foreign keys are switched off *before* BEGIN and legacy_alter_table on while rebuilding;
 * fx_db_commit compares foreign_key_check with the result taken after BEGIN and re-checks views and
 * triggers: new violations fail and roll back. Afterwards the settings are as they were.
 * (https://sqlite.org/lang_altertable.html section 7)
 */
bool fx_db_begin(fx_db *db, fx_guard guard, fx_error *err) FX_CHECK;
bool fx_db_commit(fx_db *db, fx_error *err) FX_CHECK;
/* From now on all that is read is of one state, until fx_db_let_go; others may write meanwhile.
 * False: it is so already (in a transaction, or held), or the engine has no such thing; whoever got
 * true lets go. Nobody is asked, and nothing written, while it lasts. NULL is no database. */
bool fx_db_hold(fx_db *db);
void fx_db_let_go(fx_db *db);
/* What a revision's own SQL may have set for the session is as fxgit needs it again. */
bool fx_db_settle(fx_db *db, fx_error *err) FX_CHECK;
void fx_db_rollback(fx_db *db);

/*
 * One at a time: held on a session of its own from before the first statement to after the last,
 * polled for up to lock_wait_ms (60 s), then FX_LOCKED with who holds it. Nothing for SQLite, whose
 * BEGIN IMMEDIATE it is. Ends with the connection at the latest.
 */
bool fx_db_lock(fx_db *db, fx_error *err) FX_CHECK;
void fx_db_unlock(fx_db *db);
/* Who has it now; nobody: held is false. FX_REFUSED where the engine does not tell. */
bool fx_db_lock_holder(fx_db *db, fx_arena *a, fx_lock_holder *out, fx_error *err) FX_CHECK;

/*
 * A place beside the database's own tables, or on the server of url->scratch, where tables can be
 * made that leave nothing behind: until fx_db_scratch_end all names without a schema mean this
 * place, and fx_db_inspect reads it.
 * May be inside a transaction, which goes on unharmed. Where texts are stored as written (SQLite)
 * there is none: fx_db_has_scratch is false.
 */
bool fx_db_has_scratch(const fx_db *db);
bool fx_db_scratch_apart(const fx_db *db); /* from there the own tables cannot be seen */
bool fx_db_scratch_begin(fx_db *db, fx_error *err) FX_CHECK;
bool fx_db_scratch_end(fx_db *db, fx_error *err) FX_CHECK;

/* From now on fx_db_inspect reads the default schema, those that `s` names, and those of earlier
 * calls: what is in others is another program's. */
void fx_db_look_at(fx_db *db, const fx_schema *s);
bool fx_db_inspect(fx_db *db, fx_arena *a, fx_live *out, fx_error *err) FX_CHECK;
/* The same, but an engine may leave out tables that are not among `tables` (in lower case, sorted)
 * and that these do not refer to: SQLite does, where each costs parsing its SQL. */
bool fx_db_inspect_tables(fx_db *db, fx_arena *a, const fx_strs *tables, fx_live *out,
                          fx_error *err) FX_CHECK;
/* A consistent copy of the whole database to a new file (SQLite: VACUUM INTO, complete or absent,
 * fsynced); NULL driver hook: FX_REFUSED. */
bool fx_db_snapshot(fx_db *db, const char *path, fx_error *err) FX_CHECK;
/* Puts a snapshot back in place of the database, atomically (SQLite: the backup API into the open
 * file). */
bool fx_db_restore(fx_arena *a, const fx_url *url, const char *path, fx_error *err) FX_CHECK;

#endif
