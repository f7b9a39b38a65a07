/*
 * The lock: GET_LOCK on a session of its own that is idle while it is held
 * (https://dev.mysql.com/doc/refman/8.0/en/locking-functions.html). Its names are
 * the server's: the database is part of it.
 */
#include <string.h>

#include "fx/base/hash.h"
#include "mysql_inner.h"
#include "poll.h"

enum { DIGITS = 40 }; /* a name has at most 64 characters */

static const char *lock_name(fx_arena *a, const fx_db *db)
{
    const char *text = fx_fmt(a, "fxgit ledger %s", db->url->database);

    return fx_fmt(a, "'fxgit %.*s'", DIGITS, fx_sha256(a, text, strlen(text)));
}

static bool refuse_busy(fx_db *base, fx_error *err)
{
    fx_lock_holder h = {0};
    fx_error probe = {.arena = err->arena};

    if (!fx_mysql_lock_holder(base, err->arena, &h, &probe) || !h.held)
        return fx_fail(err, FX_LOCKED, "another fxgit works on %s", base->url->text);
    fx_fail(err, FX_LOCKED, "another fxgit works on %s: %s on %s (server process %s), since %s",
            base->url->text, h.command, h.host, h.pid, h.since);
    return fx_hint(err,
                   "Wait until it is done and run the command again. `fxgit lock status` shows "
                   "it; a dead one ends with: KILL %s",
                   h.pid);
}

static bool take(mysql_db *db, fx_error *err)
{
    fx_db *base = &db->base;
    fx_arena *a = base->arena;
    const char *sql = fx_fmt(a, "SELECT GET_LOCK(%s, 0)", lock_name(a, base)), *got;
    fx_poll poll = fx_poll_begin(base->url);

    do {
        if (!fx_mysql_ask(a, db->locked, base->url, sql, &got, err))
            return false;
        if (fx_same(got, "1"))
            return true;
        if (got == NULL)
            return fx_fail(err, FX_DB, "%s: the server gives no lock", base->url->text);
    } while (fx_poll_again(&poll));
    return refuse_busy(base, err);
}

bool fx_mysql_lock(fx_db *base, fx_error *err)
{
    mysql_db *db = (mysql_db *)base;

    if (db->locked != NULL)
        return true;
    db->locked = fx_mysql_connect(base->arena, base->url, base->url->database, err);
    if (db->locked == NULL)
        return false;
    if (take(db, err))
        return true;
    fx_mysql_unlock(base);
    return false;
}

void fx_mysql_unlock(fx_db *base)
{
    mysql_db *db = (mysql_db *)base;

    if (db->locked != NULL)
        mysql_close(db->locked);
    db->locked = NULL;
}

bool fx_mysql_lock_holder(fx_db *base, fx_arena *a, fx_lock_holder *out, fx_error *err)
{
    fx_rows rows = {0}, program = {0};
    fx_error probe = {.arena = a};
    const char *name = lock_name(a, base);

    *out = (fx_lock_holder){0};
    if (!fx_mysql_query(
            base, a,
            fx_fmt(a,
                   "SELECT ID, SUBSTRING_INDEX(HOST, ':', 1), DATE_FORMAT(UTC_TIMESTAMP() - "
                   "INTERVAL TIME SECOND, '%%Y-%%m-%%d %%H:%%i:%%s') FROM "
                   "information_schema.PROCESSLIST WHERE ID = IS_USED_LOCK(%s)",
                   name),
            NULL, 0, &rows, err))
        return false;
    if (rows.n == 0)
        return true;
    const char *const *at = rows.at[0].at;

    *out = (fx_lock_holder){true, at[1], at[0], at[2], "fxgit"};
    if (fx_mysql_query(base, a,
                       fx_fmt(a,
                              "SELECT ATTR_VALUE FROM performance_schema.session_connect_attrs "
                              "WHERE PROCESSLIST_ID = %s AND ATTR_NAME = 'program_name'",
                              at[0]),
                       NULL, 0, &program, &probe) &&
        program.n == 1)
        out->command = program.at[0].at[0];
    return true;
}
