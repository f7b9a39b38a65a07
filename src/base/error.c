#include "fx/base/error.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "fx/base/str.h"

/* macros for the analyzer */
#undef fx_fail
#undef fx_fail_at
#undef fx_hint
#undef fx_context
#undef fx_pass

static const struct {
    const char *name;
    int status;
} codes[] = {
#define X(symbol, name, status) [FX_##symbol] = {name, status},
    FX_CODES(X)
#undef X
};

bool fx_fail(fx_error *err, fx_code code, const char *fmt, ...)
{
    va_list ap;

    assert(err->code == FX_NONE); /* the first error is the cause */
    va_start(ap, fmt);
    err->msg = fx_vfmt(err->arena, fmt, ap);
    va_end(ap);
    err->code = code;
    return false;
}

bool fx_fail_at(fx_error *err, fx_code code, const char *file, size_t line, size_t column,
                const char *fmt, ...)
{
    va_list ap;

    assert(err->code == FX_NONE);
    va_start(ap, fmt);
    err->msg = fx_vfmt(err->arena, fmt, ap);
    va_end(ap);
    err->code = code;
    err->file = fx_strdup(err->arena, file);
    err->line = line;
    err->column = column;
    return false;
}

bool fx_hint(fx_error *err, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    err->hint = fx_vfmt(err->arena, fmt, ap);
    va_end(ap);
    return false;
}

bool fx_context(fx_error *err, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    err->msg = fx_fmt(err->arena, "%s: %s", fx_vfmt(err->arena, fmt, ap), err->msg);
    va_end(ap);
    return false;
}

bool fx_pass(fx_error *err, const fx_error *from)
{
    fx_arena *a = err->arena;

    *err = *from;
    err->arena = a;
    return false;
}

void fx_error_clear(fx_error *err)
{
    *err = (fx_error){.arena = err->arena};
}

const char *fx_code_name(fx_code code)
{
    return codes[code].name;
}

int fx_code_status(fx_code code)
{
    return codes[code].status;
}

const char *fx_error_text(fx_arena *a, const fx_error *err)
{
    fx_str s = {.arena = a};

    if (err->file != NULL) {
        fx_str_add(&s, err->file);
        if (err->line > 0)
            fx_str_addf(&s, ":%zu", err->line);
        if (err->line > 0 && err->column > 0)
            fx_str_addf(&s, ":%zu", err->column);
        fx_str_add(&s, ": ");
    }
    fx_str_add(&s, err->msg == NULL ? "" : err->msg);
    return fx_str_text(&s);
}
