/*
 * Which classes are tables: SQLModel's rules (framefox.md section 3.2) and
 * declarative mapping
 * (https://docs.sqlalchemy.org/en/20/orm/declarative_tables.html).
 */
#include <string.h>

#include "fx/base/str.h"
#include "python_collect.h"

/* ---- what a class derives from ---- */

static bool is_sqlmodel(const py_value *v)
{
    return py_is(v, "sqlmodel", "SQLModel") || py_is(v, "framefox", "AbstractEntity");
}

bool py_is_maker(const py_value *v)
{
    static const char *const names[] = {"declarative_base", "generate_base", "automap_base"};

    if (v->kind != PV_CALL)
        return false;
    const char *name = v->of->kind == PV_METHOD ? v->of->text : py_last(v->of);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (fx_same(names[i], name))
            return true;
    }
    return false;
}

/* db.Model; flask_sqlalchemy.Model alone is no declarative class. */
static bool is_flask_model(const py_value *v)
{
    return py_is(v, "flask", "Model") && v->of != NULL;
}

/* A base class, or what makes one. */
static bool is_base(const py_value *v)
{
    return py_is(v, "sqlalchemy", "DeclarativeBase") ||
           py_is(v, "sqlalchemy", "DeclarativeBaseNoMeta") || is_flask_model(v) || py_is_maker(v);
}

bool py_is_flask_table(py_project *p, const py_value *class_)
{
    const py_values all = py_mro(p, class_);

    fx_each (const py_value *const, c, &all) {
        const py_values bases = py_bases(p, *c);

        fx_each (const py_value *const, base, &bases) {
            if (is_flask_model(*base))
                return true;
        }
    }
    return false;
}

static bool has_decorator(py_project *p, const py_value *class_, const char *name)
{
    const py_scope s = {.module = class_->module};

    fx_each (const py *const, d, &class_->node->more->decorators) {
        const py_value *v = py_eval(p, &s, *d);

        if (v->kind == PV_CALL)
            v = v->of;
        if (fx_same(v->kind == PV_METHOD ? v->text : py_last(v), name))
            return true;
    }
    return false;
}

/* No library's base with columns: they are only looked at where a table derives from them. */
bool py_may_bring(const py_value *base)
{
    static const char *const none[] = {
        "Generic",         "Protocol",         "ABC",
        "object",          "BaseModel",        "SQLModel",
        "AbstractEntity",  "DeclarativeBase",  "DeclarativeBaseNoMeta",
        "Model",           "AsyncAttrs",       "MappedAsDataclass",
        "UserMixin",       "TypedDict",        "Serializer",
        "SerializerMixin", "AllFeaturesMixin", "ActiveRecordMixin",
    };

    if (py_is_maker(base) || base->kind == PV_CLASS)
        return false;
    for (size_t i = 0; base->kind == PV_OUTER && i < sizeof none / sizeof *none; i++) {
        if (fx_same(none[i], py_last(base)))
            return false;
    }
    return true;
}

static py_style style_of(py_project *p, const py_value *class_)
{
    const py_values all = py_mro(p, class_);
    py_style found = NO_TABLE;

    if (has_decorator(p, class_, "mapped") || has_decorator(p, class_, "mapped_as_dataclass"))
        return DECLARATIVE;
    fx_each (const py_value *const, c, &all) {
        const py_values bases = py_bases(p, *c);

        fx_each (const py_value *const, base, &bases) {
            if (is_sqlmodel(*base))
                return SQLMODEL;
            if (is_base(*base))
                found = DECLARATIVE;
        }
        if (c > all.at && has_decorator(p, *c, "as_declarative"))
            found = DECLARATIVE;
    }
    return found == NO_TABLE && py_remark_table(p, class_) != NULL ? DECLARATIVE : found;
}

/* The class that declarative classes derive from is no table. */
static bool is_the_base(py_project *p, const py_value *class_)
{
    const py_values bases = py_bases(p, class_);

    if (has_decorator(p, class_, "as_declarative"))
        return true;
    fx_each (const py_value *const, base, &bases) {
        if (is_base(*base) && !py_is_maker(*base) && !is_flask_model(*base))
            return true;
    }
    return false;
}

/* What decides whether the class is a table has to be written out. */
static bool flag(py_project *p, const py_value *class_, const py_value *v)
{
    if (v->kind != PV_BOOL && v->kind != PV_NONE && v->kind != PV_NUMBER)
        return py_unknown(p, v, fx_fmt(p->a, "whether %s is a table", class_->text));
    return py_true(v);
}

