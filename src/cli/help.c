#include <string.h>

#include "fx/cli/output.h"

const char fx_help_exit[] =
    "0 done, 1 refused or different, 2 wrong usage, 3 needs consent,\n"
    "4 bad input file, 5 Git, 6 database, 7 locked by another, 70 a bug in fxgit.";

static void options(fx_app *app, const fx_opt *table)
{
    for (; table != NULL && table->name != NULL; table++) {
        const char *letter =
            table->letter == 0 ? "    " : fx_fmt(app->arena, "-%c, ", table->letter);
        const char *value = table->value == NULL ? "" : fx_fmt(app->arena, " %s", table->value);
        const char *name = fx_fmt(app->arena, "%s--%s%s", letter, table->name, value);

        fx_out(app, "  %-26s %s\n", name, table->help);
    }
}

void fx_help_all(fx_app *app)
{
    app->globals.json = false; /* there is none of help */
    fx_out(app, "usage: fxgit [OPTIONS] COMMAND [ARGS]\n\n"
                "Database migrations that follow a Git checkout.\n\n");
    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        const fx_command *c = fx_commands[i];

        if (c->hidden)
            continue;
        const char *name =
            fx_fmt(app->arena, "%s%s%s", c->name, *c->args == '\0' ? "" : " ", c->args);

        fx_out(app, "  %-26s %s\n", name, c->summary);
    }
    fx_out(app, "\nOptions of every command:\n");
    options(app, fx_global_options);
    fx_out_text(app, fx_fmt(app->arena, "\nExit status: %s\n", fx_help_exit));
}

void fx_help_command(fx_app *app, const fx_command *c)
{
    app->globals.json = false;
    fx_out(app, "usage: fxgit %s%s%s%s\n\n%s\n", c->name, c->options == NULL ? "" : " [OPTIONS]",
           *c->args == '\0' ? "" : " ", c->args, c->summary);
    if (c->help != NULL)
        fx_out_text(app, fx_fmt(app->arena, "\n%s\n", c->help));
    if (c->options != NULL) {
        fx_out(app, "\nOptions:\n");
        options(app, c->options);
    }
    fx_out(app, "\nOptions of every command:\n");
    options(app, fx_global_options);
}
