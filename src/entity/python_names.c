/*
 * Names: what each is bound to, here or in the module that it comes from.
 */
#include <string.h>

#include "fx/base/str.h"
#include "python.h"

enum { DEPTH_MAX = PY_DEPTH_MAX };

const py_value *py_class_value(py_project *p, py_module *m, const py *node)
{
    const py_scope s = {.module = m};

    return py_new(p, &s, node, PV_CLASS, node->text);
}

const py_value *py_module_value(py_project *p, const py_scope *s, const py *at, py_module *m)
{
    py_value *v = py_new(p, s, at, PV_MODULE, m->name);

    v->module = m;
    return v;
}

/* from x import name */
const py_value *py_imported(py_project *p, const py_scope *s, const py *at, const py *from,
                            const char *name)
{
    py_module *m = py_module_find(p, s->module, from->text);

    if (m != NULL && m != s->module) {
        const py_value *v = py_in_module(p, m, at, name);

        if (v != NULL)
            return v;
    }
    py_module *sub = py_module_find(p, s->module, py_below(p->a, from->text, name));

    if (sub != NULL)
        return py_module_value(p, s, at, sub);
    if (m != NULL || *from->text == '.')
        return py_not_known(
            p, s, at, fx_fmt(p->a, "'%s' is not in %s", name, m == NULL ? from->text : m->name));
    return py_new(p, s, at, PV_OUTER, py_below(p->a, from->text, name));
}

/* import a.b.c: the name `a`; with `as`: the module itself */
const py_value *py_import(py_project *p, const py_scope *s, const py *alias)
{
    const char *dotted = alias->text;

    if (alias->more->alias == NULL)
        dotted = fx_strndup(p->a, dotted, strcspn(dotted, "."));
    py_module *m = py_module_find(p, s->module, dotted);

    if (m != NULL)
        return py_module_value(p, s, alias, m);
    return py_new(p, s, alias, PV_OUTER, dotted);
}

/* a, b = x, y */
const py_value *py_assigned(py_project *p, const py_scope *s, const py *node, const char *name)
{
    const py *right = node->right;

    while (right != NULL && right->kind == PY_ASSIGN)
        right = right->right;
    if (right == NULL)
        return py_not_known(p, s, node, fx_fmt(p->a, "'%s' has no value", name));
    if (node->left->kind == PY_NAME) {
        py_value *v = fx_new(p->a, py_value);

        *v = *py_eval(p, s, right);
        if (v->bound == NULL && s->class_ != NULL) {
            v->bound = name;
            v->owner = s->class_;
        }
        return v;
    }
    for (size_t i = 0; i < node->left->kids.n; i++) {
        if (fx_same(node->left->kids.at[i]->text, name) && right->kind == PY_TUPLE &&
            right->kids.n == node->left->kids.n)
            return py_eval(p, s, right->kids.at[i]);
    }
    return py_not_known(p, s, node,
                        fx_fmt(p->a, "'%s' is one of several that are set at once", name));
}

static const py_value *bound_value(py_project *p, py_module *m, const py_binding *b)
{
    const py_scope s = {.module = m};

    switch (b->node->kind) {
    case PY_CLASS:
        return py_class_value(p, m, b->node);
    case PY_DEF:
        return py_new(p, &s, b->node, PV_DEF, b->name);
    case PY_ALIAS:
        return b->from == NULL ? py_import(p, &s, b->node)
                               : py_imported(p, &s, b->node, b->from, b->node->text);
    default:
        if (b->node->kind != PY_ASSIGN || b->node->left->kind == PY_INDEX)
            return py_not_known(p, &s, b->node, "it is changed after it was made");
        return py_assigned(p, &s, b->node, b->name);
    }
}

static bool is_builtin(const char *name)
{
    static const char *const names[] = {
        "int",        "str",       "float",     "bool",   "bytes",        "dict",     "list",
        "set",        "tuple",     "object",    "type",   "Exception",    "property", "classmethod",
        "len",        "super",     "frozenset", "range",  "staticmethod", "max",      "min",
        "ValueError", "enumerate", "zip",       "sorted", "reversed",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (fx_same(names[i], name))
            return true;
    }
    return false;
}

/* What `from library import *` brings: of the standard library what is looked at here, of
 * SQLAlchemy's packages whatever is asked for. */
