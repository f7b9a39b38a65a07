/*
 * A database as a whole: made, dropped, made anew, waited for, drawn, forgotten.
 */
#include "inner.h"

#include "fx/migrate/clear.h"
#include "fx/migrate/database.h"
#include "fx/migrate/diagram.h"

struct fxgit_dropped {
    fx_arena *arena;
    fxgit_dropped_summary about;
    FX_VEC(fxgit_table_rows) tables;
};

struct fxgit_cleared {
    fx_arena *arena;
    fxgit_texts revisions, files;
    FX_VEC(fxgit_kept_file) kept;
};

fxgit_code fxgit_database_create(fxgit_project *project, bool *created, fxgit_error **error)
{
    api_call c;
    fx_place *place;
    bool made = false;

    if (created != NULL)
        *created = false;
    if (api_open(&c, project) && api_place_to_write(&c, false, &place) &&
        fx_database_create(c.ws, place, &made, &c.err) && created != NULL)
        *created = made;
    return api_end(&c, error);
}

static void give_dropped(fxgit_dropped **out, const fx_place *place, const fx_drop_result *from)
{
    if (out == NULL)
        return;
    fxgit_dropped *d = API_NEW(fxgit_dropped);
    fx_arena *a = d->arena;

    d->about = (fxgit_dropped_summary){
        .database = fx_strdup(a, place->url.text),
        .existed = from->existed,
        .rows = from->rows,
        .revisions = from->revisions,
    };
    fx_each (const fx_table_rows, t, &from->tables) {
        *fx_push(a, &d->tables) = (fxgit_table_rows){fx_strdup(a, t->table), t->rows};
    }
    *out = d;
}

static bool read_consent(api_call *c, const fxgit_consent *consent, fx_agreement *out)
{
    fxgit_consent given;

    if (!api_options(c, consent, &given, sizeof given))
        return false;
    *out = (fx_agreement){
        .yes = given.yes, .take_over = given.take_over, .unprotect = given.unprotect};
    return true;
}

fxgit_code fxgit_database_drop(fxgit_project *project, const fxgit_consent *consent,
                               fxgit_dropped **out, fxgit_error **error)
{
    api_call c;
    fx_place *place;
    fx_agreement g;
    fx_drop_result r;

    if (out != NULL)
        *out = NULL;
    if (api_open(&c, project) && read_consent(&c, consent, &g) &&
        api_place_to_write(&c, g.yes, &place) && fx_database_drop(c.ws, place, &g, &r, &c.err))
        give_dropped(out, place, &r);
    return api_end(&c, error);
}

fxgit_code fxgit_database_reset(fxgit_project *project, const fxgit_consent *consent,
                                fxgit_dropped **out, fxgit_report **report, fxgit_error **error)
{
    api_call c;
    fx_place *place;
    fx_agreement g;
    fx_run_options o = {.verb = FX_VERB_UPGRADE};
    fx_reset_result r = {0};

    if (out != NULL)
        *out = NULL;
    if (report != NULL)
        *report = NULL;
    if (!api_open(&c, project))
        return api_end(&c, error);
    const api_running *now = api_watch(&c, &o);

    if (read_consent(&c, consent, &g) && api_place_to_write(&c, g.yes, &place) &&
        fx_database_reset(c.ws, place, &g, &o, &r, &c.err)) {
        give_dropped(out, place, &r.dropped);
        if (report != NULL)
            *report = api_report(c.ws, &r.run, now, false);
    }
    return api_end(&c, error);
}

fxgit_code fxgit_database_wait(fxgit_project *project, int timeout_ms, fxgit_error **error)
{
    api_call c;
    fx_place *place;
    int64_t waited;

    if (api_open(&c, project) && api_place(&c, &place)) {
        if (timeout_ms < 0)
            fx_fail(&c.err, FX_USAGE, "timeout_ms is negative");
        else
            (void)!fx_database_wait(place, timeout_ms, &waited, &c.err);
    }
    return api_end(&c, error);
}

