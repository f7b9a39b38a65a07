/*
 * What the splitter has of MySQL: bodies of stored programs and DELIMITER lines. Private to
 * src/sql/split.c and src/sql/mysql_*.c.
 */
#ifndef FX_SQL_SPLIT_INNER_H
#define FX_SQL_SPLIT_INNER_H

#include "fx/sql/split.h"

/* The next token of a statement: what is around executable comments is passed over. */
fx_token fx_mysql_next(fx_lexer *lx);
fx_token fx_mysql_peek(const fx_lexer *lx);
bool fx_mysql_is_mark(const fx_token *t);
/* At `(`: behind its `)`. */
void fx_mysql_pass_parens(fx_lexer *lx);
/* name, or schema.name: the last two parts; the first is of FX_TOKEN_END where there is one only.
 */
void fx_mysql_pass_name(fx_lexer *lx, fx_token *schema, fx_token *name);

/* CREATE, ALTER or DROP up to the word that says of what: the lexer is behind it. */
typedef struct fx_mysql_head {
    fx_token verb, kind; /* kind: TABLE, VIEW, ...; FX_TOKEN_END: another, or no such statement */
    bool temporary;
} fx_mysql_head;
fx_mysql_head fx_mysql_read_head(fx_lexer *lx);

typedef struct fx_mysql_body {
    const char *begins; /* what stands before is no part of it; NULL: there is no body */
    FX_VEC(char) blocks;
    bool statement; /* the next token begins a statement */
    fx_token last;
} fx_mysql_body;

/* Of the statement that begins where the lexer is. */
fx_mysql_body fx_mysql_body_of(fx_lexer lx);
/* A token of it; the lexer is behind that. No `;` splits while blocks are open. */
void fx_mysql_body_note(fx_arena *a, fx_mysql_body *b, const fx_token *t, const fx_lexer *lx);

/* Behind the word DELIMITER: reads the rest of its line. */
bool fx_mysql_delimiter(fx_arena *a, fx_lexer *lx);

const char *fx_mysql_forbidden(fx_lexer lx);

#endif
