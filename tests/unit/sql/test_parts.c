#include "testing.h"

#include "fx/sql/dialect.h"

static const char *text(fx_sql *sql)
{
    return fx_str_text(&sql->text);
}

static void test_parts_are_quoted(void **state)
{
    fx_sql sql = {.text = {.arena = *state}, .dialect = &fx_sqlite_dialect};
    fx_strs names = {0};

    *fx_push(*state, &names) = "a";
    *fx_push(*state, &names) = "b\"; DROP TABLE x; --";
    fx_sql_add(&sql, "INSERT INTO ? (?) VALUES (?, ?, ?)", FX_NAME("my \"table\""),
               FX_NAMES(&names), FX_TEXT("it's"), FX_TEXT(NULL), FX_RAW("1 + 1"));
    assert_string_equal(text(&sql), "INSERT INTO \"my \"\"table\"\"\" (\"a\", "
                                    "\"b\"\"; DROP TABLE x; --\") VALUES ('it''s', NULL, 1 + 1)");
}

static void test_a_question_mark_in_a_part_stays(void **state)
{
    fx_sql sql = {.text = {.arena = *state}, .dialect = &fx_sqlite_dialect};

    fx_sql_add(&sql, "? ?", FX_TEXT("?"), FX_NAME("?"));
    fx_sql_add(&sql, ";?", FX_RAW("?"));
    assert_string_equal(text(&sql), "'?' \"?\";?");
}

static void test_loss_queries_count_to_a_limit(void **state)
{
    const fx_loss table = {.table = "my \"t\""}, column = {.table = "t", .column = "c\"d"};

    assert_string_equal(fx_loss_query(*state, &fx_sqlite_dialect, &table),
                        "SELECT count(*) FROM (SELECT 1 FROM \"my \"\"t\"\"\" LIMIT 1001) "
                        "AS rows_at_risk");
    assert_string_equal(fx_loss_query(*state, &fx_sqlite_dialect, &column),
                        "SELECT count(*) FROM (SELECT 1 FROM \"t\" WHERE \"c\"\"d\" IS NOT NULL "
                        "LIMIT 1001) AS rows_at_risk");
}

static void test_dialects_are_found_by_name(void **state)
{
    (void)state;
    assert_ptr_equal(fx_dialect_find("sqlite"), &fx_sqlite_dialect);
    assert_null(fx_dialect_find("SQLite"));
    assert_null(fx_dialect_find("oracle"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_parts_are_quoted),
        FX_TEST(test_a_question_mark_in_a_part_stays),
        FX_TEST(test_loss_queries_count_to_a_limit),
        FX_TEST(test_dialects_are_found_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
