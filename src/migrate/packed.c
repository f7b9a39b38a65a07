/*
 * Packed: the nodes of YAML entities, kept under the names of their blobs:
 * libyaml takes most of the time in which a model is read. For each file
 * "<bytes> <blob> <path>", then its nodes.
 */
#include <stdlib.h>
#include <string.h>

#include "fx/base/str.h"
#include "fx/git/cache.h"
#include "parsed_inner.h"

static const char format[] = "entities 1 " FX_VERSION;
static const char name[] = "entities";

typedef struct kept {
    const char *text;
    size_t n;
} kept;

static void begin(fx_arena *a, fx_stamp *stamp)
{
    fx_stamp_begin(stamp, a);
    fx_stamp_text(stamp, format);
}

static void add(parsed_slot *s, const fx_file *file, const char *text, size_t n)
{
    kept *k = fx_new(s->arena, kept);

    *k = (kept){text, n};
    parsed_find(s, &s->packed, file)->value = k;
}

/* What is damaged ends the reading. */
static void load(parsed_slot *s, fx_repo *repo)
{
    const char *text, *end;
    fx_stamp stamp;

    s->packed_loaded = true;
    begin(s->arena, &stamp);
    if (!fx_cache_text(repo, s->arena, name, &stamp, &text))
        return;
    for (size_t left = strlen(text); (end = strchr(text, '\n')) != NULL;) {
        char *blob;
        size_t n = strtoull(text, &blob, 10);
        const char *path = strchr(blob + 1, ' ');
        size_t head = (size_t)(end + 1 - text);

        if (*blob != ' ' || path == NULL || path > end || n > left || head > left - n)
            return;
        const fx_file file = {fx_strndup(s->arena, path + 1, (size_t)(end - path - 1)),
                              fx_strndup(s->arena, blob + 1, (size_t)(path - blob - 1))};

        add(s, &file, end + 1, n);
        left -= head + n;
        text = end + 1 + n;
    }
}

const fx_yaml *packed_take(fx_repo *repo, const fx_file *file)
{
    parsed_slot *s = parsed_slot_of(repo);

    if (!s->packed_loaded)
        load(s, repo);
    const kept *k = parsed_find(s, &s->packed, file)->value;

    if (k == NULL)
        return NULL;
    const char *at = k->text;
    const fx_yaml *y = fx_yaml_unpack(s->arena, fx_strdup(s->arena, file->path), &at);

    return at == k->text + k->n ? y : NULL;
}

void packed_put(fx_repo *repo, const fx_file *file, const fx_yaml *y)
{
    parsed_slot *s = parsed_slot_of(repo);
    fx_str text = {.arena = s->arena};

    fx_yaml_pack(&text, y);
    add(s, file, fx_str_text(&text), text.n);
    s->packed_new = true;
}

void packed_keep(fx_arena *a, fx_repo *repo, const fx_files *files)
{
    parsed_slot *s = parsed_slot_of(repo);
    fx_str out = {.arena = a};
    fx_stamp stamp;

    if (!s->packed_new)
        return;
    fx_each (const fx_file, file, files) {
        const kept *k = parsed_find(s, &s->packed, file)->value;

        if (k == NULL)
            continue;
        fx_str_addf(&out, "%zu %s %s\n", k->n, file->blob, file->path);
        fx_str_addn(&out, k->text, k->n);
    }
    begin(a, &stamp);
    fx_cache_put_text(repo, a, name, &stamp, fx_str_text(&out), out.n);
    s->packed_new = false;
}
