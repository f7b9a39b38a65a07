/*
 * Readings: what a text says to a dialect, whatever its comments and blanks
 * are. What a session may have set is read both ways. All that is not known to
 * be harmless makes a text equal to itself alone.
 */
#include <string.h>

#include "fx/base/str.h"
#include "fx/sql/split.h"

/* No text has these: they keep tokens apart. */
static const char between[] = "\x01", gap[] = "\x02";

typedef struct reading {
    const char *dialect;
    bool ansi_quotes, other_escapes;
} reading;

static const reading readings[] = {
    {"sqlite",     false, false},
    {"postgresql", false, false},
    {"postgresql", false, true },
    {"mysql",      false, false},
    {"mysql",      false, true },
    {"mysql",      true,  false},
    {"mysql",      true,  true },
};

/* Dialects differ in what these are: blanks, ends of comments, or nothing. */
static bool has_controls(const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (((unsigned char)*c < ' ' && *c != '\n' && *c != '\t') || *c == 0x7f)
            return true;
    }
    return false;
}

/* Behind an opening sign: /(*)! and /(*)M! are run, /(*)+ are hints, and there are more of their
 * kind (TiDB's T!, Vitess' vt+). */
static bool is_acting(const char *c, const char *end)
{
    for (; c < end && *c != ' ' && *c != '\n' && *c != '\t'; c++) {
        if (*c == '!' || *c == '+' || *c == ':')
            return true;
        if (*c == '*' && c + 1 < end && c[1] == '/')
            return false;
    }
    return false;
}

/* Between two tokens there are comments and blanks. */
static bool gap_acts(const char *dialect, const char *c, const char *end)
{
    if (fx_same(dialect, "sqlite"))
        return false;
    for (; c + 1 < end; c++) {
        if (c[0] == '/' && c[1] == '*' && is_acting(c + 2, end))
            return true;
    }
    return false;
}

static bool is_known(const fx_token *t)
{
    if (t->kind != FX_TOKEN_SYMBOL)
        return t->kind != FX_TOKEN_BROKEN;
    for (size_t i = 0; i < t->n; i++) {
        if (strchr("()[],;.+-*/<>=~!@#%^&|?:$", t->at[i]) == NULL)
            return false;
    }
    return !(t->n > 1 && t->at[0] == '/' && t->at[1] == '*');
}

static bool is_operator(const fx_token *t)
{
    return t->kind == FX_TOKEN_SYMBOL && strchr("()[],;", *t->at) == NULL;
}

/* Signs that make another token with what stands right beside them: @a, U&'x', a.b. */
static bool clings(const fx_token *t)
{
    return t->kind == FX_TOKEN_SYMBOL && t->n == 1 && strchr("@&:$?#.!~%^|", *t->at) != NULL;
}

/* MySQL takes these for names where a blank stands before the bracket
 * (https://dev.mysql.com/doc/refman/8.0/en/function-resolution.html). */
static bool is_function(const fx_token *t)
{
    static const char *const names[] = {
        "adddate",       "bit_and",        "bit_or",   "bit_xor",   "cast",       "count",
        "curdate",       "curtime",        "date_add", "date_sub",  "extract",    "group_concat",
        "json_arrayagg", "json_objectagg", "max",      "mid",       "min",        "now",
        "position",      "session_user",   "std",      "stddev",    "stddev_pop", "stddev_samp",
        "st_collect",    "subdate",        "substr",   "substring", "sum",        "sysdate",
        "system_user",   "trim",           "variance", "var_pop",   "var_samp"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (t->kind == FX_TOKEN_WORD && fx_token_is(t, names[i]))
            return true;
    }
    return false;
}

/* No operator ends in + or - but where one of these is in it
 * (https://www.postgresql.org/docs/15/sql-createoperator.html). */
static bool is_special(const fx_token *t)
{
    return is_operator(t) && memchr(t->at, '!', t->n) != NULL;
}

/* Does a blank between the two say something? */
static bool gap_counts(const char *dialect, const fx_token *x, const fx_token *y)
{
    if (clings(x) || clings(y))
        return true;
    if (fx_same(dialect, "sqlite"))
        return false; /* the lexer has all of its operators */
    if (is_operator(x) && is_operator(y))
        return is_special(x) || (!fx_token_is(y, "+") && !fx_token_is(y, "-"));
    return fx_same(dialect, "mysql") && fx_token_is(y, "(") && is_function(x);
}

/* PostgreSQL joins strings where a line ends between them, and goes on by the rules of the first.
 * DELIMITER of MySQL's client changes what follows. */
static bool is_doubtful(const char *dialect, const fx_token *x, const fx_token *y)
{
    if (fx_same(dialect, "postgresql"))
        return x->kind == FX_TOKEN_STRING && y->kind == FX_TOKEN_STRING;
    return fx_same(dialect, "mysql") && fx_token_is(y, "delimiter");
}

/* False: it cannot be told what the text says. */
static bool read_text(const reading *r, const char *text, fx_str *out)
{
    fx_lexer lx = fx_lex_as(r->dialect, text, strlen(text));
    fx_token last = {.at = text};

    lx.ansi_quotes = r->ansi_quotes;
    lx.other_escapes = r->other_escapes;
    for (fx_token t = fx_lex_next(&lx);; t = fx_lex_next(&lx)) {
        const char *end = last.at + last.n;

        if (gap_acts(r->dialect, end, t.at))
            return false;
        if (t.kind == FX_TOKEN_END)
            return true;
        if (!is_known(&t) || is_doubtful(r->dialect, &last, &t))
            return false;
        fx_str_add(out,
                   t.at > end && last.n > 0 && gap_counts(r->dialect, &last, &t) ? gap : between);
        fx_str_addn(out, t.at, t.n);
        last = t;
    }
}

const char *fx_sql_readings(fx_arena *a, const char *dialect, const char *text)
{
    const char *name = fx_same(dialect, "mariadb") ? "mysql" : dialect;
    fx_str all = {.arena = a};

    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        fx_str one = {.arena = a};

        if (!fx_same(readings[i].dialect, name))
            continue;
        if (has_controls(text) || !read_text(&readings[i], text, &one))
            return text;
        fx_str_addf(&all, "%s\n", fx_str_text(&one));
    }
    return all.n == 0 ? text : fx_str_text(&all);
}
