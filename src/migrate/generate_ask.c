/*
 * What the author is asked: what was renamed and what goes, and what rows that are
 * there get. Where nobody can be asked it is refused, with the ways to say it.
 */
#include <string.h>

#include "fx/migrate/folded.h"
#include "fx/migrate/said.h"
#include "generate_inner.h"

/* ---- renames ---- */

static const char *whole_name(fx_arena *a, const fx_offer *o)
{
    const fx_object object = {o->schema, o->table == NULL ? o->from : o->table,
                              o->table == NULL ? NULL : o->from};

    return fx_object_text(a, &object);
}

static const char *kind_of(const fx_offer *o)
{
    return o->table == NULL ? "table" : "column";
}

/* Where the entity says what came, or has what goes no longer. */
static void place_of(const asking *q, const fx_offer *o, fx_error *err)
{
    const fx_table *t =
        fx_schema_find(q->model, o->schema, o->table != NULL ? o->table : o->to.at[0]);
    const fx_column *c = t == NULL || o->table == NULL ? NULL : fx_table_column(t, o->to.at[0]);

    if (t == NULL)
        return;
    err->file = t->file;
    err->line = c != NULL ? c->line : t->line;
}

static const char *dropped_way(fx_arena *a, const fx_offer *o)
{
    return o->table == NULL ? fx_fmt(a, "add `dropped_tables: [%s]` to fxgit.yml", whole_name(a, o))
                            : fx_fmt(a, "add `dropped: [%s]` to table %s", o->from, o->table);
}

/* All that is open is named, so that it can be said at once. */
static const char *others(fx_arena *a, const fx_offers *open)
{
    fx_strs names = {0};

    for (size_t i = 1; i < open->n; i++)
        *fx_push(a, &names) = fx_fmt(a, "%s (%s?)", whole_name(a, &open->at[i]),
                                     fx_strs_join(a, &open->at[i].to, ", "));
    return names.n == 0 ? "" : fx_fmt(a, " Open, too: %s.", fx_strs_join(a, &names, "; "));
}

static const char *open_text(fx_arena *a, const fx_offer *o)
{
    const char *whole = whole_name(a, o);

    if (o->moves)
        return fx_fmt(a, "%s %s goes, and %s comes: the %s are not taken there", kind_of(o), whole,
                      fx_strs_join(a, &o->to, ", "), o->table == NULL ? "rows" : "values");
    return fx_fmt(a, "was %s %s renamed to %s, or dropped?", kind_of(o), whole,
                  fx_strs_join(a, &o->to, " or "));
}

static bool refuse_move(const asking *q, const fx_offer *o, fx_error *err)
{
    fx_arena *a = q->a;
    const char *whole = whole_name(a, o);

    fx_fail(err, FX_REFUSED, "%s", open_text(a, o));
    return fx_hint(err,
                   "To keep them: declare both, run `fxgit new`, add an `execute` step that copies "
                   "them, and drop the old one in a later commit. If they may go: %s, or run "
                   "`fxgit new --dropped %s`.%s",
                   dropped_way(a, o), whole, others(a, &q->open));
}

static bool refuse_rename(const asking *q, const fx_offer *o, fx_error *err)
{
    fx_arena *a = q->a;
    const char *whole = whole_name(a, o), *first = o->to.at[0];

    fx_fail(err, FX_REFUSED, "%s", open_text(a, o));
    place_of(q, o, err);
    return fx_hint(err,
                   "Renamed: add `renamed_from: %s` to %s %s. Dropped: %s. Or say it to `fxgit "
                   "new`: --renamed %s=%s, or --dropped %s.%s",
                   o->from, kind_of(o), first, dropped_way(a, o), whole, first, whole,
                   others(a, &q->open));
}

static const char *question_of(fx_arena *a, const fx_offer *o, size_t i)
{
    const char *lost = o->table == NULL ? "rows" : "values";

    if (o->moves)
        return fx_fmt(a, "%s %s goes, and its %s are not taken to %s. Drop them?",
                      o->table == NULL ? "Table" : "Column", whole_name(a, o), lost,
                      fx_strs_join(a, &o->to, ", "));
    return fx_fmt(a, "Was %s %s renamed to %s?%s", kind_of(o), whole_name(a, o), o->to.at[i],
                  i + 1 < o->to.n ? "" : fx_fmt(a, " (n: it is dropped with its %s)", lost));
}

