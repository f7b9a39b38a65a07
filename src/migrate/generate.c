#include "fx/migrate/generate.h"

#include <string.h>

#include "fx/base/hash.h"
#include "fx/base/path.h"
#include "fx/migrate/dialects.h"
#include "fx/migrate/embedded.h"
#include "fx/migrate/folded.h"
#include "fx/migrate/plan.h"
#include "generate_inner.h"
#include "scratch.h"

bool fx_generate_covered(fx_arena *a, const fx_config *c, const fx_schema *history,
                         const fx_schema *model)
{
    const fx_diff_options d = {.naming = c->naming, .dialects = c->dialects};

    return fx_schema_equal(history, model) ||
           (c->dialects.n > 0 && fx_diff_schemas(a, history, model, &d).steps.n == 0);
}

/* A table that is ignored is never created, dropped or reported, also when history has it. */
static fx_schema without_ignored(fx_arena *a, const fx_schema *s, const fx_config *c)
{
    fx_schema out = fx_schema_copy(a, s);

    fx_schema_leave_out(&out, &c->ignore_tables);
    return out;
}

static bool one_head(fx_arena *a, const fx_strs *heads, fx_error *err)
{
    if (heads->n <= 1)
        return true;
    fx_fail(err, FX_REFUSED, "there are %zu heads: %s", heads->n, fx_strs_join(a, heads, ", "));
    return fx_hint(err, "A new revision needs one parent. Join them first: fxgit merge");
}

static fx_strs losses_of(fx_arena *a, const fx_changes *changes)
{
    fx_strs out = {0};

    fx_each (const fx_change, c, changes) {
        fx_loss loss;

        for (size_t i = 0; fx_change_loses(c, i, &loss); i++) {
            const char *name =
                loss.column == NULL ? loss.table : fx_fmt(a, "%s.%s", loss.table, loss.column);

            if (!fx_strs_has(&out, name))
                *fx_push(a, &out) = name;
        }
    }
    return out;
}

static void seal(fx_arena *a, fx_revision *r, const fx_strs *parents, const char *message,
                 const char *salt)
{
    r->parents = *parents;
    r->message = message;
    fx_half_seal(a, &r->up);
    fx_half_seal(a, &r->down);
    r->id = fx_revision_id(a, &r->parents, &r->up, &r->down, message, salt);
}

static void finish(fx_arena *a, const fx_config *c, const char *ending, fx_generated *out)
{
    fx_revision *r = &out->revision;

    r->n = strlen(r->text);
    r->blob = fx_blob_id(a, r->text, r->n);
    out->path = fx_path_join(a, fx_versions_dir(a, c), fx_revision_name(a, r, ending));
    r->path = out->path;
}

/* The user's copy of the template, or ours where it is gone. */
static bool skeleton(fx_arena *a, fx_source *src, const fx_config *c, fx_revision *r, fx_error *err)
{
    const char *path = fx_path_join(a, c->migrations, "revision.sql"), *text;
    fx_revision *again = fx_new(a, fx_revision);
    size_t n;

    if (!fx_source_read(src, a, path, &text, &n, err))
        return false;
    if (text == NULL)
        text = fx_embedded_find("templates/revision.sql")->text;
    text = fx_replace(a, text, "@REVISION@", r->id);
    text = fx_replace(a, text, "@REVISES@", fx_strs_join(a, &r->parents, " "));
    r->text = fx_replace(a, text, "@MESSAGE@", r->message);
    if (fx_revision_read(a, path, r->text, strlen(r->text), again, err) &&
        fx_same(again->id, r->id) && fx_strs_equal(&again->parents, &r->parents))
        return true;
    if (err->msg == NULL)
        fx_fail(err, FX_INPUT, "%s does not write @REVISION@ and @REVISES@ in their places", path);
    return fx_hint(err,
                   "%s is the template of `fxgit new --sql`. Delete it and run `fxgit init` to "
                   "have ours again.",
                   path);
}

/* A skeleton for steps or SQL that are written by hand. */
static bool blank(fx_arena *a, fx_source *src, const fx_config *c, const fx_generate_options *o,
                  const fx_strs *heads, fx_generated *out, fx_error *err)
{
    fx_revision *r = &out->revision;
    const char *message = o->message == NULL ? "Empty revision" : o->message;

    r->sql = o->sql;
    seal(a, r, heads, message, fx_random_hex(a, 16));
    if (!o->sql)
        r->text = fx_revision_write(a, r);
    else if (!skeleton(a, src, c, r, err))
        return false;
    finish(a, c, o->sql ? ".sql" : ".yml", out);
    return true;
}

/* Adding and taking away is told by the steps; what an alteration does to rows is tried. */
static bool alters(const fx_changes *changes)
{
    fx_each (const fx_change, c, changes) {
        if (c->step->kind == FX_STEP_ALTER_COLUMN || c->step->kind == FX_STEP_ALTER_TABLE)
            return true;
    }
    return false;
}

