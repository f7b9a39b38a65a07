/*
 * Covered: whether commits have the revisions that their entities need, where nothing looked before
 * they were made: in a clone without hooks, or past them.
 */
#ifndef FX_MIGRATE_COVERED_H
#define FX_MIGRATE_COVERED_H

#include "fx/migrate/generate.h"

/* What HEAD's entities have and none of its revisions makes, in words: "Add user.phone". NULL:
 * there is nothing such, or it cannot be told (files that cannot be read are the gate's). It is
 * looked at once a commit. */
const char *fx_head_uncovered(fx_workspace *ws);

/* pre-commit: what the index has of entities was looked at, and has its revision, with the one that
 * was just added to it (NULL, or nothing: none was). */
void fx_commit_seen(fx_workspace *ws, fx_source *index, const fx_config *c,
                    const fx_generated *added);
/* post-commit: HEAD changes neither entities nor revisions, or pre-commit has looked at it. */
bool fx_commit_was_seen(fx_workspace *ws);

#endif
