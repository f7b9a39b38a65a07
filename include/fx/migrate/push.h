/*
 * Push: the gate on what a push brings, before it leaves (pre-push) or before it is accepted
 * (pre-receive, update: githooks(5)). All is read from commits; nothing is written.
 */
#ifndef FX_MIGRATE_PUSH_H
#define FX_MIGRATE_PUSH_H

#include "fx/migrate/check.h"

typedef struct fx_pushed {
    const char *ref;       /* at the receiver: "refs/heads/main" */
    const char *old, *new; /* commits; NULL: a new ref, a deletion */
} fx_pushed;
typedef FX_VEC(fx_pushed) fx_pushes;

typedef struct fx_judged {
    const char *ref;
    const char *prefix; /* of the project; "" at the top */
    fx_findings findings;
} fx_judged;
typedef FX_VEC(fx_judged) fx_judgements;

/*
 * `remote`: the name of the receiver as the sender calls it; NULL: we are the receiver. Only
 * branches are judged. A frozen ref's old tree is frozen, all of it; else what is frozen is what a
 * branch has in common with the frozen refs. On a server the default branch's fxgit.yml is the
 * policy, `origin/X` in `frozen` means `refs/heads/X`, and on branches that do not freeze, faults
 * of drafts are warnings.
 */
bool fx_push_judge(fx_arena *a, fx_repo *repo, const char *remote, const fx_pushes *pushes,
                   fx_judgements *out, fx_error *err) FX_CHECK;

#endif
