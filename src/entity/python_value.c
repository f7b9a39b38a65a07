/*
 * Values: what is known of them, and names of libraries.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "fx/base/str.h"
#include "python.h"

py_value *py_new(py_project *p, const py_scope *s, const py *at, py_value_kind kind,
                 const char *text)
{
    py_value *v = fx_new(p->a, py_value);

    v->kind = kind;
    v->text = text;
    v->node = at;
    v->module = s == NULL ? NULL : s->module;
    return v;
}

const py_value *py_not_known(py_project *p, const py_scope *s, const py *at, const char *why)
{
    return py_new(p, s, at, PV_UNKNOWN, why);
}

const py_value *py_boolean(py_project *p, const py_scope *s, const py *at, bool is)
{
    py_value *v = py_new(p, s, at, PV_BOOL, is ? "true" : "false");

    v->number = is;
    return v;
}

bool py_true(const py_value *v)
{
    if (v == NULL)
        return false;
    if (v->kind == PV_BOOL)
        return v->number != 0;
    return v->kind == PV_NUMBER && strtod(v->text, NULL) != 0;
}

/* ---- names of libraries ---- */

/* Longest first: what a name of each is called. X(prefix, family) */
static const struct {
    const char *prefix, *family;
} families[] = {
    {"sqlalchemy.dialects.postgresql", "postgresql"},
    {"sqlalchemy.dialects.mysql",      "mysql"     },
    {"sqlalchemy.dialects.mariadb",    "mysql"     },
    {"sqlalchemy.dialects.sqlite",     "sqlite"    },
    {"sqlalchemy",                     "sqlalchemy"},
    {"flask_sqlalchemy",               "flask"     },
    {"sqlmodel",                       "sqlmodel"  },
    {"framefox",                       "framefox"  },
    {"typing_extensions",              "typing"    },
    {"typing",                         "typing"    },
    {"collections.abc",                "typing"    },
    {"pgvector",                       "pgvector"  },
    {"geoalchemy2",                    "geoalchemy"},
    {"sqlalchemy_utils",               "utils"     },
    {"pydantic_extra_types",           "pydantic"  },
    {"pydantic",                       "pydantic"  },
    {"annotated_types",                "pydantic"  },
};

const char *py_family(const py_value *v)
{
    if (v == NULL || v->kind != PV_OUTER)
        return "";
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        size_t n = strlen(families[i].prefix);

        if (strncmp(v->text, families[i].prefix, n) == 0 &&
            (v->text[n] == '.' || v->text[n] == '\0'))
            return families[i].family;
    }
    const char *dot = strchr(v->text, '.');

    return dot == NULL ? "" : "other";
}

const char *py_last(const py_value *v)
{
    const char *dot = v == NULL || v->kind != PV_OUTER ? NULL : strrchr(v->text, '.');

    return dot == NULL ? (v == NULL || v->text == NULL ? "" : v->text) : dot + 1;
}

/* sqlmodel has most names of sqlalchemy, too. */
bool py_is(const py_value *v, const char *family, const char *name)
{
    if (v == NULL || v->kind != PV_OUTER || !fx_same(py_last(v), name))
        return false;
    const char *own = py_family(v);

    return fx_same(own, family) || (fx_same(own, "sqlmodel") && fx_same(family, "sqlalchemy")) ||
           (fx_same(own, "other") && fx_starts(v->text, family) && v->text[strlen(family)] == '.');
}

const py_value *py_arg_named(const py_value *call, const char *name)
{
    fx_each (const py_arg, arg, &call->args) {
        if (fx_same(arg->name, name))
            return arg->value;
    }
    return NULL;
}

const py_value *py_arg_placed(const py_value *call, size_t n)
{
    fx_each (const py_arg, arg, &call->args) {
        if (arg->name == NULL && n-- == 0)
            return arg->value;
    }
    return NULL;
}

const py_value *py_string(py_project *p, const py_scope *s, const py *at, const char *text)
{
    return py_new(p, s, at, PV_STRING, text);
}

/* NOLINTNEXTLINE(misc-no-recursion): values are bounded */
const char *py_key(fx_arena *a, const py_value *v)
{
    fx_str out = {.arena = a};

    if (v->kind == PV_STRING || v->kind == PV_OUTER || v->kind == PV_CLASS || v->kind == PV_NUMBER)
        return v->text;
    if (v->kind != PV_INDEX || py_key(a, v->of) == NULL)
        return NULL;
    fx_str_addf(&out, "%s[", py_key(a, v->of));
    fx_each (const py_value *const, item, &v->items) {
        const char *part = py_key(a, *item);

        if (part == NULL)
            return NULL;
        fx_str_addf(&out, "%s%s", item == v->items.at ? "" : ",", part);
    }
    fx_str_addc(&out, ']');
    return fx_str_text(&out);
}

bool py_is_known(const py_value *v)
{
    return v->kind == PV_BOOL || v->kind == PV_NONE || v->kind == PV_NUMBER ||
           v->kind == PV_STRING || v->kind == PV_LIST || v->kind == PV_DICT;
}

bool py_holds(const py_value *v)
{
    if (v->kind == PV_STRING)
        return *v->text != '\0';
    if (v->kind == PV_LIST || v->kind == PV_DICT)
        return v->items.n + v->args.n > 0;
    return py_true(v);
}

const char *py_below(fx_arena *a, const char *module, const char *name)
{
    size_t n = strlen(module);

    return fx_fmt(a, n == 0 || module[n - 1] == '.' ? "%s%s" : "%s.%s", module, name);
}

bool py_fail(py_project *p, const py_value *at, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    const char *text = fx_vfmt(p->err->arena, fmt, ap);
    va_end(ap);
    p->failed = true;
    return fx_fail_at(p->err, FX_INPUT, at->module == NULL ? NULL : at->module->file.path,
                      at->node == NULL ? 0 : at->node->line,
                      at->node == NULL ? 0 : at->node->column, "%s", text);
}

bool py_unknown(py_project *p, const py_value *v, const char *what)
{
    py_fail(p, v, "%s cannot be known without running the program: %s", what,
            v->kind == PV_UNKNOWN ? v->text : "not a value that is written out");
    return fx_hint(p->err, "Write the value out, or say it on that line: # fxgit: ...");
}
