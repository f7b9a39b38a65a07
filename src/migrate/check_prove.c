/*
 * Prove: each new revision is run in scratch: up gives what its steps say, down
 * what was there before, and up again works; with rows made from the schema.
 */
#include <string.h>

#include "fx/model/diff.h"
#include "gate.h"

enum { ROWS = 3 };

typedef struct proof {
    gate *g;
    fx_arena *a;
    fx_db *db;
    const fx_dialect *dialect;
    const fx_revision *r;
    fx_schema before, after;
    fx_changes up, down;
} proof;

static fx_finding *add(proof *p, const char *rule, const char *title, const char *message)
{
    fx_finding *f = gate_add(p->g, FX_FINDING_ERROR, rule, title);

    f->file = p->r->path;
    f->line = p->r->up.line;
    f->revision = p->r->id;
    f->message = message;
    return f;
}

static const char *quoted(proof *p, const char *name)
{
    fx_sql sql = {.text = {.arena = p->a}, .dialect = p->dialect};

    fx_sql_add(&sql, "?", FX_NAME(name));
    return fx_str_text(&sql.text);
}

/* ---- rows ---- */

/* The same for the same type and row, so that references find each other. */
static const char *value(proof *p, const fx_column *c, int row)
{
    const fx_strs *members = fx_enum_members(&p->before, &c->type);

    if (c->type.kind == FX_TYPE_ENUM && members->n > 0)
        return members->at[(size_t)row % members->n];
    if (c->type.kind == FX_TYPE_BOOLEAN)
        return row % 2 == 0 ? "0" : "1";
    if (c->type.kind >= FX_TYPE_SMALLINT && c->type.kind <= FX_TYPE_NUMERIC)
        return fx_fmt(p->a, "%d", row);
    if (fx_type_is_time(&c->type))
        return fx_fmt(p->a, "2020-01-%02d 12:00:00", row);
    return c->type.kind == FX_TYPE_JSON ? "{}" : fx_fmt(p->a, "v%d", row);
}

static bool insert_row(proof *p, const fx_table *t, int row, fx_error *err)
{
    fx_sql sql = {.text = {.arena = p->a}, .dialect = p->dialect};
    fx_strs names = {0}, values = {0};

    fx_each (const fx_column, c, &t->columns) {
        if (fx_column_generated(c))
            continue;
        *fx_push(p->a, &names) = c->name;
        *fx_push(p->a, &values) = value(p, c, row);
    }
    fx_sql_add(&sql, "INSERT OR IGNORE INTO ? (?) VALUES (", FX_NAME(t->name), FX_NAMES(&names));
    for (size_t i = 0; i < values.n; i++)
        fx_str_add(&sql.text, i == 0 ? "?" : ", ?");
    fx_str_addc(&sql.text, ')');
    return fx_db_run(p->db, fx_str_text(&sql.text), values.at, values.n, err);
}

/* What a check or a trigger refuses is no row; references hold, as rows have the same numbers. */
static void insert_rows(proof *p)
{
    fx_error probe = {.arena = p->a};

    if (!fx_db_begin(p->db, FX_GUARD_REBUILDS, &probe))
        return;
    fx_each (const fx_table *const, t, &p->before.tables) {
        for (int row = 1; row <= ROWS; row++)
            (void)!insert_row(p, *t, row, &probe);
    }
    if (!fx_db_commit(p->db, &probe))
        fx_db_rollback(p->db);
}

static void delete_rows(proof *p)
{
    fx_error probe = {.arena = p->a};

    if (!fx_db_begin(p->db, FX_GUARD_REBUILDS, &probe))
        return;
    fx_each (const fx_table *const, t, &p->before.tables) {
        (void)!fx_db_exec(p->db, fx_fmt(p->a, "DELETE FROM %s", quoted(p, (*t)->name)), &probe);
    }
    if (!fx_db_commit(p->db, &probe))
        fx_db_rollback(p->db);
}

