/*
 * History: commits, refs and merge bases. Walking is left to git, which knows
 * shallow clones, grafts and its own commit graph; nothing here is needed on
 * the normal path.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "fx/base/path.h"
#include "fx/base/str.h"
#include "inner.h"

static bool resolve_by_git(fx_repo *r, const char *rev, git_oid *out)
{
    const char *wanted = fx_fmt(r->arena, "%s^{commit}", rev), *text = NULL;
    const char *args[] = {"rev-parse", "--verify", "--quiet", "--end-of-options", wanted, NULL};
    fx_error probe = {.arena = r->arena};

    return fx_repo_git(r, args, &text, NULL, &probe) &&
           git_oid_fromstr(out, fx_trim(r->arena, text)) == 0;
}

static bool resolve_by_library(fx_repo *r, const char *rev, git_oid *out)
{
    FX_AUTO(git_object) *found = NULL, *commit = NULL;

    if (git_revparse_single(&found, r->handle, rev) != 0 ||
        git_object_peel(&commit, found, GIT_OBJECT_COMMIT) != 0)
        return false;
    git_oid_cpy(out, git_object_id(commit));
    return true;
}

bool fx_rev_resolve(fx_repo *r, const char *rev, git_oid *out)
{
    return resolve_by_library(r, rev, out) || resolve_by_git(r, rev, out);
}

/* The day as the author saw it: in the zone of the signature, not in ours. */
static const char *day(fx_arena *a, const git_signature *by)
{
    time_t local = (time_t)(by->when.time + (git_time_t)by->when.offset * 60);
    struct tm tm;
    char text[32];

    if (gmtime_r(&local, &tm) == NULL || strftime(text, sizeof text, "%Y-%m-%d", &tm) == 0)
        return "";
    return fx_strdup(a, text);
}

bool fx_repo_commit(fx_repo *r, const char *rev, fx_commit *out, fx_error *err)
{
    FX_AUTO(git_commit) *commit = NULL;
    git_oid id;

    *out = (fx_commit){0};
    if (!fx_rev_resolve(r, rev, &id)) {
        fx_fail(err, FX_GIT, "no such commit: %s", rev);
        return fx_repo_is_shallow(r)
                   ? fx_hint(err, "the clone is shallow: git fetch --unshallow (in CI: "
                                  "fetch-depth: 0)")
                   : fx_hint(err, "see what there is: git branch --all; or get it: git fetch");
    }
    if (git_commit_lookup(&commit, r->handle, &id) != 0)
        return fx_lib_fail(err, "cannot read commit %s", rev);
    const git_signature *author = git_commit_author(commit);
    const char *subject = git_commit_summary(commit);

    out->id = fx_oid_text(r->arena, &id);
    out->subject = fx_strdup(r->arena, subject == NULL ? "" : subject);
    out->author = fx_strdup(r->arena, author->name);
    out->date = day(r->arena, author);
    for (unsigned i = 0; i < git_commit_parentcount(commit); i++)
        *fx_push(r->arena, &out->parents) = fx_oid_text(r->arena, git_commit_parent_id(commit, i));
    return true;
}

const char *fx_repo_ref(fx_repo *r, const char *ref)
{
    git_oid id;

    /* refs libgit2 does know: one that is not there must not cost a process */
    return resolve_by_library(r, ref, &id) ? fx_oid_text(r->arena, &id) : NULL;
}

const char *fx_repo_ref_name(fx_repo *r, const char *ref)
{
    FX_AUTO(git_reference) *found = NULL, *end = NULL;

    if (fx_same(ref, "HEAD") ? git_reference_lookup(&found, r->handle, ref) != 0
                             : git_reference_dwim(&found, r->handle, ref) != 0)
        return NULL;
    if (git_reference_type(found) == GIT_REFERENCE_DIRECT)
        return fx_strdup(r->arena, git_reference_name(found));
    if (git_reference_resolve(&end, found) == 0)
        return fx_strdup(r->arena, git_reference_name(end));
    return fx_strdup(r->arena, git_reference_symbolic_target(found));
}

