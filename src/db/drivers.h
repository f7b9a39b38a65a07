/*
 * The drivers of this build. Private to src/db.
 */
#ifndef FX_DB_DRIVERS_H
#define FX_DB_DRIVERS_H

#include "fx/db/driver.h"

extern const fx_driver fx_sqlite_driver;

#endif
