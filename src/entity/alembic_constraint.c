/*
 * Alembic's operations on indexes and constraints
 * (https://alembic.sqlalchemy.org/en/latest/ops.html) -> steps.
 */

#include "alembic_op.h"
#include "fx/base/str.h"

/* ---- indexes ---- */

/* Created concurrently beside other steps, it would have to be a revision of its own. */
bool al_op_create_index(const al_op *o)
{
    const py_value *columns = al_arg(o, 2, "columns");
    py_value *call = al_made_call(o, "Index");
    const char *name;
    fx_object table;

    if (!al_text(o, 0, "index_name|name", &name) || !al_table_of(o, &table))
        return false;
    if (al_flag(o, "if_not_exists") && name != NULL && al_find_index(o->s, &table, name) != NULL)
        return true;
    if (columns == NULL || columns->kind != PV_LIST)
        return py_unknown(o->s->p, columns == NULL ? o->call : columns, "the columns of an index");
    al_give(o, call, NULL, al_text_value(o, name));
    fx_each (const py_value *const, column, &columns->items) {
        al_give(o, call, NULL, al_plain(*column));
    }
    const py_value *unique = al_arg(o, 3, "unique");

    if (unique != NULL)
        al_give(o, call, "unique", unique);
    al_give_rest(o, call);
    return al_emit_item(o, &table, call);
}

bool al_op_drop_index(const al_op *o)
{
    fx_object index = {0};
    const fx_table *t;
    fx_yaml *y;

    if (!al_need(o, 0, "index_name|name", &index.name) ||
        !al_text(o, 1, "table_name|tablename", &index.table) ||
        !al_named_text(o, o->batch, "schema", &index.schema) ||
        !al_named_text(o, o->call, "schema", &index.schema))
        return false;
    t = al_find_index(o->s, &index, index.name);
    if (t == NULL && al_flag(o, "if_exists"))
        return true;
    if (t == NULL && index.table != NULL) { /* MySQL: a unique constraint is one, too */
        const fx_object table = {index.schema, index.table, NULL};

        return al_find_constraint(o->s, o->call, &table, index.name, "unique", &y) &&
               al_emit(o->s, o->call, y);
    }
    if (t == NULL)
        return py_fail(o->s->p, o->call, "there is no index %s", index.name);
    index.schema = t->schema;
    index.table = t->name;
    return al_emit(o->s, o->call, al_step(o->s, o->call, "drop_index", &index));
}

/* ---- constraints ---- */

bool al_op_create_unique_constraint(const al_op *o)
{
    py_value *call = al_made_call(o, "UniqueConstraint");
    fx_strs columns = {0};
    const char *name;
    fx_object table;

    if (!al_text(o, 0, "constraint_name|name", &name) || !al_table_of(o, &table) ||
        !al_texts(o, al_arg(o, 2, "columns|local_cols"), "the columns of a constraint", &columns))
        return false;
    fx_each (const char *, column, &columns) {
        al_give(o, call, NULL, al_text_value(o, *column));
    }
    al_give(o, call, "name", al_text_value(o, name));
    al_give_rest(o, call);
    return al_emit_item(o, &table, call);
}

bool al_op_create_primary_key(const al_op *o)
{
    fx_strs columns = {0}, none = {0};
    fx_object table;

    if (!al_table_of(o, &table))
        return false;
    if (!al_text(o, 0, "constraint_name|name", &table.name) ||
        !al_texts(o, al_arg(o, 2, "columns|cols"), "the columns of a primary key", &columns))
        return false;
    if (table.name == NULL)
        table.name = al_engine_name(o->s, &table, "pkey", &columns, NULL, &none);
    fx_yaml *y = al_step(o->s, o->call, "create_primary_key", &table);

    fx_yaml_set(o->s->a, y, "columns", fx_yaml_strs(o->s->a, &columns));
    return al_emit(o->s, o->call, y);
}

