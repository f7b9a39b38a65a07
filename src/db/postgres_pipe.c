/*
 * Pipeline: on a slow link, statements that answer nothing are sent without waiting
 * for the one before (https://www.postgresql.org/docs/15/libpq-pipeline-mode.html).
 * They are waited for before anything is asked, and before COMMIT; the first that
 * failed is then named, those after it were not run.
 */
#include <string.h>

#include "postgres_inner.h"

/* Less than what sockets hold on their way: nobody waits for the other to read. */
enum { MOST_STATEMENTS = 200, MOST_BYTES = 48 * 1024, SLOW_US = 1500 };

typedef struct waiting {
    const char *sql;
    const void *tag;
} waiting;

struct postgres_pipe {
    fx_arena *arena; /* of what waits; NULL: nothing does */
    FX_VEC(waiting) statements;
    size_t bytes;
};

static void forget(struct postgres_pipe *p)
{
    if (p->arena != NULL)
        fx_arena_free(p->arena);
    *p = (struct postgres_pipe){0};
}

bool fx_postgres_is_slow(const postgres_db *db)
{
    return db->answer_us >= SLOW_US && db->in_transaction && db->scratch == NULL;
}

/* Not for what asks: its answer would be read as another's. */
bool fx_postgres_send(postgres_db *db, const char *sql, const char *const *args, size_t n,
                      fx_error *err)
{
    struct postgres_pipe *p = db->pipe;

    if (p == NULL)
        p = db->pipe = fx_new(db->base.arena, struct postgres_pipe);
    if (p->arena == NULL) {
        p->arena = fx_arena_new();
        if (PQenterPipelineMode(db->conn) != 1)
            return fx_postgres_fail(err->arena, db->conn, NULL, db->base.url, err);
    }
    *fx_push(p->arena, &p->statements) = (waiting){fx_strdup(p->arena, sql), db->base.tag};
    p->bytes += strlen(sql);
    for (size_t i = 0; i < n; i++)
        p->bytes += args[i] == NULL ? 0 : strlen(args[i]);
    if (PQsendQueryParams(db->conn, sql, (int)n, NULL, args, NULL, NULL, 0) != 1)
        return fx_postgres_fail(err->arena, db->conn, NULL, db->base.url, err);
    return (p->statements.n < MOST_STATEMENTS && p->bytes < MOST_BYTES) ||
           fx_postgres_flush(&db->base, err);
}

/* One statement's answer, and the NULL behind it. */
static bool take_answer(postgres_db *db, const waiting *w, bool failed, fx_error *err)
{
    PGresult *r = PQgetResult(db->conn);
    ExecStatusType status = PQresultStatus(r);
    bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

    if (!good && !failed) {
        fx_postgres_fail(err->arena, db->conn, r, db->base.url, err);
        db->base.failed_sql = fx_strdup(db->base.arena, w->sql);
        db->base.failed_tag = w->tag;
    } else {
        PQclear(r);
    }
    if (r != NULL)
        PQclear(PQgetResult(db->conn));
    return good;
}

bool fx_postgres_flush(fx_db *base, fx_error *err)
{
    postgres_db *db = (postgres_db *)base;
    struct postgres_pipe *p = db->pipe;
    bool good = true;

    if (p == NULL || p->arena == NULL)
        return true;
    if (PQpipelineSync(db->conn) != 1) {
        forget(p);
        return fx_postgres_fail(err->arena, db->conn, NULL, base->url, err);
    }
    for (size_t i = 0; i < p->statements.n; i++)
        good = take_answer(db, &p->statements.at[i], !good, err) && good;
    PQclear(PQgetResult(db->conn)); /* PGRES_PIPELINE_SYNC */
    (void)PQexitPipelineMode(db->conn);
    forget(p);
    return good;
}

void fx_postgres_drop_pipe(postgres_db *db)
{
    fx_arena *a = fx_arena_new();
    fx_error probe = {.arena = a};

    (void)!fx_postgres_flush(&db->base, &probe);
    db->base.failed_sql = NULL;
    db->base.failed_tag = NULL;
    fx_arena_free(a);
}
