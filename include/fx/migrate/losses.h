/*
 * Losses: what a revision that is being written would destroy in the database at hand.
 */
#ifndef FX_MIGRATE_LOSSES_H
#define FX_MIGRATE_LOSSES_H

#include "fx/migrate/plan.h"

typedef struct fx_loss_here {
    const fx_loss *loss;
    bool counted; /* the database was asked; false: rows is not known */
    bool more;    /* than `rows` */
    size_t rows;  /* whose values would go */
} fx_loss_here;
typedef FX_VEC(fx_loss_here) fx_losses_here;

/* Never fails: a database that is not there, not agreed to, or not as the revisions say, is not
 * counted. */
fx_losses_here fx_losses_count(fx_workspace *ws, const char *target, const char *url,
                               const fx_losses *losses);

#endif
