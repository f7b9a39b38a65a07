/*
 * Scratch: a database that ends with its connection, where changes are tried
 * with rows that are made from the schema.
 */
#ifndef FX_MIGRATE_SCRATCH_H
#define FX_MIGRATE_SCRATCH_H

#include "fx/db/driver.h"

typedef struct scratch {
    fx_arena *a;
    fx_db *db;
    const fx_dialect *dialect;
} scratch;

typedef struct scratch_column { /* what is in it: its values, sorted */
    const char *table, *column, *text;
} scratch_column;
typedef FX_VEC(scratch_column) scratch_content;

/* False without an error: the dialect has none. */
bool scratch_open(fx_arena *a, const char *dialect, scratch *out, fx_error *err) FX_CHECK;
/* On a server: beside the tables of a database, in a place that leaves nothing behind; all of it is
 * one transaction. */
bool scratch_open_in(fx_arena *a, const fx_url *url, scratch *out, fx_error *err) FX_CHECK;
/* A database of its own on that server, which goes with the arena: for objects in schemas that are
 * not the default one. */
bool scratch_open_beside(fx_arena *a, const fx_url *url, scratch *out, fx_error *err) FX_CHECK;
/* In its place another one, on a server, with that schema. */
bool scratch_rebuild(scratch *s, const fx_schema *schema, fx_error *err) FX_CHECK;
/* In one transaction, or not at all; where DDL cannot be rolled back, as far as it comes. */
bool scratch_run(scratch *s, const fx_changes *changes, fx_error *err) FX_CHECK;
/* A few rows for each table; what a check or a trigger refuses is no row. */
void scratch_fill(scratch *s, const fx_schema *schema);
void scratch_empty(scratch *s, const fx_schema *schema);
bool scratch_read(scratch *s, const fx_schema *schema, scratch_content *out,
                  fx_error *err) FX_CHECK;
/* Columns ("user.age") whose values are others. */
fx_strs scratch_lost(fx_arena *a, const scratch_content *was, const scratch_content *now);

/* The columns whose values do not come back after `up` and `down`; none where the dialect has no
 * scratch, or the rows cannot make the way. `before`: the schema. */
bool scratch_losses(fx_arena *a, const char *dialect, const fx_schema *before, const fx_changes *up,
                    const fx_changes *down, fx_strs *out, fx_error *err) FX_CHECK;

#endif
