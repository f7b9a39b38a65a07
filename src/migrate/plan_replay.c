/*
 * Plan, replayed in memory: what it changes and destroys, and whether it
 * reaches its end. One that does not never starts.
 */
#include <assert.h>
#include <string.h>

#include "plan_inner.h"
#include "replayed.h"

static bool is_undone(const fx_plan *plan, const fx_applied *row)
{
    fx_each (const fx_move, move, &plan->moves) {
        if (!move->up && move->applied == row)
            return true;
    }
    return false;
}

/* The rows that the downs leave; what is swapped is there still. Mostly these are all before the
 * first that is undone: then they are not copied. */
static fx_ledger rows_left(fx_arena *a, const fx_ledger *l, const fx_plan *plan)
{
    fx_ledger rest = {.exists = l->exists, .db = l->db, .replayed = l->replayed};
    const size_t n = l->rows.n;
    size_t i = 0;

    while (i < n && !is_undone(plan, &l->rows.at[i]))
        i++;
    rest.rows.at = l->rows.at;
    rest.rows.n = rest.rows.cap = i;
    for (; i < n; i++) {
        if (!is_undone(plan, &l->rows.at[i]))
            *fx_push(a, &rest.rows) = l->rows.at[i];
    }
    return rest;
}

fx_strs plan_touches(fx_arena *a, const fx_revision *r)
{
    fx_strs out = {0};
    const fx_steps *const halves[] = {&r->up.steps, &r->down.steps};

    for (size_t i = 0; i < 2; i++) {
        fx_each (const fx_step *const, s, halves[i]) {
            fx_step_touches(a, *s, &out);
            fx_each (const fx_step *const, state, &(*s)->execute.state) {
                fx_step_touches(a, *state, &out);
            }
        }
    }
    return out;
}

static bool meets(const char *x, const char *y)
{
    size_t n = strlen(x);

    return fx_starts(y, x) && (y[n] == '\0' || y[n] == '.');
}

bool plan_touching(const fx_strs *x, const fx_strs *y)
{
    fx_each (const char *, one, x) {
        fx_each (const char *, two, y) {
            if (meets(*one, *two) || meets(*two, *one))
                return true;
        }
    }
    return false;
}

const char *plan_difference(fx_arena *a, const fx_schema *is, const fx_schema *wanted,
                            plan_stop *stop)
{
    const fx_diff_options options = {.naming = fx_naming_default};
    fx_diff diff = fx_diff_schemas(a, is, wanted, &options);

    fx_each (const fx_step *const, s, &diff.steps) {
        fx_step_touches(a, *s, &stop->differs);
    }
    return diff.steps.n == 0 ? "enums differ" : fx_steps_message(a, &diff.steps);
}

typedef struct walk {
    fx_arena *a;
    fx_plan *plan;
    fx_schema state;
    fx_changes played; /* with what raw SQL says it does */
    plan_stop *stop;
    fx_error *err;
} walk;

static bool refuse_irreversible(walk *w, const fx_move *move)
{
    const fx_revision *r = move->revision;

    w->stop->move = move;
    fx_fail(w->err, FX_REFUSED, "revision %s cannot be undone%s%s", r->id,
            fx_blank(r->down.reason) ? "" : ": ", fx_blank(r->down.reason) ? "" : r->down.reason);
    return fx_hint(w->err,
                   "nothing was changed. Keep it with `fxgit sync --keep %s`, use another database "
                   "(--database URL), or give its file a downgrade half and run this again",
                   r->id);
}

/* What raw SQL stands for: for the losses, and for the names of what comes after it. */
static void play_execute(walk *w, const fx_schema *before, const fx_step *s, fx_move *move)
{
    fx_schema copy = fx_schema_copy(w->a, before);
    fx_error probe = {.arena = w->a};
    fx_changes said = {0};

    plan_sql_losses(w->a, &w->played, s, move);
    if (!fx_replay_all(w->a, &copy, &s->execute.state, &said, &probe))
        return;
    const size_t known = move->losses.n;

    plan_losses(w->a, &w->played, &said, move);
    for (size_t i = known; i < move->losses.n; i++)
        move->losses.at[i].all = true; /* how it is done is the author's */
    fx_each (const fx_change, c, &said) {
        *fx_push(w->a, &w->played) = *c;
    }
}

static bool play_step(walk *w, const fx_step *s, fx_move *move)
{
    fx_changes now = {0};
    fx_schema before = {0};

    if (s->kind == FX_STEP_EXECUTE)
        before = fx_schema_copy(w->a, &w->state);
    if (!fx_replay(w->a, &w->state, s, &now, w->err)) {
        w->stop->move = move;
        w->stop->step = s;
        fx_step_touches(w->a, s, &w->stop->touches);
        w->err->code = FX_REFUSED;
        return fx_context(w->err, "%s %s", move->up ? "applying" : "undoing", move->revision->id);
    }
    if (s->kind == FX_STEP_EXECUTE)
        play_execute(w, &before, s, move);
    plan_losses(w->a, &w->played, &now, move);
    fx_each (const fx_change, c, &now) {
        fx_change *kept = fx_push(w->a, &move->changes);

        *kept = *c;
        kept->revision = move->revision->id;
        *fx_push(w->a, &w->played) = *c;
    }
    return true;
}

