/*
 * Env: what a target runs, recorded in Git without credentials (DESIGN section 5):
 * refs/fxgit/env/<target>, a chain of commits with a file for each project.
 *
 *     fxgit-env 1
 *     event 42                                  the ledger's last event: later ones win
 *     at 1f0c9d2... main                        the commit that was deployed
 *     3f9c2a71be04 fx1:... fx1:... 2026-11-23T04:05:06Z Add user.age
 */
#ifndef FX_MIGRATE_ENV_H
#define FX_MIGRATE_ENV_H

#include "fx/git/refs.h"
#include "fx/migrate/ledger.h"

typedef struct fx_env_row {
    const char *id, *up_hash, *down_hash, *applied_at, *message;
} fx_env_row;

typedef struct fx_env {
    const char *target;
    int64_t event;
    const char *at; /* "1f0c9d2... main", or NULL */
    FX_VEC(fx_env_row) rows;
} fx_env;
typedef FX_VEC(fx_env) fx_envs;

/* After a run on a target with `record: true`. */
bool fx_env_record(fx_workspace *ws, const fx_target *target, fx_db *db, const char *commit,
                   const char *branch, fx_error *err) FX_CHECK;

/* What is recorded of this project: for one target (`there` false: nothing), and for all. */
bool fx_env_read(fx_workspace *ws, const char *target, fx_env *out, bool *there,
                 fx_error *err) FX_CHECK;
/* `bad` gets a line for each that cannot be read; NULL: that is an error, for whom what is not
 * known may be what counts. */
bool fx_env_all(fx_workspace *ws, fx_envs *out, fx_strs *bad, fx_error *err) FX_CHECK;
const fx_env_row *fx_env_find(const fx_env *env, const char *id);

/* `target` NULL: all of them. Chains of two clones are joined: what the later event says stands. */
bool fx_env_push(fx_workspace *ws, const char *remote, const char *target, fx_strs *done,
                 fx_error *err) FX_CHECK;
bool fx_env_fetch(fx_workspace *ws, const char *remote, const char *target, fx_strs *done,
                  fx_error *err) FX_CHECK;

/* The chain, newest first: a line of text for each commit. */
bool fx_env_log(fx_workspace *ws, const char *target, fx_strs *lines, fx_error *err) FX_CHECK;

#endif
