/*
 * Step: a verb and its object, as written in a revision (DESIGN section 3).
 * A change is a step between two schemas: the table before and after it, so
 * that it can be rendered, counted and reversed without a database.
 */
#ifndef FX_MODEL_STEP_H
#define FX_MODEL_STEP_H

#include "fx/model/names.h"
#include "fx/model/schema.h"

/* X(symbol, verb, parts of the object: 1 = table or enum, 2 = in a table, 0 = none) */
/* clang-format off */
#define FX_STEPS(X)                                              \
    X(CREATE_TABLE,             "create_table",             1)   \
    X(DROP_TABLE,               "drop_table",               1)   \
    X(RENAME_TABLE,             "rename_table",             1)   \
    X(ALTER_TABLE,              "alter_table",              1)   \
    X(ADD_COLUMN,               "add_column",               2)   \
    X(DROP_COLUMN,              "drop_column",              2)   \
    X(ALTER_COLUMN,             "alter_column",             2)   \
    X(CREATE_INDEX,             "create_index",             2)   \
    X(DROP_INDEX,               "drop_index",               2)   \
    X(CREATE_UNIQUE_CONSTRAINT, "create_unique_constraint", 2)   \
    X(CREATE_FOREIGN_KEY,       "create_foreign_key",       2)   \
    X(CREATE_CHECK_CONSTRAINT,  "create_check_constraint",  2)   \
    X(CREATE_PRIMARY_KEY,       "create_primary_key",       2)   \
    X(DROP_CONSTRAINT,          "drop_constraint",          2)   \
    X(CREATE_ENUM,              "create_enum",              1)   \
    X(ALTER_ENUM,               "alter_enum",               1)   \
    X(DROP_ENUM,                "drop_enum",                1)   \
    X(CREATE_DOMAIN,              "create_domain",            1)   \
    X(DROP_DOMAIN,                "drop_domain",              1)   \
    X(CREATE_SEQUENCE,            "create_sequence",          1)   \
    X(DROP_SEQUENCE,              "drop_sequence",            1)   \
    X(CREATE_FUNCTION,            "create_function",          1)   \
    X(DROP_FUNCTION,              "drop_function",            1)   \
    X(CREATE_VIEW,                "create_view",              1)   \
    X(DROP_VIEW,                  "drop_view",                1)   \
    X(CREATE_MATERIALIZED_VIEW,   "create_materialized_view", 1)   \
    X(DROP_MATERIALIZED_VIEW,     "drop_materialized_view",   1)   \
    X(CREATE_TRIGGER,             "create_trigger",           2)   \
    X(DROP_TRIGGER,               "drop_trigger",             2)   \
    X(BULK_INSERT,              "bulk_insert",              1)   \
    X(EXECUTE,                  "execute",                  0)
/* clang-format on */

typedef enum {
#define X(symbol, verb, parts) FX_STEP_##symbol,
    FX_STEPS(X)
#undef X
        FX_STEP_COUNT
} fx_step_kind;

/* Steps that make or drop what is kept as a text: in pairs, in the order of fx_text_kind. */
bool fx_step_is_text(fx_step_kind kind);
fx_text_kind fx_step_text_kind(fx_step_kind kind);
bool fx_step_makes_text(fx_step_kind kind);
fx_step_kind fx_text_step(fx_text_kind kind, bool create);

typedef enum { FX_UNIQUE, FX_FOREIGN, FX_CHECK_CONSTRAINT, FX_PRIMARY } fx_constraint_kind;

typedef enum { FX_UNCHANGED, FX_SWITCH_ON, FX_SWITCH_OFF } fx_switch;

typedef struct fx_execute_for {
    const char *dialect;
    fx_strs texts;
} fx_execute_for;

typedef struct fx_step fx_step;
typedef FX_VEC(const fx_step *) fx_steps;

struct fx_step {
    fx_step_kind kind;
    fx_object object;
    const fx_table *table;   /* CREATE_TABLE: its body */
    const char *rename;      /* RENAME_TABLE, ALTER_COLUMN; or NULL */
    const fx_column *column; /* ADD_COLUMN */
    struct {                 /* ALTER_COLUMN: only what changes */
        const fx_type *type; /* or NULL */
        int nullable;        /* -1: unchanged, else 0 or 1 */
        fx_value def;        /* NONE: unchanged, NULL: taken away */
        int identity;        /* -1: unchanged, else fx_identity */
        bool has_comment;    /* also of ALTER_TABLE */
        const char *comment; /* NULL: taken away */
        bool has_generated;  /* generated and stored are given; not set: taken away */
        fx_sql_text generated;
        bool stored;
        bool has_collate;
        const char *collate; /* NULL: taken away */
        fx_switch now_on_update;
        fx_switch without_rowid, strict; /* ALTER_TABLE */
        bool has_words[FX_TABLE_WORD_COUNT];
        const char *words[FX_TABLE_WORD_COUNT]; /* NULL: taken away */
        fx_sql_text using_;                     /* how old values become new ones */
        fx_value fill; /* for rows that are NULL when nullable becomes false */
    } alter;
    fx_key key;                 /* CREATE_UNIQUE_CONSTRAINT, CREATE_PRIMARY_KEY */
    fx_foreign_key foreign_key; /* CREATE_FOREIGN_KEY */
    fx_check check;             /* CREATE_CHECK_CONSTRAINT */
    fx_index index;             /* CREATE_INDEX */
    bool concurrently;          /* CREATE_INDEX, DROP_INDEX: PostgreSQL, without a write lock */
    fx_constraint_kind
        constraint;  /* DROP_CONSTRAINT; object.name may be "" with `columns` for a nameless one */
    fx_strs columns; /* BULK_INSERT; DROP_CONSTRAINT / DROP_INDEX of a nameless one */
    fx_sql_text sql; /* create_view and its like: as fx_text_object.sql */
    fx_strs members; /* CREATE_ENUM, ALTER_ENUM: `values` */
    FX_VEC(const fx_yaml *) rows; /* BULK_INSERT: lists of scalars, null as NULL */
    struct {                      /* EXECUTE */
        fx_strs all;              /* texts for every dialect */
        bool by_dialect;          /* a map: `by` has the texts, [] is "nothing" */
        FX_VEC(fx_execute_for) by;
        const char *refuses; /* what it is that nobody translated: the step never runs; or NULL */
        bool has_state;      /* `state:` was given */
        fx_steps state;      /* the steps that the SQL stands for */
    } execute;
    const char *file; /* where it was read; NULL if made by diff */
    size_t line;
};

