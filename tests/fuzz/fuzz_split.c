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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fx_arena *a = fx_arena_new();
    fx_error err = {.arena = a};
    fx_statements out = {0};
    const char *text = fx_strndup(a, (const char *)data, n);
    bool done = fx_split(a, "sqlite", "f.sql", 1, text, &out, &err);

    HOLDS(done == (err.code == FX_NONE));
    if (done) {
        fx_each (const fx_statement, s, &out) {
            check(a, s);
        }
    }
    (void)fx_sql_tokens(a, text);
    fx_arena_free(a);
    return 0;
}
