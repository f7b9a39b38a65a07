/*
 * Clear: forgets revisions: their files, their rows in the ledger, or both.
 * Tables of the user and their rows are never touched.
 */
#ifndef FX_MIGRATE_CLEAR_H
#define FX_MIGRATE_CLEAR_H

#include "fx/migrate/agree.h"

typedef struct fx_clear_options {
    bool files, ledger;
    fx_agreement agreement;
} fx_clear_options;

typedef struct fx_kept_file {
    const char *path, *why;
} fx_kept_file;

typedef struct fx_clear_result {
    const char *database;      /* safe to show; NULL without `ledger` */
    bool exists;               /* the database is there */
    fx_strs revisions;         /* taken out of the ledger, in the order they were applied */
    fx_strs removed;           /* revision files, relative to the root */
    fx_strs unsaved;           /* those of them that HEAD does not have as they were */
    FX_VEC(fx_kept_file) kept; /* other files in the folder of the revisions */
} fx_clear_result;

/* Looks at everything, asks once, clears the ledger (one transaction, event `clear`), then the
 * files. `place`: NULL without `ledger`. */
bool fx_clear(fx_workspace *ws, const fx_place *place, const fx_clear_options *o,
              fx_clear_result *out, fx_error *err) FX_CHECK;

#endif
