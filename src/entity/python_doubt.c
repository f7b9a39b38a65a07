/*
 * Classes that look like tables and derive from what is not known: neither a
 * table that is passed over, nor one that is none.
 */
#include <string.h>

#include "fx/base/str.h"
#include "python_collect.h"

/* The last part of a name as it is written: db.Column is Column. */
static const char *last_of(const py *e)
{
    return e != NULL && (e->kind == PY_NAME || e->kind == PY_ATTR) ? e->text : NULL;
}

static bool is_column(const py *n)
{
    const char *maker =
        n->right != NULL && n->right->kind == PY_CALL ? last_of(n->right->left) : NULL;
    const py *type = n->more->type;

    return fx_same(maker, "Column") || fx_same(maker, "mapped_column") ||
           (type != NULL && type->kind == PY_INDEX && fx_same(last_of(type->left), "Mapped"));
}

static bool looks_like_table(py_project *p, const py_value *class_)
{
    if (py_class_own(class_, "__tablename__") != NULL ||
        py_class_own(class_, "__table__") != NULL || py_class_keyword(p, class_, "table") != NULL)
        return true;
    fx_each (const py *const, it, &class_->node->more->body) {
        if ((*it)->kind == PY_ASSIGN && is_column(*it))
            return true;
    }
    return false;
}

/* By its name it makes tables, and it is not one that is known to: other.db.Model. */
static bool makes_by_name(const py_value *base)
{
    static const char *const names[] = {"Base", "Model", "SQLModel", "DeclarativeBase",
                                        "DeclarativeBaseNoMeta"};

    if (base->kind != PV_OUTER || fx_same(py_family(base), "flask"))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (fx_same(names[i], py_last(base)))
            return true;
    }
    return false;
}

/* The first base, of the class or one above it, that is not known; NULL: all are. */
static const py_value *unknown_base(py_project *p, const py_value *class_)
{
    const py_values all = py_mro(p, class_);

    fx_each (const py_value *const, c, &all) {
        const py_values bases = py_bases(p, *c);

        fx_each (const py_value *const, base, &bases) {
            if (py_may_bring(*base) || makes_by_name(*base))
                return *base;
        }
    }
    return NULL;
}

static const char *why(fx_arena *a, const py_value *base)
{
    if (base->kind == PV_OUTER)
        return fx_fmt(a, "%s is not in the source", base->text);
    return base->kind == PV_UNKNOWN ? base->text : "its base is made as the program runs";
}

bool py_is_ignored(const py_value *class_)
{
    const char *remark = py_remark_of(&class_->module->file, class_->node->line);

    return remark != NULL && strstr(remark, "ignore: true") != NULL;
}

bool py_no_table(py_project *p, const py_value *class_, py_style how)
{
    const py_value *base;

    if (how != NO_TABLE || !looks_like_table(p, class_))
        return true;
    base = unknown_base(p, class_);
    if (base == NULL)
        return true;
    py_fail(p, class_, "whether %s is a table is not known: %s", class_->text, why(p->a, base));
    return fx_hint(p->err, "Say it on the line of the class: # fxgit: table: NAME, complete: true "
                           "(its bases bring no columns), or # fxgit: ignore: true.");
}
