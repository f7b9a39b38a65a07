#include "fx/migrate/restack.h"

#include <string.h>

#include "fx/migrate/generate.h"

typedef struct restack {
    fx_arena *a;
    fx_workspace *ws;
    fx_history h;
    fx_strs frozen, named;
    fx_error *err;
} restack;

static bool is_frozen(const restack *r, const char *id)
{
    return fx_strs_has_sorted(&r->frozen, id);
}

/* The last revisions of the base's part of the tree. */
static bool base_heads(const restack *r, fx_strs *out)
{
    FX_VEC(fx_node) nodes = {0};
    fx_graph graph;

    for (size_t i = 0; i < r->h.graph.nodes.n; i++) {
        if (is_frozen(r, r->h.graph.nodes.at[i].id))
            *fx_push(r->a, &nodes) = r->h.graph.nodes.at[i];
    }
    if (!fx_graph_build(r->a, nodes.at, nodes.n, true, &graph, r->err))
        return false;
    *out = fx_graph_heads(r->a, &graph);
    return true;
}

static bool find_base(restack *r, const char *base, const char **head)
{
    fx_strs heads;

    if (!fx_frozen_ids(r->ws, base, &r->frozen, &r->named, r->err))
        return false;
    if (r->named.n == 0 && base == NULL) {
        base = fx_base_default(r->ws);
        if (base != NULL && !fx_frozen_ids(r->ws, base, &r->frozen, &r->named, r->err))
            return false;
    }
    if (r->named.n == 0) {
        fx_fail(
            r->err, FX_USAGE,
            "behind which branch? There is no frozen ref, no upstream, no main and no merge under "
            "way");
        return fx_hint(r->err, "Name it: fxgit restack --base REF");
    }
    if (!base_heads(r, &heads))
        return false;
    *head = heads.n == 0 ? NULL : heads.at[0];
    if (heads.n < 2)
        return true;
    fx_fail(r->err, FX_REFUSED, "%s has %zu heads itself: %s", r->named.at[0], heads.n,
            fx_strs_join(r->a, &heads, ", "));
    return fx_hint(r->err, "Join them there first: fxgit merge");
}

/* A draft's parents: drafts stay; what is frozen gives way to the base's head, unless a draft
 * before it stands on that already. */
static fx_strs new_parents(const restack *r, const fx_revision *draft, const char *head)
{
    fx_strs out = {0};

    fx_each (const char *, p, &draft->parents) {
        if (!is_frozen(r, *p))
            *fx_push(r->a, &out) = *p;
    }
    if (out.n == 0 && head != NULL)
        *fx_push(r->a, &out) = head;
    return out;
}

/* The draft that does not fit is made once more, of entities that know both. */
static bool hint_anew(restack *r)
{
    const char *id = NULL;

    fx_each (const fx_revision *, it, &r->h.all) {
        if (!is_frozen(r, (*it)->id) && strstr(r->err->msg, (*it)->id) != NULL)
            id = (*it)->id;
    }
    if (id != NULL && r->err->hint == NULL)
        (void)fx_hint(
            r->err,
            "nothing was changed. Make it anew: fxgit downgrade %s^ (where it is applied), fxgit "
            "delete %s, settle the entities, git add, git commit",
            id, id);
    return false;
}

bool fx_restack(fx_workspace *ws, const char *base, fx_edits *out, fx_error *err)
{
    restack r = {.a = ws->arena, .ws = ws, .err = err};
    const char *head = NULL;

    *out = (fx_edits){0};
    if (!fx_history_read(r.a, ws->worktree, &ws->config, &r.h, err) || !find_base(&r, base, &head))
        return false;
    fx_each (const fx_revision *, it, &r.h.all) {
        fx_strs parents;

        if (is_frozen(&r, (*it)->id))
            continue;
        parents = new_parents(&r, *it, head);
        if (!fx_strs_equal(&parents, &(*it)->parents))
            fx_edits_put(r.a, out, (*it)->path, fx_revision_set_parents(r.a, *it, &parents),
                         fx_fmt(r.a, "revises %s", fx_strs_join(r.a, &parents, ", ")));
    }
    return fx_edits_mend(r.a, &r.h, out, err) || hint_anew(&r);
}

