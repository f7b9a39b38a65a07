/*
 * SQLite's databases are files: making one, and taking one away with the files
 * beside it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drivers.h"
#include "fx/base/path.h"

static bool is_memory(const fx_url *url)
{
    return fx_same(url->path, ":memory:");
}

bool fx_sqlite_create(fx_arena *a, const fx_url *url, fx_error *err)
{
    fx_arena *scratch = fx_arena_new();
    fx_db *db = fx_db_open(scratch, url, true, err);
    /* the first write is what gives the file its header; without it there is an empty file */
    bool done = db != NULL && fx_db_exec(db, "PRAGMA user_version = 0", err);

    (void)a;
    fx_arena_free(scratch);
    return done;
}

/*
 * Nobody else is in the middle of anything: with WAL, leaving it needs to be
 * the only connection (https://sqlite.org/pragma.html#pragma_journal_mode),
 * and its files are written back and removed by SQLite itself.
 */
static bool take(fx_db *db, fx_error *err)
{
    fx_error probe = {.arena = db->arena};

    /* what was locked stays so from one statement to the next */
    if (fx_db_run(db, "PRAGMA locking_mode = EXCLUSIVE", NULL, 0, &probe) &&
        fx_db_run(db, "PRAGMA journal_mode = DELETE", NULL, 0, &probe) &&
        fx_db_exec(db, "BEGIN EXCLUSIVE", &probe))
        return true;
    if (probe.code != FX_LOCKED)
        return fx_fail(err, probe.code, "%s", probe.msg);
    fx_fail(err, FX_LOCKED, "another process uses %s", db->url->text);
    return fx_hint(err, "Nothing was changed. Wait until it is done, or end it, and run the "
                        "command again.");
}

static bool take_away(const char *path, fx_error *err)
{
    return unlink(path) == 0 || errno == ENOENT ||
           fx_fail(err, FX_DB, "cannot delete %s: %s", path, strerror(errno));
}

/* The database itself goes last: whatever happens before, it is there as it was. */
static bool remove_files(fx_arena *a, const char *path, fx_error *err)
{
    static const char *const beside[] = {"-wal", "-shm", "-journal"};

    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        if (!take_away(fx_fmt(a, "%s%s", path, beside[i]), err))
            return false;
    }
    if (!take_away(path, err))
        return false;
    int fd = open(fx_path_dir(a, path), O_RDONLY | O_CLOEXEC);

    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    return true;
}

bool fx_sqlite_drop(fx_arena *a, const fx_url *url, fx_error *err)
{
    fx_arena *scratch = fx_arena_new();
    /* through a symbolic link: SQLite's own files lie beside the file that it points to */
    char *path = is_memory(url) ? NULL : realpath(url->path, NULL);
    fx_db *db;
    bool done = false;

    (void)a;
    fx_defer(scratch, free, path);
    if (is_memory(url)) {
        fx_fail(err, FX_REFUSED, "%s ends with the process: there is nothing to drop", url->text);
    } else if (path == NULL) {
        fx_fail(err, FX_DB, "cannot delete %s: %s", url->path, strerror(errno));
    } else if (!fx_db_exists(url)) {
        /* killed while it was made: its journal led back to an empty file */
        done = remove_files(scratch, path, err);
    } else {
        db = fx_db_open(scratch, url, false, err);
        done = db != NULL && take(db, err) && remove_files(scratch, path, err);
    }
    fx_arena_free(scratch);
    return done;
}
