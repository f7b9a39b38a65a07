#include <string.h>

#include "fx/migrate/edits.h"
#include "fx/migrate/generate.h"
#include "fx/migrate/lookup.h"
#include "fx/migrate/parsed.h"
#include "fx/migrate/plan.h"
#include "fx/model/replayer.h"
#include "gate.h"

static void from_error(gate *g, const char *rule, const char *title, const char *path,
                       const fx_error *e)
{
    fx_finding *f = gate_add(g, FX_FINDING_ERROR, rule, title);

    f->file = e->file == NULL ? path : e->file;
    f->line = e->line;
    f->message = e->msg;
    f->hint = e->hint;
}

static bool read_one(gate *g, const fx_file *file, fx_error *err)
{
    fx_error probe = {.arena = g->ws->arena};
    const fx_revision *r;

    if (fx_parsed_revision(g->ws->arena, g->now, file, &r, &probe)) {
        if (r != NULL)
            *fx_push(g->ws->arena, &g->history.all) = r;
        return true;
    }
    if (probe.code != FX_INPUT)
        return fx_pass(err, &probe);
    g->whole = false;
    from_error(g, "unreadable", "revision file cannot be read", file->path, &probe);
    return true;
}

/* Only where something is wrong: a graph has each id once. */
static void find_twice(gate *g)
{
    fx_strs ids = {0};

    fx_each (const fx_revision *, r, &g->history.all) {
        *fx_push(g->ws->arena, &ids) = (*r)->id;
    }
    fx_strs_sort(&ids);
    for (size_t i = 1; i < ids.n; i++) {
        if (fx_same(ids.at[i], ids.at[i - 1]))
            *fx_push(g->ws->arena, &g->twice) = ids.at[i];
    }
}

static void build_graph(gate *g)
{
    fx_error probe = {.arena = g->ws->arena};

    if (fx_history_build(g->ws->arena, &g->history, &probe))
        return;
    g->whole = false;
    fx_lookup_where(g->ws, &probe);
    from_error(g, "graph", "revisions do not fit together", NULL, &probe);
}

void gate_read(void *arg)
{
    gate *g = arg;
    fx_arena *a = g->ws->arena;

    if (g->read)
        return;
    g->read = g->whole = true;
    if (!fx_source_list(g->now, a, fx_versions_dir(a, &g->config), &g->files, &g->unread))
        return;
    fx_each (const fx_file, file, &g->files) {
        if (fx_revision_is_file(file->path) && !read_one(g, file, &g->unread))
            return;
    }
    if (g->whole)
        build_graph(g);
    if (!g->whole)
        find_twice(g);
}

const fx_revision *gate_find(const gate *g, const char *id)
{
    fx_each (const fx_revision *, r, &g->history.all) {
        if (fx_same((*r)->id, id))
            return *r;
    }
    return NULL;
}

static bool is_merge(const gate *g)
{
    fx_error probe = {.arena = g->ws->arena};
    fx_commit head;

    return g->ws->repo != NULL && g->ws->head.commit != NULL &&
           fx_repo_commit(g->ws->repo, g->ws->head.commit, &head, &probe) && head.parents.n > 1;
}

/* What a merge brought together is joined; drafts that a rebase left beside what is there already
 * go behind it. */
static bool goes_behind(const gate *g, const fx_strs *heads)
{
    size_t known = 0;

    fx_each (const char *, id, heads) {
        known += gate_knows(g, *id);
    }
    if (is_merge(g) || known == heads->n)
        return false;
    return known > 0 || (!g->options->pushed && fx_base_default(g->ws) != NULL);
}

static void check_heads(gate *g)
{
    fx_arena *a = g->ws->arena;
    fx_strs heads = fx_graph_heads(a, &g->history.graph);

    if (heads.n < 2)
        return;
    fx_finding *f = gate_add(g, FX_FINDING_ERROR, "two-heads", "several heads");
    const fx_revision *last = gate_find(g, heads.at[heads.n - 1]);

    f->file = last == NULL ? NULL : last->path;
    f->line = last == NULL ? 0 : 1;
    f->message = fx_fmt(a, "there are %zu heads: %s", heads.n, fx_strs_join(a, &heads, ", "));
    f->hint = goes_behind(g, &heads)
                  ? "Put yours behind the other: fxgit restack, git add, git commit"
                  : "Join them and commit the file: fxgit merge";
}

/* Up, then down, must give the schema from before (by replay; `execute` counts by its `state`). */
static void check_downgrade(gate *g, const fx_revision *r, const fx_schema *before,
                            const fx_schema *after, fx_arena *scratch)
{
    fx_arena *a = g->ws->arena;
    fx_schema back = fx_schema_copy(scratch, after);
    fx_error probe = {.arena = a};
    bool replays = fx_replay_all(scratch, &back, &r->down.steps, NULL, &probe);

    if (replays && fx_schema_equal(&back, before))
        return;
    fx_finding *f = gate_add(g, FX_FINDING_ERROR, "downgrade", "downgrade does not lead back");

    f->file = r->path;
    f->line = !replays && probe.line > 0 ? probe.line : r->down.line;
    f->revision = r->id;
    f->message = fx_fmt(a, "the downgrade of %s does not lead back to the schema before it%s%s",
                        r->id, replays ? "" : ": ", replays ? "" : probe.msg);
    f->hint =
        "Undo each step of the upgrade in the opposite order, or write `irreversible: reason`.";
}

