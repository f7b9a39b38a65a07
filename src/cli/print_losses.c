#include "fx/cli/output.h"
#include "fx/migrate/losses.h"

/* By its type alone a change may cost nothing: then only what is lost here is told. */
static bool is_certain(const fx_loss *loss)
{
    return loss->from == NULL && loss->where == NULL;
}

fx_strs fx_losses_lines(fx_app *app, const fx_losses *losses)
{
    fx_arena *a = app->arena;
    fx_strs out = {0};
    const fx_losses_here here =
        fx_losses_count(&app->ws, app->globals.target, app->globals.database, losses);

    fx_each (const fx_loss_here, h, &here) {
        const char *name = fx_loss_name(a, h->loss);

        if (!h->counted)
            *fx_push(a, &out) =
                fx_fmt(a, is_certain(h->loss) ? "loses %s" : "may lose values of %s", name);
        else if (h->rows > 0 || is_certain(h->loss))
            *fx_push(a, &out) = fx_fmt(a, "loses %s: %zu%s row%s here", name, h->rows,
                                       h->more ? "+" : "", h->rows == 1 && !h->more ? "" : "s");
    }
    return out;
}
