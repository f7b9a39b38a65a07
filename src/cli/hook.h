/*
 * Hook: what the parts of `fxgit hook` share. Private to src/cli/cmd_hook.c and hook_*.c.
 */
#ifndef FX_CLI_HOOK_H
#define FX_CLI_HOOK_H

#include "fx/cli/output.h"

/* pre-push, pre-receive, update: judges what is pushed; app->status says what git is to do. */
bool hook_pushes(fx_app *app, const char *name, const fx_strs *args, fx_error *err) FX_CHECK;

#endif
