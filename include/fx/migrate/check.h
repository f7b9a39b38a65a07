/*
 * Check: the gate (DESIGN section 8). Compares revisions tree to tree and with
 * the ledger; what it finds are findings, not errors.
 */
#ifndef FX_MIGRATE_CHECK_H
#define FX_MIGRATE_CHECK_H

#include "fx/migrate/workspace.h"

/* A notice is to be seen in review, and refuses nothing, strict or not. */
typedef enum { FX_FINDING_ERROR, FX_FINDING_WARNING, FX_FINDING_NOTICE } fx_severity;

typedef struct fx_finding {
    fx_severity severity;
    const char *rule; /* of fx_rules: "frozen-edited" */
    const char *file; /* relative to the root; or NULL */
    size_t line;
    const char *revision;  /* or NULL */
    const char *title;     /* "frozen revision edited" */
    const char *message;   /* one line */
    const char *was, *now; /* the first difference, or NULL */
    const char *brought;   /* "1f0c9d2 2026-11-23 Add users": the commit that brought `was` */
    const char *hint;      /* what to do */
} fx_finding;

typedef struct fx_findings {
    FX_VEC(fx_finding) at; /* sorted by file, line, rule */
    fx_strs bases;         /* commits compared with, for messages */
} fx_findings;

typedef struct fx_check_options {
    bool staged;      /* the index instead of HEAD */
    const char *base; /* --base REF */
    bool whole;       /* all that `base` has is frozen, not what the merge base has */
    bool strict;      /* warnings are errors */
    bool use_ledger;  /* also against the default (or named) target */
    const char *target, *url;
    const char *env;      /* --env NAME: it has to be recorded */
    bool prove;           /* run each new revision in scratch, up, down and up again, with rows */
    bool no_coverage;     /* in pre-commit, before writing */
    bool pushed;          /* a push: what freezes is said by the next two, not by fxgit.yml */
    fx_strs frozen_trees; /* commits whose revisions are frozen, all of them */
    fx_strs frozen_tips;  /* commits: what their merge bases with the judged one have is frozen */
    const char *policy;   /* the commit whose fxgit.yml is the policy; NULL: the first base's */
    bool drafts_may_wait; /* what does not touch frozen revisions is a warning */
} fx_check_options;

/* False only for what stops the check itself (exit 2, 5): unreadable base, shallow clone. */
bool fx_gate(fx_workspace *ws, const fx_check_options *o, fx_findings *out, fx_error *err) FX_CHECK;
size_t fx_findings_errors(const fx_findings *f);
/* Files of the project (entities, revisions, fxgit.yml; from the top of the repository) that the
 * work tree has otherwise than what was judged: HEAD, or the index. None where the work tree itself
 * was. */
bool fx_check_unseen(fx_workspace *ws, bool staged, fx_strs *out, fx_error *err) FX_CHECK;

#endif
