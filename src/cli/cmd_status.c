#include <stdlib.h>
#include <string.h>

#include "fx/cli/output.h"
#include "fx/git/hooks.h"
#include "fx/migrate/status.h"

struct status {
    bool exit_code;
};

static const fx_opt options[] = {
    FX_FLAG(struct status, exit_code, 0, "exit-code",
            "10: revisions to apply; 11: to undo; 12: edited; 13: half-way; 14: cannot be asked"),
    {0},
};

/* Beside the exit status that every command has (fx_help_exit). The worst counts. */
enum { PENDING = 10, FOREIGN, CHANGED, HALF_WAY, UNREACHABLE };

static int exit_code(const fx_status *s)
{
    if (s->unreachable != NULL)
        return UNREACHABLE;
    if (s->ledger.flight != NULL)
        return HALF_WAY;
    if (s->changed > 0)
        return CHANGED;
    if (s->missing + s->taken_over > 0)
        return PENDING;
    return s->foreign > 0 ? FOREIGN : 0;
}

static void json_items(fx_json *j, const char *key, const fx_items *items, fx_class class_)
{
    fx_json_key(j, key);
    fx_json_open(j, '[');
    fx_each (const fx_item, item, items) {
        if (item->class_ != class_ || item->taken_over)
            continue;
        fx_json_open(j, '{');
        fx_json_put(j, "revision", item->id);
        fx_json_put(j, "message", item->message);
        if (item->revision != NULL)
            fx_json_put(j, "path", item->revision->path);
        if (item->applied != NULL) {
            fx_json_put(j, "commit", item->applied->commit);
            fx_json_put(j, "branch", item->applied->branch);
            fx_json_put(j, "applied_at", item->applied->applied_at);
            fx_json_put(j, "applied_by", item->applied->applied_by);
        }
        fx_json_close(j, '}');
    }
    fx_json_close(j, ']');
}

static void json_taken_over(fx_json *j, const fx_items *items)
{
    fx_json_key(j, "taken_over");
    fx_json_open(j, '[');
    fx_each (const fx_item, item, items) {
        if (item->taken_over)
            fx_json_text(j, item->id);
    }
    fx_json_close(j, ']');
}

static void json_flight(fx_json *j, const fx_flight *f)
{
    fx_json_key(j, "half_way");
    if (f == NULL) {
        fx_json_text(j, NULL);
        return;
    }
    fx_json_open(j, '{');
    fx_json_put(j, "revision", f->revision);
    fx_json_put(j, "way", fx_flight_word(f->way));
    fx_json_put_int(j, "done", (int64_t)f->done);
    fx_json_put_int(j, "statements", (int64_t)f->statements.n);
    fx_json_put(j, "next", f->done < f->statements.n ? f->statements.at[f->done] : NULL);
    fx_json_put(j, "error", f->error);
    fx_json_put(j, "started_at", f->started_at);
    fx_json_put(j, "by", f->by);
    fx_json_close(j, '}');
}

