/*
 * generate, inner: what generate.c and generate_ask.c share.
 */
#ifndef MIGRATE_GENERATE_INNER_H
#define MIGRATE_GENERATE_INNER_H

#include "fx/migrate/generate.h"

/* fx_generate_diff; `ws` (or NULL): what Git knows of what entities said before. */
bool generate_diff(fx_workspace *ws, const fx_config *c, const fx_schema *history,
                   const fx_schema *model, const fx_generate_options *o, fx_arena *a, fx_diff *out,
                   fx_error *err) FX_CHECK;

#endif
