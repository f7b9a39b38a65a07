/*
 * Move: one revision inside the transaction. Its row is written in the same
 * transaction as its work.
 */
#include <string.h>

#include "runner.h"

enum { SHOWN = 200 };

static const char *first_line(fx_arena *a, const char *sql)
{
    size_t n = strlen(sql);
    char *text = fx_strndup(a, sql, n > SHOWN ? SHOWN : n);

    for (char *c = text; *c != '\0'; c++) {
        if (*c == '\n' || *c == '\t')
            *c = ' ';
    }
    return n > SHOWN ? fx_fmt(a, "%s...", text) : text;
}

/* What is kept of a statement until its error may come. */
typedef struct tag {
    const fx_move *move;
    const fx_step *step;
} tag;

static const tag *tag_of(run *r, const fx_move *move, const fx_step *step)
{
    tag *t = fx_new(r->a, tag);

    *t = (tag){move, step};
    return t;
}

/* Revision, step, statement, the engine's words; what became of the database is said by whoever
 * rolls back. */
static bool failed_at(run *r, const fx_move *move, const fx_step *s, const char *sql, fx_error *err)
{
    const char *object =
        s == NULL || s->kind == FX_STEP_EXECUTE ? "" : fx_object_text(r->a, &s->object);
    const char *engine = err->msg;

    err->msg =
        fx_fmt(err->arena, "%s %s failed at %s%s%s: %s in: %s", move->up ? "applying" : "undoing",
               move->revision->id, s == NULL ? "its statement" : fx_step_verb(s->kind),
               *object == '\0' ? "" : " ", object, engine, first_line(err->arena, sql));
    if (err->file == NULL && s != NULL && s->file != NULL) {
        err->file = s->file;
        err->line = s->line;
    }
    return false;
}

const fx_move *run_failed_move(const run *r)
{
    const tag *t = r->db->failed_tag;

    return t == NULL ? NULL : t->move;
}

bool run_failed_before(run *r, fx_error *err)
{
    const tag *t = r->db->failed_tag;

    return t == NULL ? fx_context(err, "the ledger could not be written")
                     : failed_at(r, t->move, t->step, r->db->failed_sql, err);
}

static bool failed(run *r, const fx_move *move, const fx_stmt *stmt, fx_error *err)
{
    if (r->db->failed_sql != NULL) /* it is about one before, which is named in the end */
        return false;
    return failed_at(r, move, stmt->step, stmt->sql, err);
}

static bool run_statements(run *r, const fx_move *move, const fx_stmts *stmts, fx_error *err)
{
    fx_each (const fx_stmt, stmt, stmts) {
        if (stmt->alone) {
            fx_fail(err, FX_REFUSED, "it cannot run inside a transaction");
            return failed(r, move, stmt, err);
        }
        r->db->tag = r->driver->flush == NULL ? NULL : tag_of(r, move, stmt->step);
        if (!fx_db_exec(r->db, stmt->sql, err))
            return failed(r, move, stmt, err);
        r->db->tag = NULL;
    }
    return true;
}

static bool ends_segment(const fx_change *c)
{
    return c->step->kind == FX_STEP_EXECUTE || run_renames(c);
}

/* Changes up to and with the next one after which the database has to be looked at again. */
static size_t segment_end(const fx_changes *changes, size_t from)
{
    size_t end = from;

    while (end < changes->n && !ends_segment(&changes->at[end]))
        end++;
    return end < changes->n ? end + 1 : end;
}

/* Statements live no longer than their segment: a long plan would keep all its SQL in memory. */
static bool run_segment(run_live *live, const fx_move *move, const fx_change *at, size_t n,
                        fx_error *err)
{
    run *r = live->r;
    fx_changes part = {.at = (fx_change *)at, .n = n, .cap = n};
    fx_stmts stmts = {0};

    if (!run_verify(live, at, n, err))
        return false;
    fx_arena *scratch = fx_arena_new();
    bool done = fx_render(scratch, r->driver->dialect, &part, &live->now, &stmts, err);

    if (!done)
        fx_context(err, "%s %s", move->up ? "applying" : "undoing", move->revision->id);
    done = done && run_statements(r, move, &stmts, err);
    fx_arena_free(scratch);
    if (done && at[n - 1].step->kind == FX_STEP_EXECUTE)
        done = fx_db_settle(r->db, err);
    if (done)
        run_follow(live, at, n);
    return done;
}

bool run_move(run_live *live, const fx_move *move, fx_error *err)
{
    const fx_changes *changes = &move->changes;

    if (move->stamp)
        return true;
    for (size_t from = 0; from < changes->n;) {
        size_t end = segment_end(changes, from);

        if (!run_segment(live, move, &changes->at[from], end - from, err))
            return false;
        from = end;
    }
    return true;
}
