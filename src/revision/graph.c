#include <string.h>

#include "inner.h"

typedef struct builder {
    fx_arena *arena;
    fx_graph *graph;
    size_t *waits;       /* parents of a node that have no place yet */
    size_t *first, *kid; /* the children of node i: kid[first[i]] up to kid[first[i + 1]] */
    size_t *heap, n;     /* nodes that wait for nothing, the least id on top */
} builder;

static int by_id(const void *a, const void *b)
{
    const fx_node *x = a, *y = b;

    return strcmp(x->id, y->id);
}

static int of_id(const void *id, const void *node)
{
    return strcmp(id, ((const fx_node *)node)->id);
}

size_t fx_graph_index(const fx_graph *g, const char *id)
{
    bool found;
    size_t at = fx_place(&g->nodes, id, of_id, &found);

    return found ? at : g->nodes.n;
}

static const char *where(const fx_node *node)
{
    return node->path == NULL ? "the ledger" : node->path;
}

static bool check_twice(const fx_graph *g, fx_error *err)
{
    for (size_t i = 1; i < g->nodes.n; i++) {
        const fx_node *x = &g->nodes.at[i - 1], *y = &g->nodes.at[i];

        if (!fx_same(x->id, y->id))
            continue;
        fx_fail_at(err, FX_INPUT, y->path, 0, 0, "revision %s is there twice: %s and %s", x->id,
                   where(x), where(y));
        return fx_hint(err, "Delete one of the two files, or make the second one anew with `fxgit "
                            "new`.");
    }
    return true;
}

static bool fail_missing(const fx_node *node, const char *parent, fx_error *err)
{
    fx_fail_at(err, FX_INPUT, node->path, 0, 0, "revision %s revises %s, which is not there",
               node->id, parent);
    err->missing = parent;
    return fx_hint(err,
                   "Bring the file of %s back (git log --diff-filter=D --name-only shows who took "
                   "it away), or correct `revises`.",
                   parent);
}

/* Each parent is looked for once. */
static void find_parents(builder *b)
{
    fx_graph *g = b->graph;
    size_t n = 0, *next;

    fx_each (const fx_node, node, &g->nodes) {
        n += node->parents.n;
    }
    next = fx_alloc(b->arena, (n + 1) * sizeof *next);
    fx_each (fx_node, node, &g->nodes) {
        node->above = next;
        fx_each (const char *, parent, &node->parents) {
            *next++ = fx_graph_index(g, *parent);
        }
    }
}

/* Counts the children of each node: first[i + 1] holds them until they are summed up. */
static bool count(builder *b, bool partial, fx_error *err)
{
    const fx_graph *g = b->graph;

    for (size_t i = 0; i < g->nodes.n; i++) {
        const fx_node *node = &g->nodes.at[i];

        for (size_t k = 0; k < node->parents.n; k++) {
            if (node->above[k] < g->nodes.n) {
                b->first[node->above[k] + 1]++;
                b->waits[i]++;
            } else if (!partial) {
                return fail_missing(node, node->parents.at[k], err);
            }
        }
    }
    for (size_t i = 0; i < g->nodes.n; i++)
        b->first[i + 1] += b->first[i];
    return true;
}

static void link_children(builder *b)
{
    const fx_graph *g = b->graph;
    size_t n = g->nodes.n;
    size_t *next = fx_grow(b->arena, b->first, n * sizeof *next, (n + 1) * sizeof *next);

    b->kid = fx_alloc(b->arena, (b->first[n] + 1) * sizeof *b->kid);
    for (size_t i = 0; i < n; i++) {
        const fx_node *node = &g->nodes.at[i];

        for (size_t k = 0; k < node->parents.n; k++) {
            if (node->above[k] < n)
                b->kid[next[node->above[k]]++] = i;
        }
    }
}

/* Nodes are sorted by id: the least place is the least id. */
static void heap_add(builder *b, size_t node)
{
    size_t at = b->n++;

    while (at > 0 && b->heap[(at - 1) / 2] > node) {
        b->heap[at] = b->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    b->heap[at] = node;
}

static size_t heap_take(builder *b)
{
    size_t top = b->heap[0], last = b->heap[--b->n], at = 0;

    for (size_t child = 1; child < b->n; child = 2 * at + 1) {
        child += child + 1 < b->n && b->heap[child + 1] < b->heap[child];
        if (b->heap[child] >= last)
            break;
        b->heap[at] = b->heap[child];
        at = child;
    }
    b->heap[at] = last;
    return top;
}

static void put_in_order(builder *b)
{
    fx_graph *g = b->graph;

    for (size_t i = 0; i < g->nodes.n; i++) {
        if (b->waits[i] == 0)
            heap_add(b, i);
    }
    while (b->n > 0) {
        size_t node = heap_take(b);

        *fx_push(b->arena, &g->order) = node;
        for (size_t i = b->first[node]; i < b->first[node + 1]; i++) {
            if (--b->waits[b->kid[i]] == 0)
                heap_add(b, b->kid[i]);
        }
    }
}

/* A parent that has no place either: one is there for each node that waits. */
static size_t waiting_parent(const builder *b, size_t node)
{
    const fx_graph *g = b->graph;

    const fx_node *it = &g->nodes.at[node];

    for (size_t k = 0; k < it->parents.n; k++) {
        if (it->above[k] < g->nodes.n && b->waits[it->above[k]] > 0)
            return it->above[k];
    }
    return node;
}

/* Whoever follows waiting parents is in the cycle after at most as many steps as there are nodes.
 */
static bool fail_cycle(const builder *b, fx_error *err)
{
    const fx_graph *g = b->graph;
    size_t node = 0, start;
    fx_strs members = {0};

    while (b->waits[node] == 0)
        node++;
    for (size_t i = 0; i < g->nodes.n; i++)
        node = waiting_parent(b, node);
    start = node;
    for (size_t at = waiting_parent(b, node); at != node; at = waiting_parent(b, at))
        start = at < start ? at : start;
    node = start;
    do {
        *fx_push(err->arena, &members) = g->nodes.at[node].id;
        node = waiting_parent(b, node);
    } while (node != start);
    *fx_push(err->arena, &members) = g->nodes.at[start].id;
    fx_fail_at(err, FX_INPUT, g->nodes.at[start].path, 0, 0,
               "revisions revise each other in a circle: %s",
               fx_strs_join(err->arena, &members, " -> "));
    return fx_hint(err, "Correct `revises` in one of them.");
}

bool fx_graph_build(fx_arena *a, fx_node *nodes, size_t n, bool partial, fx_graph *out,
                    fx_error *err)
{
    builder b = {.arena = a, .graph = out};

    *out = (fx_graph){
        .nodes = {.at = nodes, .n = n, .cap = n}
    };
    fx_reserve(a, &out->order, n);
    fx_sort(&out->nodes, by_id);
    b.waits = fx_alloc(a, (n + 1) * sizeof *b.waits);
    b.first = fx_alloc(a, (n + 2) * sizeof *b.first);
    b.heap = fx_alloc(a, (n + 1) * sizeof *b.heap);
    find_parents(&b);
    if (!check_twice(out, err) || !count(&b, partial, err))
        return false;
    link_children(&b);
    put_in_order(&b);
    return out->order.n == n || fail_cycle(&b, err);
}
