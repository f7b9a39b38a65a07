#include "fx/base/path.h"
#include "fx/cli/output.h"
#include "fx/git/hooks.h"
#include "fx/migrate/init.h"
#include "fx/migrate/status.h"

typedef struct doctor {
    fx_app *app;
    fx_json j;
    bool ill;
} doctor;

static void say(doctor *d, bool good, const char *what, const char *text)
{
    d->ill = d->ill || !good;
    fx_json_open(&d->j, '{');
    fx_json_put(&d->j, "check", what);
    fx_json_put_bool(&d->j, "good", good);
    fx_json_put(&d->j, "text", text);
    fx_json_close(&d->j, '}');
    fx_out(d->app,
           good ? FX_PAINT(FX_GREEN, "ok  ") " %-12s %s\n" : FX_PAINT(FX_RED, "bad ") " %-12s %s\n",
           what, text);
}

static void check_git(doctor *d)
{
    fx_arena *a = d->app->arena;
    fx_error probe = {.arena = a};
    const char *args[] = {"--version", NULL}, *out;
    size_t n;

    if (fx_git(a, ".", args, NULL, 0, &out, &n, &probe))
        say(d, true, "git", fx_trim(a, out));
    else
        say(d, false, "git", fx_error_text(a, &probe));
    if (d->app->ws.repo == NULL)
        say(d, true, "repository", "none: hooks, check and sync's commits are not to be had");
    else if (fx_repo_workdir(d->app->ws.repo) != NULL)
        say(d, true, "repository", fx_repo_workdir(d->app->ws.repo));
}

static void check_hooks(doctor *d)
{
    fx_arena *a = d->app->arena;
    fx_hook_files files = fx_own_hooks(a, d->app->ws.repo);
    fx_hook_statuses all = {0};
    fx_error probe = {.arena = a};
    size_t there = 0;

    if (d->app->ws.repo == NULL)
        return;
    if (!fx_hooks_status(d->app->ws.repo, files.at, files.n, &all, &probe)) {
        say(d, false, "hooks", fx_error_text(a, &probe));
        return;
    }
    fx_each (const fx_hook_status, s, &all) {
        there += s->state == FX_HOOK_INSTALLED || s->state == FX_HOOK_CHAINED;
    }
    const char *advice = fx_hooks_advice(d->app->ws.repo);
    const char *manager = fx_hooks_manager(d->app->ws.repo);

    if (advice != NULL || there == 0)
        say(d, advice == NULL, "hooks", advice == NULL ? "another program calls fxgit" : advice);
    else if (there < all.n)
        say(d, false, "hooks",
            fx_fmt(a, "%zu of %zu installed: fxgit hooks install", there, all.n));
    else
        say(d, manager == NULL, "hooks",
            manager == NULL ? fx_fmt(a, "%zu installed", there) : manager);
}

static void check_attributes(doctor *d)
{
    fx_arena *a = d->app->arena;
    const char *path = fx_path_join(a, d->app->ws.root, ".gitattributes"), *text = "";
    fx_error probe = {.arena = a};
    size_t n;

    if (d->app->ws.repo == NULL)
        return;
    if (fx_path_exists(path) && !fx_file_read(a, path, 1 << 22, &text, &n, &probe))
        text = "";
    bool good = false;

    for (const char *line = text; *line != '\0' && !good; line++)
        good = fx_starts(line, "migrations/** ");
    say(d, good, "attributes",
        good ? ".gitattributes keeps line ends"
             : "add to .gitattributes: migrations/** text eol=lf -filter");
}

static void check_project(doctor *d)
{
    fx_arena *a = d->app->arena;
    fx_error probe = {.arena = a};
    fx_status s;

    say(d, true, "config",
        fx_fmt(a, "%s, project %s", d->app->ws.config.path, d->app->ws.config.project));
    if (!fx_status_read(&d->app->ws, d->app->globals.target, d->app->globals.database, &s,
                        &probe)) {
        say(d, false, "revisions", fx_error_text(a, &probe));
        return;
    }
    say(d, s.heads.n < 2, "revisions",
        fx_fmt(a, "%zu, %zu head%s", s.history.all.n, s.heads.n, s.heads.n == 1 ? "" : "s"));
    say(d, s.unreadable == NULL && s.covered, "entities",
        s.unreadable != NULL ? s.unreadable
        : s.covered          ? "covered by revisions"
                    : fx_fmt(a, "%zu step%s not covered: fxgit diff, fxgit new", s.uncovered,
                             s.uncovered == 1 ? "" : "s"));
    say(d, s.unreachable == NULL, "database",
        s.unreachable != NULL ? fx_fmt(a, "%s: %s", s.database, s.unreachable)
                              : fx_fmt(a, "%s, %zu applied%s", s.database, s.applied + s.foreign,
                                       s.exists ? "" : " (not there yet)"));
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    doctor d = {.app = app, .j = fx_json_begin(app)};

    (void)data;
    (void)args;
    (void)err;
    fx_json_open(&d.j, '{');
    fx_json_key(&d.j, "checks");
    fx_json_open(&d.j, '[');
    check_git(&d);
    check_hooks(&d);
    check_attributes(&d);
    check_project(&d);
    fx_json_close(&d.j, ']');
    fx_json_put_bool(&d.j, "good", !d.ill);
    fx_json_close(&d.j, '}');
    if (app->globals.json)
        fx_json_end(&d.j);
    app->status = d.ill ? fx_code_status(FX_REFUSED) : 0;
    return true;
}

const fx_command fx_doctor_command = {
    .name = "doctor",
    .args = "",
    .summary = "what may be wrong with the set-up",
    .needs = FX_NEEDS_WORKSPACE,
    .run = run,
};
