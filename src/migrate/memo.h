/*
 * Memo: what is known of tree and database as long as nothing of either has
 * changed. Only the clean state is kept: what differs is looked at anew.
 */
#ifndef FX_MIGRATE_MEMO_H
#define FX_MIGRATE_MEMO_H

#include "fx/git/cache.h"
#include "fx/migrate/workspace.h"

#define FX_MEMO_STATUS "status"

typedef struct fx_memo {
    fx_stamp stamp;
    const char *name; /* NULL: nothing is kept here */
    /* What is kept: */
    size_t revisions, applied;
    fx_strs heads;
    bool exists;  /* the database is there */
    bool covered; /* entities and revisions agree */
} fx_memo;

/* Looks at config, revisions and database, for FX_MEMO_STATUS also at entities, and finds what is
 * kept as `what` for them. To be asked before anything of them is read; false: nothing, and `m` can
 * be filled and kept. Kept is it with Git alone. `ledger`: of a database on a server, what its
 * ledger is at (fx_ledger_state); NULL: the database is a file, or nothing is kept of it. */
bool fx_memo_find(fx_workspace *ws, const fx_place *place, const char *what, const char *ledger,
                  fx_memo *m);
void fx_memo_keep(fx_workspace *ws, const fx_memo *m);

#endif
