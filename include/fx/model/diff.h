/*
 * Diff: the steps from one schema to another, in an order that runs, and back.
 */
#ifndef FX_MODEL_DIFF_H
#define FX_MODEL_DIFF_H

#include "fx/model/step.h"

typedef struct fx_rename { /* table NULL: a table was renamed */
    const char *table, *from, *to;
} fx_rename;
typedef FX_VEC(fx_rename) fx_renames;

typedef struct fx_diff_options {
    fx_naming naming;
    bool as_is;         /* a constraint without a name stays without one (adoption) */
    fx_renames renames; /* besides the entities' own `renamed_from` */
    fx_strs dialects;   /* how others write a type does not count; none: all do */
} fx_diff_options;

typedef struct fx_diff {
    fx_changes up;  /* each with the schema before it */
    fx_steps steps; /* the steps of `up` */
    fx_steps down;  /* their exact reverse: applied to `to` they give `from` */
} fx_diff;

/*
 * Cannot fail: any schema can become any other. `renamed_from` acts while `from` has the old name
 * and not the new one. Order: renames, drops of views and triggers, of constraints and indexes,
 * columns, tables by foreign key (cycles detached: the key that closes one is created afterwards),
 * alterations, new constraints and indexes, drops of tables, new views and triggers.
 */
fx_diff fx_diff_schemas(fx_arena *a, const fx_schema *from, const fx_schema *to,
                        const fx_diff_options *options);

/* Drops and adds that look like renames and are not said to be: one drop and one add in a table
 * with equal type and nullability and similar names, or two tables with the same columns; `dropped`
 * (entity) and `dropped_tables` say no. */
fx_renames fx_diff_likely_renames(fx_arena *a, const fx_schema *from, const fx_schema *to,
                                  const fx_diff_options *options, const fx_strs *dropped_tables);

#endif
