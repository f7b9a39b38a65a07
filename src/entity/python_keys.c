/*
 * Keys, references, checks and indexes:
 * https://docs.sqlalchemy.org/en/20/core/constraints.html
 */
#include <stdlib.h>
#include <string.h>

#include "fx/base/hash.h"
#include "fx/base/str.h"
#include "python_write.h"

static const char *target_text(const writer *w, const py_target *t, const fx_strs *columns)
{
    const char *table = t->schema == NULL ? t->table : fx_fmt(w->a, "%s.%s", t->schema, t->table);

    return fx_fmt(w->a, "%s(%s)", table, fx_strs_join(w->a, columns, ", "));
}

static void add_foreign(const writer *w, const char *name, const fx_strs *columns,
                        const py_target *to, const fx_strs *others, const py_value *call,
                        const char *on_delete, const py_value *at)
{
    static const struct {
        const char *from, *to;
    } words[] = {
        {"ondelete", "on_delete"},
        {"onupdate", "on_update"}
    };
    fx_yaml *map = write_map(w, at);

    write_name(w, map, write_convention(w, "fk", columns, to->table, name), at);
    write_put(w, map, "columns", write_list(w, columns, at));
    write_set(w, map, "references", target_text(w, to, others), at);
    for (size_t i = 0; call != NULL && i < sizeof words / sizeof *words; i++) {
        const py_value *v = py_arg_named(call, words[i].from);

        if (v != NULL && v->kind == PV_STRING)
            write_set(w, map, words[i].to, fx_lower(w->a, v->text), v);
    }
    if (on_delete != NULL)
        write_set(w, map, "on_delete", fx_lower(w->a, on_delete), at);
    if (call != NULL && py_true(py_arg_named(call, "deferrable"))) {
        const py_value *when = py_arg_named(call, "initially");
        bool later =
            when != NULL && when->kind == PV_STRING && fx_same_case(when->text, "deferred");

        write_set(w, map, "deferrable", later ? "deferred" : "immediate", at);
    }
    fx_yaml_append(w->a, w->foreign_keys, map);
}

bool write_references(const writer *w, const py_column *c)
{
    fx_strs own = {.at = (const char *[]){c->name}, .n = 1};

    if (c->target != NULL) {
        py_target to;

        if (!write_target(w, c->at, c->target, &to))
            return false;
        fx_strs other = {.at = (const char *[]){to.column}, .n = 1};

        add_foreign(w, NULL, &own, &to, &other, NULL, c->on_delete, c->at);
    }
    fx_each (const py_value *const, fk, &c->references) {
        const py_value *first = py_arg_placed(*fk, 0);
        const char *name;
        py_target to;

        if (first == NULL)
            return py_fail(w->p, *fk, "ForeignKey() without a target");
        if (!write_target(w, first, NULL, &to) || !write_name_of(w, *fk, &name))
            return false;
        fx_strs other = {.at = (const char *[]){to.column}, .n = 1};

        add_foreign(w, name, &own, &to, &other, *fk, NULL, *fk);
    }
    return true;
}

/* Too long a name as SQLAlchemy cuts it for PostgreSQL, which takes the least:
 * https://docs.sqlalchemy.org/en/20/core/metadata.html, "max_identifier_length" */
static const char *cut(fx_arena *a, const char *name)
{
    enum { LONGEST = 63, LESS = 8, DIGITS = 4 };
    const char *hash;

    if (strlen(name) <= LONGEST)
        return name;
    hash = fx_md5(a, name);
    return fx_fmt(a, "%.*s_%s", LONGEST - LESS, name, hash + strlen(hash) - DIGITS);
}

/* The name of an index that none is said for: "ix_%(column_0_label)s", of the first column alone.
 */
