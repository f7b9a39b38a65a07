/*
 * Error: what went wrong, where, and what to do. It is passed last, set once,
 * and printed only by main.
 *
 * A function that takes an fx_error returns bool (true = done) or a pointer
 * (NULL = failed), and fails exactly when err->code is set.
 */
#ifndef FX_BASE_ERROR_H
#define FX_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#include "fx/base/arena.h"

/* X(symbol, name in --json, exit status: DESIGN section 6, fixed for good) */
/* clang-format off */
#define FX_CODES(X)                      \
    X(NONE,    "none",          0)       \
    X(REFUSED, "refused",       1)       \
    X(USAGE,   "usage",         2)       \
    X(CONSENT, "needs-consent", 3)       \
    X(INPUT,   "bad-input",     4)       \
    X(GIT,     "git",           5)       \
    X(DB,      "database",      6)       \
    X(LOCKED,  "locked",        7)       \
    X(BUG,     "bug",          70)
/* clang-format on */

typedef enum {
#define X(symbol, name, status) FX_##symbol,
    FX_CODES(X)
#undef X
} fx_code;

typedef struct fx_error {
    fx_arena *arena; /* where the texts live */
    fx_code code;
    const char *msg;     /* lower case, no full stop: "migration 0007 exists twice" */
    const char *hint;    /* what to do, or NULL; may have several lines */
    const char *file;    /* the file that is wrong, relative to the project's root; or NULL */
    size_t line, column; /* from 1; 0 = unknown */
    const char *missing; /* the id of a revision that is not there, for who can tell where it is */
} fx_error;

/* All return false: `return fx_fail(err, FX_INPUT, "...")`. fx_fail asserts that no error is set:
 * the first is the cause. */
bool fx_fail(fx_error *err, fx_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
bool fx_fail_at(fx_error *err, fx_code code, const char *file, size_t line, size_t column,
                const char *fmt, ...) __attribute__((format(printf, 6, 7)));
bool fx_hint(fx_error *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Puts "what: " before the message. */
bool fx_context(fx_error *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Takes over an error that another one held; its texts stay where they are. */
bool fx_pass(fx_error *err, const fx_error *from);

/* The analyzer looks at one file at a time: it has to be told that these are false. */
#ifdef __clang_analyzer__
#define fx_fail(...)    (fx_fail(__VA_ARGS__), false)
#define fx_fail_at(...) (fx_fail_at(__VA_ARGS__), false)
#define fx_hint(...)    (fx_hint(__VA_ARGS__), false)
#define fx_context(...) (fx_context(__VA_ARGS__), false)
#define fx_pass(...)    (fx_pass(__VA_ARGS__), false)
#endif

/* Forgets an error that was tried on purpose. */
void fx_error_clear(fx_error *err);

const char *fx_code_name(fx_code code);
int fx_code_status(fx_code code);

/* "file:12:3: message", or "message" without a file. */
const char *fx_error_text(fx_arena *a, const fx_error *err);

#define FX_CHECK __attribute__((warn_unused_result))

#endif
