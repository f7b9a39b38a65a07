/*
 * Repo: one Git repository, through libgit2 for reading and the git command
 * for writing the index (every kind of index: split, sparse, partial commits).
 */
#ifndef FX_GIT_REPO_H
#define FX_GIT_REPO_H

#include <stdint.h>

#include "fx/base/error.h"
#include "fx/base/vec.h"

typedef struct fx_repo fx_repo;

/* The repository that `dir` is in, honouring GIT_DIR, GIT_WORK_TREE and GIT_INDEX_FILE as git does
 * in hooks. *out is NULL (and true is returned) when there is none. Closed with the arena. SHA-256
 * repositories and unknown extensions are refused clearly (FX_GIT). */
bool fx_repo_open(fx_arena *a, const char *dir, fx_repo **out, fx_error *err) FX_CHECK;

const char *fx_repo_workdir(const fx_repo *r); /* absolute, no slash at the end; NULL: bare */
const char *fx_repo_gitdir(const fx_repo *r);  /* of this worktree */
const char *fx_repo_commondir(const fx_repo *r);
bool fx_repo_is_shallow(const fx_repo *r);
/* Lives as long as the repository is open; and a place for what a caller keeps with it (NULL at
 * first). */
fx_arena *fx_repo_arena(const fx_repo *r);
void **fx_repo_slot(fx_repo *r);

typedef struct fx_head {
    const char *commit; /* 40 hex digits; NULL: no commit yet */
    const char *branch; /* "feature/age"; NULL: detached */
} fx_head;
bool fx_repo_head(fx_repo *r, fx_head *out, fx_error *err) FX_CHECK;

/* What Git is in the middle of: NULL, "rebase", "merge", "cherry-pick", "revert", "bisect", "am".
 */
const char *fx_repo_busy(fx_repo *r);

/* What moved HEAD last, by its reflog: "commit", "commit (amend)", "revert", "cherry-pick",
 * "rebase (pick)"; "" where there is none. */
const char *fx_repo_action(fx_repo *r);

typedef struct fx_commit {
    const char *id, *subject, *author, *date; /* date: YYYY-MM-DD of the author */
    fx_strs parents;
} fx_commit;
/* Any revision that git understands, to a commit; FX_GIT "no such commit" with a cure. */
bool fx_repo_commit(fx_repo *r, const char *rev, fx_commit *out, fx_error *err) FX_CHECK;
/* NULL if the ref does not resolve (no error). */
const char *fx_repo_ref(fx_repo *r, const char *ref);
/* The full name of a ref ("origin/HEAD": "refs/remotes/origin/main"); NULL if it is none. An unborn
 * HEAD is the branch that it will be. */
const char *fx_repo_ref_name(fx_repo *r, const char *ref);
/* All merge bases of two commits, sorted; empty: none. A shallow clone that hides them is FX_GIT
 * with the fetch command. With something to be done meanwhile git is asked, which may take a while
 * where they lie far apart, else the library. */
bool fx_repo_merge_bases(fx_repo *r, const char *one, const char *two, fx_strs *out,
                         fx_error *err) FX_CHECK;
/* The first-parent-simplified commit that brought `path` as it is in `rev` (git log -1 --format --
 * path); false without error if none. */
bool fx_repo_brought(fx_repo *r, const char *rev, const char *path, fx_commit *out);
typedef struct fx_brought {
    const char *path; /* from the top of the work tree */
    fx_commit commit; /* id NULL: the edge of a shallow clone hides it */
    int64_t when;     /* seconds since 1970 by the committer */
    bool others;
} fx_brought;
typedef FX_VEC(fx_brought) fx_broughts;
/* Every change of a file below `dir` by a commit of HEAD (`others`: by commits of branches and tags
 * that HEAD lacks), newest first, in one walk: the first one of a path brought it as it is. */
bool fx_repo_log(fx_repo *r, bool others, const char *dir, fx_broughts *out,
                 fx_error *err) FX_CHECK;
/* Commits that hold a file whose name has `id` (any ref): "branch or commit" for messages; NULL if
 * none. */
const char *fx_repo_where(fx_repo *r, const char *dir, const char *id);

/* The newest commit of any ref that has a file below `dir` whose name begins with `name`; false
 * without error if none. *path: of the file, from the top. */
bool fx_repo_holding(fx_repo *r, const char *dir, const char *name, fx_commit *out,
                     const char **path);
/* Commits (newest first) of HEAD's history, or of all branches and tags, that change what is below
 * one of `dirs`, compared with any of their parents. */
bool fx_repo_changing(fx_repo *r, bool all, const fx_strs *dirs, fx_strs *out,
                      fx_error *err) FX_CHECK;

/* Whether the index has the file `path` (from the top), in whatever state. */
bool fx_repo_tracks(fx_repo *r, const char *path, bool *out, fx_error *err) FX_CHECK;
/* Files of the index with that name, in whatever folder, hidden ones left out. */
bool fx_repo_named(fx_repo *r, const char *name, fx_strs *out, fx_error *err) FX_CHECK;
/* What is done while the next git command of this repository works, once: it must not need what
 * that changes. */
void fx_repo_meanwhile(fx_repo *r, void (*fn)(void *ctx), void *ctx);
/* Puts a file's text into the index that the running commit uses, and into the work tree if it is
 * not there; under `git commit PATH` also into the index that remains (feasibility.md section 3).
 */
bool fx_repo_stage(fx_repo *r, const char *path, const char *text, size_t n,
                   fx_error *err) FX_CHECK;
/* Takes a path out of the index again. */
bool fx_repo_unstage(fx_repo *r, const char *path, fx_error *err) FX_CHECK;
/* Does a sparse checkout leave files out of the work tree? */
bool fx_repo_skips(fx_repo *r);
/* True if the index (of the running commit) has conflicts; their paths go to `out`. */
bool fx_repo_conflicts(fx_repo *r, fx_strs *out, fx_error *err) FX_CHECK;
/* Paths below `dir` (all from the top of the work tree; "" = top) whose work-tree text differs from
 * the index (line ends do not count), and untracked ones; hidden files are left out. Bare: none. */
bool fx_repo_dirty(fx_repo *r, const char *dir, fx_strs *unstaged, fx_strs *untracked,
                   fx_error *err) FX_CHECK;

/* Random id of this clone or worktree, kept in its Git folder; made on first use. NULL repo: NULL.
 */
const char *fx_repo_origin(fx_repo *r);

/* Runs git with arguments (NULL-terminated) and returns its standard output; FX_GIT with git's own
 * words if it fails. */
bool fx_git(fx_arena *a, const char *dir, const char *const *args, const char *input,
            size_t input_n, const char **out, size_t *out_n, fx_error *err) FX_CHECK;
/* The same in a repository that is open, as this process sees it; without its output. */
bool fx_git_in(fx_repo *r, const char *const *args, fx_error *err) FX_CHECK;

#endif
