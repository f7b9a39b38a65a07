#include "fx/migrate/log.h"

#include <stdint.h>
#include <string.h>

#include "fx/base/path.h"
#include "fx/migrate/env.h"

typedef struct row { /* an entry and where it stands */
    fx_logged logged;
    size_t rank, order; /* in the walk of commits; in the order of the tree, newest first */
} row;

typedef struct reading {
    fx_workspace *ws;
    fx_arena *a;
    fx_broughts walk;                 /* newest first */
    FX_VEC(const fx_brought *) paths; /* sorted by path, newest first */
    FX_VEC(row) rows;
} reading;

enum { FIRST = 0 }; /* what is not committed is the newest */

static int by_path(const void *x, const void *y)
{
    const fx_brought *const *one = x, *const *two = y;

    return strcmp((*one)->path, (*two)->path);
}

static int by_age(const void *x, const void *y)
{
    const row *one = x, *two = y;

    if (one->rank != two->rank)
        return one->rank < two->rank ? -1 : 1;
    return one->order < two->order ? -1 : one->order > two->order;
}

static const char *versions_dir(const reading *r)
{
    return fx_path_join(r->a, r->ws->prefix, fx_versions_dir(r->a, &r->ws->config));
}

/* Two walks without a commit in common become one; each keeps its own order, whatever the clocks of
 * its authors said. */
static void merge(reading *r, const fx_broughts *one, const fx_broughts *two)
{
    size_t i = 0, j = 0;

    while (i < one->n || j < two->n) {
        bool first = j == two->n || (i < one->n && one->at[i].when >= two->at[j].when);

        *fx_push(r->a, &r->walk) = first ? one->at[i++] : two->at[j++];
    }
    fx_each (const fx_brought, b, &r->walk) {
        *fx_push(r->a, &r->paths) = b;
    }
    fx_sort(&r->paths, by_path);
}

static bool walk(reading *r, bool all, fx_error *err)
{
    const char *dir = versions_dir(r);
    fx_broughts head = {0}, others = {0};

    if (r->ws->repo == NULL)
        return true;
    if (r->ws->head.commit != NULL && !fx_repo_log(r->ws->repo, false, dir, &head, err))
        return false;
    if (all && r->ws->head.commit != NULL && !fx_repo_log(r->ws->repo, true, dir, &others, err))
        return false;
    merge(r, &head, &others);
    return true;
}

static const fx_brought *find(const reading *r, const char *path, bool others)
{
    size_t low = 0, high = r->paths.n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(r->paths.at[middle]->path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < r->paths.n && fx_same(r->paths.at[low]->path, path); low++) {
        if (others || !r->paths.at[low]->others)
            return r->paths.at[low];
    }
    return NULL;
}

static void set_commit(const reading *r, row *to, const fx_brought *b)
{
    to->logged.commit = b->commit.id == NULL ? NULL : &b->commit;
    to->logged.hidden = b->commit.id == NULL;
    to->rank = (size_t)(b - r->walk.at) + 1;
}

static void add_item(reading *r, const fx_item *item, size_t order)
{
    bool here = item->revision != NULL;
    const char *path = here ? item->revision->path : item->applied->path;
    const fx_brought *b =
        path == NULL ? NULL : find(r, fx_path_join(r->a, r->ws->prefix, path), !here);
    row *new = fx_push(r->a, &r->rows);

    *new = (row){
        .logged = {.id = item->id,
                   .message = item->message,
                   .path = path,
                   .item = item,
                   .parents = here ? item->revision->parents : item->applied->parents},
        .rank = here ? FIRST : SIZE_MAX,
        .order = order
    };
    if (b != NULL)
        set_commit(r, new, b);
}

static bool is_known(const reading *r, const char *id)
{
    fx_each (const row, known, &r->rows) {
        if (fx_same(known->logged.id, id))
            return true;
    }
    return false;
}

/* A file that the tree lacks, as its commit has it; what cannot be read there is passed over. */
static void add_elsewhere(reading *r, const fx_brought *b)
{
    fx_error probe = {.arena = r->a};
    const char *prefix = r->ws->prefix, *text = NULL;
    const char *path = *prefix == '\0' ? b->path : b->path + strlen(prefix) + 1;
    fx_revision *revision = fx_new(r->a, fx_revision);
    fx_source *src;
    size_t n = 0;

    if (b->commit.id == NULL || !fx_revision_is_file(path))
        return;
    src = fx_source_commit(r->a, r->ws->repo, b->commit.id, prefix, &probe);
    if (src == NULL || !fx_source_read(src, r->a, path, &text, &n, &probe) || text == NULL ||
        !fx_revision_read(r->a, path, text, n, revision, &probe) || is_known(r, revision->id))
        return;
    row *new = fx_push(r->a, &r->rows);

    *new = (row){
        .logged = {.id = revision->id,
                   .message = revision->message,
                   .path = path,
                   .parents = revision->parents}
    };
    set_commit(r, new, b);
}

static void add_others(reading *r)
{
    fx_strs here = {0};
    const char *last = NULL;

    fx_each (const row, known, &r->rows) {
        if (known->logged.path != NULL)
            *fx_push(r->a, &here) = fx_path_join(r->a, r->ws->prefix, known->logged.path);
    }
    fx_each (const fx_brought *, b, &r->paths) {
        if (!fx_same((*b)->path, last) && !fx_strs_has(&here, (*b)->path))
            add_elsewhere(r, *b);
        last = (*b)->path;
    }
}

static bool add_targets(reading *r, fx_strs *bad, fx_error *err)
{
    fx_envs envs;

    if (!fx_env_all(r->ws, &envs, bad, err))
        return false;
    fx_each (row, one, &r->rows) {
        fx_each (const fx_env, e, &envs) {
            if (fx_env_find(e, one->logged.id) != NULL)
                *fx_push(r->a, &one->logged.targets) = e->target;
        }
    }
    return true;
}

void fx_log_sort(fx_arena *a, fx_log *log)
{
    fx_log out = {0};
    bool *done = fx_alloc(a, log->n + 1);

    memset(done, 0, log->n + 1);
    while (out.n < log->n) {
        size_t next = log->n;

        for (size_t i = 0; i < log->n && next == log->n; i++) {
            bool free = !done[i];

            for (size_t k = 0; free && k < log->n; k++)
                free = done[k] || !fx_strs_has(&log->at[k].parents, log->at[i].id);
            if (free)
                next = i;
        }
        if (next == log->n) /* a cycle: as it was */
            return;
        done[next] = true;
        *fx_push(a, &out) = log->at[next];
    }
    *log = out;
}

bool fx_log_read(fx_workspace *ws, const fx_status *s, bool all, fx_log *out, fx_strs *warnings,
                 fx_error *err)
{
    reading r = {.ws = ws, .a = ws->arena};
    size_t order = s->items.n;

    *out = (fx_log){0};
    if (!walk(&r, all, err))
        return false;
    fx_each (const fx_item, item, &s->items) {
        order--;
        if (all || item->revision != NULL)
            add_item(&r, item, order);
    }
    if (all)
        add_others(&r);
    if (!add_targets(&r, warnings, err))
        return false;
    fx_sort(&r.rows, by_age);
    fx_each (const row, one, &r.rows) {
        *fx_push(r.a, out) = one->logged;
    }
    return true;
}
