#include "fx/base/hash.h"
#include "place.h"

static fx_revision *read_revision(fixture *f, const char *id)
{
    fx_history h;

    assert_done(f, fx_history_read(f->a, f->ws.worktree, &f->ws.config, &h, &f->err));
    const fx_node *node = fx_graph_find(&h.graph, id);

    assert_non_null(node);
    fx_revision *copy = fx_new(f->a, fx_revision);

    *copy = *node->revision;
    return copy;
}

static const fx_provenance who = {"1f0c9d2", "main", "0123456789abcdef", "ada", "engine"};

static fx_ledger read_ledger(fixture *f)
{
    fx_ledger l;

    assert_done(f, fx_ledger_read(f->a, db_of(f), "7d0c3f1e", &l, &f->err));
    return l;
}

static void create(fixture *f)
{
    assert_done(f, fx_ledger_create(db_of(f), &f->ws, &f->target, &f->err));
}

static void add(fixture *f, const fx_revision *r)
{
    assert_done(f, fx_ledger_add(db_of(f), "7d0c3f1e", r, &who, "upgrade", 1234, &f->err));
}

static void test_no_tables_is_an_empty_ledger(void **state)
{
    fixture *f = *state;
    fx_ledger l = read_ledger(f);

    assert_false(l.exists);
    assert_int_equal(l.rows.n, 0);
    assert_null(fx_ledger_find(&l, "a1b2c3d4"));
}

static void test_a_row_holds_what_was_applied(void **state)
{
    fixture *f = *state;

    table_revision(f, "a1b2c3d4", "", "user");
    create(f);
    add(f, read_revision(f, "a1b2c3d4"));
    fx_ledger l = read_ledger(f);

    assert_true(l.exists);
    assert_int_equal(l.rows.n, 1);
    const fx_applied *row = fx_ledger_find(&l, "a1b2c3d4");

    assert_non_null(row);
    assert_int_equal(row->seq, 1);
    assert_string_equal(row->commit, "1f0c9d2");
    assert_string_equal(row->branch, "main");
    assert_string_equal(row->applied_by, "ada");
    assert_string_equal(row->kind, "upgrade");
    assert_string_equal(fx_applied_age(f->a, row), "just now");
    assert_int_equal(strlen(row->applied_at), strlen("2026-11-23 04:05:06"));
    assert_true(fx_starts(row->up_hash, "fx1:"));
    assert_string_equal(ask(f, "SELECT kind || ' ' || revision FROM fxgit_events"),
                        "upgrade a1b2c3d4");
}

static void test_the_clock_is_the_servers_and_utc(void **state)
{
    fixture *f = *state;

    table_revision(f, "a1b2c3d4", "", "user");
    create(f);
    setenv("TZ", "Asia/Tokyo", 1);
    add(f, read_revision(f, "a1b2c3d4"));
    unsetenv("TZ");
    assert_string_equal(ask(f, "SELECT abs(julianday('now') - julianday(applied_at)) < 0.01 "
                               "FROM fxgit_ledger"),
                        "1");
}

static void test_ages(void **state)
{
    static const struct {
        const char *ago, *text;
    } ages[] = {
        {"-61 seconds",  "1 minute ago"},
        {"-121 minutes", "2 hours ago" },
        {"-49 hours",    "2 days ago"  },
        {"-40 days",     "1 month ago" },
        {"-800 days",    "2 years ago" },
    };
    fixture *f = *state;

    table_revision(f, "a1b2c3d4", "", "user");
    create(f);
    add(f, read_revision(f, "a1b2c3d4"));
    for (size_t i = 0; i < sizeof ages / sizeof *ages; i++) {
        sql(f, fx_fmt(f->a, "UPDATE fxgit_ledger SET applied_at = datetime('now', '%s')",
                      ages[i].ago));
        const fx_ledger l = read_ledger(f);

        assert_string_equal(fx_applied_age(f->a, l.rows.at), ages[i].text);
    }
}

static void test_projects_do_not_see_each_other(void **state)
{
    fixture *f = *state;
    fx_ledger l;

    table_revision(f, "a1b2c3d4", "", "user");
    create(f);
    add(f, read_revision(f, "a1b2c3d4"));
    assert_done(f, fx_ledger_read(f->a, db_of(f), "other", &l, &f->err));
    assert_int_equal(l.rows.n, 0);
    assert_int_equal(l.foreign_projects, 1);
}

static void test_a_newer_format_is_refused(void **state)
{
    fixture *f = *state;
    fx_ledger l;

    create(f);
    sql(f, "UPDATE fxgit_meta SET format = 9, min_reader = 9, tool = '7.1'");
    assert_false(fx_ledger_read(f->a, db_of(f), "7d0c3f1e", &l, &f->err));
    assert_int_equal(f->err.code, FX_REFUSED);
    assert_text(f->err.msg, "7.1");
}

static void test_a_newer_format_that_we_may_read_is_read(void **state)
{
    fixture *f = *state;

    create(f);
    sql(f, "UPDATE fxgit_meta SET format = 9, tool = '7.1'");
    assert_true(read_ledger(f).exists);
}

static void test_half_a_ledger_is_refused(void **state)
{
    fixture *f = *state;
    fx_ledger l;

    create(f);
    sql(f, "DROP TABLE fxgit_text");
    assert_false(fx_ledger_read(f->a, db_of(f), "7d0c3f1e", &l, &f->err));
    assert_int_equal(f->err.code, FX_REFUSED);
}

