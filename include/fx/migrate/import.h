/*
 * Import: the history of another tool -> revision files, with the same ids and parents.
 */
#ifndef FX_MIGRATE_IMPORT_H
#define FX_MIGRATE_IMPORT_H

#include "fx/entity/alembic.h"
#include "fx/migrate/edits.h"

typedef struct fx_import_note {
    const char *revision, *file;
    size_t line;
    const char *text;
} fx_import_note;
typedef FX_VEC(fx_import_note) fx_import_notes;

typedef struct fx_imported {
    fx_edits edits;          /* a new file for each revision that was not there */
    size_t kept;             /* revisions that were */
    fx_import_notes refused; /* steps that refuse to run: what could not be translated */
    fx_import_notes
        reversed; /* downgrades that were written anew: the script's does not lead back */
    fx_strs heads;
} fx_imported;

/*
 * Alembic: the scripts of the folders (those of `versions` below one, where there is such a
 * folder), read without running them. depends_on are parents, too. Writes nothing. FX_INPUT: a
 * script that cannot be read, a parent that is not there.
 */
bool fx_import_alembic(fx_workspace *ws, const fx_strs *dirs, fx_imported *out,
                       fx_error *err) FX_CHECK;

#endif
