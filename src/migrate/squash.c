#include "fx/migrate/squash.h"

#include <string.h>

#include "fx/migrate/generate.h"

typedef struct squash {
    fx_arena *a;
    fx_workspace *ws;
    fx_history h;
    fx_revisions folded; /* parents first */
    fx_strs ids, parents;
    fx_schema before, after;
    fx_error *err;
} squash;

static bool is_folded(const squash *s, const char *id)
{
    return fx_strs_has(&s->ids, id);
}

/* ---- which ones ---- */

static bool read_range(squash *s, const char *range, fx_strs *out)
{
    const char *dots = strstr(range, ".."), *first, *last;
    fx_strs above, below;

    if (dots == NULL || dots == range || dots[2] == '\0') {
        fx_fail(s->err, FX_USAGE, "'%s' is no range of revisions", range);
        return fx_hint(s->err, "A..B folds what B has and A lacks: fxgit squash 5c1e..3f9c");
    }
    if (!fx_graph_resolve(s->a, &s->h.graph, fx_strndup(s->a, range, (size_t)(dots - range)),
                          &first, s->err) ||
        !fx_graph_resolve(s->a, &s->h.graph, dots + 2, &last, s->err))
        return false;
    above = fx_graph_ancestors(s->a, &s->h.graph, last);
    below = fx_graph_ancestors(s->a, &s->h.graph, first);
    fx_each (const char *, id, &above) {
        if (!fx_strs_has(&below, *id))
            *fx_push(s->a, out) = *id;
    }
    return true;
}

static bool choose(squash *s, const char *range, const char *base)
{
    fx_strs frozen, named, wanted = {0};

    if (!fx_frozen_ids(s->ws, base, &frozen, &named, s->err) ||
        (range != NULL && !read_range(s, range, &wanted)))
        return false;
    if (range == NULL && named.n == 0) {
        fx_fail(s->err, FX_USAGE,
                "fold what? no frozen ref is here, so nothing says which "
                "revisions are drafts");
        return fx_hint(s->err, "Name the branch they began at (--base REF), or a range: A..B");
    }
    fx_each (const size_t, at, &s->h.graph.order) {
        const fx_revision *r = s->h.graph.nodes.at[*at].revision;
        bool draft = !fx_strs_has_sorted(&frozen, r->id);

        if (range != NULL ? !fx_strs_has(&wanted, r->id) : !draft)
            continue;
        if (!draft)
            return fx_fail(s->err, FX_REFUSED, "revision %s is frozen and must stay", r->id);
        *fx_push(s->a, &s->folded) = r;
        *fx_push(s->a, &s->ids) = r->id;
    }
    return true;
}

/* One head, and nothing between them that is not folded as well. */
static bool fits(squash *s)
{
    fx_strs heads = {0};

    fx_each (const fx_revision *, r, &s->folded) {
        bool last = true;

        fx_each (const fx_revision *, other, &s->folded) {
            last = last && !fx_strs_has(&(*other)->parents, (*r)->id);
        }
        if (last)
            *fx_push(s->a, &heads) = (*r)->id;
        fx_each (const char *, p, &(*r)->parents) {
            if (!is_folded(s, *p) && !fx_strs_has(&s->parents, *p))
                *fx_push(s->a, &s->parents) = *p;
        }
    }
    fx_strs_sort(&s->parents);
    if (heads.n == 1)
        return true;
    fx_fail(s->err, FX_REFUSED, "they have %zu heads: %s", heads.n,
            fx_strs_join(s->a, &heads, ", "));
    return fx_hint(s->err, "Join them first: fxgit merge");
}

/* ---- their steps ---- */

/* What is before them: all that does not build on them. */
static bool replay(squash *s)
{
    fx_strs behind = {0}; /* or among them */

    fx_each (const char *, id, &s->ids) {
        fx_strs below = fx_graph_descendants(s->a, &s->h.graph, *id);

        fx_each (const char *, d, &below) {
            *fx_push(s->a, &behind) = *d;
        }
    }
    fx_strs_sort(&behind);
    fx_each (const size_t, at, &s->h.graph.order) {
        const fx_revision *r = s->h.graph.nodes.at[*at].revision;

        if (!fx_strs_has_sorted(&behind, r->id) &&
            !fx_replay_all(s->a, &s->before, &r->up.steps, NULL, s->err))
            return false;
    }
    s->after = fx_schema_copy(s->a, &s->before);
    fx_each (const fx_revision *, r, &s->folded) {
        if (!fx_replay_all(s->a, &s->after, &(*r)->up.steps, NULL, s->err))
            return false;
    }
    return true;
}

/* Structure alone: what rows get, and what was called otherwise, is in the steps only. */
static bool is_structure(const fx_step *s)
{
    switch (s->kind) {
    case FX_STEP_EXECUTE:
    case FX_STEP_BULK_INSERT:
    case FX_STEP_RENAME_TABLE:
        return false;
    case FX_STEP_ADD_COLUMN:
        return s->column->fill.kind == FX_VALUE_NONE;
    case FX_STEP_ALTER_COLUMN:
        return s->rename == NULL && s->alter.using_.all == NULL && s->alter.using_.by.n == 0 &&
               s->alter.fill.kind == FX_VALUE_NONE && s->alter.type == NULL;
    default:
        return !s->concurrently;
    }
}

