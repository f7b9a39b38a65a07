/*
 * Plans on a database that earlier runs made: classes, order, the undo set.
 */
#include "fx/migrate/plan.h"
#include "place.h"

typedef struct state_of {
    fx_history history;
    fx_ledger ledger;
    fx_items items;
} state_of;

static state_of read_state(fixture *f)
{
    state_of s = {0};

    assert_done(f, fx_history_read(f->a, f->ws.worktree, &f->ws.config, &s.history, &f->err));
    assert_done(f, fx_ledger_read(f->a, db_of(f), "7d0c3f1e", &s.ledger, &f->err));
    assert_done(f, fx_classify(f->a, &s.history, &s.ledger, "sqlite", &s.items, &f->err));
    return s;
}

static const char *const class_names[] = {
    [FX_CLASS_SAME] = "same",
    [FX_CLASS_MISSING] = "missing",
    [FX_CLASS_FOREIGN] = "foreign",
    [FX_CLASS_CHANGED] = "changed",
};

/* "a1b2c3d4 same, ..." with "+mend" */
static const char *classes(fixture *f)
{
    state_of s = read_state(f);
    fx_str text = {.arena = f->a};

    fx_each (const fx_item, item, &s.items) {
        fx_str_addf(&text, "%s%s %s%s", text.n > 0 ? ", " : "", item->id, class_names[item->class_],
                    item->mend ? "+mend" : "");
    }
    return fx_str_text(&text);
}

/* "-c +a": undo c, apply a */
static const char *moves(fixture *f, const fx_plan *plan)
{
    fx_strs all = {0};

    fx_each (const fx_move, move, &plan->moves) {
        *fx_push(f->a, &all) = fx_fmt(f->a, "%s%s", move->up ? "+" : "-", move->revision->id);
    }
    return all.n == 0 ? "" : fx_strs_join(f->a, &all, " ");
}

static const char *upgrade(fixture *f, const char *to)
{
    state_of s = read_state(f);
    fx_plan plan;

    assert_done(f, fx_plan_upgrade(f->a, &s.history, &s.ledger, &s.items, to, &plan, &f->err));
    return moves(f, &plan);
}

static const char *downgrade(fixture *f, const char *to)
{
    state_of s = read_state(f);
    fx_plan plan;

    assert_done(f, fx_plan_downgrade(f->a, db_of(f), &s.ledger, to, &plan, &f->err));
    return moves(f, &plan);
}

static const char *sync_keeping(fixture *f, const char *id)
{
    state_of s = read_state(f);
    fx_strs keep = {0};
    fx_plan plan;

    if (id != NULL)
        *fx_push(f->a, &keep) = id;
    assert_done(
        f, fx_plan_sync(f->a, db_of(f), &s.history, &s.ledger, &s.items, &keep, &plan, &f->err));
    return moves(f, &plan);
}

static void sync_fails(fixture *f, const char *id, const char *part)
{
    state_of s = read_state(f);
    fx_strs keep = {0};
    fx_plan plan;

    if (id != NULL)
        *fx_push(f->a, &keep) = id;
    assert_false(
        fx_plan_sync(f->a, db_of(f), &s.history, &s.ledger, &s.items, &keep, &plan, &f->err));
    assert_text(f->err.msg, part);
    fx_error_clear(&f->err);
}

/* aaaa - bbbb - cccc, and dddd beside them on aaaa */
static void four(fixture *f)
{
    table_revision(f, "aaaa", "", "a");
    table_revision(f, "bbbb", "aaaa", "b");
    table_revision(f, "cccc", "bbbb", "c");
    table_revision(f, "dddd", "aaaa", "d");
}

static void test_classes(void **state)
{
    fixture *f = *state;

    four(f);
    run_ok(f, FX_VERB_UPGRADE, "cccc");
    remove_file(f, path_of(f, "cccc"));
    table_revision(f, "bbbb", "aaaa", "other");
    assert_string_equal(classes(f), "aaaa same, bbbb changed, dddd missing, cccc foreign");
}

static void test_only_the_downgrade_or_the_text_is_mended(void **state)
{
    fixture *f = *state;

    four(f);
    run_ok(f, FX_VERB_UPGRADE, "bbbb");
    sh(f, "cd migrations/versions && echo '# note' >> aaaa.yml && mv bbbb.yml b.yml");
    assert_string_equal(classes(f), "aaaa same+mend, bbbb same+mend, cccc missing, dddd missing");
}

