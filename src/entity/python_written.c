/*
 * Table() that is not the value of a name: in a list, as an argument
 * (secondary=Table(...)), as an attribute of a class, or returned by a function.
 */
#include "fx/base/str.h"
#include "python_collect.h"

bool py_names(const py_module *m, const py *callee, const char *name)
{
    if (callee == NULL || (callee->kind != PY_NAME && callee->kind != PY_ATTR))
        return false;
    if (fx_same(callee->text, name))
        return true;
    const py_binding *b = callee->kind == PY_NAME ? py_module_binding(m, callee->text) : NULL;

    return b != NULL && b->node->kind == PY_ALIAS && fx_same(b->node->text, name);
}

static bool is_table(const py_value *v)
{
    return v->kind == PV_CALL && py_is(v->of, "sqlalchemy", "Table");
}

/* Of a comprehension, or a function of the project: what it gives. */
static bool add_value(py_project *p, const py_value *v, py_tables *out)
{
    if (is_table(v))
        return py_add_table(p, v, out);
    fx_each (const py_value *const, item, &v->items) {
        if (v->kind == PV_LIST && is_table(*item) && !py_add_table(p, *item, out))
            return false;
    }
    fx_each (const py_arg, arg, &v->args) {
        if (v->kind == PV_DICT && is_table(arg->value) && !py_add_table(p, arg->value, out))
            return false;
    }
    return !p->failed;
}

static bool is_ours(const py_module *m, const py *callee)
{
    const py_binding *b = callee->kind == PY_NAME ? py_module_binding(m, callee->text) : NULL;

    return b != NULL && (b->node->kind == PY_DEF || b->node->kind == PY_ALIAS);
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tree */
static bool seek(py_project *p, const py_scope *s, const py *e, py_tables *out)
{
    if (e == NULL || e->kind == PY_LAMBDA || p->failed)
        return !p->failed;
    if (e->kind == PY_CALL && py_names(s->module, e->left, "Table"))
        return add_value(p, py_eval(p, s, e), out);
    if (e->kind == PY_MADE ||
        (e->kind == PY_CALL && s->class_ == NULL && e->left != NULL && is_ours(s->module, e->left)))
        return add_value(p, py_eval(p, s, e), out);
    fx_each (const py *const, kid, &e->kids) {
        if (!seek(p, s, *kid, out))
            return false;
    }
    return seek(p, s, e->left, out) && seek(p, s, e->right, out);
}

/* NOLINTNEXTLINE(misc-no-recursion): a class's body, once */
static bool seek_all(py_project *p, const py_scope *s, const py_list *body, py_tables *out)
{
    fx_each (const py *const, it, body) {
        const py *n = *it;
        bool found = true;

        if (n->kind == PY_EXPR)
            found = seek(p, s, n->left, out);
        else if (n->kind == PY_ASSIGN)
            found = seek(p, s, n->right, out);
        if (!found)
            return false;
        if (n->kind != PY_CLASS || s->class_ != NULL)
            continue;
        const py_scope in = {.module = s->module, .class_ = py_class_value(p, s->module, n)};

        if (!seek_all(p, &in, &n->more->body, out))
            return false;
    }
    return !p->failed;
}

bool py_add_written(py_project *p, py_module *m, py_tables *out)
{
    const py_scope s = {.module = m};

    return seek_all(p, &s, &m->file.root->more->body, out);
}
