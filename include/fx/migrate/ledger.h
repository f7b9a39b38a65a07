/*
 * Ledger: the tables in a target database that say what is applied (DESIGN section 4).
 */
#ifndef FX_MIGRATE_LEDGER_H
#define FX_MIGRATE_LEDGER_H

#include <stdint.h>

#include "fx/db/driver.h"
#include "fx/migrate/journal.h"
#include "fx/migrate/workspace.h"
#include "fx/revision/graph.h"

typedef struct fx_applied { /* one row of fxgit_ledger */
    const char *id;
    int64_t seq;
    fx_strs parents;
    const char *message, *up_hash, *down_hash, *up_projected, *down_projected;
    const char *path, *blob, *text_hash;
    const char *commit, *branch, *origin;
    const char *applied_at, *applied_by, *host; /* applied_at: UTC, "2026-11-23 04:05:06" */
    const char *kind;                           /* "upgrade", "stamp" */
    const char *now;                            /* the server's clock at reading; NULL: unknown */
    const fx_revision *revision;                /* its text, once it was read; plan_row_revision */
} fx_applied;

typedef struct fx_replayed fx_replayed;

typedef struct fx_ledger {
    const char *version;     /* of the database when it was read, fx_ledger_same; NULL: not known */
    bool exists;             /* the tables are there */
    bool protected_;         /* fxgit_meta */
    FX_VEC(fx_applied) rows; /* this project's, by seq */
    const fx_flight *flight; /* the revision that is half-way; NULL: none */
    size_t foreign_projects; /* rows of other projects in the same database */
    fx_strs alembic;         /* without rows: what alembic_version names */
    FX_VEC(const fx_applied *) by_id; /* sorted; made by fx_ledger_read */
    fx_db *db;             /* where texts of rows are read from when one is needed; NULL: nowhere */
    fx_replayed *replayed; /* what is known of the tree's beginning; NULL: nothing */
} fx_ledger;

/* Reads without a lock; a database without the tables is an empty ledger. A newer format is
 * refused, naming the version. */
bool fx_ledger_read(fx_arena *a, fx_db *db, const char *project, fx_ledger *out,
                    fx_error *err) FX_CHECK;
/* A text that is another one after each change of it; NULL: there is no ledger, or a revision is
 * half-way. */
bool fx_ledger_state(fx_arena *a, fx_db *db, const char **out, fx_error *err) FX_CHECK;
/* Has nobody else written to the database since the ledger was read? *same false: perhaps. */
bool fx_ledger_same(fx_arena *a, fx_db *db, const fx_ledger *l, bool *same, fx_error *err) FX_CHECK;
/* "2 minutes ago", by the server's clock; without one, when. */
const char *fx_applied_age(fx_arena *a, const fx_applied *row);
const fx_applied *fx_ledger_find(const fx_ledger *l, const char *id);
/* The text of an applied revision, verified against its hashes (FX_REFUSED when it does not match)
 * and parsed. */
bool fx_ledger_revision(fx_arena *a, fx_db *db, const fx_applied *row, fx_revision *out,
                        fx_error *err) FX_CHECK;

/* With `alembic_version: true`: makes the table of that name where it is not there. Before the
 * transaction where DDL cannot be rolled back. */
bool fx_ledger_alembic(fx_db *db, const fx_workspace *ws, fx_error *err) FX_CHECK;
/* It is not there, or says something else: the option was switched on, or a program wrote to it. */
bool fx_ledger_alembic_behind(fx_db *db, const fx_workspace *ws, bool *out, fx_error *err) FX_CHECK;
/* The end of each transaction that may have changed rows: that table follows them. */
bool fx_ledger_commit(fx_db *db, const fx_workspace *ws, fx_error *err) FX_CHECK;

/* Inside a transaction: */
bool fx_ledger_create(fx_db *db, const fx_workspace *ws, const fx_target *target,
                      fx_error *err) FX_CHECK;

/* The text of a revision that is about to run, and away with it when it did not (unless a row has
 * it). */
bool fx_ledger_keep(fx_db *db, const fx_revision *r, fx_error *err) FX_CHECK;
bool fx_ledger_forget(fx_db *db, const char *hash, fx_error *err) FX_CHECK;

typedef struct fx_provenance { /* who and from where, for a new row */
    const char *commit, *branch, *origin, *user, *host;
} fx_provenance;
bool fx_ledger_add(fx_db *db, const char *project, const fx_revision *r, const fx_provenance *p,
                   const char *kind, int64_t duration_us, fx_error *err) FX_CHECK;
/* Removes a row; fails unless exactly one went (somebody else was here). `shared`: a row of another
 * project may name its text, so that all are looked at. */
bool fx_ledger_remove(fx_db *db, const char *project, const char *id, bool shared,
                      const fx_provenance *p, fx_error *err) FX_CHECK;
/* A revision takes the place (and the number) of applied ones that it replaces, `rest` the numbers
 * behind it; no statement runs. */
bool fx_ledger_swap(fx_db *db, const fx_ledger *l, const char *project, const fx_revision *r,
                    const fx_strs *replaced, const fx_revisions *rest, const fx_provenance *p,
                    fx_error *err) FX_CHECK;
/* Same upgrade half, other downgrade half, parents, path or text: the row follows the tree (event
 * `mend`). */
bool fx_ledger_mend(fx_db *db, const char *project, const fx_revision *r, const fx_provenance *p,
                    fx_error *err) FX_CHECK;
bool fx_ledger_event(fx_db *db, const char *project, const char *kind, const char *revision,
                     const fx_provenance *p, const char *error, fx_error *err) FX_CHECK;

/* The ledger's graph: nodes with `data` = fx_applied, parents that are not applied left out. */
bool fx_ledger_graph(fx_arena *a, const fx_ledger *l, fx_graph *out, fx_error *err) FX_CHECK;
/* The schema that the applied revisions give, in the order they were applied. */
bool fx_ledger_replay(fx_arena *a, fx_db *db, const fx_ledger *l, fx_schema *out,
                      fx_error *err) FX_CHECK;

#endif
