#include <string.h>

#include "fx/base/hash.h"
#include "fx/model/read.h"
#include "inner.h"

fx_yamls fx_schema_write(fx_arena *a, const fx_schema *s)
{
    fx_yamls out = {0};

    fx_each (const fx_enum, e, &s->enums) {
        fx_yaml *y = fx_yaml_map(a);
        const fx_object o = {.schema = e->schema, .table = e->name};

        fx_yaml_set(a, y, "enum", fx_yaml_scalar(a, fx_object_text(a, &o)));
        fx_yaml_set(a, y, "values", fx_yaml_strs(a, &e->members));
        *fx_push(a, &out) = y;
    }
    fx_each (const fx_table *const, t, &s->tables) {
        *fx_push(a, &out) = fx_table_write(a, *t, "table");
    }
    fx_each (const fx_text_object, t, &s->texts) {
        *fx_push(a, &out) = fx_text_object_write(a, t);
    }
    return out;
}

const char *fx_schema_print(fx_arena *a, const fx_schema *s)
{
    const fx_yamls all = fx_schema_write(a, s);
    fx_str out = {.arena = a};

    fx_each (const fx_yaml *const, y, &all) {
        fx_str_add(&out, out.n > 0 ? "---\n" : "");
        fx_yaml_print(&out, *y, 0);
    }
    return fx_str_text(&out);
}

static int by_name(const void *x, const void *y)
{
    return strcmp(((const fx_column *)x)->name, ((const fx_column *)y)->name);
}

static int by_texts(const fx_strs *x, const fx_strs *y)
{
    for (size_t i = 0; i < x->n && i < y->n; i++) {
        int order = strcmp(x->at[i], y->at[i]);

        if (order != 0)
            return order;
    }
    return (x->n > y->n) - (x->n < y->n);
}

static int by_text(const char *x, const char *y)
{
    return strcmp(x == NULL ? "" : x, y == NULL ? "" : y);
}

static int by_key(const void *x, const void *y)
{
    const fx_key *a = x, *b = y;
    int order = by_texts(&a->columns, &b->columns);

    return order != 0 ? order : by_text(a->name, b->name);
}

static int by_reference(const void *x, const void *y)
{
    const fx_foreign_key *a = x, *b = y;
    int order = by_texts(&a->columns, &b->columns);

    order = order != 0 ? order : by_text(a->ref_table, b->ref_table);
    return order != 0 ? order : by_text(a->name, b->name);
}

static int by_check(const void *x, const void *y)
{
    const fx_check *a = x, *b = y;
    int order = by_text(a->sql.all, b->sql.all);

    return order != 0 ? order : by_text(a->name, b->name);
}

static int by_index(const void *x, const void *y)
{
    const fx_index *a = x, *b = y;
    int order = by_texts(&a->columns, &b->columns);

    order = order != 0 ? order : by_text(a->where.all, b->where.all);
    order = order != 0 ? order : (a->unique > b->unique) - (a->unique < b->unique);
    return order != 0 ? order : by_text(a->name, b->name);
}

static fx_table *sorted_table(fx_arena *a, const fx_table *t)
{
    fx_table *out = fx_table_copy(a, t);

    fx_sort(&out->uniques, by_key);
    fx_sort(&out->foreign_keys, by_reference);
    fx_sort(&out->checks, by_check);
    fx_sort(&out->indexes, by_index);
    return out;
}

/* SQLite's own names are the same in either case; those of others are as they are. */
static const char *own_collation(fx_arena *a, const char *name)
{
    static const char *const sqlite[] = {"binary", "nocase", "rtrim"};

    for (size_t i = 0; i < FX_COUNT(sqlite); i++) {
        if (fx_same_case(name, sqlite[i]))
            return fx_collation_fold(a, name);
    }
    return name;
}

static void fold(fx_arena *a, fx_sql_text *t)
{
    if (t->all != NULL)
        t->all = fx_sql_fold(a, t->all);
}

const fx_table *fx_table_canonical(fx_arena *a, const fx_table *t)
{
    fx_table *out = fx_table_copy(a, t);

    fx_each (fx_column, c, &out->columns) {
        c->nullable = !fx_column_not_null(out, c);
        fold(a, &c->generated);
        fold(a, &c->def.sql);
        if (c->collate != NULL)
            c->collate = own_collation(a, c->collate);
    }
    fx_each (fx_check, c, &out->checks) {
        fold(a, &c->sql);
    }
    fx_each (fx_index, ix, &out->indexes) {
        fold(a, &ix->where);
        for (size_t i = 0; i < ix->columns.n; i++) {
            if (fx_index_is_expression(ix, i))
                ix->columns.at[i] = fx_sql_fold(a, ix->columns.at[i]);
        }
        fx_each (fx_index_part, p, &ix->parts) {
            if (p->collate != NULL)
                p->collate = own_collation(a, p->collate);
        }
    }
    return sorted_table(a, out);
}

static void add(fx_str *all, const char *text)
{
    if (*text != '\0' && all->n > 0)
        fx_str_add(all, "---\n");
    fx_str_add(all, text);
}

/* One table after the other, in the same memory: to take new pages for all of them costs as much as
 * to print them. */
static void add_table(fx_str *all, const fx_table *t, fx_arena *scratch)
{
    fx_table *sorted = sorted_table(scratch, t);

    fx_sort(&sorted->columns, by_name);
    if (all->n > 0)
        fx_str_add(all, "---\n");
    fx_yaml_print(all, fx_table_write(scratch, sorted, "table"), 0);
    fx_arena_clear(scratch);
}

const char *fx_fingerprint(fx_arena *a, const fx_schema *s)
{
    fx_arena *scratch = fx_arena_new(), *one = fx_arena_new();
    const fx_schema before = {.enums = s->enums}, after = {.texts = s->texts};
    fx_str all = {.arena = scratch};

    add(&all, fx_schema_print(scratch, &before));
    fx_each (const fx_table *const, t, &s->tables) {
        add_table(&all, *t, one);
    }
    add(&all, fx_schema_print(scratch, &after));
    const char *hash = fx_fmt(a, "sha256:%s", fx_sha256(scratch, fx_str_text(&all), all.n));

    fx_arena_free(one);
    fx_arena_free(scratch);
    return hash;
}