static bool all_structure(const squash *s)
{
    fx_each (const fx_revision *, r, &s->folded) {
        if ((*r)->down.irreversible)
            return false;
        fx_each (const fx_step *const, step, &(*r)->up.steps) {
            if (!is_structure(*step))
                return false;
        }
        fx_each (const fx_step *const, step, &(*r)->down.steps) {
            if (!is_structure(*step))
                return false;
        }
    }
    return true;
}

static void add_steps(fx_arena *a, fx_steps *out, const fx_steps *more)
{
    fx_each (const fx_step *const, s, more) {
        *fx_push(a, out) = *s;
    }
}

static void concatenate(squash *s, fx_revision *out)
{
    for (size_t i = s->folded.n; i-- > 0;) {
        const fx_revision *r = s->folded.at[i];

        if (r->down.irreversible) {
            out->down = (fx_half){.irreversible = true, .reason = r->down.reason};
            break;
        }
        add_steps(s->a, &out->down.steps, &r->down.steps);
    }
    fx_each (const fx_revision *, r, &s->folded) {
        add_steps(s->a, &out->up.steps, &(*r)->up.steps);
    }
}

static bool has_half_outside(const squash *s, const fx_revision **out)
{
    fx_each (const fx_revision *, r, &s->folded) {
        *out = *r;
        if ((*r)->up.no_transaction || (*r)->down.no_transaction)
            return true;
        fx_each (const fx_step *const, step, &(*r)->up.steps) {
            if ((*step)->concurrently)
                return true;
        }
    }
    return false;
}

static void make_steps(squash *s, fx_revision *out)
{
    fx_diff_options options = {.naming = s->ws->config.naming, .as_is = true};
    fx_diff diff;

    if (!all_structure(s)) {
        concatenate(s, out);
        return;
    }
    diff = fx_diff_schemas(s->a, &s->before, &s->after, &options);
    out->up.steps = diff.steps;
    out->down.steps = diff.down;
}

/* "user", "user.age", "shop.user.age" */
static bool is_there(const fx_schema *schema, const char *name)
{
    fx_each (const fx_table *const, t, &schema->tables) {
        size_t n = strlen((*t)->name);
        const char *rest = strstr(name, (*t)->name);

        if (rest == NULL)
            continue;
        if (rest[n] == '\0' || (rest[n] == '.' && fx_table_column(*t, rest + n + 1) != NULL))
            return true;
    }
    return false;
}

static void collect_losses(squash *s, fx_revision *out)
{
    bool given = false;

    fx_each (const fx_revision *, r, &s->folded) {
        for (size_t i = 0; i < (*r)->loses.n; i++) {
            const char *name = (*r)->loses.at[i];
            const char *why = (*r)->reasons.n == 0 ? NULL : (*r)->reasons.at[i];

            /* what came and went within is nobody's loss */
            if ((!is_there(&s->before, name) && !is_there(&s->after, name)) ||
                fx_strs_has(&out->loses, name))
                continue;
            *fx_push(s->a, &out->loses) = name;
            *fx_push(s->a, &out->reasons) = why;
            given = given || why != NULL;
        }
    }
    if (!given)
        out->reasons.n = 0;
}

/* ---- the files ---- */

static void make_edits(squash *s, const char *message, fx_edits *out)
{
    fx_revision one = {0};
    fx_generated g;

    make_steps(s, &one);
    collect_losses(s, &one);
    one.replaces = s->ids;
    fx_strs_sort(&one.replaces);
    if (message == NULL)
        message = one.up.steps.n == 0 ? "Squash" : fx_steps_message(s->a, &one.up.steps);
    fx_generate_steps(s->a, &s->ws->config, &s->parents, message, &one, &g);
    fx_edits_put(s->a, out, g.path, g.revision.text,
                 fx_fmt(s->a, "replaces %zu revisions", s->ids.n));
    out->at[0].fresh = true;
    fx_each (const fx_revision *, r, &s->folded) {
        fx_edits_put(s->a, out, (*r)->path, NULL, NULL);
    }
    fx_edits_reparent(s->a, out, &s->h, &s->ids, g.revision.id);
}

bool fx_squash(fx_workspace *ws, const char *range, const char *base, const char *message,
               fx_edits *out, fx_error *err)
{
    squash s = {.a = ws->arena, .ws = ws, .err = err};
    const fx_revision *outside;
    fx_schema was = {0}, is;
    fx_history after;

    *out = (fx_edits){0};
    if (!fx_history_read(s.a, ws->worktree, &ws->config, &s.h, err) || !choose(&s, range, base))
        return false;
    if (s.folded.n < 2)
        return true;
    if (!fits(&s) || !replay(&s))
        return false;
    if (has_half_outside(&s, &outside)) {
        fx_fail(err, FX_REFUSED, "revision %s cannot be inside a transaction, and must stay alone",
                outside->id);
        return fx_hint(err, "Fold what is before and after it: fxgit squash A..B");
    }
    make_edits(&s, message, out);
    if (!fx_history_replay(s.a, &s.h, &was, err) || !fx_edits_try(s.a, &s.h, out, &after, &is, err))
        return false;
    return fx_schema_equal(&was, &is) ||
           fx_fail(err, FX_BUG, "the folded revision gives another schema");
}
