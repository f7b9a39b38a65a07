/*
 * Project: what MySQL and MariaDB hold of a table.
 * https://dev.mysql.com/doc/refman/8.0/en/create-table.html
 */
#include <string.h>

#include "inner.h"

enum { DIGITS_MAX = 65, SCALE_MAX = 30, STRING_SIZE = 255, UUID_SIZE = 36, INTERVAL_SIZE = 64 };

static fx_type plain(fx_type_kind kind, int size)
{
    return (fx_type){.kind = kind, .size = size, .scale = -1};
}

/* decimal without numbers would be decimal(10,0), and cut what is behind the point. */
static fx_type number(const fx_type *t)
{
    fx_type out = plain(FX_TYPE_NUMERIC, t->size);

    out.scale = t->scale < 0 ? 0 : t->scale;
    if (t->size < 0) {
        out.size = DIGITS_MAX;
        out.scale = SCALE_MAX;
    }
    return out;
}

static fx_type type_of(const fx_type *t)
{
    fx_type out = *t;

    out.variants = (fx_variants){0};
    out.enum_name = NULL;
    out.named = false;
    switch (t->kind) {
    case FX_TYPE_NUMERIC:
        return number(t);
    case FX_TYPE_STRING:
        return plain(FX_TYPE_STRING, t->size < 0 ? STRING_SIZE : t->size);
    case FX_TYPE_UUID:
        return plain(FX_TYPE_CHAR, UUID_SIZE);
    case FX_TYPE_INTERVAL:
        return plain(FX_TYPE_STRING, INTERVAL_SIZE);
    case FX_TYPE_ARRAY:
        return plain(FX_TYPE_JSON, -1);
    default:
        return out;
    }
}

/* It must be the first of a key
 * (https://dev.mysql.com/doc/refman/8.0/en/example-auto-increment.html). */
static bool leads_a_key(const fx_table *t, const char *name)
{
    const char *engine = t->words[FX_TABLE_ENGINE];

    if (engine != NULL && (fx_same_case(engine, "myisam") || fx_same_case(engine, "aria")) &&
        fx_table_is_primary(t, name)) /* which count within what is before it in the key */
        return true;
    if (t->primary.columns.n > 0 && fx_same(t->primary.columns.at[0], name))
        return true;
    fx_each (const fx_key, k, &t->uniques) {
        if (fx_same(k->columns.at[0], name))
            return true;
    }
    fx_each (const fx_index, ix, &t->indexes) {
        if (fx_same(ix->columns.at[0], name) && !fx_index_is_expression(ix, 0))
            return true;
    }
    return false;
}

/* 12:30:00.500000 is 12:30:00.5, 12:30:00.000000 is 12:30:00. */
static const char *time_fold(fx_arena *a, const char *text)
{
    const char *point = strrchr(text, '.');
    size_t n = strlen(text);

    if (point == NULL || strchr(text, ':') == NULL)
        return text;
    while (text[n - 1] == '0')
        n--;
    return fx_strndup(a, text, n - (text[n - 1] == '.'));
}

void fx_project_mysql_column(fx_arena *a, fx_column *c, const fx_type *whole, const fx_table *t)
{
    c->type = type_of(whole);
    if (c->identity != FX_IDENTITY_OFF)
        c->identity = leads_a_key(t, c->name) ? FX_IDENTITY_ON : FX_IDENTITY_OFF;
    if (c->identity != FX_IDENTITY_OFF)
        c->nullable = false;
    if (c->def.kind == FX_VALUE_TEXT && fx_type_is_time(&c->type))
        c->def.text = time_fold(a, c->def.text);
    if (c->def.kind == FX_VALUE_TEXT && c->type.kind == FX_TYPE_BINARY)
        c->def.text = fx_bytes_fold(a, c->def.text);
    if (c->collate != NULL)
        c->collate = fx_lower(a, c->collate);
    if (fx_same(c->comment, ""))
        c->comment = NULL;
}

/* ---- keys and indexes ---- */

/* Trees are all that InnoDB has beside full text and places; where one is asked for by another
 * engine's word, a tree it is. */
static void fold_method(fx_arena *a, fx_index *ix)
{
    if (ix->using_ != NULL)
        ix->using_ = fx_lower(a, ix->using_);
    if (ix->using_ != NULL && !fx_same(ix->using_, "fulltext") && !fx_same(ix->using_, "spatial"))
        ix->using_ = NULL;
    fx_each (fx_index_part, p, &ix->parts) {
        p->collate = NULL;
    }
}

static bool is_plain(const fx_index *ix)
{
    fx_each (const fx_index_part, p, &ix->parts) {
        if (p->expression || p->descending || p->length > 0)
            return false;
    }
    return ix->using_ == NULL && !fx_sql_text_set(&ix->where);
}

/* A unique index and a unique constraint are one thing. */
static void fold_unique(fx_arena *a, fx_table *t)
{
    for (size_t i = 0; i < t->indexes.n;) {
        const fx_index *ix = &t->indexes.at[i];

        if (!ix->unique || !is_plain(ix)) {
            i++;
            continue;
        }
        *fx_push(a, &t->uniques) = (fx_key){.name = ix->name, .columns = ix->columns};
        fx_remove_at(&t->indexes, i);
    }
}

