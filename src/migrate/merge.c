#include "fx/migrate/merge.h"

#include <string.h>

#include "fx/sql/split.h"
#include "plan_inner.h"

typedef struct side {
    const char *head;
    FX_VEC(const fx_revision *) own; /* that no other head has; parents first */
} side;
typedef FX_VEC(side) sides;

typedef struct joining {
    fx_arena *a;
    const fx_history *h;
    sides sides;
    fx_merged *out;
    fx_error *err;
} joining;

/* Sorted ancestors of all heads but one. */
static fx_strs of_others(fx_arena *a, const fx_history *h, const fx_strs *heads, const char *but)
{
    fx_strs out = {0};

    fx_each (const char *, head, heads) {
        fx_strs all = {0};

        if (!fx_same(*head, but))
            all = fx_graph_ancestors(a, &h->graph, *head);
        fx_each (const char *, id, &all) {
            *fx_push(a, &out) = *id;
        }
    }
    fx_strs_sort(&out);
    return out;
}

static sides find_sides(fx_arena *a, const fx_history *h, const fx_strs *heads)
{
    sides out = {0};

    fx_each (const char *, head, heads) {
        fx_strs mine = fx_graph_ancestors(a, &h->graph, *head);
        fx_strs theirs = of_others(a, h, heads, *head);
        side *s = fx_push(a, &out);

        s->head = *head;
        fx_each (const char *, id, &mine) {
            if (!fx_strs_has_sorted(&theirs, *id))
                *fx_push(a, &s->own) = fx_graph_find(&h->graph, *id)->revision;
        }
    }
    return out;
}

/* ---- what meets ---- */

static fx_strs touches(fx_arena *a, const fx_step *s)
{
    fx_strs out = {0};

    fx_step_touches(a, s, &out);
    fx_each (const fx_step *const, state, &s->execute.state) {
        fx_step_touches(a, *state, &out);
    }
    return out;
}

static bool texts_mention(const fx_strs *texts, const char *table)
{
    fx_each (const char *, text, texts) {
        if (fx_sql_mentions(*text, table))
            return true;
    }
    return false;
}

/* SQL says only by its names what it is about. */
static bool sql_meets(fx_arena *a, const fx_step *sql, const fx_strs *objects)
{
    if (sql->kind != FX_STEP_EXECUTE)
        return false;
    fx_each (const char *, object, objects) {
        const char *table = fx_strndup(a, *object, strcspn(*object, "."));

        if (texts_mention(&sql->execute.all, table))
            return true;
        fx_each (const fx_execute_for, by, &sql->execute.by) {
            if (texts_mention(&by->texts, table))
                return true;
        }
    }
    return false;
}

/* Two texts may do anything to the same rows. */
static bool both_sql(const fx_step *x, const fx_step *y)
{
    return x->kind == FX_STEP_EXECUTE && y->kind == FX_STEP_EXECUTE && x->execute.state.n == 0 &&
           y->execute.state.n == 0;
}

static bool meet(fx_arena *a, const fx_step *x, const fx_step *y)
{
    fx_strs one = touches(a, x), two = touches(a, y);

    return plan_touching(&one, &two) || sql_meets(a, x, &two) || sql_meets(a, y, &one) ||
           both_sql(x, y);
}

static void compare(joining *j, const fx_revision *x, const fx_revision *y)
{
    fx_each (const fx_step *const, s, &x->up.steps) {
        fx_each (const fx_step *const, t, &y->up.steps) {
            if (!meet(j->a, *s, *t))
                continue;
            *fx_push(j->a, &j->out->clashes) = (fx_clash){
                .one = x,
                .two = y,
                .step_one = *s,
                .step_two = *t,
                .same = fx_same(fx_step_text(j->a, *s), fx_step_text(j->a, *t)),
            };
        }
    }
}

static void find_clashes(joining *j)
{
    for (size_t i = 0; i < j->sides.n; i++) {
        for (size_t k = i + 1; k < j->sides.n; k++) {
            fx_each (const fx_revision *, x, &j->sides.at[i].own) {
                fx_each (const fx_revision *, y, &j->sides.at[k].own) {
                    compare(j, *x, *y);
                }
            }
        }
    }
}

