/*
 * Introspection: some of the tables, and what they refer to.
 */
#include "sqlite_fixture.h"

static fx_db *with_tables(fx_arena *a)
{
    fx_db *db = open_memory(a);

    must_exec(db, "CREATE TABLE Person (Id INTEGER PRIMARY KEY, name TEXT)");
    must_exec(db, "CREATE TABLE post (id INTEGER PRIMARY KEY, person INTEGER REFERENCES person)");
    must_exec(db, "CREATE INDEX post_person ON post (person)");
    must_exec(db, "CREATE TABLE other (id INTEGER PRIMARY KEY, post INTEGER REFERENCES post)");
    must_exec(db, "CREATE TABLE _fxgit_new_other (id INTEGER PRIMARY KEY)");
    must_exec(db, "CREATE VIEW names AS SELECT name FROM person");
    return db;
}

static fx_live look(fx_db *db, const char *name)
{
    fx_strs tables = {0};
    fx_live live;
    fx_error err = {.arena = db->arena};

    *fx_push(db->arena, &tables) = name;
    if (!fx_db_inspect_tables(db, db->arena, &tables, &live, &err))
        fail_msg("%s", err.msg);
    return live;
}

static const char *names_of(fx_arena *a, const fx_live *live)
{
    fx_strs names = {0};

    fx_each (const fx_table *const, t, &live->schema.tables) {
        *fx_push(a, &names) = (*t)->name;
    }
    return fx_strs_join(a, &names, " ");
}

static void test_a_table_comes_with_what_it_refers_to(void **state)
{
    fx_arena *a = *state;
    const fx_live live = look(with_tables(a), "post");
    const fx_table *post = fx_schema_find(&live.schema, NULL, "post");

    assert_string_equal(names_of(a, &live), "Person _fxgit_new_other post");
    assert_int_equal(post->indexes.n, 1);
    assert_int_equal(post->foreign_keys.n, 1);
    assert_string_equal(post->foreign_keys.at[0].ref_table, "Person");
    assert_string_equal(fx_strs_join(a, &post->foreign_keys.at[0].ref_columns, " "), "Id");
}

static void test_case_of_names_does_not_matter(void **state)
{
    fx_arena *a = *state;
    const fx_live live = look(with_tables(a), "person");

    assert_string_equal(names_of(a, &live), "Person _fxgit_new_other");
}

static void test_what_depends_on_tables_is_all_there(void **state)
{
    fx_arena *a = *state;
    const fx_live live = look(with_tables(a), "none");

    assert_int_equal(live.dependents.n, 1);
    assert_string_equal(live.dependents.at[0].name, "names");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_a_table_comes_with_what_it_refers_to),
        FX_TEST(test_case_of_names_does_not_matter),
        FX_TEST(test_what_depends_on_tables_is_all_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
