/*
 * What Git's hooks call. A hook that has nothing to say says nothing; only those
 * that run before something may stop it.
 */
#include "fx/base/path.h"
#include "fx/cli/output.h"
#include "fx/migrate/status.h"
#include "hook.h"

static void say_made(fx_app *app, const fx_generated *g)
{
    if (g->nothing)
        return;
    fx_note(app, "fxgit: %s %s\n         %s (added to this commit)\n", g->revision.id,
            g->revision.message, fx_path_join(app->arena, app->ws.prefix, g->path));
    const fx_strs lines = fx_losses_lines(app, &g->losses);

    fx_each (const char *, line, &lines) {
        fx_note(app, "         %s\n", *line);
    }
}

/* `merges`: git has made the tree of its commit already, and takes no further file into it: the
 * merge stops, and goes on with `git commit`. */
static bool pre_commit(fx_app *app, bool merges, fx_error *err)
{
    fx_commit_made made;
    fx_findings f;
    const fx_generate_options o = {.ask = fx_hook_answerer(), .ctx = app};

    if (!fx_commit_hook(&app->ws, &o, &made, &f, err) ||
        !fx_print_findings(app, &f, NULL, true, err))
        return false;
    if (fx_findings_errors(&f) > 0) {
        app->status = fx_code_status(FX_REFUSED);
        return true;
    }
    say_made(app, &made.joined);
    say_made(app, &made.covering);
    fx_each (const fx_edit, e, &made.filled) {
        fx_note(app, "fxgit: %s took the %s (added to this commit)\n",
                fx_path_join(app->arena, app->ws.prefix, e->path), e->note);
    }
    if (merges && !(made.joined.nothing && made.covering.nothing)) {
        fx_note(app, "hint: run `git commit` to conclude the merge\n");
        app->status = fx_code_status(FX_REFUSED);
    }
    return true;
}

static const char *place_name(const fx_app *app)
{
    const fx_head *h = &app->ws.head;

    return h->branch != NULL ? h->branch
                             : fx_fmt(app->arena, "%.7s", h->commit == NULL ? "" : h->commit);
}

static const char *foreign_names(const fx_app *app, const fx_status *s)
{
    fx_strs names = {0};

    fx_each (const fx_item, item, &s->items) {
        if (item->class_ != FX_CLASS_FOREIGN)
            continue;
        *fx_push(app->arena, &names) =
            item->applied->branch == NULL
                ? item->id
                : fx_fmt(app->arena, "%s (%s)", item->id, item->applied->branch);
    }
    if (names.n > 3) {
        names.n = 3;
        return fx_fmt(app->arena, "%s, ...", fx_strs_join(app->arena, &names, ", "));
    }
    return fx_strs_join(app->arena, &names, ", ");
}

static void report(const fx_app *app, const fx_status *s)
{
    fx_str text = {.arena = app->arena};

    if (s->foreign > 0)
        fx_str_addf(&text, "has %zu revision%s that %s has not: %s", s->foreign,
                    s->foreign == 1 ? "" : "s", place_name(app), foreign_names(app, s));
    if (s->missing > 0)
        fx_str_addf(&text, "%slacks %zu revision%s of %s", text.n > 0 ? "; " : "", s->missing,
                    s->missing == 1 ? "" : "s", place_name(app));
    if (s->changed > 0)
        fx_str_addf(&text, "%shas %zu revision%s in another version", text.n > 0 ? "; " : "",
                    s->changed, s->changed == 1 ? "" : "s");
    fx_note(app, "fxgit: %s %s. Run: fxgit sync\n", s->database, fx_str_text(&text));
}

/* `sync` runs what a branch has, so a branch cannot ask for it: the clone does, or what its remote
 * calls its default branch. */
static bool may_sync(fx_app *app)
{
    fx_workspace *ws = &app->ws;
    fx_error probe = {.arena = app->arena};
    const char *commit = fx_repo_ref(ws->repo, "origin/HEAD");
    fx_config config;
    fx_source *source;

    if (ws->config.own_checkout)
        return true;
    source =
        commit == NULL ? NULL : fx_source_commit(app->arena, ws->repo, commit, ws->prefix, &probe);
    if (source != NULL && fx_config_read(app->arena, source, ws->config.path, &config, &probe) &&
        config.post_checkout == FX_POST_SYNC)
        return true;
    fx_note(app,
            "fxgit: `post-checkout: sync` of %s is not done: it counts from " FX_CONFIG_LOCAL
            ", or from origin/HEAD\n",
            ws->config.path);
    return false;
}

