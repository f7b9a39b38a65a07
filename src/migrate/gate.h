/*
 * Gate: what the parts of the checker share. Private to src/migrate/check*.c.
 */
#ifndef FX_MIGRATE_GATE_H
#define FX_MIGRATE_GATE_H

#include "fx/migrate/check.h"

typedef struct gate {
    fx_workspace *ws;
    const fx_check_options *options;
    fx_source *now;     /* the tree that is judged */
    fx_config config;   /* its fxgit.yml */
    fx_config policy;   /* the base's: frozen, drafts, ignore, naming */
    fx_strs dialects;   /* that texts are read by; none: all that there are */
    fx_config judged;   /* `config`, with what the policy has to say */
    bool read;          /* gate_read was here */
    fx_error unread;    /* and could not end */
    fx_files files;     /* its revision files */
    fx_history history; /* those that could be read */
    bool whole;         /* all of them could, and they make a graph */
    fx_strs bases;      /* commits that freeze */
    fx_strs tips;       /* the base refs' own commits, where HEAD does not have them */
    fx_strs known;      /* ids of the bases' revisions; sorted once all are known */
    fx_strs twice;      /* ids that several files have; sorted */
    fx_strs held;       /* files in which a frozen revision is hidden: their faults do not wait */
    fx_findings *out;
} gate;

/* Can each dialect of the project run what is new? */
bool gate_dialects(gate *g);
fx_finding *gate_add(gate *g, fx_severity severity, const char *rule, const char *title);
/* Reads the revisions of g->now, once; what cannot be read becomes a finding. An error is left in
 * the gate, as it may be asked for while git works. */
void gate_read(void *g);
/* Was it there before: in a base, or (of the index) in HEAD? Such ones were judged then. */
bool gate_knows(const gate *g, const char *id);
const fx_revision *gate_find(const gate *g, const char *id);
/* Findings of one tree: graph, downgrades, coverage. */
bool gate_tree(gate *g, fx_error *err) FX_CHECK;
/* SQL that changes tables must say which steps it stands for: replay never connects to anything. */
void gate_state(gate *g, const fx_revision *r, const fx_half *half);
/* What a new revision replaces: is it gone from the tree, and did it do the same? */
bool gate_replaced_gone(gate *g, const fx_revision *r);
void gate_replaces(gate *g, const fx_revision *r, const fx_schema *before, const fx_schema *after);
/* Of the index: what HEAD has as well, is known. */
bool gate_head(gate *g, fx_error *err) FX_CHECK;
/* Findings against one base. */
bool gate_base(gate *g, const char *commit, fx_error *err) FX_CHECK;
/* Will there be several heads once the base's tip and this tree are joined? A warning. */
bool gate_tip(gate *g, const char *commit, fx_error *err) FX_CHECK;
/* Findings against what is recorded of targets. */
bool gate_env(gate *g, fx_error *err) FX_CHECK;
/* Findings against the ledger of the default (or named) target. */
bool gate_ledger(gate *g, fx_error *err) FX_CHECK;
/* Runs the new revisions in scratch, for each dialect that has one. */
bool gate_prove(gate *g, fx_error *err) FX_CHECK;
/* Fills line, was and now with the first line in which two texts differ. */
void gate_difference(gate *g, fx_finding *f, const fx_revision *was, const fx_revision *now);
/* The commit that brought `path` as it is in `base`, for people. */
void gate_brought(gate *g, fx_finding *f, const char *base, const char *path);
/* How far a revision is from what was frozen. */
typedef enum {
    GATE_SAME,
    GATE_COSMETIC, /* by the tokens of every dialect of the project */
    GATE_MENDED,   /* on purpose: `was:` has the hash of each half that was frozen */
    GATE_EDITED
} gate_verdict;
typedef struct gate_change {
    gate_verdict verdict;
    const char *what;   /* "upgrade half", "list of parents"; NULL: same */
    const char *reason; /* mended: of the `was:` */
} gate_change;
gate_change gate_changed(gate *g, const fx_revision *was, const fx_revision *now);

#endif
