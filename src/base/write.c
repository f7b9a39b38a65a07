/*
 * Write: whole files, by a temporary one and rename. Its writer holds a lock on
 * that one: what nobody holds was left by a writer that was killed, and is
 * taken away by the next one in that folder.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fx/base/hash.h"
#include "fx/base/path.h"
#include "fx/base/str.h"

/* Hidden: no source lists it. */
static const char begins[] = ".fxgit-", ends[] = ".tmp";

static void sweep(fx_arena *a, const char *dir)
{
    DIR *d = opendir(dir);

    if (d == NULL)
        return;
    for (const struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
        if (!fx_starts(e->d_name, begins) || !fx_ends(e->d_name, ends))
            continue;
        const char *path = fx_path_join(a, dir, e->d_name);
        int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

        if (fd < 0)
            continue;
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            unlink(path);
        close(fd);
    }
    closedir(d);
}

/* Another process may have swept it before it was locked. A file system without locks has no
 * sweeping either. */
static bool is_ours(int fd)
{
    struct stat st;

    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return false;
    return fstat(fd, &st) == 0 && st.st_nlink > 0;
}

static int make_temp(fx_arena *a, const char *dir, int mode, const char **path)
{
    for (int tries = 0; tries < 8; tries++) {
        *path = fx_path_join(a, dir, fx_fmt(a, "%s%s%s", begins, fx_random_hex(a, 8), ends));
        int fd = open(*path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);

        if (fd < 0 || is_ours(fd))
            return fd;
        close(fd);
    }
    errno = EAGAIN;
    return -1;
}

static bool write_all(int fd, const char *text, size_t n)
{
    while (n > 0) {
        ssize_t put = write(fd, text, n);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        text += put;
        n -= (size_t)put;
    }
    return true;
}

typedef struct writing {
    const char *path, *text;
    size_t n;
    int mode;
} writing;

/* By a temporary file in `dir`; errno says why not. */
static bool write_by(fx_arena *a, const char *dir, const writing *w)
{
    const char *temp;

    sweep(a, dir);
    int fd = make_temp(a, dir, w->mode, &temp);

    if (fd < 0)
        return false;
    /* it stays open, and locked, until it has its name; what close could tell, fsync has */
    bool done = write_all(fd, w->text, w->n) && fsync(fd) == 0 && rename(temp, w->path) == 0;
    int cause = errno;

    if (!done)
        unlink(temp);
    close(fd);
    errno = cause;
    return done;
}

bool fx_file_write(fx_arena *a, const char *path, const char *text, size_t n, int mode,
                   fx_error *err)
{
    const writing w = {path, text, n, mode};
    const char *dir = fx_arena_temp_dir(a);
    fx_error probe = {.arena = a};

    /* another file system, or a folder of somebody else: beside it, then */
    if (dir != NULL && fx_dir_make(a, dir, &probe) && write_by(a, dir, &w))
        return true;
    return write_by(a, fx_path_dir(a, path), &w) ||
           fx_fail(err, FX_INPUT, "cannot write %s: %s", path, strerror(errno));
}
