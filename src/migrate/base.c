/*
 * Base: the branch that drafts go behind, where nothing is frozen by name.
 */
#include <string.h>

#include "fx/migrate/edits.h"

static const char *ask_git(fx_workspace *ws, const char *const *args)
{
    fx_error probe = {.arena = ws->arena};
    const char *out;
    size_t n;

    return fx_git(ws->arena, ws->root, args, NULL, 0, &out, &n, &probe) && n > 0
               ? fx_trim(ws->arena, out)
               : NULL;
}

/* The branch that others begin from: NULL where there is none. */
static const char *main_branch(fx_workspace *ws)
{
    const char *const configured[] = {"config", "init.defaultBranch", NULL};
    const char *names[] = {ask_git(ws, configured), "main", "master"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i] != NULL &&
            fx_repo_ref(ws->repo, fx_fmt(ws->arena, "refs/heads/%s", names[i])) != NULL)
            return names[i];
    }
    return NULL;
}

/* Where a branch is pushed to is no base of it. */
static bool is_own(const fx_workspace *ws, const char *upstream)
{
    return ws->head.branch != NULL && fx_ends(upstream, fx_fmt(ws->arena, "/%s", ws->head.branch));
}

static const char *second_parent(fx_workspace *ws)
{
    fx_error probe = {.arena = ws->arena};
    fx_commit head;

    return fx_repo_commit(ws->repo, "HEAD", &head, &probe) && head.parents.n > 1
               ? head.parents.at[0]
               : NULL;
}

const char *fx_base_default(fx_workspace *ws)
{
    const char *const upstream_of[] = {"rev-parse", "--abbrev-ref", "@{upstream}", NULL};

    if (ws->repo == NULL || fx_repo_workdir(ws->repo) == NULL || ws->head.commit == NULL)
        return NULL;
    const char *main = main_branch(ws);
    const bool on_main = fx_same(main, ws->head.branch);

    if (fx_same(fx_repo_busy(ws->repo), "merge"))
        return on_main ? "HEAD" : "MERGE_HEAD";
    const char *upstream = ask_git(ws, upstream_of);

    if (upstream != NULL && !is_own(ws, upstream))
        return upstream;
    return on_main ? second_parent(ws) : main;
}
