/*
 * What the parts of the PostgreSQL driver share. Private to src/db/postgres*.c.
 */
#ifndef FX_DB_POSTGRES_INNER_H
#define FX_DB_POSTGRES_INNER_H

#include <libpq-fe.h>

#include "drivers.h"

typedef struct postgres_db {
    fx_db base;
    PGconn *conn;
    PGconn *locked;       /* the session that holds the lock; NULL: none */
    const char *schema;   /* the default one: current_schema() */
    const char *path;     /* search_path, as it was at the beginning */
    const char *scratch;  /* the schema that stands for the default one; NULL: none */
    const char *outer[4]; /* that one is in, and one is in that */
    int depth;
    bool scratch_own; /* the transaction is the scratch's own */
    struct {          /* while the scratch is on another server */
        PGconn *conn; /* the database's; NULL: it is not */
        const char *schema, *path;
        bool in_transaction;
        long answer_us;
    } away;
    bool in_transaction;
    fx_guard guard;
    long answer_us;             /* that a small answer took */
    struct postgres_pipe *pipe; /* what was sent and not waited for; NULL: nothing ever */
} postgres_db;

/* A slow link, in a transaction: statements that answer nothing may be sent ahead
 * (postgres_pipe.c). */
bool fx_postgres_is_slow(const postgres_db *db);
bool fx_postgres_send(postgres_db *db, const char *sql, const char *const *args, size_t n,
                      fx_error *err);
/* Waits for all of them; the first that failed is the error, and base.failed_sql. */
bool fx_postgres_flush(fx_db *db, fx_error *err);
void fx_postgres_drop_pipe(postgres_db *db); /* whatever became of them */

/* A connection with fxgit's settings; `database` in place of the URL's, if not NULL. */
PGconn *fx_postgres_connect(fx_arena *a, const fx_url *url, const char *database, fx_error *err);
/* The server's words as an error; takes the result, which may be NULL. */
bool fx_postgres_fail(fx_arena *a, PGconn *conn, PGresult *result, const fx_url *url,
                      fx_error *err);
bool fx_postgres_query(fx_db *db, fx_arena *a, const char *sql, const char *const *args, size_t n,
                       fx_rows *out, fx_error *err);
bool fx_postgres_exec(fx_db *db, const char *sql, fx_error *err);

/* What fxgit asks on its own account (postgres_own.c): names and operators of pg_catalog alone.
 * fx_postgres_query does so with what names tables of the ledger or of the catalogue. */
PGresult *fx_postgres_ask_own(PGconn *conn, const char *sql, const char *const *args, size_t n);
bool fx_postgres_send_own(postgres_db *db, const char *sql, const char *const *args, size_t n,
                          fx_error *err);
bool fx_postgres_read(fx_db *db, fx_arena *a, const char *sql, const char *const *args, size_t n,
                      fx_rows *out, fx_error *err);
/* The portable text in PostgreSQL's words: $1 for ?, the ledger's tables with their schema. */
const char *fx_postgres_own(fx_arena *a, const char *sql, const char *schema, bool *own);

bool fx_postgres_lock(fx_db *db, fx_error *err);
void fx_postgres_unlock(fx_db *db);
bool fx_postgres_lock_holder(fx_db *db, fx_arena *a, fx_lock_holder *out, fx_error *err);

/* A condition in words that are stored as they were read (postgres_words.c). */
const char *fx_postgres_words(fx_arena *a, const char *text);

bool fx_postgres_inspect(fx_db *db, fx_arena *a, const fx_strs *tables, fx_live *out,
                         fx_error *err);

#endif
