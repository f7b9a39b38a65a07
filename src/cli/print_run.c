#include <stdio.h>
#include <string.h>

#include "fx/cli/output.h"
#include "fx/migrate/trust.h"
#include "fx/sql/split.h"

/* What is under way, for the lines that are printed as it goes. */
typedef struct running {
    const fx_app *app;
    const fx_run_result *result;
    const fx_place *place;
    bool backup_said;
    fx_line line;
} running;

/* Shorter runs are over before anybody wonders. */
enum { LINE_FROM = 11 };

static void starting(void *ctx, const fx_move *move, size_t at, size_t n)
{
    running *now = ctx;

    if (n >= LINE_FROM && !move->stamp)
        fx_line_show(&now->line, fx_fmt(now->app->arena, "%zu of %zu  %s %s", at + 1, n,
                                        move->revision->id, move->revision->message));
}

static void trace(void *ctx, const char *sql)
{
    const running *now = ctx;

    fx_note_text(now->app, fx_fmt(now->app->arena, "%s;\n", sql));
}

static const char *backup_text(const running *now)
{
    const fx_app *app = now->app;
    const char *path = fx_url_hidden(app->arena, &now->place->url, now->result->backup);
    const char *root = app->ws.root;
    size_t n = strlen(root);

    return strncmp(path, root, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

static void say_backup(running *now)
{
    if (now->result->backup != NULL && !now->backup_said)
        fx_out(now->app, "backup %s\n", backup_text(now));
    now->backup_said = now->result->backup != NULL;
}

static const char *word(const fx_move *m)
{
    return m->stamp ? (m->up ? "stamp" : "unmark") : m->up ? "apply" : "undo";
}

static void progress(void *ctx, const char *verb, const fx_move *move, int64_t us)
{
    running *now = ctx;
    const fx_app *app = now->app;
    const char *text = fx_fmt(app->arena, "%s %s", move->revision->id, move->revision->message);

    (void)verb;
    fx_line_erase(&now->line);
    say_backup(now);
    fx_out(app, "%-6s %-62s %5lld ms\n", word(move), text, (long long)((us + 500) / 1000));
}

static const char *rows_text(fx_arena *a, const fx_at_risk *r)
{
    const char *object = r->loss.column == NULL ? fx_fmt(a, "table %s", r->loss.table)
                                                : fx_fmt(a, "%s.%s", r->loss.table, r->loss.column);

    return fx_fmt(a, "%s: %zu%s row%s", object, r->rows, r->more ? "+" : "",
                  r->rows == 1 && !r->more ? "" : "s");
}

static void print_plan(const fx_app *app, const fx_run_result *r)
{
    fx_arena *a = app->arena;

    fx_each (const fx_move, m, &r->plan.moves) {
        const fx_applied *row = m->applied;
        const char *where =
            row == NULL || row->commit == NULL ? "" : fx_fmt(a, " at %.7s", row->commit);

        fx_out(app, "%-6s %s %s%s\n", word(m), m->revision->id, m->revision->message,
               m->up || row == NULL
                   ? ""
                   : fx_fmt(a, "  from the ledger, applied %s%s", fx_applied_age(a, row), where));
        fx_each (const fx_at_risk, risk, &r->risks) {
            if (fx_same(risk->revision, m->revision->id) && risk->rows > 0)
                fx_out(app, "       loses %s\n", rows_text(a, risk));
        }
    }
}

static void json_moves(fx_json *j, const fx_run_result *r)
{
    fx_json_key(j, "moves");
    fx_json_open(j, '[');
    fx_each (const fx_move, m, &r->plan.moves) {
        fx_json_open(j, '{');
        fx_json_put(j, "do", word(m));
        fx_json_put(j, "revision", m->revision->id);
        fx_json_put(j, "message", m->revision->message);
        fx_json_close(j, '}');
    }
    fx_json_close(j, ']');
}

static void json_risks(fx_json *j, const fx_run_result *r)
{
    fx_json_key(j, "rows_at_risk");
    fx_json_open(j, '[');
    fx_each (const fx_at_risk, risk, &r->risks) {
        fx_json_open(j, '{');
        fx_json_put(j, "revision", risk->revision);
        fx_json_put(j, "table", risk->loss.table);
        fx_json_put(j, "column", risk->loss.column);
        fx_json_put_int(j, "rows", (int64_t)risk->rows);
        fx_json_put_bool(j, "more", risk->more);
        fx_json_close(j, '}');
    }
    fx_json_close(j, ']');
}

static void print_json(const fx_app *app, const fx_run_result *r, bool dry_run)
{
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '{');
    fx_json_put(&j, "database", r->database);
    fx_json_put_bool(&j, "dry_run", dry_run);
    json_moves(&j, r);
    json_risks(&j, r);
    fx_json_put(&j, "backup", r->backup);
    fx_json_put_int(&j, "applied", (int64_t)r->applied);
    fx_json_put_strs(&j, "warnings", &r->warnings);
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

static void print_text(const fx_app *app, const fx_run_options *o, const fx_run_result *r)
{
    fx_each (const char *, text, &r->warnings) {
        fx_note(app, FX_PAINT(FX_YELLOW, "warning:") " %s\n", *text);
    }
    if (o->dry_run) {
        print_plan(app, r);
        if (r->nothing)
            fx_out(app, "nothing to do\n");
        return;
    }
    fx_out(app, "%s is at %s (%zu revision%s)\n", r->database,
           r->label == NULL ? "the work tree" : r->label, r->applied, r->applied == 1 ? "" : "s");
}

bool fx_run_and_print(fx_app *app, fx_run_options *o, fx_error *err)
{
    fx_place place;
    fx_run_result r = {0};
    running *now = fx_new(app->arena, running);

    app->acted = !o->dry_run;
    o->yes = app->globals.yes;
    o->ask = fx_asker(app);
    o->progress = progress;
    o->starting = starting;
    *now = (running){.app = app, .result = &r, .place = &place, .line = {.app = app}};
    o->ctx = now;
    if (app->globals.verbose)
        o->trace = trace;
    if (!fx_app_place(app, !o->dry_run, &place, err))
        return false;
    bool done = fx_run(&app->ws, &place, o, &r, err);

    fx_line_erase(&now->line);
    if (!done)
        return false;
    if (r.backup != NULL)
        r.backup = fx_url_hidden(app->arena, &place.url, r.backup);
    if (app->globals.json)
        print_json(app, &r, o->dry_run);
    else
        print_text(app, o, &r);
    return true;
}

bool fx_app_place(fx_app *app, bool writes, fx_place *out, fx_error *err)
{
    const fx_agreement g = {.yes = app->globals.yes, .ask = fx_asker(app)};

    return fx_workspace_place(&app->ws, app->globals.target, app->globals.database, out, err) &&
           (!writes || fx_trust_agree(&app->ws, out, &g, err));
}

bool fx_app_dialect(fx_app *app, const char **out, fx_error *err)
{
    fx_place place;
    const fx_driver *d;

    if (!fx_workspace_place(&app->ws, app->globals.target, app->globals.database, &place, err))
        return false;
    d = fx_driver_find(place.url.scheme);
    if (d == NULL)
        return fx_fail(err, FX_DB, "this fxgit has no dialect for %s", place.url.text);
    *out = d->dialect->name;
    return true;
}

/* What the client of MySQL reads to the first `;` else. */
static bool has_semicolon(const char *sql)
{
    fx_lexer lx = fx_lex_as("mysql", sql, strlen(sql));

    for (fx_token t = fx_lex_next(&lx); t.kind != FX_TOKEN_END; t = fx_lex_next(&lx)) {
        if (fx_token_is(&t, ";"))
            return true;
    }
    return false;
}

static void print_statement(const fx_app *app, const char *dialect, const char *sql)
{
    const char *end = strstr(sql, "$$") == NULL ? "$$" : "//";

    if (fx_same(dialect, "mysql") && has_semicolon(sql))
        fx_out_data(app, fx_fmt(app->arena, "DELIMITER %s\n%s%s\nDELIMITER ;\n", end, sql, end));
    else
        fx_out_data(app, fx_fmt(app->arena, "%s;\n", sql));
}

void fx_print_script(const fx_app *app, const char *dialect, const fx_stmts *statements)
{
    const char *revision = NULL;

    fx_each (const fx_stmt, s, statements) {
        if (s->revision != NULL && !fx_same(s->revision, revision))
            fx_out(app, "-- revision %s\n", s->revision);
        revision = s->revision != NULL ? s->revision : revision;
        print_statement(app, dialect, s->sql);
    }
}

bool fx_script_and_print(fx_app *app, fx_verb verb, const char *to, fx_error *err)
{
    const char *dialect = NULL;
    fx_stmts statements = {0};

    app->acted = false;
    if (!fx_app_dialect(app, &dialect, err) ||
        !fx_script(&app->ws, dialect, verb, NULL, to, &statements, err))
        return false;
    fx_print_script(app, dialect, &statements);
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_key(&j, "statements");
        fx_json_open(&j, '[');
        fx_each (const fx_stmt, s, &statements) {
            fx_json_open(&j, '{');
            fx_json_put(&j, "revision", s->revision);
            fx_json_put(&j, "sql", s->sql);
            fx_json_close(&j, '}');
        }
        fx_json_close(&j, ']');
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    return true;
}