static const char *index_name(const writer *w, const fx_strs *columns)
{
    const char *name = write_convention(w, "ix", columns, NULL, NULL);
    const char *first = columns->n == 0 ? "" : columns->at[0];

    if (name == NULL && w->t->schema != NULL)
        name = fx_fmt(w->a, "ix_%s_%s_%s", w->t->schema, w->t->name, first);
    else if (name == NULL)
        name = fx_fmt(w->a, "ix_%s_%s", w->t->name, first);
    return cut(w->a, name);
}

void write_flags(const writer *w, const py_column *c)
{
    fx_strs own = {.at = (const char *[]){c->name}, .n = 1};
    fx_yaml *map;

    if (c->index) {
        map = write_map(w, c->at);
        write_set(w, map, "name", index_name(w, &own), c->at);
        write_put(w, map, "columns", write_list(w, &own, c->at));
        if (c->unique)
            write_plain(w, map, "unique", "true", c->at);
        fx_yaml_append(w->a, w->indexes, map);
    } else if (c->unique) {
        map = write_map(w, c->at);
        write_name(w, map, write_convention(w, "uq", &own, NULL, NULL), c->at);
        write_put(w, map, "columns", write_list(w, &own, c->at));
        fx_yaml_append(w->a, w->uniques, map);
    }
}

static bool column_names(const writer *w, const py_value *call, size_t from, fx_strs *out)
{
    for (size_t i = from; py_arg_placed(call, i) != NULL; i++) {
        const py_value *v = py_arg_placed(call, i);
        const char *name = write_column_name(w, v);

        if (name == NULL)
            return py_unknown(w->p, v, "a column of a constraint");
        *fx_push(w->a, out) = name;
    }
    return true;
}

/* unique=True of the column says the same. */
static bool is_unique_already(const writer *w, const fx_strs *columns, const char *name)
{
    fx_each (const py_column, c, &w->t->columns) {
        if (name == NULL && columns->n == 1 && fx_same(c->name, columns->at[0]))
            return c->unique && !c->index;
    }
    return false;
}

static bool same_columns(const fx_yaml *x, const fx_yaml *y)
{
    bool same = x->items.n == y->items.n;

    for (size_t i = 0; same && i < x->items.n; i++)
        same = fx_same(x->items.at[i]->text, y->items.at[i]->text);
    return same;
}

/* Said twice, it is one, as to PostgreSQL:
 * https://www.postgresql.org/docs/15/sql-createtable.html, "UNIQUE" */
static bool is_there(const writer *w, const fx_yaml *map)
{
    const fx_yaml *name = fx_yaml_get(map, "name"), *columns = fx_yaml_get(map, "columns");

    fx_each (const fx_yaml *const, other, &w->uniques->items) {
        const fx_yaml *its = fx_yaml_get(*other, "name");
        bool same = name == NULL || its == NULL ? name == its : fx_same(name->text, its->text);

        if (same && same_columns(columns, fx_yaml_get(*other, "columns")))
            return true;
    }
    return false;
}

static bool write_unique(const writer *w, const py_value *call)
{
    fx_yaml *map = write_map(w, call);
    fx_strs columns = {0};
    const char *name;

    if (!column_names(w, call, 0, &columns) || !write_name_of(w, call, &name))
        return false;
    write_name(w, map, write_convention(w, "uq", &columns, NULL, name), call);
    write_put(w, map, "columns", write_list(w, &columns, call));
    if (is_unique_already(w, &columns, name) || is_there(w, map))
        return true;
    if (py_true(py_arg_named(call, "postgresql_nulls_not_distinct")))
        write_plain(w, map, "nulls_not_distinct", "true", call);
    if (py_true(py_arg_named(call, "deferrable")))
        write_set(w, map, "deferrable", "deferred", call);
    fx_yaml_append(w->a, w->uniques, map);
    return true;
}

