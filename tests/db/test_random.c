/*
 * For random pairs of schemas on a server: the database is what the model says
 * after the birth, after the way up, and after the way down, each read back from
 * the server; with rows, what is not touched stays. The dialect is the argument:
 * FX_SEED names the first pair, FX_PAIRS how many there are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/testing.h"

#include "fx/migrate/normal.h"
#include "fx/model/diff.h"
#include "servers.h"
#include "unit/model/random_schema.h"

enum { PAIRS = 300, ROWS = 3 };

static const char *dialect;

typedef struct tally {
    size_t with_rows, refused;
} tally;

static void must_be(fx_db *db, const fx_schema *expected, unsigned long seed, const char *when)
{
    fx_arena *a = db->arena;
    fx_error err = {.arena = a};
    fx_live live = {0};

    if (!fx_db_inspect(db, a, &live, &err))
        fail_msg("seed %lu: %s", seed, err.msg);
    fx_each (const fx_table *const, t, &live.schema.tables) {
        if ((*t)->unheld != NULL)
            fail_msg("seed %lu: %s is not held: %s", seed, (*t)->name, (*t)->unheld);
    }
    const fx_schema *read = fx_project(a, &live.schema, dialect);
    const fx_schema *model = fx_project(a, expected, dialect);

    if (!fx_normal(a, db, &model, read, &err))
        fail_msg("seed %lu: %s", seed, err.msg);
    if (fx_schema_equal(read, model))
        return;
    /* cmocka cuts long messages */
    printf("--- database\n%s--- model\n%s--- end\n", fx_schema_print(a, read),
           fx_schema_print(a, model));
    fflush(stdout);
    fail_msg("seed %lu: after %s the database is not what the model says", seed, when);
}

static bool run_changes(fx_db *db, const fx_changes *changes, fx_error *err)
{
    fx_live live = {0};
    fx_stmts sql = {0};

    if (!fx_db_begin(db, FX_GUARD_REBUILDS, err))
        return false;
    bool good = fx_db_inspect(db, db->arena, &live, err) &&
                fx_render(db->arena, db->driver->dialect, changes, &live, &sql, err);

    for (size_t i = 0; good && i < sql.n; i++)
        good = fx_db_exec(db, sql.at[i].sql, err) || fx_context(err, "%s", sql.at[i].sql);
    if (!good) {
        fx_db_rollback(db);
        return false;
    }
    return fx_db_commit(db, err);
}

static bool play(fx_db *db, const fx_schema *from, const fx_steps *steps, fx_schema *to,
                 fx_error *err)
{
    fx_changes changes = {0};

    *to = fx_schema_copy(db->arena, from);
    return fx_replay_all(db->arena, to, steps, &changes, err) && run_changes(db, &changes, err);
}

static void must_run(fx_db *db, const fx_schema *from, const fx_steps *steps, fx_schema *to,
                     unsigned long seed, const char *when)
{
    fx_error err = {.arena = db->arena};

    if (!play(db, from, steps, to, &err)) {
        fx_str text = {.arena = db->arena};

        fx_yaml_print(&text, fx_steps_write(db->arena, steps), 0);
        fail_msg("seed %lu: %s: %s\n%s", seed, when, err.msg, fx_str_text(&text));
    }
    must_be(db, to, seed, when);
}

/* ---- rows ---- */

static const char *quoted(fx_db *db, const char *name)
{
    fx_sql sql = {.text = {.arena = db->arena}, .dialect = db->driver->dialect};

    fx_sql_add(&sql, "?", FX_NAME(name));
    return fx_str_text(&sql.text);
}

/* The same value for the same type and row, so that references find each other. */
static const char *value(fx_arena *a, const fx_type *t, int row)
{
    if (t->kind == FX_TYPE_ENUM)
        return fx_fmt(a, "'%s'", t->members.at[(size_t)row % t->members.n]);
    if (t->kind == FX_TYPE_BOOLEAN)
        return row % 2 == 0 ? "false" : "true";
    if (fx_type_is_number(t))
        return fx_fmt(a, "%d", row);
    if (fx_type_is_time(t))
        return fx_fmt(a, "'2020-01-0%d'", row);
    if (t->kind == FX_TYPE_UUID)
        return fx_fmt(a, "'00000000-0000-4000-8000-00000000000%d'", row);
    if (t->kind == FX_TYPE_JSON)
        return fx_fmt(a, "'{\"v\": %d}'", row);
    return fx_fmt(a, "'%d'", row); /* so that it becomes a number, too */
}