static void print_json(const fx_app *app, const fx_status *s)
{
    fx_json j = fx_json_begin(app);
    fx_strs applied = {0};

    fx_each (const fx_applied, row, &s->ledger.rows) {
        *fx_push(app->arena, &applied) = row->id;
    }
    fx_json_open(&j, '{');
    fx_json_put(&j, "project", app->ws.config.project);
    fx_json_put(&j, "branch", app->ws.head.branch);
    fx_json_put(&j, "commit", app->ws.head.commit);
    fx_json_put_bool(&j, "covered", s->covered);
    fx_json_put_int(&j, "uncovered_steps", (int64_t)s->uncovered);
    fx_json_put(&j, "head_uncovered", s->head_uncovered);
    fx_json_put(&j, "unreadable", s->unreadable);
    fx_json_put_int(&j, "revisions", (int64_t)s->history.all.n);
    fx_json_put_strs(&j, "heads", &s->heads);
    fx_json_put(&j, "database", s->database);
    fx_json_put(&j, "unreachable", s->unreachable);
    fx_json_put_strs(&j, "applied", &applied);
    json_items(&j, "missing", &s->items, FX_CLASS_MISSING);
    json_items(&j, "foreign", &s->items, FX_CLASS_FOREIGN);
    json_items(&j, "changed", &s->items, FX_CLASS_CHANGED);
    json_taken_over(&j, &s->items);
    json_flight(&j, s->ledger.flight);
    fx_json_put_bool(&j, "in_sync", s->in_sync);
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

static const char *agreement(const fx_app *app, const fx_status *s)
{
    if (s->unreadable != NULL)
        return s->unreadable;
    if (s->covered)
        return "entities and revisions agree";
    return fx_fmt(app->arena, "entities differ from revisions by %zu step%s (fxgit diff)",
                  s->uncovered, s->uncovered == 1 ? "" : "s");
}

static void print_items(const fx_app *app, const fx_status *s)
{
    fx_each (const fx_item, item, &s->items) {
        const fx_applied *row = item->applied;

        if (item->class_ == FX_CLASS_MISSING && !item->taken_over)
            fx_out(app, "          %s %s\n", item->id, item->message);
        else if (item->class_ == FX_CLASS_CHANGED)
            fx_out(app, "          %s %s  edited since it was applied\n", item->id, item->message);
        else if (item->class_ == FX_CLASS_FOREIGN)
            fx_out(app, "          %s %s  not in the tree: applied %s by %s%s%s\n", item->id,
                   item->message, fx_applied_age(app->arena, row), row->applied_by,
                   row->branch == NULL ? "" : " on ", row->branch == NULL ? "" : row->branch);
    }
}

static void print_flight(const fx_app *app, const fx_status *s)
{
    const fx_flight *f = s->ledger.flight;

    fx_out(app, "half-way  %s, %s: %zu of %zu statements done, by %s since %s UTC\n", f->revision,
           fx_flight_word(f->way), f->done, f->statements.n, f->by == NULL ? "somebody" : f->by,
           f->started_at);
    if (f->done < f->statements.n)
        fx_out(app, "          next: %.*s\n", (int)strcspn(f->statements.at[f->done], "\n"),
               f->statements.at[f->done]);
    if (f->error != NULL)
        fx_out(app, "          it failed: %s\n", f->error);
    if (s->under_way)
        fx_out(app, "          it is under way at this moment\n");
    else
        fx_out(app, "          go on: fxgit resume    undo what is done: fxgit resume --back\n");
}

/* What a commit left behind, and why the next one will, too. */
static void print_hooks(const fx_app *app, const fx_status *s)
{
    const char *advice =
        app->ws.repo == NULL || app->ws.config.pre_commit == FX_PRE_OFF || getenv("CI") != NULL
            ? NULL
            : fx_hooks_advice(app->ws.repo);

    if (s->head_uncovered != NULL)
        fx_out(app, "          HEAD has no revision for: %s (fxgit new, git add, git commit)\n",
               s->head_uncovered);
    if (advice != NULL)
        fx_out(app, "hooks     %s\n", advice);
}

static void print_text(const fx_app *app, const fx_status *s)
{
    const fx_head *head = &app->ws.head;
    fx_arena *a = app->arena;

    if (app->ws.repo != NULL)
        fx_out(app, "branch    %s %s, %s\n", head->branch == NULL ? "(detached)" : head->branch,
               head->commit == NULL ? "without a commit" : fx_fmt(a, "%.7s", head->commit),
               agreement(app, s));
    else
        fx_out(app, "tree      %s\n", agreement(app, s));
    print_hooks(app, s);
    fx_out(app, "revisions %zu%s%s\n", s->revisions,
           s->heads.n == 0  ? ""
           : s->heads.n > 1 ? ", heads "
                            : ", head ",
           fx_strs_join(a, &s->heads, " "));
    if (s->unreachable != NULL) {
        fx_out(app, "database  %s: %s\n", s->database, s->unreachable);
        if (s->cure != NULL)
            fx_out(app, "          %s\n", s->cure);
        return;
    }
    if (s->in_sync)
        fx_out(app, "database  %s: in sync\n", s->database);
    else if (s->taken_over > 0)
        fx_out(app, "database  %s: %zu to take over from alembic_version, %zu to apply\n",
               s->database, s->taken_over, s->missing);
    else
        fx_out(app, "database  %s%s: %zu to apply, %zu to undo%s\n", s->database,
               s->exists ? "" : " (not there yet)", s->missing + s->changed,
               s->foreign + s->changed, s->changed > 0 ? " (edited ones count twice)" : "");
    print_items(app, s);
    if (s->ledger.flight != NULL)
        print_flight(app, s);
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct status *opt = data;
    fx_status s;

    (void)args;
    const fx_globals *g = &app->globals;

    if (g->json ? !fx_status_read(&app->ws, g->target, g->database, &s, err)
                : !fx_status_counts(&app->ws, g->target, g->database, &s, err))
        return false;
    if (g->json)
        print_json(app, &s);
    else
        print_text(app, &s);
    if (opt->exit_code)
        app->status = exit_code(&s);
    return true;
}

const fx_command fx_status_command = {
    .name = "status",
    .args = "",
    .summary = "entities, revisions and database, side by side",
    .help =
        "With --exit-code its exit status says what the database has: 0 what the tree has, 10 less "
        "(to apply), 11 more (to undo), 12 a revision in another version, 13 one half-way, 14 it "
        "could not be asked. The worst counts, as listed from 10: 11, 10, 12, 13, 14.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct status),
    .run = run,
};
