#include "fx/model/read.h"
#include "inner.h"

#include <string.h>

#include "fx/model/names.h"

bool fx_sql_text_read(fx_arena *a, const fx_yaml *y, const char *what, fx_sql_text *out,
                      fx_error *err)
{
    if (y->kind != FX_YAML_MAP)
        return fx_yaml_text(y, what, &out->all, err);
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        const char *text;

        if (!fx_is_dialect(pair->key)) {
            fx_yaml_fail(pair->value, err, "%s: unknown dialect '%s'", what, pair->key);
            return fx_hint(err, "A text, or a map of sqlite, postgresql, mysql, mariadb.");
        }
        if (!fx_yaml_text(pair->value, what, &text, err))
            return false;
        size_t at = 0;

        while (at < out->by.n && strcmp(out->by.at[at].dialect, pair->key) < 0)
            at++;
        *fx_insert_at(a, &out->by, at) = (fx_variant){pair->key, text};
    }
    return true;
}

static bool flag_of(const fx_yaml *y, const char *key, bool *out, fx_error *err)
{
    const fx_yaml *value = fx_yaml_get(y, key);

    *out = false;
    return value == NULL || fx_yaml_bool(value, key, out, err);
}

bool fx_value_read(fx_arena *a, const fx_yaml *y, const fx_type *type, const char *what,
                   fx_value *out, fx_error *err)
{
    static const char *const keys[] = {"now", "uuid", "sql", "none"};
    bool now, uuid, none;

    (void)type;
    if (y->kind == FX_YAML_SCALAR) {
        out->kind = fx_yaml_is_null(y) ? FX_VALUE_NULL : FX_VALUE_TEXT;
        out->text = out->kind == FX_VALUE_NULL ? NULL : y->text;
        return true;
    }
    if (y->kind == FX_YAML_LIST || y->pairs.n != 1)
        return fx_yaml_fail(y, err, "%s: a value, {now: true}, {uuid: true} or {sql: ...}", what);
    if (!fx_yaml_only(y, keys, sizeof keys / sizeof *keys, err) || !flag_of(y, "now", &now, err) ||
        !flag_of(y, "uuid", &uuid, err) || !flag_of(y, "none", &none, err))
        return false;
    const fx_yaml *sql = fx_yaml_get(y, "sql");

    if (sql != NULL) {
        out->kind = FX_VALUE_SQL;
        return fx_sql_text_read(a, sql, what, &out->sql, err);
    }
    out->kind = now ? FX_VALUE_NOW : uuid ? FX_VALUE_UUID : none ? FX_VALUE_EMPTY : FX_VALUE_NONE;
    return out->kind != FX_VALUE_NONE || fx_yaml_fail(y, err, "%s: false says nothing", what);
}

static bool parse_object(fx_arena *a, const fx_yaml *y, const char *text, int parts, fx_object *out,
                         fx_error *err)
{
    const char *why;

    return fx_object_parse(a, text, parts, out, &why) || fx_yaml_fail(y, err, "%s", why);
}

/* "other(a, b)" */
static bool read_reference_list(fx_arena *a, const fx_yaml *y, const char *text,
                                fx_foreign_key *out, fx_error *err)
{
    const char *open = strchr(text, '('), *close = strrchr(text, ')');
    const char *at = open + 1;
    fx_object o;

    if (close == NULL || close[1] != '\0' || open == text)
        return fx_yaml_fail(y, err, "'%s' must be table.column or table(a, b)", text);
    if (!parse_object(a, y, fx_trim(a, fx_strndup(a, text, (size_t)(open - text))), 1, &o, err))
        return false;
    out->ref_schema = o.schema;
    out->ref_table = o.table;
    while (at <= close) {
        size_t n = strcspn(at, ",)");
        char *name = fx_trim(a, fx_strndup(a, at, n));

        if (*name == '\0')
            return fx_yaml_fail(y, err, "'%s' must be table.column or table(a, b)", text);
        if (name[0] == '"' && strlen(name) > 2)
            name = fx_strndup(a, name + 1, strlen(name) - 2);
        *fx_push(a, &out->ref_columns) = name;
        at += n + 1;
    }
    return true;
}