const fxgit_dropped_summary *fxgit_dropped_about(const fxgit_dropped *dropped)
{
    return dropped == NULL ? NULL : &dropped->about;
}

size_t fxgit_dropped_count(const fxgit_dropped *dropped)
{
    return dropped == NULL ? 0 : dropped->tables.n;
}

const fxgit_table_rows *fxgit_dropped_at(const fxgit_dropped *dropped, size_t i)
{
    return i < fxgit_dropped_count(dropped) ? &dropped->tables.at[i] : NULL;
}

void fxgit_dropped_free(fxgit_dropped *dropped)
{
    if (dropped != NULL)
        fx_arena_free(dropped->arena);
}

fxgit_code fxgit_diagram(fxgit_project *project, const char *commit, char **mermaid,
                         fxgit_error **error)
{
    api_call c;
    fx_diagram d;

    if (mermaid != NULL)
        *mermaid = NULL;
    if (api_open(&c, project) && fx_diagram_model(c.ws, commit, &d, &c.err))
        api_give_text(mermaid, d.text);
    return api_end(&c, error);
}

fxgit_code fxgit_diagram_database(fxgit_project *project, char **mermaid, fxgit_error **error)
{
    api_call c;
    fx_place *place;
    fx_diagram d;

    if (mermaid != NULL)
        *mermaid = NULL;
    if (api_open(&c, project) && api_place(&c, &place) && fx_diagram_live(c.ws, place, &d, &c.err))
        api_give_text(mermaid, d.text);
    return api_end(&c, error);
}

static void give_cleared(fxgit_cleared **out, const fx_clear_result *from)
{
    if (out == NULL)
        return;
    fxgit_cleared *r = API_NEW(fxgit_cleared);
    fx_arena *a = r->arena;

    r->revisions = api_texts(a, &from->revisions);
    r->files = api_texts(a, &from->removed);
    fx_each (const fx_kept_file, k, &from->kept) {
        *fx_push(a, &r->kept) = (fxgit_kept_file){fx_strdup(a, k->path), fx_strdup(a, k->why)};
    }
    *out = r;
}

static bool clear(api_call *c, const fxgit_clear_options *options, fx_clear_result *r)
{
    fxgit_clear_options given;
    fx_place *place = NULL;

    if (!api_options(c, options, &given, sizeof given))
        return false;
    if (!given.files && !given.ledger)
        return fx_fail(&c->err, FX_USAGE, "clear: what? set `files`, `ledger` or both");
    const fx_clear_options o = {
        .files = given.files,
        .ledger = given.ledger,
        .agreement = {.yes = given.yes, .unprotect = given.unprotect},
    };

    return (!given.ledger || api_place_to_write(c, given.yes, &place)) &&
           fx_clear(c->ws, place, &o, r, &c->err);
}

fxgit_code fxgit_clear(fxgit_project *project, const fxgit_clear_options *options,
                       fxgit_cleared **out, fxgit_error **error)
{
    api_call c;
    fx_clear_result r;

    if (out != NULL)
        *out = NULL;
    if (api_open(&c, project) && clear(&c, options, &r))
        give_cleared(out, &r);
    return api_end(&c, error);
}

const fxgit_texts *fxgit_cleared_revisions(const fxgit_cleared *cleared)
{
    return cleared == NULL ? NULL : &cleared->revisions;
}

const fxgit_texts *fxgit_cleared_files(const fxgit_cleared *cleared)
{
    return cleared == NULL ? NULL : &cleared->files;
}

size_t fxgit_cleared_kept_count(const fxgit_cleared *cleared)
{
    return cleared == NULL ? 0 : cleared->kept.n;
}

const fxgit_kept_file *fxgit_cleared_kept_at(const fxgit_cleared *cleared, size_t i)
{
    return i < fxgit_cleared_kept_count(cleared) ? &cleared->kept.at[i] : NULL;
}

void fxgit_cleared_free(fxgit_cleared *cleared)
{
    if (cleared != NULL)
        fx_arena_free(cleared->arena);
}
