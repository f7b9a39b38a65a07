#include "replayed.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fx/base/hash.h"
#include "fx/git/cache.h"
#include "fx/model/pack.h"
#include "fx/model/replayer.h"
#include "parsed_inner.h"

static const char format[] = "replayed 2 " FX_PACKED FX_VERSION;

/* To write the cache costs about as much as to replay so many. */
enum { WORTH = 32 };

fx_replayed *replayed_new(fx_workspace *ws)
{
    fx_replayed *r = fx_new(ws->arena, fx_replayed);

    *r = (fx_replayed){.arena = ws->arena, .repo = ws->repo, .root = ws->root, .mark = SIZE_MAX};
    return r;
}

static const char *name_of(const fx_replayed *r, fx_stamp *stamp)
{
    fx_stamp_begin(stamp, r->arena);
    fx_stamp_text(stamp, format);
    fx_stamp_text(stamp, r->root);
    return fx_fmt(r->arena, "replayed-%016llx",
                  (unsigned long long)fx_hash64(FX_HASH64, r->root, strlen(r->root)));
}

/* As lines: how many, the name of each text, then the schema. */
static bool take(fx_replayed *r, const char *text)
{
    char *at;
    size_t n = (size_t)strtoull(text, &at, 10);

    for (; n > 0 && *at == '\n'; n--) {
        const char *line = at + 1;

        at += 1 + strcspn(line, "\n");
        *fx_push(r->arena, &r->texts) = fx_strndup(r->arena, line, (size_t)(at - line));
    }
    return n == 0 && *at == '\n' && packed_schema_read(r->arena, at + 1, &r->schema);
}

void replayed_load(fx_replayed *r)
{
    const char *text;
    fx_stamp stamp;

    if (r->loaded)
        return;
    r->loaded = true;
    if (!fx_cache_text(r->repo, r->arena, name_of(r, &stamp), &stamp, &text))
        return;
    if (!take(r, text)) {
        r->texts.n = 0;
        r->schema = (fx_schema){0};
    }
    r->cached = r->texts.n;
}

/* Do they begin with what is known? */
static bool begins(const fx_replayed *r, const fx_strs *texts)
{
    if (r->texts.n > texts->n)
        return false;
    for (size_t i = 0; i < r->texts.n; i++) {
        if (!fx_same(r->texts.at[i], texts->at[i]))
            return false;
    }
    return true;
}

size_t replayed_begin(fx_replayed *r, fx_arena *a, const fx_strs *texts, fx_schema *out)
{
    *out = (fx_schema){0};
    if (r == NULL)
        return 0;
    replayed_load(r);
    if (!begins(r, texts))
        return 0;
    *out = fx_schema_copy(a, &r->schema);
    return r->texts.n;
}

void replayed_pass(fx_replayed *r, const fx_strs *texts, size_t n, const fx_schema *schema,
                   bool passing)
{
    if (r == NULL || n != r->mark || n > texts->n)
        return;
    r->mark = SIZE_MAX;
    if (n < r->texts.n || !begins(r, texts))
        r->cached = 0;
    r->texts = (fx_strs){.at = texts->at, .n = n, .cap = n};
    r->schema = passing ? fx_schema_move(r->arena, schema) : fx_schema_copy(r->arena, schema);
}

void replayed_keep(fx_replayed *r)
{
    fx_str out = {.arena = r->arena};
    fx_stamp stamp;

    if (r->texts.n < r->cached + WORTH)
        return;
    fx_str_addf(&out, "%zu\n", r->texts.n);
    fx_each (const char *, text, &r->texts) {
        fx_str_add(&out, *text);
        fx_str_addc(&out, '\n');
    }
    packed_schema(&out, &r->schema);
    const char *name = name_of(r, &stamp);

    fx_cache_put_text(r->repo, r->arena, name, &stamp, out.text, out.n);
}
