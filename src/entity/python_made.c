/*
 * Tables and columns that are made when something runs: classes and Table()
 * within functions, calls that make classes, columns that a class is given from
 * outside. None of them is passed over, but for what a remark says is none of
 * the project's.
 */
#include <string.h>

#include "fx/base/str.h"
#include "python_collect.h"

typedef struct search {
    py_project *p;
    py_module *m;
    py_scope scope;
    const py_tables *all;
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

/* ---- Table() and columns ---- */

static bool is_call_of(const search *s, const py *n, const char *name)
{
    return n != NULL && n->kind == PY_CALL && py_names(s->m, n->left, name) &&
           py_is(py_eval(s->p, &s->scope, n->left), "sqlalchemy", name);
}

/* Does a column stand in it? Those of a Table() are the table's. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tree */
static bool has_column(const search *s, const py *n)
{
    if (n == NULL || is_call_of(s, n, "Table"))
        return false;
    if (is_call_of(s, n, "Column") || is_call_of(s, n, "mapped_column"))
        return true;
    fx_each (const py *const, kid, &n->kids) {
        if (has_column(s, *kid))
            return true;
    }
    return has_column(s, n->left) || has_column(s, n->right);
}

static bool is_read(const search *s, const py *call)
{
    fx_each (py_table *const, t, s->all) {
        if ((*t)->at->node == call)
            return true;
    }
    return false;
}

/* Table(name, metadata) alone, or with autoload_with=, looks one up. */
static bool declares(const search *s, const py *call)
{
    if (keyword(call, "autoload") != NULL || keyword(call, "autoload_with") != NULL)
        return false;
    fx_each (const py *const, kid, &call->kids) {
        if ((*kid)->kind == PY_STAR || has_column(s, *kid))
            return true;
    }
    return false;
}

static bool check_table(const search *s, const py *n)
{
    if (!is_call_of(s, n, "Table") || is_read(s, n) || !declares(s, n) || is_ignored(s, n))
        return true;
    const py_value at = {.node = n, .module = s->m};

    py_fail(s->p, &at, "what this Table() makes cannot be known without running the program");
    return fx_hint(s->p->err, "Write it as a statement of the module; if it is no table of the "
                              "project, say so on its line: # fxgit: ignore: true");
}

/* User.size = Column(...), setattr(User, "size", Column(...)), table.append_column(...) */
static bool check_given(const search *s, const py *n)
{
    const py *call = n->kind == PY_CALL ? n : NULL;
    const py *callee = call != NULL ? call->left : NULL;
    const char *name = callee != NULL ? callee->text : NULL;
    bool assigned = n->kind == PY_ASSIGN && n->left != NULL && n->left->kind == PY_ATTR;
    bool appended = callee != NULL && callee->kind == PY_ATTR &&
                    (fx_same(name, "append_column") || fx_same(name, "append_constraint"));
    bool set = fx_same(name, "setattr") && has_column(s, placed(n, 2));

    if (!set && !appended && !(assigned && has_column(s, n->right)))
        return true;
    if (is_ignored(s, n))
        return true;
    const py_value at = {.node = n, .module = s->m};

    py_fail(s->p, &at, "a table is given something from outside of its class");
    return fx_hint(s->p->err, "Write it within the class or Table(); if it is none of the "
                              "project's, say so on its line: # fxgit: ignore: true");
}

/* locals()["size"] = Column(...), within a class */
static bool check_body(const search *s, const py *class_)
{
    fx_each (const py *const, it, &class_->more->body) {
        const py *n = *it;
        bool odd = n->kind == PY_EXPR || (n->kind == PY_ASSIGN && n->left->kind == PY_INDEX);

        if (!odd || is_ignored(s, n) || !(has_column(s, n->left) || has_column(s, n->right)))
            continue;
        const py_value at = {.node = n, .module = s->m};

        py_fail(s->p, &at, "the name of this column is not known");
        return fx_hint(s->p->err, "Write it as an attribute of the class: name = Column(...)");
    }
    return true;
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
    if (!check_table(s, n) || !check_given(s, n) || (n->kind == PY_CLASS && !check_body(s, n)))
        return false;
    inside = inside || n->kind == PY_DEF || n->kind == PY_CLASS;
    return look(s, n->left, inside) && look(s, n->right, inside) && look_at(s, &n->kids, inside) &&
           look_at(s, &n->more->body, inside) && look_at(s, &n->more->orelse, inside) &&
           look_at(s, &n->more->decorators, inside);
}

bool py_check_made(py_project *p, py_module *m, const py_tables *all)
{
    const search s = {.p = p, .m = m, .scope = {.module = m}, .all = all};

    return look(&s, m->file.root, false);
}
