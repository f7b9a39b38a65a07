/*
 * Nodes, names and targets of foreign keys: what both columns and keys are
 * written with.
 */
#include <stdlib.h>
#include <string.h>

#include "fx/base/str.h"
#include "python_write.h"

const fx_yaml *write_placed(fx_yaml *y, const py_value *at)
{
    if (at != NULL && at->module != NULL) {
        y->file = at->module->file.path;
        y->line = at->node->line;
        y->column = at->node->column;
    }
    return y;
}

fx_yaml *write_map(const writer *w, const py_value *at)
{
    fx_yaml *y = fx_yaml_map(w->a);

    write_placed(y, at);
    return y;
}

/* A key has the place of its value: errors about it are told of the Python. */
void write_put(const writer *w, fx_yaml *map, const char *key, const fx_yaml *value)
{
    fx_yaml_set(w->a, map, key, value);
    map->pairs.at[map->pairs.n - 1].line = value->line;
    map->pairs.at[map->pairs.n - 1].column = value->column;
}

void write_set(const writer *w, fx_yaml *map, const char *key, const char *text, const py_value *at)
{
    fx_yaml *y = fx_yaml_scalar(w->a, text);

    write_put(w, map, key, write_placed(y, at));
}

void write_plain(const writer *w, fx_yaml *map, const char *key, const char *text,
                 const py_value *at)
{
    fx_yaml *y = fx_yaml_plain(w->a, text);

    write_put(w, map, key, write_placed(y, at));
}

const fx_yaml *write_list(const writer *w, const fx_strs *texts, const py_value *at)
{
    fx_yaml *y = fx_yaml_list(w->a);

    fx_each (const char *, text, texts) {
        fx_yaml *item = fx_yaml_scalar(w->a, *text);

        fx_yaml_append(w->a, y, write_placed(item, at));
    }
    return write_placed(y, at);
}

/* ---- names ---- */

/* The column that a text or an attribute of the class names. */
const char *write_column_name(const writer *w, const py_value *v)
{
    const char *attribute = v->bound;

    if (v->kind == PV_STRING)
        return v->text;
    if (attribute == NULL && v->kind == PV_METHOD && fx_same(v->of->text, "c"))
        attribute = v->text;
    if (attribute == NULL && py_is_column(v) && py_arg_placed(v, 0) != NULL &&
        py_arg_placed(v, 0)->kind ==
            PV_STRING) /* Column("a") within an index: the one of that name */
        attribute = py_arg_placed(v, 0)->text;
    fx_each (const py_column, c, &w->t->columns) {
        if (attribute != NULL && (fx_same(c->attribute, attribute) || fx_same(c->name, attribute)))
            return c->name;
    }
    return NULL;
}

/* %(column_0_label)s, %(column_0_N_name)s, %(column_1_key)s: of one column, or of all. */
static const char *with_columns(const writer *w, const char *name, const fx_strs *columns)
{
    static const char *const words[] = {"name", "key", "label"};
    const char *prefix =
        w->t->schema == NULL ? w->t->name : fx_fmt(w->a, "%s_%s", w->t->schema, w->t->name);

    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        fx_strs all = {0};

        fx_each (const char *, column, columns) {
            const char *text =
                fx_same(words[k], "label") ? fx_fmt(w->a, "%s_%s", prefix, *column) : *column;

            name =
                fx_replace(w->a, name, fx_fmt(w->a, "%%(column_%zu_%s)s", all.n, words[k]), text);
            *fx_push(w->a, &all) = text;
        }
        name = fx_replace(w->a, name, fx_fmt(w->a, "%%(column_0_N_%s)s", words[k]),
                          fx_strs_join(w->a, &all, "_"));
        name = fx_replace(w->a, name, fx_fmt(w->a, "%%(column_0N_%s)s", words[k]),
                          fx_strs_join(w->a, &all, ""));
    }
    return name;
}

