/*
 * Tokens of SQL: SQLite's rules (https://sqlite.org/lang_keywords.html, tokenize.c), and where the
 * others have theirs, those.
 */
#include <string.h>

#include "fx/base/str.h"
#include "fx/sql/split.h"

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool starts_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool in_word(char c)
{
    return starts_word(c) || is_digit(c) || c == '$';
}

fx_lexer fx_lex(const char *text, size_t n)
{
    return fx_lex_as(NULL, text, n);
}

fx_lexer fx_lex_as(const char *dialect, const char *text, size_t n)
{
    return (fx_lexer){.at = text, .end = text + n, .line = 1, .dialect = dialect};
}

static bool is_postgres(const fx_lexer *lx)
{
    return fx_same(lx->dialect, "postgresql");
}

static bool is_mysql(const fx_lexer *lx)
{
    return fx_same(lx->dialect, "mysql");
}

static char peek(const fx_lexer *lx, size_t n)
{
    return (size_t)(lx->end - lx->at) > n ? lx->at[n] : '\0';
}

static void move(fx_lexer *lx, size_t n)
{
    for (; n > 0 && lx->at < lx->end; n--, lx->at++)
        lx->line += *lx->at == '\n';
}

/* DELIMITER of MySQL's client: wherever it stands, but for strings and comments. */
static bool at_delimiter(const fx_lexer *lx)
{
    size_t n = lx->delimiter != NULL ? strlen(lx->delimiter) : 0;

    return n > 0 && (size_t)(lx->end - lx->at) >= n && memcmp(lx->at, lx->delimiter, n) == 0;
}

static bool goes_on(const fx_lexer *lx)
{
    return in_word(peek(lx, 0)) && !at_delimiter(lx);
}

/* At its opening; PostgreSQL's comments nest. */
static bool pass_comment(fx_lexer *lx)
{
    fx_lexer start = *lx;
    int depth = 1;

    move(lx, 2);
    while (lx->at < lx->end && depth > 0) {
        bool close = peek(lx, 0) == '*' && peek(lx, 1) == '/';
        bool open = is_postgres(lx) && peek(lx, 0) == '/' && peek(lx, 1) == '*';

        depth += open ? 1 : close ? -1 : 0;
        move(lx, open || close ? 2 : 1);
    }
    if (depth > 0)
        *lx = start;
    return depth == 0;
}

static bool begins_line_comment(const fx_lexer *lx)
{
    char third = peek(lx, 2);

    if (is_mysql(lx) && peek(lx, 0) == '#')
        return true;
    return peek(lx, 0) == '-' && peek(lx, 1) == '-' &&
           (!is_mysql(lx) || third == '\0' || is_space(third));
}

/* MySQL runs what stands in these. */
static bool is_executable_comment(const fx_lexer *lx)
{
    return is_mysql(lx) && (peek(lx, 2) == '!' || (peek(lx, 2) == 'M' && peek(lx, 3) == '!'));
}

/* Passes blanks and comments; false at a block comment that never ends. */
static bool pass_blanks(fx_lexer *lx)
{
    for (;;) {
        while (lx->at < lx->end && is_space(*lx->at))
            move(lx, 1);
        if (at_delimiter(lx)) {
            return true;
        } else if (begins_line_comment(lx)) {
            while (lx->at < lx->end && *lx->at != '\n')
                move(lx, 1);
        } else if (peek(lx, 0) == '/' && peek(lx, 1) == '*' && !is_executable_comment(lx)) {
            if (!pass_comment(lx))
                return false;
        } else {
            return true;
        }
    }
}

/* Passes what stands in quotes; a doubled closing sign stands for itself. */
static bool pass_quoted(fx_lexer *lx, char close, bool escapes)
{
    move(lx, 1);
    while (lx->at < lx->end) {
        if (escapes && *lx->at == '\\') {
            move(lx, 2);
        } else if (*lx->at != close) {
            move(lx, 1);
        } else if (close != ']' && peek(lx, 1) == close) {
            move(lx, 2);
        } else {
            move(lx, 1);
            return true;
        }
    }
    return false;
}

static void pass_number(fx_lexer *lx)
{
    while ((goes_on(lx) && !(is_postgres(lx) && peek(lx, 0) == '$')) ||
           (peek(lx, 0) == '.' && !at_delimiter(lx))) {
        bool exponent = (peek(lx, 0) | 0x20) == 'e';

        move(lx, 1);
        if (exponent && (peek(lx, 0) == '+' || peek(lx, 0) == '-') && is_digit(peek(lx, 1)))
            move(lx, 1);
    }
}

