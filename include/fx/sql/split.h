/*
 * Tokens and statements of SQL texts (SQLite's rules first: strings, quoted
 * names, comments, trigger bodies).
 */
#ifndef FX_SQL_SPLIT_H
#define FX_SQL_SPLIT_H

#include "fx/base/error.h"
#include "fx/base/vec.h"

typedef enum {
    FX_TOKEN_END,
    FX_TOKEN_WORD,   /* name or keyword, as written */
    FX_TOKEN_QUOTED, /* "x", `x`, [x] */
    FX_TOKEN_STRING, /* 'x', X'00' */
    FX_TOKEN_NUMBER,
    FX_TOKEN_SYMBOL, /* one operator or punctuation sign */
    FX_TOKEN_BROKEN  /* an unclosed string, name or comment */
} fx_token_kind;

typedef struct fx_token {
    fx_token_kind kind;
    const char *at; /* in the text, not NUL-terminated */
    size_t n;
    size_t line; /* from 1 */
} fx_token;

typedef struct fx_lexer {
    const char *at, *end;
    size_t line;
    const char *dialect;
    const char *delimiter; /* MySQL: what ends a statement in place of `;`, a token of its own */
    const char *opened;    /* MySQL: the executable comment that is open; or NULL */
    size_t opened_line;
    bool ansi_quotes;   /* MySQL: "x" is a name (ANSI_QUOTES) */
    bool other_escapes; /* \' in plain strings means the other thing: NO_BACKSLASH_ESCAPES of MySQL,
                           standard_conforming_strings = off of PostgreSQL */
} fx_lexer;

fx_lexer fx_lex(const char *text,
                size_t n); /* by rules that suit all: for texts that are read back */
/* By the dialect's own rules. PostgreSQL
 * (https://www.postgresql.org/docs/15/sql-syntax-lexical.html): $tag$ strings, E'\'', nested
 * comments, [ ] as subscripts. MySQL
 * (https://dev.mysql.com/doc/refman/8.0/en/string-literals.html): \' in strings, "strings", #
 * comments; an executable comment is a token for its opening, its content, and a token for its end.
 */
fx_lexer fx_lex_as(const char *dialect, const char *text, size_t n);
/* The next token; blanks and comments are passed over. */
fx_token fx_lex_next(fx_lexer *lx);
bool fx_token_is(const fx_token *t, const char *word); /* a WORD or SYMBOL, letters fold */
/* The name that a WORD or QUOTED token stands for (quotes off, doubled ones single). */
char *fx_token_name(fx_arena *a, const fx_token *t);

typedef struct fx_statement {
    const char *text; /* without the ending `;` and surrounding blanks and comments */
    size_t line;      /* where it begins in the text */
} fx_statement;
typedef FX_VEC(fx_statement) fx_statements;

/* Splits at each `;` outside strings, comments and bodies (SQLite: CREATE TRIGGER ... BEGIN ...
 * END; PostgreSQL: BEGIN ATOMIC ... END; MySQL: BEGIN ... END of stored programs, and DELIMITER
 * lines as its client reads them). Unclosed strings, comments and bodies fail with FX_INPUT at
 * file:line. */
bool fx_split(fx_arena *a, const char *dialect, const char *file, size_t line, const char *text,
              fx_statements *out, fx_error *err) FX_CHECK;

/* BEGIN, COMMIT, END, ROLLBACK, SAVEPOINT, RELEASE, ATTACH, DETACH, VACUUM and PRAGMAs that fxgit
 * itself depends on; MySQL: XA, LOCK TABLES, USE, SET autocommit, SOURCE too: the word that must
 * not stand in a revision, or NULL. */
const char *fx_statement_forbidden(const char *dialect, const char *statement);
/* It cannot be inside a transaction (PostgreSQL: CREATE INDEX CONCURRENTLY, VACUUM, ...). */
bool fx_statement_alone(const char *dialect, const char *statement);
/* It ends the open transaction by itself
 * (https://dev.mysql.com/doc/refman/8.0/en/implicit-commit.html): MySQL only. What a CALL or an
 * EXECUTE does inside is not seen. */
bool fx_statement_commits(const char *dialect, const char *statement);

typedef struct fx_statement_object {
    const char *kind;          /* "table" "view" "trigger" "procedure" "function" "event"
                                  "sequence" */
    const char *schema, *name; /* schema: where it is written; or NULL */
} fx_statement_object;
typedef FX_VEC(fx_statement_object) fx_statement_objects;

/* What a DDL statement makes, changes or drops, in the order of its text: of an index its table, of
 * a trigger that is made its table too. None: temporary tables, which end with their session, what
 * is unknown, and all of the dialects but MySQL. */
void fx_statement_target(fx_arena *a, const char *dialect, const char *statement,
                         fx_statement_objects *out);

/* Does the text name the identifier, bare or quoted (letters fold)? Strings and comments do not
 * count. */
bool fx_sql_mentions(const char *text, const char *name);
/* The text with each mention of `from` replaced by `to`, in the quotes that it had, or else that
 * the text has: backticks or double quotes. */
const char *fx_sql_renamed(fx_arena *a, const char *text, const char *from, const char *to);

/* Tokens of a text joined by one blank: equal for texts that differ in comments and blanks only. */
const char *fx_sql_tokens(fx_arena *a, const char *text);
/* The same by all readings that a dialect has (settings of a session change what a quote is): equal
 * only for texts that it runs alike. A text with comments that it may run (executable ones, hints),
 * or with anything whose reading is not known here, is equal to itself alone. */
const char *fx_sql_readings(fx_arena *a, const char *dialect, const char *text);

#endif
