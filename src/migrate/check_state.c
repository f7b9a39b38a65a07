#include <string.h>

#include "fx/sql/split.h"
#include "gate.h"

/* CREATE, ALTER or DROP of what the model holds: a table or an index. */
static bool changes_model(const char *statement)
{
    fx_lexer lx = fx_lex(statement, strlen(statement));
    fx_token t = fx_lex_next(&lx);

    if (!fx_token_is(&t, "create") && !fx_token_is(&t, "alter") && !fx_token_is(&t, "drop"))
        return false;
    t = fx_lex_next(&lx);
    while (fx_token_is(&t, "unique") || fx_token_is(&t, "temp") || fx_token_is(&t, "temporary"))
        t = fx_lex_next(&lx);
    return fx_token_is(&t, "table") || fx_token_is(&t, "index");
}

static const char *first_change(fx_arena *a, const fx_strs *texts)
{
    fx_each (const char *, text, texts) {
        fx_error probe = {.arena = a};
        fx_statements all = {0};

        if (!fx_split(a, "sqlite", NULL, 1, *text, &all, &probe))
            continue; /* another dialect's grammar; what SQLite cannot split fails when it runs */
        fx_each (const fx_statement, s, &all) {
            if (changes_model(s->text))
                return s->text;
        }
    }
    return NULL;
}

static const char *change_of(fx_arena *a, const fx_step *s)
{
    const char *found = first_change(a, &s->execute.all);

    fx_each (const fx_execute_for, f, &s->execute.by) {
        if (found == NULL)
            found = first_change(a, &f->texts);
    }
    return found;
}

static void warn_refusal(gate *g, const fx_revision *r, const fx_step *s)
{
    fx_finding *f = gate_add(g, FX_FINDING_WARNING, "not-translated", "a step refuses to run");

    f->file = r->path;
    f->line = s->line;
    f->revision = r->id;
    f->message = fx_fmt(g->ws->arena, "this step was not translated: %s", s->execute.refuses);
    f->hint = "Write the SQL that does the same in place of `execute: []` and `refuses:`, or take "
              "the step out.";
}

void gate_state(gate *g, const fx_revision *r, const fx_half *half)
{
    fx_arena *a = g->ws->arena;

    fx_each (const fx_step *const, s, &half->steps) {
        const char *sql;

        if ((*s)->execute.refuses != NULL)
            warn_refusal(g, r, *s);
        if ((*s)->kind != FX_STEP_EXECUTE || (*s)->execute.has_state)
            continue;
        sql = change_of(a, *s);
        if (sql == NULL)
            continue;
        fx_finding *f = gate_add(g, FX_FINDING_ERROR, "no-state", "SQL without its state");

        f->file = r->path;
        f->line = (*s)->line > 0 ? (*s)->line : half->line;
        f->revision = r->id;
        f->message =
            fx_fmt(a, "`%.60s` changes tables, and there is no `state:`", fx_sql_tokens(a, sql));
        f->hint = "Write the steps that it stands for below `state:` (`-- fxgit:state` in a .sql "
                  "file), or `state: []` if entities do not hold it.";
    }
}
