#include "fx/model/schema.h"

#include <string.h>

#include "inner.h"

static int compare_names(const char *schema_a, const char *a, const char *schema_b, const char *b)
{
    int order = strcmp(schema_a == NULL ? "" : schema_a, schema_b == NULL ? "" : schema_b);

    return order != 0 ? order : strcmp(a, b);
}

typedef struct table_name {
    const char *schema, *name;
} table_name;

static int by_name(const void *key, const void *item)
{
    const table_name *k = key;
    const fx_table *const *t = item;

    return compare_names(k->schema, k->name, (*t)->schema, (*t)->name);
}

/* Where the table is, or would be. */
static size_t position(const fx_schema *s, const char *schema, const char *name, bool *found)
{
    const table_name key = {schema, name};

    return fx_place(&s->tables, &key, by_name, found);
}

const fx_table *fx_schema_find(const fx_schema *s, const char *schema, const char *name)
{
    bool found;
    size_t at = position(s, schema, name, &found);

    return found ? s->tables.at[at] : NULL;
}

const fx_enum *fx_schema_find_enum(const fx_schema *s, const char *schema, const char *name)
{
    fx_each (const fx_enum, e, &s->enums) {
        if (compare_names(e->schema, e->name, schema, name) == 0)
            return e;
    }
    return NULL;
}

bool fx_enum_is(const fx_enum *e, const char *reference)
{
    size_t n = e->schema == NULL ? 0 : strlen(e->schema);

    if (e->schema == NULL || reference == NULL)
        return fx_same(e->name, reference);
    return strncmp(reference, e->schema, n) == 0 && reference[n] == '.' &&
           fx_same(reference + n + 1, e->name);
}

const fx_enum *fx_schema_enum_of(const fx_schema *s, const fx_type *t)
{
    fx_each (const fx_enum, e, &s->enums) {
        if (fx_enum_is(e, t->enum_name))
            return e;
    }
    return NULL;
}

const char *fx_enum_reference(fx_arena *a, const char *schema, const char *name)
{
    return schema == NULL ? name : fx_fmt(a, "%s.%s", schema, name);
}

void fx_schema_put(fx_arena *a, fx_schema *s, const fx_table *t)
{
    bool found;
    size_t at = position(s, t->schema, t->name, &found);

    if (found)
        s->tables.at[at] = t;
    else
        *fx_insert_at(a, &s->tables, at) = t;
}

void fx_schema_remove(fx_schema *s, const char *schema, const char *name)
{
    bool found;
    size_t at = position(s, schema, name, &found);

    if (found)
        fx_remove_at(&s->tables, at);
}

#define COPY_VEC(a, v)                                                                    \
    ((v)->at = fx_grow((a), (v)->at, (v)->n * sizeof *(v)->at, (v)->n * sizeof *(v)->at), \
     (v)->cap = (v)->n)

fx_schema fx_schema_copy(fx_arena *a, const fx_schema *s)
{
    fx_schema copy = *s;

    COPY_VEC(a, &copy.tables);
    COPY_VEC(a, &copy.enums);
    COPY_VEC(a, &copy.texts);
    return copy;
}

fx_table *fx_table_copy(fx_arena *a, const fx_table *t)
{
    fx_table *copy = fx_new(a, fx_table);

    *copy = *t;
    COPY_VEC(a, &copy->columns);
    COPY_VEC(a, &copy->primary.columns);
    COPY_VEC(a, &copy->uniques);
    COPY_VEC(a, &copy->foreign_keys);
    COPY_VEC(a, &copy->checks);
    COPY_VEC(a, &copy->indexes);
    fx_each (fx_index, ix, &copy->indexes) {
        COPY_VEC(a, &ix->columns);
        COPY_VEC(a, &ix->parts);
    }
    return copy;
}

const fx_column *fx_table_column(const fx_table *t, const char *name)
{
    fx_each (const fx_column, c, &t->columns) {
        if (fx_same(c->name, name))
            return c;
    }
    return NULL;
}

