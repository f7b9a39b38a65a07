#include "fx/migrate/covered.h"

#include <string.h>

#include "fx/base/hash.h"
#include "fx/base/path.h"
#include "fx/git/cache.h"
#include "fx/migrate/folded.h"
#include "fx/model/diff.h"

/* Another version may judge the same tree otherwise. */
static const char format[] = "covered 1 " FX_VERSION;

static const char *cache_name(const fx_workspace *ws, const char *what)
{
    const char *text = fx_fmt(ws->arena, "%s\n%s", ws->prefix, ws->config.path);

    return fx_fmt(ws->arena, "%s-%.16s", what, fx_sha256(ws->arena, text, strlen(text)));
}

static bool read_head(fx_workspace *ws, const char *commit, fx_source **src, fx_config *c)
{
    fx_error probe = {.arena = ws->arena};

    *src =
        commit == NULL ? NULL : fx_source_commit(ws->arena, ws->repo, commit, ws->prefix, &probe);
    return *src != NULL && fx_config_read(ws->arena, *src, ws->config.path, c, &probe);
}

/* "": nothing. */
static const char *look(fx_workspace *ws, fx_source *src, const fx_config *c)
{
    const fx_diff_options o = {.naming = c->naming, .dialects = c->dialects};
    fx_arena *a = ws->arena;
    fx_error probe = {.arena = a};
    fx_schema history, model;
    fx_folded f;

    if (!fx_folded_read(a, src, c, &f, &probe) || !fx_model_read(a, src, c, &model, &probe))
        return "";
    history = fx_schema_copy(a, &f.schema);
    fx_schema_leave_out(&history, &c->ignore_tables);
    const fx_diff d = fx_diff_schemas(a, &history, &model, &o);

    return d.steps.n == 0 ? "" : fx_steps_message(a, &d.steps);
}

const char *fx_head_uncovered(fx_workspace *ws)
{
    fx_arena *a = ws->arena;
    fx_strs lines = {0};
    fx_source *src;
    fx_stamp stamp;
    fx_config c;

    if (ws->repo == NULL || fx_repo_workdir(ws->repo) == NULL ||
        !read_head(ws, ws->head.commit, &src, &c))
        return NULL;
    const char *name = cache_name(ws, "covered");

    fx_stamp_begin(&stamp, a);
    fx_stamp_text(&stamp, format);
    fx_stamp_text(&stamp, fx_source_key(src, a, ""));
    if (!fx_cache_get(ws->repo, a, name, &stamp, &lines) || lines.n != 1) {
        lines.n = 0;
        *fx_push(a, &lines) = look(ws, src, &c);
        fx_cache_put(ws->repo, a, name, &stamp, &lines);
    }
    return *lines.at[0] == '\0' ? NULL : lines.at[0];
}

/* A name of what a tree declares, and of its revisions, with one that is just added to it. */
static const char *state_of(fx_arena *a, fx_source *src, const fx_config *c,
                            const fx_generated *added)
{
    fx_error probe = {.arena = a};
    fx_str s = {.arena = a};
    fx_files files, revisions = {0};

    if (!fx_model_files(a, src, c, &files, &probe) ||
        !fx_source_list(src, a, fx_versions_dir(a, c), &revisions, &probe))
        return NULL;
    if (added != NULL && !added->nothing)
        *fx_push(a, &revisions) = (fx_file){added->path, added->revision.blob};
    fx_files_sort(&files);
    fx_files_sort(&revisions);
    fx_each (const fx_file, f, &files) {
        fx_str_addf(&s, "%s %s\n", f->blob, f->path);
    }
    fx_each (const fx_file, f, &revisions) {
        fx_str_addf(&s, "%s %s\n", f->blob, f->path);
    }
    return fx_sha256(a, fx_str_text(&s), s.n);
}

static void stamp_seen(fx_stamp *stamp, fx_arena *a, const char *parent, const char *state)
{
    fx_stamp_begin(stamp, a);
    fx_stamp_text(stamp, format);
    fx_stamp_text(stamp, parent);
    fx_stamp_text(stamp, state);
}

void fx_commit_seen(fx_workspace *ws, fx_source *index, const fx_config *c,
                    const fx_generated *added)
{
    const char *state = state_of(ws->arena, index, c, added);
    fx_strs lines = {0};
    fx_stamp stamp;

    if (state == NULL)
        return;
    *fx_push(ws->arena, &lines) = "seen";
    stamp_seen(&stamp, ws->arena, ws->head.commit, state);
    fx_cache_put(ws->repo, ws->arena, cache_name(ws, "seen"), &stamp, &lines);
}

static bool same_key(fx_arena *a, fx_source *x, fx_source *y, const char *path)
{
    return fx_same(fx_source_key(x, a, path), fx_source_key(y, a, path));
}

/* What the commit leaves as it was, it did not leave uncovered. */
static bool is_unconcerned(fx_workspace *ws, fx_source *head, const fx_config *c,
                           const char *parent)
{
    fx_arena *a = ws->arena;
    fx_config before;
    fx_source *src;

    if (!read_head(ws, parent, &src, &before) || !same_key(a, head, src, c->path) ||
        !same_key(a, head, src, fx_versions_dir(a, c)))
        return false;
    fx_each (const char *, dir, &c->entities) {
        if (!same_key(a, head, src, *dir))
            return false;
    }
    return true;
}

bool fx_commit_was_seen(fx_workspace *ws)
{
    fx_arena *a = ws->arena;
    fx_error probe = {.arena = a};
    fx_commit head;
    fx_strs lines;
    fx_source *src;
    fx_stamp stamp;
    fx_config c;

    if (!read_head(ws, ws->head.commit, &src, &c) ||
        !fx_repo_commit(ws->repo, ws->head.commit, &head, &probe))
        return true; /* there is no project, or nothing to be told of it */
    const char *parent = head.parents.n == 0 ? NULL : head.parents.at[0];

    if (is_unconcerned(ws, src, &c, parent))
        return true;
    stamp_seen(&stamp, a, parent, state_of(a, src, &c, NULL));
    return fx_cache_get(ws->repo, a, cache_name(ws, "seen"), &stamp, &lines);
}
