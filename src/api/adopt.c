/*
 * A database that is there already: taken in, and watched.
 */
#include "inner.h"

#include "fx/migrate/adopt.h"
#include "fx/migrate/drift.h"

struct fxgit_inspection {
    fx_arena *arena;
    FX_VEC(fxgit_entity_file) files;
    fxgit_texts left_alone;
};

struct fxgit_drift {
    fx_arena *arena;
    bool differs;
    fxgit_changes changes;
    fxgit_texts unheld;
};

static void give_inspection(fxgit_inspection **out, const fx_inspection *from)
{
    if (out == NULL)
        return;
    fxgit_inspection *in = API_NEW(fxgit_inspection);
    fx_arena *a = in->arena;

    fx_each (const fx_entity_file, f, &from->files) {
        *fx_push(a, &in->files) = (fxgit_entity_file){fx_strdup(a, f->path), fx_strdup(a, f->text)};
    }
    in->left_alone = api_texts(a, &from->left_alone);
    *out = in;
}

fxgit_code fxgit_inspect(fxgit_project *project, bool write, fxgit_inspection **out,
                         fxgit_error **error)
{
    api_call c;
    fx_inspection in;

    if (out != NULL)
        *out = NULL;
    if (api_open(&c, project) &&
        fx_inspect(c.ws, project->options.target, project->options.database, &in, &c.err) &&
        (!write || fx_inspect_write(c.ws, &in, &c.err)))
        give_inspection(out, &in);
    return api_end(&c, error);
}

fxgit_code fxgit_adopt(fxgit_project *project, fxgit_inspection **out, char **path,
                       fxgit_error **error)
{
    api_call c;
    fx_adopted adopted;

    if (out != NULL)
        *out = NULL;
    if (path != NULL)
        *path = NULL;
    if (api_open(&c, project) &&
        fx_adopt(c.ws, project->options.target, project->options.database, &adopted, &c.err)) {
        give_inspection(out, &adopted.inspection);
        api_give_text(path, adopted.revision.path);
    }
    return api_end(&c, error);
}

size_t fxgit_inspection_count(const fxgit_inspection *inspection)
{
    return inspection == NULL ? 0 : inspection->files.n;
}

const fxgit_entity_file *fxgit_inspection_at(const fxgit_inspection *inspection, size_t i)
{
    return i < fxgit_inspection_count(inspection) ? &inspection->files.at[i] : NULL;
}

const fxgit_texts *fxgit_inspection_left_alone(const fxgit_inspection *inspection)
{
    return inspection == NULL ? NULL : &inspection->left_alone;
}

void fxgit_inspection_free(fxgit_inspection *inspection)
{
    if (inspection != NULL)
        fx_arena_free(inspection->arena);
}

static bool look(api_call *c, fx_drift_report *r)
{
    const fxgit_options *o = &c->project->options;

    return fx_drift(c->ws, o->target, o->database, r, &c->err);
}

fxgit_code fxgit_drift_read(fxgit_project *project, fxgit_drift **out, fxgit_error **error)
{
    api_call c;
    fx_drift_report r;

    if (out != NULL)
        *out = NULL;
    if (api_open(&c, project) && look(&c, &r) && out != NULL) {
        fxgit_drift *d = API_NEW(fxgit_drift);

        d->differs = r.different;
        d->changes = api_changes(d->arena, &r.changes);
        d->unheld = api_texts(d->arena, &r.unheld);
        *out = d;
    }
    return api_end(&c, error);
}

fxgit_code fxgit_drift_sql(fxgit_project *project, bool reverse, char **sql, fxgit_error **error)
{
    api_call c;
    fx_drift_report r;
    fx_stmts statements = {0};

    if (sql != NULL)
        *sql = NULL;
    if (api_open(&c, project) && look(&c, &r) &&
        fx_drift_render(c.arena, &r, reverse, &statements, &c.err))
        api_give_text(sql, api_script(c.arena, &statements));
    return api_end(&c, error);
}

bool fxgit_drift_differs(const fxgit_drift *drift)
{
    return drift != NULL && drift->differs;
}

const fxgit_changes *fxgit_drift_changes(const fxgit_drift *drift)
{
    return drift == NULL ? NULL : &drift->changes;
}

const fxgit_texts *fxgit_drift_unheld(const fxgit_drift *drift)
{
    return drift == NULL ? NULL : &drift->unheld;
}

void fxgit_drift_free(fxgit_drift *drift)
{
    if (drift != NULL)
        fx_arena_free(drift->arena);
}