static const py_value *list_value(const al_op *o, const fx_strs *texts, const char *before)
{
    const py_scope in = {.module = o->s->m};
    py_value *out = py_new(o->s->p, &in, o->call->node, PV_LIST, NULL);

    fx_each (const char *, text, texts) {
        *fx_push(o->s->a, &out->items) =
            al_text_value(o, before == NULL ? *text : fx_fmt(o->s->a, "%s.%s", before, *text));
    }
    return out;
}

bool al_op_create_foreign_key(const al_op *o)
{
    py_value *call = al_made_call(o, "ForeignKeyConstraint");
    const char *name, *target, *schema = NULL;
    fx_strs columns = {0}, others = {0};
    fx_object table;

    if (!al_text(o, 0, "constraint_name|name", &name) || !al_table_of(o, &table) ||
        !al_need(o, 2, "referent_table|referent", &target) ||
        !al_texts(o, al_arg(o, 3, "local_cols"), "the columns of a foreign key", &columns) ||
        !al_texts(o, al_arg(o, 4, "remote_cols"), "the target of a foreign key", &others) ||
        !al_named_text(o, o->call, "referent_schema", &schema))
        return false;
    if (schema != NULL)
        target = fx_fmt(o->s->a, "%s.%s", schema, target);
    al_give(o, call, NULL, list_value(o, &columns, NULL));
    al_give(o, call, NULL, list_value(o, &others, target));
    al_give(o, call, "name", al_text_value(o, name));
    al_give_rest(o, call);
    return al_emit_item(o, &table, call);
}

bool al_op_create_check_constraint(const al_op *o)
{
    py_value *call = al_made_call(o, "CheckConstraint");
    const py_value *condition = al_arg(o, 2, "condition");
    const char *name;
    fx_object table;

    if (!al_text(o, 0, "constraint_name|name", &name) || !al_table_of(o, &table))
        return false;
    if (condition == NULL)
        return py_fail(o->s->p, o->call, "`condition` is not given");
    al_give(o, call, NULL, condition);
    al_give(o, call, "name", al_text_value(o, name));
    return al_emit_item(o, &table, call);
}

/* (("room", "="), ("during", "&&"), using="gist", where="...") */
bool al_op_create_exclude_constraint(const al_op *o)
{
    const py_value *using_ = al_named(o, "using"), *where = al_named(o, "where");
    fx_strs elements = {0};
    const char *name;
    fx_object table;

    if (!al_text(o, 0, "constraint_name|name", &name) || !al_table_of(o, &table))
        return false;
    for (size_t i = 2; al_arg(o, i, "") != NULL; i++) {
        const py_value *pair = al_arg(o, i, "");

        if (pair->kind != PV_LIST || pair->items.n != 2 || pair->items.at[0]->kind != PV_STRING ||
            pair->items.at[1]->kind != PV_STRING)
            return py_unknown(o->s->p, pair, "a part of an exclusion constraint");
        *fx_push(o->s->a, &elements) =
            fx_fmt(o->s->a, "%s WITH %s", pair->items.at[0]->text, pair->items.at[1]->text);
    }
    table.name = name;
    fx_yaml *y = al_step(o->s, o->call, "create_check_constraint", &table);
    const char *text = fx_fmt(o->s->a, "USING %s (%s)",
                              using_ != NULL && using_->kind == PV_STRING ? using_->text : "gist",
                              fx_strs_join(o->s->a, &elements, ", "));

    if (where != NULL && where->kind == PV_STRING)
        text = fx_fmt(o->s->a, "%s WHERE (%s)", text, where->text);
    al_put(o->s, y, "exclude", text, o->call);
    return al_emit(o->s, o->call, y);
}

bool al_op_drop_constraint(const al_op *o)
{
    const char *name, *kind;
    fx_object table;
    fx_yaml *y;

    if (!al_text(o, 0, "constraint_name|name", &name) || !al_table_of(o, &table) ||
        !al_text(o, 2, "type_|type", &kind))
        return false;
    if (name != NULL &&
        al_find_index(o->s, &table, name) != NULL) { /* a unique index by its other name */
        table.name = name;
        return al_emit(o->s, o->call, al_step(o->s, o->call, "drop_index", &table));
    }
    return al_find_constraint(o->s, o->call, &table, name, kind, &y) && al_emit(o->s, o->call, y);
}
