/*
 * Annotations as types: Optional and Annotated are taken off, and what is left
 * is one of Python's types, or an enum.
 */
#include <string.h>

#include "fx/base/str.h"
#include "python.h"

/* Python's own, as SQLModel takes them (framefox.md section 3.3). */
static const struct {
    const char *name, *type; /* type: a name of `generic` */
} annotations[] = {
    {"int",                   "Integer"    },
    {"str",                   "AutoString" },
    {"float",                 "Float"      },
    {"bool",                  "Boolean"    },
    {"bytes",                 "LargeBinary"},
    {"datetime.datetime",     "DateTime"   },
    {"datetime.date",         "Date"       },
    {"datetime.time",         "Time"       },
    {"datetime.timedelta",    "Interval"   },
    {"decimal.Decimal",       "Numeric"    },
    {"uuid.UUID",             "Uuid"       },
    {"pathlib.Path",          "AutoString" },
    {"ipaddress.IPv4Address", "AutoString" },
    {"ipaddress.IPv6Address", "AutoString" },
    {"ipaddress.IPv4Network", "AutoString" },
    {"ipaddress.IPv6Network", "AutoString" },
};

/* The same of pydantic, by their last name. */
static const struct {
    const char *name, *type;
} pydantic[] = {
    {"EmailStr",         "AutoString" },
    {"StrictStr",        "AutoString" },
    {"constr",           "AutoString" },
    {"StrictInt",        "Integer"    },
    {"PositiveInt",      "Integer"    },
    {"NegativeInt",      "Integer"    },
    {"NonNegativeInt",   "Integer"    },
    {"NonPositiveInt",   "Integer"    },
    {"conint",           "Integer"    },
    {"ByteSize",         "Integer"    },
    {"StrictFloat",      "Float"      },
    {"PositiveFloat",    "Float"      },
    {"NegativeFloat",    "Float"      },
    {"NonNegativeFloat", "Float"      },
    {"NonPositiveFloat", "Float"      },
    {"confloat",         "Float"      },
    {"StrictBool",       "Boolean"    },
    {"StrictBytes",      "LargeBinary"},
    {"conbytes",         "LargeBinary"},
    {"condecimal",       "Numeric"    },
    {"UUID1",            "Uuid"       },
    {"UUID3",            "Uuid"       },
    {"UUID4",            "Uuid"       },
    {"UUID5",            "Uuid"       },
    {"PastDate",         "Date"       },
};

/* "Optional[int]" in quotes: names are looked up as if it stood there without. */
static const py_value *unquoted(py_project *p, const py_value *v)
{
    const py_scope s = {.module = v->module};
    fx_error probe = {.arena = p->a};
    py_file file;

    if (v->kind != PV_STRING ||
        !py_parse(p->a, "annotation", v->text, strlen(v->text), &file, &probe) ||
        file.root->more->body.n != 1 || file.root->more->body.at[0]->kind != PY_EXPR)
        return v;
    py_value *out = fx_new(p->a, py_value);

    *out = *py_eval(p, &s, file.root->more->body.at[0]->left);
    if (out->kind != PV_CLASS && out->kind != PV_DEF)
        out->node = v->node;
    return out;
}

/* Of several types none is the column's: it has to be said otherwise, or is told later. */
static bool of_union(py_project *p, const py_value *const *items, size_t n, py_type *out)
{
    const py_value *one = NULL;
    size_t others = 0;

    for (size_t i = 0; i < n; i++) {
        if (items[i]->kind == PV_NONE) {
            out->optional = true;
        } else {
            one = items[i];
            others++;
        }
    }
    if (others == 1)
        return py_annotation(p, one, out);
    out->text = NULL;
    out->several = true;
    return true;
}

static bool of_literal(py_project *p, const py_value *v, py_type *out)
{
    fx_each (const py_value *const, item, &v->items) {
        const py_value *member =
            (*item)->kind == PV_MEMBER && (*item)->items.n == 1 ? (*item)->items.at[0] : *item;

        if (member->kind != PV_STRING)
            return py_unknown(p, *item, "a member of Literal");
        *fx_push(p->a, &out->members) = member->text;
    }
    py_finish_enum(p, NULL, NULL, false, 0, out);
    return true;
}

static bool is_relation(const char *name)
{
    static const char *const names[] = {"Relationship", "WriteOnlyMapped", "DynamicMapped"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (fx_same(names[i], name))
            return true;
    }
    return false;
}

