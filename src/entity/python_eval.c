/*
 * Expressions as values, as far as they are the same each time the program
 * runs. What is not is UNKNOWN with its reason, and an error only where a table
 * depends on it.
 */
#include <stdlib.h>
#include <string.h>

#include "fx/base/str.h"
#include "python.h"

/* Names may stand for each other so that a few lines take for ever, or fill the memory. */
enum { DEPTH_MAX = PY_DEPTH_MAX, STEPS_MAX = 1000000, TEXT_MAX = 100000, ITEMS_MAX = 10000 };

/* ---- attributes ---- */

static const py_value *class_attribute(py_project *p, const py_scope *s, const py *at,
                                       const py_value *class_)
{
    const py_value *v;

    if (fx_same(at->text, "__name__") || fx_same(at->text, "__qualname__"))
        return py_string(p, s, at, class_->text);
    if (fx_same(at->text, "__tablename__") && py_class_attribute(p, class_, at->text) == NULL &&
        py_default_tablename(p, class_) != NULL)
        return py_string(p, s, at, py_default_tablename(p, class_));
    v = py_class_attribute(p, class_, at->text);
    if (v != NULL && v->bound != NULL) { /* inherited: Project.id is Project's */
        py_value *own = fx_new(p->a, py_value);

        *own = *v;
        own->owner = class_;
        return own;
    }
    if (v != NULL)
        return v;
    /* annotated alone: `id: int`; or what a library's base brings */
    py_value *m = py_new(p, s, at, PV_METHOD, at->text);

    m->of = class_;
    m->bound = at->text;
    m->owner = class_;
    return m;
}

static const py_value *member_attribute(py_project *p, const py_scope *s, const py *at,
                                        const py_value *member)
{
    if (fx_same(at->text, "name"))
        return py_string(p, s, at, member->text);
    if (fx_same(at->text, "value") && member->items.n == 1)
        return member->items.at[0];
    return py_not_known(p, s, at, fx_fmt(p->a, "an enum's member has no '%s' here", at->text));
}

/* db = SQLAlchemy(), or of a class that derives from it: db.Column is SQLAlchemy's, db.Model a
 * base. */
static bool is_flask(py_project *p, const py_value *v)
{
    if (v->kind != PV_CALL || v->of->kind != PV_CLASS)
        return v->kind == PV_CALL && py_is(v->of, "flask", "SQLAlchemy");
    const py_values all = py_mro(p, v->of);

    fx_each (const py_value *const, c, &all) {
        const py_values bases = py_bases(p, *c);

        fx_each (const py_value *const, base, &bases) {
            if (py_is(*base, "flask", "SQLAlchemy"))
                return true;
        }
    }
    return false;
}

static const py_value *flask_attribute(py_project *p, const py_scope *s, const py *at,
                                       const py_value *db)
{
    bool model = fx_same(at->text, "Model");
    py_value *v = py_new(p, s, at, PV_OUTER,
                         fx_fmt(p->a, model ? "flask_sqlalchemy.%s" : "sqlalchemy.%s", at->text));

    if (model)
        v->of = db;
    return v;
}

/* bind.dialect.name, op.get_context().dialect.name: Alembic's connection, or its context. */
static bool is_dialect_name(const py_value *base, const char *name)
{
    const py_value *root = base;

    if (!fx_same(name, "name") || base->kind != PV_METHOD ||
        (!fx_same(base->text, "dialect") && !fx_same(base->text, "engine")))
        return false;
    while (root != NULL && (root->kind == PV_METHOD || root->kind == PV_CALL))
        root = root->of;
    return root != NULL && root->kind == PV_OUTER &&
           (fx_ends(root->text, ".get_bind") || fx_ends(root->text, ".get_context"));
}

static const py_value *dialect_name(py_project *p, const py_scope *s, const py *at)
{
    if (p->dialect_line == 0)
        p->dialect_line = at->line;
    return p->dialect == NULL ? py_not_known(p, s, at, "the dialect of the database")
                              : py_string(p, s, at, p->dialect);
}

