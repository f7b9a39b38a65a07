/*
 * Parts of a frozen revision: each key of its file is held, or named here as
 * one that no database depends on. A key that is not known is held.
 */
#include <string.h>

#include "fx/base/json.h"
#include "gate.h"

typedef enum {
    ELSEWHERE, /* in the halves, in the graph, or it is how the two were found */
    FREE,      /* for people alone */
    LOSSES,
    EARLIER /* `was` */
} part_kind;

static const struct {
    const char *key;
    part_kind kind;
} parts[] = {
    {"revision",     ELSEWHERE}, /* the gate looks for it */
    {"revises",      ELSEWHERE}, /* fx_revision.parents */
    {"upgrade",      ELSEWHERE}, /* its hash, and what it says with `state:` */
    {"downgrade",    ELSEWHERE},
    {"irreversible", ELSEWHERE}, /* in the hash of the downgrade half,
  with its reason */
    {"transaction",  ELSEWHERE}, /* in the hashes of both halves */
    {"message",      FREE     },
    {"loses",        LOSSES   },
    {"was",          EARLIER  },
};

static part_kind kind_of(const char *key, bool *known)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *known = fx_same(parts[i].key, key);
        if (*known)
            return parts[i].kind;
    }
    return ELSEWHERE;
}

static void put_value(fx_json *j, const fx_yaml *y)
{
    if (y->kind == FX_YAML_SCALAR) {
        fx_json_text(j, fx_yaml_is_null(y) ? NULL : y->text);
        return;
    }
    fx_json_open(j, y->kind == FX_YAML_MAP ? '{' : '[');
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        fx_json_key(j, pair->key);
        put_value(j, pair->value);
    }
    fx_each (const fx_yaml *, item, &y->items) {
        put_value(j, *item);
    }
    fx_json_close(j, y->kind == FX_YAML_MAP ? '}' : ']');
}

static const char *value_text(fx_arena *a, const fx_revision *r, const char *key)
{
    const fx_yaml *y = r->root == NULL ? NULL : fx_yaml_get(r->root, key);
    fx_str out = {.arena = a};
    fx_json j = {.out = &out};

    if (y == NULL)
        return "";
    put_value(&j, y);
    return fx_str_text(&out);
}

/* The first key of `x` that is not known here and has another value in `y`. */
static const char *other_key(fx_arena *a, const fx_revision *x, const fx_revision *y)
{
    bool known;

    if (x->root == NULL)
        return NULL;
    fx_each (const fx_yaml_pair, pair, &x->root->pairs) {
        (void)kind_of(pair->key, &known);
        if (!known && !fx_same(pair->key, "replaces") &&
            !fx_same(value_text(a, x, pair->key), value_text(a, y, pair->key)))
            return fx_fmt(a, "`%s:`", pair->key);
    }
    return NULL;
}

/* ---- loses: what is named more is only told; a reason is consent, and what was named stays ----
 */

static const char *reason_of(const fx_revision *r, const char *name)
{
    const fx_yaml *loses = r->root == NULL ? NULL : fx_yaml_get(r->root, "loses");
    const fx_yaml *why =
        loses == NULL || loses->kind != FX_YAML_MAP ? NULL : fx_yaml_get(loses, name);

    return why == NULL || fx_yaml_is_null(why) || why->kind != FX_YAML_SCALAR ? "" : why->text;
}

static bool loses_alike(const fx_revision *was, const fx_revision *now)
{
    fx_each (const char *, name, &was->loses) {
        if (!fx_strs_has(&now->loses, *name))
            return false;
    }
    fx_each (const char *, name, &now->loses) {
        if (!fx_same(reason_of(was, *name), reason_of(now, *name)))
            return false;
    }
    return true;
}

/* ---- was ---- */

static bool has_was(const fx_revision *r, const fx_was *w)
{
    fx_each (const fx_was, it, &r->was) {
        if (fx_same(it->up, w->up) && fx_same(it->down, w->down) && fx_same(it->reason, w->reason))
            return true;
    }
    return false;
}

/* Databases that have the texts it names would be others again. */
static bool was_goes(const fx_revision *was, const fx_revision *now)
{
    fx_each (const fx_was, w, &was->was) {
        if (!has_was(now, w))
            return true;
    }
    return false;
}

/* Entries that speak of the halves that were frozen; the last one's reason. */
static size_t entries_for(const fx_revision *r, const fx_revision *was, bool up, bool down,
                          const char **reason)
{
    size_t n = 0;

    fx_each (const fx_was, w, &r->was) {
        if ((up && !fx_same(w->up, was->up.hash)) || (down && !fx_same(w->down, was->down.hash)))
            continue;
        *reason = w->reason;
        n++;
    }
    return n;
}

/* One that was there before mended another edit. */
static const char *mended(const fx_revision *was, const fx_revision *now, bool up, bool down)
{
    const char *reason = NULL, *old = NULL;
    const size_t before = entries_for(was, was, up, down, &old);

    return entries_for(now, was, up, down, &reason) > before ? reason : NULL;
}

/* ---- all of it ---- */

static gate_verdict half_changed(gate *g, const fx_half *was, const fx_half *now)
{
    fx_arena *a = g->ws->arena;

    if (!fx_same(fx_half_states(a, was), fx_half_states(a, now)))
        return GATE_EDITED;
    if (fx_same(was->hash, now->hash))
        return GATE_SAME;
    return fx_half_cosmetic(a, was, now, &g->dialects) ? GATE_COSMETIC : GATE_EDITED;
}

static gate_change edited(const char *what)
{
    return (gate_change){.verdict = GATE_EDITED, .what = what};
}

/* What no `was:` mends. */
static const char *head_changed(fx_arena *a, const fx_revision *was, const fx_revision *now)
{
    const char *other = other_key(a, was, now);

    if (!fx_strs_equal(&was->parents, &now->parents))
        return "list of parents";
    if (!fx_strs_equal(&was->replaces, &now->replaces))
        return "list of what it replaces";
    if (!loses_alike(was, now))
        return "`loses:`";
    if (was_goes(was, now))
        return "`was:`";
    return other != NULL ? other : other_key(a, now, was);
}

gate_change gate_changed(gate *g, const fx_revision *was, const fx_revision *now)
{
    const gate_verdict up = half_changed(g, &was->up, &now->up);
    const gate_verdict down = half_changed(g, &was->down, &now->down);
    const char *head = head_changed(g->ws->arena, was, now);
    gate_change c = {.verdict = GATE_SAME};

    if (head != NULL)
        return edited(head);
    if (up == GATE_EDITED || down == GATE_EDITED) {
        c = edited(up == GATE_EDITED ? "upgrade half" : "downgrade half");
        c.reason = mended(was, now, up == GATE_EDITED, down == GATE_EDITED);
        if (c.reason != NULL)
            c.verdict = GATE_MENDED;
    } else if (up == GATE_COSMETIC || down == GATE_COSMETIC) {
        c = (gate_change){.verdict = GATE_COSMETIC, .what = "comments and blanks"};
    }
    return c;
}
