#include <string.h>
#include <strings.h>

#include "fx/base/str.h"
#include "inner.h"

/* {now: true}, or the standard's word for it in the author's SQL. */
static bool is_now(const fx_value *v)
{
    return v->kind == FX_VALUE_NOW || (v->kind == FX_VALUE_SQL && v->sql.by.n == 0 &&
                                       fx_same_case(v->sql.all, "current_timestamp"));
}

/* DEFAULT NULL, which PostgreSQL keeps as NULL::character varying where the type has a length: the
 * column has no default. */
static bool is_nothing(const fx_value *v)
{
    const char *text = v->sql.all != NULL ? v->sql.all : fx_variant_of(&v->sql.by, "postgresql");

    return v->kind == FX_VALUE_NONE ||
           (v->kind == FX_VALUE_SQL && text != NULL && strncasecmp(text, "null::", 6) == 0 &&
            strpbrk(text, "|+*/'") == NULL);
}

bool fx_value_equal(const fx_value *a, const fx_value *b)
{
    if ((is_now(a) && is_now(b)) || (is_nothing(a) && is_nothing(b)))
        return true;
    return a->kind == b->kind && fx_same(a->text, b->text) && fx_sql_text_equal(&a->sql, &b->sql);
}

bool fx_column_generated(const fx_column *c)
{
    return fx_sql_text_set(&c->generated);
}

bool fx_column_equal(const fx_column *a, const fx_column *b)
{
    return fx_column_equal_for(a, b, NULL);
}

bool fx_column_equal_for(const fx_column *a, const fx_column *b, const fx_strs *dialects)
{
    return fx_same(a->name, b->name) && a->nullable == b->nullable &&
           fx_type_equal_for(&a->type, &b->type, dialects) && fx_value_equal(&a->def, &b->def) &&
           fx_same(a->comment, b->comment) && fx_sql_text_equal(&a->generated, &b->generated) &&
           a->stored == b->stored && fx_same(a->collate, b->collate) &&
           a->now_on_update == b->now_on_update;
}

/* A name that is not known on one side matches any. */
static bool names_agree(const char *a, const char *b)
{
    return a == NULL || b == NULL || fx_same(a, b);
}

bool fx_keys_agree(const void *x, const void *y)
{
    const fx_key *a = x, *b = y;

    return names_agree(a->name, b->name) && fx_strs_equal(&a->columns, &b->columns) &&
           fx_same(a->on_conflict, b->on_conflict) && fx_strs_equal(&a->include, &b->include) &&
           a->nulls_not_distinct == b->nulls_not_distinct && a->deferrable == b->deferrable;
}

bool fx_foreign_agree(const void *x, const void *y)
{
    const fx_foreign_key *a = x, *b = y;

    return names_agree(a->name, b->name) && fx_strs_equal(&a->columns, &b->columns) &&
           fx_same(a->ref_schema, b->ref_schema) && fx_same(a->ref_table, b->ref_table) &&
           fx_strs_equal(&a->ref_columns, &b->ref_columns) && a->on_delete == b->on_delete &&
           a->on_update == b->on_update && a->deferrable == b->deferrable &&
           a->match_full == b->match_full && a->not_valid == b->not_valid;
}

bool fx_checks_agree(const void *x, const void *y)
{
    const fx_check *a = x, *b = y;

    return names_agree(a->name, b->name) && fx_sql_text_equal(&a->sql, &b->sql) &&
           a->exclude == b->exclude && a->not_valid == b->not_valid &&
           a->no_inherit == b->no_inherit;
}

static const fx_index_part *part(const fx_index *ix, size_t i)
{
    static const fx_index_part plain = {0};

    return i < ix->parts.n ? &ix->parts.at[i] : &plain;
}

bool fx_index_is_expression(const fx_index *ix, size_t i)
{
    return part(ix, i)->expression;
}

fx_strs fx_index_plain_columns(fx_arena *a, const fx_index *ix)
{
    fx_strs out = {0};

    for (size_t i = 0; i < ix->columns.n; i++) {
        if (!fx_index_is_expression(ix, i))
            *fx_push(a, &out) = ix->columns.at[i];
    }
    return out;
}

