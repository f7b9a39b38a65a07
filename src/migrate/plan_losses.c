/*
 * Losses: which rows a move may destroy. They are counted before the plan
 * runs, so an object is named as it is called then; one that the plan itself
 * made has nothing to lose.
 */
#include <string.h>

#include "fx/sql/split.h"
#include "plan_inner.h"

/* The name before a change of what is called `loss` after it; false: the change made it. */
static bool before_change(const fx_change *c, fx_loss *loss)
{
    const fx_step *s = c->step;

    if (c->after == NULL || !fx_same(c->after->name, loss->table) ||
        !fx_same(c->after->schema, loss->schema))
        return true;
    if (c->before == NULL)
        return false;
    loss->table = c->before->name;
    if (loss->column == NULL)
        return true;
    if (s->kind == FX_STEP_ADD_COLUMN && s->column != NULL &&
        fx_same(s->column->name, loss->column))
        return false;
    if (s->kind == FX_STEP_ALTER_COLUMN && s->rename != NULL && fx_same(s->rename, loss->column))
        loss->column = s->object.name;
    return true;
}

static bool same_loss(const fx_loss *x, const fx_loss *y)
{
    return fx_same(x->schema, y->schema) && fx_same(x->table, y->table) &&
           (x->column == NULL || fx_same(x->column, y->column));
}

/* The name that a loss has before the plan; false: the plan made what is lost. */
static bool first_name(const fx_change *changes, size_t n, fx_loss *loss)
{
    for (size_t i = n; i-- > 0;) {
        if (!before_change(&changes[i], loss))
            return false;
    }
    return true;
}

/* A table that goes takes its columns along: they are not named again. */
static void add(fx_arena *a, fx_loss loss, fx_move *move)
{
    for (size_t i = 0; i < move->losses.n; i++) {
        fx_loss *known = &move->losses.at[i];

        if (same_loss(known, &loss)) {
            if (loss.reason == NULL)
                known->reason = NULL;
            known->all = known->all || known->from != NULL || known->where != NULL;
            return;
        }
        if (same_loss(&loss, known)) {
            *known = loss;
            return;
        }
    }
    *fx_push(a, &move->losses) = loss;
}

static bool mentions(const fx_step *s, const char *table)
{
    fx_each (const char *, text, &s->execute.all) {
        if (fx_sql_mentions(*text, table))
            return true;
    }
    for (size_t i = 0; i < s->execute.by.n; i++) {
        fx_each (const char *, text, &s->execute.by.at[i].texts) {
            if (fx_sql_mentions(*text, table))
                return true;
        }
    }
    return false;
}

bool plan_writes_rows(const fx_changes *played, const char *table)
{
    fx_each (const fx_change, c, played) {
        if (c->step->kind == FX_STEP_EXECUTE && mentions(c->step, table))
            return true;
    }
    return false;
}

/* The rows are counted as they are before the plan. */
static bool counts_all(const fx_changes *played, const fx_loss *loss)
{
    if (plan_writes_rows(played, loss->table))
        return true;
    fx_each (const fx_change, c, played) {
        if (loss->where != NULL && c->after != NULL && fx_same(c->after->name, loss->table))
            return true;
    }
    return false;
}

static void note(fx_arena *a, const fx_changes *played, fx_loss loss, fx_move *move)
{
    loss.all = loss.all || counts_all(played, &loss);
    if (loss.reason == NULL)
        loss.reason = fx_revision_reason(a, move->revision, &loss);
    if (first_name(played->at, played->n, &loss))
        add(a, loss, move);
}

void plan_losses(fx_arena *a, const fx_changes *played, const fx_changes *now, fx_move *move)
{
    for (size_t i = 0; i < now->n; i++) {
        fx_loss loss;

        for (size_t nth = 0; fx_change_loses(&now->at[i], nth, &loss); nth++) {
            loss.reason = fx_revision_reason(a, move->revision, &loss);
            if (first_name(now->at, i, &loss))
                note(a, played, loss, move);
        }
    }
}

static void skip_if_exists(fx_lexer *lx)
{
    fx_lexer ahead = *lx;
    fx_token t = fx_lex_next(&ahead);

    if (!fx_token_is(&t, "IF"))
        return;
    t = fx_lex_next(&ahead);
    if (fx_token_is(&t, "EXISTS"))
        *lx = ahead;
}

/* A name that may have a schema before it. */
static const char *table_name(fx_arena *a, fx_lexer *lx)
{
    fx_token t = fx_lex_next(lx);
    fx_lexer ahead = *lx;
    fx_token dot = fx_lex_next(&ahead);

    if (fx_token_is(&dot, ".")) {
        *lx = ahead;
        t = fx_lex_next(lx);
    }
    return t.kind == FX_TOKEN_WORD || t.kind == FX_TOKEN_QUOTED ? fx_token_name(a, &t) : NULL;
}

