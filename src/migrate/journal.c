#include "journal.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fx/base/hash.h"
#include "fx/sql/split.h"
#include "ledger_sql.h"

static const char *const words[] = {"upgrade", "downgrade", "back"};

const char *fx_flight_word(fx_flight_way way)
{
    return words[way];
}

static fx_flight_way way_of(const char *word)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (fx_same(words[i], word))
            return (fx_flight_way)i;
    }
    return FX_FLIGHT_UP;
}

/* ---- statements as one text: "<bytes>\n<sql>\n", one after the other ---- */

static const char *joined(fx_arena *a, const fx_strs *statements)
{
    fx_str s = {.arena = a};

    fx_each (const char *, sql, statements) {
        fx_str_addf(&s, "%zu\n%s\n", strlen(*sql), *sql);
    }
    return fx_str_text(&s);
}

static fx_strs taken_apart(fx_arena *a, const char *text)
{
    const char *end = text + strlen(text);
    fx_strs out = {0};

    while (*text != '\0') {
        char *sql;
        size_t n = (size_t)strtoul(text, &sql, 10);

        if (*sql != '\n' || n > (size_t)(end - sql - 1))
            break; /* nobody but fxgit writes here */
        *fx_push(a, &out) = fx_strndup(a, sql + 1, n);
        text = sql + 1 + n;
        text += *text == '\n';
    }
    return out;
}

/* ---- the row ---- */

bool fx_flight_read(fx_arena *a, fx_db *db, const char *project, const fx_flight **out,
                    fx_error *err)
{
    fx_rows rows = {0};

    *out = NULL;
    if (db->driver->dialect->transactional_ddl)
        return true;
    if (!fx_db_ask(db, a,
                   "SELECT revision, way, text_hash, statements, done, state, session, error, "
                   "started_at, applied_by, host FROM fxgit_journal WHERE project = ?",
                   &rows, err, project))
        return false;
    if (rows.n == 0)
        return true;
    const char *const *at = rows.at[0].at;
    fx_flight *f = fx_new(a, fx_flight);

    *f = (fx_flight){
        .revision = at[0],
        .way = way_of(at[1]),
        .text_hash = at[2],
        .statements = taken_apart(a, at[3]),
        .done = (size_t)strtoul(at[4], NULL, 10),
        .state = at[5],
        .session = at[6],
        .error = at[7],
        .started_at = fx_strndup(a, at[8], strlen("2026-11-23 04:05:06")),
        .by = at[9],
        .host = at[10],
    };
    *out = f;
    return true;
}

static bool run(fx_db *db, const char *sql, const char *const *args, size_t n, fx_error *err)
{
    return fx_db_run(db, sql, args, n, err);
}

bool journal_end(fx_db *db, const char *project, fx_error *err)
{
    return run(db, "DELETE FROM fxgit_journal WHERE project = ?", &project, 1, err);
}

bool journal_put(fx_db *db, const char *project, const fx_flight *f, fx_error *err)
{
    fx_arena *a = fx_arena_new();
    const ledger_words *w = ledger_words_of(db->driver->dialect->name);
    const char *args[] = {project,
                          f->revision,
                          words[f->way],
                          f->text_hash,
                          joined(a, &f->statements),
                          fx_fmt(a, "%zu", f->done),
                          f->state,
                          f->session,
                          f->by,
                          f->host};
    bool done =
        journal_end(db, project, err) &&
        run(db,
            fx_fmt(a,
                   "INSERT INTO fxgit_journal (project, revision, way, text_hash, statements, "
                   "done, state, session, applied_by, host, started_at) "
                   "VALUES (?, ?, ?, ?, ?, CAST(? AS %s), ?, ?, ?, ?, %s)",
                   w->integer, w->now),
            args, sizeof args / sizeof *args, err);

    fx_arena_free(a);
    return done;
}

bool journal_advance(fx_db *db, const char *project, size_t done, const char *state, fx_error *err)
{
    fx_arena *a = fx_arena_new();
    const char *args[] = {fx_fmt(a, "%zu", done), state, project};
    bool good = run(db,
                    fx_fmt(a,
                           "UPDATE fxgit_journal SET done = CAST(? AS %s), state = ?, error = "
                           "NULL WHERE project = ?",
                           ledger_words_of(db->driver->dialect->name)->integer),
                    args, 3, err);

    fx_arena_free(a);
    return good;
}

