/*
 * Import of Alembic's scripts: each half is translated from the schema that its
 * ancestors lead to. A downgrade that does not lead back is written anew: the
 * gate would refuse it, and whoever needs it could not use it.
 */
#include "fx/migrate/import.h"

#include <string.h>

#include "fx/base/path.h"
#include "fx/migrate/dialects.h"
#include "fx/migrate/generate.h"
#include "import_inner.h"

typedef struct origin { /* a node of the graph: a script, or a revision that is there */
    const fx_alembic_script *script;
    const fx_revision *revision;
    fx_schema after;
    bool done;
} origin;

typedef struct import {
    fx_workspace *ws;
    fx_arena *a;
    fx_alembic *al;
    FX_VEC(fx_alembic_script) scripts;
    fx_history history; /* what is there */
    fx_graph graph;
    origin *origins; /* in the order of graph.nodes */
    fx_imported *out;
    fx_error *err;
} import;

/* ---- files ---- */

/* Paths that are not absolute are below the project's folder. */
static bool read_file(void *ctx, fx_arena *a, const char *path, const char **text, size_t *n,
                      fx_error *err)
{
    const fx_workspace *ws = ctx;
    const char *full = fx_path_join(a, ws->root, path);

    *text = NULL;
    return !fx_path_exists(full) || fx_path_is_dir(full) ||
           fx_file_read(a, full, 1 << 22, text, n, err);
}

/* As the project calls it; what lies outside has its whole name. */
static const char *own_name(import *in, const char *path)
{
    const char *relative = fx_path_relative(in->a, in->ws->root, path);

    return fx_starts(relative, "..") ? path : relative;
}

/* https://alembic.sqlalchemy.org/en/latest/tutorial.html: *.py, but no __init__.py. */
static bool is_script(const char *path)
{
    const char *base = fx_path_base(path);

    return fx_ends(base, ".py") && !fx_starts(base, "__init__") && !fx_starts(base, ".#") &&
           strstr(path, "__pycache__") == NULL;
}

static bool read_folder(import *in, const char *name)
{
    const char *dir = fx_path_absolute(in->a, name);
    const char *below = fx_path_join(in->a, dir, "versions");
    fx_strs files = {0};
    size_t before = in->scripts.n;

    if (!fx_path_is_dir(dir)) {
        fx_fail(in->err, FX_USAGE, "there is no folder %s", name);
        return fx_hint(in->err, "It is the folder of Alembic's scripts: alembic/versions, or "
                                "migrations/versions.");
    }
    if (fx_path_is_dir(below))
        dir = below;
    if (!fx_dir_list(in->a, dir, &files, in->err))
        return false;
    fx_each (const char *, file, &files) {
        if (is_script(*file) &&
            !fx_alembic_read(in->al, own_name(in, fx_path_join(in->a, dir, *file)),
                             fx_push(in->a, &in->scripts), in->err))
            return false;
    }
    return in->scripts.n > before ||
           fx_fail(in->err, FX_USAGE, "%s has no scripts of Alembic's", name);
}

/* ---- the graph ---- */

static const fx_alembic_script *script_of(const import *in, const char *id)
{
    fx_each (const fx_alembic_script, s, &in->scripts) {
        if (fx_same(s->id, id))
            return s;
    }
    return NULL;
}

/* An id, a label, or the beginning of an id that no other has; NULL: none. */
static const char *resolve(const import *in, const char *name)
{
    const char *found = NULL;
    size_t n = strcspn(name, "@"); /* label@head */

    if (script_of(in, name) != NULL)
        return name;
    fx_each (const fx_revision *, r, &in->history.all) {
        if (fx_same((*r)->id, name))
            return name;
    }
    fx_each (const fx_alembic_script, s, &in->scripts) {
        if (fx_strs_has(&s->labels, fx_strndup(in->a, name, n)))
            return s->id;
    }
    fx_each (const fx_alembic_script, s, &in->scripts) {
        if (!fx_starts(s->id, name))
            continue;
        if (found != NULL)
            return NULL;
        found = s->id;
    }
    return found;
}

static bool add_parents(import *in, const fx_alembic_script *s, const fx_strs *names,
                        const char *key, fx_strs *out)
{
    fx_each (const char *, name, names) {
        const char *id = resolve(in, *name);

        if (id == NULL) {
            fx_fail_at(in->err, FX_INPUT, s->path, s->line, 0,
                       "revision %s has %s %s, which is in no script", s->id, key, *name);
            return fx_hint(in->err, "Give the folder of that script, too: fxgit import alembic "
                                    "DIR DIR");
        }
        if (!fx_strs_has(out, id))
            *fx_push(in->a, out) = id;
    }
    return true;
}