/* MySQL: the version of an executable comment is part of its opening. */
static size_t opening_length(const fx_lexer *lx)
{
    size_t n = peek(lx, 2) == '!' ? 3 : 4, digits = 0;

    while (digits < 6 && is_digit(peek(lx, n + digits)))
        digits++;
    return n + digits;
}

/* Around what MySQL runs; 0 where none begins or ends here. */
static size_t mark_length(fx_lexer *lx)
{
    if (peek(lx, 0) == '/' && peek(lx, 1) == '*' && is_executable_comment(lx)) {
        lx->opened = lx->at;
        lx->opened_line = lx->line;
        return opening_length(lx);
    }
    if (lx->opened == NULL || peek(lx, 0) != '*' || peek(lx, 1) != '/')
        return 0;
    lx->opened = NULL;
    return 2;
}

static size_t symbol_length(const fx_lexer *lx)
{
    static const char *const longer[] = {"->>", "->", "||", "<=", ">=", "<>",
                                         "==",  "!=", "<<", ">>", "::"};
    size_t left = (size_t)(lx->end - lx->at);

    for (size_t i = 0; i < sizeof longer / sizeof *longer; i++) {
        size_t n = strlen(longer[i]);

        if (n <= left && memcmp(lx->at, longer[i], n) == 0)
            return n;
    }
    return 1;
}

static fx_token_kind whole(bool closed, fx_token_kind kind)
{
    return closed ? kind : FX_TOKEN_BROKEN;
}

/* $tag$ ... $tag$: the length of the opening, 0 if it is none. */
static size_t dollar_tag(const fx_lexer *lx)
{
    size_t n = 1;

    if (peek(lx, 0) != '$' || is_digit(peek(lx, 1)))
        return 0;
    while (peek(lx, n) != '$' && in_word(peek(lx, n)))
        n++;
    return peek(lx, n) == '$' ? n + 1 : 0;
}

static bool pass_dollars(fx_lexer *lx, size_t n)
{
    const char *tag = lx->at;

    for (move(lx, n); (size_t)(lx->end - lx->at) >= n; move(lx, 1)) {
        if (memcmp(lx->at, tag, n) == 0) {
            move(lx, n);
            return true;
        }
    }
    move(lx, (size_t)(lx->end - lx->at));
    return false;
}

/* Strings and names in quotes; END where none begins here. */
static fx_token_kind pass_quotes(fx_lexer *lx)
{
    char c = peek(lx, 0), low = (char)(c | 0x20);
    bool prefixed = peek(lx, 1) == '\'', mysql = is_mysql(lx), postgres = is_postgres(lx);
    bool escapes = lx->other_escapes ? postgres : mysql;
    size_t dollars = mysql ? 0 : dollar_tag(lx);

    if (prefixed && (low == 'x' || (low == 'e' && postgres) ||
                     (low == 'b' && (postgres || mysql)) || (low == 'n' && mysql))) {
        move(lx, 1);
        return whole(pass_quoted(lx, '\'', low == 'e' || (mysql && escapes)), FX_TOKEN_STRING);
    }
    if (c == '\'' || (c == '"' && mysql && !lx->ansi_quotes))
        return whole(pass_quoted(lx, c, escapes), FX_TOKEN_STRING);
    if (c == '"' || (c == '`' && !is_postgres(lx)))
        return whole(pass_quoted(lx, c, false), FX_TOKEN_QUOTED);
    if (c == '[' && !is_postgres(lx) && !mysql)
        return whole(pass_quoted(lx, ']', false), FX_TOKEN_QUOTED);
    if (dollars > 0 && (is_postgres(lx) || lx->dialect == NULL))
        return whole(pass_dollars(lx, dollars), FX_TOKEN_STRING);
    return FX_TOKEN_END;
}

