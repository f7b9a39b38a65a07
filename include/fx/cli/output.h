/*
 * Output: the only place that prints. Results go to standard output, all else
 * to standard error; colour only on a terminal (--color, NO_COLOR).
 */
#ifndef FX_CLI_OUTPUT_H
#define FX_CLI_OUTPUT_H

#include "fx/cli/command.h"

typedef enum { FX_PLAIN, FX_GREEN, FX_YELLOW, FX_RED, FX_DIM } fx_color;

void fx_out(fx_app *app, const char *fmt, ...) __attribute__((format(printf, 2, 3)));   /* stdout; nothing under --json */
void fx_note(fx_app *app, const char *fmt, ...) __attribute__((format(printf, 2, 3)));  /* stderr; nothing under -q */
const char *fx_paint(fx_app *app, fx_color color, const char *text);
/* A JSON document to standard output; used under --json only. */
void fx_out_json(fx_app *app, const fx_str *document);
void fx_print_error(fx_app *app, const fx_error *err);
/* A yes-or-no question on the terminal; false without one. */
bool fx_ask(void *app, const char *question);

/* Printers shared by commands: text or JSON of one struct. */
void fx_print_run(fx_app *app, fx_verb verb, const fx_run_result *r, bool dry_run);
void fx_print_findings(fx_app *app, const fx_findings *f, const char *format); /* "text", "github"; --json */
void fx_print_changes(fx_app *app, const fx_changes *changes);
void fx_print_script(fx_app *app, const fx_stmts *statements);

#endif
