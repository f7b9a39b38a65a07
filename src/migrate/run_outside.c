/*
 * Outside: a revision whose one statement cannot be inside a transaction. Its
 * row is written right after it; a run that ends between the two finds the
 * statement done, and says so.
 */
#include <string.h>

#include "fx/sql/split.h"
#include "runner.h"

static bool text_is_alone(const run *r, const fx_strs *texts)
{
    fx_arena *scratch = fx_arena_new();
    bool alone = false;

    fx_each (const char *, text, texts) {
        fx_statements parts = {0};
        fx_error probe = {.arena = scratch};

        if (!fx_split(scratch, r->driver->dialect->name, NULL, 1, *text, &parts, &probe))
            continue; /* refused when it is rendered */
        fx_each (const fx_statement, s, &parts) {
            alone = alone || fx_statement_alone(r->driver->dialect->name, s->text);
        }
    }
    fx_arena_free(scratch);
    return alone;
}

static bool is_alone(const run *r, const fx_step *s)
{
    if (s->concurrently)
        return true;
    if (s->kind != FX_STEP_EXECUTE)
        return false;
    if (!s->execute.by_dialect)
        return text_is_alone(r, &s->execute.all);
    fx_each (const fx_execute_for, f, &s->execute.by) {
        if (fx_same(f->dialect, r->driver->dialect->name))
            return text_is_alone(r, &f->texts);
    }
    return false;
}

bool run_is_outside(const run *r, const fx_move *move)
{
    bool said = move->up ? move->revision->up.no_transaction : move->revision->down.no_transaction;

    if (move->stamp || r->driver == NULL || !fx_same(r->driver->dialect->name, "postgresql"))
        return false;
    fx_each (const fx_change, c, &move->changes) {
        if (said || is_alone(r, c->step))
            return true;
    }
    return false;
}

static bool refuse_many(run *r, const fx_move *move, fx_error *err)
{
    fx_fail_at(err, FX_REFUSED, move->revision->path, move->revision->up.line, 0,
               "revision %s has a statement that cannot be inside a transaction, and others",
               move->revision->id);
    return fx_hint(err,
                   "nothing was changed. Give it a revision of its own: if it fails, %s is between "
                   "two revisions and not inside one",
                   r->place->url.text);
}

bool run_outside_fits(run *r, fx_error *err)
{
    fx_each (const fx_move, move, &r->out->plan.moves) {
        if (run_is_outside(r, move) && move->changes.n > 1)
            return refuse_many(r, move, err);
    }
    return true;
}

static bool failed(run *r, const fx_move *move, const fx_stmt *s, fx_error *err)
{
    fx_error probe = {.arena = r->a};

    fx_context(err, "%s %s failed at %s", move->up ? "applying" : "undoing", move->revision->id,
               s->sql);
    if (strstr(err->msg, "already exists") != NULL)
        return fx_hint(err,
                       "an earlier run may have done it: if it is what the revision makes, `fxgit "
                       "stamp %s`; if it is INVALID, drop it and run `%s` again",
                       move->revision->id, run_command(r));
    if (s->cleanup != NULL && !fx_db_exec(r->db, s->cleanup, &probe))
        return fx_hint(err, "what is left of it could not be dropped either: %s", s->cleanup);
    return false;
}

bool run_outside(run *r, const fx_move *move, fx_error *err)
{
    fx_stmts statements = {0};

    if (!fx_render(r->a, r->driver->dialect, &move->changes, NULL, &statements, err))
        return false;
    if (statements.n > 1)
        return refuse_many(r, move, err);
    fx_each (const fx_stmt, s, &statements) {
        if (!fx_db_exec(r->db, s->sql, err))
            return failed(r, move, s, err);
    }
    return true;
}