static const py_value *attribute(py_project *p, const py_scope *s, const py *at)
{
    const py_value *base = py_eval(p, s, at->left);

    if (base->kind == PV_UNKNOWN)
        return base;
    if (base->kind == PV_OUTER && fx_starts(base->text, PY_DIALECT) && fx_same(at->text, "name"))
        return py_string(p, s, at, base->text + strlen(PY_DIALECT));
    if (base->kind == PV_OUTER)
        return py_new(p, s, at, PV_OUTER, py_below(p->a, base->text, at->text));
    if (base->kind == PV_CLASS)
        return class_attribute(p, s, at, base);
    if (base->kind == PV_MEMBER)
        return member_attribute(p, s, at, base);
    if (base->kind == PV_MODULE) {
        const py_value *v = py_in_module(p, base->module, at, at->text);
        py_module *sub = v != NULL ? NULL
                                   : py_module_find(p, base->module,
                                                    py_below(p->a, base->module->name, at->text));

        if (v != NULL || sub != NULL)
            return v != NULL ? v : py_module_value(p, s, at, sub);
        return py_not_known(p, s, at, fx_fmt(p->a, "'%s' is not in %s", at->text, base->text));
    }
    if (is_dialect_name(base, at->text))
        return dialect_name(p, s, at);
    if (is_flask(p, base))
        return flask_attribute(p, s, at, base);
    py_value *m = py_new(p, s, at, PV_METHOD, at->text);

    m->of = base;
    return m;
}

/* ---- operators ---- */

static bool is_type(const py_value *v)
{
    return v->kind == PV_OUTER || v->kind == PV_CLASS || v->kind == PV_INDEX ||
           v->kind == PV_UNION || v->kind == PV_NONE;
}

static const py_value *arithmetic(py_project *p, const py_scope *s, const py *e, const py_value *l,
                                  const py_value *r)
{
    long x = strtol(l->text, NULL, 0), y = strtol(r->text, NULL, 0), out = 0;
    bool whole = strpbrk(l->text, ".eEjJ") == NULL && strpbrk(r->text, ".eEjJ") == NULL;
    enum { SMALL = 1 << 30 };

    if (!whole || x > SMALL || x < -SMALL || y > SMALL || y < -SMALL)
        return py_not_known(p, s, e, "a computed number");
    if (fx_same(e->text, "+"))
        out = x + y;
    else if (fx_same(e->text, "-"))
        out = x - y;
    else if (fx_same(e->text, "*"))
        out = x * y;
    else if (fx_same(e->text, "//") && y > 0 && x >= 0)
        out = x / y;
    else if (fx_same(e->text, "**") && y >= 0 && y < 62 && x == 2)
        out = 1L << y;
    else if (fx_same(e->text, "==") || fx_same(e->text, "!="))
        return py_boolean(p, s, e, (x == y) == fx_same(e->text, "=="));
    else if (fx_same(e->text, "<") || fx_same(e->text, ">"))
        return py_boolean(p, s, e, fx_same(e->text, "<") ? x < y : x > y);
    else
        return py_not_known(p, s, e, "a computed number");
    return py_new(p, s, e, PV_NUMBER, fx_fmt(p->a, "%ld", out));
}

static const py_value *texts(py_project *p, const py_scope *s, const py *e, const py_value *l,
                             const py_value *r)
{
    if (strlen(l->text) + strlen(r->text) > TEXT_MAX)
        return py_not_known(p, s, e, "a text of more than 100,000 characters");
    if (fx_same(e->text, "+"))
        return py_string(p, s, e, fx_fmt(p->a, "%s%s", l->text, r->text));
    if (fx_same(e->text, "==") || fx_same(e->text, "!="))
        return py_boolean(p, s, e, fx_same(l->text, r->text) == fx_same(e->text, "=="));
    if (fx_same(e->text, "%"))
        return py_string(p, s, e, fx_replace(p->a, l->text, "%s", r->text));
    return py_not_known(p, s, e, fx_fmt(p->a, "two texts with `%s` between them", e->text));
}

