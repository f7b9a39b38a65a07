/*
 * Introspection of SQLite: what sqlite_schema has, read from its own SQL.
 */
#include <string.h>

#include "drivers.h"
#include "fx/sql/split.h"
#include "fx/sql/sqlite.h"

static bool is_own(const char *name)
{
    return fx_starts(name, "sqlite_") || fx_own_table(name);
}

static bool is_virtual(const char *sql)
{
    fx_lexer lx = fx_lex(sql, strlen(sql));
    fx_token first = fx_lex_next(&lx), second = fx_lex_next(&lx);

    return fx_token_is(&first, "create") && fx_token_is(&second, "virtual");
}

static int by_kind(const void *x, const void *y)
{
    const fx_dependent *a = x, *b = y;
    int order = strcmp(a->kind, b->kind);

    return order != 0 ? order : strcmp(a->name, b->name);
}

/* "docs" of the virtual table has docs_data, docs_idx, ...:
 * https://sqlite.org/vtab.html#xshadowname */
/* https://sqlite.org/fts5.html#fts5_data_structures, fts3.html section 9, rtree.html section 6 */
static bool is_shadow(const fx_live *live, const char *name)
{
    static const char *const endings[] = {"_data",   "_idx",      "_content", "_docsize",
                                          "_config", "_segments", "_segdir",  "_stat",
                                          "_node",   "_rowid",    "_parent"};

    fx_each (const fx_dependent, d, &live->dependents) {
        size_t n = strlen(d->name);

        if (!fx_same(d->kind, "virtual table") || strncmp(name, d->name, n) != 0)
            continue;
        for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
            if (fx_same(name + n, endings[i]))
                return true;
        }
    }
    return false;
}

static void add_table(fx_arena *a, const char *name, const char *sql, fx_live *out)
{
    fx_table *t = fx_new(a, fx_table);

    fx_sqlite_read_table(a, sql, t);
    t->name = name;
    fx_schema_put(a, &out->schema, t);
}

/* `tables`: lower case, sorted; NULL: all. A table that a rebuild left is in everybody's way. */
static bool is_wanted(fx_arena *a, const fx_strs *tables, const char *name)
{
    return tables == NULL || fx_strs_has_sorted(tables, fx_lower(a, name)) ||
           fx_starts(name, "_fxgit_new_");
}

static void add_tables(fx_arena *a, const fx_rows *rows, const fx_strs *tables, fx_live *out)
{
    fx_each (const fx_row, r, rows) {
        const char *name = r->at[1], *sql = r->at[3];

        if (fx_same(r->at[0], "table") && sql != NULL && !is_own(name) &&
            is_wanted(a, tables, name) && !is_virtual(sql) && !is_shadow(out, name))
            add_table(a, name, sql, out);
    }
}

/* A key may leave it to the other table which columns it means. */
static void add_referred(fx_arena *a, const fx_rows *rows, fx_live *out)
{
    fx_strs referred = {0};

    fx_each (const fx_table *const, t, &out->schema.tables) {
        fx_each (const fx_foreign_key, fk, &(*t)->foreign_keys) {
            if (fx_schema_find(&out->schema, NULL, fk->ref_table) == NULL)
                *fx_push(a, &referred) = fx_lower(a, fk->ref_table);
        }
    }
    fx_strs_sort(&referred);
    add_tables(a, rows, &referred, out);
}

static void add_index(fx_arena *a, const char *table, const char *name, const char *sql,
                      fx_live *out)
{
    fx_table *t =
        (fx_table *)fx_schema_find(&out->schema, NULL, table); /* built here, not shared yet */
    const char *why;
    fx_index ix;

    if (t == NULL || sql == NULL)
        return;
    if (!fx_sqlite_read_index(a, sql, &ix, &why)) {
        if (t->unheld == NULL)
            t->unheld = why;
        return;
    }
    ix.name = name;
    *fx_push(a, &t->indexes) = ix;
}