fx_answer generate_ask(const asking *q, const char *question)
{
    return q->o == NULL || q->o->ask == NULL ? FX_ANSWER_NONE : q->o->ask(q->o->ctx, question);
}

static void goes(asking *q, const fx_offer *o)
{
    *fx_push(q->a, &q->facts.settled) = (fx_rename){o->schema, o->table, o->from, NULL};
}

static bool settle_move(asking *q, const fx_offer *o, fx_error *err)
{
    if (generate_ask(q, question_of(q->a, o, 0)) != FX_ANSWER_YES)
        return refuse_move(q, o, err);
    goes(q, o);
    return true;
}

/* One after the other, the likeliest first; each can be "no", all of them: it was dropped. */
static bool settle_rename(asking *q, const fx_offer *o, fx_error *err)
{
    for (size_t i = 0; i < o->to.n; i++) {
        fx_answer answer = generate_ask(q, question_of(q->a, o, i));

        if (answer == FX_ANSWER_NONE)
            return refuse_rename(q, o, err);
        if (answer == FX_ANSWER_YES) {
            *fx_push(q->a, &q->diff.renames) =
                (fx_rename){o->schema, o->table, o->from, o->to.at[i]};
            return true;
        }
    }
    goes(q, o);
    return true;
}

static void search(asking *q)
{
    q->open = fx_diff_offers(q->a, q->history, q->model, &q->diff, &q->facts);
}

/* What HEAD's entities said: a line of theirs may have become another one in its place. */
static void look_back(asking *q)
{
    fx_error probe = {.arena = q->a};
    fx_schema *then = fx_new(q->a, fx_schema);

    if (q->ws != NULL && q->ws->repo != NULL && q->ws->head.commit != NULL &&
        fx_model_at(q->ws, q->ws->head.commit, then, &probe))
        q->facts.then = then;
}

bool generate_take_known(asking *q, fx_error *err)
{
    fx_renames known = {0};

    if (q->took || q->o == NULL || q->o->known == NULL)
        return true;
    q->took = true;
    if (!q->o->known(q->o->ctx, &known, err))
        return false;
    fx_each (const fx_rename, r, &known) {
        if (r->to == NULL)
            *fx_push(q->a, &q->facts.settled) = *r;
        else
            *fx_push(q->a, &q->diff.renames) = *r;
    }
    return true;
}

static bool settle(asking *q, fx_error *err)
{
    search(q);
    if (q->open.n == 0)
        return true;
    if (!generate_take_known(q, err))
        return false;
    look_back(q);
    for (search(q); q->open.n > 0; search(q)) {
        const fx_offer *o = &q->open.at[0];

        if (!(o->moves ? settle_move(q, o, err) : settle_rename(q, o, err)))
            return false;
    }
    return true;
}

/* ---- said by options ---- */

/* A column or a table that the revisions have. */
static bool find_said(const asking *q, const char *option, const char *text, fx_rename *out,
                      fx_error *err)
{
    fx_object o;
    const char *why;

    if (fx_object_parse(q->a, text, 2, &o, &why)) {
        const fx_table *t = fx_schema_find(q->history, o.schema, o.table);

        *out = (fx_rename){o.schema, o.table, o.name, NULL};
        if (t != NULL && fx_table_column(t, o.name) != NULL)
            return true;
    }
    if (fx_object_parse(q->a, text, 1, &o, &why)) {
        *out = (fx_rename){o.schema, NULL, o.table, NULL};
        if (fx_schema_find(q->history, o.schema, o.table) != NULL)
            return true;
    }
    fx_fail(err, FX_USAGE, "%s: the revisions have no table or column %s", option, text);
    return fx_hint(err, "Write post, or post.body, or app.post.body.");
}

static bool take_said(asking *q, fx_error *err)
{
    if (q->o == NULL)
        return true;
    fx_each (const char *, text, &q->o->dropped) {
        fx_rename *r = fx_push(q->a, &q->facts.settled);

        if (!find_said(q, "--dropped", *text, r, err))
            return false;
    }
    fx_each (const char *, text, &q->o->renamed) {
        const char *is = strrchr(*text, '=');
        fx_rename *r = fx_push(q->a, &q->diff.renames);

        if (is == NULL || is[1] == '\0')
            return fx_fail(err, FX_USAGE, "--renamed takes OLD=NEW, not '%s'", *text);
        if (!find_said(q, "--renamed", fx_strndup(q->a, *text, (size_t)(is - *text)), r, err))
            return false;
        r->to = is + 1;
    }
    return true;
}

