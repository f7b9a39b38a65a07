/*
 * Tables, indexes and the like that no entity declares. They go, as if somebody had
 * taken them out of an entity: so it is asked whether somebody has.
 */
#include "fx/migrate/said.h"
#include "generate_inner.h"

/* What HEAD's entities declare; nothing where there is no commit. */
static bool read_then(const asking *q, fx_schema *out)
{
    fx_error probe = {.arena = q->a};

    *out = (fx_schema){0};
    return q->ws == NULL || q->ws->repo == NULL || q->ws->head.commit == NULL ||
           fx_model_at(q->ws, q->ws->head.commit, out, &probe);
}

/* A commit that takes the entity away says so. */
static bool commit_says(const asking *q, const fx_schema *then, const char *table)
{
    fx_object o;
    const char *why;

    return q->o != NULL && q->o->judged && fx_object_parse(q->a, table, 1, &o, &why) &&
           fx_schema_find(then, o.schema, o.table) != NULL;
}

static bool is_said(const asking *q, const fx_schema *then, const char *table)
{
    if (commit_says(q, then, table))
        return true;
    fx_each (const fx_rename, r, &q->facts.settled) {
        const fx_object o = {.schema = r->schema, .table = r->from};

        if (r->table == NULL && fx_same(fx_object_text(q->a, &o), table))
            return true;
    }
    return false;
}

/* --yes, or an answer. */
static bool agree(const asking *q, const char *question)
{
    return (q->o != NULL && q->o->yes) || generate_ask(q, question) == FX_ANSWER_YES;
}

bool generate_check_absent(asking *q, fx_error *err)
{
    fx_arena *a = q->a;
    fx_strs open = {0};
    fx_absent absent;
    fx_schema then = {0};

    if (!fx_said_absent(a, q->src, q->c, q->history, q->model, &absent, err))
        return false;
    if (absent.why == NULL)
        return true;
    if (!generate_take_known(q, err))
        return false;
    (void)read_then(q, &then);
    fx_each (const char *, table, &absent.tables) {
        if (!is_said(q, &then, *table))
            *fx_push(a, &open) = *table;
    }
    if (open.n == 0)
        return true;
    const char *names = fx_strs_join(a, &open, ", "), *s = open.n == 1 ? "" : "s";

    if (agree(q, fx_fmt(a, "%s: table%s %s would be dropped. Go on?", absent.why, s, names)))
        return true;
    fx_fail(err, FX_CONSENT, "%s: table%s %s would be dropped", absent.why, s, names);
    return fx_hint(err,
                   "%s%sIf they are to go: `dropped_tables: [%s]` in fxgit.yml, or `fxgit new "
                   "--yes`.",
                   absent.where == NULL ? "" : absent.where, absent.where == NULL ? "" : ". ",
                   names);
}

/* Nobody has taken it out of an entity just now: HEAD's have it not, either. */
static bool never_declared(const asking *q, fx_steps *out)
{
    fx_schema then;

    if (!read_then(q, &then))
        return false;
    *out = fx_diff_schemas(q->a, q->history, &then, &q->diff).steps;
    return true;
}

static bool check_one(const asking *q, const fx_step *s, fx_error *err)
{
    fx_arena *a = q->a;
    const fx_revision *maker;
    const char *what;

    if (!fx_said_maker(a, q->src, q->c, s, &maker, err))
        return false;
    if (maker == NULL || !fx_said_by_hand(a, maker, s))
        return true;
    what = fx_fmt(a, "revision %s makes what no entity declares: `%s`", maker->id,
                  fx_step_title(a, s));
    if (agree(q, fx_fmt(a, "%s. Go on?", what)))
        return true;
    fx_fail(err, FX_CONSENT, "%s", what);
    return fx_hint(err, "To keep it, %s. To write the step: `fxgit new --yes`.",
                   fx_said_declare(a, q->history, s));
}

bool generate_check_made(asking *q, const fx_changes *up, fx_error *err)
{
    fx_steps undeclared = {0};
    bool known = false;

    if (q->ws == NULL || (q->o != NULL && q->o->judged))
        return true;
    fx_each (const fx_change, c, up) {
        if (!fx_step_drops(c->step))
            continue;
        if (!known && !never_declared(q, &undeclared))
            return true;
        known = true;
        if (fx_steps_reach(q->a, &undeclared, c->step) && !check_one(q, c->step, err))
            return false;
    }
    return true;
}
