/*
 * Classes: their bases in Python's order, and their attributes.
 */
#include <string.h>

#include "fx/base/str.h"
#include "python.h"

enum { DEPTH_MAX = PY_DEPTH_MAX };

const py *py_class_own(const py_value *class_, const char *name)
{
    const py *found = NULL;

    fx_each (const py *const, s, &class_->node->more->body) {
        const py *at = *s;

        if ((at->kind == PY_ASSIGN && at->left->kind == PY_NAME && at->right != NULL &&
             fx_same(at->left->text, name)) ||
            ((at->kind == PY_DEF || at->kind == PY_CLASS) && fx_same(at->text, name)))
            found = at;
    }
    return found;
}

/* class A(A): what the name stood for before. */
static const py_value *before(py_project *p, const py_value *class_)
{
    const py *found = NULL;

    fx_each (const py_binding, b, &class_->module->bindings) {
        if (b->node == class_->node)
            break;
        if (b->node->kind == PY_CLASS && fx_same(b->name, class_->text))
            found = b->node;
    }
    return found == NULL ? class_ : py_class_value(p, class_->module, found);
}

/* What a base that a library makes was told to derive from: declarative_base(cls=Mixin), or several
 * of them; db.Model of db = SQLAlchemy(model_class=Base). */
static void add_given(py_project *p, const py_value *base, py_values *out)
{
    const py_value *given = NULL;

    if (base->kind == PV_CALL)
        given = py_arg_named(base, "cls");
    else if (py_is(base, "flask", "Model") && base->of != NULL)
        given = py_arg_named(base->of, "model_class");
    if (given == NULL)
        return;
    if (given->kind != PV_LIST) {
        *fx_push(p->a, out) = given;
        return;
    }
    fx_each (const py_value *const, item, &given->items) {
        *fx_push(p->a, out) = *item;
    }
}

py_values py_bases(py_project *p, const py_value *class_)
{
    const py_scope s = {.module = class_->module};
    py_values out = {0};

    fx_each (const py *const, kid, &class_->node->kids) {
        if ((*kid)->kind == PY_KEYWORD)
            continue;
        const py_value *base = py_eval(p, &s, *kid);

        if (base->kind == PV_CLASS && base->node == class_->node)
            base = before(p, class_);
        if (base->kind == PV_INDEX) /* Base[T] */
            base = base->of;
        *fx_push(p->a, &out) = base;
        add_given(p, base, &out);
    }
    return out;
}

static bool has_node(const py_values *v, const py *node)
{
    fx_each (const py_value *const, it, v) {
        if ((*it)->node == node)
            return true;
    }
    return false;
}

static bool in_tail(const py_values *v, const py *node)
{
    for (size_t i = 1; i < v->n; i++) {
        if (v->at[i]->node == node)
            return true;
    }
    return false;
}

typedef FX_VEC(py_values) py_lines;

static void drop_first(py_lines *lines, const py *node)
{
    fx_each (py_values, line, lines) {
        if (line->n > 0 && line->at[0]->node == node) {
            line->at++;
            line->n--;
        }
    }
}

/* The C3 order: https://docs.python.org/3/howto/mro.html */
static void join_lines(py_project *p, py_lines *lines, py_values *out)
{
    for (bool more = true; more;) {
        more = false;
        fx_each (const py_values, line, lines) {
            bool good = line->n > 0;

            if (!good)
                continue;
            fx_each (const py_values, other, lines) {
                good = good && !in_tail(other, line->at[0]->node);
            }
            if (!good)
                continue;
            const py_value *next = line->at[0];

            if (!has_node(out, next->node))
                *fx_push(p->a, out) = next;
            drop_first(lines, next->node);
            more = true;
            break;
        }
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX */
py_values py_mro(py_project *p, const py_value *class_)
{
    py_values out = {0}, direct = {0}, bases = py_bases(p, class_);
    py_lines lines = {0};

    *fx_push(p->a, &out) = class_;
    if (p->depth >= DEPTH_MAX)
        return out;
    p->depth++;
    fx_each (const py_value *const, base, &bases) {
        if ((*base)->kind != PV_CLASS || (*base)->node == class_->node)
            continue;
        *fx_push(p->a, &lines) = py_mro(p, *base);
        *fx_push(p->a, &direct) = *base;
    }
    p->depth--;
    *fx_push(p->a, &lines) = direct;
    join_lines(p, &lines, &out);
    return out;
}

const py_value *py_class_keyword(py_project *p, const py_value *class_, const char *name)
{
    const py_scope s = {.module = class_->module};

    fx_each (const py *const, kid, &class_->node->kids) {
        if ((*kid)->kind == PY_KEYWORD && fx_same((*kid)->text, name))
            return py_eval(p, &s, (*kid)->left);
    }
    return NULL;
}

bool py_is_enum(py_project *p, const py_value *class_)
{
    const py_values all = py_mro(p, class_);

    fx_each (const py_value *const, c, &all) {
        const py_values bases = py_bases(p, *c);

        fx_each (const py_value *const, base, &bases) {
            if ((*base)->kind == PV_OUTER &&
                (fx_starts((*base)->text, "enum.") || fx_ends(py_last(*base), "Enum")))
                return true;
        }
    }
    return false;
}

/* obj._value_ = value: which of __new__'s parameters; -1: none. */
static long value_parameter(const py *new_)
{
    const char *name = NULL;

    fx_each (const py *const, it, &new_->more->body) {
        const py *n = *it;

        if (n->kind == PY_ASSIGN && n->left->kind == PY_ATTR && fx_same(n->left->text, "_value_") &&
            n->right != NULL && n->right->kind == PY_NAME)
            name = n->right->text;
    }
    for (size_t i = 1; name != NULL && i < new_->kids.n; i++) {
        if (fx_same(new_->kids.at[i]->text, name))
            return (long)i - 1;
    }
    return -1;
}

/* GOOD = "good", _("Good"): an enum's __new__ may say which of them is the value:
 * https://docs.python.org/3/howto/enum.html#when-to-use-new-vs-init */
static const py_value *member_value(py_project *p, const py_value *class_, const py_value *v)
{
    const py_value *new_ = v->kind == PV_LIST ? py_class_attribute(p, class_, "__new__") : NULL;
    long at = new_ == NULL || new_->kind != PV_DEF ? -1 : value_parameter(new_->node);

    return at >= 0 && (size_t)at < v->items.n ? v->items.at[at] : v;
}

static const py_value *own_value(py_project *p, const py_value *class_, const py *node,
                                 const char *name)
{
    const py_scope s = {.module = class_->module, .class_ = class_};

    if (node->kind == PY_CLASS)
        return py_class_value(p, class_->module, node);
    if (node->kind == PY_DEF) {
        py_value *v = py_new(p, &s, node, PV_DEF, name);

        v->owner = class_;
        return v;
    }
    const py_value *v = py_assigned(p, &s, node, name);

    if (!py_is_enum(p, class_) || *name == '_')
        return v;
    py_value *member = py_new(p, &s, node, PV_MEMBER, name);

    member->of = class_;
    *fx_push(p->a, &member->items) = member_value(p, class_, v);
    return member;
}

const py_value *py_class_attribute(py_project *p, const py_value *class_, const char *name)
{
    const py_values all = py_mro(p, class_);

    fx_each (const py_value *const, c, &all) {
        const py *own = py_class_own(*c, name);

        if (own != NULL)
            return own_value(p, *c, own, name);
    }
    return NULL;
}
