#include "inner.h"

static const char *const every[] = {"sqlite", "postgresql", "mysql"};

static bool alike(fx_arena *a, const fx_half *x, const fx_half *y, const char *dialect,
                  const fx_strs *readings)
{
    if (fx_same(x->canonical, y->canonical))
        return true;
    if (x->irreversible || y->irreversible)
        return false;
    return fx_same(fx_half_form(a, x, dialect, readings), fx_half_form(a, y, dialect, readings));
}

bool fx_half_cosmetic(fx_arena *a, const fx_half *x, const fx_half *y, const fx_strs *dialects)
{
    fx_strs all = {0};

    fx_each (const char *, name, dialects) {
        *fx_push(a, &all) = *name;
    }
    for (size_t i = 0; dialects->n == 0 && i < FX_COUNT(every); i++)
        *fx_push(a, &all) = every[i];
    return alike(a, x, y, NULL, &all);
}

bool fx_half_cosmetic_for(fx_arena *a, const fx_half *x, const fx_half *y, const char *dialect)
{
    fx_strs one = {0};

    *fx_push(a, &one) = dialect;
    return alike(a, x, y, dialect, &one);
}
