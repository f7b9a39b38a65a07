/*
 * Own: what fxgit asks on its own account. Whoever may create in a schema of search_path could put
 * an operator or a function there that fits better than the server's, and would run with fxgit's
 * rights (CVE-2018-1058, https://wiki.postgresql.org/wiki/A_Guide_to_CVE-2018-1058). So its names
 * and operators are looked up in pg_catalog alone, and its tables have their schema. The user's
 * search_path is as it was before and after, all in one round trip.
 */
#include <string.h>

#include "fx/base/str.h"
#include "fx/sql/sql.h"
#include "postgres_inner.h"

static const char enter[] =
    "SELECT pg_catalog.set_config('fxgit.path', pg_catalog.current_setting('search_path'), true), "
    "pg_catalog.set_config('search_path', 'pg_catalog', true)";
static const char leave[] =
    "SELECT pg_catalog.set_config('search_path', pg_catalog.current_setting('fxgit.path'), true)";

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static size_t word_of(const char *c)
{
    size_t n = 0;

    while (is_word(c[n]))
        n++;
    return n;
}

static bool is_table(const char *word, size_t n)
{
    static const char *const tables[] = {"fxgit_meta",   "fxgit_ledger",  "fxgit_text",
                                         "fxgit_events", "fxgit_journal", "alembic_version"};

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        if (strlen(tables[i]) == n && memcmp(tables[i], word, n) == 0)
            return true;
    }
    return false;
}

static bool is_catalogue(const char *word, size_t n)
{
    return (n > 3 && memcmp(word, "pg_", 3) == 0) ||
           (n == strlen("information_schema") && memcmp(word, "information_schema", n) == 0);
}

/* A word outside of strings and quotes; how much of `c` it took. */
static size_t add_word(fx_sql *out, const char *c, const char *schema, bool *own)
{
    static const char current[] = "current_schema()";
    size_t n = word_of(c);

    if (fx_starts(c, current)) {
        fx_sql_add(out, "?::name", FX_TEXT(schema));
        *own = true;
        return strlen(current);
    }
    if (is_table(c, n)) {
        fx_sql_add(out, "?.", FX_NAME(schema));
        *own = true;
    }
    *own = *own || is_catalogue(c, n);
    fx_str_addn(&out->text, c, n);
    return n;
}

const char *fx_postgres_own(fx_arena *a, const char *sql, const char *schema, bool *own)
{
    fx_sql out = {.text = {.arena = a}, .dialect = &fx_postgres_dialect};
    int n = 0;

    *own = false;
    while (*sql != '\0') {
        size_t took = 1;

        if (*sql == '\'' || *sql == '"') {
            took = 1 + strcspn(sql + 1, *sql == '"' ? "\"" : "'");
            took += sql[took] != '\0';
            fx_str_addn(&out.text, sql, took);
        } else if (*sql == '?') {
            fx_str_addf(&out.text, "$%d", ++n);
        } else if (is_word(*sql)) {
            took = add_word(&out, sql, schema, own);
        } else {
            fx_str_addc(&out.text, *sql);
        }
        sql += took;
    }
    return fx_str_text(&out.text);
}

static bool send(PGconn *conn, const char *sql, const char *const *args, size_t n)
{
    return PQsendQueryParams(conn, sql, (int)n, NULL, args, NULL, NULL, 0) == 1;
}

/* The first that is no good, or what there was. */
static PGresult *worse(PGresult *was, PGresult *now)
{
    ExecStatusType status = PQresultStatus(was);

    if (was != NULL && status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        PQclear(now);
        return was;
    }
    PQclear(was);
    return now;
}

static PGresult *one_answer(PGconn *conn)
{
    PGresult *r = PQgetResult(conn);

    if (r != NULL)
        PQclear(PQgetResult(conn)); /* the NULL behind it */
    return r;
}

PGresult *fx_postgres_ask_own(PGconn *conn, const char *sql, const char *const *args, size_t n)
{
    bool inside = PQtransactionStatus(conn) == PQTRANS_INTRANS; /* else it ends by itself */
    PGresult *r, *behind;

    if (PQenterPipelineMode(conn) != 1)
        return NULL;
    if (!send(conn, enter, NULL, 0) || !send(conn, sql, args, n) ||
        (inside && !send(conn, leave, NULL, 0)) || PQpipelineSync(conn) != 1)
        return NULL; /* it is lost */
    r = one_answer(conn);
    r = worse(r, one_answer(conn));
    if (inside) {
        behind = one_answer(conn);
        PQclear(behind);
    }
    PQclear(PQgetResult(conn)); /* PGRES_PIPELINE_SYNC */
    (void)PQexitPipelineMode(conn);
    return r;
}

bool fx_postgres_send_own(postgres_db *db, const char *sql, const char *const *args, size_t n,
                          fx_error *err)
{
    return fx_postgres_send(db, enter, NULL, 0, err) && fx_postgres_send(db, sql, args, n, err) &&
           fx_postgres_send(db, leave, NULL, 0, err);
}
