/*
 * What follows a commit: git is done already, so nothing here fails, and nothing is
 * stopped. Notes can be made anew at any time.
 */
#include <stdio.h>
#include <string.h>

#include "fx/base/path.h"
#include "fx/git/hooks.h"
#include "fx/migrate/covered.h"
#include "fx/migrate/notes.h"
#include "hook.h"

enum { LINE_MAX_BYTES = 8192 };

/* post-rewrite: "old new [extra]" lines; else HEAD. */
static fx_strs commits_of(fx_app *app, fx_repo *repo, const char *name)
{
    fx_error probe = {.arena = app->arena};
    char line[LINE_MAX_BYTES];
    fx_strs out = {0};
    fx_head head;

    if (!fx_same(name, "post-rewrite")) {
        if (fx_repo_head(repo, &head, &probe) && head.commit != NULL)
            *fx_push(app->arena, &out) = head.commit;
        return out;
    }
    while (fgets(line, sizeof line, stdin) != NULL) {
        const char *new = strchr(line, ' ');
        const char *id =
            new == NULL ? "" : fx_strndup(app->arena, new + 1, strcspn(new + 1, " \n"));

        if (*id != '\0' && !fx_strs_has(&out, id))
            *fx_push(app->arena, &out) = id;
    }
    return out;
}

void hook_notes(fx_app *app, fx_repo *repo, const char *name, const fx_strs *projects)
{
    fx_error probe = {.arena = app->arena};
    fx_strs configs = {0};

    if (repo == NULL || fx_repo_workdir(repo) == NULL)
        return;
    fx_strs commits = commits_of(app, repo, name);

    fx_each (const char *, dir, projects) {
        const char *in = fx_path_relative(app->arena, fx_repo_workdir(repo), *dir);

        *fx_push(app->arena, &configs) = fx_path_join(app->arena, in, "fxgit.yml");
    }
    if (!fx_notes_update(app->arena, repo, &commits, &configs, NULL, &probe))
        fx_note(app, "fxgit: the commit was not noted: %s\n", fx_error_text(app->arena, &probe));
}

static bool was_unchecked(fx_app *app, const char *name, fx_error *err)
{
    const char *action;
    fx_commit head;

    if (fx_same(name, "post-rewrite"))
        return true;
    if (fx_same(name, "post-commit")) {
        action = fx_repo_action(app->ws.repo);
        return fx_starts(action, "cherry-pick") || fx_starts(action, "revert");
    }
    return fx_repo_commit(app->ws.repo, app->ws.head.commit, &head, err) && head.parents.n > 1;
}

/* The commit is there: nothing of it is refused any more. */
static void soften(fx_findings *all)
{
    fx_each (fx_finding, f, &all->at) {
        if (f->severity == FX_FINDING_ERROR)
            f->severity = FX_FINDING_WARNING;
    }
}

/* A commit that pre-commit did not see: past it, or where another program has taken its place. */
static void say_uncovered(fx_app *app)
{
    const char *uncovered, *advice;

    if (fx_repo_busy(app->ws.repo) != NULL ||
        fx_starts(fx_repo_action(app->ws.repo), "commit (amend)") || fx_commit_was_seen(&app->ws))
        return; /* what follows a rebase or an amended commit is said by post-rewrite */
    uncovered = fx_head_uncovered(&app->ws);
    if (uncovered == NULL)
        return;
    advice = fx_hooks_advice(app->ws.repo);
    fx_note(app,
            fx_starts(uncovered, "Drop ") /* which may be what somebody has just made */
                ? "fxgit: " FX_PAINT(FX_YELLOW,
                                     "warning:") " no entity of this commit declares what "
                                                 "its revisions make, and no revision makes: %s. "
                                                 "Declare it; or to drop it, run: "
                                                 "fxgit new, git add, git commit --amend\n"
                : "fxgit: " FX_PAINT(FX_YELLOW,
                                     "warning:") " no revision of this commit makes: %s. "
                                                 "Run: fxgit new, git add, git commit --amend\n",
            uncovered);
    if (advice != NULL)
        fx_note(app, "hint: %s\n", advice);
}

void hook_after_commit(fx_app *app, const char *name)
{
    const fx_check_options o = {0};
    fx_error probe = {.arena = app->arena};
    fx_findings f;

    if (fx_same(name, "post-commit"))
        fx_commit_done(&app->ws);
    if (app->ws.config.pre_commit == FX_PRE_OFF || app->ws.head.commit == NULL)
        return;
    if (!was_unchecked(app, name, &probe)) {
        if (fx_same(name, "post-commit"))
            say_uncovered(app);
        return;
    }
    if (!fx_gate(&app->ws, &o, &f, &probe))
        return;
    soften(&f);
    (void)!fx_print_findings(app, &f, NULL, true, &probe);
}
