#include "fx/sql/split.h"

#include <string.h>

#include "fx/base/str.h"
#include "split_inner.h"

/* A statement while its tokens pass by. */
typedef struct progress {
    const char *dialect;
    bool sqlite, mysql;
    const char *start; /* NULL: before the first token */
    const char *end;
    size_t line;
    size_t tokens;
    bool create;                 /* CREATE [TEMP] came first */
    bool trigger;                /* SQLite: ... and then TRIGGER */
    bool after_semicolon, ended; /* in a trigger: the last tokens were `;` and `; END` */
    bool begin;                  /* PostgreSQL: the last token was BEGIN */
    size_t depth;                /* PostgreSQL: in BEGIN ATOMIC, with CASEs */
    fx_mysql_body body;          /* MySQL */
} progress;

static progress begin(const char *dialect)
{
    bool mysql = fx_same(dialect, "mysql");

    return (progress){
        .dialect = dialect, .mysql = mysql, .sqlite = !mysql && !fx_same(dialect, "postgresql")};
}

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
static void note_trigger(progress *p, const fx_token *t)
{
    if (p->create && (p->tokens == 1 || p->tokens == 2) && fx_token_is(t, "TRIGGER"))
        p->trigger = true;
    p->ended = p->trigger && p->after_semicolon && fx_token_is(t, "END");
    p->after_semicolon = fx_token_is(t, ";");
}

static void note(fx_arena *a, progress *p, const fx_token *t, const fx_lexer *lx)
{
    if (p->start == NULL) {
        p->start = t->at;
        p->line = t->line;
    }
    if (p->tokens == 0)
        p->create = fx_token_is(t, "CREATE");
    if (p->sqlite)
        note_trigger(p, t);
    else if (!p->mysql)
        note_atomic(p, t);
    else if (lx->delimiter == NULL)
        fx_mysql_body_note(a, &p->body, t, lx);
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
    *p = begin(p->dialect);
}

static bool refuse_broken(const progress *p, const fx_token *t, const char *file, size_t line,
                          fx_error *err)
{
    const char *strings = p->mysql ? "'xXbBnN\"" : "'xXeE$";
    const char *what = *t->at == '/'                     ? "comment"
                       : strchr(strings, *t->at) != NULL ? "string"
                                                         : "quoted name";

    fx_fail_at(err, FX_INPUT, file, line + t->line - 1, 0, "the SQL has a %s that is not closed",
               what);
    return fx_hint(err, "Close it: strings and names end with the quote that they begin with.");
}

static bool at_line_start(const char *text, const char *at)
{
    while (at > text && (at[-1] == ' ' || at[-1] == '\t'))
        at--;
    return at == text || at[-1] == '\n';
}

/* A column may have the name too, so while `;` splits, only a statement's first word counts. */
static bool is_delimiter_line(const progress *p, const fx_lexer *lx, const char *text,
                              const fx_token *t)
{
    return p->mysql && fx_token_is(t, "DELIMITER") &&
           (p->start == NULL || (lx->delimiter != NULL && at_line_start(text, t->at)));
}

static bool ends(const progress *p, const fx_lexer *lx, const fx_token *t)
{
    if (lx->delimiter != NULL)
        return fx_token_is(t, lx->delimiter);
    return fx_token_is(t, ";") && (!p->trigger || p->ended) && p->depth == 0 &&
           p->body.blocks.n == 0 && lx->opened == NULL;
}

static bool refuse_unended(const progress *p, const char *file, size_t line, fx_error *err)
{
    fx_fail_at(err, FX_INPUT, file, line + p->line - 1, 0, "the %s has no END",
               p->trigger ? "trigger" : "body");
    return fx_hint(err, "A body is BEGIN statement; ... END, each statement with its `;`.");
}

/* One token, or a DELIMITER line; `before` is the lexer as it was before the token. */
static bool take(fx_arena *a, progress *p, const fx_lexer *before, fx_lexer *lx, const fx_token *t,
                 const char *text, fx_statements *out)
{
    if (is_delimiter_line(p, lx, text, t)) {
        finish(a, p, out);
        return fx_mysql_delimiter(a, lx);
    }
    if (ends(p, lx, t)) {
        finish(a, p, out);
        return true;
    }
    if (lx->delimiter != NULL && fx_token_is(t, ";"))
        return true; /* `END; //`: what comes last is no part of it */
    if (p->mysql && p->start == NULL && lx->delimiter == NULL)
        p->body = fx_mysql_body_of(*before);
    note(a, p, t, lx);
    return true;
}

bool fx_split(fx_arena *a, const char *dialect, const char *file, size_t line, const char *text,
              fx_statements *out, fx_error *err)
{
    fx_lexer lx = fx_lex_as(dialect, text, strlen(text));
    progress p = begin(dialect);
    size_t first = out->n;

    for (;;) {
        fx_lexer before = lx;
        fx_token t = fx_lex_next(&lx);

        if (t.kind == FX_TOKEN_BROKEN)
            return refuse_broken(&p, &t, file, line, err);
        if (t.kind == FX_TOKEN_END)
            break;
        if (!take(a, &p, &before, &lx, &t, text, out)) {
            fx_fail_at(err, FX_INPUT, file, line + t.line - 1, 0,
                       "DELIMITER needs the sign that ends statements, without a backslash");
            return fx_hint(err, "Write `DELIMITER //` on a line of its own.");
        }
    }
    if ((p.trigger && !p.ended) || p.depth > 0 || p.body.blocks.n > 0)
        return refuse_unended(&p, file, line, err);
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
    if (fx_same(dialect, "mysql"))
        return fx_mysql_forbidden(fx_lex_as(dialect, statement, strlen(statement)));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (fx_token_is(&first, words[i]))
            return words[i];
    }
    if (fx_same(dialect, "sqlite") && fx_token_is(&first, "PRAGMA"))
        return forbidden_pragma(&lx);
    return NULL;
}