static void prove_losses(fx_arena *a, const fx_config *c, const fx_schema *before,
                         const fx_diff *diff, fx_strs *out)
{
    const char *dialect = c->dialects.n == 0 ? "sqlite" : c->dialects.at[0];
    fx_error probe = {.arena = a};
    fx_schema state = fx_schema_copy(a, before);
    fx_changes up = {0}, down = {0};
    fx_strs lost;

    if (!alters(&diff->up) || !fx_replay_all(a, &state, &diff->steps, &up, &probe) ||
        !fx_replay_all(a, &state, &diff->down, &down, &probe) ||
        !scratch_losses(a, dialect, before, &up, &down, &lost, &probe))
        return;
    fx_each (const char *, name, &lost) {
        const char *table = fx_strndup(a, *name, strcspn(*name, "."));

        if (!fx_strs_has(out, *name) && !fx_strs_has(out, table))
            *fx_push(a, out) = *name;
    }
}

void fx_generate_from(fx_arena *a, const fx_config *c, const fx_strs *heads,
                      const fx_schema *before, const fx_diff *diff, const char *message,
                      fx_generated *out)
{
    fx_revision *r = &out->revision;

    *out = (fx_generated){.changes = diff->up, .nothing = diff->steps.n == 0};
    if (out->nothing)
        return;
    r->up.steps = diff->steps;
    r->down.steps = diff->down;
    r->loses = losses_of(a, &diff->up);
    prove_losses(a, c, before, diff, &r->loses);
    seal(a, r, heads, message != NULL ? message : fx_steps_message(a, &diff->steps), NULL);
    r->text = fx_revision_write(a, r);
    finish(a, c, ".yml", out);
    out->losses = fx_revision_losses(a, before, r);
}

void fx_generate_steps(fx_arena *a, const fx_config *c, const fx_strs *parents, const char *message,
                       const fx_revision *r, fx_generated *out)
{
    *out = (fx_generated){.revision = *r};
    seal(a, &out->revision, parents, message, NULL);
    out->revision.text = fx_revision_write(a, &out->revision);
    finish(a, c, ".yml", out);
}

void fx_generate_finish(fx_arena *a, const fx_config *c, const fx_schema *before, fx_revision *r)
{
    fx_schema state = fx_schema_copy(a, before);
    fx_error probe = {.arena = a};
    fx_changes up = {0};
    fx_generated g = {0};

    if (fx_replay_all(a, &state, &r->up.steps, &up, &probe) && !r->down.irreversible)
        r->loses = losses_of(a, &up);
    fx_half_seal(a, &r->up);
    fx_half_seal(a, &r->down);
    r->text = fx_revision_write(a, r);
    g.revision = *r;
    finish(a, c, ".yml", &g);
    *r = g.revision;
}

void fx_generate_joining(fx_arena *a, const fx_config *c, const fx_strs *heads, const char *message,
                         fx_generated *out)
{
    const fx_revision none = {0};

    fx_generate_steps(a, c, heads, message, &none, out);
}

/* There and back, in every dialect of the project. Back from where the steps lead: the entities may
 * leave names out. */
static bool serves_all(fx_workspace *ws, const fx_config *c, const fx_schema *before,
                       const fx_diff *diff, fx_error *err)
{
    const fx_strs dialects = fx_dialects_of(ws, c);
    fx_schema state = fx_schema_copy(ws->arena, before);
    fx_error probe = {.arena = ws->arena};
    fx_changes down = {0};

    if (!fx_dialects_accept(ws->arena, &dialects, &diff->up, err))
        return false;
    return !fx_replay_all(ws->arena, &state, &diff->steps, NULL, &probe) ||
           !fx_replay_all(ws->arena, &state, &diff->down, &down, &probe) ||
           fx_dialects_accept(ws->arena, &dialects, &down, err);
}

bool fx_generate(fx_workspace *ws, fx_source *src, const fx_config *c, const fx_generate_options *o,
                 fx_generated *out, fx_error *err)
{
    fx_arena *a = ws->arena;
    fx_folded history;
    fx_schema before, model;
    fx_strs heads;
    fx_diff diff;

    *out = (fx_generated){0};
    if (o == NULL || (!o->empty && !o->sql))
        fx_model_ahead(a, src, c);
    if (!fx_folded_read(a, src, c, &history, err))
        return false;
    heads = history.heads;
    if (o != NULL && o->empty && !o->sql) /* with several heads: the revision that joins them */
        return blank(a, src, c, o, &heads, out, err);
    if (!one_head(a, &heads, err))
        return false;
    if (o != NULL && o->sql)
        return blank(a, src, c, o, &heads, out, err);
    if (!fx_model_read(a, src, c, &model, err))
        return false;
    before = without_ignored(a, &history.schema, c);
    asking q = {.a = a, .ws = ws, .src = src, .c = c, .history = &before, .model = &model, .o = o};

    if (!generate_diff(&q, &diff, err))
        return false;
    if (!serves_all(ws, c, &before, &diff, err))
        return false;
    fx_generate_from(a, c, &heads, &before, &diff, o == NULL ? NULL : o->message, out);
    return true;
}

bool fx_generate_write(fx_workspace *ws, const fx_generated *g, fx_error *err)
{
    const char *path = fx_path_join(ws->arena, ws->root, g->path);

    if (!fx_workspace_writable(ws, err))
        return false;
    if (fx_path_exists(path)) {
        fx_fail(err, FX_REFUSED, "%s is there already", g->path);
        return fx_hint(err, "It is never overwritten. Move it away, or commit it.");
    }
    return fx_dir_make(ws->arena, fx_path_dir(ws->arena, path), err) &&
           fx_file_write(ws->arena, path, g->revision.text, g->revision.n, 0666, err);
}
