/*
 * Journal, written. Private to src/migrate/{run,resume,journal}*.c.
 */
#ifndef FX_MIGRATE_JOURNAL_INNER_H
#define FX_MIGRATE_JOURNAL_INNER_H

#include "fx/migrate/journal.h"

/* Inside a transaction: */
bool journal_put(fx_db *db, const char *project, const fx_flight *f, fx_error *err) FX_CHECK;
/* So many are done; `state` is that of the next one. */
bool journal_advance(fx_db *db, const char *project, size_t done, const char *state,
                     fx_error *err) FX_CHECK;
bool journal_fail(fx_db *db, const char *project, const char *error, fx_error *err) FX_CHECK;
bool journal_end(fx_db *db, const char *project, fx_error *err) FX_CHECK;

/* What the statement makes, changes or drops, as it is now: a hash; "" where that cannot be told.
 * A statement that does not commit by itself needs none. */
const char *journal_state(fx_arena *a, fx_db *db, const char *sql);
const char *journal_session(fx_arena *a, fx_db *db); /* the server's number of ours */
/* Waits until the session that was cut off runs the statement no more. */
bool journal_wait(fx_db *db, const fx_flight *f, int wait_ms, fx_error *err) FX_CHECK;

/*
 * Runs the statements from f->done on, noting each but the last, which is done when this returns
 * true: ending the journal is the caller's. On failure the journal has how far it came, unless
 * nothing was done; f->done says so.
 */
typedef struct journal_run {
    fx_db *db;
    const char *project;
    fx_flight *flight;
    int wait_ms;  /* for tables in use */
    bool *waited; /* set when it did */
} journal_run;
bool journal_carry_out(fx_arena *a, journal_run *j, fx_error *err) FX_CHECK;

#endif
