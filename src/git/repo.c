/*
 * Opening a repository as git itself would, wherever fxgit was started: by
 * hand, in a hook, in a worktree, a submodule or a bare repository.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fx/base/path.h"
#include "fx/base/str.h"
#include "inner.h"

enum { TREE_CACHED = 4 * 1024 * 1024 };

bool fx_lib_fail(fx_error *err, const char *fmt, ...)
{
    const git_error *last = git_error_last();
    va_list ap;

    va_start(ap, fmt);
    const char *what = fx_vfmt(err->arena, fmt, ap);
    va_end(ap);
    return fx_fail(err, FX_GIT, "%s: %s", what, last == NULL ? "unknown error" : last->message);
}

char *fx_oid_text(fx_arena *a, const git_oid *id)
{
    char hex[GIT_OID_HEXSZ + 1];

    return fx_strdup(a, git_oid_tostr(hex, sizeof hex, id));
}

static void stop_library(void *unused)
{
    (void)unused;
    git_libgit2_shutdown();
}

static void close_handle(void *handle)
{
    git_repository_free(handle);
}

/* Extensions that change nothing in what fxgit reads. Never objectformat or refstorage. */
static bool start_library(fx_arena *a, fx_error *err)
{
    const char *known[] = {"worktreeconfig", "partialclone", "preciousobjects"};

    if (git_libgit2_init() < 0)
        return fx_lib_fail(err, "cannot start libgit2");
    fx_defer(a, stop_library, NULL);
    if (git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, known, sizeof known / sizeof *known) < 0)
        return fx_lib_fail(err, "cannot set up libgit2");
    /* as git reads: what an object is called was checked when it came (transfer.fsckObjects) */
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    /* a folder of many revisions is a large tree, and may be asked for each of them */
    git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, (size_t)TREE_CACHED);
    return true;
}

static int try_open(const char *dir, const fx_git_place *place, git_repository **out)
{
    unsigned flags = 0;

    if (place->gitdir == NULL) {
        if (getenv("GIT_DISCOVERY_ACROSS_FILESYSTEM") != NULL)
            flags |= GIT_REPOSITORY_OPEN_CROSS_FS;
        return git_repository_open_ext(out, dir, flags, getenv("GIT_CEILING_DIRECTORIES"));
    }
    /* a receiving git keeps what is pushed in a folder of its own until it is accepted */
    if (place->workdir == NULL && getenv("GIT_OBJECT_DIRECTORY") != NULL)
        return git_repository_open_ext(out, NULL, GIT_REPOSITORY_OPEN_FROM_ENV, NULL);
    return git_repository_open_ext(out, place->gitdir, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);
}

/* libgit2 reads safe.directory more strictly than git, and does not see all of git's
 * configuration: git decides. */
static bool open_unowned(fx_arena *a, const char *dir, const fx_git_place *place,
                         git_repository **out, fx_error *err)
{
    const char *args[] = {"rev-parse", "--git-dir", NULL};

    if (!fx_git(a, dir, args, NULL, 0, NULL, NULL, err))
        return false;
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    int rc = try_open(dir, place, out);

    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
    return rc == 0 || fx_lib_fail(err, "cannot open the repository of %s", dir);
}

static bool fail_open(const char *dir, fx_error *err)
{
    static const char extension[] = "unsupported extension name extensions.";
    const git_error *last = git_error_last();
    const char *words = last == NULL ? "" : last->message;
    const char *found = strstr(words, extension);

    if (found == NULL)
        return fx_lib_fail(err, "cannot open the repository of %s", dir);
    found += strlen(extension);
    if (fx_starts(found, "objectformat")) {
        fx_fail(err, FX_GIT, "the repository of %s has SHA-256 object names, not supported", dir);
        return fx_hint(err, "use a repository made with: git init --object-format=sha1");
    }
    fx_fail(err, FX_GIT, "the repository of %s has the extension %s, not supported", dir, found);
    return fx_hint(err, "see which extensions are set: git config --get-regexp '^extensions'");
}

/* *out stays NULL where there is no repository. */
static bool open_handle(fx_arena *a, const char *dir, const fx_git_place *place,
                        git_repository **out, fx_error *err)
{
    int rc = try_open(dir, place, out);

    if (rc == 0)
        return true;
    const git_error *last = git_error_last();
    bool no_config = rc == GIT_ENOTFOUND && last != NULL && last->klass == GIT_ERROR_CONFIG;

    if (rc == GIT_EOWNER || no_config)
        return open_unowned(a, dir, place, out, err);
    if (rc == GIT_ENOTFOUND && place->gitdir == NULL)
        return true;
    return fail_open(dir, err);
}

static char *without_slash(fx_arena *a, const char *path)
{
    size_t n = path == NULL ? 0 : strlen(path);

    while (n > 1 && path[n - 1] == '/')
        n--;
    return path == NULL ? NULL : fx_strndup(a, path, n);
}

static bool says_worktree(git_repository *handle)
{
    FX_AUTO(git_config) *config = NULL;
    const char *value = NULL;

    return git_repository_config_snapshot(&config, handle) == 0 &&
           git_config_get_string(&value, config, "core.worktree") == 0;
}

