/*
 * op.bulk_insert(table, [{"a": 1}, ...]) -> bulk_insert.
 */
#include <stdlib.h>
#include <string.h>

#include "alembic.h"
#include "fx/base/json.h"
#include "fx/base/str.h"

bool al_table_named(const py_value *v, fx_object *out)
{
    const py_value *name, *schema;

    if (v == NULL || v->kind != PV_CALL || v->of->kind != PV_OUTER)
        return false;
    name = py_arg_placed(v, 0);
    if (name == NULL)
        name = py_arg_named(v, "name");
    schema = py_arg_named(v, "schema");
    if (name == NULL || name->kind != PV_STRING)
        return false;
    if (out != NULL)
        *out =
            (fx_object){.schema = schema != NULL && schema->kind == PV_STRING ? schema->text : NULL,
                        .table = name->text};
    return true;
}

/* ---- values ---- */

static bool add_json(const al_op *o, const py_value *v, fx_json *j);

/* NOLINTNEXTLINE(misc-no-recursion): values are bounded */
static bool add_members(const al_op *o, const py_value *v, fx_json *j)
{
    fx_json_open(j, v->kind == PV_DICT ? '{' : '[');
    fx_each (const py_arg, arg, &v->args) {
        fx_json_key(j, arg->name);
        if (!add_json(o, arg->value, j))
            return false;
    }
    fx_each (const py_value *const, item, &v->items) {
        if (!add_json(o, *item, j))
            return false;
    }
    fx_json_close(j, v->kind == PV_DICT ? '}' : ']');
    return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): values are bounded */
static bool add_json(const al_op *o, const py_value *v, fx_json *j)
{
    switch (v->kind) {
    case PV_DICT:
    case PV_LIST:
        return add_members(o, v, j);
    case PV_STRING:
        fx_json_text(j, v->text);
        return true;
    case PV_NONE:
        fx_json_text(j, NULL);
        return true;
    case PV_BOOL:
        fx_json_bool(j, v->number != 0);
        return true;
    case PV_NUMBER:
        fx_json_number(j, v->text);
        return true;
    default:
        return py_unknown(o->s->p, v, "a value of a row");
    }
}

static long part_of(const py_value *call, size_t place, const char *name)
{
    const py_value *v = py_arg_named(call, name);

    if (v == NULL)
        v = py_arg_placed(call, place);
    return v == NULL || v->kind != PV_NUMBER ? 0 : strtol(v->text, NULL, 10);
}

const char *al_made_text(fx_arena *a, const py_value *v)
{
    const char *name = v->of->text == NULL ? "" : v->of->text;
    const py_value *first = py_arg_placed(v, 0);

    if (fx_same(name, "datetime.datetime") && part_of(v, 0, "year") > 0)
        return fx_fmt(a, "%04ld-%02ld-%02ld %02ld:%02ld:%02ld", part_of(v, 0, "year"),
                      part_of(v, 1, "month"), part_of(v, 2, "day"), part_of(v, 3, "hour"),
                      part_of(v, 4, "minute"), part_of(v, 5, "second"));
    if (fx_same(name, "datetime.date") && part_of(v, 0, "year") > 0)
        return fx_fmt(a, "%04ld-%02ld-%02ld", part_of(v, 0, "year"), part_of(v, 1, "month"),
                      part_of(v, 2, "day"));
    if ((fx_same(name, "uuid.UUID") || fx_same(name, "decimal.Decimal")) && first != NULL &&
        (first->kind == PV_STRING || first->kind == PV_NUMBER))
        return first->text;
    if (fx_ends(name, ".inline_literal") && first != NULL && first->kind == PV_STRING)
        return first->text;
    return NULL;
}

static bool value_of(const al_op *o, const py_value *v, const fx_yaml **out)
{
    fx_arena *a = o->s->a;
    fx_str json = {.arena = a};
    fx_json j = {.out = &json};
    const char *text = v->text;

    switch (v->kind) {
    case PV_NONE:
        *out = fx_yaml_scalar(a, NULL);
        return true;
    case PV_NUMBER:
    case PV_BOOL:
        *out = fx_yaml_plain(a, text);
        return true;
    case PV_LIST:
    case PV_DICT:
        if (!add_json(o, v, &j))
            return false;
        text = fx_str_text(&json);
        break;
    case PV_CALL:
        text = al_made_text(a, v);
        break;
    case PV_STRING:
    case PV_MEMBER: /* SQLAlchemy keeps names of members */
        break;
    default:
        text = NULL;
    }
    if (text == NULL)
        return py_unknown(o->s->p, v, "a value of a row");
    *out = fx_yaml_scalar(a, text);
    return true;
}

/* ---- rows ---- */

static bool same_keys(const py_value *x, const py_value *y)
{
    if (x->args.n != y->args.n)
        return false;
    fx_each (const py_arg, arg, &x->args) {
        if (py_arg_named(y, arg->name) == NULL)
            return false;
    }
    return true;
}

/* Rows from `from` on that have the same keys, as one step. */
static bool emit_rows(const al_op *o, const fx_object *table, const py_value *rows, size_t from,
                      size_t to)
{
    script *s = o->s;
    const py_value *first = rows->items.at[from];
    fx_yaml *y = al_step(s, o->call, "bulk_insert", table), *list = fx_yaml_list(s->a);
    fx_strs columns = {0};

    fx_each (const py_arg, arg, &first->args) {
        *fx_push(s->a, &columns) = arg->name;
    }
    for (size_t i = from; i < to; i++) {
        fx_yaml *row = fx_yaml_list(s->a);

        fx_each (const char *, column, &columns) {
            const fx_yaml *value = NULL;

            if (!value_of(o, py_arg_named(rows->items.at[i], *column), &value))
                return false;
            fx_yaml_append(s->a, row, value);
        }
        fx_yaml_append(s->a, list, row);
    }
    fx_yaml_set(s->a, y, "columns", fx_yaml_strs(s->a, &columns));
    fx_yaml_set(s->a, y, "rows", list);
    return al_emit(s, o->call, y);
}

bool al_bulk_insert(const al_op *o)
{
    const py_value *rows = al_arg(o, 1, "rows");
    fx_object table;

    const py_value *of = al_arg(o, 0, "table");

    if (!al_table_named(of, &table))
        return py_unknown(o->s->p, of == NULL ? o->call : of, "the table of the rows");
    if (rows == NULL || rows->kind != PV_LIST)
        return py_unknown(o->s->p, rows == NULL ? o->call : rows, "the rows");
    fx_each (const py_value *const, row, &rows->items) {
        if ((*row)->kind != PV_DICT)
            return py_unknown(o->s->p, *row, "a row");
    }
    for (size_t from = 0, to; from < rows->items.n; from = to) {
        to = from + 1;
        while (to < rows->items.n && same_keys(rows->items.at[from], rows->items.at[to]))
            to++;
        if (!emit_rows(o, &table, rows, from, to))
            return false;
    }
    return true;
}
