/*
 * Where MySQL's statements end: bodies of stored programs
 * (https://dev.mysql.com/doc/refman/8.0/en/sql-compound-statements.html, MariaDB's BEGIN NOT
 * ATOMIC) and DELIMITER lines.
 */
#include <string.h>

#include "fx/base/str.h"
#include "split_inner.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool is_one_of(const fx_token *t, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (fx_token_is(t, words[i]))
            return true;
    }
    return false;
}

bool fx_mysql_is_mark(const fx_token *t)
{
    return t->kind == FX_TOKEN_SYMBOL && t->n >= 2 &&
           (memcmp(t->at, "/*", 2) == 0 || memcmp(t->at, "*/", 2) == 0);
}

fx_token fx_mysql_next(fx_lexer *lx)
{
    fx_token t = fx_lex_next(lx);

    while (fx_mysql_is_mark(&t))
        t = fx_lex_next(lx);
    return t;
}

fx_token fx_mysql_peek(const fx_lexer *lx)
{
    fx_lexer ahead = *lx;

    return fx_mysql_next(&ahead);
}

static bool follows(const fx_lexer *lx, const char *word)
{
    fx_token t = fx_mysql_peek(lx);

    return fx_token_is(&t, word);
}

static bool pass(fx_lexer *lx, const char *word)
{
    bool there = follows(lx, word);

    if (there)
        (void)fx_mysql_next(lx);
    return there;
}

static bool is_end(const fx_token *t)
{
    return t->kind == FX_TOKEN_END || t->kind == FX_TOKEN_BROKEN || fx_token_is(t, ";");
}

void fx_mysql_pass_parens(fx_lexer *lx)
{
    size_t depth = 0;

    do {
        fx_token t = fx_mysql_next(lx);

        if (is_end(&t))
            return;
        depth += fx_token_is(&t, "(");
        depth -= depth > 0 && fx_token_is(&t, ")");
    } while (depth > 0);
}

void fx_mysql_pass_name(fx_lexer *lx, fx_token *schema, fx_token *name)
{
    *schema = (fx_token){.kind = FX_TOKEN_END};
    *name = fx_mysql_next(lx);
    while (pass(lx, ".")) {
        *schema = *name;
        *name = fx_mysql_next(lx);
    }
}

/* user, 'user'@'host', user@host.name, CURRENT_USER() */
static void pass_user(fx_lexer *lx)
{
    fx_token schema, name;

    (void)fx_mysql_next(lx);
    if (pass(lx, "@"))
        fx_mysql_pass_name(lx, &schema, &name);
    else if (follows(lx, "("))
        fx_mysql_pass_parens(lx);
}

/* What may stand between the verb and the word that says of what. */
static bool pass_modifier(fx_lexer *lx, fx_mysql_head *h)
{
    static const char *const words[] = {
        "OR",     "REPLACE", "UNIQUE",    "FULLTEXT", "SPATIAL",  "ONLINE",
        "IGNORE", "OFFLINE", "AGGREGATE", "SQL",      "SECURITY", "INVOKER",
    };
    fx_token t = fx_mysql_peek(lx);

    if (pass(lx, "TEMPORARY"))
        return h->temporary = true;
    if (pass(lx, "ALGORITHM"))
        return pass(lx, "=") && fx_mysql_next(lx).kind == FX_TOKEN_WORD;
    if (pass(lx, "DEFINER")) {
        if (pass(lx, "="))
            pass_user(lx);
        return true;
    }
    if (!is_one_of(&t, words, COUNT(words)))
        return false;
    (void)fx_mysql_next(lx);
    return true;
}

fx_mysql_head fx_mysql_read_head(fx_lexer *lx)
{
    static const char *const verbs[] = {"CREATE", "ALTER", "DROP"};
    static const char *const kinds[] = {"TABLE",    "TABLES", "VIEW",     "TRIGGER", "PROCEDURE",
                                        "FUNCTION", "EVENT",  "SEQUENCE", "INDEX"};
    fx_mysql_head h = {.verb = fx_mysql_next(lx)};

    if (!is_one_of(&h.verb, verbs, COUNT(verbs)))
        return h;
    while (pass_modifier(lx, &h))
        continue;
    h.kind = fx_mysql_next(lx);
    if (!is_one_of(&h.kind, kinds, COUNT(kinds)))
        h.kind = (fx_token){.kind = FX_TOKEN_END};
    return h;
}

