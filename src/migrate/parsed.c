#include "fx/migrate/parsed.h"

#include <string.h>

#include "fx/base/str.h"

enum { FIRST_SLOTS = 1024 };

typedef struct entry {
    const char *path, *blob; /* blob NULL: empty */
    const fx_revision *revision;
} entry;

typedef struct table { /* open addressing; the first digits of a blob's name are a good hash */
    entry *at;
    size_t slots, used;
} table;

static size_t hash(const char *blob)
{
    size_t h = 0;

    for (int i = 0; i < 12 && blob[i] != '\0'; i++)
        h = h * 16 + (size_t)(blob[i] <= '9' ? blob[i] - '0' : blob[i] - 'a' + 10);
    return h;
}

static entry *find(const table *t, const char *path, const char *blob)
{
    size_t i = hash(blob) & (t->slots - 1);

    while (t->at[i].blob != NULL && !(fx_same(t->at[i].blob, blob) && fx_same(t->at[i].path, path)))
        i = (i + 1) & (t->slots - 1);
    return &t->at[i];
}

static void grow(fx_arena *a, table *t)
{
    table bigger = {.slots = t->slots == 0 ? FIRST_SLOTS : t->slots * 2, .used = t->used};

    bigger.at = fx_alloc(a, bigger.slots * sizeof *bigger.at);
    memset(bigger.at, 0, bigger.slots * sizeof *bigger.at);
    for (size_t i = 0; i < t->slots; i++) {
        if (t->at[i].blob != NULL)
            *find(&bigger, t->at[i].path, t->at[i].blob) = t->at[i];
    }
    *t = bigger;
}

static bool read_file(fx_arena *a, fx_source *src, const char *path, const fx_revision **out,
                      fx_error *err)
{
    fx_revision *r = fx_new(a, fx_revision);
    const char *text;
    size_t n;

    *out = NULL;
    if (!fx_source_read(src, a, path, &text, &n, err))
        return false;
    if (text == NULL)
        return true;
    *out = r;
    return fx_revision_read(a, path, text, n, r, err);
}

static table *table_of(fx_repo *repo)
{
    void **slot = fx_repo_slot(repo);

    if (*slot == NULL)
        *slot = fx_new(fx_repo_arena(repo), table);
    return *slot;
}

bool fx_parsed_revision(fx_arena *a, fx_source *src, const fx_file *file, const fx_revision **out,
                        fx_error *err)
{
    fx_repo *repo = fx_source_repo(src);

    if (repo == NULL || file->blob == NULL)
        return read_file(a, src, file->path, out, err);
    table *t = table_of(repo);

    if (t->used * 2 >= t->slots)
        grow(fx_repo_arena(repo), t);
    entry *e = find(t, file->path, file->blob);

    if (e->blob == NULL) {
        fx_arena *keep = fx_repo_arena(repo);

        if (!read_file(keep, src, file->path, out, err) || *out == NULL)
            return err->code == FX_NONE;
        *e = (entry){fx_strdup(keep, file->path), fx_strdup(keep, file->blob), *out};
        t->used++;
    }
    *out = e->revision;
    return true;
}
