/*
 * Alembic's operations, each with its arguments
 * (https://alembic.sqlalchemy.org/en/latest/ops.html) -> steps.
 */
#include <stdint.h>
#include <string.h>

#include "alembic.h"
#include "fx/base/str.h"

/* ---- arguments ---- */

/* op.f("x"), batch_op.f("x"), quoted_name("x", None), op.inline_literal("x") */
static const py_value *plain(const py_value *v)
{
    static const char *const names[] = {"f", "quoted_name", "conv", "inline_literal"};

    if (v == NULL || v->kind != PV_CALL || py_arg_placed(v, 0) == NULL)
        return v;
    const char *name = v->of->kind == PV_METHOD ? v->of->text : py_last(v->of);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (fx_same(names[i], name))
            return py_arg_placed(v, 0);
    }
    return v;
}

static const py_value *named(const al_op *o, const char *names)
{
    while (*names != '\0') {
        size_t n = strcspn(names, "|");
        const py_value *v = py_arg_named(o->call, fx_strndup(o->s->a, names, n));

        if (v != NULL)
            return v;
        names += n + (names[n] == '|');
    }
    return NULL;
}

const py_value *al_arg(const al_op *o, size_t place, const char *names)
{
    const py_value *v = named(o, names);

    if (v == NULL && o->batch != NULL && place == o->table_at)
        v = py_arg_placed(o->batch, 0) != NULL ? py_arg_placed(o->batch, 0)
                                               : py_arg_named(o->batch, "table_name");
    else if (v == NULL)
        v = py_arg_placed(o->call, place - (o->batch != NULL && place > o->table_at));
    return plain(v);
}

static const char *first_name(const al_op *o, const char *names)
{
    return fx_strndup(o->s->a, names, strcspn(names, "|"));
}

bool al_text(const al_op *o, size_t place, const char *names, const char **out)
{
    const py_value *v = al_arg(o, place, names);

    *out = NULL;
    if (v == NULL || v->kind == PV_NONE)
        return true;
    if (v->kind != PV_STRING)
        return py_unknown(o->s->p, v, fx_fmt(o->s->a, "`%s`", first_name(o, names)));
    *out = v->text;
    return true;
}

bool al_need(const al_op *o, size_t place, const char *names, const char **out)
{
    return al_text(o, place, names, out) &&
           (*out != NULL || py_fail(o->s->p, o->call, "`%s` is not given", first_name(o, names)));
}

bool al_flag(const al_op *o, const char *name)
{
    return py_true(py_arg_named(o->call, name));
}

static bool named_text(const al_op *o, const py_value *call, const char *name, const char **out)
{
    const py_value *v = call == NULL ? NULL : plain(py_arg_named(call, name));

    if (v == NULL || v->kind == PV_NONE)
        return true;
    if (v->kind != PV_STRING)
        return py_unknown(o->s->p, v, fx_fmt(o->s->a, "`%s`", name));
    *out = v->text;
    return true;
}

bool al_table_of(const al_op *o, fx_object *out)
{
    *out = (fx_object){0};
    return al_need(o, o->table_at, "table_name|tablename|source_table|source", &out->table) &&
           named_text(o, o->batch, "schema", &out->schema) &&
           named_text(o, o->call, "schema", &out->schema) &&
           named_text(o, o->call, "source_schema", &out->schema);
}

static bool emit_all(const al_op *o, const fx_yaml *list)
{
    fx_each (const fx_yaml *const, node, &list->items) {
        if (!al_emit(o->s, o->call, *node))
            return false;
    }
    return true;
}

static fx_object in_table(const fx_object *table, const char *name)
{
    return (fx_object){table->schema, table->table, name};
}

static const fx_table *there(const al_op *o, const fx_object *table)
{
    return fx_schema_find(o->s->state, table->schema, table->table);
}

/* A list of texts, or of what names columns. */
static bool texts_of(const al_op *o, const py_value *v, const char *what, fx_strs *out)
{
    if (v != NULL && v->kind == PV_STRING) {
        *fx_push(o->s->a, out) = v->text;
        return true;
    }
    if (v == NULL || v->kind != PV_LIST)
        return py_unknown(o->s->p, v == NULL ? o->call : v, what);
    fx_each (const py_value *const, item, &v->items) {
        const py_value *one = plain(*item);

        if (one->kind != PV_STRING)
            return py_unknown(o->s->p, one, what);
        *fx_push(o->s->a, out) = one->text;
    }
    return true;
}

