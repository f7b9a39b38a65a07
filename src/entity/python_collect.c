/*
 * Which tables there are: classes, Table(), and what stands behind them in a
 * module. What may be a table is an error, never passed over.
 */
#include <string.h>

#include "fx/base/str.h"
#include "python_collect.h"

/* ---- one class ---- */

/* A function that returns Table() makes one for each name. */
static bool same_name(const py_value *x, const py_value *y)
{
    const py_value *a = x->kind == PV_CALL ? py_arg_placed(x, 0) : NULL;
    const py_value *b = y->kind == PV_CALL ? py_arg_placed(y, 0) : NULL;

    return a == NULL || b == NULL || fx_same(a->text, b->text);
}

static py_table *table_of(const py_tables *all, const py_value *class_)
{
    fx_each (py_table *const, t, all) {
        if ((*t)->at->node == class_->node && same_name((*t)->at, class_))
            return *t;
    }
    return NULL;
}

/* Also of a class whose columns are in a table above it. */
static py_table *table_for(py_project *p, const py_tables *all, const py_value *class_)
{
    py_table *t = table_of(all, class_);

    while (t == NULL && class_->kind == PV_CLASS) {
        class_ = py_parent_table(p, class_);
        if (class_ == NULL)
            return NULL;
        t = table_of(all, class_);
    }
    return t;
}

static bool add_class(py_project *p, const py_value *class_, py_tables *out);

static bool has_column(const py_table *t, const char *name)
{
    fx_each (const py_column, c, &t->columns) {
        if (fx_same(c->name, name))
            return true;
    }
    return false;
}

/* Single-table inheritance: the columns go to the parent's table. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as classes derive */
static bool add_to_parent(py_project *p, const py_value *class_, const py_value *parent,
                          py_tables *out)
{
    if (!add_class(p, parent, out))
        return false;
    py_table *t = table_for(p, out, parent);

    if (t == NULL)
        return py_fail(p, class_, "%s has no table", class_->text);
    py_table own = {0};

    if (!py_add_columns(p, class_, DECLARATIVE, &own))
        return false;
    fx_each (const py_column, c, &own.columns) {
        if (!has_column(t, c->name)) /* else use_existing_column=True */
            *fx_push(p->a, &t->columns) = *c;
    }
    return true;
}

