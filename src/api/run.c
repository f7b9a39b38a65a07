/*
 * Moving the database: the four verbs, their scripts, and the report.
 */
#include "inner.h"

#include "fx/base/path.h"
#include "fx/migrate/lookup.h"

struct fxgit_report {
    fx_arena *arena;
    fxgit_report_summary about;
    FX_VEC(fxgit_move) moves;
    FX_VEC(fxgit_risk) risks;
    fx_strs warnings;
};

static fxgit_move move_of(const fx_move *m, int64_t us)
{
    return (fxgit_move){
        .kind = m->stamp ? (m->up ? FXGIT_STAMP : FXGIT_UNMARK)
                : m->up  ? FXGIT_APPLY
                         : FXGIT_UNDO,
        .revision = m->revision->id,
        .message = m->revision->message,
        .milliseconds = (double)us / 1000,
    };
}

static void starting(void *ctx, const fx_move *move, size_t at, size_t n)
{
    const api_running *now = ctx;
    const fxgit_move m = move_of(move, 0);

    (void)at;
    (void)n;
    if (now->options->progress != NULL)
        now->options->progress(now->options->context, &m, false);
}

static void finished(void *ctx, const char *verb, const fx_move *move, int64_t us)
{
    api_running *now = ctx;
    const fxgit_move m = move_of(move, us);

    (void)verb;
    *fx_push(now->arena, &now->times) = us;
    if (now->options->progress != NULL)
        now->options->progress(now->options->context, &m, true);
}

static void trace(void *ctx, const char *sql)
{
    const api_running *now = ctx;

    now->options->sql(now->options->context, sql);
}

static void add_moves(fxgit_report *r, const fx_run_result *from, const api_running *now)
{
    fx_arena *a = r->arena;

    for (size_t i = 0; i < from->plan.moves.n; i++) {
        fxgit_move m = move_of(&from->plan.moves.at[i], i < now->times.n ? now->times.at[i] : 0);

        m.revision = fx_strdup(a, m.revision);
        m.message = fx_strdup(a, m.message);
        *fx_push(a, &r->moves) = m;
    }
}

const api_running *api_watch(api_call *c, fx_run_options *o)
{
    api_running *now = fx_new(c->arena, api_running);

    *now = (api_running){.options = &c->project->options, .arena = c->arena};
    o->starting = starting;
    o->progress = finished;
    o->trace = now->options->sql == NULL ? NULL : trace;
    o->ctx = now;
    return now;
}

fxgit_report *api_report(const fx_workspace *ws, const fx_run_result *from, const api_running *now,
                         bool dry_run)
{
    fxgit_report *r = API_NEW(fxgit_report);
    fx_arena *a = r->arena;

    r->about = (fxgit_report_summary){
        .dry_run = dry_run,
        .database = fx_strdup(a, from->database),
        .label = fx_strdup(a, from->label),
        .backup = from->backup == NULL ? NULL : fx_path_join(a, ws->root, from->backup),
        .applied = from->applied,
    };
    add_moves(r, from, now);
    fx_each (const fx_at_risk, risk, &from->risks) {
        *fx_push(a, &r->risks) = (fxgit_risk){
            .revision = fx_strdup(a, risk->revision),
            .table = fx_strdup(a, risk->loss.table),
            .column = fx_strdup(a, risk->loss.column),
            .rows = risk->rows,
            .more = risk->more,
        };
    }
    fx_each (const char *, text, &from->warnings) {
        *fx_push(a, &r->warnings) = fx_strdup(a, *text);
    }
    return r;
}

static void copy_options(fx_arena *a, const fxgit_run_options *from, fx_run_options *to)
{
    to->dry_run = from->dry_run;
    to->yes = from->yes;
    to->take_over = from->take_over;
    to->unprotect = from->unprotect;
    to->allow_foreign = from->allow_foreign;
    to->force = from->force;
    to->no_backup = from->no_backup;
    to->lock_timeout_ms = from->lock_timeout_ms;
    for (size_t i = 0; i < from->n_keep; i++)
        *fx_push(a, &to->keep) = from->keep[i];
}

static bool carry_out(api_call *c, fx_run_options *o, const fxgit_run_options *options,
                      fxgit_report **out)
{
    const api_running *now = api_watch(c, o);
    fxgit_run_options given;
    fx_run_result result = {0};
    fx_place *place;

    if (!api_options(c, options, &given, sizeof given))
        return false;
    if (given.lock_timeout_ms < 0)
        return fx_fail(&c->err, FX_USAGE, "lock_timeout_ms is negative");
    copy_options(c->arena, &given, o);
    if (!(given.dry_run ? api_place(c, &place) : api_place_to_write(c, given.yes, &place)) ||
        !fx_run(c->ws, place, o, &result, &c->err))
        return false;
    if (out != NULL)
        *out = api_report(c->ws, &result, now, given.dry_run);
    return true;
}

static fxgit_code move(fxgit_project *project, fx_run_options *o, const fxgit_run_options *options,
                       fxgit_report **out, fxgit_error **error)
{
    api_call c;

    if (out != NULL)
        *out = NULL;
    if (api_open(&c, project) &&
        (o->verb == FX_VERB_SYNC || o->verb == FX_VERB_DOWNGRADE || api_needs(&c, "to", o->to)))
        (void)!carry_out(&c, o, options, out);
    return api_end(&c, error);
}

