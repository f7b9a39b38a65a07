/*
 * Said: who made what no entity declares, and how an entity would declare it.
 */
#ifndef FX_MIGRATE_SAID_H
#define FX_MIGRATE_SAID_H

#include "fx/migrate/workspace.h"

/* The last revision that makes, or changes, what the step touches; NULL: none. */
bool fx_said_maker(fx_arena *a, fx_source *src, const fx_config *c, const fx_step *s,
                   const fx_revision **out, fx_error *err) FX_CHECK;
/* "declare it: `indexes: [{name: ix, columns: [a]}]` in table post": what keeps the object of a
 * step that drops, which `before` has. */
const char *fx_said_declare(fx_arena *a, const fx_schema *before, const fx_step *s);

#endif
