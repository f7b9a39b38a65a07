/*
 * Calls: functions of the project are followed where they only return a value;
 * those of libraries stay what they are.
 */
#include <string.h>

#include "fx/base/str.h"
#include "python_collect.h"

enum { DEPTH_MAX = PY_DEPTH_MAX };

static void add_arg(py_project *p, py_value *call, const char *name, const py_value *value)
{
    *fx_push(p->a, &call->args) = (py_arg){name, value};
}

static void add_args(py_project *p, const py_scope *s, const py *e, py_value *call)
{
    fx_each (const py *const, kid, &e->kids) {
        const py *k = *kid;

        if (k->kind == PY_KEYWORD) {
            add_arg(p, call, k->text, py_eval(p, s, k->left));
            continue;
        }
        if (k->kind != PY_STAR && k->kind != PY_DSTAR) {
            add_arg(p, call, NULL, py_eval(p, s, k));
            continue;
        }
        const py_value *v = py_eval(p, s, k->left);

        if (k->kind == PY_STAR && v->kind == PV_LIST) {
            fx_each (const py_value *const, item, &v->items) {
                add_arg(p, call, NULL, *item);
            }
        } else if (k->kind == PY_DSTAR && v->kind == PV_DICT) {
            fx_each (const py_arg, item, &v->args) {
                add_arg(p, call, item->name, item->value);
            }
        } else { /* what it brings is not known */
            add_arg(p, call, k->kind == PY_STAR ? "*" : "**", v);
        }
    }
}

static bool has_parameter(const py_value *f, const char *name)
{
    fx_each (const py *const, parameter, &f->node->kids) {
        if (fx_same((*parameter)->text, name))
            return true;
    }
    return false;
}

/* *args: what is left of those by place; **kwargs: of those by name. */
static const py_value *rest_of(py_project *p, const py_value *f, const py_value *call, const py *q,
                               size_t place)
{
    const py_scope at = {.module = f->module};
    py_value *rest = py_new(p, &at, q, q->kind == PY_STAR ? PV_LIST : PV_DICT, NULL);
    const py_value *more;

    if (q->kind == PY_STAR) {
        while ((more = py_arg_placed(call, place++)) != NULL)
            *fx_push(p->a, &rest->items) = more;
        return rest;
    }
    fx_each (const py_arg, arg, &call->args) {
        if (arg->name != NULL && !has_parameter(f, arg->name))
            *fx_push(p->a, &rest->args) = *arg;
    }
    return rest;
}

bool py_bind_parameters(py_project *p, const py_value *f, const py_value *call, py_scope *in)
{
    const py_scope at = {.module = f->module};
    size_t place = 0;

    fx_each (const py *const, parameter, &f->node->kids) {
        const py *q = *parameter;
        const py_value *v;

        if (q->kind == PY_STAR || q->kind == PY_DSTAR) {
            *fx_push(p->a, &in->locals) = (py_arg){q->text, rest_of(p, f, call, q, place)};
            continue;
        }
        if (q->kind != PY_NAME && q->kind != PY_KEYWORD)
            continue;
        v = py_arg_named(call, q->text);
        if (v == NULL)
            v = py_arg_placed(call, place++);
        if (v == NULL && q->kind == PY_KEYWORD)
            v = py_eval(p, &at, q->left);
        if (v == NULL)
            return false;
        *fx_push(p->a, &in->locals) = (py_arg){q->text, v};
    }
    return true;
}

static bool says_nothing(const py *s)
{
    return (s->kind == PY_EXPR && s->left != NULL && s->left->kind == PY_STR) ||
           (s->kind == PY_OTHER && fx_same(s->text, "pass_statement"));
}

static const py_value *run_body(py_project *p, py_scope *in, const py_list *body);

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX */
static const py_value *run_if(py_project *p, py_scope *in, const py *s)
{
    const py_value *test = py_eval(p, in, s->left);

    if (!py_is_known(test))
        return py_not_known(p, in, s, "an `if` whose condition is not known");
    return run_body(p, in, py_holds(test) ? &s->more->body : &s->more->orelse);
}

void py_run_import(py_project *p, py_scope *in, const py *s)
{
    fx_each (const py *const, it, &s->kids) {
        const py *alias = *it;
        const char *name = alias->more->alias;

        if (name == NULL)
            name = fx_strndup(p->a, alias->text, strcspn(alias->text, "."));
        *fx_push(p->a, &in->locals) =
            (py_arg){name, s->kind == PY_FROM ? py_imported(p, in, alias, s, alias->text)
                                              : py_import(p, in, alias)};
    }
}

/* Statements up to a return. NULL: none was met. */
/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX */
static const py_value *run_body(py_project *p, py_scope *in, const py_list *body)
{
    fx_each (const py *const, it, body) {
        const py *s = *it;
        const py_value *v = NULL;

        if (s->kind == PY_RETURN)
            return s->left == NULL ? py_new(p, in, s, PV_NONE, NULL) : py_eval(p, in, s->left);
        if (s->kind == PY_ASSIGN && s->left->kind == PY_NAME && s->right != NULL)
            *fx_push(p->a, &in->locals) = (py_arg){s->left->text, py_eval(p, in, s->right)};
        else if (s->kind == PY_IF)
            v = run_if(p, in, s);
        else if (s->kind == PY_FROM || s->kind == PY_IMPORT)
            py_run_import(p, in, s);
        else if (!says_nothing(s))
            return py_not_known(p, in, s, "a function that does more than return a value");
        if (v != NULL)
            return v;
    }
    return NULL;
}

