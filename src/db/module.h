/*
 * Loading of drivers. A module exports what FX_MODULE says. Private to src/db.
 */
#ifndef FX_DB_MODULE_H
#define FX_DB_MODULE_H

#include "fx/db/driver.h"

/* In a module: its driver, and the version that it was built for. */
#ifdef FX_DRIVER_MODULE
#define FX_MODULE(driver)                                                                  \
    extern const char fxgit_driver_version[];                                              \
    extern const fx_driver *const fxgit_driver;                                            \
    __attribute__((visibility("default"))) const char fxgit_driver_version[] = FX_VERSION; \
    __attribute__((visibility("default"))) const fx_driver *const fxgit_driver = &(driver)
#else
#define FX_MODULE(driver) extern const fx_driver driver
#endif

/* fxgit_<scheme>.so, looked for where FXGIT_DRIVER_PATH says, beside the program or library, and
 * where it was installed. NULL with the reason. */
const fx_driver *fx_module_load(fx_arena *a, const char *scheme, fx_error *err);

#endif
