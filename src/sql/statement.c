/*
 * What a statement of MySQL does to a transaction and to objects, by its first
 * words. https://dev.mysql.com/doc/refman/8.0/en/implicit-commit.html
 */
#include <string.h>

#include "fx/base/str.h"
#include "fx/sql/split.h"

typedef struct words {
    fx_arena *a;
    fx_lexer lx;
    fx_token t; /* the current one */
} words;

static void next(words *w)
{
    w->t = fx_lex_next(&w->lx);
}

/* A statement may begin inside of a comment that MySQL runs: slash, star, !50003 CREATE ... */
static words begin(fx_arena *a, const char *dialect, const char *sql)
{
    words w = {.a = a, .lx = fx_lex_as(dialect, sql, strlen(sql))};

    next(&w);
    while (w.t.kind == FX_TOKEN_SYMBOL || w.t.kind == FX_TOKEN_NUMBER || fx_token_is(&w.t, "M"))
        next(&w);
    return w;
}

static bool take(words *w, const char *word)
{
    if (!fx_token_is(&w->t, word))
        return false;
    next(w);
    return true;
}

static const char *const committing[] = {
    "ALTER",   "CREATE", "DROP",     "RENAME", "TRUNCATE", "GRANT",     "REVOKE",
    "ANALYZE", "CHECK",  "OPTIMIZE", "REPAIR", "INSTALL",  "UNINSTALL", "FLUSH",
    "RESET",   "CACHE",  "LOCK",     "UNLOCK", "CHANGE",   "START",     "STOP",
};

bool fx_statement_commits(const char *dialect, const char *statement)
{
    words w = begin(NULL, dialect, statement);
    bool found = false;

    if (!fx_same(dialect, "mysql"))
        return false;
    if (fx_token_is(&w.t, "CREATE") || fx_token_is(&w.t, "DROP")) {
        words after = w;

        next(&after);
        if (take(&after, "OR"))
            next(&after);
        if (fx_token_is(&after.t, "TEMPORARY"))
            return false;
    }
    if (take(&w, "SET"))
        return fx_token_is(&w.t, "PASSWORD");
    for (size_t i = 0; i < sizeof committing / sizeof *committing; i++)
        found = found || fx_token_is(&w.t, committing[i]);
    return found;
}

/* ---- objects ---- */

static void add(words *w, const char *kind, fx_statement_objects *out)
{
    fx_statement_object o = {.kind = kind};

    if (w->t.kind != FX_TOKEN_WORD && w->t.kind != FX_TOKEN_QUOTED)
        return;
    o.name = fx_token_name(w->a, &w->t);
    next(w);
    if (take(w, ".")) {
        o.schema = o.name;
        o.name = fx_token_name(w->a, &w->t);
        next(w);
    }
    *fx_push(w->a, out) = o;
}

static void pass_if_exists(words *w)
{
    if (!take(w, "IF"))
        return;
    take(w, "NOT");
    take(w, "EXISTS");
}

static void add_list(words *w, const char *kind, fx_statement_objects *out)
{
    pass_if_exists(w);
    add(w, kind, out);
    while (take(w, ","))
        add(w, kind, out);
}

/* RENAME TABLE a TO b, c TO d: a view bears such a name as well. */
static void add_renames(words *w, fx_statement_objects *out)
{
    if (!take(w, "TABLE"))
        take(w, "TABLES");
    pass_if_exists(w);
    do {
        add(w, "table", out);
        take(w, "TO");
        add(w, "table", out);
    } while (take(w, ","));
}

static bool is_end(const words *w)
{
    return w->t.kind == FX_TOKEN_END || w->t.kind == FX_TOKEN_BROKEN;
}

/* What stands behind ON: the table of an index or a trigger. */
static void add_behind_on(words *w, fx_statement_objects *out)
{
    while (!is_end(w) && !take(w, "ON"))
        next(w);
    add(w, "table", out);
}

/* ALTER TABLE a RENAME [TO] b. */
static void add_new_name(words *w, fx_statement_objects *out)
{
    while (!is_end(w)) {
        if (!take(w, "RENAME"))
            next(w);
        else if (!fx_token_is(&w->t, "COLUMN") && !fx_token_is(&w->t, "INDEX") &&
                 !fx_token_is(&w->t, "KEY")) {
            if (!take(w, "TO"))
                take(w, "AS");
            add(w, "table", out);
        }
    }
}

static bool add_one(words *w, const char *verb, fx_statement_objects *out)
{
    static const char *const kinds[] = {"view", "procedure", "function", "event", "sequence"};

    if (take(w, "TABLE")) {
        add_list(w, "table", out);
        if (fx_same(verb, "ALTER"))
            add_new_name(w, out);
        return true;
    }
    if (take(w, "INDEX")) {
        add_behind_on(w, out);
        return true;
    }
    if (take(w, "TRIGGER")) {
        pass_if_exists(w);
        add(w, "trigger", out);
        if (fx_same(verb, "CREATE"))
            add_behind_on(w, out);
        return true;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (take(w, kinds[i])) {
            add_list(w, kinds[i], out);
            return true;
        }
    }
    return false;
}

fx_statement_objects fx_statement_changes(fx_arena *a, const char *dialect, const char *statement)
{
    static const char *const verbs[] = {"CREATE", "ALTER", "DROP"};
    fx_statement_objects out = {0};
    words w = begin(a, dialect, statement);

    if (take(&w, "RENAME")) {
        add_renames(&w, &out);
        return out;
    }
    if (take(&w, "TRUNCATE")) {
        take(&w, "TABLE");
        add(&w, "table", &out);
        return out;
    }
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (!take(&w, verbs[i]))
            continue;
        while (!is_end(&w) && !add_one(&w, verbs[i], &out)) /* OR REPLACE, UNIQUE, DEFINER=... */
            next(&w);
        return out;
    }
    return out;
}
