#include "fx/cli/output.h"
#include "fx/migrate/lookup.h"

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    fx_lock_holder h = {0};
    fx_place place;

    (void)data;
    (void)args;
    if (!fx_app_place(app, false, &place, err))
        return false;
    fx_db *db = fx_db_open(app->arena, &place.url, false, err);

    if (db == NULL || !fx_db_lock_holder(db, app->arena, &h, err))
        return false;
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put(&j, "database", place.url.text);
        fx_json_put_bool(&j, "held", h.held);
        fx_json_put(&j, "host", h.host);
        fx_json_put(&j, "pid", h.pid);
        fx_json_put(&j, "since", h.since);
        fx_json_put(&j, "command", h.command);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    } else if (h.held) {
        fx_out(app, "%s: held by %s on %s, server process %s, since %s UTC\n", place.url.text,
               h.command, h.host, h.pid, h.since);
    } else {
        fx_out(app, "%s: free\n", place.url.text);
    }
    return true;
}

const fx_command fx_lock_status_command = {
    .name = "lock status",
    .args = "",
    .summary = "who holds the lock of a database",
    .help =
        "PostgreSQL: the lock is held from before the first statement of a run to after its last.\n"
        "SQLite does not tell who writes.",
    .needs = FX_NEEDS_WORKSPACE,
    .run = run,
};
