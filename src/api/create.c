/*
 * Differences, and the revisions that are made of them.
 */
#include "inner.h"

#include <string.h>

#include "fx/migrate/draft.h"
#include "fx/migrate/generate.h"
#include "fx/migrate/lookup.h"

fxgit_changes api_changes(fx_arena *a, const fx_changes *from)
{
    fxgit_changes out = {.arena = a};

    fx_each (const fx_change, c, from) {
        fx_str yaml = {.arena = a};

        fx_yaml_print(&yaml, fx_step_write(a, c->step), 0);
        *fx_push(a, &out.at) = (fxgit_change){
            .verb = fx_step_verb(c->step->kind),
            .object = fx_strdup(a, fx_object_text(a, &c->step->object)),
            .text = fx_strdup(a, fx_step_title(a, c->step)),
            .yaml = fx_str_text(&yaml),
        };
    }
    return out;
}

static void give_changes(fxgit_changes **out, const fx_changes *from)
{
    if (out == NULL)
        return;
    *out = API_NEW(fxgit_changes);
    **out = api_changes((*out)->arena, from);
}

size_t fxgit_changes_count(const fxgit_changes *changes)
{
    return changes == NULL ? 0 : changes->at.n;
}

const fxgit_change *fxgit_changes_at(const fxgit_changes *changes, size_t i)
{
    return i < fxgit_changes_count(changes) ? &changes->at.at[i] : NULL;
}

void fxgit_changes_free(fxgit_changes *changes)
{
    if (changes != NULL)
        fx_arena_free(changes->arena);
}

fxgit_code fxgit_diff(fxgit_project *project, const char *from, const char *to, fxgit_changes **out,
                      fxgit_error **error)
{
    api_call c;
    fx_diff diff;

    if (out != NULL)
        *out = NULL;
    if (api_open(&c, project) && fx_lookup_diff(c.ws, from, to, &diff, &c.err))
        give_changes(out, &diff.up);
    return api_end(&c, error);
}

static bool diff_sql(api_call *c, const char *from, const char *to, char **sql)
{
    const fx_dialect *dialect;
    fx_stmts statements = {0};
    fx_diff diff;

    if (!api_dialect(c, &dialect) || !fx_lookup_diff(c->ws, from, to, &diff, &c->err) ||
        !fx_render(c->arena, dialect, &diff.up, NULL, &statements, &c->err))
        return false;
    api_give_text(sql, api_script(c->arena, &statements));
    return true;
}

fxgit_code fxgit_diff_sql(fxgit_project *project, const char *from, const char *to, char **sql,
                          fxgit_error **error)
{
    api_call c;

    if (sql != NULL)
        *sql = NULL;
    if (api_open(&c, project))
        (void)!diff_sql(&c, from, to, sql);
    return api_end(&c, error);
}

static bool generate(api_call *c, const fxgit_new_options *options, fx_generated *out)
{
    fxgit_new_options o;

    if (!api_options(c, options, &o, sizeof o))
        return false;
    if (o.message != NULL && (fx_blank(o.message) || strchr(o.message, '\n') != NULL))
        return fx_fail(&c->err, FX_USAGE, "the message must be one line");
    const fx_generate_options how = {.message = o.message, .empty = o.empty, .sql = o.sql};

    return fx_generate(c->ws, c->ws->worktree, &c->ws->config, &how, out, &c->err) &&
           (out->nothing || fx_generate_write(c->ws, out, &c->err));
}

fxgit_code fxgit_new(fxgit_project *project, const fxgit_new_options *options, char **path,
                     fxgit_changes **changes, fxgit_error **error)
{
    api_call c;
    fx_generated g;

    if (path != NULL)
        *path = NULL;
    if (changes != NULL)
        *changes = NULL;
    if (api_open(&c, project) && generate(&c, options, &g)) {
        give_changes(changes, &g.changes);
        if (!g.nothing)
            api_give_text(path, g.path);
    }
    return api_end(&c, error);
}

fxgit_code fxgit_delete(fxgit_project *project, const char *rev, bool yes, char **path,
                        fxgit_error **error)
{
    api_call c;
    const fx_revision *r;

    if (path != NULL)
        *path = NULL;
    if (api_open(&c, project) && api_needs(&c, "rev", rev) &&
        fx_draft_find(c.ws, project->options.target, project->options.database, rev, &r, &c.err) &&
        api_consent(&c, yes, fx_fmt(c.arena, "deleting %s (%s)", r->path, r->message)) &&
        fx_draft_delete(c.ws, r, &c.err))
        api_give_text(path, r->path);
    return api_end(&c, error);
}
