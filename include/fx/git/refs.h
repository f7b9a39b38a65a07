/*
 * Refs: what fxgit keeps in Git beside commits (DESIGN section 5): notes in
 * refs/notes/fxgit, and chains of small commits in refs/fxgit/... Writers may
 * come at once: each write is a compare-and-swap that is tried again.
 */
#ifndef FX_GIT_REFS_H
#define FX_GIT_REFS_H

#include "fx/git/repo.h"

#define FX_NOTES_REF "refs/notes/fxgit"
#define FX_ENV_REFS  "refs/fxgit/env/"
/* What frozen branches had when they were deleted: refs/heads/x is refs/fxgit/frozen/heads/x. */
#define FX_FROZEN_REFS "refs/fxgit/frozen/"

typedef struct fx_noted {
    const char *commit, *text;
} fx_noted;
typedef FX_VEC(fx_noted) fx_notes;

/* *text NULL: the commit has none. */
bool fx_note_read(fx_repo *r, fx_arena *a, const char *commit, const char **text,
                  fx_error *err) FX_CHECK;
/* All at once; a note that is there is replaced. */
bool fx_notes_write(fx_repo *r, const fx_notes *notes, fx_error *err) FX_CHECK;

/* Names below a prefix: "refs/fxgit/env/" gives "production". Sorted. */
bool fx_refs_below(fx_repo *r, const char *prefix, fx_strs *out, fx_error *err) FX_CHECK;
/* The text of a file in the tree of a ref's commit; NULL: no such ref, or file. */
bool fx_ref_read(fx_repo *r, fx_arena *a, const char *ref, const char *file, const char **text,
                 fx_error *err) FX_CHECK;

/* Called with the file's text as it is (NULL: none) and gives the new one; NULL: it may stay. */
typedef const char *fx_ref_change(void *ctx, const char *now);
/* One more commit on the ref, in which the file has another text. *changed (may be NULL): there is
 * one. */
bool fx_ref_append(fx_repo *r, const char *ref, const char *file, const char *message,
                   fx_ref_change *change, void *ctx, bool *changed, fx_error *err) FX_CHECK;
/* Does the text that the other side has of a file stand? */
typedef bool fx_ref_choice(const char *ours, const char *theirs);
/* One more commit on the ref with both as its parents: what only one side has stays, and `choose`
 * decides file by file. A ref that is behind goes forward; one that is ahead stays. */
bool fx_ref_join(fx_repo *r, const char *ref, const char *with, fx_ref_choice *choose,
                 fx_error *err) FX_CHECK;

/* Where a ref (by its full name) is kept, and the commit that it has, or had when it was deleted;
 * NULL: none. */
const char *fx_frozen_ref(fx_arena *a, const char *ref);
const char *fx_frozen_commit(fx_repo *r, const char *ref);
/* Points a ref to a commit, whatever it was before. */
bool fx_ref_set(fx_repo *r, const char *ref, const char *commit, fx_error *err) FX_CHECK;

bool fx_ref_delete(fx_repo *r, const char *ref, fx_error *err) FX_CHECK; /* gone already: true */

/* git push and fetch of such refs, by their full names. *accepted false: the remote has something
 * that we lack. What the remote has goes to `into`; that it has nothing is no failure. */
bool fx_refs_push(fx_repo *r, const char *remote, const fx_strs *refs, bool *accepted,
                  fx_error *err) FX_CHECK;
bool fx_refs_fetch(fx_repo *r, const char *remote, const char *from, const char *into,
                   fx_error *err) FX_CHECK;

#endif
