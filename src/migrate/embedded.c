#include "fx/migrate/embedded.h"

#include "fx/base/str.h"

const fx_embedded *fx_embedded_find(const char *name)
{
    const fx_embedded *e = fx_embedded_files;

    while (e->name != NULL && !fx_same(e->name, name))
        e++;
    return e->name == NULL ? NULL : e;
}
