#include "fx/cli/output.h"
#include "fx/cli/pages.h"

struct man {
    bool list;
};

static const fx_opt options[] = {
    FX_FLAG(struct man, list, 0, "list", "the names of all pages"),
    {0},
};

static void print_names(const fx_app *app)
{
    fx_arena *a = app->arena;
    fx_strs names = {0};

    *fx_push(a, &names) = fx_man_name(a, NULL);
    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        if (!fx_commands[i]->hidden)
            *fx_push(a, &names) = fx_man_name(a, fx_commands[i]);
    }
    fx_each (const char *, name, &names) {
        fx_out(app, "%s\n", *name);
    }
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put_strs(&j, "pages", &names);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
}

/* By the page's name too, so that --list can be gone through: fxgit, fxgit-hooks-install. */
static bool find(fx_arena *a, const fx_strs *words, const fx_command **out)
{
    const char *name = fx_strs_join(a, words, " ");

    *out = NULL;
    if (words->n == 0 || fx_same(name, fx_man_name(a, NULL)))
        return true;
    for (size_t i = 0; fx_commands[i] != NULL && *out == NULL; i++) {
        if (fx_same(name, fx_commands[i]->name) || fx_same(name, fx_man_name(a, fx_commands[i])))
            *out = fx_commands[i];
    }
    return *out != NULL;
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct man *opt = data;
    const fx_command *c;
    const char *page;

    if (opt->list) {
        print_names(app);
        return true;
    }
    if (!find(app->arena, args, &c)) {
        fx_fail(err, FX_USAGE, "man: no command '%s'", fx_strs_join(app->arena, args, " "));
        return fx_hint(err, "fxgit man --list names the pages");
    }
    page = fx_man(app->arena, c);
    fx_out_data(app, page);
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put(&j, "page", fx_man_name(app->arena, c));
        fx_json_put(&j, "roff", page);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    return true;
}

const fx_command fx_man_command = {
    .name = "man",
    .args = "[COMMAND]",
    .summary = "a manual page as roff",
    .hidden = true,
    .options = options,
    .options_size = sizeof(struct man),
    .args_max = 2,
    .run = run,
};
