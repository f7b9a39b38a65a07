/*
 * Said: what a difference would take away though nobody said so, who made it, and
 * how an entity would declare it.
 */
#ifndef FX_MIGRATE_SAID_H
#define FX_MIGRATE_SAID_H

#include "fx/migrate/workspace.h"
#include "fx/model/diff.h"

/* Entities that are not there: none of them declares a table, or an entry of `entities` has no
 * file. */
typedef struct fx_absent {
    const char *why;   /* NULL: nothing is amiss */
    fx_strs tables;    /* which the revisions have and fxgit.yml does not drop */
    const char *where; /* "models seem to be in app/models.py", or NULL */
} fx_absent;
bool fx_said_absent(fx_arena *a, fx_source *src, const fx_config *c, const fx_schema *history,
                    const fx_schema *model, fx_absent *out, fx_error *err) FX_CHECK;
/* Python files that look as if they declared tables. */
bool fx_said_models(fx_arena *a, fx_source *src, fx_strs *out, fx_error *err) FX_CHECK;
/* What `entities` would be for them: a file or two, or the folder that has all of them. */
const char *fx_said_entities(fx_arena *a, const fx_strs *files);

/* The last revision that makes, or changes, what the step touches; NULL: none. */
bool fx_said_maker(fx_arena *a, fx_source *src, const fx_config *c, const fx_step *s,
                   const fx_revision **out, fx_error *err) FX_CHECK;
/* Did a person write how it makes that, as SQL or in a file that was written otherwise? */
bool fx_said_by_hand(fx_arena *a, const fx_revision *r, const fx_step *s);
/* "add `indexes: [{name: ix, columns: [a]}]` to table post": what keeps the object of a step that
 * drops, which `before` has. */
const char *fx_said_declare(fx_arena *a, const fx_schema *before, const fx_step *s);

#endif