/* ---- from another branch ---- */

typedef struct backport {
    fx_arena *a;
    fx_workspace *ws;
    fx_revisions here, strays; /* strays: parents first */
    fx_strs heads;
    fx_edits *out;
    fx_error *err;
} backport;

static bool read_files(backport *b)
{
    fx_files files = {0};

    if (!fx_source_list(b->ws->worktree, b->a, fx_versions_dir(b->a, &b->ws->config), &files,
                        b->err))
        return false;
    fx_each (const fx_file, file, &files) {
        fx_revision *r = fx_new(b->a, fx_revision);
        const char *text;
        size_t n;

        if (!fx_revision_is_file(file->path))
            continue;
        if (!fx_source_read(b->ws->worktree, b->a, file->path, &text, &n, b->err) ||
            (text != NULL && !fx_revision_read(b->a, file->path, text, n, r, b->err)))
            return false;
        if (text != NULL)
            *fx_push(b->a, &b->here) = r;
    }
    return true;
}

static const fx_revision *find(const fx_revisions *all, const char *id)
{
    fx_each (const fx_revision *, r, all) {
        if (fx_same((*r)->id, id))
            return *r;
    }
    return NULL;
}

/* Has the file a parent that is not here, or that is such a one itself? */
static bool is_stray(const backport *b, const fx_revision *r)
{
    fx_each (const char *, p, &r->parents) {
        if (find(&b->here, *p) == NULL || find(&b->strays, *p) != NULL)
            return true;
    }
    return false;
}

static void find_strays(backport *b)
{
    bool more = true;

    while (more) {
        more = false;
        fx_each (const fx_revision *, r, &b->here) {
            if (find(&b->strays, (*r)->id) == NULL && is_stray(b, *r)) {
                *fx_push(b->a, &b->strays) = *r;
                more = true;
            }
        }
    }
}

static bool find_heads(backport *b)
{
    FX_VEC(fx_node) nodes = {0};
    fx_graph graph;

    fx_each (const fx_revision *, r, &b->here) {
        if (find(&b->strays, (*r)->id) == NULL)
            *fx_push(b->a, &nodes) =
                (fx_node){.id = (*r)->id, .parents = (*r)->parents, .path = (*r)->path};
    }
    if (!fx_graph_build(b->a, nodes.at, nodes.n, false, &graph, b->err))
        return false;
    b->heads = fx_graph_heads(b->a, &graph);
    if (b->heads.n < 2)
        return true;
    fx_fail(b->err, FX_REFUSED, "there are %zu heads: %s", b->heads.n,
            fx_strs_join(b->a, &b->heads, ", "));
    return fx_hint(b->err, "Join them first: fxgit merge");
}

static void carry_over(backport *b, const fx_revision *from)
{
    fx_revision copy = *from;
    fx_generated made;

    copy.replaces = (fx_strs){0};
    *fx_push(b->a, &copy.replaces) = from->id;
    copy.was.n = 0;
    fx_generate_steps(b->a, &b->ws->config, &b->heads, from->message, &copy, &made);
    fx_edits_put(b->a, b->out, made.path, made.revision.text,
                 fx_fmt(b->a, "replaces %s", from->id));
    b->out->at[b->out->n - 1].fresh = true;
    fx_edits_put(b->a, b->out, from->path, NULL, "it belongs to the other branch");
    b->heads.n = 0;
    *fx_push(b->a, &b->heads) = made.revision.id;
}

bool fx_backport(fx_workspace *ws, fx_edits *out, fx_error *err)
{
    backport b = {.a = ws->arena, .ws = ws, .out = out, .err = err};
    fx_history h = {0}, after;

    *out = (fx_edits){0};
    if (!read_files(&b))
        return false;
    find_strays(&b);
    if (b.strays.n == 0)
        return true;
    if (!find_heads(&b))
        return false;
    fx_each (const fx_revision *, r, &b.strays) {
        carry_over(&b, *r);
    }
    h.all = b.here;
    return fx_edits_try(b.a, &h, out, &after, NULL, err);
}
