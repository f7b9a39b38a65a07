#include "testing.h"

#include <string.h>

#include "fx/model/pack.h"
#include "random_schema.h"

static fx_strs strs(fx_arena *a, const char *x, const char *y)
{
    fx_strs out = {0};

    *fx_push(a, &out) = x;
    *fx_push(a, &out) = y;
    return out;
}

static fx_sql_text sql(fx_arena *a, const char *all)
{
    fx_sql_text out = {.all = all};

    *fx_push(a, &out.by) = (fx_variant){"mysql", "by mysql"};
    return out;
}

static fx_column full_column(fx_arena *a)
{
    fx_type *element = fx_new(a, fx_type);
    fx_column c = {.name = "c",
                   .nullable = true,
                   .identity = FX_IDENTITY_SERIAL,
                   .comment = "two\nlines",
                   .stored = true,
                   .collate = "nocase",
                   .now_on_update = true,
                   .renamed_from = "before",
                   .line = 300};

    *element = (fx_type){.kind = FX_TYPE_STRING, .size = 20, .scale = -1};
    c.type = (fx_type){.kind = FX_TYPE_ARRAY,
                       .size = -1,
                       .scale = 2147483647,
                       .enum_name = "mood",
                       .named = true,
                       .members = strs(a, "", "good"),
                       .element = element};
    *fx_push(a, &c.type.variants) = (fx_variant){"sqlite", "TEXT"};
    c.def = (fx_value){FX_VALUE_SQL, "text", sql(a, "default")};
    c.fill = (fx_value){FX_VALUE_EMPTY, "none", sql(a, "fill")};
    c.generated = sql(a, "generated");
    return c;
}

static fx_key full_key(fx_arena *a, const char *name)
{
    return (fx_key){name, strs(a, "a", "b"), "replace", strs(a, "c", "d"),
                    true, FX_DEFER_DEFERRED, 7};
}

static fx_index full_index(fx_arena *a)
{
    fx_index ix = {.name = "ix",
                   .columns = strs(a, "a", "lower(b)"),
                   .unique = true,
                   .where = sql(a, "where"),
                   .using_ = "gin",
                   .include = strs(a, "e", "f"),
                   .with = "fillfactor=70",
                   .nulls_not_distinct = true,
                   .line = 9};

    *fx_push(a, &ix.parts) = (fx_index_part){.nulls = -1, .length = 12};
    *fx_push(a, &ix.parts) = (fx_index_part){true, true, "rtrim", "text_ops", 1, 0};
    return ix;
}

static fx_table *full_table(fx_arena *a)
{
    fx_table *t = fx_new(a, fx_table);

    t->schema = "app";
    t->name = "item";
    *fx_push(a, &t->columns) = full_column(a);
    t->primary = full_key(a, NULL);
    *fx_push(a, &t->uniques) = full_key(a, "uq");
    *fx_push(a, &t->foreign_keys) = (fx_foreign_key){
        "fk",        strs(a, "a", "b"),  "other", "there", strs(a, "x", "y"), FX_SET_DEFAULT,
        FX_SET_NULL, FX_DEFER_IMMEDIATE, true,    true,    "its_index",       11};
    *fx_push(a, &t->checks) = (fx_check){"ck", sql(a, "check"), true, true, true, "c", 12};
    *fx_push(a, &t->indexes) = full_index(a);
    t->comment = "";
    t->without_rowid = t->strict = true;
    for (size_t i = 0; i < FX_TABLE_WORD_COUNT; i++)
        t->words[i] = fx_table_words[i];
    t->renamed_from = "article";
    t->dropped = strs(a, "old", "older");
    t->file = "entities/item.yml";
    t->line = 1;
    t->unheld = "generated column";
    return t;
}

static fx_schema full(fx_arena *a)
{
    fx_schema s = {.mysql_alone = true, .left_out = strs(a, "legacy", "other")};

    *fx_push(a, &s.tables) = full_table(a);
    *fx_push(a, &s.enums) = (fx_enum){"app", "mood", strs(a, "good", "bad")};
    *fx_push(a, &s.texts) = (fx_text_object){
        FX_TRIGGER, "app", "item", "log", sql(a, "CREATE TRIGGER"), "entities/log.yml", 2};
    return s;
}

/* ---- the same, field by field ---- */

static void same(const char *x, const char *y)
{
    if (x == NULL || y == NULL)
        assert_ptr_equal(x, y);
    else
        assert_string_equal(x, y);
}