bool journal_fail(fx_db *db, const char *project, const char *error, fx_error *err)
{
    const char *args[] = {error, project};

    return run(db, "UPDATE fxgit_journal SET error = ? WHERE project = ?", args, 2, err);
}

/* ---- what a statement changes ---- */

static const char *const shows[][2] = {
    {"table",     "SHOW CREATE TABLE ?"    },
    {"view",      "SHOW CREATE TABLE ?"    },
    {"trigger",   "SHOW CREATE TRIGGER ?"  },
    {"procedure", "SHOW CREATE PROCEDURE ?"},
    {"function",  "SHOW CREATE FUNCTION ?" },
    {"event",     "SHOW CREATE EVENT ?"    },
    {"sequence",  "SHOW CREATE SEQUENCE ?" },
};

/* Rows that come meanwhile change the counter. */
static const char *without_counter(fx_arena *a, const char *text)
{
    const char *at = strstr(text, " AUTO_INCREMENT="), *rest;

    if (at == NULL)
        return text;
    rest = at + strlen(" AUTO_INCREMENT=");
    rest += strspn(rest, "0123456789");
    return fx_fmt(a, "%.*s%s", (int)(at - text), text, rest);
}

static void add_object(fx_arena *a, fx_db *db, const fx_statement_object *o, fx_str *out)
{
    for (size_t i = 0; i < sizeof shows / sizeof *shows; i++) {
        fx_sql sql = {.text = {.arena = a}, .dialect = db->driver->dialect};
        fx_error probe = {.arena = a};
        fx_rows rows = {0};

        if (!fx_same(shows[i][0], o->kind))
            continue;
        fx_sql_add(&sql, shows[i][1], FX_TABLE(o->schema, o->name));
        fx_str_addf(out, "%s %s:", o->kind, o->name);
        if (!fx_db_query(db, a, fx_str_text(&sql.text), NULL, 0, &rows, &probe) || rows.n == 0) {
            fx_str_add(out, "none;"); /* a lost connection shows at the next statement */
            continue;
        }
        for (size_t k = 0; k < rows.at[0].n; k++) {
            const char *text = rows.at[0].at[k];

            fx_str_addf(out, "%s;", text == NULL ? "" : without_counter(a, text));
        }
    }
}

const char *journal_state(fx_arena *a, fx_db *db, const char *sql)
{
    fx_statement_objects objects = {0};
    fx_str s = {.arena = a};

    fx_statement_target(a, db->driver->dialect->name, sql, &objects);
    if (!fx_statement_commits(db->driver->dialect->name, sql) || objects.n == 0)
        return "";
    fx_each (const fx_statement_object, o, &objects) {
        add_object(a, db, o, &s);
    }
    return fx_sha256(a, fx_str_text(&s), s.n);
}

const char *journal_session(fx_arena *a, fx_db *db)
{
    fx_error probe = {.arena = a};
    fx_rows rows = {0};

    return fx_db_query(db, a, "SELECT CONNECTION_ID()", NULL, 0, &rows, &probe) && rows.n == 1
               ? rows.at[0].at[0]
               : NULL;
}

/* ---- time ---- */

enum { LOCK_WAIT_MS = 60 * 1000, FIRST_PAUSE_MS = 100, LONGEST_PAUSE_MS = 5000 };

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void rest(int *ms)
{
    nanosleep(&(struct timespec){.tv_sec = *ms / 1000, .tv_nsec = *ms % 1000 * 1000000L}, NULL);
    *ms = *ms * 2 < LONGEST_PAUSE_MS ? *ms * 2 : LONGEST_PAUSE_MS;
}

static int64_t deadline(int wait_ms)
{
    return now_ms() + (wait_ms > 0 ? wait_ms : LOCK_WAIT_MS);
}

/* A session that ends does not end what the server does for it
 * (https://dev.mysql.com/doc/refman/8.0/en/kill.html). */
