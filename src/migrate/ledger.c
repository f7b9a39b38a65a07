/*
 * Ledger, read: rows, their order and their age. Nothing here takes a lock.
 */
#include "fx/migrate/ledger.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ledger_sql.h"

static const ledger_words *words_of(const fx_db *db)
{
    return ledger_words_of(db->driver->dialect->name);
}

static int64_t number(const char *text)
{
    return text == NULL ? 0 : (int64_t)strtoll(text, NULL, 10);
}

static bool refuse_newer(fx_db *db, const char *format, const char *tool, fx_error *err)
{
    fx_fail(err, FX_REFUSED,
            "the ledger in %s has format %s, written by fxgit %s; this fxgit " FX_VERSION
            " reads format %d",
            db->url->text, format, tool, LEDGER_FORMAT);
    return fx_hint(err, "use fxgit %s or newer for this database", tool);
}

static bool read_meta(fx_arena *a, fx_db *db, const char *project, fx_ledger *out, fx_error *err)
{
    fx_rows rows = {0};

    if (!fx_db_query(db, a,
                     "SELECT project, format, min_reader, tool, protected FROM fxgit_meta "
                     "ORDER BY project",
                     NULL, 0, &rows, err))
        return false;
    fx_each (const fx_row, row, &rows) {
        if (number(row->at[2]) > LEDGER_FORMAT)
            return refuse_newer(db, row->at[1], row->at[3], err);
        if (fx_same(row->at[0], project))
            out->protected_ = number(row->at[4]) != 0;
    }
    return true;
}

typedef struct span {
    int64_t seconds;
    const char *name;
} span;

/* "2026-11-23 04:05:06" as seconds. */
static int64_t seconds_of(const char *text)
{
    struct tm t = {0};

    return strptime(text, "%Y-%m-%d %H:%M:%S", &t) == NULL ? 0 : (int64_t)timegm(&t);
}

const char *fx_applied_age(fx_arena *a, const fx_applied *row)
{
    static const span spans[] = {
        {31536000, "year"  },
        {2592000,  "month" },
        {86400,    "day"   },
        {3600,     "hour"  },
        {60,       "minute"},
    };

    if (row->now == NULL)
        return row->applied_at;
    const int64_t seconds = seconds_of(row->now) - seconds_of(row->applied_at);

    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        int64_t n = seconds / spans[i].seconds;

        if (n > 0)
            return fx_fmt(a, "%lld %s%s ago", (long long)n, spans[i].name, n == 1 ? "" : "s");
    }
    return "just now";
}

static fx_strs split_parents(fx_arena *a, const char *text)
{
    fx_strs out = {0};

    while (*text != '\0') {
        size_t n = strcspn(text, " ");

        if (n > 0) /* the last one ends where the text does */
            *fx_push(a, &out) = text[n] == '\0' ? text : fx_strndup(a, text, n);
        text += n;
        text += *text == ' ';
    }
    return out;
}

/* The text is the row's own. */
static const char *to_seconds(const char *text)
{
    static const size_t n = sizeof "2026-11-23 04:05:06" - 1;

    if (strlen(text) > n)
        ((char *)text)[n] = '\0';
    return text;
}

static fx_applied row_of(fx_arena *a, const fx_row *row, const char *now)
{
    const char **at = row->at;

    return (fx_applied){
        .id = at[0],
        .seq = number(at[1]),
        .parents = split_parents(a, at[2]),
        .message = at[3],
        .up_hash = at[4],
        .down_hash = at[5],
        .up_projected = at[6],
        .down_projected = at[7],
        .path = at[8],
        .blob = at[9],
        .text_hash = at[10],
        .commit = at[11],
        .branch = at[12],
        .origin = at[13],
        .applied_at = to_seconds(at[14]),
        .applied_by = at[15],
        .host = at[16],
        .kind = at[17],
        .now = now,
    };
}

static int by_seq(const void *x, const void *y)
{
    const fx_applied *a = x, *b = y;

    return (a->seq > b->seq) - (a->seq < b->seq);
}