/* ---- either order gives one schema ---- */

static bool is_own(const joining *j, const fx_revision *r)
{
    fx_each (const side, s, &j->sides) {
        fx_each (const fx_revision *, own, &s->own) {
            if (*own == r)
                return true;
        }
    }
    return false;
}

static bool play(joining *j, bool backwards, fx_schema *out, fx_error *err)
{
    *out = (fx_schema){0};
    fx_each (const size_t, at, &j->h->graph.order) {
        const fx_revision *r = j->h->graph.nodes.at[*at].revision;

        if (!is_own(j, r) && !fx_replay_all(j->a, out, &r->up.steps, NULL, err))
            return false;
    }
    for (size_t i = 0; i < j->sides.n; i++) {
        const side *s = &j->sides.at[backwards ? j->sides.n - 1 - i : i];

        fx_each (const fx_revision *, r, &s->own) {
            if (!fx_replay_all(j->a, out, &(*r)->up.steps, NULL, err))
                return fx_context(err, "%s (%s)", (*r)->id, (*r)->message);
        }
    }
    return true;
}

static bool one_schema(joining *j)
{
    fx_schema forth, back;
    fx_error probe = {.arena = j->a};

    if (!play(j, false, &forth, &probe) || !play(j, true, &back, &probe)) {
        fx_fail(j->err, FX_REFUSED, "the heads %s cannot be joined: %s",
                fx_strs_join(j->a, &j->out->heads, " and "), probe.msg);
        return fx_hint(j->err, "Mend the draft that does not apply behind the others.");
    }
    if (fx_schema_equal(&forth, &back))
        return true;
    fx_fail(j->err, FX_REFUSED, "the heads %s give another schema in another order",
            fx_strs_join(j->a, &j->out->heads, " and "));
    return fx_hint(j->err, "Put one side behind the other: fxgit restack");
}

/* ---- in words ---- */

static const char *said(fx_arena *a, const fx_revision *r, const fx_step *s)
{
    fx_str out = {.arena = a};
    const char *text = fx_step_text(a, s);

    fx_str_addf(&out, "  %s %s\n", r->id, r->message);
    for (size_t n; *text != '\0'; text += n + (text[n] == '\n')) {
        n = strcspn(text, "\n");
        fx_str_addf(&out, "      %.*s\n", (int)n, text);
    }
    return fx_str_text(&out);
}

static const char *object_of(fx_arena *a, const fx_clash *c)
{
    const fx_step *s = c->step_one->kind == FX_STEP_EXECUTE ? c->step_two : c->step_one;

    return s->kind == FX_STEP_EXECUTE ? "rows by SQL" : fx_object_text(a, &s->object);
}

static bool all_same(const fx_clashes *all)
{
    fx_each (const fx_clash, c, all) {
        if (!c->same)
            return false;
    }
    return true;
}

static bool refuse_clashes(joining *j)
{
    enum { SHOWN = 5 };
    const fx_clashes *all = &j->out->clashes;
    const fx_clash *first = &all->at[0];
    fx_str hint = {.arena = j->a};
    bool same = all_same(all);

    fx_fail(j->err, FX_REFUSED,
            same ? "%s and %s both do the same to %s" : "%s and %s both change %s", first->one->id,
            first->two->id, object_of(j->a, first));
    for (size_t i = 0; i < all->n && i < SHOWN; i++) {
        const fx_clash *c = &all->at[i];

        fx_str_add(&hint, said(j->a, c->one, c->step_one));
        fx_str_add(&hint, c->same ? "  the same as\n" : "  against\n");
        fx_str_add(&hint, said(j->a, c->two, c->step_two));
    }
    if (all->n > SHOWN)
        fx_str_addf(&hint, "  and %zu more\n", all->n - SHOWN);
    if (same)
        fx_str_addf(&hint, "Keep one of them: fxgit merge --keep %s (or %s)", first->one->id,
                    first->two->id);
    else
        fx_str_add(&hint, "Decide what shall hold: undo the draft of yours (fxgit downgrade REV^), "
                          "delete it (fxgit delete REV), settle the entities, and run `fxgit new`. "
                          "Or put yours behind the others: fxgit restack");
    return fx_hint(j->err, "%s", fx_str_text(&hint));
}

