/*
 * Ledger, written: always inside the transaction of the work that a row stands for.
 */
#include "fx/base/hash.h"
#include "ledger_sql.h"

static const ledger_words *words_of(const fx_db *db)
{
    return ledger_words_of(db->driver->dialect->name);
}

static const char *dialect_of(const fx_db *db)
{
    return db->driver->dialect->name;
}

bool fx_ledger_create(fx_db *db, const fx_workspace *ws, const fx_target *target, fx_error *err)
{
    const char *project = ws->config.project;
    bool protected_ = target != NULL && target->protected_;
    const char *meta[LEDGER_META_ARGS] = {project, FX_VERSION, protected_ ? "1" : "0", project};

    fx_arena *scratch = fx_arena_new();
    const fx_strs tables = ledger_tables(scratch, words_of(db));
    bool done = true;

    fx_each (const char *, sql, &tables) {
        done = done && fx_db_exec(db, *sql, err);
    }
    done =
        done && fx_db_run(db, ledger_meta_sql(scratch, words_of(db)), meta, LEDGER_META_ARGS, err);
    fx_arena_free(scratch);
    if (!done)
        return false;
    if (!protected_)
        return true;
    return fx_db_run(db, "UPDATE fxgit_meta SET protected = 1 WHERE project = ? AND protected = 0",
                     &project, 1, err);
}

bool fx_ledger_event(fx_db *db, const char *project, const char *kind, const char *revision,
                     const fx_provenance *p, const char *error, fx_error *err)
{
    fx_arena *scratch = fx_arena_new();
    const char *args[LEDGER_EVENT_ARGS] = {project, kind,    revision, p->commit,
                                           p->user, p->host, error};
    bool done =
        fx_db_run(db, ledger_event_sql(scratch, words_of(db)), args, LEDGER_EVENT_ARGS, err);

    fx_arena_free(scratch);
    return done;
}

static bool add_text(fx_db *db, fx_arena *scratch, const fx_revision *r, fx_error *err)
{
    const char *args[LEDGER_TEXT_ARGS];

    ledger_text_args(scratch, r, args);
    return fx_db_run(db, ledger_text_sql(scratch, words_of(db)), args, LEDGER_TEXT_ARGS, err);
}

/* What no row of any project names any more. */
static bool drop_unused_text(fx_db *db, const char *hash, fx_error *err)
{
    const char *args[] = {hash, hash};

    return fx_db_run(db,
                     "DELETE FROM fxgit_text WHERE hash = ? AND NOT EXISTS "
                     "(SELECT 1 FROM fxgit_ledger WHERE text_hash = ?)",
                     args, 2, err);
}

bool fx_ledger_keep(fx_db *db, const fx_revision *r, fx_error *err)
{
    fx_arena *scratch = fx_arena_new();
    bool done = add_text(db, scratch, r, err);

    fx_arena_free(scratch);
    return done;
}

bool fx_ledger_forget(fx_db *db, const char *hash, fx_error *err)
{
    return drop_unused_text(db, hash, err);
}

bool fx_ledger_add(fx_db *db, const char *project, const fx_revision *r, const fx_provenance *p,
                   const char *kind, int64_t duration_us, fx_error *err)
{
    fx_arena *scratch = fx_arena_new();
    const char *args[LEDGER_ADD_ARGS];

    ledger_add_args(scratch, project, r, dialect_of(db), p, kind, duration_us, args);
    bool done = add_text(db, scratch, r, err) &&
                fx_db_run(db, ledger_add_sql(scratch, words_of(db)), args, LEDGER_ADD_ARGS, err) &&
                fx_ledger_event(db, project, kind, r->id, p, NULL, err);

    fx_arena_free(scratch);
    return done;
}

/* A statement that must touch exactly one row. */
static bool touch_one(fx_db *db, const char *sql, const char *const *args, size_t n, const char *id,
                      fx_error *err)
{
    fx_arena *scratch = fx_arena_new();
    fx_rows none = {0};
    bool done = fx_db_query(db, scratch, sql, args, n, &none, err); /* its answer is waited for */

    fx_arena_free(scratch);
    if (!done)
        return false;
    if (db->changed == 1)
        return true;
    fx_fail(err, FX_LOCKED,
            "revision %s has %zu rows in the ledger of %s: another process was here", id,
            db->changed, db->url->text);
    return fx_hint(err, "run the command again");
}

/* A text has its revision's id in it: only rows of other projects may name the same. */
static bool drop_text_of(fx_db *db, const char *project, const char *id, bool shared, fx_error *err)
{
    const char *args[] = {project, id, project, id};

    return shared
               ? fx_db_run(
                     db,
                     "DELETE FROM fxgit_text WHERE hash = (SELECT text_hash FROM fxgit_ledger "
                     "WHERE project = ? AND revision = ?) AND NOT EXISTS (SELECT 1 FROM "
                     "fxgit_ledger WHERE text_hash = hash AND NOT (project = ? AND revision = ?))",
                     args, 4, err)
               : fx_db_run(
                     db,
                     "DELETE FROM fxgit_text WHERE hash = (SELECT text_hash FROM fxgit_ledger "
                     "WHERE project = ? AND revision = ?)",
                     args, 2, err);
}

