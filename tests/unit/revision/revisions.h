/*
 * What the tests of this layer share: reading a revision from a text, or its error.
 */
#ifndef FX_TESTS_REVISIONS_H
#define FX_TESTS_REVISIONS_H

#include <string.h>

#include "fx/revision/revision.h"
#include "testing.h"

static inline const fx_revision *revision_n(fx_arena *a, const char *path, const char *text,
                                            size_t n)
{
    fx_revision *r = fx_new(a, fx_revision);
    fx_error err = {.arena = a};

    if (!fx_revision_read(a, path, text, n, r, &err))
        fail_msg("%s", fx_error_text(a, &err));
    return r;
}

static inline const fx_revision *revision(fx_arena *a, const char *path, const char *text)
{
    return revision_n(a, path, text, strlen(text));
}

/* "file:line:column: message | hint" of a text that must be refused. */
static inline const char *refusal_n(fx_arena *a, const char *path, const char *text, size_t n)
{
    fx_revision r;
    fx_error err = {.arena = a};

    assert_false(fx_revision_read(a, path, text, n, &r, &err));
    assert_int_equal(err.code, FX_INPUT);
    return err.hint == NULL ? fx_error_text(a, &err)
                            : fx_fmt(a, "%s | %s", fx_error_text(a, &err), err.hint);
}

static inline const char *refusal(fx_arena *a, const char *path, const char *text)
{
    return refusal_n(a, path, text, strlen(text));
}

/* A file with the head that most tests do not care about. */
#define HEAD "revision: 8d41c07e5a92\nrevises: [a1b2c3d4e5f6]\nmessage: Test\n"

static inline const fx_revision *steps_up(fx_arena *a, const char *steps)
{
    return revision(a, "r.yml", fx_fmt(a, HEAD "upgrade:\n%sdowngrade: []\n", steps));
}

#endif