static bool read_rows(fx_arena *a, fx_db *db, const char *project, fx_ledger *out, fx_error *err)
{
    const ledger_words *w = words_of(db);
    const char *sql = fx_fmt(a,
                             "SELECT revision, seq, parents, message, up_hash, down_hash, "
                             "up_projected, down_projected, path, blob_id, text_hash, "
                             "commit_id, branch, origin, applied_at, applied_by, host, kind "
                             "FROM fxgit_ledger%s WHERE project = ?",
                             w->scan);
    const char *others_sql =
        fx_fmt(a, "SELECT count(*), %s FROM fxgit_ledger WHERE project <> ?", w->now);
    fx_rows rows = {0}, others = {0};

    if (!fx_db_ask(db, a, sql, &rows, err, project) ||
        !fx_db_ask(db, a, others_sql, &others, err, project))
        return false;
    fx_reserve(a, &out->rows, rows.n);
    fx_each (const fx_row, row, &rows) {
        *fx_push(a, &out->rows) = row_of(a, row, others.at[0].at[1]);
    }
    fx_sort(&out->rows, by_seq);
    out->foreign_projects = (size_t)number(others.at[0].at[0]);
    return true;
}

static int by_id(const void *x, const void *y)
{
    const fx_applied *const *p = x, *const *q = y;

    return strcmp((*p)->id, (*q)->id);
}

/* Its row comes when all tables are there. */
static bool has_meta(fx_arena *a, fx_db *db)
{
    fx_error probe = {.arena = a};
    fx_rows rows = {0};

    return fx_db_query(db, a, "SELECT project FROM fxgit_meta", NULL, 0, &rows, &probe) &&
           rows.n > 0;
}

static bool has_all(fx_arena *a, fx_db *db, const ledger_words *w)
{
    fx_error probe = {.arena = a};
    fx_rows none = {0};

    return w->probe != NULL && fx_db_query(db, a, w->probe, NULL, 0, &none, &probe);
}

static bool tables_there(fx_arena *a, fx_db *db, bool *out, fx_error *err)
{
    const ledger_words *w = words_of(db);
    fx_rows names = {0};

    if (w == NULL)
        return fx_fail(err, FX_REFUSED, "no ledger can be kept in a %s database",
                       db->driver->dialect->name);
    *out = has_all(a, db, w);
    if (*out)
        return true;
    if (!fx_db_query(db, a, w->tables, NULL, 0, &names, err))
        return false;
    *out = names.n == w->count;
    if (names.n == 0 || names.n == w->count)
        return true;
    if (!db->driver->dialect->transactional_ddl && !has_meta(a, db))
        return true; /* being made, or left half-way: nothing is in them */
    names.n = 0;     /* they may have come between the two looks */
    if (!fx_db_query(db, a, w->tables, NULL, 0, &names, err))
        return false;
    *out = names.n == w->count;
    if (*out)
        return true;
    fx_fail(err, FX_REFUSED, "the ledger in %s is incomplete: %zu of its %zu tables are there",
            db->url->text, names.n, w->count);
    return fx_hint(err,
                   "put a backup back, or drop what is left of the tables fxgit_* to start anew");
}

/* A database that Alembic has kept so far: whose revisions were imported are applied. */
static bool read_alembic(fx_arena *a, fx_db *db, fx_ledger *out, fx_error *err)
{
    fx_rows tables = {0}, rows = {0};

    if (out->rows.n > 0)
        return true;
    if (!fx_db_query(db, a, words_of(db)->alembic, NULL, 0, &tables, err))
        return false;
    if (tables.n == 0)
        return true;
    if (!fx_db_query(db, a, "SELECT version_num FROM alembic_version ORDER BY version_num", NULL, 0,
                     &rows, err))
        return false;
    fx_each (const fx_row, row, &rows) {
        *fx_push(a, &out->alembic) = row->at[0];
    }
    return true;
}

static bool read_version(fx_arena *a, fx_db *db, const char **out, fx_error *err)
{
    const ledger_words *w = words_of(db);
    fx_rows rows = {0};

    *out = NULL;
    if (w == NULL || w->version == NULL)
        return true;
    if (!fx_db_query(db, a, w->version, NULL, 0, &rows, err))
        return false;
    *out = rows.n == 0 ? NULL : rows.at[0].at[0];
    return true;
}

