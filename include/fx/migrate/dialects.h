/*
 * Dialects: which engines a project's revisions serve, and whether they can.
 */
#ifndef FX_MIGRATE_DIALECTS_H
#define FX_MIGRATE_DIALECTS_H

#include "fx/migrate/workspace.h"
#include "fx/model/step.h"

/* `dialects:` of the configuration; not given: those of the targets whose URL is known here. */
fx_strs fx_dialects_of(fx_workspace *ws, const fx_config *c);

/* Has each of the dialects a way to say the changes? Refused here, where they are written, and not
 * where they run: the error names the dialect. */
bool fx_dialects_accept(fx_arena *a, const fx_strs *dialects, const fx_changes *changes,
                        fx_error *err) FX_CHECK;

#endif