static const py_value *lists(py_project *p, const py_scope *s, const py *e, const py_value *l,
                             const py_value *r)
{
    py_value *both = py_new(p, s, e, PV_LIST, NULL);

    if (l->items.n + r->items.n > ITEMS_MAX)
        return py_not_known(p, s, e, "a list of more than 10,000 items");
    fx_each (const py_value *const, item, &l->items) {
        *fx_push(p->a, &both->items) = *item;
    }
    fx_each (const py_value *const, item, &r->items) {
        *fx_push(p->a, &both->items) = *item;
    }
    return both;
}

/* "a" in ("a", "b") */
static const py_value *contained(py_project *p, const py_scope *s, const py *e, const py_value *l,
                                 const py_value *r)
{
    bool found = false;

    fx_each (const py_value *const, item, &r->items) {
        if ((*item)->kind != PV_STRING)
            return py_not_known(p, s, e, "a list of what is not known");
        found = found || fx_same((*item)->text, l->text);
    }
    return py_boolean(p, s, e, found == fx_same(e->text, "in"));
}

/* A column, or what is made of one: SQL, when the program runs. */
static bool is_column(const py_value *v)
{
    switch (v->kind) {
    case PV_BINARY:
    case PV_UNARY:
    case PV_METHOD:
        return true;
    case PV_CALL:
        return v->of->kind == PV_METHOD || v->of->kind == PV_CALL ||
               fx_same(py_family(v->of), "sqlalchemy") || fx_same(py_family(v->of), "sqlmodel");
    default:
        return false;
    }
}

static bool is_expression(const char *op, const py_value *l, const py_value *r)
{
    return *op != '\0' && strchr("=!<>+-*%&|", *op) != NULL && (is_column(l) || is_column(r));
}

static const py_value *expression(py_project *p, const py_scope *s, const py *e, const py_value *l,
                                  const py_value *r)
{
    py_value *v = py_new(p, s, e, r == NULL ? PV_UNARY : PV_BINARY, e->text);

    *fx_push(p->a, &v->items) = l;
    if (r != NULL)
        *fx_push(p->a, &v->items) = r;
    return v;
}

static const py_value *chosen(py_project *p, const py_scope *s, const py *e, const py_value *l)
{
    if (!py_is_known(l))
        return py_not_known(p, s, e, fx_fmt(p->a, "`%s` of what is not known", e->text));
    return py_holds(l) == fx_same(e->text, "or") ? l : py_eval(p, s, e->right);
}

/* Two values that are known, with an operator between them. */
static const py_value *compared(py_project *p, const py_scope *s, const py *e, const py_value *l,
                                const py_value *r)
{
    const char *op = e->text == NULL ? "" : e->text;

    if (l->kind == PV_UNKNOWN || r->kind == PV_UNKNOWN)
        return l->kind == PV_UNKNOWN ? l : r;
    if ((fx_same(op, "in") || fx_same(op, "not in")) && l->kind == PV_STRING && r->kind == PV_LIST)
        return contained(p, s, e, l, r);
    if (l->kind == PV_NUMBER && r->kind == PV_NUMBER)
        return arithmetic(p, s, e, l, r);
    if (l->kind == PV_STRING && r->kind == PV_STRING)
        return texts(p, s, e, l, r);
    if (l->kind == PV_LIST && r->kind == PV_LIST && fx_same(op, "+"))
        return lists(p, s, e, l, r);
    if (is_expression(op, l, r))
        return expression(p, s, e, l, r);
    if (fx_same(op, "is") || fx_same(op, "is not"))
        return py_boolean(p, s, e, (l->kind == r->kind) == fx_same(op, "is"));
    return py_not_known(p, s, e, fx_fmt(p->a, "what `%s` gives here", op));
}

