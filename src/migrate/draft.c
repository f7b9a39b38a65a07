#include "fx/migrate/draft.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "fx/base/path.h"
#include "fx/migrate/edits.h"
#include "fx/migrate/ledger.h"

static bool check_children(fx_arena *a, const fx_graph *g, const char *id, fx_error *err)
{
    fx_strs below = fx_graph_descendants(a, g, id), children = {0};

    fx_each (const char *, other, &below) {
        if (!fx_same(*other, id))
            *fx_push(a, &children) = *other;
    }
    if (children.n == 0)
        return true;
    fx_fail(err, FX_REFUSED, "revision %s has others built on it: %s", id,
            fx_strs_join(a, &children, ", "));
    return fx_hint(err, "Delete those first, the last one first.");
}

static bool check_database(fx_workspace *ws, const char *target, const char *url, const char *id,
                           fx_error *err)
{
    fx_place *place = fx_new(ws->arena, fx_place);
    fx_ledger ledger;
    fx_db *db;

    if (!fx_workspace_place(ws, target, url, place, err))
        return false;
    if (!fx_db_exists(&place->url))
        return true;
    db = fx_db_open(ws->arena, &place->url, false, err);
    if (db == NULL || !fx_ledger_read(ws->arena, db, ws->config.project, &ledger, err))
        return false;
    if (fx_ledger_find(&ledger, id) == NULL)
        return true;
    fx_fail(err, FX_REFUSED, "revision %s is applied to %s", id, place->url.text);
    return fx_hint(err, "Undo it first: fxgit downgrade %s^", id);
}

static bool check_frozen(fx_workspace *ws, const fx_revision *r, fx_error *err)
{
    fx_strs frozen, named;

    if (!fx_frozen_ids(ws, NULL, &frozen, &named, err))
        return false;
    if (!fx_strs_has(&frozen, r->id))
        return true;
    fx_fail(err, FX_REFUSED, "revision %s is frozen: %s has it", r->id,
            named.n == 0 ? "a recorded target" : fx_strs_join(ws->arena, &named, ", "));
    return fx_hint(err, "Write a new revision that takes it back instead.");
}

bool fx_draft_find(fx_workspace *ws, const char *target, const char *url, const char *text,
                   const fx_revision **out, fx_error *err)
{
    fx_history history;
    const char *id;

    if (!fx_history_read(ws->arena, ws->worktree, &ws->config, &history, err) ||
        !fx_graph_resolve(ws->arena, &history.graph, text, &id, err))
        return false;
    *out = fx_graph_find(&history.graph, id)->revision;
    return check_children(ws->arena, &history.graph, id, err) && check_frozen(ws, *out, err) &&
           check_database(ws, target, url, id, err);
}

bool fx_draft_delete(fx_workspace *ws, const fx_revision *r, fx_error *err)
{
    return fx_workspace_writable(ws, err) &&
           (unlink(fx_path_join(ws->arena, ws->root, r->path)) == 0 ||
            fx_fail(err, FX_INPUT, "cannot delete %s: %s", r->path, strerror(errno)));
}
