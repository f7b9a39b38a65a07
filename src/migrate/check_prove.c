/*
 * Prove: each new revision is run in scratch: up gives what its steps say, down
 * what was there before, and up again works; with rows made from the schema.
 */
#include <stdlib.h>
#include <string.h>

#include "fx/migrate/normal.h"
#include "fx/model/diff.h"
#include "gate.h"
#include "scratch.h"

typedef struct proof {
    gate *g;
    fx_arena *a;
    scratch s;
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

static void compare_content(proof *p, const scratch_content *was, const scratch_content *now)
{
    const fx_strs all = scratch_lost(p->a, was, now);
    fx_strs lost = {0};

    fx_each (const char *, name, &all) {
        const char *table = fx_strndup(p->a, *name, strcspn(*name, "."));

        if (!fx_strs_has(&p->r->loses, *name) && !fx_strs_has(&p->r->loses, table))
            *fx_push(p->a, &lost) = *name;
    }
    if (lost.n == 0)
        return;
    fx_finding *f = add(p, "prove-loses", "rows do not come back",
                        fx_fmt(p->a, "up and down again loses %s, and `loses:` does not say so",
                               fx_strs_join(p->a, &lost, ", ")));

    f->hint =
        fx_fmt(p->a, "Write `loses: [%s]` into the revision.", fx_strs_join(p->a, &lost, ", "));
}

static bool is_there(proof *p, const fx_schema *wanted, const char *rule, const char *when,
                     fx_error *err)
{
    const fx_diff_options o = {.naming = p->g->config.naming, .as_is = true};
    fx_schema want = fx_schema_copy(p->a, wanted), have;
    fx_live live;

    if (!fx_db_inspect(p->s.db, p->a, &live, err))
        return false;
    have = fx_schema_copy(p->a, &live.schema);
    fx_schema_keep_texts(&have, &want); /* the others are made by `execute` */
    fx_each (const fx_table *const, t, &live.schema.tables) {
        if ((*t)->unheld == NULL)
            continue;
        fx_schema_remove(&want, NULL, (*t)->name);
        fx_schema_remove(&have, NULL, (*t)->name);
    }
    const fx_schema *x = fx_project(p->a, &want, p->s.dialect->name);
    const fx_schema *y = fx_project(p->a, &have, p->s.dialect->name);

    if (!fx_normal(p->a, p->s.db, &x, y, err))
        return false;
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
    if (scratch_run(&p->s, &p->up, probe))
        return true;
    *with_rows = false;
    fx_error_clear(probe);
    if (p->s.dialect->transactional_ddl)
        scratch_empty(&p->s, &p->before);
    else if (!scratch_rebuild(&p->s, &p->before, probe))
        return false;
    return scratch_run(&p->s, &p->up, probe);
}

static bool there_and_back(proof *p, bool *runs, fx_error *err)
{
    fx_error probe = {.arena = p->a};
    scratch_content was = {0}, now = {0};
    bool with_rows;

    scratch_fill(&p->s, &p->before);
    if (!scratch_read(&p->s, &p->before, &was, err))
        return false;
    *runs = first_up(p, &with_rows, &probe);
    if (!*runs)
        return failed(p, "upgrade", &probe);
    if (!is_there(p, &p->after, "prove-up", "upgrade", err))
        return false;
    if (p->r->down.irreversible)
        return true;
    *runs = scratch_run(&p->s, &p->down, &probe);
    if (!*runs)
        return failed(p, "downgrade", &probe);
    if (!is_there(p, &p->before, "prove-down", "downgrade", err) ||
        !scratch_read(&p->s, &p->before, &now, err))
        return false;
    if (with_rows)
        compare_content(p, &was, &now);
    *runs = scratch_run(&p->s, &p->up, &probe);
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
        if (gate_knows(g, p->r->id)) {
            if (!scratch_run(&p->s, &p->up, &probe))
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

/* Whoever runs the gate may say where: the URLs of servers, by blanks. Then nothing that a tree
 * says is connected to. */
static const char prove_url[] = "FXGIT_PROVE_URL";

static fx_strs said_places(const gate *g)
{
    const char *text = getenv(prove_url);
    fx_strs out = {0};

    while (text != NULL && *text != '\0') {
        size_t n = strcspn(text, " \n");

        if (n > 0)
            *fx_push(g->ws->arena, &out) = fx_strndup(g->ws->arena, text, n);
        text += n + (text[n] != '\0');
    }
    return out;
}

/* That of the default target, or of the only place that is said. */
static const char *default_dialect(gate *g)
{
    fx_error probe = {.arena = g->ws->arena};
    const fx_strs said = said_places(g);
    fx_place place;

    if (fx_workspace_place(g->ws, NULL, NULL, &place, &probe))
        return place.url.scheme;
    probe = (fx_error){.arena = g->ws->arena};
    if (said.n == 1 && fx_workspace_place(g->ws, NULL, said.at[0], &place, &probe))
        return place.url.scheme;
    return NULL;
}

static fx_strs dialects_of(gate *g)
{
    fx_strs out = g->config.dialects;
    const char *dialect = out.n > 0 ? NULL : default_dialect(g);

    if (dialect != NULL)
        *fx_push(g->ws->arena, &out) = dialect;
    return out;
}

/* Of what is said, or the default target, the place of that dialect. */
static bool find_place(gate *g, const char *dialect, fx_place *out)
{
    const fx_strs said = said_places(g);
    fx_strs urls = said;

    if (said.n == 0)
        *fx_push(g->ws->arena, &urls) = g->options->url;
    fx_each (const char *, url, &urls) {
        fx_error probe = {.arena = g->ws->arena};

        if (fx_workspace_place(g->ws, said.n > 0 ? NULL : g->options->target, *url, out, &probe) &&
            fx_same(out->url.scheme, dialect))
            return true;
    }
    return false;
}

/* Names with a schema cannot mean a place beside the default one. */
static bool has_schemas(const gate *g)
{
    for (size_t i = 0; i < g->history.graph.nodes.n; i++) {
        const fx_revision *r = g->history.graph.nodes.at[i].revision;

        fx_each (const fx_step *const, s, &r->up.steps) {
            if ((*s)->object.schema != NULL)
                return true;
        }
    }
    return false;
}

/* *there false: the dialect has no scratch here, which is said. */
static bool open_scratch(gate *g, const char *dialect, scratch *out, bool *there, fx_error *err)
{
    fx_place *place = fx_new(g->ws->arena, fx_place);

    *there = scratch_open(g->ws->arena, dialect, out, err);
    if (*there || err->msg != NULL)
        return *there;
    if (!find_place(g, dialect, place)) {
        fx_finding *f = gate_add(g, FX_FINDING_WARNING, "prove-nowhere", "nothing was proven");

        f->message =
            fx_fmt(g->ws->arena, "there is no database of %s to prove revisions in", dialect);
        f->hint =
            "Give the project one: `database:` in fxgit.yml, --target NAME, or a server's URL in "
            "FXGIT_PROVE_URL.";
        return true;
    }
    *there = has_schemas(g) ? scratch_open_beside(g->ws->arena, &place->url, out, err)
                            : scratch_open_in(g->ws->arena, &place->url, out, err);
    return *there;
}

bool gate_prove(gate *g, fx_error *err)
{
    fx_arena *a = g->ws->arena;

    const fx_strs dialects = dialects_of(g);

    if (dialects.n == 0) {
        fx_finding *f = gate_add(g, FX_FINDING_WARNING, "prove-nowhere", "nothing was proven");

        f->message = "which engine is it? The address of the default target is not known here";
        f->hint = "Say it in fxgit.yml: dialects: [postgresql]";
    }
    fx_each (const char *, name, &dialects) {
        proof p = {.g = g, .a = a};
        bool there;

        if (!open_scratch(g, *name, &p.s, &there, err))
            return false;
        if (there && !prove_all(&p, err))
            return false;
    }
    return true;
}
