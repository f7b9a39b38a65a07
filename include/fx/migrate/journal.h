/*
 * Journal: where DDL cannot be rolled back (MySQL, MariaDB), the revision that is
 * being carried out, statement by statement (DESIGN section 10). The note that a
 * statement is done, and what comes next, is committed before the next one begins;
 * whether a statement that was cut off has happened is asked of the server, which
 * takes each one whole or not at all
 * (https://dev.mysql.com/doc/refman/8.0/en/atomic-ddl.html).
 */
#ifndef FX_MIGRATE_JOURNAL_H
#define FX_MIGRATE_JOURNAL_H

#include "fx/db/driver.h"

typedef enum { FX_FLIGHT_UP, FX_FLIGHT_DOWN, FX_FLIGHT_BACK } fx_flight_way;
const char *fx_flight_word(fx_flight_way way); /* "upgrade", "downgrade", "back" */

typedef struct fx_flight {
    const char *revision;
    fx_flight_way way;     /* BACK: to where it was before it began */
    const char *text_hash; /* of the revision's file */
    fx_strs statements;    /* all of them */
    size_t done;           /* so many are */
    const char *state;     /* what the next one changes, as it was before it; "": not known */
    const char *session;   /* of the server, that carries it out */
    const char *error;     /* of the last try; NULL: none, or it was cut off */
    const char *started_at, *by, *host;
} fx_flight;

/* The project's; NULL: none. */
bool fx_flight_read(fx_arena *a, fx_db *db, const char *project, const fx_flight **out,
                    fx_error *err) FX_CHECK;

#endif