/* ---- rows that are there ---- */

/* A default is for rows to come: the NULLs that are there stay what they are. */
static bool needs_fill(const fx_change *change)
{
    const fx_step *s = change->step;
    const fx_table *t = change->after;
    const fx_column *c = t == NULL || s->object.name == NULL
                             ? NULL
                             : fx_table_column(t, s->rename != NULL ? s->rename : s->object.name);

    if (c == NULL || fx_column_generated(c) || fx_table_identity(t, c) != FX_IDENTITY_OFF)
        return false;
    if (s->kind == FX_STEP_ADD_COLUMN)
        return !c->nullable && c->def.kind == FX_VALUE_NONE &&
               s->column->fill.kind == FX_VALUE_NONE;
    return s->kind == FX_STEP_ALTER_COLUMN && s->alter.nullable == 0 &&
           s->alter.fill.kind == FX_VALUE_NONE;
}

/* A NOT NULL column for rows that are there needs a value (DESIGN section 7). */
static bool check_fills(const fx_changes *up, const fx_schema *model, fx_error *err)
{
    fx_each (const fx_change, change, up) {
        const fx_object *o = &change->step->object;
        bool adds = change->step->kind == FX_STEP_ADD_COLUMN;

        if (!needs_fill(change))
            continue;
        const fx_table *t = fx_schema_find(model, o->schema, o->table);
        const fx_column *c = t == NULL ? NULL : fx_table_column(t, o->name);

        fx_fail_at(err, FX_REFUSED, t == NULL ? NULL : t->file, c == NULL ? 0 : c->line, 0,
                   adds ? "column %s.%s is NOT NULL, and rows that are there would have no value "
                          "for it"
                        : "column %s.%s becomes NOT NULL, and rows that are there may have NULL in "
                          "it",
                   o->table, o->name);
        return fx_hint(err,
                       "Say what they get: fill: 0 (or fill: {sql: ...}), %snullable: true; fill: "
                       "{none: true} if %s.",
                       adds ? "default: ..., or " : "or ",
                       adds ? "the table is known to be empty" : "it is known that none has");
    }
    return true;
}

static void begin(asking *q)
{
    q->diff = (fx_diff_options){.naming = q->c->naming, .dialects = q->c->dialects};
    q->facts = (fx_offer_facts){.dropped_tables = &q->c->dropped_tables};
}

bool generate_diff(asking *q, fx_diff *out, fx_error *err)
{
    begin(q);
    if (!take_said(q, err) || !generate_check_absent(q, err) || !settle(q, err))
        return false;
    *out = fx_diff_schemas(q->a, q->history, q->model, &q->diff);
    return generate_check_made(q, &out->up, err) && check_fills(&out->up, q->model, err);
}

bool fx_generate_diff(fx_arena *a, fx_source *src, const fx_config *c, const fx_schema *history,
                      const fx_schema *model, fx_diff *out, fx_error *err)
{
    asking q = {.a = a, .src = src, .c = c, .history = history, .model = model};

    return generate_diff(&q, out, err);
}

bool fx_generate_open(fx_workspace *ws, fx_strs *out, fx_error *err)
{
    fx_arena *a = ws->arena;
    const fx_config *c = &ws->config;
    fx_schema history, model;
    fx_absent absent;
    fx_folded f;
    asking q = {
        .a = a, .ws = ws, .src = ws->worktree, .c = c, .history = &history, .model = &model};

    *out = (fx_strs){0};
    if (!fx_folded_read(a, ws->worktree, c, &f, err) ||
        !fx_model_read(a, ws->worktree, c, &model, err))
        return false;
    history = fx_schema_copy(a, &f.schema);
    fx_schema_leave_out(&history, &c->ignore_tables);
    if (!fx_said_absent(a, ws->worktree, c, &history, &model, &absent, err))
        return false;
    if (absent.why != NULL)
        *fx_push(a, out) =
            absent.where == NULL ? absent.why : fx_fmt(a, "%s. %s", absent.why, absent.where);
    begin(&q);
    look_back(&q);
    search(&q);
    fx_each (const fx_offer, o, &q.open) {
        *fx_push(a, out) = open_text(a, o);
    }
    return true;
}
