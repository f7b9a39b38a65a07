/*
 * Amend: the one legitimate way to mend a frozen revision: its file keeps the
 * hashes of the halves that it stands for, with the reason (DESIGN section 3).
 */
#ifndef FX_MIGRATE_AMEND_H
#define FX_MIGRATE_AMEND_H

#include "fx/migrate/edits.h"

/* The file of `text` has been edited already; what it was is taken from the frozen refs (or `base`)
 * and from HEAD. No edit: it is as it was. */
bool fx_amend(fx_workspace *ws, const char *text, const char *base, const char *reason,
              fx_edits *out, fx_error *err) FX_CHECK;

#endif
