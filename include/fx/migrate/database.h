/*
 * Database: a target's database as a whole: made, dropped, made anew, waited for.
 */
#ifndef FX_MIGRATE_DATABASE_H
#define FX_MIGRATE_DATABASE_H

#include "fx/migrate/agree.h"
#include "fx/migrate/run.h"

/* *created: false when it was there already. */
bool fx_database_create(fx_workspace *ws, const fx_place *place, bool *created,
                        fx_error *err) FX_CHECK;

typedef struct fx_table_rows {
    const char *table;
    int64_t rows;
} fx_table_rows;

typedef struct fx_drop_result {
    bool existed;                 /* false: there was nothing to do */
    FX_VEC(fx_table_rows) tables; /* what it held, by name; without fxgit's own */
    int64_t rows;                 /* of all of them */
    size_t revisions;             /* applied, of all projects */
    size_t projects;              /* others that kept their ledger there */
} fx_drop_result;

/* Looks, asks, drops. A database that is not there is fine. */
bool fx_database_drop(fx_workspace *ws, const fx_place *place, const fx_agreement *g,
                      fx_drop_result *out, fx_error *err) FX_CHECK;

typedef struct fx_reset_result {
    fx_drop_result dropped;
    fx_run_result run; /* the upgrade */
} fx_reset_result;

/* Drop, then upgrade to `heads`. The upgrade is rehearsed first: revisions that do not run leave
 * the database as it is. `o`: progress and trace of the upgrade. */
bool fx_database_reset(fx_workspace *ws, const fx_place *place, const fx_agreement *g,
                       const fx_run_options *o, fx_reset_result *out, fx_error *err) FX_CHECK;

/* Until a connection works, at most `timeout_ms` (0: one try); then what was in the way: FX_DB or
 * FX_LOCKED. */
bool fx_database_wait(const fx_place *place, int timeout_ms, int64_t *waited_ms,
                      fx_error *err) FX_CHECK;

#endif