/* A row that a constraint does not want is left out. */
static bool insert_row(fx_db *db, const fx_table *t, int row)
{
    fx_arena *a = db->arena;
    fx_error probe = {.arena = a};
    fx_str names = {.arena = a}, values = {.arena = a};

    fx_each (const fx_column, c, &t->columns) {
        if (fx_column_generated(c))
            continue;
        fx_str_addf(&names, "%s%s", names.n > 0 ? ", " : "", quoted(db, c->name));
        fx_str_addf(&values, "%s%s", values.n > 0 ? ", " : "", value(a, &c->type, row));
    }
    return fx_db_exec(db,
                      fx_fmt(a, "INSERT INTO %s (%s) VALUES (%s)", quoted(db, t->name),
                             fx_str_text(&names), fx_str_text(&values)),
                      &probe);
}

static bool insert_rows(fx_db *db, const fx_schema *s)
{
    bool any = false;

    for (int pass = 0; pass < 2; pass++) {
        fx_each (const fx_table *const, t, &s->tables) {
            for (int row = 1; row <= ROWS; row++)
                any = insert_row(db, *t, row) || any;
        }
    }
    return any;
}

/* Another table or column may bear the name now. */
static bool is_renamed(const fx_steps *steps, const char *table, const char *column)
{
    fx_each (const fx_step *const, s, steps) {
        const fx_step *it = *s;

        if (it->kind == FX_STEP_RENAME_TABLE &&
            (fx_same(it->object.table, table) || fx_same(it->rename, table)))
            return true;
        if (it->kind == FX_STEP_ALTER_COLUMN && it->rename != NULL &&
            fx_same(it->object.table, table) &&
            (fx_same(it->object.name, column) || fx_same(it->rename, column)))
            return true;
    }
    return false;
}

static const char *content(fx_db *db, const char *table, const char *column)
{
    fx_arena *a = db->arena;
    const char *cast = fx_same(dialect, "postgresql") ? "text" : "char";
    fx_error err = {.arena = a};
    fx_rows rows = {0};
    fx_str s = {.arena = a};

    if (!fx_db_query(db, a,
                     fx_fmt(a, "SELECT CAST(%s AS %s) FROM %s ORDER BY 1", quoted(db, column), cast,
                            quoted(db, table)),
                     NULL, 0, &rows, &err))
        fail_msg("%s.%s: %s", table, column, err.msg);
    fx_each (const fx_row, row, &rows) {
        fx_str_addf(&s, "%s|", row->at[0] == NULL ? "null" : row->at[0]);
    }
    return fx_str_text(&s);
}

/* All that stands in the columns that both schemas have alike. */
static const char *untouched(fx_db *db, const fx_schema *one, const fx_schema *other,
                             const fx_steps *steps)
{
    fx_str s = {.arena = db->arena};

    fx_each (const fx_table *const, t, &one->tables) {
        const fx_table *same = fx_schema_find(other, (*t)->schema, (*t)->name);

        if (same == NULL)
            continue;
        fx_each (const fx_column, c, &(*t)->columns) {
            const fx_column *there = fx_table_column(same, c->name);

            if (there != NULL && fx_column_equal(c, there) &&
                !is_renamed(steps, (*t)->name, c->name))
                fx_str_addf(&s, "%s.%s: %s\n", (*t)->name, c->name,
                            content(db, (*t)->name, c->name));
        }
    }
    return fx_str_text(&s);
}

