#include "fx/migrate/diagram.h"

#include "fx/model/mermaid.h"

static bool draw(fx_workspace *ws, fx_diagram *out)
{
    out->text = fx_mermaid(ws->arena, &out->schema);
    return true;
}

bool fx_diagram_model(fx_workspace *ws, const char *rev, fx_diagram *out, fx_error *err)
{
    *out = (fx_diagram){.source = fx_source_label(ws->worktree)};
    if (rev == NULL)
        return fx_model_read(ws->arena, ws->worktree, &ws->config, &out->schema, err) &&
               draw(ws, out);
    out->source = rev;
    return fx_model_at(ws, rev, &out->schema, err) && draw(ws, out);
}

bool fx_diagram_live(fx_workspace *ws, const fx_place *place, fx_diagram *out, fx_error *err)
{
    fx_db *db = fx_db_open(ws->arena, &place->url, false, err);
    fx_live live;

    *out = (fx_diagram){.source = place->url.text};
    if (db == NULL || !fx_db_inspect(db, ws->arena, &live, err))
        return false;
    out->schema = live.schema;
    fx_schema_leave_out(&out->schema, &ws->config.ignore_tables);
    return draw(ws, out);
}