/* Each column of one ALTER TABLE. */
static void dropped_columns(fx_arena *a, fx_lexer *lx, fx_losses *out)
{
    const char *table = table_name(a, lx);

    for (fx_token t = fx_lex_next(lx); t.kind != FX_TOKEN_END && table != NULL;
         t = fx_lex_next(lx)) {
        if (!fx_token_is(&t, "DROP"))
            continue;
        fx_lexer ahead = *lx;

        t = fx_lex_next(&ahead);
        if (fx_token_is(&t, "COLUMN")) {
            skip_if_exists(&ahead);
            t = fx_lex_next(&ahead);
        } else if (fx_token_is(&t, "CONSTRAINT") || fx_token_is(&t, "PRIMARY") ||
                   fx_token_is(&t, "DEFAULT") || fx_token_is(&t, "NOT")) {
            continue;
        }
        if (t.kind == FX_TOKEN_WORD || t.kind == FX_TOKEN_QUOTED)
            *fx_push(a, out) = (fx_loss){.table = table, .column = fx_token_name(a, &t)};
        *lx = ahead;
    }
}

/* DROP TABLE a, b; TRUNCATE a, b. */
static void dropped_tables(fx_arena *a, fx_lexer *lx, fx_losses *out)
{
    fx_token between;

    do {
        const char *table = table_name(a, lx);

        if (table == NULL)
            return;
        *fx_push(a, out) = (fx_loss){.table = table};
        between = fx_lex_next(lx);
    } while (fx_token_is(&between, ","));
}

/* The condition alone, where nothing else follows the table. */
static const char *condition(fx_lexer lx)
{
    static const char *const others[] = {"RETURNING", "ORDER", "LIMIT", "USING"};
    fx_token t = fx_lex_next(&lx);
    const char *text = lx.at;

    if (!fx_token_is(&t, "WHERE"))
        return NULL;
    for (t = fx_lex_next(&lx); t.kind != FX_TOKEN_END; t = fx_lex_next(&lx)) {
        for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
            if (fx_token_is(&t, others[i]))
                return NULL;
        }
    }
    return text;
}

/* What one statement of raw SQL takes away, by its first words. */
static fx_losses statement_losses(fx_arena *a, const char *sql)
{
    fx_lexer lx = fx_lex(sql, strlen(sql));
    fx_token verb = fx_lex_next(&lx);
    fx_lexer second = lx;
    fx_token what = fx_lex_next(&lx);
    fx_losses out = {0};

    if (fx_token_is(&verb, "DROP") && fx_token_is(&what, "TABLE")) {
        skip_if_exists(&lx);
        dropped_tables(a, &lx, &out);
    } else if (fx_token_is(&verb, "TRUNCATE")) {
        dropped_tables(a, fx_token_is(&what, "TABLE") ? &lx : &second, &out);
    } else if (fx_token_is(&verb, "DELETE") && fx_token_is(&what, "FROM")) {
        const char *table = table_name(a, &lx);

        if (table != NULL)
            *fx_push(a, &out) = (fx_loss){.table = table, .where = condition(lx)};
    } else if (fx_token_is(&verb, "ALTER") && fx_token_is(&what, "TABLE")) {
        dropped_columns(a, &lx, &out);
    }
    return out;
}

static void text_losses(fx_arena *a, const fx_changes *played, const fx_step *s, const char *text,
                        fx_move *move)
{
    fx_error probe = {.arena = a};
    fx_statements parts = {0};

    if (!fx_split(a, "sqlite", NULL, 1, text, &parts, &probe))
        return; /* what cannot be split is refused when it is rendered */
    fx_each (const fx_statement, part, &parts) {
        const fx_losses losses = statement_losses(a, part->text);

        fx_each (const fx_loss, loss, &losses) {
            fx_loss one = *loss;

            one.step = s;
            note(a, played, one, move);
        }
    }
}

void plan_sql_losses(fx_arena *a, const fx_changes *played, const fx_step *s, fx_move *move)
{
    fx_each (const char *, text, &s->execute.all) {
        text_losses(a, played, s, *text, move);
    }
    for (size_t i = 0; i < s->execute.by.n; i++) {
        fx_each (const char *, text, &s->execute.by.at[i].texts) {
            text_losses(a, played, s, *text, move);
        }
    }
}

void plan_said_losses(fx_arena *a, const fx_changes *played, fx_move *move)
{
    fx_each (const char *, said, &move->revision->loses) {
        fx_object o = {0};
        fx_loss loss = {0};
        const char *why = NULL;

        if (fx_object_parse(a, *said, 2, &o, &why))
            loss = (fx_loss){.schema = o.schema, .table = o.table, .column = o.name};
        else if (fx_object_parse(a, *said, 1, &o, &why))
            loss = (fx_loss){.schema = o.schema, .table = o.table};
        if (loss.table != NULL)
            note(a, played, loss, move);
    }
}