typedef struct content { /* of a column: its values, sorted */
    const char *table, *column, *text;
} content;
typedef FX_VEC(content) contents;

static bool read_content(proof *p, contents *out, fx_error *err)
{
    fx_each (const fx_table *const, t, &p->before.tables) {
        fx_each (const fx_column, c, &(*t)->columns) {
            const char *name = quoted(p, c->name);
            fx_str s = {.arena = p->a};
            fx_rows rows = {0};

            if (!fx_db_query(p->db, p->a,
                             fx_fmt(p->a, "SELECT quote(%s) FROM %s ORDER BY 1", name,
                                    quoted(p, (*t)->name)),
                             NULL, 0, &rows, err))
                return false;
            fx_each (const fx_row, row, &rows) {
                fx_str_addf(&s, "%s\n", row->at[0]);
            }
            *fx_push(p->a, out) = (content){(*t)->name, c->name, fx_str_text(&s)};
        }
    }
    return true;
}

static void compare_content(proof *p, const contents *was, const contents *now)
{
    fx_strs lost = {0};

    for (size_t i = 0; i < was->n && i < now->n; i++) {
        const content *c = &was->at[i];
        const char *name = fx_fmt(p->a, "%s.%s", c->table, c->column);

        if (!fx_same(c->text, now->at[i].text) && !fx_strs_has(&p->r->loses, name) &&
            !fx_strs_has(&p->r->loses, c->table))
            *fx_push(p->a, &lost) = name;
    }
    if (lost.n == 0)
        return;
    fx_finding *f = add(p, "loses", "rows do not come back",
                        fx_fmt(p->a, "up and down again loses %s, and `loses:` does not say so",
                               fx_strs_join(p->a, &lost, ", ")));

    f->hint =
        fx_fmt(p->a, "Write `loses: [%s]` into the revision.", fx_strs_join(p->a, &lost, ", "));
}

/* ---- steps ---- */

static bool run_statements(proof *p, const fx_stmts *statements, fx_error *err)
{
    fx_each (const fx_stmt, s, statements) {
        if (!fx_db_exec(p->db, s->sql, err))
            return fx_context(err, "%.60s", s->sql);
    }
    return true;
}

static bool run_half(proof *p, const fx_changes *changes, fx_error *err)
{
    fx_stmts statements = {0};
    fx_live live;

    if (!fx_db_inspect(p->db, p->a, &live, err) ||
        !fx_render(p->a, p->dialect, changes, &live, &statements, err) ||
        !fx_db_begin(p->db, FX_GUARD_REBUILDS, err))
        return false;
    if (run_statements(p, &statements, err))
        return fx_db_commit(p->db, err);
    fx_db_rollback(p->db);
    return false;
}

static bool is_there(proof *p, const fx_schema *wanted, const char *rule, const char *when,
                     fx_error *err)
{
    const fx_diff_options o = {.naming = p->g->config.naming, .as_is = true};
    fx_schema want = fx_schema_copy(p->a, wanted), have;
    fx_live live;

    if (!fx_db_inspect(p->db, p->a, &live, err))
        return false;
    have = fx_schema_copy(p->a, &live.schema);
    fx_schema_keep_texts(&have, &want); /* the others are made by `execute` */
    fx_each (const fx_table *const, t, &live.schema.tables) {
        if ((*t)->unheld == NULL)
            continue;
        fx_schema_remove(&want, NULL, (*t)->name);
        fx_schema_remove(&have, NULL, (*t)->name);
    }
    const fx_schema *x = fx_project(p->a, &want, p->dialect->name);
    const fx_schema *y = fx_project(p->a, &have, p->dialect->name);

    if (fx_schema_equal(x, y))
        return true;
    fx_diff d = fx_diff_schemas(p->a, x, y, &o);

    add(p, rule, "revision does not do what its steps say",
        fx_fmt(p->a, "after its %s the database differs: %s", when,
               fx_steps_message(p->a, &d.steps)));
    return true;
}