static void test_sql_that_differs_in_looks_is_the_same(void **state)
{
    fixture *f = *state;

    revision(f, "aaaa", "", "- execute: CREATE VIEW v AS SELECT 1 AS x\n",
             "- execute: DROP VIEW v\n");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    revision(f, "aaaa", "", "- execute: CREATE  VIEW v /* one */ AS SELECT 1 AS x\n",
             "- execute: DROP VIEW v\n");
    assert_string_equal(classes(f), "aaaa same+mend");
    revision(f, "aaaa", "", "- execute: CREATE VIEW v AS SELECT 2 AS x\n",
             "- execute: DROP VIEW v\n");
    assert_string_equal(classes(f), "aaaa changed");
}

static void test_was_names_an_earlier_half(void **state)
{
    fixture *f = *state;

    table_revision(f, "aaaa", "", "a");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    const char *up = read_state(f).ledger.rows.at[0].up_hash;

    write_file(f, path_of(f, "aaaa"),
               fx_fmt(f->a,
                      "revision: aaaa\nrevises: []\nmessage: aaaa\nwas:\n- up: \"%s\"\n"
                      "  reason: it named the wrong table\nupgrade:\n- create_table: other\n"
                      "  columns:\n    id: {type: integer, primary_key: true}\ndowngrade:\n"
                      "- drop_table: other\n",
                      up));
    assert_string_equal(classes(f), "aaaa same+mend");
}

static void test_upgrade_targets(void **state)
{
    fixture *f = *state;

    four(f);
    assert_string_equal(upgrade(f, NULL), "+aaaa +bbbb +cccc +dddd");
    assert_string_equal(upgrade(f, "heads"), "+aaaa +bbbb +cccc +dddd");
    assert_string_equal(upgrade(f, "dddd"), "+aaaa +dddd");
    assert_string_equal(upgrade(f, "+2"), "+aaaa +bbbb");
    assert_string_equal(upgrade(f, "+9"), "+aaaa +bbbb +cccc +dddd");
    run_ok(f, FX_VERB_UPGRADE, "bbbb");
    assert_string_equal(upgrade(f, "+1"), "+cccc");
    assert_string_equal(upgrade(f, "aaaa"), "");
}

static void test_head_needs_one_head(void **state)
{
    fixture *f = *state;
    fx_plan plan;

    four(f);
    state_of s = read_state(f);

    assert_false(fx_plan_upgrade(f->a, &s.history, &s.ledger, &s.items, "head", &plan, &f->err));
    assert_int_equal(f->err.code, FX_REFUSED);
    assert_text(f->err.msg, "cccc, dddd");
}

static void test_bad_targets_are_usage_errors(void **state)
{
    static const char *const bad[] = {"+0", "+x", "+", "+-1", "ffff"};
    fixture *f = *state;
    fx_plan plan;

    four(f);
    state_of s = read_state(f);

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(
            fx_plan_upgrade(f->a, &s.history, &s.ledger, &s.items, bad[i], &plan, &f->err));
        assert_int_equal(f->err.code, FX_USAGE);
        fx_error_clear(&f->err);
    }
}

static void test_downgrade_targets(void **state)
{
    fixture *f = *state;

    four(f);
    run_ok(f, FX_VERB_UPGRADE, NULL);
    assert_string_equal(downgrade(f, "-1"), "-dddd");
    assert_string_equal(downgrade(f, "-2"), "-dddd -cccc");
    assert_string_equal(downgrade(f, "base"), "-dddd -cccc -bbbb -aaaa");
    assert_string_equal(downgrade(f, "bbbb"), "-cccc");
    assert_string_equal(downgrade(f, "bbbb^"), "-cccc -bbbb");
    assert_string_equal(downgrade(f, "cccc"), "");
    assert_string_equal(downgrade(f, "aaaa"), "-dddd -cccc -bbbb");
}

static void test_downgrade_beyond_what_is_applied(void **state)
{
    fixture *f = *state;

    four(f);
    run_ok(f, FX_VERB_UPGRADE, "bbbb");
    run_fails(f, FX_VERB_DOWNGRADE, "-3", FX_REFUSED, "only 2 are");
    run_fails(f, FX_VERB_DOWNGRADE, "dddd", FX_USAGE, "dddd");
    run_fails(f, FX_VERB_DOWNGRADE, "-0", FX_USAGE, "-0");
    assert_string_equal(applied(f), "aaaa bbbb");
}