static fx_action action_of(fx_action action)
{
    return action == FX_RESTRICT ? FX_NO_ACTION : action; /* InnoDB checks at once either way */
}

void fx_project_mysql_table(fx_arena *a, fx_table *t)
{
    t->primary.name = NULL;
    if (fx_same(t->comment, ""))
        t->comment = NULL;
    fx_each (fx_index, ix, &t->indexes) {
        fold_method(a, ix);
        if (ix->parts.n > 0 && is_plain(ix))
            ix->parts.n = 0;
    }
    fold_unique(a, t);
    fx_each (fx_foreign_key, fk, &t->foreign_keys) {
        fk->on_delete = action_of(fk->on_delete);
        fk->on_update = action_of(fk->on_update);
        fk->deferrable = FX_NOT_DEFERRABLE;
    }
    for (size_t i = 0; i < FX_TABLE_WORD_COUNT; i++) {
        if (t->words[i] != NULL)
            t->words[i] = fx_lower(a, t->words[i]);
    }
    if (fx_same(t->words[FX_TABLE_ENGINE], "innodb"))
        t->words[FX_TABLE_ENGINE] = NULL;
}

/* ---- indexes of foreign keys ---- */

static bool leads(const fx_strs *columns, const fx_strs *index)
{
    if (columns->n > index->n)
        return false;
    for (size_t i = 0; i < columns->n; i++) {
        if (!fx_same(columns->at[i], index->at[i]))
            return false;
    }
    return true;
}

static bool index_serves(const fx_index *ix, const fx_strs *columns)
{
    for (size_t i = 0; i < columns->n && i < ix->parts.n; i++) {
        if (ix->parts.at[i].expression || ix->parts.at[i].length > 0)
            return false;
    }
    return ix->using_ == NULL && leads(columns, &ix->columns);
}

bool fx_key_serves(const fx_table *t, const fx_strs *columns)
{
    if (leads(columns, &t->primary.columns))
        return true;
    fx_each (const fx_key, k, &t->uniques) {
        if (leads(columns, &k->columns))
            return true;
    }
    fx_each (const fx_index, ix, &t->indexes) {
        if (index_serves(ix, columns))
            return true;
    }
    return false;
}

/* Does the other key's index serve this one as well? Of two with the same columns the first. */
static bool covers(const fx_foreign_key *other, const fx_foreign_key *fk)
{
    return leads(&fk->columns, &other->columns) && (other->columns.n > fk->columns.n || other < fk);
}

fx_indexes fx_key_indexes(fx_arena *a, const fx_table *t)
{
    fx_indexes out = {0};

    fx_each (const fx_foreign_key, fk, &t->foreign_keys) {
        const char *name = fk->index != NULL ? fk->index : fk->name;
        bool served = fx_key_serves(t, &fk->columns);

        fx_each (const fx_foreign_key, other, &t->foreign_keys) {
            served = served || (other != fk && other->name != NULL && covers(other, fk));
        }
        if (!served && name != NULL)
            *fx_push(a, &out) = (fx_index){.name = name, .columns = fk->columns};
    }
    return out;
}

static bool bears_name(const fx_index *ix, const fx_foreign_key *fk)
{
    const char *first = fk->columns.at[0];
    size_t n = strlen(first);

    if (fx_same(ix->name, fk->name))
        return true;
    return ix->name != NULL && strncmp(ix->name, first, n) == 0 &&
           (ix->name[n] == '\0' ||
            (ix->name[n] == '_' &&
             ix->name[n + 1 + strspn(ix->name + n + 1, "0123456789")] == '\0'));
}

const fx_foreign_key *fx_key_of_index(const fx_table *t, const fx_index *ix)
{
    if (ix->unique || ix->parts.n > 0 || ix->using_ != NULL)
        return NULL;
    fx_each (const fx_foreign_key, fk, &t->foreign_keys) {
        if (bears_name(ix, fk) && fx_strs_equal(&ix->columns, &fk->columns))
            return fk;
    }
    return NULL;
}

static const fx_table *take_indexes(fx_arena *a, const fx_table *want, const fx_table *have)
{
    fx_table *out = NULL;

    fx_each (const fx_index, ix, &have->indexes) {
        const fx_foreign_key *fk = fx_key_of_index(want, ix);

        if (fk == NULL || fx_key_serves(want, &fk->columns))
            continue;
        if (out == NULL)
            out = fx_table_copy(a, want);
        *fx_push(a, &out->indexes) = *ix;
    }
    return out == NULL ? want : out;
}

const fx_schema *fx_mysql_take_indexes(fx_arena *a, const fx_schema *want, const fx_schema *have)
{
    fx_schema *out = fx_new(a, fx_schema);

    *out = fx_schema_copy(a, want);
    for (size_t i = 0; i < out->tables.n; i++) {
        const fx_table *t = out->tables.at[i], *other = fx_schema_find(have, t->schema, t->name);

        if (other != NULL)
            out->tables.at[i] = take_indexes(a, t, other);
    }
    return out;
}