static bool parts_equal(const fx_index *a, const fx_index *b)
{
    for (size_t i = 0; i < a->columns.n; i++) {
        const fx_index_part *x = part(a, i), *y = part(b, i);

        if (x->expression != y->expression || x->descending != y->descending ||
            !fx_same(x->collate, y->collate) || !fx_same(x->opclass, y->opclass) ||
            x->nulls != y->nulls || x->length != y->length)
            return false;
    }
    return true;
}

bool fx_indexes_agree(const void *x, const void *y)
{
    const fx_index *a = x, *b = y;

    return names_agree(a->name, b->name) && fx_strs_equal(&a->columns, &b->columns) &&
           parts_equal(a, b) && a->unique == b->unique && fx_sql_text_equal(&a->where, &b->where) &&
           fx_same(a->using_, b->using_) && fx_strs_equal(&a->include, &b->include) &&
           fx_same(a->with, b->with) && a->nulls_not_distinct == b->nulls_not_distinct;
}

/* As sets: each item of one side has a partner of its own on the other. */
static bool sets_equal(const void *a, size_t n, const void *b, size_t m, size_t size,
                       bool (*equal)(const void *, const void *))
{
    fx_arena *scratch;
    bool *used, good = n == m;

    if (n != m || n == 0)
        return good;
    scratch = fx_arena_new();
    used = fx_alloc(scratch, m);
    for (size_t i = 0; i < n && good; i++) {
        size_t j = 0;

        while (j < m && (used[j] || !equal((const char *)a + i * size, (const char *)b + j * size)))
            j++;
        good = j < m;
        if (good)
            used[j] = true;
    }
    fx_arena_free(scratch);
    return good;
}

#define SETS_EQUAL(x, y, equal) sets_equal((x).at, (x).n, (y).at, (y).n, sizeof *(x).at, equal)

static bool columns_equal(const fx_table *a, const fx_table *b)
{
    if (a->columns.n != b->columns.n)
        return false;
    fx_each (const fx_column, c, &a->columns) {
        const fx_column *other = fx_table_column_near(b, c->name, (size_t)(c - a->columns.at));

        if (other == NULL || !fx_column_equal(c, other) ||
            fx_table_identity(a, c) != fx_table_identity(b, other))
            return false;
    }
    return true;
}

static bool words_equal(const fx_table *a, const fx_table *b)
{
    for (size_t i = 0; i < FX_TABLE_WORD_COUNT; i++) {
        if (!fx_same(a->words[i], b->words[i]))
            return false;
    }
    return true;
}

bool fx_table_equal(const fx_table *a, const fx_table *b)
{
    return a == b || (fx_same(a->schema, b->schema) && fx_same(a->name, b->name) &&
                      columns_equal(a, b) && fx_keys_agree(&a->primary, &b->primary) &&
                      SETS_EQUAL(a->uniques, b->uniques, fx_keys_agree) &&
                      SETS_EQUAL(a->foreign_keys, b->foreign_keys, fx_foreign_agree) &&
                      SETS_EQUAL(a->checks, b->checks, fx_checks_agree) &&
                      SETS_EQUAL(a->indexes, b->indexes, fx_indexes_agree) &&
                      fx_same(a->comment, b->comment) && a->without_rowid == b->without_rowid &&
                      a->strict == b->strict && words_equal(a, b));
}

static bool enums_equal(const void *x, const void *y)
{
    const fx_enum *a = x, *b = y;

    return fx_same(a->schema, b->schema) && fx_same(a->name, b->name) &&
           fx_strs_equal(&a->members, &b->members);
}

bool fx_schema_equal(const fx_schema *a, const fx_schema *b)
{
    if (a->tables.n != b->tables.n || !SETS_EQUAL(a->enums, b->enums, enums_equal) ||
        a->texts.n != b->texts.n)
        return false;
    for (size_t i = 0; i < a->texts.n; i++) {
        if (!fx_text_object_equal(&a->texts.at[i], &b->texts.at[i]))
            return false;
    }
    for (size_t i = 0; i < a->tables.n; i++) {
        if (!fx_table_equal(a->tables.at[i], b->tables.at[i]))
            return false;
    }
    return true;
}
