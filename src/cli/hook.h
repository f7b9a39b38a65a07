/*
 * Hook: what the parts of `fxgit hook` share. Private to src/cli/cmd_hook.c and hook_*.c.
 */
#ifndef FX_CLI_HOOK_H
#define FX_CLI_HOOK_H

#include "fx/cli/output.h"

/* pre-push, pre-receive, update: judges what is pushed; app->status says what git is to do. */
bool hook_pushes(fx_app *app, const char *name, const fx_strs *args, fx_error *err) FX_CHECK;

/* post-commit, post-merge, post-rewrite: notes the commits that were made. `projects`: folders. */
void hook_notes(fx_app *app, fx_repo *repo, const char *name, const fx_strs *projects);
/* A cherry-pick, revert or rebase runs no pre-commit, and `merge --no-verify` no hook before it:
 * what they leave undone is said. */
void hook_after_commit(fx_app *app, const char *name);

#endif
