/*
 * Which classes are tables, and what columns each has: SQLModel's rules
 * (framefox.md section 3.2) and declarative mapping
 * (https://docs.sqlalchemy.org/en/20/orm/declarative_tables.html). A class that
 * may be a table, or may have more columns than stand here, is an error.
 */
#include <string.h>

#include "fx/base/str.h"
#include "python.h"

typedef enum { NO_TABLE, SQLMODEL, DECLARATIVE } style;

/* ---- what a class derives from ---- */

static bool is_sqlmodel(const py_value *v)
{
    return py_is(v, "sqlmodel", "SQLModel") || py_is(v, "framefox", "AbstractEntity");
}

static bool is_maker(const py_value *v)
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

/* A base class, or what makes one. */
static bool is_base(const py_value *v)
{
    return py_is(v, "sqlalchemy", "DeclarativeBase") ||
           py_is(v, "sqlalchemy", "DeclarativeBaseNoMeta") || py_is(v, "flask", "Model") ||
           is_maker(v);
}

static bool has_decorator(py_project *p, const py_value *class_, const char *name)
{
    const py_scope s = {.module = class_->module};

    fx_each (const py *const, d, &class_->node->decorators) {
        const py_value *v = py_eval(p, &s, *d);

        if (v->kind == PV_CALL)
            v = v->of;
        if (fx_same(v->kind == PV_METHOD ? v->text : py_last(v), name))
            return true;
    }
    return false;
}

/* No library's base with columns: they are only looked at where a table derives from them. */
static bool brings_nothing(const py_value *v)
{
    static const char *const names[] = {
        "Generic",         "Protocol",         "ABC",
        "object",          "BaseModel",        "SQLModel",
        "AbstractEntity",  "DeclarativeBase",  "DeclarativeBaseNoMeta",
        "Model",           "AsyncAttrs",       "MappedAsDataclass",
        "UserMixin",       "TypedDict",        "Serializer",
        "SerializerMixin", "AllFeaturesMixin", "ActiveRecordMixin",
    };

    if (is_maker(v) || v->kind == PV_CLASS)
        return true;
    for (size_t i = 0; v->kind == PV_OUTER && i < sizeof names / sizeof *names; i++) {
        if (fx_same(names[i], py_last(v)))
            return true;
    }
    return false;
}

static style style_of(py_project *p, const py_value *class_)
{
    const py_values all = py_mro(p, class_);
    style found = NO_TABLE;

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
    return found;
}

/* The class that declarative classes derive from is no table. */
static bool is_the_base(py_project *p, const py_value *class_)
{
    const py_values bases = py_bases(p, class_);

    if (has_decorator(p, class_, "as_declarative"))
        return true;
    fx_each (const py_value *const, base, &bases) {
        if (is_base(*base) && py_class_own(class_, "__tablename__") == NULL && !is_maker(*base) &&
            !py_is(*base, "flask", "Model"))
            return true;
    }
    return false;
}

static bool says(py_project *p, const py_value *class_, const char *name)
{
    const py *own = py_class_own(class_, name);
    const py_scope s = {.module = class_->module};

    return own != NULL && own->kind == PY_ASSIGN && py_true(py_eval(p, &s, own->right));
}

static bool table_said(py_project *p, const py_value *class_)
{
    const py_value *config;

    if (py_true(py_class_keyword(p, class_, "table")))
        return true;
    if (py_class_own(class_, "model_config") == NULL)
        return false;
    config = py_class_attribute(p, class_, "model_config");
    return (config->kind == PV_DICT || config->kind == PV_CALL) &&
           py_true(py_arg_named(config, "table"));
}

static bool is_table(py_project *p, const py_value *class_, style *how);

/* The nearest table that the class derives from; NULL: none. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as classes derive */
static const py_value *parent_table(py_project *p, const py_value *class_)
{
    const py_values all = py_mro(p, class_);
    style how;

    for (size_t i = 1; i < all.n; i++) {
        if (is_table(p, all.at[i], &how))
            return all.at[i];
    }
    return NULL;
}