static bool write_check(const writer *w, const py_value *call)
{
    const py_value *first = py_arg_placed(call, 0);
    fx_yaml *map = write_map(w, call);
    const fx_strs none = {0};
    const char *name;
    py_sql sql;

    if (first == NULL)
        first = py_arg_named(call, "sqltext");
    if (first == NULL)
        return py_fail(w->p, call, "CheckConstraint() without a condition");
    if (!write_sql(w, first, &sql) || !write_name_of(w, call, &name))
        return false;
    write_name(w, map, write_convention(w, "ck", &none, NULL, name), call);
    write_put_sql(w, map, "sql", &sql, first);
    fx_yaml_append(w->a, w->checks, map);
    return true;
}

static bool texts_of(const writer *w, const py_value *v, fx_strs *out)
{
    if (v == NULL || v->kind != PV_LIST)
        return py_unknown(w->p, v == NULL ? w->t->at : v, "the columns of a foreign key");
    fx_each (const py_value *const, item, &v->items) {
        const char *name = write_column_name(w, *item);

        if (name == NULL)
            return py_unknown(w->p, *item, "a column of a foreign key");
        *fx_push(w->a, out) = name;
    }
    return true;
}

static bool write_foreign(const writer *w, const py_value *call)
{
    const py_value *own = py_arg_placed(call, 0), *other = py_arg_placed(call, 1);
    fx_strs columns = {0}, others = {0};
    const char *name;
    py_target to = {0};

    own = own == NULL ? py_arg_named(call, "columns") : own;
    other = other == NULL ? py_arg_named(call, "refcolumns") : other;
    if (!texts_of(w, own, &columns) || !write_name_of(w, call, &name))
        return false;
    if (other == NULL || other->kind != PV_LIST)
        return py_unknown(w->p, other == NULL ? call : other, "the target of a foreign key");
    fx_each (const py_value *const, item, &other->items) {
        if (!write_target(w, *item, NULL, &to))
            return false;
        *fx_push(w->a, &others) = to.column;
    }
    add_foreign(w, name, &columns, &to, &others, call, NULL, call);
    return true;
}

/* ---- Index() ---- */

typedef struct order {
    bool descending;
    const char *nulls; /* NULL: not said */
} order;

static bool is_order(const char *name, order *o)
{
    if (fx_same(name, "desc"))
        o->descending = true;
    else if (fx_same(name, "nulls_first") || fx_same(name, "nullsfirst"))
        o->nulls = "first";
    else if (fx_same(name, "nulls_last") || fx_same(name, "nullslast"))
        o->nulls = "last";
    else
        return fx_same(name, "asc");
    return true;
}

/* What is left of desc("a"), Table.a.desc().nulls_last() */
static const py_value *without_order(const py_value *v, order *o)
{
    while (v->kind == PV_CALL) {
        const py_value *of = v->of, *inner = of->kind == PV_METHOD ? of->of : py_arg_placed(v, 0);

        if ((of->kind != PV_METHOD && of->kind != PV_OUTER) || inner == NULL ||
            !is_order(of->kind == PV_METHOD ? of->text : py_last(of), o))
            break;
        v = inner;
    }
    return v;
}

/* text("a"), text("a DESC") of a column that there is. */
static const char *name_in_text(const writer *w, const py_value *v, bool *descending)
{
    const py_value *first = v->kind == PV_CALL ? py_arg_placed(v, 0) : NULL;

    if (first == NULL || first->kind != PV_STRING ||
        (!fx_same(py_last(v->of), "text") && !fx_same(py_last(v->of), "column") &&
         !fx_same(py_last(v->of), "literal_column")))
        return NULL;
    const char *text = fx_trim(w->a, first->text), *blank = strrchr(text, ' ');
    bool down = blank != NULL && fx_same_case(blank, " desc");

    if (down || (blank != NULL && fx_same_case(blank, " asc")))
        text = fx_trim(w->a, fx_strndup(w->a, text, (size_t)(blank - text)));
    fx_each (const py_column, c, &w->t->columns) {
        if (!fx_same(c->name, text))
            continue;
        *descending = *descending || down;
        return c->name;
    }
    return NULL;
}