/* Behind the word; false: the statement ends before. */
static bool pass_to(fx_lexer *lx, const char *word)
{
    for (;;) {
        fx_token t = fx_mysql_next(lx);

        if (fx_token_is(&t, word) || is_end(&t))
            return !is_end(&t);
    }
}

/* Behind FOR EACH ROW, and the other trigger that this one FOLLOWS. */
static void pass_trigger_head(fx_lexer *lx)
{
    fx_token schema, name;

    if (pass_to(lx, "EACH") && pass(lx, "ROW") && (pass(lx, "FOLLOWS") || pass(lx, "PRECEDES")))
        fx_mysql_pass_name(lx, &schema, &name);
}

/* Words of a type that RETURNS, and of characteristics: a body begins with none of them. */
static bool pass_routine_word(fx_lexer *lx)
{
    static const char *const words[] = {
        "LANGUAGE", "SQL",       "NOT",      "DETERMINISTIC", "CONTAINS",  "NO",       "READS",
        "MODIFIES", "DATA",      "SECURITY", "DEFINER",       "INVOKER",   "UNSIGNED", "SIGNED",
        "ZEROFILL", "PRECISION", "VARYING",  "BINARY",        "VARBINARY", "ASCII",    "UNICODE",
        "CHAR",     "VARCHAR",   "BYTE",     "TEXT",          "TYPE",
    };
    fx_token t = fx_mysql_peek(lx), schema, name;

    if (fx_token_is(&t, "(")) {
        fx_mysql_pass_parens(lx);
    } else if (pass(lx, "OF")) {
        fx_mysql_pass_name(lx, &schema, &name);
    } else if (pass(lx, "CHARSET") || pass(lx, "COLLATE") || pass(lx, "COMMENT") ||
               pass(lx, "RETURNS") || (pass(lx, "CHARACTER") && pass(lx, "SET"))) {
        (void)fx_mysql_next(lx);
    } else if (is_one_of(&t, words, COUNT(words))) {
        (void)fx_mysql_next(lx);
    } else {
        return false;
    }
    return true;
}

static void pass_routine_head(fx_lexer *lx)
{
    fx_token schema, name;

    if (pass(lx, "IF"))
        (void)pass_to(lx, "EXISTS");
    fx_mysql_pass_name(lx, &schema, &name);
    while (pass_routine_word(lx))
        continue;
}

/* MariaDB takes these outside of stored programs too. */
static bool is_compound(fx_lexer lx)
{
    static const char *const words[] = {"IF", "CASE", "LOOP", "REPEAT", "WHILE", "FOR"};
    fx_token t = fx_mysql_next(&lx);

    return is_one_of(&t, words, COUNT(words)) || follows(&lx, ":") ||
           (fx_token_is(&t, "BEGIN") && follows(&lx, "NOT"));
}

fx_mysql_body fx_mysql_body_of(fx_lexer lx)
{
    fx_lexer from = lx;
    fx_mysql_head h = fx_mysql_read_head(&from);
    bool create = fx_token_is(&h.verb, "CREATE");

    if (is_compound(lx))
        from = lx;
    else if (create && fx_token_is(&h.kind, "TRIGGER"))
        pass_trigger_head(&from);
    else if (create && (fx_token_is(&h.kind, "PROCEDURE") || fx_token_is(&h.kind, "FUNCTION")))
        pass_routine_head(&from);
    else if (!fx_token_is(&h.kind, "EVENT") || fx_token_is(&h.verb, "DROP") ||
             !pass_to(&from, "DO"))
        return (fx_mysql_body){0};
    return (fx_mysql_body){.begins = fx_mysql_peek(&from).at};
}

/* What ends with END: only at the beginning of a statement these words open a block. */
static const struct {
    const char *word;
    char block;
    bool statement; /* one begins right behind the word */
} openers[] = {
    {"BEGIN",  'b', true },
    {"IF",     'i', false},
    {"CASE",   'c', false},
    {"LOOP",   'l', true },
    {"REPEAT", 'r', true },
    {"WHILE",  'w', false},
    {"FOR",    'f', false},
};
enum { EXPRESSION = 'e' }; /* CASE ... END within an expression */

static char top(const fx_mysql_body *b)
{
    return b->blocks.n > 0 ? b->blocks.at[b->blocks.n - 1] : '\0';
}

