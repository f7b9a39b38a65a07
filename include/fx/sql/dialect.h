/*
 * Dialect: how one engine writes what the model says. Pure: no connection.
 */
#ifndef FX_SQL_DIALECT_H
#define FX_SQL_DIALECT_H

#include "fx/model/step.h"
#include "fx/sql/sql.h"

/* What a database holds, as its inspector read it. */
typedef struct fx_dependent { /* what stands on tables, or beside them */
    const char *kind;         /* "trigger", "view", "virtual table" */
    const char *schema;       /* NULL: the default one */
    const char *name, *table; /* table: what a trigger stands on; NULL for the others */
    const char *sql;          /* its CREATE, as stored */
} fx_dependent;

typedef struct fx_live {
    fx_schema schema; /* tables as the model sees them; fx_table.unheld says what it cannot hold */
    FX_VEC(fx_dependent) dependents; /* sorted by kind, name */
    fx_strs unheld;                  /* other objects that no entity can hold: "function f" */
    fx_strs sequences;               /* SQLite: tables with a row in sqlite_sequence */
    bool mariadb;                    /* which has no expressions in indexes */
} fx_live;

typedef struct fx_stmt {
    const char *sql;
    const char *revision;     /* of the change it serves */
    const fx_step *step;      /* of the (first) change it serves */
    const fx_changes *serves; /* all of them */
    bool alone;               /* cannot be inside a transaction */
    const char *cleanup;      /* takes away what is left when it fails; or NULL */
} fx_stmt;
typedef FX_VEC(fx_stmt) fx_stmts;

typedef struct fx_type_row {
    fx_type_kind kind;
    const char *name; /* how the engine calls it; reading back: fx_type_of_words */
    int args;         /* how many of (size, scale) it takes */
} fx_type_row;

struct fx_dialect {
    const char *name; /* "sqlite" */
    char quote;       /* around names */
    bool transactional_ddl;
    bool backslashes; /* stand for something in strings */
    bool one_by_one;  /* changes are rendered one at a time, in their order; else those of a table
                         together */
    bool checks_at_once; /* references hold after each statement: what changes them keeps its place
                            among the changes of other tables */
    const char *as_text[2]; /* around a value: any, as a text that tells it from all others */
    size_t name_limit;      /* bytes of a name; 0 = none */
    const fx_type_row *types;
    /* One group of changes on one table (or one EXECUTE, BULK_INSERT, enum change) as statements.
     */
    bool (*render)(fx_arena *a, const fx_change *changes, size_t n, const fx_live *live,
                   fx_stmts *out, fx_error *err);
    /* A value of a column of that type, as it stands in SQL. */
    const char *(*literal)(fx_arena *a, const fx_type *t, const char *text);
    /* What stands between the columns and VALUES of an INSERT; NULL: nothing ever. */
    const char *(*rows_option)(const fx_change *c);
    /* The type as written in CREATE TABLE; fails by name where the dialect has none. */
    bool (*type_text)(fx_arena *a, const fx_type *t, const char **out, fx_error *err);
    /* The model's type for a declared one; RAW with this dialect's variant if no row fits. */
    bool (*type_read)(fx_arena *a, const char *declared, fx_type *out);
};

/* MySQL: what its statements count on in their session: numbers are what they are, times are UTC,
 * what does not fit is an error. https://dev.mysql.com/doc/refman/8.0/en/sql-mode.html */
#define FX_MYSQL_SESSION                                                                          \
    "sql_mode = "                                                                                 \
    "'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'" \
    ", foreign_key_checks = 1, unique_checks = 1, time_zone = '+00:00'"

extern const fx_dialect fx_sqlite_dialect, fx_postgres_dialect, fx_mysql_dialect;
/* The row's words with the type's numbers; NULL: no row. */
const char *fx_dialect_type(fx_arena *a, const fx_type_row *rows, const fx_type *t);
const fx_dialect *fx_dialect_find(const char *name); /* NULL if none */

/*
 * The statements of a list of changes. Neighbouring changes of one table are one group: on SQLite
 * one table rebuild serves them all where any needs it. `live` is what was introspected (triggers
 * are put back after a rebuild; a table with `unheld` is refused by name when it would have to be
 * rebuilt); NULL for scripts and tests, which know the replayed tables only.
 */
bool fx_render(fx_arena *a, const fx_dialect *d, const fx_changes *changes, const fx_live *live,
               fx_stmts *out, fx_error *err) FX_CHECK;

/* What is live after the changes as far as renames, views and triggers go, so that one look at the
 * database serves several calls of fx_render. */
void fx_live_follow(fx_arena *a, fx_live *live, const fx_changes *changes, const char *dialect);

/* Views and triggers that name a virtual table, or such a view: without it they do not work. */
fx_schema fx_live_on_virtual(fx_arena *a, const fx_live *live);

/* For dialects: a statement from parts; the rows of a BULK_INSERT; the statements of an EXECUTE. */
void fx_stmt_push(fx_arena *a, fx_stmts *out, const fx_dialect *d, const char *template,
                  const fx_part *parts, size_t n);
void fx_render_rows(fx_arena *a, const fx_dialect *d, const fx_change *c, fx_stmts *out);
/* Always fails, with what the step `refuses`. */
bool fx_refuse_execute(const fx_step *s, fx_error *err) FX_CHECK;
bool fx_render_execute(fx_arena *a, const fx_dialect *d, const fx_step *s, fx_stmts *out,
                       fx_error *err) FX_CHECK;

/* One of the ledger's, or alembic_version: no table of the project. */
bool fx_own_table(const char *name);

/* SQL that is true of the values of a column (those that are not NULL) that are others once it has
 * the new type; NULL: none is. */
const char *fx_lost_values(fx_arena *a, const fx_dialect *d, const char *column,
                           const fx_type *from, const fx_type *to);
/* ... of those that the engine refuses to take into the new type; NULL: none, or nobody knows. */
const char *fx_refused_values(fx_arena *a, const fx_dialect *d, const char *column,
                              const fx_type *from, const fx_type *to);
/* An expression that calls nothing but what is known to change nothing. */
bool fx_sql_only_looks(const char *sql);
/* How many rows a loss would take: a SELECT that gives one number, at most 1001; NULL: none can be.
 */
const char *fx_loss_query(fx_arena *a, const fx_dialect *d, const fx_loss *loss);

/* The statements that make a whole schema, from nothing. */
bool fx_render_schema(fx_arena *a, const fx_dialect *d, const fx_schema *s, fx_stmts *out,
                      fx_error *err) FX_CHECK;

#endif
