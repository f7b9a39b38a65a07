/*
 * Ledger, for programs that read Alembic's: with `alembic_version: true` the
 * table of that name has a row for each head of what is applied, always made
 * anew from the ledger, in the transaction that changes it.
 */
#include <stdlib.h>

#include "ledger_sql.h"

/* As Alembic makes it. */
enum { ALEMBIC_WIDTH = 32 }; /* of version_num (Alembic, migration.py) */

const char ledger_alembic_table[] =
    "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))";
const char ledger_alembic_clear[] = "DELETE FROM alembic_version";

/* What is no row's parent. A single parent is looked up; joins, which are few, are searched. */
const char *ledger_heads_sql(fx_arena *a, const ledger_words *w)
{
    return fx_fmt(a,
                  "SELECT l.revision FROM fxgit_ledger l WHERE l.project = ? AND l.revision NOT IN "
                  "(SELECT parents FROM fxgit_ledger WHERE project = ?) AND NOT EXISTS "
                  "(SELECT 1 FROM fxgit_ledger m WHERE m.project = ? AND m.parents LIKE '%% %%' "
                  "AND %s)",
                  w->is_parent);
}

const char *ledger_alembic_fill(fx_arena *a, const ledger_words *w)
{
    return fx_fmt(a, "INSERT INTO alembic_version (version_num) %s", ledger_heads_sql(a, w));
}

static bool refuse_narrow(const fx_db *db, const char *width, fx_error *err)
{
    fx_fail(err, FX_REFUSED,
            "alembic_version.version_num of %s holds %s characters, and Alembic's own holds %d",
            db->url->text, width, ALEMBIC_WIDTH);
    return fx_hint(err,
                   "nothing was changed. Make the column wider, or take `alembic_version: true` "
                   "out of fxgit.yml");
}

static bool make_table(fx_arena *a, fx_db *db, fx_error *err)
{
    fx_rows rows = {0};

    if (!fx_db_query(db, a, ledger_words_of(db->driver->dialect->name)->alembic, NULL, 0, &rows,
                     err))
        return false;
    if (rows.n == 0)
        return fx_db_exec(db, ledger_alembic_table, err);
    const char *width = rows.at[0].at[0];

    return width == NULL || strtoul(width, NULL, 10) >= ALEMBIC_WIDTH ||
           refuse_narrow(db, width, err);
}

bool fx_ledger_alembic(fx_db *db, const fx_workspace *ws, fx_error *err)
{
    if (!ws->config.alembic_version)
        return true;
    fx_arena *scratch = fx_arena_new();
    bool done = make_table(scratch, db, err);

    fx_arena_free(scratch);
    return done;
}

static bool is_behind(fx_arena *a, fx_db *db, const char *project, bool *out, fx_error *err)
{
    const ledger_words *w = ledger_words_of(db->driver->dialect->name);
    const char *args[LEDGER_HEADS_ARGS] = {project, project, project};
    fx_rows table = {0}, there = {0}, heads = {0};

    if (!fx_db_query(db, a, w->alembic, NULL, 0, &table, err))
        return false;
    *out = table.n == 0;
    if (*out)
        return true;
    if (!fx_db_query(db, a, "SELECT version_num FROM alembic_version ORDER BY 1", NULL, 0, &there,
                     err) ||
        !fx_db_query(db, a, fx_fmt(a, "%s ORDER BY 1", ledger_heads_sql(a, w)), args,
                     LEDGER_HEADS_ARGS, &heads, err))
        return false;
    *out = there.n != heads.n;
    for (size_t i = 0; !*out && i < heads.n; i++)
        *out = !fx_same(there.at[i].at[0], heads.at[i].at[0]);
    return true;
}

bool fx_ledger_alembic_behind(fx_db *db, const fx_workspace *ws, bool *out, fx_error *err)
{
    *out = false;
    if (!ws->config.alembic_version)
        return true;
    fx_arena *scratch = fx_arena_new();
    bool done = is_behind(scratch, db, ws->config.project, out, err);

    fx_arena_free(scratch);
    return done;
}

static bool write_heads(fx_db *db, const char *project, fx_error *err)
{
    fx_arena *a = fx_arena_new();
    const ledger_words *w = ledger_words_of(db->driver->dialect->name);
    const char *args[LEDGER_HEADS_ARGS] = {project, project, project};
    bool done = fx_db_exec(db, ledger_alembic_clear, err) &&
                fx_db_run(db, ledger_alembic_fill(a, w), args, LEDGER_HEADS_ARGS, err);

    fx_arena_free(a);
    return done;
}

bool fx_ledger_commit(fx_db *db, const fx_workspace *ws, fx_error *err)
{
    return (!ws->config.alembic_version || write_heads(db, ws->config.project, err)) &&
           fx_db_commit(db, err);
}
