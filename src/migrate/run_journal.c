/*
 * Execute where DDL commits by itself: one statement after the other, each noted
 * in the journal. The row of a revision is written with the intent of the next
 * one's first statement: a revision of one statement costs one commit.
 */
#include <string.h>

#include "fx/base/hash.h"
#include "journal.h"
#include "runner.h"

typedef struct course {
    run *r;
    run_live live;
    const fx_move *unwritten; /* carried out; its row comes with the next commit */
    int64_t us;               /* that it took */
    size_t written;           /* moves */
    bool waited;
} course;

/* The journal has the move's end, or nothing more, in one transaction with what comes first of the
 * next one. */
static bool write_rows(course *c, const fx_move *coming, const fx_flight *next)
{
    run *r = c->r;
    const char *project = r->ws->config.project;

    if (c->unwritten == NULL && next == NULL)
        return true;
    if (!fx_db_begin(r->db, FX_GUARD_NONE, r->err))
        return false;
    if ((c->unwritten != NULL && !run_record(r, c->unwritten, c->us)) ||
        (next != NULL && next->way == FX_FLIGHT_UP &&
         !fx_ledger_keep(r->db, coming->revision, r->err)) ||
        !(next != NULL ? journal_put(r->db, project, next, r->err)
                       : journal_end(r->db, project, r->err)) ||
        !fx_ledger_commit(r->db, r->ws, r->err)) {
        fx_db_rollback(r->db);
        return false;
    }
    if (c->unwritten != NULL && r->o->progress != NULL)
        r->o->progress(r->o->ctx, c->unwritten->up ? "apply" : "undo", c->unwritten, c->us);
    c->written += c->unwritten != NULL;
    c->unwritten = NULL;
    return true;
}

/* The first changes alone: what a rename or the author's SQL does is seen when it is done. */
static size_t known(const fx_changes *changes)
{
    size_t n = 0;

    while (n < changes->n && changes->at[n].step->kind != FX_STEP_EXECUTE &&
           !run_renames(&changes->at[n]))
        n++;
    return n;
}

static bool render_move(course *c, const fx_move *move, fx_stmts *out)
{
    run *r = c->r;

    if (!run_verify(&c->live, move->changes.at, known(&move->changes), r->err))
        return false;
    if (fx_render(r->a, r->driver->dialect, &move->changes, &c->live.now, out, r->err))
        return true;
    return fx_context(r->err, "%s %s", move->up ? "applying" : "undoing", move->revision->id);
}

static fx_flight flight_of(run *r, const fx_move *move, const fx_stmts *stmts)
{
    const fx_provenance who = run_provenance(r, move);
    fx_flight f = {.revision = move->revision->id,
                   .way = move->up ? FX_FLIGHT_UP : FX_FLIGHT_DOWN,
                   .text_hash = move->up ? fx_sha256(r->a, move->revision->text, move->revision->n)
                                         : move->applied->text_hash,
                   .session = journal_session(r->a, r->db),
                   .by = who.user,
                   .host = who.host};

    fx_each (const fx_stmt, s, stmts) {
        *fx_push(r->a, &f.statements) = s->sql;
    }
    f.state = journal_state(r->a, r->db, stmts->at[0].sql);
    return f;
}

static const char *shown(fx_arena *a, const char *sql)
{
    enum { SHOWN = 200 };
    char *text = fx_strndup(a, sql, strlen(sql) > SHOWN ? SHOWN : strlen(sql));

    for (char *c = text; *c != '\0'; c++)
        *c = *c == '\n' || *c == '\t' ? ' ' : *c;
    return strlen(sql) > SHOWN ? fx_fmt(a, "%s...", text) : text;
}

