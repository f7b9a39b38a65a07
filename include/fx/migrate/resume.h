/*
 * Resume: a revision that was left half-way (fx/migrate/journal.h) is carried out
 * to its end, or what is done of it is undone.
 */
#ifndef FX_MIGRATE_RESUME_H
#define FX_MIGRATE_RESUME_H

#include "fx/migrate/run.h"

typedef struct fx_resume_options {
    bool back, yes;
    int lock_timeout_ms;
    bool (*ask)(void *ctx, const char *question); /* NULL: nobody can be asked (exit 3) */
    void (*trace)(void *ctx, const char *sql);
    void *ctx;
} fx_resume_options;

typedef struct fx_resume_result {
    const char *database;
    const fx_flight *flight; /* as it was found; NULL: nothing was half-way */
    bool back;               /* it went back */
    size_t ran;              /* statements */
    fx_strs warnings;
} fx_resume_result;

/*
 * Asks the server whether the statement that was cut off has happened, waits for one that it still
 * carries out, and goes on. Forward: what has not run yet may have been changed in the revision's
 * file since; what has run may not. Back: what is done is reversed, and the tables it concerns are
 * put right by what they are; rows that this would destroy need consent.
 */
bool fx_resume(fx_workspace *ws, const fx_place *place, const fx_resume_options *o,
               fx_resume_result *out, fx_error *err) FX_CHECK;

#endif
