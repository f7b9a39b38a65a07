#include "fx/migrate/merge.h"

#include <string.h>

#include "fx/sql/split.h"
#include "plan_inner.h"

/* A step, with what has to be known of it for each pair that it is in. */
typedef struct piece {
    const fx_revision *revision;
    const fx_step *step;
    fx_strs objects; /* that it touches */
    fx_strs tables;  /* of these, and */
    fx_strs names;   /* what its SQL mentions, sorted: both in lower case */
} piece;

typedef struct side {
    const char *head;
    FX_VEC(const fx_revision *) own; /* that no other head has; parents first */
    FX_VEC(piece) parts;
} side;
typedef FX_VEC(side) sides;

typedef struct joining {
    fx_arena *a;
    const fx_history *h;
    size_t *owner; /* of each node of the graph: the side that alone has it; NOBODY, SEVERAL */
    sides sides;
    fx_merged *out;
    fx_error *err;
} joining;

enum { NOBODY, SEVERAL, FIRST_SIDE };

/* From the heads down: what two of its children are of differs is of several. */
static void hand_down(joining *j)
{
    const fx_graph *g = &j->h->graph;

    for (size_t i = g->order.n; i > 0; i--) {
        const size_t at = g->order.at[i - 1];

        for (size_t k = 0; k < g->nodes.at[at].parents.n; k++) {
            const size_t above = g->nodes.at[at].above[k];

            if (above < g->nodes.n && j->owner[above] != j->owner[at])
                j->owner[above] = j->owner[above] == NOBODY ? j->owner[at] : SEVERAL;
        }
    }
}