/* Or a remark says one. */
static bool has_key(const py_table *t)
{
    fx_each (const py_column, c, &t->columns) {
        const char *remark = py_remark_of(&c->at->module->file, c->at->node->line);

        if (c->primary || (remark != NULL && strstr(remark, "primary_key") != NULL))
            return true;
    }
    fx_each (const py_value *const, item, &t->items) {
        if ((*item)->kind != PV_CALL || fx_same(py_last((*item)->of), "PrimaryKeyConstraint"))
            return true;
    }
    const char *remark = py_remark_of(&t->at->module->file, t->at->node->line);

    return remark != NULL && strstr(remark, "primary_key") != NULL;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as classes derive */
static bool add_class(py_project *p, const py_value *class_, py_tables *out)
{
    const py_value *parent;
    py_style how;

    if (p->failed || table_of(out, class_) != NULL || py_is_ignored(class_))
        return !p->failed;
    if (!py_is_table(p, class_, &how))
        return py_no_table(p, class_, how) && !p->failed;
    parent = how == DECLARATIVE ? py_parent_table(p, class_) : NULL;
    if (parent != NULL && !py_has_own_table(p, class_))
        return add_to_parent(p, class_, parent, out);
    const py_value *own = how == DECLARATIVE ? py_class_attribute(p, class_, "__table__") : NULL;

    if (own != NULL && own->kind == PV_CALL && py_is(own->of, "sqlalchemy", "Table"))
        return py_add_table(p, own, out);
    if (own != NULL)
        return py_unknown(p, own, fx_fmt(p->a, "the table of %s", class_->text));
    py_table *t = fx_new(p->a, py_table);

    t->at = class_;
    p->type_map = py_class_attribute(p, class_, "type_annotation_map");
    if (p->type_map != NULL && p->type_map->kind != PV_DICT)
        return py_unknown(p, p->type_map, "type_annotation_map");
    if (!py_read_name(p, class_, how, t) || !py_read_args(p, class_, t) ||
        !py_from_metadata(p, py_metadata_of(p, class_), t) || !py_add_columns(p, class_, how, t))
        return false;
    /* flask_sqlalchemy, __table_cls__: without a key of its own it is in its parent's table */
    if (parent != NULL && py_is_flask_table(p, class_) && !has_key(t))
        return add_to_parent(p, class_, parent, out);
    if (t->columns.n == 0)
        return py_fail(p, class_, "the table %s has no columns", t->name);
    if (how == SQLMODEL && !has_key(t)) {
        py_fail(p, class_, "the table %s has no primary key", t->name);
        return fx_hint(p->err, "Give it one: id: int | None = Field(default=None, "
                               "primary_key=True)");
    }
    *fx_push(p->a, out) = t;
    return true;
}

/* ---- Table() ---- */

bool py_table_add(py_project *p, const py_arg *arg, py_table *t)
{
    const py_value *v = arg->value;
    py_column c;

    if (arg->name != NULL && *arg->name != '*') {
        if (fx_same(arg->name, "schema") && v->kind == PV_STRING)
            t->schema = v->text;
        *fx_push(p->a, &t->options) = *arg;
        return true;
    }
    if (!py_is_column(v)) {
        *fx_push(p->a, &t->items) = v;
        return true;
    }
    if (!py_read_column(p, NULL, NULL, v, &c))
        return false;
    *fx_push(p->a, &t->columns) = c;
    return true;
}

bool py_add_table(py_project *p, const py_value *call, py_tables *out)
{
    const py_value *name = py_arg_placed(call, 0);
    py_table *t = fx_new(p->a, py_table);

    if (table_of(out, call) != NULL)
        return true;
    t->at = call;
    if (name == NULL || name->kind != PV_STRING)
        return py_unknown(p, name == NULL ? call : name, "the name of a table");
    t->name = name->text;
    fx_each (const py_arg, arg, &call->args) {
        /* flask_sqlalchemy's has its metadata by itself */
        bool metadata = arg->value == py_arg_placed(call, 1) && !py_is_column(arg->value);
        bool rest = arg->value != name && !metadata;

        if (rest && !py_table_add(p, arg, t))
            return false;
    }
    if (!py_from_metadata(p, py_arg_placed(call, 1), t))
        return false;
    *fx_push(p->a, out) = t;
    return true;
}

/* Is the class a table, if the condition that it stands under holds? */
static bool add_binding(py_project *p, py_module *m, const py_binding *b, py_tables *out)
{
    const py_scope s = {.module = m};
    const py_value *v;
    py_style how;

    if (b->never || (b->node->kind != PY_CLASS && b->node->kind != PY_ASSIGN) ||
        (b->node->kind == PY_ASSIGN && (b->node->right == NULL || b->node->right->kind != PY_CALL)))
        return true;
    /* not what the name stands for: a later class of the same name takes no table away */
    v = b->node->kind == PY_CLASS ? py_class_value(p, m, b->node) : py_eval(p, &s, b->node->right);
    if (p->failed)
        return false;
    bool is_call = v->kind == PV_CALL && py_is(v->of, "sqlalchemy", "Table");

    if (b->perhaps && (is_call || (v->kind == PV_CLASS && py_is_table(p, v, &how)))) {
        py_fail(p, v, "%s stands under a condition: whether it is there is not known", b->name);
        return fx_hint(p->err, "Declare it without a condition.");
    }
    if (is_call)
        return py_add_table(p, v, out);
    return b->node->kind != PY_CLASS || add_class(p, v, out);
}

/* ---- Index("name", User.email) behind the class ---- */

/* The table whose column stands in a value; NULL: none. */
/* NOLINTNEXTLINE(misc-no-recursion): values are bounded */
static py_table *table_in(py_project *p, const py_tables *all, const py_value *v)
{
    py_table *found = NULL;

    if (v->owner != NULL)
        return table_for(p, all, v->owner);
    if (v->kind == PV_METHOD) /* links.c.a */
        return v->of->kind == PV_CALL ? table_of(all, v->of) : table_in(p, all, v->of);
    fx_each (const py_value *const, item, &v->items) { /* User.age > 0 */
        if (found == NULL)
            found = table_in(p, all, *item);
    }
    if (v->kind != PV_CALL)
        return found;
    if (v->of->kind == PV_METHOD) /* User.email.desc() */
        return table_in(p, all, v->of->of);
    fx_each (const py_arg, arg, &v->args) {
        if (found == NULL)
            found = table_in(p, all, arg->value);
    }
    return found;
}

/* Or a constraint of columns that are named by their attributes. */
static bool stands_alone(const py_value *v)
{
    static const char *const names[] = {"Index", "UniqueConstraint", "CheckConstraint",
                                        "ForeignKeyConstraint", "PrimaryKeyConstraint"};

    if (v->kind != PV_CALL || v->owner != NULL)
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (py_is(v->of, "sqlalchemy", names[i]))
            return true;
    }
    return py_is(v->of, "postgresql", "ExcludeConstraint");
}

static void add_index(py_project *p, const py_value *v, const py_tables *all)
{
    py_table *t = stands_alone(v) ? table_in(p, all, v) : NULL;

    if (t != NULL)
        *fx_push(p->a, &t->items) = v;
}

static bool add_indexes(py_project *p, py_module *m, const py_tables *all)
{
    const py_scope s = {.module = m};

    fx_each (const py *const, it, &m->file.root->more->body) {
        const py *e = (*it)->kind == PY_EXPR     ? (*it)->left
                      : (*it)->kind == PY_ASSIGN ? (*it)->right
                                                 : NULL;

        if (e != NULL && e->kind == PY_CALL)
            add_index(p, py_eval(p, &s, e), all);
    }
    return !p->failed;
}

bool py_collect(py_project *p, py_tables *out)
{
    for (size_t i = 0; i < p->modules.n && !p->failed; i++) {
        py_module *m = p->modules.at[i];

        for (size_t k = 0; m->known && k < m->bindings.n; k++) {
            if (!add_binding(p, m, &m->bindings.at[k], out))
                return false;
        }
        if (m->known && !py_add_written(p, m, out))
            return false;
    }
    for (size_t i = 0; i < p->modules.n && !p->failed; i++) {
        py_module *m = p->modules.at[i];

        if (m->known && (!add_indexes(p, m, out) || !py_check_made(p, m, out)))
            return false;
    }
    return !p->failed;
}
