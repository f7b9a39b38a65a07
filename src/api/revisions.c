/*
 * Revisions as rows: of the tree, of the database, of both.
 */
#include "inner.h"

#include <string.h>

#include "fx/migrate/lookup.h"
#include "fx/migrate/status.h"

struct fxgit_revisions {
    fx_arena *arena;
    FX_VEC(fxgit_revision) at;
};

struct fxgit_status {
    fx_arena *arena;
    fxgit_summary summary;
    fxgit_revisions revisions; /* in the same arena */
};

fxgit_state api_state(const fx_status *s, const fx_item *item)
{
    static const fxgit_state states[] = {
        [FX_CLASS_SAME] = FXGIT_APPLIED,
        [FX_CLASS_MISSING] = FXGIT_MISSING,
        [FX_CLASS_FOREIGN] = FXGIT_FOREIGN,
        [FX_CLASS_CHANGED] = FXGIT_CHANGED,
    };

    return s->unreachable != NULL ? FXGIT_UNKNOWN : states[item->class_];
}

static void add(fxgit_revisions *to, const fx_revision *r, const fx_applied *row, fxgit_state state,
                bool head)
{
    static const fx_revision no_revision;
    static const fx_applied no_row;
    const fx_applied *by = row != NULL ? row : &no_row;
    const fx_revision *of = r != NULL ? r : &no_revision;
    const fx_strs *from = r != NULL ? &of->parents : &by->parents;
    fx_arena *a = to->arena;
    fx_strs parents = {0};

    fx_each (const char *, id, from) {
        *fx_push(a, &parents) = fx_strdup(a, *id);
    }
    *fx_push(a, &to->at) = (fxgit_revision){
        .id = fx_strdup(a, r != NULL ? of->id : by->id),
        .message = fx_strdup(a, r != NULL ? of->message : by->message),
        .path = fx_strdup(a, r != NULL ? of->path : by->path),
        .state = state,
        .head = head,
        .parents = parents.at,
        .n_parents = parents.n,
        .applied_at = fx_strdup(a, by->applied_at),
        .applied_by = fx_strdup(a, by->applied_by),
        .commit = fx_strdup(a, by->commit),
        .branch = fx_strdup(a, by->branch),
    };
}

static void add_items(fxgit_revisions *to, const fx_status *s)
{
    fx_each (const fx_item, item, &s->items) {
        add(to, item->revision, item->applied, api_state(s, item),
            fx_strs_has(&s->heads, item->id));
    }
}

fxgit_code fxgit_list(fxgit_project *project, fxgit_revisions **out, fxgit_error **error)
{
    api_call c;
    fx_status s;

    if (out != NULL)
        *out = NULL;
    if (api_open(&c, project) &&
        fx_status_database(c.ws, project->options.target, project->options.database, &s, &c.err) &&
        out != NULL) {
        *out = API_NEW(fxgit_revisions);
        add_items(*out, &s);
    }
    return api_end(&c, error);
}

fxgit_code fxgit_heads(fxgit_project *project, fxgit_revisions **out, fxgit_error **error)
{
    api_call c;
    fx_history h;

    if (out != NULL)
        *out = NULL;
    if (api_open(&c, project) &&
        fx_history_read(c.arena, c.ws->worktree, &c.ws->config, &h, &c.err) && out != NULL) {
        fx_strs heads = fx_graph_heads(c.arena, &h.graph);

        *out = API_NEW(fxgit_revisions);
        fx_each (const char *, id, &heads) {
            add(*out, fx_graph_find(&h.graph, *id)->revision, NULL, FXGIT_UNKNOWN, true);
        }
    }
    return api_end(&c, error);
}

static bool find_current(api_call *c, fxgit_revisions **out)
{
    const fxgit_options *o = &c->project->options;
    fx_history h;
    fx_ledger ledger;
    fx_graph graph;

    if (!fx_history_read(c->arena, c->ws->worktree, &c->ws->config, &h, &c->err) ||
        !fx_lookup_ledger(c->ws, o->target, o->database, &ledger, &c->err) ||
        !fx_ledger_graph(c->arena, &ledger, &graph, &c->err))
        return false;
    if (out == NULL)
        return true;
    fx_strs heads = fx_graph_heads(c->arena, &graph);

    *out = API_NEW(fxgit_revisions);
    fx_each (const char *, id, &heads) {
        bool in_tree = fx_graph_find(&h.graph, *id) != NULL;

        add(*out, NULL, fx_ledger_find(&ledger, *id), in_tree ? FXGIT_APPLIED : FXGIT_FOREIGN,
            true);
    }
    return true;
}

