#include "memo.h"

#include <stdlib.h>
#include <string.h>

#include "fx/base/hash.h"
#include "fx/base/path.h"
#include "fx/entity/entity.h"

/* Another version may judge the same files otherwise. */
static const char format[] = "memo 1 " FX_VERSION;

static void look(fx_workspace *ws, const fx_place *place, const char *what, const char *ledger,
                 fx_stamp *s)
{
    fx_arena *a = ws->arena;
    const fx_config *c = &ws->config;

    fx_stamp_begin(s, a);
    fx_stamp_text(s, format);
    fx_stamp_text(s, what);
    fx_stamp_text(s, ws->root);
    fx_stamp_text(s, place->url.key);
    fx_stamp_text(s, place->target->protected_ ? "protected" : NULL);
    fx_stamp_path(s, fx_path_join(a, ws->root, c->path));
    fx_stamp_path(s, fx_path_join(a, ws->root, "fxgit.local.yml"));
    fx_stamp_path(s, fx_path_join(a, ws->root, fx_versions_dir(a, c)));
    if (fx_same(what, FX_MEMO_STATUS)) { /* the runs do not look at entities */
        fx_each (const char *, path, &c->entities) {
            fx_stamp_path(s, fx_path_join(a, ws->root, *path));
        }
    }
    if (ledger != NULL) {
        fx_stamp_text(s, ledger);
        return;
    }
    fx_stamp_path(s, place->url.path);
    fx_stamp_log(s, fx_fmt(a, "%s-wal", place->url.path));
    fx_stamp_log(s, fx_fmt(a, "%s-journal", place->url.path));
}

static bool read_lines(const fx_strs *lines, fx_memo *m)
{
    char *end;

    if (lines->n < 2)
        return false;
    m->exists = strchr(lines->at[0], 'e') != NULL;
    m->covered = strchr(lines->at[0], 'c') != NULL;
    m->revisions = (size_t)strtoull(lines->at[1], &end, 10);
    m->applied = (size_t)strtoull(end, &end, 10);
    m->heads = (fx_strs){.at = lines->at + 2, .n = lines->n - 2, .cap = lines->n - 2};
    return *end == '\0';
}

static uint64_t place_hash(const fx_workspace *ws, const fx_place *place)
{
    const char *const parts[] = {ws->root, ws->config.path, place->url.key};
    uint64_t h = FX_HASH64;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        h = fx_hash64(h, parts[i], strlen(parts[i]));
    return h;
}

bool fx_memo_find(fx_workspace *ws, const fx_place *place, const char *what, const char *ledger,
                  fx_memo *m)
{
    fx_arena *a = ws->arena;
    fx_strs lines;

    *m = (fx_memo){0};
    bool file = place->url.path != NULL && !fx_same(place->url.path, ":memory:");

    if (ws->repo == NULL || (!file && ledger == NULL))
        return false;
    look(ws, place, what, ledger, &m->stamp);
    m->name = fx_fmt(a, "%s-%016llx", what, (unsigned long long)place_hash(ws, place));
    return fx_cache_get(ws->repo, a, m->name, &m->stamp, &lines) && read_lines(&lines, m);
}

/* Python imports what lies outside of the folders that are looked at. */
static bool has_python(fx_workspace *ws)
{
    fx_error probe = {.arena = ws->arena};
    fx_files files = {0};

    fx_each (const char *, path, &ws->config.entities) {
        if (!fx_source_list(ws->worktree, ws->arena, *path, &files, &probe))
            return true;
        fx_each (const fx_file, file, &files) {
            if (fx_entity_is_python(file->path))
                return true;
        }
    }
    return false;
}

void fx_memo_keep(fx_workspace *ws, const fx_memo *m)
{
    fx_arena *a = ws->arena;
    fx_strs lines = {0};

    /* what is not in the work tree may change in the index alone */
    if (m->name == NULL || fx_repo_skips(ws->repo) ||
        (fx_starts(m->name, FX_MEMO_STATUS) && has_python(ws)))
        return;
    *fx_push(a, &lines) = fx_fmt(a, "=%s%s", m->exists ? "e" : "", m->covered ? "c" : "");
    *fx_push(a, &lines) = fx_fmt(a, "%zu %zu", m->revisions, m->applied);
    fx_each (const char *, head, &m->heads) {
        *fx_push(a, &lines) = *head;
    }
    fx_cache_put(ws->repo, a, m->name, &m->stamp, &lines);
}