static const py_value *operated(py_project *p, const py_scope *s, const py *e)
{
    const py_value *l = py_eval(p, s, e->left), *r;
    const char *op = e->text == NULL ? "" : e->text;

    if (fx_same(op, "and") || fx_same(op, "or"))
        return chosen(p, s, e, l);
    r = py_eval(p, s, e->right);
    /* a text may name a type that comes later: "Other" | None */
    if (fx_same(op, "|") && (is_type(l) || l->kind == PV_STRING) &&
        (is_type(r) || r->kind == PV_STRING)) {
        py_value *u = py_new(p, s, e, PV_UNION, NULL);

        *fx_push(p->a, &u->items) = l;
        *fx_push(p->a, &u->items) = r;
        return u;
    }
    return compared(p, s, e, l, r);
}

static const py_value *negated(py_project *p, const py_scope *s, const py *e)
{
    const py_value *v = py_eval(p, s, e->left);

    if (v->kind == PV_NUMBER && fx_same(e->text, "-"))
        return py_new(p, s, e, PV_NUMBER,
                      *v->text == '-' ? v->text + 1 : fx_fmt(p->a, "-%s", v->text));
    if (v->kind == PV_NUMBER && fx_same(e->text, "+"))
        return v;
    if (fx_same(e->text, "not") && py_is_known(v))
        return py_boolean(p, s, e, !py_holds(v));
    if ((fx_same(e->text, "-") || fx_same(e->text, "~")) && is_column(v))
        return expression(p, s, e, v, NULL);
    return v->kind == PV_UNKNOWN
               ? v
               : py_not_known(p, s, e, fx_fmt(p->a, "what `%s` gives here", e->text));
}

/* ---- all of them ---- */

static const py_value *formatted(py_project *p, const py_scope *s, const py *e)
{
    fx_str out = {.arena = p->a};

    fx_each (const py *const, piece, &e->kids) {
        const py_value *v = py_eval(p, s, *piece);

        if (v->kind == PV_MEMBER && v->items.n == 1)
            v = v->items.at[0];
        if (v->kind == PV_UNKNOWN)
            return v;
        if (v->kind != PV_STRING && v->kind != PV_NUMBER)
            return py_not_known(p, s, *piece, "what stands in the braces");
        if (out.n + strlen(v->text) > TEXT_MAX)
            return py_not_known(p, s, e, "a text of more than 100,000 characters");
        fx_str_add(&out, v->text);
    }
    return py_string(p, s, e, fx_str_text(&out));
}

static const py_value *listed(py_project *p, const py_scope *s, const py *e)
{
    py_value *out = py_new(p, s, e, PV_LIST, NULL);

    fx_each (const py *const, kid, &e->kids) {
        const py *k = *kid;
        const py_value *v = py_eval(p, s, k->kind == PY_STAR ? k->left : k);

        if (k->kind != PY_STAR) {
            *fx_push(p->a, &out->items) = v;
        } else if (v->kind == PV_LIST) {
            fx_each (const py_value *const, item, &v->items) {
                *fx_push(p->a, &out->items) = *item;
            }
        } else {
            return v->kind == PV_UNKNOWN ? v : py_not_known(p, s, k, "what stands behind `*`");
        }
    }
    return out;
}

/* What is said later counts, where the key stood first. */
static void put_pair(py_project *p, py_value *out, const py_value *key, const char *name,
                     const py_value *v)
{
    fx_each (py_arg, there, &out->args) {
        if (fx_same(there->name, name)) {
            there->value = v;
            return;
        }
    }
    *fx_push(p->a, &out->keys) = key;
    *fx_push(p->a, &out->args) = (py_arg){name, v};
}

/* {**other} */
static void put_all(py_project *p, const py_scope *s, const py_value *other, py_value *out)
{
    py_values keys = {0};

    if (!py_items_of(p, s, other, &keys))
        return;
    for (size_t i = 0; i < keys.n; i++)
        put_pair(p, out, keys.at[i], other->args.at[i].name, other->args.at[i].value);
}

