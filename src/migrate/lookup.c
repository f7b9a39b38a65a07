#include "fx/migrate/lookup.h"

#include <string.h>

#include "fx/base/path.h"
#include "fx/migrate/run.h"

enum { SHORTEST = 4 }; /* digits of an id */

/* Its state is held. */
static bool hold_ledger(fx_workspace *ws, const char *target, const char *url, fx_ledger *out,
                        fx_error *err)
{
    fx_place *place = fx_new(ws->arena, fx_place);
    fx_db *db;

    *out = (fx_ledger){0};
    if (!fx_workspace_place(ws, target, url, place, err))
        return false;
    if (!fx_db_exists(&place->url))
        return true;
    db = fx_db_open(ws->arena, &place->url, false, err);
    (void)fx_db_hold(db);
    return db != NULL && fx_ledger_read(ws->arena, db, ws->config.project, out, err);
}

bool fx_lookup_ledger(fx_workspace *ws, const char *target, const char *url, fx_ledger *out,
                      fx_error *err)
{
    bool done = hold_ledger(ws, target, url, out, err);

    fx_db_let_go(out->db);
    return done;
}

static bool may_be_id(const char *text)
{
    return text != NULL && strlen(text) >= SHORTEST && strpbrk(text, "/*?[\\ ") == NULL;
}

void fx_lookup_where(fx_workspace *ws, fx_error *err)
{
    const char *dir, *where;

    if (ws->repo == NULL || ws->config.migrations == NULL || !may_be_id(err->missing))
        return;
    dir = fx_path_join(ws->arena, ws->prefix, fx_versions_dir(ws->arena, &ws->config));
    where = fx_repo_where(ws->repo, dir, err->missing);
    if (where != NULL)
        fx_hint(err, "%s is in %s.", err->missing, where);
}

/* A file of any other commit whose name begins with it. False: none; the tree's answer stands. */
static bool find_elsewhere(fx_workspace *ws, const char *text, fx_revision *out)
{
    fx_arena *a = ws->arena;
    fx_error probe = {.arena = a};
    const char *dir = fx_path_join(a, ws->prefix, fx_versions_dir(a, &ws->config));
    const char *path = NULL, *content;
    fx_commit commit;
    size_t n, skip = *ws->prefix == '\0' ? 0 : strlen(ws->prefix) + 1;

    if (ws->repo == NULL || strlen(text) < SHORTEST ||
        !fx_repo_holding(ws->repo, dir, text, &commit, &path) || strlen(path) < skip)
        return false;
    fx_source *src = fx_source_commit(a, ws->repo, commit.id, ws->prefix, &probe);

    return src != NULL && fx_source_read(src, a, path + skip, &content, &n, &probe) &&
           content != NULL && fx_revision_read(a, path + skip, content, n, out, &probe);
}

bool fx_lookup_revision(fx_workspace *ws, const char *target, const char *url, const char *text,
                        fx_revision *out, fx_error *err)
{
    fx_arena *a = ws->arena;
    fx_error probe = {.arena = a};
    fx_history h;
    fx_ledger ledger;
    fx_graph graph;
    const char *id;

    if (!fx_history_read(a, ws->worktree, &ws->config, &h, err))
        return false;
    if (fx_graph_resolve(a, &h.graph, text, &id, err)) {
        *out = *fx_graph_find(&h.graph, id)->revision;
        return true;
    }
    if (!hold_ledger(ws, target, url, &ledger, &probe) || ledger.db == NULL ||
        !fx_ledger_graph(a, &ledger, &graph, &probe) ||
        !fx_graph_resolve(a, &graph, text, &id, &probe)) {
        fx_db_let_go(ledger.db);
        if (!find_elsewhere(ws, text, out))
            return false;
        fx_error_clear(err);
        return true;
    }
    fx_error_clear(err);
    bool done = fx_ledger_revision(a, ledger.db, fx_ledger_find(&ledger, id), out, err);

    fx_db_let_go(ledger.db);
    return done;
}

static bool diff_from(fx_workspace *ws, const char *from, fx_schema *out, fx_error *err)
{
    fx_history history;

    if (from != NULL ? !fx_model_at(ws, from, out, err)
                     : !fx_history_read(ws->arena, ws->worktree, &ws->config, &history, err) ||
                           !fx_history_replay(ws->arena, &history, out, err))
        return false;
    fx_schema_leave_out(out, &ws->config.ignore_tables);
    return true;
}

bool fx_lookup_diff(fx_workspace *ws, const char *from, const char *to, fx_diff *out, fx_error *err)
{
    const fx_diff_options o = {.naming = ws->config.naming, .dialects = ws->config.dialects};
    fx_schema before, after;

    if (to == NULL)
        fx_model_ahead(ws->arena, ws->worktree, &ws->config);
    if (!diff_from(ws, from, &before, err) ||
        (to != NULL ? !fx_model_at(ws, to, &after, err)
                    : !fx_model_read(ws->arena, ws->worktree, &ws->config, &after, err)))
        return false;
    *out = fx_diff_schemas(ws->arena, &before, &after, &o);
    return true;
}

static bool choose(const fx_strs *backups, const char *file, const char **out, fx_error *err)
{
    if (file == NULL && backups->n > 0) {
        *out = backups->at[backups->n - 1];
        return true;
    }
    if (file == NULL) {
        fx_fail(err, FX_REFUSED, "there is no snapshot");
        return fx_hint(err, "fxgit makes one before it destroys rows on SQLite.");
    }
    fx_each (const char *, path, backups) {
        if (fx_same(fx_path_base(*path), file))
            *out = *path;
    }
    return true;
}

bool fx_lookup_backup(fx_workspace *ws, const fx_place *place, const char *file, const char *dir,
                      const char **out, fx_error *err)
{
    fx_strs backups = {0};

    *out = NULL;
    if (!fx_backups(ws, place, &backups, err) || !choose(&backups, file, out, err))
        return false;
    if (*out == NULL)
        *out = fx_path_join(ws->arena, dir, file);
    if (!fx_path_exists(*out))
        return fx_fail(err, FX_USAGE, "there is no snapshot %s (fxgit restore --list)",
                       file == NULL ? *out : file);
    if (!place->target->protected_)
        return true;
    fx_fail(err, FX_REFUSED, "target %s is protected",
            place->target->name == NULL ? "default" : place->target->name);
    return fx_hint(err, "Restore it by hand: the snapshot is an ordinary SQLite file.");
}
