/*
 * Resume, back: the statements that are done are reversed, change by change. A
 * change that was cut off between two of its own statements is put right first, by
 * what its table is; so is all at once where a change has no reverse.
 */
#include <stdlib.h>
#include <string.h>

#include "fx/migrate/normal.h"
#include "fx/model/diff.h"
#include "resume.h"

typedef struct retreat {
    resume *r;
    fx_arena *a;
    fx_schema there;   /* what the changes give that are done */
    fx_changes played; /* those */
    fx_strs cut_off;   /* tables whose change is done in part */
} retreat;

static bool serves(const fx_stmt *s, const fx_change *c)
{
    fx_each (const fx_change, it, s->serves) {
        if (it->step == c->step)
            return true;
    }
    return false;
}

/* How many of the statements that serve it are done, and how many there are. */
static void count(const resume *r, const fx_change *c, size_t *done, size_t *all)
{
    *done = *all = 0;
    for (size_t i = 0; i < r->stmts.n; i++) {
        if (!serves(&r->stmts.at[i], c))
            continue;
        ++*all;
        *done += i < r->flight->done;
    }
}

static void add_cut_off(retreat *t, const fx_change *c)
{
    const fx_table *const tables[] = {c->before, c->after};

    for (size_t i = 0; i < 2; i++) {
        if (tables[i] != NULL && !fx_strs_has(&t->cut_off, tables[i]->name))
            *fx_push(t->a, &t->cut_off) = tables[i]->name;
    }
}

static bool play_done(retreat *t, fx_error *err)
{
    resume *r = t->r;
    const fx_step *last = NULL;

    t->there = fx_schema_copy(t->a, &r->plan.before);
    fx_each (const fx_change, c, &r->plan.moves.at[0].changes) {
        size_t done, all;

        count(r, c, &done, &all);
        if (done > 0 && done < all)
            add_cut_off(t, c);
        if (all == 0 || done < all || c->step == last)
            continue;
        last = c->step;
        if (!fx_replay(t->a, &t->there, c->step, &t->played, err))
            return false;
    }
    return true;
}

/* ---- tables that are neither before nor after ---- */

static bool inspect(retreat *t, fx_live *live)
{
    return fx_db_inspect(t->r->db, t->a, live, t->r->err);
}

static void put_named(fx_arena *a, const fx_schema *from, const fx_strs *names, fx_schema *to)
{
    fx_each (const fx_table *const, it, &from->tables) {
        if (fx_strs_has(names, (*it)->name))
            fx_schema_put(a, to, *it);
    }
}

/* From what the tables are to what they should be. */
static bool put_right(retreat *t, const fx_schema *wanted, const fx_strs *names, fx_changes *out,
                      fx_live *live)
{
    resume *r = t->r;
    const char *dialect = r->db->driver->dialect->name;
    const fx_diff_options options = {.naming = r->ws->config.naming, .as_is = true};
    fx_schema have = {0}, want = {.enums = wanted->enums};

    if (!inspect(t, live))
        return false;
    put_named(t->a, &live->schema, names, &have);
    put_named(t->a, wanted, names, &want);
    const fx_schema *x = fx_project(t->a, &want, dialect), *y = fx_project(t->a, &have, dialect);

    if (!fx_normal(t->a, r->db, &x, y, r->err))
        return false;
    fx_diff d = fx_diff_schemas(t->a, y, x, &options);

    *out = d.up;
    return true;
}

/* ---- what is done, reversed ---- */

static void warn(retreat *t, const char *text)
{
    *fx_push(t->a, &t->r->out->warnings) = text;
}

static void warn_of(retreat *t, const fx_change *c)
{
    if (c->step->kind == FX_STEP_EXECUTE)
        warn(t, fx_fmt(t->a, "what `%s` did to rows is not undone", fx_step_title(t->a, c->step)));
    else if (c->step->kind == FX_STEP_BULK_INSERT)
        warn(t, fx_fmt(t->a, "rows that were put into %s stay, unless it goes itself",
                       c->step->object.table));
}

/* What undoing took away comes back as the revision itself brought it: with its fill. */
static const fx_step *as_it_came(const resume *r, const fx_step *back)
{
    const fx_steps *steps = &r->plan.moves.at[0].revision->up.steps;

    if (back->kind != FX_STEP_ADD_COLUMN)
        return back;
    fx_each (const fx_step *const, it, steps) {
        if ((*it)->kind == FX_STEP_ADD_COLUMN && fx_same((*it)->object.table, back->object.table) &&
            fx_same((*it)->object.name, back->object.name) &&
            fx_column_equal((*it)->column, back->column))
            return *it;
    }
    return back;
}

