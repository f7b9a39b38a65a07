/*
 * For random pairs of schemas: the database is what the model says after the
 * birth, after the way up, and after the way down; and so are its rows' keys.
 */
#include "sqlite_fixture.h"

#include "unit/model/random_schema.h"

enum { PAIRS = 2000, ROWS = 3 };

/* What is counted over all pairs. */
typedef struct tally {
    size_t with_rows, refused;
} tally;

static void must_be(fx_db *db, const fx_schema *expected, unsigned long seed, const char *when,
                    const char *steps)
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
    const fx_schema *read = fx_project(a, &live.schema, "sqlite");
    const fx_schema *model = fx_project(a, expected, "sqlite");

    if (fx_schema_equal(read, model))
        return;
    /* cmocka cuts long messages */
    printf("--- steps\n%s--- database\n%s--- model\n%s--- end\n", steps, fx_schema_print(a, read),
           fx_schema_print(a, model));
    fflush(stdout);
    fail_msg("seed %lu: after %s the database is not what the model says", seed, when);
}

static void must_run(fx_db *db, const fx_schema *from, const fx_steps *steps, fx_schema *to,
                     unsigned long seed, const char *when)
{
    fx_arena *a = db->arena;
    fx_error err = {.arena = a};
    fx_changes changes = {0};
    fx_str text = {.arena = a};

    *to = fx_schema_copy(a, from);
    fx_yaml_print(&text, fx_steps_write(a, steps), 0);
    if (!fx_replay_all(a, to, steps, &changes, &err) || !run_changes(db, &changes, &err))
        fail_msg("seed %lu: %s: %s\n%s", seed, when, err.msg, fx_str_text(&text));
    must_be(db, to, seed, when, fx_str_text(&text));
}

static const char *quoted(fx_arena *a, const char *name)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_sqlite_dialect};

    fx_sql_add(&sql, "?", FX_NAME(name));
    return fx_str_text(&sql.text);
}

/* The same value for the same type and row, so that references find each other. */
static const char *value(fx_arena *a, const fx_type *t, int row)
{
    if (t->kind == FX_TYPE_ENUM)
        return fx_fmt(a, "'%s'", t->members.at[(size_t)row % t->members.n]);
    if (t->kind == FX_TYPE_BOOLEAN)
        return row % 2 == 0 ? "0" : "1";
    if (t->kind >= FX_TYPE_SMALLINT && t->kind <= FX_TYPE_NUMERIC)
        return fx_fmt(a, "%d", row);
    return fx_fmt(a, "'v%d'", row);
}

static void insert_row(fx_db *db, const fx_table *t, int row)
{
    fx_arena *a = db->arena;
    fx_str names = {.arena = a}, values = {.arena = a};

    fx_each (const fx_column, c, &t->columns) {
        if (fx_column_generated(c))
            continue;
        fx_str_addf(&names, "%s%s", names.n > 0 ? ", " : "", quoted(a, c->name));
        fx_str_addf(&values, "%s%s", values.n > 0 ? ", " : "", value(a, &c->type, row));
    }
    must_exec(db, fx_fmt(a, "INSERT OR IGNORE INTO %s (%s) VALUES (%s)", quoted(a, t->name),
                         fx_str_text(&names), fx_str_text(&values)));
}

/* Takes out rows whose references do not hold, until all do. */
static void settle_references(fx_db *db, const fx_schema *s)
{
    fx_arena *a = db->arena;

    while (*ask(db, "PRAGMA foreign_key_check") != '\0') {
        fx_each (const fx_table *const, t, &s->tables) {
            const char *name = quoted(a, (*t)->name);

            if ((*t)->foreign_keys.n == 0)
                continue;
            must_exec(db, fx_fmt(a,
                                 "DELETE FROM %s WHERE rowid IN (SELECT c.rowid FROM "
                                 "pragma_foreign_key_check(%s) AS c)",
                                 name, name));
        }
    }
}

