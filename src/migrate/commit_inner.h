/*
 * pre-commit, inner: what commit_hook.c and commit_said.c share.
 */
#ifndef MIGRATE_COMMIT_INNER_H
#define MIGRATE_COMMIT_INNER_H

#include "fx/migrate/generate.h"

typedef struct commit {
    fx_workspace *ws;
    fx_source *index, *head;  /* head: NULL before the first commit */
    fx_config config, before; /* of the index, of HEAD */
    fx_generated *out;
    fx_edits *filled;
    const fx_generate_options *ask;
    fx_revisions taken;  /* what aborted commits left, taken back; with their paths */
    bool same_revisions; /* the index has just those of HEAD, which were judged with it */
    bool quick;          /* and they have one head: there is nothing to judge again */
    bool concerned;      /* entities, revisions or fxgit.yml are not those of HEAD */
    bool covered;        /* what was written is proven to be all of it */
} commit;

/* A path of the project, as Git has it. */
const char *commit_in_repo(const commit *c, const char *path);

/* commit_pending.c: what an aborted commit left behind. */
bool commit_has_pending(const commit *c);
bool commit_write_pending(const commit *c, const fx_generated *g, fx_error *err) FX_CHECK;
bool commit_clear_pending(commit *c, fx_error *err) FX_CHECK;
void commit_forget_pending(const commit *c);
/* A draft keeps its name while it is not committed, so that what other hooks were told of it holds:
 * the revision that takes the place of one that was taken back. */
void commit_keep_name(commit *c);
/* Do they touch the same things? */
bool commit_overlaps(fx_arena *a, const fx_revision *x, const fx_revision *y);

/* commit_said.c: does this commit say all that c->out does? FX_REFUSED names the first step that it
 * does not. */
bool commit_check_said(commit *c, fx_error *err) FX_CHECK;
/* Drafts that take a fill which this commit brings. */
bool commit_find_fills(commit *c, fx_edits *out, fx_error *err) FX_CHECK;

#endif
