/*
 * What names mean in the state that the steps so far lead to. An engine names
 * what a script left without a name, and later scripts use that name.
 */
#include <string.h>

#include "alembic.h"
#include "fx/base/str.h"
#include "fx/sql/split.h"

typedef struct found { /* one of a table's constraints */
    const char *kind;  /* of drop_constraint */
    const char *name;
    const fx_strs *columns;
    const fx_sql_text *sql; /* of a check */
} found;
typedef FX_VEC(found) founds;

static founds constraints_of(fx_arena *a, const fx_table *t)
{
    founds out = {0};

    fx_each (const fx_key, k, &t->uniques) {
        *fx_push(a, &out) = (found){"unique", k->name, &k->columns, NULL};
    }
    fx_each (const fx_foreign_key, k, &t->foreign_keys) {
        *fx_push(a, &out) = (found){"foreign_key", k->name, &k->columns, NULL};
    }
    fx_each (const fx_check, c, &t->checks) {
        *fx_push(a, &out) = (found){"check", c->name, NULL, &c->sql};
    }
    if (t->primary.columns.n > 0)
        *fx_push(a, &out) = (found){"primary_key", t->primary.name, &t->primary.columns, NULL};
    return out;
}

/* Alembic's word for a kind is ours, or without its second half. */
static bool is_kind(const found *f, const char *kind)
{
    return kind == NULL || fx_same(kind, f->kind) ||
           (fx_same(kind, "foreignkey") && fx_same(f->kind, "foreign_key")) ||
           (fx_same(kind, "primary") && fx_same(f->kind, "primary_key"));
}

/* Names that PostgreSQL
 * (https://www.postgresql.org/docs/15/sql-createtable.html#SQL-CREATETABLE-NOTES),
 * MySQL, and the usual naming conventions give. */
static bool engine_gives(const fx_alembic *al, const fx_table *t, const found *f, const char *name)
{
    fx_arena *a = al->a;
    const char *columns = f->columns == NULL ? "" : fx_strs_join(a, f->columns, "_");
    const char *first = f->columns == NULL || f->columns->n == 0 ? "" : f->columns->at[0];
    const bool unique = fx_same(f->kind, "unique"), foreign = fx_same(f->kind, "foreign_key");

    if (fx_same(f->kind, "primary_key"))
        return fx_ends(name, "_pkey") || fx_starts(name, "pk_") || fx_same_case(name, "primary");
    if (unique && (fx_same(name, fx_fmt(a, "%s_%s_key", t->name, columns)) || fx_same(name, first)))
        return true;
    if (foreign && (fx_same(name, fx_fmt(a, "%s_%s_fkey", t->name, columns)) ||
                    al_is_numbered(al, t, f->columns, name)))
        return true;
    if (f->sql != NULL)
        return fx_starts(name, t->name) && fx_ends(name, "_check");
    return (unique || foreign) &&
           fx_starts(name, fx_fmt(a, "%s_%s_%s", unique ? "uq" : "fk", t->name, columns));
}

/* The nameless one that `name` is the engine's word for; the only one of its kind, or with no name
 * at all the latest, as a script that names nothing takes back what it made. */
static const found *nameless(const fx_alembic *al, const fx_table *t, const founds *all,
                             const char *name, const char *kind)
{
    const found *last = NULL;
    size_t n = 0;

    fx_each (const found, f, all) {
        if (f->name != NULL || !is_kind(f, kind))
            continue;
        if (name != NULL && engine_gives(al, t, f, name))
            return f;
        last = f;
        n++;
    }
    return kind != NULL && (n == 1 || name == NULL) ? last : NULL;
}

static fx_yaml *drop_of(script *s, const py_value *at, const fx_object *table, const found *f)
{
    const fx_object o = {table->schema, table->table, f->name == NULL ? "" : f->name};
    fx_yaml *y = al_step(s, at, "drop_constraint", &o);

    al_put(s, y, "type", f->kind, at);
    if (f->name == NULL && f->sql != NULL)
        fx_yaml_set(s->a, y, "sql", fx_sql_text_write(s->a, f->sql));
    else if (f->name == NULL && !fx_same(f->kind, "primary_key"))
        fx_yaml_set(s->a, y, "columns", fx_yaml_strs(s->a, f->columns));
    return y;
}