static void write_joining(joining *j, const fx_config *c, const char *message)
{
    if (message == NULL)
        message = fx_fmt(j->a, "Merge %s", fx_strs_join(j->a, &j->out->heads, " and "));
    fx_generate_joining(j->a, c, &j->out->heads, message, &j->out->made);
}

static bool join(joining *j, const fx_config *c, const char *message)
{
    j->sides = find_sides(j->a, j->h, &j->out->heads);
    find_clashes(j);
    if (j->out->clashes.n > 0)
        return refuse_clashes(j);
    if (!one_schema(j))
        return false;
    write_joining(j, c, message);
    return true;
}

bool fx_merge(fx_arena *a, fx_source *src, const fx_config *c, const char *message, fx_merged *out,
              fx_error *err)
{
    fx_history history;
    joining j = {.a = a, .h = &history, .out = out, .err = err};

    *out = (fx_merged){.made.nothing = true};
    if (!fx_history_read(a, src, c, &history, err))
        return false;
    out->heads = fx_graph_heads(a, &history.graph);
    return out->heads.n < 2 || join(&j, c, message);
}

/* ---- one of two that are the same ---- */

static bool steps_within(fx_arena *a, const fx_revision *part, const fx_revision *whole)
{
    fx_each (const fx_step *const, s, &part->up.steps) {
        bool found = false;

        fx_each (const fx_step *const, t, &whole->up.steps) {
            found = found || fx_same(fx_step_text(a, *s), fx_step_text(a, *t));
        }
        if (!found)
            return false;
    }
    return part->up.steps.n > 0;
}

/* The other one of a pair that does the same, on a side where `keep` is not. */
static const fx_revision *twin_of(fx_arena *a, const fx_history *h, const fx_revision *keep)
{
    fx_strs above = fx_graph_ancestors(a, &h->graph, keep->id);
    fx_strs below = fx_graph_descendants(a, &h->graph, keep->id);

    fx_each (const fx_revision *, r, &h->all) {
        if (!fx_strs_has(&above, (*r)->id) && !fx_strs_has(&below, (*r)->id) &&
            steps_within(a, *r, keep))
            return *r;
    }
    return NULL;
}

bool fx_merge_keep(fx_workspace *ws, const char *keep, const char *base, fx_edits *out,
                   fx_error *err)
{
    fx_arena *a = ws->arena;
    fx_history history, after;
    fx_strs frozen, named;
    const char *id;

    *out = (fx_edits){0};
    if (!fx_history_read(a, ws->worktree, &ws->config, &history, err) ||
        !fx_graph_resolve(a, &history.graph, keep, &id, err) ||
        !fx_frozen_ids(ws, base, &frozen, &named, err))
        return false;
    const fx_revision *kept = fx_graph_find(&history.graph, id)->revision;
    const fx_revision *other = twin_of(a, &history, kept);

    if (other == NULL) {
        fx_fail(err, FX_REFUSED, "no revision of another side does the same as %s", id);
        return fx_hint(err, "`fxgit merge` shows what stands in its way.");
    }
    if (fx_strs_has(&frozen, other->id)) {
        fx_fail(err, FX_REFUSED, "%s is frozen and must stay", other->id);
        return fx_hint(err, "Keep that one: fxgit merge --keep %s", other->id);
    }
    fx_strs replaces = kept->replaces;

    *fx_push(a, &replaces) = other->id;
    fx_strs_sort(&replaces);
    fx_edits_put(a, out, kept->path, fx_revision_set_replaces(a, kept, &replaces),
                 fx_fmt(a, "replaces %s", other->id));
    fx_edits_put(a, out, other->path, NULL, fx_fmt(a, "%s does the same", kept->id));
    fx_strs gone = {0};

    *fx_push(a, &gone) = other->id;
    fx_edits_reparent(a, out, &history, &gone, kept->id);
    return fx_edits_try(a, &history, out, &after, NULL, err);
}