bool fx_reference_read(fx_arena *a, const fx_yaml *y, fx_foreign_key *out, fx_error *err)
{
    const char *text;
    fx_object o;

    if (!fx_yaml_text(y, "references", &text, err))
        return false;
    if (strchr(text, '(') != NULL)
        return read_reference_list(a, y, fx_trim(a, text), out, err);
    if (!parse_object(a, y, text, 2, &o, err))
        return false;
    out->ref_schema = o.schema;
    out->ref_table = o.table;
    *fx_push(a, &out->ref_columns) = o.name;
    return true;
}

static bool read_identity(const fx_yaml *y, fx_identity *out, fx_error *err)
{
    static const char *const words[] = {"false", "true", "always", "strict", "serial"};
    const char *text;

    if (!fx_yaml_text(y, "identity", &text, err))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (fx_same(text, words[i])) {
            *out = (fx_identity)(FX_IDENTITY_OFF + i);
            return true;
        }
    }
    fx_yaml_fail(y, err, "identity: unknown value '%s'", text);
    return fx_hint(err, "One of: true, false, always, strict, serial.");
}

/* `text` is a type's; variants come from `map`, the column's body or the type's own map. */
static bool read_variants(fx_arena *a, const fx_yaml *map, fx_type *t, fx_error *err)
{
    static const char *const names[] = {"mariadb", "mysql", "postgresql", "sqlite"};

    for (size_t i = 0; map->kind == FX_YAML_MAP && i < sizeof names / sizeof *names; i++) {
        const fx_yaml *value = fx_yaml_get(map, names[i]);
        const char *text;

        if (value == NULL || fx_variant_of(&t->variants, names[i]) != NULL)
            continue;
        if (!fx_yaml_text(value, names[i], &text, err))
            return false;
        *fx_push(a, &t->variants) = (fx_variant){names[i], text};
    }
    return true;
}

static bool read_type(fx_arena *a, const fx_yaml *y, fx_type *out, fx_error *err)
{
    const fx_yaml *inner = y->kind == FX_YAML_MAP ? fx_yaml_get(y, "type") : y;
    const char *text, *why, *hint;

    if (inner == NULL) {
        fx_yaml_fail(y, err, "the column has no type");
        return fx_hint(err,
                       "Write its type: `name: string(100)`, or `type: string(100)` below it.");
    }
    if (inner->kind == FX_YAML_MAP && inner != y)
        return read_type(a, inner, out, err) && read_variants(a, inner, out, err);
    if (!fx_yaml_text(inner, "type", &text, err))
        return false;
    if (fx_type_parse(a, text, out, &why, &hint))
        return true;
    fx_yaml_fail(inner, err, "%s", why);
    return hint == NULL ? false : fx_hint(err, "%s", hint);
}

/* What stands in a column's body and belongs to the table. */
static bool read_shorthand(fx_arena *a, const fx_yaml *y, const fx_column *c, fx_table *t,
                           fx_error *err)
{
    const fx_yaml *references = fx_yaml_get(y, "references");
    bool primary, unique, index;
    fx_key key = {.line = c->line};

    if (!flag_of(y, "primary_key", &primary, err) || !flag_of(y, "unique", &unique, err) ||
        !flag_of(y, "index", &index, err))
        return false;
    *fx_push(a, &key.columns) = c->name;
    if (primary)
        *fx_push(a, &t->primary.columns) = c->name;
    if (unique && index)
        *fx_push(a, &t->indexes) =
            (fx_index){.columns = key.columns, .unique = true, .line = c->line};
    else if (unique)
        *fx_push(a, &t->uniques) = key;
    else if (index)
        *fx_push(a, &t->indexes) = (fx_index){.columns = key.columns, .line = c->line};
    if (references == NULL) {
        if (fx_yaml_get(y, "on_delete") == NULL && fx_yaml_get(y, "on_update") == NULL &&
            fx_yaml_get(y, "deferrable") == NULL)
            return true;
        return fx_yaml_fail(y, err, "on_delete, on_update and deferrable need references");
    }
    fx_foreign_key fk = {.columns = key.columns, .line = c->line};

    if (!fx_reference_read(a, references, &fk, err) || !fx_foreign_options_read(y, &fk, err))
        return false;
    *fx_push(a, &t->foreign_keys) = fk;
    return true;
}

