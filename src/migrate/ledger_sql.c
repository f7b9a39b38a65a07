#include "ledger_sql.h"

#include <string.h>

#include "fx/base/hash.h"

#define LEDGER_TABLES "'fxgit_meta', 'fxgit_ledger', 'fxgit_text', 'fxgit_events'"

/* A row with how long the ids of alembic_version may be, if it is there. */
static const char sqlite_alembic[] =
    "SELECT NULL FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'";
static const char postgresql_alembic[] =
    "SELECT character_maximum_length FROM information_schema.columns WHERE table_schema = "
    "current_schema() AND table_name = 'alembic_version' AND column_name = 'version_num'";
static const char mysql_alembic[] =
    "SELECT CHARACTER_MAXIMUM_LENGTH FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = "
    "DATABASE() AND TABLE_NAME = 'alembic_version' AND COLUMN_NAME = 'version_num'";

static const ledger_words words[] = {
    {
     .dialect = "sqlite",
     .tables =
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN (" LEDGER_TABLES ")",
     .count = 4,
     .probe = "SELECT 1 FROM fxgit_meta, fxgit_ledger, fxgit_text, fxgit_events LIMIT 0",
     .is_parent = "instr(' ' || m.parents || ' ', ' ' || l.revision || ' ') > 0",
     .alembic = sqlite_alembic,
     .now = "strftime('%Y-%m-%d %H:%M:%f', 'now')",
     .version = "PRAGMA data_version",
     .integer = "BIGINT",
     .nothing = "",
     .scan = " NOT INDEXED",
     .long_text = "TEXT",
     .options = "",
     .begin = {"PRAGMA foreign_keys = OFF", "BEGIN IMMEDIATE"},
     .end = {"COMMIT", "PRAGMA foreign_keys = ON"},
     },
    {
     .dialect = "postgresql",
     .tables = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND "
                  "tablename IN (" LEDGER_TABLES ")",
     .count = 4,
     .is_parent = "position(' ' || l.revision || ' ' IN ' ' || m.parents || ' ') > 0",
     .alembic = postgresql_alembic,
     .now = "to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')",
     .integer = "BIGINT",
     .nothing = "",
     .scan = "",
     .long_text = "TEXT",
     .options = "",
     .begin = {"BEGIN"},
     .end = {"COMMIT"},
     },
    {
     .dialect = "mysql",
     .tables = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = "
                  "DATABASE() AND TABLE_NAME IN (" LEDGER_TABLES ", 'fxgit_journal')",
     .count = 5,
     .is_parent = "LOCATE(CONCAT(' ', l.revision, ' '), CONCAT(' ', m.parents, ' ')) > 0",
     .alembic = mysql_alembic,
     .now = "LEFT(DATE_FORMAT(UTC_TIMESTAMP(3), '%Y-%m-%d %H:%i:%s.%f'), 23)",
     .integer = "SIGNED",
     .nothing = " FROM DUAL",
     .scan = "",
     .long_text = "LONGTEXT",
     .options = " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
     .begin = {NULL},
     .end = {NULL},
     },
};

const ledger_words *ledger_words_of(const char *dialect)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (fx_same(words[i].dialect, dialect))
            return &words[i];
    }
    return NULL;
}

/* Keys are VARCHAR: not every engine can index TEXT. `%s`: the type of a long text, and what stands
 * behind a table. */
static const char *const tables[] = {
    "CREATE TABLE IF NOT EXISTS fxgit_meta (\n"
    "    project VARCHAR(64) NOT NULL PRIMARY KEY,\n"
    "    format INTEGER NOT NULL,\n"
    "    min_reader INTEGER NOT NULL,\n"
    "    tool TEXT NOT NULL,\n"
    "    protected INTEGER NOT NULL\n"
    ")%s",
    "CREATE TABLE IF NOT EXISTS fxgit_ledger (\n"
    "    project VARCHAR(64) NOT NULL,\n"
    "    revision VARCHAR(64) NOT NULL,\n"
    "    seq INTEGER NOT NULL,\n"
    "    parents TEXT NOT NULL,\n"
    "    message TEXT NOT NULL,\n"
    "    up_hash TEXT NOT NULL,\n"
    "    down_hash TEXT NOT NULL,\n"
    "    up_projected TEXT NOT NULL,\n"
    "    down_projected TEXT NOT NULL,\n"
    "    path TEXT NOT NULL,\n"
    "    blob_id TEXT NOT NULL,\n"
    "    text_hash VARCHAR(64) NOT NULL,\n"
    "    commit_id TEXT,\n"
    "    branch TEXT,\n"
    "    origin TEXT,\n"
    "    applied_at TEXT NOT NULL,\n"
    "    applied_by TEXT,\n"
    "    host TEXT,\n"
    "    duration_us BIGINT NOT NULL,\n"
    "    kind TEXT NOT NULL,\n"
    "    PRIMARY KEY (project, revision),\n"
    "    UNIQUE (project, seq)\n"
    ")%s",
    "CREATE TABLE IF NOT EXISTS fxgit_text (\n"
    "    hash VARCHAR(64) NOT NULL PRIMARY KEY,\n"
    "    text %s NOT NULL\n"
    ")%s",
    "CREATE TABLE IF NOT EXISTS fxgit_events (\n"
    "    seq INTEGER NOT NULL PRIMARY KEY,\n"
    "    project VARCHAR(64) NOT NULL,\n"
    "    at TEXT NOT NULL,\n"
    "    kind TEXT NOT NULL,\n"
    "    revision TEXT,\n"
    "    commit_id TEXT,\n"
    "    applied_by TEXT,\n"
    "    host TEXT,\n"
    "    error TEXT\n"
    ")%s",
};

