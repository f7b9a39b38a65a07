#include <string.h>

#include "fx/base/hash.h"
#include "fx/model/read.h"
#include "inner.h"

const char *fx_schema_print(fx_arena *a, const fx_schema *s)
{
    fx_str out = {.arena = a};

    fx_each (const fx_enum, e, &s->enums) {
        fx_yaml *y = fx_yaml_map(a);
        const fx_object o = {.schema = e->schema, .table = e->name};

        fx_yaml_set(a, y, "enum", fx_yaml_scalar(a, fx_object_text(a, &o)));
        fx_yaml_set(a, y, "values", fx_yaml_strs(a, &e->members));
        fx_str_add(&out, out.n > 0 ? "---\n" : "");
        fx_yaml_print(&out, y, 0);
    }
    fx_each (const fx_table *const, t, &s->tables) {
        fx_str_add(&out, out.n > 0 ? "---\n" : "");
        fx_yaml_print(&out, fx_table_write(a, *t, "table"), 0);
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

const char *fx_fingerprint(fx_arena *a, const fx_schema *s)
{
    fx_arena *scratch = fx_arena_new();
    fx_schema sorted = fx_schema_copy(scratch, s);

    for (size_t i = 0; i < sorted.tables.n; i++) {
        fx_table *t = fx_table_copy(scratch, sorted.tables.at[i]);

        fx_sort(&t->columns, by_name);
        fx_sort(&t->uniques, by_key);
        fx_sort(&t->foreign_keys, by_reference);
        fx_sort(&t->checks, by_check);
        fx_sort(&t->indexes, by_index);
        sorted.tables.at[i] = t;
    }
    const char *text = fx_schema_print(scratch, &sorted);
    const char *hash = fx_fmt(a, "sha256:%s", fx_sha256(scratch, text, strlen(text)));

    fx_arena_free(scratch);
    return hash;
}
