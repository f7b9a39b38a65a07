/*
 * What MySQL's statements do, by their first words: leave the transaction, end it, change objects.
 */
#include <string.h>

#include "fx/base/str.h"
#include "split_inner.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

typedef struct phrase {
    const char *first, *second; /* NULL: whatever follows */
    const char *shown;
} phrase;

static const char *find(const phrase *rows, size_t n, fx_lexer lx)
{
    fx_token first = fx_mysql_next(&lx), second = fx_mysql_next(&lx);

    for (size_t i = 0; i < n; i++) {
        if (fx_token_is(&first, rows[i].first) &&
            (rows[i].second == NULL || fx_token_is(&second, rows[i].second)))
            return rows[i].shown != NULL ? rows[i].shown : rows[i].first;
    }
    return NULL;
}

/* SOURCE and USE are what the client does, the others leave what fxgit holds: its transaction, its
 * locks, the database that it works on. */
static const phrase forbidden[] = {
    {"COMMIT",    NULL,          NULL               },
    {"ROLLBACK",  NULL,          NULL               },
    {"SAVEPOINT", NULL,          NULL               },
    {"RELEASE",   NULL,          NULL               },
    {"XA",        NULL,          NULL               },
    {"USE",       NULL,          NULL               },
    {"SOURCE",    NULL,          NULL               },
    {"START",     "TRANSACTION", "START TRANSACTION"},
    {"LOCK",      "TABLE",       "LOCK TABLES"      },
    {"LOCK",      "TABLES",      "LOCK TABLES"      },
    {"UNLOCK",    "TABLE",       "UNLOCK TABLES"    },
    {"UNLOCK",    "TABLES",      "UNLOCK TABLES"    },
};

/* SET x = 1, @@session.autocommit = 0; @autocommit is a variable like any other. */
static bool sets_autocommit(fx_lexer lx)
{
    fx_token before = {.kind = FX_TOKEN_END}, last = fx_mysql_next(&lx), t = fx_mysql_next(&lx);
    bool named = fx_token_is(&last, "SET"); /* no value, but what is set */
    size_t depth = 0;

    for (; t.kind != FX_TOKEN_END; before = last, last = t, t = fx_mysql_next(&lx)) {
        bool user = fx_token_is(&last, "@") && !fx_token_is(&before, "@");

        depth += fx_token_is(&t, "(");
        depth -= depth > 0 && fx_token_is(&t, ")");
        if (named && !user && fx_token_is(&t, "autocommit"))
            return true;
        named = named ? !fx_token_is(&t, "=") && !fx_token_is(&t, ":")
                      : depth == 0 && fx_token_is(&t, ",");
    }
    return false;
}

static bool begins_transaction(fx_lexer lx)
{
    fx_token first = fx_mysql_next(&lx), second = fx_mysql_next(&lx);

    return fx_token_is(&first, "BEGIN") && !fx_token_is(&second, "NOT");
}

const char *fx_mysql_forbidden(fx_lexer lx)
{
    if (begins_transaction(lx))
        return "BEGIN";
    if (sets_autocommit(lx))
        return "SET autocommit";
    return find(forbidden, COUNT(forbidden), lx);
}

/* https://dev.mysql.com/doc/refman/8.0/en/implicit-commit.html, and what MariaDB adds; CREATE and
 * DROP stand apart. */
static const phrase committing[] = {
    {"ALTER",     NULL,                 NULL},
    {"RENAME",    NULL,                 NULL},
    {"TRUNCATE",  NULL,                 NULL},
    {"GRANT",     NULL,                 NULL},
    {"REVOKE",    NULL,                 NULL},
    {"INSTALL",   NULL,                 NULL},
    {"UNINSTALL", NULL,                 NULL},
    {"FLUSH",     NULL,                 NULL},
    {"RESET",     NULL,                 NULL},
    {"COMMIT",    NULL,                 NULL},
    {"ROLLBACK",  NULL,                 NULL},
    {"LOCK",      NULL,                 NULL},
    {"UNLOCK",    NULL,                 NULL},
    {"START",     NULL,                 NULL},
    {"STOP",      NULL,                 NULL},
    {"CHANGE",    NULL,                 NULL},
    {"CACHE",     "INDEX",              NULL},
    {"LOAD",      "INDEX",              NULL},
    {"IMPORT",    "TABLE",              NULL},
    {"BACKUP",    NULL,                 NULL},
    {"SET",       "DEFAULT",            NULL}, /* ROLE */
    {"SET",       "PASSWORD",           NULL},
    {"OPTIMIZE",  NULL,                 NULL},
    {"REPAIR",    NULL,                 NULL},
    {"CHECK",     NULL,                 NULL},
    {"ANALYZE",   "TABLE",              NULL},
    {"ANALYZE",   "TABLES",             NULL},
    {"ANALYZE",   "LOCAL",              NULL},
    {"ANALYZE",   "NO_WRITE_TO_BINLOG", NULL},
};

static bool rolls_back_to_savepoint(fx_lexer lx)
{
    fx_token t = fx_mysql_next(&lx);
    bool to = fx_token_is(&t, "ROLLBACK");

    for (int words = 0; to && words < 2; words++) { /* ROLLBACK [WORK] TO */
        t = fx_mysql_next(&lx);
        if (fx_token_is(&t, "TO"))
            return true;
    }
    return false;
}

static bool makes_or_drops(fx_lexer lx)
{
    fx_mysql_head h = fx_mysql_read_head(&lx);

    if (h.temporary && !fx_token_is(&h.kind, "SEQUENCE"))
        return false;
    return fx_token_is(&h.verb, "CREATE") || fx_token_is(&h.verb, "DROP");
}