/* __tablename__ of the class, or of a base that is no table itself. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as classes derive */
static const py_value *own_tablename(py_project *p, const py_value *class_)
{
    const py_values all = py_mro(p, class_);
    const py_value *parent = all.n > 1 ? parent_table(p, class_) : NULL;

    fx_each (const py_value *const, c, &all) {
        if (parent != NULL && (*c)->node == parent->node)
            return NULL;
        if (py_class_own(*c, "__tablename__") != NULL || py_class_own(*c, "__table__") != NULL)
            return *c;
    }
    return NULL;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as classes derive */
static bool is_table(py_project *p, const py_value *class_, style *how)
{
    *how = style_of(p, class_);
    if (*how == NO_TABLE || says(p, class_, "__abstract__"))
        return false;
    if (*how == SQLMODEL)
        return table_said(p, class_);
    if (is_the_base(p, class_))
        return false;
    if (own_tablename(p, class_) != NULL || parent_table(p, class_) != NULL)
        return true;
    /* flask_sqlalchemy names tables by itself */
    const py_values all = py_mro(p, class_);

    fx_each (const py_value *const, c, &all) {
        const py_values bases = py_bases(p, *c);

        fx_each (const py_value *const, base, &bases) {
            if (py_is(*base, "flask", "Model"))
                return true;
        }
    }
    return false;
}

/* ---- names ---- */

/* GameSession -> game_session, as flask_sqlalchemy does it. */
static const char *snake(fx_arena *a, const char *name)
{
    fx_str out = {.arena = a};

    for (const char *c = name; *c != '\0'; c++) {
        bool up = *c >= 'A' && *c <= 'Z';
        bool before = c > name && !(c[-1] >= 'A' && c[-1] <= 'Z');
        bool after = c[1] >= 'a' && c[1] <= 'z';

        if (up && c > name && c[-1] != '_' && (before || after))
            fx_str_addc(&out, '_');
        fx_str_addc(&out, (char)(up ? *c - 'A' + 'a' : *c));
    }
    return fx_str_text(&out);
}

static const char *remark_table(py_project *p, const py_value *class_)
{
    const char *text = py_remark_of(&class_->module->file, class_->node->line);
    fx_error probe = {.arena = p->a};
    const fx_yaml *y, *name;

    if (text == NULL)
        return NULL;
    const char *flow = fx_fmt(p->a, "{%s}", text);

    y = fx_yaml_parse(p->a, "remark", flow, strlen(flow), &probe);
    name = fx_yaml_get(y, "table");
    return name == NULL ? NULL : name->text;
}

/* A method of a mixin, or a declared_attr, runs for the class. */
static const py_value *attribute_for(py_project *p, const py_value *class_, const char *name)
{
    const py_value *v = py_class_attribute(p, class_, name);

    return v != NULL && v->kind == PV_DEF ? py_run(p, v, class_, NULL) : v;
}

static bool read_name(py_project *p, const py_value *class_, style how, py_table *t)
{
    const py_value *v = attribute_for(p, class_, "__tablename__");

    t->name = remark_table(p, class_);
    if (t->name != NULL)
        return true;
    if (v != NULL && v->kind != PV_STRING) {
        py_fail(p, v->kind == PV_UNKNOWN ? v : class_,
                "the name of the table of %s cannot be known without running the program: %s",
                class_->text, v->kind == PV_UNKNOWN ? v->text : "it is no text");
        return fx_hint(p->err, "Write it out, or say it on the line of the class: "
                               "# fxgit: table: name");
    }
    if (v != NULL)
        t->name = v->text;
    else
        t->name = how == SQLMODEL ? fx_lower(p->a, class_->text) : snake(p->a, class_->text);
    return true;
}

/* ---- what stands in __table_args__ ---- */

static void add_options(py_project *p, py_table *t, const py_value *dict)
{
    fx_each (const py_arg, arg, &dict->args) {
        const py_value *v = arg->value;

        if (fx_same(arg->name, "schema") && v->kind == PV_STRING)
            t->schema = v->text;
        *fx_push(p->a, &t->options) = *arg;
    }
}

static bool read_args(py_project *p, const py_value *class_, py_table *t)
{
    const py_value *v = attribute_for(p, class_, "__table_args__");

    if (v == NULL || v->kind == PV_NONE)
        return true;
    if (v->kind == PV_DICT) {
        add_options(p, t, v);
        return true;
    }
    if (v->kind != PV_LIST)
        return py_unknown(p, v, "__table_args__");
    fx_each (const py_value *const, item, &v->items) {
        if ((*item)->kind == PV_DICT)
            add_options(p, t, *item);
        else
            *fx_push(p->a, &t->items) = *item;
    }
    return true;
}

/* metadata = MetaData(schema=..., naming_convention={...}) of the base, or SQLModel.metadata.x = y
 */
static const py_value *metadata_of(py_project *p, const py_value *class_)
{
    const py_value *v = py_class_attribute(p, class_, "metadata");
    const py_values all = py_mro(p, class_);

    if (v != NULL)
        return v;
    fx_each (const py_value *const, c, &all) {
        const py_values bases = py_bases(p, *c);

        fx_each (const py_value *const, base, &bases) {
            const py_value *maker = is_maker(*base) ? *base : NULL;

            /* registry(metadata=...).generate_base() */
            if (maker != NULL && maker->of->kind == PV_METHOD && maker->of->of->kind == PV_CALL)
                maker = maker->of->of;
            if (maker != NULL && py_arg_named(maker, "metadata") != NULL)
                return py_arg_named(maker, "metadata");
        }
    }
    return NULL;
}

static bool from_metadata(py_project *p, const py_value *metadata, py_table *t)
{
    const py_value *schema, *names;

    if (p->conventions != NULL) {
        const py_scope s = {.module = p->conventions_in};

        names = py_eval(p, &s, p->conventions);
        if (names->kind != PV_DICT)
            return py_unknown(p, names, "naming_convention");
        t->conventions = names;
    }
    if (metadata == NULL || metadata->kind != PV_CALL)
        return true;
    schema = py_arg_named(metadata, "schema");
    names = py_arg_named(metadata, "naming_convention");
    if (t->schema == NULL && schema != NULL && schema->kind == PV_STRING)
        t->schema = schema->text;
    if (names != NULL && names->kind != PV_NONE && names->kind != PV_DICT)
        return py_unknown(p, names, "naming_convention");
    if (names != NULL && names->kind == PV_DICT)
        t->conventions = names;
    return true;
}

/* ---- columns ---- */

static void drop_column(py_table *t, const char *attribute)
{
    for (size_t i = 0; i < t->columns.n; i++) {
        if (!fx_same(t->columns.at[i].attribute, attribute))
            continue;
        memmove(&t->columns.at[i], &t->columns.at[i + 1],
                (t->columns.n - i - 1) * sizeof *t->columns.at);
        t->columns.n--;
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

        if ((n->kind == PY_ASSIGN && (n->type != NULL || n->right->kind == PY_CALL)) ||
            declares(&n->body) || declares(&n->orelse))
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

            if (!flatten(p, class_, holds ? &n->body : &n->orelse, out))
                return false;
        } else if (declares(&n->body) || declares(&n->orelse)) {
            const py_value *at =
                py_not_known(p, &in, n, "it stands under a condition, or in a loop");

            return py_unknown(p, at, fx_fmt(p->a, "what %s declares here", class_->text));
        }
    }
    return true;
}