static void test_sync_undoes_what_the_tree_has_not(void **state)
{
    fixture *f = *state;

    four(f);
    run_ok(f, FX_VERB_UPGRADE, "cccc");
    remove_file(f, path_of(f, "bbbb"));
    remove_file(f, path_of(f, "cccc"));
    assert_string_equal(sync_keeping(f, NULL), "-cccc -bbbb +dddd");
}

static void test_sync_does_a_changed_one_and_what_builds_on_it_again(void **state)
{
    fixture *f = *state;

    four(f);
    run_ok(f, FX_VERB_UPGRADE, NULL);
    table_revision(f, "bbbb", "aaaa", "b2");
    assert_string_equal(sync_keeping(f, NULL), "-cccc -bbbb +bbbb +cccc");
}

/* eeee is no descendant of bbbb, but added a column to its table: bbbb cannot go alone. */
static void test_what_stands_in_the_way_joins_the_undo_set(void **state)
{
    fixture *f = *state;

    four(f);
    run_ok(f, FX_VERB_UPGRADE, NULL);
    column_revision(f, "eeee", "dddd", "b.age");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    table_revision(f, "bbbb", "aaaa", "b");
    sh(f, "sed -i 's/string(100)/string(120)/' migrations/versions/bbbb.yml");
    assert_string_equal(sync_keeping(f, NULL), "-eeee -cccc -bbbb +bbbb +cccc +eeee");
}

/* Applied order is not the order of the graph: a late one is undone first. */
static void test_undo_is_in_reverse_order_of_application(void **state)
{
    fixture *f = *state;

    four(f);
    run_ok(f, FX_VERB_UPGRADE, "dddd");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    assert_string_equal(applied(f), "aaaa dddd bbbb cccc");
    sh(f, "rm migrations/versions/[bcd]*.yml");
    assert_string_equal(sync_keeping(f, NULL), "-cccc -bbbb -dddd");
}

static void test_keep(void **state)
{
    fixture *f = *state;

    four(f);
    run_ok(f, FX_VERB_UPGRADE, NULL);
    remove_file(f, path_of(f, "dddd"));
    remove_file(f, path_of(f, "cccc"));
    assert_string_equal(sync_keeping(f, "dddd"), "-cccc");
    sync_fails(f, "aaaa", "the tree has this revision");
    remove_file(f, path_of(f, "bbbb"));
    assert_string_equal(sync_keeping(f, "cccc"), "-dddd");
    table_revision(f, "aaaa", "", "changed");
    sync_fails(f, "dddd", "it builds on aaaa");
}

static void test_irreversible_stops_before_anything(void **state)
{
    fixture *f = *state;

    table_revision(f, "aaaa", "", "a");
    revision(f, "bbbb", "aaaa", "- execute: DELETE FROM a\n", "irreversible: rows are gone\n");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    remove_file(f, path_of(f, "bbbb"));
    sync_fails(f, NULL, "rows are gone");
    assert_string_equal(sync_keeping(f, "bbbb"), "");
    run_fails(f, FX_VERB_DOWNGRADE, "-1", FX_REFUSED, "bbbb cannot be undone");
    assert_text(f->err.hint, "--keep bbbb");
}

static void test_losses_have_the_names_of_before_the_plan(void **state)
{
    fixture *f = *state;
    fx_plan plan;

    table_revision(f, "aaaa", "", "a");
    revision(f, "bbbb", "aaaa", "- rename_table: a\n  rename: b\n",
             "- rename_table: b\n  rename: a\n");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    state_of s = read_state(f);

    assert_done(f, fx_plan_downgrade(f->a, db_of(f), &s.ledger, "base", &plan, &f->err));
    assert_done(f, fx_plan_replay(f->a, db_of(f), &s.ledger, &plan, &f->err));
    assert_int_equal(plan.moves.at[0].losses.n, 0);
    assert_int_equal(plan.moves.at[1].losses.n, 1);
    assert_string_equal(plan.moves.at[1].losses.at[0].table, "b");
    assert_int_equal(plan.after.tables.n, 0);
}