static bool commits(fx_lexer lx)
{
    return makes_or_drops(lx) || begins_transaction(lx) || sets_autocommit(lx) ||
           (find(committing, COUNT(committing), lx) != NULL && !rolls_back_to_savepoint(lx));
}

/* BEGIN NOT ATOMIC ... END and the like do what the statements within do. */
static bool commits_within(fx_lexer lx)
{
    fx_arena *scratch = fx_arena_new();
    fx_mysql_body body = fx_mysql_body_of(lx);
    bool found = false;

    while (!found) {
        fx_lexer before = lx;
        fx_token t = fx_mysql_next(&lx);

        if (t.kind == FX_TOKEN_END)
            break;
        found = body.statement && !fx_token_is(&t, "BEGIN") && commits(before);
        fx_mysql_body_note(scratch, &body, &t, &lx);
    }
    fx_arena_free(scratch);
    return found;
}

bool fx_statement_commits(const char *dialect, const char *statement)
{
    fx_lexer lx = fx_lex_as(dialect, statement, strlen(statement));

    return fx_same(dialect, "mysql") && (commits(lx) || commits_within(lx));
}

/* What the readers below share. */
typedef struct targets {
    fx_arena *arena;
    fx_lexer lx;
    fx_statement_objects *out;
} targets;

static bool pass(targets *r, const char *word)
{
    fx_token t = fx_mysql_peek(&r->lx);

    if (!fx_token_is(&t, word))
        return false;
    (void)fx_mysql_next(&r->lx);
    return true;
}

static bool is_name(const fx_token *t)
{
    return t->kind == FX_TOKEN_WORD || t->kind == FX_TOKEN_QUOTED || t->kind == FX_TOKEN_NUMBER;
}

static void take(targets *r, const char *kind)
{
    fx_token schema, name;

    fx_mysql_pass_name(&r->lx, &schema, &name);
    if (is_name(&name))
        *fx_push(r->arena, r->out) = (fx_statement_object){
            .kind = kind,
            .schema = is_name(&schema) ? fx_token_name(r->arena, &schema) : NULL,
            .name = fx_token_name(r->arena, &name),
        };
}

static void take_list(targets *r, const char *kind)
{
    do
        take(r, kind);
    while (pass(r, ","));
}

/* Outside of parentheses; false: the statement ends before. */
static bool pass_to(targets *r, const char *word)
{
    for (;;) {
        fx_token t = fx_mysql_peek(&r->lx);

        if (t.kind == FX_TOKEN_END)
            return false;
        if (fx_token_is(&t, "("))
            fx_mysql_pass_parens(&r->lx);
        else
            t = fx_mysql_next(&r->lx);
        if (fx_token_is(&t, word))
            return true;
    }
}

static void pass_exists(targets *r)
{
    if (pass(r, "IF")) {
        (void)pass(r, "NOT");
        (void)pass(r, "EXISTS");
    }
}

/* Behind the name: RENAME [TO|AS|=] new, which is no RENAME COLUMN old TO new. */
static void take_new_name(targets *r, const char *kind)
{
    while (pass_to(r, "RENAME")) {
        if (pass(r, "COLUMN") || pass(r, "INDEX") || pass(r, "KEY"))
            continue;
        (void)(pass(r, "TO") || pass(r, "AS") || pass(r, "="));
        take(r, kind);
    }
}

static void take_exchanged(targets *r)
{
    while (pass_to(r, "EXCHANGE")) {
        if (pass(r, "PARTITION") && pass_to(r, "WITH") && pass(r, "TABLE"))
            take(r, "table");
    }
}

/* RENAME TABLE a TO b, c TO d */
static void take_renames(targets *r)
{
    pass_exists(r);
    do {
        take(r, "table");
        if (!pass_to(r, "TO"))
            return;
        take(r, "table");
    } while (pass(r, ","));
}

static void take_altered(targets *r, const char *kind)
{
    bool table = fx_same(kind, "table");

    take(r, kind);
    if (table) {
        targets again = *r;

        take_exchanged(&again);
    }
    if (table || fx_same(kind, "event"))
        take_new_name(r, kind);
}

static void take_by_head(targets *r)
{
    fx_mysql_head h = fx_mysql_read_head(&r->lx);

    if (h.kind.kind == FX_TOKEN_END || h.temporary)
        return;
    bool drop = fx_token_is(&h.verb, "DROP");
    const char *kind = fx_token_is(&h.kind, "TABLES")
                           ? "table"
                           : fx_lower(r->arena, fx_token_name(r->arena, &h.kind));

    pass_exists(r);
    if (fx_same(kind, "index")) {
        if (pass_to(r, "ON"))
            take(r, "table");
    } else if (drop) {
        take_list(r, kind);
    } else if (fx_token_is(&h.verb, "ALTER")) {
        take_altered(r, kind);
    } else {
        take(r, kind);
        if (fx_same(kind, "trigger") && pass_to(r, "ON"))
            take(r, "table");
    }
}

void fx_statement_target(fx_arena *a, const char *dialect, const char *statement,
                         fx_statement_objects *out)
{
    targets r = {.arena = a, .lx = fx_lex_as(dialect, statement, strlen(statement)), .out = out};

    if (!fx_same(dialect, "mysql"))
        return;
    if (pass(&r, "TRUNCATE")) {
        (void)pass(&r, "TABLE");
        take(&r, "table");
    } else if (pass(&r, "RENAME")) {
        if (pass(&r, "TABLE") || pass(&r, "TABLES"))
            take_renames(&r);
    } else {
        take_by_head(&r);
    }
}