/* `generated: price * 2`, or {sql: price * 2, stored: true} */
bool fx_generated_read(fx_arena *a, const fx_yaml *y, fx_sql_text *out, bool *stored, fx_error *err)
{
    const fx_yaml *sql = fx_yaml_get(y, "sql");

    *stored = false;
    if (sql == NULL)
        return fx_sql_text_read(a, y, "generated", out, err);
    static const char *const keys[] = {"sql", "stored"};

    return fx_yaml_only(y, keys, 2, err) && fx_sql_text_read(a, sql, "sql", out, err) &&
           flag_of(y, "stored", stored, err);
}

/* What a generated column cannot have besides. */
static bool check_generated(const fx_yaml *y, const fx_column *c, fx_error *err)
{
    if (!fx_column_generated(c) ||
        (c->def.kind == FX_VALUE_NONE && c->fill.kind == FX_VALUE_NONE &&
         (c->identity == FX_IDENTITY_DERIVED || c->identity == FX_IDENTITY_OFF)))
        return true;
    return fx_yaml_fail(y, err, "%s: a generated column has no default, fill or identity", c->name);
}

static bool read_body(fx_arena *a, const fx_yaml *y, fx_column *c, fx_error *err)
{
    const fx_yaml *nullable = fx_yaml_get(y, "nullable"), *def = fx_yaml_get(y, "default");
    const fx_yaml *comment = fx_yaml_get(y, "comment"), *identity = fx_yaml_get(y, "identity");
    const fx_yaml *fill = fx_yaml_get(y, "fill"), *renamed = fx_yaml_get(y, "renamed_from");
    const fx_yaml *generated = fx_yaml_get(y, "generated"), *collate = fx_yaml_get(y, "collate");

    if (!read_variants(a, y, &c->type, err))
        return false;
    if (c->type.kind == FX_TYPE_RAW && c->type.variants.n == 0) {
        fx_yaml_fail(y, err, "type raw needs a text for a dialect");
        return fx_hint(err, "Write {type: raw, sqlite: \"...\"}.");
    }
    if ((nullable != NULL && !fx_yaml_bool(nullable, "nullable", &c->nullable, err)) ||
        (def != NULL && !fx_value_read(a, def, &c->type, "default", &c->def, err)) ||
        (comment != NULL && !fx_yaml_text(comment, "comment", &c->comment, err)) ||
        (identity != NULL && !read_identity(identity, &c->identity, err)) ||
        (fill != NULL && !fx_value_read(a, fill, &c->type, "fill", &c->fill, err)) ||
        (generated != NULL && !fx_generated_read(a, generated, &c->generated, &c->stored, err)) ||
        (collate != NULL && !fx_yaml_text(collate, "collate", &c->collate, err)) ||
        !flag_of(y, "now_on_update", &c->now_on_update, err) || !check_generated(y, c, err))
        return false;
    if (c->def.kind == FX_VALUE_NULL)
        c->def.kind = FX_VALUE_NONE; /* DEFAULT NULL is no default */
    if (c->def.kind == FX_VALUE_EMPTY)
        return fx_yaml_fail(def, err, "default: {none: true} is for fill");
    return renamed == NULL || fx_yaml_text(renamed, "renamed_from", &c->renamed_from, err);
}

bool fx_column_read(fx_arena *a, const char *name, const fx_yaml *y, fx_column *out,
                    fx_table *table, fx_error *err)
{
    static const char *const keys[] = {"type",          "nullable",  "default",    "comment",
                                       "identity",      "fill",      "generated",  "collate",
                                       "now_on_update", "mariadb",   "mysql",      "sqlite",
                                       "postgresql", /* these are the table's: */
                                       "primary_key",   "unique",    "index",      "references",
                                       "on_delete",     "on_update", "deferrable", "renamed_from"};
    enum { ALL = sizeof keys / sizeof *keys, OWN = 13 };

    *out = (fx_column){.name = name, .line = y->line};
    if (y->kind == FX_YAML_MAP && !fx_yaml_only(y, keys, table == NULL ? OWN : ALL, err))
        return false;
    if (y->kind == FX_YAML_LIST)
        return fx_yaml_fail(y, err, "a column is a type or a map, not a list");
    if (!read_type(a, y, &out->type, err))
        return false;
    if (y->kind == FX_YAML_MAP && !read_body(a, y, out, err))
        return false;
    return y->kind != FX_YAML_MAP || table == NULL || read_shorthand(a, y, out, table, err);
}

