/*
 * Columns: what Field(), Column() and mapped_column() say (framefox.md, section
 * 3.4; https://docs.sqlalchemy.org/en/20/core/metadata.html).
 */
#include <string.h>

#include "fx/base/str.h"
#include "python.h"

bool py_is_column(const py_value *v)
{
    return v != NULL && v->kind == PV_CALL &&
           (py_is(v->of, "sqlalchemy", "Column") || py_is(v->of, "sqlalchemy", "mapped_column"));
}

/* Whatever stands behind `*` or `**` may be anything. */
static bool all_known(py_project *p, const py_value *call)
{
    fx_each (const py_arg, arg, &call->args) {
        if (arg->name != NULL && *arg->name == '*')
            return py_unknown(p, arg->value, "what a column is made with");
    }
    return true;
}

/* *said false: not given. */
static bool flag(py_project *p, const py_value *call, const char *name, bool *said, bool *out)
{
    const py_value *v = py_arg_named(call, name);

    *said = v != NULL && v->kind != PV_NONE &&
            !(v->kind == PV_OUTER && fx_starts(py_last(v), "Undefined"));
    if (!*said)
        return true;
    if (v->kind != PV_BOOL)
        return py_unknown(p, v, fx_fmt(p->a, "`%s` of a column", name));
    *out = v->number != 0;
    return true;
}

static bool flag_of(py_project *p, const py_value *call, const char *name, bool *out)
{
    bool said;

    return flag(p, call, name, &said, out);
}

/* A default of the program's own: no part of the table, but a value for rows that are there. */
static const py_value *literal(const py_value *v)
{
    if (v != NULL && v->kind == PV_CALL && v->of->kind == PV_OUTER &&
        fx_same(v->of->text, "decimal.Decimal")) /* Decimal("0") */
        v = py_arg_placed(v, 0);
    return v != NULL && (v->kind == PV_NUMBER || v->kind == PV_STRING || v->kind == PV_BOOL ||
                         v->kind == PV_MEMBER)
               ? v
               : NULL;
}

/* ---- Column(), mapped_column() ---- */

static bool is_of(const py_value *v, const char *name)
{
    return v->kind == PV_CALL && py_is(v->of, "sqlalchemy", name);
}

/* What may stand behind the type; false: it is none of these. */
static bool read_item(py_project *p, const py_value *v, py_column *out)
{
    if (is_of(v, "ForeignKey"))
        *fx_push(p->a, &out->references) = v;
    else if (is_of(v, "Identity") || py_is(v, "sqlalchemy", "Identity"))
        out->identity = v;
    else if (is_of(v, "Computed"))
        out->computed = v;
    else if (is_of(v, "CheckConstraint") || is_of(v, "UniqueConstraint"))
        *fx_push(p->a, &out->constraints) = v;
    else if (is_of(v, "Sequence"))
        out->sequence = v;
    else if (is_of(v, "FetchedValue") || is_of(v, "DefaultClause"))
        out->no_increment = true;
    else
        return false;
    return true;
}

/* `# fxgit: type: ...` on its line stands for whatever is written there. */
static bool type_is_said(const py_value *at)
{
    const char *remark =
        at == NULL || at->node == NULL ? NULL : py_remark_of(&at->module->file, at->node->line);

    return remark != NULL && (fx_starts(remark, "type:") || strstr(remark, " type:") != NULL);
}

static bool read_type(py_project *p, const py_value *v, py_column *out)
{
    py_type t = {.optional = out->type.optional, .details = out->type.details};
    bool own = v->kind == PV_CLASS || (v->kind == PV_CALL && v->of->kind == PV_CLASS);

    if (out->type_said)
        return true;
    if (own || py_is_sa_type(p, v)) {
        if (!py_sa_type(p, v, &t))
            return false;
        out->type = t;
        return true;
    }
    if (v->kind != PV_OUTER && v->kind != PV_CALL)
        return py_unknown(p, v, "the type of a column");
    py_fail(p, v, "the type %s is not known",
            v->kind == PV_CALL && v->of->text != NULL ? v->of->text : v->text);
    return fx_hint(p->err, "Say it on that line: # fxgit: type: string(100)");
}

static bool read_positional(py_project *p, const py_value *call, py_column *out)
{
    size_t n = 0;

    fx_each (const py_arg, arg, &call->args) {
        const py_value *v = arg->value;

        if (arg->name != NULL)
            continue;
        if (n++ == 0 && v->kind == PV_STRING) {
            out->name = v->text;
            continue;
        }
        if (v->kind == PV_NONE)
            continue;
        if (!read_item(p, v, out) && !read_type(p, v, out))
            return false;
    }
    return true;
}

