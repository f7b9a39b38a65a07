/*
 * Consent: what a plan may not do by itself (DESIGN section 6). Rules first,
 * which no answer lifts; then what a person or a flag has to agree to. Each
 * has its own flag: --yes never covers another one's work or a protected target.
 */
#include <string.h>

#include "runner.h"

enum { MOST = 1000 };

/* True when `granted`, or agreed to; a dry run notes it and goes on. */
static bool need(run *r, bool granted, bool askable, const char *what, const char *hint)
{
    if (granted || fx_strs_has(&r->agreed, what))
        return true;
    if (r->o->dry_run) {
        run_warn(r, fx_fmt(r->a, "%s; %s", what, hint));
        return true;
    }
    if (askable && r->o->ask != NULL && r->o->ask(r->o->ctx, fx_fmt(r->a, "%s. Go on?", what))) {
        *fx_push(r->a, &r->agreed) = what;
        return true;
    }
    fx_fail(r->err, FX_CONSENT, "%s", what);
    return fx_hint(r->err, "%s", hint);
}

static fx_strs downs(const run *r)
{
    fx_strs ids = {0};

    fx_each (const fx_move, move, &r->out->plan.moves) {
        if (!move->up)
            *fx_push(r->a, &ids) = move->applied->id;
    }
    return ids;
}

static bool judge_protected(run *r)
{
    const char *name = run_target_name(r);
    fx_strs undone = downs(r);

    if (!r->protected_ || undone.n == 0)
        return true;
    const char *list = fx_strs_join(r->a, &undone, ", ");

    if (r->o->verb == FX_VERB_SYNC) {
        fx_fail(r->err, FX_REFUSED,
                "%s is protected: sync only goes forward there, and would undo %s", name, list);
        return fx_hint(r->err,
                       "check out a commit that has them, or undo them by name: "
                       "fxgit downgrade REV --unprotect %s",
                       name);
    }
    return need(r, fx_same(r->o->unprotect, name), false,
                fx_fmt(r->a, "%s is protected: %s would be undone", name, list),
                fx_fmt(r->a, "run `%s --unprotect %s` to go on", run_command(r), name));
}

/* "3f9c2a71be04 (feature/age)" */
static const char *named(fx_arena *a, const fx_applied *row)
{
    return row->branch == NULL ? row->id : fx_fmt(a, "%s (%s)", row->id, row->branch);
}

static bool judge_foreign(run *r)
{
    const fx_items *kept = &r->out->plan.kept;
    fx_strs names = {0};

    if (r->o->verb != FX_VERB_UPGRADE || kept->n == 0)
        return true;
    fx_each (const fx_item, item, kept) {
        *fx_push(r->a, &names) = named(r->a, item->applied);
    }
    const char *what = fx_fmt(r->a, "%s has %zu revision%s that the files here do not have: %s",
                              r->place->url.text, names.n, names.n == 1 ? "" : "s",
                              fx_strs_join(r->a, &names, ", "));

    if (r->protected_ && r->out->plan.moves.n > 0 && !r->o->allow_foreign) {
        fx_fail(r->err, FX_REFUSED, "%s is protected, and %s", run_target_name(r), what);
        return fx_hint(r->err, "deploy the commit that has them, or go on with --allow-foreign");
    }
    run_warn(r, what);
    return true;
}

/* A row without an origin is nobody's: it was applied without Git. */
static bool is_anothers(const run *r, const fx_applied *row)
{
    if (row->origin == NULL)
        return false;
    return (r->ws->origin != NULL && !fx_same(row->origin, r->ws->origin)) ||
           (row->applied_by != NULL && !fx_same(row->applied_by, fx_workspace_user(r->ws)));
}

static const char *whose(fx_arena *a, const fx_applied *row)
{
    fx_str s = {.arena = a};

    fx_str_addf(&s, "%s was applied by %s on %s %s", row->id,
                row->applied_by == NULL ? "somebody" : row->applied_by,
                row->host == NULL ? "an unknown host" : row->host, fx_applied_age(a, row));
    if (row->branch != NULL)
        fx_str_addf(&s, " from %s", row->branch);
    if (row->commit != NULL)
        fx_str_addf(&s, " (%.7s)", row->commit);
    return fx_str_text(&s);
}

static bool judge_take_over(run *r)
{
    fx_strs all = {0};

    if (r->o->verb != FX_VERB_SYNC)
        return true;
    fx_each (const fx_move, move, &r->out->plan.moves) {
        if (!move->up && fx_graph_find(&r->history.graph, move->applied->id) == NULL &&
            is_anothers(r, move->applied))
            *fx_push(r->a, &all) = whose(r->a, move->applied);
    }
    if (all.n == 0)
        return true;
    return need(
        r, r->o->take_over, false,
        fx_fmt(r->a, "another one's work would be undone: %s", fx_strs_join(r->a, &all, "; ")),
        fx_fmt(r->a, "ask them, use a database of your own, or run `%s --take-over`",
               run_command(r)));
}

