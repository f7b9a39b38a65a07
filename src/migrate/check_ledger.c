#include <string.h>

#include "fx/migrate/ledger.h"
#include "gate.h"

enum { SHORT_WAIT_MS = 500 };

/* HEAD's text of the revision that is at `path` or has the id; NULL: HEAD has none. */
static const fx_revision *in_head(gate *g, const fx_applied *row, fx_error *err)
{
    fx_arena *a = g->ws->arena;
    fx_source *src;
    fx_files files = {0};

    if (g->ws->repo == NULL || g->ws->head.commit == NULL)
        return NULL;
    src = fx_source_commit(a, g->ws->repo, g->ws->head.commit, g->ws->prefix, err);
    if (src == NULL || !fx_source_list(src, a, fx_versions_dir(a, &g->config), &files, err))
        return NULL;
    fx_each (const fx_file, file, &files) {
        fx_revision *r = fx_new(a, fx_revision);
        fx_error probe = {.arena = a};
        const char *text;
        size_t n;

        if (!fx_revision_is_file(file->path) ||
            (strstr(file->path, row->id) == NULL && !fx_same(file->path, row->path)))
            continue;
        if (!fx_source_read(src, a, file->path, &text, &n, err))
            return NULL;
        if (text != NULL && fx_revision_read(a, file->path, text, n, r, &probe) &&
            fx_same(r->id, row->id))
            return r;
    }
    return NULL;
}

static bool has_finding(const gate *g, const char *revision)
{
    fx_each (const fx_finding, f, &g->out->at) {
        if (fx_same(f->revision, revision) && f->severity == FX_FINDING_ERROR)
            return true;
    }
    return false;
}

static void report(gate *g, const fx_applied *row, const fx_revision *was, const fx_revision *now,
                   const char *what, const char *database)
{
    fx_arena *a = g->ws->arena;
    fx_finding *f = gate_add(g, FX_FINDING_ERROR, "applied-edited", "applied revision edited");

    f->revision = row->id;
    f->file = now != NULL ? now->path : row->path;
    f->line = 1;
    f->message = fx_fmt(a, "revision %s is applied to %s and %s", row->id, database,
                        now == NULL ? "was deleted" : fx_fmt(a, "its %s changed", what));
    f->hint = fx_fmt(a,
                     "Change the entities instead and commit: fxgit writes a new revision. "
                     "To edit this one, undo it first: fxgit downgrade %s^",
                     row->id);
    if (now != NULL)
        gate_difference(g, f, was, now);
    if (g->ws->repo != NULL && g->ws->head.commit != NULL)
        gate_brought(g, f, g->ws->head.commit, row->path);
}

static bool is_replaced(const gate *g, const char *id)
{
    fx_each (const fx_revision *, r, &g->history.all) {
        if (fx_strs_has(&(*r)->replaces, id))
            return true;
    }
    return false;
}

static bool same_upgrade(fx_arena *a, const fx_revision *x, const fx_revision *y)
{
    return fx_same(x->up.hash, y->up.hash) &&
           fx_same(fx_half_states(a, &x->up), fx_half_states(a, &y->up));
}

/*
 * Only an edit of this commit counts: what HEAD has changed since the database
 * took it is `status`'s business, not this commit's fault.
 */
static bool judge(gate *g, fx_db *db, const fx_applied *row, const char *database, fx_error *err)
{
    fx_arena *a = g->ws->arena;
    const fx_revision *now = gate_find(g, row->id), *head;
    fx_revision was;

    if (now == NULL ? is_replaced(g, row->id)
                    : fx_same(now->up.hash, row->up_hash) && gate_knows(g, row->id))
        return true;
    head = in_head(g, row, err);
    if (err->code != FX_NONE)
        return false;
    if (now == NULL && (head == NULL || g->policy.drafts_editable))
        return true; /* another branch's, or deleted as a draft may be */
    if (head != NULL && now != NULL && same_upgrade(a, head, now))
        return true;
    if (!fx_ledger_revision(a, db, row, &was, err))
        return false;
    if (now != NULL && same_upgrade(a, &was, now))
        return true;
    const gate_change c =
        now == NULL ? (gate_change){GATE_EDITED, "text", NULL} : gate_changed(g, &was, now);

    if (c.verdict != GATE_EDITED || g->policy.drafts_editable)
        return true;
    report(g, row, &was, now, c.what, database);
    return true;
}

static void warn(gate *g, const char *database, const char *why)
{
    fx_finding *f = gate_add(g, FX_FINDING_WARNING, "no-ledger", "database not reachable");

    f->message =
        fx_fmt(g->ws->arena, "%s could not be asked what it has applied: %s", database, why);
}

bool gate_ledger(gate *g, fx_error *err)
{
    fx_arena *a = g->ws->arena;
    fx_error probe = {.arena = a};
    fx_place *place = fx_new(a, fx_place);
    fx_ledger ledger;
    fx_db *db;

    if (!fx_workspace_place(g->ws, g->options->target, g->options->url, place, &probe)) {
        warn(g, "the database", probe.msg);
        return true;
    }
    place->url.lock_wait_ms = SHORT_WAIT_MS;
    if (!fx_db_exists(&place->url))
        return true;
    db = fx_db_open(a, &place->url, false, &probe);
    if (db == NULL) {
        warn(g, place->url.text, probe.msg);
        return true;
    }
    bool held = fx_db_hold(db), done = true;

    if (!fx_ledger_read(a, db, g->config.project, &ledger, &probe)) {
        warn(g, place->url.text, probe.msg);
        ledger.rows.n = 0;
    }
    for (size_t i = 0; done && i < ledger.rows.n; i++) {
        const fx_applied *row = &ledger.rows.at[i];

        done = has_finding(g, row->id) || judge(g, db, row, place->url.text, err);
    }
    if (held)
        fx_db_let_go(db);
    return done;
}
