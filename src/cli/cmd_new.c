#include <string.h>

#include "fx/cli/output.h"

struct new
{
    const char *message;
    bool empty, sql;
    fx_strs renamed, dropped;
};

static const fx_opt options[] = {
    FX_VALUE(struct new, message, 'm', "message", "TEXT",
             "what it does; made from the steps if left out"),
    FX_FLAG(struct new, empty, 0, "empty", "without steps; joins several heads"),
    FX_FLAG(struct new, sql, 0, "sql", "a .sql file to be filled in"),
    FX_LIST(struct new, renamed, 0, "renamed", "OLD=NEW",
            "was renamed: post.body=content, or post=article"),
    FX_LIST(struct new, dropped, 0, "dropped", "NAME", "goes, whatever comes: post.body, or post"),
    {0},
};

static void print_json(fx_app *app, const fx_generated *g, const fx_edits *filled)
{
    fx_json j = fx_json_begin(app);
    fx_strs updated = {0};

    fx_each (const fx_edit, e, filled) {
        *fx_push(app->arena, &updated) = e->path;
    }

    fx_json_open(&j, '{');
    fx_json_put_bool(&j, "nothing", g->nothing);
    fx_json_put(&j, "revision", g->nothing ? NULL : g->revision.id);
    fx_json_put(&j, "message", g->nothing ? NULL : g->revision.message);
    fx_json_put(&j, "path", g->path);
    fx_json_put_strs(&j, "updated", &updated);
    fx_json_changes(app->arena, &j, &g->changes);
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

/* Drafts that are there take the fills that entities have got since HEAD. */
static bool take_fills(fx_app *app, fx_edits *out, fx_error *err)
{
    fx_workspace *ws = &app->ws;
    fx_error probe = {.arena = app->arena};
    fx_schema then, now;

    *out = (fx_edits){0};
    if (ws->repo == NULL || ws->head.commit == NULL ||
        !fx_model_at(ws, ws->head.commit, &then, &probe))
        return true;
    return fx_model_read(app->arena, ws->worktree, &ws->config, &now, err) &&
           fx_fill_late(ws, ws->worktree, &ws->config, &then, &now, out, err) &&
           fx_edits_write(ws, out, err);
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct new *opt = data;
    fx_generate_options o = {.message = opt->message,
                             .empty = opt->empty,
                             .sql = opt->sql,
                             .yes = app->globals.yes,
                             .renamed = opt->renamed,
                             .dropped = opt->dropped,
                             .ask = fx_answerer(app)};
    fx_generated g;
    fx_edits filled = {0};

    (void)args;
    if (opt->message != NULL && (fx_blank(opt->message) || strchr(opt->message, '\n') != NULL))
        return fx_fail(err, FX_USAGE, "the message must be one line");
    if (!fx_generate(&app->ws, app->ws.worktree, &app->ws.config, &o, &g, err) ||
        (!opt->empty && !opt->sql && !take_fills(app, &filled, err)) ||
        (!g.nothing && !fx_generate_write(&app->ws, &g, err)))
        return false;
    if (app->globals.json) {
        print_json(app, &g, &filled);
        return true;
    }
    fx_each (const fx_edit, e, &filled) {
        fx_out(app, "updated  %s: %s\n", e->path, e->note);
    }
    if (g.nothing && filled.n > 0)
        return true;
    if (g.nothing) {
        fx_out(app, "nothing to do: entities and revisions agree\n");
        return true;
    }
    fx_out(app, "created  %s\n", g.path);
    fx_print_changes(app, &g.changes);
    const fx_strs lines = fx_losses_lines(app, &g.losses);

    fx_each (const char *, line, &lines) {
        fx_note(app, FX_PAINT(FX_YELLOW, "warning:") " %s\n", *line);
    }
    return true;
}

const fx_command fx_new_command = {
    .name = "new",
    .args = "",
    .summary = "write a revision: what entities have and revisions lack",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct new),
    .acts = true,
    .run = run,
};