static fx_token_kind pass_token(fx_lexer *lx)
{
    char c = peek(lx, 0);
    size_t symbol = at_delimiter(lx) ? strlen(lx->delimiter) : mark_length(lx);
    fx_token_kind quoted = symbol > 0 ? FX_TOKEN_END : pass_quotes(lx);

    if (symbol > 0) {
        move(lx, symbol);
        return FX_TOKEN_SYMBOL;
    }
    if (quoted != FX_TOKEN_END)
        return quoted;
    if (starts_word(c)) {
        while (goes_on(lx))
            move(lx, 1);
        return FX_TOKEN_WORD;
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(lx, 1)))) {
        pass_number(lx);
        return FX_TOKEN_NUMBER;
    }
    move(lx, symbol_length(lx));
    return FX_TOKEN_SYMBOL;
}

fx_token fx_lex_next(fx_lexer *lx)
{
    bool whole = pass_blanks(lx);
    fx_token t = {.kind = FX_TOKEN_END, .at = lx->at, .line = lx->line};

    if (!whole) {
        t.kind = FX_TOKEN_BROKEN;
        move(lx, (size_t)(lx->end - lx->at));
    } else if (lx->at < lx->end) {
        t.kind = pass_token(lx);
    } else if (lx->opened != NULL) {
        t = (fx_token){.kind = FX_TOKEN_BROKEN, .at = lx->opened, .line = lx->opened_line};
        lx->opened = NULL;
    }
    t.n = (size_t)(lx->at - t.at);
    return t;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool fx_token_is(const fx_token *t, const char *word)
{
    if ((t->kind != FX_TOKEN_WORD && t->kind != FX_TOKEN_SYMBOL) || strlen(word) != t->n)
        return false;
    for (size_t i = 0; i < t->n; i++) {
        if (lower(t->at[i]) != lower(word[i]))
            return false;
    }
    return true;
}

char *fx_token_name(fx_arena *a, const fx_token *t)
{
    fx_str s = {.arena = a};
    bool quoted = t->kind == FX_TOKEN_QUOTED || (t->kind == FX_TOKEN_STRING && *t->at == '\'');

    if (!quoted)
        return fx_strndup(a, t->at, t->n);
    for (size_t i = 1; i + 1 < t->n; i++) {
        fx_str_addc(&s, t->at[i]);
        i += t->at[i] == t->at[0]; /* a doubled quote: its twin is passed over */
    }
    return fx_strdup(a, fx_str_text(&s));
}

const char *fx_sql_tokens(fx_arena *a, const char *text)
{
    fx_str s = {.arena = a};
    fx_lexer lx = fx_lex(text, strlen(text));

    for (fx_token t = fx_lex_next(&lx); t.kind != FX_TOKEN_END; t = fx_lex_next(&lx)) {
        if (s.n > 0)
            fx_str_addc(&s, ' ');
        fx_str_addn(&s, t.at, t.n);
    }
    return fx_str_text(&s);
}

bool fx_sql_mentions(const char *text, const char *name)
{
    fx_arena *scratch = fx_arena_new();
    fx_lexer lx = fx_lex(text, strlen(text));
    bool found = false;

    for (fx_token t = fx_lex_next(&lx); t.kind != FX_TOKEN_END && !found; t = fx_lex_next(&lx)) {
        bool may = t.kind == FX_TOKEN_WORD || t.kind == FX_TOKEN_QUOTED;

        found = may && fx_same_case(fx_token_name(scratch, &t), name);
    }
    fx_arena_free(scratch);
    return found;
}

static void add_name(fx_str *s, const char *name, char quote)
{
    fx_str_addc(s, quote);
    for (const char *c = name; *c != '\0'; c++) {
        if (*c == quote)
            fx_str_addc(s, quote);
        fx_str_addc(s, *c);
    }
    fx_str_addc(s, quote);
}

const char *fx_sql_renamed(fx_arena *a, const char *text, const char *from, const char *to)
{
    const bool backticks = strchr(text, '`') != NULL;
    fx_str s = {.arena = a};
    fx_lexer lx = fx_lex(text, strlen(text));
    const char *copied = text;

    for (fx_token t = fx_lex_next(&lx); t.kind != FX_TOKEN_END; t = fx_lex_next(&lx)) {
        if ((t.kind != FX_TOKEN_WORD && t.kind != FX_TOKEN_QUOTED) ||
            !fx_same_case(fx_token_name(a, &t), from))
            continue;
        fx_str_addn(&s, copied, (size_t)(t.at - copied));
        add_name(&s, to, *t.at == '`' || (*t.at != '"' && backticks) ? '`' : '"');
        copied = t.at + t.n;
    }
    fx_str_add(&s, copied);
    return fx_str_text(&s);
}
