/*
 * Trust, as a workspace asks for it while it opens. See fx/migrate/trust.h.
 */
#ifndef TRUST_H
#define TRUST_H

#include "fx/migrate/trust.h"

/* Bars `url`, that `file` has as `text`, where it came with the tree and this clone has not agreed
 * to it: url->barred is FX_CONSENT; FX_INPUT where it has parameters that a tracked file may not
 * set. */
bool trust_judge(fx_workspace *ws, const fx_expand *with, const char *text, const char *file,
                 size_t line, fx_url *url, fx_error *err) FX_CHECK;

/* The files of settings are regular ones, and fxgit.local.yml did not come with the tree. */
bool trust_files(fx_workspace *ws, const char *config, fx_error *err) FX_CHECK;
/* No folder of the project's leads out of the work tree, or into Git's own. */
bool trust_folders(fx_workspace *ws, fx_error *err) FX_CHECK;

#endif