static bool open_block(fx_arena *a, fx_mysql_body *b, const fx_token *t, bool statement)
{
    for (size_t i = 0; statement && i < COUNT(openers); i++) {
        if (fx_token_is(t, openers[i].word)) {
            *fx_push(a, &b->blocks) = openers[i].block;
            b->statement = openers[i].statement;
            return true;
        }
    }
    if (b->blocks.n == 0 || !fx_token_is(t, "CASE") || fx_token_is(&b->last, "END"))
        return false;
    *fx_push(a, &b->blocks) = EXPRESSION;
    return true;
}

/* A column may be called `end`: an expression ends behind a value only. */
static bool ends_value(const fx_token *t)
{
    static const char *const words[] = {"CASE", "WHEN", "THEN", "ELSE",   "AND",    "OR",
                                        "XOR",  "NOT",  "DIV",  "MOD",    "LIKE",   "RLIKE",
                                        "IN",   "IS",   "AS",   "REGEXP", "BETWEEN"};

    if (t->kind == FX_TOKEN_SYMBOL)
        return fx_token_is(t, ")");
    return !is_one_of(t, words, COUNT(words));
}

/* END, which closes a statement where another could begin; and END REPEAT, behind UNTIL. */
static bool closes(const fx_mysql_body *b, bool statement, const fx_lexer *lx)
{
    char block = top(b);

    if (block == EXPRESSION)
        return ends_value(&b->last);
    for (size_t i = 1; i < COUNT(openers); i++) {
        if (openers[i].block == block && follows(lx, openers[i].word))
            return true;
    }
    return statement && block != '\0';
}

/* The first token of the statement that DECLARE ... HANDLER FOR condition, ... runs. */
static const char *handled(fx_lexer lx)
{
    (void)fx_mysql_next(&lx);
    do {
        if (pass(&lx, "SQLSTATE"))
            (void)pass(&lx, "VALUE");
        else
            (void)pass(&lx, "NOT");
        (void)fx_mysql_next(&lx);
    } while (pass(&lx, ","));
    return fx_mysql_peek(&lx).at;
}

static void end_statement(fx_mysql_body *b)
{
    while (top(b) == EXPRESSION)
        b->blocks.n--;
    b->statement = b->blocks.n > 0;
}

static void note_word(fx_arena *a, fx_mysql_body *b, const fx_token *t, const fx_lexer *lx)
{
    bool statement = b->statement;
    char block = top(b);

    if (statement && (follows(lx, ":") || fx_token_is(t, "NOT") || fx_token_is(t, "ATOMIC")))
        return; /* a label; BEGIN NOT ATOMIC */
    b->statement = false;
    if (open_block(a, b, t, statement))
        return;
    if (fx_token_is(t, "END"))
        b->blocks.n -= closes(b, statement, lx);
    else if (fx_token_is(t, "THEN") || fx_token_is(t, "ELSE"))
        b->statement = block == 'i' || block == 'c';
    else if (fx_token_is(t, "DO"))
        b->statement = !statement && (block == 'w' || block == 'f');
    else if (fx_token_is(t, "HANDLER") && follows(lx, "FOR"))
        b->begins = handled(*lx);
}

void fx_mysql_body_note(fx_arena *a, fx_mysql_body *b, const fx_token *t, const fx_lexer *lx)
{
    bool named = fx_token_is(&b->last, ".") || fx_token_is(&b->last, "@");

    if (b->begins == NULL || t->at < b->begins || fx_mysql_is_mark(t))
        return;
    if (t->at == b->begins)
        b->statement = true;
    if (fx_token_is(t, ";"))
        end_statement(b);
    else if (t->kind == FX_TOKEN_WORD && !named)
        note_word(a, b, t, lx);
    else if (t->kind != FX_TOKEN_QUOTED && !fx_token_is(t, ":"))
        b->statement = false;
    b->last = *t;
}

/* As the mysql client reads it: what follows up to a blank; the rest of the line is nothing. */
bool fx_mysql_delimiter(fx_arena *a, fx_lexer *lx)
{
    size_t left = (size_t)(lx->end - lx->at);
    const char *newline = memchr(lx->at, '\n', left);
    const char *line = fx_strndup(a, lx->at, newline != NULL ? (size_t)(newline - lx->at) : left);
    const char *from = line + strspn(line, " \t\r");
    const char *word = fx_strndup(a, from, strcspn(from, " \t\r"));

    if (*word == '\0' || strchr(word, '\\') != NULL)
        return false;
    lx->at += strlen(line);
    lx->delimiter = fx_same(word, ";") ? NULL : word;
    return true;
}