static bool of_index(py_project *p, const py_value *v, py_type *out)
{
    const char *name = py_last(v->of);

    if (v->items.n == 0 || is_relation(name))
        return true;
    if (fx_same(name, "Optional")) {
        out->optional = true;
        return py_annotation(p, v->items.at[0], out);
    }
    if (fx_same(name, "Union"))
        return of_union(p, v->items.at, v->items.n, out);
    if (fx_same(name, "Annotated")) {
        for (size_t i = 1; i < v->items.n; i++) {
            const py_value *d = v->items.at[i];
            bool field = d->kind == PV_CALL && (py_is(d->of, "sqlmodel", "Field") ||
                                                py_is(d->of, "sqlalchemy", "mapped_column"));

            if (field)
                out->details = d;
            else if (py_is_sa_type(p, d)) {
                py_type t = {.optional = out->optional, .details = out->details};

                if (!py_sa_type(p, d, &t))
                    return false;
                bool none = t.optional;

                if (!py_annotation(p, v->items.at[0], out))
                    return false;
                t.optional = none || out->optional;
                t.details = out->details;
                *out = t;
                return true;
            }
        }
        return py_annotation(p, v->items.at[0], out);
    }
    if (fx_same(name, "Mapped") || fx_same(name, "Final") || fx_same(name, "Required"))
        return py_annotation(p, v->items.at[0], out);
    if (fx_same(name, "Literal"))
        return of_literal(p, v, out);
    return true; /* list[X], dict[...]: a type only with sa_type or sa_column */
}

static const char *python_type(const py_value *v)
{
    const char *last = py_last(v);

    for (size_t i = 0; i < sizeof annotations / sizeof *annotations; i++) {
        if (fx_same(annotations[i].name, v->text))
            return annotations[i].type;
    }
    for (size_t i = 0; fx_same(py_family(v), "pydantic") && i < sizeof pydantic / sizeof *pydantic;
         i++) {
        if (fx_same(pydantic[i].name, last))
            return pydantic[i].type;
    }
    return NULL;
}

/* What type_annotation_map has for it. */
static bool of_map(py_project *p, const py_value *type, py_type *out)
{
    py_type t = {.optional = out->optional, .details = out->details};

    if (!py_sa_type(p, type, &t))
        return false;
    *out = t;
    return true;
}

static bool derives_from(py_project *p, const py_value *class_, const char *base)
{
    const py_values all = py_mro(p, class_);

    fx_each (const py_value *const, c, &all) {
        const py_values bases = py_bases(p, *c);

        fx_each (const py_value *const, b, &bases) {
            if ((*b)->kind == PV_OUTER && fx_same((*b)->text, base))
                return true;
        }
    }
    return false;
}

/* enum.Enum: Enum(enum.Enum, values_callable=...) in type_annotation_map is for all enums:
 * https://docs.sqlalchemy.org/en/20/orm/declarative_tables.html#using-python-enum-or-pep-586-literal-types-in-the-type-map
 */
static const py_value *enum_in_map(py_project *p, const py_value *class_)
{
    const py_value *found = NULL;

    for (size_t i = 0; p->type_map != NULL && i < p->type_map->args.n; i++) {
        const py_arg *arg = &p->type_map->args.at[i];

        if (derives_from(p, class_, arg->name) ||
            (found == NULL && fx_same(arg->name, "enum.Enum")))
            found = arg->value;
    }
    if (found == NULL || found->kind != PV_CALL || found->args.n == 0)
        return NULL;
    py_value *own = fx_new(p->a, py_value);

    *own = *found;
    own->args.n = own->args.cap = 0;
    fx_each (const py_arg, arg, &found->args) {
        const py_value *first = py_arg_placed(found, 0);

        *fx_push(p->a, &own->args) = (py_arg){arg->name, arg->value == first ? class_ : arg->value};
    }
    return own;
}

/* NOLINTNEXTLINE(misc-no-recursion): values are bounded */
bool py_annotation(py_project *p, const py_value *v, py_type *out)
{
    const char *type, *key;

    v = unquoted(p, v);
    key = p->type_map == NULL ? NULL : py_key(p->a, v);
    if (key != NULL && py_arg_named(p->type_map, key) != NULL)
        return of_map(p, py_arg_named(p->type_map, key), out);
    switch (v->kind) {
    case PV_INDEX:
        return of_index(p, v, out);
    case PV_UNION:
        return of_union(p, v->items.at, v->items.n, out);
    case PV_CLASS:
        if (!py_is_enum(p, v))
            return true;
        if (enum_in_map(p, v) != NULL)
            return of_map(p, enum_in_map(p, v), out);
        if (!py_enum_members(p, v, false, &out->members))
            return false;
        py_finish_enum(p, fx_lower(p->a, v->text), NULL, true, 0, out);
        return true;
    case PV_CALL: /* constr(max_length=10), condecimal(...) */
        type = v->of->kind == PV_OUTER ? python_type(v->of) : NULL;
        break;
    case PV_OUTER:
        type = python_type(v);
        break;
    default:
        return true;
    }
    if (p->mapped && fx_same(type, "AutoString")) /* that is SQLModel's */
        type = "String";
    return type == NULL || py_generic_type(p, v, type, out);
}
