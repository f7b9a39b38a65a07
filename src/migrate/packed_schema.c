/*
 * A schema as packed nodes of entities.
 */
#include <string.h>

#include "fx/base/str.h"
#include "fx/entity/entity.h"
#include "fx/model/read.h"
#include "parsed_inner.h"

bool packed_schema_read(fx_arena *a, const char *text, fx_schema *out)
{
    fx_error probe = {.arena = a};

    *out = (fx_schema){0};
    while (*text != '\0') {
        const fx_yaml *y = fx_yaml_unpack(a, "cache.yml", &text);

        if (y == NULL || !fx_entity_from_yaml(a, y, out, &probe))
            return false;
    }
    return true;
}

const char *packed_schema(fx_arena *a, const fx_schema *s, size_t *n)
{
    const fx_yamls all = fx_schema_write(a, s);
    fx_str out = {.arena = a};

    fx_each (const fx_yaml *const, y, &all) {
        fx_yaml_pack(&out, *y);
    }
    *n = out.n;
    return fx_str_text(&out);
}

bool packed_schema_comes_back(fx_arena *a, const fx_schema *s, const fx_schema *known)
{
    fx_schema part = {.enums = s->enums, .texts = s->texts}, again;
    size_t n;

    for (size_t i = 0, k = 0; i < s->tables.n; i++) {
        const fx_table *t = s->tables.at[i];

        while (known != NULL && k < known->tables.n && known->tables.at[k] != t &&
               strcmp(known->tables.at[k]->name, t->name) < 0)
            k++;
        if (known == NULL || k == known->tables.n || known->tables.at[k] != t)
            *fx_push(a, &part.tables) = t;
    }
    const char *text = packed_schema(a, &part, &n);

    return packed_schema_read(a, text, &again) && fx_schema_equal(&again, &part) &&
           fx_same(packed_schema(a, &again, &n), text);
}
