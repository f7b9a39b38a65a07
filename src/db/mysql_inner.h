/*
 * What the parts of the MySQL driver share. Private to src/db/mysql*.c.
 */
#ifndef FX_DB_MYSQL_INNER_H
#define FX_DB_MYSQL_INNER_H

#include <mysql.h>

#include "drivers.h"

enum { MYSQL_DEPTH = 4 };

typedef struct mysql_db {
    fx_db base;
    MYSQL *conn;
    MYSQL *locked; /* the session that holds the lock; NULL: none */
    bool mariadb;
    /* Throw-away databases, one in another, each with a session of its own: the last one stands for
     * the database itself. */
    struct {
        MYSQL *conn;
        const char *database;
    } scratch[MYSQL_DEPTH];
    int depth;
} mysql_db;

/* A session with fxgit's settings in that database; NULL: in none. */
MYSQL *fx_mysql_connect(fx_arena *a, const fx_url *url, const char *database, fx_error *err);
/* The server's words as an error: false. */
bool fx_mysql_fail(MYSQL *conn, const fx_url *url, fx_error *err);
bool fx_mysql_query(fx_db *db, fx_arena *a, const char *sql, const char *const *args, size_t n,
                    fx_rows *out, fx_error *err);
bool fx_mysql_exec(fx_db *db, const char *sql, fx_error *err);
/* Where statements go now, and the name of the database there. */
MYSQL *fx_mysql_session(const fx_db *db);
const char *fx_mysql_database(const fx_db *db);
/* The first column of the first row, or NULL. */
bool fx_mysql_ask(fx_arena *a, MYSQL *conn, const fx_url *url, const char *sql, const char **out,
                  fx_error *err);
const char *fx_mysql_quoted(fx_arena *a, const char *text);

bool fx_mysql_lock(fx_db *db, fx_error *err);
void fx_mysql_unlock(fx_db *db);
bool fx_mysql_lock_holder(fx_db *db, fx_arena *a, fx_lock_holder *out, fx_error *err);

bool fx_mysql_inspect(fx_db *db, fx_arena *a, const fx_strs *tables, fx_live *out, fx_error *err);

#endif
