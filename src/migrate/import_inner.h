/*
 * What DDL in a script's own words makes of the tables: tried in scratch.
 */
#ifndef FX_MIGRATE_IMPORT_INNER_H
#define FX_MIGRATE_IMPORT_INNER_H

#include "fx/migrate/import.h"

void *import_state_of(fx_workspace *ws);
fx_alembic_state_fn import_state;

#endif