static bool has_sql(const fx_half *half)
{
    fx_each (const fx_step *const, s, &half->steps) {
        if ((*s)->kind == FX_STEP_EXECUTE)
            return true;
    }
    return false;
}

static bool play_move(walk *w, fx_move *move)
{
    const fx_half *half = move->up ? &move->revision->up : &move->revision->down;

    assert(move->revision->packed == NULL);
    move->changes = (fx_changes){0};
    move->losses.n = 0;
    if (move->swaps.n > 0)
        return true;
    if (!move->up && half->irreversible)
        return refuse_irreversible(w, move);
    fx_each (const fx_step *const, s, &half->steps) {
        if (!play_step(w, *s, move))
            return false;
    }
    fx_changes_mark_uses(w->a, &move->changes, 0);
    if (!move->up || has_sql(half))
        plan_said_losses(w->a, &w->played, move);
    if (move->stamp)
        move->losses.n = 0;
    return true;
}

static bool has_downs(const fx_plan *plan)
{
    return plan->moves.n > 0 && !plan->moves.at[0].up;
}

static bool not_back(walk *w, const char *why)
{
    fx_strs ids = {0};

    w->stop->rest = true;
    fx_each (const fx_move, move, &w->plan->moves) {
        fx_strs touches;

        if (move->up)
            continue;
        *fx_push(w->a, &ids) = move->applied->id;
        touches = plan_touches(w->a, move->revision);
        fx_each (const char *, t, &touches) {
            *fx_push(w->a, &w->stop->touches) = *t;
        }
    }
    fx_fail(w->err, FX_REFUSED,
            "undoing %s does not lead back to what the other applied revisions "
            "give: %s",
            fx_strs_join(w->a, &ids, ", "), why);
    return fx_hint(w->err, "undo those that build on them as well, or mend the downgrade half in "
                           "the file: it is read from there");
}

/* What the downs leave must be what the revisions that stay would give by themselves. */
static bool rest_follows(walk *w, fx_db *db, const fx_ledger *l)
{
    fx_ledger rest = rows_left(w->a, l, w->plan);
    fx_error probe = {.arena = w->a};
    fx_schema schema;

    if (!fx_ledger_replay(w->a, db, &rest, &schema, &probe))
        return not_back(w, probe.msg);
    return fx_schema_equal(&schema, &w->state) ||
           not_back(w, plan_difference(w->a, &w->state, &schema, w->stop));
}

static bool walk_moves(walk *w, fx_db *db, const fx_ledger *l)
{
    bool checked = !has_downs(w->plan);

    fx_each (fx_move, move, &w->plan->moves) {
        if (move->up && !checked) {
            checked = true;
            if (!rest_follows(w, db, l))
                return false;
        }
        if (move->swaps.n > 0) {
            const fx_ledger left = rows_left(w->a, l, w->plan);

            if (!plan_swap_fits(w->a, db, &left, w->plan, move, &w->state, w->stop, w->err))
                return false;
        }
        if (!play_move(w, move))
            return false;
    }
    return checked || rest_follows(w, db, l);
}

/* All that is replayed begins with the rows before the first that is undone. */
static void mark(const fx_ledger *l, const fx_plan *plan)
{
    if (l->replayed == NULL)
        return;
    l->replayed->mark = l->rows.n;
    fx_each (const fx_move, move, &plan->moves) {
        const size_t at = move->up ? l->rows.n : (size_t)(move->applied - l->rows.at);

        if (at < l->replayed->mark)
            l->replayed->mark = at;
    }
}

bool plan_walk(fx_arena *a, fx_db *db, const fx_ledger *l, fx_plan *plan, plan_stop *stop,
               fx_error *err)
{
    walk w = {.a = a, .plan = plan, .stop = stop, .err = err};

    *stop = (plan_stop){0};
    mark(l, plan);
    if (!fx_ledger_replay(a, db, l, &plan->before, err))
        return false;
    w.state = fx_schema_copy(a, &plan->before);
    if (!walk_moves(&w, db, l))
        return false;
    plan->after = w.state;
    return true;
}

bool fx_plan_replay(fx_arena *a, fx_db *db, const fx_ledger *l, fx_plan *plan, fx_error *err)
{
    plan_stop stop;

    return plan_walk(a, db, l, plan, &stop, err);
}

fx_losses fx_revision_losses(fx_arena *a, const fx_schema *before, const fx_revision *r)
{
    fx_error probe = {.arena = a};
    fx_plan plan = {0};
    plan_stop stop = {0};
    walk w = {
        .a = a, .plan = &plan, .state = fx_schema_copy(a, before), .stop = &stop, .err = &probe};
    fx_move move = {.up = true, .revision = r};

    return play_move(&w, &move) ? move.losses : (fx_losses){0};
}
