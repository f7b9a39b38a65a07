/*
 * Run: a plan, carried out in one transaction with the ledger (DESIGN section 10).
 */
#ifndef FX_MIGRATE_RUN_H
#define FX_MIGRATE_RUN_H

#include "fx/migrate/plan.h"

typedef enum { FX_VERB_UPGRADE, FX_VERB_DOWNGRADE, FX_VERB_SYNC, FX_VERB_STAMP } fx_verb;

typedef struct fx_run_options {
    fx_verb verb;
    const char *to;     /* upgrade, downgrade, stamp */
    const char *commit; /* sync COMMIT; NULL: the work tree */
    fx_strs keep;       /* sync --keep */
    bool dry_run, yes, take_over, force, no_backup, allow_foreign;
    const char *unprotect; /* --unprotect NAME */
    int lock_timeout_ms;
    /* Asked on a terminal: true = go on. NULL: nobody can be asked (exit 3). */
    bool (*ask)(void *ctx, const char *question);
    void (*trace)(void *ctx, const char *sql);
    void (*progress)(void *ctx, const char *verb, const fx_move *move,
                     int64_t us); /* "apply" / "undo", after each */
    /* Before each: move `at` (from 0) of `n`; what it did may still be rolled back. */
    void (*starting)(void *ctx, const fx_move *move, size_t at, size_t n);
    void *ctx;
} fx_run_options;

typedef struct fx_at_risk {
    const char *revision;
    fx_loss loss;
    size_t rows;
    bool more, up;
} fx_at_risk; /* more: 1000+ */

typedef struct fx_run_result {
    fx_plan plan;     /* what was done (or would be, --dry-run) */
    fx_items items;   /* the classification before */
    fx_ledger ledger; /* before */
    FX_VEC(fx_at_risk) risks;
    const char *backup;   /* the snapshot's path, or NULL */
    const char *database; /* safe to show */
    size_t applied;       /* revisions in the ledger afterwards */
    fx_strs warnings;
    bool nothing;      /* no move */
    const char *label; /* "1f0c9d2 main": where the database is now */
} fx_run_result;

/* Lock, read, classify, plan, everything that could stop it, run, unlock: for upgrade, downgrade,
 * sync and stamp. A no-op takes no lock. */
bool fx_run(fx_workspace *ws, const fx_place *place, const fx_run_options *o, fx_run_result *out,
            fx_error *err) FX_CHECK;

/* The SQL script of a plan without a database: from nothing (or `from`) to `to`, up or down. */
bool fx_script(fx_workspace *ws, const char *dialect, fx_verb verb, const char *from,
               const char *to, fx_stmts *out, fx_error *err) FX_CHECK;

/* Backups in <git-dir>/fxgit/backup (without Git: .fxgit/backup beside fxgit.yml); the last five
 * are kept. */
bool fx_backups(fx_workspace *ws, const fx_place *place, fx_strs *out,
                fx_error *err) FX_CHECK; /* oldest first */

#endif