fxgit_code fxgit_upgrade(fxgit_project *project, const char *to, const fxgit_run_options *options,
                         fxgit_report **out, fxgit_error **error)
{
    fx_run_options o = {.verb = FX_VERB_UPGRADE, .to = to == NULL ? "heads" : to};

    return move(project, &o, options, out, error);
}

fxgit_code fxgit_downgrade(fxgit_project *project, const char *to, int steps,
                           const fxgit_run_options *options, fxgit_report **out,
                           fxgit_error **error)
{
    fx_run_options o = {.verb = FX_VERB_DOWNGRADE, .to = to};
    api_call c;

    if (out != NULL)
        *out = NULL;
    if (!api_open(&c, project))
        return api_end(&c, error);
    if (steps < 0 || (steps > 0) == (to != NULL)) {
        fx_fail(&c.err, FX_USAGE, "downgrade: say how far");
        fx_hint(&c.err, "Give `to` (a revision, REV^, -N or base) or `steps`, not both.");
        return api_end(&c, error);
    }
    if (to == NULL)
        o.to = fx_fmt(c.arena, "-%d", steps);
    (void)!carry_out(&c, &o, options, out);
    return api_end(&c, error);
}

fxgit_code fxgit_sync(fxgit_project *project, const char *commit, const fxgit_run_options *options,
                      fxgit_report **out, fxgit_error **error)
{
    fx_run_options o = {.verb = FX_VERB_SYNC, .commit = commit};

    return move(project, &o, options, out, error);
}

fxgit_code fxgit_stamp(fxgit_project *project, const char *to, const fxgit_run_options *options,
                       fxgit_report **out, fxgit_error **error)
{
    fx_run_options o = {.verb = FX_VERB_STAMP, .to = to};

    return move(project, &o, options, out, error);
}

static fxgit_code script(fxgit_project *project, fx_verb verb, const char *to, char **sql,
                         fxgit_error **error)
{
    api_call c;
    const fx_dialect *dialect;
    fx_stmts statements = {0};

    if (sql != NULL)
        *sql = NULL;
    if (api_open(&c, project) && api_needs(&c, "to", to) && api_dialect(&c, &dialect) &&
        fx_script(c.ws, dialect->name, verb, NULL, to, &statements, &c.err))
        api_give_text(sql, api_script(c.arena, &statements));
    return api_end(&c, error);
}

fxgit_code fxgit_upgrade_sql(fxgit_project *project, const char *to, char **sql,
                             fxgit_error **error)
{
    return script(project, FX_VERB_UPGRADE, to == NULL ? "heads" : to, sql, error);
}

fxgit_code fxgit_downgrade_sql(fxgit_project *project, const char *to, char **sql,
                               fxgit_error **error)
{
    return script(project, FX_VERB_DOWNGRADE, to, sql, error);
}

fxgit_code fxgit_backups(fxgit_project *project, fxgit_texts **out, fxgit_error **error)
{
    api_call c;
    fx_place *place;
    fx_strs paths = {0};

    if (out != NULL)
        *out = NULL;
    if (api_open(&c, project) && api_place(&c, &place) && fx_backups(c.ws, place, &paths, &c.err))
        api_give_texts(out, &paths);
    return api_end(&c, error);
}

fxgit_code fxgit_restore(fxgit_project *project, const char *file, bool yes, char **restored,
                         fxgit_error **error)
{
    api_call c;
    fx_place *place;
    const char *path;

    if (restored != NULL)
        *restored = NULL;
    if (api_open(&c, project) && api_place_to_write(&c, yes, &place) &&
        fx_lookup_backup(c.ws, place, file, c.ws->root, &path, &c.err) &&
        api_consent(&c, yes,
                    fx_fmt(c.arena, "restoring %s replaces all of %s", path, place->url.text)) &&
        fx_db_restore(c.arena, &place->url, path, &c.err))
        api_give_text(restored, path);
    return api_end(&c, error);
}

const fxgit_report_summary *fxgit_report_about(const fxgit_report *report)
{
    return report == NULL ? NULL : &report->about;
}

size_t fxgit_report_count(const fxgit_report *report)
{
    return report == NULL ? 0 : report->moves.n;
}

const fxgit_move *fxgit_report_at(const fxgit_report *report, size_t i)
{
    return i < fxgit_report_count(report) ? &report->moves.at[i] : NULL;
}

size_t fxgit_report_risk_count(const fxgit_report *report)
{
    return report == NULL ? 0 : report->risks.n;
}

const fxgit_risk *fxgit_report_risk_at(const fxgit_report *report, size_t i)
{
    return i < fxgit_report_risk_count(report) ? &report->risks.at[i] : NULL;
}

size_t fxgit_report_warning_count(const fxgit_report *report)
{
    return report == NULL ? 0 : report->warnings.n;
}

const char *fxgit_report_warning_at(const fxgit_report *report, size_t i)
{
    return i < fxgit_report_warning_count(report) ? report->warnings.at[i] : NULL;
}

void fxgit_report_free(fxgit_report *report)
{
    if (report != NULL)
        fx_arena_free(report->arena);
}
