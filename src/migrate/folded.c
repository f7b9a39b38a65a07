#include "fx/migrate/folded.h"

#include <stdlib.h>
#include <string.h>

#include "fx/base/hash.h"
#include "fx/entity/entity.h"
#include "fx/git/cache.h"
#include "parsed_inner.h"

static const char format[] = "folded 1 " FX_VERSION;

/* ---- as lines: numbers, set, heads, then the schema as entities ---- */

static void add_lines(fx_arena *a, const char *text, fx_strs *out)
{
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");

        *fx_push(a, out) = fx_strndup(a, text, n);
        text += n + (text[n] == '\n');
    }
}

static bool read_document(fx_arena *a, const fx_strs *lines, size_t from, size_t to, fx_schema *out)
{
    fx_str text = {.arena = a};
    fx_error probe = {.arena = a};

    for (size_t i = from; i < to; i++)
        fx_str_addf(&text, "%s\n", lines->at[i]);
    return fx_entity_read(a, "cache.yml", fx_str_text(&text), text.n, out, &probe);
}

static bool read_schema(fx_arena *a, const fx_strs *lines, size_t from, fx_schema *out)
{
    size_t begin = from;

    *out = (fx_schema){0};
    for (size_t i = from; i <= lines->n; i++) {
        if (i < lines->n && !fx_same(lines->at[i], "---"))
            continue;
        if (i > begin && !read_document(a, lines, begin, i, out))
            return false;
        begin = i + 1;
    }
    return true;
}

static bool read_kept(fx_arena *a, const fx_strs *lines, fx_folded *out)
{
    size_t heads;
    char *end;

    if (lines->n < 2)
        return false;
    out->revisions = (size_t)strtoull(lines->at[0], &end, 10);
    heads = (size_t)strtoull(end, NULL, 10);
    out->set = lines->at[1];
    if (lines->n < 2 + heads)
        return false;
    for (size_t i = 0; i < heads; i++)
        *fx_push(a, &out->heads) = lines->at[2 + i];
    return read_schema(a, lines, 2 + heads, &out->schema);
}

/* Only what comes back as it was is worth keeping. */
static bool write_kept(fx_arena *a, const fx_folded *f, fx_strs *lines)
{
    const char *text = fx_schema_print(a, &f->schema);
    fx_folded again = {0};

    *fx_push(a, lines) = fx_fmt(a, "%zu %zu", f->revisions, f->heads.n);
    *fx_push(a, lines) = f->set;
    fx_each (const char *, head, &f->heads) {
        *fx_push(a, lines) = *head;
    }
    add_lines(a, text, lines);
    return read_kept(a, lines, &again) && fx_schema_equal(&again.schema, &f->schema) &&
           fx_same(fx_schema_print(a, &again.schema), text);
}

/* ---- */

static bool compute(fx_arena *a, fx_source *src, const fx_config *c, fx_folded *out, fx_error *err)
{
    fx_history h;
    fx_strs lines = {0};

    if (!fx_history_read(a, src, c, &h, err) || !fx_history_replay(a, &h, &out->schema, err))
        return false;
    out->revisions = h.all.n;
    out->heads = fx_graph_heads(a, &h.graph);
    fx_each (const fx_revision *, r, &h.all) {
        const char *down = (*r)->down.hash;

        *fx_push(a, &lines) = fx_fmt(a, "%s %s %s\n", (*r)->id, (*r)->up.hash, down);
    }
    fx_strs_sort(&lines);
    const char *text = fx_strs_join(a, &lines, "");

    out->set = fx_fmt(a, "sha256:%s", fx_sha256(a, text, strlen(text)));
    return true;
}

/* The names of the files and of their blobs; NULL: not all are known without reading them. */
static const char *key_of(fx_arena *a, const fx_files *files)
{
    fx_str all = {.arena = a};

    fx_each (const fx_file, f, files) {
        if (!fx_revision_is_file(f->path))
            continue;
        if (f->blob == NULL)
            return NULL;
        fx_str_add(&all, f->blob);
        fx_str_add(&all, f->path);
        fx_str_addc(&all, '\n');
    }
    return fx_sha256(a, fx_str_text(&all), all.n);
}

static bool read_anew(fx_arena *a, fx_source *src, const fx_config *c, const char *key,
                      fx_folded *out, fx_error *err)
{
    const char *name = fx_fmt(a, "folded-%.1s", key); /* one for each branch that is at hand */
    fx_repo *repo = fx_source_repo(src);
    fx_strs lines = {0};
    fx_stamp stamp;

    fx_stamp_begin(&stamp, a);
    fx_stamp_text(&stamp, format);
    fx_stamp_text(&stamp, key);
    if (fx_cache_get(repo, a, name, &stamp, &lines) && read_kept(a, &lines, out))
        return true;
    *out = (fx_folded){0};
    lines = (fx_strs){0};
    if (!compute(a, src, c, out, err))
        return false;
    if (write_kept(a, out, &lines))
        fx_cache_put(repo, a, name, &stamp, &lines);
    return true;
}

bool fx_folded_read(fx_arena *a, fx_source *src, const fx_config *c, fx_folded *out, fx_error *err)
{
    fx_repo *repo = fx_source_repo(src);
    fx_files files = {0};

    *out = (fx_folded){0};
    if (repo != NULL && !fx_source_list(src, a, fx_versions_dir(a, c), &files, err))
        return false;
    const char *key = repo == NULL ? NULL : key_of(a, &files);

    if (key == NULL)
        return compute(a, src, c, out, err);
    parsed_slot *slot = parsed_slot_of(repo);

    fx_each (const parsed_folded, known, &slot->folded) {
        if (fx_same(known->key, key)) {
            *out = known->folded;
            return true;
        }
    }
    if (!read_anew(slot->arena, src, c, key, out, err))
        return false;
    *fx_push(slot->arena, &slot->folded) = (parsed_folded){fx_strdup(slot->arena, key), *out};
    return true;
}