/* ---- what python_table.c writes -> steps ---- */

/* The table as far as names in it are asked for. */
static py_table *stub(const al_op *o, const fx_object *table)
{
    const fx_table *t = there(o, table);
    py_table *out = fx_new(o->s->a, py_table);

    out->name = table->table;
    out->schema = table->schema;
    out->at = o->call;
    for (size_t i = 0; t != NULL && i < t->columns.n; i++) {
        const char *name = t->columns.at[i].name;

        *fx_push(o->s->a, &out->columns) = (py_column){.name = name, .attribute = name};
    }
    return out;
}

/* A constraint with the name that the engine gives it, where it has none: later scripts know it by
 * that. `all`: the table's columns. */
static const fx_yaml *with_name(const al_op *o, const fx_object *table, const char *ending,
                                const fx_strs *all, const fx_strs *given, const fx_yaml *part)
{
    const fx_yaml *sql = fx_yaml_get(part, "sql"), *own = fx_yaml_get(part, "columns");
    fx_error probe = {.arena = o->s->a};
    fx_strs columns = {0};
    const char *name;

    if (ending == NULL || fx_yaml_get(part, "name") != NULL)
        return part;
    if (own != NULL && !fx_yaml_texts(o->s->a, own, "columns", &columns, &probe))
        return part;
    name = al_engine_name(o->s, table, ending, own != NULL ? &columns : all,
                          own != NULL || sql == NULL ? NULL : sql->text, given);
    if (name == NULL || (own == NULL && (sql == NULL || sql->text == NULL)))
        return part;
    fx_yaml *out = fx_yaml_map(o->s->a);

    write_placed(out, o->call);
    al_put(o->s, out, "name", name, o->call);
    fx_each (const fx_yaml_pair, pair, &part->pairs) {
        fx_yaml_set(o->s->a, out, pair->key, pair->value);
    }
    return out;
}

static fx_strs columns_there(const al_op *o, const fx_object *table)
{
    const fx_table *t = there(o, table);
    fx_strs out = {0};

    for (size_t i = 0; t != NULL && i < t->columns.n; i++)
        *fx_push(o->s->a, &out) = t->columns.at[i].name;
    return out;
}

/* Lists of a table, the step that adds one of them to it, and how PostgreSQL ends its name. */
static const struct {
    const char *key, *verb, *ending;
} lists[] = {
    {"uniques",      "create_unique_constraint", "key"  },
    {"foreign_keys", "create_foreign_key",       "fkey" },
    {"checks",       "create_check_constraint",  "check"},
    {"indexes",      "create_index",             NULL   },
};

/* An entry of one: its name goes to the object. */
static bool emit_part(const al_op *o, const fx_object *table, size_t kind, const fx_yaml *part)
{
    script *s = o->s;
    const fx_strs columns = columns_there(o, table), none = {0};

    part = with_name(o, table, lists[kind].ending, &columns, &none, part);
    const fx_yaml *name = fx_yaml_get(part, "name");
    const fx_object object = in_table(table, name == NULL ? "" : name->text);
    fx_yaml *y = al_step(s, o->call, lists[kind].verb, &object);

    fx_each (const fx_yaml_pair, pair, &part->pairs) {
        if (!fx_same(pair->key, "name"))
            fx_yaml_set(s->a, y, pair->key, pair->value);
    }
    return al_emit(s, o->call, y);
}

static bool emit_parts(const al_op *o, const fx_object *table, const fx_yaml *body)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const fx_yaml *list = fx_yaml_get(body, lists[i].key);

        for (size_t k = 0; list != NULL && k < list->items.n; k++) {
            if (!emit_part(o, table, i, list->items.at[k]))
                return false;
        }
    }
    return true;
}

/* A call as if it stood in __table_args__. */
static py_value *made_call(const al_op *o, const char *name)
{
    const py_scope in = {.module = o->s->m};
    py_value *of =
        py_new(o->s->p, &in, o->call->node, PV_OUTER, fx_fmt(o->s->a, "sqlalchemy.%s", name));
    py_value *v = py_new(o->s->p, &in, o->call->node, PV_CALL, NULL);

    v->of = of;
    return v;
}

