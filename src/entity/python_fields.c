/*
 * Which attributes of classes are columns. One that may be a column, or a base
 * that may have more of them than stand here, is an error.
 */
#include <string.h>

#include "fx/base/str.h"
#include "python_collect.h"

/* ---- columns ---- */

static void drop_column(py_table *t, const char *attribute)
{
    for (size_t i = 0; i < t->columns.n; i++) {
        if (!fx_same(t->columns.at[i].attribute, attribute))
            continue;
        fx_remove_at(&t->columns, i);
        return;
    }
}

/* One that is declared again has its place there. */
static void put_column(py_project *p, py_table *t, const py_column *c)
{
    drop_column(t, c->attribute);
    *fx_push(p->a, &t->columns) = *c;
}

/* Is there something in it that could be a column? */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tree */
static bool declares(const py_list *body)
{
    fx_each (const py *const, it, body) {
        const py *n = *it;

        if ((n->kind == PY_ASSIGN && (n->more->type != NULL || n->right->kind == PY_CALL)) ||
            declares(&n->more->body) || declares(&n->more->orelse))
            return true;
    }
    return false;
}

/* The statements of a class's body that run; what stands under a condition only if that is known.
 */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tree */
static bool flatten(py_project *p, const py_value *class_, const py_list *body, py_list *out)
{
    const py_scope in = {.module = class_->module, .class_ = class_};

    fx_each (const py *const, it, body) {
        const py *n = *it;
        const py_value *test = n->kind == PY_IF ? py_eval(p, &in, n->left) : NULL;

        if (test == NULL && n->kind != PY_TRY && n->kind != PY_BLOCK) {
            *fx_push(p->a, out) = n;
        } else if (test != NULL && (py_is_type_checking(n->left) || py_is_known(test))) {
            bool holds = !py_is_type_checking(n->left) && py_holds(test);

            if (!flatten(p, class_, holds ? &n->more->body : &n->more->orelse, out))
                return false;
        } else if (declares(&n->more->body) || declares(&n->more->orelse)) {
            const py_value *at =
                py_not_known(p, &in, n, "it stands under a condition, or in a loop");

            return py_unknown(p, at, fx_fmt(p->a, "what %s declares here", class_->text));
        }
    }
    return true;
}

static const py_value *place_of(py_project *p, const py_value *class_, const py *n)
{
    py_value *at = fx_new(p->a, py_value);

    at->node = n;
    at->module = class_->module;
    return at;
}

/* Without an annotation it is no field, and a Field() has to be one. */
static bool is_plain(py_project *p, const py_value *class_, const py *n)
{
    const py_scope in = {.module = class_->module, .class_ = class_};
    const py_value *v = py_eval(p, &in, n->right);

    if (v->kind != PV_CALL ||
        (!py_is(v->of, "sqlmodel", "Field") && !py_is(v->of, "pydantic", "Field")))
        return true;
    py_fail(p, v, "%s.%s has no annotation", class_->text, n->left->text);
    return fx_hint(p->err, "Write its type: %s: int = Field(...)", n->left->text);
}

/* Fields of one class, in the order of its body. */
static bool add_fields(py_project *p, const py_value *class_, py_table *t)
{
    const py_scope s = {.module = class_->module},
                   in = {.module = class_->module, .class_ = class_};
    py_list body = {0};

    if (!flatten(p, class_, &class_->node->more->body, &body))
        return false;
    fx_reserve(p->a, &t->columns, t->columns.n + body.n);
    fx_each (const py *const, it, &body) {
        const py *n = *it;
        const py_value *annotation, *value;
        py_column c;
        bool column;

        if (n->kind != PY_ASSIGN || n->left->kind != PY_NAME || *n->left->text == '_' ||
            fx_same(n->left->text, "model_config"))
            continue;
        if (n->more->type == NULL && !is_plain(p, class_, n))
            return false;
        if (n->more->type == NULL)
            continue;
        annotation = py_eval(p, &s, n->more->type);
        value = n->right == NULL ? NULL : py_eval(p, &in, n->right);
        if (!py_field(p, n->left->text, annotation, value, &c, &column))
            return false;
        c.at = place_of(p, class_, n);
        if (annotation->kind == PV_UNKNOWN && column && c.type.text == NULL &&
            py_remark_of(&class_->module->file, n->line) == NULL)
            return py_unknown(p, annotation, fx_fmt(p->a, "the type of %s", n->left->text));
        if (column)
            put_column(p, t, &c);
        else
            drop_column(t, n->left->text);
    }
    return true;
}

