/*
 * Script: a plan as SQL, without a database. It starts from a ledger that is
 * made up of the revisions before it, and writes its own rows: whoever runs it
 * has a database that fxgit knows.
 */
#include <string.h>

#include "fx/migrate/run.h"
#include "ledger_sql.h"
#include "plan_inner.h"

typedef struct script {
    fx_workspace *ws;
    fx_arena *a;
    const fx_dialect *dialect;
    const ledger_words *words;
    fx_history history;
    fx_ledger ledger;
    fx_plan plan;
    fx_stmts *out;
} script;

static void add(script *s, const char *sql, const char *revision)
{
    *fx_push(s->a, s->out) = (fx_stmt){.sql = sql, .revision = revision};
}

/* The text that the run binds values to, with the values in their places. */
static void add_with(script *s, const char *sql, const char *const *args, size_t n,
                     const char *revision)
{
    fx_sql text = {.text = {.arena = s->a}, .dialect = s->dialect};
    FX_VEC(fx_part) parts = {0};

    for (size_t i = 0; i < n; i++)
        *fx_push(s->a, &parts) = FX_TEXT(args[i]);
    fx_sql_parts(&text, sql, parts.at, parts.n);
    add(s, fx_str_text(&text.text), revision);
}

static void add_event(script *s, const char *kind, const char *revision, const fx_provenance *p)
{
    const char *args[LEDGER_EVENT_ARGS] = {
        s->ws->config.project, kind, revision, p->commit, p->user, p->host, NULL};

    add_with(s, ledger_event_sql(s->a, s->words), args, LEDGER_EVENT_ARGS, revision);
}

static void add_rows(script *s, const fx_move *move)
{
    const char *project = s->ws->config.project, *id = move->revision->id;
    fx_provenance who = {.commit = s->ws->head.commit, .branch = s->ws->head.branch};
    const char *row[LEDGER_ADD_ARGS], *text[LEDGER_TEXT_ARGS];
    const char *key[] = {project, id};

    if (!move->up) {
        add_with(s, "DELETE FROM fxgit_ledger WHERE project = ? AND revision = ?", key, 2, id);
        add_event(s, "downgrade", id, &who);
        return;
    }
    ledger_text_args(s->a, move->revision, text);
    ledger_add_args(s->a, project, move->revision, s->dialect->name, &who, "upgrade", 0, row);
    add_with(s, ledger_text_sql(s->a, s->words), text, LEDGER_TEXT_ARGS, id);
    add_with(s, ledger_add_sql(s->a, s->words), row, LEDGER_ADD_ARGS, id);
    add_event(s, "upgrade", id, &who);
}

static void add_ledger(script *s)
{
    const char *project = s->ws->config.project;
    const char *meta[LEDGER_META_ARGS] = {project, FX_VERSION, "0", project};

    const fx_strs tables = ledger_tables(s->a, s->words);

    fx_each (const char *, sql, &tables) {
        add(s, *sql, NULL);
    }
    add_with(s, ledger_meta_sql(s->a, s->words), meta, LEDGER_META_ARGS, NULL);
}

static void add_heads(script *s, const char *revision)
{
    const char *project = s->ws->config.project;
    const char *args[LEDGER_HEADS_ARGS] = {project, project, project};

    if (!s->ws->config.alembic_version)
        return;
    add(s, ledger_alembic_clear, revision);
    add_with(s, ledger_alembic_fill(s->a, s->words), args, LEDGER_HEADS_ARGS, revision);
}

static bool add_moves(script *s, fx_error *err)
{
    fx_each (const fx_move, move, &s->plan.moves) {
        if (!fx_render(s->a, s->dialect, &move->changes, NULL, s->out, err))
            return fx_context(err, "revision %s", move->revision->id);
        if (!s->dialect->transactional_ddl)
            add(s, "START TRANSACTION", move->revision->id);
        add_rows(s, move);
        if (s->dialect->transactional_ddl)
            continue;
        add_heads(s, move->revision->id);
        add(s, "COMMIT", move->revision->id);
    }
    if (s->dialect->transactional_ddl)
        add_heads(s, NULL);
    return true;
}

/* The ledger as it would be where the script starts: `from` and its ancestors; "" for none, NULL
 * for all. */
static bool make_ledger(script *s, const char *from, fx_error *err)
{
    const char *id = NULL;
    fx_strs ids = {0};

    if (!fx_blank(from)) {
        if (!fx_graph_resolve(s->a, &s->history.graph, from, &id, err))
            return false;
        ids = fx_graph_ancestors(s->a, &s->history.graph, id);
    }
    s->ledger = (fx_ledger){.exists = true};
    fx_each (const size_t, at, &s->history.graph.order) {
        const fx_revision *r = s->history.graph.nodes.at[*at].revision;

        if (from == NULL || fx_strs_has(&ids, r->id))
            *fx_push(s->a, &s->ledger.rows) = (fx_applied){
                .id = r->id,
                .seq = (int64_t)s->ledger.rows.n + 1,
                .parents = r->parents,
                .message = r->message,
                .up_hash = r->up.hash,
                .down_hash = r->down.hash,
                .path = r->path,
                .blob = r->blob,
                .kind = "upgrade",
                .revision = r,
            };
    }
    return true;
}

static bool make_plan(script *s, fx_verb verb, const char *from, const char *to, fx_error *err)
{
    fx_items items;
    bool down = verb == FX_VERB_DOWNGRADE;

    if (!make_ledger(s, from == NULL && !down ? "" : from, err))
        return false;
    if (down)
        return fx_plan_downgrade(s->a, NULL, &s->ledger, to, &s->plan, err) &&
               fx_plan_replay(s->a, NULL, &s->ledger, &s->plan, err);
    return fx_classify(s->a, &s->history, &s->ledger, s->dialect->name, &items, err) &&
           fx_plan_upgrade(s->a, &s->history, &s->ledger, &items, to, &s->plan, err) &&
           fx_plan_replay(s->a, NULL, &s->ledger, &s->plan, err);
}

bool fx_script(fx_workspace *ws, const char *dialect, fx_verb verb, const char *from,
               const char *to, fx_stmts *out, fx_error *err)
{
    script s = {.ws = ws, .a = ws->arena, .out = out};

    *out = (fx_stmts){0};
    s.dialect = fx_dialect_find(dialect);
    s.words = ledger_words_of(dialect);
    if (s.dialect == NULL || s.words == NULL)
        return fx_fail(err, FX_USAGE, "no script can be made for %s", dialect);
    if (!fx_history_read(s.a, ws->worktree, &ws->config, &s.history, err) ||
        !make_plan(&s, verb, from, to, err))
        return false;
    if (s.plan.moves.n == 0)
        return true;
    for (const char *const *sql = s.words->begin; *sql != NULL; sql++)
        add(&s, *sql, NULL);
    if (verb != FX_VERB_DOWNGRADE)
        add_ledger(&s);
    if (ws->config.alembic_version)
        add(&s, ledger_alembic_table, NULL);
    if (!add_moves(&s, err))
        return false;
    for (const char *const *sql = s.words->end; *sql != NULL; sql++)
        add(&s, *sql, NULL);
    return true;
}
