/*
 * Man: pages in the old man(7) macros, which every man program reads.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fx/base/str.h"
#include "fx/cli/pages.h"

/* Text of ours, to stand on lines of its own: - is a minus to be copied, and a line must not begin
 * with a control sign. */
static void text(fx_str *s, const char *words)
{
    bool start = s->n == 0 || s->text[s->n - 1] == '\n';

    for (; *words != '\0'; words++) {
        if (start && (*words == '.' || *words == '\''))
            fx_str_add(s, "\\&");
        if (*words == '\\')
            fx_str_add(s, "\\e");
        else if (*words == '-')
            fx_str_add(s, "\\-");
        else if (*words == '^')
            fx_str_add(s, "\\(ha");
        else if (*words == '~')
            fx_str_add(s, "\\(ti");
        else if (*words == '`')
            fx_str_add(s, "\\(ga");
        else if (*words == '\'')
            fx_str_add(s, "\\(aq");
        else
            fx_str_addc(s, *words);
        start = *words == '\n';
    }
}

static void bold(fx_str *s, const char *words)
{
    fx_str_add(s, "\\fB");
    text(s, words);
    fx_str_add(s, "\\fR");
}

static void italic(fx_str *s, const char *words)
{
    fx_str_add(s, "\\fI");
    text(s, words);
    fx_str_add(s, "\\fR");
}

static void section(fx_str *s, const char *title)
{
    fx_str_addf(s, ".SH %s\n", title);
}

/* Broken where the source is still readable, escapes and what stands there already included. */
static void line(fx_str *s, const char *words)
{
    enum { COLUMNS = 60 };
    char *broken = fx_strdup(s->arena, words);
    size_t column = 0;

    for (char *at = broken; *at != '\0'; at++) {
        column = *at == '\n' ? 0 : column + 1;
        if (*at == ' ' && column + strcspn(at + 1, " \n") > COLUMNS) {
            *at = '\n';
            column = 0;
        }
    }
    text(s, broken);
    fx_str_addc(s, '\n');
}

static void option_rows(fx_str *s, const fx_opt *table)
{
    for (; table != NULL && table->name != NULL; table++) {
        fx_str_add(s, ".TP\n");
        if (table->letter != 0) {
            bold(s, fx_fmt(s->arena, "-%c", table->letter));
            fx_str_add(s, ", ");
        }
        bold(s, fx_fmt(s->arena, "--%s", table->name));
        if (table->value != NULL) {
            fx_str_addc(s, ' ');
            italic(s, table->value);
        }
        fx_str_addc(s, '\n');
        line(s, table->help);
    }
}

static void command_rows(fx_str *s)
{
    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        const fx_command *c = fx_commands[i];

        if (c->hidden)
            continue;
        fx_str_add(s, ".TP\n");
        bold(s, c->name);
        if (*c->args != '\0') {
            fx_str_addc(s, ' ');
            italic(s, c->args);
        }
        fx_str_addc(s, '\n');
        line(s, c->summary);
    }
}

/* The day of SOURCE_DATE_EPOCH (packages set it), or none: every build makes the same pages. */
static const char *date(fx_arena *a)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    time_t when = epoch == NULL ? 0 : (time_t)strtoll(epoch, NULL, 10);
    struct tm tm;
    char day[32];

    if (epoch == NULL || gmtime_r(&when, &tm) == NULL ||
        strftime(day, sizeof day, "%Y-%m-%d", &tm) == 0)
        return "\"\"";
    return fx_strdup(a, day);
}

static void begin(fx_str *s, const char *name, const char *summary)
{
    fx_str_add(s, ".\\\" made by fxgit man\n.TH ");
    for (const char *c = name; *c != '\0'; c++)
        fx_str_addc(s, (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c));
    fx_str_addf(s, " 1 %s \"fxgit %s\" \"fxgit manual\"\n", date(s->arena), FX_VERSION);
    section(s, "NAME");
    text(s, name);
    fx_str_add(s, " \\-\n");
    line(s, summary);
    section(s, "SYNOPSIS");
}

static void see_also(fx_str *s, const fx_command *c)
{
    const char *between = "";

    section(s, "SEE ALSO");
    if (c != NULL) {
        fx_str_add(s, ".BR fxgit (1)\n");
        return;
    }
    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        if (fx_commands[i]->hidden)
            continue;
        fx_str_addf(s, "%s.BR ", between);
        text(s, fx_man_name(s->arena, fx_commands[i]));
        fx_str_add(s, " (1)");
        between = ",\n";
    }
    fx_str_addc(s, '\n');
}

static void exit_rows(fx_str *s)
{
    section(s, "EXIT STATUS");
    line(s, fx_help_exit);
}

static void page_of_all(fx_str *s)
{
    begin(s, "fxgit", "database migrations that follow a Git checkout");
    bold(s, "fxgit");
    fx_str_add(s, " [");
    italic(s, "OPTIONS");
    fx_str_add(s, "] ");
    italic(s, "COMMAND");
    fx_str_add(s, " [");
    italic(s, "ARGS");
    fx_str_add(s, "]\n");
    section(s, "COMMANDS");
    command_rows(s);
    section(s, "OPTIONS");
    line(s, "These are options of every command.");
    option_rows(s, fx_global_options);
}

static void page_of_one(fx_str *s, const fx_command *c)
{
    begin(s, fx_man_name(s->arena, c), c->summary);
    bold(s, fx_fmt(s->arena, "fxgit %s", c->name));
    if (c->options != NULL) {
        fx_str_add(s, " [");
        italic(s, "OPTIONS");
        fx_str_addc(s, ']');
    }
    if (*c->args != '\0') {
        fx_str_addc(s, ' ');
        italic(s, c->args);
    }
    fx_str_addc(s, '\n');
    if (c->help != NULL) {
        section(s, "DESCRIPTION");
        line(s, c->help);
    }
    section(s, "OPTIONS");
    option_rows(s, c->options);
    if (c->options != NULL)
        fx_str_add(s, ".PP\n");
    line(s, "Options of every command:");
    option_rows(s, fx_global_options);
}

const char *fx_man_name(fx_arena *a, const fx_command *c)
{
    char *name = c == NULL ? fx_strdup(a, "fxgit") : fx_fmt(a, "fxgit-%s", c->name);

    for (char *at = strchr(name, ' '); at != NULL; at = strchr(at, ' '))
        *at = '-';
    return name;
}

const char *fx_man(fx_arena *a, const fx_command *c)
{
    fx_str s = {.arena = a};

    if (c == NULL)
        page_of_all(&s);
    else
        page_of_one(&s, c);
    exit_rows(&s);
    see_also(&s, c);
    return fx_str_text(&s);
}
