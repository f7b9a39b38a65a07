/*
 * Open: what a run goes by. The files of a work tree are looked at by a second
 * thread while the ledger is read here: neither needs the other, and each takes
 * about as long.
 */
#include <stdatomic.h>
#include <stdlib.h>

#include "fx/base/share.h"
#include "replayed.h"
#include "runner.h"

static bool at_commit(run *r)
{
    fx_workspace *ws = r->ws;
    fx_commit commit;

    if (ws->repo == NULL) {
        fx_fail(r->err, FX_GIT, "sync %s needs a Git repository", r->o->commit);
        return fx_hint(r->err, "without Git: fxgit upgrade and fxgit downgrade");
    }
    if (!fx_repo_commit(ws->repo, r->o->commit, &commit, r->err))
        return false;
    r->commit = commit.id;
    if (fx_repo_ref(ws->repo, fx_fmt(r->a, "refs/heads/%s", r->o->commit)) != NULL)
        r->branch = r->o->commit;
    r->source = fx_source_commit(r->a, ws->repo, commit.id, ws->prefix, r->err);
    return r->source != NULL &&
           fx_config_read(r->a, r->source, ws->config.path, &r->config, r->err);
}

static bool open_source(run *r)
{
    fx_workspace *ws = r->ws;

    r->config = ws->config;
    if (r->o->verb == FX_VERB_SYNC && r->o->commit != NULL)
        return at_commit(r);
    r->source = ws->worktree;
    r->commit = ws->repo == NULL ? getenv("FXGIT_COMMIT") : ws->head.commit;
    r->branch = ws->head.branch;
    return true;
}

/* A database that is not there is an empty one; nothing makes it before the first transaction. */
bool run_open_database(run *r, fx_error *err)
{
    const fx_url *url = &r->place->url;

    r->driver = fx_driver_find(url->scheme);
    if (r->db != NULL || (r->driver != NULL && !fx_db_exists(url)))
        return true;
    r->db = fx_db_open(r->a, url, false, err);
    return r->db != NULL;
}

bool run_read_ledger(run *r, fx_error *err)
{
    r->out->ledger = (fx_ledger){0};
    (void)fx_db_hold(r->db); /* until the plan is made */
    return r->db == NULL ||
           fx_ledger_read(r->a, r->db, r->ws->config.project, &r->out->ledger, err);
}

typedef struct files { /* whoever takes them first reads them */
    run *r;
    atomic_bool taken;
    bool done;
    fx_arena *arena; /* of that thread alone until it has ended */
    fx_error err;
} files;

static void read_files(void *arg)
{
    files *f = arg;

    if (!atomic_exchange(&f->taken, true))
        f->done =
            fx_history_outline(f->arena, f->r->source, &f->r->config, &f->r->history, &f->err);
}

static void free_arena(void *arena)
{
    fx_arena_free(arena);
}

/* Only the files of a work tree are read without the repository, which one thread at a time has. */
static size_t helpers(const run *r)
{
    return fx_source_kind_of(r->source) == FX_SOURCE_TREE ? 1 : 0;
}

/* What is wrong with the files is said first: without them there is nothing to run. */
bool run_open(run *r)
{
    files *f = fx_new(r->a, files);
    fx_error err = {.arena = r->a};

    if (!open_source(r))
        return false;
    f->r = r;
    f->arena = f->err.arena = fx_arena_new();
    fx_defer(r->a, free_arena, f->arena);
    fx_shared *shared = fx_share_begin(r->a, helpers(r), read_files, f);
    bool open = run_open_database(r, &err) && run_read_ledger(r, &err);

    replayed_load(r->replayed); /* files take longer than a ledger */
    fx_share_end(shared);
    r->fresh = open;
    if (!f->done)
        return fx_pass(r->err, &f->err);
    return open || fx_pass(r->err, &err);
}
