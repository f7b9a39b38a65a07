/*
 * Diff: the steps from one schema to another, in an order that runs, and back.
 */
#ifndef FX_MODEL_DIFF_H
#define FX_MODEL_DIFF_H

#include "fx/model/step.h"

typedef struct fx_rename { /* table NULL: a table was renamed */
    const char *schema, *table, *from, *to;
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

/* A column or table that goes while something comes that it may have become. */
typedef struct fx_offer {
    bool moves; /* no rename leads there: another table, or another schema. The values are lost. */
    const char *schema, *table; /* of the column; table NULL: a table goes */
    const char *from;
    fx_strs to; /* names, the likeliest first; of a move as "profile.name" */
} fx_offer;
typedef FX_VEC(fx_offer) fx_offers;

typedef struct fx_offer_facts {
    const fx_strs *dropped_tables; /* "post", "app.post" */
    const fx_schema *then; /* what entities said before, for the order of the offers; or NULL */
    fx_renames settled;    /* goes, whatever comes; `to` does not count */
} fx_offer_facts;

/* The open ones, tables first, in the order of their names, columns in that of their table:
 * - in one table a column goes and one of a like type comes, whatever their names;
 * - a table goes and one with mostly the same columns comes;
 * - the like comes elsewhere (`moves`).
 * `renamed_from` and `dropped` of entities, `renames` of the options and the facts say no. What
 * stands where the other one stood, in `then`, is the likeliest. */
fx_offers fx_diff_offers(fx_arena *a, const fx_schema *from, const fx_schema *to,
                         const fx_diff_options *options, const fx_offer_facts *facts);

#endif