static void say_loss(gate *g, const fx_revision *r, const fx_loss *loss)
{
    fx_arena *a = g->ws->arena;
    const char *name = fx_loss_name(a, loss);
    fx_finding *f = gate_add(g, loss->reason == NULL ? FX_FINDING_WARNING : FX_FINDING_NOTICE,
                             "loses", "values are lost");

    f->file = r->path;
    f->line = loss->step != NULL && loss->step->line > 0 ? loss->step->line : r->up.line;
    f->revision = r->id;
    f->message =
        fx_fmt(a, "revision %s %s %s%s%s", r->id,
               loss->from == NULL && loss->where == NULL ? "loses" : "may lose values of", name,
               loss->reason == NULL ? "" : ": ", loss->reason == NULL ? "" : loss->reason);
    if (loss->reason == NULL)
        f->hint = fx_fmt(a,
                         "Where rows cannot be had again, `fxgit upgrade` asks for --yes, unless "
                         "somebody writes into the revision why they may go: loses: {%s: REASON}",
                         name);
}

/* What the files say of a revision that is new. */
static void check_losses(gate *g, const fx_revision *r, const fx_schema *before, fx_arena *scratch)
{
    const fx_losses losses = fx_revision_losses(scratch, before, r);

    fx_each (const fx_loss, loss, &losses) {
        say_loss(g, r, loss);
    }
}

/* `scratch` is the revision's alone; what is found is not in it. */
static bool check_revision(gate *g, const fx_revision *r, fx_replayer *player, fx_arena *scratch)
{
    const bool known = gate_knows(g, r->id), gone = known || gate_replaced_gone(g, r);
    const fx_schema before = known ? player->state : fx_schema_copy(scratch, &player->state);
    fx_error probe = {.arena = g->ws->arena};

    if (!fx_replayer_play(player, &r->up.steps, NULL, &probe)) {
        from_error(g, "replay", "revision does not apply", r->path, &probe);
        return false;
    }
    if (known)
        return true;
    if (gone)
        gate_replaces(g, r, &before, &player->state);
    check_losses(g, r, &before, scratch);
    gate_state(g, r, &r->up);
    gate_state(g, r, &r->down);
    if (!r->down.irreversible)
        check_downgrade(g, r, &before, &player->state, scratch);
    return true;
}

/* Replays all revisions; false when one does not apply (a finding). */
static bool check_replay(gate *g, fx_schema *state)
{
    const fx_schema nothing = {0};
    fx_arena *scratch = fx_arena_new();
    fx_replayer player;
    bool done = true;

    fx_replayer_begin(&player, g->ws->arena, &nothing);
    fx_each (const size_t, at, &g->history.graph.order) {
        fx_replayer_tidy(&player);
        done = done && check_revision(g, g->history.graph.nodes.at[*at].revision, &player, scratch);
        fx_arena_clear(scratch);
    }
    fx_replayer_end(&player, state);
    fx_arena_free(scratch);
    return done;
}

/* Names that the branch's own patterns give, and its revisions with them, are no difference. */
static bool named_anew(const gate *g, const fx_schema *before, const fx_schema *model)
{
    fx_config own = g->judged;

    own.naming = g->config.naming;
    return fx_generate_covered(g->ws->arena, &own, before, model);
}

/* Here, and not by the policy. */
static bool is_ignored(const gate *g, const char *table)
{
    return table != NULL && fx_strs_has(&g->config.ignore_tables, table) &&
           !fx_strs_has(&g->judged.ignore_tables, table);
}

static const char *coverage_hint(const gate *g, const fx_step *s)
{
    if (is_ignored(g, s->object.table))
        return "`ignore` counts once the base has it: merge that change of fxgit.yml first, and "
               "drop the entity then.";
    if (fx_step_drops(s))
        return "To keep it, declare it in an entity. To drop it, run `fxgit new`, then add and "
               "commit the file it writes.";
    return "Run `fxgit new`, then add and commit the file it writes.";
}

static void check_coverage(gate *g, const fx_schema *history)
{
    fx_arena *a = g->ws->arena;
    fx_error probe = {.arena = a};
    fx_schema model, before = fx_schema_copy(a, history);
    fx_diff diff;

    if (!fx_model_read(a, g->now, &g->judged, &model, &probe)) {
        from_error(g, "entities", "entities cannot be read", NULL, &probe);
        return;
    }
    fx_schema_leave_out(&before, &g->judged.ignore_tables);
    if (!fx_generate_diff(a, g->now, &g->judged, &before, &model, &diff, &probe)) {
        from_error(g, "not-covered", "entities without a revision", NULL, &probe);
        return;
    }
    if (diff.steps.n > 0 && named_anew(g, &before, &model))
        return;
    fx_each (const fx_change, change, &diff.up) {
        const fx_object *o = &change->step->object;
        const fx_table *t = fx_schema_find(&model, o->schema, o->table);
        const fx_column *c = t == NULL || o->name == NULL ? NULL : fx_table_column(t, o->name);
        fx_finding *f = gate_add(g, FX_FINDING_ERROR, "not-covered", "entities without a revision");

        f->file = t == NULL ? NULL : t->file;
        f->line = c != NULL ? c->line : t != NULL ? t->line : 0;
        f->message = fx_fmt(a, "no revision covers: %s", fx_step_title(a, change->step));
        f->hint = coverage_hint(g, change->step);
    }
}

bool gate_tree(gate *g, fx_error *err)
{
    fx_schema state = {0};

    (void)err;
    if (!g->whole)
        return true;
    check_heads(g);
    if (check_replay(g, &state) && !g->options->no_coverage)
        check_coverage(g, &state);
    return true;
}
