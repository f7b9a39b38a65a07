#include "fx/migrate/drift.h"

#include "fx/migrate/ledger.h"
#include "fx/migrate/normal.h"
#include "fx/sql/split.h"
#include "plan_inner.h"

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

static bool steps_name(const fx_steps *steps, const char *name)
{
    fx_each (const fx_step *const, s, steps) {
        fx_each (const char *, text, &(*s)->execute.all) {
            if (fx_sql_mentions(*text, name))
                return true;
        }
        fx_each (const fx_execute_for, f, &(*s)->execute.by) {
            fx_each (const char *, text, &f->texts) {
                if (fx_sql_mentions(*text, name))
                    return true;
            }
        }
    }
    return false;
}

/* A view or trigger that no step makes is a revision's all the same when its own SQL names it. */
static bool is_executed(fx_arena *a, fx_db *db, const fx_ledger *l, const char *name, bool *out,
                        fx_error *err)
{
    *out = false;
    fx_each (const fx_applied, row, &l->rows) {
        const fx_revision *r;

        if (!plan_row_revision(a, db, row, &r, err))
            return false;
        *out = *out || steps_name(&r->up.steps, name);
    }
    return true;
}

/* What adoption leaves alone, and what `execute` made, is no drift. */
static bool leave_others(fx_arena *a, fx_db *db, const fx_ledger *l, const fx_drift_report *r,
                         const fx_schema *expected, fx_schema *actual, fx_error *err)
{
    const fx_schema all = fx_schema_copy(a, actual);
    const fx_schema others = fx_live_on_virtual(a, &r->live);
    bool executed;

    fx_each (const fx_text_object, t, &all.texts) {
        if (fx_schema_find_text(expected, t) != NULL)
            continue;
        if (!is_executed(a, db, l, t->name, &executed, err))
            return false;
        if (executed || fx_schema_find_text(&others, t) != NULL)
            fx_schema_remove_text(actual, t);
    }
    return true;
}

static void leave_schema(const fx_schema *theirs, const fx_schema *expected, fx_schema *actual)
{
    fx_each (const fx_table *const, t, &theirs->tables) {
        if (fx_schema_find(expected, (*t)->schema, (*t)->name) == NULL)
            fx_schema_remove(actual, (*t)->schema, (*t)->name);
    }
    fx_each (const fx_text_object, t, &theirs->texts) {
        if (fx_schema_find_text(expected, t) == NULL)
            fx_schema_remove_text(actual, t);
    }
    size_t kept = 0;

    fx_each (const fx_enum, e, &actual->enums) {
        if (fx_schema_find_enum(theirs, e->schema, e->name) == NULL ||
            fx_schema_find_enum(expected, e->schema, e->name) != NULL)
            actual->enums.at[kept++] = *e;
    }
    actual->enums.n = kept;
}

/* What revisions of other projects made is theirs to compare. */
static bool leave_projects(fx_arena *a, fx_db *db, const char *project, const fx_schema *expected,
                           fx_schema *actual, fx_error *err)
{
    fx_rows rows = {0};

    if (!fx_db_ask(db, a, "SELECT DISTINCT project FROM fxgit_ledger WHERE project <> ?", &rows,
                   err, project))
        return false;
    fx_each (const fx_row, row, &rows) {
        fx_ledger theirs;
        fx_schema schema;

        if (!fx_ledger_read(a, db, row->at[0], &theirs, err) ||
            !fx_ledger_replay(a, db, &theirs, &schema, err))
            return fx_context(err, "project %s in the same database", row->at[0]);
        leave_schema(&schema, expected, actual);
    }
    return true;
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

static bool drift_held(fx_workspace *ws, fx_db *db, fx_drift_report *out, fx_error *err)
{
    fx_arena *a = ws->arena;
    fx_schema expected = {0};
    fx_ledger ledger;

    if (!fx_ledger_read(a, db, ws->config.project, &ledger, err) ||
        !fx_ledger_replay(a, db, &ledger, &expected, err))
        return false;
    fx_db_look_at(db, &expected);
    if (!fx_db_inspect(db, a, &out->live, err))
        return false;
    out->dialect = db->driver->dialect->name;
    fx_schema actual = fx_schema_copy(a, &out->live.schema);

    fx_schema_leave_out(&expected, &ws->config.ignore_tables);
    fx_schema_leave_out(&actual, &ws->config.ignore_tables);
    if (!leave_others(a, db, &ledger, out, &expected, &actual, err) ||
        (ledger.foreign_projects > 0 &&
         !leave_projects(a, db, ws->config.project, &expected, &actual, err)))
        return false;
    take_unheld(a, out, &expected, &actual);
    out->expected = fx_project(a, &expected, out->dialect);
    out->actual = fx_project(a, &actual, out->dialect);
    if (!fx_normal(a, db, &out->expected, out->actual, err))
        return false;
    compare(a, &ws->config, out);
    return true;
}

bool fx_drift(fx_workspace *ws, const char *target, const char *url, fx_drift_report *out,
              fx_error *err)
{
    fx_place *place = fx_new(ws->arena, fx_place);
    fx_db *db;

    *out = (fx_drift_report){0};
    if (!fx_workspace_place(ws, target, url, place, err))
        return false;
    out->database = place->url.text;
    db = fx_db_open(ws->arena, &place->url, false, err);
    if (db == NULL)
        return false;
    (void)fx_db_hold(db);
    bool done = drift_held(ws, db, out, err);

    fx_db_let_go(db);
    return done;
}

bool fx_drift_render(fx_arena *a, const fx_drift_report *r, bool reverse, fx_stmts *out,
                     fx_error *err)
{
    return fx_render(a, fx_dialect_find(r->dialect), reverse ? &r->changes : &r->repair,
                     reverse ? NULL : &r->live, out, err);
}
