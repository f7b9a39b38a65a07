/*
 * PostgreSQL by libpq: connections, statements, transactions.
 * https://www.postgresql.org/docs/15/libpq.html
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fx/base/hash.h"
#include "module.h"
#include "postgres_inner.h"

enum { OLDEST = 130000, FRESH = 2 };

#define LOCK_TIMEOUT "5s" /* a waiting ALTER TABLE stops all that comes after it */

/* ---- errors ---- */

static const char *state_of(const PGresult *r)
{
    const char *state = r == NULL ? NULL : PQresultErrorField(r, PG_DIAG_SQLSTATE);

    return state == NULL ? "" : state;
}

static const char *first_line(fx_arena *a, const char *text)
{
    return fx_strndup(a, text, strcspn(text, "\n"));
}

/* https://www.postgresql.org/docs/15/errcodes-appendix.html */
static bool is_locked(const char *state)
{
    return fx_same(state, "55P03") || fx_same(state, "40P01") || fx_same(state, "55006");
}

bool fx_postgres_fail(fx_arena *a, PGconn *conn, PGresult *result, const fx_url *url, fx_error *err)
{
    const char *state = fx_strdup(a, state_of(result));
    const char *primary =
        result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    const char *text = primary != NULL ? primary : first_line(a, PQerrorMessage(conn));

    if (detail != NULL)
        text = fx_fmt(a, "%s (%s)", text, first_line(a, detail));
    else
        text = fx_strdup(a, text);
    PQclear(result);
    if (PQstatus(conn) == CONNECTION_BAD) {
        fx_fail(err, FX_DB, "the connection to %s was lost: %s", url->text, text);
        return false;
    }
    if (!is_locked(state))
        return fx_fail(err, FX_DB, "%s", text);
    fx_fail(err, FX_LOCKED, "%s: %s", url->text, text);
    return fx_hint(err, "Another session holds what this needs. Run the command again when it is "
                        "done; pg_stat_activity shows it.");
}

/* ---- connections ---- */

typedef struct parameters {
    FX_VEC(const char *) keys, values;
} parameters;

static void set(fx_arena *a, parameters *p, const char *key, const char *value)
{
    if (value == NULL || *value == '\0')
        return;
    *fx_push(a, &p->keys) = key;
    *fx_push(a, &p->values) = value;
}

static bool given(const fx_url *url, const char *key)
{
    fx_each (const fx_url_option, o, &url->options) {
        if (fx_same(o->key, key))
            return true;
    }
    return false;
}

static const char *who(fx_arena *a, const fx_url *url)
{
    enum { MOST = 63 }; /* NAMEDATALEN */
    const char *text = fx_fmt(a, "fxgit%s%s", url->purpose == NULL ? "" : " ",
                              url->purpose == NULL ? "" : url->purpose);

    return fx_fmt(a, "%.*s", MOST, text);
}

static parameters parameters_of(fx_arena *a, const fx_url *url, const char *database)
{
    parameters p = {0};
    int seconds =
        url->lock_wait_ms > 0 && url->lock_wait_ms < 10000 ? url->lock_wait_ms / 1000 : 10;

    set(a, &p, "host", url->host);
    set(a, &p, "port", url->port);
    set(a, &p, "user", url->user);
    set(a, &p, "password", url->password);
    set(a, &p, "dbname", database != NULL ? database : url->database);
    fx_each (const fx_url_option, o, &url->options) {
        set(a, &p, o->key, o->value);
    }
    if (!given(url, "connect_timeout") && getenv("PGCONNECT_TIMEOUT") == NULL)
        set(a, &p, "connect_timeout", fx_fmt(a, "%d", seconds < FRESH ? FRESH : seconds));
    if (!given(url, "application_name"))
        set(a, &p, "application_name", who(a, url));
    if (!given(url, "tcp_user_timeout"))
        set(a, &p, "tcp_user_timeout", "60000");
    set(a, &p, "client_encoding", "UTF8");
    *fx_push(a, &p.keys) = NULL;
    *fx_push(a, &p.values) = NULL;
    return p;
}

static void ignore(void *arg, const PGresult *result)
{
    (void)arg;
    (void)result;
}