static bool check_id(import *in, const fx_alembic_script *s)
{
    if (fx_is_id(s->id, strlen(s->id)))
        return true;
    fx_fail_at(in->err, FX_INPUT, s->path, s->line, 0, "'%s' cannot be the id of a revision",
               s->id);
    return fx_hint(in->err, "An id has at most 64 letters, digits, `_`, `.` and `-`. Rename it in "
                            "the scripts, and in alembic_version.");
}

static bool build_graph(import *in)
{
    FX_VEC(fx_node) nodes = {0};

    fx_each (const fx_revision *, r, &in->history.all) {
        *fx_push(in->a, &nodes) =
            (fx_node){.id = (*r)->id, .parents = (*r)->parents, .revision = *r, .path = (*r)->path};
    }
    fx_each (fx_alembic_script, s, &in->scripts) {
        fx_strs parents = {0};

        if (!check_id(in, s) || !add_parents(in, s, &s->parents, "down_revision", &parents) ||
            !add_parents(in, s, &s->depends, "depends_on", &parents))
            return false;
        fx_strs_sort(&parents);
        s->parents = parents;
        if (fx_graph_find(&in->history.graph, s->id) != NULL)
            in->out->kept++;
        else
            *fx_push(in->a, &nodes) =
                (fx_node){.id = s->id, .parents = parents, .data = s, .path = s->path};
    }
    return fx_graph_build(in->a, nodes.at, nodes.n, false, &in->graph, in->err);
}

/* ---- schemas ---- */

static origin *origin_of(const import *in, const char *id)
{
    const fx_node *node = fx_graph_find(&in->graph, id);

    return node == NULL ? NULL : &in->origins[node - in->graph.nodes.at];
}

/* What all ancestors give. Sides of a merge that do the same are the gate's business. */
static fx_schema before_of(const import *in, const fx_node *node)
{
    fx_schema out = {0};
    fx_error probe = {.arena = in->a};

    if (node->parents.n == 1)
        return fx_schema_copy(in->a, &origin_of(in, node->parents.at[0])->after);
    if (node->parents.n == 0)
        return out;
    const fx_strs all = fx_graph_ancestors(in->a, &in->graph, node->id);

    fx_each (const char *, id, &all) {
        const fx_revision *r = origin_of(in, *id)->revision;

        for (size_t i = 0; r != NULL && i < r->up.steps.n; i++) {
            if (!fx_replay(in->a, &out, r->up.steps.at[i], NULL, &probe))
                fx_error_clear(&probe);
        }
    }
    return out;
}

/* ---- halves ---- */

static void take_refusals(import *in, const char *id, const fx_alembic_half *half)
{
    fx_each (const fx_alembic_refusal, r, &half->refusals) {
        *fx_push(in->a, &in->out->refused) = (fx_import_note){id, r->file, r->line, r->why};
    }
}

/* A step as it is, or what it stands for. */
static fx_steps steps_of(fx_arena *a, const fx_step *step)
{
    fx_steps out = {0};

    if (step->execute.has_state)
        return step->execute.state;
    *fx_push(a, &out) = step;
    return out;
}

/* Replays a step, and adds what takes it back. */
static bool step_back(import *in, const fx_step *step, fx_schema *state, fx_steps *back)
{
    const fx_step *its = fx_step_enum_reverse(in->a, state, step);
    fx_error probe = {.arena = in->a};
    fx_changes changes = {0};

    if (!fx_replay(in->a, state, step, &changes, &probe))
        return false;
    if (its != NULL)
        *fx_push(in->a, back) = its;
    for (size_t i = 0; its == NULL && i < changes.n; i++) {
        const fx_step *one = fx_change_reverse(in->a, &changes.at[i]);

        if (one != NULL)
            *fx_push(in->a, back) = one;
    }
    return true;
}

/* The opposites of what the upgrade does, in the opposite order. False: some has none. */
static bool reverse_of(import *in, const fx_steps *up, const fx_schema *before, fx_steps *out)
{
    fx_schema state = fx_schema_copy(in->a, before);
    fx_error probe = {.arena = in->a};
    fx_steps back = {0};

    *out = (fx_steps){0};
    fx_each (const fx_step *const, step, up) {
        const fx_steps parts = steps_of(in->a, *step);

        if ((*step)->execute.refuses != NULL)
            return false; /* what it will do is not known */
        fx_each (const fx_step *const, part, &parts) {
            if (!step_back(in, *part, &state, &back))
                return false;
        }
    }
    for (size_t i = back.n; i-- > 0;)
        *fx_push(in->a, out) = back.at[i];
    return fx_replay_all(in->a, &state, out, NULL, &probe) && fx_schema_equal(&state, before);
}