static bool judge_unknown(run *r)
{
    fx_strs undone = downs(r);
    const fx_ledger *l = &r->out->ledger;

    if (r->o->verb != FX_VERB_SYNC || undone.n == 0)
        return true;
    fx_each (const fx_applied, row, &l->rows) {
        if (fx_graph_find(&r->history.graph, row->id) != NULL)
            return true;
    }
    return need(r, r->o->yes, true,
                fx_fmt(r->a, "none of the %zu applied revisions of %s is known to %s", l->rows.n,
                       r->place->url.text, fx_source_label(r->source)),
                fx_fmt(r->a, "is it the right database? Then run `%s --yes`", run_command(r)));
}

static bool judge_stamped(run *r)
{
    fx_strs ids = {0};

    fx_each (const fx_move, move, &r->out->plan.moves) {
        if (!move->up && fx_same(move->applied->kind, "stamp"))
            *fx_push(r->a, &ids) = move->applied->id;
    }
    if (ids.n == 0)
        return true;
    return need(r, r->o->yes, true,
                fx_fmt(r->a,
                       "%s %s stamped, not run by fxgit: undoing would drop what was there "
                       "before",
                       fx_strs_join(r->a, &ids, ", "), ids.n == 1 ? "was" : "were"),
                fx_fmt(r->a, "run `%s --yes` to go on", run_command(r)));
}

/* In a transaction a query that fails would end it: what cannot be told apart is known from the
 * count before. */
static bool ask_count(run *r, fx_loss *loss, fx_rows *rows)
{
    const char *query = fx_loss_query(r->a, r->driver->dialect, loss);

    if (query == NULL || fx_db_query(r->db, r->a, query, NULL, 0, rows, r->err))
        return true;
    if (loss->all || (loss->from == NULL && loss->where == NULL))
        return false;
    fx_error_clear(r->err);
    loss->all = true;
    return ask_count(r, loss, rows);
}

static bool count_one(run *r, const fx_move *move, fx_loss *loss, run_risks *out)
{
    const fx_table *t = fx_schema_find(&r->out->plan.before, loss->schema, loss->table);
    const fx_column *c =
        t == NULL || loss->column == NULL ? NULL : fx_table_column(t, loss->column);
    fx_rows rows = {0};
    size_t n = 0;

    if (t != NULL && loss->column != NULL && c == NULL)
        return true; /* `loses` may name what came and went since */
    if (c != NULL && loss->from != NULL)
        loss->from = &c->type;
    if (!ask_count(r, loss, &rows)) {
        if (t == NULL) { /* known from raw SQL only */
            fx_error_clear(r->err);
            return true;
        }
        fx_context(r->err, "cannot count what would be lost of %s", fx_loss_name(r->a, loss));
        return fx_hint(r->err, "the database is not as the revisions say; nothing was changed");
    }
    for (const char *d = rows.n == 0 ? "" : rows.at[0].at[0]; *d >= '0' && *d <= '9'; d++)
        n = n * 10 + (size_t)(*d - '0');
    if (n > 0)
        *fx_push(r->a, out) =
            (fx_at_risk){move->revision->id, *loss, n > MOST ? MOST : n, n > MOST, move->up};
    return true;
}

bool run_count(run *r, run_risks *out)
{
    *out = (run_risks){0};
    if (r->db == NULL)
        return true;
    fx_each (fx_move, move, &r->out->plan.moves) {
        fx_each (fx_loss, loss, &move->losses) {
            if (!count_one(r, move, loss, out))
                return false;
        }
    }
    return true;
}

/* A person's reason beside what goes is consent. So is the review of a committed revision, as long
 * as the rows could be had again. */
static bool needs_consent(run *r, const fx_move *move, const fx_loss *loss)
{
    if (loss->reason != NULL)
        return false;
    return !move->up || r->protected_ || !backup_possible(r) || !run_committed(r, move->revision);
}

typedef bool risk_filter(run *r, const fx_move *move, const fx_loss *loss);

static void add_losses(run *r, const fx_move *move, const run_risks *risks, risk_filter *counts,
                       fx_str *s)
{
    const char *between = s->n == 0 ? "" : "; ";
    bool first = true;

    fx_each (const fx_at_risk, risk, risks) {
        if (risk->up != move->up || !fx_same(risk->revision, move->revision->id) ||
            !counts(r, move, &risk->loss))
            continue;
        if (first)
            fx_str_addf(s, "%s%s %s would lose ", between, move->up ? "applying" : "undoing",
                        move->revision->id);
        fx_str_addf(s, "%s%s (%zu%s row%s)", first ? "" : ", ", fx_loss_name(r->a, &risk->loss),
                    risk->rows, risk->more ? "+" : "", risk->rows == 1 ? "" : "s");
        first = false;
    }
}

