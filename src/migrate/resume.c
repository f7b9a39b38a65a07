#include "resume.h"

#include <string.h>

#include "fx/base/hash.h"
#include "ledger_sql.h"

/* ---- what is half-way ---- */

static bool open_database(resume *r)
{
    fx_place *place = fx_new(r->a, fx_place);

    *place = *r->place;
    place->url.lock_wait_ms = r->o->lock_timeout_ms;
    place->url.purpose = "resume";
    r->place = place;
    if (!fx_history_read(r->a, r->ws->worktree, &r->ws->config, &r->history, r->err))
        return false;
    if (!fx_db_exists(&place->url))
        return true;
    r->db = fx_db_open(r->a, &place->url, false, r->err);
    if (r->db == NULL)
        return false;
    r->db->trace = r->o->trace;
    r->db->trace_ctx = r->o->ctx;
    return true;
}

static bool read_ledger(resume *r)
{
    if (!fx_ledger_read(r->a, r->db, r->ws->config.project, &r->ledger, r->err))
        return false;
    (void)plan_rows_of(r->a, &r->history.graph, &r->ledger);
    if (r->ledger.flight == NULL)
        return true;
    r->flight = fx_new(r->a, fx_flight);
    *r->flight = *r->ledger.flight;
    r->out->flight = r->ledger.flight;
    return true;
}

/* The text that began to run. */
static bool read_stored(resume *r, fx_revision *out)
{
    const fx_flight *f = r->flight;
    fx_rows rows = {0};

    if (!fx_db_ask(r->db, r->a, "SELECT text FROM fxgit_text WHERE hash = ?", &rows, r->err,
                   f->text_hash))
        return false;
    const char *text = rows.n == 1 ? rows.at[0].at[0] : NULL;

    if (text != NULL && fx_same(fx_sha256(r->a, text, strlen(text)), f->text_hash))
        return fx_revision_read(r->a, fx_fmt(r->a, "%s.yml", f->revision), text, strlen(text), out,
                                r->err);
    fx_fail(r->err, FX_REFUSED, "the ledger of %s has no text of revision %s", r->db->url->text,
            f->revision);
    return fx_hint(r->err, "The ledger was changed from outside: put a backup back.");
}

static const fx_revision *in_tree(const resume *r)
{
    const fx_node *node = fx_graph_find(&r->history.graph, r->flight->revision);

    return node == NULL ? NULL : node->revision;
}

/* The move as it began; r->edited: what the file says since, if that is something else. */
static bool find_move(resume *r, fx_move *move)
{
    fx_revision *stored = fx_new(r->a, fx_revision);
    const fx_revision *file = in_tree(r);
    const fx_applied *row = fx_ledger_find(&r->ledger, r->flight->revision);

    *move = (fx_move){.up = row == NULL, .applied = row};
    if (row != NULL)
        return plan_row_revision(r->a, r->db, row, &move->revision, r->err);
    if (!read_stored(r, stored))
        return false;
    move->revision = stored;
    if (file == NULL)
        return true;
    stored->path = file->path;
    if (fx_same(file->up.hash, stored->up.hash))
        move->revision = file;
    else
        r->edited = file;
    return true;
}

fx_live resume_live(resume *r, const fx_schema *s)
{
    const char *dialect = r->db->driver->dialect->name;
    fx_live live = {.schema = *fx_project(r->a, s, dialect), .mariadb = true};

    fx_each (const fx_text_object, t, &live.schema.texts) {
        *fx_push(r->a, &live.dependents) = (fx_dependent){.kind = fx_text_word(t->kind),
                                                          .schema = t->schema,
                                                          .name = t->name,
                                                          .table = t->table,
                                                          .sql = t->sql.all};
    }
    return live;
}

/* The statements of a move from where the ledger is; it has one plan, and the file's text another.
 */
static bool render_again(resume *r, fx_plan *plan, fx_stmts *out, fx_error *err)
{
    if (!fx_plan_replay(r->a, r->db, &r->ledger, plan, err))
        return false;
    const fx_live live = resume_live(r, &plan->before);

    return fx_render(r->a, r->db->driver->dialect, &plan->moves.at[0].changes, &live, out, err);
}

/* ---- the statement that was cut off ---- */

static bool find_out(resume *r)
{
    fx_flight *f = r->flight;

    if (!journal_wait(r->db, f, r->o->lock_timeout_ms, r->err))
        return false;
    if (f->done < f->statements.n && *f->state != '\0' &&
        !fx_same(f->state, journal_state(r->a, r->db, f->statements.at[f->done])))
        f->done++;
    return true;
}

static bool refuse_edit(resume *r, size_t at)
{
    fx_fail_at(r->err, FX_REFUSED, r->edited->path, r->edited->up.line, 0,
               "revision %s: statement %zu has run, and the file says something else since: %.80s",
               r->flight->revision, at + 1, r->flight->statements.at[at]);
    return fx_hint(r->err, "Put that part of the file back, and change only what has not run; "
                           "or undo what is done: `fxgit resume --back`.");
}