/* Never fails: git is done already, and the next run sees the same state. */
static void after_checkout(fx_app *app)
{
    fx_workspace *ws = &app->ws;
    fx_error probe = {.arena = app->arena};
    const char *busy;
    fx_status s;

    if (ws->config.post_checkout == FX_POST_OFF || ws->repo == NULL ||
        !fx_status_database(ws, NULL, NULL, &s, &probe))
        return;
    if (s.barred)
        fx_note(app, "fxgit: %s\nhint: %s\n", s.unreachable, s.cure);
    if (!s.exists || s.unreachable != NULL || s.in_sync)
        return;
    busy = fx_repo_busy(ws->repo);
    if (busy != NULL) {
        fx_note(app, "fxgit: a %s is under way; afterwards run: fxgit sync\n", busy);
        return;
    }
    if (ws->config.post_checkout == FX_POST_SYNC && may_sync(app)) {
        fx_run_options o = {.verb = FX_VERB_SYNC};

        app->globals.no_input = true;
        app->is_terminal = false;
        if (fx_run_and_print(app, &o, &probe))
            return;
        fx_note(app, "fxgit: %s\n", fx_error_text(app->arena, &probe));
    }
    report(app, &s);
}

typedef struct hook {
    const char *name;
    bool commits, merges; /* it can stop a commit, of a merge */
} hook;

static bool one_project(fx_app *app, fx_repo *repo, const char *dir, const hook *h, fx_error *err)
{
    fx_error probe = {.arena = app->arena};
    bool open = fx_workspace_in(app->arena, repo, dir, app->globals.config, &app->ws, &probe);

    if (!h->commits) {
        if (open && !fx_same(h->name, "post-checkout"))
            hook_after_commit(app, h->name);
        if (open && (fx_same(h->name, "post-checkout") || fx_same(h->name, "post-merge")))
            after_checkout(app);
        return true;
    }
    if (open && pre_commit(app, h->merges, err))
        return true;
    if (!open)
        *err = probe;
    if (err->file != NULL)
        err->file = fx_path_join(app->arena, app->ws.prefix, err->file);
    return false;
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const char *name = args->at[0];
    const hook h = {
        .name = name,
        .commits = fx_same(name, "pre-commit") || fx_same(name, "pre-merge-commit"),
        .merges = fx_same(name, "pre-merge-commit"),
    };
    fx_error probe = {.arena = app->arena};
    fx_strs projects;
    fx_repo *repo;

    (void)data;
    if (fx_same(name, "pre-push") || fx_same(name, "pre-receive") || fx_same(name, "update"))
        return hook_pushes(app, name, args, err);
    if (!h.commits && !fx_same(name, "post-checkout") && !fx_same(name, "post-merge") &&
        !fx_same(name, "post-commit") && !fx_same(name, "post-rewrite"))
        return fx_fail(err, FX_USAGE, "unknown hook '%s'", name);
    /* flag 0: files were checked out, not a commit (githooks(5)) */
    if (fx_same(name, "post-checkout") && args->n == 4 && fx_same(args->at[3], "0"))
        return true;
    if (!fx_repo_open(app->arena, ".", &repo, &probe) ||
        (app->globals.config == NULL && !fx_projects(app->arena, repo, &projects, &probe))) {
        if (h.commits)
            *err = probe;
        return !h.commits;
    }
    if (app->globals.config != NULL)
        return one_project(app, repo, ".", &h, err);
    if (!h.commits && !fx_same(name, "post-checkout"))
        hook_notes(app, repo, name, &projects);
    /* none: a commit of another branch, from before the project */
    fx_each (const char *, dir, &projects) {
        if (!one_project(app, repo, *dir, &h, err))
            return false;
        if (app->status != 0)
            break;
    }
    return true;
}

const fx_command fx_hook_command = {
    .name = "hook",
    .args = "NAME [ARGS]",
    .summary = "what Git's hooks call",
    .args_min = 1,
    .args_max = 64,
    .acts = true,
    .run = run,
};