static void note_reversed(import *in, const fx_alembic_script *s, const char *why)
{
    *fx_push(in->a, &in->out->reversed) = (fx_import_note){s->id, s->path, 0, why};
}

static void translate_down(import *in, const fx_alembic_script *s, const fx_schema *before,
                           const fx_schema *after, fx_revision *r)
{
    fx_schema back = fx_schema_copy(in->a, after);
    fx_alembic_half down;

    fx_alembic_half_of(in->al, s, false, &back, &down);
    if (down.raises != NULL) {
        r->down.irreversible = true;
        r->down.reason = down.raises;
        return;
    }
    r->down.steps = down.steps;
    if (fx_schema_equal(&back, before)) {
        take_refusals(in, s->id, &down);
        return;
    }
    if (reverse_of(in, &r->up.steps, before, &r->down.steps)) {
        note_reversed(in, s, "downgrade() does not lead back: its opposite is written instead");
        return;
    }
    r->down.irreversible = true;
    r->down.reason = "Alembic's downgrade() does not lead back";
    note_reversed(in, s, "downgrade() does not lead back: it is irreversible");
}

static void translate(import *in, const fx_node *node, origin *o)
{
    const fx_alembic_script *s = o->script;
    const fx_schema before = before_of(in, node);
    fx_revision *r = fx_new(in->a, fx_revision);
    fx_alembic_half up;

    o->after = fx_schema_copy(in->a, &before);
    *r = (fx_revision){.id = s->id, .parents = node->parents, .message = s->message};
    fx_alembic_half_of(in->al, s, true, &o->after, &up);
    if (up.raises != NULL) { /* nobody can have it */
        fx_step *step = fx_new(in->a, fx_step);

        *step = (fx_step){.kind = FX_STEP_EXECUTE};
        step->execute.refuses = fx_fmt(in->a, "%s: upgrade() raises: %s", s->path, up.raises);
        *fx_push(in->a, &up.steps) = step;
    }
    take_refusals(in, s->id, &up);
    r->up.steps = up.steps;
    translate_down(in, s, &before, &o->after, r);
    fx_generate_finish(in->a, &in->ws->config, &before, r);
    o->revision = r;
    fx_edits_put(in->a, &in->out->edits, r->path, r->text, r->message);
    in->out->edits.at[in->out->edits.n - 1].fresh = true;
}

static void play(import *in, const fx_node *node, origin *o)
{
    fx_error probe = {.arena = in->a};

    o->revision = node->revision;
    o->after = before_of(in, node);
    if (!fx_replay_all(in->a, &o->after, &o->revision->up.steps, NULL, &probe))
        fx_error_clear(&probe); /* the gate says so */
}

static void translate_all(import *in)
{
    in->origins = fx_alloc(in->a, (in->graph.nodes.n + 1) * sizeof *in->origins);
    fx_each (const size_t, at, &in->graph.order) {
        const fx_node *node = &in->graph.nodes.at[*at];
        origin *o = &in->origins[*at];

        o->script = node->data;
        if (o->script == NULL)
            play(in, node, o);
        else
            translate(in, node, o);
    }
}

bool fx_import_alembic(fx_workspace *ws, const fx_strs *dirs, fx_imported *out, fx_error *err)
{
    const fx_entity_files files = {.ctx = ws, .read = read_file};
    const fx_strs dialects = fx_dialects_of(ws, &ws->config);
import in = {.ws = ws, .a = ws->arena, .out = out, .err = err };

    *out = (fx_imported){0};
    in.al = fx_alembic_new(ws->arena, &files, &dialects, import_state, import_state_of(ws));
    if (in.al == NULL)
        return fx_fail(err, FX_INPUT, "this build does not read Python");
    if (!fx_history_read(ws->arena, ws->worktree, &ws->config, &in.history, err))
        return false;
    fx_each (const char *, dir, dirs) {
        if (!read_folder(&in, *dir))
            return false;
    }
    if (!build_graph(&in))
        return false;
    translate_all(&in);
    out->heads = fx_graph_heads(ws->arena, &in.graph);
    return true;
}
