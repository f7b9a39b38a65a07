/*
 * The lock: an advisory one on a session of its own that is idle while it is
 * held, so that CREATE INDEX CONCURRENTLY waits for nobody
 * (https://www.postgresql.org/docs/15/explicit-locking.html#ADVISORY-LOCKS).
 * Advisory locks are per database already.
 */
#include <stdint.h>
#include <string.h>

#include "fx/base/hash.h"
#include "poll.h"
#include "postgres_inner.h"

/* "fxgit" and the ledger's schema: 63 bits of their hash. */
static const char *key_of(fx_arena *a, const postgres_db *db)
{
    const char *text = fx_fmt(a, "fxgit ledger %s", db->schema);
    const char *hash = fx_sha256(a, text, strlen(text));
    uint64_t key = 0;

    for (int i = 0; i < 16; i++)
        key = key * 16 + (uint64_t)(hash[i] <= '9' ? hash[i] - '0' : hash[i] - 'a' + 10);
    return fx_fmt(a, "%llu", (unsigned long long)(key >> 1));
}

static bool ask(fx_arena *a, PGconn *conn, const fx_url *url, const char *sql, const char *arg,
                const char **out, fx_error *err)
{
    PGresult *r = fx_postgres_ask_own(conn, sql, &arg, 1);

    if (PQresultStatus(r) != PGRES_TUPLES_OK)
        return fx_postgres_fail(a, conn, r, url, err);
    *out = PQntuples(r) == 0 || PQgetisnull(r, 0, 0) ? NULL : fx_strdup(a, PQgetvalue(r, 0, 0));
    PQclear(r);
    return true;
}

static bool refuse_busy(postgres_db *db, fx_error *err)
{
    fx_lock_holder h = {0};
    fx_error probe = {.arena = err->arena};

    if (!fx_postgres_lock_holder(&db->base, err->arena, &h, &probe) || !h.held)
        return fx_fail(err, FX_LOCKED, "another fxgit works on %s", db->base.url->text);
    fx_fail(err, FX_LOCKED, "another fxgit works on %s: %s on %s (server process %s), since %s",
            db->base.url->text, h.command, h.host, h.pid, h.since);
    return fx_hint(err,
                   "Wait until it is done and run the command again. `fxgit lock status` shows "
                   "it; a dead one ends with: SELECT pg_terminate_backend(%s)",
                   h.pid);
}

/*
 * Behind a pooler that hands out a server's session for each transaction, the
 * lock would be held by whoever comes next: the session that works must be
 * another one than the one that holds the lock.
 */
static bool is_direct(postgres_db *db, const char *holder, fx_error *err)
{
    fx_arena *a = err->arena;
    const char *again = NULL, *worker = NULL;

    if (!ask(a, db->locked, db->base.url, "SELECT pg_backend_pid() WHERE $1::text IS NOT NULL", "",
             &again, err) ||
        !ask(a, db->conn, db->base.url, "SELECT pg_backend_pid() WHERE $1::text IS NOT NULL", "",
             &worker, err))
        return false;
    if (fx_same(again, holder) && !fx_same(worker, holder))
        return true;
    fx_fail(err, FX_REFUSED, "%s goes through a pooler that shares sessions between transactions",
            db->base.url->text);
    return fx_hint(err, "Locks do not hold there. Give the server's own address, or a pool in "
                        "session mode.");
}

/* What a pooler's session took would stay with it: whichever of ours is that session now. */
static void give_back(postgres_db *db, const char *key, const char *holder)
{
    enum { TRIES = 10 };
    fx_arena *a = db->base.arena;
    const char *sql =
        fx_fmt(a, "SELECT pg_advisory_unlock($1::bigint) WHERE pg_backend_pid() = %s", holder);
    const char *done = NULL;

    for (int i = 0; i < TRIES && done == NULL; i++) {
        fx_error probe = {.arena = a};

        if (!ask(a, i % 2 == 0 ? db->locked : db->conn, db->base.url, sql, key, &done, &probe))
            return;
    }
}

