#include "fx/db/driver.h"

#include "drivers.h"

static const fx_driver *const drivers[] = {&fx_sqlite_driver};

const fx_driver *fx_driver_find(const char *scheme)
{
    for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++) {
        if (fx_same(drivers[i]->scheme, scheme))
            return drivers[i];
    }
    return NULL;
}

static const fx_driver *need(const fx_url *url, fx_error *err)
{
    const fx_driver *d = fx_driver_find(url->scheme);

    if (d != NULL)
        return d;
    fx_fail(err, FX_DB, "this fxgit has no driver for %s", url->text);
    fx_hint(err, "It serves: sqlite.");
    return NULL;
}

fx_db *fx_db_open(fx_arena *a, const fx_url *url, bool create, fx_error *err)
{
    const fx_driver *d = need(url, err);
    fx_db *db;

    if (d == NULL)
        return NULL;
    if (!create && !d->exists(url)) {
        fx_fail(err, FX_DB, "the database %s does not exist", url->text);
        return NULL;
    }
    db = d->open(a, url, create, err);
    if (db != NULL) {
        db->driver = d;
        db->arena = a;
        db->url = url;
    }
    return db;
}

bool fx_db_exists(const fx_url *url)
{
    const fx_driver *d = fx_driver_find(url->scheme);

    return d != NULL && d->exists(url);
}

bool fx_db_create(fx_arena *a, const fx_url *url, fx_error *err)
{
    const fx_driver *d = need(url, err);

    if (d == NULL)
        return false;
    if (d->create == NULL)
        return fx_fail(err, FX_REFUSED, "%s: fxgit cannot create databases of this engine",
                       url->text);
    return d->create(a, url, err);
}

bool fx_db_drop(fx_arena *a, const fx_url *url, fx_error *err)
{
    const fx_driver *d = need(url, err);

    if (d == NULL)
        return false;
    if (d->drop == NULL)
        return fx_fail(err, FX_REFUSED, "%s: fxgit cannot drop databases of this engine",
                       url->text);
    return d->drop(a, url, err);
}

bool fx_db_exec(fx_db *db, const char *sql, fx_error *err)
{
    if (db->trace != NULL)
        db->trace(db->trace_ctx, sql);
    return db->driver->exec(db, sql, err);
}

bool fx_db_query(fx_db *db, fx_arena *a, const char *sql, const char *const *args, size_t n,
                 fx_rows *out, fx_error *err)
{
    return db->driver->query(db, a, sql, args, n, out, err);
}

bool fx_db_run(fx_db *db, const char *sql, const char *const *args, size_t n, fx_error *err)
{
    return db->driver->query(db, NULL, sql, args, n, NULL, err);
}

bool fx_db_begin(fx_db *db, fx_guard guard, fx_error *err)
{
    return db->driver->begin(db, guard, err);
}

bool fx_db_commit(fx_db *db, fx_error *err)
{
    return db->driver->commit(db, err);
}

void fx_db_rollback(fx_db *db)
{
    db->driver->rollback(db);
}

bool fx_db_inspect(fx_db *db, fx_arena *a, fx_live *out, fx_error *err)
{
    return db->driver->inspect(db, a, out, err);
}

bool fx_db_snapshot(fx_db *db, const char *path, fx_error *err)
{
    if (db->driver->snapshot == NULL)
        return fx_fail(err, FX_REFUSED, "%s: there are no snapshots for this engine",
                       db->url->text);
    return db->driver->snapshot(db, path, err);
}

bool fx_db_restore(fx_arena *a, const fx_url *url, const char *path, fx_error *err)
{
    const fx_driver *d = need(url, err);

    if (d == NULL)
        return false;
    if (d->restore == NULL)
        return fx_fail(err, FX_REFUSED, "%s: there are no snapshots for this engine", url->text);
    return d->restore(a, url, path, err);
}
