#include "testing.h"

#include <string.h>

#include "fx/base/str.h"
#include "fx/model/read.h"
#include "fx/model/step.h"

static const char base[] = "- create_table: team\n"
                           "  columns:\n"
                           "    id:\n"
                           "      type: integer\n"
                           "      primary_key: true\n"
                           "- create_table: user\n"
                           "  columns:\n"
                           "    id:\n"
                           "      type: integer\n"
                           "      primary_key: true\n"
                           "    email: string(80)\n"
                           "    age:\n"
                           "      type: integer\n"
                           "      nullable: true\n"
                           "    team_id: integer\n"
                           "  uniques:\n"
                           "  - name: uq_user_email\n"
                           "    columns: [email]\n"
                           "  foreign_keys:\n"
                           "  - name: fk_user_team_id\n"
                           "    columns: [team_id]\n"
                           "    references: team(id)\n"
                           "    on_delete: cascade\n"
                           "  checks:\n"
                           "  - name: ck_user_1\n"
                           "    sql: age >= 0 AND 'age' <> email\n"
                           "  indexes:\n"
                           "  - name: ix_user_age\n"
                           "    columns: [age]\n"
                           "    where: '\"age\" > 1'\n";

static bool read_steps(fx_arena *a, const char *text, fx_steps *out, fx_error *err)
{
    const fx_yaml *y = fx_yaml_parse(a, "r.yml", text, strlen(text), err);

    *out = (fx_steps){0};
    return y != NULL && fx_steps_read(a, y, out, err);
}

static fx_schema start(fx_arena *a)
{
    fx_error err = {.arena = a};
    fx_schema s = {0};
    fx_steps steps;

    if (!read_steps(a, base, &steps, &err) || !fx_replay_all(a, &s, &steps, NULL, &err))
        fail_msg("%s", fx_error_text(a, &err));
    return s;
}

/* Each verb as the writer writes it: read, written, the same bytes. */
static void test_every_verb_is_read_and_written(void **state)
{
    static const char *const texts[] = {
        base,
        "- drop_table: user\n",
        "- rename_table: app.user\n  rename: member\n",
        "- alter_table: user\n  comment: People\n",
        "- alter_table: user\n  comment: null\n",
        "- add_column: user.nick\n  type: string(20)\n  nullable: true\n",
        "- add_column: user.nick\n  type: json\n  postgresql: jsonb\n  fill: '{}'\n",
        "- drop_column: user.age\n",
        "- drop_column: '\"a.b\".\"c d\"'\n",
        "- alter_column: user.age\n  rename: years\n",
        "- alter_column: user.age\n  type: bigint\n  nullable: false\n  default: 3\n  using: age + "
        "1\n"
        "  fill: 0\n",
        "- alter_column: user.age\n  default: null\n  comment: null\n",
        "- create_index: user.ix_a\n  columns: [age, email]\n  unique: true\n  where: age > 1\n",
        "- drop_index: user.ix_user_age\n",
        "- create_unique_constraint: user.uq_a\n  columns: [age]\n",
        "- create_foreign_key: user.fk_a\n  columns: [age]\n  references: team(id)\n"
        "  on_delete: set null\n",
        "- create_check_constraint: user.ck_a\n  sql:\n    postgresql: age > 0\n    sqlite: age >= "
        "0\n",
        "- create_primary_key: user\n  columns: [id, age]\n",
        "- drop_constraint: user.uq_user_email\n  type: unique\n",
        "- drop_constraint: user\n  type: unique\n  columns: [email]\n",
        "- create_enum: mood\n  values: ['no', '012', happy]\n",
        "- alter_enum: mood\n  values: [sad, happy]\n",
        "- drop_enum: mood\n",
        "- create_view: adult\n  sql: CREATE VIEW adult AS SELECT 1\n",
        "- drop_view: adult\n",
        "- create_trigger: user.log\n  sql: CREATE TRIGGER log AFTER INSERT ON user BEGIN SELECT "
        "1; END\n",
        "- drop_trigger: user.log\n",
        "- bulk_insert: team\n  columns: [id]\n  rows:\n  - ['1']\n  - [null]\n",
        "- execute: UPDATE user SET age = 1\n",
        "- execute:\n    postgresql: []\n    sqlite: SELECT 1\n  state:\n  - drop_table: user\n",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        fx_error err = {.arena = *state};
        fx_str out = {.arena = *state};
        fx_steps steps;

        if (!read_steps(*state, texts[i], &steps, &err))
            fail_msg("%s\n%s", texts[i], fx_error_text(*state, &err));
        fx_yaml_print(&out, fx_steps_write(*state, &steps), 0);
        if (i > 0 &&
            strstr(texts[i], "[null]") == NULL) /* base has a quoted text; null is a node */
            assert_string_equal(fx_str_text(&out), texts[i]);
        fx_steps again;

        if (!read_steps(*state, fx_str_text(&out), &again, &err))
            fail_msg("%s\n%s", fx_str_text(&out), fx_error_text(*state, &err));
        fx_str twice = {.arena = *state};

        fx_yaml_print(&twice, fx_steps_write(*state, &again), 0);
        assert_string_equal(fx_str_text(&twice), fx_str_text(&out));
    }
}