static void test_texts_are_kept_and_verified(void **state)
{
    fixture *f = *state;
    fx_revision r;

    table_revision(f, "a1b2c3d4", "", "user");
    create(f);
    add(f, read_revision(f, "a1b2c3d4"));
    fx_ledger l = read_ledger(f);

    assert_done(f, fx_ledger_revision(f->a, db_of(f), &l.rows.at[0], &r, &f->err));
    assert_string_equal(r.id, "a1b2c3d4");
    assert_int_equal(r.down.steps.n, 1);
    sql(f, "UPDATE fxgit_text SET text = replace(text, 'drop_table: user', 'drop_table: bank')");
    assert_false(fx_ledger_revision(f->a, db_of(f), &l.rows.at[0], &r, &f->err));
    assert_int_equal(f->err.code, FX_REFUSED);
    assert_text(f->err.msg, "a1b2c3d4");
}

static void test_removing_what_is_not_there_fails(void **state)
{
    fixture *f = *state;

    table_revision(f, "a1b2c3d4", "", "user");
    create(f);
    add(f, read_revision(f, "a1b2c3d4"));
    assert_done(f, fx_ledger_remove(db_of(f), "7d0c3f1e", "a1b2c3d4", true, &who, &f->err));
    assert_string_equal(ask(f, "SELECT count(*) FROM fxgit_text"), "0");
    assert_false(fx_ledger_remove(db_of(f), "7d0c3f1e", "a1b2c3d4", true, &who, &f->err));
    assert_int_equal(f->err.code, FX_LOCKED);
}

static void test_mend_follows_the_tree(void **state)
{
    fixture *f = *state;

    table_revision(f, "a1b2c3d4", "", "user");
    create(f);
    add(f, read_revision(f, "a1b2c3d4"));
    fx_revision *r = read_revision(f, "a1b2c3d4");

    r->text = fx_fmt(f->a, "# a comment\n%s", r->text);
    r->n = strlen(r->text);
    r->blob = fx_blob_id(f->a, r->text, r->n);
    r->path = "migrations/versions/renamed.yml";
    assert_done(f, fx_ledger_mend(db_of(f), "7d0c3f1e", r, &who, &f->err));
    fx_ledger l = read_ledger(f);

    assert_string_equal(l.rows.at[0].path, "migrations/versions/renamed.yml");
    assert_int_equal(l.rows.at[0].seq, 1);
    assert_string_equal(ask(f, "SELECT count(*) FROM fxgit_text"), "1");
    assert_string_equal(ask(f, "SELECT kind FROM fxgit_events ORDER BY seq DESC"), "mend");
    fx_revision again;

    assert_done(f, fx_ledger_revision(f->a, db_of(f), &l.rows.at[0], &again, &f->err));
}

static void test_replay_is_in_the_order_of_application(void **state)
{
    fixture *f = *state;
    fx_schema s;

    table_revision(f, "b1b2c3d4", "", "user");
    column_revision(f, "a1b2c3d4", "b1b2c3d4", "user.age");
    create(f);
    add(f, read_revision(f, "b1b2c3d4"));
    add(f, read_revision(f, "a1b2c3d4"));
    fx_ledger l = read_ledger(f);

    assert_done(f, fx_ledger_replay(f->a, db_of(f), &l, &s, &f->err));
    const fx_table *t = fx_schema_find(&s, NULL, "user");

    assert_non_null(t);
    assert_non_null(fx_table_column(t, "age"));
}

/* Another run takes rows and texts out between our reading of the one and the other. */
static void test_what_is_held_is_of_one_state(void **state)
{
    fixture *f = *state;
    fx_revision back;

    table_revision(f, "a1b2c3d4", "", "user");
    if (fx_same(f->place.url.scheme, "sqlite")) /* else the other would wait for us */
        sql(f, "PRAGMA journal_mode = WAL");
    create(f);
    add(f, read_revision(f, "a1b2c3d4"));
    fx_db *other = fx_db_open(f->a, &f->place.url, false, &f->err);

    assert_done(f, other != NULL);
    if (!fx_db_hold(db_of(f))) /* the engine has no such thing */
        return;
    assert_false(fx_db_hold(db_of(f)));
    fx_ledger l = read_ledger(f);

    assert_done(f, fx_ledger_remove(other, "7d0c3f1e", "a1b2c3d4", false, &who, &f->err));
    assert_done(f, fx_ledger_revision(f->a, db_of(f), &l.rows.at[0], &back, &f->err));
    fx_db_let_go(db_of(f));
    assert_false(fx_ledger_revision(f->a, db_of(f), &l.rows.at[0], &back, &f->err));
    fx_error_clear(&f->err);
    assert_int_equal(read_ledger(f).rows.n, 0);
}

static void test_protection_stays(void **state)
{
    fixture *f = *state;

    f->target.protected_ = true;
    create(f);
    f->target.protected_ = false;
    create(f);
    assert_true(read_ledger(f).protected_);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(test_no_tables_is_an_empty_ledger),
        PLACE_TEST(test_a_row_holds_what_was_applied),
        PLACE_TEST(test_the_clock_is_the_servers_and_utc),
        PLACE_TEST(test_ages),
        PLACE_TEST(test_projects_do_not_see_each_other),
        PLACE_TEST(test_a_newer_format_is_refused),
        PLACE_TEST(test_a_newer_format_that_we_may_read_is_read),
        PLACE_TEST(test_half_a_ledger_is_refused),
        PLACE_TEST(test_texts_are_kept_and_verified),
        PLACE_TEST(test_removing_what_is_not_there_fails),
        PLACE_TEST(test_mend_follows_the_tree),
        PLACE_TEST(test_replay_is_in_the_order_of_application),
        PLACE_TEST(test_what_is_held_is_of_one_state),
        PLACE_TEST(test_protection_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