static bool brings(fx_arena *a, const char *library, const char *name)
{
    static const char sqlalchemy_names[] =
        " text func true false null desc asc literal literal_column column and_ or_ not_ cast case "
        "relationship mapped_column declared_attr declarative_base registry backref deferred "
        "column_property synonym composite validates types sql orm ";
    static const struct {
        const char *library, *names;
    } known[] = {
        {"typing",
         " Annotated Any ClassVar Dict Final Generic List Literal Optional Set Tuple Type "
         "TypeVar Union TYPE_CHECKING "                        },
        {"datetime", " date datetime time timedelta "          },
        {"decimal",  " Decimal "                               },
        {"enum",     " Enum Flag IntEnum IntFlag StrEnum auto "},
        {"uuid",     " UUID uuid1 uuid4 "                      },
    };
    const char *word = fx_fmt(a, " %s ", name);

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (fx_same(known[i].library, library))
            return strstr(known[i].names, word) != NULL;
    }
    return (name[0] >= 'A' && name[0] <= 'Z') || strstr(sqlalchemy_names, word) != NULL;
}

/* Names that `from x import *` may bring. */
static const py_value *starred(py_project *p, py_module *m, const py *at, const char *name)
{
    const py_scope s = {.module = m};

    for (size_t i = m->stars.n; i-- > 0 && *name != '_';) {
        const py *from = m->stars.at[i];
        py_module *other = py_module_find(p, m, from->text);

        if (other == m)
            continue;
        if (other != NULL) {
            const py_value *v = py_in_module(p, other, at, name);

            if (v != NULL)
                return v;
        } else if (!is_builtin(name) && brings(p->a, from->text, name)) {
            return py_new(p, &s, at, PV_OUTER, py_below(p->a, from->text, name));
        }
    }
    return NULL;
}

/* Base = declarative_base(cls=Base): what the name stood for before. NULL: nothing. */
static py_binding *before(const py_module *m, const py_binding *busy)
{
    py_binding *found = NULL;

    fx_each (py_binding, b, &m->bindings) {
        if (b == busy)
            break;
        if (fx_same(b->name, busy->name) && !b->busy && !b->perhaps && !b->never)
            found = b;
    }
    return found;
}

/* NULL: the module has no such name. */
const py_value *py_in_module(py_project *p, py_module *m, const py *at, const char *name)
{
    py_binding *b = py_module_binding(m, name);
    const py_value *v;

    size_t steps = p->steps;

    if (b != NULL && b->busy && before(m, b) != NULL)
        b = before(m, b);

    if (b != NULL && b->value != NULL) {
        p->steps += b->steps;
        return b->value;
    }

    if (p->depth >= DEPTH_MAX) {
        const py_scope s = {.module = m};

        return py_not_known(p, &s, at, fx_fmt(p->a, "'%s' is made of itself", name));
    }
    p->depth++;
    if (b != NULL)
        b->busy = true;
    v = b == NULL ? starred(p, m, at, name) : bound_value(p, m, b);
    p->depth--;
    if (b != NULL)
        b->busy = false;
    if (b != NULL && v->kind != PV_UNKNOWN) {
        b->value = v;
        b->steps = p->steps - steps;
    }
    return v;
}

const py_value *py_name(py_project *p, const py_scope *s, const py *at, const char *name)
{
    for (const py_scope *in = s; in != NULL; in = in->outer) {
        for (size_t i = in->locals.n; i-- > 0;) { /* the latest of its values */
            if (fx_same(in->locals.at[i].name, name))
                return in->locals.at[i].value;
        }
        const py *own = in->class_ == NULL ? NULL : py_class_own(in->class_, name);

        /* its own value is another's of that name: `date: date = Field()` */
        if (own != NULL && own->line < at->line)
            return own->kind == PY_DEF     ? py_new(p, in, own, PV_DEF, name)
                   : own->kind == PY_CLASS ? py_class_value(p, in->module, own)
                                           : py_assigned(p, in, own, name);
    }
    const py_value *v = s == NULL ? NULL : py_in_module(p, s->module, at, name);

    if (v != NULL)
        return v;
    if (is_builtin(name))
        return py_new(p, s, at, PV_OUTER, name);
    return py_not_known(p, s, at, fx_fmt(p->a, "the name '%s' is not known", name));
}
