/*
 * Plan of sync: the database goes to what the tree has (DESIGN section 9).
 * What is undone grows until the plan replays to its end.
 */
#include <string.h>

#include "plan_inner.h"
#include "replayed.h"

typedef struct sync {
    fx_arena *a;
    fx_db *db;
    const fx_history *history;
    const fx_ledger *ledger;
    const fx_items *items;
    fx_graph graph; /* of the ledger */
    fx_strs keep;   /* ids that stay, though the tree has them not */
    fx_strs undo;
    plan_unfolds unfolds;
    fx_error *err;
} sync;

/* --keep REV keeps what REV builds on as well: it could not stay without. */
static bool read_keep(sync *s, const fx_strs *keep)
{
    fx_each (const char *, text, keep) {
        const char *id;

        if (!fx_graph_resolve(s->a, &s->graph, *text, &id, s->err))
            return fx_context(s->err, "--keep, among the applied revisions");
        if (fx_graph_find(&s->history->graph, id) != NULL) {
            fx_fail(s->err, FX_USAGE, "--keep %s: the tree has this revision itself", id);
            return fx_hint(s->err, "keep is for revisions that only the database has");
        }
        fx_strs all = fx_graph_ancestors(s->a, &s->graph, id);

        fx_each (const char *, ancestor, &all) {
            if (fx_graph_find(&s->history->graph, *ancestor) == NULL)
                *fx_push(s->a, &s->keep) = *ancestor;
        }
    }
    return true;
}

static bool undo_with_descendants(sync *s, const char *id)
{
    if (fx_strs_has(&s->undo, id)) /* and so are its descendants */
        return true;
    fx_strs all = fx_graph_descendants(s->a, &s->graph, id);

    fx_each (const char *, d, &all) {
        if (fx_strs_has(&s->keep, *d)) {
            fx_fail(s->err, FX_REFUSED,
                    "%s cannot be kept: it builds on %s, which has to be undone", *d, id);
            return fx_hint(s->err,
                           "nothing was changed. Run `fxgit sync` without --keep %s, or go "
                           "back to a commit that has %s",
                           *d, id);
        }
        if (!fx_strs_has(&s->undo, *d))
            *fx_push(s->a, &s->undo) = *d;
    }
    return true;
}

/* What a missing revision of the tree replaces is swapped, not undone. */
static const fx_revision *replacing(const sync *s, const char *id)
{
    fx_each (const fx_item, item, s->items) {
        if (item->class_ == FX_CLASS_MISSING && fx_strs_has(&item->revision->replaces, id))
            return item->revision;
    }
    return NULL;
}

static bool first_undo(sync *s)
{
    fx_each (const fx_item, item, s->items) {
        bool foreign = item->class_ == FX_CLASS_FOREIGN && !fx_strs_has(&s->keep, item->id) &&
                       replacing(s, item->id) == NULL &&
                       plan_unfold_of(&s->unfolds, item->id) == NULL;

        if ((foreign || item->class_ == FX_CLASS_CHANGED) && !undo_with_descendants(s, item->id))
            return false;
    }
    return true;
}

/* How many of those that a missing one replaces are in the database, and stay. */
static size_t staying(const sync *s, const fx_strs *ids)
{
    size_t n = 0;

    fx_each (const char *, id, ids) {
        n += fx_ledger_find(s->ledger, *id) != NULL && !fx_strs_has(&s->undo, *id);
    }
    return n;
}

/* A swap is for all that a revision replaces. What the database has only a part of is undone. */
static bool undo_parts(sync *s)
{
    for (size_t before = s->undo.n + 1; before != s->undo.n;) {
        before = s->undo.n;
        fx_each (const fx_item, item, s->items) {
            if (item->class_ != FX_CLASS_MISSING)
                continue;
            const fx_strs *ids = &item->revision->replaces;
            size_t n = staying(s, ids);

            for (size_t i = 0; n > 0 && n < ids->n && i < ids->n; i++) {
                if (fx_ledger_find(s->ledger, ids->at[i]) != NULL &&
                    !undo_with_descendants(s, ids->at[i]))
                    return false;
            }
        }
    }
    return true;
}

