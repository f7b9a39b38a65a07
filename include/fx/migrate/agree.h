/*
 * Agree: who says yes to what cannot be taken back (DESIGN section 6, "Consent").
 */
#ifndef FX_MIGRATE_AGREE_H
#define FX_MIGRATE_AGREE_H

#include "fx/migrate/workspace.h"

typedef struct fx_agreement {
    bool yes;              /* --yes */
    bool take_over;        /* --take-over: what other projects have there, too */
    const char *unprotect; /* --unprotect NAME */
    /* Asked on a terminal: true = go on. NULL: nobody can be asked (exit 3). */
    bool (*ask)(void *ctx, const char *question);
    void *ctx;
} fx_agreement;

/* --yes, or a yes; else FX_CONSENT with `what` as the message. */
bool fx_agree(fx_arena *a, const fx_agreement *g, const char *what, fx_error *err) FX_CHECK;

/* What no --yes covers: a protected target. `by_ledger`: the database says so of itself. */
bool fx_agree_protected(const fx_agreement *g, const fx_target *target, bool by_ledger,
                        const char *what, fx_error *err) FX_CHECK;

#endif
