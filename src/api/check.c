/*
 * The gate's findings, as rows.
 */
#include "inner.h"

#include "fx/migrate/check.h"

struct fxgit_findings {
    fx_arena *arena;
    FX_VEC(fxgit_finding) at;
    size_t errors;
};

static fxgit_findings *make(const fx_findings *from)
{
    fxgit_findings *out = API_NEW(fxgit_findings);
    fx_arena *a = out->arena;

    out->errors = fx_findings_errors(from);
    fx_each (const fx_finding, f, &from->at) {
        *fx_push(a, &out->at) = (fxgit_finding){
            .error = f->severity == FX_FINDING_ERROR,
            .rule = fx_strdup(a, f->rule),
            .file = fx_strdup(a, f->file),
            .line = f->line,
            .revision = fx_strdup(a, f->revision),
            .title = fx_strdup(a, f->title),
            .message = fx_strdup(a, f->message),
            .was = fx_strdup(a, f->was),
            .now = fx_strdup(a, f->now),
            .brought = fx_strdup(a, f->brought),
            .hint = fx_strdup(a, f->hint),
        };
    }
    return out;
}

static bool look(api_call *c, const fxgit_check_options *options, fx_findings *out)
{
    const fxgit_options *mine = &c->project->options;
    fxgit_check_options given;

    if (!api_options(c, options, &given, sizeof given))
        return false;
    const fx_check_options o = {
        .staged = given.staged,
        .base = given.base,
        .strict = given.strict,
        .prove = given.prove,
        .use_ledger =
            given.staged || given.database || mine->target != NULL || mine->database != NULL,
        .target = mine->target,
        .url = mine->database,
    };

    return fx_gate(c->ws, &o, out, &c->err);
}

fxgit_code fxgit_check(fxgit_project *project, const fxgit_check_options *options,
                       fxgit_findings **out, fxgit_error **error)
{
    api_call c;
    fx_findings f;

    if (out != NULL)
        *out = NULL;
    if (api_open(&c, project) && look(&c, options, &f) && out != NULL)
        *out = make(&f);
    return api_end(&c, error);
}

size_t fxgit_findings_count(const fxgit_findings *findings)
{
    return findings == NULL ? 0 : findings->at.n;
}

const fxgit_finding *fxgit_findings_at(const fxgit_findings *findings, size_t i)
{
    return i < fxgit_findings_count(findings) ? &findings->at.at[i] : NULL;
}

size_t fxgit_findings_errors(const fxgit_findings *findings)
{
    return findings == NULL ? 0 : findings->errors;
}

void fxgit_findings_free(fxgit_findings *findings)
{
    if (findings != NULL)
        fx_arena_free(findings->arena);
}
