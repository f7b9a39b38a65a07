/*
 * Notes, inner: the tree that they are files of.
 */
#ifndef FX_GIT_NOTES_TREE_H
#define FX_GIT_NOTES_TREE_H

#include <git2.h>

#include "fx/git/refs.h"

/* The tree with these notes, too; `before` may be NULL. */
bool fx_notes_tree(fx_repo *r, const git_tree *before, const fx_notes *notes, git_oid *out,
                   fx_error *err) FX_CHECK;
/* As git fast-import takes it to be: it would write a note beside one of the same commit that lies
 * elsewhere. */
bool fx_notes_are_laid_out(fx_repo *r, const git_tree *tree);

#endif
