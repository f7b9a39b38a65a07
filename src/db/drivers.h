/*
 * The drivers of this build. Private to src/db.
 */
#ifndef FX_DB_DRIVERS_H
#define FX_DB_DRIVERS_H

#include "fx/db/driver.h"

extern const fx_driver fx_sqlite_driver, fx_postgres_driver, fx_mysql_driver;

/* sqlite_inspect.c */
bool fx_sqlite_inspect(fx_db *db, fx_arena *a, const fx_strs *tables, fx_live *out,
                       fx_error *err) FX_CHECK;
/* sqlite_file.c */
bool fx_sqlite_create(fx_arena *a, const fx_url *url, fx_error *err) FX_CHECK;
bool fx_sqlite_drop(fx_arena *a, const fx_url *url, fx_error *err) FX_CHECK;

#endif