/* Where DDL cannot be rolled back. */
static const char journal_table[] = "CREATE TABLE IF NOT EXISTS fxgit_journal (\n"
                                    "    project VARCHAR(64) NOT NULL PRIMARY KEY,\n"
                                    "    revision VARCHAR(64) NOT NULL,\n"
                                    "    way VARCHAR(16) NOT NULL,\n"
                                    "    text_hash VARCHAR(64) NOT NULL,\n"
                                    "    statements %s NOT NULL,\n"
                                    "    done INTEGER NOT NULL,\n"
                                    "    state VARCHAR(80) NOT NULL,\n"
                                    "    session VARCHAR(32),\n"
                                    "    error TEXT,\n"
                                    "    started_at VARCHAR(32) NOT NULL,\n"
                                    "    applied_by TEXT,\n"
                                    "    host TEXT\n"
                                    ")%s";

fx_strs ledger_tables(fx_arena *a, const ledger_words *w)
{
    fx_strs out = {0};

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        *fx_push(a, &out) =
            fx_replace(a, fx_replace(a, tables[i], "text %s", fx_fmt(a, "text %s", w->long_text)),
                       ")%s", fx_fmt(a, ")%s", w->options));
    if (w->count > out.n)
        *fx_push(a, &out) = fx_replace(
            a,
            fx_replace(a, journal_table, "statements %s", fx_fmt(a, "statements %s", w->long_text)),
            ")%s", fx_fmt(a, ")%s", w->options));
    return out;
}

/* The number is found and used in one statement: nobody can come between. */
const char *ledger_add_sql(fx_arena *a, const ledger_words *w)
{
    return fx_fmt(a,
                  "INSERT INTO fxgit_ledger (project, revision, parents, message, up_hash, "
                  "down_hash, up_projected, down_projected, path, blob_id, text_hash, commit_id, "
                  "branch, origin, applied_by, host, duration_us, kind, applied_at, seq) "
                  "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS %s), ?, "
                  "%s, coalesce(max(seq), 0) + CAST(? AS %s) FROM fxgit_ledger "
                  "WHERE project = ?",
                  w->integer, w->now, w->integer);
}

const char *ledger_text_sql(fx_arena *a, const ledger_words *w)
{
    return fx_fmt(a,
                  "INSERT INTO fxgit_text (hash, text) SELECT ?, ?%s "
                  "WHERE NOT EXISTS (SELECT 1 FROM fxgit_text WHERE hash = ?)",
                  w->nothing);
}

const char *ledger_event_sql(fx_arena *a, const ledger_words *w)
{
    return fx_fmt(a,
                  "INSERT INTO fxgit_events (project, kind, revision, commit_id, applied_by, host, "
                  "error, at, seq) SELECT ?, ?, ?, ?, ?, ?, ?, %s, coalesce(max(seq), 0) + 1 "
                  "FROM fxgit_events",
                  w->now);
}

const char *ledger_meta_sql(fx_arena *a, const ledger_words *w)
{
    return fx_fmt(a,
                  "INSERT INTO fxgit_meta (project, format, min_reader, tool, protected) "
                  "SELECT ?, 1, 1, ?, CAST(? AS %s)%s "
                  "WHERE NOT EXISTS (SELECT 1 FROM fxgit_meta WHERE project = ?)",
                  fx_same(w->integer, "SIGNED") ? w->integer : "INTEGER", w->nothing);
}

const char *ledger_parents(fx_arena *a, const fx_strs *parents)
{
    return parents->n == 0 ? "" : fx_strs_join(a, parents, " ");
}

/* A half that says "irreversible" has a hash as well; only one made by hand may lack it. */
static const char *or_empty(const char *s)
{
    return s == NULL ? "" : s;
}

void ledger_add_args(fx_arena *a, const char *project, const fx_revision *r, const char *dialect,
                     const fx_provenance *p, const char *kind, int64_t duration_us,
                     const char **args)
{
    const char *values[LEDGER_ADD_ARGS] = {
        project,
        r->id,
        ledger_parents(a, &r->parents),
        or_empty(r->message),
        or_empty(r->up.hash),
        or_empty(r->down.hash),
        or_empty(fx_half_projected(a, &r->up, dialect)),
        or_empty(fx_half_projected(a, &r->down, dialect)),
        or_empty(r->path),
        r->blob != NULL ? r->blob : fx_blob_id(a, r->text, r->n),
        fx_sha256(a, r->text, r->n),
        p->commit,
        p->branch,
        p->origin,
        p->user,
        p->host,
        fx_fmt(a, "%lld", (long long)duration_us),
        kind,
        "1",
        project,
    };

    memcpy(args, values, sizeof values);
}

void ledger_text_args(fx_arena *a, const fx_revision *r, const char **args)
{
    const char *hash = fx_sha256(a, r->text, r->n);

    args[0] = hash;
    args[1] = r->text;
    args[2] = hash;
}