/* What rows may refuse: a new constraint, or a conversion of what is in them. */
static bool is_about_rows(const char *message)
{
    static const char *const words[] = {"violates",
                                        "violated by some row",
                                        "contains null values",
                                        "could not create unique index",
                                        "invalid input",
                                        "out of range",
                                        "too long",
                                        "foreign key constraint fails",
                                        "Duplicate entry",
                                        "Data truncated",
                                        "Incorrect",
                                        "Truncated incorrect",
                                        "Out of range value",
                                        "Data too long",
                                        "Cannot delete rows from table which is parent",
                                        "Invalid use of NULL",
                                        "CONSTRAINT",
                                        "does not exist: "};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strstr(message, words[i]) != NULL)
            return true;
    }
    return false;
}

static bool try_run(fx_db *db, const fx_schema *from, const fx_steps *steps, fx_schema *to,
                    unsigned long seed, const char *when)
{
    fx_error err = {.arena = db->arena};

    if (play(db, from, steps, to, &err)) {
        must_be(db, to, seed, when);
        return true;
    }
    if (!is_about_rows(err.msg))
        fail_msg("seed %lu: %s: %s", seed, when, err.msg);
    if (db->driver->dialect->transactional_ddl)
        must_be(db, from, seed, "a refusal");
    return false;
}

static void check_rows(fx_db *db, const fx_schema *born, const fx_diff *d, unsigned long seed,
                       tally *n)
{
    fx_arena *a = db->arena;
    fx_schema after = fx_schema_copy(a, born), there, back;
    fx_error err = {.arena = a};

    if (!insert_rows(db, born))
        return;
    n->with_rows++;
    assert_true(fx_replay_all(a, &after, &d->steps, NULL, &err));
    const char *before = untouched(db, born, &after, &d->steps);

    if (!try_run(db, born, &d->steps, &there, seed, "the way up with rows")) {
        n->refused++;
        if (db->driver->dialect->transactional_ddl)
            assert_string_equal(untouched(db, born, &after, &d->steps), before);
        return;
    }
    assert_string_equal(untouched(db, born, &there, &d->steps), before);
    if (try_run(db, &there, &d->down, &back, seed, "the way down with rows"))
        assert_string_equal(untouched(db, born, &there, &d->steps), before);
}

static void check_pair(fx_arena *a, unsigned long seed, tally *n)
{
    const fx_diff_options options = {.naming = fx_naming_default};
    const fx_schema nothing = {0};
    fx_random r = {seed * 2654435761U + 88172645463325252U, dialect};
    fx_schema from = random_schema(a, &r), to = random_successor(a, &r, &from), born, there, back;
    fx_diff birth = fx_diff_schemas(a, &nothing, &from, &options);
    fx_error err = {.arena = a};
    fx_db *db = open_fresh(a, dialect, &err);

    if (db == NULL)
        fail_msg("%s", fx_error_text(a, &err));
    must_run(db, &nothing, &birth.steps, &born, seed, "the birth");
    fx_diff d = fx_diff_schemas(a, &born, &to, &options);

    must_run(db, &born, &d.steps, &there, seed, "the way up");
    if (!fx_schema_equal(&there, &to))
        fail_msg("seed %lu: the way up does not lead there", seed);
    must_run(db, &there, &d.down, &back, seed, "the way down");
    assert_true(fx_schema_equal(&born, &back));
    check_rows(db, &back, &d, seed, n);
}

static void test_a_database_goes_there_and_back(void **state)
{
    const char *seed_text = getenv("FX_SEED"), *pairs_text = getenv("FX_PAIRS");
    unsigned long first = seed_text == NULL ? 1 : strtoul(seed_text, NULL, 10);
    unsigned long pairs = pairs_text == NULL ? PAIRS : strtoul(pairs_text, NULL, 10);
    tally n = {0};

    (void)state;
    print_message("%s: seeds %lu to %lu\n", dialect, first, first + pairs - 1);
    for (unsigned long seed = first; seed < first + pairs; seed++) {
        fx_arena *a = fx_arena_new();

        check_pair(a, seed, &n);
        fx_arena_free(a);
    }
    print_message("%zu with rows, %zu of them refused by what is in them\n", n.with_rows,
                  n.refused);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_a_database_goes_there_and_back),
    };

    dialect = argc > 1 ? argv[1] : "postgresql";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