/* Nor is one unfolded that has to be undone. */
static void drop_unfolds(sync *s)
{
    plan_unfolds rest = {0};

    fx_each (const plan_unfold, u, &s->unfolds) {
        if (!fx_strs_has(&s->undo, u->id))
            *fx_push(s->a, &rest) = *u;
    }
    s->unfolds = rest;
}

static bool build(sync *s, fx_plan *out)
{
    if (!undo_parts(s))
        return false;
    drop_unfolds(s);
    *out = (fx_plan){0};
    for (size_t i = s->ledger->rows.n; i-- > 0;) {
        const fx_applied *row = &s->ledger->rows.at[i];

        if (fx_strs_has(&s->undo, row->id) && !plan_down(s->a, s->db, row, out, s->err))
            return false;
    }
    plan_taken_over(s->a, s->items, out);
    fx_each (const fx_item, item, s->items) {
        if (item->taken_over)
            continue;
        bool again = item->revision != NULL && fx_strs_has(&s->undo, item->id);

        if ((item->class_ == FX_CLASS_MISSING || again) &&
            !plan_unfold_up(s->a, &s->unfolds, item->revision, out) &&
            !plan_up(s->a, s->items, item->revision, out, s->err))
            return false;
        if (item->class_ == FX_CLASS_FOREIGN && fx_strs_has(&s->keep, item->id))
            *fx_push(s->a, &out->kept) = *item;
    }
    fx_plan_mend(s->a, s->items, out);
    return true;
}

/* The number of the revision that is in trouble: only what came after it can stand in its way. */
static int64_t trouble_since(const sync *s, const plan_stop *stop)
{
    int64_t first = INT64_MAX;

    if (stop->move != NULL && !stop->move->up)
        return stop->move->applied->seq;
    if (!stop->rest)
        return 0;
    fx_each (const fx_applied, row, &s->ledger->rows) {
        if (fx_strs_has(&s->undo, row->id) && row->seq < first)
            first = row->seq;
    }
    return first;
}

static bool shares(const fx_strs *x, const fx_strs *y)
{
    fx_each (const char *, name, x) {
        if (fx_strs_has(y, *name))
            return true;
    }
    return false;
}

/*
 * The latest applied revision in the way of a stopped plan; NULL: none, or it cannot be read. One
 * from before the trouble only counts when it is about the very thing that differs.
 */
static const fx_applied *in_the_way(const sync *s, const plan_stop *stop)
{
    int64_t since = trouble_since(s, stop);
    fx_error probe = {.arena = s->a};

    for (size_t i = s->ledger->rows.n; i-- > 0;) {
        const fx_applied *row = &s->ledger->rows.at[i];
        const fx_revision *r;

        if (fx_strs_has(&s->undo, row->id) || fx_strs_has(&s->keep, row->id))
            continue;
        if (!plan_row_revision(s->a, s->db, row, &r, &probe))
            return NULL;
        fx_strs touches = plan_touches(s->a, r);

        if (row->seq > since ? plan_touching(&touches, &stop->touches)
                             : shares(&touches, &stop->differs))
            return row;
    }
    return NULL;
}

/* True with *again set: something joined the undo set, and the plan is to be built anew. */
static bool joined(sync *s, const plan_stop *stop, const fx_error *why, bool *again)
{
    const fx_applied *row = in_the_way(s, stop);

    *again = row != NULL;
    if (row != NULL)
        return undo_with_descendants(s, row->id);
    return fx_pass(s->err, why);
}

/* What builds on what, as it will be: by the tree's parents where the tree has the revision, or one
 * that replaces it, else by those that it was applied with. */
