/*
 * What the parts of `init` share. Private to src/migrate/init*.c.
 */
#ifndef FX_MIGRATE_INIT_INNER_H
#define FX_MIGRATE_INIT_INNER_H

#include <string.h>

#include "fx/migrate/init.h"

typedef struct init {
    fx_arena *a;
    const char *dir;
    fx_repo *repo;
    fx_init_result *out;
    fx_error *err;
} init;

void init_say(init *in, const char *what, const char *path, const char *note);
/* A file below in->dir; one that is there is kept, and said to be. */
bool init_put(init *in, const char *name, const char *text, int mode, const char *note);

/* FX_USAGE for a CI that has no gate; NULL: none is wanted. */
bool init_knows_ci(const char *name, fx_error *err);
/* The gate's file, at the top of the repository. */
bool init_put_ci(init *in, const char *ci);

#endif
