/*
 * Draft: a revision that nothing stands on yet may be deleted.
 */
#ifndef FX_MIGRATE_DRAFT_H
#define FX_MIGRATE_DRAFT_H

#include "fx/migrate/workspace.h"

/* The revision that `text` names, if it may be deleted: refused (FX_REFUSED) when others build on
 * it, when the target has it applied, or when a frozen ref holds it. */
bool fx_draft_find(fx_workspace *ws, const char *target, const char *url, const char *text,
                   const fx_revision **out, fx_error *err) FX_CHECK;
bool fx_draft_delete(fx_workspace *ws, const fx_revision *r, fx_error *err) FX_CHECK;

#endif
