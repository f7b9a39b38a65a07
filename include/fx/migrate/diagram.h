/*
 * Diagram: a schema drawn: of the work tree, of a commit, or of a database.
 */
#ifndef FX_MIGRATE_DIAGRAM_H
#define FX_MIGRATE_DIAGRAM_H

#include "fx/migrate/workspace.h"

typedef struct fx_diagram {
    const char
        *source;      /* "the work tree", the commit as it was named, a URL that is safe to show */
    const char *text; /* Mermaid */
    fx_schema schema; /* what was drawn; fx_table.unheld says what is left out */
} fx_diagram;

/* `rev`: entities of that commit; NULL: of the work tree. */
bool fx_diagram_model(fx_workspace *ws, const char *rev, fx_diagram *out, fx_error *err) FX_CHECK;
/* What a database holds, without the ignored tables. */
bool fx_diagram_live(fx_workspace *ws, const fx_place *place, fx_diagram *out,
                     fx_error *err) FX_CHECK;

#endif
