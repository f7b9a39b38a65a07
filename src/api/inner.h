/*
 * What the functions of the public API share: a call has an arena that ends
 * with it, a result one of its own, so no connection or repository outlives the call.
 */
#ifndef API_INNER_H
#define API_INNER_H

#include "fxgit.h"

#include "fx/base/str.h"
#include "fx/migrate/run.h"
#include "fx/migrate/status.h"

struct fxgit_project {
    fx_arena *arena;
    const char *dir; /* absolute, as it was given: the project may be above it */
    const char *root;
    fxgit_options options;
};

struct fxgit_texts {
    fx_arena *arena;
    fx_strs at;
};

struct fxgit_changes {
    fx_arena *arena;
    FX_VEC(fxgit_change) at;
};

typedef struct api_call {
    fx_arena *arena;
    const fxgit_project *project; /* NULL: the call needs none */
    fx_workspace *ws;             /* NULL likewise */
    fx_error err;
} api_call;

/* A call without a project. */
void api_begin(api_call *c);
/* A call with its workspace, read anew. */
bool api_open(api_call *c, const fxgit_project *p) FX_CHECK;
/* Ends it, whatever it has done: the error goes to the caller. */
fxgit_code api_end(api_call *c, fxgit_error **error);

/* The caller's struct, of any version, as this one's; NULL: all zero. `own` is the size here. */
bool api_options(api_call *c, const void *given, void *out, size_t own) FX_CHECK;
/* FX_USAGE when a text that has to be there is not. */
bool api_needs(api_call *c, const char *what, const void *given) FX_CHECK;
/* FX_CONSENT unless `yes`. */
bool api_consent(api_call *c, bool yes, const char *what) FX_CHECK;

/* For fxgit_free; nothing when `out` is NULL. */
void api_give_text(char **out, const char *text);
void api_give_texts(fxgit_texts **out, const fx_strs *texts);
/* Parts of a result: they live in its arena. */
fxgit_texts api_texts(fx_arena *a, const fx_strs *from);
fxgit_changes api_changes(fx_arena *a, const fx_changes *from);

/* What the callbacks of the inside need; times come with them, move by move. */
typedef struct api_running {
    const fxgit_options *options;
    fx_arena *arena;
    FX_VEC(int64_t) times;
} api_running;
/* Lets `o` report to the project's callbacks. */
const api_running *api_watch(api_call *c, fx_run_options *o);
fxgit_report *api_report(const fx_workspace *ws, const fx_run_result *from, const api_running *now,
                         bool dry_run);

/* The statements as a script. */
const char *api_script(fx_arena *a, const fx_stmts *statements);
/* What the database knows of a revision. */
fxgit_state api_state(const fx_status *s, const fx_item *item);
/* The target's place, which the ledger's connection may keep. */
bool api_place(api_call *c, fx_place **out) FX_CHECK;
/* The same, agreed to where it is new to the clone: only with `yes`. */
bool api_place_to_write(api_call *c, bool yes, fx_place **out) FX_CHECK;
/* The dialect of the target, for scripts. */
bool api_dialect(api_call *c, const fx_dialect **out) FX_CHECK;

/* A result in an arena of its own: T *r = API_NEW(T). */
void *api_new(size_t size);
#define API_NEW(T) ((T *)api_new(sizeof(T)))

#endif