bool al_find_constraint(script *s, const py_value *at, const fx_object *table, const char *name,
                        const char *kind, fx_yaml **out)
{
    const fx_table *t = fx_schema_find(s->state, table->schema, table->table);
    const found *f = NULL;
    founds all;

    if (t == NULL)
        return py_fail(s->p, at, "there is no table %s", table->table);
    all = constraints_of(s->a, t);
    fx_each (const found, own, &all) {
        if (name != NULL && fx_same(own->name, name) && is_kind(own, kind))
            f = own;
    }
    if (f == NULL)
        f = nameless(s->al, t, &all, name, kind);
    for (size_t i = all.n; f == NULL && name == NULL && kind != NULL && i-- > 0;)
        f = is_kind(&all.at[i], kind) ? &all.at[i] : NULL; /* named as PostgreSQL does it */
    if (f == NULL)
        return py_fail(s->p, at, "table %s has no constraint %s", table->table,
                       name == NULL ? "without a name" : name);
    *out = drop_of(s, at, table, f);
    return true;
}

static bool has_index(const fx_table *t, const char *name)
{
    fx_each (const fx_index, ix, &t->indexes) {
        if (fx_same(ix->name, name))
            return true;
    }
    return false;
}

const fx_table *al_find_index(const script *s, const fx_object *table, const char *name)
{
    fx_each (const fx_table *const, t, &s->state->tables) {
        bool here = table->table == NULL ||
                    (fx_same((*t)->name, table->table) && fx_same((*t)->schema, table->schema));

        if (here && has_index(*t, name))
            return *t;
    }
    return NULL;
}

/* A check bears the name of the one column that it names. */
static const char *checked_column(fx_arena *a, const fx_strs *columns, const char *sql)
{
    fx_strs named = {0};

    fx_each (const char *, name, columns) {
        if (fx_sql_mentions(sql, *name))
            *fx_push(a, &named) = *name;
    }
    return named.n == 1 ? named.at[0] : NULL;
}

typedef struct naming { /* of one constraint */
    const script *s;
    const fx_object *object;
    const fx_table *table; /* NULL: it is being made */
    const fx_strs *given;  /* names of this step */
} naming;

static bool is_taken(const naming *n, const char *name)
{
    founds all = {0};

    if (n->table != NULL)
        all = constraints_of(n->s->a, n->table);
    fx_each (const found, f, &all) {
        if (fx_same(f->name, name))
            return true;
    }
    return fx_strs_has(n->given, name) || (n->table != NULL && has_index(n->table, name));
}

/* https://github.com/postgres/postgres, src/backend/commands/indexcmds.c: ChooseRelationName */
static const char *postgresql_name(const naming *n, const char *ending, const fx_strs *columns,
                                   const char *sql)
{
    enum { NAME_MAX_BYTES = 63 };
    fx_arena *a = n->s->a;
    const char *table = n->object->table;
    const char *middle = sql != NULL               ? checked_column(a, columns, sql)
                         : fx_same(ending, "pkey") ? NULL
                                                   : fx_strs_join(a, columns, "_");
    const char *base = middle == NULL ? fx_fmt(a, "%s_%s", table, ending)
                                      : fx_fmt(a, "%s_%s_%s", table, middle, ending);
    const char *name = base;

    for (size_t i = 1; is_taken(n, name); i++)
        name = fx_fmt(a, "%s%zu", base, i);
    return strlen(name) <= NAME_MAX_BYTES ? name : NULL;
}

/* A key is called after its first column. A foreign key has a number, and stands on an index that
 * is called after its column only as long as it has no name: alembic_number.c. */
