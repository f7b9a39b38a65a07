/*
 * Trust: which places this clone connects to. A tree is data: a URL in a tracked file says where
 * somebody else's database may be, and the clone says whether to go there.
 *
 * No question is asked of: --database, a URL that is wholly one variable of the environment or of
 * an untracked .env, fxgit.local.yml, servers on this machine, SQLite files in the work tree, and
 * projects without Git. Any other place is agreed to once, and kept in
 * <git-common-dir>/fxgit/trusted, one line each.
 */
#ifndef FX_MIGRATE_TRUST_H
#define FX_MIGRATE_TRUST_H

#include "fx/migrate/agree.h"

/* Before a command that writes: asks for a place that is new to the clone, or takes --yes, and
 * keeps it. FX_CONSENT else. */
bool fx_trust_agree(fx_workspace *ws, fx_place *place, const fx_agreement *g,
                    fx_error *err) FX_CHECK;

/* What was agreed to, sorted; and one that is no longer. *known: it was there. */
bool fx_trust_list(fx_workspace *ws, fx_strs *out, fx_error *err) FX_CHECK;
bool fx_trust_forget(fx_workspace *ws, const char *place, bool *known, fx_error *err) FX_CHECK;

#endif
