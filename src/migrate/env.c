#include "fx/migrate/env.h"

#include <stdlib.h>
#include <string.h>

#include "fx/base/path.h"

static const char first_line[] = "fxgit-env 1\n";

static const char *ref_of(fx_arena *a, const char *target)
{
    return fx_fmt(a, "%s%s", FX_ENV_REFS, target);
}

static const char *file_of(const fx_workspace *ws)
{
    return fx_fmt(ws->arena, "%s.ledger", ws->config.project == NULL ? "-" : ws->config.project);
}

/* ---- text ---- */

static const char *one_line(fx_arena *a, const char *text)
{
    return fx_replace(a, fx_replace(a, text == NULL ? "" : text, "\n", " "), "\r", " ");
}

/* "2026-11-23 04:05:06" of the server's clock, in UTC */
static const char *time_text(fx_arena *a, const char *at)
{
    return at == NULL ? "-" : fx_fmt(a, "%.10sT%.8sZ", at, strlen(at) > 11 ? at + 11 : "00:00:00");
}

static const char *write_text(fx_arena *a, const fx_env *env)
{
    fx_str out = {.arena = a};

    fx_str_addf(&out, "%sevent %lld\nat %s\n", first_line, (long long)env->event,
                env->at == NULL ? "-" : env->at);
    fx_each (const fx_env_row, r, &env->rows) {
        fx_str_addf(&out, "%s %s %s %s %s\n", r->id, r->up_hash, r->down_hash, r->applied_at,
                    r->message);
    }
    return fx_str_text(&out);
}

/* The next word of a line; what is behind it is left in *at. */
static const char *word(fx_arena *a, const char **at)
{
    size_t n = strcspn(*at, " ");
    const char *text = fx_strndup(a, *at, n);

    *at += n + ((*at)[n] == ' ');
    return text;
}

static void read_line(fx_arena *a, const char *line, fx_env *out)
{
    const char *first = word(a, &line);

    if (fx_same(first, "event"))
        out->event = strtoll(line, NULL, 10);
    else if (fx_same(first, "at"))
        out->at = fx_same(line, "-") ? NULL : line;
    else if (!fx_same(first, "fxgit-env")) {
        fx_env_row *r = fx_push(a, &out->rows);

        r->id = first;
        r->up_hash = word(a, &line);
        r->down_hash = word(a, &line);
        r->applied_at = word(a, &line);
        r->message = line;
    }
}

static bool read_text(fx_arena *a, const char *target, const char *text, fx_env *out, fx_error *err)
{
    *out = (fx_env){.target = target};
    if (!fx_starts(text, first_line)) {
        fx_fail(err, FX_GIT, "%s%s is of another version of fxgit", FX_ENV_REFS, target);
        return fx_hint(err, "use that version, or delete the ref");
    }
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");

        read_line(a, fx_strndup(a, text, n), out);
        text += n + (text[n] == '\n');
    }
    return true;
}

/* ---- record ---- */

typedef struct record {
    fx_arena *a;
    const fx_env *env;
    fx_error *err;
} record;

/* Two that deploy at once: what the later event says stays. What another version wrote is not
 * written over. */
static const char *later(void *ctx, const char *now)
{
    const record *r = ctx;
    fx_env there = {0};

    if (now != NULL &&
        (!read_text(r->a, r->env->target, now, &there, r->err) || there.event > r->env->event))
        return NULL;
    const char *text = write_text(r->a, r->env);

    return fx_same(text, now) ? NULL : text;
}

static bool last_event(fx_arena *a, fx_db *db, int64_t *out, fx_error *err)
{
    fx_rows rows = {0};

    if (!fx_db_query(db, a, "SELECT coalesce(max(seq), 0) FROM fxgit_events", NULL, 0, &rows, err))
        return false;
    *out = strtoll(rows.at[0].at[0], NULL, 10);
    return true;
}

bool fx_env_record(fx_workspace *ws, const fx_target *target, fx_db *db, const char *commit,
                   const char *branch, fx_error *err)
{
    fx_arena *a = ws->arena;
    fx_env env = {.target = target->name == NULL ? "default" : target->name};
    fx_ledger ledger;

    if (ws->repo == NULL)
        return true;
    /* the event is read first: a row that comes meanwhile is later than it */
    if (!last_event(a, db, &env.event, err) ||
        !fx_ledger_read(a, db, ws->config.project, &ledger, err))
        return false;
    if (commit != NULL)
        env.at = branch == NULL ? commit : fx_fmt(a, "%s %s", commit, branch);
    fx_each (const fx_applied, row, &ledger.rows) {
        *fx_push(a, &env.rows) = (fx_env_row){
            .id = row->id,
            .up_hash = row->up_hash,
            .down_hash = row->down_hash,
            .applied_at = time_text(a, row->applied_at),
            .message = one_line(a, row->message),
        };
    }
    record r = {a, &env, err};
    const char *message =
        fx_fmt(a, "%s: %zu revisions%s%s", env.target, env.rows.n, commit == NULL ? "" : " at ",
               commit == NULL ? "" : fx_strndup(a, commit, 7));

    return fx_ref_append(ws->repo, ref_of(a, env.target), file_of(ws), message, later, &r, NULL,
                         err) &&
           err->code == FX_NONE;
}