static bool is_relationship(const py_value *v)
{
    static const char *const names[] = {"relationship", "Relationship",     "association_proxy",
                                        "synonym",      "query_expression", "dynamic_loader",
                                        "backref",      "hybrid_property",  "column_property"};
    const char *name;

    if (v == NULL || v->kind != PV_CALL)
        return false;
    name = v->of->kind == PV_METHOD ? v->of->text : py_last(v->of);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (fx_same(names[i], name))
            return true;
    }
    return false;
}

/* deferred(Column()), column_property(Column()) */
static const py_value *inner_column(const py_value *v)
{
    const py_value *first;

    if (v == NULL || v->kind != PV_CALL || py_is_column(v))
        return v;
    first = py_arg_placed(v, 0);
    return fx_same(py_last(v->of), "deferred") || fx_same(py_last(v->of), "column_property")
               ? (py_is_column(first) ? first : v)
               : v;
}

static bool is_mapped(const py_value *annotation)
{
    return annotation != NULL && annotation->kind == PV_INDEX &&
           fx_same(py_last(annotation->of), "Mapped");
}

/* Mapped["Other"] and Mapped[list["Other"]] without a value are relations. */
static bool is_relation(py_project *p, const py_value *annotation)
{
    py_type t = {0};

    return py_annotation(p, annotation, &t) && t.text == NULL && t.details == NULL;
}

static bool declares_attr(const py *def)
{
    fx_each (const py *const, d, &def->more->decorators) {
        const py *at = (*d)->kind == PY_CALL ? (*d)->left : *d;

        for (; at != NULL && at->kind == PY_ATTR; at = at->left) {
            if (fx_same(at->text, "declared_attr"))
                return true;
        }
        if (at != NULL && fx_same(at->text, "declared_attr"))
            return true;
    }
    return false;
}

/* A call of a library that is not known, or a column of a class's own, may well be a column. */
static bool may_not_be(py_project *p, const py_value *class_, const py_value *v, const py *n,
                       const char *name)
{
    const char *remark = py_remark_of(&class_->module->file, n->line);
    const py_value *of = v == NULL || v->kind != PV_CALL ? NULL : v->of;
    bool unknown = of != NULL && of->kind == PV_OUTER && fx_same(py_family(of), "other") &&
                   !py_is_library(of->text);

    if (of != NULL && of->kind == PV_CLASS) {
        const py_values bases = py_bases(p, of);

        fx_each (const py_value *const, base, &bases) {
            unknown = unknown || py_is(*base, "sqlalchemy", "Column");
        }
    }
    if (!unknown || *name == '_' || (remark != NULL && strstr(remark, "column: false") != NULL))
        return true;
    py_fail(p, v, "whether %s.%s is a column is not known: %s() is not in the source", class_->text,
            name, of->text);
    return fx_hint(p->err, "Say so on that line, if it is none: # fxgit: column: false");
}

/* The annotation of the n-th field of a class; NULL: none. */
static const py_value *nth_annotation(py_project *p, const py_value *class_, size_t n)
{
    const py_scope s = {.module = class_->module};

    fx_each (const py *const, it, &class_->node->more->body) {
        if ((*it)->kind == PY_ASSIGN && (*it)->more->type != NULL && n-- == 0)
            return py_eval(p, &s, (*it)->more->type);
    }
    return NULL;
}

/* composite(Point, mapped_column("x"), mapped_column("y")): the columns that are made for it, with
 * the types of Point's fields where they have none. */
