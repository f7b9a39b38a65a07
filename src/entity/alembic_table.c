/*
 * Alembic's operations on tables and columns
 * (https://alembic.sqlalchemy.org/en/latest/ops.html) -> steps.
 */
#include <stdint.h>

#include "alembic_op.h"
#include "fx/base/str.h"

/* ---- tables ---- */

/* Entities that come with it: enums and sequences that are not there. */
static bool emit_companion(const al_op *o, const fx_yaml *y)
{
    script *s = o->s;
    const fx_yaml *enum_ = fx_yaml_get(y, "enum");
    const char *verb = enum_ != NULL ? "create_enum" : "create_sequence", *why;
    const fx_yaml *name = enum_ != NULL ? enum_ : fx_yaml_get(y, "sequence");
    fx_object object;
    fx_yaml *step;

    if (name == NULL || !fx_object_parse(s->a, name->text, 1, &object, &why))
        return true;
    const fx_text_object sequence = {
        .kind = FX_SEQUENCE, .schema = object.schema, .name = object.table};

    if (enum_ != NULL ? fx_schema_find_enum(s->state, object.schema, object.table) != NULL
                      : fx_schema_find_text(s->state, &sequence) != NULL)
        return true;
    step = al_step(s, o->call, verb, &object);
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        if (pair->value != name)
            fx_yaml_set(s->a, step, pair->key, pair->value);
    }
    return al_emit(s, o->call, step);
}

/* The column's map without hints for those who change a table that has rows. */
static const fx_yaml *without_fills(const al_op *o, const fx_yaml *columns)
{
    fx_yaml *out = fx_yaml_map(o->s->a);

    fx_each (const fx_yaml_pair, column, &columns->pairs) {
        fx_yaml *map = fx_yaml_map(o->s->a);

        fx_each (const fx_yaml_pair, pair, &column->value->pairs) {
            if (!fx_same(pair->key, "fill"))
                fx_yaml_set(o->s->a, map, pair->key, pair->value);
        }
        fx_yaml_set(o->s->a, out, column->key, write_placed(map, o->call));
    }
    return write_placed(out, o->call);
}

/* Names in one table are given one after the other: two checks of one column differ in a digit. */
static const fx_yaml *with_names(const al_op *o, const fx_object *table, const char *ending,
                                 const fx_yaml *body, const fx_yaml *list)
{
    fx_yaml *out = fx_yaml_list(o->s->a);
    fx_strs columns = {0}, names = {0};

    fx_each (const fx_yaml_pair, pair, &fx_yaml_get(body, "columns")->pairs) {
        *fx_push(o->s->a, &columns) = pair->key;
    }
    fx_each (const fx_yaml *const, part, &list->items) {
        const fx_yaml *y = al_with_name(o, table, ending, &columns, &names, *part);
        const fx_yaml *name = fx_yaml_get(y, "name");

        if (name != NULL && fx_yaml_get(*part, "name") == NULL)
            *fx_push(o->s->a, &names) = name->text;
        fx_yaml_append(o->s->a, out, y);
    }
    return out;
}

static bool emit_table(const al_op *o, const fx_object *table, const fx_yaml *body)
{
    fx_yaml *y = al_step(o->s, o->call, "create_table", table);
    const fx_strs none = {0};

    fx_each (const fx_yaml_pair, pair, &body->pairs) {
        const char *ending = al_ending(pair->key);

        if (fx_same(pair->key, "columns"))
            fx_yaml_set(o->s->a, y, pair->key, without_fills(o, pair->value));
        else if (fx_same(pair->key, "primary_key"))
            fx_yaml_set(o->s->a, y, pair->key,
                        al_with_name(o, table, "pkey", &none, &none, pair->value));
        else if (ending != NULL)
            fx_yaml_set(o->s->a, y, pair->key, with_names(o, table, ending, body, pair->value));
        else if (!fx_same(pair->key, "table"))
            fx_yaml_set(o->s->a, y, pair->key, pair->value);
    }
    return al_emit(o->s, o->call, y);
}

static bool fill_table(const al_op *o, py_table *t)
{
    size_t place = 0;

    fx_each (const py_arg, arg, &o->call->args) {
        py_arg given = *arg;

        if (given.name == NULL && place++ == o->table_at)
            continue;
        if (given.name != NULL &&
            (fx_same(given.name, "table_name") || fx_same(given.name, "if_not_exists")))
            continue;
        if (!py_table_add(o->s->p, &given, t))
            return false;
    }
    return true;
}

