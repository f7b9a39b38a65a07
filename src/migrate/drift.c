#include "fx/migrate/drift.h"

#include "fx/migrate/ledger.h"

static void without_ignored(const fx_config *c, fx_schema *s)
{
    fx_each (const char *, name, &c->ignore_tables) {
        fx_schema_remove(s, NULL, *name);
    }
}

/* What fxgit cannot hold is named and not compared: nothing is known of it. */
static void take_unheld(fx_arena *a, fx_drift_report *out, fx_schema *expected, fx_schema *actual)
{
    const fx_schema all = fx_schema_copy(a, actual);

    fx_each (const fx_table *const, t, &all.tables) {
        if ((*t)->unheld == NULL)
            continue;
        *fx_push(a, &out->unheld) = fx_fmt(a, "%s: %s", (*t)->name, (*t)->unheld);
        fx_schema_remove(expected, NULL, (*t)->name);
        fx_schema_remove(actual, NULL, (*t)->name);
    }
}

static void compare(fx_arena *a, const fx_config *c, fx_drift_report *out)
{
    const fx_diff_options o = {.naming = c->naming, .as_is = true};

    out->different = out->unheld.n > 0;
    if (fx_schema_equal(out->expected, out->actual))
        return;
    out->different = true;
    out->changes = fx_diff_schemas(a, out->expected, out->actual, &o).up;
    out->repair = fx_diff_schemas(a, out->actual, out->expected, &o).up;
}

bool fx_drift(fx_workspace *ws, const char *target, const char *url, fx_drift_report *out,
              fx_error *err)
{
    fx_arena *a = ws->arena;
    fx_place *place = fx_new(a, fx_place);
    fx_schema expected = {0};
    fx_ledger ledger;
    fx_db *db;

    *out = (fx_drift_report){0};
    if (!fx_workspace_place(ws, target, url, place, err))
        return false;
    out->database = place->url.text;
    db = fx_db_open(a, &place->url, false, err);
    if (db == NULL || !fx_ledger_read(a, db, ws->config.project, &ledger, err) ||
        !fx_ledger_replay(a, db, &ledger, &expected, err) || !fx_db_inspect(db, a, &out->live, err))
        return false;
    out->dialect = db->driver->dialect->name;
    fx_schema actual = fx_schema_copy(a, &out->live.schema);

    without_ignored(&ws->config, &expected);
    without_ignored(&ws->config, &actual);
    take_unheld(a, out, &expected, &actual);
    out->expected = fx_project(a, &expected, out->dialect);
    out->actual = fx_project(a, &actual, out->dialect);
    compare(a, &ws->config, out);
    return true;
}

bool fx_drift_render(fx_arena *a, const fx_drift_report *r, bool reverse, fx_stmts *out,
                     fx_error *err)
{
    return fx_render(a, fx_dialect_find(r->dialect), reverse ? &r->changes : &r->repair,
                     reverse ? NULL : &r->live, out, err);
}
