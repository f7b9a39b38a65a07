/*
 * Alembic's operations (https://alembic.sqlalchemy.org/en/latest/ops.html), all of
 * them, and those on rows and SQL.
 */
#include <string.h>

#include "alembic_op.h"
#include "fx/base/str.h"

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
        !al_texts(o, al_arg(o, 2, "new_values"), "the values of an enum", &values))
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
    {"create_table",              al_op_create_table,              0       },
    {"drop_table",                al_op_drop_table,                0       },
    {"rename_table",              al_op_rename_table,              NO_TABLE},
    {"create_table_comment",      al_op_create_table_comment,      0       },
    {"drop_table_comment",        al_op_drop_table_comment,        0       },
    {"add_column",                al_op_add_column,                0       },
    {"drop_column",               al_op_drop_column,               0       },
    {"alter_column",              al_op_alter_column,              0       },
    {"create_index",              al_op_create_index,              1       },
    {"drop_index",                al_op_drop_index,                1       },
    {"create_unique_constraint",  al_op_create_unique_constraint,  1       },
    {"create_primary_key",        al_op_create_primary_key,        1       },
    {"create_foreign_key",        al_op_create_foreign_key,        1       },
    {"create_check_constraint",   al_op_create_check_constraint,   1       },
    {"create_exclude_constraint", al_op_create_exclude_constraint, 1       },
    {"drop_constraint",           al_op_drop_constraint,           1       },
    {"sync_enum_values",          sync_enum_values,                NO_TABLE},
    {"bulk_insert",               al_bulk_insert,                  NO_TABLE},
    {"execute",                   execute,                         NO_TABLE},
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
