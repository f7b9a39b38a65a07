#include <string.h>

#include "fx/base/str.h"
#include "inner.h"

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || (unsigned char)c >= 0x80;
}

/* "[odd name]" as SQLite and SQL Server have it, and no list or number: ARRAY[1, 2], a[3]. */
static size_t bracketed(const char *s)
{
    size_t n = strcspn(s + 1, "]'\"`[(),;\n");

    return n == 0 || s[n + 1] != ']' || (s[1] >= '0' && s[1] <= '9') ? 1 : n + 2;
}

size_t fx_sql_piece(const char *s)
{
    size_t n = 0;

    if (*s == '[')
        return bracketed(s);

    if (*s == '\'' || *s == '"' || *s == '`') {
        for (n = 1; s[n] != '\0' && (s[n] != *s || s[n + 1] == *s); n++)
            n += s[n] == *s;
        return s[n] == '\0' ? n : n + 1;
    }
    if (fx_starts(s, "--"))
        return strcspn(s, "\n");
    if (fx_starts(s, "/*")) {
        const char *end = strstr(s + 2, "*/");

        return end == NULL ? strlen(s) : (size_t)(end + 2 - s);
    }
    while (is_word(s[n]))
        n++;
    return n == 0 ? 1 : n;
}

bool fx_sql_is_name(const char *s, size_t n, const char *name)
{
    size_t m = strlen(name);

    if (n == m + 2 && (*s == '"' || *s == '`' || *s == '['))
        return memcmp(s + 1, name, m) == 0;
    if (n != m || !is_word(*s))
        return false;
    for (size_t i = 0; i < n; i++) {
        char x = s[i], y = name[i];

        x = x >= 'A' && x <= 'Z' ? (char)(x + 32) : x;
        y = y >= 'A' && y <= 'Z' ? (char)(y + 32) : y;
        if (x != y)
            return false;
    }
    return true;
}

/* Words that are no names without quotes, on one engine or another
 * (https://www.postgresql.org/docs/15/sql-keywords-appendix.html). */
static bool is_reserved(const char *name)
{
    static const char *const words[] = {
        "all",      "analyse",    "analyze",    "and",     "any",     "array",    "as",
        "asc",      "binary",     "both",       "case",    "cast",    "check",    "collate",
        "column",   "condition",  "constraint", "create",  "cross",   "default",  "desc",
        "distinct", "do",         "else",       "end",     "except",  "exists",   "false",
        "fetch",    "for",        "foreign",    "freeze",  "from",    "full",     "grant",
        "group",    "having",     "ilike",      "in",      "index",   "inner",    "intersect",
        "interval", "into",       "is",         "isnull",  "join",    "key",      "keys",
        "lateral",  "leading",    "left",       "like",    "limit",   "natural",  "not",
        "notnull",  "null",       "offset",     "on",      "only",    "or",       "order",
        "outer",    "over",       "overlaps",   "placing", "primary", "range",    "rank",
        "read",     "references", "returning",  "right",   "rows",    "select",   "similar",
        "some",     "symmetric",  "table",      "then",    "to",      "trailing", "true",
        "union",    "unique",     "user",       "using",   "values",  "variadic", "verbose",
        "when",     "where",      "window",     "with"};

    for (size_t i = 0; i < FX_COUNT(words); i++) {
        if (fx_same_case(words[i], name))
            return true;
    }
    return false;
}

static bool is_bare(const char *name)
{
    if (*name >= '0' && *name <= '9')
        return false;
    for (const char *c = name; *c != '\0'; c++) {
        if (!is_word(*c))
            return false;
    }
    return *name != '\0';
}

bool fx_sql_needs_quotes(const char *name)
{
    return !is_bare(name) || is_reserved(name);
}

/* In the quotes that the name had; where it had none, in those that the text has. */
const char *fx_rename_in_sql(fx_arena *a, const char *sql, const char *from, const char *to)
{
    const bool backticks = strchr(sql, '`') != NULL;
    fx_str s = {.arena = a};

    while (*sql != '\0') {
        size_t n = fx_sql_piece(sql);

        if (!fx_sql_is_name(sql, n, from))
            fx_str_addn(&s, sql, n);
        else if (*sql == '[')
            fx_str_addf(&s, "[%s]", to);
        else if (*sql == '`' || (*sql != '"' && backticks && fx_sql_needs_quotes(to)))
            fx_str_addf(&s, "`%s`", to);
        else if (*sql == '"' || fx_sql_needs_quotes(to))
            fx_str_addf(&s, "\"%s\"", to);
        else
            fx_str_add(&s, to);
        sql += n;
    }
    return fx_str_text(&s);
}

bool fx_sql_names(const char *sql, const char *name)
{
    while (*sql != '\0') {
        size_t n = fx_sql_piece(sql);

        if (fx_sql_is_name(sql, n, name))
            return true;
        sql += n;
    }
    return false;
}

bool fx_sql_text_names(const fx_sql_text *t, const char *name)
{
    if (t->all != NULL && fx_sql_names(t->all, name))
        return true;
    fx_each (const fx_variant, v, &t->by) {
        if (fx_sql_names(v->text, name))
            return true;
    }
    return false;
}

/* "(a) or (b)" is not enclosed, "(a or b)" is. */
static bool is_enclosed(const char *s)
{
    int depth = 0;

    if (*s != '(')
        return false;
    while (*s != '\0') {
        size_t n = fx_sql_piece(s);

        depth += (*s == '(') - (*s == ')');
        s += n;
        if (depth == 0)
            return *s == '\0';
    }
    return false;
}

bool fx_sql_is_blank(const char *s)
{
    return *s == ' ' || (*s >= '\t' && *s <= '\r') || fx_starts(s, "--") || fx_starts(s, "/*");
}

const char *fx_sql_fold(fx_arena *a, const char *sql)
{
    fx_str s = {.arena = a};
    bool blank = false;

    while (*sql != '\0') {
        size_t n = fx_sql_piece(sql);

        if (fx_sql_is_blank(sql)) {
            blank = s.n > 0;
        } else {
            bool tight = *sql == ')' || *sql == ',' || (s.n > 0 && s.text[s.n - 1] == '(');

            if (blank && !tight)
                fx_str_addc(&s, ' ');
            blank = false;
            fx_str_addn(&s, sql, n);
        }
        sql += n;
    }
    const char *text = fx_str_text(&s);

    while (is_enclosed(text))
        text = fx_trim(a, fx_strndup(a, text + 1, strlen(text) - 2));
    return text;
}

const char *fx_sql_unquoted(fx_arena *a, const char *sql)
{
    fx_str s = {.arena = a};

    while (*sql != '\0') {
        size_t n = fx_sql_piece(sql);
        const char *inner = (*sql == '"' || *sql == '`' || *sql == '[') && n > 2
                                ? fx_strndup(a, sql + 1, n - 2)
                                : "";

        if (is_bare(inner))
            fx_str_add(&s, inner);
        else
            fx_str_addn(&s, sql, n);
        sql += n;
    }
    return fx_str_text(&s);
}

bool fx_sql_same(const char *x, const char *y)
{
    fx_arena *scratch;
    bool same;

    if (x == NULL || y == NULL || strcmp(x, y) == 0)
        return fx_same(x, y);
    scratch = fx_arena_new();
    same = fx_same(fx_sql_unquoted(scratch, fx_sql_fold(scratch, x)),
                   fx_sql_unquoted(scratch, fx_sql_fold(scratch, y)));
    fx_arena_free(scratch);
    return same;
}