bool al_op_create_table(const al_op *o)
{
    const py_tables none = {0};
    fx_yamls nodes = {0};
    fx_object table;
    py_table *t;

    if (!al_table_of(o, &table))
        return false;
    if (al_flag(o, "if_not_exists") && al_there(o, &table) != NULL)
        return true;
    t = fx_new(o->s->a, py_table);
    t->name = table.table;
    t->at = o->call;
    if (!fill_table(o, t))
        return false;
    t->schema = table.schema;
    if (!py_table_emit(o->s->p, t, &none, &nodes))
        return false;
    for (size_t i = 0; i + 1 < nodes.n; i++) {
        if (!emit_companion(o, nodes.at[i]))
            return false;
    }
    return emit_table(o, &table, nodes.at[nodes.n - 1]);
}

bool al_op_drop_table(const al_op *o)
{
    fx_object table;

    if (!al_table_of(o, &table))
        return false;
    if (al_flag(o, "if_exists") && al_there(o, &table) == NULL)
        return true;
    fx_yaml *first = fx_yaml_list(o->s->a);

    al_clear_references(o->s, o->call, &table, NULL, first);
    return al_emit_all(o, first) &&
           al_emit(o->s, o->call, al_step(o->s, o->call, "drop_table", &table));
}

bool al_op_rename_table(const al_op *o)
{
    fx_object table = {0};
    const char *to;
    fx_yaml *y;

    if (!al_need(o, 0, "old_table_name", &table.table) || !al_need(o, 1, "new_table_name", &to) ||
        !al_named_text(o, o->call, "schema", &table.schema))
        return false;
    y = al_step(o->s, o->call, "rename_table", &table);
    al_put(o->s, y, "rename", to, o->call);
    return al_emit(o->s, o->call, y);
}

static bool comment_table(const al_op *o, const char *comment)
{
    fx_object table;

    if (!al_table_of(o, &table))
        return false;
    fx_yaml *y = al_step(o->s, o->call, "alter_table", &table);

    fx_yaml_set(o->s->a, y, "comment", fx_yaml_scalar(o->s->a, comment));
    return al_emit(o->s, o->call, y);
}

bool al_op_create_table_comment(const al_op *o)
{
    const char *comment;

    return al_text(o, 1, "comment", &comment) && comment_table(o, comment);
}

bool al_op_drop_table_comment(const al_op *o)
{
    return comment_table(o, NULL);
}

/* ---- columns ---- */

bool al_op_add_column(const al_op *o)
{
    const py_value *column = al_arg(o, 1, "column");
    const py_tables none = {0};
    fx_yamls nodes = {0};
    fx_object table;
    py_column c;
    py_table *t;

    if (!al_table_of(o, &table))
        return false;
    if (!py_is_column(column))
        return py_unknown(o->s->p, column == NULL ? o->call : column, "the column that is added");
    if (!py_read_column(o->s->p, NULL, NULL, column, &c))
        return false;
    if (al_flag(o, "if_not_exists") && al_there(o, &table) != NULL &&
        fx_table_column(al_there(o, &table), c.name) != NULL)
        return true;
    t = fx_new(o->s->a, py_table);
    *t = (py_table){.name = table.table, .schema = table.schema, .at = o->call};
    *fx_push(o->s->a, &t->columns) = c;
    if (!py_table_emit(o->s->p, t, &none, &nodes))
        return false;
    for (size_t i = 0; i + 1 < nodes.n; i++) {
        if (!emit_companion(o, nodes.at[i]))
            return false;
    }
    const fx_yaml *body = nodes.at[nodes.n - 1];
    const fx_yaml *map = fx_yaml_get(fx_yaml_get(body, "columns"), c.name);
    const fx_object object = al_in_table(&table, c.name);
    fx_yaml *y = al_step(o->s, o->call, "add_column", &object);

    fx_each (const fx_yaml_pair, pair, &map->pairs) {
        fx_yaml_set(o->s->a, y, pair->key, pair->value);
    }
    return al_emit(o->s, o->call, y) && al_emit_parts(o, &table, body);
}

bool al_op_drop_column(const al_op *o)
{
    fx_object table, column;

    if (!al_table_of(o, &table) || !al_need(o, 1, "column_name", &table.name))
        return false;
    column = table;
    table.name = NULL;
    if (al_flag(o, "if_exists") && al_there(o, &table) != NULL &&
        fx_table_column(al_there(o, &table), column.name) == NULL)
        return true;
    fx_yaml *first = fx_yaml_list(o->s->a);

    al_clear_column(o->s, o->call, &column, first);
    return al_emit_all(o, first) &&
           al_emit(o->s, o->call, al_step(o->s, o->call, "drop_column", &column));
}

