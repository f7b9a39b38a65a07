/*
 * Rules: what the gate looks for, a row each. Their names are fixed for good: people write them
 * into filters.
 */
#ifndef FX_MIGRATE_RULES_H
#define FX_MIGRATE_RULES_H

#include <stdbool.h>

typedef struct fx_rule {
    const char *id;      /* "frozen-edited" */
    bool warns;          /* a warning, unless the gate is strict */
    const char *summary; /* what was found: a sentence */
    const char *help;    /* why that matters, and what to do */
} fx_rule;

extern const fx_rule fx_rules[]; /* ends with {0} */

/* NULL if there is none. */
const fx_rule *fx_rule_find(const char *id);

#endif
