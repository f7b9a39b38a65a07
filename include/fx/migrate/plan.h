/*
 * Plan: what has to be undone and applied, decided before the first statement.
 */
#ifndef FX_MIGRATE_PLAN_H
#define FX_MIGRATE_PLAN_H

#include "fx/migrate/ledger.h"

typedef enum { FX_CLASS_SAME, FX_CLASS_MISSING, FX_CLASS_FOREIGN, FX_CLASS_CHANGED } fx_class;

typedef struct fx_item { /* a revision, in the tree, in the database or in both */
    const char *id, *message;
    fx_class class_;
    bool taken_over; /* missing, but alembic_version says that it is applied: no statement runs */
    bool mend;       /* same, but the row's downgrade half, parents, path or text are older than the
                        tree's */
    const fx_revision *revision; /* the tree's; NULL when foreign */
    const fx_applied *applied;   /* NULL when missing */
} fx_item;
typedef FX_VEC(fx_item) fx_items;

/* Tree x ledger. In the tree's topological order, then foreign ones by seq. Compares up halves as
 * projected on `dialect`. Rows with the same halves take their revision from the tree. */
bool fx_classify(fx_arena *a, const fx_history *h, const fx_ledger *l, const char *dialect,
                 fx_items *out, fx_error *err) FX_CHECK;

typedef FX_VEC(fx_loss) fx_losses;

typedef struct fx_move { /* one revision that will run */
    bool up;
    const fx_revision *revision; /* up: the tree's; down: the ledger's text */
    const fx_applied *applied;   /* down: the row */
    bool stamp;                  /* the ledger only */
    fx_strs swaps; /* applied revisions that this one replaces: their rows go, no statement runs */
    fx_revisions rest;  /* further revisions that come into the place of `swaps`, behind this one */
    fx_changes changes; /* filled by fx_plan_replay */
    fx_losses losses; /* rows that this move may destroy, by the names they have before the plan */
} fx_move;

typedef struct fx_plan {
    FX_VEC(fx_move) moves; /* in the order they run: undo first */
    fx_items mends;
    fx_schema before, after; /* by replay */
    fx_items kept;           /* foreign ones that stay */
} fx_plan;

/* Upgrade to `to`: "head", "heads", "+N", an id or a unique prefix. `allow_foreign`, protected etc.
 * are judged by the runner. */
bool fx_plan_upgrade(fx_arena *a, const fx_history *h, const fx_ledger *l, const fx_items *items,
                     const char *to, fx_plan *out, fx_error *err) FX_CHECK;
/* Downgrade to REV, REV^, -N (text "-N") or base. Texts come from the ledger. */
bool fx_plan_downgrade(fx_arena *a, fx_db *db, const fx_ledger *l, const char *to, fx_plan *out,
                       fx_error *err) FX_CHECK;
/* The plan also brings rows up to date with the tree: `mends`, and downs of such rows run the
 * tree's text; but not of those that the tree puts behind what the database has not. */
void fx_plan_mend(fx_arena *a, const fx_items *items, fx_plan *plan);
/* Stamp: `to` ("heads", "head", an id) and its ancestors, the ledger only. */
bool fx_plan_stamp(fx_arena *a, const fx_history *h, const fx_ledger *l, const fx_items *items,
                   const char *to, fx_plan *out, fx_error *err) FX_CHECK;
/* Sync (DESIGN section 9): undo foreign and changed ones with their descendants and whatever stands
 * in the way, then apply what is missing. */
bool fx_plan_sync(fx_arena *a, fx_db *db, const fx_history *h, const fx_ledger *l,
                  const fx_items *items, const fx_strs *keep, fx_plan *out, fx_error *err) FX_CHECK;
/* What the upgrade of `r` destroys of what is there before it; none where it does not apply. */
fx_losses fx_revision_losses(fx_arena *a, const fx_schema *before, const fx_revision *r);
/* Replays the plan in memory from the ledger's schema: fills changes, losses, before, after. A plan
 * that does not replay to its end fails. */
bool fx_plan_replay(fx_arena *a, fx_db *db, const fx_ledger *l, fx_plan *plan,
                    fx_error *err) FX_CHECK;

#endif
