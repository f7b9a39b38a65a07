/*
 * An empty place on each engine, which goes with the arena: a database in
 * memory, a schema on PostgreSQL, a database on MySQL. Servers are those of ci/servers.
 */
#ifndef FX_TESTS_SERVERS_H
#define FX_TESTS_SERVERS_H

#include <stdlib.h>
#include <unistd.h>

#include "fx/base/hash.h"
#include "fx/base/str.h"
#include "fx/db/driver.h"

typedef struct fresh_place {
    const char *drop;
    fx_url url;
} fresh_place;

static inline void drop_place(void *arg)
{
    fresh_place *p = arg;
    fx_arena *a = fx_arena_new();
    fx_error err = {.arena = a};
    fx_db *db = fx_db_open(a, &p->url, true, &err);

    if (db != NULL)
        (void)!fx_db_exec(db, p->drop, &err);
    fx_arena_free(a);
}

static inline bool make_place(fx_arena *a, const fx_url *url, const char *create, const char *drop,
                              fx_error *err)
{
    fresh_place *p = fx_new(a, fresh_place);
    fx_arena *scratch = fx_arena_new();
    fx_db *db = fx_db_open(scratch, url, true, err);
    bool done = db != NULL && fx_db_exec(db, create, err);

    *p = (fresh_place){drop, *url};
    if (done)
        fx_defer(a, drop_place, p);
    fx_arena_free(scratch);
    return done;
}

/* The URL of a fresh place for "sqlite", "postgresql" or "mysql". */
static inline bool fresh_url(fx_arena *a, const char *dialect, fx_url *out, fx_error *err)
{
    bool postgres = fx_same(dialect, "postgresql");
    const char *variable = postgres ? "FXGIT_TEST_POSTGRES_URL" : "FXGIT_TEST_MYSQL_URL";
    const char *name = fx_fmt(a, "fx_%d_%s", (int)getpid(), fx_random_hex(a, 6));
    const char *server = getenv(variable);

    if (fx_same(dialect, "sqlite"))
        return fx_url_parse(a, "sqlite://:memory:", "/", out, err);
    if (server == NULL) {
        fx_fail(err, FX_DB, "%s is not set", variable);
        return fx_hint(err, "ci/servers start; eval \"$(ci/servers env)\"");
    }
    if (!fx_url_parse(a, server, "/", out, err))
        return false;
    if (postgres) {
        if (!make_place(a, out, fx_fmt(a, "CREATE SCHEMA %s", name),
                        fx_fmt(a, "DROP SCHEMA %s CASCADE", name), err))
            return false;
        *fx_push(a, &out->options) =
            (fx_url_option){"options", fx_fmt(a, "-c search_path=%s", name)};
        return true;
    }
    if (!make_place(a, out, fx_fmt(a, "CREATE DATABASE %s CHARACTER SET utf8mb4", name),
                    fx_fmt(a, "DROP DATABASE %s", name), err))
        return false;
    out->database = name;
    return true;
}

static inline fx_db *open_fresh(fx_arena *a, const char *dialect, fx_error *err)
{
    fx_url *url = fx_new(a, fx_url);
    fx_db *db = fresh_url(a, dialect, url, err) ? fx_db_open(a, url, true, err) : NULL;
    const fx_schema none = {0};

    if (db != NULL)
        fx_db_look_at(db, &none);
    return db;
}

static inline void drop_database(void *url)
{
    fx_arena *a = fx_arena_new();
    fx_error err = {.arena = a};

    (void)!fx_db_drop(a, url, &err);
    fx_arena_free(a);
}

/* PostgreSQL: a database of its own, for objects in several schemas. */
static inline fx_db *open_fresh_database(fx_arena *a, fx_error *err)
{
    fx_url *url = fx_new(a, fx_url);

    if (!fresh_url(a, "postgresql", url, err))
        return NULL;
    url->options.n = 0;
    url->database = fx_fmt(a, "fx_%d_%s", (int)getpid(), fx_random_hex(a, 6));
    if (!fx_db_create(a, url, err))
        return NULL;
    fx_defer(a, drop_database, url);
    return fx_db_open(a, url, true, err);
}

#endif