/* REFERENCES without columns means the other table's primary key. */
static void settle_references(fx_arena *a, fx_live *out)
{
    fx_each (const fx_table *const, it, &out->schema.tables) {
        fx_table *t = (fx_table *)*it;

        fx_each (fx_foreign_key, fk, &t->foreign_keys) {
            const fx_table *other = NULL;

            fx_each (const fx_table *const, candidate, &out->schema.tables) {
                if (fx_same_case((*candidate)->name, fk->ref_table))
                    other = *candidate;
            }
            if (other == NULL)
                continue;
            fk->ref_table = other->name;
            bool given = fk->ref_columns.n > 0;

            for (size_t i = 0; !given && i < other->primary.columns.n; i++)
                *fx_push(a, &fk->ref_columns) = other->primary.columns.at[i];
        }
    }
}

static const char *own_name(const fx_table *t, const char *name)
{
    fx_each (const fx_column, c, &t->columns) {
        if (fx_same_case(c->name, name))
            return c->name;
    }
    return name;
}

static void settle_list(const fx_table *t, fx_strs *columns)
{
    for (size_t i = 0; i < columns->n; i++)
        columns->at[i] = own_name(t, columns->at[i]);
}

/* Names fold: a key may call the column Name that was declared as name. */
static void settle_columns(fx_live *out)
{
    fx_each (const fx_table *const, it, &out->schema.tables) {
        fx_table *t = (fx_table *)*it;

        settle_list(t, &t->primary.columns);
        fx_each (fx_key, k, &t->uniques) {
            settle_list(t, &k->columns);
        }
        fx_each (fx_foreign_key, fk, &t->foreign_keys) {
            const fx_table *other = fx_schema_find(&out->schema, NULL, fk->ref_table);

            settle_list(t, &fk->columns);
            if (other != NULL)
                settle_list(other, &fk->ref_columns);
        }
        fx_each (fx_index, ix, &t->indexes) {
            for (size_t i = 0; i < ix->columns.n; i++) {
                if (!fx_index_is_expression(ix, i))
                    ix->columns.at[i] = own_name(t, ix->columns.at[i]);
            }
        }
    }
}

/* "Orders" of a trigger's ON may be the table orders. */
static const char *table_of(const fx_live *live, const char *name)
{
    fx_each (const fx_table *const, t, &live->schema.tables) {
        if (fx_same_case((*t)->name, name))
            return (*t)->name;
    }
    return name;
}

static void add_texts(fx_arena *a, fx_live *out)
{
    fx_each (const fx_dependent, d, &out->dependents) {
        bool view = fx_same(d->kind, "view");
        const fx_text_object t = {.kind = view ? FX_VIEW : FX_TRIGGER,
                                  .table = view ? NULL : table_of(out, d->table),
                                  .name = d->name,
                                  .sql.all = d->sql};

        if (!fx_same(d->kind, "virtual table"))
            fx_schema_put_text(a, &out->schema, &t);
    }
}

bool fx_sqlite_inspect(fx_db *db, fx_arena *a, const fx_strs *tables, fx_live *out, fx_error *err)
{
    fx_rows rows = {0};

    *out = (fx_live){0};
    if (!fx_db_query(db, a, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid",
                     NULL, 0, &rows, err))
        return false;
    fx_each (const fx_row, r, &rows) {
        const char *type = r->at[0], *sql = r->at[3];
        bool table = fx_same(type, "table");

        if (fx_same(type, "index") || sql == NULL || (table && !is_virtual(sql)))
            continue;
        *fx_push(a, &out->dependents) =
            (fx_dependent){.kind = table ? "virtual table" : type,
                           .name = r->at[1],
                           .table = fx_same(type, "trigger") ? r->at[2] : NULL,
                           .sql = sql};
    }
    add_tables(a, &rows, tables, out);
    if (tables != NULL)
        add_referred(a, &rows, out);
    fx_each (const fx_row, r, &rows) {
        if (fx_same(r->at[0], "index"))
            add_index(a, r->at[2], r->at[1], r->at[3], out);
    }
    add_texts(a, out);
    settle_references(a, out);
    settle_columns(out);
    fx_sort(&out->dependents, by_kind);
    return true;
}