static const char *mysql_name(const naming *n, const char *ending, const fx_strs *columns)
{
    const char *name = columns->n == 0 ? NULL : columns->at[0];

    if (!fx_same(ending, "key"))
        return NULL;
    for (size_t i = 2; name != NULL && is_taken(n, name); i++)
        name = fx_fmt(n->s->a, "%s_%zu", columns->at[0], i);
    return name;
}

const char *al_engine_name(const script *s, const fx_object *table, const char *ending,
                           const fx_strs *columns, const char *sql, const fx_strs *given)
{
    const fx_strs *dialects = &s->al->dialects;
    const naming n = {s, table, fx_schema_find(s->state, table->schema, table->table), given};

    if (dialects->n != 1)
        return NULL;
    if (fx_same(dialects->at[0], "postgresql"))
        return postgresql_name(&n, ending, columns, sql);
    return fx_same(dialects->at[0], "mysql") || fx_same(dialects->at[0], "mariadb")
               ? mysql_name(&n, ending, columns)
               : NULL;
}

/* ---- what stands in the way ---- */

static bool text_uses(const fx_sql_text *sql, const char *column)
{
    if (sql->all != NULL && fx_sql_mentions(sql->all, column))
        return true;
    fx_each (const fx_variant, v, &sql->by) {
        if (fx_sql_mentions(v->text, column))
            return true;
    }
    return false;
}

static bool index_uses(const fx_index *ix, const char *column)
{
    for (size_t i = 0; i < ix->columns.n; i++) {
        if (fx_index_is_expression(ix, i) ? fx_sql_mentions(ix->columns.at[i], column)
                                          : fx_same(ix->columns.at[i], column))
            return true;
    }
    return fx_strs_has(&ix->include, column) || text_uses(&ix->where, column);
}

void al_clear_column(script *s, const py_value *at, const fx_object *column, fx_yaml *out)
{
    const fx_object table = {column->schema, column->table, NULL};
    const fx_table *t = fx_schema_find(s->state, table.schema, table.table);

    if (t == NULL)
        return; /* the step itself tells */
    const founds all = constraints_of(s->a, t);

    fx_each (const found, f, &all) {
        if (f->sql != NULL ? text_uses(f->sql, column->name)
                           : fx_strs_has(f->columns, column->name))
            fx_yaml_append(s->a, out, drop_of(s, at, &table, f));
    }
    fx_each (const fx_index, ix, &t->indexes) {
        const fx_object index = {table.schema, table.table, ix->name};

        if (ix->name != NULL && index_uses(ix, column->name))
            fx_yaml_append(s->a, out, al_step(s, at, "drop_index", &index));
    }
}

void al_clear_references(script *s, const py_value *at, const fx_object *table,
                         const fx_strs *columns, fx_yaml *out)
{
    fx_each (const fx_table *const, t, &s->state->tables) {
        const fx_object other = {(*t)->schema, (*t)->name, NULL};
        bool same = fx_same(other.table, table->table) && fx_same(other.schema, table->schema);

        fx_each (const fx_foreign_key, fk, &(*t)->foreign_keys) {
            const found f = {"foreign_key", fk->name, &fk->columns, NULL};
            bool refers =
                fx_same(fk->ref_table, table->table) && fx_same(fk->ref_schema, table->schema);

            if (refers && (columns == NULL ? !same : fx_strs_equal(&fk->ref_columns, columns)))
                fx_yaml_append(s->a, out, drop_of(s, at, &other, &f));
        }
    }
}

const fx_strs *al_key_columns(const script *s, const fx_object *table, const fx_yaml *drop)
{
    const fx_table *t = fx_schema_find(s->state, table->schema, table->table);
    const founds all = constraints_of(s->a, t);
    const fx_yaml *kind = fx_yaml_get(drop, "type");

    fx_each (const found, f, &all) {
        bool key = fx_same(f->kind, "primary_key") || fx_same(f->kind, "unique");
        const fx_object o = {table->schema, table->table, f->name == NULL ? "" : f->name};

        if (key && fx_same(f->kind, kind->text) &&
            fx_same(fx_object_text(s->a, &o), fx_yaml_get(drop, "drop_constraint")->text))
            return f->columns;
    }
    return NULL;
}
