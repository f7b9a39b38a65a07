/*
 * Framefox, inner: where its projects have what fxgit.yml refers to. Private to
 * src/migrate.
 */
#ifndef FX_MIGRATE_FRAMEFOX_H
#define FX_MIGRATE_FRAMEFOX_H

#include "fx/migrate/config.h"

/* `database: {from: framefox}` is this until it is expanded. */
#define FRAMEFOX_URL "${framefox}"

/* Is there a project as its generator makes it: src/entity and config? */
bool framefox_is(fx_arena *a, const char *dir);
/* The URL that its settings give; each ${VAR} replaced, ${VAR:-default} too. */
bool framefox_url(fx_arena *a, const fx_expand *with, const char **out, fx_error *err) FX_CHECK;

#endif
