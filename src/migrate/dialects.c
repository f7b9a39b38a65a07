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

/* Steps that run nowhere are no dialect's fault. */
static fx_changes translated(fx_arena *a, const fx_changes *changes)
{
    fx_changes out = {0};

    fx_each (const fx_change, c, changes) {
        if (c->step->execute.refuses == NULL)
            *fx_push(a, &out) = *c;
    }
    return out;
}

bool fx_dialects_accept(fx_arena *a, const fx_strs *dialects, const fx_changes *changes,
                        fx_error *err)
{
    const fx_changes those = translated(a, changes);

    fx_each (const char *, name, dialects) {
        const fx_dialect *d = fx_dialect_find(*name);
        fx_stmts statements = {0};

        if (d != NULL && !fx_render(a, d, &those, NULL, &statements, err))
            return fx_context(err, "for %s", *name);
    }
    return true;
}