fxgit_code fxgit_current(fxgit_project *project, fxgit_revisions **out, fxgit_error **error)
{
    api_call c;

    if (out != NULL)
        *out = NULL;
    if (api_open(&c, project))
        (void)!find_current(&c, out);
    return api_end(&c, error);
}

size_t fxgit_revisions_count(const fxgit_revisions *revisions)
{
    return revisions == NULL ? 0 : revisions->at.n;
}

const fxgit_revision *fxgit_revisions_at(const fxgit_revisions *revisions, size_t i)
{
    return i < fxgit_revisions_count(revisions) ? &revisions->at.at[i] : NULL;
}

void fxgit_revisions_free(fxgit_revisions *revisions)
{
    if (revisions != NULL)
        fx_arena_free(revisions->arena);
}

static fxgit_status *make_status(const fx_workspace *ws, const fx_status *s)
{
    fxgit_status *out = API_NEW(fxgit_status);
    fx_arena *a = out->arena;

    out->summary = (fxgit_summary){
        .project = fx_strdup(a, ws->config.project),
        .branch = fx_strdup(a, ws->head.branch),
        .commit = fx_strdup(a, ws->head.commit),
        .covered = s->covered,
        .uncovered = s->uncovered,
        .unreadable = fx_strdup(a, s->unreadable),
        .database = fx_strdup(a, s->database),
        .unreachable = fx_strdup(a, s->unreachable),
        .exists = s->exists,
        .revisions = s->history.all.n,
        .heads = s->heads.n,
        .applied = s->applied,
        .missing = s->missing,
        .foreign = s->foreign,
        .changed = s->changed,
        .in_sync = s->in_sync && s->unreachable == NULL,
    };
    if (s->unreachable != NULL) /* what a database that nobody asked lacks is not known */
        out->summary.missing = 0;
    out->revisions.arena = a;
    add_items(&out->revisions, s);
    return out;
}

fxgit_code fxgit_status_read(fxgit_project *project, fxgit_status **out, fxgit_error **error)
{
    api_call c;
    fx_status s;

    if (out != NULL)
        *out = NULL;
    if (api_open(&c, project) &&
        fx_status_read(c.ws, project->options.target, project->options.database, &s, &c.err) &&
        out != NULL)
        *out = make_status(c.ws, &s);
    return api_end(&c, error);
}

const fxgit_summary *fxgit_status_summary(const fxgit_status *status)
{
    return status == NULL ? NULL : &status->summary;
}

size_t fxgit_status_count(const fxgit_status *status)
{
    return status == NULL ? 0 : status->revisions.at.n;
}

const fxgit_revision *fxgit_status_at(const fxgit_status *status, size_t i)
{
    return status == NULL ? NULL : fxgit_revisions_at(&status->revisions, i);
}

void fxgit_status_free(fxgit_status *status)
{
    if (status != NULL)
        fx_arena_free(status->arena);
}

fxgit_code fxgit_show(fxgit_project *project, const char *rev, char **text, fxgit_error **error)
{
    api_call c;
    fx_revision r;

    if (text != NULL)
        *text = NULL;
    if (api_open(&c, project) && api_needs(&c, "rev", rev) &&
        fx_lookup_revision(c.ws, project->options.target, project->options.database, rev, &r,
                           &c.err))
        api_give_text(text, r.text);
    return api_end(&c, error);
}

static bool has_steps(api_call *c, const char *name, const char *text, size_t n, bool *out)
{
    fx_revision r;
    char *copy;

    if (!api_needs(c, "name", name) || !api_needs(c, "text", text))
        return false;
    copy = fx_alloc(c->arena, n + 1); /* the inside reads up to a NUL; the caller's text has `n` */
    memcpy(copy, text, n);
    if (!fx_revision_read(c->arena, name, copy, n, &r, &c->err))
        return false;
    *out = r.up.steps.n + r.down.steps.n > 0;
    return true;
}

fxgit_code fxgit_has_changes(const char *name, const char *text, size_t n, bool *out,
                             fxgit_error **error)
{
    api_call c;
    bool found = false;

    if (out != NULL)
        *out = false;
    api_begin(&c);
    if (has_steps(&c, name, text, n, &found) && out != NULL)
        *out = found;
    return api_end(&c, error);
}
