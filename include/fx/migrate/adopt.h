/*
 * Adopt: a database that is there -> entity files and a first revision.
 */
#ifndef FX_MIGRATE_ADOPT_H
#define FX_MIGRATE_ADOPT_H

#include "fx/migrate/generate.h"

typedef struct fx_entity_file {
    const char *path; /* relative to the root */
    const char *text;
} fx_entity_file;

typedef struct fx_inspection {
    fx_schema schema;             /* what the database holds, without ignored tables */
    FX_VEC(fx_entity_file) files; /* one a table, sorted by table */
    fx_strs left_alone;           /* "trigger log_user": what entities do not hold */
    const char *database;         /* safe to show */
} fx_inspection;

/* Reads the target: the same database gives the same bytes. A table with a construct that entities
 * do not hold is FX_REFUSED, with all such tables and constructs named; `ignore: tables:` leaves a
 * table out. */
bool fx_inspect(fx_workspace *ws, const char *target, const char *url, fx_inspection *out,
                fx_error *err) FX_CHECK;
/* Writes the files to the work tree. FX_REFUSED, and nothing written, if one is there with another
 * text. */
bool fx_inspect_write(fx_workspace *ws, const fx_inspection *inspection, fx_error *err) FX_CHECK;

/* Entities as above, a first revision that makes them as they are (nameless constraints stay
 * nameless), and the ledger stamped, which compares the live tables with the revision's replay.
 * FX_REFUSED if there are revisions or entities already. Files are taken away again if the stamp
 * fails. */
typedef struct fx_adopted {
    fx_inspection inspection;
    fx_generated revision;
} fx_adopted;
bool fx_adopt(fx_workspace *ws, const char *target, const char *url, fx_adopted *out,
              fx_error *err) FX_CHECK;

#endif
