/*
 * Edits: what a command does to the revision files of the work tree, tried in
 * memory before any of them is touched.
 */
#ifndef FX_MIGRATE_EDITS_H
#define FX_MIGRATE_EDITS_H

#include "fx/migrate/workspace.h"

typedef struct fx_edit {
    const char *path; /* relative to the project's root */
    const char *text; /* NULL: deleted */
    size_t n;
    bool fresh;       /* a new file, which must not be there */
    const char *note; /* for people: "revises 3f9c2a71be04"; or NULL */
} fx_edit;
typedef FX_VEC(fx_edit) fx_edits;

/* A new text for a file (a later one for the same file counts), or NULL to delete it. */
void fx_edits_put(fx_arena *a, fx_edits *edits, const char *path, const char *text,
                  const char *note);
/* What is built on `gone` builds on `id` now: the edits of all children that are not gone
 * themselves. */
void fx_edits_reparent(fx_arena *a, fx_edits *edits, const fx_history *h, const fx_strs *gone,
                       const char *id);
/* The history with the edits: read, as a graph, replayed to its end. Each edited revision's
 * downgrade must lead back. FX_REFUSED with what does not fit. `schema` may be NULL. */
bool fx_edits_try(fx_arena *a, const fx_history *h, const fx_edits *edits, fx_history *out,
                  fx_schema *schema, fx_error *err) FX_CHECK;
/* The same; a downgrade that would not lead back is written anew, as the reverse of its upgrade
 * there, where that can be said (no SQL in it). */
bool fx_edits_mend(fx_arena *a, const fx_history *h, fx_edits *edits, fx_error *err) FX_CHECK;
/* Writes them; what was written is taken back when one fails. */
bool fx_edits_write(fx_workspace *ws, const fx_edits *edits, fx_error *err) FX_CHECK;

/*
 * Revisions that may not change: those of the frozen refs' trees (or of `base`, any revision of
 * Git's), and of environment refs. `named`: the refs that were found. Sorted, and
 * one may be there twice.
 */
bool fx_frozen_ids(fx_workspace *ws, const char *base, fx_strs *ids, fx_strs *named,
                   fx_error *err) FX_CHECK;

/* Where no ref is frozen, the branch that this one's drafts go behind: what is being merged (HEAD
 * itself on the main branch), its upstream, init.defaultBranch, main or master. NULL: none is
 * known. */
const char *fx_base_default(fx_workspace *ws);

#endif
