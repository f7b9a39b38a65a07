#include "fx/cli/output.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void fx_out(const fx_app *app, const char *fmt, ...)
{
    va_list ap;

    if (app->globals.json)
        return;
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
}

void fx_note(const fx_app *app, const char *fmt, ...)
{
    va_list ap;

    if (app->globals.quiet)
        return;
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
}

static bool has_color(const fx_app *app)
{
    const char *no = getenv("NO_COLOR"), *when = app->globals.color;

    if (fx_same(when, "always"))
        return true;
    return !fx_same(when, "never") && (no == NULL || *no == '\0') && isatty(STDOUT_FILENO) &&
           isatty(STDERR_FILENO);
}

const char *fx_paint(const fx_app *app, fx_color color, const char *text)
{
    static const char *const codes[] = {"32", "33", "31"};

    return has_color(app) ? fx_fmt(app->arena, "\033[%sm%s\033[0m", codes[color], text) : text;
}

fx_json fx_json_begin(const fx_app *app)
{
    fx_str *s = fx_new(app->arena, fx_str);

    s->arena = app->arena;
    return (fx_json){.out = s, .pretty = true};
}

void fx_json_end(fx_json *j)
{
    puts(fx_str_text(j->out));
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

void fx_print_error(const fx_app *app, const fx_error *err)
{
    if (app->globals.json)
        print_error_json(app, err);
    fprintf(stderr, "%s%s\n", err->file == NULL ? fx_paint(app, FX_RED, "fxgit: ") : "",
            fx_error_text(app->arena, err));
    if (err->hint != NULL)
        fprintf(stderr, "hint: %s\n", err->hint);
}

bool fx_output_flush(void)
{
    return fflush(stdout) == 0 && ferror(stdout) == 0;
}

static bool ask(void *ctx, const char *question)
{
    char answer[16] = "";

    (void)ctx;
    fprintf(stderr, "%s [y/N] ", question);
    fflush(stderr);
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
    if (app->globals.yes || (app->is_terminal && ask(app, question)))
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
