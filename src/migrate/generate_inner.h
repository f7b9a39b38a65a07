/*
 * generate, inner: what generate.c and generate_ask.c share.
 */
#ifndef MIGRATE_GENERATE_INNER_H
#define MIGRATE_GENERATE_INNER_H

#include "fx/migrate/generate.h"

typedef struct asking {
    fx_arena *a;
    fx_workspace *ws; /* NULL: nothing is known of what entities said before */
    fx_source *src;
    const fx_config *c;
    const fx_schema *history, *model;
    const fx_generate_options *o;
    fx_diff_options diff;
    fx_offer_facts facts;
    fx_offers open;
    bool took; /* what is known */
} asking;

/* generate_ask.c: fx_generate_diff, with what Git knows of what entities said before. */
bool generate_diff(asking *q, fx_diff *out, fx_error *err) FX_CHECK;
/* What options->known knows, once. */
bool generate_take_known(asking *q, fx_error *err) FX_CHECK;
fx_answer generate_ask(const asking *q, const char *question);

/* generate_undeclared.c: tables that go since their entities are not there. */
bool generate_check_absent(asking *q, fx_error *err) FX_CHECK;
/* What a revision made by hand, and no entity ever declared. */
bool generate_check_made(asking *q, const fx_changes *up, fx_error *err) FX_CHECK;

#endif