/* With GIT_DIR alone git takes the current folder for the work tree, unless the repository
 * itself names one; libgit2 takes the folder above the Git folder. */
static const char *find_workdir(fx_arena *a, git_repository *handle, const fx_git_place *place)
{
    const char *found = without_slash(a, git_repository_workdir(handle));

    if (place->workdir != NULL)
        return place->workdir;
    if (place->gitdir == NULL || found == NULL || git_repository_is_worktree(handle) ||
        says_worktree(handle))
        return found;
    const char *here = fx_path_real(a, ".");

    /* in a folder of the work tree, git would take that folder alone: nobody means that */
    bool inside =
        fx_same(fx_path_base(place->gitdir), ".git") && fx_path_below(here, fx_path_real(a, found));

    return inside ? found : here;
}

static const char *const *environment(fx_repo *r, const fx_git_place *place)
{
    fx_strs extra = {0};

    if (place->gitdir != NULL)
        *fx_push(r->arena, &extra) = fx_fmt(r->arena, "GIT_DIR=%s", r->gitdir);
    if (place->workdir != NULL)
        *fx_push(r->arena, &extra) = fx_fmt(r->arena, "GIT_WORK_TREE=%s", r->workdir);
    if (place->index != NULL)
        *fx_push(r->arena, &extra) = fx_fmt(r->arena, "GIT_INDEX_FILE=%s", r->index);
    return fx_git_environment(r->arena, place->own, &extra);
}

bool fx_repo_open(fx_arena *a, const char *dir, fx_repo **out, fx_error *err)
{
    git_repository *handle = NULL;

    *out = NULL;
    if (!start_library(a, err))
        return false;
    dir = fx_path_absolute(a, dir);
    fx_git_place place = fx_git_place_of(a, dir);

    if (!open_handle(a, dir, &place, &handle, err))
        return false;
    if (handle == NULL)
        return true;
    fx_defer(a, close_handle, handle);
    fx_repo *r = fx_new(a, fx_repo);

    r->arena = a;
    r->handle = handle;
    r->gitdir = without_slash(a, git_repository_path(handle));
    r->commondir = without_slash(a, git_repository_commondir(handle));
    r->workdir = find_workdir(a, handle, &place);
    /* git itself goes to the top of the work tree before it looks for a relative index */
    const char *top = r->workdir == NULL ? fx_path_absolute(a, ".") : r->workdir;

    r->index = place.index == NULL ? fx_path_join(a, r->gitdir, "index")
                                   : fx_path_absolute(a, fx_path_join(a, top, place.index));
    r->env = environment(r, &place);
    /* a process that is killed leaves nothing that `git add -A` takes */
    fx_arena_set_temp_dir(a, r->gitdir);
    *out = r;
    return true;
}

const char *fx_repo_workdir(const fx_repo *r)
{
    return r->workdir;
}

const char *fx_repo_gitdir(const fx_repo *r)
{
    return r->gitdir;
}

const char *fx_repo_commondir(const fx_repo *r)
{
    return r->commondir;
}

fx_arena *fx_repo_arena(const fx_repo *r)
{
    return r->arena;
}

void **fx_repo_slot(fx_repo *r)
{
    return &r->slot;
}

bool fx_repo_is_shallow(const fx_repo *r)
{
    return git_repository_is_shallow(r->handle) == 1;
}

bool fx_repo_head(fx_repo *r, fx_head *out, fx_error *err)
{
    FX_AUTO(git_reference) *head = NULL;
    git_oid id;

    *out = (fx_head){0};
    if (git_reference_lookup(&head, r->handle, "HEAD") != 0)
        return fx_lib_fail(err, "cannot read HEAD");
    if (git_reference_type(head) == GIT_REFERENCE_SYMBOLIC) {
        const char *name = git_reference_symbolic_target(head);

        out->branch = fx_strdup(
            r->arena, fx_starts(name, "refs/heads/") ? name + strlen("refs/heads/") : name);
    }
    int rc = git_reference_name_to_id(&id, r->handle, "HEAD");

    if (rc == GIT_ENOTFOUND)
        return true;
    if (rc != 0)
        return fx_lib_fail(err, "cannot read HEAD");
    out->commit = fx_oid_text(r->arena, &id);
    return true;
}

const char *fx_repo_busy(fx_repo *r)
{
    switch (git_repository_state(r->handle)) {
    case GIT_REPOSITORY_STATE_MERGE:
        return "merge";
    case GIT_REPOSITORY_STATE_REVERT:
    case GIT_REPOSITORY_STATE_REVERT_SEQUENCE:
        return "revert";
    case GIT_REPOSITORY_STATE_CHERRYPICK:
    case GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE:
        return "cherry-pick";
    case GIT_REPOSITORY_STATE_BISECT:
        return "bisect";
    case GIT_REPOSITORY_STATE_REBASE:
    case GIT_REPOSITORY_STATE_REBASE_INTERACTIVE:
    case GIT_REPOSITORY_STATE_REBASE_MERGE:
    case GIT_REPOSITORY_STATE_APPLY_MAILBOX_OR_REBASE:
        return "rebase";
    case GIT_REPOSITORY_STATE_APPLY_MAILBOX:
        return "am";
    default:
        return NULL;
    }
}