static void test_wrong_steps_say_where(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"- add_colum: user.age\n",                                     "r.yml:1"                           },
        {"- add_column: age\n  type: integer\n",                        "r.yml:1"                           },
        {"- add_column: user.age\n  tipe: integer\n",                   "r.yml:2:3: unknown key 'tipe'"     },
        {"- add_column: user.age\n  type: strng(8)\n",                  "r.yml:2:9: unknown type 'strng(8)'"},
        {"- add_column: user.age\n  type: integer\n  unique: true\n",   "r.yml:3"                           },
        {"- drop_constraint: user.x\n",                                 "r.yml:1"                           },
        {"- drop_constraint: user.x\n  type: uniq\n",                   "r.yml:2"                           },
        {"- bulk_insert: team\n  columns: [id]\n  rows:\n  - [1, 2]\n", "r.yml:4"                           },
        {"- create_table: t\n",                                         "r.yml:1"                           },
        {"drop_table: t\n",                                             "r.yml:1"                           },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_error err = {.arena = *state};
        fx_steps steps;

        if (read_steps(*state, rows[i].text, &steps, &err))
            fail_msg("is read: %s", rows[i].text);
        if (strstr(fx_error_text(*state, &err), rows[i].says) == NULL)
            fail_msg("%s does not say %s", fx_error_text(*state, &err), rows[i].says);
    }
}

static void test_steps_that_do_not_fit_fail(void **state)
{
    static const char *const texts[] = {
        "- drop_table: nobody\n",
        "- drop_table: team\n", /* user refers to it */
        "- create_table: user\n  columns:\n    id: integer\n",
        "- rename_table: user\n  rename: team\n",
        "- add_column: user.age\n  type: integer\n",
        "- add_column: user.mood\n  type: enum:mood\n",
        "- drop_column: user.nick\n",
        "- drop_column: user.email\n",   /* unique */
        "- drop_column: user.age\n",     /* index and check */
        "- drop_column: user.id\n",      /* primary key */
        "- drop_column: user.team_id\n", /* foreign key */
        "- alter_column: user.age\n  rename: email\n",
        "- alter_column: user.nick\n  nullable: true\n",
        "- create_index: user.ix_user_age\n  columns: [age]\n",
        "- create_index: user.ix_x\n  columns: [nick]\n",
        "- drop_index: user.ix_x\n",
        "- create_unique_constraint: user.uq_user_email\n  columns: [age]\n",
        "- create_foreign_key: user.fk_x\n  columns: [age]\n  references: team(nope)\n",
        "- create_foreign_key: user.fk_x\n  columns: [age]\n  references: team(nick)\n",
        "- create_primary_key: user\n  columns: [age]\n",
        "- drop_constraint: user.uq_x\n  type: unique\n",
        "- drop_constraint: user.uq_user_email\n  type: check\n",
        "- drop_enum: mood\n",
        "- alter_enum: mood\n  values: [a]\n",
        "- bulk_insert: user\n  columns: [nick]\n  rows: []\n",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        fx_error err = {.arena = *state};
        fx_schema s = start(*state), before = start(*state);
        fx_steps steps;

        if (!read_steps(*state, texts[i], &steps, &err))
            fail_msg("%s", fx_error_text(*state, &err));
        if (fx_replay_all(*state, &s, &steps, NULL, &err))
            fail_msg("is replayed: %s", texts[i]);
        assert_string_equal(err.file, "r.yml");
        assert_int_equal(err.line, 1);
        assert_true(fx_schema_equal(&s, &before));
    }
}

/* What says a column's or a table's name follows it: keys, other tables, SQL but not its strings.
 */