static const char *hint_for(const char *text)
{
    if (strstr(text, "password") != NULL || strstr(text, "authentication") != NULL)
        return "Are user and password right? A password may also come from PGPASSWORD or "
               "~/.pgpass.";
    if (strstr(text, "does not exist") != NULL)
        return "`fxgit database create` makes it.";
    if (strstr(text, "SSL") != NULL)
        return "?sslmode= in the URL says what is asked for: disable, require, verify-full.";
    return "Is the server running, and are host and port right?";
}

static PGconn *refuse(fx_arena *a, PGconn *conn, const fx_url *url, fx_error *err)
{
    const char *text = first_line(a, PQerrorMessage(conn));
    const char *tail = strstr(text, "failed: "); /* before it: what we said ourselves */

    if (tail != NULL)
        text = tail + strlen("failed: ");
    PQfinish(conn);
    fx_fail(err, FX_DB, "cannot connect to %s: %s", url->text, text);
    fx_hint(err, "%s", hint_for(text));
    return NULL;
}

PGconn *fx_postgres_connect(fx_arena *a, const fx_url *url, const char *database, fx_error *err)
{
    const parameters p = parameters_of(a, url, database);
    PGconn *conn = PQconnectdbParams(p.keys.at, p.values.at, 0);

    if (conn == NULL || PQstatus(conn) != CONNECTION_OK)
        return refuse(a, conn, url, err);
    PQsetNoticeReceiver(conn, ignore, NULL);
    if (PQserverVersion(conn) >= OLDEST)
        return conn;
    fx_fail(err, FX_DB, "%s is PostgreSQL %d: fxgit needs 13 or later", url->text,
            PQserverVersion(conn) / 10000);
    PQfinish(conn);
    return NULL;
}

static void close_db(void *arg)
{
    postgres_db *db = arg;

    fx_postgres_drop_pipe(db);
    fx_postgres_unlock(&db->base);
    PQfinish(db->conn);
    PQfinish(db->away.conn);
}

static const char *in_quotes(fx_arena *a, const char *text)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_postgres_dialect};

    fx_sql_add(&sql, "?", FX_TEXT(text));
    return fx_str_text(&sql.text);
}

/* As it was at the beginning; before it the scratch, and those that it is in. */
static const char *search_path(const postgres_db *db)
{
    const char *path = db->path;

    for (int i = 0; i < db->depth; i++) {
        if (db->outer[i] != NULL)
            path = fx_fmt(db->base.arena, "%s, %s", db->outer[i], path);
    }
    return db->scratch == NULL ? path : fx_fmt(db->base.arena, "%s, %s", db->scratch, path);
}

/* A revision may SET what it likes for the rest of the session. */
static bool settle(fx_db *base, fx_error *err)
{
    const char *path = search_path((postgres_db *)base);

    return fx_postgres_exec(
        base,
        fx_fmt(base->arena,
               "RESET ROLE; SET client_min_messages = warning; "
               "SET standard_conforming_strings = on; SET lock_timeout = '" LOCK_TIMEOUT "'; "
               "SET statement_timeout = 0; SET check_function_bodies = off; SELECT "
               "pg_catalog.set_config('search_path', %s, false)",
               in_quotes(base->arena, path)),
        err);
}

