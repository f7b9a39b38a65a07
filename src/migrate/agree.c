#include "fx/migrate/agree.h"

bool fx_agree(fx_arena *a, const fx_agreement *g, const char *what, fx_error *err)
{
    if (g->yes || (g->ask != NULL && g->ask(g->ctx, fx_fmt(a, "%s. Go on?", what))))
        return true;
    fx_fail(err, FX_CONSENT, "%s", what);
    return fx_hint(err, "nothing was changed. Run it again with --yes to go on");
}

bool fx_agree_protected(const fx_agreement *g, const fx_target *target, bool by_ledger,
                        const char *what, fx_error *err)
{
    const char *name = target->name == NULL ? "default" : target->name;

    if ((!target->protected_ && !by_ledger) || fx_same(g->unprotect, name))
        return true;
    fx_fail(err, FX_CONSENT, "%s is protected: %s", name, what);
    return fx_hint(err, "nothing was changed. Run it again with --unprotect %s to go on", name);
}
