/*
 * Drift: the live database against the replay of its ledger.
 */
#ifndef FX_MIGRATE_DRIFT_H
#define FX_MIGRATE_DRIFT_H

#include "fx/migrate/workspace.h"
#include "fx/model/diff.h"

typedef struct fx_drift_report {
    fx_changes changes; /* what was done to the database from outside: replay -> live */
    fx_changes repair;  /* what would take it back: live -> replay */
    fx_strs unheld;     /* "item: ON CONFLICT REPLACE": not held, so not compared */
    const fx_schema *expected, *actual; /* projected on the dialect */
    fx_live live;
    const char *database; /* safe to show */
    const char *dialect;
    bool different;
} fx_drift_report;

/* Ignored tables are left out. FX_DB: the database is not there: a wrong URL must not pass. */
bool fx_drift(fx_workspace *ws, const char *target, const char *url, fx_drift_report *out,
              fx_error *err) FX_CHECK;
/* The statements that take the database back to its revisions; `reverse`: those that were done to
 * it. */
bool fx_drift_render(fx_arena *a, const fx_drift_report *r, bool reverse, fx_stmts *out,
                     fx_error *err) FX_CHECK;

#endif
