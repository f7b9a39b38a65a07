#include "fx/migrate/edits.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "fx/base/path.h"

void fx_edits_put(fx_arena *a, fx_edits *edits, const char *path, const char *text,
                  const char *note)
{
    fx_edit *at = NULL;

    fx_each (fx_edit, e, edits) {
        if (fx_same(e->path, path))
            at = e;
    }
    if (at == NULL) {
        at = fx_push(a, edits);
        at->path = path;
    }
    at->text = text;
    at->n = text == NULL ? 0 : strlen(text);
    at->note = note;
}

void fx_edits_reparent(fx_arena *a, fx_edits *edits, const fx_history *h, const fx_strs *gone,
                       const char *id)
{
    fx_each (const fx_revision *, r, &h->all) {
        fx_strs parents = {0};
        bool child = false;

        if (fx_strs_has(gone, (*r)->id))
            continue;
        fx_each (const char *, p, &(*r)->parents) {
            bool went = fx_strs_has(gone, *p);
            const char *now = went ? id : *p;

            child = child || went;
            if (!fx_strs_has(&parents, now))
                *fx_push(a, &parents) = now;
        }
        fx_strs_sort(&parents);
        if (child)
            fx_edits_put(a, edits, (*r)->path, fx_revision_set_parents(a, *r, &parents),
                         fx_fmt(a, "revises %s", fx_strs_join(a, &parents, ", ")));
    }
}

/* ---- tried in memory ---- */

static const fx_edit *edit_of(const fx_edits *edits, const char *path)
{
    fx_each (const fx_edit, e, edits) {
        if (fx_same(e->path, path))
            return e;
    }
    return NULL;
}

static bool read_edit(fx_arena *a, const fx_edit *e, fx_history *out, fx_error *err)
{
    fx_revision *r = fx_new(a, fx_revision);

    if (e->text == NULL)
        return true;
    if (!fx_revision_read(a, e->path, e->text, e->n, r, err))
        return false;
    *fx_push(a, &out->all) = r;
    return true;
}

static bool read_all(fx_arena *a, const fx_history *h, const fx_edits *edits, fx_history *out,
                     fx_error *err)
{
    *out = (fx_history){0};
    fx_each (const fx_revision *, r, &h->all) {
        if (edit_of(edits, (*r)->path) == NULL)
            *fx_push(a, &out->all) = *r;
    }
    fx_each (const fx_edit, e, edits) {
        if (!read_edit(a, e, out, err))
            return false;
    }
    return fx_history_build(a, out, err);
}

static bool leads_back(fx_arena *a, const fx_revision *r, const fx_schema *before,
                       const fx_schema *after, fx_error *err)
{
    fx_schema back = fx_schema_copy(a, after);
    fx_error probe = {.arena = a};

    if (r->down.irreversible)
        return true;
    if (!fx_replay_all(a, &back, &r->down.steps, NULL, &probe))
        return fx_fail(err, FX_REFUSED, "the downgrade of %s would not apply there: %s", r->id,
                       probe.msg);
    return fx_schema_equal(&back, before) ||
           fx_fail(err, FX_REFUSED, "the downgrade of %s would not lead back there", r->id);
}

/* What SQL does to rows has no reverse that could be worked out. */
static bool has_sql(const fx_steps *steps)
{
    fx_each (const fx_step *const, s, steps) {
        if ((*s)->kind == FX_STEP_EXECUTE || (*s)->kind == FX_STEP_BULK_INSERT)
            return true;
    }
    return false;
}

/* The text with a downgrade that is the reverse of what its steps do there; NULL: it cannot be
 * said. */
static const char *lead_back(fx_arena *a, const fx_revision *r, const fx_schema *before)
{
    fx_schema after = fx_schema_copy(a, before);
    fx_error probe = {.arena = a};
    fx_revision with = *r;
    fx_changes up = {0};

    if (has_sql(&r->up.steps) || has_sql(&r->down.steps) ||
        !fx_replay_all(a, &after, &r->up.steps, &up, &probe))
        return NULL;
    with.down = (fx_half){.line = r->down.line, .no_transaction = r->down.no_transaction};
    for (size_t i = up.n; i-- > 0;) {
        const fx_step *back = fx_change_reverse(a, &up.at[i]);

        if (back == NULL)
            return NULL;
        *fx_push(a, &with.down.steps) = back;
    }
    if (!leads_back(a, &with, before, &after, &probe))
        return NULL;
    fx_half_seal(a, &with.down);
    return fx_revision_set_down(a, r, &with.down);
}