bool fx_ledger_same(fx_arena *a, fx_db *db, const fx_ledger *l, bool *same, fx_error *err)
{
    const char *now = NULL;

    *same = false;
    if (l->version != NULL && !read_version(a, db, &now, err))
        return false;
    *same = now != NULL && fx_same(now, l->version);
    return true;
}

/* A role of the application's may read its tables alone. */
static bool hint_grants(const fx_db *db, fx_error *err)
{
    if (err->hint == NULL && strstr(err->msg, " denied ") != NULL)
        (void)fx_hint(err,
                      "Let it read the ledger: GRANT SELECT ON fxgit_meta, fxgit_ledger, "
                      "fxgit_text, fxgit_events%s TO the role that it connects as",
                      db->driver->dialect->transactional_ddl ? "" : ", fxgit_journal");
    return false;
}

static bool read_held(fx_arena *a, fx_db *db, const char *project, fx_ledger *out, fx_error *err)
{
    *out = (fx_ledger){.db = db};
    if (!read_version(a, db, &out->version, err) || !tables_there(a, db, &out->exists, err))
        return false;
    if (!out->exists)
        return read_alembic(a, db, out, err);
    if (!read_meta(a, db, project, out, err) || !read_rows(a, db, project, out, err) ||
        !fx_flight_read(a, db, project, &out->flight, err))
        return hint_grants(db, err);
    if (!read_alembic(a, db, out, err))
        return false;
    fx_reserve(a, &out->by_id, out->rows.n);
    fx_each (const fx_applied, row, &out->rows) {
        *fx_push(a, &out->by_id) = row;
    }
    fx_sort(&out->by_id, by_id);
    return true;
}

bool fx_ledger_read(fx_arena *a, fx_db *db, const char *project, fx_ledger *out, fx_error *err)
{
    bool held = fx_db_hold(db), done = read_held(a, db, project, out, err);

    if (held)
        fx_db_let_go(db);
    return done;
}

static bool is_half_way(fx_arena *a, fx_db *db, bool *out, fx_error *err)
{
    fx_rows rows = {0};

    *out = false;
    if (db->driver->dialect->transactional_ddl)
        return true;
    if (!fx_db_query(db, a, "SELECT project FROM fxgit_journal", NULL, 0, &rows, err))
        return false;
    *out = rows.n > 0;
    return true;
}

/* Each change has an event, and each event its number and its time. */
static bool state_held(fx_arena *a, fx_db *db, const char **out, fx_error *err)
{
    fx_rows last = {0}, meta = {0};
    fx_str s = {.arena = a};
    bool there, half_way;

    *out = NULL;
    if (!tables_there(a, db, &there, err) || !there)
        return err->msg == NULL;
    if (!is_half_way(a, db, &half_way, err) ||
        !fx_db_query(db, a, "SELECT seq, at FROM fxgit_events ORDER BY seq DESC LIMIT 1", NULL, 0,
                     &last, err) ||
        !fx_db_query(db, a,
                     "SELECT project, format, min_reader, protected FROM fxgit_meta ORDER BY 1",
                     NULL, 0, &meta, err))
        return false;
    if (half_way || last.n == 0)
        return true;
    fx_str_addf(&s, "%s %s", last.at[0].at[0], last.at[0].at[1]);
    fx_each (const fx_row, row, &meta) {
        for (size_t i = 0; i < row->n; i++)
            fx_str_addf(&s, " %s", row->at[i]);
    }
    *out = fx_str_text(&s);
    return true;
}

bool fx_ledger_state(fx_arena *a, fx_db *db, const char **out, fx_error *err)
{
    bool held = fx_db_hold(db), done = state_held(a, db, out, err);

    if (held)
        fx_db_let_go(db);
    return done;
}

static const fx_applied *find_slowly(const fx_ledger *l, const char *id)
{
    fx_each (const fx_applied, row, &l->rows) {
        if (fx_same(row->id, id))
            return row;
    }
    return NULL;
}

static int of_id(const void *id, const void *item)
{
    const fx_applied *const *row = item;

    return strcmp(id, (*row)->id);
}

const fx_applied *fx_ledger_find(const fx_ledger *l, const char *id)
{
    bool found;
    size_t at = fx_place(&l->by_id, id, of_id, &found);

    if (l->by_id.n != l->rows.n) /* made by hand */
        return find_slowly(l, id);
    return found ? l->by_id.at[at] : NULL;
}
