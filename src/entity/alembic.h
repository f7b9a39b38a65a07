/*
 * Alembic, inner: what src/entity/alembic*.c share. A half of a script is run
 * statement by statement; each becomes steps, which are replayed at once, or
 * one step that refuses.
 */
#ifndef ENTITY_ALEMBIC_H
#define ENTITY_ALEMBIC_H

#include "fx/entity/alembic.h"
#include "python_write.h"

struct fx_alembic {
    fx_arena *a;
    py_project project;
    fx_error err; /* of what is tried */
    fx_strs dialects;
    fx_alembic_state_fn *state;
    void *ctx;
};

typedef struct script { /* a half that is being run */
    fx_alembic *al;
    py_project *p;
    fx_arena *a;
    py_module *m;
    fx_schema *state;
    fx_alembic_half *out;
    int depth; /* of blocks and calls */
} script;

/* ---- alembic_run.c: statements ---- */

void script_run(script *s, const py *def);

/* ---- alembic_op.c: op.add_column() and its like -> steps ---- */

typedef struct al_op { /* a call of one */
    script *s;
    const py_value *call;
    const py_value *batch; /* batch_alter_table(): the table is its own; NULL: an argument */
    size_t table_at;       /* the place of the table among the arguments */
} al_op;

/* Is it a call of Alembic's operations, or of a batch's? *known false: it is one that is not known
 * here. */
bool al_is_op(const py_value *v, bool *known);
/* False: p->failed. */
bool al_run_op(script *s, const py_value *call);
bool al_is_batch(const py_value *v); /* op.batch_alter_table() */

/* An argument by its name ("a|b": either), or place; NULL: not given. f("x") is "x". */
const py_value *al_arg(const al_op *o, size_t place, const char *names);
/* A text; *out NULL: None, or not given. */
bool al_text(const al_op *o, size_t place, const char *names, const char **out);
/* ... that has to be there. */
bool al_need(const al_op *o, size_t place, const char *names, const char **out);
bool al_table_of(const al_op *o, fx_object *out); /* its name and schema */
bool al_flag(const al_op *o, const char *name);

/* ---- alembic_emit.c: nodes -> steps ---- */

/* Appends a step and replays it. */
bool al_emit(script *s, const py_value *at, const fx_yaml *node);
/* {verb: object}, to be filled. */
fx_yaml *al_step(script *s, const py_value *at, const char *verb, const fx_object *o);
void al_put(script *s, fx_yaml *map, const char *key, const char *text, const py_value *at);
/* The step that stands for what is not known; the state stays as it is. */
void al_refuse(script *s, const py *at, const char *why);
/* create_enum, where the state has it not. */
bool al_emit_enum(script *s, const py_value *at, const py_type *t);

/* ---- alembic_find.c: what a name means in the state ---- */

/* Fills a drop_constraint; `kind`: "unique", "foreign_key", ... or NULL where it is not said. */
bool al_find_constraint(script *s, const py_value *at, const fx_object *table, const char *name,
                        const char *kind, fx_yaml **out);
/* The table that the index stands on; NULL: none. */
const fx_table *al_find_index(const script *s, const fx_object *table, const char *name);
/* What stands in the way of a column, or a table, that goes: dropped first. */
bool al_clear_column(script *s, const py_value *at, const fx_object *column);
bool al_clear_table(script *s, const py_value *at, const fx_object *table);

/* ---- alembic_sql.c: SQL in the author's words ---- */

/* Is it a connection: op.get_bind(), or a session on one? */
bool al_is_connection(const py_value *v);
/* The SQL of a text, text(), DDL(); false: p->failed. `values`: what :names stand for, or NULL. */
bool al_sql_of(script *s, const py_value *v, const py_value *values, const char **out);
bool al_execute(script *s, const py_value *at, const char *sql);

/* ---- alembic_rows.c ---- */

bool al_bulk_insert(const al_op *o);

#endif