const char *fx_repo_action(fx_repo *r)
{
    enum { TAIL = 4096 };
    FILE *f = fopen(fx_path_join(r->arena, r->gitdir, "logs/HEAD"), "rbe");
    char *text = fx_alloc(r->arena, TAIL + 1);
    size_t n;

    if (f == NULL)
        return "";
    if (fseek(f, -TAIL, SEEK_END) != 0)
        rewind(f);
    n = fread(text, 1, TAIL, f);
    fclose(f);
    while (n > 0 && text[n - 1] == '\n')
        n--;
    text[n] = '\0';
    const char *line = strrchr(text, '\n'); /* the last one; its message stands behind a tab */
    const char *message = strchr(line == NULL ? text : line, '\t');

    return message == NULL ? "" : fx_strndup(r->arena, message + 1, strcspn(message + 1, ":"));
}

static void split_lines(fx_arena *a, const char *text, fx_strs *out)
{
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");

        if (n > 0)
            *fx_push(a, out) = fx_strndup(a, text, n);
        text += n + (text[n] == '\n');
    }
}

/* libgit2 1.5 stumbles over the edge of a shallow clone; git knows it. */
static bool bases_by_git(fx_repo *r, const char *one, const char *two, fx_strs *out, fx_error *err)
{
    const char *args[] = {"merge-base", "--all", one, two, NULL};
    fx_git_call call = fx_repo_call(r, args);

    fx_repo_call_meanwhile(r, &call);
    if (!fx_git_run(r->arena, &call, err))
        return false;
    if (call.status > 1)
        return fx_git_failed(&call, err);
    split_lines(r->arena, call.out, out);
    if (out->n > 0 || !fx_repo_is_shallow(r))
        return true;
    fx_fail(err, FX_GIT, "the shallow clone hides where %.7s and %.7s meet", one, two);
    return fx_hint(err, "git fetch --unshallow (in CI: fetch-depth: 0)");
}

/* With it git need not read the commits that lie between; libgit2 1.5 reads them all. */
static bool has_commit_graph(const fx_repo *r)
{
    const char *info = fx_path_join(r->arena, r->commondir, "objects/info");

    return fx_path_exists(fx_path_join(r->arena, info, "commit-graph")) ||
           fx_path_exists(fx_path_join(r->arena, info, "commit-graphs"));
}

static bool bases_by_library(fx_repo *r, const char *one, const char *two, fx_strs *out)
{
    git_oidarray found = {0};
    git_oid left, right;

    if (fx_repo_is_shallow(r) || has_commit_graph(r) || git_oid_fromstr(&left, one) != 0 ||
        git_oid_fromstr(&right, two) != 0)
        return false;
    int rc = git_merge_bases(&found, r->handle, &left, &right);

    for (size_t i = 0; rc == 0 && i < found.count; i++)
        *fx_push(r->arena, out) = fx_oid_text(r->arena, &found.ids[i]);
    git_oidarray_dispose(&found);
    return rc == 0 || rc == GIT_ENOTFOUND;
}

bool fx_repo_merge_bases(fx_repo *r, const char *one, const char *two, fx_strs *out, fx_error *err)
{
    fx_error probe = {.arena = err->arena};
    fx_commit a, b;

    *out = (fx_strs){0};
    if (!fx_repo_commit(r, one, &a, err) || !fx_repo_commit(r, two, &b, err))
        return false;
    bool found = r->meanwhile != NULL && bases_by_git(r, a.id, b.id, out, &probe);

    if (!found && !bases_by_library(r, a.id, b.id, out) && !bases_by_git(r, a.id, b.id, out, err))
        return false;
    fx_strs_sort(out);
    return true;
}

/* At its edge a shallow clone looks as if one commit had brought everything. */
bool fx_repo_is_edge(fx_repo *r, const char *id)
{
    const char *path = fx_path_join(r->arena, r->commondir, "shallow"), *text = NULL;
    size_t n = 0;
    fx_error probe = {.arena = r->arena};

    return fx_repo_is_shallow(r) &&
           fx_file_read(r->arena, path, FX_SOURCE_MAX, &text, &n, &probe) &&
           strstr(text, id) != NULL;
}

