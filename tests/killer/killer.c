/*
 * Loaded before a program (LD_PRELOAD), it counts the calls that change files
 * and kills the process right before the n-th: FX_KILL_AT=n. FX_KILL_COUNT names
 * a file that gets the number of calls when the program ends by itself.
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

static long calls;

static void count(void)
{
    const char *at = getenv("FX_KILL_AT");

    if (++calls == (at == NULL ? 0 : strtol(at, NULL, 10)))
        raise(SIGKILL);
}

#define COUNTED(type, name, parameters, arguments)     \
    type name parameters;                              \
    type name parameters                               \
    {                                                  \
        static type(*real) parameters;                 \
                                                       \
        if (real == NULL)                              \
            *(void **)&real = dlsym(RTLD_NEXT, #name); \
        count();                                       \
        return real arguments;                         \
    }

COUNTED(ssize_t, write, (int fd, const void *bytes, size_t n), (fd, bytes, n))
COUNTED(ssize_t, pwrite, (int fd, const void *bytes, size_t n, off_t at), (fd, bytes, n, at))
COUNTED(ssize_t, pwrite64, (int fd, const void *bytes, size_t n, off64_t at), (fd, bytes, n, at))
COUNTED(int, fsync, (int fd), (fd))
COUNTED(int, fdatasync, (int fd), (fd))
COUNTED(int, ftruncate, (int fd, off_t n), (fd, n))
COUNTED(int, ftruncate64, (int fd, off64_t n), (fd, n))
COUNTED(int, rename, (const char *from, const char *to), (from, to))
COUNTED(int, unlink, (const char *path), (path))

__attribute__((destructor)) static void report(void)
{
    const char *path = getenv("FX_KILL_COUNT");
    FILE *f = path == NULL ? NULL : fopen(path, "w");

    count(); /* the end is a point too: everything is on disk */
    if (f == NULL)
        return;
    fprintf(f, "%ld\n", calls);
    fclose(f);
}