bool journal_wait(fx_db *db, const fx_flight *f, int wait_ms, fx_error *err)
{
    const int64_t end = deadline(wait_ms);
    int pause = FIRST_PAUSE_MS;

    if (f->session == NULL || f->done >= f->statements.n)
        return true;
    for (;;) {
        fx_arena *a = fx_arena_new();
        fx_rows rows = {0};
        const char *sql = f->statements.at[f->done];
        bool asked = fx_db_ask(db, a,
                               "SELECT ID FROM information_schema.PROCESSLIST "
                               "WHERE ID = CAST(? AS UNSIGNED) AND INFO = ?",
                               &rows, err, f->session, sql);

        fx_arena_free(a);
        if (!asked || rows.n == 0)
            return asked;
        if (now_ms() >= end) {
            fx_fail(err, FX_LOCKED, "%s still carries out a statement of %s: %.100s", db->url->text,
                    f->revision, sql);
            return fx_hint(err,
                           "Wait until it is done and run the command again, or end it: KILL %s",
                           f->session);
        }
        rest(&pause);
    }
}

/* ---- statements ---- */

/* One thing that may have to wait for a table: a statement, and the note that it is done. */
typedef struct attempt {
    journal_run *j;
    const char *sql;  /* NULL: the note alone */
    const char *next; /* the state of what comes next; NULL: there is nothing to note */
} attempt;

static bool try(const attempt *t, fx_error *err)
{
    journal_run *j = t->j;

    if (t->next == NULL)
        return fx_db_exec(j->db, t->sql, err);
    if (!fx_db_begin(j->db, FX_GUARD_NONE, err))
        return false;
    if ((t->sql == NULL || fx_db_exec(j->db, t->sql, err)) &&
        journal_advance(j->db, j->project, j->flight->done + 1, t->next, err) &&
        fx_db_commit(j->db, err))
        return true;
    fx_db_rollback(j->db);
    return false;
}

static bool patiently(const attempt *t, fx_error *err)
{
    const int64_t end = deadline(t->j->wait_ms);
    int pause = FIRST_PAUSE_MS;

    while (!try(t, err)) {
        if (err->code != FX_LOCKED || now_ms() >= end)
            return false;
        *t->j->waited = true;
        fx_error_clear(err);
        rest(&pause);
    }
    return true;
}

/* What does not commit by itself is committed with the note that it is done; the note of the last
 * one is written by whoever ends the journal. */
static bool run_one(fx_arena *a, journal_run *j, bool *happened, fx_error *err)
{
    fx_flight *f = j->flight;
    const char *sql = f->statements.at[f->done];
    const bool last = f->done + 1 == f->statements.n;
    const bool commits = fx_statement_commits(j->db->driver->dialect->name, sql);

    if (commits && !patiently(&(attempt){.j = j, .sql = sql}, err))
        return false;
    *happened = commits;
    if (!fx_db_settle(j->db, err))
        return false;
    if (!commits || !last)
        f->state = last ? "" : journal_state(a, j->db, f->statements.at[f->done + 1]);
    return (commits && last) ||
           patiently(&(attempt){.j = j, .sql = commits ? NULL : sql, .next = f->state}, err);
}

/* A statement may fail and have been carried out all the same: then it is done. */
static void note_failure(fx_arena *a, journal_run *j, bool happened, fx_error *err)
{
    fx_flight *f = j->flight;
    fx_error probe = {.arena = a};

    if (!happened && *f->state != '\0')
        happened = !fx_same(f->state, journal_state(a, j->db, f->statements.at[f->done]));
    f->done += happened;
    if (!fx_db_begin(j->db, FX_GUARD_NONE, &probe))
        return;
    bool noted = f->done == 0 && f->way != FX_FLIGHT_BACK
                     ? journal_end(j->db, j->project, &probe)
                     : (!happened || journal_advance(j->db, j->project, f->done, "", &probe)) &&
                           journal_fail(j->db, j->project, err->msg, &probe);

    if (!noted || !fx_db_commit(j->db, &probe))
        fx_db_rollback(j->db);
}

bool journal_carry_out(fx_arena *a, journal_run *j, fx_error *err)
{
    fx_flight *f = j->flight;

    while (f->done < f->statements.n) {
        bool happened = false;

        if (!run_one(a, j, &happened, err)) {
            note_failure(a, j, happened, err);
            return false;
        }
        f->done++;
    }
    return true;
}
