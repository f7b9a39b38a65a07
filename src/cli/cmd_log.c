#include "fx/cli/output.h"
#include "fx/migrate/log.h"
#include "lanes.h"

struct log {
    int number;
    bool all, graph;
};

static const fx_opt options[] = {
    FX_NUMBER(struct log, number, 'n', "number", "N", "no more than the N newest"),
    FX_FLAG(struct log, all, 0, "all",
            "those of other branches and of the database too, when the tree lacks them"),
    FX_FLAG(struct log, graph, 0, "graph", "with a drawing of which revision revises which"),
    {0},
};

/* NULL: the database could not be asked. */
static const char *state(const fx_status *s, const fx_logged *l)
{
    static const char *const words[] = {"applied", "missing", "foreign", "changed"};

    if (s->database == NULL || s->unreachable != NULL)
        return NULL;
    return l->item == NULL ? "absent" : words[l->item->class_];
}

static void json_commit(fx_json *j, const fx_commit *c)
{
    fx_json_key(j, "commit");
    if (c == NULL) {
        fx_json_text(j, NULL);
        return;
    }
    fx_json_open(j, '{');
    fx_json_put(j, "id", c->id);
    fx_json_put(j, "author", c->author);
    fx_json_put(j, "date", c->date);
    fx_json_put(j, "subject", c->subject);
    fx_json_close(j, '}');
}

static void print_json(const fx_app *app, const fx_status *s, const fx_log *log)
{
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '{');
    fx_json_put(&j, "database", s->database);
    fx_json_put(&j, "unreachable", s->unreachable);
    fx_json_key(&j, "revisions");
    fx_json_open(&j, '[');
    fx_each (const fx_logged, l, log) {
        fx_json_open(&j, '{');
        fx_json_put(&j, "revision", l->id);
        fx_json_put(&j, "message", l->message);
        fx_json_put(&j, "state", state(s, l));
        fx_json_put_bool(&j, "in_tree", l->item != NULL && l->item->revision != NULL);
        fx_json_put(&j, "path", l->path);
        json_commit(&j, l->commit);
        fx_json_put_strs(&j, "targets", &l->targets);
        fx_json_close(&j, '}');
    }
    fx_json_close(&j, ']');
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

static const char *origin(const fx_app *app, const fx_logged *l)
{
    if (l->commit != NULL)
        return fx_fmt(app->arena, "%.7s %s  %s  (%s)", l->commit->id, l->commit->date, l->message,
                      l->commit->author);
    if (app->ws.repo == NULL)
        return l->message;
    return fx_fmt(app->arena, "%-7s %-10s  %s%s", "-", "-", l->message,
                  l->hidden                                      ? "  (hidden by the shallow clone)"
                  : l->item != NULL && l->item->revision != NULL ? "  (not committed)"
                                                                 : "");
}

static const char *line_of(const fx_app *app, const fx_status *s, const fx_logged *l)
{
    const char *word = state(s, l);
    const char *targets = l->targets.n == 0 ? ""
                                            : fx_fmt(app->arena, "  [%s]",
                                                     fx_strs_join(app->arena, &l->targets, ", "));

    return fx_fmt(app->arena, "%s %-8s %s%s", l->id, word == NULL ? "unknown" : word,
                  origin(app, l), targets);
}

static void print_text(const fx_app *app, const fx_status *s, const fx_log *log, bool graph)
{
    fx_lanes lanes = {.arena = app->arena};

    fx_each (const fx_logged, l, log) {
        fx_drawn d = {"", "", ""};

        if (graph)
            d = fx_lanes_next(&lanes, l->id, &l->parents);
        fx_out_text(app, d.above);
        fx_out(app, "%s%s\n", d.beside, line_of(app, s, l));
        fx_out_text(app, d.below);
    }
}

/* Where nothing was said about the database, history is shown without it. */
static bool read_status(fx_app *app, fx_status *s, fx_error *err)
{
    const fx_globals *g = &app->globals;
    fx_workspace *ws = &app->ws;
    fx_error probe = {.arena = app->arena};

    if (g->target != NULL || g->database != NULL) {
        if (!fx_status_database(ws, g->target, g->database, s, err))
            return false;
    } else if (!fx_status_database(ws, NULL, NULL, s, &probe)) {
        *s = (fx_status){.unreachable = fx_error_text(app->arena, &probe)};
        if (!fx_history_read(app->arena, ws->worktree, &ws->config, &s->history, err) ||
            !fx_classify(app->arena, &s->history, &s->ledger, "sqlite", &s->items, err))
            return false;
    }
    if (s->unreachable != NULL)
        fx_note(app, FX_PAINT(FX_YELLOW, "warning:") " %s\n", s->unreachable);
    return true;
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct log *opt = data;
    fx_strs warnings = {0};
    fx_status s;
    fx_log log;

    (void)args;
    if (opt->number < 0)
        return fx_fail(err, FX_USAGE, "log: -n takes how many revisions to show, not %d",
                       opt->number);
    if (!read_status(app, &s, err) || !fx_log_read(&app->ws, &s, opt->all, &log, &warnings, err))
        return false;
    fx_each (const char *, text, &warnings) {
        fx_note(app, FX_PAINT(FX_YELLOW, "warning:") " %s\n", *text);
    }
    if (opt->graph)
        fx_log_sort(app->arena, &log);
    if (opt->number > 0 && log.n > (size_t)opt->number)
        log.n = (size_t)opt->number;
    if (app->globals.json)
        print_json(app, &s, &log);
    else
        print_text(app, &s, &log, opt->graph);
    return true;
}

const fx_command fx_log_command = {
    .name = "log",
    .args = "",
    .summary = "the revisions, newest first, with the commits that brought them",
    .help =
        "One line a revision: id, what the database knows of it (as in list; absent: neither in "
        "the\n"
        "tree nor in the database), commit, date of its author, message, author, and the recorded\n"
        "targets that run it.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct log),
    .run = run,
};