static bool new_type(const al_op *o, const py_value *v, fx_yaml *y)
{
    const py_value *using_ = py_arg_named(o->call, "postgresql_using");
    py_type t = {0};

    if (v == NULL || v->kind == PV_NONE)
        return true;
    if (!py_sa_type(o->s->p, v, &t) || !al_emit_enum(o->s, o->call, &t))
        return false;
    write_type(&(writer){.p = o->s->p, .a = o->s->a}, &t, v, y);
    if (using_ == NULL || using_->kind == PV_NONE)
        return true;
    if (using_->kind != PV_STRING)
        return py_unknown(o->s->p, using_, "`postgresql_using`");
    fx_yaml *by = fx_yaml_map(o->s->a);

    al_put(o->s, by, "postgresql", using_->text, using_);
    fx_yaml_set(o->s->a, y, "using", by);
    return true;
}

/* False, as in Alembic, says that it is not given. */
static const py_value *changed(const al_op *o, const char *name)
{
    const py_value *v = py_arg_named(o->call, name);

    return v == NULL || (v->kind == PV_BOOL && v->number == 0) ? NULL : v;
}

static bool new_default(const al_op *o, fx_yaml *y)
{
    const py_value *v = changed(o, "server_default");

    if (v == NULL)
        return true;
    if (v->kind == PV_NONE) {
        fx_yaml_set(o->s->a, y, "default", fx_yaml_scalar(o->s->a, NULL));
        return true;
    }
    if (v->kind == PV_CALL &&
        (py_is(v->of, "sqlalchemy", "Identity") || py_is(v->of, "sqlalchemy", "Computed")))
        return py_unknown(o->s->p, v, "how rows get the values of an identity");
    return write_server_default(
        &(writer){.p = o->s->p, .a = o->s->a, .t = fx_new(o->s->a, py_table)}, y, v);
}

/* Of the new type, or the one that it has. */
static bool is_boolean(const al_op *o, const fx_object *column, const fx_yaml *y)
{
    const fx_yaml *type = fx_yaml_get(y, "type");
    const fx_table *t = al_there(o, column);
    const fx_column *c = t == NULL ? NULL : fx_table_column(t, column->name);

    return type != NULL ? fx_same(type->text, "boolean")
                        : c != NULL && c->type.kind == FX_TYPE_BOOLEAN;
}

static bool new_comment(const al_op *o, fx_yaml *y)
{
    const py_value *v = changed(o, "comment");

    if (v == NULL)
        return true;
    if (v->kind != PV_NONE && v->kind != PV_STRING)
        return py_unknown(o->s->p, v, "`comment`");
    fx_yaml_set(o->s->a, y, "comment",
                fx_yaml_scalar(o->s->a, v->kind == PV_NONE ? NULL : v->text));
    return true;
}

bool al_op_alter_column(const al_op *o)
{
    const py_value *nullable = py_arg_named(o->call, "nullable"), *type;
    const char *rename;
    fx_object column;

    type = py_arg_named(o->call, "type_");
    if (type == NULL)
        type = py_arg_named(o->call, "type");
    if (!al_table_of(o, &column) || !al_need(o, 1, "column_name", &column.name) ||
        !al_text(o, SIZE_MAX, "new_column_name|name", &rename))
        return false;
    fx_yaml *y = al_step(o->s, o->call, "alter_column", &column);

    if (rename != NULL && !fx_same(rename, column.name))
        al_put(o->s, y, "rename", rename, o->call);
    if (!new_type(o, type, y))
        return false;
    if (nullable != NULL && nullable->kind == PV_BOOL)
        fx_yaml_set(o->s->a, y, "nullable",
                    fx_yaml_plain(o->s->a, nullable->number != 0 ? "true" : "false"));
    else if (nullable != NULL && nullable->kind != PV_NONE)
        return py_unknown(o->s->p, nullable, "`nullable`");
    if (!new_default(o, y) || !new_comment(o, y))
        return false;
    if (is_boolean(o, &column, y))
        write_truth(&(writer){.p = o->s->p, .a = o->s->a}, y);
    return y->pairs.n == 1 || al_emit(o->s, o->call, y);
}
