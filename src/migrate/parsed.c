#include "fx/migrate/parsed.h"

#include <string.h>

#include "fx/base/str.h"
#include "fx/entity/entity.h"
#include "parsed_inner.h"

enum { FIRST_SLOTS = 1024 };

static size_t hash(const char *blob)
{
    size_t h = 0;

    for (int i = 0; i < 12 && blob[i] != '\0'; i++)
        h = h * 16 + (size_t)(blob[i] <= '9' ? blob[i] - '0' : blob[i] - 'a' + 10);
    return h;
}

static parsed_entry *find(const parsed_table *t, const char *path, const char *blob)
{
    size_t i = hash(blob) & (t->slots - 1);

    while (t->at[i].blob != NULL && !(fx_same(t->at[i].blob, blob) && fx_same(t->at[i].path, path)))
        i = (i + 1) & (t->slots - 1);
    return &t->at[i];
}

static void grow(fx_arena *a, parsed_table *t)
{
    parsed_table bigger = {.slots = t->slots == 0 ? FIRST_SLOTS : t->slots * 2, .used = t->used};

    bigger.at = fx_alloc(a, bigger.slots * sizeof *bigger.at);
    memset(bigger.at, 0, bigger.slots * sizeof *bigger.at);
    for (size_t i = 0; i < t->slots; i++) {
        if (t->at[i].blob != NULL)
            *find(&bigger, t->at[i].path, t->at[i].blob) = t->at[i];
    }
    *t = bigger;
}

parsed_slot *parsed_slot_of(fx_repo *repo)
{
    void **at = fx_repo_slot(repo);
    parsed_slot *s;

    if (*at == NULL) {
        s = *at = fx_new(fx_repo_arena(repo), parsed_slot);
        s->arena = fx_repo_arena(repo);
    }
    return *at;
}

parsed_entry *parsed_find(parsed_slot *s, parsed_table *t, const fx_file *file)
{
    parsed_entry *e;

    if (t->used * 2 >= t->slots)
        grow(s->arena, t);
    e = find(t, file->path, file->blob);
    if (e->blob == NULL) {
        *e = (parsed_entry){fx_strdup(s->arena, file->path), fx_strdup(s->arena, file->blob), NULL};
        t->used++;
    }
    return e;
}

static bool read_revision(fx_arena *a, fx_source *src, const char *path, const fx_revision **out,
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
    if (!fx_revision_read(a, path, text, n, r, err))
        return false;
    *out = r;
    return true;
}

bool fx_parsed_revision(fx_arena *a, fx_source *src, const fx_file *file, const fx_revision **out,
                        fx_error *err)
{
    fx_repo *repo = fx_source_repo(src);

    if (repo == NULL || file->blob == NULL)
        return read_revision(a, src, file->path, out, err);
    parsed_slot *s = parsed_slot_of(repo);
    parsed_entry *e = parsed_find(s, &s->revisions, file);

    if (e->value == NULL) {
        if (!read_revision(s->arena, src, file->path, out, err))
            return false;
        e->value = *out;
    }
    *out = e->value;
    return true;
}

/* ---- entities ---- */

static bool read_entity(fx_arena *a, fx_source *src, const char *path, fx_schema *out,
                        fx_error *err)
{
    const char *text;
    size_t n;

    return fx_source_read(src, a, path, &text, &n, err) &&
           (text == NULL || fx_entity_read(a, path, text, n, out, err));
}

/* What is kept of the file, or what its text declares. */
static bool read_known(fx_arena *a, fx_source *src, const fx_file *file, fx_schema *out,
                       fx_error *err)
{
    fx_repo *repo = fx_source_repo(src);

    if (packed_take(repo, file, out))
        return true;
    *out = (fx_schema){0};
    if (!read_entity(a, src, file->path, out, err))
        return false;
    if (out->tables.n + out->enums.n + out->texts.n > 0) /* else it went away meanwhile */
        packed_put(repo, file, out);
    return true;
}

/* One table of a file of its own, that nothing else declares: all else is read with the rest. */
static bool add_table(fx_arena *a, const fx_schema *one, fx_schema *out)
{
    const fx_table *t = one->tables.n == 1 ? one->tables.at[0] : NULL;

    if (t == NULL || one->enums.n > 0 || one->texts.n > 0 ||
        fx_schema_find(out, t->schema, t->name) != NULL)
        return false;
    fx_schema_put(a, out, t);
    return true;
}

bool fx_parsed_entity(fx_arena *a, fx_source *src, const fx_file *file, fx_schema *out,
                      fx_error *err)
{
    fx_repo *repo = fx_source_repo(src);

    if (repo == NULL || file->blob == NULL)
        return read_entity(a, src, file->path, out, err);
    parsed_slot *s = parsed_slot_of(repo);
    parsed_entry *e = parsed_find(s, &s->entities, file);

    if (e->value == NULL) {
        fx_schema *one = fx_new(s->arena, fx_schema);

        if (!read_known(s->arena, src, file, one, err))
            return false;
        e->value = one;
    }
    return add_table(a, e->value, out) || read_entity(a, src, file->path, out, err);
}
