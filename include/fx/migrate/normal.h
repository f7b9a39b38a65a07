/*
 * Normal: SQL texts as the server would store them, so that a model and a
 * database can be compared where the server writes expressions in its own way.
 */
#ifndef FX_MIGRATE_NORMAL_H
#define FX_MIGRATE_NORMAL_H

#include "fx/db/driver.h"

/*
 * `*want` and `have` are projected on the database's dialect. Where a table or view of `*want`
 * differs from its partner in `have`, it is made in the driver's scratch and read back, and `*want`
 * gets its texts: defaults, checks, expressions, views. What the server does not take there stays
 * as it is written. Nothing happens where all agrees, or where texts are stored as written.
 */
bool fx_normal(fx_arena *a, fx_db *db, const fx_schema **want, const fx_schema *have,
               fx_error *err) FX_CHECK;

#endif
