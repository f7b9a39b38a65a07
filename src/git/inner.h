/*
 * Inner: what the files of git/ share and nobody else sees: the repository's
 * handle, libgit2's errors as ours, and running the git command.
 */
#ifndef FX_GIT_INNER_H
#define FX_GIT_INNER_H

#include <git2.h>
#include <sys/stat.h>

#include "fx/git/repo.h"
#include "fx/git/source.h"

typedef struct fx_entry {
    const char *path;
    git_oid id;
    unsigned mode;
    int stage;    /* 0: no conflict */
    bool skipped; /* outside of a sparse checkout: not in the work tree */
    bool later;   /* only announced by git add -N: no part of the commit */
    bool stat_known;
    long long mtime, mtime_ns;
    unsigned size;
} fx_entry;
typedef FX_VEC(fx_entry) fx_entries;

#ifdef __APPLE__
#define FX_MTIME(st) ((st)->st_mtimespec)
#else
#define FX_MTIME(st) ((st)->st_mtim)
#endif

struct fx_repo {
    fx_arena *arena;
    git_repository *handle;
    const char *workdir, *gitdir, *commondir;
    const char *index;  /* the file of the running commit's index, absolute */
    fx_entries entries; /* of that file when it was as `index_seen` */
    struct stat index_seen;
    fx_entries skipped; /* of that file when it was as `skipped_seen` */
    struct stat skipped_seen;
    const char *const *env; /* what the git command gets for this repository */
    void *slot;             /* the caller's */
    void (*meanwhile)(void *ctx);
    void *meanwhile_ctx;
};

FX_DEFINE_AUTO(git_blob, git_blob_free)
FX_DEFINE_AUTO(git_commit, git_commit_free)
FX_DEFINE_AUTO(git_config, git_config_free)
FX_DEFINE_AUTO(git_index, git_index_free)
FX_DEFINE_AUTO(git_object, git_object_free)
FX_DEFINE_AUTO(git_odb, git_odb_free)
FX_DEFINE_AUTO(git_reference, git_reference_free)
FX_DEFINE_AUTO(git_signature, git_signature_free)
FX_DEFINE_AUTO(git_tree, git_tree_free)
FX_DEFINE_AUTO(git_tree_entry, git_tree_entry_free)

/* FX_GIT: "what: libgit2's words". */
bool fx_lib_fail(fx_error *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *fx_oid_text(fx_arena *a, const git_oid *id);

/* In a partial clone an object may be known by name only: git fetches it, and libgit2 looks again.
 * True if another look is worth it. */
bool fx_repo_fetch_missing(fx_repo *r, const git_oid *id);
int fx_tree_lookup(git_tree **out, fx_repo *r, const git_oid *id);
/* *text is NULL (and true is returned) for what is no blob. */
bool fx_blob_read(fx_repo *r, fx_arena *a, const git_oid *id, const char *path, const char **text,
                  size_t *n, fx_error *err) FX_CHECK;
bool fx_rev_resolve(fx_repo *r, const char *rev, git_oid *out);
/* "Name <address>" of who works here. */
const char *fx_repo_committer(fx_repo *r);
bool fx_sign(fx_repo *r, git_signature **out, fx_error *err) FX_CHECK;
/* The commit of a ref; *there false: there is none. */
bool fx_ref_tip(fx_repo *r, const char *ref, git_oid *id, bool *there, fx_error *err) FX_CHECK;
/* From NULL: makes it. *lost: somebody else has moved the ref meanwhile. */
bool fx_ref_move(fx_repo *r, const char *ref, const git_oid *to, const git_oid *from, bool *lost,
                 fx_error *err) FX_CHECK;
/* True for a commit whose parents a shallow clone lacks. */
bool fx_repo_is_edge(fx_repo *r, const char *id);

/* Which repository the environment speaks of (hooks set GIT_DIR, GIT_INDEX_FILE, ...). */
typedef struct fx_git_place {
    bool own; /* the environment is about the repository of the folder asked for */
    const char *gitdir, *workdir; /* GIT_DIR, GIT_WORK_TREE, absolute; NULL: not set, or not ours */
    const char *index;            /* GIT_INDEX_FILE as it is; NULL likewise */
} fx_git_place;
fx_git_place fx_git_place_of(fx_arena *a, const char *dir);
/* The environment for git: ours with LC_ALL=C and `extra` ("NAME=value"); without the
 * variables that name a repository when they name another one. NULL-terminated. */
const char *const *fx_git_environment(fx_arena *a, bool own, const fx_strs *extra);

typedef struct fx_git_call {
    const char *dir;
    const char *const *args; /* after "git -C dir"; NULL-terminated */
    const char *const *env;
    const char *input; /* NULL: /dev/null */
    size_t input_n;
    void (*meanwhile)(void *ctx); /* done while git works; NULL: nothing */
    void *meanwhile_ctx;
    const char *out; /* results: NUL-terminated */
    size_t out_n;
    const char *errors;
    int status; /* exit status; 128 + n: ended by signal n */
} fx_git_call;
/* True when git ran, whatever its status. */
bool fx_git_run(fx_arena *a, fx_git_call *call, fx_error *err) FX_CHECK;
/* FX_GIT with git's own words. */
bool fx_git_failed(const fx_git_call *call, fx_error *err);

/* A call prepared for this repository, and one that must succeed. */
fx_git_call fx_repo_call(const fx_repo *r, const char *const *args);
/* ... that takes what is to be done meanwhile. */
void fx_repo_call_meanwhile(fx_repo *r, fx_git_call *call);
bool fx_repo_git(fx_repo *r, const char *const *args, const char **out, size_t *n,
                 fx_error *err) FX_CHECK;

/* All entries of the running commit's index, in its order (path, stage); the repository's, read
 * again when the file is another one. */
bool fx_index_entries(fx_repo *r, fx_entries *out, fx_error *err) FX_CHECK;
/* Those that a sparse checkout leaves out of the work tree; none costs a look at the index's head.
 */
bool fx_index_skipped(fx_repo *r, fx_entries *out, fx_error *err) FX_CHECK;
/* The place of the first entry that is not before `path`. */
size_t fx_index_seek(const fx_entries *entries, const char *path);
/* True if `path` is `dir` or below it; "" is the top. */
bool fx_path_below(const char *path, const char *dir);
/* True if a part of `path` after `skip` bytes begins with a dot. */
bool fx_path_hidden(const char *path, size_t skip);

enum { FX_SOURCE_MAX = 4 * 1024 * 1024 };

/* A backend lists and reads by full paths (of the work tree, or absolute for FX_SOURCE_TREE). */
typedef struct fx_source_ops {
    bool (*list)(fx_source *s, fx_arena *a, const char *full, fx_files *out, fx_error *err);
    bool (*read)(fx_source *s, fx_arena *a, const char *full, const char **text, size_t *n,
                 fx_error *err);
    const char *(*key)(fx_source *s, fx_arena *a, const char *full); /* NULL: has none */
} fx_source_ops;

typedef struct fx_listed {
    const char *path;
    fx_files files;
} fx_listed;

struct fx_source {
    const fx_source_ops *ops;
    fx_source_kind kind;
    const char *label, *root;
    fx_repo *repo;   /* NULL: a work tree's */
    fx_repo *keeper; /* in whose cache may be kept what a work tree's files give */
    fx_arena *arena;
    FX_VEC(fx_listed) lists; /* given before; none of a work tree, which may change */
};

/* `root` without "./", doubled and ending slashes, for a source in Git. */
char *fx_source_root(fx_arena *a, const char *root);

#endif