/* Rows in the tables; false where none could stay. */
static bool insert_rows(fx_db *db, const fx_schema *s)
{
    bool any = false;

    must_exec(db, "PRAGMA foreign_keys=OFF");
    fx_each (const fx_table *const, t, &s->tables) {
        for (int row = 1; row <= ROWS; row++)
            insert_row(db, *t, row);
    }
    settle_references(db, s);
    fx_each (const fx_table *const, t, &s->tables) {
        any = any || strcmp(ask(db, fx_fmt(db->arena, "SELECT count(*) FROM %s",
                                           quoted(db->arena, (*t)->name))),
                            "0") != 0;
    }
    must_exec(db, "PRAGMA foreign_keys=ON");
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

/* All that stands in the columns that both schemas have alike. */
static const char *untouched(fx_db *db, const fx_schema *one, const fx_schema *other,
                             const fx_steps *steps)
{
    fx_arena *a = db->arena;
    fx_str s = {.arena = a};

    fx_each (const fx_table *const, t, &one->tables) {
        const fx_table *same = fx_schema_find(other, (*t)->schema, (*t)->name);

        if (same == NULL)
            continue;
        fx_each (const fx_column, c, &(*t)->columns) {
            const fx_column *there = fx_table_column(same, c->name);

            if (there == NULL || !fx_column_equal(c, there) ||
                is_renamed(steps, (*t)->name, c->name))
                continue;
            fx_str_addf(&s, "%s.%s: %s\n", (*t)->name, c->name,
                        ask(db, fx_fmt(a, "SELECT quote(%s) FROM %s ORDER BY 1", quoted(a, c->name),
                                       quoted(a, (*t)->name))));
        }
    }
    return fx_str_text(&s);
}

/* With rows, a new constraint, or a STRICT table, may be refused: then nothing may have changed. */
static bool try_run(fx_db *db, const fx_schema *from, const fx_steps *steps, fx_schema *to,
                    unsigned long seed, const char *when)
{
    fx_arena *a = db->arena;
    fx_error err = {.arena = a};
    fx_changes changes = {0};

    *to = fx_schema_copy(a, from);
    if (!fx_replay_all(a, to, steps, &changes, &err))
        fail_msg("seed %lu: %s: %s", seed, when, err.msg);
    if (run_changes(db, &changes, &err)) {
        must_be(db, to, seed, when, "");
        return true;
    }
    if (strstr(err.msg, "constraint") == NULL && strstr(err.msg, "foreign key") == NULL &&
        strstr(err.msg, "NULL") == NULL && strstr(err.msg, "cannot store") == NULL)
        fail_msg("seed %lu: %s: %s", seed, when, err.msg);
    must_be(db, from, seed, "a refusal", "");
    return false;
}

/* The same way with rows: what is not touched is the same before, there, and back again. */
static void check_rows(fx_arena *a, const fx_steps *birth, const fx_diff *d, unsigned long seed,
                       tally *n)
{
    const fx_schema nothing = {0};
    fx_schema born, there, back;
    fx_db *db = open_memory(a);

    must_run(db, &nothing, birth, &born, seed, "the birth");
    if (!insert_rows(db, &born))
        return;
    n->with_rows++;
    fx_schema after = fx_schema_copy(a, &born);
    fx_error err = {.arena = a};

    assert_true(fx_replay_all(a, &after, &d->steps, NULL, &err));
    const char *before = untouched(db, &born, &after, &d->steps);

    if (!try_run(db, &born, &d->steps, &there, seed, "the way up with rows")) {
        n->refused++;
        assert_string_equal(untouched(db, &born, &after, &d->steps), before);
        return;
    }
    assert_string_equal(untouched(db, &born, &there, &d->steps), before);
    if (try_run(db, &there, &d->down, &back, seed, "the way down with rows"))
        assert_string_equal(untouched(db, &born, &there, &d->steps), before);
}

static void check_pair(fx_arena *a, unsigned long seed, tally *n)
{
    const fx_diff_options options = {.naming = fx_naming_default};
    const fx_schema nothing = {0};
    fx_random r = {.state = seed * 2654435761U + 88172645463325252U};
    fx_schema from = random_schema(a, &r), to = random_successor(a, &r, &from), born, there, back;
    fx_diff birth = fx_diff_schemas(a, &nothing, &from, &options);
    fx_db *db = open_memory(a);

    must_run(db, &nothing, &birth.steps, &born, seed, "the birth");
    fx_diff d = fx_diff_schemas(a, &born, &to, &options);

    must_run(db, &born, &d.steps, &there, seed, "the way up");
    if (!fx_schema_equal(&there, &to))
        fail_msg("seed %lu: the way up does not lead there", seed);
    must_run(db, &there, &d.down, &back, seed, "the way down");
    assert_true(fx_schema_equal(&born, &back));
    assert_string_equal(ask(db, "PRAGMA integrity_check"), "ok");
    check_rows(a, &birth.steps, &d, seed, n);
}

/* FX_SEED names the first pair, FX_PAIRS how many there are. */
static void test_a_database_goes_there_and_back(void **state)
{
    const char *seed_text = getenv("FX_SEED"), *pairs_text = getenv("FX_PAIRS");
    unsigned long first = seed_text == NULL ? 1 : strtoul(seed_text, NULL, 10);
    unsigned long pairs = pairs_text == NULL ? PAIRS : strtoul(pairs_text, NULL, 10);
    tally n = {0};

    (void)state;
    print_message("seeds %lu to %lu\n", first, first + pairs - 1);
    for (unsigned long seed = first; seed < first + pairs; seed++) {
        fx_arena *a = fx_arena_new();

        check_pair(a, seed, &n);
        fx_arena_free(a);
    }
    print_message("%zu with rows, %zu of them refused by a new constraint\n", n.with_rows,
                  n.refused);
    assert_true(5 * (n.with_rows - n.refused) >= n.with_rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_a_database_goes_there_and_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
