/*
 * Tables that are made when something runs: classes within functions, and calls
 * that make classes. None of them is passed over, but for what a remark says is
 * no table of the project.
 */
#include <string.h>

#include "fx/base/str.h"
#include "python_collect.h"

typedef struct search {
    py_project *p;
    py_module *m;
    py_scope scope;
} search;

static bool is_ignored(const search *s, const py *n)
{
    const char *remark = py_remark_of(&s->m->file, n->line);

    return remark != NULL && strstr(remark, "ignore: true") != NULL;
}

static bool fail(const search *s, const py *n, const char *what)
{
    const py_value at = {.node = n, .module = s->m};

    py_fail(s->p, &at, "%s", what);
    return fx_hint(s->p->err, "Write it as a class of the module; if it is no table of the "
                              "project, say so on its line: # fxgit: ignore: true");
}

static const py *keyword(const py *call, const char *name)
{
    fx_each (const py *const, kid, &call->kids) {
        if ((*kid)->kind == PY_KEYWORD && fx_same((*kid)->text, name))
            return (*kid)->left;
    }
    return NULL;
}

static const py *placed(const py *call, size_t n)
{
    fx_each (const py *const, kid, &call->kids) {
        if ((*kid)->kind != PY_KEYWORD && (*kid)->kind != PY_DSTAR && n-- == 0)
            return *kid;
    }
    return NULL;
}

/* What a dictionary that is written out has for a key; NULL: nothing, or it is not known. */
static const py *entry(const py *dict, const char *key)
{
    for (size_t i = 0; dict != NULL && dict->kind == PY_DICT && i < dict->kids.n; i++) {
        const py *pair = dict->kids.at[i];

        if (pair->kind == PY_PAIR && pair->left != NULL && pair->left->kind == PY_STR &&
            fx_same(pair->left->text, key))
            return pair->right;
    }
    return NULL;
}

static bool is_true(const py *e)
{
    return e != NULL && e->kind == PY_TRUE;
}

/* ---- classes where they are not looked for ---- */

static bool sets(const py *class_, const char *name)
{
    fx_each (const py *const, n, &class_->more->body) {
        if ((*n)->kind == PY_ASSIGN && (*n)->left != NULL && (*n)->left->kind == PY_NAME &&
            fx_same((*n)->left->text, name))
            return true;
    }
    return false;
}

/* What its bases are may be known only when the function runs. */
static bool may_be_table(const search *s, const py *class_)
{
    py_style how;

    return is_true(keyword(class_, "table")) || sets(class_, "__tablename__") ||
           py_is_table(s->p, py_class_value(s->p, s->m, class_), &how);
}

/* ---- calls ---- */

typedef bool is_kind(py_project *p, const py_value *v);

static bool is_table_class(py_project *p, const py_value *v)
{
    py_style how;

    return v->kind == PV_CLASS && py_is_table(p, v, &how);
}

/* A base, or a list of them, of which one is such. */
static bool has_base(const search *s, const py *bases, is_kind *is)
{
    if (bases == NULL)
        return false;
    const py_value *v = py_eval(s->p, &s->scope, bases);

    for (size_t i = 0; v->kind == PV_LIST && i < v->items.n; i++) {
        if (is(s->p, v->items.at[i]))
            return true;
    }
    return is(s->p, v);
}

/* create_model(), type(name, bases, attributes), new_class() of a table. */
static bool makes_table(const search *s, const py *call)
{
    const char *name =
        call->left->kind == PY_NAME || call->left->kind == PY_ATTR ? call->left->text : NULL;

    if (fx_same(name, "create_model"))
        return is_true(keyword(call, "table")) ||
               is_true(entry(keyword(call, "__cls_kwargs__"), "table")) ||
               has_base(s, keyword(call, "__base__"), is_table_class);
    bool of_three = fx_same(name, "type") && placed(call, 2) != NULL;

    if (!of_three && !fx_same(name, "new_class"))
        return false;
    const py *more = placed(call, 2);

    return is_true(keyword(call, "table")) || is_true(entry(more, "table")) ||
           (of_three && entry(more, "__tablename__") != NULL) ||
           (has_base(s, placed(call, 1), py_makes_tables) && !is_true(entry(more, "__abstract__")));
}

/* ---- all of a module ---- */

static bool look(const search *s, const py *n, bool inside);

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tree */
static bool look_at(const search *s, const py_list *list, bool inside)
{
    fx_each (const py *const, n, list) {
        if (!look(s, *n, inside))
            return false;
    }
    return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tree */
static bool look(const search *s, const py *n, bool inside)
{
    if (n == NULL || s->p->failed)
        return !s->p->failed;
    if (n->kind == PY_CLASS && inside && may_be_table(s, n) && !is_ignored(s, n))
        return fail(s, n,
                    fx_fmt(s->p->a, "the table %s is made within a function or a class", n->text));
    if (n->kind == PY_CALL && n->left != NULL && makes_table(s, n) && !is_ignored(s, n))
        return fail(s, n,
                    fx_fmt(s->p->a, "%s() makes the class of a table when it runs", n->left->text));
    inside = inside || n->kind == PY_DEF || n->kind == PY_CLASS;
    return look(s, n->left, inside) && look(s, n->right, inside) && look_at(s, &n->kids, inside) &&
           look_at(s, &n->more->body, inside) && look_at(s, &n->more->orelse, inside) &&
           look_at(s, &n->more->decorators, inside);
}

bool py_check_made(py_project *p, py_module *m)
{
    const search s = {.p = p, .m = m, .scope = {.module = m}};

    return look(&s, m->file.root, false);
}
