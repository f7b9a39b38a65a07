/*
 * Status: tree x index x database.
 */
#ifndef FX_MIGRATE_STATUS_H
#define FX_MIGRATE_STATUS_H

#include "fx/migrate/plan.h"

typedef struct fx_status {
    fx_history history;
    size_t revisions; /* of the tree */
    fx_strs heads;
    bool covered;               /* entities and revisions agree */
    size_t uncovered;           /* how many steps they differ by */
    const char *head_uncovered; /* what HEAD's entities have and its revisions do not; or NULL */
    const char *unreadable;     /* why that is not known; or NULL */
    const char *database;       /* safe to show; NULL: none is configured */
    const char *unreachable;    /* why the database could not be asked; or NULL */
    const char *cure;           /* what to do about that; or NULL */
    bool barred;                /* that it is new to this clone, which has not agreed to it */
    bool exists;
    fx_ledger ledger;
    fx_items items;
    size_t applied, missing, foreign, changed;
    size_t taken_over; /* that the next run takes over from alembic_version */
    bool in_sync;
    bool under_way; /* what is half-way (ledger.flight) is being carried out at this moment */
} fx_status;

bool fx_status_read(fx_workspace *ws, const char *target, const char *url, fx_status *out,
                    fx_error *err) FX_CHECK;
/* The same without its lists (history, ledger, items) where all agrees: then it may come from the
 * cache. */
bool fx_status_counts(fx_workspace *ws, const char *target, const char *url, fx_status *out,
                      fx_error *err) FX_CHECK;
/* Without a look at the entities: tree and database only. */
bool fx_status_database(fx_workspace *ws, const char *target, const char *url, fx_status *out,
                        fx_error *err) FX_CHECK;

#endif