/* What has run must be what the file still says; the rest is the file's. */
static bool take_edited(resume *r)
{
    fx_flight *f = r->flight;
    fx_plan plan = {0};
    fx_stmts now = {0};
    fx_strs statements = {0};

    *fx_push(r->a, &plan.moves) = (fx_move){.up = true, .revision = r->edited};
    if (!render_again(r, &plan, &now, r->err))
        return false;
    for (size_t i = 0; i < f->done; i++) {
        if (i >= now.n || i >= r->stmts.n || !fx_same(now.at[i].sql, r->stmts.at[i].sql))
            return refuse_edit(r, i);
        *fx_push(r->a, &statements) = f->statements.at[i];
    }
    for (size_t i = f->done; i < now.n; i++)
        *fx_push(r->a, &statements) = now.at[i].sql;
    f->statements = statements;
    f->text_hash = fx_sha256(r->a, r->edited->text, r->edited->n);
    r->plan.moves.at[0].revision = r->edited;
    return true;
}

/* ---- the end ---- */

static fx_provenance who_of(resume *r)
{
    fx_workspace *ws = r->ws;

    return (fx_provenance){.commit = ws->head.commit,
                           .branch = ws->head.branch,
                           .origin = ws->origin,
                           .user = fx_workspace_user(ws),
                           .host = fx_workspace_host(ws)};
}

static bool write_end(resume *r)
{
    const char *project = r->ws->config.project;
    const fx_provenance who = who_of(r);
    const fx_move *move = &r->plan.moves.at[0];
    const fx_flight *f = r->flight;
    bool done = true;

    if (f->way == FX_FLIGHT_UP)
        done = fx_ledger_add(r->db, project, move->revision, &who, "upgrade", 0, r->err);
    else if (f->way == FX_FLIGHT_DOWN)
        done = fx_ledger_remove(r->db, project, f->revision, true, &who, r->err);
    else
        done = fx_ledger_forget(r->db, f->text_hash, r->err);
    return done && journal_end(r->db, project, r->err) &&
           fx_ledger_event(r->db, project, "resume", f->revision, &who,
                           f->way == FX_FLIGHT_BACK ? "went back" : NULL, r->err);
}

static bool in_transaction(resume *r, bool (*write)(resume *r))
{
    if (!fx_db_begin(r->db, FX_GUARD_NONE, r->err))
        return false;
    if (write(r) && fx_ledger_commit(r->db, r->ws, r->err))
        return true;
    fx_db_rollback(r->db);
    return false;
}

static bool write_course(resume *r)
{
    fx_flight *f = r->flight;
    const fx_revision *running = r->plan.moves.at[0].revision;

    f->session = journal_session(r->a, r->db);
    f->state =
        f->done < f->statements.n ? journal_state(r->a, r->db, f->statements.at[f->done]) : "";
    return (f->way != FX_FLIGHT_UP || fx_ledger_keep(r->db, running, r->err)) &&
           journal_put(r->db, r->ws->config.project, f, r->err);
}

static bool say_failure(resume *r)
{
    const fx_flight *f = r->flight;
    const char *why = r->err->msg;

    r->err->msg = fx_fmt(r->err->arena, "%s: statement %zu of %zu failed: %s in: %.200s",
                         f->revision, f->done + 1, f->statements.n, why,
                         f->done < f->statements.n ? f->statements.at[f->done] : "");
    return fx_hint(r->err, f->way == FX_FLIGHT_BACK
                               ? "It is on its way back: put right what is in the way, and run "
                                 "`fxgit resume` again."
                               : "Correct what is to come in its file and run `fxgit resume` "
                                 "again, or undo what is done: `fxgit resume --back`.");
}

static bool go(resume *r)
{
    bool waited = false;
    journal_run j = {r->db, r->ws->config.project, r->flight, r->o->lock_timeout_ms, &waited};
    const size_t before = r->flight->done;

    if (!fx_ledger_alembic(r->db, r->ws, r->err) || !in_transaction(r, write_course))
        return false;
    if (!journal_carry_out(r->a, &j, r->err))
        return say_failure(r);
    r->out->ran = r->flight->done - before;
    return in_transaction(r, write_end);
}

static bool turn_back(resume *r)
{
    fx_flight *f = r->flight;
    fx_strs statements = {0};

    if (!resume_back(r, &statements))
        return false;
    f->way = FX_FLIGHT_BACK;
    f->statements = statements;
    f->done = 0;
    return true;
}

static bool carry_on(resume *r)
{
    const bool back = r->flight->way == FX_FLIGHT_BACK;
    fx_error probe = {.arena = r->a};
    fx_move move;

    if (!find_move(r, &move) || !find_out(r))
        return false;
    *fx_push(r->a, &r->plan.moves) = move;
    if (!back && !render_again(r, &r->plan, &r->stmts, &probe)) {
        if (r->o->back && r->plan.moves.at[0].changes.n == 0) /* what to undo is not known */
            return fx_pass(r->err, &probe);
        r->stmts.n = 0;
    }
    if (r->edited != NULL && !r->o->back && !back && !take_edited(r))
        return false;
    if (r->o->back && !back && !turn_back(r))
        return false;
    r->out->back = r->flight->way == FX_FLIGHT_BACK;
    return go(r);
}

bool fx_resume(fx_workspace *ws, const fx_place *place, const fx_resume_options *o,
               fx_resume_result *out, fx_error *err)
{
    resume r = {.a = ws->arena, .ws = ws, .place = place, .o = o, .out = out, .err = err};

    *out = (fx_resume_result){.database = place->url.text};
    if (!open_database(&r) || r.db == NULL)
        return err->msg == NULL;
    if (!read_ledger(&r))
        return false;
    if (r.flight == NULL)
        return true;
    if (!fx_db_lock(r.db, err))
        return false;
    bool done = read_ledger(&r) && (r.flight == NULL || carry_on(&r));

    fx_db_unlock(r.db);
    return done;
}
