/*
 * Revision: a migration file (DESIGN section 3, "Revisions"): YAML steps or
 * raw SQL, read and written; its canonical form and hash.
 */
#ifndef FX_REVISION_REVISION_H
#define FX_REVISION_REVISION_H

#include "fx/model/step.h"

typedef struct fx_half {
    fx_steps steps;
    bool irreversible; /* downgrade only */
    const char *reason;
    bool no_transaction;   /* transaction: false */
    const char *canonical; /* the JSON that is hashed */
    const char *hash;      /* "fx1:" + 64 hex digits */
    size_t line;           /* where the half begins in its file */
    const fx_yaml *
        nodes; /* the list of steps as written, from which the forms are made; NULL: irreversible */
} fx_half;

typedef struct fx_was { /* an earlier half that this text stands for */
    const char *up, *down, *reason;
} fx_was;

enum {
    FX_PREFIX_LEAST = 4, /* digits of an id that stand for it */
    FX_ID_MOST = 64      /* characters of an id that is read */
};

typedef struct fx_revision {
    const char *id;  /* 12 lower-case hex digits; other tools' are read as they are: at most
                        64 letters, digits, _, - and . (Alembic, "Relative Migration Identifiers") */
    fx_strs parents; /* sorted */
    const char *message;
    fx_half up, down;
    fx_strs loses;   /* objects: what its upgrade, or a down and up again, does not keep */
    fx_strs reasons; /* beside each of `loses`, what a person wrote (NULL: nothing); empty: it is a
                        list */
    fx_strs replaces;
    FX_VEC(fx_was) was;
    const char *path; /* relative to the project's root */
    const char *text; /* the file as read */
    size_t n;
    const char *blob;    /* Git's name of the text */
    bool sql;            /* a raw SQL file */
    const fx_yaml *root; /* all of it as nodes; NULL: made in memory, or not whole */
    fx_arena *arena;     /* not whole: */
    const char *packed;  /* the nodes; NULL: it is whole */
    size_t packed_n;
} fx_revision;

typedef FX_VEC(const fx_revision *) fx_revisions;

bool fx_is_id(const char *text, size_t n);
/* A name that ends in .yml, .yaml or .sql. */
bool fx_revision_is_file(const char *path);

/* `<id>_<slug>.yml`, `.yaml` or `.sql`; any name is read, the id is the one inside. */
bool fx_revision_read(fx_arena *a, const char *path, const char *text, size_t n, fx_revision *out,
                      fx_error *err) FX_CHECK;

/* A revision that was read, in a form from which it comes back without parsing and hashing. */
void fx_revision_pack(fx_str *out, const fx_revision *r);
/* `path` and `at` stay: texts are taken in place. All is there but what the nodes say besides:
 * steps, loses, and downgrade halves and reasons of `was`. */
void fx_revision_unpack(fx_arena *a, const char *path, const char *at, size_t n, fx_revision *out);
/* ... which is read now; nothing is to do for a revision that is whole. */
void fx_revision_complete(const fx_revision *r);

/* id and parents alone, as cheaply as can be: false (without error) when the file is not in the
 * writer's own form and has to be read whole. */
bool fx_revision_peek(fx_arena *a, const char *text, size_t n, const char **id, fx_strs *parents);

/* The bytes of a YAML revision: one form, deterministic, read back to the same halves. */
const char *fx_revision_write(fx_arena *a, const fx_revision *r);
/* The file's text with another value for a key of its head: comments, layout and steps stay. To be
 * read again. */
const char *fx_revision_set_parents(fx_arena *a, const fx_revision *r, const fx_strs *parents);
const char *fx_revision_set_step(fx_arena *a, const fx_revision *r, const fx_step *step,
                                 const fx_step *now); /* of YAML: its lines give way */
const char *fx_revision_set_replaces(fx_arena *a, const fx_revision *r, const fx_strs *ids);
/* Another downgrade half (sealed); NULL: it is raw SQL, or has none to be replaced. */
const char *fx_revision_set_down(fx_arena *a, const fx_revision *r, const fx_half *down);
/* One more earlier half that the text stands for. */
const char *fx_revision_add_was(fx_arena *a, const fx_revision *r, const fx_was *w);
/* What a person wrote beside the object, or beside its table; NULL: nothing. */
const char *fx_revision_reason(fx_arena *a, const fx_revision *r, const fx_loss *loss);
/* "<id>_<slug>.yml": the slug is the message in lower case, other signs as _, at most 60
 * characters. */
const char *fx_revision_name(fx_arena *a, const fx_revision *r, const char *ending);
/* 12 hex digits of SHA-256 over the canonical JSON [[sorted parents], up, down, message] plus
 * `salt` (NULL, or 16 hex digits) as a fifth item. */
const char *fx_revision_id(fx_arena *a, const fx_strs *parents, const fx_half *up,
                           const fx_half *down, const char *message, const char *salt);

/* Canonical form and hash of a half: of steps made in memory (as the writer would write them). Has
 * to be called again whenever `steps` changed: writing and hashing go by what was sealed. */
void fx_half_seal(fx_arena *a, fx_half *half);
/* The hash of the half as one dialect runs it: texts and variants of other dialects left out. */
const char *fx_half_projected(fx_arena *a, const fx_half *half, const char *dialect);
/* Halves whose SQL differs only in comments and blanks to each of these dialects (none: to all that
 * there are), all else equal. What `state:` says is another question. */
bool fx_half_cosmetic(fx_arena *a, const fx_half *x, const fx_half *y, const fx_strs *dialects);
/* ... in what one dialect runs of them. */
bool fx_half_cosmetic_for(fx_arena *a, const fx_half *x, const fx_half *y, const char *dialect);
/* What its SQL says that it does: `state:` of each step, in a form that is equal for equal ones. */
const char *fx_half_states(fx_arena *a, const fx_half *half);
/* Text with LF, no BOM, no trailing blanks: what is hashed. */
const char *fx_text_normal(fx_arena *a, const char *text, size_t n, size_t *out_n);

#endif