static void part_options(const writer *w, const py_value *call, const char *name, fx_yaml *map)
{
    const py_value *ops = py_arg_named(call, "postgresql_ops");
    const py_value *length = py_arg_named(call, "mysql_length");
    const py_value *op = ops == NULL ? NULL : py_arg_named(ops, name);

    if (op != NULL && op->kind == PV_STRING)
        write_set(w, map, "opclass", op->text, op);
    if (length != NULL && length->kind == PV_DICT)
        length = py_arg_named(length, name);
    if (length != NULL && length->kind == PV_NUMBER)
        write_plain(w, map, "length", length->text, length);
}

static bool part_sql(const writer *w, const py_value *v, fx_yaml *map)
{
    py_sql sql;

    if (!write_sql(w, v, &sql))
        return false;
    if (write_same_sql(&sql) == NULL) {
        py_fail(w->p, v, "the expression of an index is another one in each dialect: %s, %s, %s",
                sql.by[0], sql.by[1], sql.by[2]);
        return fx_hint(w->p->err, "Write it as text(\"...\").");
    }
    write_set(w, map, "sql", write_same_sql(&sql), v);
    return true;
}

static bool index_part(const writer *w, const py_value *v, const py_value *call, fx_yaml *list)
{
    fx_yaml *map = write_map(w, v);
    order o = {0};

    v = without_order(v, &o);
    const char *name = write_column_name(w, v);

    if (name == NULL)
        name = name_in_text(w, v, &o.descending);
    if (name != NULL)
        write_set(w, map, "column", name, v);
    else if (!part_sql(w, v, map))
        return false;
    if (o.descending)
        write_set(w, map, "order", "desc", v);
    if (o.nulls != NULL)
        write_set(w, map, "nulls", o.nulls, v);
    if (name != NULL)
        part_options(w, call, name, map);
    fx_yaml_append(w->a, list,
                   map->pairs.n == 1 && name != NULL ? write_placed(fx_yaml_scalar(w->a, name), v)
                                                     : map);
    return true;
}

/* For PostgreSQL and SQLite, which have partial indexes. */
static bool index_where(const writer *w, const py_value *call, fx_yaml *map)
{
    static const struct {
        const char *arg, *dialect;
        size_t by;
    } words[] = {
        {"postgresql_where", "postgresql", 2},
        {"sqlite_where",     "sqlite",     0}
    };
    fx_yaml *by = write_map(w, call);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const py_value *v = py_arg_named(call, words[i].arg);
        py_sql sql;

        if (v == NULL || v->kind == PV_NONE)
            continue;
        if (!write_sql(w, v, &sql))
            return false;
        write_set(w, by, words[i].dialect, sql.by[words[i].by], v);
    }
    if (by->pairs.n > 0)
        write_put(w, map, "where", by);
    return true;
}

static bool index_method(const writer *w, const py_value *call, fx_yaml *map)
{
    const py_value *method = py_arg_named(call, "postgresql_using");
    const py_value *prefix = py_arg_named(call, "mysql_prefix");
    const py_value *include = py_arg_named(call, "postgresql_include");
    fx_strs columns = {0};

    if (method != NULL && method->kind == PV_STRING && !fx_same_case(method->text, "btree"))
        write_set(w, map, "using", fx_lower(w->a, method->text), method);
    if (prefix != NULL && prefix->kind == PV_STRING && method == NULL)
        write_set(w, map, "using", fx_lower(w->a, prefix->text), prefix);
    if (include == NULL)
        return true;
    if (!texts_of(w, include, &columns))
        return false;
    write_put(w, map, "include", write_list(w, &columns, include));
    return true;
}

static const char *printed(fx_arena *a, const fx_yaml *y)
{
    fx_str out = {.arena = a};

    fx_yaml_print(&out, y, 0);
    return fx_str_text(&out);
}

