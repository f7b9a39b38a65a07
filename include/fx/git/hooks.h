/*
 * Hooks: small sh files in Git's hooks folder (core.hooksPath, worktrees), each
 * a thin call of `fxgit hook NAME "$@"`. A hook that was there is kept as
 * NAME.before-fxgit, called first, and put back by uninstall.
 */
#ifndef FX_GIT_HOOKS_H
#define FX_GIT_HOOKS_H

#include "fx/git/repo.h"

typedef enum {
    FX_HOOK_ABSENT,
    FX_HOOK_INSTALLED,
    FX_HOOK_CHAINED,
    FX_HOOK_OUTDATED,
    FX_HOOK_FOREIGN
} fx_hook_state;

typedef struct fx_hook_status {
    const char *name;
    fx_hook_state state;
    const char *path;
} fx_hook_status;
typedef FX_VEC(fx_hook_status) fx_hook_statuses;

/* What is installed: name and text (embedded at build time). Its second line begins with "# fxgit
 * hook"; install puts the path of the running program in the place of @FXGIT@. */
typedef struct fx_hook_file {
    const char *name, *text;
} fx_hook_file;

/* The folder that git takes hooks from (git rev-parse --git-path hooks), absolute. */
bool fx_hooks_dir(fx_repo *r, const char **out, fx_error *err) FX_CHECK;
/* Writes them; existing ones are chained. Idempotent. `done` gets the names written. */
bool fx_hooks_install(fx_repo *r, const fx_hook_file *files, size_t n, fx_strs *done,
                      fx_error *err) FX_CHECK;
bool fx_hooks_uninstall(fx_repo *r, const fx_hook_file *files, size_t n, fx_strs *done,
                        fx_error *err) FX_CHECK;
bool fx_hooks_status(fx_repo *r, const fx_hook_file *files, size_t n, fx_hook_statuses *out,
                     fx_error *err) FX_CHECK;

/* That a commit does not call fxgit here, and what to do; NULL: it does (by its own hook, or by
 * what another program that manages the hooks is told). */
const char *fx_hooks_advice(fx_repo *r);
/* That another program manages hooks here, and what it has to be told, so that fxgit's outlive its
 * next installation; NULL: none that is known, or it is told already. */
const char *fx_hooks_manager(fx_repo *r);

#endif