static const char *risks_text(run *r, const run_risks *risks, risk_filter *counts)
{
    fx_str s = {.arena = r->a};

    fx_each (const fx_move, move, &r->out->plan.moves) {
        if (move->losses.n > 0)
            add_losses(r, move, risks, counts, &s);
    }
    return s.n == 0 ? NULL : fx_str_text(&s);
}

static bool is_forward(run *r, const fx_move *move, const fx_loss *loss)
{
    (void)r;
    (void)loss;
    return move->up;
}

bool run_same_losses(run *r, const run_risks *risks)
{
    if (!r->o->yes && !fx_same(risks_text(r, risks, needs_consent), r->asked))
        return false;
    return !r->protected_ || fx_same(r->o->unprotect, run_target_name(r)) ||
           risks_text(r, risks, is_forward) == NULL;
}

/* The first foreign revision that could be kept in place of being undone. */
static const char *could_be_kept(const run *r)
{
    fx_each (const fx_move, move, &r->out->plan.moves) {
        if (!move->up && fx_graph_find(&r->history.graph, move->applied->id) == NULL)
            return move->applied->id;
    }
    return NULL;
}

/* No --yes and no reason covers a protected target; undoing anything there was asked before. */
static bool judge_protected_rows(run *r, const run_risks *risks)
{
    const char *name = run_target_name(r), *what = risks_text(r, risks, is_forward);

    if (!r->protected_ || what == NULL)
        return true;
    return need(r, fx_same(r->o->unprotect, name), false,
                fx_fmt(r->a, "%s is protected: %s", name, what),
                fx_fmt(r->a, "run `%s%s --unprotect %s` to go on", run_command(r),
                       risks_text(r, risks, needs_consent) == NULL ? "" : " --yes", name));
}

/* The first object that a reason beside it would do for; NULL: none. */
static const char *first_open(run *r, const run_risks *risks)
{
    fx_each (const fx_move, move, &r->out->plan.moves) {
        fx_each (const fx_at_risk, risk, risks) {
            if (move->up && risk->up && fx_same(risk->revision, move->revision->id) &&
                needs_consent(r, move, &risk->loss))
                return fx_loss_name(r->a, &risk->loss);
        }
    }
    return NULL;
}

/* A query that may fail, which none may inside a transaction. */
static bool has_conditions(const run *r)
{
    fx_each (const fx_move, move, &r->out->plan.moves) {
        fx_each (const fx_loss, loss, &move->losses) {
            if (loss->from != NULL || loss->where != NULL)
                return true;
        }
    }
    return false;
}

static bool judge_losses(run *r)
{
    run_risks risks;
    fx_str hint = {.arena = r->a};
    const char *keep = r->o->verb == FX_VERB_SYNC ? could_be_kept(r) : NULL;

    if (r->o->yes && !r->o->dry_run && !r->protected_ && !has_conditions(r))
        return true; /* whatever they are: run_recount says */
    if (!run_count(r, &risks))
        return false;
    fx_each (const fx_at_risk, risk, &risks) {
        *fx_push(r->a, &r->out->risks) = *risk;
    }
    if (!judge_protected_rows(r, &risks))
        return false;
    r->asked = risks_text(r, &risks, needs_consent);
    if (r->asked == NULL)
        return true;
    fx_str_addf(&hint, "run `%s%s --yes` to go on", run_command(r),
                r->protected_ ? fx_fmt(r->a, " --unprotect %s", run_target_name(r)) : "");
    const char *open = first_open(r, &risks);

    if (open != NULL)
        fx_str_addf(&hint, ", or write into the revision why: `loses: {%s: REASON}`", open);
    if (backup_possible(r)) {
        const char *dir = backup_dir(r->a, r->ws);

        fx_str_addf(&hint, " (a snapshot is kept in %s)",
                    fx_starts(dir, r->ws->root) ? dir + strlen(r->ws->root) + 1 : dir);
    }
    if (keep != NULL)
        fx_str_addf(&hint, ", or `%s --keep %s`", run_command(r), keep);
    return need(r, r->o->yes, true, r->asked, fx_str_text(&hint));
}

/* A step that nobody translated stops the plan before its first statement. */
static bool judge_translated(run *r)
{
    fx_each (const fx_move, move, &r->out->plan.moves) {
        fx_each (const fx_change, c, &move->changes) {
            if (!move->stamp && c->step->execute.refuses != NULL &&
                !fx_refuse_execute(c->step, r->err))
                return fx_context(r->err, "%s %s", move->up ? "applying" : "undoing",
                                  move->revision->id);
        }
    }
    return true;
}

bool run_judge(run *r)
{
    r->out->risks.n = 0;
    r->out->warnings.n = 0;
    return judge_translated(r) && judge_protected(r) && judge_foreign(r) && judge_take_over(r) &&
           judge_unknown(r) && run_fits(r) && judge_losses(r) && judge_stamped(r);
}