static bool read_named(py_project *p, const py_value *call, py_column *out, bool *nullable_said)
{
    const py_value *name = py_arg_named(call, "name"), *type = py_arg_named(call, "type_");
    const py_value *increment = py_arg_named(call, "autoincrement");

    if (name != NULL && name->kind == PV_STRING)
        out->name = name->text;
    else if (name != NULL && name->kind != PV_NONE)
        return py_unknown(p, name, "the name of a column");
    if (type != NULL && !out->type_said && !py_sa_type(p, type, &out->type))
        return false;
    if (!flag_of(p, call, "primary_key", &out->primary) ||
        !flag_of(p, call, "unique", &out->unique) || !flag_of(p, call, "index", &out->index) ||
        !flag(p, call, "nullable", nullable_said, &out->nullable))
        return false;
    if (py_arg_named(call, "server_default") != NULL)
        out->server_default = py_arg_named(call, "server_default");
    if (py_arg_named(call, "comment") != NULL)
        out->comment = py_arg_named(call, "comment");
    if (py_arg_named(call, "default") != NULL) {
        out->client_default = literal(py_arg_named(call, "default"));
        out->no_increment = out->no_increment || py_arg_named(call, "default")->kind != PV_NONE;
    }
    if (increment != NULL && increment->kind == PV_BOOL) {
        out->autoincrement = increment->number != 0;
        out->no_increment = increment->number == 0;
    }
    return true;
}

static bool says_type(py_project *p, const py_value *value)
{
    if (value == NULL || value->kind != PV_CALL)
        return false;
    if (py_arg_named(value, "type_") != NULL)
        return true;
    for (size_t i = 0; py_arg_placed(value, i) != NULL; i++) {
        const py_value *v = py_arg_placed(value, i);

        if (v->kind == PV_CLASS || (v->kind == PV_CALL && v->of->kind == PV_CLASS) ||
            py_is_sa_type(p, v))
            return true;
    }
    return false;
}

/* Of a column whose type is said the annotation tells only whether it may be NULL. */
static bool read_annotation(py_project *p, const py_value *annotation, const py_value *value,
                            py_type *out)
{
    const py_value *map = p->type_map;

    if (says_type(p, value))
        p->type_map = NULL;
    p->mapped = true;
    bool done = py_annotation(p, annotation, out);

    p->mapped = false;
    p->type_map = map;
    return done;
}

/* An annotation that cannot be read, of a column whose type is said. */
static bool forgive(py_project *p, const py_column *c)
{
    if (!c->type_said)
        return false;
    p->failed = false;
    fx_error_clear(p->err);
    return true;
}

bool py_read_column(py_project *p, const char *attribute, const py_value *annotation,
                    const py_value *value, py_column *out)
{
    bool said = false;

    *out = (py_column){.attribute = attribute, .name = attribute, .at = value};
    out->type_said = type_is_said(value != NULL ? value : annotation);
    if (annotation != NULL && !read_annotation(p, annotation, value, &out->type) &&
        !forgive(p, out))
        return false;
    if (out->type.details != NULL) { /* Annotated[int, mapped_column(primary_key=True)] */
        const py_value *d = out->type.details;

        out->nullable = out->type.optional;
        if (!all_known(p, d) || !read_positional(p, d, out) || !read_named(p, d, out, &said))
            return false;
    }
    bool own = false;

    if (value != NULL && value->kind == PV_CALL &&
        (!all_known(p, value) || !read_positional(p, value, out) ||
         !read_named(p, value, out, &own)))
        return false;
    if (!own && !said)
        out->nullable = annotation != NULL ? out->type.optional : !out->primary;
    if (out->primary)
        out->nullable = false;
    return true;
}

/* ---- Field() ---- */

static bool read_length(py_project *p, const py_value *call, py_column *out)
{
    const py_value *length = py_arg_named(call, "max_length");
    const py_value *digits = py_arg_named(call, "max_digits");
    const py_value *places = py_arg_named(call, "decimal_places");

    if (length != NULL && length->kind != PV_NONE && fx_same(out->type.text, "string")) {
        if (length->kind != PV_NUMBER)
            return py_unknown(p, length, "`max_length` of a field");
        out->type.text = fx_fmt(p->a, "string(%s)", length->text);
        out->type.mysql = NULL;
    }
    if (digits != NULL && digits->kind != PV_NONE && fx_same(out->type.text, "numeric")) {
        if (digits->kind != PV_NUMBER || (places != NULL && places->kind != PV_NUMBER))
            return py_unknown(p, digits->kind != PV_NUMBER ? digits : places,
                              "`max_digits` of a field");
        out->type.text =
            fx_fmt(p->a, "numeric(%s,%s)", digits->text, places == NULL ? "0" : places->text);
        out->type.mysql = NULL;
    }
    return true;
}