const fx_column *fx_table_column_near(const fx_table *t, const char *name, size_t near)
{
    if (near < t->columns.n && fx_same(t->columns.at[near].name, name))
        return &t->columns.at[near];
    return fx_table_column(t, name);
}

const char *const fx_table_words[FX_TABLE_WORD_COUNT] = {
#define X(symbol, key) key,
    FX_TABLE_WORDS(X)
#undef X
};

bool fx_table_is_primary(const fx_table *t, const char *column)
{
    return fx_strs_has(&t->primary.columns, column);
}

bool fx_column_not_null(const fx_table *t, const fx_column *c)
{
    return !c->nullable || fx_table_is_primary(t, c->name);
}

static bool has_reference(const fx_table *t, const char *column)
{
    fx_each (const fx_foreign_key, fk, &t->foreign_keys) {
        if (fx_strs_has(&fk->columns, column))
            return true;
    }
    return false;
}

int fx_enums_order(const void *x, const void *y)
{
    const fx_enum *a = x, *b = y;
    int order = strcmp(a->schema == NULL ? "" : a->schema, b->schema == NULL ? "" : b->schema);

    return order != 0 ? order : strcmp(a->name, b->name);
}

fx_identity fx_table_identity(const fx_table *t, const fx_column *c)
{
    bool whole = c->type.kind == FX_TYPE_SMALLINT || c->type.kind == FX_TYPE_INTEGER ||
                 c->type.kind == FX_TYPE_BIGINT;
    bool alone = t->primary.columns.n == 1 && fx_same(t->primary.columns.at[0], c->name);

    if (!whole || c->identity == FX_IDENTITY_OFF || t->without_rowid)
        return FX_IDENTITY_OFF;
    if (c->identity != FX_IDENTITY_DERIVED)
        return c->identity;
    if (!alone || c->def.kind != FX_VALUE_NONE || c->fill.kind != FX_VALUE_NONE ||
        has_reference(t, c->name))
        return FX_IDENTITY_OFF;
    return FX_IDENTITY_ON;
}

void fx_column_derive_identity(const fx_table *t, fx_column *c)
{
    fx_column plain = *c;

    plain.identity = FX_IDENTITY_DERIVED;
    if (fx_table_identity(t, &plain) == c->identity)
        c->identity = FX_IDENTITY_DERIVED;
}

const char *fx_sql_text_for(const fx_sql_text *t, const char *dialect)
{
    const char *own = fx_variant_for(&t->by, dialect);

    return own != NULL ? own : t->all;
}

bool fx_sql_text_set(const fx_sql_text *t)
{
    return t->all != NULL || t->by.n > 0;
}

bool fx_sql_text_equal(const fx_sql_text *a, const fx_sql_text *b)
{
    if (!fx_sql_same(a->all, b->all) || a->by.n != b->by.n)
        return false;
    for (size_t i = 0; i < a->by.n; i++) {
        if (!fx_same(a->by.at[i].dialect, b->by.at[i].dialect) ||
            !fx_sql_same(a->by.at[i].text, b->by.at[i].text))
            return false;
    }
    return true;
}

static const char *const actions[] = {"no action", "restrict", "cascade", "set null",
                                      "set default"};

const char *fx_action_text(fx_action action)
{
    return actions[action];
}

bool fx_action_parse(const char *text, fx_action *out)
{
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        const char *word = actions[i];
        size_t k = 0;

        while (word[k] != '\0' && (text[k] | 0x20) == (word[k] | 0x20))
            k++;
        if (word[k] == '\0' && text[k] == '\0') {
            *out = (fx_action)i;
            return true;
        }
    }
    /* set_null, SET NULL */
    if (strchr(text, '_') != NULL && strlen(text) < 16) {
        char spaced[16] = "";

        for (size_t i = 0; text[i] != '\0'; i++)
            spaced[i] = text[i] == '_' ? ' ' : text[i];
        return fx_action_parse(spaced, out);
    }
    return false;
}