static void find_sides(joining *j)
{
    const fx_graph *g = &j->h->graph;

    j->owner = fx_alloc(j->a, (g->nodes.n + 1) * sizeof *j->owner);
    for (size_t i = 0; i < g->nodes.n; i++)
        j->owner[i] = NOBODY;
    fx_each (const char *, head, &j->out->heads) {
        j->owner[fx_graph_find(g, *head) - g->nodes.at] = FIRST_SIDE + j->sides.n;
        *fx_push(j->a, &j->sides) = (side){.head = *head};
    }
    hand_down(j);
    fx_each (const size_t, at, &g->order) {
        if (j->owner[*at] < FIRST_SIDE)
            continue;
        fx_revision_complete(g->nodes.at[*at].revision);
        *fx_push(j->a, &j->sides.at[j->owner[*at] - FIRST_SIDE].own) = g->nodes.at[*at].revision;
    }
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

static void add_names(fx_arena *a, const fx_strs *texts, fx_strs *out)
{
    fx_each (const char *, text, texts) {
        fx_lexer lx = fx_lex(*text, strlen(*text));

        for (fx_token t = fx_lex_next(&lx); t.kind != FX_TOKEN_END; t = fx_lex_next(&lx)) {
            if (t.kind == FX_TOKEN_WORD || t.kind == FX_TOKEN_QUOTED)
                *fx_push(a, out) = fx_lower(a, fx_token_name(a, &t));
        }
    }
}

/* SQL says only by its names what it is about. */
static fx_strs names_of(fx_arena *a, const fx_step *s)
{
    fx_strs out = {0};

    if (s->kind != FX_STEP_EXECUTE)
        return out;
    add_names(a, &s->execute.all, &out);
    fx_each (const fx_execute_for, by, &s->execute.by) {
        add_names(a, &by->texts, &out);
    }
    fx_strs_sort(&out);
    return out;
}

static piece piece_of(fx_arena *a, const fx_revision *r, const fx_step *s)
{
    piece p = {.revision = r, .step = s, .objects = touches(a, s), .names = names_of(a, s)};

    fx_each (const char *, object, &p.objects) {
        *fx_push(a, &p.tables) = fx_lower(a, fx_strndup(a, *object, strcspn(*object, ".")));
    }
    return p;
}

static void take_apart(joining *j)
{
    fx_each (side, s, &j->sides) {
        fx_each (const fx_revision *, r, &s->own) {
            fx_each (const fx_step *const, step, &(*r)->up.steps) {
                *fx_push(j->a, &s->parts) = piece_of(j->a, *r, *step);
            }
        }
    }
}

static bool sql_meets(const piece *sql, const piece *other)
{
    if (sql->names.n == 0)
        return false;
    fx_each (const char *, table, &other->tables) {
        if (fx_strs_has_sorted(&sql->names, *table))
            return true;
    }
    return false;
}

/* Two texts may do anything to the same rows. */
static bool both_sql(const fx_step *x, const fx_step *y)
{
    return x->kind == FX_STEP_EXECUTE && y->kind == FX_STEP_EXECUTE && x->execute.state.n == 0 &&
           y->execute.state.n == 0;
}

static bool meet(const piece *x, const piece *y)
{
    return plan_touching(&x->objects, &y->objects) || sql_meets(x, y) || sql_meets(y, x) ||
           both_sql(x->step, y->step);
}

static void compare(joining *j, fx_arena *scratch, const piece *x, const piece *y)
{
    if (!meet(x, y))
        return;
    *fx_push(j->a, &j->out->clashes) = (fx_clash){
        .one = x->revision,
        .two = y->revision,
        .step_one = x->step,
        .step_two = y->step,
        .same = fx_same(fx_step_text(scratch, x->step), fx_step_text(scratch, y->step)),
    };
}

static void find_clashes(joining *j)
{
    take_apart(j);
    for (size_t i = 0; i < j->sides.n; i++) {
        fx_arena *scratch = fx_arena_new();

        for (size_t k = i + 1; k < j->sides.n; k++) {
            fx_each (const piece, x, &j->sides.at[i].parts) {
                fx_each (const piece, y, &j->sides.at[k].parts) {
                    compare(j, scratch, x, y);
                }
            }
        }
        fx_arena_free(scratch);
    }
}

/* ---- either order gives one schema ---- */

static bool play(joining *j, bool backwards, fx_schema *out, fx_error *err)
{
    *out = (fx_schema){0};
    fx_each (const size_t, at, &j->h->graph.order) {
        const fx_revision *r = j->h->graph.nodes.at[*at].revision;

        if (j->owner[*at] < FIRST_SIDE && !fx_replay_all(j->a, out, &r->up.steps, NULL, err))
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
        fx_str_add(&hint, "Put yours behind the other, and let the entities say what shall hold: "
                          "fxgit restack, git add, git commit");
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
    find_sides(j);
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

/* Both say something else of one object, and both would run: the last one wins in silence. (Two
 * that create or drop one object do not replay, in either order.) */
static bool contradicts(fx_arena *a, const fx_clash *c)
{
    return !c->same && c->step_one->kind == c->step_two->kind &&
           c->step_one->kind != FX_STEP_EXECUTE &&
           fx_same(fx_object_text(a, &c->step_one->object),
                   fx_object_text(a, &c->step_two->object));
}

bool fx_heads_agree(fx_arena *a, const fx_history *h, const fx_strs *fresh, const fx_strs *after,
                    fx_error *err)
{
    fx_merged out = {.heads = fx_graph_heads(a, &h->graph)};
    joining j = {.a = a, .h = h, .out = &out, .err = err};
    fx_clashes meant = {0};

    if (out.heads.n < 2)
        return true;
    find_sides(&j);
    find_clashes(&j);
    fx_each (const fx_clash, c, &out.clashes) {
        const char *one = c->one->id, *two = c->two->id;

        if (contradicts(a, c) && fx_strs_has_sorted(after, one) && fx_strs_has_sorted(after, two) &&
            (fx_strs_has_sorted(fresh, one) || fx_strs_has_sorted(fresh, two)))
            *fx_push(a, &meant) = *c;
    }
    out.clashes = meant;
    return meant.n == 0 || refuse_clashes(&j);
}
