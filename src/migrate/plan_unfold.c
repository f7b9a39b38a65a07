/*
 * Unfold: the other way of a squash. A database that has the folded revision
 * goes to a branch that has those it was made of.
 */
#include "plan_inner.h"

static const fx_item *missing(const fx_items *items, const char *id)
{
    const fx_item *item = plan_item(items, id);

    return item != NULL && item->class_ == FX_CLASS_MISSING ? item : NULL;
}

static bool all_missing(const fx_items *items, const fx_strs *ids)
{
    fx_each (const char *, id, ids) {
        if (missing(items, *id) == NULL)
            return false;
    }
    return ids->n > 0;
}

bool plan_unfolding(fx_arena *a, fx_db *db, const fx_items *items, plan_unfolds *out, fx_error *err)
{
    *out = (plan_unfolds){0};
    fx_each (const fx_item, item, items) {
        fx_error probe = {.arena = err->arena};
        const fx_revision *r;
        plan_unfold u = {.id = item->id};

        /* a text that cannot be read is told when it is needed */
        if (item->class_ != FX_CLASS_FOREIGN ||
            !plan_row_revision(a, db, item->applied, &r, &probe) ||
            !all_missing(items, &r->replaces))
            continue;
        fx_each (const fx_item, it, items) { /* in the order of the tree */
            if (!fx_strs_has(&r->replaces, it->id))
                continue;
            fx_revision_complete(it->revision);
            *fx_push(a, &u.into) = it->revision;
        }
        *fx_push(a, out) = u;
    }
    return true;
}

const plan_unfold *plan_unfold_of(const plan_unfolds *all, const char *id)
{
    fx_each (const plan_unfold, u, all) {
        if (fx_same(u->id, id))
            return u;
    }
    return NULL;
}

static bool has(const plan_unfold *u, const fx_revision *r)
{
    fx_each (const fx_revision *, it, &u->into) {
        if (*it == r)
            return true;
    }
    return false;
}

bool plan_unfold_up(fx_arena *a, const plan_unfolds *all, const fx_revision *r, fx_plan *out)
{
    fx_each (const plan_unfold, u, all) {
        fx_move move = {.up = true, .stamp = true, .revision = r};

        if (!has(u, r))
            continue;
        if (u->into.at[0] != r)
            return true;
        *fx_push(a, &move.swaps) = u->id;
        for (size_t i = 1; i < u->into.n; i++)
            *fx_push(a, &move.rest) = u->into.at[i];
        *fx_push(a, &out->moves) = move;
        return true;
    }
    return false;
}
