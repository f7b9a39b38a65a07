/*
 * Plan, inner: what the planners share. Private to src/migrate/plan*.c and run*.c.
 */
#ifndef FX_MIGRATE_PLAN_INNER_H
#define FX_MIGRATE_PLAN_INNER_H

#include "fx/migrate/plan.h"
#include "fx/model/diff.h"

const fx_item *plan_item(const fx_items *items, const char *id); /* NULL if none */

/* A revision of the tree that will be applied, behind the downs of the plan; in place of all those
 * that it replaces, where they stay. */
bool plan_up(fx_arena *a, const fx_items *items, const fx_revision *r, fx_plan *out,
             fx_error *err) FX_CHECK;
/* What is missing replaces nothing that is in the tree as well. */
bool plan_replaced_gone(const fx_items *items, fx_error *err) FX_CHECK;
/* Before all else: what is taken over, with rows in the ledger alone. */
void plan_taken_over(fx_arena *a, const fx_items *items, fx_plan *out);
/* A row that will be undone, with its text. */
bool plan_down(fx_arena *a, fx_db *db, const fx_applied *row, fx_plan *out, fx_error *err) FX_CHECK;

/* An applied revision that the tree lacks, and the tree's revisions that it stands for, none of
 * them applied: they come into its place, and no statement runs. */
typedef struct plan_unfold {
    const char *id;
    fx_revisions into; /* parents first */
} plan_unfold;
typedef FX_VEC(plan_unfold) plan_unfolds;
bool plan_unfolding(fx_arena *a, fx_db *db, const fx_items *items, plan_unfolds *out,
                    fx_error *err) FX_CHECK;
const plan_unfold *plan_unfold_of(const plan_unfolds *all, const char *id); /* the applied one */
/* The tree's revision: its move is pushed with the first of its group; true: it is in one. */
bool plan_unfold_up(fx_arena *a, const plan_unfolds *all, const fx_revision *r, fx_plan *out);

/* Where a plan does not replay: its move, the step, or what is left after all downs. */
typedef struct plan_stop {
    const fx_move *move;
    const fx_step *step; /* that does not apply; NULL: what is left does not follow */
    bool rest;           /* all downs apply, but what is left does not give what they leave */
    fx_strs touches;     /* the objects it is about */
    fx_strs differs;     /* those that are not as they must be in the end */
} plan_stop;

/* Replays `plan` on `before`. False with *stop set (and err) when it does not reach its end. */
bool plan_walk(fx_arena *a, fx_db *db, const fx_ledger *l, fx_plan *plan, plan_stop *stop,
               fx_error *err) FX_CHECK;

/* Notes what a step that played as `now` may destroy; `played` is all that the plan did before it.
 */
/* Raw SQL among `played` names the table: its rows may be others by now. */
bool plan_writes_rows(const fx_changes *played, const char *table);
void plan_losses(fx_arena *a, const fx_changes *played, const fx_changes *now, fx_move *move);
/* ... and what its raw SQL says about itself: DROP TABLE, DROP COLUMN, DELETE, and `loses` of the
 * revision. */
void plan_sql_losses(fx_arena *a, const fx_changes *played, const fx_step *s, fx_move *move);
void plan_said_losses(fx_arena *a, const fx_changes *played, fx_move *move);

/* The row of each of the tree's nodes, or NULL; one with the same halves takes its revision. */
const fx_applied **plan_rows_of(fx_arena *a, const fx_graph *tree, const fx_ledger *l);
/* The revision of a row, whole: the one it has, else the ledger's text. */
bool plan_row_revision(fx_arena *a, fx_db *db, const fx_applied *row, const fx_revision **out,
                       fx_error *err) FX_CHECK;

/* The steps between two schemas, in words; noted in stop->differs. */
const char *plan_difference(fx_arena *a, const fx_schema *is, const fx_schema *wanted,
                            plan_stop *stop);

/* Does the revision of a swap, on what is left and the moves before it, give what they gave?
 * `state`: what all of that gives now. */
bool plan_swap_fits(fx_arena *a, fx_db *db, const fx_ledger *left, const fx_plan *plan,
                    const fx_move *move, const fx_schema *state, plan_stop *stop,
                    fx_error *err) FX_CHECK;

/* Objects that one revision touches, both ways. */
fx_strs plan_touches(fx_arena *a, const fx_revision *r);
/* "user" meets "user.age"; "user.age" does not meet "user.name". */
bool plan_touching(const fx_strs *x, const fx_strs *y);

#endif
