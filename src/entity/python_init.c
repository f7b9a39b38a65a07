/*
 * What a class that decorates a type hands on to it: its own __init__ may take
 * other arguments than the type does
 * (https://docs.sqlalchemy.org/en/20/core/custom_types.html#augmenting-existing-types).
 */
#include <string.h>

#include "fx/base/str.h"
#include "python.h"

/* super().__init__(...), or Base.__init__(self, ...) */
static const py *initializes(const py *s)
{
    const py *call = s->kind == PY_EXPR ? s->left : NULL;

    return call != NULL && call->kind == PY_CALL && call->left != NULL &&
                   call->left->kind == PY_ATTR && fx_same(call->left->text, "__init__")
               ? call
               : NULL;
}

static bool is_super(const py *call)
{
    const py *of = call->left->left;

    return of != NULL && of->kind == PY_CALL && of->left != NULL && of->left->kind == PY_NAME &&
           fx_same(of->left->text, "super");
}

/* As if it was called where the column is: that is where errors belong. */
static py_value *call_at(py_project *p, const py_value *call)
{
    py_value *out = fx_new(p->a, py_value);

    *out = *call;
    out->kind = PV_CALL;
    out->args.n = out->args.cap = 0;
    out->args.at = NULL;
    return out;
}

static const py_value *with_self(py_project *p, const py_value *class_, const py_value *call)
{
    py_value *out = call_at(p, call);

    *fx_push(p->a, &out->args) = (py_arg){NULL, class_};
    for (size_t i = 0; call->kind == PV_CALL && i < call->args.n; i++)
        *fx_push(p->a, &out->args) = call->args.at[i];
    return out;
}

/* What the base's __init__ is called with. */
static const py_value *handed(py_project *p, const py_scope *in, const py *s, const py_value *call)
{
    const py_value *inner = py_call_of(p, in, s);
    py_value *out = call_at(p, call);

    if (inner->kind != PV_CALL)
        return inner;
    for (size_t i = is_super(s) ? 0 : 1; i < inner->args.n; i++)
        *fx_push(p->a, &out->args) = inner->args.at[i];
    return out;
}

/* self.impl = String(length) */
static bool sets_impl(const py *s)
{
    return s->kind == PY_ASSIGN && s->left->kind == PY_ATTR && fx_same(s->left->text, "impl") &&
           s->left->left->kind == PY_NAME && fx_same(s->left->left->text, "self");
}

/* Does it change what is handed on, in what may or may not run? */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tree */
static bool decides(const py_list *body)
{
    fx_each (const py *const, it, body) {
        const py *s = *it;

        if (initializes(s) != NULL || sets_impl(s) ||
            (s->kind == PY_ASSIGN && s->left->kind == PY_NAME) || decides(&s->more->body) ||
            decides(&s->more->orelse))
            return true;
    }
    return false;
}

static const py_value *through(py_project *p, const py_value *class_, const py_value *init,
                               const py_value *call, const py_value **impl)
{
    py_scope in = {.module = init->module};
    const py_value *out = call_at(p, call);

    if (!py_bind_parameters(p, init, with_self(p, class_, call), &in))
        return py_not_known(p, &in, call->node,
                            fx_fmt(p->a, "%s() is called without all its arguments", class_->text));
    fx_each (const py *const, it, &init->node->more->body) {
        const py *s = *it;

        if (s->kind == PY_ASSIGN && s->left->kind == PY_NAME && s->right != NULL)
            *fx_push(p->a, &in.locals) = (py_arg){s->left->text, py_eval(p, &in, s->right)};
        else if (sets_impl(s) && s->right != NULL)
            *impl = py_eval(p, &in, s->right);
        else if (initializes(s) != NULL)
            out = handed(p, &in, initializes(s), call);
        else if (s->kind != PY_DEF && s->kind != PY_CLASS &&
                 (decides(&s->more->body) || decides(&s->more->orelse)))
            return py_not_known(p, &in, call->node, "its __init__ decides about it as it runs");
    }
    return out;
}

const py_value *py_handed_on(py_project *p, const py_value *class_, const py_value *call,
                             const py_value **impl)
{
    const py_values all = py_mro(p, class_);

    fx_each (const py_value *const, c, &all) {
        const py *own = py_class_own(*c, "__init__");

        if (own == NULL || own->kind != PY_DEF || call->kind == PV_UNKNOWN)
            continue;
        const py_scope s = {.module = (*c)->module};

        call = through(p, class_, py_new(p, &s, own, PV_DEF, "__init__"), call, impl);
    }
    return call;
}
