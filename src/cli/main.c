#include <malloc.h>
#include <stdio.h>
#include <unistd.h>

#include "fx/cli/output.h"
#include "fx/migrate/lookup.h"

enum { KEPT = 64 * 1024 * 1024, ROOM = 1024 * 1024 };

static bool enter(const fx_app *app, fx_error *err)
{
    const char *dir = app->globals.dir, *color = app->globals.color;

    if (color != NULL && !fx_same(color, "auto") && !fx_same(color, "always") &&
        !fx_same(color, "never"))
        return fx_fail(err, FX_USAGE, "--color takes auto, always or never, not '%s'", color);
    return dir == NULL || chdir(dir) == 0 ||
           fx_fail(err, FX_USAGE, "cannot go to the folder %s", dir);
}

static bool run(fx_app *app, int argc, char **argv, fx_error *err)
{
    fx_parsed parsed;

    if (!fx_options_parse(app->arena, argc, argv, &app->globals, &parsed, err))
        return false;
    if (app->globals.version) {
        app->globals.json = false; /* there is none of it */
        fx_out(app, "fxgit %s\n", FX_VERSION);
        return true;
    }
    if (parsed.command == NULL) {
        fx_help_all(app);
        app->status = app->globals.help ? 0 : fx_code_status(FX_USAGE);
        return true;
    }
    if (app->globals.help) {
        fx_help_command(app, parsed.command);
        return true;
    }
    app->is_terminal = !app->globals.no_input && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
    if (!enter(app, err))
        return false;
    if ((parsed.command->needs & FX_NEEDS_WORKSPACE) != 0 &&
        !fx_workspace_open(app->arena, ".", app->globals.config, &app->ws, err))
        return false;
    app->acted = parsed.command->acts;
    return parsed.command->run(app, parsed.options, &parsed.args, err);
}

/* A run is short: what its parts give back goes to the next part, not to the system and back. */
static void keep_memory(void)
{
#ifdef M_TRIM_THRESHOLD
    mallopt(M_TRIM_THRESHOLD, KEPT);
    mallopt(M_TOP_PAD, ROOM);
#endif
}

int main(int argc, char **argv)
{
    keep_memory();
    fx_arena *a = fx_arena_new();
    fx_app app = {.arena = a, .ws = {.prefix = ""}};
    fx_error err = {.arena = a};
    bool done = run(&app, argc, argv, &err);
    int status = app.status;

    if (!done) {
        fx_lookup_where(&app.ws, &err);
        fx_print_error(&app, &err);
        status = fx_code_status(err.code);
    }
    if (!fx_output_flush()) {
        fx_warn(&app, FX_PAINT(FX_YELLOW, "warning:") " cannot write to standard output\n");
        status = status == 0 && !app.acted ? fx_code_status(FX_USAGE) : status;
    }
    fx_arena_free(a);
    return status;
}
