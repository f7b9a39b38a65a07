/*
 * Findings: what the printers of a format share. Private to src/cli/print_*.c.
 */
#ifndef FX_CLI_FINDINGS_H
#define FX_CLI_FINDINGS_H

#include "fx/cli/output.h"

typedef void findings_printer(const fx_app *app, const fx_findings *all);
findings_printer print_gitlab, print_sarif, print_markdown;
/* Beside annotations, where GitHub names a file for it: print_markdown's text. */
void findings_summarize(const fx_app *app, const fx_findings *all);

/* From the top of the repository: where hooks run, and what annotations want. Programs need one:
 * fxgit.yml for what is nowhere. */
const char *findings_path(const fx_app *app, const fx_finding *f);
const char *findings_level(const fx_finding *f); /* "error", "warning", "notice" */
size_t findings_line(const fx_finding *f);       /* 1 for none */
/* All of it in one line: who brought it, what is wrong, what to do. */
const char *findings_text(const fx_app *app, const fx_finding *f);
/* The same finding again, wherever its line has gone: SHA-256 of rule, file and revision (of what
 * it says, where it is about none), and of how many of that kind there were before. */
const char *findings_mark(const fx_app *app, const fx_findings *all, const fx_finding *f);

#endif
