#include "inner.h"

enum { SLUG_MOST = 60 };

const char *fx_revision_name(fx_arena *a, const fx_revision *r, const char *ending)
{
    char slug[SLUG_MOST + 1];
    size_t n = 0;

    for (const char *c = r->message == NULL ? "" : r->message; *c != '\0' && n < SLUG_MOST; c++) {
        bool digit = *c >= '0' && *c <= '9', lower = *c >= 'a' && *c <= 'z';
        bool upper = *c >= 'A' && *c <= 'Z';

        if (upper)
            slug[n++] = (char)(*c - 'A' + 'a');
        else if (digit || lower)
            slug[n++] = *c;
        else if (n > 0 && slug[n - 1] != '_')
            slug[n++] = '_';
    }
    while (n > 0 && slug[n - 1] == '_')
        n--;
    slug[n] = '\0';
    return fx_fmt(a, "%s%s%s%s", r->id, n == 0 ? "" : "_", slug, ending);
}

bool fx_revision_is_sql(const char *path)
{
    return fx_ends(path, ".sql");
}

bool fx_revision_is_file(const char *path)
{
    return fx_ends(path, ".yml") || fx_ends(path, ".yaml") || fx_ends(path, ".sql");
}

static bool is_said_of(const fx_object *o, const fx_loss *loss)
{
    return fx_same(o->table, loss->table) &&
           (o->schema == NULL || fx_same(o->schema, loss->schema)) &&
           (o->name == NULL || fx_same(o->name, loss->column));
}

const char *fx_revision_reason(fx_arena *a, const fx_revision *r, const fx_loss *loss)
{
    for (size_t i = 0; i < r->reasons.n; i++) {
        const char *why;

        if (r->reasons.at[i] == NULL)
            continue;
        for (int parts = 1; parts <= 2; parts++) {
            fx_object o = {0};

            if (fx_object_parse(a, r->loses.at[i], parts, &o, &why) && is_said_of(&o, loss))
                return r->reasons.at[i];
        }
    }
    return NULL;
}
