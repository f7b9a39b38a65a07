/*
 * Alembic's operations, inner: what their files share.
 */
#ifndef ENTITY_ALEMBIC_OP_H
#define ENTITY_ALEMBIC_OP_H

#include "alembic.h"

/* ---- alembic_args.c: arguments ---- */

/* The name within op.f("x"), batch_op.f("x"), quoted_name("x", None), op.inline_literal("x"). */
const py_value *al_plain(const py_value *v);
/* An argument by its name only ("a|b": either); NULL: not given. */
const py_value *al_named(const al_op *o, const char *names);
/* A text of another call; *out NULL: None, or not given. */
bool al_named_text(const al_op *o, const py_value *call, const char *name, const char **out);
bool al_texts(const al_op *o, const py_value *v, const char *what, fx_strs *out);

fx_object al_in_table(const fx_object *table, const char *name);
const fx_table *al_there(const al_op *o, const fx_object *table); /* in the state; NULL: none */
bool al_emit_all(const al_op *o, const fx_yaml *list);

/* ---- parts of a table, as steps ---- */

/* How PostgreSQL ends the names in a list of a table: "uniques" key, "checks" check; NULL: it gives
 * none. */
const char *al_ending(const char *key);
/* A constraint with the name that the engine gives it, where it has none: later scripts know it by
 * that. `all`: the table's columns; `given`: to others in the same step. */
const fx_yaml *al_with_name(const al_op *o, const fx_object *table, const char *ending,
                            const fx_strs *all, const fx_strs *given, const fx_yaml *part);
/* What a table's node has beside columns, each as a step of its own. */
bool al_emit_parts(const al_op *o, const fx_object *table, const fx_yaml *body);
/* A call as if it stood in __table_args__, to be given its arguments, and its steps. */
py_value *al_made_call(const al_op *o, const char *name);
void al_give(const al_op *o, py_value *call, const char *name, const py_value *v);
void al_give_rest(const al_op *o, py_value *call); /* postgresql_where=, ondelete= ... */
const py_value *al_text_value(const al_op *o, const char *text);
bool al_emit_item(const al_op *o, const fx_object *table, const py_value *item);

/* ---- alembic_table.c. False: p->failed ---- */

bool al_op_create_table(const al_op *o);
bool al_op_drop_table(const al_op *o);
bool al_op_rename_table(const al_op *o);
bool al_op_create_table_comment(const al_op *o);
bool al_op_drop_table_comment(const al_op *o);
bool al_op_add_column(const al_op *o);
bool al_op_drop_column(const al_op *o);
bool al_op_alter_column(const al_op *o);

/* ---- alembic_constraint.c ---- */

bool al_op_create_index(const al_op *o);
bool al_op_drop_index(const al_op *o);
bool al_op_create_unique_constraint(const al_op *o);
bool al_op_create_primary_key(const al_op *o);
bool al_op_create_foreign_key(const al_op *o);
bool al_op_create_check_constraint(const al_op *o);
bool al_op_create_exclude_constraint(const al_op *o);
bool al_op_drop_constraint(const al_op *o);

#endif
