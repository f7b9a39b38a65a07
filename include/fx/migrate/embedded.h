/*
 * Embedded: the files of hooks/, templates/ and of ci/gate for users, built into the program.
 */
#ifndef FX_MIGRATE_EMBEDDED_H
#define FX_MIGRATE_EMBEDDED_H

#include <stddef.h>

typedef struct fx_embedded {
    const char *name; /* "hooks/pre-commit", "templates/fxgit.yml" */
    const char *text; /* NUL-terminated */
    size_t n;
} fx_embedded;

extern const fx_embedded fx_embedded_files[]; /* sorted by name; ends with {0} */

/* NULL if there is none. */
const fx_embedded *fx_embedded_find(const char *name);

#endif
