#include "testing.h"

#include <string.h>

#include "fx/base/str.h"
#include "fx/model/diff.h"
#include "fx/model/read.h"

#define USER "table: user\ncolumns:\n  id: {type: integer, primary_key: true}\n"
#define TEAM "table: team\ncolumns:\n  id: {type: integer, primary_key: true}\n"

/* Tables, each a text; "" ends. */
static fx_schema schema(fx_arena *a, const char *one, const char *two)
{
    const char *const texts[] = {one, two};
    fx_error err = {.arena = a};
    fx_schema s = {0};

    for (size_t i = 0; i < 2 && texts[i] != NULL; i++) {
        const fx_yaml *y = fx_yaml_parse(a, "e.yml", texts[i], strlen(texts[i]), &err);
        fx_table *t = fx_new(a, fx_table);

        if (y == NULL || !fx_table_read(a, y, "table", t, &err))
            fail_msg("%s\n%s", texts[i], fx_error_text(a, &err));
        fx_schema_put(a, &s, t);
    }
    return s;
}

static const char *titles(fx_arena *a, const fx_steps *s)
{
    fx_str out = {.arena = a};

    fx_each (const fx_step *const, step, s) {
        fx_str_addf(&out, "%s%s", out.n > 0 ? "; " : "", fx_step_verb((*step)->kind));
        fx_str_addf(&out, " %s", fx_object_text(a, &(*step)->object));
    }
    return fx_str_text(&out);
}

static void check(fx_arena *a, const fx_schema *from, const fx_schema *to, const char *up,
                  const char *down)
{
    fx_diff_options o = {.naming = fx_naming_default};
    fx_error err = {.arena = a};
    fx_diff d = fx_diff_schemas(a, from, to, &o);
    fx_schema s = fx_schema_copy(a, from);

    assert_string_equal(titles(a, &d.steps), up);
    assert_string_equal(titles(a, &d.down), down);
    assert_true(fx_replay_all(a, &s, &d.steps, NULL, &err));
    assert_true(fx_schema_equal(&s, to));
    assert_true(fx_replay_all(a, &s, &d.down, NULL, &err));
    assert_true(fx_schema_equal(&s, from));
}

static void test_pairs(void **state)
{
    static const struct {
        const char *from, *to, *up, *down;
    } rows[] = {
        {USER,                                              USER "  age: integer\n  email: {type: string(80), unique: true}\n",
         "add_column user.age; add_column user.email; "
         "create_unique_constraint user.uq_user_email",                                                                                                                          "drop_constraint user.uq_user_email; drop_column user.email; drop_column user.age"},
        {USER "  a: text\nindexes: [{columns: [a]}]\n",
         USER "  a: text\nindexes: [{columns: [a]}]\n",                                                                         "",                                              ""                                                                                },
        {USER "  a: text\nchecks: [{sql: \"a  <> ''\"}]\n",
         USER "  b: {type: text, renamed_from: a}\nchecks: [{sql: \"b  <> ''\"}]\n",
         "alter_column user.a",                                                                                                                                                  "alter_column user.b"                                                             },
        {USER "  a: {type: integer, index: true}\n",        USER "  a: bigint\n",
         "drop_index user; alter_column user.a",                                                                                                                                 "alter_column user.a; create_index user"                                          },
        {USER "  n: integer\n",
         "table: user\ncolumns:\n  id: integer\n  n: {type: integer, primary_key: true}\n",                                     "drop_constraint user; create_primary_key user",
         "drop_constraint user; create_primary_key user"                                                                                                                                                                                                           },
        {USER "checks: [{name: ck_a, sql: id > 0}]\n",      USER "checks: [{name: ck_a, sql: id > 1}]\n",
         "drop_constraint user.ck_a; create_check_constraint user.ck_a",                                                                                                         "drop_constraint user.ck_a; create_check_constraint user.ck_a"                    },
        {USER,
         "table: member\nrenamed_from: user\n"
         "columns:\n  id: {type: integer, primary_key: true}\n",                                                                "rename_table user",                             "rename_table member"                                                             },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_schema from = schema(*state, rows[i].from, NULL), to = schema(*state, rows[i].to, NULL);

        check(*state, &from, &to, rows[i].up, rows[i].down);
    }
}

static void test_tables_follow_their_foreign_keys(void **state)
{
    fx_schema none = {0};
    fx_schema chain = schema(*state,
                             "table: a\ncolumns:\n  id: {type: integer, primary_key: true}\n"
                             "  t: {type: integer, references: team.id}\n",
                             TEAM);
    fx_schema cycle = schema(*state, USER "  t: {type: integer, references: team.id}\n",
                             TEAM "  u: {type: integer, references: user.id}\n");

    check(*state, &none, &chain, "create_table team; create_table a",
          "drop_table a; drop_table team");
    check(*state, &none, &cycle,
          "create_table team; create_table user; create_foreign_key team.fk_team_u",
          "drop_constraint team.fk_team_u; drop_table user; drop_table team");
}

