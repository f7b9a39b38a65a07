#include "fx/migrate/database.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fx/sql/sql.h"
#include "ledger_sql.h"

enum { BETWEEN_MS = 100, TRY_MS = 1000 };

bool fx_database_create(fx_workspace *ws, const fx_place *place, bool *created, fx_error *err)
{
    *created = !fx_db_is_there(&place->url);
    return !*created || fx_db_create(ws->arena, &place->url, err);
}

/* ---- what is there ---- */

static int64_t number(const char *text)
{
    return text == NULL ? 0 : (int64_t)strtoll(text, NULL, 10);
}

static bool ask_number(fx_db *db, const char *sql, int64_t *out, fx_error *err)
{
    fx_rows rows = {0};

    if (!fx_db_query(db, db->arena, sql, NULL, 0, &rows, err))
        return false;
    *out = rows.n == 0 ? 0 : number(rows.at[0].at[0]);
    return true;
}

static bool count_rows(fx_arena *a, fx_db *db, fx_drop_result *out, fx_error *err)
{
    fx_live live;

    if (!fx_db_inspect(db, db->arena, &live, err))
        return false;
    fx_each (const fx_table *const, t, &live.schema.tables) {
        fx_sql sql = {.text = {.arena = db->arena}, .dialect = db->driver->dialect};
        int64_t n;

        if ((*t)->schema == NULL)
            fx_sql_add(&sql, "SELECT count(*) FROM ?", FX_NAME((*t)->name));
        else
            fx_sql_add(&sql, "SELECT count(*) FROM ?.?", FX_NAME((*t)->schema),
                       FX_NAME((*t)->name));
        if (!ask_number(db, fx_str_text(&sql.text), &n, err))
            return false;
        *fx_push(a, &out->tables) = (fx_table_rows){fx_strdup(a, (*t)->name), n};
        out->rows += n;
    }
    return true;
}

/* Of every project: all of them would be gone. What is left of a broken ledger is no reason to keep
 * the database. */
static bool look_at_ledger(fx_db *db, const char *project, fx_drop_result *out, bool *protected_,
                           fx_error *err)
{
    const ledger_words *w = ledger_words_of(db->driver->dialect->name);
    fx_rows names = {0}, others = {0};
    int64_t n = 0;

    if (w == NULL)
        return true;
    if (!fx_db_query(db, db->arena, w->tables, NULL, 0, &names, err))
        return false;
    fx_each (const fx_row, row, &names) {
        if (fx_same(row->at[0], "fxgit_meta")) {
            if (!ask_number(db, "SELECT count(*) FROM fxgit_meta WHERE protected <> 0", &n, err))
                return false;
            *protected_ = n > 0;
        } else if (fx_same(row->at[0], "fxgit_ledger")) {
            if (!ask_number(db, "SELECT count(*) FROM fxgit_ledger", &n, err) ||
                !fx_db_ask(db, db->arena,
                           "SELECT DISTINCT project FROM fxgit_ledger WHERE project <> ?", &others,
                           err, project))
                return false;
            out->revisions = (size_t)n;
            out->projects = others.n;
        }
    }
    return true;
}

/* On a connection of its own, closed before anything is dropped. */
static bool look(fx_workspace *ws, const fx_place *place, fx_drop_result *out, bool *protected_,
                 fx_error *err)
{
    fx_arena *scratch = fx_arena_new();
    fx_db *db = fx_db_open(scratch, &place->url, false, err);
    bool done = db != NULL && count_rows(ws->arena, db, out, err) &&
                look_at_ledger(db, ws->config.project, out, protected_, err);

    fx_arena_free(scratch);
    return done;
}

/* ---- drop ---- */

static const char *plural(long long n)
{
    return n == 1 ? "" : "s";
}

static const char *what_goes(fx_arena *a, const fx_place *place, const fx_drop_result *r)
{
    enum { NAMED = 8 };
    fx_str s = {.arena = a};
    size_t shown = 0;

    fx_str_addf(&s, "%s would be dropped with %zu table%s and %lld row%s", place->url.text,
                r->tables.n, plural((long long)r->tables.n), (long long)r->rows, plural(r->rows));
    fx_each (const fx_table_rows, t, &r->tables) {
        if (shown == NAMED) {
            fx_str_add(&s, ", ...");
            break;
        }
        fx_str_addf(&s, "%s%s: %lld", shown == 0 ? " (" : ", ", t->table, (long long)t->rows);
        shown++;
    }
    fx_str_add(&s, shown > 0 ? ")" : "");
    if (r->projects > 0)
        fx_str_addf(&s, ", used by %zu other project%s", r->projects,
                    plural((long long)r->projects));
    fx_str_add(&s, "; no copy is kept");
    return fx_str_text(&s);
}

/* No --yes covers what other projects keep there. */
static bool agree_others(const fx_agreement *g, const fx_drop_result *r, const char *what,
                         fx_error *err)
{
    if (r->projects == 0 || g->take_over)
        return true;
    fx_fail(err, FX_CONSENT, "%s", what);
    return fx_hint(err, "nothing was changed. Use a database of your own, or run it again with "
                        "--take-over to drop what is other projects', too");
}