/* ---- read ---- */

bool fx_env_read(fx_workspace *ws, const char *target, fx_env *out, bool *there, fx_error *err)
{
    const char *text = NULL;

    *there = false;
    if (ws->repo == NULL)
        return true;
    if (!fx_ref_read(ws->repo, ws->arena, ref_of(ws->arena, target), file_of(ws), &text, err))
        return false;
    *there = text != NULL;
    return text == NULL || read_text(ws->arena, target, text, out, err);
}

static bool pass_over(fx_workspace *ws, const char *name, fx_strs *bad, fx_error *err)
{
    if (bad == NULL)
        return false;
    *fx_push(ws->arena, bad) = fx_fmt(ws->arena, "%s%s is passed over: %s", FX_ENV_REFS, name,
                                      fx_error_text(ws->arena, err));
    fx_error_clear(err);
    return true;
}

bool fx_env_all(fx_workspace *ws, fx_envs *out, fx_strs *bad, fx_error *err)
{
    fx_strs names = {0};

    *out = (fx_envs){0};
    if (ws->repo == NULL)
        return true;
    if (!fx_refs_below(ws->repo, FX_ENV_REFS, &names, err))
        return false;
    fx_each (const char *, name, &names) {
        fx_env env;
        bool there;

        if (!fx_env_read(ws, *name, &env, &there, err)) {
            if (!pass_over(ws, *name, bad, err))
                return false;
        } else if (there)
            *fx_push(ws->arena, out) = env;
    }
    return true;
}

const fx_env_row *fx_env_find(const fx_env *env, const char *id)
{
    fx_each (const fx_env_row, r, &env->rows) {
        if (fx_same(r->id, id))
            return r;
    }
    return NULL;
}

bool fx_env_log(fx_workspace *ws, const char *target, fx_strs *lines, fx_error *err)
{
    fx_arena *a = ws->arena;
    const char *args[] = {
        "log", "--date=iso-local", "--format=%ad  %an  %s", ref_of(a, target), "--", NULL};
    const char *text = "";
    size_t n = 0;

    *lines = (fx_strs){0};
    if (fx_repo_ref(ws->repo, ref_of(a, target)) == NULL) {
        fx_fail(err, FX_GIT, "nothing is recorded of %s", target);
        return fx_hint(err, "fxgit env fetch, or `record: true` for the target in fxgit.yml");
    }
    if (!fx_git(a, ws->root, args, NULL, 0, &text, &n, err))
        return false;
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");

        *fx_push(a, lines) = fx_strndup(a, text, length);
        text += length + (text[length] == '\n');
    }
    return true;
}

/* ---- remotes ---- */

static const char *fetched_ref(fx_arena *a, const char *target)
{
    return fx_fmt(a, "refs/fxgit/fetched/%s", target);
}

/* The ledger's event of a record. What a later version wrote stands before all that we know. */
static int64_t event_of(const char *text)
{
    const char *at = fx_starts(text, first_line) ? strstr(text, "\nevent ") : NULL;

    return at == NULL ? INT64_MAX : strtoll(at + strlen("\nevent "), NULL, 10);
}

static bool is_later(const char *ours, const char *theirs)
{
    return event_of(theirs) > event_of(ours);
}

static bool join_one(fx_workspace *ws, const char *target, fx_error *err)
{
    const char *theirs = fetched_ref(ws->arena, target);

    return fx_ref_join(ws->repo, ref_of(ws->arena, target), theirs, is_later, err) &&
           fx_ref_delete(ws->repo, theirs, err);
}

bool fx_env_fetch(fx_workspace *ws, const char *remote, const char *target, fx_strs *done,
                  fx_error *err)
{
    const char *what = target == NULL ? "*" : target;

    *done = (fx_strs){0};
    if (!fx_refs_fetch(ws->repo, remote, ref_of(ws->arena, what), fetched_ref(ws->arena, what),
                       err) ||
        !fx_refs_below(ws->repo, fetched_ref(ws->arena, ""), done, err))
        return false;
    fx_each (const char *, name, done) {
        if (!join_one(ws, *name, err))
            return false;
    }
    return true;
}

bool fx_env_push(fx_workspace *ws, const char *remote, const char *target, fx_strs *done,
                 fx_error *err)
{
    enum { TRIES = 10 };
    fx_strs refs = {0}, fetched;
    bool accepted = false;

    *done = (fx_strs){0};
    if (target != NULL)
        *fx_push(ws->arena, done) = target;
    else if (!fx_refs_below(ws->repo, FX_ENV_REFS, done, err))
        return false;
    fx_each (const char *, name, done) {
        *fx_push(ws->arena, &refs) = ref_of(ws->arena, *name);
    }
    if (target != NULL && fx_repo_ref(ws->repo, ref_of(ws->arena, target)) == NULL)
        return fx_fail(err, FX_GIT, "nothing is recorded of %s", target);
    for (int i = 0; i < TRIES && !accepted && refs.n > 0; i++) {
        if (!fx_refs_push(ws->repo, remote, &refs, &accepted, err) ||
            (!accepted && !fx_env_fetch(ws, remote, target, &fetched, err)))
            return false;
    }
    return accepted || refs.n == 0 ||
           fx_fail(err, FX_GIT, "%s does not take what is recorded", remote);
}