static void same_strs(const fx_strs *x, const fx_strs *y)
{
    assert_int_equal(x->n, 2);
    assert_true(fx_strs_equal(x, y));
}

static void same_sql(const fx_sql_text *x, const fx_sql_text *y)
{
    same(x->all, y->all);
    assert_int_equal(x->by.n, 1);
    assert_int_equal(y->by.n, 1);
    same(x->by.at[0].dialect, y->by.at[0].dialect);
    same(x->by.at[0].text, y->by.at[0].text);
}

static void same_value(const fx_value *x, const fx_value *y)
{
    assert_int_equal(x->kind, y->kind);
    same(x->text, y->text);
    same_sql(&x->sql, &y->sql);
}

static void same_type(const fx_type *x, const fx_type *y)
{
    assert_int_equal(x->kind, y->kind);
    assert_int_equal(x->size, y->size);
    assert_int_equal(x->scale, y->scale);
    same(x->enum_name, y->enum_name);
    assert_int_equal(x->named, y->named);
    assert_true(fx_strs_equal(&x->members, &y->members));
    assert_int_equal(x->variants.n, y->variants.n);
    for (size_t i = 0; i < x->variants.n; i++)
        same(x->variants.at[i].text, y->variants.at[i].text);
}

static void same_column(const fx_column *x, const fx_column *y)
{
    same(x->name, y->name);
    same_type(&x->type, &y->type);
    same_type(x->type.element, y->type.element);
    assert_int_equal(x->nullable, y->nullable);
    same_value(&x->def, &y->def);
    assert_int_equal(x->identity, y->identity);
    same(x->comment, y->comment);
    same_sql(&x->generated, &y->generated);
    assert_int_equal(x->stored, y->stored);
    same(x->collate, y->collate);
    assert_int_equal(x->now_on_update, y->now_on_update);
    same_value(&x->fill, &y->fill);
    same(x->renamed_from, y->renamed_from);
    assert_int_equal(x->line, y->line);
}

static void same_key(const fx_key *x, const fx_key *y)
{
    same(x->name, y->name);
    same_strs(&x->columns, &y->columns);
    same(x->on_conflict, y->on_conflict);
    same_strs(&x->include, &y->include);
    assert_int_equal(x->nulls_not_distinct, y->nulls_not_distinct);
    assert_int_equal(x->deferrable, y->deferrable);
    assert_int_equal(x->line, y->line);
}

static void same_foreign_key(const fx_foreign_key *x, const fx_foreign_key *y)
{
    same(x->name, y->name);
    same_strs(&x->columns, &y->columns);
    same(x->ref_schema, y->ref_schema);
    same(x->ref_table, y->ref_table);
    same_strs(&x->ref_columns, &y->ref_columns);
    assert_int_equal(x->on_delete, y->on_delete);
    assert_int_equal(x->on_update, y->on_update);
    assert_int_equal(x->deferrable, y->deferrable);
    assert_int_equal(x->match_full, y->match_full);
    assert_int_equal(x->not_valid, y->not_valid);
    same(x->index, y->index);
    assert_int_equal(x->line, y->line);
}

static void same_check(const fx_check *x, const fx_check *y)
{
    same(x->name, y->name);
    same_sql(&x->sql, &y->sql);
    assert_int_equal(x->exclude, y->exclude);
    assert_int_equal(x->not_valid, y->not_valid);
    assert_int_equal(x->no_inherit, y->no_inherit);
    same(x->column, y->column);
    assert_int_equal(x->line, y->line);
}

static void same_index(const fx_index *x, const fx_index *y)
{
    same(x->name, y->name);
    same_strs(&x->columns, &y->columns);
    assert_int_equal(y->parts.n, 2);
    for (size_t i = 0; i < 2; i++) {
        const fx_index_part *p = &x->parts.at[i], *q = &y->parts.at[i];

        assert_int_equal(p->expression, q->expression);
        assert_int_equal(p->descending, q->descending);
        same(p->collate, q->collate);
        same(p->opclass, q->opclass);
        assert_int_equal(p->nulls, q->nulls);
        assert_int_equal(p->length, q->length);
    }
    assert_int_equal(x->unique, y->unique);
    same_sql(&x->where, &y->where);
    same(x->using_, y->using_);
    same_strs(&x->include, &y->include);
    same(x->with, y->with);
    assert_int_equal(x->nulls_not_distinct, y->nulls_not_distinct);
    assert_int_equal(x->line, y->line);
}