/* A table with no foreign key of its own, held by tables that hold each other. */
static void test_a_table_held_by_a_cycle_is_dropped(void **state)
{
    fx_arena *a = *state;
    fx_schema none = {0};
    fx_schema s = schema(a,
                         "table: x\ncolumns:\n  id: {type: integer, primary_key: true}\n"
                         "  y: {type: integer, references: y.id}\n"
                         "  z: {type: integer, references: z.id}\n",
                         "table: y\ncolumns:\n  id: {type: integer, primary_key: true}\n"
                         "  x: {type: integer, references: x.id}\n");
    fx_schema z = schema(a, "table: z\ncolumns:\n  id: {type: integer, primary_key: true}\n", NULL);
    fx_diff_options o = {.naming = fx_naming_default};
    fx_error err = {.arena = a};

    fx_schema_put(a, &s, z.tables.at[0]);
    fx_diff d = fx_diff_schemas(a, &s, &none, &o);

    assert_true(fx_replay_all(a, &s, &d.steps, NULL, &err));
    assert_int_equal(s.tables.n, 0);
}

/* Checks without a name come from databases: they can be dropped too. */
static void test_a_nameless_check_is_dropped(void **state)
{
    fx_schema from = schema(*state, USER "checks: [{sql: id > 0}]\n", NULL);
    fx_schema to = schema(*state, USER, NULL);

    check(*state, &from, &to, "drop_constraint user", "create_check_constraint user");
}

static void test_what_other_dialects_write_does_not_count(void **state)
{
#define VARIANTS(mine, other)                                            \
    USER "  a: {type: string, postgresql: " mine ", mysql: " other "}\n" \
         "  b: {type: uuid, sqlite: " other "}\n"
    const fx_schema from = schema(*state, VARIANTS("citext", "tinytext"), NULL),
                    to = schema(*state, VARIANTS("citext", "mediumtext"), NULL),
                    changed = schema(*state, VARIANTS("name", "tinytext"), NULL);
    fx_diff_options o = {.naming = fx_naming_default};

    assert_int_equal(fx_diff_schemas(*state, &from, &to, &o).steps.n, 2);
    *fx_push((fx_arena *)*state, &o.dialects) = "postgresql";
    assert_int_equal(fx_diff_schemas(*state, &from, &to, &o).steps.n, 0);
    assert_int_equal(fx_diff_schemas(*state, &from, &changed, &o).steps.n, 1);
    *fx_push((fx_arena *)*state, &o.dialects) = "mariadb"; /* has MySQL's, where it has none */
    assert_int_equal(fx_diff_schemas(*state, &from, &to, &o).steps.n, 1);
#undef VARIANTS
}

/* "user.mail > email, address; ~user.mail > team.mail" */
static const char *offers(fx_arena *a, const fx_schema *from, const fx_schema *to,
                          const fx_offer_facts *facts)
{
    static const fx_strs none;
    const fx_diff_options o = {.naming = fx_naming_default};
    const fx_offer_facts no_facts = {.dropped_tables = &none};
    fx_offers found = fx_diff_offers(a, from, to, &o, facts == NULL ? &no_facts : facts);
    fx_strs out = {0};

    fx_each (const fx_offer, it, &found) {
        *fx_push(a, &out) =
            fx_fmt(a, "%s%s%s%s > %s", it->moves ? "~" : "", it->table == NULL ? "" : it->table,
                   it->table == NULL ? "" : ".", it->from, fx_strs_join(a, &it->to, ", "));
    }
    return fx_strs_join(a, &out, "; ");
}

