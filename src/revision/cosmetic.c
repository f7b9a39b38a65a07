#include "inner.h"

bool fx_half_cosmetic(fx_arena *a, const fx_half *x, const fx_half *y)
{
    if (fx_same(x->canonical, y->canonical))
        return true;
    if (x->irreversible || y->irreversible)
        return false;
    return fx_same(fx_half_form(a, x, NULL, true), fx_half_form(a, y, NULL, true));
}
