/*
 * Alembic: its scripts -> steps, without running them
 * (https://alembic.sqlalchemy.org/en/latest/ops.html). What is not known without running one
 * becomes a step that refuses to run, with its file and line.
 */
#ifndef FX_ENTITY_ALEMBIC_H
#define FX_ENTITY_ALEMBIC_H

#include "fx/entity/entity.h"
#include "fx/model/step.h"

/* What an ALTER TABLE, or other DDL in the author's words, makes of `before`; false: not known. */
typedef bool fx_alembic_state_fn(void *ctx, fx_arena *a, const fx_schema *before, const char *sql,
                                 fx_steps *out, fx_error *err);

typedef struct fx_alembic fx_alembic; /* the scripts, and the modules that they import */

/* `dialects`: those of the project; what asks for its dialect is worked out for each. `state` may
 * be NULL. NULL: this build does not read Python. */
fx_alembic *fx_alembic_new(fx_arena *a, const fx_entity_files *files, const fx_strs *dialects,
                           fx_alembic_state_fn *state, void *ctx);

typedef struct fx_alembic_script {
    const char *path, *id;
    fx_strs parents; /* down_revision */
    fx_strs depends; /* depends_on: ids, beginnings of ids, or labels */
    fx_strs labels;  /* branch_labels */
    const char *message;
    size_t line; /* of `revision = ` */
    void *module;
} fx_alembic_script;

/* FX_INPUT: a syntax error, or a head that is not written out. */
bool fx_alembic_read(fx_alembic *al, const char *path, fx_alembic_script *out,
                     fx_error *err) FX_CHECK;

typedef struct fx_alembic_refusal {
    const char *file;
    size_t line;
    const char *why;
} fx_alembic_refusal;

typedef struct fx_alembic_half {
    fx_steps steps;
    const char *raises; /* it only raises an exception: why; else NULL */
    FX_VEC(fx_alembic_refusal) refusals;
} fx_alembic_half;

/* upgrade() or downgrade(). `state`: the schema that it starts from, and then the one it leads
 * to. */
void fx_alembic_half_of(fx_alembic *al, const fx_alembic_script *s, bool up, fx_schema *state,
                        fx_alembic_half *out);

#endif