typedef struct fx_change {
    const fx_step *step;
    const fx_table *before,
        *after; /* NULL where it does not exist; both NULL for EXECUTE, enums, views, triggers */
    const fx_text_object *text_before, *text_after; /* of views and triggers alike */
    const fx_schema *schema_before,
        *schema; /* the enums before and after the step (no tables); NULL where there are none */
    const fx_schema *users; /* ALTER_ENUM without a table: the tables with a column of it, before */
    bool uses_now;          /* a new member of an enum may be used before the next COMMIT */
    const char *revision;   /* set by whoever plans; for messages */
} fx_change;

typedef FX_VEC(fx_change) fx_changes;

/* One step, or a list of them, from YAML; and back. parse(write(x)) equals x. */
bool fx_step_read(fx_arena *a, const fx_yaml *y, fx_step *out, fx_error *err) FX_CHECK;
bool fx_steps_read(fx_arena *a, const fx_yaml *list, fx_steps *out, fx_error *err) FX_CHECK;
const fx_yaml *fx_step_write(fx_arena *a, const fx_step *s);
const fx_yaml *fx_steps_write(fx_arena *a, const fx_steps *s);
const char *fx_step_text(fx_arena *a, const fx_step *s); /* the same as a file has it: equal texts,
                                                            equal steps */
const char *fx_step_verb(fx_step_kind kind);
bool fx_step_is_of_table(fx_step_kind kind); /* its object is something in a table */

/* "Add user.age", "Create table user", "Add unique uq_user_email on user": for messages and titles.
 */
const char *fx_step_title(fx_arena *a, const fx_step *s);
/* Titles of all steps as one message: "Add user.age, unique user.email" (at most 72 columns, then
 * "and N more"). */
const char *fx_steps_message(fx_arena *a, const fx_steps *s);
/* Lines of `fxgit diff`: "+ user.age      integer not null" (TOUR). */
const char *fx_change_text(fx_arena *a, const fx_change *c);

/*
 * Replay: applies a step to `state` (which is replaced by the schema after it) and appends what
 * changed to `out` (may be NULL). An EXECUTE applies its `state` steps; without `state` it changes
 * nothing in the model. Fails when the step does not fit: an object that is not there, or there
 * already.
 */
bool fx_replay(fx_arena *a, fx_schema *state, const fx_step *s, fx_changes *out,
               fx_error *err) FX_CHECK;
bool fx_replay_all(fx_arena *a, fx_schema *state, const fx_steps *s, fx_changes *out,
                   fx_error *err) FX_CHECK;

/* Sets fx_change.uses_now of the changes from `from` on, which are one revision's. */
void fx_changes_mark_uses(fx_arena *a, fx_changes *changes, size_t from);
/* Do they add members to an enum that are not used before they end? */
bool fx_changes_add_members(fx_arena *a, const fx_changes *changes);

/* What takes the change back; the opposite step with its sides swapped. EXECUTE and BULK_INSERT
 * have none: NULL. */
const fx_step *fx_change_reverse(fx_arena *a, const fx_change *c);
/* What takes back a step that drops or alters an enum, which a change does not hold; NULL: another
 * step. */
const fx_step *fx_step_enum_reverse(fx_arena *a, const fx_schema *before, const fx_step *s);

/* What rows would lose: a whole table (column NULL) or a column; none: false. Narrowing types and
 * removed enum members count as their column. */
typedef struct fx_loss {
    const char *schema, *table, *column;
    const fx_type *from, *to;  /* of a column that gets another type; NULL: every value goes */
    const fx_sql_text *using_; /* how its author makes new values of old ones; or NULL */
    const char *where;         /* of raw SQL: which rows of the table; NULL: all */
    bool all;                  /* set by whoever plans: every value counts, whatever the types */
    const fx_step *step;       /* that takes it; NULL: said of the revision */
    const char *reason;        /* set by whoever plans: what a person wrote beside it; or NULL */
} fx_loss;
/* The `nth` of them, from 0; an enum may stand in several columns. */
bool fx_change_loses(const fx_change *c, size_t nth, fx_loss *out);
const char *fx_loss_name(fx_arena *a, const fx_loss *loss); /* "post.body", "post" */

/* Objects a step touches, as "table", "table.column", for overlap tests (sync, merge). */
void fx_step_touches(fx_arena *a, const fx_step *s, fx_strs *out);
bool fx_step_drops(const fx_step *s); /* takes something away */
/* Does one of `steps` touch what `s` does, or drop its table? */
bool fx_steps_reach(fx_arena *a, const fx_steps *steps, const fx_step *s);

#endif
