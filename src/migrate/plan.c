/*
 * Plan: upgrade, downgrade, stamp: which revisions, in which order.
 */
#include "fx/migrate/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plan_inner.h"

const fx_item *plan_item(const fx_items *items, const char *id)
{
    fx_each (const fx_item, item, items) {
        if (fx_same(item->id, id))
            return item;
    }
    return NULL;
}

/* ... and the plan does not undo it. */
static bool is_applied(const fx_items *items, const fx_plan *plan, const char *id)
{
    const fx_item *item = plan_item(items, id);

    fx_each (const fx_move, move, &plan->moves) {
        if (!move->up && fx_same(move->applied->id, id))
            return false;
    }
    return item != NULL && item->applied != NULL;
}

static bool refuse_both(const fx_revision *r, const fx_revision *other, fx_error *err)
{
    fx_fail_at(err, FX_REFUSED, r->path, 1, 0, "revision %s replaces %s, which is still there: %s",
               r->id, other->id, other->path);
    return fx_hint(err, "nothing was changed. Delete the file of the one that is not meant");
}

bool plan_replaced_gone(const fx_items *items, fx_error *err)
{
    fx_each (const fx_item, it, items) {
        if (it->class_ != FX_CLASS_MISSING)
            continue;
        fx_each (const char *, id, &it->revision->replaces) {
            const fx_item *other = plan_item(items, *id);

            if (other != NULL && other->revision != NULL)
                return refuse_both(it->revision, other->revision, err);
        }
    }
    return true;
}

/* Applied revisions that `r` replaces: all of its `replaces`, or none of them, or the plan is
 * refused. */
static bool find_swaps(fx_arena *a, const fx_items *items, const fx_plan *plan,
                       const fx_revision *r, fx_strs *out, fx_error *err)
{
    fx_strs lacking = {0};

    *out = (fx_strs){0};
    fx_each (const char *, id, &r->replaces) {
        fx_strs *side = is_applied(items, plan, *id) ? out : &lacking;

        *fx_push(a, side) = *id;
    }
    if (out->n == 0 || lacking.n == 0)
        return true;
    fx_fail_at(err, FX_REFUSED, r->path, 1, 0,
               "revision %s replaces %s, of which the database has only %s", r->id,
               fx_strs_join(a, &r->replaces, ", "), fx_strs_join(a, out, ", "));
    return fx_hint(err, "upgrade the database with the commit before the squash first, then again");
}

bool plan_up(fx_arena *a, const fx_items *items, const fx_revision *r, fx_plan *out, fx_error *err)
{
    fx_move move = {.up = true, .revision = r};

    fx_revision_complete(r);
    if (!find_swaps(a, items, out, r, &move.swaps, err))
        return false;
    move.stamp = move.swaps.n > 0;
    *fx_push(a, &out->moves) = move;
    return true;
}

void plan_taken_over(fx_arena *a, const fx_items *items, fx_plan *out)
{
    fx_each (const fx_item, item, items) {
        if (!item->taken_over)
            continue;
        fx_revision_complete(item->revision);
        *fx_push(a, &out->moves) = (fx_move){.up = true, .revision = item->revision, .stamp = true};
    }
}

bool plan_down(fx_arena *a, fx_db *db, const fx_applied *row, fx_plan *out, fx_error *err)
{
    const fx_revision *r;

    if (!plan_row_revision(a, db, row, &r, err))
        return false;
    *fx_push(a, &out->moves) = (fx_move){.revision = r, .applied = row};
    return true;
}

static bool has_applied(const fx_items *items, const char *id)
{
    fx_each (const fx_item, item, items) {
        if (fx_same(item->id, id))
            return item->applied != NULL;
    }
    return false;
}

/* The tree's text is written for its place in the tree; the database is there only with all that it
 * builds on. */
static bool is_in_place(const fx_items *items, const fx_revision *r)
{
    fx_each (const char *, parent, &r->parents) {
        if (!has_applied(items, *parent))
            return false;
    }
    return true;
}

static fx_move *down_of(fx_plan *plan, const char *id)
{
    fx_each (fx_move, move, &plan->moves) {
        if (!move->up && fx_same(move->applied->id, id))
            return move;
    }
    return NULL;
}

void fx_plan_mend(fx_arena *a, const fx_items *items, fx_plan *plan)
{
    fx_each (const fx_item, item, items) {
        fx_move *move = item->mend ? down_of(plan, item->id) : NULL;

        if (!item->mend || (move != NULL && !is_in_place(items, item->revision)))
            continue; /* it is undone with the text that it was applied with */
        *fx_push(a, &plan->mends) = *item;
        if (move != NULL)
            move->revision = item->revision;
    }
}

static bool number_of(const char *text, size_t *out, fx_error *err)
{
    char *end = NULL;

    errno = 0;
    unsigned long long n = strtoull(text + 1, &end, 10);

    if (text[1] < '0' || text[1] > '9' || *end != '\0' || errno != 0)
        return fx_fail(err, FX_USAGE, "'%s' is no number of revisions", text);
    if (n == 0)
        return fx_fail(err, FX_USAGE, "'%s' means no revision at all", text);
    *out = (size_t)n;
    return true;
}

static bool several_heads(fx_arena *a, const fx_strs *heads, fx_error *err)
{
    fx_fail(err, FX_REFUSED, "there are %zu heads: %s", heads->n, fx_strs_join(a, heads, ", "));
    return fx_hint(err, "name one of them, or use `heads` for all");
}

