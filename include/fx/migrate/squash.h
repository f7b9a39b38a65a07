/*
 * Squash: folds drafts into one revision that says what it `replaces`. Where
 * the steps are structure alone they are made anew from the two schemas; else
 * they follow each other as they are. Proven equal by replay, up and down.
 */
#ifndef FX_MIGRATE_SQUASH_H
#define FX_MIGRATE_SQUASH_H

#include "fx/migrate/edits.h"

/* `range`: "A..B" (A not, B included), or NULL for all drafts. `base`: as in fx_restack. */
bool fx_squash(fx_workspace *ws, const char *range, const char *base, const char *message,
               fx_edits *out, fx_error *err) FX_CHECK;

#endif