static bool read_columns(fx_arena *a, const fx_yaml *y, fx_table *t, fx_error *err)
{
    if (y->kind != FX_YAML_MAP || y->pairs.n == 0)
        return fx_yaml_fail(y, err, "columns: a map of names and types is expected");
    fx_reserve(a, &t->columns, y->pairs.n);
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        fx_column c;

        if (*pair->key == '\0')
            return fx_fail_at(err, FX_INPUT, y->file, pair->line, pair->column,
                              "a column without a name");
        if (!fx_column_read(a, pair->key, pair->value, &c, t, err))
            return false;
        c.line = pair->line;
        if (c.type.kind == FX_TYPE_ENUM && c.type.enum_name == NULL)
            c.type.enum_name = fx_fmt(a, "%s_%s", t->name, c.name);
        *fx_push(a, &t->columns) = c;
    }
    return true;
}

static bool read_name_and_columns(fx_arena *a, const fx_yaml *y, const char **name,
                                  fx_strs *columns, fx_error *err)
{
    const fx_yaml *n = fx_yaml_get(y, "name"), *c = fx_yaml_get(y, "columns");

    if (n != NULL && !fx_yaml_text(n, "name", name, err))
        return false;
    if (c == NULL)
        return fx_yaml_fail(y, err, "columns are missing");
    return fx_yaml_texts(a, c, "columns", columns, err);
}

static bool read_primary(fx_arena *a, const fx_yaml *y, fx_table *t, fx_error *err)
{
    static const char *const keys[] = {"name", "columns", FX_KEY_OPTIONS};

    if (t->primary.columns.n > 0)
        return fx_yaml_fail(y, err, "primary_key is given twice: here and at a column");
    t->primary.line = y->line;
    if (y->kind != FX_YAML_MAP)
        return fx_yaml_texts(a, y, "primary_key", &t->primary.columns, err);
    return fx_yaml_only(y, keys, FX_COUNT(keys), err) &&
           read_name_and_columns(a, y, &t->primary.name, &t->primary.columns, err) &&
           fx_key_options_read(a, y, &t->primary, err);
}

static bool read_unique(fx_arena *a, const fx_yaml *y, fx_table *t, fx_error *err)
{
    static const char *const keys[] = {"name", "columns", FX_KEY_OPTIONS};
    fx_key key = {.line = y->line};

    if (!fx_yaml_only(y, keys, FX_COUNT(keys), err) ||
        !read_name_and_columns(a, y, &key.name, &key.columns, err) ||
        !fx_key_options_read(a, y, &key, err))
        return false;
    *fx_push(a, &t->uniques) = key;
    return true;
}

static bool read_foreign(fx_arena *a, const fx_yaml *y, fx_table *t, fx_error *err)
{
    static const char *const keys[] = {"name", "columns", "references", FX_FOREIGN_OPTIONS};
    fx_foreign_key fk = {.line = y->line};

    if (!fx_yaml_only(y, keys, sizeof keys / sizeof *keys, err) ||
        !read_name_and_columns(a, y, &fk.name, &fk.columns, err))
        return false;
    if (fx_yaml_get(y, "references") == NULL)
        return fx_yaml_fail(y, err, "references are missing");
    if (!fx_reference_read(a, fx_yaml_get(y, "references"), &fk, err) ||
        !fx_foreign_options_read(y, &fk, err))
        return false;
    *fx_push(a, &t->foreign_keys) = fk;
    return true;
}

static bool read_check(fx_arena *a, const fx_yaml *y, fx_table *t, fx_error *err)
{
    static const char *const keys[] = {"name", FX_CHECK_OPTIONS};
    const fx_yaml *name = fx_yaml_get(y, "name");
    fx_check check = {.line = y->line};

    if (!fx_yaml_only(y, keys, FX_COUNT(keys), err) ||
        (name != NULL && !fx_yaml_text(name, "name", &check.name, err)) ||
        !fx_check_body_read(a, y, &check, err))
        return false;
    *fx_push(a, &t->checks) = check;
    return true;
}