bool fx_ledger_remove(fx_db *db, const char *project, const char *id, bool shared,
                      const fx_provenance *p, fx_error *err)
{
    const char *key[] = {project, id};

    return drop_text_of(db, project, id, shared, err) &&
           touch_one(db, "DELETE FROM fxgit_ledger WHERE project = ? AND revision = ?", key, 2, id,
                     err) &&
           fx_ledger_event(db, project, "downgrade", id, p, NULL, err);
}

bool fx_ledger_mend(fx_db *db, const char *project, const fx_revision *r, const fx_provenance *p,
                    fx_error *err)
{
    fx_arena *scratch = fx_arena_new();
    const char *key[] = {project, r->id};
    const char *args[] = {
        ledger_parents(scratch, &r->parents),
        r->message,
        r->up.hash,
        r->down.hash,
        fx_half_projected(scratch, &r->up, dialect_of(db)),
        fx_half_projected(scratch, &r->down, dialect_of(db)),
        r->path,
        r->blob != NULL ? r->blob : fx_blob_id(scratch, r->text, r->n),
        fx_sha256(scratch, r->text, r->n),
        project,
        r->id,
    };
    fx_rows old = {0};
    bool done = fx_db_query(db, scratch,
                            "SELECT text_hash FROM fxgit_ledger WHERE project = ? AND revision = ?",
                            key, 2, &old, err) &&
                add_text(db, scratch, r, err) &&
                touch_one(db,
                          "UPDATE fxgit_ledger SET parents = ?, message = ?, up_hash = ?, "
                          "down_hash = ?, up_projected = ?, down_projected = ?, path = ?, "
                          "blob_id = ?, text_hash = ? WHERE project = ? AND revision = ?",
                          args, sizeof args / sizeof *args, r->id, err) &&
                drop_unused_text(db, old.at[0].at[0], err) &&
                fx_ledger_event(db, project, "mend", r->id, p, NULL, err);

    fx_arena_free(scratch);
    return done;
}

/* Numbers behind `seq` grow by `by`; over the negative ones, so that no two are ever the same. */
static bool make_room(fx_db *db, const char *project, int64_t seq, size_t by, fx_error *err)
{
    fx_arena *a = fx_arena_new();
    const char *kind = words_of(db)->integer;
    const char *away[] = {fx_fmt(a, "%zu", by), project, fx_fmt(a, "%lld", (long long)seq)};
    const char *back[] = {project};
    bool done = fx_db_run(db,
                          fx_fmt(a,
                                 "UPDATE fxgit_ledger SET seq = -(seq + CAST(? AS %s)) "
                                 "WHERE project = ? AND seq > CAST(? AS %s)",
                                 kind, kind),
                          away, 3, err) &&
                fx_db_run(db, "UPDATE fxgit_ledger SET seq = -seq WHERE project = ? AND seq < 0",
                          back, 1, err);

    fx_arena_free(a);
    return done;
}

static bool add_at(fx_db *db, const char *project, const fx_revision *r, int64_t seq,
                   const fx_provenance *p, fx_error *err)
{
    fx_arena *a = fx_arena_new();
    const char *args[] = {fx_fmt(a, "%lld", (long long)seq), project, r->id};
    bool done = fx_ledger_add(db, project, r, p, "upgrade", 0, err) &&
                fx_db_run(db,
                          fx_fmt(a,
                                 "UPDATE fxgit_ledger SET seq = CAST(? AS %s) "
                                 "WHERE project = ? AND revision = ?",
                                 words_of(db)->integer),
                          args, 3, err);

    fx_arena_free(a);
    return done;
}

/* The number of the first of them: what was applied later builds on what the new one stands for;
 * where that builds on something later as well, it moves behind it. */
bool fx_ledger_swap(fx_db *db, const fx_ledger *l, const char *project, const fx_revision *r,
                    const fx_strs *replaced, const fx_revisions *rest, const fx_provenance *p,
                    fx_error *err)
{
    int64_t seq = 0;
    bool done = true;

    fx_each (const char *, id, replaced) {
        const fx_applied *row = fx_ledger_find(l, *id);

        if (row != NULL && (seq == 0 || row->seq < seq))
            seq = row->seq;
        done = done && fx_ledger_remove(db, project, *id, true, p, err);
    }
    done = done && (rest->n == 0 || make_room(db, project, seq, rest->n, err)) &&
           add_at(db, project, r, seq, p, err);
    fx_each (const fx_revision *, more, rest) {
        done = done && add_at(db, project, *more, ++seq, p, err);
    }
    return done && ledger_put_in_order(db, project, err);
}
