#include "fx/model/names.h"
#include "fx/model/read.h"

const fx_yaml *fx_sql_text_write(fx_arena *a, const fx_sql_text *t)
{
    if (t->all != NULL)
        return fx_yaml_scalar(a, t->all);
    fx_yaml *map = fx_yaml_map(a);

    fx_each (const fx_variant, v, &t->by) {
        fx_yaml_set(a, map, v->dialect, fx_yaml_scalar(a, v->text));
    }
    return map;
}

static const fx_yaml *single(fx_arena *a, const char *key, const fx_yaml *value)
{
    fx_yaml *map = fx_yaml_map(a);

    fx_yaml_set(a, map, key, value);
    return map;
}

/* A literal that reads back as itself is written bare: 0, true, draft. */
static const fx_yaml *literal(fx_arena *a, const char *text)
{
    size_t i = text[0] == '-';
    bool number = text[i] != '\0';

    for (; text[i] != '\0'; i++)
        number = number && ((text[i] >= '0' && text[i] <= '9') || (text[i] == '.' && i > 0));
    if (number || fx_same(text, "true") || fx_same(text, "false"))
        return fx_yaml_plain(a, text);
    return fx_yaml_scalar(a, text);
}

const fx_yaml *fx_value_write(fx_arena *a, const fx_value *v)
{
    switch (v->kind) {
    case FX_VALUE_TEXT:
        return literal(a, v->text);
    case FX_VALUE_NOW:
        return single(a, "now", fx_yaml_plain(a, "true"));
    case FX_VALUE_UUID:
        return single(a, "uuid", fx_yaml_plain(a, "true"));
    case FX_VALUE_SQL:
        return single(a, "sql", fx_sql_text_write(a, &v->sql));
    case FX_VALUE_EMPTY:
        return single(a, "none", fx_yaml_plain(a, "true"));
    default:
        return fx_yaml_scalar(a, NULL);
    }
}

const fx_yaml *fx_generated_write(fx_arena *a, const fx_sql_text *sql, bool stored)
{
    fx_yaml *map = fx_yaml_map(a);

    if (!fx_sql_text_set(sql))
        return fx_yaml_scalar(a, NULL);
    fx_yaml_set(a, map, "sql", fx_sql_text_write(a, sql));
    if (stored)
        fx_yaml_set(a, map, "stored", fx_yaml_plain(a, "true"));
    return map;
}

static const char *const identities[] = {NULL, "false", "true", "always", "strict", "serial"};

static fx_yaml *column_map(fx_arena *a, const fx_column *c, bool primary)
{
    fx_yaml *map = fx_yaml_map(a);

    fx_yaml_set(a, map, "type", fx_yaml_scalar(a, fx_type_text(a, &c->type)));
    fx_each (const fx_variant, v, &c->type.variants) {
        fx_yaml_set(a, map, v->dialect, fx_yaml_scalar(a, v->text));
    }
    if (primary)
        fx_yaml_set(a, map, "primary_key", fx_yaml_plain(a, "true"));
    if (c->nullable)
        fx_yaml_set(a, map, "nullable", fx_yaml_plain(a, "true"));
    if (c->def.kind != FX_VALUE_NONE)
        fx_yaml_set(a, map, "default", fx_value_write(a, &c->def));
    if (c->identity != FX_IDENTITY_DERIVED)
        fx_yaml_set(a, map, "identity", fx_yaml_plain(a, identities[c->identity]));
    if (fx_column_generated(c))
        fx_yaml_set(a, map, "generated", fx_generated_write(a, &c->generated, c->stored));
    if (c->collate != NULL)
        fx_yaml_set(a, map, "collate", fx_yaml_scalar(a, c->collate));
    if (c->now_on_update)
        fx_yaml_set(a, map, "now_on_update", fx_yaml_plain(a, "true"));
    if (c->comment != NULL)
        fx_yaml_set(a, map, "comment", fx_yaml_scalar(a, c->comment));
    return map;
}

const fx_yaml *fx_column_write(fx_arena *a, const fx_column *c)
{
    const fx_yaml *map = column_map(a, c, false);

    return map->pairs.n == 1 ? map->pairs.at[0].value : map;
}

static bool primary_on_column(const fx_table *t)
{
    return t->primary.columns.n == 1 && t->primary.name == NULL && !fx_key_has_options(&t->primary);
}

static const fx_yaml *columns(fx_arena *a, const fx_table *t)
{
    fx_yaml *out = fx_yaml_map(a);

    fx_each (const fx_column, c, &t->columns) {
        bool primary = primary_on_column(t) && fx_table_is_primary(t, c->name);
        const fx_yaml *body = column_map(a, c, primary);

        fx_yaml_set(a, out, c->name, body->pairs.n == 1 ? body->pairs.at[0].value : body);
    }
    return out;
}

