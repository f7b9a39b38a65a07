#include "fx/cli/output.h"
#include "fx/migrate/resume.h"

struct resume {
    bool back;
    int lock_timeout;
};

static const fx_opt options[] = {
    FX_FLAG(struct resume, back, 0, "back", "undo what is done of it"),
    FX_NUMBER(struct resume, lock_timeout, 0, "lock-timeout", "SECONDS",
              "wait so long for another"),
    {0},
};

static void print_json(const fx_app *app, const fx_resume_result *r)
{
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '{');
    fx_json_put(&j, "database", r->database);
    fx_json_put(&j, "revision", r->flight == NULL ? NULL : r->flight->revision);
    fx_json_put_bool(&j, "back", r->back);
    fx_json_put_int(&j, "statements", (int64_t)r->ran);
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

static void trace(void *ctx, const char *sql)
{
    const fx_app *app = ctx;

    fx_note_text(app, fx_fmt(app->arena, "%s;\n", sql));
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct resume *opt = data;
    fx_resume_options o = {.back = opt->back,
                           .yes = app->globals.yes,
                           .lock_timeout_ms = opt->lock_timeout * 1000,
                           .ask = fx_asker(app),
                           .trace = app->globals.verbose ? trace : NULL,
                           .ctx = app};
    fx_resume_result r;
    fx_place place;

    (void)args;
    if (!fx_app_place(app, true, &place, err) || !fx_resume(&app->ws, &place, &o, &r, err))
        return false;
    fx_each (const char *, text, &r.warnings) {
        fx_note(app, "warning: %s\n", *text);
    }
    if (app->globals.json)
        print_json(app, &r);
    else if (r.flight == NULL)
        fx_out(app, "%s: nothing is half-way\n", r.database);
    else
        fx_out(app,
               r.back ? "%s is as it was before %s: %zu statement%s ran\n"
                      : "%s: %s is done: %zu statement%s ran\n",
               r.database, r.flight->revision, r.ran, r.ran == 1 ? "" : "s");
    return true;
}

const fx_command fx_resume_command = {
    .name = "resume",
    .args = "",
    .summary = "go on with a revision that was left half-way, or back",
    .help =
        "MySQL and MariaDB carry out each statement for good. A revision that failed, or was cut "
        "off, between two of them is known to the database, and `fxgit status` shows it.\n"
        "What has not run yet may be corrected in its file first.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct resume),
    .acts = true,
    .run = run,
};
