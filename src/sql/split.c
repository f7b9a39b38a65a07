#include "fx/sql/split.h"

#include <string.h>

#include "fx/base/str.h"

/* A statement while its tokens pass by. */
typedef struct progress {
    const char *dialect;
    const char *start; /* NULL: before the first token */
    const char *end;
    size_t line;
    size_t tokens;
    bool create;                 /* CREATE [TEMP] came first */
    bool trigger;                /* SQLite: ... and then TRIGGER */
    bool after_semicolon, ended; /* in a trigger: the last tokens were `;` and `; END` */
    bool begin;                  /* PostgreSQL: the last token was BEGIN */
    size_t depth;                /* PostgreSQL: in BEGIN ATOMIC, with CASEs */
} progress;

/* https://www.postgresql.org/docs/15/sql-createfunction.html: BEGIN ATOMIC statement; ... END */
static void note_atomic(progress *p, const fx_token *t)
{
    if (p->begin && fx_token_is(t, "ATOMIC"))
        p->depth = 1;
    else if (p->depth > 0 && fx_token_is(t, "CASE"))
        p->depth++;
    else if (p->depth > 0 && fx_token_is(t, "END"))
        p->depth--;
    p->begin = p->create && p->depth == 0 && fx_token_is(t, "BEGIN");
}

/* Only `; END` closes a body: the END of a CASE never follows a semicolon. */
static void note(progress *p, const fx_token *t)
{
    bool sqlite = !fx_same(p->dialect, "postgresql");

    if (p->start == NULL) {
        p->start = t->at;
        p->line = t->line;
    }
    if (p->tokens == 0)
        p->create = fx_token_is(t, "CREATE");
    else if (sqlite && p->create && (p->tokens == 1 || p->tokens == 2) && fx_token_is(t, "TRIGGER"))
        p->trigger = true;
    if (!sqlite)
        note_atomic(p, t);
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
    *p = (progress){.dialect = p->dialect};
}

static bool refuse_broken(const fx_token *t, const char *file, size_t line, fx_error *err)
{
    const char *what = *t->at == '/' ? "comment" : *t->at == '\'' ? "string" : "quoted name";

    if (strchr("xXeE$", *t->at) != NULL)
        what = "string";
    fx_fail_at(err, FX_INPUT, file, line + t->line - 1, 0, "the SQL has a %s that is not closed",
               what);
    return fx_hint(err, "Close it: strings and names end with the quote that they begin with.");
}

bool fx_split(fx_arena *a, const char *dialect, const char *file, size_t line, const char *text,
              fx_statements *out, fx_error *err)
{
    fx_lexer lx = fx_lex_as(dialect, text, strlen(text));
    progress p = {.dialect = dialect};
    size_t first = out->n;

    for (;;) {
        fx_token t = fx_lex_next(&lx);

        if (t.kind == FX_TOKEN_BROKEN)
            return refuse_broken(&t, file, line, err);
        if (t.kind == FX_TOKEN_END)
            break;
        if (fx_token_is(&t, ";") && (!p.trigger || p.ended) && p.depth == 0)
            finish(a, &p, out);
        else
            note(&p, &t);
    }
    if ((p.trigger && !p.ended) || p.depth > 0) {
        fx_fail_at(err, FX_INPUT, file, line + p.line - 1, 0, "the %s has no END",
                   p.trigger ? "trigger" : "body");
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

/* https://www.postgresql.org/docs/15/sql-commands.html: what ends or leaves the transaction, reads
 * from a client that is not there, or stays after the revision. */
static const char *const postgres_words[] = {
    "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "PREPARE",
};

static const char *forbidden_postgres(const fx_token *first, fx_lexer *lx)
{
    for (size_t i = 0; i < sizeof postgres_words / sizeof *postgres_words; i++) {
        if (fx_token_is(first, postgres_words[i]))
            return postgres_words[i];
    }
    if (!fx_token_is(first, "COPY"))
        return NULL;
    for (fx_token t = fx_lex_next(lx); t.kind != FX_TOKEN_END; t = fx_lex_next(lx)) {
        if (fx_token_is(&t, "STDIN") || fx_token_is(&t, "STDOUT"))
            return "COPY FROM STDIN";
    }
    return NULL;
}

/* X(first words): https://www.postgresql.org/docs/15/sql-createdatabase.html and their like */
static const char *const alone[][2] = {
    {"VACUUM",  NULL        },
    {"CREATE",  "DATABASE"  },
    {"DROP",    "DATABASE"  },
    {"CREATE",  "TABLESPACE"},
    {"DROP",    "TABLESPACE"},
    {"ALTER",   "SYSTEM"    },
    {"REINDEX", "DATABASE"  },
    {"REINDEX", "SYSTEM"    },
};

static bool starts_alone(const fx_token *first, const fx_token *second)
{
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++) {
        if (fx_token_is(first, alone[i][0]) &&
            (alone[i][1] == NULL || fx_token_is(second, alone[i][1])))
            return true;
    }
    return false;
}

bool fx_statement_alone(const char *dialect, const char *statement)
{
    fx_lexer lx = fx_lex_as(dialect, statement, strlen(statement));
    fx_token first = fx_lex_next(&lx), second = fx_lex_next(&lx);

    if (!fx_same(dialect, "postgresql"))
        return false;
    if (starts_alone(&first, &second))
        return true;
    bool index = fx_token_is(&first, "REINDEX") || fx_token_is(&first, "CREATE") ||
                 fx_token_is(&first, "DROP") || fx_token_is(&first, "ALTER");

    for (fx_token t = second; index && t.kind != FX_TOKEN_END && !fx_token_is(&t, "AS");
         t = fx_lex_next(&lx)) {
        if (fx_token_is(&t, "CONCURRENTLY"))
            return true;
    }
    return false;
}

const char *fx_statement_forbidden(const char *dialect, const char *statement)
{
    fx_lexer lx = fx_lex_as(dialect, statement, strlen(statement));
    fx_token first = fx_lex_next(&lx);

    if (fx_same(dialect, "postgresql"))
        return forbidden_postgres(&first, &lx);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (fx_token_is(&first, words[i]))
            return words[i];
    }
    if (fx_same(dialect, "sqlite") && fx_token_is(&first, "PRAGMA"))
        return forbidden_pragma(&lx);
    return NULL;
}