static void give(const al_op *o, py_value *call, const char *name, const py_value *v)
{
    *fx_push(o->s->a, &call->args) = (py_arg){name, v};
}

static const py_value *text_value(const al_op *o, const char *text)
{
    const py_scope in = {.module = o->s->m};

    return text == NULL ? py_new(o->s->p, &in, o->call->node, PV_NONE, NULL)
                        : py_string(o->s->p, &in, o->call->node, text);
}

/* Whatever else it is called with: postgresql_where=, ondelete= ... */
static void give_rest(const al_op *o, py_value *call)
{
    fx_each (const py_arg, arg, &o->call->args) {
        if (arg->name != NULL && py_arg_named(call, arg->name) == NULL)
            give(o, call, arg->name, arg->value);
    }
}

static bool emit_item(const al_op *o, const fx_object *table, const py_value *item)
{
    py_table *t = stub(o, table);
    fx_yaml *body;

    *fx_push(o->s->a, &t->items) = item;
    return py_table_items(o->s->p, t, &body) && emit_parts(o, table, body);
}

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
        const fx_yaml *y = with_name(o, table, ending, &columns, &names, *part);
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
        const char *ending = NULL;

        for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
            ending = fx_same(lists[i].key, pair->key) ? lists[i].ending : ending;
        if (fx_same(pair->key, "columns"))
            fx_yaml_set(o->s->a, y, pair->key, without_fills(o, pair->value));
        else if (fx_same(pair->key, "primary_key"))
            fx_yaml_set(o->s->a, y, pair->key,
                        with_name(o, table, "pkey", &none, &none, pair->value));
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

