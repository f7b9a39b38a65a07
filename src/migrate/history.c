#include <string.h>

#include "fx/base/hash.h"
#include "fx/entity/entity.h"
#include "fx/git/cache.h"
#include "fx/migrate/workspace.h"
#include "parsed_inner.h"

bool fx_history_build(fx_arena *a, fx_history *out, fx_error *err)
{
    FX_VEC(fx_node) nodes = {0};

    fx_each (const fx_revision *, r, &out->all) {
        *fx_push(a, &nodes) =
            (fx_node){.id = (*r)->id, .parents = (*r)->parents, .revision = *r, .path = (*r)->path};
    }
    return fx_graph_build(a, nodes.at, nodes.n, false, &out->graph, err);
}

bool fx_history_read(fx_arena *a, fx_source *src, const fx_config *c, fx_history *out,
                     fx_error *err)
{
    fx_files files = {0};

    *out = (fx_history){0};
    if (!fx_source_list(src, a, fx_versions_dir(a, c), &files, err))
        return false;
    fx_each (const fx_file, file, &files) {
        const fx_revision *r;

        if (!fx_revision_is_file(file->path))
            continue;
        if (!fx_parsed_revision(a, src, file, &r, err))
            return false;
        if (r != NULL) /* else removed while we read */
            *fx_push(a, &out->all) = r;
    }
    return fx_history_build(a, out, err);
}

bool fx_history_replay(fx_arena *a, const fx_history *h, fx_schema *out, fx_error *err)
{
    *out = (fx_schema){0};
    fx_each (const size_t, at, &h->graph.order) {
        const fx_revision *r = h->graph.nodes.at[*at].revision;

        if (fx_replay_all(a, out, &r->up.steps, NULL, err))
            continue;
        if (err->file == NULL) {
            err->file = r->path;
            err->line = r->up.line;
        }
        fx_context(err, "revision %s", r->id);
        return false;
    }
    return true;
}

/* Entity files that two entries of `entities` name are read once. */
static bool list_entities(fx_arena *a, fx_source *src, const fx_config *c, fx_files *out,
                          fx_error *err)
{
    fx_files all = {0};

    fx_each (const char *, path, &c->entities) {
        fx_files files = {0};

        if (!fx_source_list(src, a, *path, &files, err))
            return false;
        fx_each (const fx_file, file, &files) {
            if (fx_entity_is(file->path))
                *fx_push(a, &all) = *file;
        }
    }
    fx_files_sort(&all);
    fx_each (const fx_file, file, &all) {
        if (out->n == 0 || !fx_same(out->at[out->n - 1].path, file->path))
            *fx_push(a, out) = *file;
    }
    return true;
}

static bool read_model(fx_arena *a, fx_source *src, const fx_config *c, const fx_files *files,
                       fx_schema *out, fx_error *err)
{
    fx_schema all = {0};

    *out = (fx_schema){0};
    fx_each (const fx_file, file, files) {
        if (!fx_parsed_entity(a, src, file, &all, err))
            return false;
    }
    fx_schema_leave_out(&all, &c->ignore_tables);
    *out = all;
    out->mysql_alone = c->dialects.n == 1 && fx_same(c->dialects.at[0], "mysql");
    return fx_schema_validate(a, out, err);
}

/* What a model is made of; NULL: not known without reading the files. */
static const char *model_key(fx_arena *a, fx_source *src, const fx_config *c, const fx_files *files)
{
    fx_str all = {.arena = a};

    if (fx_source_repo(src) == NULL)
        return NULL;
    fx_each (const char *, name, &c->ignore_tables) {
        fx_str_addf(&all, "-%s\n", *name);
    }
    fx_each (const char *, name, &c->dialects) {
        fx_str_addf(&all, "=%s\n", *name);
    }
    fx_each (const fx_file, file, files) {
        if (file->blob == NULL)
            return NULL;
        fx_str_add(&all, file->blob);
        fx_str_add(&all, file->path);
        fx_str_addc(&all, '\n');
    }
    return fx_str_text(&all);
}

/* Reads the model of files whose key may be NULL. */
static bool read_known(fx_arena *a, fx_source *src, const fx_config *c, const fx_files *files,
                       const char *key, fx_schema *out, fx_error *err)
{
    if (key == NULL)
        return read_model(a, src, c, files, out, err);
    parsed_slot *slot = parsed_slot_of(fx_source_repo(src));

    fx_each (const parsed_model, m, &slot->models) {
        if (fx_same(m->key, key)) {
            *out = fx_schema_copy(a, &m->model);
            return true;
        }
    }
    if (!read_model(slot->arena, src, c, files, out, err))
        return false;
    *fx_push(slot->arena, &slot->models) =
        (parsed_model){fx_strdup(slot->arena, key), fx_schema_copy(slot->arena, out)};
    return true;
}

bool fx_model_read(fx_arena *a, fx_source *src, const fx_config *c, fx_schema *out, fx_error *err)
{
    fx_files files = {0};

    *out = (fx_schema){0};
    return list_entities(a, src, c, &files, err) &&
           read_known(a, src, c, &files, model_key(a, src, c, &files), out, err);
}

void fx_model_keep(fx_arena *a, fx_source *src, const fx_config *c)
{
    fx_error probe = {.arena = a};
    fx_files files = {0};

    if (fx_source_repo(src) != NULL && list_entities(a, src, c, &files, &probe))
        packed_keep(a, fx_source_repo(src), &files);
}

bool fx_model_fingerprint(fx_arena *a, fx_source *src, const fx_config *c, const char **out,
                          fx_error *err)
{
    static const char format[] = "model 1 " FX_VERSION;
    fx_strs lines = {0};
    fx_files files = {0};
    fx_schema model;
    fx_stamp stamp;

    if (!list_entities(a, src, c, &files, err))
        return false;
    const char *key = model_key(a, src, c, &files);
    const char *name =
        key == NULL
            ? NULL
            : fx_fmt(a, "model-%x", (unsigned)(fx_hash64(FX_HASH64, key, strlen(key)) >> 60));

    fx_stamp_begin(&stamp, a);
    fx_stamp_text(&stamp, format);
    fx_stamp_text(&stamp, key);
    if (key != NULL && fx_cache_get(fx_source_repo(src), a, name, &stamp, &lines) && lines.n == 1) {
        *out = lines.at[0];
        return true;
    }
    if (!read_known(a, src, c, &files, key, &model, err))
        return false;
    *out = fx_fingerprint(a, &model);
    lines = (fx_strs){.at = out, .n = 1};
    if (key != NULL)
        fx_cache_put(fx_source_repo(src), a, name, &stamp, &lines);
    return true;
}
