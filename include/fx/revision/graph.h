/*
 * Graph: the DAG of a set of revisions. Order is by parents, ties by id.
 */
#ifndef FX_REVISION_GRAPH_H
#define FX_REVISION_GRAPH_H

#include "fx/revision/revision.h"

typedef struct fx_node {
    const char *id;
    fx_strs parents;
    const fx_revision *revision; /* or NULL: known by id and parents only */
    const void *data;            /* the caller's */
    const char *path;            /* for messages; or NULL */
    const size_t *above; /* set by fx_graph_build: the places of its parents in `nodes`; their
                            number for one that is not there */
} fx_node;

typedef struct fx_graph {
    FX_VEC(fx_node) nodes; /* sorted by id */
    FX_VEC(size_t) order;  /* indexes of nodes: parents first, ties by id */
} fx_graph;

/* Takes the nodes, in any order: they are the graph's from now on, and sorted. Fails with FX_INPUT:
 * two files with one id (both named), a missing parent (who names it), a cycle (its members).
 * `partial`: missing parents are passed over (ledgers). */
bool fx_graph_build(fx_arena *a, fx_node *nodes, size_t n, bool partial, fx_graph *out,
                    fx_error *err) FX_CHECK;

const fx_node *fx_graph_find(const fx_graph *g, const char *id);
fx_strs fx_graph_heads(fx_arena *a, const fx_graph *g); /* sorted */
fx_strs fx_graph_ancestors(fx_arena *a, const fx_graph *g,
                           const char *id); /* with id itself, topological */
fx_strs fx_graph_descendants(fx_arena *a, const fx_graph *g,
                             const char *id); /* with id itself, topological */
/* The revision that an id or a unique prefix (>= 4 digits) names; FX_USAGE with near ids if none or
 * several. */
bool fx_graph_resolve(fx_arena *a, const fx_graph *g, const char *text, const char **id,
                      fx_error *err) FX_CHECK;

#endif