/* Of those that had the lock before: by the name that fxgit gives to a session that works. */
static const char left_behind[] =
    "SELECT application_name, pid, "
    "to_char(query_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), "
    "regexp_replace(left(query, 100), '\\s+', ' ', 'g') FROM pg_stat_activity "
    "WHERE datname = current_database() AND usename = session_user AND state = 'active' "
    "AND backend_type = 'client backend' AND application_name LIKE 'fxgit %' "
    "AND pid <> pg_backend_pid() ORDER BY query_start LIMIT 1";

static bool refuse_left(const postgres_db *db, const PGresult *r, fx_error *err)
{
    fx_fail(err, FX_LOCKED,
            "%s still carries out a statement of %s (server process %s), since %s: %s",
            db->base.url->text, PQgetvalue(r, 0, 0), PQgetvalue(r, 0, 1), PQgetvalue(r, 0, 2),
            PQgetvalue(r, 0, 3));
    return fx_hint(err,
                   "Wait until it is done and run the command again, or end it: "
                   "SELECT pg_terminate_backend(%s)",
                   PQgetvalue(r, 0, 1));
}

/* The lock ends with its session; a client that dies does not end what the server does for it
 * (https://www.postgresql.org/docs/15/runtime-config-connection.html,
 * client_connection_check_interval). */
static bool wait_for_left(postgres_db *db, fx_poll *poll, fx_error *err)
{
    for (;;) {
        PGresult *r = fx_postgres_ask_own(db->locked, left_behind, NULL, 0);

        if (PQresultStatus(r) != PGRES_TUPLES_OK)
            return fx_postgres_fail(err->arena, db->locked, r, db->base.url, err);
        bool none = PQntuples(r) == 0, left = !none && fx_poll_again(poll);

        if (!none && !left)
            refuse_left(db, r, err);
        PQclear(r);
        if (!left)
            return none;
    }
}

bool fx_postgres_lock(fx_db *base, fx_error *err)
{
    postgres_db *db = (postgres_db *)base;
    fx_arena *a = base->arena;
    fx_poll poll = fx_poll_begin(base->url);
    const char *key = key_of(a, db), *pid = NULL;

    if (db->locked != NULL)
        return true;
    db->locked = fx_postgres_connect(a, base->url, NULL, err);
    if (db->locked == NULL)
        return false;
    for (;;) {
        if (!ask(a, db->locked, base->url,
                 "SELECT pg_backend_pid() WHERE pg_try_advisory_lock($1::bigint)", key, &pid, err))
            break;
        if (pid != NULL && is_direct(db, pid, err)) {
            if (wait_for_left(db, &poll, err))
                return true;
            break;
        }
        if (pid != NULL) {
            give_back(db, key, pid);
            break;
        }
        if (!fx_poll_again(&poll)) {
            refuse_busy(db, err);
            break;
        }
    }
    fx_postgres_unlock(base);
    return false;
}

void fx_postgres_unlock(fx_db *base)
{
    postgres_db *db = (postgres_db *)base;

    PQfinish(db->locked);
    db->locked = NULL;
}

bool fx_postgres_lock_holder(fx_db *base, fx_arena *a, fx_lock_holder *out, fx_error *err)
{
    postgres_db *db = (postgres_db *)base;
    const char *key = key_of(a, db);
    fx_rows rows = {0};

    *out = (fx_lock_holder){0};
    if (!fx_postgres_query(
            base, a,
            "SELECT coalesce(s.client_hostname, host(s.client_addr), 'this host'), l.pid, "
            "to_char(s.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), "
            "s.application_name FROM pg_locks l JOIN pg_stat_activity s ON s.pid = l.pid "
            "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 "
            "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
            "AND (l.classid::bigint << 32) | l.objid::bigint = CAST(? AS bigint)",
            &key, 1, &rows, err))
        return false;
    if (rows.n == 0)
        return true;
    const char *const *at = rows.at[0].at;

    *out = (fx_lock_holder){true, at[0], at[1], at[2], at[3]};
    return true;
}
