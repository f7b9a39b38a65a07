/*
 * Log: revisions with the commits that brought them, newest first.
 */
#ifndef FX_MIGRATE_LOG_H
#define FX_MIGRATE_LOG_H

#include "fx/migrate/status.h"

typedef struct fx_logged {
    const char *id, *message, *path; /* path: relative to the project's root */
    const fx_item *item;             /* NULL: neither in the tree nor in the database */
    const fx_commit *commit;         /* NULL: not committed, or Git does not know */
    bool hidden;                     /* committed before the edge of a shallow clone */
    fx_strs parents;
    fx_strs targets; /* recorded ones that run it (env.h) */
} fx_logged;
typedef FX_VEC(fx_logged) fx_log;

/* The revisions of the work tree; `all`: those of other branches and of the database too. `s`: tree
 * and database, as fx_status_database found them. `warnings`: records of targets that cannot be
 * read. */
bool fx_log_read(fx_workspace *ws, const fx_status *s, bool all, fx_log *out, fx_strs *warnings,
                 fx_error *err) FX_CHECK;
/* Each revision before its parents, else as it was: for a graph. */
void fx_log_sort(fx_arena *a, fx_log *log);

#endif