static bool add_composite(py_project *p, const py_value *class_, const py_value *annotation,
                          const py_value *call, const py *n, py_table *t)
{
    const py_value *of =
        is_mapped(annotation) && annotation->items.n > 0 ? annotation->items.at[0] : NULL;
    size_t k = 0;

    fx_each (const py_arg, arg, &call->args) {
        const py_value *v = arg->value;
        py_column c;

        if (arg->name != NULL && *arg->name == '*')
            return py_unknown(p, v, "what a composite is made of");
        if (arg->name != NULL)
            continue;
        if (v->kind == PV_CLASS)
            of = v;
        if (!py_is_column(v) ||
            v->bound != NULL) { /* an attribute of the class is there by itself */
            k += v->kind != PV_CLASS;
            continue;
        }
        bool typed =
            py_is(v->of, "sqlalchemy", "mapped_column") && of != NULL && of->kind == PV_CLASS;

        if (!py_read_column(p, NULL, typed ? nth_annotation(p, of, k) : NULL, v, &c))
            return false;
        if (c.name == NULL)
            return py_unknown(p, v, "the name of a column of a composite");
        k++;
        c.attribute = c.name;
        c.at = place_of(p, class_, n);
        put_column(p, t, &c);
    }
    return true;
}

static bool is_composite(const py_value *v)
{
    return v != NULL && v->kind == PV_CALL && fx_same(py_last(v->of), "composite");
}

static bool makes_relation(const py *e)
{
    static const char *const names[] = {"relationship", "Relationship", "association_proxy",
                                        "synonym"};

    if (e == NULL || e->kind != PY_CALL || e->left == NULL ||
        (e->left->kind != PY_NAME && e->left->kind != PY_ATTR))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (fx_same(names[i], e->left->text))
            return true;
    }
    return false;
}

/* Whatever else a declared_attr does: all that it returns are relations. *some: it returns. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tree */
static bool returns_relations(const py_list *body, bool *some)
{
    fx_each (const py *const, it, body) {
        const py *n = *it;

        if (n->kind == PY_RETURN) {
            *some = true;
            if (!makes_relation(n->left))
                return false;
        }
        if (n->kind != PY_DEF && n->kind != PY_CLASS &&
            (!returns_relations(&n->more->body, some) ||
             !returns_relations(&n->more->orelse, some)))
            return false;
    }
    return true;
}

/* What a declared_attr returns, as *out; NULL: no column that could be read. */
static bool run_declared(py_project *p, const py_value *of, const py *n, const py_value **out)
{
    const py_value *value = inner_column(py_attribute_for(p, of, n->text));
    bool some = false;

    *out = value;
    if (value == NULL || value->kind != PV_UNKNOWN || *n->text == '_')
        return true;
    *out = NULL;
    return (returns_relations(&n->more->body, &some) && some) ||
           py_unknown(p, value, fx_fmt(p->a, "what %s() declares", n->text));
}

static bool assigned_value(py_project *p, const py_value *class_, const py *n, const py_value **out)
{
    const py_scope in = {.module = class_->module, .class_ = class_};
    const char *name = n->left->text;
    const py_value *value = n->right == NULL ? NULL : inner_column(py_eval(p, &in, n->right));

    *out = value;
    return value == NULL || value->kind != PV_UNKNOWN || n->right->kind != PY_CALL ||
           *name == '_' || py_unknown(p, value, fx_fmt(p->a, "what %s.%s is", class_->text, name));
}

static bool add_mapped(py_project *p, const py_value *class_, const py_value *of, const py *n,
                       py_table *t)
{
    const py_scope s = {.module = class_->module};
    const py_value *annotation = NULL, *value = NULL;
    const char *name = n->kind == PY_DEF ? n->text : n->left->text;
    py_column c;

    if (n->kind != PY_DEF && n->more->type != NULL)
        annotation = py_eval(p, &s, n->more->type);
    if (n->kind == PY_DEF ? !run_declared(p, of, n, &value) : !assigned_value(p, class_, n, &value))
        return false;
    bool mapped = is_mapped(annotation), column = py_is_column(value);

    if (is_composite(value))
        return add_composite(p, class_, annotation, value, n, t);
    if (is_relationship(value))
        return true;
    if (!column && !mapped)
        return may_not_be(p, class_, value, n, name);
    if (!column && (value != NULL || is_relation(p, annotation)))
        return !p->failed;
    if (p->failed ||
        !py_read_column(p, name, mapped ? annotation : NULL, column ? value : NULL, &c))
        return false;
    c.at = place_of(p, class_, n);
    put_column(p, t, &c);
    return true;
}

