/*
 * The model: what the entities of a source declare.
 */
#include <string.h>

#include "fx/base/hash.h"
#include "fx/entity/entity.h"
#include "fx/git/cache.h"
#include "fx/migrate/workspace.h"
#include "fx/model/pack.h"
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

static fx_strs python_paths(fx_arena *a, const fx_files *files)
{
    fx_strs out = {0};

    fx_each (const fx_file, file, files) {
        if (fx_entity_is_python(file->path))
            *fx_push(a, &out) = file->path;
    }
    return out;
}

/* Not validated yet. */
static bool read_files(fx_arena *a, fx_source *src, const fx_config *c, const fx_files *files,
                       const fx_entity_files *from, fx_schema *out, fx_error *err)
{
    const fx_strs python = python_paths(a, files);
    fx_schema all = {0};

    *out = (fx_schema){0};
    fx_each (const fx_file, file, files) {
        if (!fx_entity_is_python(file->path) && !fx_parsed_entity(a, src, file, &all, err))
            return false;
    }
    if (python.n > 0 && !fx_entity_read_python(a, from, &python, &all, err))
        return false;
    fx_schema_leave_out(&all, &c->ignore_tables);
    *out = all;
    out->mysql_alone = c->dialects.n == 1 && fx_same(c->dialects.at[0], "mysql");
    return true;
}

/* What was begun is used once: it ends with that. */
static fx_entity_files files_of(fx_arena *a, fx_source *src, const fx_files *files)
{
    fx_repo *repo = fx_source_keeper(src);
    parsed_slot *slot = repo == NULL ? NULL : parsed_slot_of(repo);

    if (slot == NULL || slot->ahead != src)
        return has_python(files) ? trees_files(a, src) : (fx_entity_files){0};
    slot->ahead = NULL;
    return slot->ahead_files;
}

static bool read_model(fx_arena *a, fx_source *src, const fx_config *c, const fx_files *files,
                       fx_schema *out, fx_error *err)
{
    const fx_entity_files from = files_of(a, src, files);
    bool read = read_files(a, src, c, files, &from, out, err);

    trees_keep(a, src);
    return read && fx_schema_validate(a, out, err);
}

