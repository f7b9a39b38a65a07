/*
 * Pages: completion scripts and man pages, made from the rows of the commands.
 */
#ifndef FX_CLI_PAGES_H
#define FX_CLI_PAGES_H

#include "fx/cli/command.h"

/* A shell's completion script; NULL: no such shell. */
const char *fx_completion(fx_arena *a, const char *shell);

/* "fxgit-hooks-install"; `c` NULL: "fxgit" */
const char *fx_man_name(fx_arena *a, const fx_command *c);
/* The page as roff; `c` NULL: of the program. */
const char *fx_man(fx_arena *a, const fx_command *c);

#endif