static bool reverse(retreat *t, fx_changes *out)
{
    fx_schema state = fx_schema_copy(t->a, &t->there);
    fx_error probe = {.arena = t->a};

    for (size_t i = t->played.n; i-- > 0;) {
        const fx_change *c = &t->played.at[i];
        const fx_step *back = fx_change_reverse(t->a, c);

        warn_of(t, c);
        if (back != NULL && (i == 0 || t->played.at[i - 1].step != c->step) &&
            !fx_replay(t->a, &state, as_it_came(t->r, back), out, &probe))
            return false;
    }
    return fx_schema_equal(&state, &t->r->plan.before);
}

/* ---- consent ---- */

static bool agree(retreat *t, const char *what)
{
    resume *r = t->r;

    if (r->o->yes ||
        (r->o->ask != NULL && r->o->ask(r->o->ctx, fx_fmt(t->a, "%s would be lost. Go on?", what))))
        return true;
    fx_fail(r->err, FX_CONSENT, "going back would lose %s", what);
    return fx_hint(r->err, "run `fxgit resume --back --yes` to go on");
}

enum { MOST = 1000 }; /* that are counted */

static bool count_rows(retreat *t, const fx_loss *loss, const char **out)
{
    resume *r = t->r;
    fx_error probe = {.arena = t->a};
    fx_rows rows = {0};
    fx_object o = {loss->schema, loss->table, loss->column};

    *out = NULL;
    const char *query = fx_loss_query(t->a, r->db->driver->dialect, loss);

    if (query == NULL)
        return true;
    if (!fx_db_query(r->db, t->a, query, NULL, 0, &rows, &probe)) {
        fx_loss whole = *loss;

        if (loss->all) /* it is not there */
            return true;
        whole.all = true;
        return count_rows(t, &whole, out);
    }
    if (rows.n == 0 || fx_same(rows.at[0].at[0], "0"))
        return true;
    const char *counted = rows.at[0].at[0];

    if (strtol(counted, NULL, 10) > MOST)
        counted = fx_fmt(t->a, "%d+", MOST);
    *out = fx_fmt(t->a, "%s (%s row%s)", fx_object_text(t->a, &o), counted,
                  fx_same(counted, "1") ? "" : "s");
    return true;
}

static bool ask_for(retreat *t, const fx_changes *changes)
{
    fx_strs all = {0};

    fx_each (const fx_change, c, changes) {
        const char *text;
        fx_loss loss;

        for (size_t i = 0; fx_change_loses(c, i, &loss); i++) {
            if (loss.column != NULL && fx_starts(loss.column, "fxgit_"))
                continue;
            if (!count_rows(t, &loss, &text))
                return false;
            if (text != NULL)
                *fx_push(t->a, &all) = text;
        }
    }
    return all.n == 0 || agree(t, fx_strs_join(t->a, &all, ", "));
}

static bool add(retreat *t, const fx_changes *changes, const fx_live *live, fx_strs *out)
{
    fx_stmts stmts = {0};

    if (!ask_for(t, changes) ||
        !fx_render(t->a, t->r->db->driver->dialect, changes, live, &stmts, t->r->err))
        return false;
    fx_each (const fx_stmt, s, &stmts) {
        *fx_push(t->a, out) = s->sql;
    }
    return true;
}

static fx_strs all_touched(retreat *t)
{
    fx_strs out = {0};

    fx_each (const fx_change, c, &t->r->plan.moves.at[0].changes) {
        const fx_table *const tables[] = {c->before, c->after};
        fx_strs touched = {0};

        for (size_t i = 0; i < 2; i++) {
            if (tables[i] != NULL)
                *fx_push(t->a, &out) = tables[i]->name;
        }
        fx_each (const fx_step *const, s, &c->step->execute.state) {
            fx_step_touches(t->a, *s, &touched);
        }
        fx_each (const char *, name, &touched) {
            *fx_push(t->a, &out) = fx_strndup(t->a, *name, strcspn(*name, "."));
        }
    }
    return out;
}

bool resume_back(resume *r, fx_strs *out)
{
    retreat t = {.r = r, .a = r->a};
    fx_error probe = {.arena = r->a};
    fx_changes repair = {0}, back = {0};
    fx_live live;

    if (r->flight->done == 0)
        return true;
    bool mapped = r->stmts.n == r->flight->statements.n && play_done(&t, &probe);

    if (mapped && reverse(&t, &back)) {
        if (!put_right(&t, &t.there, &t.cut_off, &repair, &live) || !add(&t, &repair, &live, out))
            return false;
        live = resume_live(r, &t.there);
        return add(&t, &back, &live, out);
    }
    const fx_strs names = all_touched(&t); /* no way back step by step */

    return put_right(&t, &r->plan.before, &names, &repair, &live) && add(&t, &repair, &live, out);
}
