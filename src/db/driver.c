#include "fx/db/driver.h"

#include "drivers.h"
#include "module.h"

/* A driver is built in, or a module: then `loaded` is what came of loading it. */
static struct {
    const char *scheme;
    const fx_driver *driver;
    bool module;
} drivers[] = {
    {"sqlite",     &fx_sqlite_driver,   false},
#ifdef FX_STATIC_POSTGRESQL
    {"postgresql", &fx_postgres_driver, false},
#else
    {"postgresql", NULL, true},
#endif
#ifdef FX_STATIC_MYSQL
    {"mysql",      &fx_mysql_driver,    false},
#else
    {"mysql", NULL, true},
#endif
};

/* NULL with the reason in err. */
static const fx_driver *find(fx_arena *a, const char *scheme, fx_error *err)
{
    for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++) {
        if (!fx_same(drivers[i].scheme, scheme))
            continue;
        if (drivers[i].driver == NULL && drivers[i].module)
            drivers[i].driver = fx_module_load(a, scheme, err);
        return drivers[i].driver;
    }
    fx_fail(err, FX_DB, "this fxgit has no driver for %s", scheme);
    fx_hint(err, "It serves: sqlite, postgresql, mysql.");
    return NULL;
}

const fx_driver *fx_driver_find(const char *scheme)
{
    fx_arena *scratch = fx_arena_new();
    fx_error probe = {.arena = scratch};
    const fx_driver *d = find(scratch, scheme, &probe);

    fx_arena_free(scratch);
    return d;
}

/* The only way to a driver that connects. */
static const fx_driver *need(const fx_url *url, fx_error *err)
{
    if (url->barred == NULL)
        return find(err->arena, url->scheme, err);
    fx_pass(err, url->barred);
    return NULL;
}

/* An engine names the place as it was told to. */
static bool hide(const fx_url *url, fx_error *err)
{
    if (err->msg != NULL)
        err->msg = fx_url_hidden(err->arena, url, err->msg);
    return false;
}

fx_db *fx_db_open(fx_arena *a, const fx_url *url, bool create, fx_error *err)
{
    const fx_driver *d = need(url, err);
    fx_db *db;

    if (d == NULL)
        return NULL;
    if (!create && d->is_file && !d->exists(url)) {
        fx_fail(err, FX_DB, "the database %s does not exist", url->text);
        return NULL;
    }
    db = d->open(a, url, create, err);
    if (db == NULL)
        (void)hide(url, err);
    if (db != NULL) {
        db->driver = d;
        db->arena = a;
        db->url = url;
    }
    return db;
}

bool fx_db_hold(fx_db *db)
{
    return db != NULL && db->driver->hold != NULL && db->driver->hold(db);
}

void fx_db_let_go(fx_db *db)
{
    if (db != NULL && db->driver->let_go != NULL)
        db->driver->let_go(db);
}

bool fx_db_exists(const fx_url *url)
{
    const fx_driver *d = fx_driver_find(url->scheme);

    return d != NULL && (!d->is_file || url->barred != NULL || d->exists(url));
}

bool fx_db_is_there(const fx_url *url)
{
    const fx_driver *d = fx_driver_find(url->scheme);

    return d != NULL && (url->barred != NULL || d->exists(url));
}

bool fx_db_settle(fx_db *db, fx_error *err)
{
    return db->driver->settle == NULL || db->driver->settle(db, err);
}

bool fx_db_create(fx_arena *a, const fx_url *url, fx_error *err)
{
    const fx_driver *d = need(url, err);

    if (d == NULL)
        return false;
    if (d->create == NULL)
        return fx_fail(err, FX_REFUSED, "%s: fxgit cannot create databases of this engine",
                       url->text);
    return d->create(a, url, err) || hide(url, err);
}

bool fx_db_drop(fx_arena *a, const fx_url *url, fx_error *err)
{
    const fx_driver *d = need(url, err);

    if (d == NULL)
        return false;
    if (d->drop == NULL)
        return fx_fail(err, FX_REFUSED, "%s: fxgit cannot drop databases of this engine",
                       url->text);
    return d->drop(a, url, err) || hide(url, err);
}

bool fx_db_exec(fx_db *db, const char *sql, fx_error *err)
{
    if (db->trace != NULL)
        db->trace(db->trace_ctx, sql);
    return db->driver->exec(db, sql, err);
}

bool fx_db_flush(fx_db *db, fx_error *err)
{
    return db->driver->flush == NULL || db->driver->flush(db, err);
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

bool fx_db_lock(fx_db *db, fx_error *err)
{
    return db->driver->lock == NULL || db->driver->lock(db, err);
}

void fx_db_unlock(fx_db *db)
{
    if (db->driver->unlock != NULL)
        db->driver->unlock(db);
}

bool fx_db_lock_holder(fx_db *db, fx_arena *a, fx_lock_holder *out, fx_error *err)
{
    if (db->driver->lock_holder == NULL)
        return fx_fail(err, FX_REFUSED, "%s: this engine does not tell who holds its lock",
                       db->url->text);
    return db->driver->lock_holder(db, a, out, err);
}

bool fx_db_has_scratch(const fx_db *db)
{
    return db->driver->scratch_begin != NULL;
}

bool fx_db_scratch_apart(const fx_db *db)
{
    return db->driver->scratch_apart || db->url->scratch != NULL;
}

bool fx_db_scratch_begin(fx_db *db, fx_error *err)
{
    return db->driver->scratch_begin(db, err);
}

bool fx_db_scratch_end(fx_db *db, fx_error *err)
{
    return db->driver->scratch_end(db, err);
}

static void look_at(fx_db *db, const char *schema)
{
    if (schema != NULL && !fx_strs_has(&db->schemas, schema))
        *fx_push(db->arena, &db->schemas) = fx_strdup(db->arena, schema);
}

void fx_db_look_at(fx_db *db, const fx_schema *s)
{
    db->some_schemas = true;
    fx_each (const fx_table *const, t, &s->tables) {
        look_at(db, (*t)->schema);
    }
    fx_each (const fx_text_object, text, &s->texts) {
        look_at(db, text->schema);
    }
    fx_each (const fx_enum, e, &s->enums) {
        look_at(db, e->schema);
    }
    fx_each (const fx_text_object, t, &s->texts) {
        look_at(db, t->schema);
    }
}

bool fx_db_inspect(fx_db *db, fx_arena *a, fx_live *out, fx_error *err)
{
    return db->driver->inspect(db, a, NULL, out, err);
}

bool fx_db_inspect_tables(fx_db *db, fx_arena *a, const fx_strs *tables, fx_live *out,
                          fx_error *err)
{
    return db->driver->inspect(db, a, tables, out, err);
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
