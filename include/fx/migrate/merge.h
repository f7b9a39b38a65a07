/*
 * Merge: joins the heads of a tree (DESIGN section 6). Where the sides touch
 * different objects, and replaying them in either order gives one schema, the
 * merge revision writes itself.
 */
#ifndef FX_MIGRATE_MERGE_H
#define FX_MIGRATE_MERGE_H

#include "fx/migrate/edits.h"
#include "fx/migrate/generate.h"

typedef struct fx_clash { /* two steps of different sides about one object */
    const fx_revision *one, *two;
    const fx_step *step_one, *step_two;
    bool same; /* both do the very same */
} fx_clash;
typedef FX_VEC(fx_clash) fx_clashes;

typedef struct fx_merged {
    fx_strs heads;      /* as they were */
    fx_generated made;  /* nothing: there was at most one head (left) */
    fx_clashes clashes; /* why it does not write itself; then err is set as well */
} fx_merged;

/* The revision that joins the heads of a source, written nowhere; FX_REFUSED with both sides in
 * words where they clash. */
bool fx_merge(fx_arena *a, fx_source *src, const fx_config *c, const char *message, fx_merged *out,
              fx_error *err) FX_CHECK;

/* FX_REFUSED, with both sides in words, where two heads change one object and a database would have
 * both: the order in which they came would decide. `fresh`: what a plan applies, `after`: all that
 * is applied then; both sorted. What SQL does is not known, and not refused. */
bool fx_heads_agree(fx_arena *a, const fx_history *h, const fx_strs *fresh, const fx_strs *after,
                    fx_error *err) FX_CHECK;

/* Both sides made the same: `keep` stays, and says that it replaces the other, a draft, which goes;
 * what was built on that builds on `keep` now. A database that has the other is taken along
 * without a statement. */
bool fx_merge_keep(fx_workspace *ws, const char *keep, const char *base, fx_edits *out,
                   fx_error *err) FX_CHECK;

#endif
