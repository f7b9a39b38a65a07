/*
 * Alembic, inner: what src/entity/alembic*.c share. A half of a script is run
 * statement by statement; each becomes steps, which are replayed at once, or
 * one step that refuses.
 */
#ifndef ENTITY_ALEMBIC_H
#define ENTITY_ALEMBIC_H

#include "fx/entity/alembic.h"
#include "fx/sql/split.h"
#include "python_write.h"

typedef struct al_number { /* of a foreign key without a name: post_ibfk_1 */
    const char *schema, *table, *columns;
    long n;
} al_number;
typedef FX_VEC(al_number) al_numbers;

struct fx_alembic {
    fx_arena *a;
    py_project project;
    fx_error err; /* of what is tried */
    fx_strs dialects;
    fx_alembic_state_fn *state;
    void *ctx;
    al_numbers numbers; /* MySQL; as the scripts so far have left them */
};

typedef struct script { /* a half that is being run */
    fx_alembic *al;
    py_project *p;
    fx_arena *a;
    py_module *m;
    fx_schema *state;
    fx_alembic_half *out;
    int depth;    /* of blocks and calls */
    size_t turns; /* statements that were run */
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

/* ---- alembic_number.c: MySQL's names of foreign keys ---- */

/* What a step does to them. */
void al_count(fx_alembic *al, const fx_step *step);
bool al_is_numbered(const fx_alembic *al, const fx_table *t, const fx_strs *columns,
                    const char *name);

/* ---- alembic_find.c: what a name means in the state ---- */

/* Fills a drop_constraint; `kind`: "unique", "foreign_key", ... or NULL where it is not said. */
bool al_find_constraint(script *s, const py_value *at, const fx_object *table, const char *name,
                        const char *kind, fx_yaml **out);
/* The table that the index stands on; NULL: none. */
const fx_table *al_find_index(const script *s, const fx_object *table, const char *name);
/* The name that the project's engine gives to what has none, where it has one engine: `ending` is
 * pkey, key, fkey or check (of `sql`, and then `columns` are the table's). `given`: to others in
 * the same step. NULL: none, or not known. */
const char *al_engine_name(const script *s, const fx_object *table, const char *ending,
                           const fx_strs *columns, const char *sql, const fx_strs *given);
/* What stands on a column that goes, as steps that drop it. */
void al_clear_column(script *s, const py_value *at, const fx_object *column, fx_yaml *out);
/* Foreign keys that refer to those columns; NULL: to the table at all, from others. */
void al_clear_references(script *s, const py_value *at, const fx_object *table,
                         const fx_strs *columns, fx_yaml *out);
/* The columns of the key that a drop_constraint is about; NULL: it is about none. */
const fx_strs *al_key_columns(const script *s, const fx_object *table, const fx_yaml *drop);

/* ---- alembic_sql.c: SQL in the author's words ---- */

/* Is it a connection: op.get_bind(), or a session on one? */
bool al_is_connection(const py_value *v);
/* The SQL of a text, text(), DDL(); false: p->failed. `values`: what :names stand for, or NULL. */
bool al_sql_of(script *s, const py_value *v, const py_value *values, const char **out);
bool al_execute(script *s, const py_value *at, const char *sql);

typedef struct words { /* a statement, token by token */
    script *s;
    const py_value *at;
    const char *sql;
    fx_lexer lx;
    fx_token now;
} words;

words al_words(script *s, const py_value *at, const char *sql);
void al_next(words *w);
bool al_take(words *w, const char *word);
bool al_take_object(words *w, fx_object *out); /* [schema.]name */

/* ---- alembic_ddl.c ---- */

/* The steps that a DDL statement of a table or an index stands for, where it is a plain one; NULL:
 * that is not known here. */
fx_yaml *al_ddl(script *s, const py_value *at, const char *sql);

/* SQL that may be another one for each dialect. */
bool al_emit_sql(script *s, const py_value *at, const py_sql *sql);

/* ---- alembic_dml.c ---- */

/* update(), insert() and delete() of a table. *is false: another value, and nothing was done. */
bool al_dml(script *s, const py_value *at, const py_value *v, bool *is);

/* ---- alembic_rows.c ---- */

/* sa.table("x"), sa.Table("x", ...), or what op.create_table("x") gave. `out` may be NULL. */
bool al_table_named(const py_value *v, fx_object *out);
/* datetime.datetime(2020, 1, 2, 3, 4, 5), date(2020, 1, 2), UUID("..."), Decimal("1.5"),
 * inline_literal("x"); NULL: another call. */
const char *al_made_text(fx_arena *a, const py_value *v);

bool al_bulk_insert(const al_op *o);

#endif