static bool says(py_project *p, const py_value *class_, const char *name)
{
    const py *own = py_class_own(class_, name);
    const py_scope s = {.module = class_->module};

    if (own == NULL || own->kind != PY_ASSIGN)
        return false;
    const py_value *v = py_eval(p, &s, own->right);

    return flag(p, class_, v);
}

static bool has_splat(const py_value *class_)
{
    fx_each (const py *const, kid, &class_->node->kids) {
        if ((*kid)->kind == PY_DSTAR)
            return true;
    }
    return false;
}

/* class Config: table = True */
static const py_value *config_flag(py_project *p, const py_value *class_)
{
    const py *own = py_class_own(class_, "Config");

    return own == NULL || own->kind != PY_CLASS
               ? NULL
               : py_class_attribute(p, py_class_value(p, class_->module, own), "table");
}

static bool table_said(py_project *p, const py_value *class_)
{
    const py_value *config, *said = py_class_keyword(p, class_, "table");

    if (said == NULL)
        said = config_flag(p, class_);
    if (said != NULL || has_splat(class_))
        return flag(p, class_, said != NULL ? said : class_);
    if (py_class_own(class_, "model_config") == NULL)
        return false;
    config = py_class_attribute(p, class_, "model_config");
    return (config->kind == PV_DICT || config->kind == PV_CALL) &&
           py_true(py_arg_named(config, "table"));
}

/* SQLModelMetaclass.__init__: "Only one of the base classes (or the current one) should be a table
 * model". */
static bool derives_from_table(py_project *p, const py_value *class_)
{
    const py_values all = py_mro(p, class_);

    for (size_t i = 1; i < all.n && !p->failed; i++) {
        if (table_said(p, all.at[i]))
            return true;
    }
    return false;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as classes derive */
const py_value *py_parent_table(py_project *p, const py_value *class_)
{
    const py_values all = py_mro(p, class_);
    py_style how;

    for (size_t i = 1; i < all.n; i++) {
        if (py_is_table(p, all.at[i], &how))
            return all.at[i];
    }
    return NULL;
}

/* The class that a special attribute is taken from, as _ClassScanMapperConfig of SQLAlchemy's
 * decl_base.py does it: what a table above says for itself counts only as a declared_attr. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as classes derive */
static const py_value *giver_of(py_project *p, const py_value *class_, const char *name)
{
    const py_values all = py_mro(p, class_);
    py_style how;

    fx_each (const py_value *const, c, &all) {
        const py *own = py_class_own(*c, name);

        if (own != NULL && (c == all.at || own->kind == PY_DEF || !py_is_table(p, *c, &how)))
            return *c;
    }
    return NULL;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as classes derive */
const py_value *py_special(py_project *p, const py_value *class_, const char *name)
{
    const py_value *giver = giver_of(p, class_, name);
    const py_value *v = giver == NULL ? NULL : py_class_attribute(p, giver, name);

    return v != NULL && v->kind == PV_DEF ? py_run(p, v, class_, NULL) : v;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as classes derive */
bool py_has_own_table(py_project *p, const py_value *class_)
{
    const py_value *name = py_special(p, class_, "__tablename__");

    return (name != NULL && name->kind != PV_NONE) || giver_of(p, class_, "__table__") != NULL;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as classes derive */
bool py_is_table(py_project *p, const py_value *class_, py_style *how)
{
    *how = style_of(p, class_);
    if (*how == NO_TABLE || says(p, class_, "__abstract__") || p->failed)
        return false;
    if (*how == SQLMODEL)
        return table_said(p, class_) && !derives_from_table(p, class_);
    if (is_the_base(p, class_))
        return false;
    if (py_remark_table(p, class_) != NULL || py_has_own_table(p, class_) ||
        py_parent_table(p, class_) != NULL)
        return true;
    return py_is_flask_table(p, class_); /* which names tables by itself */
}

bool py_makes_tables(py_project *p, const py_value *v)
{
    return v->kind == PV_CLASS ? style_of(p, v) == DECLARATIVE : is_base(v);
}

const char *py_default_tablename(py_project *p, const py_value *class_)
{
    return style_of(p, class_) == SQLMODEL ? fx_lower(p->a, class_->text) : NULL;
}
