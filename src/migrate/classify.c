/*
 * Classify: tree x ledger. What decides is the upgrade half: it is what the
 * database holds; all else only follows the tree.
 */
#include <string.h>

#include "plan_inner.h"

static bool stands_for(const fx_revision *r, const fx_applied *row)
{
    for (size_t i = 0; i < r->was.n; i++) {
        if (fx_same(r->was.at[i].up, row->up_hash))
            return true;
    }
    return false;
}

/* Only SQL can differ cosmetically; a text that cannot be read is judged by its hash alone. */
static bool differs_in_looks(fx_arena *a, const fx_ledger *l, const fx_revision *r,
                             const fx_applied *row, const char *dialect)
{
    fx_error probe = {.arena = a};
    fx_revision *applied = fx_new(a, fx_revision);

    return l->db != NULL && fx_ledger_revision(a, l->db, row, applied, &probe) &&
           fx_half_cosmetic_for(a, &r->up, &applied->up, dialect);
}

static bool is_same(fx_arena *a, const fx_ledger *l, const fx_revision *r, const fx_applied *row,
                    const char *dialect)
{
    if (fx_same(r->up.hash, row->up_hash) || stands_for(r, row))
        return true;
    fx_revision_complete(r);
    return fx_same(fx_half_projected(a, &r->up, dialect), row->up_projected) ||
           differs_in_looks(a, l, r, row, dialect);
}

static bool needs_mend(const fx_revision *r, const fx_applied *row)
{
    return !fx_same(r->up.hash, row->up_hash) || !fx_same(r->down.hash, row->down_hash) ||
           !fx_same(r->path, row->path) || !fx_same(r->blob, row->blob) ||
           !fx_strs_equal(&r->parents, &row->parents);
}

static void take_revision(const fx_revision *r, const fx_applied *row)
{
    if (row != NULL && fx_same(r->up.hash, row->up_hash) && fx_same(r->down.hash, row->down_hash))
        ((fx_applied *)row)->revision = r; /* the same row as before */
}

/* Both are sorted by id. */
const fx_applied **plan_rows_of(fx_arena *a, const fx_graph *g, const fx_ledger *l)
{
    const fx_applied **rows = fx_alloc(a, (g->nodes.n + 1) * sizeof *rows);
    size_t at = 0;

    for (size_t i = 0; i < g->nodes.n; i++) {
        const char *id = g->nodes.at[i].id;
        int order = -1;

        while (at < l->by_id.n && (order = strcmp(l->by_id.at[at]->id, id)) < 0)
            at++;
        if (l->by_id.n != l->rows.n) /* made by hand */
            rows[i] = fx_ledger_find(l, id);
        else if (at < l->by_id.n && order == 0)
            rows[i] = l->by_id.at[at];
        take_revision(g->nodes.at[i].revision, rows[i]);
    }
    return rows;
}

static fx_item tree_item(fx_arena *a, const fx_ledger *l, const fx_revision *r,
                         const fx_applied *row, const char *dialect)
{
    fx_item item = {.id = r->id, .message = r->message, .revision = r, .applied = row};

    if (row == NULL) {
        item.class_ = FX_CLASS_MISSING;
    } else if (is_same(a, l, r, row, dialect)) {
        item.class_ = FX_CLASS_SAME;
        item.mend = needs_mend(r, row);
        if (item.mend)
            fx_revision_complete(r);
    } else {
        item.class_ = FX_CLASS_CHANGED;
    }
    return item;
}

static bool refuse_partly(const fx_ledger *l, const char *known, const char *other, fx_error *err)
{
    fx_fail(err, FX_REFUSED, "alembic_version in %s names %s, which is no revision here, beside %s",
            l->db->url->text, other, known);
    return fx_hint(err, "Check out the commit that has it, or import its script: fxgit import "
                        "alembic DIR");
}

/* With no row of ours, what alembic_version names is applied, and all that it builds on. Names of
 * which none is known are another program's. */
static bool take_over(fx_arena *a, const fx_history *h, const fx_ledger *l, fx_items *items,
                      fx_error *err)
{
    const char *known = NULL, *other = NULL;
    fx_strs ids = {0};

    fx_each (const char *, id, &l->alembic) {
        if (fx_graph_find(&h->graph, *id) == NULL) {
            other = *id;
            continue;
        }
        const fx_strs all = fx_graph_ancestors(a, &h->graph, *id);

        known = *id;
        fx_each (const char *, one, &all) {
            *fx_push(a, &ids) = *one;
        }
    }
    if (known != NULL && other != NULL)
        return refuse_partly(l, known, other, err);
    fx_strs_sort(&ids);
    fx_each (fx_item, item, items) {
        item->taken_over = ids.n > 0 && fx_strs_has_sorted(&ids, item->id);
    }
    return true;
}

bool fx_classify(fx_arena *a, const fx_history *h, const fx_ledger *l, const char *dialect,
                 fx_items *out, fx_error *err)
{
    const fx_applied **rows = plan_rows_of(a, &h->graph, l);
    bool *known = fx_alloc(a, l->rows.n + 1);

    *out = (fx_items){0};
    fx_reserve(a, out, h->graph.order.n);
    fx_each (const size_t, at, &h->graph.order) {
        const fx_revision *r = h->graph.nodes.at[*at].revision;

        if (rows[*at] != NULL)
            known[rows[*at] - l->rows.at] = true;
        *fx_push(a, out) = tree_item(a, l, r, rows[*at], dialect);
    }
    fx_each (const fx_applied, row, &l->rows) {
        if (!known[row - l->rows.at])
            *fx_push(a, out) = (fx_item){
                .id = row->id, .message = row->message, .class_ = FX_CLASS_FOREIGN, .applied = row};
    }
    return take_over(a, h, l, out, err);
}
