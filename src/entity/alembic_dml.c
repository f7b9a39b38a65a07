/*
 * users.update().where(...).values(...), and the like of insert() and delete():
 * https://docs.sqlalchemy.org/en/20/core/dml.html -> SQL for each dialect.
 */
#include <string.h>

#include "alembic.h"
#include "fx/base/str.h"

enum { DIALECTS = 3 };

typedef struct dml {
    script *s;
    writer w;
    const char *verb; /* "update" */
    const py_value *table;
    FX_VEC(const py_value *) where;
    FX_VEC(py_arg) values;
    bool known;
} dml;

static bool is_verb(const char *name)
{
    return fx_same(name, "update") || fx_same(name, "insert") || fx_same(name, "delete");
}

/* values(a=1), values({"a": 1}) */
static void take_values(dml *d, const py_value *call)
{
    fx_each (const py_arg, arg, &call->args) {
        if (arg->name != NULL) {
            *fx_push(d->s->a, &d->values) = *arg;
            continue;
        }
        d->known = d->known && arg->value->kind == PV_DICT;
        for (size_t i = 0; i < arg->value->args.n; i++)
            *fx_push(d->s->a, &d->values) = arg->value->args.at[i];
    }
}

/* From the last call back to the first. False: it is no such statement. */
static bool unwind(dml *d, const py_value *v)
{
    while (v->kind == PV_CALL && v->of->kind == PV_METHOD && !is_verb(v->of->text)) {
        if (fx_same(v->of->text, "values")) {
            take_values(d, v);
        } else if (fx_same(v->of->text, "where")) {
            for (size_t i = 0; py_arg_placed(v, i) != NULL; i++)
                *fx_push(d->s->a, &d->where) = py_arg_placed(v, i);
        } else if (!fx_same(v->of->text, "execution_options")) {
            return false;
        }
        v = v->of->of;
    }
    if (v->kind != PV_CALL)
        return false;
    bool method = v->of->kind == PV_METHOD;

    d->verb = method ? v->of->text : py_last(v->of);
    d->table = method ? v->of->of : py_arg_placed(v, 0);
    if (method) /* users.update(users.c.a == 1), of 1.4 */
        for (size_t i = 0; py_arg_placed(v, i) != NULL; i++)
            *fx_push(d->s->a, &d->where) = py_arg_placed(v, i);
    return is_verb(d->verb) && d->table != NULL && (method || v->of->kind == PV_OUTER) &&
           al_table_named(d->table, NULL);
}

static void name_columns(dml *d, const fx_object *o)
{
    const fx_table *t = fx_schema_find(d->s->state, o->schema, o->table);
    py_table *stub = fx_new(d->s->a, py_table);

    stub->at = d->table;
    stub->name = o->table;
    for (size_t i = 0; t != NULL && i < t->columns.n; i++) {
        const fx_column *c = &t->columns.at[i];

        *fx_push(d->s->a, &stub->columns) =
            (py_column){.name = c->name,
                        .attribute = c->name,
                        .type = {.text = fx_type_text(d->s->a, &c->type)}};
    }
    d->w = (writer){.p = d->s->p, .a = d->s->a, .t = stub};
}

static void add(dml *d, py_sql *out, const char *before, const py_sql *part)
{
    for (size_t i = 0; i < DIALECTS; i++)
        out->by[i] = fx_fmt(d->s->a, "%s%s%s", out->by[i], before, part->by[i]);
}

static void add_text(dml *d, py_sql *out, const char *text)
{
    const py_sql part = {
        {text, text, text}
    };

    add(d, out, "", &part);
}

static bool add_value(dml *d, py_sql *out, const py_value *v)
{
    const char *text =
        v->kind == PV_CALL && v->of->kind == PV_OUTER ? al_made_text(d->s->a, v) : NULL;
    const py_value literal = {
        .kind = PV_STRING, .text = text, .node = v->node, .module = v->module};
    py_sql sql;

    if (!write_value(&d->w, text != NULL ? &literal : v, &sql))
        return false;
    add(d, out, "", &sql);
    return true;
}

static bool add_conditions(dml *d, py_sql *out)
{
    for (size_t i = d->where.n; i-- > 0;) {
        py_sql sql;

        if (!write_sql(&d->w, d->where.at[i], &sql))
            return false;
        add(d, out, i + 1 == d->where.n ? " WHERE " : " AND ", &sql);
    }
    return true;
}

static bool update(dml *d, py_sql *out)
{
    fx_each (const py_arg, arg, &d->values) {
        const py_sql name = write_identifier(&d->w, NULL, arg->name);

        add(d, out, arg == d->values.at ? " SET " : ", ", &name);
        add_text(d, out, " = ");
        if (!add_value(d, out, arg->value))
            return false;
    }
    return add_conditions(d, out);
}

static bool insert(dml *d, py_sql *out)
{
    fx_each (const py_arg, arg, &d->values) {
        const py_sql name = write_identifier(&d->w, NULL, arg->name);

        add(d, out, arg == d->values.at ? " (" : ", ", &name);
    }
    add_text(d, out, ") VALUES (");
    fx_each (const py_arg, arg, &d->values) {
        add_text(d, out, arg == d->values.at ? "" : ", ");
        if (!add_value(d, out, arg->value))
            return false;
    }
    add_text(d, out, ")");
    return true;
}

bool al_dml(script *s, const py_value *at, const py_value *v, bool *is)
{
    static const struct {
        const char *verb, *words;
        bool (*rest)(dml *d, py_sql *out);
    } verbs[] = {
        {"update", "UPDATE ",      update        },
        {"insert", "INSERT INTO ", insert        },
        {"delete", "DELETE FROM ", add_conditions},
    };
    dml d = {.s = s, .known = true};
    py_sql out = {
        {"", "", ""}
    };
    fx_object o;
    size_t i = 0;

    *is = unwind(&d, v);
    if (!*is)
        return true;
    while (!fx_same(verbs[i].verb, d.verb))
        i++;
    if (!d.known || (i < 2 && d.values.n == 0) || !al_table_named(d.table, &o))
        return py_unknown(s->p, v, "the values of a statement");
    name_columns(&d, &o);
    const py_sql name = write_identifier(&d.w, o.schema, o.table);

    add(&d, &out, verbs[i].words, &name);
    if (!verbs[i].rest(&d, &out))
        return false;
    return al_emit_sql(s, at, &out);
}