/* Fields of one class, in the order of its body. */
static bool add_fields(py_project *p, const py_value *class_, py_table *t)
{
    const py_scope s = {.module = class_->module},
                   in = {.module = class_->module, .class_ = class_};
    py_list body = {0};

    if (!flatten(p, class_, &class_->node->body, &body))
        return false;
    fx_each (const py *const, it, &body) {
        const py *n = *it;
        const py_value *annotation, *value;
        py_column c;
        bool column;

        if (n->kind != PY_ASSIGN || n->type == NULL || n->left->kind != PY_NAME ||
            *n->left->text == '_' || fx_same(n->left->text, "model_config"))
            continue;
        annotation = py_eval(p, &s, n->type);
        value = n->right == NULL ? NULL : py_eval(p, &in, n->right);
        if (!py_field(p, n->left->text, annotation, value, &c, &column))
            return false;
        py_value *at = fx_new(p->a, py_value);

        at->node = n;
        at->module = class_->module;
        c.at = at;
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
    static const char *const names[] = {"relationship",   "Relationship", "association_proxy",
                                        "synonym",        "composite",    "query_expression",
                                        "dynamic_loader", "backref",      "hybrid_property",
                                        "column_property"};
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
    fx_each (const py *const, d, &def->decorators) {
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

static bool add_mapped(py_project *p, const py_value *class_, const py_value *of, const py *n,
                       py_table *t)
{
    const py_scope s = {.module = class_->module},
                   in = {.module = class_->module, .class_ = class_};
    const py_value *annotation = NULL, *value = NULL;
    const char *name = n->kind == PY_DEF ? n->text : n->left->text;
    py_column c;

    if (n->kind == PY_DEF) {
        value = inner_column(attribute_for(p, of, name));
        if (value != NULL && value->kind == PV_UNKNOWN && *name != '_')
            return py_unknown(p, value, fx_fmt(p->a, "what %s() declares", name));
    } else {
        annotation = n->type == NULL ? NULL : py_eval(p, &s, n->type);
        value = n->right == NULL ? NULL : inner_column(py_eval(p, &in, n->right));
    }
    bool mapped = is_mapped(annotation);

    if (value != NULL && value->kind == PV_UNKNOWN && n->right != NULL &&
        n->right->kind == PY_CALL && *name != '_')
        return py_unknown(p, value, fx_fmt(p->a, "what %s.%s is", class_->text, name));
    if (is_relationship(value))
        return true;
    if (!py_is_column(value) && !mapped)
        return may_not_be(p, class_, value, n, name);
    if (!py_is_column(value) && (value != NULL || is_relation(p, annotation)))
        return !p->failed;
    if (p->failed || !py_read_column(p, name, mapped ? annotation : NULL,
                                     py_is_column(value) ? value : NULL, &c))
        return false;
    py_value *at = fx_new(p->a, py_value);

    at->node = n;
    at->module = class_->module;
    c.at = at;
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

    if (!flatten(p, class_, &class_->node->body, &body))
        return false;
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
        if (brings_nothing(*base))
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

static bool add_columns(py_project *p, const py_value *class_, style how, py_table *t)
{
    const py_values all = py_mro(p, class_);
    const py_value *parent = how == DECLARATIVE ? parent_table(p, class_) : NULL;
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

/* ---- one class ---- */

static py_table *table_of(const py_tables *all, const py_value *class_)
{
    fx_each (py_table *const, t, all) {
        if ((*t)->at->node == class_->node)
            return *t;
    }
    return NULL;
}

static bool add_class(py_project *p, const py_value *class_, py_tables *out);
static bool add_table(py_project *p, const py_value *call, py_tables *out);

/* Single-table inheritance: the columns go to the parent's table. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as classes derive */
static bool add_to_parent(py_project *p, const py_value *class_, const py_value *parent,
                          py_tables *out)
{
    if (!add_class(p, parent, out))
        return false;
    while (table_of(out, parent) == NULL && parent_table(p, parent) != NULL)
        parent = parent_table(p, parent);
    py_table *t = table_of(out, parent);

    if (t == NULL)
        return py_fail(p, class_, "%s has no table", class_->text);
    py_table own = {0};

    if (!add_columns(p, class_, DECLARATIVE, &own))
        return false;
    fx_each (const py_column, c, &own.columns) {
        put_column(p, t, c);
    }
    return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as classes derive */
static bool add_class(py_project *p, const py_value *class_, py_tables *out)
{
    const py_value *parent;
    style how;

    if (p->failed || table_of(out, class_) != NULL || !is_table(p, class_, &how))
        return !p->failed;
    parent = how == DECLARATIVE ? parent_table(p, class_) : NULL;
    if (parent != NULL && own_tablename(p, class_) == NULL)
        return add_to_parent(p, class_, parent, out);
    const py_value *own = how == DECLARATIVE ? py_class_attribute(p, class_, "__table__") : NULL;

    if (own != NULL && own->kind == PV_CALL && py_is(own->of, "sqlalchemy", "Table"))
        return add_table(p, own, out);
    if (own != NULL)
        return py_unknown(p, own, fx_fmt(p->a, "the table of %s", class_->text));
    py_table *t = fx_new(p->a, py_table);

    t->at = class_;
    p->type_map = py_class_attribute(p, class_, "type_annotation_map");
    if (p->type_map != NULL && p->type_map->kind != PV_DICT)
        return py_unknown(p, p->type_map, "type_annotation_map");
    if (!read_name(p, class_, how, t) || !read_args(p, class_, t) ||
        !from_metadata(p, metadata_of(p, class_), t) || !add_columns(p, class_, how, t))
        return false;
    if (t->columns.n == 0)
        return py_fail(p, class_, "the table %s has no columns", t->name);
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

static bool add_table(py_project *p, const py_value *call, py_tables *out)
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
    if (!from_metadata(p, py_arg_placed(call, 1), t))
        return false;
    *fx_push(p->a, out) = t;
    return true;
}

/* Is the class a table, if the condition that it stands under holds? */
static bool add_binding(py_project *p, py_module *m, const py_binding *b, py_tables *out)
{
    const py_scope s = {.module = m};
    const py_value *v;
    style how;

    if (b->never || (b->node->kind != PY_CLASS && b->node->kind != PY_ASSIGN) ||
        (b->node->kind == PY_ASSIGN && (b->node->right == NULL || b->node->right->kind != PY_CALL)))
        return true;
    v = b->node->kind == PY_CLASS ? py_name(p, &s, b->node, b->name)
                                  : py_eval(p, &s, b->node->right);
    if (p->failed)
        return false;
    bool is_call = v->kind == PV_CALL && py_is(v->of, "sqlalchemy", "Table");

    if (b->perhaps && (is_call || (v->kind == PV_CLASS && is_table(p, v, &how)))) {
        py_fail(p, v, "%s stands under a condition: whether it is there is not known", b->name);
        return fx_hint(p->err, "Declare it without a condition.");
    }
    if (is_call)
        return add_table(p, v, out);
    return v->kind != PV_CLASS || v->node != b->node || add_class(p, v, out);
}

/* ---- tables that are made when a function runs ---- */

static bool says_table(const py *class_)
{
    fx_each (const py *const, kid, &class_->kids) {
        if ((*kid)->kind == PY_KEYWORD && fx_same((*kid)->text, "table") && (*kid)->left != NULL &&
            (*kid)->left->kind == PY_TRUE)
            return true;
    }
    return false;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tree */
static bool check_inside(py_project *p, py_module *m, const py_list *body, bool inside)
{
    fx_each (const py *const, it, body) {
        const py *n = *it;
        const char *remark = n->kind == PY_CLASS ? py_remark_of(&m->file, n->line) : NULL;
        bool ignored = remark != NULL && strstr(remark, "ignore: true") != NULL;

        if (inside && n->kind == PY_CLASS && says_table(n) && !ignored) {
            py_fail(p, py_class_value(p, m, n), "the table %s is made when a function runs",
                    n->text);
            return fx_hint(p->err, "Move the class out of the function; if it is no table of the "
                                   "project, say so on its line: # fxgit: ignore: true");
        }
        if (!check_inside(p, m, &n->body, inside || n->kind == PY_DEF) ||
            !check_inside(p, m, &n->orelse, inside))
            return false;
    }
    return true;
}

/* ---- Index("name", User.email) behind the class ---- */

/* The table whose column stands in a value; NULL: none. */
/* NOLINTNEXTLINE(misc-no-recursion): values are bounded */
static py_table *table_in(const py_tables *all, const py_value *v)
{
    py_table *found = NULL;

    if (v->owner != NULL)
        return table_of(all, v->owner);
    if (v->kind == PV_METHOD) /* links.c.a */
        return v->of->kind == PV_CALL ? table_of(all, v->of) : table_in(all, v->of);
    if (v->kind != PV_CALL)
        return NULL;
    if (v->of->kind == PV_METHOD) /* User.email.desc() */
        return table_in(all, v->of->of);
    fx_each (const py_arg, arg, &v->args) {
        if (found == NULL)
            found = table_in(all, arg->value);
    }
    return found;
}

static void add_index(py_project *p, const py_value *v, const py_tables *all)
{
    py_table *t = v->kind == PV_CALL && py_is(v->of, "sqlalchemy", "Index") && v->owner == NULL
                      ? table_in(all, v)
                      : NULL;

    if (t != NULL)
        *fx_push(p->a, &t->items) = v;
}

static bool add_indexes(py_project *p, py_module *m, const py_tables *all)
{
    const py_scope s = {.module = m};

    fx_each (const py *const, it, &m->file.root->body) {
        const py *e = (*it)->kind == PY_EXPR     ? (*it)->left
                      : (*it)->kind == PY_ASSIGN ? (*it)->right
                                                 : NULL;

        if (e != NULL && e->kind == PY_CALL)
            add_index(p, py_eval(p, &s, e), all);
    }
    return !p->failed;
}

/* Table("links", metadata, ...) that nobody names. */
static bool add_expressions(py_project *p, py_module *m, py_tables *out)
{
    const py_scope s = {.module = m};

    fx_each (const py *const, it, &m->file.root->body) {
        if ((*it)->kind != PY_EXPR || (*it)->left == NULL || (*it)->left->kind != PY_CALL)
            continue;
        const py_value *v = py_eval(p, &s, (*it)->left);

        if (v->kind == PV_CALL && py_is(v->of, "sqlalchemy", "Table") && !add_table(p, v, out))
            return false;
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
        if (m->known &&
            (!add_expressions(p, m, out) || !check_inside(p, m, &m->file.root->body, false)))
            return false;
    }
    for (size_t i = 0; i < p->modules.n && !p->failed; i++) {
        if (p->modules.at[i]->known && !add_indexes(p, p->modules.at[i], out))
            return false;
    }
    return !p->failed;
}
