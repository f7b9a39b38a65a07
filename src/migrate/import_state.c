/*
 * DDL in the author's words: what it does is seen in a scratch database with the
 * tables that are there before it, on the first engine of the project that can
 * be asked (DESIGN section 3, `state:`).
 */
#include "fx/migrate/dialects.h"
#include "fx/model/diff.h"
#include "import_inner.h"
#include "scratch.h"

void *import_state_of(fx_workspace *ws)
{
    return ws;
}

static bool open_scratch(fx_workspace *ws, fx_arena *a, const char *dialect, scratch *out,
                         fx_error *err)
{
    fx_place *place = fx_new(a, fx_place);

    if (scratch_open(a, dialect, out, err))
        return true;
    if (err->code != FX_NONE || !fx_workspace_place(ws, NULL, NULL, place, err))
        return false;
    return fx_same(place->url.scheme, dialect) &&
           (scratch_open_in(a, &place->url, out, err) || err->code != FX_NONE);
}

static bool make(scratch *s, const fx_schema *before, fx_error *err)
{
    fx_stmts birth = {0};

    if (!fx_render_schema(s->a, s->dialect, before, &birth, err))
        return false;
    fx_each (const fx_stmt, one, &birth) {
        if (!fx_db_exec(s->db, one->sql, err))
            return false;
    }
    return true;
}

static bool try_it(scratch *s, const fx_schema *before, const char *sql, fx_steps *out,
                   fx_error *err)
{
    const fx_diff_options o = {.as_is = true};
    fx_live was, now;

    if (!make(s, before, err) || !fx_db_inspect(s->db, s->a, &was, err) ||
        !fx_db_exec(s->db, sql, err) || !fx_db_inspect(s->db, s->a, &now, err))
        return false;
    *out = fx_diff_schemas(s->a, &was.schema, &now.schema, &o).steps;
    return true;
}

bool import_state(void *ctx, fx_arena *a, const fx_schema *before, const char *sql, fx_steps *out,
                  fx_error *err)
{
    fx_workspace *ws = ctx;
    const fx_strs dialects = fx_dialects_of(ws, &ws->config);

    fx_each (const char *, dialect, &dialects) {
        scratch s;

        fx_error_clear(err);
        if (open_scratch(ws, a, *dialect, &s, err) && s.db != NULL &&
            try_it(&s, before, sql, out, err))
            return true;
    }
    return false;
}