static void test_renames_are_followed(void **state)
{
    fx_arena *a = *state;
    fx_error err = {.arena = a};
    fx_schema s = start(a);
    fx_steps steps;

    if (!read_steps(a,
                    "- alter_column: user.age\n  rename: years\n- alter_column: team.id\n"
                    "  rename: no\n- rename_table: team\n  rename: crew\n",
                    &steps, &err) ||
        !fx_replay_all(a, &s, &steps, NULL, &err))
        fail_msg("%s", fx_error_text(a, &err));
    const fx_table *t = fx_schema_find(&s, NULL, "user");

    assert_string_equal(t->checks.at[0].sql.all, "years >= 0 AND 'age' <> email");
    assert_string_equal(t->indexes.at[0].columns.at[0], "years");
    assert_string_equal(t->indexes.at[0].where.all, "\"years\" > 1");
    assert_string_equal(t->foreign_keys.at[0].ref_table, "crew");
    assert_string_equal(t->foreign_keys.at[0].ref_columns.at[0], "no");
    assert_null(fx_schema_find(&s, NULL, "team"));
    assert_true(fx_table_is_primary(fx_schema_find(&s, NULL, "crew"), "no"));
}

static void test_losses(void **state)
{
    static const struct {
        const char *text, *column;
        bool loses;
    } rows[] = {
        {"- drop_column: user.nick\n",                       "nick", true },
        {"- alter_column: user.nick\n  type: string(10)\n",  "nick", true },
        {"- alter_column: user.nick\n  type: string(40)\n",  NULL,   false},
        {"- alter_column: user.nick\n  type: text\n",        NULL,   false},
        {"- alter_column: user.age\n  type: smallint\n",     "age",  true },
        {"- alter_column: user.age\n  type: bigint\n",       NULL,   false},
        {"- alter_column: user.mood\n  type: enum(a)\n",     "mood", true },
        {"- alter_column: user.mood\n  type: enum(a,b,c)\n", NULL,   false},
        {"- alter_enum: user_mood\n  values: [a]\n",         "mood", true },
        {"- alter_column: user.nick\n  nullable: true\n",    NULL,   false},
        {"- drop_index: user.ix_user_age\n",                 NULL,   false},
        {"- drop_table: user\n",                             NULL,   true },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_error err = {.arena = *state};
        fx_schema s = start(*state);
        fx_changes out = {0};
        fx_steps steps;
        fx_loss loss;

        if (!read_steps(*state,
                        "- add_column: user.nick\n  type: string(20)\n"
                        "- add_column: user.mood\n  type: enum(a,b)\n",
                        &steps, &err) ||
            !fx_replay_all(*state, &s, &steps, NULL, &err) ||
            !read_steps(*state, rows[i].text, &steps, &err) ||
            !fx_replay_all(*state, &s, &steps, &out, &err))
            fail_msg("%s", fx_error_text(*state, &err));
        /* of an enum, the first change is its own, and each table has one */
        if (fx_change_loses(&out.at[out.n - 1], 0, &loss) != rows[i].loses)
            fail_msg("%s", rows[i].text);
        if (rows[i].loses) {
            assert_string_equal(loss.table, "user");
            assert_true(fx_same(loss.column, rows[i].column));
        }
    }
}

static void test_message_joins_titles(void **state)
{
    fx_error err = {.arena = *state};
    fx_steps steps;

    if (!read_steps(*state,
                    "- add_column: user.age\n  type: integer\n"
                    "- create_unique_constraint: user.uq_user_email\n  columns: [email]\n",
                    &steps, &err))
        fail_msg("%s", err.msg);
    assert_string_equal(fx_steps_message(*state, &steps), "Add user.age, unique user.email");
    fx_steps views = {0}, many = {0};

    if (!read_steps(*state,
                    "- drop_view: adult\n- drop_view: old\n"
                    "- create_view: adult\n  sql: CREATE VIEW adult AS SELECT 2\n",
                    &views, &err))
        fail_msg("%s", err.msg);
    assert_string_equal(fx_steps_message(*state, &views), "Change view adult, drop view old");
    for (int i = 0; i < 30; i++)
        *fx_push((fx_arena *)*state, &many) = steps.at[0];
    assert_true(strlen(fx_steps_message(*state, &many)) <= 72);
    assert_non_null(strstr(fx_steps_message(*state, &many), " more"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_every_verb_is_read_and_written),
        FX_TEST(test_wrong_steps_say_where),
        FX_TEST(test_steps_that_do_not_fit_fail),
        FX_TEST(test_renames_are_followed),
        FX_TEST(test_losses),
        FX_TEST(test_message_joins_titles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