static bool read_index(fx_arena *a, const fx_yaml *y, fx_table *t, fx_error *err)
{
    static const char *const keys[] = {"name", "columns", FX_INDEX_OPTIONS};
    const fx_yaml *name = fx_yaml_get(y, "name");
    const fx_yaml *columns = fx_yaml_get(y, "columns");
    fx_index ix = {.line = y->line};

    if (!fx_yaml_only(y, keys, sizeof keys / sizeof *keys, err) ||
        (name != NULL && !fx_yaml_text(name, "name", &ix.name, err)))
        return false;
    if (columns == NULL)
        return fx_yaml_fail(y, err, "columns are missing");
    if (!fx_index_columns_read(a, columns, &ix, err) || !fx_index_options_read(a, y, &ix, err))
        return false;
    *fx_push(a, &t->indexes) = ix;
    return true;
}

static const struct {
    const char *key;
    bool (*read)(fx_arena *a, const fx_yaml *y, fx_table *t, fx_error *err);
} lists[] = {
    {"uniques",      read_unique },
    {"foreign_keys", read_foreign},
    {"checks",       read_check  },
    {"indexes",      read_index  },
};

static bool read_lists(fx_arena *a, const fx_yaml *y, fx_table *t, fx_error *err)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const fx_yaml *list = fx_yaml_get(y, lists[i].key);

        if (list == NULL)
            continue;
        if (list->kind != FX_YAML_LIST)
            return fx_yaml_fail(list, err, "%s: a list is expected", lists[i].key);
        fx_each (const fx_yaml *const, item, &list->items) {
            if (!lists[i].read(a, *item, t, err))
                return false;
        }
    }
    return true;
}

static bool read_words(const fx_yaml *y, fx_table *t, fx_error *err)
{
    for (size_t i = 0; i < FX_TABLE_WORD_COUNT; i++) {
        const fx_yaml *value = fx_yaml_get(y, fx_table_words[i]);

        if (value != NULL && !fx_yaml_text(value, fx_table_words[i], &t->words[i], err))
            return false;
    }
    return true;
}

bool fx_table_read(fx_arena *a, const fx_yaml *y, const char *object_key, fx_table *out,
                   fx_error *err)
{
    const char *keys[] = {object_key,      "columns", "primary_key",  "uniques",
                          "foreign_keys",  "checks",  "indexes",      "comment",
                          "engine",        "charset", "collate",      "options",
                          "without_rowid", "strict",  "renamed_from", "dropped"};
    bool entity = fx_same(object_key, "table");
    const fx_yaml *object = fx_yaml_get(y, object_key), *columns = fx_yaml_get(y, "columns");
    const fx_yaml *primary = fx_yaml_get(y, "primary_key"), *comment = fx_yaml_get(y, "comment");
    const fx_yaml *renamed = fx_yaml_get(y, "renamed_from"), *dropped = fx_yaml_get(y, "dropped");
    const char *text;
    fx_object o;

    *out = (fx_table){.file = y->file, .line = y->line};
    if (!fx_yaml_only(y, keys, sizeof keys / sizeof *keys - (entity ? 0 : 2), err))
        return false;
    if (object == NULL)
        return fx_yaml_fail(y, err, "%s: is missing", object_key);
    if (!fx_yaml_text(object, object_key, &text, err) || !parse_object(a, object, text, 1, &o, err))
        return false;
    out->schema = o.schema;
    out->name = o.table;
    if (columns == NULL)
        return fx_yaml_fail(y, err, "table %s has no columns", text);
    if (!read_columns(a, columns, out, err) ||
        (primary != NULL && !read_primary(a, primary, out, err)) || !read_lists(a, y, out, err))
        return false;
    if (!flag_of(y, "without_rowid", &out->without_rowid, err) ||
        !flag_of(y, "strict", &out->strict, err) || !read_words(y, out, err))
        return false;
    if ((comment != NULL && !fx_yaml_text(comment, "comment", &out->comment, err)) ||
        (dropped != NULL && !fx_yaml_texts(a, dropped, "dropped", &out->dropped, err)))
        return false;
    return renamed == NULL || fx_yaml_text(renamed, "renamed_from", &out->renamed_from, err);
}
