/*
 * Source: where files are read from: the work tree, the index, or any commit.
 * All commands read entities, revisions and policy through one, so what works
 * on HEAD works on any commit, the index, and a bare repository.
 */
#ifndef FX_GIT_SOURCE_H
#define FX_GIT_SOURCE_H

#include "fx/git/repo.h"

typedef enum { FX_SOURCE_TREE, FX_SOURCE_INDEX, FX_SOURCE_COMMIT } fx_source_kind;

typedef struct fx_source fx_source;

/* Files of a folder (absolute), with or without Git. */
fx_source *fx_source_worktree(fx_arena *a, const char *root);
/* The index that the running commit uses. `root`: the project's folder, relative to the work tree
 * ("" = top). */
fx_source *fx_source_index(fx_arena *a, fx_repo *r, const char *root, fx_error *err) FX_CHECK;
/* A commit's tree. A null `commit` is an empty tree. */
fx_source *fx_source_commit(fx_arena *a, fx_repo *r, const char *commit, const char *root,
                            fx_error *err) FX_CHECK;

/* What a caller keeps with the repository that a source reads from, and its arena: NULL without. */
fx_repo *fx_source_repo(const fx_source *s);
/* The repository whose cache may keep what is made of the texts: its own, or for a work tree the
 * one that is said. NULL: none. */
void fx_source_keep(fx_source *s, fx_repo *r);
fx_repo *fx_source_keeper(const fx_source *s);
/* A file of a work tree as an absolute path. */
const char *fx_source_full(const fx_source *s, fx_arena *a, const char *path);
fx_source_kind fx_source_kind_of(const fx_source *s);
const char *fx_source_label(
    const fx_source *s); /* "the work tree", "the index", "commit 1f0c9d2" */

typedef struct fx_file {
    const char *path; /* relative to the project's root */
    const char *blob; /* Git's name of its text; NULL: not known before reading */
} fx_file;
typedef FX_VEC(fx_file) fx_files;

/* Files at or below `path` (a file or folder), sorted by bytes, hidden ones left out; a missing one
 * is empty. Conflicted index entries fail with FX_INPUT. Links and submodules are left out. */
bool fx_source_list(fx_source *s, fx_arena *a, const char *path, fx_files *out,
                    fx_error *err) FX_CHECK;
void fx_files_sort(fx_files *files); /* by path */
/* The file of that path in such a list; NULL: none. */
const fx_file *fx_files_find(const fx_files *files, const char *path);
/* *text is NULL (and true is returned) when there is no such file. At most 4 MiB. NUL-terminated.
 */
bool fx_source_read(fx_source *s, fx_arena *a, const char *path, const char **text, size_t *n,
                    fx_error *err) FX_CHECK;
/* fx_source_key of what is not there. */
#define FX_NO_KEY "0000000000000000000000000000000000000000"
/* A name of everything below `path` that is equal only for equal contents (a tree's OID); NULL
 * where there is none cheap. */
const char *fx_source_key(fx_source *s, fx_arena *a, const char *path);

#endif