static void same_table(const fx_table *x, const fx_table *y)
{
    same(x->schema, y->schema);
    same(x->name, y->name);
    same_column(&x->columns.at[0], &y->columns.at[0]);
    same_key(&x->primary, &y->primary);
    same_key(&x->uniques.at[0], &y->uniques.at[0]);
    same_foreign_key(&x->foreign_keys.at[0], &y->foreign_keys.at[0]);
    same_check(&x->checks.at[0], &y->checks.at[0]);
    same_index(&x->indexes.at[0], &y->indexes.at[0]);
    same(x->comment, y->comment);
    assert_int_equal(x->without_rowid, y->without_rowid);
    assert_int_equal(x->strict, y->strict);
    for (size_t i = 0; i < FX_TABLE_WORD_COUNT; i++)
        same(x->words[i], y->words[i]);
    same(x->renamed_from, y->renamed_from);
    same_strs(&x->dropped, &y->dropped);
    same(x->file, y->file);
    assert_int_equal(x->line, y->line);
    same(x->unheld, y->unheld);
}

/* The bytes are copied to where a byte too far is told of. */
static bool unpack(fx_arena *a, const char *bytes, size_t n, fx_schema *out)
{
    return fx_schema_unpack(a, memcpy(fx_alloc(a, n), bytes, n), n, out);
}

static void test_all_comes_back(void **state)
{
    const fx_schema s = full(*state);
    fx_str bytes = {.arena = *state}, again = {.arena = *state};
    fx_schema out;

    fx_schema_pack(&bytes, &s);
    assert_true(unpack(*state, bytes.text, bytes.n, &out));
    assert_int_equal(out.tables.n, 1);
    same_table(s.tables.at[0], out.tables.at[0]);
    same(s.enums.at[0].schema, out.enums.at[0].schema);
    same(s.enums.at[0].name, out.enums.at[0].name);
    same_strs(&s.enums.at[0].members, &out.enums.at[0].members);
    const fx_text_object *x = &s.texts.at[0], *y = &out.texts.at[0];

    assert_int_equal(x->kind, y->kind);
    same(x->schema, y->schema);
    same(x->table, y->table);
    same(x->name, y->name);
    same_sql(&x->sql, &y->sql);
    same(x->file, y->file);
    assert_int_equal(x->line, y->line);
    assert_int_equal(s.mysql_alone, out.mysql_alone);
    same_strs(&s.left_out, &out.left_out);
    fx_schema_pack(&again, &out);
    assert_int_equal(bytes.n, again.n);
    assert_memory_equal(bytes.text, again.text, bytes.n);
}

static void test_random_ones_come_back(void **state)
{
    static const char *const dialects[] = {NULL, "postgresql", "mysql"};

    for (uint64_t seed = 1; seed <= 300; seed++) {
        fx_arena *a = fx_arena_new();
        fx_random r = {.state = seed * 7919, .dialect = dialects[seed % 3]};
        const fx_schema first = random_schema(a, &r), s = random_successor(a, &r, &first);
        fx_str bytes = {.arena = a}, again = {.arena = a};
        fx_schema out;

        fx_schema_pack(&bytes, &s);
        assert_true(unpack(a, bytes.text, bytes.n, &out));
        assert_true(fx_schema_equal(&s, &out));
        assert_string_equal(fx_schema_print(a, &s), fx_schema_print(a, &out));
        fx_schema_pack(&again, &out);
        assert_int_equal(bytes.n, again.n);
        assert_memory_equal(bytes.text, again.text, bytes.n);
        fx_arena_free(a);
    }
    (void)state;
}

static void test_other_bytes_are_refused(void **state)
{
    const fx_schema s = full(*state);
    fx_str bytes = {.arena = *state};
    fx_schema out;

    fx_schema_pack(&bytes, &s);
    for (size_t n = 0; n < bytes.n; n++) {
        fx_arena *a = fx_arena_new();

        assert_false(unpack(a, bytes.text, n, &out));
        fx_arena_free(a);
    }
    for (size_t i = 0; i < bytes.n * 8; i++) { /* no crash: a checksum sees what is damaged */
        fx_arena *a = fx_arena_new();
        char *copy = memcpy(fx_alloc(a, bytes.n), bytes.text, bytes.n);

        copy[i / 8] = (char)(copy[i / 8] ^ (1 << (i % 8)));
        (void)!unpack(a, copy, bytes.n, &out);
        fx_arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_all_comes_back),
        FX_TEST(test_random_ones_come_back),
        FX_TEST(test_other_bytes_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
