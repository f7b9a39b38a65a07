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
