#include "fx/migrate/status.h"

#include "fx/migrate/covered.h"
#include "fx/migrate/generate.h"
#include "fx/migrate/said.h"
#include "memo.h"

static void look_at_entities(fx_workspace *ws, fx_status *out)
{
    fx_arena *a = ws->arena;
    fx_error probe = {.arena = a};
    fx_schema history, model;
    fx_absent absent;
    fx_diff diff;

    if (!fx_history_replay(a, &out->history, &history, &probe) ||
        !fx_model_read(a, ws->worktree, &ws->config, &model, &probe)) {
        out->unreadable = fx_error_text(a, &probe);
        return;
    }
    fx_schema_leave_out(&history, &ws->config.ignore_tables);
    if (fx_said_absent(a, ws->worktree, &ws->config, &history, &model, &absent, &probe) &&
        absent.why != NULL) {
        out->unreadable = fx_fmt(a, model.tables.n == 0 ? "entities differ: %s" : "%s", absent.why);
        return;
    }
    const fx_diff_options options = {.naming = ws->config.naming, .dialects = ws->config.dialects};

    diff = fx_diff_schemas(a, &history, &model, &options);
    out->uncovered = diff.steps.n;
    out->covered = diff.steps.n == 0;
    if (!out->covered)
        out->head_uncovered = fx_head_uncovered(ws);
}

/* *held is the database, whose state is held. */
static bool ask_database(fx_workspace *ws, const fx_place *place, fx_status *out, fx_db **held,
                         fx_error *err)
{
    fx_arena *a = ws->arena;
    fx_db *db;

    out->database = place->url.text;
    out->exists = fx_db_exists(&place->url);
    if (!out->exists)
        return true;
    *held = db = fx_db_open(a, &place->url, false, err);
    (void)fx_db_hold(db);
    if (db == NULL || !fx_ledger_read(a, db, ws->config.project, &out->ledger, err))
        return false;
    fx_lock_holder h = {0};
    fx_error probe = {.arena = a};

    out->under_way = out->ledger.flight != NULL && fx_db_lock_holder(db, a, &h, &probe) && h.held;
    return true;
}

static void count(fx_status *out)
{
    fx_each (const fx_item, item, &out->items) {
        out->applied += item->class_ == FX_CLASS_SAME || item->class_ == FX_CLASS_CHANGED;
        out->missing += item->class_ == FX_CLASS_MISSING && !item->taken_over;
        out->taken_over += item->taken_over;
        out->foreign += item->class_ == FX_CLASS_FOREIGN;
        out->changed += item->class_ == FX_CLASS_CHANGED;
    }
    out->in_sync = out->missing + out->taken_over + out->foreign + out->changed == 0 &&
                   out->ledger.flight == NULL;
}

bool fx_status_database(fx_workspace *ws, const char *target, const char *url, fx_status *out,
                        fx_error *err)
{
    fx_arena *a = ws->arena;
    fx_place *place = fx_new(a, fx_place);
    fx_error probe = {.arena = a};
    const fx_driver *d = NULL;
    fx_db *held = NULL;

    *out = (fx_status){0};
    if (!fx_history_read(a, ws->worktree, &ws->config, &out->history, err) ||
        !fx_workspace_place(ws, target, url, place, err))
        return false;
    out->heads = fx_graph_heads(a, &out->history.graph);
    if (!ask_database(ws, place, out, &held, &probe)) {
        out->unreachable = fx_error_text(a, &probe);
        out->cure = probe.hint;
        out->barred = place->url.barred != NULL;
        out->ledger = (fx_ledger){0};
    }
    d = fx_driver_find(place->url.scheme);
    bool done = fx_classify(a, &out->history, &out->ledger, d == NULL ? "sqlite" : d->dialect->name,
                            &out->items, err);

    fx_db_let_go(held);
    if (!done)
        return false;
    count(out);
    out->revisions = out->history.all.n;
    return true;
}

bool fx_status_read(fx_workspace *ws, const char *target, const char *url, fx_status *out,
                    fx_error *err)
{
    if (!fx_status_database(ws, target, url, out, err))
        return false;
    look_at_entities(ws, out);
    return true;
}

static void remember(fx_workspace *ws, fx_memo *m, const fx_status *s)
{
    if (s->unreachable != NULL || !s->in_sync || !s->covered)
        return;
    m->exists = s->exists;
    m->covered = true;
    m->revisions = s->revisions;
    m->applied = s->applied;
    m->heads = s->heads;
    fx_memo_keep(ws, m);
}

bool fx_status_counts(fx_workspace *ws, const char *target, const char *url, fx_status *out,
                      fx_error *err)
{
    fx_place *place = fx_new(ws->arena, fx_place);
    fx_memo m;

    if (!fx_workspace_place(ws, target, url, place, err))
        return false;
    if (fx_memo_find(ws, place, FX_MEMO_STATUS, NULL, &m)) {
        *out = (fx_status){.revisions = m.revisions,
                           .heads = m.heads,
                           .covered = m.covered,
                           .database = place->url.text,
                           .exists = m.exists,
                           .applied = m.applied,
                           .in_sync = true};
        return true;
    }
    if (!fx_status_read(ws, target, url, out, err))
        return false;
    remember(ws, &m, out);
    return true;
}