static bool create_table(const al_op *o)
{
    const py_tables none = {0};
    fx_yamls nodes = {0};
    fx_object table;
    py_table *t;

    if (!al_table_of(o, &table))
        return false;
    if (al_flag(o, "if_not_exists") && there(o, &table) != NULL)
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

static bool drop_table(const al_op *o)
{
    fx_object table;

    if (!al_table_of(o, &table))
        return false;
    if (al_flag(o, "if_exists") && there(o, &table) == NULL)
        return true;
    fx_yaml *first = fx_yaml_list(o->s->a);

    al_clear_references(o->s, o->call, &table, NULL, first);
    return emit_all(o, first) &&
           al_emit(o->s, o->call, al_step(o->s, o->call, "drop_table", &table));
}

static bool rename_table(const al_op *o)
{
    fx_object table = {0};
    const char *to;
    fx_yaml *y;

    if (!al_need(o, 0, "old_table_name", &table.table) || !al_need(o, 1, "new_table_name", &to) ||
        !named_text(o, o->call, "schema", &table.schema))
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

static bool create_table_comment(const al_op *o)
{
    const char *comment;

    return al_text(o, 1, "comment", &comment) && comment_table(o, comment);
}

static bool drop_table_comment(const al_op *o)
{
    return comment_table(o, NULL);
}

/* ---- columns ---- */

static bool add_column(const al_op *o)
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
    if (al_flag(o, "if_not_exists") && there(o, &table) != NULL &&
        fx_table_column(there(o, &table), c.name) != NULL)
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
    const fx_object object = in_table(&table, c.name);
    fx_yaml *y = al_step(o->s, o->call, "add_column", &object);

    fx_each (const fx_yaml_pair, pair, &map->pairs) {
        fx_yaml_set(o->s->a, y, pair->key, pair->value);
    }
    return al_emit(o->s, o->call, y) && emit_parts(o, &table, body);
}

static bool drop_column(const al_op *o)
{
    fx_object table, column;

    if (!al_table_of(o, &table) || !al_need(o, 1, "column_name", &table.name))
        return false;
    column = table;
    table.name = NULL;
    if (al_flag(o, "if_exists") && there(o, &table) != NULL &&
        fx_table_column(there(o, &table), column.name) == NULL)
        return true;
    fx_yaml *first = fx_yaml_list(o->s->a);

    al_clear_column(o->s, o->call, &column, first);
    return emit_all(o, first) &&
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

static bool alter_column(const al_op *o)
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
    return y->pairs.n == 1 || al_emit(o->s, o->call, y);
}

/* ---- indexes ---- */

/* Created concurrently beside other steps, it would have to be a revision of its own. */
static bool create_index(const al_op *o)
{
    const py_value *columns = al_arg(o, 2, "columns");
    py_value *call = made_call(o, "Index");
    const char *name;
    fx_object table;

    if (!al_text(o, 0, "index_name|name", &name) || !al_table_of(o, &table))
        return false;
    if (al_flag(o, "if_not_exists") && name != NULL && al_find_index(o->s, &table, name) != NULL)
        return true;
    if (columns == NULL || columns->kind != PV_LIST)
        return py_unknown(o->s->p, columns == NULL ? o->call : columns, "the columns of an index");
    give(o, call, NULL, text_value(o, name));
    fx_each (const py_value *const, column, &columns->items) {
        give(o, call, NULL, plain(*column));
    }
    const py_value *unique = al_arg(o, 3, "unique");

    if (unique != NULL)
        give(o, call, "unique", unique);
    give_rest(o, call);
    return emit_item(o, &table, call);
}

static bool drop_index(const al_op *o)
{
    fx_object index = {0};
    const fx_table *t;
    fx_yaml *y;

    if (!al_need(o, 0, "index_name|name", &index.name) ||
        !al_text(o, 1, "table_name|tablename", &index.table) ||
        !named_text(o, o->batch, "schema", &index.schema) ||
        !named_text(o, o->call, "schema", &index.schema))
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

static bool create_unique_constraint(const al_op *o)
{
    py_value *call = made_call(o, "UniqueConstraint");
    fx_strs columns = {0};
    const char *name;
    fx_object table;

    if (!al_text(o, 0, "constraint_name|name", &name) || !al_table_of(o, &table) ||
        !texts_of(o, al_arg(o, 2, "columns|local_cols"), "the columns of a constraint", &columns))
        return false;
    fx_each (const char *, column, &columns) {
        give(o, call, NULL, text_value(o, *column));
    }
    give(o, call, "name", text_value(o, name));
    give_rest(o, call);
    return emit_item(o, &table, call);
}

static bool create_primary_key(const al_op *o)
{
    fx_strs columns = {0}, none = {0};
    fx_object table;

    if (!al_table_of(o, &table))
        return false;
    if (!al_text(o, 0, "constraint_name|name", &table.name) ||
        !texts_of(o, al_arg(o, 2, "columns|cols"), "the columns of a primary key", &columns))
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
            text_value(o, before == NULL ? *text : fx_fmt(o->s->a, "%s.%s", before, *text));
    }
    return out;
}

static bool create_foreign_key(const al_op *o)
{
    py_value *call = made_call(o, "ForeignKeyConstraint");
    const char *name, *target, *schema = NULL;
    fx_strs columns = {0}, others = {0};
    fx_object table;

    if (!al_text(o, 0, "constraint_name|name", &name) || !al_table_of(o, &table) ||
        !al_need(o, 2, "referent_table|referent", &target) ||
        !texts_of(o, al_arg(o, 3, "local_cols"), "the columns of a foreign key", &columns) ||
        !texts_of(o, al_arg(o, 4, "remote_cols"), "the target of a foreign key", &others) ||
        !named_text(o, o->call, "referent_schema", &schema))
        return false;
    if (schema != NULL)
        target = fx_fmt(o->s->a, "%s.%s", schema, target);
    give(o, call, NULL, list_value(o, &columns, NULL));
    give(o, call, NULL, list_value(o, &others, target));
    give(o, call, "name", text_value(o, name));
    give_rest(o, call);
    return emit_item(o, &table, call);
}

static bool create_check_constraint(const al_op *o)
{
    py_value *call = made_call(o, "CheckConstraint");
    const py_value *condition = al_arg(o, 2, "condition");
    const char *name;
    fx_object table;

    if (!al_text(o, 0, "constraint_name|name", &name) || !al_table_of(o, &table))
        return false;
    if (condition == NULL)
        return py_fail(o->s->p, o->call, "`condition` is not given");
    give(o, call, NULL, condition);
    give(o, call, "name", text_value(o, name));
    return emit_item(o, &table, call);
}

/* (("room", "="), ("during", "&&"), using="gist", where="...") */
static bool create_exclude_constraint(const al_op *o)
{
    const py_value *using_ = named(o, "using"), *where = named(o, "where");
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

static bool drop_constraint(const al_op *o)
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

/* ---- rows and SQL ---- */

static bool execute(const al_op *o)
{
    const py_value *v = al_arg(o, 0, "sqltext|statement");
    const char *sql;

    if (v == NULL)
        return py_fail(o->s->p, o->call, "execute() of nothing");
    bool dml;

    if (!al_dml(o->s, o->call, v, &dml) || dml)
        return !o->s->p->failed;
    return al_sql_of(o->s, v, NULL, &sql) && al_execute(o->s, o->call, sql);
}

/* https://pypi.org/project/alembic-postgresql-enum/: schema, name, values, ... */
static bool sync_enum_values(const al_op *o)
{
    fx_strs values = {0};
    fx_object enum_ = {0};
    const fx_enum *now;

    if (!al_need(o, 1, "enum_name", &enum_.table) || !al_text(o, 0, "enum_schema", &enum_.schema) ||
        !texts_of(o, al_arg(o, 2, "new_values"), "the values of an enum", &values))
        return false;
    if (fx_same(enum_.schema, "public"))
        enum_.schema = NULL;
    now = fx_schema_find_enum(o->s->state, enum_.schema, enum_.table);
    if (now != NULL && fx_strs_equal(&now->members, &values))
        return true;
    fx_yaml *y = al_step(o->s, o->call, now == NULL ? "create_enum" : "alter_enum", &enum_);

    fx_yaml_set(o->s->a, y, "values", fx_yaml_strs(o->s->a, &values));
    return al_emit(o->s, o->call, y);
}

/* ---- all of them ---- */

enum { NO_TABLE = 99 };

static const struct {
    const char *name;
    bool (*run)(const al_op *o);
    size_t table_at;
} ops[] = {
    {"create_table",              create_table,              0       },
    {"drop_table",                drop_table,                0       },
    {"rename_table",              rename_table,              NO_TABLE},
    {"create_table_comment",      create_table_comment,      0       },
    {"drop_table_comment",        drop_table_comment,        0       },
    {"add_column",                add_column,                0       },
    {"drop_column",               drop_column,               0       },
    {"alter_column",              alter_column,              0       },
    {"create_index",              create_index,              1       },
    {"drop_index",                drop_index,                1       },
    {"create_unique_constraint",  create_unique_constraint,  1       },
    {"create_primary_key",        create_primary_key,        1       },
    {"create_foreign_key",        create_foreign_key,        1       },
    {"create_check_constraint",   create_check_constraint,   1       },
    {"create_exclude_constraint", create_exclude_constraint, 1       },
    {"drop_constraint",           drop_constraint,           1       },
    {"sync_enum_values",          sync_enum_values,          NO_TABLE},
    {"bulk_insert",               al_bulk_insert,            NO_TABLE},
    {"execute",                   execute,                   NO_TABLE},
};

bool al_is_batch(const py_value *v)
{
    return v->kind == PV_CALL && v->of->kind == PV_OUTER &&
           fx_same(v->of->text, "alembic.op.batch_alter_table");
}

static const char *op_name(const py_value *call)
{
    if (call->of->kind == PV_OUTER && fx_starts(call->of->text, "alembic.op."))
        return call->of->text + strlen("alembic.op.");
    if (call->of->kind == PV_METHOD && al_is_batch(call->of->of))
        return call->of->text;
    return NULL;
}

static size_t find_op(const char *name)
{
    size_t i = 0, n = sizeof ops / sizeof *ops;

    while (i < n && !fx_same(ops[i].name, name))
        i++;
    return i;
}

bool al_is_op(const py_value *v, bool *known)
{
    const char *name = op_name(v);

    *known = name == NULL || find_op(name) < sizeof ops / sizeof *ops;
    return name != NULL && *known;
}

/* What stands behind `*` or `**` may be anything. */
static bool all_known(const al_op *o)
{
    fx_each (const py_arg, arg, &o->call->args) {
        if (arg->name != NULL && *arg->name == '*')
            return py_unknown(o->s->p, arg->value, "what the operation is called with");
    }
    return true;
}

bool al_run_op(script *s, const py_value *call)
{
    size_t i = find_op(op_name(call));
    const al_op o = {.s = s,
                     .call = call,
                     .batch = call->of->kind == PV_METHOD ? call->of->of : NULL,
                     .table_at = ops[i].table_at};

    return all_known(&o) && ops[i].run(&o) && !s->p->failed;
}
