/*
 * Packed revisions: what parsing and hashing a file gave, each text with its
 * NUL behind it, then its nodes. Texts are not copied when they are taken
 * back, and the nodes not read before somebody needs them.
 */
#include <stdlib.h>
#include <string.h>

#include "inner.h"

static void put(fx_str *out, const char *text)
{
    fx_str_addn(out, text, strlen(text) + 1);
}

static const char *take(const char **at)
{
    const char *text = *at;

    *at += strlen(text) + 1;
    return text;
}

/* Ids are words. */
static void put_ids(fx_str *out, const fx_strs *ids)
{
    fx_each (const char *, id, ids) {
        put(out, *id);
    }
    put(out, "");
}

static fx_strs take_ids(fx_arena *a, const char **at)
{
    fx_strs ids = {0};

    for (const char *id; *(id = take(at)) != '\0';) {
        fx_reserve(a, &ids, 1); /* mostly there is one, or none */
        *fx_push(a, &ids) = id;
    }
    return ids;
}

static void put_half(fx_str *out, const fx_half *half)
{
    put(out, half->hash);
    put(out, half->canonical);
}

static void take_half(const char **at, fx_half *half)
{
    half->hash = take(at);
    half->canonical = take(at);
}

/* The upgrade halves that the text stands for decide what is the same. */
static fx_strs was_up(fx_arena *a, const fx_revision *r)
{
    fx_strs out = {0};

    for (size_t i = 0; i < r->was.n; i++) {
        if (r->was.at[i].up != NULL)
            *fx_push(a, &out) = r->was.at[i].up;
    }
    return out;
}

void fx_revision_pack(fx_str *out, const fx_revision *r)
{
    const fx_strs was = was_up(out->arena, r);

    put(out, r->id);
    put(out, r->message);
    put(out, r->blob);
    put(out, r->text);
    put_half(out, &r->up);
    put_half(out, &r->down);
    put_ids(out, &r->parents);
    put_ids(out, &r->replaces);
    put_ids(out, &was);
    if (r->packed == NULL)
        fx_yaml_pack(out, r->root);
    else
        fx_str_addn(out, r->packed, r->packed_n);
}

void fx_revision_unpack(fx_arena *a, const char *path, const char *at, size_t n, fx_revision *out)
{
    const char *end = at + n;

    *out = (fx_revision){.path = path, .sql = fx_revision_is_sql(path), .arena = a};
    out->id = take(&at);
    out->message = take(&at);
    out->blob = take(&at);
    out->text = take(&at);
    out->n = strlen(out->text);
    take_half(&at, &out->up);
    take_half(&at, &out->down);
    out->parents = take_ids(a, &at);
    out->replaces = take_ids(a, &at);
    const fx_strs was = take_ids(a, &at);

    fx_each (const char *, up, &was) {
        *fx_push(a, &out->was) = (fx_was){.up = *up};
    }
    out->packed = at;
    out->packed_n = (size_t)(end - at);
}

static bool read_nodes(const fx_revision *r, fx_revision *out)
{
    fx_error probe = {.arena = r->arena};
    const char *at = r->packed;
    const fx_yaml *root = fx_yaml_unpack(r->arena, r->path, &at);

    return root != NULL && at == r->packed + r->packed_n &&
           fx_revision_from_nodes(r->arena, root, out, &probe);
}

void fx_revision_complete(const fx_revision *r)
{
    fx_revision whole = {
        .path = r->path, .text = r->text, .n = r->n, .blob = r->blob, .sql = r->sql};

    if (r->packed == NULL)
        return;
    if (!read_nodes(r, &whole))
        abort(); /* they were read before, and a checksum says that they are the same */
    whole.up.hash = r->up.hash;
    whole.up.canonical = r->up.canonical;
    whole.down.hash = r->down.hash;
    whole.down.canonical = r->down.canonical;
    *(fx_revision *)r = whole; /* the same revision as before, for all who have it */
}