bool fx_repo_brought(fx_repo *r, const char *rev, const char *path, fx_commit *out)
{
    const char *text = NULL;
    fx_error probe = {.arena = r->arena};
    git_oid id;

    *out = (fx_commit){0};
    if (!fx_rev_resolve(r, rev, &id))
        return false;
    const char *args[] = {"--literal-pathspecs",
                          "-c",
                          "log.showSignature=false",
                          "log",
                          "-1",
                          "--format=%H",
                          fx_oid_text(r->arena, &id),
                          "--",
                          path,
                          NULL};

    if (!fx_repo_git(r, args, &text, NULL, &probe))
        return false;
    const char *found = fx_trim(r->arena, text);

    return *found != '\0' && !fx_repo_is_edge(r, found) && fx_repo_commit(r, found, out, &probe);
}

static const char *escaped(fx_arena *a, const char *path)
{
    fx_str s = {.arena = a};

    for (; *path != '\0'; path++) {
        if (strchr("*?[\\", *path) != NULL)
            fx_str_addc(&s, '\\');
        fx_str_addc(&s, *path);
    }
    return fx_str_text(&s);
}

static const char *name_glob(fx_repo *r, const char *dir, const char *name)
{
    const char *at = *dir == '\0' ? "" : fx_fmt(r->arena, "%s/", escaped(r->arena, dir));

    return fx_fmt(r->arena, ":(top,glob)%s%s*", at, escaped(r->arena, name));
}

bool fx_repo_holding(fx_repo *r, const char *dir, const char *name, fx_commit *out,
                     const char **path)
{
    const char *log[] = {"-c",
                         "log.showSignature=false",
                         "-c",
                         "core.quotePath=false",
                         "log",
                         "--all",
                         "-1",
                         "--format=%H",
                         "--name-only",
                         "--diff-filter=AMR",
                         "--diff-merges=first-parent",
                         "--",
                         name_glob(r, dir, name),
                         NULL};
    const char *text = NULL;
    fx_error probe = {.arena = r->arena};
    fx_strs lines = {0};

    if (!fx_repo_git(r, log, &text, NULL, &probe))
        return false;
    split_lines(r->arena, text, &lines);
    if (lines.n < 2 || !fx_repo_commit(r, lines.at[0], out, &probe))
        return false;
    *path = lines.at[1];
    return true;
}

bool fx_repo_changing(fx_repo *r, bool all, const fx_strs *dirs, fx_strs *out, fx_error *err)
{
    static const char *const every[] = {"--branches", "--remotes", "--tags", "HEAD", NULL};
    static const char *const one[] = {"HEAD", NULL};
    const char *text = NULL;
    fx_strs args = {0};

    *out = (fx_strs){0};
    *fx_push(r->arena, &args) = "rev-list";
    *fx_push(r->arena, &args) = "--full-history";
    for (const char *const *arg = all ? every : one; *arg != NULL; arg++)
        *fx_push(r->arena, &args) = *arg;
    *fx_push(r->arena, &args) = "--";
    fx_each (const char *, dir, dirs) {
        *fx_push(r->arena, &args) = fx_fmt(r->arena, ":(top,literal)%s", *dir);
    }
    *fx_push(r->arena, &args) = NULL;
    if (!fx_repo_git(r, args.at, &text, NULL, err))
        return false;
    split_lines(r->arena, text, out);
    return true;
}

const char *fx_repo_where(fx_repo *r, const char *dir, const char *id)
{
    fx_error probe = {.arena = r->arena};
    const char *path, *name = "";
    fx_commit c;

    if (!fx_repo_holding(r, dir, id, &c, &path))
        return NULL;
    const char *contains = fx_fmt(r->arena, "--contains=%s", c.id);
    const char *refs[] = {"for-each-ref", "--count=1",  "--format=%(refname:short)",
                          contains,       "refs/heads", "refs/remotes",
                          "refs/tags",    NULL};

    if (fx_repo_git(r, refs, &name, NULL, &probe) && *fx_trim(r->arena, name) != '\0')
        return fx_fmt(r->arena, "%s (commit %.7s)", fx_trim(r->arena, name), c.id);
    return fx_fmt(r->arena, "commit %.7s", c.id);
}
