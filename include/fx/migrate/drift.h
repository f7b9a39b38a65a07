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

/* Ignored tables are left out. A database that is not there drifts from nothing. */
bool fx_drift(fx_workspace *ws, const char *target, const char *url, fx_drift_report *out,
              fx_error *err) FX_CHECK;

#endif
