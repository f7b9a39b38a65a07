#include "fx/migrate/folded.h"

#include <stdlib.h>
#include <string.h>

#include "fx/base/hash.h"
#include "fx/git/cache.h"
#include "fx/model/pack.h"
#include "parsed_inner.h"

static const char format[] = "folded 3 " FX_PACKED FX_VERSION;

/* ---- as lines: numbers, set, heads, the set's lines, then the schema ---- */

static bool read_lines(fx_arena *a, const char **text, size_t n, fx_strs *out)
{
    for (size_t i = 0; i < n; i++) {
        const char *end = strchr(*text, '\n');

        if (end == NULL)
            return false;
        *fx_push(a, out) = fx_strndup(a, *text, (size_t)(end - *text));
        *text = end + 1;
    }
    return true;
}

static bool read_kept(fx_arena *a, const char *text, parsed_folded *out)
{
    fx_strs first = {0};
    char *end;

    if (!read_lines(a, &text, 2, &first))
        return false;
    out->folded.revisions = (size_t)strtoull(first.at[0], &end, 10);
    out->folded.set = first.at[1];
    size_t heads = (size_t)strtoull(end, NULL, 10);

    if (!read_lines(a, &text, heads, &out->folded.heads) ||
        !read_lines(a, &text, out->folded.revisions, &out->folded.lines))
        return false;
    out->packed = text;
    return true;
}

static void keep(fx_arena *a, fx_repo *repo, const char *name, const fx_stamp *stamp,
                 const fx_folded *f)
{
    fx_str out = {.arena = a};

    fx_str_addf(&out, "%zu %zu\n%s\n", f->revisions, f->heads.n, f->set);
    fx_each (const char *, head, &f->heads) {
        fx_str_add(&out, *head);
        fx_str_addc(&out, '\n');
    }
    fx_each (const char *, line, &f->lines) {
        fx_str_add(&out, *line);
        fx_str_addc(&out, '\n');
    }
    packed_schema(&out, &f->schema);
    fx_cache_put_text(repo, a, name, stamp, fx_str_text(&out), out.n);
}

/* ---- */

static void set_lines(fx_arena *a, fx_folded *f)
{
    fx_str all = {.arena = a};

    fx_strs_sort(&f->lines);
    fx_each (const char *, line, &f->lines) {
        fx_str_add(&all, *line);
        fx_str_addc(&all, '\n');
    }
    f->set = fx_fmt(a, "sha256:%s", fx_sha256(a, fx_str_text(&all), all.n));
}

static const char *line_of(fx_arena *a, const fx_revision *r)
{
    return fx_fmt(a, "%s %s %s", r->id, r->up.hash, r->down.hash);
}

static bool compute(fx_arena *a, fx_source *src, const fx_config *c, fx_folded *out, fx_error *err)
{
    fx_history h;

    *out = (fx_folded){0};
    if (!fx_history_read(a, src, c, &h, err) || !fx_history_replay(a, &h, &out->schema, err))
        return false;
    out->revisions = h.all.n;
    out->heads = fx_graph_heads(a, &h.graph);
    fx_each (const fx_revision *, r, &h.all) {
        *fx_push(a, &out->lines) = line_of(a, *r);
    }
    set_lines(a, out);
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
    return fx_str_text(&all);
}

/* One for each branch that is at hand. */
static const char *stamp_of(fx_arena *a, const char *key, fx_stamp *stamp)
{
    fx_stamp_begin(stamp, a);
    fx_stamp_text(stamp, format);
    fx_stamp_text(stamp, key);
    return fx_fmt(a, "folded-%x", (unsigned)(fx_hash64(FX_HASH64, key, strlen(key)) >> 60));
}

static bool read_anew(fx_source *src, const fx_config *c, parsed_folded *out, fx_error *err)
{
    fx_repo *repo = fx_source_repo(src);
    fx_arena *a = parsed_slot_of(repo)->arena;
    fx_stamp stamp;
    const char *name = stamp_of(a, out->key, &stamp), *text;

    if (fx_cache_text(repo, a, name, &stamp, &text) && read_kept(a, text, out))
        return true;
    out->packed = NULL;
    if (!compute(a, src, c, &out->folded, err))
        return false;
    keep(a, repo, name, &stamp, &out->folded);
    return true;
}

/* NULL without an error: there is nothing to remember it by. */
static parsed_folded *find(fx_arena *a, fx_source *src, const fx_config *c, fx_error *err)
{
    fx_repo *repo = fx_source_repo(src);
    fx_files files = {0};

    if (repo == NULL || !fx_source_list(src, a, fx_versions_dir(a, c), &files, err))
        return NULL;
    const char *key = key_of(a, &files);

    if (key == NULL)
        return NULL;
    parsed_slot *slot = parsed_slot_of(repo);

    fx_each (parsed_folded *const, known, &slot->folded) {
        if (fx_same((*known)->key, key))
            return *known;
    }
    parsed_folded *new = fx_new(slot->arena, parsed_folded);

    new->key = fx_strdup(slot->arena, key);
    if (!read_anew(src, c, new, err))
        return NULL;
    *fx_push(slot->arena, &slot->folded) = new;
    return new;
}

bool fx_folded_facts(fx_arena *a, fx_source *src, const fx_config *c, fx_folded *out, fx_error *err)
{
    const parsed_folded *f = find(a, src, c, err);

    *out = (fx_folded){0};
    if (f != NULL)
        *out = f->folded;
    return f != NULL || (err->code == FX_NONE && compute(a, src, c, out, err));
}

bool fx_folded_read(fx_arena *a, fx_source *src, const fx_config *c, fx_folded *out, fx_error *err)
{
    parsed_folded *f = find(a, src, c, err);

    *out = (fx_folded){0};
    if (f == NULL)
        return err->code == FX_NONE && compute(a, src, c, out, err);
    if (f->packed != NULL) {
        fx_arena *kept = parsed_slot_of(fx_source_repo(src))->arena;

        if (!packed_schema_read(kept, f->packed, &f->folded.schema) &&
            !compute(kept, src, c, &f->folded, err))
            return false;
        f->packed = NULL;
    }
    *out = f->folded;
    return true;
}

void fx_folded_follow(fx_arena *a, fx_source *src, const fx_config *c, const fx_revision *r)
{
    fx_error probe = {.arena = a};
    fx_files files = {0};
    fx_folded before, after;
    fx_stamp stamp;

    if (fx_source_repo(src) == NULL || !fx_folded_read(a, src, c, &before, &probe) ||
        !fx_source_list(src, a, fx_versions_dir(a, c), &files, &probe))
        return;
    *fx_push(a, &files) = (fx_file){r->path, r->blob};
    fx_files_sort(&files);
    const char *key = key_of(a, &files);

    after =
        (fx_folded){.revisions = before.revisions + 1, .schema = fx_schema_copy(a, &before.schema)};
    if (key == NULL || !fx_replay_all(a, &after.schema, &r->up.steps, NULL, &probe))
        return;
    *fx_push(a, &after.heads) = r->id;
    fx_each (const char *, line, &before.lines) {
        *fx_push(a, &after.lines) = *line;
    }
    *fx_push(a, &after.lines) = line_of(a, r);
    set_lines(a, &after);
    const char *name = stamp_of(a, key, &stamp), *unused;

    if (!fx_cache_text(fx_source_repo(src), a, name, &stamp, &unused))
        keep(a, fx_source_repo(src), name, &stamp, &after);
}