static fx_yaml *named(fx_arena *a, const char *name, const fx_strs *columns_of)
{
    fx_yaml *map = fx_yaml_map(a);

    if (name != NULL)
        fx_yaml_set(a, map, "name", fx_yaml_scalar(a, name));
    if (columns_of != NULL)
        fx_yaml_set(a, map, "columns", fx_yaml_strs(a, columns_of));
    return map;
}

static const fx_yaml *key_map(fx_arena *a, const fx_key *k)
{
    fx_yaml *map = named(a, k->name, &k->columns);

    fx_key_options_write(a, k, map);
    return map;
}

static const fx_yaml *uniques(fx_arena *a, const fx_table *t)
{
    fx_yaml *list = fx_yaml_list(a);

    fx_each (const fx_key, key, &t->uniques) {
        fx_yaml_append(a, list, key_map(a, key));
    }
    return list;
}

static const fx_yaml *foreign_keys(fx_arena *a, const fx_table *t)
{
    fx_yaml *list = fx_yaml_list(a);

    fx_each (const fx_foreign_key, fk, &t->foreign_keys) {
        fx_yaml *map = named(a, fk->name, &fk->columns);

        fx_yaml_set(a, map, "references", fx_reference_write(a, fk));
        fx_foreign_options_write(a, fk, map);
        fx_yaml_append(a, list, map);
    }
    return list;
}

static const fx_yaml *checks(fx_arena *a, const fx_table *t)
{
    fx_yaml *list = fx_yaml_list(a);

    fx_each (const fx_check, check, &t->checks) {
        fx_yaml *map = named(a, check->name, NULL);

        fx_check_body_write(a, check, map);
        fx_yaml_append(a, list, map);
    }
    return list;
}

static const fx_yaml *indexes(fx_arena *a, const fx_table *t)
{
    fx_yaml *list = fx_yaml_list(a);

    fx_each (const fx_index, ix, &t->indexes) {
        fx_yaml *map = named(a, ix->name, NULL);

        fx_yaml_set(a, map, "columns", fx_index_columns_write(a, ix));
        fx_index_options_write(a, ix, map);
        fx_yaml_append(a, list, map);
    }
    return list;
}

/* "other(a, b)", a name in double quotes where it has signs of its own. */
const fx_yaml *fx_reference_write(fx_arena *a, const fx_foreign_key *fk)
{
    fx_str s = {.arena = a};
    const fx_object o = {.schema = fk->ref_schema, .table = fk->ref_table};

    fx_str_addf(&s, "%s(", fx_object_text(a, &o));
    for (size_t i = 0; i < fk->ref_columns.n; i++)
        fx_str_addf(&s, "%s%s", i == 0 ? "" : ", ", fk->ref_columns.at[i]);
    fx_str_addc(&s, ')');
    return fx_yaml_scalar(a, fx_str_text(&s));
}

const fx_yaml *fx_table_write(fx_arena *a, const fx_table *t, const char *object_key)
{
    fx_yaml *map = fx_yaml_map(a);

    fx_yaml_set(a, map, object_key, fx_yaml_scalar(a, fx_table_text(a, t)));
    fx_yaml_set(a, map, "columns", columns(a, t));
    if (t->primary.columns.n > 0 && !primary_on_column(t))
        fx_yaml_set(a, map, "primary_key",
                    t->primary.name == NULL && !fx_key_has_options(&t->primary)
                        ? fx_yaml_strs(a, &t->primary.columns)
                        : key_map(a, &t->primary));
    if (t->uniques.n > 0)
        fx_yaml_set(a, map, "uniques", uniques(a, t));
    if (t->foreign_keys.n > 0)
        fx_yaml_set(a, map, "foreign_keys", foreign_keys(a, t));
    if (t->checks.n > 0)
        fx_yaml_set(a, map, "checks", checks(a, t));
    if (t->indexes.n > 0)
        fx_yaml_set(a, map, "indexes", indexes(a, t));
    if (t->without_rowid)
        fx_yaml_set(a, map, "without_rowid", fx_yaml_plain(a, "true"));
    if (t->strict)
        fx_yaml_set(a, map, "strict", fx_yaml_plain(a, "true"));
    for (size_t i = 0; i < FX_TABLE_WORD_COUNT; i++) {
        if (t->words[i] != NULL)
            fx_yaml_set(a, map, fx_table_words[i], fx_yaml_scalar(a, t->words[i]));
    }
    if (t->comment != NULL)
        fx_yaml_set(a, map, "comment", fx_yaml_scalar(a, t->comment));
    return map;
}
