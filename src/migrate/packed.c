/*
 * Packed: what YAML entities declare, kept under the names of their blobs:
 * libyaml takes most of the time in which a model is read. "<bytes of the
 * rest>", then for each file "<bytes> <blob> <path>" and its schema.
 */
#include <stdlib.h>
#include <string.h>

#include "fx/base/str.h"
#include "fx/git/cache.h"
#include "fx/model/pack.h"
#include "parsed_inner.h"

static const char format[] = "entities 2 " FX_PACKED FX_VERSION;
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
    char *blob;

    s->packed_loaded = true;
    begin(s->arena, &stamp);
    if (!fx_cache_text(repo, s->arena, name, &stamp, &text))
        return;
    size_t left = strtoull(text, &blob, 10);

    for (text = blob + 1; left > 0 && (end = memchr(text, '\n', left)) != NULL;) {
        size_t n = strtoull(text, &blob, 10);
        const char *path = strchr(blob + 1, ' ');
        size_t head = (size_t)(end + 1 - text);

        if (*blob != ' ' || path == NULL || path > end || n > left - head)
            return;
        const fx_file file = {fx_strndup(s->arena, path + 1, (size_t)(end - path - 1)),
                              fx_strndup(s->arena, blob + 1, (size_t)(path - blob - 1))};

        add(s, &file, end + 1, n);
        left -= head + n;
        text = end + 1 + n;
    }
}

bool packed_take(fx_repo *repo, const fx_file *file, fx_schema *out)
{
    parsed_slot *s = parsed_slot_of(repo);

    if (!s->packed_loaded)
        load(s, repo);
    const kept *k = parsed_find(s, &s->packed, file)->value;

    return k != NULL && fx_schema_unpack(s->arena, k->text, k->n, out);
}

void packed_put(fx_repo *repo, const fx_file *file, const fx_schema *s)
{
    parsed_slot *slot = parsed_slot_of(repo);
    fx_str bytes = {.arena = slot->arena};

    fx_schema_pack(&bytes, s);
    add(slot, file, bytes.text, bytes.n);
    slot->packed_new = true;
}

void packed_keep(fx_arena *a, fx_repo *repo, const fx_files *files)
{
    parsed_slot *s = parsed_slot_of(repo);
    fx_str out = {.arena = a}, text = {.arena = a};
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
    fx_str_addf(&text, "%zu\n", out.n);
    fx_str_addn(&text, out.text, out.n);
    fx_str_addc(&text, '\n');
    begin(a, &stamp);
    fx_cache_put_text(repo, a, name, &stamp, text.text, text.n);
    s->packed_new = false;
}
