/*
 * Ledger, texts: what was applied is run and replayed from its own text, and
 * only after that has been checked against its hashes.
 */
#include <string.h>

#include "fx/base/hash.h"
#include "fx/model/replayer.h"
#include "ledger_sql.h"
#include "plan_inner.h"
#include "replayed.h"

static bool not_as_applied(const fx_applied *row, const char *what, fx_error *err)
{
    fx_fail(err, FX_REFUSED, "the ledger's text of revision %s does not match its hash (%s)",
            row->id, what);
    return fx_hint(err, "the ledger was changed from outside: put a backup back (fxgit restore)");
}

static bool parse(fx_arena *a, const fx_applied *row, const char *text, fx_revision *out,
                  fx_error *err)
{
    size_t n = strlen(text);

    if (!fx_same(fx_sha256(a, text, n), row->text_hash))
        return not_as_applied(row, "text", err);
    if (!fx_revision_read(a, row->path, text, n, out, err))
        return fx_context(err, "the ledger's text of revision %s", row->id);
    if (!fx_same(out->id, row->id))
        return not_as_applied(row, "id", err);
    if (!fx_same(out->up.hash, row->up_hash))
        return not_as_applied(row, "upgrade half", err);
    if (!fx_same(out->down.hash, row->down_hash))
        return not_as_applied(row, "downgrade half", err);
    return true;
}

bool fx_ledger_revision(fx_arena *a, fx_db *db, const fx_applied *row, fx_revision *out,
                        fx_error *err)
{
    fx_rows rows = {0};

    if (!fx_db_ask(db, a, "SELECT text FROM fxgit_text WHERE hash = ?", &rows, err, row->text_hash))
        return false;
    if (rows.n != 1 || rows.at[0].at[0] == NULL)
        return not_as_applied(row, "it is missing", err);
    return parse(a, row, rows.at[0].at[0], out, err);
}

bool fx_ledger_graph(fx_arena *a, const fx_ledger *l, fx_graph *out, fx_error *err)
{
    FX_VEC(fx_node) nodes = {0};

    fx_reserve(a, &nodes, l->rows.n);
    fx_each (const fx_applied, row, &l->rows) {
        *fx_push(a, &nodes) =
            (fx_node){.id = row->id, .parents = row->parents, .data = row, .path = row->path};
    }
    return fx_graph_build(a, nodes.at, nodes.n, true, out, err);
}

bool plan_row_revision(fx_arena *a, fx_db *db, const fx_applied *row, const fx_revision **out,
                       fx_error *err)
{
    *out = row->revision;
    if (*out != NULL) {
        fx_revision_complete(*out);
        return true;
    }
    fx_revision *read = fx_new(a, fx_revision);

    if (!fx_ledger_revision(a, db, row, read, err))
        return false;
    *out = ((fx_applied *)row)->revision = read; /* the same row as before */
    return true;
}

/* The texts of the first rows, as far as they are known. */
static fx_strs known_texts(fx_arena *a, const fx_ledger *l)
{
    fx_strs texts = {0};

    fx_reserve(a, &texts, l->rows.n);
    fx_each (const fx_applied, row, &l->rows) {
        if (row->revision == NULL)
            break;
        *fx_push(a, &texts) = row->revision->blob;
    }
    return texts;
}

/* What is kept of the state must not live where it is tidied. */
static void pass(const fx_replayer *player, const fx_ledger *l, const fx_strs *texts, size_t n)
{
    replayed_pass(l->replayed, texts, n, &player->state, player->arena != player->home);
}

bool fx_ledger_replay(fx_arena *a, fx_db *db, const fx_ledger *l, fx_schema *out, fx_error *err)
{
    const fx_strs texts = known_texts(a, l);
    fx_schema begun;
    fx_replayer player;
    bool done = true;
    size_t i = replayed_begin(l->replayed, a, &texts, &begun);

    fx_replayer_begin(&player, a, &begun);
    for (; done && i < l->rows.n; i++) {
        const fx_applied *row = &l->rows.at[i];
        const fx_revision *r;

        fx_replayer_tidy(&player);
        pass(&player, l, &texts, i);
        done = plan_row_revision(a, db, row, &r, err) &&
               (fx_replayer_play(&player, &r->up.steps, NULL, err) ||
                fx_context(err, "replaying applied revision %s", row->id));
    }
    if (done)
        pass(&player, l, &texts, l->rows.n);
    fx_replayer_end(&player, out);
    return done;
}
