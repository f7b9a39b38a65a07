#include <string.h>

#include "fx/model/names.h"
#include "fx/model/read.h"
#include "inner.h"

static const char *where(fx_arena *a, const fx_table *t)
{
    if (t->file == NULL)
        return "another file";
    return fx_fmt(a, "%s:%zu", t->file, t->line);
}

/* Two files that both declare a table would hide one of them. */
static bool add_table(fx_arena *a, const fx_yaml *y, fx_schema *out, fx_error *err)
{
    fx_table *t = fx_new(a, fx_table);

    if (!fx_table_read(a, y, "table", t, err))
        return false;
    const fx_table *old = fx_schema_find(out, t->schema, t->name);

    if (old != NULL) {
        fx_yaml_fail(fx_yaml_get(y, "table"), err, "table %s is declared twice",
                     fx_table_text(a, t));
        return fx_hint(err, "It is declared in %s, too. Keep one of the two.", where(a, old));
    }
    fx_schema_put(a, out, t);
    return true;
}

static bool check_members(const fx_yaml *values, const fx_strs *members, fx_error *err)
{
    if (members->n == 0)
        return fx_yaml_fail(values, err, "values: an enum has at least one member");
    for (size_t i = 0; i < members->n; i++) {
        for (size_t j = 0; j < i; j++) {
            if (fx_same(members->at[i], members->at[j]))
                return fx_yaml_fail(values, err, "values: '%s' is there twice", members->at[i]);
        }
    }
    return true;
}

static int by_name(const void *a, const void *b)
{
    const fx_enum *x = a, *y = b;
    int order = strcmp(x->schema == NULL ? "" : x->schema, y->schema == NULL ? "" : y->schema);

    return order != 0 ? order : strcmp(x->name, y->name);
}

static bool read_enum(fx_arena *a, const fx_yaml *y, fx_enum *out, fx_error *err)
{
    static const char *const keys[] = {"enum", "values"};
    const fx_yaml *name = fx_yaml_get(y, "enum"), *values = fx_yaml_get(y, "values");
    const char *text = NULL, *why = NULL;
    fx_object object;

    if (!fx_yaml_only(y, keys, sizeof keys / sizeof *keys, err) ||
        !fx_yaml_text(name, "enum", &text, err))
        return false;
    if (!fx_object_parse(a, text, 1, &object, &why))
        return fx_yaml_fail(name, err, "%s", why);
    if (values == NULL) {
        fx_yaml_fail(y, err, "enum %s has no values", text);
        return fx_hint(err, "Write its members: `values: [draft, live]`.");
    }
    *out = (fx_enum){.schema = object.schema, .name = object.table};
    return fx_yaml_texts(a, values, "values", &out->members, err) &&
           check_members(values, &out->members, err);
}

static bool add_enum(fx_arena *a, const fx_yaml *y, fx_schema *out, fx_error *err)
{
    fx_enum e = {0};

    if (!read_enum(a, y, &e, err))
        return false;
    if (fx_schema_find_enum(out, e.schema, e.name) != NULL) {
        fx_yaml_fail(fx_yaml_get(y, "enum"), err, "enum %s is declared twice", e.name);
        return fx_hint(err, "Another entity file declares it, too. Keep one of the two.");
    }
    *fx_push(a, &out->enums) = e;
    fx_sort(&out->enums, by_name);
    return true;
}

static bool add_text_object(fx_arena *a, const fx_yaml *y, fx_schema *out, fx_error *err)
{
    fx_text_object t;

    if (!fx_text_object_read(a, y, &t, err))
        return false;
    if (fx_schema_find_text(out, &t) != NULL) {
        fx_yaml_fail(y, err, "%s %s is declared twice", fx_text_word(t.kind), t.name);
        return fx_hint(err, "Another entity file declares it, too. Keep one of the two.");
    }
    fx_schema_put_text(a, out, &t);
    return true;
}

static bool fail_neither(const fx_yaml *y, fx_error *err)
{
    static const char *const keys[] = {
        "table", "enum", "view", "trigger", "function", "sequence", "materialized_view", "domain"};

    fx_yaml_fail(y, err, "neither a table, an enum, a view nor a trigger");
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        const char *near = fx_nearest(pair->key, keys, sizeof keys / sizeof *keys);

        if (near != NULL)
            return fx_hint(err, "did you mean %s in place of %s?", near, pair->key);
    }
    return fx_hint(err, "An entity file begins with `table: NAME` and has its `columns:`, with "
                        "`enum: NAME` and has its `values:`, or with `view: NAME` or `trigger: "
                        "TABLE.NAME` and has its `sql:`.");
}

bool fx_entity_read_yaml(fx_arena *a, const char *file, const char *text, size_t n, fx_schema *out,
                         fx_error *err)
{
    const fx_yaml *y = fx_yaml_parse(a, file, text, n, err);

    return y != NULL && fx_entity_from_yaml(a, y, out, err);
}

bool fx_entity_from_yaml(fx_arena *a, const fx_yaml *y, fx_schema *out, fx_error *err)
{
    fx_text_kind kind;

    if (fx_yaml_is_null(y)) {
        fx_yaml_fail(y, err, "the entity file declares nothing");
        return fx_hint(err, "Delete the file if its table is to be dropped.");
    }
    if (fx_yaml_get(y, "table") != NULL)
        return add_table(a, y, out, err);
    if (fx_yaml_get(y, "enum") != NULL)
        return add_enum(a, y, out, err);
    if (fx_text_object_kind(y, &kind))
        return add_text_object(a, y, out, err);
    return fail_neither(y, err);
}