/* The ids that `to` asks for, with all they build on; NULL ids: every revision. */
static bool wanted(fx_arena *a, const fx_history *h, const char *to, const fx_strs **out,
                   fx_error *err)
{
    fx_strs *ids = fx_new(a, fx_strs);
    const char *id = to;

    *out = NULL;
    if (to == NULL || fx_same(to, "heads") || *to == '+')
        return true;
    if (fx_same(to, "head")) {
        fx_strs heads = fx_graph_heads(a, &h->graph);

        return heads.n > 1 ? several_heads(a, &heads, err) : true;
    }
    if (!fx_graph_resolve(a, &h->graph, to, &id, err))
        return false;
    *ids = fx_graph_ancestors(a, &h->graph, id);
    fx_strs_sort(ids);
    *out = ids;
    return true;
}

static bool is_wanted(const fx_strs *sorted, const char *id)
{
    return sorted == NULL || fx_strs_has_sorted(sorted, id);
}

/* A foreign revision that a wanted one replaces neither stays nor is undone. */
static bool is_swapped(const fx_plan *plan, const char *id)
{
    fx_each (const fx_move, move, &plan->moves) {
        if (fx_strs_has(&move->swaps, id))
            return true;
    }
    return false;
}

bool fx_plan_upgrade(fx_arena *a, const fx_history *h, const fx_ledger *l, const fx_items *items,
                     const char *to, fx_plan *out, fx_error *err)
{
    size_t most = SIZE_MAX;
    const fx_strs *ids;
    plan_unfolds unfolds = {0};

    *out = (fx_plan){0};
    if (!plan_replaced_gone(items, err) || !wanted(a, h, to, &ids, err) ||
        (to != NULL && *to == '+' && !number_of(to, &most, err)) ||
        !plan_unfolding(a, l->db, items, &unfolds, err))
        return false;
    plan_taken_over(a, items, out);
    if (most < SIZE_MAX)
        most += out->moves.n;
    fx_each (const fx_item, item, items) {
        if (item->class_ == FX_CLASS_MISSING && !item->taken_over && out->moves.n < most &&
            is_wanted(ids, item->id) && !plan_unfold_up(a, &unfolds, item->revision, out) &&
            !plan_up(a, items, item->revision, out, err))
            return false;
    }
    fx_each (const fx_item, item, items) {
        if (item->class_ == FX_CLASS_FOREIGN && !is_swapped(out, item->id))
            *fx_push(a, &out->kept) = *item;
    }
    fx_plan_mend(a, items, out);
    return true;
}

bool fx_plan_stamp(fx_arena *a, const fx_history *h, const fx_ledger *l, const fx_items *items,
                   const char *to, fx_plan *out, fx_error *err)
{
    if (!fx_plan_upgrade(a, h, l, items, to, out, err))
        return false;
    fx_each (fx_move, move, &out->moves) {
        move->stamp = true;
    }
    return true;
}

/* The ids to undo for REV (its applied descendants) and REV^ (REV as well). */
static bool undone_by(fx_arena *a, const fx_ledger *l, const char *to, fx_strs *out, fx_error *err)
{
    size_t n = strlen(to);
    bool itself = n > 0 && to[n - 1] == '^';
    fx_graph graph;
    const char *id;

    if (!fx_ledger_graph(a, l, &graph, err) ||
        !fx_graph_resolve(a, &graph, itself ? fx_strndup(a, to, n - 1) : to, &id, err)) {
        if (err->code == FX_USAGE)
            fx_context(err, "among the applied revisions");
        return false;
    }
    fx_strs all = fx_graph_descendants(a, &graph, id);

    fx_each (const char *, d, &all) {
        if (itself || !fx_same(*d, id))
            *fx_push(a, out) = *d;
    }
    return true;
}

static bool latest(const fx_ledger *l, const char *to, size_t *n, fx_error *err)
{
    if (!number_of(to, n, err))
        return false;
    if (*n <= l->rows.n)
        return true;
    fx_fail(err, FX_REFUSED, "cannot undo %zu revision%s: %s applied", *n, *n == 1 ? "" : "s",
            l->rows.n == 0   ? "none is"
            : l->rows.n == 1 ? "only 1 is"
                             : fx_fmt(err->arena, "only %zu are", l->rows.n));
    if (l->rows.n == 0 && l->alembic.n > 0)
        return fx_hint(err,
                       "alembic_version names revisions: `fxgit upgrade` takes them over, then "
                       "they can be undone");
    return fx_hint(err, "use `fxgit downgrade base` to undo all");
}

bool fx_plan_downgrade(fx_arena *a, fx_db *db, const fx_ledger *l, const char *to, fx_plan *out,
                       fx_error *err)
{
    fx_strs ids = {0};
    size_t most = SIZE_MAX;
    bool by_id = false;

    *out = (fx_plan){0};
    if (to == NULL || *to == '\0')
        return fx_fail(err, FX_USAGE, "downgrade to what? REV, REV^, -N or base");
    if (*to == '-') {
        if (!latest(l, to, &most, err))
            return false;
    } else if (!fx_same(to, "base")) {
        by_id = true;
        if (!undone_by(a, l, to, &ids, err))
            return false;
    }
    for (size_t i = l->rows.n; i-- > 0 && out->moves.n < most;) {
        const fx_applied *row = &l->rows.at[i];

        if ((!by_id || fx_strs_has(&ids, row->id)) && !plan_down(a, db, row, out, err))
            return false;
    }
    return true;
}
