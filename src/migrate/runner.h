/*
 * Runner: what the parts of a run share. Private to src/migrate/{run,consent,backup}*.c.
 */
#ifndef FX_MIGRATE_RUNNER_H
#define FX_MIGRATE_RUNNER_H

#include "fx/migrate/run.h"
#include "plan_inner.h"

typedef FX_VEC(fx_at_risk) run_risks;

typedef struct run {
    fx_arena *a;
    fx_workspace *ws;
    const fx_place *place;
    const fx_run_options *o;
    fx_run_result *out;
    fx_error *err;
    fx_db *db; /* NULL while there is no database to read */
    const fx_driver *driver;
    fx_config config; /* of the source */
    fx_source *source;
    fx_history history;
    fx_replayed *replayed;
    fx_source *head;             /* made when a file of it is asked for */
    const char *commit, *branch; /* that the source is at; NULL: unknown */
    bool fresh;                  /* the ledger was read, and no plan has been made of it */
    bool protected_;
    bool behind;       /* alembic_version, with nothing else to do */
    fx_strs agreed;    /* questions that were answered with yes */
    const char *asked; /* about rows: as it was when the plan was judged; NULL: nothing */
} run;

/* "fxgit sync", "fxgit downgrade -1": the command again, for hints. */
const char *run_command(const run *r);
/* "production", or "default" for the one without a name. */
const char *run_target_name(const run *r);
/* Opens the source, the database and its ledger (run_open.c); run_open_database before it, where
 * the database alone is needed. */
bool run_open(run *r) FX_CHECK;
bool run_open_database(run *r, fx_error *err) FX_CHECK;
bool run_read_ledger(run *r, fx_error *err) FX_CHECK;

/* A revision that was reviewed: its text is in HEAD's tree, or there is no work tree to speak of.
 */
bool run_committed(run *r, const fx_revision *revision);
void run_warn(run *r, const char *text);

/* run_settled.c: the work tree has no conflicts, and no two heads contradict each other in what the
 * database would have. */
bool run_settled(run *r);

/* Rules that no --yes lifts, then everything that needs consent (DESIGN section 6). Before the
 * first statement. */
bool run_judge(run *r) FX_CHECK;
/* Rows that the plan would destroy, by the database's count. */
bool run_count(run *r, run_risks *out) FX_CHECK;
/* The rows that are there let the plan run, as far as a query can tell (run_fits.c). */
bool run_fits(run *r) FX_CHECK;
/* What was agreed to covers them: the same question as then, and no new one on a protected target.
 */
bool run_same_losses(run *r, const run_risks *risks);

/* The plan, carried out. *again: the ledger was not the one that was planned on; nothing (more) was
 * done. */
bool run_execute(run *r, bool *again) FX_CHECK;

/* Live tables against the replayed ones (run_verify.c). */
typedef struct run_live {
    run *r;
    fx_live now;
    fx_strs verified; /* names of tables that were compared, sorted */
    bool stale;       /* to be inspected before it is used */
} run_live;

/* A rename: other tables' keys, triggers and views follow it in the engine. */
bool run_renames(const fx_change *c);
/* Inspects if need be, and compares the tables that `changes` touch for the first time. */
bool run_verify(run_live *live, const fx_change *changes, size_t n, fx_error *err) FX_CHECK;
/* Follows what `changes` did to the database. */
void run_follow(run_live *live, const fx_change *changes, size_t n);
/* Whether the plan could start, as far as can be said without running it. */
bool run_foretell(run *r) FX_CHECK;
/* All live tables against a schema; ignored tables are passed over. */
bool run_verify_all(run *r, const fx_schema *expected, fx_error *err) FX_CHECK;

/* What is written into the ledger (run_record.c), inside a transaction: */
bool run_record(run *r, const fx_move *move, int64_t us) FX_CHECK;
bool run_mend(run *r) FX_CHECK; /* rows that follow the tree */
fx_provenance run_provenance(run *r, const fx_move *move);
/* In a transaction of its own, after the rollback; that it fails as well changes nothing. */
void run_record_failure(run *r, const char *revision);
bool run_same_ledger(const fx_ledger *x, const fx_ledger *y);
/* All is there that fx_ledger_create makes: a row of this project was written after it. */
bool run_has_ledger(const run *r);
/* Rows may have come while we waited: what was agreed to is asked anew when it has grown. */
bool run_recount(run *r, bool *again) FX_CHECK;
int64_t run_clock(void); /* microseconds */

/* The plan where DDL commits by itself, under the lock (run_journal.c). */
bool run_journaled(run *r, bool *again) FX_CHECK;

/* One move inside the transaction: its statements, its row, its event (run_move.c). */
bool run_move(run_live *live, const fx_move *move, fx_error *err) FX_CHECK;

/* An error that came late is about a statement before (db->failed_sql): names it. */
bool run_failed_before(run *r, fx_error *err);
const fx_move *run_failed_move(const run *r); /* the move that it is about; NULL: none came late */

/* Its one statement cannot be inside a transaction; it runs outside, in a group of its own. */
bool run_is_outside(const run *r, const fx_move *move);
/* None has a second statement: told before the first runs. */
bool run_outside_fits(run *r, fx_error *err) FX_CHECK;
bool run_outside(run *r, const fx_move *move, fx_error *err) FX_CHECK;

/* A snapshot of the database as it is under our lock (backup.c); *path as shown to people. */
bool backup_take(run *r, const char **path) FX_CHECK;
const char *backup_dir(fx_arena *a, const fx_workspace *ws);
bool backup_possible(const run *r);

#endif