static void test_raw_sql_says_what_it_takes_away(void **state)
{
    fixture *f = *state;
    fx_plan plan;

    revision(f, "aaaa", "", "- execute: CREATE TABLE x (id INTEGER PRIMARY KEY)\n",
             "- execute: DROP TABLE IF EXISTS \"x\"\n");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    state_of s = read_state(f);

    assert_done(f, fx_plan_downgrade(f->a, db_of(f), &s.ledger, "base", &plan, &f->err));
    assert_done(f, fx_plan_replay(f->a, db_of(f), &s.ledger, &plan, &f->err));
    assert_int_equal(plan.moves.at[0].losses.n, 1);
    assert_string_equal(plan.moves.at[0].losses.at[0].table, "x");
}

/* Nothing fails when it is replayed, but the column would stay without a revision that made it. */
static void test_a_downgrade_that_does_not_lead_back_is_refused(void **state)
{
    fixture *f = *state;

    table_revision(f, "aaaa", "", "a");
    revision(f, "bbbb", "aaaa", "- add_column: a.age\n  type: integer\n  nullable: true\n", "[]\n");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    run_fails(f, FX_VERB_DOWNGRADE, "-1", FX_REFUSED, "undoing bbbb does not lead back");
    column_revision(f, "bbbb", "aaaa", "a.age");
    run_ok(f, FX_VERB_DOWNGRADE, "-1");
    assert_string_equal(applied(f), "aaaa");
}

static void test_squash_swaps_rows(void **state)
{
    fixture *f = *state;

    four(f);
    run_ok(f, FX_VERB_UPGRADE, "cccc");
    sh(f, "rm migrations/versions/[abd]*.yml");
    write_file(f, path_of(f, "eeee"),
               "revision: eeee\nrevises: []\nmessage: squashed\nreplaces: [aaaa, bbbb]\nupgrade:\n"
               "- create_table: a\n  columns:\n    id: {type: integer, primary_key: true}\n"
               "    name: string(100)\n"
               "- create_table: b\n  columns:\n    id: {type: integer, primary_key: true}\n"
               "    name: string(100)\n"
               "downgrade:\n- drop_table: b\n- drop_table: a\n");
    table_revision(f, "cccc", "eeee", "c");
    assert_string_equal(sync_keeping(f, NULL), "+eeee");
    run_ok(f, FX_VERB_UPGRADE, NULL);
    assert_string_equal(applied(f), "eeee cccc");
    assert_string_equal(tables(f), "a b c");
    f->o.yes = true;
    run_ok(f, FX_VERB_DOWNGRADE, "base");
    assert_string_equal(tables(f), "");
}

static void test_squash_of_a_part_is_refused(void **state)
{
    fixture *f = *state;

    four(f);
    run_ok(f, FX_VERB_UPGRADE, "aaaa");
    sh(f, "rm migrations/versions/*.yml");
    write_file(
        f, path_of(f, "eeee"),
        "revision: eeee\nrevises: []\nmessage: squashed\nreplaces: [aaaa, bbbb]\nupgrade: []\n"
        "downgrade: []\n");
    run_fails(f, FX_VERB_UPGRADE, NULL, FX_REFUSED, "only aaaa");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(test_classes),
        PLACE_TEST(test_only_the_downgrade_or_the_text_is_mended),
        PLACE_TEST(test_sql_that_differs_in_looks_is_the_same),
        PLACE_TEST(test_was_names_an_earlier_half),
        PLACE_TEST(test_upgrade_targets),
        PLACE_TEST(test_head_needs_one_head),
        PLACE_TEST(test_bad_targets_are_usage_errors),
        PLACE_TEST(test_downgrade_targets),
        PLACE_TEST(test_downgrade_beyond_what_is_applied),
        PLACE_TEST(test_sync_undoes_what_the_tree_has_not),
        PLACE_TEST(test_sync_does_a_changed_one_and_what_builds_on_it_again),
        PLACE_TEST(test_what_stands_in_the_way_joins_the_undo_set),
        PLACE_TEST(test_undo_is_in_reverse_order_of_application),
        PLACE_TEST(test_keep),
        PLACE_TEST(test_irreversible_stops_before_anything),
        PLACE_TEST(test_losses_have_the_names_of_before_the_plan),
        PLACE_TEST(test_raw_sql_says_what_it_takes_away),
        PLACE_TEST(test_a_downgrade_that_does_not_lead_back_is_refused),
        PLACE_TEST(test_squash_swaps_rows),
        PLACE_TEST(test_squash_of_a_part_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
