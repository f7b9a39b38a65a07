/*
 * Backup: a copy of the database before rows are destroyed. It is taken while
 * we hold the write lock, by a second connection: what it holds is exactly
 * what the plan starts from.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fx/base/path.h"
#include "runner.h"

enum { KEPT = 5 };

const char *backup_dir(fx_arena *a, const fx_workspace *ws)
{
    if (ws->repo == NULL)
        return fx_path_join(a, ws->root, ".fxgit/backup");
    return fx_path_join(a, fx_repo_gitdir(ws->repo), "fxgit/backup");
}

/* "app" of /srv/app.db */
static const char *stem(fx_arena *a, const fx_place *place)
{
    const char *base = fx_path_base(place->url.path);
    const char *dot = strrchr(base, '.');

    return dot == NULL || dot == base ? base : fx_strndup(a, base, (size_t)(dot - base));
}

/* The number of "<stem>-<n>.db"; 0 if the name is none of ours. */
static unsigned long number_of(const char *name, const char *stem_)
{
    size_t n = strlen(stem_);
    char *end = NULL;

    if (!fx_starts(name, stem_) || name[n] != '-' || name[n + 1] < '1' || name[n + 1] > '9')
        return 0;
    unsigned long number = strtoul(name + n + 1, &end, 10);

    return fx_same(end, ".db") ? number : 0;
}

typedef struct numbered {
    unsigned long number;
    const char *path;
} numbered;

static int by_number(const void *x, const void *y)
{
    const numbered *p = x, *q = y;

    return (p->number > q->number) - (p->number < q->number);
}

typedef FX_VEC(numbered) numbereds;

static bool list(fx_workspace *ws, const fx_place *place, numbereds *out, fx_error *err)
{
    fx_arena *a = ws->arena;
    const char *dir = backup_dir(a, ws);
    fx_strs names = {0};

    if (place->url.path == NULL)
        return true;
    if (!fx_dir_list(a, dir, &names, err))
        return false;
    fx_each (const char *, name, &names) {
        unsigned long n = number_of(*name, stem(a, place));

        if (n > 0)
            *fx_push(a, out) = (numbered){n, fx_path_join(a, dir, *name)};
    }
    fx_sort(out, by_number);
    return true;
}

bool fx_backups(fx_workspace *ws, const fx_place *place, fx_strs *out, fx_error *err)
{
    numbereds all = {0};

    *out = (fx_strs){0};
    if (!list(ws, place, &all, err))
        return false;
    fx_each (const numbered, one, &all) {
        *fx_push(ws->arena, out) = one->path;
    }
    return true;
}

bool backup_possible(const run *r)
{
    return r->driver->snapshot != NULL && !r->o->no_backup && r->place->url.path != NULL &&
           !fx_same(r->place->url.path, ":memory:");
}

static bool snapshot(run *r, const char *path)
{
    fx_arena *scratch = fx_arena_new();
    fx_db *second = fx_db_open(scratch, &r->place->url, false, r->err);
    bool done = second != NULL && fx_db_snapshot(second, path, r->err);

    fx_arena_free(scratch);
    if (done)
        return true;
    fx_context(r->err, "cannot keep a copy of the database in %s", path);
    return fx_hint(r->err, "nothing was changed. `%s --no-backup` goes on without a copy",
                   run_command(r));
}

/* A copy that is being made, and what SQLite has beside it. */
static bool is_unfinished(const char *name)
{
    return fx_ends(name, ".tmp") || fx_ends(name, ".tmp-journal") || fx_ends(name, ".tmp-wal") ||
           fx_ends(name, ".tmp-shm");
}

/* What a process left that was killed while it copied: we hold the write lock, so nobody is at it.
 */
static bool sweep(run *r)
{
    const char *dir = backup_dir(r->a, r->ws);
    fx_strs names = {0};

    if (!fx_dir_list(r->a, dir, &names, r->err))
        return false;
    fx_each (const char *, name, &names) {
        if (fx_starts(*name, stem(r->a, r->place)) && is_unfinished(*name))
            unlink(fx_path_join(r->a, dir, *name));
    }
    return true;
}

bool backup_take(run *r, const char **path)
{
    fx_arena *a = r->a;
    numbereds all = {0};

    if (!fx_dir_make(a, backup_dir(a, r->ws), r->err) || !sweep(r) ||
        !list(r->ws, r->place, &all, r->err))
        return false;
    unsigned long next = all.n == 0 ? 1 : all.at[all.n - 1].number + 1;
    const char *file =
        fx_path_join(a, backup_dir(a, r->ws), fx_fmt(a, "%s-%lu.db", stem(a, r->place), next));

    if (!snapshot(r, file))
        return false;
    for (size_t i = 0; all.n + 1 - i > KEPT; i++)
        unlink(all.at[i].path);
    *path = fx_starts(file, r->ws->root) ? fx_path_relative(a, r->ws->root, file) : file;
    return true;
}