/* Names of SQLAlchemy's conventions:
 * https://docs.sqlalchemy.org/en/20/core/constraints.html#constraint-naming-conventions */
const char *write_convention(const writer *w, const char *kind, const fx_strs *columns,
                             const char *target, const char *own)
{
    const py_value *c = w->t->conventions == NULL ? NULL : py_arg_named(w->t->conventions, kind);
    const char *name;

    if (c == NULL || c->kind != PV_STRING)
        return own;
    if ((own == NULL) == (strstr(c->text, "%(constraint_name)s") != NULL))
        return own; /* it stands as it is, or there is none that could be put in */
    name = fx_replace(w->a, c->text, "%(table_name)s", w->t->name);
    name = with_columns(w, name, columns);
    name = fx_replace(w->a, name, "%(referred_table_name)s", target == NULL ? "" : target);
    name = fx_replace(w->a, name, "%(constraint_name)s", own == NULL ? "" : own);
    if (strstr(name, "%(") != NULL)
        (void)py_unknown(w->p, c, fx_fmt(w->a, "the name '%s'", name));
    return name;
}

/* conv("x"), op.f("x"), batch_op.f("x"): no convention changes it. */
static bool is_final(const py_value *of)
{
    const char *name = of->kind == PV_METHOD ? of->text : py_last(of);

    return fx_same(name, "conv") || fx_same(name, "f");
}

bool write_name_of(const writer *w, const py_value *call, const char **out)
{
    const py_value *v = call->kind == PV_CALL ? py_arg_named(call, "name") : NULL;

    *out = NULL;
    if (v != NULL && v->kind == PV_CALL && is_final(v->of))
        v = py_arg_placed(v, 0);
    if (v == NULL || v->kind == PV_NONE)
        return true;
    if (v->kind != PV_STRING)
        return py_unknown(w->p, v, "the name of a constraint");
    *out = v->text;
    return true;
}

void write_name(const writer *w, fx_yaml *map, const char *name, const py_value *at)
{
    if (name != NULL)
        write_set(w, map, "name", name, at);
}

/* ---- targets ---- */

const py_table *write_find(const py_tables *all, const char *schema, const char *name)
{
    fx_each (py_table *const, t, all) {
        if (fx_same((*t)->name, name) && fx_same((*t)->schema, schema))
            return *t;
    }
    return NULL;
}

/* Other.id: the table that the class is. */
static bool target_of_class(const writer *w, const py_value *v, py_target *out)
{
    fx_each (py_table *const, t, w->all) {
        if ((*t)->at->node != v->owner->node)
            continue;
        out->schema = (*t)->schema;
        out->table = (*t)->name;
        fx_each (const py_column, c, &(*t)->columns) {
            if (fx_same(c->attribute, v->bound))
                out->column = c->name;
        }
        return out->column != NULL ||
               py_fail(w->p, v, "%s has no column '%s'", out->table, v->bound);
    }
    return py_fail(w->p, v, "%s is no table", v->owner->text);
}

/* "schema.table.column", or the attribute of another class. */
bool write_target(const writer *w, const py_value *v, const char *text, py_target *out)
{
    *out = (py_target){0};
    if (v != NULL && v->kind == PV_STRING)
        text = v->text;
    if (text == NULL && v != NULL && v->owner != NULL)
        return target_of_class(w, v, out);
    if (text == NULL)
        return py_unknown(w->p, v == NULL ? w->t->at : v, "the target of a foreign key");
    const char *last = strrchr(text, '.');

    if (last == NULL)
        return py_fail(w->p, v == NULL ? w->t->at : v,
                       "'%s' is no target of a foreign key: \"table.column\" is", text);
    out->column = last + 1;
    out->table = fx_strndup(w->a, text, (size_t)(last - text));
    const char *dot = strrchr(out->table, '.');

    if (dot != NULL) {
        out->schema = fx_strndup(w->a, out->table, (size_t)(dot - out->table));
        out->table = dot + 1;
    }
    return true;
}