static bool failed(proof *p, const char *what, const fx_error *probe)
{
    fx_finding *f = add(p, "prove-fails", "revision does not run",
                        fx_fmt(p->a, "its %s fails: %s", what, probe->msg));

    f->hint = probe->hint;
    return true;
}

/* With rows where they let it; a new constraint may have to refuse them. */
static bool first_up(proof *p, bool *with_rows, fx_error *probe)
{
    *with_rows = true;
    if (run_half(p, &p->up, probe))
        return true;
    *with_rows = false;
    delete_rows(p);
    fx_error_clear(probe);
    return run_half(p, &p->up, probe);
}

static bool there_and_back(proof *p, bool *runs, fx_error *err)
{
    fx_error probe = {.arena = p->a};
    contents was = {0}, now = {0};
    bool with_rows;

    insert_rows(p);
    if (!read_content(p, &was, err))
        return false;
    *runs = first_up(p, &with_rows, &probe);
    if (!*runs)
        return failed(p, "upgrade", &probe);
    if (!is_there(p, &p->after, "prove-up", "upgrade", err))
        return false;
    if (p->r->down.irreversible)
        return true;
    *runs = run_half(p, &p->down, &probe);
    if (!*runs)
        return failed(p, "downgrade", &probe);
    if (!is_there(p, &p->before, "prove-down", "downgrade", err) || !read_content(p, &now, err))
        return false;
    if (with_rows)
        compare_content(p, &was, &now);
    *runs = run_half(p, &p->up, &probe);
    return *runs ? is_there(p, &p->after, "prove-up", "second upgrade", err)
                 : failed(p, "second upgrade", &probe);
}

static bool replays(proof *p)
{
    fx_error probe = {.arena = p->a};
    fx_schema back;

    p->after = fx_schema_copy(p->a, &p->before);
    p->up = p->down = (fx_changes){0};
    if (!fx_replay_all(p->a, &p->after, &p->r->up.steps, &p->up, &probe))
        return false; /* the tree's own check says so */
    back = fx_schema_copy(p->a, &p->after);
    return p->r->down.irreversible ||
           fx_replay_all(p->a, &back, &p->r->down.steps, &p->down, &probe);
}

static bool prove_all(proof *p, fx_error *err)
{
    gate *g = p->g;

    fx_each (const size_t, at, &g->history.graph.order) {
        fx_error probe = {.arena = p->a};
        bool runs = true;

        p->r = g->history.graph.nodes.at[*at].revision;
        if (!replays(p))
            return true;
        if (fx_strs_has(&g->known, p->r->id)) {
            if (!run_half(p, &p->up, &probe))
                return failed(p, "upgrade", &probe);
        } else if (!there_and_back(p, &runs, err)) {
            return false;
        }
        if (!runs)
            return true; /* what comes after it stands on nothing */
        p->before = p->after;
    }
    return true;
}

/* Not said: the default target's, where it is known. */
static fx_strs dialects_of(gate *g)
{
    fx_error probe = {.arena = g->ws->arena};
    fx_strs out = g->config.dialects;
    fx_place place;

    if (out.n == 0)
        *fx_push(g->ws->arena, &out) =
            fx_workspace_place(g->ws, NULL, NULL, &place, &probe) ? place.url.scheme : "sqlite";
    return out;
}

bool gate_prove(gate *g, fx_error *err)
{
    fx_arena *a = g->ws->arena;

    const fx_strs dialects = dialects_of(g);

    fx_each (const char *, name, &dialects) {
        const fx_driver *d = fx_driver_find(*name);
        fx_url *url = fx_new(a, fx_url);
        proof p = {.g = g, .a = a};

        if (d == NULL || d->scratch == NULL)
            continue;
        *url = (fx_url){.text = "a scratch database", .scheme = *name, .path = d->scratch};
        p.db = fx_db_open(a, url, true, err);
        p.dialect = d->dialect;
        if (p.db == NULL || !prove_all(&p, err))
            return false;
    }
    return true;
}
