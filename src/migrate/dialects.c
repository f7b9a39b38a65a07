#include "fx/migrate/dialects.h"

#include "fx/sql/dialect.h"

static void add(fx_workspace *ws, const char *target, fx_strs *out)
{
    fx_error probe = {.arena = ws->arena};
    fx_place place;

    if (fx_workspace_place(ws, target, NULL, &place, &probe) && !fx_strs_has(out, place.url.scheme))
        *fx_push(ws->arena, out) = place.url.scheme;
}

fx_strs fx_dialects_of(fx_workspace *ws, const fx_config *c)
{
    fx_strs out = {0};

    if (c->dialects.n > 0)
        return c->dialects;
    add(ws, NULL, &out);
    fx_each (const fx_target, t, &c->targets) {
        add(ws, t->name, &out);
    }
    return out;
}

bool fx_dialects_accept(fx_arena *a, const fx_strs *dialects, const fx_changes *changes,
                        fx_error *err)
{
    fx_each (const char *, name, dialects) {
        const fx_dialect *d = fx_dialect_find(*name);
        fx_stmts statements = {0};

        if (d != NULL && !fx_render(a, d, changes, NULL, &statements, err))
            return fx_context(err, "for %s", *name);
    }
    return true;
}
