/*
 * Output: the only place that prints. Results go to standard output, all else
 * to standard error; colour only on a terminal (--color, NO_COLOR).
 *
 * What comes from a tree, a database or a commit never reaches a terminal or a log raw: each %s is
 * shown on one line (fx/base/shown.h), so a format is a literal, and colour belongs into it:
 *
 *     fx_note(app, FX_PAINT(FX_YELLOW, "warning:") " %s\n", text);
 */
#ifndef FX_CLI_OUTPUT_H
#define FX_CLI_OUTPUT_H

#include "fx/cli/command.h"
#include "fx/migrate/edits.h"

#define FX_GREEN              "32"
#define FX_YELLOW             "33"
#define FX_RED                "31"
#define FX_PAINT(color, text) "\033[" color "m" text "\033[0m"

/* Standard output; nothing under --json. */
void fx_out(const fx_app *app, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Standard error; nothing under -q. */
void fx_note(const fx_app *app, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Standard error, always. */
void fx_warn(const fx_app *app, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
typedef void fx_say_fn(const fx_app *app, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* A text of several lines for people: line ends and tabs stay. */
void fx_out_text(const fx_app *app, const char *text);
void fx_note_text(const fx_app *app, const char *text);
/* For programs: each byte as it is; on a terminal it is shown, and that is said. */
void fx_out_data(const fx_app *app, const char *text);
/* A JSON document begins; fx_json_end prints it. */
fx_json fx_json_begin(const fx_app *app);
void fx_json_end(fx_json *j);
void fx_print_error(const fx_app *app, const fx_error *err);
/* "hint: ...", its further lines below its first, so that none looks like another message; nothing
 * for NULL. */
void fx_print_hint(fx_say_fn *say, const fx_app *app, const char *hint);
/* False when standard output could not be written. */
bool fx_output_flush(void);

/* A yes-or-no question on the terminal, or NULL when nobody can be asked. */
typedef bool fx_ask_fn(void *ctx, const char *question);
fx_ask_fn *fx_asker(const fx_app *app);
/* The same where "no" is an answer, too, and none at all is possible. */
typedef fx_answer fx_answer_fn(void *ctx, const char *question);
fx_answer_fn *fx_answerer(const fx_app *app);
/* ... on the terminal that a hook's Git runs on, if there is one. Its ctx is the app. */
fx_answer_fn *fx_hook_answerer(void);
/* Asks, or takes --yes; else FX_CONSENT with `what` as the message. */
bool fx_consent(fx_app *app, const char *what, const char *question, fx_error *err) FX_CHECK;

/* One line on standard error that is written over and over; nothing when that is no terminal, nor
 * under -q, -v or --json. */
typedef struct fx_line {
    const fx_app *app;
    size_t width; /* columns that are on the screen now */
} fx_line;
void fx_line_show(fx_line *line, const char *text);
void fx_line_erase(fx_line *line);

/* Upgrade, downgrade, sync and stamp: runs and prints, text or JSON. */
bool fx_run_and_print(fx_app *app, fx_run_options *o, fx_error *err) FX_CHECK;
/* upgrade --sql, downgrade --sql */
bool fx_script_and_print(fx_app *app, fx_verb verb, const char *to, fx_error *err) FX_CHECK;
/* `format`: NULL or "text", "github", "gitlab", "sarif", "markdown"; --json wins. Errors go where
 * results go; pre-commit prints to standard error. */
bool fx_print_findings(fx_app *app, const fx_findings *f, const char *format, bool to_error,
                       fx_error *err) FX_CHECK;
/* "installed pre-commit", a line each; JSON: one list under that word. */
void fx_print_names(const fx_app *app, const char *word, const fx_strs *names);
/* FX_GIT where the project is in no repository. */
bool fx_need_repo(const fx_app *app, fx_error *err) FX_CHECK;
/* What a command does to revision files: written, then told. */
bool fx_write_and_print(fx_app *app, const fx_edits *edits, fx_error *err) FX_CHECK;
void fx_print_changes(const fx_app *app, const fx_changes *changes);
void fx_print_script(const fx_app *app, const char *dialect, const fx_stmts *statements);
/* The dialect of the target, for scripts. */
/* "loses post.body: 12 rows here": what a revision that was just written would destroy. */
fx_strs fx_losses_lines(fx_app *app, const fx_losses *losses);
/* The database that the command is about. `writes`: the user is asked whether it is known, if it is
 * new to this clone (fx/migrate/trust.h); else such a place stays barred. */
bool fx_app_place(fx_app *app, bool writes, fx_place *out, fx_error *err) FX_CHECK;
bool fx_app_dialect(fx_app *app, const char **out, fx_error *err) FX_CHECK;
void fx_json_changes(fx_arena *a, fx_json *j, const fx_changes *changes);

#endif