bool fx_model_read_some(fx_arena *a, fx_source *src, const fx_config *c, const fx_strs *paths,
                        fx_schema *out, fx_error *err)
{
    fx_files all = {0}, some = {0};

    *out = (fx_schema){0};
    if (!list_entities(a, src, c, &all, err))
        return false;
    fx_each (const fx_file, file, &all) {
        if (fx_strs_has(paths, file->path))
            *fx_push(a, &some) = *file;
    }
    const fx_entity_files from = has_python(&some) ? trees_files(a, src) : (fx_entity_files){0};

    return read_files(a, src, c, &some, &from, out, err);
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

/* ---- kept under the key: the one of HEAD is what the last commit's index was ---- */

/* One for each branch that is at hand. */
static const char *stamp_of(fx_arena *a, const char *what, const char *key, fx_stamp *stamp)
{
    static const char format[] = "model 2 " FX_PACKED FX_VERSION;

    fx_stamp_begin(stamp, a);
    fx_stamp_text(stamp, format);
    fx_stamp_text(stamp, key);
    return fx_fmt(a, "%s-%x", what, (unsigned)(fx_hash64(FX_HASH64, key, strlen(key)) >> 60));
}

static parsed_model *find_known(parsed_slot *slot, const char *key)
{
    fx_each (parsed_model, m, &slot->models) {
        if (fx_same(m->key, key))
            return m;
    }
    return NULL;
}

static bool take_kept(fx_repo *repo, const char *key, fx_schema *out)
{
    fx_arena *a = parsed_slot_of(repo)->arena;
    const char *text;
    fx_stamp stamp;
    const char *name = stamp_of(a, "model", key, &stamp);

    return fx_cache_text(repo, a, name, &stamp, &text) && packed_schema_read(a, text, out);
}

/* Read before, by this run or another one; NULL: not known. */
static parsed_model *find_model(fx_repo *repo, const char *key)
{
    parsed_slot *slot = parsed_slot_of(repo);
    parsed_model *m = find_known(slot, key), kept = {.key = key, .kept = true};

    if (m != NULL || !take_kept(repo, key, &kept.model))
        return m;
    kept.key = fx_strdup(slot->arena, key);
    m = fx_push(slot->arena, &slot->models);
    *m = kept;
    return m;
}

void fx_model_ahead(fx_arena *a, fx_source *src, const fx_config *c)
{
    fx_repo *repo = fx_source_keeper(src);
    parsed_slot *slot = repo == NULL ? NULL : parsed_slot_of(repo);
    fx_error probe = {.arena = a};
    fx_files files = {0};

    if (slot == NULL || slot->ahead == src || !list_entities(a, src, c, &files, &probe) ||
        !has_python(&files))
        return;
    const char *key = model_key(a, src, c);

    if (key != NULL && find_model(repo, key) != NULL)
        return;
    const fx_strs paths = python_paths(slot->arena, &files);

    slot->ahead_files = trees_files(slot->arena, src);
    slot->ahead_files.ahead = fx_entity_begin_python(slot->arena, &slot->ahead_files, &paths);
    slot->ahead = src;
}

/* Reads the model of files whose key may be NULL. */
static bool read_known(fx_arena *a, fx_source *src, const fx_config *c, const fx_files *files,
                       const char *key, fx_schema *out, fx_error *err)
{
    if (key == NULL)
        return read_model(a, src, c, files, out, err);
    parsed_slot *slot = parsed_slot_of(fx_source_repo(src));
    parsed_model *m = find_model(fx_source_repo(src), key);

    if (m == NULL) {
        parsed_model new = {.key = fx_strdup(slot->arena, key)};

        if (!read_model(slot->arena, src, c, files, &new.model, err))
            return false;
        m = fx_push(slot->arena, &slot->models);
        *m = new;
    }
    *out = fx_schema_copy(a, &m->model);
    return true;
}

bool fx_model_read(fx_arena *a, fx_source *src, const fx_config *c, fx_schema *out, fx_error *err)
{
    fx_files files = {0};

    *out = (fx_schema){0};
    return list_entities(a, src, c, &files, err) &&
           read_known(a, src, c, &files, model_key(a, src, c), out, err);
}

static void keep_model(fx_arena *a, fx_repo *repo, const parsed_model *m)
{
    fx_str out = {.arena = a};
    fx_stamp stamp;
    const char *name = stamp_of(a, "model", m->key, &stamp);

    packed_schema(&out, &m->model);
    fx_cache_put_text(repo, a, name, &stamp, out.text, out.n);
}

void fx_model_keep(fx_arena *a, fx_source *src, const fx_config *c)
{
    fx_repo *repo = fx_source_repo(src);
    fx_error probe = {.arena = a};
    fx_files files = {0};

    if (repo == NULL || !list_entities(a, src, c, &files, &probe))
        return;
    const char *key = model_key(a, src, c);
    const parsed_model *m = key == NULL ? NULL : find_known(parsed_slot_of(repo), key);

    packed_keep(a, repo, &files);
    if (m != NULL && !m->kept)
        keep_model(a, repo, m);
}

bool fx_model_fingerprint(fx_arena *a, fx_source *src, const fx_config *c, const char **out,
                          fx_error *err)
{
    fx_repo *repo = fx_source_repo(src);
    const char *key = model_key(a, src, c), *name = NULL;
    fx_strs lines = {0};
    fx_files files = {0};
    fx_schema model;
    fx_stamp stamp;

    if (key != NULL)
        name = stamp_of(a, "fingerprint", key, &stamp);
    if (key != NULL && fx_cache_get(repo, a, name, &stamp, &lines) && lines.n == 1) {
        *out = lines.at[0];
        return true;
    }
    if (!list_entities(a, src, c, &files, err) || !read_known(a, src, c, &files, key, &model, err))
        return false;
    *out = fx_fingerprint(a, &model);
    lines = (fx_strs){.at = out, .n = 1};
    if (key != NULL)
        fx_cache_put(repo, a, name, &stamp, &lines);
    return true;
}
