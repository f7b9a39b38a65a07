/*
 * Inner: what the files of this layer share and nobody else needs.
 */
#ifndef FX_REVISION_INNER_H
#define FX_REVISION_INNER_H

#include "fx/revision/graph.h"
#include "fx/revision/revision.h"

#define FX_COUNT(array) (sizeof(array) / sizeof *(array))

/* text.c */
/* The line (from 1) of the first conflict marker that Git left, or 0. */
size_t fx_conflict_line(const char *text, size_t n);
bool fx_is_utf8(const char *text, size_t n);
bool fx_revision_is_sql(const char *path);

/* canonical.c: `dialect` NULL: of all; `readings`: SQL by what it says to these dialects, a map's
 * texts to their own; NULL: as it stands. */
const char *fx_half_form(fx_arena *a, const fx_half *half, const char *dialect,
                         const fx_strs *readings);
/* Fills in canonical and hash from the nodes. */
void fx_half_close(fx_arena *a, fx_half *half);

/* read_sql.c: a raw SQL file as the map that a YAML file of the same content would be; NULL if it
 * fails. */
const fx_yaml *fx_revision_sql_nodes(fx_arena *a, const char *path, const char *text,
                                     fx_error *err);

/* read.c: all but text, blob, and what the halves are hashed to. */
bool fx_revision_from_nodes(fx_arena *a, const fx_yaml *root, fx_revision *r,
                            fx_error *err) FX_CHECK;

/* write.c: a list of ids as files have it. */
const fx_yaml *fx_revision_ids(fx_arena *a, const fx_strs *ids);

/* graph.c: the place of an id in g->nodes, or g->nodes.n. */
size_t fx_graph_index(const fx_graph *g, const char *id);

#endif
