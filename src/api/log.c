/*
 * Revisions with the commits that brought them, as rows.
 */
#include "inner.h"

#include "fx/migrate/log.h"

struct fxgit_log {
    fx_arena *arena;
    FX_VEC(fxgit_logged) at;
};

static fxgit_log *make(const fx_status *s, const fx_log *from)
{
    fxgit_log *out = API_NEW(fxgit_log);
    fx_arena *a = out->arena;

    fx_each (const fx_logged, l, from) {
        static const fx_commit none;
        const fx_commit *c = l->commit != NULL ? l->commit : &none;

        *fx_push(a, &out->at) = (fxgit_logged){
            .id = fx_strdup(a, l->id),
            .message = fx_strdup(a, l->message),
            .path = fx_strdup(a, l->path),
            .state = l->item == NULL ? FXGIT_UNKNOWN : api_state(s, l->item),
            .commit = fx_strdup(a, c->id),
            .subject = fx_strdup(a, c->subject),
            .author = fx_strdup(a, c->author),
            .date = fx_strdup(a, c->date),
        };
    }
    return out;
}

fxgit_code fxgit_log_read(fxgit_project *project, bool all, fxgit_log **out, fxgit_error **error)
{
    api_call c;
    fx_strs warnings = {0};
    fx_status s;
    fx_log log;

    if (out != NULL)
        *out = NULL;
    if (api_open(&c, project) &&
        fx_status_database(c.ws, project->options.target, project->options.database, &s, &c.err) &&
        fx_log_read(c.ws, &s, all, &log, &warnings, &c.err) && out != NULL)
        *out = make(&s, &log);
    return api_end(&c, error);
}

size_t fxgit_log_count(const fxgit_log *log)
{
    return log == NULL ? 0 : log->at.n;
}

const fxgit_logged *fxgit_log_at(const fxgit_log *log, size_t i)
{
    return i < fxgit_log_count(log) ? &log->at.at[i] : NULL;
}

void fxgit_log_free(fxgit_log *log)
{
    if (log != NULL)
        fx_arena_free(log->arena);
}
