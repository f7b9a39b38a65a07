#include <string.h>

#include "fuzz.h"
#include "fx/sql/split.h"

static void check(fx_arena *a, const fx_statement *s)
{
    const char *tokens = fx_sql_tokens(a, s->text);

    HOLDS(*s->text != '\0');
    HOLDS(*tokens != '\0');
    HOLDS(fx_same(fx_sql_tokens(a, tokens), tokens));
    (void)fx_statement_forbidden("sqlite", s->text);
}

/* By its own rules: what fx_sql_tokens reads is every dialect's, so its claims are SQLite's. */
static void split(fx_arena *a, const char *dialect, const char *text)
{
    fx_error err = {.arena = a};
    fx_statements out = {0};
    fx_statement_objects objects = {0};
    bool done = fx_split(a, dialect, "f.sql", 1, text, &out, &err);

    HOLDS(done == (err.code == FX_NONE));
    fx_each (const fx_statement, s, &out) {
        HOLDS(*s->text != '\0');
        (void)fx_statement_forbidden(dialect, s->text);
        (void)fx_statement_alone(dialect, s->text);
        (void)fx_statement_commits(dialect, s->text);
        fx_statement_target(a, dialect, s->text, &objects);
        if (done && fx_same(dialect, "sqlite"))
            check(a, s);
    }
    fx_each (const fx_statement_object, o, &objects)
        HOLDS(*o->kind != '\0' && o->name != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fx_arena *a = fx_arena_new();
    const char *text = fx_strndup(a, (const char *)data, n);

    split(a, "sqlite", text);
    split(a, "postgresql", text);
    split(a, "mysql", text);
    (void)fx_sql_tokens(a, text);
    fx_arena_free(a);
    return 0;
}
