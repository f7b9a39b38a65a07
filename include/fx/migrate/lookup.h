/*
 * Lookup: what the tree or the database knows under a name.
 */
#ifndef FX_MIGRATE_LOOKUP_H
#define FX_MIGRATE_LOOKUP_H

#include "fx/migrate/ledger.h"
#include "fx/model/diff.h"

/* The revision that `text` names: the tree's; else what the database kept; else that of another
 * branch or commit. FX_USAGE if none has it. */
bool fx_lookup_revision(fx_workspace *ws, const char *target, const char *url, const char *text,
                        fx_revision *out, fx_error *err) FX_CHECK;
/* An error about a revision that is not there gets the branch or commit that has it as its hint. */
void fx_lookup_where(fx_workspace *ws, fx_error *err);
/* The target's ledger; empty when there is no database. */
bool fx_lookup_ledger(fx_workspace *ws, const char *target, const char *url, fx_ledger *out,
                      fx_error *err) FX_CHECK;
/* What the entities of `to` have and those of `from` lack, both commits. NULL: the revisions, and
 * the entities, of the work tree. */
bool fx_lookup_diff(fx_workspace *ws, const char *from, const char *to, fx_diff *out,
                    fx_error *err) FX_CHECK;
/* The snapshot to restore: the newest (`file` NULL), one by its name, or any file, relative to
 * `dir`. Refused for a protected target. */
bool fx_lookup_backup(fx_workspace *ws, const fx_place *place, const char *file, const char *dir,
                      const char **out, fx_error *err) FX_CHECK;

#endif
