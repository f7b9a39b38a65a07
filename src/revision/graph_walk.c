#include <string.h>

#include "inner.h"

enum { SHOWN = 5 };

const fx_node *fx_graph_find(const fx_graph *g, const char *id)
{
    size_t at = fx_graph_index(g, id);

    return at < g->nodes.n ? &g->nodes.at[at] : NULL;
}

fx_strs fx_graph_heads(fx_arena *a, const fx_graph *g)
{
    bool *is_parent = fx_alloc(a, g->nodes.n + 1);
    fx_strs heads = {0};

    fx_each (const fx_node, node, &g->nodes) {
        for (size_t k = 0; k < node->parents.n; k++)
            is_parent[node->above[k]] = true; /* a missing one: the place behind the last */
    }
    for (size_t i = 0; i < g->nodes.n; i++) {
        if (!is_parent[i])
            *fx_push(a, &heads) = g->nodes.at[i].id;
    }
    return heads;
}

static fx_strs marked(fx_arena *a, const fx_graph *g, const bool *marks)
{
    fx_strs ids = {0};

    fx_each (const size_t, at, &g->order) {
        if (marks[*at])
            *fx_push(a, &ids) = g->nodes.at[*at].id;
    }
    return ids;
}

/* The order has parents first: backwards, all children of a node are marked before it is reached.
 */
fx_strs fx_graph_ancestors(fx_arena *a, const fx_graph *g, const char *id)
{
    bool *marks = fx_alloc(a, g->nodes.n + 1);

    marks[fx_graph_index(g, id)] = true;
    for (size_t i = g->order.n; i-- > 0;) {
        size_t at = g->order.at[i];

        if (!marks[at])
            continue;
        for (size_t k = 0; k < g->nodes.at[at].parents.n; k++)
            marks[g->nodes.at[at].above[k]] = true;
    }
    return marked(a, g, marks);
}

fx_strs fx_graph_descendants(fx_arena *a, const fx_graph *g, const char *id)
{
    bool *marks = fx_alloc(a, g->nodes.n + 1);

    marks[fx_graph_index(g, id)] = true;
    marks[g->nodes.n] = false; /* not there: nobody descends from it */
    fx_each (const size_t, at, &g->order) {
        const fx_node *node = &g->nodes.at[*at];

        for (size_t k = 0; k < node->parents.n; k++)
            marks[*at] = marks[*at] || (node->above[k] < g->nodes.n && marks[node->above[k]]);
    }
    return marked(a, g, marks);
}

/* An id whose beginning is near to `text`. */
static const char *near_id(fx_arena *a, const fx_graph *g, const char *text)
{
    size_t n = strlen(text);
    fx_strs words = {0};

    fx_each (const fx_node, node, &g->nodes) {
        *fx_push(a, &words) = fx_strndup(a, node->id, n);
    }
    const char *best = fx_nearest(text, words.at, words.n);

    for (size_t i = 0; best != NULL && i < words.n; i++) {
        if (words.at[i] == best)
            return g->nodes.at[i].id;
    }
    return NULL;
}

static bool fail_none(fx_arena *a, const fx_graph *g, const char *text, fx_error *err)
{
    const char *near = near_id(a, g, text);

    fx_fail(err, FX_USAGE, "there is no revision '%s'", text);
    err->missing = fx_strdup(err->arena, text);
    if (near != NULL)
        return fx_hint(err, "did you mean %s?", near);
    return fx_hint(err, "`fxgit list` shows the revisions.");
}

static bool fail_several(fx_arena *a, const fx_graph *g, const char *text, size_t from,
                         fx_error *err)
{
    fx_strs ids = {0};
    size_t n = 0;

    for (size_t i = from; i < g->nodes.n && fx_starts(g->nodes.at[i].id, text); i++) {
        if (n++ < SHOWN)
            *fx_push(a, &ids) = g->nodes.at[i].id;
    }
    fx_fail(err, FX_USAGE, "'%s' fits %zu revisions", text, n);
    return fx_hint(err, "Write more digits: %s%s", fx_strs_join(a, &ids, ", "),
                   n > SHOWN ? ", ..." : "");
}

bool fx_graph_resolve(fx_arena *a, const fx_graph *g, const char *text, const char **id,
                      fx_error *err)
{
    const fx_node *exact = fx_graph_find(g, text);

    if (exact != NULL) {
        *id = exact->id;
        return true;
    }
    if (strlen(text) < FX_PREFIX_LEAST) {
        fx_fail(err, FX_USAGE, "there is no revision '%s'", text);
        return fx_hint(err, "An id, or at least %d digits of one, is expected.", FX_PREFIX_LEAST);
    }
    fx_each (const fx_node, node, &g->nodes) {
        if (!fx_starts(node->id, text))
            continue;
        if (node + 1 < g->nodes.at + g->nodes.n && fx_starts(node[1].id, text))
            return fail_several(a, g, text, (size_t)(node - g->nodes.at), err);
        *id = node->id;
        return true;
    }
    return fail_none(a, g, text, err);
}
