#include "testing.h"

#include <string.h>

#include "fx/model/mermaid.h"
#include "fx/model/read.h"

static fx_schema schema(fx_arena *a, const char *const *texts, size_t n)
{
    fx_error err = {.arena = a};
    fx_schema s = {0};

    for (size_t i = 0; i < n && texts[i] != NULL; i++) {
        const fx_yaml *y = fx_yaml_parse(a, "e.yml", texts[i], strlen(texts[i]), &err);
        fx_table *t = fx_new(a, fx_table);

        if (y == NULL || !fx_table_read(a, y, "table", t, &err))
            fail_msg("%s\n%s", texts[i], fx_error_text(a, &err));
        fx_schema_put(a, &s, t);
    }
    return s;
}

static const char *drawn(fx_arena *a, const char *one, const char *two)
{
    const char *const texts[] = {one, two};
    fx_schema s = schema(a, texts, 2);

    return fx_mermaid(a, &s);
}

#define TEAM       "table: team\ncolumns:\n  id: {type: integer, primary_key: true}\n"
#define DRAWN_TEAM "    team {\n        integer id PK\n    }\n"

static void test_cardinalities(void **state)
{
    static const struct {
        const char *column, *more, *line;
    } rows[] = {
        {"{type: integer, references: team.id}",                               "",                                            "team ||--o{ user : \"ref\""},
        {"{type: integer, references: team.id, nullable: true}",               "",                                            "team |o--o{ user : \"ref\""},
        {"{type: integer, references: team.id, unique: true}",                 "",                                            "team ||--o| user : \"ref\""},
        {"{type: integer, references: team.id, unique: true, nullable: true}", "",
         "team |o--o| user : \"ref\""                                                                                                                     },
        {"{type: integer, references: team.id, primary_key: true}",            "",
         "team ||--o| user : \"ref\""                                                                                                                     },
        {"{type: integer, references: team.id}",                               "indexes: [{columns: [ref], unique: true}]\n",
         "team ||--o| user : \"ref\""                                                                                                                     },
        {"{type: integer, references: team.id}",
         "indexes: [{columns: [ref], unique: true, where: ref > 1}]\n",                                                       "team ||--o{ user : \"ref\""},
        {"{type: integer, references: team.id}\n  other: integer",
         "uniques: [{columns: [ref, other]}]\n",                                                                              "team ||--o{ user : \"ref\""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text =
            fx_fmt(*state, "table: user\ncolumns:\n  ref: %s\n%s", rows[i].column, rows[i].more);
        const char *out = drawn(*state, TEAM, text);

        if (strstr(out, rows[i].line) == NULL)
            fail_msg("%s\n%s\nhas not: %s", text, out, rows[i].line);
    }
}

static void test_columns(void **state)
{
    static const struct {
        const char *column, *line;
    } rows[] = {
        {"name: string(80)",                                        "string(80) name"               },
        {"name: {type: string, unique: true}",                      "string name UK"                },
        {"price: numeric(10,2)",                                    "numeric(10_2) price"           },
        {"state: enum(draft,live)",                                 "enum state \"draft, live\""    },
        {"tags: array(string(20))",                                 "string(20)[] tags"             },
        {"doc: {type: raw, postgresql: tsvector}",                  "tsvector doc"                  },
        {"ref: {type: integer, references: team.id, unique: true}", "integer ref FK, UK"            },
        {"pk: integer",                                             "integer _pk \"pk\""            },
        {"pkey: integer",                                           "integer pkey"                  },
        {"\"2nd name\": integer",                                   "integer _2nd_name \"2nd name\""},
        {"\"a\\\"b\": integer",                                     "integer a_b \"a'b\""           },
        {"pr\xc3\xa9nom: integer",                                  "integer pr\xc3\xa9nom\n"       },
        {"\"n\xc2\xb0\": integer",                                  "integer n_ \"n\xc2\xb0\""      },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *out =
            drawn(*state, fx_fmt(*state, "table: user\ncolumns:\n  %s\n", rows[i].column), NULL);

        if (strstr(out, fx_fmt(*state, "        %s", rows[i].line)) == NULL)
            fail_msg("%s\nhas not: %s", out, rows[i].line);
    }
}

static void test_whole(void **state)
{
    assert_string_equal(
        drawn(*state, TEAM,
              "table: '\"Order Item\"'\ncolumns:\n  id: {type: integer, primary_key: true}\n"
              "  parent: {type: integer, references: '\"Order Item\".id', nullable: true}\n"
              "  a: {type: integer, references: team.id}\n"),
        "erDiagram\n    \"Order Item\" {\n        integer id PK\n        integer parent FK\n"
        "        integer a FK\n    }\n" DRAWN_TEAM
        "    \"Order Item\" |o--o{ \"Order Item\" : \"parent\"\n"
        "    team ||--o{ \"Order Item\" : \"a\"\n");
    assert_string_equal(drawn(*state, NULL, NULL), "erDiagram\n");
    assert_string_equal(drawn(*state, "table: end\ncolumns:\n  id: integer\n", NULL),
                        "erDiagram\n    \"end\" {\n        integer id\n    }\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_cardinalities),
        FX_TEST(test_columns),
        FX_TEST(test_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
