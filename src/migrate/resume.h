/*
 * Resume: what its parts share. Private to src/migrate/resume*.c.
 */
#ifndef FX_MIGRATE_RESUME_INNER_H
#define FX_MIGRATE_RESUME_INNER_H

#include "fx/migrate/resume.h"
#include "journal.h"
#include "plan_inner.h"

typedef struct resume {
    fx_arena *a;
    fx_workspace *ws;
    const fx_place *place;
    const fx_resume_options *o;
    fx_resume_result *out;
    fx_error *err;
    fx_db *db;
    fx_ledger ledger;
    fx_history history;
    fx_flight *flight;
    fx_plan plan;              /* of the one move, with the text that began to run */
    fx_stmts stmts;            /* the move's, rendered anew; empty where it could not be */
    const fx_revision *edited; /* the file, where it says something else since; or NULL */
} resume;

/* The statements that undo what is done; a warning for each thing that they cannot bring back. */
bool resume_back(resume *r, fx_strs *out) FX_CHECK;

/* The database as the model says, as far as rendering looks at it. */
fx_live resume_live(resume *r, const fx_schema *s);

#endif
