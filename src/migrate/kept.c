/*
 * "<revisions>\0", then for each, by path: its head, its path and what
 * fx_revision_pack gave.
 */
#include "kept.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fx/base/hash.h"
#include "fx/migrate/parsed.h"

static const char format[] = "revisions 1 " FX_VERSION;

/* To write the cache costs about as much as to read one file in so many. */
enum { WORTH = 16 };

typedef struct head {
    fx_facts facts;
    size_t n; /* bytes behind it */
} head;

static void close_folder(void *arg)
{
    const int *fd = arg;

    if (*fd >= 0)
        close(*fd);
}

kept *kept_open(fx_arena *a, fx_source *src, const char *dir, size_t n)
{
    const char *full = fx_source_full(src, a, dir), *text;
    kept *k = fx_new(a, kept);

    *k = (kept){.arena = a, .source = src};
    if (fx_source_kind_of(src) == FX_SOURCE_TREE) /* whose files have a stat */
        k->repo = fx_source_keeper(src);
    if (k->repo == NULL)
        return k;
    k->name = fx_fmt(a, "revisions-%016llx",
                     (unsigned long long)fx_hash64(FX_HASH64, full, strlen(full)));
    fx_stamp_begin(&k->stamp, a);
    fx_stamp_text(&k->stamp, format);
    fx_stamp_text(&k->stamp, full);
    fx_reserve(a, &k->all, n);
    k->dir = open(full, O_PATH | O_DIRECTORY | O_CLOEXEC);
    k->folder = fx_fmt(a, "%s/", dir);
    fx_defer(a, close_folder, &k->dir);
    k->begun = fx_facts_now();
    if (fx_cache_text(k->repo, a, k->name, &k->stamp, &text)) {
        k->left = (size_t)strtoull(text, NULL, 10);
        k->at = text + strlen(text) + 1;
    }
    return k;
}

/* The next record of the cache, if it is of this path; those before it are of files that are gone.
 */
static bool take(kept *k, const char *path, kept_one *out)
{
    while (k->left > 0) {
        const char *its = k->at + sizeof(head);
        int order = strcmp(its, path);
        head h;

        if (order > 0)
            return false;
        memcpy(&h, k->at, sizeof h);
        k->at = its + h.n;
        k->left--;
        if (order == 0 && fx_facts_equal(&h.facts, &out->facts)) {
            size_t n = strlen(its) + 1;

            out->packed = its + n;
            out->n = h.n - n;
            return true;
        }
        k->changed++;
        if (order == 0)
            return false;
    }
    return false;
}

bool kept_revision(kept *k, const fx_file *file, const fx_revision **out, fx_error *err)
{
    kept_one one = {.path = file->path};

    if (k->repo == NULL || !fx_starts(file->path, k->folder))
        return fx_parsed_revision(k->arena, k->source, file, out, err);
    one.facts = fx_facts_of(k->dir, file->path + strlen(k->folder));
    if (take(k, file->path, &one)) {
        fx_revision *r = fx_new(k->arena, fx_revision);

        fx_revision_unpack(k->arena, one.path, one.packed, one.n, r);
        one.revision = r;
    } else if (!fx_parsed_revision(k->arena, k->source, file, &one.revision, err)) {
        return false;
    }
    *out = one.revision;
    if (one.packed == NULL && (one.revision == NULL || !fx_facts_settled(&one.facts, k->begun)))
        return true;
    k->changed += one.packed == NULL;
    *fx_push(k->arena, &k->all) = one;
    return true;
}

static void put(fx_str *out, const kept_one *one)
{
    const size_t at = out->n, path = strlen(one->path) + 1;
    head h = {.facts = one->facts};

    fx_str_addn(out, (const char *)&h, sizeof h);
    fx_str_addn(out, one->path, path);
    if (one->packed == NULL)
        fx_revision_pack(out, one->revision);
    else
        fx_str_addn(out, one->packed, one->n);
    h.n = out->n - at - sizeof h;
    memcpy(out->text + at, &h, sizeof h);
}

void kept_close(kept *k)
{
    fx_str out = {.arena = k->arena};

    if (k->repo == NULL || (k->changed + k->left) * WORTH <= k->all.n)
        return;
    fx_str_addf(&out, "%zu", k->all.n);
    fx_str_addn(&out, "", 1);
    fx_each (const kept_one, one, &k->all) {
        put(&out, one);
    }
    fx_str_addc(&out, '\n');
    fx_cache_put_text(k->repo, k->arena, k->name, &k->stamp, out.text, out.n);
}