/* sa_column_args=[...], sa_column_kwargs={...}: more of what Column() takes. */
static bool read_more(py_project *p, const py_value *call, py_column *out, bool *nullable_said)
{
    const py_value *args = py_arg_named(call, "sa_column_args");
    const py_value *more = py_arg_named(call, "sa_column_kwargs");

    if (args != NULL && args->kind != PV_LIST && args->kind != PV_NONE)
        return py_unknown(p, args, "`sa_column_args` of a field");
    for (size_t i = 0; args != NULL && i < args->items.n; i++) {
        if (!read_item(p, args->items.at[i], out))
            return py_unknown(p, args->items.at[i], "one of `sa_column_args`");
    }
    if (more == NULL || more->kind == PV_NONE)
        return true;
    if (more->kind != PV_DICT)
        return py_unknown(p, more, "`sa_column_kwargs` of a field");
    bool said = false;

    if (!read_named(p, more, out, &said))
        return false;
    *nullable_said = *nullable_said || said;
    return true;
}

static bool read_field_flags(py_project *p, const py_value *call, py_column *out, bool *said)
{
    const py_value *target = py_arg_named(call, "foreign_key");
    const py_value *on_delete = py_arg_named(call, "ondelete");
    const py_value *type = py_arg_named(call, "sa_type");

    if (type != NULL && !(type->kind == PV_OUTER && fx_starts(py_last(type), "Undefined"))) {
        py_type t = {.optional = out->type.optional};

        if (!out->type_said && !py_sa_type(p, type, &t))
            return false;
        out->type = t;
    }
    if (target != NULL && target->kind == PV_STRING)
        out->target = target->text;
    else if (target != NULL && target->kind != PV_NONE)
        return py_unknown(p, target, "`foreign_key` of a field");
    if (on_delete != NULL && on_delete->kind == PV_STRING)
        out->on_delete = on_delete->text;
    return flag_of(p, call, "primary_key", &out->primary) &&
           flag_of(p, call, "unique", &out->unique) && flag_of(p, call, "index", &out->index) &&
           flag(p, call, "nullable", said, &out->nullable) && read_length(p, call, out) &&
           read_more(p, call, out, said);
}

static const py_value *default_of(const py_value *value)
{
    if (value == NULL || value->kind != PV_CALL || !py_is(value->of, "sqlmodel", "Field"))
        return value;
    const py_value *named = py_arg_named(value, "default");

    if (named == NULL && py_arg_named(value, "default_factory") != NULL)
        return py_arg_named(value, "default_factory");
    return named != NULL ? named : py_arg_placed(value, 0);
}

static bool is_field(const py_value *v)
{
    return v != NULL && v->kind == PV_CALL &&
           (py_is(v->of, "sqlmodel", "Field") || py_is(v->of, "pydantic", "Field"));
}

static bool is_private(const py_value *v)
{
    return v != NULL && v->kind == PV_CALL &&
           (fx_same(py_last(v->of), "Relationship") || fx_same(py_last(v->of), "PrivateAttr") ||
            fx_same(py_last(v->of), "relationship"));
}

/* A name that is not known may be Field() of another module. */
static bool check_value(py_project *p, const py_value *value)
{
    if (value == NULL || value->kind != PV_UNKNOWN || value->node->kind != PY_CALL ||
        py_remark_of(&value->module->file, value->node->line) != NULL)
        return true;
    const py *callee = value->node->left;

    /* a call of something else is a default: it runs with each row */
    if (callee != NULL && callee->kind == PY_ATTR)
        return true;
    return py_unknown(p, value, "what the field is");
}

bool py_field(py_project *p, const char *attribute, const py_value *annotation,
              const py_value *value, py_column *out, bool *column)
{
    bool said = false;
    const py_value *v, *whole;

    *out = (py_column){.attribute = attribute, .name = attribute, .at = annotation};
    *column = !is_private(value) &&
              !(annotation->kind == PV_INDEX && fx_same(py_last(annotation->of), "ClassVar")) &&
              !(annotation->kind == PV_OUTER && fx_same(py_last(annotation), "ClassVar"));
    if (!*column)
        return true;
    if (!check_value(p, value))
        return false;
    out->type_said = type_is_said(annotation);
    if (!py_annotation(p, annotation, &out->type) && !forgive(p, out))
        return false;
    const py_value *const both[] = {out->type.details, is_field(value) ? value : NULL};

    out->nullable = out->type.optional;
    for (size_t i = 0; i < 2; i++) {
        if (both[i] == NULL)
            continue;
        whole = py_arg_named(both[i], "sa_column");
        if (whole != NULL && whole->kind != PV_NONE && !py_is(whole, "pydantic", "Undefined")) {
            if (!py_is_column(whole))
                return py_unknown(p, whole, "`sa_column` of a field");
            if (!py_read_column(p, attribute, NULL, whole, out))
                return false;
            out->at = annotation;
            return true;
        }
        if (!all_known(p, both[i]) || !read_field_flags(p, both[i], out, &said))
            return false;
    }
    v = default_of(value);
    if (v != NULL && v->kind != PV_NONE && !(v->kind == PV_OUTER && fx_same(v->text, "..."))) {
        out->client_default = literal(v);
        out->no_increment = true;
    }
    if (out->primary)
        out->nullable = false;
    return true;
}
