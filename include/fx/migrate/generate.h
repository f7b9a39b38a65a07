/*
 * Generate: entities - history -> a revision (DESIGN section 7).
 */
#ifndef FX_MIGRATE_GENERATE_H
#define FX_MIGRATE_GENERATE_H

#include "fx/migrate/check.h"
#include "fx/migrate/edits.h"
#include "fx/migrate/plan.h"
#include "fx/migrate/workspace.h"
#include "fx/model/diff.h"

typedef enum { FX_ANSWER_NONE, FX_ANSWER_NO, FX_ANSWER_YES } fx_answer;

typedef struct fx_generate_options {
    const char *message; /* NULL: made from the steps */
    bool empty, sql;     /* --empty, --sql: a file to be filled in by hand */
    bool yes;            /* what no entity declares may go */
    bool judged;         /* the caller looks at what nobody said itself */
    fx_strs renamed;     /* said before it is asked: "post.body=content", "post=article" */
    fx_strs dropped;     /* ... "post.body", "post" */
    /* Asked about what may have been renamed. NULL, or FX_ANSWER_NONE (nobody is there): refused,
     * with the ways to say it. */
    fx_answer (*ask)(void *ctx, const char *question);
    /* Before that: what is known from elsewhere; `to` NULL: dropped. NULL: nothing. */
    bool (*known)(void *ctx, fx_renames *out, fx_error *err);
    void *ctx;
} fx_generate_options;

typedef struct fx_generated {
    bool nothing;         /* history and entities agree */
    fx_revision revision; /* with its text */
    const char *path;     /* relative to the root */
    fx_changes changes;
    fx_losses losses; /* what its upgrade destroys of what is there */
    fx_strs warnings;
} fx_generated;

/* Is there nothing between them that the project's dialects know? */
bool fx_generate_covered(fx_arena *a, const fx_config *c, const fx_schema *history,
                         const fx_schema *model);
/* The difference between two schemas as changes, with rename and fill rules applied: NOT NULL
 * without fill or default, what may have been renamed, and what goes since entities are not there,
 * is refused. */
bool fx_generate_diff(fx_arena *a, fx_source *src, const fx_config *c, const fx_schema *history,
                      const fx_schema *model, fx_diff *out, fx_error *err) FX_CHECK;
/* What fx_generate would ask about the work tree, a line each. */
bool fx_generate_open(fx_workspace *ws, fx_strs *out, fx_error *err) FX_CHECK;
/* A revision from a source's entities and history, written nowhere. Several heads: refused
 * (FX_REFUSED, names them). */
bool fx_generate(fx_workspace *ws, fx_source *src, const fx_config *c, const fx_generate_options *o,
                 fx_generated *out, fx_error *err) FX_CHECK;
/* The revision of a difference, on top of `heads`. */
void fx_generate_from(fx_arena *a, const fx_config *c, const fx_strs *heads,
                      const fx_schema *before, const fx_diff *diff, const char *message,
                      fx_generated *out);
/* The revision without steps that joins `heads`: the same bytes everywhere. */
void fx_generate_joining(fx_arena *a, const fx_config *c, const fx_strs *heads, const char *message,
                         fx_generated *out);
/* The revision of given steps; `r` has them, and all of its head but id, parents and message. */
void fx_generate_steps(fx_arena *a, const fx_config *c, const fx_strs *parents, const char *message,
                       const fx_revision *r, fx_generated *out);
/* A revision whose id, parents, message and steps are given, from `before` on: `loses`, hashes,
 * text and path. */
void fx_generate_finish(fx_arena *a, const fx_config *c, const fx_schema *before, fx_revision *r);
/* ... and written to the work tree; never over another file. */
bool fx_generate_write(fx_workspace *ws, const fx_generated *g, fx_error *err) FX_CHECK;

/* Drafts whose steps take a `fill` that the entities did not have `then`: the edits. Those that are
 * applied, or frozen, stay as they are. */
bool fx_fill_late(fx_workspace *ws, fx_source *src, const fx_config *c, const fx_schema *then,
                  const fx_schema *now, fx_edits *out, fx_error *err) FX_CHECK;

typedef struct fx_commit_made {
    fx_generated joined; /* the revision that joins heads that a merge brought together */
    fx_generated covering;
    fx_edits filled; /* drafts that took a fill */
} fx_commit_made;

/* pre-commit: joining, gate, writing, coverage (DESIGN section 7). `o`: how to ask. Prints nothing
 * itself: `nothing` of each when there was nothing to do. */
bool fx_commit_hook(fx_workspace *ws, const fx_generate_options *o, fx_commit_made *out,
                    fx_findings *findings, fx_error *err) FX_CHECK;
/* post-commit: the commit came about, so nothing of what the hook wrote is to be taken back. */
void fx_commit_done(fx_workspace *ws);

#endif
