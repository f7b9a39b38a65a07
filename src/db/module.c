/*
 * Drivers that are loaded when a URL asks for them: an installation without
 * their client library serves all other engines, and starts without it.
 */
#include "module.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fx/base/path.h"

#ifndef FX_MODULE_DIR
#define FX_MODULE_DIR "/usr/local/lib/fxgit"
#endif

static const char *directory_of_this(fx_arena *a)
{
    enum { MOST = 4096 };
    Dl_info info;
    char *self = fx_alloc(a, MOST);
    ssize_t n;

    /* of the library that this is part of; a program may have been started by its bare name */
    if (dladdr(FX_MODULE_DIR, &info) != 0 && strstr(info.dli_fname, ".so") != NULL)
        return fx_path_dir(a, info.dli_fname);
    n = readlink("/proc/self/exe", self, MOST - 1);
    return n <= 0 ? "." : fx_path_dir(a, self);
}

static fx_strs candidates(fx_arena *a, const char *file)
{
    static const char *const beside[] = {".", "fxgit", "../lib/fxgit"};
    const char *given = getenv("FXGIT_DRIVER_PATH");
    fx_strs out = {0};

    if (given != NULL)
        *fx_push(a, &out) = fx_path_join(a, given, file);
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        *fx_push(a, &out) = fx_path_join(a, fx_path_join(a, directory_of_this(a), beside[i]), file);
    *fx_push(a, &out) = fx_path_join(a, FX_MODULE_DIR, file);
    return out;
}

static const fx_driver *take(void *handle, const char *path, fx_error *err)
{
    const char *version = dlsym(handle, "fxgit_driver_version");
    const fx_driver *const *driver = dlsym(handle, "fxgit_driver");

    if (version != NULL && driver != NULL && strcmp(version, FX_VERSION) == 0)
        return *driver;
    fx_fail(err, FX_DB, "%s is of fxgit %s, not of this one, " FX_VERSION, path,
            version == NULL ? "?" : version);
    dlclose(handle);
    return NULL;
}

const fx_driver *fx_module_load(fx_arena *a, const char *scheme, fx_error *err)
{
    const char *file = fx_fmt(a, "fxgit_%s.so", scheme);
    const fx_strs paths = candidates(a, file);

    fx_each (const char *, path, &paths) {
        void *handle;

        if (!fx_path_exists(*path))
            continue;
        handle = dlopen(*path, RTLD_NOW | RTLD_LOCAL);
        if (handle != NULL) /* stays for good: connections close when their arenas end */
            return take(handle, *path, err);
        fx_fail(err, FX_DB, "the driver for %s cannot be loaded: %s", scheme, dlerror());
        fx_hint(err, "Is its client library installed? (Debian: %s)",
                fx_same(scheme, "mysql") ? "libmariadb3" : "libpq5");
        return NULL;
    }
    fx_fail(err, FX_DB, "this fxgit has no driver for %s: %s is not installed", scheme, file);
    fx_hint(err, "It lies beside the program's library: %s, or where FXGIT_DRIVER_PATH says.",
            FX_MODULE_DIR);
    return NULL;
}