static bool is_good(const PGresult *r)
{
    ExecStatusType status = PQresultStatus(r);

    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static void push_rows(fx_arena *a, const PGresult *r, fx_rows *out)
{
    for (int i = 0; i < PQntuples(r); i++) {
        fx_row *row = fx_push(a, out);

        row->n = (size_t)PQnfields(r);
        row->at = fx_alloc(a, (row->n + 1) * sizeof *row->at);
        for (int k = 0; k < (int)row->n; k++)
            row->at[k] = PQgetisnull(r, i, k)
                             ? NULL
                             : fx_strndup(a, PQgetvalue(r, i, k), (size_t)PQgetlength(r, i, k));
    }
}

static bool take_rows(fx_db *base, fx_arena *a, PGresult *r, fx_rows *out, fx_error *err)
{
    if (!is_good(r))
        return fx_postgres_fail(err->arena, ((postgres_db *)base)->conn, r, base->url, err);
    if (out != NULL)
        push_rows(a, r, out);
    base->changed = (size_t)strtoul(PQcmdTuples(r), NULL, 10);
    PQclear(r);
    return true;
}

static long microseconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool read_settings(postgres_db *db, fx_error *err)
{
    fx_rows rows = {0};
    const long asked = microseconds();

    /* under the user's search_path, by names with their schema */
    PGresult *r = PQexec(db->conn, "SELECT coalesce(pg_catalog.current_schema(), 'public'), "
                                   "pg_catalog.current_setting('search_path')");

    if (!take_rows(&db->base, db->base.arena, r, &rows, err))
        return false;
    if (rows.n != 1)
        return fx_fail(err, FX_DB, "%s does not tell its settings", db->base.url->text);
    db->answer_us = microseconds() - asked;
    db->schema = rows.at[0].at[0];
    db->path = rows.at[0].at[1];
    return settle(&db->base, err);
}

static fx_db *postgres_open(fx_arena *a, const fx_url *url, bool create, fx_error *err)
{
    postgres_db *db = fx_new(a, postgres_db);

    (void)create;
    db->base.url = url;
    db->base.arena = a;
    db->conn = fx_postgres_connect(a, url, NULL, err);
    if (db->conn == NULL)
        return NULL;
    fx_defer(a, close_db, db);
    return read_settings(db, err) ? &db->base : NULL;
}

/* https://www.postgresql.org/docs/15/errcodes-appendix.html: 3D000; libpq gives no SQLSTATE of a
 * refused connection, the words are the server's */
static bool exists(const fx_url *url)
{
    fx_arena *a = fx_arena_new();
    fx_error probe = {.arena = a};
    PGconn *conn = fx_postgres_connect(a, url, NULL, &probe);
    bool missing = conn == NULL && strstr(probe.msg, "database \"") != NULL &&
                   strstr(probe.msg, "does not exist") != NULL;

    PQfinish(conn);
    fx_arena_free(a);
    return !missing;
}

/* ---- statements ---- */

bool fx_postgres_exec(fx_db *base, const char *sql, fx_error *err)
{
    postgres_db *db = (postgres_db *)base;

    if (!fx_postgres_flush(base, err))
        return false;
    PGresult *r = PQexec(db->conn, sql);

    if (!is_good(r))
        return fx_postgres_fail(err->arena, db->conn, r, base->url, err);
    PQclear(r);
    return true;
}

bool fx_postgres_query(fx_db *base, fx_arena *a, const char *sql, const char *const *args, size_t n,
                       fx_rows *out, fx_error *err)
{
    postgres_db *db = (postgres_db *)base;
    fx_arena *scratch = fx_arena_new();
    bool own, done;

    sql = fx_postgres_own(scratch, sql, db->schema, &own);
    if (out == NULL && fx_postgres_is_slow(db))
        done = own ? fx_postgres_send_own(db, sql, args, n, err)
                   : fx_postgres_send(db, sql, args, n, err);
    else
        done = fx_postgres_flush(base, err) &&
               take_rows(base, a,
                         own ? fx_postgres_ask_own(db->conn, sql, args, n)
                             : PQexecParams(db->conn, sql, (int)n, NULL, args, NULL, NULL, 0),
                         out, err);
    fx_arena_free(scratch);
    return done;
}

bool fx_postgres_read(fx_db *base, fx_arena *a, const char *sql, const char *const *args, size_t n,
                      fx_rows *out, fx_error *err)
{
    return fx_postgres_flush(base, err) &&
           take_rows(base, a, fx_postgres_ask_own(((postgres_db *)base)->conn, sql, args, n), out,
                     err);
}

/* One statement, as others give it to us. */
static bool exec_one(fx_db *base, const char *sql, fx_error *err)
{
    postgres_db *db = (postgres_db *)base;

    return fx_postgres_is_slow(db) ? fx_postgres_send(db, sql, NULL, 0, err)
                                   : fx_postgres_exec(base, sql, err);
}

/* ---- transactions ---- */

static bool begin(fx_db *base, fx_guard guard, fx_error *err)
{
    postgres_db *db = (postgres_db *)base;

    db->guard = guard;
    if (db->scratch != NULL)
        return fx_postgres_exec(base, "SAVEPOINT fxgit_run", err);
    db->in_transaction = fx_postgres_exec(base, "BEGIN", err);
    return db->in_transaction;
}

/* "committed", "aborted", or "in progress" while the server is still at it; NULL: it does not say.
 */
static const char *status_of(fx_arena *a, PGconn *conn, const char *id)
{
    PGresult *r = PQexecParams(conn, "SELECT pg_catalog.pg_xact_status($1::pg_catalog.xid8)", 1,
                               NULL, &id, NULL, NULL, 0);
    const char *status = is_good(r) && PQntuples(r) == 1 && !PQgetisnull(r, 0, 0)
                             ? fx_strdup(a, PQgetvalue(r, 0, 0))
                             : NULL;

    PQclear(r);
    return status;
}

/* A connection that is lost at COMMIT leaves open what became of it: the server knows
 * (https://www.postgresql.org/docs/15/functions-info.html, pg_xact_status). */
static bool was_committed(postgres_db *db, const char *id, fx_error *err)
{
    enum { TRIES = 100, PAUSE_MS = 50 };
    fx_arena *a = fx_arena_new();
    fx_error probe = {.arena = a};
    PGconn *again = fx_postgres_connect(a, db->base.url, NULL, &probe);
    const char *status = again == NULL ? NULL : status_of(a, again, id);

    for (int i = 0; i < TRIES && fx_same(status, "in progress"); i++) {
        nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
        status = status_of(a, again, id);
    }
    bool committed = fx_same(status, "committed"), known = committed || fx_same(status, "aborted");

    fx_arena_free(a);
    if (committed) { /* goes on with the new connection */
        PQfinish(db->conn);
        db->conn = again;
        fx_error_clear(err);
        return settle(&db->base, err);
    }
    PQfinish(again);
    if (!known)
        fx_hint(err, "Whether its transaction was committed is not known: run `fxgit status` when "
                     "the server answers again.");
    return false;
}

static bool commit(fx_db *base, fx_error *err)
{
    postgres_db *db = (postgres_db *)base;
    fx_rows rows = {0};

    if (db->scratch != NULL)
        return fx_postgres_exec(base, "RELEASE SAVEPOINT fxgit_run", err);
    fx_arena *a = fx_arena_new();
    bool done =
        fx_postgres_query(base, a, "SELECT pg_current_xact_id_if_assigned()", NULL, 0, &rows, err);
    const char *id = done && rows.n == 1 ? rows.at[0].at[0] : NULL;

    done = done && fx_postgres_exec(base, "COMMIT", err);
    if (!done && id != NULL && PQstatus(db->conn) == CONNECTION_BAD)
        done = was_committed(db, id, err);
    fx_arena_free(a);
    if (!done && PQstatus(db->conn) == CONNECTION_OK &&
        PQtransactionStatus(db->conn) != PQTRANS_IDLE)
        PQclear(PQexec(db->conn, "ROLLBACK"));
    db->in_transaction = false;
    return done;
}

static void rollback(fx_db *base)
{
    postgres_db *db = (postgres_db *)base;

    fx_postgres_drop_pipe(db);

    if (PQstatus(db->conn) != CONNECTION_OK || PQtransactionStatus(db->conn) == PQTRANS_IDLE)
        db->in_transaction = false;
    else if (db->scratch != NULL)
        PQclear(PQexec(db->conn, "ROLLBACK TO SAVEPOINT fxgit_run; RELEASE SAVEPOINT fxgit_run"));
    else
        PQclear(PQexec(db->conn, "ROLLBACK"));
    db->in_transaction = db->in_transaction && db->scratch != NULL;
}

/* ---- scratch ---- */

/* All that is done until `come_back` is done on the scratch's server. */
static bool go_away(postgres_db *db, fx_error *err)
{
    const fx_url *url = db->base.url->scratch;

    if (url == NULL)
        return true;
    if (!fx_postgres_flush(&db->base, err))
        return false;
    PGconn *there = fx_postgres_connect(db->base.arena, url, NULL, err);

    if (there == NULL)
        return false;
    db->away.conn = db->conn;
    db->away.schema = db->schema;
    db->away.path = db->path;
    db->away.in_transaction = db->in_transaction;
    db->away.answer_us = db->answer_us;
    db->conn = there;
    db->in_transaction = false;
    return read_settings(db, err);
}

static void come_back(postgres_db *db)
{
    if (db->away.conn == NULL)
        return;
    PQfinish(db->conn);
    db->conn = db->away.conn;
    db->schema = db->away.schema;
    db->path = db->away.path;
    db->in_transaction = db->away.in_transaction;
    db->answer_us = db->away.answer_us;
    db->away.conn = NULL;
}

static bool enter(postgres_db *db, fx_error *err)
{
    bool done = go_away(db, err);

    db->scratch_own = !db->in_transaction;
    done = done && (!db->scratch_own || begin(&db->base, FX_GUARD_NONE, err));
    if (!done)
        come_back(db);
    return done;
}

static bool refuse_scratch(const fx_url *url, fx_error *err)
{
    if (strstr(err->msg, "permission denied") == NULL)
        return false;
    return fx_hint(err,
                   "GRANT CREATE ON DATABASE %s TO the role, or name another server: `scratch:` "
                   "in fxgit.yml.",
                   url->database);
}

/* A schema that never is: its transaction, or the part of it since the savepoint, rolls back. One
 * may be inside another. */
static bool scratch_begin(fx_db *base, fx_error *err)
{
    postgres_db *db = (postgres_db *)base;
    fx_arena *a = base->arena;
    const int depth = db->depth;

    if (depth == (int)(sizeof db->outer / sizeof *db->outer))
        return fx_fail(err, FX_BUG, "scratch in scratch in scratch");
    if (depth == 0 && !enter(db, err))
        return false;
    db->outer[db->depth++] = db->scratch;
    db->scratch = fx_fmt(a, "fxgit_scratch_%s", fx_random_hex(a, 6));
    if (fx_postgres_exec(
            base, fx_fmt(a, "SAVEPOINT fxgit_scratch%d; CREATE SCHEMA %s", depth, db->scratch),
            err) &&
        settle(base, err))
        return true;
    fx_error probe = {.arena = a};

    (void)!base->driver->scratch_end(base, &probe);
    return refuse_scratch(base->url->scratch != NULL ? base->url->scratch : base->url, err);
}

static bool scratch_end(fx_db *base, fx_error *err)
{
    postgres_db *db = (postgres_db *)base;
    const int depth = --db->depth;

    db->scratch = db->outer[depth];
    if (depth > 0 || !db->scratch_own)
        return fx_postgres_exec(base,
                                fx_fmt(base->arena,
                                       "ROLLBACK TO SAVEPOINT fxgit_scratch%d; "
                                       "RELEASE SAVEPOINT fxgit_scratch%d",
                                       depth, depth),
                                err);
    rollback(base);
    if (db->away.conn == NULL)
        return settle(base, err);
    come_back(db);
    return true;
}

/* ---- databases ---- */

static bool on_maintenance(fx_arena *a, const fx_url *url, const char *template, fx_error *err)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_postgres_dialect};
    PGconn *conn = fx_postgres_connect(a, url, "postgres", err);

    if (conn == NULL)
        return false;
    fx_sql_add(&sql, template, FX_NAME(url->database));
    PGresult *r = PQexec(conn, fx_str_text(&sql.text));
    bool done = is_good(r);

    if (!done)
        fx_postgres_fail(a, conn, r, url, err);
    else
        PQclear(r);
    PQfinish(conn);
    return done;
}

static bool create(fx_arena *a, const fx_url *url, fx_error *err)
{
    return on_maintenance(a, url, "CREATE DATABASE ?", err);
}

static bool drop(fx_arena *a, const fx_url *url, fx_error *err)
{
    return on_maintenance(a, url, "DROP DATABASE IF EXISTS ?", err);
}

const fx_driver fx_postgres_driver = {
    .scheme = "postgresql",
    .dialect = &fx_postgres_dialect,
    .exists = exists,
    .open = postgres_open,
    .exec = exec_one,
    .flush = fx_postgres_flush,
    .query = fx_postgres_query,
    .inspect = fx_postgres_inspect,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .create = create,
    .drop = drop,
    .settle = settle,
    .lock = fx_postgres_lock,
    .unlock = fx_postgres_unlock,
    .lock_holder = fx_postgres_lock_holder,
    .scratch_begin = scratch_begin,
    .scratch_end = scratch_end,
};

FX_MODULE(fx_postgres_driver);
