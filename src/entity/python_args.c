/*
 * What a table is called, and what stands beside its columns.
 */
#include <string.h>

#include "fx/base/str.h"
#include "python_collect.h"

/* ---- names ---- */

/* GameSession -> game_session, as flask_sqlalchemy does it. */
static const char *snake(fx_arena *a, const char *name)
{
    fx_str out = {.arena = a};

    for (const char *c = name; *c != '\0'; c++) {
        bool up = *c >= 'A' && *c <= 'Z';
        bool before = c > name && !(c[-1] >= 'A' && c[-1] <= 'Z');
        bool after = c[1] >= 'a' && c[1] <= 'z';

        if (up && c > name && c[-1] != '_' && (before || after))
            fx_str_addc(&out, '_');
        fx_str_addc(&out, (char)(up ? *c - 'A' + 'a' : *c));
    }
    return fx_str_text(&out);
}

const char *py_remark_table(py_project *p, const py_value *class_)
{
    const char *text = py_remark_of(&class_->module->file, class_->node->line);
    fx_error probe = {.arena = p->a};
    const fx_yaml *y, *name;

    if (text == NULL)
        return NULL;
    const char *flow = fx_fmt(p->a, "{%s}", text);

    y = fx_yaml_parse(p->a, "remark", flow, strlen(flow), &probe);
    name = fx_yaml_get(y, "table");
    return name == NULL ? NULL : name->text;
}

const py_value *py_attribute_for(py_project *p, const py_value *class_, const char *name)
{
    const py_value *v = py_class_attribute(p, class_, name);

    return v != NULL && v->kind == PV_DEF ? py_run(p, v, class_, NULL) : v;
}

bool py_read_name(py_project *p, const py_value *class_, py_style how, py_table *t)
{
    const py_value *v = py_special(p, class_, "__tablename__");

    t->name = py_remark_table(p, class_);
    if (t->name != NULL)
        return true;
    if (v != NULL && v->kind != PV_STRING) {
        py_fail(p, v->kind == PV_UNKNOWN ? v : class_,
                "the name of the table of %s cannot be known without running the program: %s",
                class_->text, v->kind == PV_UNKNOWN ? v->text : "it is no text");
        return fx_hint(p->err, "Write it out, or say it on the line of the class: "
                               "# fxgit: table: name");
    }
    if (v != NULL)
        t->name = v->text;
    else
        t->name = how == SQLMODEL ? fx_lower(p->a, class_->text) : snake(p->a, class_->text);
    return true;
}

/* ---- what stands in __table_args__ ---- */

static void add_options(py_project *p, py_table *t, const py_value *dict)
{
    fx_each (const py_arg, arg, &dict->args) {
        const py_value *v = arg->value;

        if (fx_same(arg->name, "schema") && v->kind == PV_STRING)
            t->schema = v->text;
        *fx_push(p->a, &t->options) = *arg;
    }
}

bool py_read_args(py_project *p, const py_value *class_, py_table *t)
{
    const py_value *v = py_special(p, class_, "__table_args__");

    if (v == NULL || v->kind == PV_NONE)
        return true;
    if (v->kind == PV_DICT) {
        add_options(p, t, v);
        return true;
    }
    if (v->kind != PV_LIST)
        return py_unknown(p, v, "__table_args__");
    fx_each (const py_value *const, item, &v->items) {
        if ((*item)->kind == PV_DICT)
            add_options(p, t, *item);
        else
            *fx_push(p->a, &t->items) = *item;
    }
    return true;
}

/* metadata = MetaData(schema=..., naming_convention={...}) of the base, or SQLModel.metadata.x = y
 */
const py_value *py_metadata_of(py_project *p, const py_value *class_)
{
    const py_value *v = py_class_attribute(p, class_, "metadata");
    const py_values all = py_mro(p, class_);

    if (v != NULL)
        return v;
    fx_each (const py_value *const, c, &all) {
        const py_values bases = py_bases(p, *c);

        fx_each (const py_value *const, base, &bases) {
            const py_value *maker = py_is_maker(*base) ? *base : NULL;

            if (py_is(*base, "flask", "Model") && (*base)->of != NULL)
                maker = (*base)->of; /* SQLAlchemy(metadata=...) */
            /* registry(metadata=...).generate_base() */
            if (maker != NULL && maker->of != NULL && maker->of->kind == PV_METHOD &&
                maker->of->of->kind == PV_CALL)
                maker = maker->of->of;
            if (maker != NULL && py_arg_named(maker, "metadata") != NULL)
                return py_arg_named(maker, "metadata");
        }
    }
    return NULL;
}

bool py_from_metadata(py_project *p, const py_value *metadata, py_table *t)
{
    const py_value *schema, *names;

    if (p->conventions != NULL) {
        const py_scope s = {.module = p->conventions_in};

        names = py_eval(p, &s, p->conventions);
        if (names->kind != PV_DICT)
            return py_unknown(p, names, "naming_convention");
        t->conventions = names;
    }
    if (metadata == NULL || metadata->kind != PV_CALL)
        return true;
    schema = py_arg_named(metadata, "schema");
    names = py_arg_named(metadata, "naming_convention");
    if (t->schema == NULL && schema != NULL && schema->kind == PV_STRING)
        t->schema = schema->text;
    if (names != NULL && names->kind != PV_NONE && names->kind != PV_DICT)
        return py_unknown(p, names, "naming_convention");
    if (names != NULL && names->kind == PV_DICT)
        t->conventions = names;
    return true;
}