/* The edited revision's downgrade leads back, or is written anew where `mended` may be changed. */
static bool back_or_mended(fx_arena *a, const fx_revision *r, const fx_schema *before,
                           const fx_schema *after, fx_edits *mended, fx_error *err)
{
    fx_error probe = {.arena = a};

    if (leads_back(a, r, before, after, &probe))
        return true;
    const char *text = mended == NULL ? NULL : lead_back(a, r, before);

    if (text == NULL)
        return fx_pass(err, &probe);
    fx_edits_put(a, mended, r->path, text,
                 fx_fmt(a, "%s; its downgrade is written anew", edit_of(mended, r->path)->note));
    return true;
}

static bool try(fx_arena *a, const fx_history *h, const fx_edits *edits, fx_edits *mended,
                fx_history *out, fx_schema *schema, fx_error *err)
{
    fx_schema state = {0};

    if (!read_all(a, h, edits, out, err))
        return false;
    fx_each (const size_t, at, &out->graph.order) {
        const fx_revision *r = out->graph.nodes.at[*at].revision;
        fx_schema before = fx_schema_copy(a, &state);
        fx_error probe = {.arena = a};

        if (!fx_replay_all(a, &state, &r->up.steps, NULL, &probe))
            return fx_fail(err, FX_REFUSED, "%s (%s) would not apply there: %s", r->id, r->message,
                           probe.msg);
        if (edit_of(edits, r->path) != NULL && !back_or_mended(a, r, &before, &state, mended, err))
            return false;
    }
    if (schema != NULL)
        *schema = state;
    return true;
}

bool fx_edits_try(fx_arena *a, const fx_history *h, const fx_edits *edits, fx_history *out,
                  fx_schema *schema, fx_error *err)
{
    return try(a, h, edits, NULL, out, schema, err);
}

bool fx_edits_mend(fx_arena *a, const fx_history *h, fx_edits *edits, fx_error *err)
{
    fx_history after;

    return try(a, h, edits, edits, &after, NULL, err);
}

/* ---- written ---- */

typedef struct kept { /* how a file was; text NULL: it was not there */
    const char *path, *text;
    size_t n;
} kept;
typedef FX_VEC(kept) keeps;

static void take_back(fx_workspace *ws, const keeps *done)
{
    fx_each (const kept, k, done) {
        fx_error probe = {.arena = ws->arena};

        if (k->text == NULL)
            (void)unlink(k->path);
        else
            (void)!fx_file_write(ws->arena, k->path, k->text, k->n, 0666, &probe);
    }
}

static bool write_one(fx_workspace *ws, const fx_edit *e, keeps *done, fx_error *err)
{
    fx_arena *a = ws->arena;
    kept k = {.path = fx_path_join(a, ws->root, e->path)};
    bool there = fx_path_exists(k.path);

    if (e->fresh && there) {
        fx_fail(err, FX_REFUSED, "%s is there already", e->path);
        return fx_hint(err, "It is never overwritten. Move it away, or commit it.");
    }
    if (there && !fx_file_read(a, k.path, 1 << 22, &k.text, &k.n, err))
        return false;
    *fx_push(a, done) = k;
    if (e->text == NULL)
        return !there || unlink(k.path) == 0 ||
               fx_fail(err, FX_INPUT, "cannot delete %s: %s", e->path, strerror(errno));
    return fx_dir_make(a, fx_path_dir(a, k.path), err) &&
           fx_file_write(a, k.path, e->text, e->n, 0666, err);
}

bool fx_edits_write(fx_workspace *ws, const fx_edits *edits, fx_error *err)
{
    keeps done = {0};

    if (!fx_workspace_writable(ws, err))
        return false;
    fx_each (const fx_edit, e, edits) {
        if (!write_one(ws, e, &done, err)) {
            take_back(ws, &done);
            return false;
        }
    }
    return true;
}
