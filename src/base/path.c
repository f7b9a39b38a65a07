#include "fx/base/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fx/base/str.h"

char *fx_path_join(fx_arena *a, const char *dir, const char *name)
{
    size_t n = strlen(dir);

    if (name[0] == '/' || n == 0)
        return fx_strdup(a, name);
    if (name[0] == '\0')
        return fx_strdup(a, dir);
    size_t m = strlen(name);
    char *out = fx_grow(a, dir, n, n + 1 + m + 1);

    if (dir[n - 1] != '/')
        out[n++] = '/';
    memcpy(out + n, name, m + 1);
    return out;
}

char *fx_path_dir(fx_arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        return fx_strdup(a, ".");
    return slash == path ? fx_strdup(a, "/") : fx_strndup(a, path, (size_t)(slash - path));
}

const char *fx_path_base(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

static fx_strs parts_of(fx_arena *a, const char *path)
{
    fx_strs parts = {0};

    while (*path != '\0') {
        size_t n = strcspn(path, "/");

        if (n == 2 && fx_starts(path, "..")) {
            parts.n -= parts.n > 0;
        } else if (n > 0 && !(n == 1 && path[0] == '.')) {
            *fx_push(a, &parts) = fx_strndup(a, path, n);
        }
        path += n + (path[n] == '/');
    }
    return parts;
}

char *fx_path_absolute(fx_arena *a, const char *path)
{
    if (path[0] != '/') {
        char cwd[4096];

        path = fx_path_join(a, getcwd(cwd, sizeof cwd) == NULL ? "/" : cwd, path);
    }
    fx_strs parts = parts_of(a, path);

    return fx_fmt(a, "/%s", fx_strs_join(a, &parts, "/"));
}

char *fx_path_relative(fx_arena *a, const char *dir, const char *path)
{
    fx_strs from = parts_of(a, dir), to = parts_of(a, path), out = {0};
    size_t same = 0;

    while (same < from.n && same < to.n && fx_same(from.at[same], to.at[same]))
        same++;
    for (size_t i = same; i < from.n; i++)
        *fx_push(a, &out) = "..";
    for (size_t i = same; i < to.n; i++)
        *fx_push(a, &out) = to.at[i];
    return fx_strs_join(a, &out, "/");
}

bool fx_path_exists(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

bool fx_path_is_dir(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool fx_path_is_file(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* Each round takes away a name that is not there, or goes on where a broken link leads. */
const char *fx_path_real(fx_arena *a, const char *path)
{
    enum { ROUNDS = 64, LONGEST = 4096 };
    const char *rest = "", *at = fx_path_absolute(a, path);

    for (int i = 0; i < ROUNDS; i++) {
        char to[LONGEST], real[PATH_MAX];
        ssize_t n;

        if (realpath(at, real) != NULL)
            return *rest == '\0' ? fx_strdup(a, real) : fx_path_join(a, real, rest);
        n = readlink(at, to, sizeof to);
        if (n > 0 && (size_t)n < sizeof to) {
            at = fx_path_absolute(
                a, fx_path_join(a, fx_path_dir(a, at), fx_strndup(a, to, (size_t)n)));
            continue;
        }
        rest = *rest == '\0' ? fx_path_base(at) : fx_path_join(a, fx_path_base(at), rest);
        at = fx_path_dir(a, at);
    }
    return fx_path_absolute(a, path);
}

static bool fail_errno(fx_error *err, const char *path, const char *verb)
{
    return fx_fail(err, FX_INPUT, "cannot %s %s: %s", verb, path, strerror(errno));
}

static bool read_open(fx_arena *a, int fd, const char *path, size_t max, const char **text,
                      size_t *n, fx_error *err)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return fail_errno(err, path, "read");
    if (S_ISDIR(st.st_mode))
        return fx_fail(err, FX_INPUT, "cannot read %s: it is a folder", path);
    if ((size_t)st.st_size > max)
        return fx_fail(err, FX_INPUT, "%s is larger than %zu bytes", path, max);

    size_t cap = (size_t)st.st_size + 1, have = 0;
    char *bytes = fx_alloc(a, cap + 1);

    for (;;) {
        ssize_t got = read(fd, bytes + have, cap - have);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail_errno(err, path, "read");
        have += (size_t)got;
        if (have > max)
            return fx_fail(err, FX_INPUT, "%s is larger than %zu bytes", path, max);
        /* a file as long as it said it was: nothing more will come */
        if (got == 0 || (S_ISREG(st.st_mode) && have > 0 && have == (size_t)st.st_size))
            break;
        if (have == cap) { /* it grows while it is read */
            bytes = fx_grow(a, bytes, have, 2 * cap + 1);
            cap *= 2;
        }
    }
    bytes[have] = '\0';
    *text = bytes;
    *n = have;
    return true;
}

bool fx_file_read(fx_arena *a, const char *path, size_t max, const char **text, size_t *n,
                  fx_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return fail_errno(err, path, "read");
    bool done = read_open(a, fd, path, max, text, n, err);

    close(fd);
    return done;
}

bool fx_dir_make(fx_arena *a, const char *path, fx_error *err)
{
    if (fx_path_is_dir(path) || *path == '\0')
        return true;
    const char *parent = fx_path_dir(a, path);

    if (!fx_same(parent, path) && !fx_dir_make(a, parent, err))
        return false;
    if (mkdir(path, 0777) == 0 || (errno == EEXIST && fx_path_is_dir(path)))
        return true;
    return fail_errno(err, path, "make the folder");
}

enum { DEPTH_MAX = 64 };

typedef struct listing {
    fx_arena *arena;
    bool links; /* to files count */
    fx_strs *out;
} listing;

static bool list_into(const listing *l, const char *dir, const char *prefix, int depth,
                      fx_error *err)
{
    fx_arena *a = l->arena;
    DIR *d = opendir(dir);

    if (d == NULL)
        return errno == ENOENT ? true : fail_errno(err, dir, "read the folder");

    bool good = depth < DEPTH_MAX || fx_fail(err, FX_INPUT, "%s: folders nested too deep", dir);

    for (const struct dirent *e = NULL; good && (e = readdir(d)) != NULL;) {
        if (e->d_name[0] == '.')
            continue;
        const char *name = fx_path_join(a, prefix, e->d_name);

        if (e->d_type == DT_REG) { /* most are: no need to ask for each */
            *fx_push(a, l->out) = name;
            continue;
        }
        const char *path = fx_path_join(a, dir, e->d_name);
        struct stat st;

        if (lstat(path, &st) != 0)
            continue;
        if (S_ISDIR(st.st_mode))
            good = list_into(l, path, name, depth + 1, err);
        else if (S_ISREG(st.st_mode) || (l->links && S_ISLNK(st.st_mode) && !fx_path_is_dir(path)))
            *fx_push(a, l->out) = name;
    }
    closedir(d);
    return good;
}

bool fx_dir_list(fx_arena *a, const char *dir, fx_strs *out, fx_error *err)
{
    if (!list_into(&(listing){a, true, out}, dir, "", 0, err))
        return false;
    fx_strs_sort(out);
    return true;
}

bool fx_dir_files(fx_arena *a, const char *dir, fx_strs *out, fx_error *err)
{
    if (!list_into(&(listing){a, false, out}, dir, dir, 0, err))
        return false;
    fx_strs_sort(out);
    return true;
}
