/*
 * The frame of every call: begin, work, end. The error of the inside becomes
 * an object of the caller's; memory of the call is gone by then.
 */
#include <string.h>

#include "fx/migrate/trust.h"
#include "inner.h"

struct fxgit_error {
    fx_arena *arena;
    fxgit_code code;
    const char *message, *hint, *file;
    size_t line, column;
};

/* A text that knows its arena: the caller holds `bytes`. */
typedef struct given_text {
    fx_arena *arena;
    char bytes[];
} given_text;

void *api_new(size_t size)
{
    fx_arena *a = fx_arena_new();
    fx_arena **made = fx_alloc(a, size);

    *made = a; /* every result begins with its arena */
    return made;
}

void api_begin(api_call *c)
{
    *c = (api_call){.arena = fx_arena_new()};
    c->err.arena = c->arena;
}

bool api_open(api_call *c, const fxgit_project *p)
{
    api_begin(c);
    if (p == NULL)
        return fx_fail(&c->err, FX_USAGE, "there is no project");
    c->project = p;
    c->ws = fx_new(c->arena, fx_workspace);
    return fx_workspace_open(c->arena, p->dir, p->options.config, c->ws, &c->err);
}

static fxgit_error *keep(const fx_error *from)
{
    fxgit_error *e = API_NEW(fxgit_error);

    e->code = (fxgit_code)fx_code_status(from->code);
    e->message = fx_strdup(e->arena, from->msg);
    e->hint = fx_strdup(e->arena, from->hint);
    e->file = fx_strdup(e->arena, from->file);
    e->line = from->line;
    e->column = from->column;
    return e;
}

fxgit_code api_end(api_call *c, fxgit_error **error)
{
    fxgit_code code = (fxgit_code)fx_code_status(c->err.code);

    if (error != NULL)
        *error = code == FXGIT_OK ? NULL : keep(&c->err);
    fx_arena_free(c->arena);
    return code;
}

/* A caller that is newer than this library may ask only for what it knows. */
static bool is_known(const unsigned char *bytes, size_t n, size_t own)
{
    for (size_t i = own; i < n; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

bool api_options(api_call *c, const void *given, void *out, size_t own)
{
    size_t n = 0;

    memset(out, 0, own);
    if (given == NULL)
        return true;
    memcpy(&n, given, sizeof n);
    if (n < sizeof n) {
        fx_fail(&c->err, FX_USAGE, "the size of an options struct is not set");
        return fx_hint(&c->err, "Begin with FXGIT_INIT(type).");
    }
    if (!is_known(given, n, own))
        return fx_fail(&c->err, FX_USAGE, "an option is set that this version does not have");
    memcpy(out, given, n < own ? n : own);
    return true;
}

bool api_needs(api_call *c, const char *what, const void *given)
{
    return given != NULL || fx_fail(&c->err, FX_USAGE, "%s is missing (NULL)", what);
}

bool api_consent(api_call *c, bool yes, const char *what)
{
    if (yes)
        return true;
    fx_fail(&c->err, FX_CONSENT, "%s", what);
    return fx_hint(&c->err, "Set `yes` to go on.");
}

bool api_place(api_call *c, fx_place **out)
{
    const fxgit_options *o = &c->project->options;

    *out = fx_new(c->arena, fx_place);
    return fx_workspace_place(c->ws, o->target, o->database, *out, &c->err);
}

bool api_place_to_write(api_call *c, bool yes, fx_place **out)
{
    const fx_agreement g = {.yes = yes};

    return api_place(c, out) && fx_trust_agree(c->ws, *out, &g, &c->err);
}

bool api_dialect(api_call *c, const fx_dialect **out)
{
    const fx_driver *d;
    fx_place *place;

    if (!api_place(c, &place))
        return false;
    d = fx_driver_find(place->url.scheme);
    if (d == NULL)
        return fx_fail(&c->err, FX_DB, "this fxgit has no dialect for %s", place->url.text);
    *out = d->dialect;
    return true;
}

void api_give_text(char **out, const char *text)
{
    size_t n = strlen(text) + 1;
    fx_arena *a;
    given_text *t;

    if (out == NULL)
        return;
    a = fx_arena_new();
    t = fx_alloc(a, sizeof *t + n);
    t->arena = a;
    memcpy(t->bytes, text, n);
    *out = t->bytes;
}

void fxgit_free(char *text)
{
    if (text != NULL)
        fx_arena_free(((given_text *)(void *)(text - offsetof(given_text, bytes)))->arena);
}

const char *fxgit_version(void)
{
    return FX_VERSION;
}

const char *fxgit_code_name(fxgit_code code)
{
    /* clang-format off */
    static const struct { int status; const char *name; } names[] = {
#define X(symbol, name, status) {status, name},
        FX_CODES(X)
#undef X
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].status == (int)code)
            return names[i].name;
    }
    return "unknown";
}

fxgit_code fxgit_error_code(const fxgit_error *error)
{
    return error == NULL ? FXGIT_OK : error->code;
}

const char *fxgit_error_message(const fxgit_error *error)
{
    return error == NULL ? "" : error->message;
}

const char *fxgit_error_hint(const fxgit_error *error)
{
    return error == NULL ? NULL : error->hint;
}

const char *fxgit_error_file(const fxgit_error *error)
{
    return error == NULL ? NULL : error->file;
}

size_t fxgit_error_line(const fxgit_error *error)
{
    return error == NULL ? 0 : error->line;
}

size_t fxgit_error_column(const fxgit_error *error)
{
    return error == NULL ? 0 : error->column;
}

void fxgit_error_free(fxgit_error *error)
{
    if (error != NULL)
        fx_arena_free(error->arena);
}
