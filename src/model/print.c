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

const char *fx_fingerprint(fx_arena *a, const fx_schema *s)
{
    fx_arena *scratch = fx_arena_new();
    fx_schema sorted = fx_schema_copy(scratch, s);

    for (size_t i = 0; i < sorted.tables.n; i++) {
        fx_table *t = fx_table_copy(scratch, sorted.tables.at[i]);

        fx_sort(&t->columns, by_name);
        sorted.tables.at[i] = t;
    }
    const char *text = fx_schema_print(scratch, &sorted);
    const char *hash = fx_fmt(a, "sha256:%s", fx_sha256(scratch, text, strlen(text)));

    fx_arena_free(scratch);
    return hash;
}