static const py_value *inlined(py_project *p, const py_scope *s, const py *at, const py_value *f,
                               const py_value *call)
{
    py_scope in = {.module = f->module};
    const py_value *v;

    if (p->depth >= DEPTH_MAX)
        return py_not_known(p, s, at, "a function that calls itself");
    if (!py_bind_parameters(p, f, call, &in))
        return py_not_known(p, s, at,
                            fx_fmt(p->a, "%s() is called without all its arguments", f->text));
    p->depth++;
    v = f->kind == PV_LAMBDA ? py_eval(p, &in, f->node->left)
                             : run_body(p, &in, &f->node->more->body);
    p->depth--;
    return v != NULL ? v : py_new(p, s, at, PV_NONE, NULL);
}

static const py_value *make_dict(py_project *p, const py_scope *s, const py *at,
                                 const py_value *first, const py_value *call)
{
    py_value *out = py_new(p, s, at, PV_DICT, NULL);

    for (size_t i = 0; first != NULL && i < first->args.n; i++)
        *fx_push(p->a, &out->args) = first->args.at[i];
    fx_each (const py_arg, arg, &call->args) {
        if (arg->name != NULL)
            *fx_push(p->a, &out->args) = *arg;
    }
    return out;
}

/* dict(a=1), list((1, 2)), str(1). NULL: another one. */
static const py_value *builtin(py_project *p, const py_scope *s, const py *at,
                               const py_value *callee, const py_value *call)
{
    const py_value *first = py_arg_placed(call, 0);
    const char *name = callee->text;
    py_value_kind kind = first == NULL ? PV_NONE : first->kind;

    if (fx_same(name, "dict") && (first == NULL || kind == PV_DICT))
        return make_dict(p, s, at, first, call);
    if (fx_same(name, "str") && (kind == PV_STRING || kind == PV_NUMBER))
        return py_string(p, s, at, first->text);
    if (fx_same(name, "int") && kind == PV_NUMBER)
        return first;
    return py_list_call(p, s, at, name, call);
}

const py_value *py_run(py_project *p, const py_value *f, const py_value *first,
                       const py_value *second)
{
    const py_scope s = {.module = f->module};
    py_value *call = py_new(p, &s, f->node, PV_CALL, NULL);

    call->of = f;
    add_arg(p, call, NULL, first);
    if (second != NULL)
        add_arg(p, call, NULL, second);
    return inlined(p, &s, f->node, f, call);
}

const py_value *py_dialect(py_project *p, const py_value *at, const char *name)
{
    const py_scope s = {.module = at->module};

    return py_new(p, &s, at->node, PV_OUTER, fx_fmt(p->a, PY_DIALECT "%s", name));
}

const py_value *py_call_of(py_project *p, const py_scope *s, const py *e)
{
    const py_value *callee = py_eval(p, s, e->left);
    py_value *call = py_new(p, s, e, PV_CALL, NULL);

    if (callee->kind == PV_UNKNOWN)
        return callee;
    if (callee->kind == PV_CALL &&
        (py_is(callee->of, "functools", "partial") || py_is(callee->of, "other", "partial"))) {
        const py_value *partial = callee;

        callee = py_arg_placed(partial, 0);
        for (size_t i = 1; callee != NULL && i < partial->args.n; i++)
            *fx_push(p->a, &call->args) = partial->args.at[i];
        if (callee == NULL)
            return py_not_known(p, s, e, "partial() of nothing");
    }
    call->of = callee;
    add_args(p, s, e, call);
    return call;
}

const py_value *py_called(py_project *p, const py_scope *s, const py *e)
{
    const py_value *call = py_call_of(p, s, e), *callee = call->of;

    if (call->kind == PV_UNKNOWN)
        return call;
    if (callee->kind == PV_DEF || callee->kind == PV_LAMBDA) {
        py_value *v = fx_new(p->a, py_value);

        *v = *inlined(p, s, e, callee, call);
        if (v->kind == PV_UNKNOWN) { /* it is the call that is not known */
            v->node = e;
            v->module = s->module;
        }
        return v;
    }
    if (callee->kind == PV_OUTER && fx_starts(callee->text, PY_DIALECT) &&
        fx_same(py_last(callee), "type_descriptor") && py_arg_placed(call, 0) != NULL)
        return py_arg_placed(call, 0);
    const py_value *matched = py_regex(p, s, e, callee, call);

    if (matched != NULL)
        return matched;
    if (callee->kind == PV_METHOD && callee->of->kind == PV_STRING)
        return py_text_method(p, s, e, callee, call);
    if (callee->kind == PV_METHOD && callee->of->kind == PV_DICT) {
        const py_value *v = py_dict_method(p, s, e, callee, call);

        return v != NULL ? v : call;
    }
    if (py_is(callee, "sqlalchemy", "has_inherited_table") && call->args.n == 1 &&
        call->args.at[0].value->kind == PV_CLASS)
        return py_boolean(p, s, e, py_parent_table(p, call->args.at[0].value) != NULL);
    if (callee->kind == PV_OUTER && strchr(callee->text, '.') == NULL) {
        const py_value *v = builtin(p, s, e, callee, call);

        if (v != NULL)
            return v;
    }
    return call;
}
