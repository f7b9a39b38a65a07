/*
 * Notes: beside each commit whose revisions differ from its first parent's,
 * what they are (DESIGN section 5). For people and tools; recomputable from
 * the trees, and verified against them.
 *
 *     fxgit 1
 *     project 7d0c3f1e apps/shop
 *     heads 3f9c2a71be04
 *     revisions 2 sha256:...      of the sorted lines "id up-hash down-hash"
 *     model sha256:...            of the entities; - where they cannot be read
 *     added 3f9c2a71be04 fx1:... fx1:... Add user.age
 */
#ifndef FX_MIGRATE_NOTES_H
#define FX_MIGRATE_NOTES_H

#include "fx/git/refs.h"
#include "fx/migrate/workspace.h"

/* The note that a commit ought to have; NULL: its revisions are its first parent's. `configs`: the
 * fxgit.yml of its projects, from the top; NULL: looked for in the commit. */
bool fx_note_of(fx_arena *a, fx_repo *r, const char *commit, const fx_strs *configs,
                const char **text, fx_error *err) FX_CHECK;
/* Notes the commits that lack it or have another one; how many were written (may be NULL). */
bool fx_notes_update(fx_arena *a, fx_repo *r, const fx_strs *commits, const fx_strs *configs,
                     size_t *written, fx_error *err) FX_CHECK;
/* All commits of HEAD's history (or of all refs) that change revisions. */
bool fx_notes_candidates(fx_workspace *ws, bool all, fx_strs *out, fx_error *err) FX_CHECK;
/* Commits of those whose note says something else, or that have none and should, or the other way
 * round. `there_only`: a missing one is no fault. */
bool fx_notes_wrong(fx_arena *a, fx_repo *r, const fx_strs *commits, bool there_only, fx_strs *out,
                    fx_error *err) FX_CHECK;

/* With a remote; fetched ones are joined with ours. A push that is refused because the remote has
 * more fetches, joins and tries again. */
bool fx_notes_push(fx_repo *r, const char *remote, fx_error *err) FX_CHECK;
bool fx_notes_fetch(fx_repo *r, const char *remote, fx_error *err) FX_CHECK;

#endif