static void test_a_column_that_goes_is_offered_what_comes(void **state)
{
    static const struct {
        const char *from, *to, *offers;
    } cases[] = {
        {"  mail: text\n",                         "  email: text\n",                                "user.mail > email"           },
        {"  body: text\n",                         "  content: text\n",                              "user.body > content"         },
        {"  body: text\n",                         "  content: {type: text, nullable: true}\n",      "user.body > content"         },
        {"  body: string(100)\n",                  "  content: string(200)\n",                       "user.body > content"         },
        {"  body: string(100)\n",                  "  content: text\n",                              "user.body > content"         },
        {"  n: smallint\n",                        "  count: bigint\n",                              "user.n > count"              },
        {"  n: numeric(10,2)\n",                   "  price: integer\n",                             "user.n > price"              },
        {"  d: date\n",                            "  day: timestamp\n",                             "user.d > day"                },
        {"  created: string(20)\n",                "  created_at: timestamp\n",                      "user.created > created_at"   },
        {"  mood: 'enum(a,b)'\n",                  "  state: 'enum(a,b,c)'\n",                       "user.mood > state"           },
        {"  a: 'array(text)'\n",                   "  tags: 'array(string(9))'\n",                   "user.a > tags"               },
        {"  a: {type: raw, postgresql: point}\n",  "  x: {type: raw, postgresql: point}\n",
         "user.a > x"                                                                                                              },
        {"  a: {type: raw, postgresql: point}\n",  "  x: {type: raw, postgresql: box}\n",            ""                            },
        {"  body: text\n",                         "  n: integer\n",                                 ""                            },
        {"  body: text\n",                         "dropped: [body]\n",                              ""                            },
        {"  body: text\n",                         "  content: text\ndropped: [body]\n",             ""                            },
        {"  body: text\n",                         "  content: {type: text, renamed_from: body}\n",  ""                            },
 /* which says nothing of it */
        {"  body: text\n",                         "  content: {type: text, renamed_from: other}\n", "user.body > content"         },
 /* in other letters it is the same */
        {"  Body: text\n",                         "  body: text\n  content: text\n",                ""                            },
 /* what is computed has no values of its own */
        {"  g: {type: integer, generated: '1'}\n", "  h: integer\n",                                 ""                            },
 /* the likeliest first: in its place, by its name, by its type */
        {"  a: text\n  n: integer\n",              "  n: integer\n  b: text\n  c: text\n",           "user.a > b, c"               },
        {"  a: text\n  n: integer\n",              "  c: text\n  n: integer\n  b: text\n",           "user.a > c, b"               },
        {"  name: text\n  n: integer\n",
         "  n: integer\n  x: string(5)\n  y: text\n  full_name: text\n",                             "user.name > full_name, y, x" },
 /* each has its own first */
        {"  a: text\n  b: text\n",                 "  x: text\n  y: text\n",                         "user.a > x, y; user.b > y, x"},
        {"  mail: text\n  name: text\n",           "  full_name: text\n  email: text\n",
         "user.mail > full_name, email; user.name > email, full_name"                                                              },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fx_schema from = schema(*state, fx_fmt(*state, USER "%s", cases[i].from), NULL);
        fx_schema to = schema(*state, fx_fmt(*state, USER "%s", cases[i].to), NULL);

        assert_string_equal(offers(*state, &from, &to, NULL), cases[i].offers);
    }
}

static void test_a_table_that_goes_is_offered_what_comes(void **state)
{
    fx_schema a = schema(*state, USER "  mail: text\n", NULL);
    fx_schema renamed = schema(*state, TEAM "  mail: text\n", NULL);
    fx_schema more = schema(*state, TEAM "  mail: text\n  x: text\n  y: text\n", NULL);
    fx_schema moved = schema(
        *state,
        "table: app.user\ncolumns:\n  id: {type: integer, primary_key: true}\n  mail: text\n",
        NULL);
    fx_schema split = schema(*state, USER, TEAM "  mail: text\n");
    fx_strs dropped = {0};
    const fx_offer_facts facts = {.dropped_tables = &dropped};

    assert_string_equal(offers(*state, &a, &renamed, NULL), "user > team");
    assert_string_equal(offers(*state, &a, &more, NULL), "user > team");
    assert_string_equal(offers(*state, &a, &moved, NULL), "~user > app.user");
    assert_string_equal(offers(*state, &a, &split, NULL), "~user.mail > team.mail");
    *fx_push((fx_arena *)*state, &dropped) = "user";
    assert_string_equal(offers(*state, &a, &renamed, &facts), "");
    assert_string_equal(offers(*state, &a, &moved, &facts), "");
}

/* Where a column stood in the file that the revision came from is not known; HEAD's file says it.
 */
static void test_what_became_another_line_in_its_place_comes_first(void **state)
{
    static const fx_strs none;
    fx_schema history = schema(*state, USER "  n: integer\n  a: text\n", NULL);
    fx_schema then = schema(*state, USER "  a: text\n  n: integer\n", NULL);
    fx_schema now = schema(*state, USER "  c: text\n  n: integer\n  b: text\n", NULL);
    const fx_offer_facts facts = {.dropped_tables = &none, .then = &then};

    assert_string_equal(offers(*state, &history, &now, NULL), "user.a > b, c");
    assert_string_equal(offers(*state, &history, &now, &facts), "user.a > c, b");
}

/* Most engines take both for one name: made anew it would be there already. */
static void test_another_case_is_a_rename(void **state)
{
    fx_schema from = schema(*state, USER "  Mail: text\n", NULL);
    fx_schema to = schema(*state, USER "  mail: text\n", NULL);

    check(*state, &from, &to, "alter_column user.Mail", "alter_column user.mail");
    to = schema(*state,
                "table: User\ncolumns:\n  id: {type: integer, primary_key: true}\n"
                "  Mail: text\n",
                NULL);
    check(*state, &from, &to, "rename_table user", "rename_table User");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_pairs),
        FX_TEST(test_tables_follow_their_foreign_keys),
        FX_TEST(test_a_table_held_by_a_cycle_is_dropped),
        FX_TEST(test_a_nameless_check_is_dropped),
        FX_TEST(test_what_other_dialects_write_does_not_count),
        FX_TEST(test_a_column_that_goes_is_offered_what_comes),
        FX_TEST(test_a_table_that_goes_is_offered_what_comes),
        FX_TEST(test_what_became_another_line_in_its_place_comes_first),
        FX_TEST(test_another_case_is_a_rename),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
