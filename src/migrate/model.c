/*
 * The model: what the entities of a source declare.
 */
#include <string.h>

#include "fx/base/hash.h"
#include "fx/entity/entity.h"
#include "fx/git/cache.h"
#include "fx/migrate/workspace.h"
#include "parsed_inner.h"

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

static bool has_python(const fx_files *files)
{
    fx_each (const fx_file, file, files) {
        if (fx_entity_is_python(file->path))
            return true;
    }
    return false;
}

bool fx_model_files(fx_arena *a, fx_source *src, const fx_config *c, fx_files *out, fx_error *err)
{
    fx_files all = {0}, own = {0};

    *out = (fx_files){0};
    if (!list_entities(a, src, c, &own, err))
        return false;
    *out = own;
    if (!has_python(&own))
        return true;
    *out = (fx_files){0};
    if (!fx_source_list(src, a, "", &all, err))
        return false;
    fx_each (const fx_file, file, &own) {
        if (!fx_entity_is_python(file->path))
            *fx_push(a, out) = *file;
    }
    fx_each (const fx_file, file, &all) {
        if (fx_entity_is_python(file->path))
            *fx_push(a, out) = *file;
    }
    return true;
}

static bool read_python(fx_arena *a, fx_source *src, const fx_files *files, fx_schema *out,
                        fx_error *err)
{
    fx_strs paths = {0};

    fx_each (const fx_file, file, files) {
        if (fx_entity_is_python(file->path))
            *fx_push(a, &paths) = file->path;
    }
    if (paths.n == 0)
        return true;
    const fx_entity_files from = trees_files(a, src);
    bool read = fx_entity_read_python(a, &from, &paths, out, err);

    trees_keep(a, src);
    return read;
}

static bool read_model(fx_arena *a, fx_source *src, const fx_config *c, const fx_files *files,
                       fx_schema *out, fx_error *err)
{
    fx_schema all = {0};

    *out = (fx_schema){0};
    fx_each (const fx_file, file, files) {
        if (!fx_entity_is_python(file->path) && !fx_parsed_entity(a, src, file, &all, err))
            return false;
    }
    if (!read_python(a, src, files, &all, err))
        return false;
    fx_schema_leave_out(&all, &c->ignore_tables);
    *out = all;
    out->mysql_alone = c->dialects.n == 1 && fx_same(c->dialects.at[0], "mysql");
    return fx_schema_validate(a, out, err);
}

/* What a model is made of; NULL: not known without reading the files. */
static const char *model_key(fx_arena *a, fx_source *src, const fx_config *c)
{
    fx_error probe = {.arena = a};
    fx_str all = {.arena = a};
    fx_files files;

    if (fx_source_repo(src) == NULL || !fx_model_files(a, src, c, &files, &probe))
        return NULL;
    fx_each (const char *, name, &c->ignore_tables) {
        fx_str_addf(&all, "-%s\n", *name);
    }
    fx_each (const char *, name, &c->dialects) {
        fx_str_addf(&all, "=%s\n", *name);
    }
    fx_each (const fx_file, file, &files) {
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
           read_known(a, src, c, &files, model_key(a, src, c), out, err);
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
    const char *key = model_key(a, src, c);
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
