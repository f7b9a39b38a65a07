/*
 * Steps: made of nodes, replayed at once, so that what comes later knows what
 * there is.
 */
#include <string.h>

#include "alembic.h"
#include "fx/base/str.h"

fx_yaml *al_step(script *s, const py_value *at, const char *verb, const fx_object *o)
{
    fx_yaml *y = fx_yaml_map(s->a);

    write_placed(y, at);
    al_put(s, y, verb, fx_object_text(s->a, o), at);
    return y;
}

void al_put(script *s, fx_yaml *map, const char *key, const char *text, const py_value *at)
{
    fx_yaml *y = fx_yaml_scalar(s->a, text);

    fx_yaml_set(s->a, map, key, write_placed(y, at));
}

bool al_emit(script *s, const py_value *at, const fx_yaml *node)
{
    fx_step *step = fx_new(s->a, fx_step);
    fx_error probe = {.arena = s->a};

    if (fx_step_read(s->a, node, step, &probe) && fx_replay(s->a, s->state, step, NULL, &probe)) {
        *fx_push(s->a, &s->out->steps) = step;
        al_count(s->al, step);
        return true;
    }
    return py_fail(s->p, at, "%s", probe.msg);
}

void al_refuse(script *s, const py *at, const char *why)
{
    fx_step *step = fx_new(s->a, fx_step);
    const char *path = s->m->file.path;

    *fx_push(s->a, &s->out->refusals) = (fx_alembic_refusal){path, at->line, why};
    *step = (fx_step){.kind = FX_STEP_EXECUTE, .file = path, .line = at->line};
    step->execute.refuses = fx_fmt(s->a, "%s:%u: %s", path, at->line, why);
    *fx_push(s->a, &s->out->steps) = step;
}

bool al_emit_enum(script *s, const py_value *at, const py_type *t)
{
    const fx_object o = {.schema = t->enum_schema, .table = t->enum_name};
    fx_yaml *y;

    if (t->enum_name == NULL || fx_schema_find_enum(s->state, o.schema, o.table) != NULL)
        return true;
    y = al_step(s, at, "create_enum", &o);
    fx_yaml_set(s->a, y, "values", fx_yaml_strs(s->a, &t->members));
    return al_emit(s, at, y);
}