static bool make_graph(sync *s)
{
    const fx_applied *first = s->ledger->rows.at;
    const size_t n = s->ledger->rows.n;
    fx_node *nodes = fx_alloc(s->a, (n + 1) * sizeof *nodes);

    for (size_t i = 0; i < n; i++)
        nodes[i] = (fx_node){.id = first[i].id, .parents = first[i].parents, .path = first[i].path};
    fx_each (const fx_item, item, s->items) {
        if (item->class_ == FX_CLASS_SAME)
            nodes[item->applied - first].parents = item->revision->parents;
        if (item->class_ != FX_CLASS_MISSING)
            continue;
        fx_each (const char *, id, &item->revision->replaces) {
            const fx_applied *row = fx_ledger_find(s->ledger, *id);

            if (row != NULL)
                nodes[row - first].parents = item->revision->parents;
        }
    }
    return fx_graph_build(s->a, nodes, n, true, &s->graph, s->err);
}

/* Will it be as it was applied? */
static bool stays(const sync *s, const fx_item *item)
{
    return item->applied != NULL && !fx_strs_has(&s->undo, item->id);
}

/* The texts of the first of them that are the tree's. */
static fx_strs texts_in_order(const sync *s)
{
    fx_strs texts = {0};

    fx_each (const fx_item, item, s->items) {
        const fx_revision *r = item->revision;

        if (r != NULL && stays(s, item))
            r = item->applied->revision;
        if (r == NULL)
            break;
        *fx_push(s->a, &texts) = r->blob;
    }
    return texts;
}

/* All that will be applied, in the tree's order; foreign ones stand behind it. */
static bool replay_in_order(sync *s, fx_schema *out, fx_error *err)
{
    const fx_strs texts = texts_in_order(s);
    const fx_item *item = s->items->at + replayed_begin(s->ledger->replayed, s->a, &texts, out);

    for (; item < s->items->at + s->items->n && item->revision != NULL; item++) {
        const fx_revision *r = item->revision;

        if (stays(s, item) && !plan_row_revision(s->a, s->db, item->applied, &r, err))
            return false;
        fx_revision_complete(r);
        if (!fx_replay_all(s->a, out, &r->up.steps, NULL, err)) {
            err->code = FX_REFUSED;
            fx_context(err, "applying %s after those before it in the files", r->id);
            return fx_hint(err, "nothing was changed. These revisions do not go together in the "
                                "order of the files: fxgit check");
        }
    }
    return true;
}

/* A late one may give something else than in its place: then what came before it too early is in
 * the way. So is a swap of revisions that do not the same. What is kept has no place in the files.
 */
static bool ends_as_tree(sync *s, const fx_plan *plan, plan_stop *stop, fx_error *err)
{
    fx_schema schema;

    if (plan->kept.n > 0)
        return true;
    if (!replay_in_order(s, &schema, err))
        return false;
    if (fx_schema_equal(&schema, &plan->after))
        return true;
    const char *what = plan_difference(s->a, &plan->after, &schema, stop);

    stop->touches = stop->differs;
    fx_fail(err, FX_REFUSED, "in the order of the files the revisions give something else: %s",
            what);
    return fx_hint(err, "nothing was changed. Mend the revisions, or take them as they come: "
                        "fxgit upgrade");
}

bool fx_plan_sync(fx_arena *a, fx_db *db, const fx_history *h, const fx_ledger *l,
                  const fx_items *items, const fx_strs *keep, fx_plan *out, fx_error *err)
{
    sync s = {.a = a, .db = db, .history = h, .ledger = l, .items = items, .err = err};
    bool again = true;

    *out = (fx_plan){0};
    if (!plan_replaced_gone(items, err) || !make_graph(&s) || !read_keep(&s, keep) ||
        !plan_unfolding(a, db, items, &s.unfolds, err) || !first_undo(&s))
        return false;
    while (again) {
        fx_error probe = {.arena = err->arena};
        plan_stop stop = {0};

        if (!build(&s, out))
            return false;
        if (out->moves.n == 0)
            return true;
        again = false;
        if (!(plan_walk(a, db, l, out, &stop, &probe) && ends_as_tree(&s, out, &stop, &probe)) &&
            !joined(&s, &stop, &probe, &again))
            return false;
    }
    return true;
}
