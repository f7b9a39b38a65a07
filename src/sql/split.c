#include "fx/sql/split.h"

#include <string.h>

#include "fx/base/str.h"

/* A statement while its tokens pass by. */
typedef struct progress {
    const char *start; /* NULL: before the first token */
    const char *end;
    size_t line;
    size_t tokens;
    bool create;                 /* CREATE [TEMP] came first */
    bool trigger;                /* ... and then TRIGGER */
    bool after_semicolon, ended; /* in a trigger: the last tokens were `;` and `; END` */
} progress;

/* Only `; END` closes a body: the END of a CASE never follows a semicolon. */
static void note(progress *p, const fx_token *t)
{
    if (p->start == NULL) {
        p->start = t->at;
        p->line = t->line;
    }
    if (p->tokens == 0)
        p->create = fx_token_is(t, "CREATE");
    else if (p->create && (p->tokens == 1 || p->tokens == 2) && fx_token_is(t, "TRIGGER"))
        p->trigger = true;
    p->ended = p->trigger && p->after_semicolon && fx_token_is(t, "END");
    p->after_semicolon = fx_token_is(t, ";");
    p->end = t->at + t->n;
    p->tokens++;
}

static void finish(fx_arena *a, progress *p, fx_statements *out)
{
    if (p->start != NULL)
        *fx_push(a, out) = (fx_statement){
            .text = fx_strndup(a, p->start, (size_t)(p->end - p->start)),
            .line = p->line,
        };
    *p = (progress){0};
}

static bool refuse_broken(const fx_token *t, const char *file, size_t line, fx_error *err)
{
    const char *what = *t->at == '/' ? "comment" : *t->at == '\'' ? "string" : "quoted name";

    if (*t->at == 'x' || *t->at == 'X')
        what = "string";
    fx_fail_at(err, FX_INPUT, file, line + t->line - 1, 0, "the SQL has a %s that is not closed",
               what);
    return fx_hint(err, "Close it: strings and names end with the quote that they begin with.");
}

bool fx_split(fx_arena *a, const char *dialect, const char *file, size_t line, const char *text,
              fx_statements *out, fx_error *err)
{
    fx_lexer lx = fx_lex(text, strlen(text));
    progress p = {0};
    size_t first = out->n;

    (void)dialect; /* all that are known so far share these rules */
    for (;;) {
        fx_token t = fx_lex_next(&lx);

        if (t.kind == FX_TOKEN_BROKEN)
            return refuse_broken(&t, file, line, err);
        if (t.kind == FX_TOKEN_END)
            break;
        if (fx_token_is(&t, ";") && (!p.trigger || p.ended))
            finish(a, &p, out);
        else
            note(&p, &t);
    }
    if (p.trigger && !p.ended) {
        fx_fail_at(err, FX_INPUT, file, line + p.line - 1, 0, "the trigger has no END");
        return fx_hint(err, "A body is BEGIN statement; ... END, each statement with its `;`.");
    }
    finish(a, &p, out);
    for (size_t i = first; i < out->n; i++)
        out->at[i].line += line - 1;
    return true;
}

/* Statements that would end or leave the transaction that fxgit holds. */
static const char *const words[] = {
    "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "ATTACH", "DETACH", "VACUUM",
};

/* Settings that fxgit sets itself and depends on: X(name) gives the words of the message. */
#define PRAGMAS(X)              \
    X(foreign_keys)             \
    X(defer_foreign_keys)       \
    X(legacy_alter_table)       \
    X(ignore_check_constraints) \
    X(writable_schema)          \
    X(schema_version)           \
    X(journal_mode)             \
    X(locking_mode)             \
    X(busy_timeout)

static const struct {
    const char *name, *shown;
} pragmas[] = {
#define X(name) {#name, "PRAGMA " #name},
    PRAGMAS(X)
#undef X
};

static const char *forbidden_pragma(fx_lexer *lx)
{
    fx_token name = fx_lex_next(lx);
    fx_token dot = fx_lex_next(lx);

    if (fx_token_is(&dot, "."))
        name = fx_lex_next(lx);
    for (size_t i = 0; i < sizeof pragmas / sizeof *pragmas; i++) {
        if (fx_token_is(&name, pragmas[i].name))
            return pragmas[i].shown;
    }
    return NULL;
}

const char *fx_statement_forbidden(const char *dialect, const char *statement)
{
    fx_lexer lx = fx_lex(statement, strlen(statement));
    fx_token first = fx_lex_next(&lx);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (fx_token_is(&first, words[i]))
            return words[i];
    }
    if (fx_same(dialect, "sqlite") && fx_token_is(&first, "PRAGMA"))
        return forbidden_pragma(&lx);
    return NULL;
}