static bool judge(fx_workspace *ws, const fx_place *place, const fx_agreement *g,
                  fx_drop_result *out, fx_error *err)
{
    bool protected_ = false;

    if (!look(ws, place, out, &protected_, err))
        return fx_context(err, "%s is not dropped", place->url.text);
    const char *what = what_goes(ws->arena, place, out);

    return fx_agree_protected(g, place->target, protected_, what, err) &&
           agree_others(g, out, what, err) && fx_agree(ws->arena, g, what, err);
}

bool fx_database_drop(fx_workspace *ws, const fx_place *place, const fx_agreement *g,
                      fx_drop_result *out, fx_error *err)
{
    *out = (fx_drop_result){.existed = fx_db_is_there(&place->url)};
    return !out->existed ||
           (judge(ws, place, g, out, err) && fx_db_drop(ws->arena, &place->url, err));
}

/* ---- reset ---- */

static bool rehearse(fx_workspace *ws, const fx_place *place, fx_error *err)
{
    const fx_driver *d = fx_driver_find(place->url.scheme);
    const fx_run_options o = {.verb = FX_VERB_UPGRADE, .to = "heads", .yes = true};
    fx_place *scratch = fx_new(ws->arena, fx_place);
    fx_run_result result;
    fx_stmts statements = {0};

    if (d == NULL || d->scratch == NULL)
        return d == NULL ||
               fx_script(ws, d->dialect->name, FX_VERB_UPGRADE, NULL, "heads", &statements, err);
    *scratch = *place;
    scratch->url.path = d->scratch;
    scratch->url.text = "a scratch database";
    return fx_run(ws, scratch, &o, &result, err);
}

static void sleep_ms(int64_t ms)
{
    const struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    nanosleep(&t, NULL);
}

/* A file is there from its first write on. What a server still makes for a client that was killed
 * comes by itself: it is waited for, and is as empty as ours. */
static bool make_anew(fx_workspace *ws, const fx_place *place, fx_error *err)
{
    enum { TRIES = 100 };
    const fx_driver *d = fx_driver_find(place->url.scheme);

    if (d == NULL || d->is_file)
        return true;
    for (int i = 0; i < TRIES; i++) {
        fx_error_clear(err);
        if (fx_db_create(ws->arena, &place->url, err))
            return true;
        if (fx_db_is_there(&place->url)) {
            fx_error_clear(err);
            return true;
        }
        if (err->msg == NULL || strstr(err->msg, "pg_database_datname_index") == NULL)
            return false;
        sleep_ms(BETWEEN_MS);
    }
    return false;
}

bool fx_database_reset(fx_workspace *ws, const fx_place *place, const fx_agreement *g,
                       const fx_run_options *o, fx_reset_result *out, fx_error *err)
{
    fx_run_options upgrade = *o;

    *out = (fx_reset_result){0};
    if (!rehearse(ws, place, err)) {
        fx_context(err, "%s is as it was: the revisions do not run from the beginning",
                   place->url.text);
        return fx_hint(err, "correct the revision and run the command again");
    }
    if (!fx_database_drop(ws, place, g, &out->dropped, err) || !make_anew(ws, place, err))
        return false;
    upgrade.verb = FX_VERB_UPGRADE;
    upgrade.to = "heads";
    upgrade.yes = true; /* of rows that the revisions themselves bring; all others are gone */
    return fx_run(ws, place, &upgrade, &out->run, err) ||
           fx_context(err, "%s was dropped, but not made anew", place->url.text);
}

/* ---- wait ---- */

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool try_once(const fx_url *url, int64_t left, fx_error *err)
{
    fx_arena *scratch = fx_arena_new();
    fx_url once = *url;
    fx_rows rows = {0};
    fx_db *db;

    once.lock_wait_ms = left < 1 ? 1 : left < TRY_MS ? (int)left : TRY_MS;
    db = fx_db_open(scratch, &once, false, err);
    bool done = db != NULL && fx_db_query(db, scratch, "SELECT 1", NULL, 0, &rows, err);

    fx_arena_free(scratch);
    return done;
}

bool fx_database_wait(const fx_place *place, int timeout_ms, int64_t *waited_ms, fx_error *err)
{
    const int64_t start = now_ms(), end = start + timeout_ms;
    bool hopeless = place->url.barred != NULL || fx_driver_find(place->url.scheme) == NULL;

    for (;;) {
        if (try_once(&place->url, end - now_ms(), err)) {
            *waited_ms = now_ms() - start;
            return true;
        }
        int64_t left = end - now_ms();

        if (hopeless)
            return false;
        if (left <= 0)
            return fx_context(err, "after %d s", timeout_ms / 1000);
        fx_error_clear(err);
        sleep_ms(left < BETWEEN_MS ? left : BETWEEN_MS);
    }
}
