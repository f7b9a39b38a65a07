/*
 * Names: how objects are written in files, and how new ones are named.
 */
#ifndef FX_MODEL_NAMES_H
#define FX_MODEL_NAMES_H

#include "fx/model/schema.h"

/* An object in a step: `table`, `table.name` or `schema.table.name`; a part with a dot, a quote or
 * a blank stands in double quotes, doubled inside. */
typedef struct fx_object {
    const char *schema, *table, *name; /* NULL where not given */
} fx_object;

/* `parts`: 1 for a table or an enum (object.table), 2 for something in a table. */
bool fx_object_parse(fx_arena *a, const char *text, int parts, fx_object *out,
                     const char **why) FX_CHECK;
const char *fx_object_text(fx_arena *a, const fx_object *o);
const char *fx_table_text(fx_arena *a, const fx_table *t); /* "post", "app.post" */

/* The patterns of fxgit.yml, `naming`: {table}, {columns} (joined by _), {n}. */
typedef struct fx_naming {
    const char *index, *unique, *foreign_key, *check, *primary_key;
    bool nameless; /* keys, references and checks of a new table have the names that the engine
                      gives, as SQLAlchemy leaves them; what is added later has one of ours, else
                      nothing could take it away again */
    size_t limit;  /* bytes; 0 = none. A longer name is cut and ends in _ and 8 hex digits of its
                     SHA-256 */
} fx_naming;

extern const fx_naming fx_naming_default;

/* A new name that no object of `taken` has (a number is appended until it is free). */
const char *fx_name_make(fx_arena *a, const fx_naming *n, const char *pattern, const fx_table *t,
                         const fx_strs *columns, const fx_strs *taken);

#endif
