/*
 * Ledger SQL: the tables and statements, the same text for the run (bound) and
 * for scripts (literals). Private to src/migrate/.
 */
#ifndef FX_MIGRATE_LEDGER_SQL_H
#define FX_MIGRATE_LEDGER_SQL_H

#include "fx/migrate/ledger.h"

enum { LEDGER_FORMAT = 1, LEDGER_MIN_READER = 1 };

/* What engines say differently; times are text in UTC, so that order and reading do not depend on
 * settings. */
typedef struct ledger_words {
    const char *dialect;
    const char *tables;  /* names of the ledger's tables that are there */
    size_t count;        /* how many there are */
    const char *probe;   /* fails if one is missing, sooner than they are found; NULL: none does */
    const char *now;     /* the server's clock */
    const char *version; /* asks for what another connection's commit changes; NULL: nothing does */
    const char *integer; /* a whole number of 64 bits, in CAST */
    const char *nothing; /* behind a SELECT that reads no table and has a WHERE */
    const char *scan;    /* behind a table whose rows are all read: an index would be a detour */
    const char *long_text;         /* a type for texts of any length */
    const char *options;           /* behind CREATE TABLE */
    const char *begin[3], *end[3]; /* around a script; end with NULL */
    const char *alembic; /* a row with how long the ids of alembic_version may be, if it is there */
    const char *is_parent; /* whether the row m has l among its parents */
} ledger_words;

const ledger_words *ledger_words_of(const char *dialect);

fx_strs ledger_tables(fx_arena *a, const ledger_words *w); /* CREATE TABLE IF NOT EXISTS */

/* Values of one row, in the order of the statement's `?`. */
enum { LEDGER_ADD_ARGS = 20, LEDGER_TEXT_ARGS = 3, LEDGER_EVENT_ARGS = 7, LEDGER_META_ARGS = 4 };

const char *ledger_add_sql(fx_arena *a, const ledger_words *w);
const char *ledger_text_sql(fx_arena *a, const ledger_words *w);
const char *ledger_event_sql(fx_arena *a, const ledger_words *w);
const char *ledger_meta_sql(fx_arena *a, const ledger_words *w);

void ledger_add_args(fx_arena *a, const char *project, const fx_revision *r, const char *dialect,
                     const fx_provenance *p, const char *kind, int64_t duration_us,
                     const char **args);
void ledger_text_args(fx_arena *a, const fx_revision *r, const char **args);

/* Rows are numbered anew where one stands before its parents. */
bool ledger_put_in_order(fx_db *db, const char *project, fx_error *err) FX_CHECK;

/* With `alembic_version: true`: the table, and what gives it a row for each head. */
extern const char ledger_alembic_table[], ledger_alembic_clear[];
enum { LEDGER_HEADS_ARGS = 3 };
const char *ledger_heads_sql(fx_arena *a, const ledger_words *w);
const char *ledger_alembic_fill(fx_arena *a, const ledger_words *w);

/* "a1b2 c3d4": as parents are kept in a row. */
const char *ledger_parents(fx_arena *a, const fx_strs *parents);

#endif
