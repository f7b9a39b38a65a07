/*
 * What the API's tests share: a folder of their own, and commands run in it.
 */
#ifndef TESTS_API_SHELL_H
#define TESTS_API_SHELL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fxgit.h>

/* A fresh folder below TMPDIR; ends with the process. */
const char *fresh_dir(const char *name);
/* Runs a script in `dir`, its output taken away: its exit status. */
int sh(const char *dir, const char *script);
/* What a script prints in `dir`: to be freed. */
char *sh_out(const char *dir, const char *script);
/* Fails unless the script prints exactly `expected`. */
void sh_prints(const char *dir, const char *script, const char *expected);

/* Opens, or fails with the error. */
fxgit_project *open_project(const char *dir);
/* Fails with the error's text unless `code` is `expected`; frees the error. */
void expect(fxgit_code expected, fxgit_code code, fxgit_error **error);

#endif