static const py_value *mapped(py_project *p, const py_scope *s, const py *e)
{
    py_value *out = py_new(p, s, e, PV_DICT, NULL);

    fx_each (const py *const, kid, &e->kids) {
        const py *k = *kid;
        const py_value *v = py_eval(p, s, k->kind == PY_PAIR ? k->right : k->left);
        const py_value *key = k->kind == PY_PAIR ? py_eval(p, s, k->left) : NULL;
        const char *name = key == NULL ? NULL : py_key(p->a, key);

        if (k->kind == PY_DSTAR && v->kind == PV_DICT)
            put_all(p, s, v, out);
        else if (name != NULL)
            put_pair(p, out, key, name, v);
        else
            return py_not_known(p, s, k, "a dictionary whose keys are not known");
    }
    return out;
}

static const py_value *indexed(py_project *p, const py_scope *s, const py *e)
{
    const py_value *of = py_eval(p, s, e->left);

    if (of->kind == PV_UNKNOWN)
        return of;
    if (of->kind == PV_CLASS && py_is_enum(p, of) && e->kids.n == 1) {
        const py_value *name = py_eval(p, s, e->kids.at[0]);
        const py_value *v = name->kind == PV_STRING ? py_class_attribute(p, of, name->text) : NULL;

        return v != NULL ? v : py_not_known(p, s, e, "a member of an enum that is not there");
    }
    if (of->kind == PV_DICT && e->kids.n == 1) {
        const py_value *key = py_eval(p, s, e->kids.at[0]);
        const py_value *v =
            key->kind == PV_STRING || key->kind == PV_NUMBER ? py_arg_named(of, key->text) : NULL;

        return v != NULL ? v : py_not_known(p, s, e, "a key that is not there");
    }
    const py_value *part = py_part(p, s, e, of);

    if (part != NULL)
        return part;
    py_value *out = py_new(p, s, e, PV_INDEX, NULL);

    out->of = of;
    fx_each (const py *const, kid, &e->kids) {
        *fx_push(p->a, &out->items) = py_eval(p, s, *kid);
    }
    return out;
}

static const py_value *either(py_project *p, const py_scope *s, const py *e)
{
    if (e->kids.n != 3)
        return py_not_known(p, s, e, "a choice");
    const py_value *test = py_eval(p, s, e->kids.at[1]);

    if (!py_is_known(test))
        return test->kind == PV_UNKNOWN ? test
                                        : py_not_known(p, s, e, "a choice that is not known");
    return py_eval(p, s, e->kids.at[py_holds(test) ? 0 : 2]);
}

/* a, b in [(1, 2), ...] */
static bool bind_item(py_project *p, py_scope *in, const py *target, const py_value *item)
{
    in->locals.n = 0;
    if (target->kind == PY_NAME) {
        *fx_push(p->a, &in->locals) = (py_arg){target->text, item};
        return true;
    }
    for (size_t i = 0; i < target->kids.n; i++) {
        if (item->kind != PV_LIST || item->items.n != target->kids.n ||
            target->kids.at[i]->kind != PY_NAME)
            return false;
        *fx_push(p->a, &in->locals) = (py_arg){target->kids.at[i]->text, item->items.at[i]};
    }
    return target->kids.n > 0;
}

/* One more item of a list, or pair of a dictionary. NULL, or what is not known. */
static const py_value *make_one(py_project *p, const py_scope *s, const py *e, py_value *out)
{
    if (out->items.n + out->args.n >= ITEMS_MAX)
        return py_not_known(p, s, e, "a list of more than 10,000 items");
    if (out->kind == PV_LIST) {
        *fx_push(p->a, &out->items) = py_eval(p, s, e->left);
        return NULL;
    }
    const py_value *key = py_eval(p, s, e->left->left);
    const char *name = py_key(p->a, key);

    if (name == NULL)
        return py_not_known(p, s, e, "a dictionary whose keys are not known");
    put_pair(p, out, key, name, py_eval(p, s, e->left->right));
    return NULL;
}

