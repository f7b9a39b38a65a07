/*
 * Swap: a revision goes into the ledger in place of those that it replaces, and
 * no statement runs. That is true only where it does what they did.
 */
#include <stdlib.h>
#include <string.h>

#include "plan_inner.h"

typedef struct sequence {
    fx_arena *a;
    fx_revisions all; /* as the ledger will have them */
} sequence;

/* In the place of the first of them, as fx_ledger_swap does it. */
static void swap(sequence *s, const fx_move *move)
{
    fx_revisions out = {0};
    bool there = false;

    fx_each (const fx_revision *, r, &s->all) {
        if (!fx_strs_has(&move->swaps, (*r)->id)) {
            *fx_push(s->a, &out) = *r;
            continue;
        }
        if (there)
            continue;
        there = true;
        *fx_push(s->a, &out) = move->revision;
        fx_each (const fx_revision *, more, &move->rest) {
            *fx_push(s->a, &out) = *more;
        }
    }
    s->all = out;
}

static int by_id(const void *x, const void *y)
{
    return strcmp((*(const fx_revision *const *)x)->id, (*(const fx_revision *const *)y)->id);
}

/* Behind all that they build on, as the ledger is put in order. */
typedef struct sorter {
    const sequence *s;
    const fx_revision **sorted; /* by id */
    bool *placed;
    fx_revisions out;
} sorter;

static void place(sorter *o, const fx_revision *r)
{
    const fx_revision **at = bsearch(&r, o->sorted, o->s->all.n, sizeof *o->sorted, by_id);

    if (at == NULL || o->placed[at - o->sorted])
        return;
    o->placed[at - o->sorted] = true;
    fx_each (const char *, id, &(*at)->parents) {
        place(o, &(fx_revision){.id = *id});
    }
    *fx_push(o->s->a, &o->out) = *at;
}

static fx_revisions in_order(const sequence *s)
{
    const size_t n = s->all.n;
    sorter o = {.s = s};

    o.sorted = fx_alloc(s->a, (n + 1) * sizeof *o.sorted);
    o.placed = fx_alloc(s->a, (n + 1) * sizeof *o.placed);
    for (size_t i = 0; i < n; i++)
        o.sorted[i] = s->all.at[i];
    qsort(o.sorted, n, sizeof *o.sorted, by_id);
    fx_each (const fx_revision *, r, &s->all) {
        place(&o, *r);
    }
    return o.out;
}

static bool refuse(const fx_move *move, const char *why, fx_error *err)
{
    fx_arena *a = err->arena;
    const fx_revision *r = move->revision;

    fx_fail_at(err, FX_REFUSED, r->path, 1, 0, "revision %s does not give what %s %s: %s", r->id,
               fx_strs_join(a, &move->swaps, ", "), move->swaps.n == 1 ? "gave" : "gave together",
               why);
    return fx_hint(err, "nothing was changed. What replaces others does just what they did: write "
                        "it anew with `fxgit squash`, or leave `replaces:` out");
}

bool plan_swap_fits(fx_arena *a, fx_db *db, const fx_ledger *left, const fx_plan *plan,
                    const fx_move *move, const fx_schema *state, plan_stop *stop, fx_error *err)
{
    sequence s = {.a = a};
    fx_schema gives = {0};

    fx_each (const fx_applied, row, &left->rows) {
        if (!plan_row_revision(a, db, row, fx_push(a, &s.all), err))
            return false;
    }
    fx_each (const fx_move, m, &plan->moves) {
        if (m->up && m->swaps.n == 0)
            *fx_push(a, &s.all) = m->revision;
        else if (m->up)
            swap(&s, m);
        if (m == move)
            break;
    }
    const fx_revisions all = in_order(&s);

    fx_each (const fx_revision *, r, &all) {
        fx_error probe = {.arena = a};

        if (!fx_replay_all(a, &gives, &(*r)->up.steps, NULL, &probe))
            return refuse(move, fx_fmt(a, "%s does not apply: %s", (*r)->id, probe.msg), err);
    }
    if (fx_schema_equal(&gives, state))
        return true;
    const char *why = plan_difference(a, &gives, state, stop);

    stop->touches = stop->differs; /* sync undoes what stands for something else */
    return refuse(move, why, err);
}