static bool failed(run *r, const fx_move *move, const fx_flight *f, const fx_stmts *stmts)
{
    static const fx_stmt none = {.sql = ""};
    const fx_stmt *stmt = stmts->at != NULL && f->done < stmts->n ? &stmts->at[f->done] : &none;
    const fx_step *s = stmt->step;
    bool own = s == NULL || s->kind == FX_STEP_EXECUTE;

    r->err->msg = fx_fmt(
        r->err->arena, "%s %s failed at %s%s%s: %s in: %s", move->up ? "applying" : "undoing",
        move->revision->id, s == NULL ? "its statement" : fx_step_verb(s->kind), own ? "" : " ",
        own ? "" : fx_object_text(r->a, &s->object), r->err->msg, shown(r->a, stmt->sql));
    if (r->err->file == NULL && s != NULL && s->file != NULL) {
        r->err->file = s->file;
        r->err->line = s->line;
    }
    if (f->done == 0)
        return fx_hint(r->err, "nothing of %s was done\ncorrect it and run `%s` again",
                       move->revision->id, run_command(r));
    return fx_hint(r->err,
                   "%zu of its %zu statements are done and stay\n"
                   "correct what is to come in its file and go on with `fxgit resume`, or undo "
                   "what is done: `fxgit resume --back`",
                   f->done, f->statements.n);
}

static bool carry_out(course *c, const fx_move *move)
{
    run *r = c->r;
    const int64_t start = run_clock();
    fx_stmts stmts = {0};

    if (r->o->starting != NULL)
        r->o->starting(r->o->ctx, move, (size_t)(move - r->out->plan.moves.at),
                       r->out->plan.moves.n);
    if (!move->stamp && move->changes.n > 0 && !render_move(c, move, &stmts))
        return false;
    if (stmts.n == 0 && !write_rows(c, NULL, NULL))
        return false;
    if (stmts.n > 0) {
        fx_flight f = flight_of(r, move, &stmts);
        journal_run j = {r->db, r->ws->config.project, &f, r->o->lock_timeout_ms, &c->waited};

        if (!write_rows(c, move, &f))
            return false;
        if (!journal_carry_out(r->a, &j, r->err))
            return failed(r, move, &f, &stmts);
    }
    run_follow(&c->live, move->changes.at, move->stamp ? 0 : move->changes.n);
    c->unwritten = move;
    c->us = run_clock() - start;
    return true;
}

static bool carry_out_all(course *c)
{
    fx_each (const fx_move, move, &c->r->out->plan.moves) {
        if (!carry_out(c, move))
            return false;
    }
    return write_rows(c, NULL, NULL);
}

static bool reread(run *r, bool *again)
{
    fx_ledger now;

    if (!fx_ledger_read(r->a, r->db, r->ws->config.project, &now, r->err))
        return false;
    *again = !run_same_ledger(&r->out->ledger, &now) || now.flight != NULL;
    return true;
}

static bool write_mends(run *r)
{
    if (r->out->plan.mends.n == 0 && !r->behind)
        return true;
    if (fx_db_begin(r->db, FX_GUARD_NONE, r->err) && run_mend(r) &&
        fx_ledger_commit(r->db, r->ws, r->err))
        return true;
    fx_db_rollback(r->db);
    return false;
}

/* What was done stays; what was carried out has its row. */
static void end_badly(course *c)
{
    run *r = c->r;
    const size_t n = r->out->plan.moves.n;
    fx_error probe = {.arena = r->a}, *err = r->err;
    const char *id = c->written < n ? r->out->plan.moves.at[c->written].revision->id : NULL;
    const char *next =
        err->hint != NULL ? err->hint : fx_fmt(r->a, "run `%s` again", run_command(r));

    if (c->unwritten != NULL) {
        r->err = &probe;
        if (write_rows(c, NULL, NULL) && c->written < n)
            id = r->out->plan.moves.at[c->written].revision->id;
        r->err = err;
    }
    if (err->code != FX_LOCKED || c->written > 0)
        fx_hint(err, "%zu of %zu revisions are done and stay\n%s", c->written, n, next);
    run_record_failure(r, id);
}

bool run_journaled(run *r, bool *again)
{
    course c = {
        .r = r, .live = {.r = r, .stale = true}
    };

    if (!reread(r, again))
        return false;
    if (*again)
        return true;
    if (!run_fits(r)) /* rows may have come while we waited for the lock */
        return false;
    if (!run_recount(r, again) || *again)
        return r->err->code == FX_NONE;
    if ((!run_has_ledger(r) && !fx_ledger_create(r->db, r->ws, r->place->target, r->err)) ||
        !fx_ledger_alembic(r->db, r->ws, r->err) || !write_mends(r))
        return false;
    bool done = carry_out_all(&c);

    if (c.waited)
        run_warn(r, fx_fmt(r->a, "%s: a table was in use, and fxgit waited", r->place->url.text));
    if (!done)
        end_badly(&c);
    return done;
}
