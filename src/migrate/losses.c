#include "fx/migrate/losses.h"

#include <stdlib.h>

enum { MOST = 1000, SHORT_WAIT_MS = 2000 };

static fx_db *open_database(fx_workspace *ws, const char *target, const char *url)
{
    fx_place *place = fx_new(ws->arena, fx_place);
    fx_error probe = {.arena = ws->arena};

    if (!fx_workspace_place(ws, target, url, place, &probe) || place->url.barred != NULL ||
        !fx_db_exists(&place->url))
        return NULL;
    place->url.lock_wait_ms = SHORT_WAIT_MS;
    return fx_db_open(ws->arena, &place->url, false, &probe);
}

static void count(fx_workspace *ws, fx_db *db, fx_loss_here *here)
{
    fx_error probe = {.arena = ws->arena};
    const char *query = fx_loss_query(ws->arena, db->driver->dialect, here->loss);
    fx_rows rows = {0};

    if (query == NULL || !fx_db_query(db, ws->arena, query, NULL, 0, &rows, &probe) || rows.n == 0)
        return;
    here->counted = true;
    here->rows = strtoull(rows.at[0].at[0], NULL, 10);
    here->more = here->rows > MOST;
    if (here->more)
        here->rows = MOST;
}

fx_losses_here fx_losses_count(fx_workspace *ws, const char *target, const char *url,
                               const fx_losses *losses)
{
    fx_losses_here out = {0};
    fx_db *db = losses->n == 0 ? NULL : open_database(ws, target, url);

    fx_each (const fx_loss, loss, losses) {
        fx_loss_here *here = fx_push(ws->arena, &out);

        *here = (fx_loss_here){.loss = loss};
        if (db != NULL)
            count(ws, db, here);
    }
    return out;
}
