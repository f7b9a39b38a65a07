/*
 * Restack: puts this branch's drafts behind what the base has, after a rebase
 * or pull; only their `revises` changes, so a database that has them is taken
 * along without a statement.
 */
#ifndef FX_MIGRATE_RESTACK_H
#define FX_MIGRATE_RESTACK_H

#include "fx/migrate/edits.h"

/* `base`: a revision of Git's, or NULL for the frozen refs. No edit: they are behind it already.
 * FX_REFUSED when a draft would not apply there; nothing is written. */
bool fx_restack(fx_workspace *ws, const char *base, fx_edits *out, fx_error *err) FX_CHECK;

/* Revisions that another branch brought here (cherry-pick) without their parents: each becomes one
 * of its own with the same steps, behind the head of this branch, that says `replaces:` the other.
 */
bool fx_backport(fx_workspace *ws, fx_edits *out, fx_error *err) FX_CHECK;

#endif
