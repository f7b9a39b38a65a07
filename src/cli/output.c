#include "fx/cli/output.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format.h"
#include "fx/base/shown.h"

/* The runner of GitHub takes a line for a command when it begins with :: (blanks before count for
 * nothing). Ours never do, so one that does was forged. */
static const char *harmless(fx_arena *a, const char *text)
{
    fx_str s = {.arena = a};

    if (strstr(text, "::") == NULL)
        return text;
    while (*text != '\0') {
        size_t n = strcspn(text, "\n"), blanks = strspn(text, " \t\r");

        n += text[n] == '\n';
        if (fx_starts(text + blanks, "::")) {
            fx_str_addn(&s, text, blanks);
            fx_str_add(&s, "\\x3a");
            fx_str_addn(&s, text + blanks + 1, n - blanks - 1);
        } else {
            fx_str_addn(&s, text, n);
        }
        text += n;
    }
    return fx_str_text(&s);
}

static void put(const fx_app *app, FILE *to, const char *text)
{
    fputs(harmless(app->arena, text), to);
}

static bool has_color(const fx_app *app)
{
    const char *no = getenv("NO_COLOR"), *when = app->globals.color;

    if (fx_same(when, "always"))
        return true;
    return !fx_same(when, "never") && (no == NULL || *no == '\0') && isatty(STDOUT_FILENO) &&
           isatty(STDERR_FILENO);
}

static void put_format(const fx_app *app, FILE *to, const char *fmt, va_list ap)
{
    bool color = strchr(fmt, '\033') != NULL && has_color(app);

    put(app, to, format_shown(app->arena, color, fmt, ap));
}

void fx_out(const fx_app *app, const char *fmt, ...)
{
    va_list ap;

    if (app->globals.json)
        return;
    va_start(ap, fmt);
    put_format(app, stdout, fmt, ap);
    va_end(ap);
}

void fx_note(const fx_app *app, const char *fmt, ...)
{
    va_list ap;

    if (app->globals.quiet)
        return;
    va_start(ap, fmt);
    put_format(app, stderr, fmt, ap);
    va_end(ap);
}

void fx_warn(const fx_app *app, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    put_format(app, stderr, fmt, ap);
    va_end(ap);
}

void fx_out_text(const fx_app *app, const char *text)
{
    if (!app->globals.json)
        put(app, stdout, fx_shown_text(app->arena, text));
}

void fx_note_text(const fx_app *app, const char *text)
{
    if (!app->globals.quiet)
        put(app, stderr, fx_shown_text(app->arena, text));
}

/* Nobody runs what a terminal shows; what is copied from there should not look right when it is
 * not. */
static bool said_shown;

void fx_out_data(const fx_app *app, const char *text)
{
    const char *shown = text;

    if (app->globals.json)
        return;
    if (isatty(STDOUT_FILENO))
        shown = harmless(app->arena, fx_shown_text(app->arena, text));
    fputs(shown, stdout);
    if (shown == text || said_shown)
        return;
    said_shown = true;
    fx_warn(app,
            FX_PAINT(FX_YELLOW, "warning:") " control characters are shown as \\x1b: send it to "
                                            "a file or a pipe for what it is\n");
}

/* Its further lines stand below its first, so that none looks like another message. */
void fx_print_hint(fx_say_fn *say, const fx_app *app, const char *hint)
{
    const char *before = "hint:";

    if (hint == NULL)
        return;
    for (size_t n; *hint != '\0'; hint += n + (hint[n] == '\n')) {
        n = strcspn(hint, "\n");
        say(app, "%s %.*s\n", before, (int)n, hint);
        before = "     ";
    }
}

fx_json fx_json_begin(const fx_app *app)
{
    fx_str *s = fx_new(app->arena, fx_str);

    s->arena = app->arena;
    return (fx_json){.out = s, .pretty = true};
}

void fx_json_end(fx_json *j)
{
    fputs(fx_str_text(j->out), stdout);
    fputc('\n', stdout);
}