/* From the clause `at` on. NULL, or what is not known. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as clauses stand in a row */
static const py_value *make(py_project *p, const py_scope *s, const py *e, size_t at, py_value *out)
{
    if (at == e->kids.n)
        return make_one(p, s, e, out);
    const py *clause = e->kids.at[at];
    const py_value *v = py_eval(p, s, clause->kind == PY_IN ? clause->right : clause);

    if (clause->kind != PY_IN) {
        if (!py_is_known(v))
            return py_not_known(p, s, clause, "a condition that is not known");
        return py_holds(v) ? make(p, s, e, at + 1, out) : NULL;
    }
    py_values items = {0};

    if (!py_items_of(p, s, v, &items))
        return py_not_known(p, s, clause, "a list of what is not known");
    fx_each (const py_value *const, item, &items) {
        py_scope in = {.module = s->module, .outer = s};
        const py_value *why = NULL;

        if (!bind_item(p, &in, clause->left, *item))
            return py_not_known(p, s, clause, "a list of what is not known");
        why = make(p, &in, e, at + 1, out);
        if (why != NULL)
            return why;
    }
    return NULL;
}

/* 1_000, 0x10, 0o17 and 0b1 as who takes numbers reads them
 * (https://docs.python.org/3/reference/lexical_analysis.html#integer-literals). */
static const char *decimal(fx_arena *a, const char *text)
{
    static const char kinds[] = "xXoObB";
    static const int bases[] = {16, 8, 2};
    const char *digits = fx_replace(a, text, "_", "");
    const char *kind = *digits == '0' && digits[1] != '\0' ? strchr(kinds, digits[1]) : NULL;

    return kind == NULL ? digits
                        : fx_fmt(a, "%llu", strtoull(digits + 2, NULL, bases[(kind - kinds) / 2]));
}

static const py_value *made(py_project *p, const py_scope *s, const py *e)
{
    bool pairs = e->left != NULL && e->left->kind == PY_PAIR;
    py_value *out = py_new(p, s, e, pairs ? PV_DICT : PV_LIST, NULL);
    const py_value *why = e->left == NULL ? NULL : make(p, s, e, 0, out);

    return why != NULL ? why : out;
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX */
static const py_value *eval(py_project *p, const py_scope *s, const py *e)
{
    switch (e->kind) {
    case PY_NAME:
        return py_name(p, s, e, e->text);
    case PY_ATTR:
        return attribute(p, s, e);
    case PY_CALL:
        return py_called(p, s, e);
    case PY_STR:
        return py_string(p, s, e, e->text);
    case PY_BYTES:
        return py_new(p, s, e, PV_BYTES, e->text);
    case PY_FSTR:
        return formatted(p, s, e);
    case PY_NUM:
        return py_new(p, s, e, PV_NUMBER, decimal(p->a, e->text));
    case PY_TRUE:
    case PY_FALSE:
        return py_boolean(p, s, e, e->kind == PY_TRUE);
    case PY_NONE:
        return py_new(p, s, e, PV_NONE, NULL);
    case PY_ELLIPSIS:
        return py_new(p, s, e, PV_OUTER, "...");
    case PY_LIST:
    case PY_TUPLE:
    case PY_SET:
        return listed(p, s, e);
    case PY_DICT:
        return mapped(p, s, e);
    case PY_BINARY:
        return operated(p, s, e);
    case PY_UNARY:
        return negated(p, s, e);
    case PY_INDEX:
        return indexed(p, s, e);
    case PY_IFELSE:
        return either(p, s, e);
    case PY_MADE:
        return made(p, s, e);
    case PY_LAMBDA:
        return py_new(p, s, e, PV_LAMBDA, "lambda");
    default:
        return py_not_known(
            p, s, e,
            fx_fmt(p->a, "a %s", fx_replace(p->a, e->text == NULL ? "value" : e->text, "_", " ")));
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX */
const py_value *py_eval(py_project *p, const py_scope *s, const py *e)
{
    const py_value *v;

    if (e == NULL || p->failed)
        return py_not_known(p, s, s->module->file.root, "nothing");
    if (p->depth >= DEPTH_MAX || p->steps >= STEPS_MAX)
        return py_not_known(p, s, e, "a value that is made of itself, or too deep");
    p->steps++;
    p->depth++;
    v = eval(p, s, e);
    p->depth--;
    return v;
}