/* a, b = Column(), Column(): an assignment for each. */
static const py *one_of(py_project *p, const py *n, size_t i)
{
    py *one = fx_new(p->a, py);

    *one = *n;
    one->left = n->left->kids.at[i];
    one->right = n->right != NULL && n->right->kind == PY_TUPLE && i < n->right->kids.n
                     ? n->right->kids.at[i]
                     : n->right;
    return one;
}

static bool add_declared(py_project *p, const py_value *class_, const py_value *of, py_table *t)
{
    py_list body = {0};

    if (!flatten(p, class_, &class_->node->more->body, &body))
        return false;
    fx_reserve(p->a, &t->columns, t->columns.n + body.n);
    fx_each (const py *const, it, &body) {
        const py *n = *it;
        bool assigned = n->kind == PY_ASSIGN && n->left->kind == PY_NAME;
        bool several = n->kind == PY_ASSIGN && n->left->kind == PY_TUPLE;

        for (size_t i = 0; several && i < n->left->kids.n; i++) {
            if (n->left->kids.at[i]->kind == PY_NAME &&
                !add_mapped(p, class_, of, one_of(p, n, i), t))
                return false;
        }
        if (!assigned && !(n->kind == PY_DEF && declares_attr(n)))
            continue;
        if (!add_mapped(p, class_, of, n, t))
            return false;
    }
    return true;
}

/* A base of a library may bring columns that do not stand here. */
static bool check_bases(py_project *p, const py_value *class_, const py_value *of)
{
    const py_values bases = py_bases(p, class_);
    const char *remark = py_remark_of(&of->module->file, of->node->line);

    if (remark != NULL && strstr(remark, "complete") != NULL)
        return true;
    fx_each (const py_value *const, base, &bases) {
        if (!py_may_bring(*base))
            continue;
        py_fail(p, class_,
                "%s derives from %s, which is not in the source: its columns are not known",
                class_->text, (*base)->text == NULL ? "something" : (*base)->text);
        return fx_hint(p->err, "If it brings none, say so on the line of the class: "
                               "# fxgit: complete: true");
    }
    return true;
}

static bool is_among(const py_values *all, const py_value *class_)
{
    fx_each (const py_value *const, other, all) {
        if ((*other)->node == class_->node)
            return true;
    }
    return false;
}

/* The first that is found counts. */
static void add_absent(py_project *p, const py_columns *columns, py_table *t)
{
    fx_each (const py_column, c, columns) {
        bool there = false;

        fx_each (const py_column, own, &t->columns) {
            there = there || fx_same(own->attribute, c->attribute);
        }
        if (!there)
            *fx_push(p->a, &t->columns) = *c;
    }
}

bool py_add_columns(py_project *p, const py_value *class_, py_style how, py_table *t)
{
    const py_values all = py_mro(p, class_);
    const py_value *parent = how == DECLARATIVE ? py_parent_table(p, class_) : NULL;
    py_values parents = {0};

    if (parent != NULL)
        parents = py_mro(p, parent);
    for (size_t i = 0; i < all.n; i++) {
        /* SQLModel's fields come in reversed order, declarative's own ones first */
        const py_value *c = how == SQLMODEL ? all.at[all.n - 1 - i] : all.at[i];
        py_table part = {0};

        if (is_among(&parents, c))
            continue;
        if (!check_bases(p, c, class_))
            return false;
        if (how == SQLMODEL ? !add_fields(p, c, t) : !add_declared(p, c, class_, &part))
            return false;
        add_absent(p, &part.columns, t);
    }
    return true;
}