static void print_error_json(const fx_app *app, const fx_error *err)
{
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '{');
    fx_json_key(&j, "error");
    fx_json_open(&j, '{');
    fx_json_put(&j, "code", fx_code_name(err->code));
    fx_json_put_int(&j, "status", fx_code_status(err->code));
    fx_json_put(&j, "message", err->msg);
    fx_json_put(&j, "hint", err->hint);
    fx_json_put(&j, "file", err->file);
    fx_json_put_int(&j, "line", (int64_t)err->line);
    fx_json_close(&j, '}');
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

/* What an engine says may have several lines, and quote SQL. */
static const char *one_line(fx_arena *a, const char *text)
{
    return fx_replace(a, fx_replace(a, text, "\r\n", " "), "\n", " ");
}

void fx_print_error(const fx_app *app, const fx_error *err)
{
    if (app->globals.json)
        print_error_json(app, err);
    if (err->file == NULL)
        fx_warn(app, FX_PAINT(FX_RED, "fxgit: "));
    fx_warn(app, "%s\n", one_line(app->arena, fx_error_text(app->arena, err)));
    fx_print_hint(fx_warn, app, err->hint);
}

bool fx_output_flush(void)
{
    return fflush(stdout) == 0 && ferror(stdout) == 0;
}

static bool ask(void *ctx, const char *question)
{
    char answer[16] = "";
    fx_arena *a = fx_arena_new(); /* ctx is the command's */

    (void)ctx;
    question = fx_replace(a, fx_shown_text(a, question), "\n", "\n    ");
    fprintf(stderr, "%s [y/N] ", harmless(a, question));
    fx_arena_free(a);
    return fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

fx_ask_fn *fx_asker(const fx_app *app)
{
    return app->is_terminal ? ask : NULL;
}

/* "No" may cost values as well as "yes", so nothing but an answer is one. */
static fx_answer answer_on(FILE *in, FILE *out, const char *question)
{
    char line[64];

    for (int tries = 0; tries < 5; tries++) {
        fprintf(out, "%s [y/n] ", question);
        fflush(out);
        if (fgets(line, sizeof line, in) == NULL)
            break;
        if (line[0] == 'y' || line[0] == 'Y')
            return FX_ANSWER_YES;
        if (line[0] == 'n' || line[0] == 'N')
            return FX_ANSWER_NO;
    }
    fputc('\n', out);
    return FX_ANSWER_NONE;
}

static fx_answer answer(void *ctx, const char *question)
{
    (void)ctx;
    return answer_on(stdin, stderr, question);
}

fx_answer_fn *fx_answerer(const fx_app *app)
{
    return app->is_terminal ? answer : NULL;
}

/* Git leaves a hook no standard input. One that runs behind an editor may have a terminal all the
 * same, which nobody looks at, or which another program has. */
static fx_answer answer_hook(void *ctx, const char *question)
{
    const fx_app *app = ctx;
    fx_answer out = FX_ANSWER_NONE;
    FILE *tty;

    if (app->globals.no_input || !isatty(STDERR_FILENO))
        return out;
    tty = fopen("/dev/tty", "r+e");
    if (tty == NULL)
        return out;
    if (tcgetpgrp(fileno(tty)) == getpgrp())
        out = answer_on(tty, tty, question);
    fclose(tty);
    return out;
}

fx_answer_fn *fx_hook_answerer(void)
{
    return answer_hook;
}

bool fx_consent(fx_app *app, const char *what, const char *question, fx_error *err)
{
    if (app->globals.yes || (app->is_terminal && ask(NULL, question)))
        return true;
    fx_fail(err, FX_CONSENT, "%s", what);
    return fx_hint(err, "Run it again with --yes to go on.");
}

void fx_print_names(const fx_app *app, const char *word, const fx_strs *names)
{
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put_strs(&j, word, names);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    fx_each (const char *, name, names) {
        fx_out(app, "%-9s %s\n", word, *name);
    }
}

bool fx_need_repo(const fx_app *app, fx_error *err)
{
    return app->ws.repo != NULL ||
           fx_fail(err, FX_GIT, "%s is not in a Git repository", app->ws.root);
}
