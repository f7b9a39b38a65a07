/*
 * What Alembic's operations have in common: arguments, and parts of a table that
 * become steps.
 */
#include <string.h>

#include "alembic_op.h"
#include "fx/base/str.h"

/* ---- arguments ---- */

/* op.f("x"), batch_op.f("x"), quoted_name("x", None), op.inline_literal("x") */
const py_value *al_plain(const py_value *v)
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

const py_value *al_named(const al_op *o, const char *names)
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
    const py_value *v = al_named(o, names);

    if (v == NULL && o->batch != NULL && place == o->table_at)
        v = py_arg_placed(o->batch, 0) != NULL ? py_arg_placed(o->batch, 0)
                                               : py_arg_named(o->batch, "table_name");
    else if (v == NULL)
        v = py_arg_placed(o->call, place - (o->batch != NULL && place > o->table_at));
    return al_plain(v);
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

bool al_named_text(const al_op *o, const py_value *call, const char *name, const char **out)
{
    const py_value *v = call == NULL ? NULL : al_plain(py_arg_named(call, name));

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
           al_named_text(o, o->batch, "schema", &out->schema) &&
           al_named_text(o, o->call, "schema", &out->schema) &&
           al_named_text(o, o->call, "source_schema", &out->schema);
}

bool al_emit_all(const al_op *o, const fx_yaml *list)
{
    fx_each (const fx_yaml *const, node, &list->items) {
        if (!al_emit(o->s, o->call, *node))
            return false;
    }
    return true;
}

fx_object al_in_table(const fx_object *table, const char *name)
{
    return (fx_object){table->schema, table->table, name};
}

const fx_table *al_there(const al_op *o, const fx_object *table)
{
    return fx_schema_find(o->s->state, table->schema, table->table);
}

/* A list of texts, or of what names columns. */
bool al_texts(const al_op *o, const py_value *v, const char *what, fx_strs *out)
{
    if (v != NULL && v->kind == PV_STRING) {
        *fx_push(o->s->a, out) = v->text;
        return true;
    }
    if (v == NULL || v->kind != PV_LIST)
        return py_unknown(o->s->p, v == NULL ? o->call : v, what);
    fx_each (const py_value *const, item, &v->items) {
        const py_value *one = al_plain(*item);

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
    const fx_table *t = al_there(o, table);
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
const fx_yaml *al_with_name(const al_op *o, const fx_object *table, const char *ending,
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
    const fx_table *t = al_there(o, table);
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

const char *al_ending(const char *key)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (fx_same(lists[i].key, key))
            return lists[i].ending;
    }
    return NULL;
}

/* An entry of one: its name goes to the object. */
static bool emit_part(const al_op *o, const fx_object *table, size_t kind, const fx_yaml *part)
{
    script *s = o->s;
    const fx_strs columns = columns_there(o, table), none = {0};

    part = al_with_name(o, table, lists[kind].ending, &columns, &none, part);
    const fx_yaml *name = fx_yaml_get(part, "name");
    const fx_object object = al_in_table(table, name == NULL ? "" : name->text);
    fx_yaml *y = al_step(s, o->call, lists[kind].verb, &object);

    fx_each (const fx_yaml_pair, pair, &part->pairs) {
        if (!fx_same(pair->key, "name"))
            fx_yaml_set(s->a, y, pair->key, pair->value);
    }
    return al_emit(s, o->call, y);
}

bool al_emit_parts(const al_op *o, const fx_object *table, const fx_yaml *body)
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
py_value *al_made_call(const al_op *o, const char *name)
{
    const py_scope in = {.module = o->s->m};
    py_value *of =
        py_new(o->s->p, &in, o->call->node, PV_OUTER, fx_fmt(o->s->a, "sqlalchemy.%s", name));
    py_value *v = py_new(o->s->p, &in, o->call->node, PV_CALL, NULL);

    v->of = of;
    return v;
}

void al_give(const al_op *o, py_value *call, const char *name, const py_value *v)
{
    *fx_push(o->s->a, &call->args) = (py_arg){name, v};
}

const py_value *al_text_value(const al_op *o, const char *text)
{
    const py_scope in = {.module = o->s->m};

    return text == NULL ? py_new(o->s->p, &in, o->call->node, PV_NONE, NULL)
                        : py_string(o->s->p, &in, o->call->node, text);
}

/* Whatever else it is called with: postgresql_where=, ondelete= ... */
void al_give_rest(const al_op *o, py_value *call)
{
    fx_each (const py_arg, arg, &o->call->args) {
        if (arg->name != NULL && py_arg_named(call, arg->name) == NULL)
            al_give(o, call, arg->name, arg->value);
    }
}

bool al_emit_item(const al_op *o, const fx_object *table, const py_value *item)
{
    py_table *t = stub(o, table);
    fx_yaml *body;

    *fx_push(o->s->a, &t->items) = item;
    return py_table_items(o->s->p, t, &body) && al_emit_parts(o, table, body);
}