/* index=True of a column, and Index() of the same name for just that: the database would have
 * refused the second one, so there is one. */
static bool is_indexed_already(const writer *w, const fx_yaml *map)
{
    fx_each (const fx_yaml *const, other, &w->indexes->items) {
        if (fx_same(printed(w->a, *other), printed(w->a, map)))
            return true;
    }
    return false;
}

static bool write_index(const writer *w, const py_value *call)
{
    const py_value *name = py_arg_placed(call, 0);
    fx_yaml *map = write_map(w, call), *list = write_map(w, call);
    fx_strs columns = {0};

    *list = *fx_yaml_list(w->a);
    write_placed(list, call);
    if (name == NULL || (name->kind != PV_STRING && name->kind != PV_NONE))
        return py_unknown(w->p, name == NULL ? call : name, "the name of an index");
    for (size_t i = 1; py_arg_placed(call, i) != NULL; i++) {
        const char *column = write_column_name(w, py_arg_placed(call, i));

        if (column != NULL)
            *fx_push(w->a, &columns) = column;
        if (!index_part(w, py_arg_placed(call, i), call, list))
            return false;
    }
    write_set(w, map, "name", name->kind == PV_STRING ? name->text : index_name(w, &columns), name);
    write_put(w, map, "columns", list);
    if (py_true(py_arg_named(call, "unique")))
        write_plain(w, map, "unique", "true", call);
    if (!index_where(w, call, map) || !index_method(w, call, map))
        return false;
    if (is_indexed_already(w, map))
        return true;
    fx_yaml_append(w->a, w->indexes, map);
    return true;
}

/* The check that Enum(create_constraint=True) adds, as SQLAlchemy writes it. */
void write_members_check(const writer *w, const py_column *c)
{
    const fx_strs none = {0};
    fx_strs texts = {0};
    fx_yaml *map = write_map(w, c->at);
    const char *name = *c->type.check == '\0' ? NULL : c->type.check;

    fx_each (const char *, member, &c->type.checked) {
        *fx_push(w->a, &texts) = fx_fmt(w->a, "'%s'", fx_replace(w->a, *member, "'", "''"));
    }
    write_name(w, map, write_convention(w, "ck", &none, NULL, name), c->at);
    write_set(w, map, "sql", fx_fmt(w->a, "%s IN (%s)", c->name, fx_strs_join(w->a, &texts, ", ")),
              c->at);
    fx_yaml_append(w->a, w->checks, map);
}

bool write_primary(writer *w, const py_value *call, const fx_strs *columns)
{
    const char *name = NULL;
    fx_strs said = {0};

    if (call != NULL && (!column_names(w, call, 0, &said) || !write_name_of(w, call, &name)))
        return false;
    name = write_convention(w, "pk", said.n > 0 ? &said : columns, NULL, name);
    w->primary = write_map(w, call != NULL ? call : w->t->at);
    write_name(w, w->primary, name, call != NULL ? call : w->t->at);
    write_put(w, w->primary, "columns",
              write_list(w, said.n > 0 ? &said : columns, call != NULL ? call : w->t->at));
    return true;
}

bool write_item(writer *w, const py_value *v)
{
    const fx_strs none = {0};

    if (v->kind == PV_NONE)
        return true;
    if (v->kind == PV_CALL) {
        const char *name = py_last(v->of);

        if (fx_same(name, "UniqueConstraint"))
            return write_unique(w, v);
        if (fx_same(name, "CheckConstraint"))
            return write_check(w, v);
        if (fx_same(name, "ForeignKeyConstraint"))
            return write_foreign(w, v);
        if (fx_same(name, "PrimaryKeyConstraint"))
            return write_primary(w, v, &none);
        if (fx_same(name, "Index"))
            return write_index(w, v);
    }
    return py_unknown(w->p, v, "what stands in __table_args__");
}
