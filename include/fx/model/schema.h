/*
 * Schema: tables and enums, free of any dialect.
 *
 * A table is built by one function (a reader, a step, an inspector) and
 * immutable from then on; a schema is a sorted list of such tables. Column
 * order is kept for CREATE and for printing, but is no part of equality.
 */
#ifndef FX_MODEL_SCHEMA_H
#define FX_MODEL_SCHEMA_H

#include "fx/model/type.h"

/* SQL that the author wrote: one text for all dialects, or a text for each. */
typedef struct fx_sql_text {
    const char *all; /* NULL if only `by` has texts */
    fx_variants by;
} fx_sql_text;

const char *fx_sql_text_for(const fx_sql_text *t, const char *dialect); /* NULL: none for it */
bool fx_sql_text_set(const fx_sql_text *t);
bool fx_sql_text_equal(const fx_sql_text *a, const fx_sql_text *b);
/* A word of SQL on one engine or another, or with other signs than letters, digits, _ and $. */
bool fx_sql_needs_quotes(const char *name);

typedef enum {
    FX_VALUE_NONE, /* not given */
    FX_VALUE_NULL, /* `null`: alter_column takes a default or comment away */
    FX_VALUE_TEXT, /* a literal; the column's type says how it is written */
    FX_VALUE_NOW,  /* {now: true} */
    FX_VALUE_UUID, /* {uuid: true} */
    FX_VALUE_SQL,  /* {sql: ...} */
    FX_VALUE_EMPTY /* fill only: {none: true}, the table is known to be empty */
} fx_value_kind;

typedef struct fx_value {
    fx_value_kind kind;
    const char *text;
    fx_sql_text sql;
} fx_value;

typedef enum {
    FX_IDENTITY_DERIVED, /* not said: the rule of DESIGN section 3 decides */
    FX_IDENTITY_OFF,     /* false */
    FX_IDENTITY_ON,      /* true */
    FX_IDENTITY_ALWAYS,
    FX_IDENTITY_STRICT, /* AUTOINCREMENT on SQLite */
    FX_IDENTITY_SERIAL  /* PostgreSQL's serial: a default from a sequence that the column owns */
} fx_identity;

/* MySQL's words about a table: X(symbol, key in files).
 * https://dev.mysql.com/doc/refman/8.0/en/create-table.html, table_options */
/* clang-format off */
#define FX_TABLE_WORDS(X)     \
    X(ENGINE,  "engine")      \
    X(CHARSET, "charset")     \
    X(COLLATE, "collate")     \
    X(OPTIONS, "options")
/* clang-format on */
typedef enum {
#define X(symbol, key) FX_TABLE_##symbol,
    FX_TABLE_WORDS(X)
#undef X
        FX_TABLE_WORD_COUNT
} fx_table_word;
extern const char *const fx_table_words[FX_TABLE_WORD_COUNT];

typedef struct fx_column {
    const char *name;
    fx_type type;
    bool nullable;
    fx_value def;         /* DEFAULT */
    fx_identity identity; /* as written; fx_table_identity resolves it */
    const char *comment;
    fx_sql_text generated; /* GENERATED ALWAYS AS; not set: an ordinary column */
    bool stored;           /* a generated column is STORED, else VIRTUAL */
    const char *collate;   /* NULL: the engine's own */
    bool now_on_update;    /* MySQL: ON UPDATE CURRENT_TIMESTAMP */
    fx_value fill;         /* hints for diff; no part of equality */
    const char *renamed_from;
    size_t line; /* in the file it was read from; 0 = none */
} fx_column;

typedef enum { FX_NO_ACTION, FX_RESTRICT, FX_CASCADE, FX_SET_NULL, FX_SET_DEFAULT } fx_action;

typedef enum { FX_NOT_DEFERRABLE, FX_DEFER_IMMEDIATE, FX_DEFER_DEFERRED } fx_deferrable;

typedef struct fx_key { /* a unique constraint or the primary key */
    const char *name;   /* NULL: nameless, or (in an entity) to be named at birth */
    fx_strs columns;
    const char *on_conflict; /* SQLite: "replace", "ignore", "fail", "rollback"; NULL: abort.
                                https://sqlite.org/lang_conflict.html */
    fx_strs include;         /* PostgreSQL: columns that are held besides */
    bool nulls_not_distinct; /* PostgreSQL 15 */
    fx_deferrable deferrable;
    size_t line;
} fx_key;

typedef struct fx_foreign_key {
    const char *name;
    fx_strs columns;
    const char *ref_schema, *ref_table;
    fx_strs ref_columns;
    fx_action on_delete, on_update;
    fx_deferrable deferrable;
    bool match_full, not_valid; /* PostgreSQL */
    const char *index; /* MySQL: the one that was made for it, if it has another name than the key;
                          no part of equality */
    size_t line;
} fx_foreign_key;

typedef struct fx_check {
    const char *name;
    fx_sql_text sql;
    bool exclude; /* PostgreSQL: sql is what stands behind EXCLUDE: "USING gist (room WITH =)" */
    bool not_valid, no_inherit; /* PostgreSQL */
    const char *column;         /* MariaDB: it stands in this column; no part of equality */
    size_t line;
} fx_check;

typedef struct fx_index_part { /* how one of an index's columns stands in it */
    bool expression, descending;
    const char *collate;
    const char *opclass; /* PostgreSQL: the operator class, NULL: the default one */
    int nulls;           /* PostgreSQL: -1 first, 1 last, 0 as its order has them */
    int length;          /* MySQL: of a prefix; 0: whole */
} fx_index_part;

typedef struct fx_index {
    const char *name;
    fx_strs columns;             /* names, or the SQL of an expression */
    FX_VEC(fx_index_part) parts; /* of the same length; empty: all are plain columns */
    bool unique;
    fx_sql_text where;
    const char *using_; /* the method: PostgreSQL gin, gist, brin, hash; MySQL fulltext, spatial,
                           hash; NULL: the engine's own, a tree */
    fx_strs include;    /* PostgreSQL: columns that are held besides */
    const char *with;   /* PostgreSQL: "fillfactor=70" */
    bool nulls_not_distinct; /* PostgreSQL 15 */
    size_t line;
} fx_index;

typedef FX_VEC(fx_index) fx_indexes;

typedef struct fx_table {
    const char *schema; /* NULL: the default one */
    const char *name;
    FX_VEC(fx_column) columns;
    fx_key primary; /* no columns: no primary key */
    FX_VEC(fx_key) uniques;
    FX_VEC(fx_foreign_key) foreign_keys;
    FX_VEC(fx_check) checks;
    fx_indexes indexes;
    const char *comment;
    bool without_rowid,
        strict; /* SQLite: https://sqlite.org/withoutrowid.html, stricttables.html */
    const char *words[FX_TABLE_WORD_COUNT]; /* MySQL; NULL: the database's own */
    const char *renamed_from;               /* hints for diff; no part of equality */
    fx_strs dropped;
    const char *file; /* the entity file; NULL if it came from elsewhere */
    size_t line;
    const char *unheld; /* inspected tables: what the model does not hold ("generated column
                           total"), or NULL */
} fx_table;

typedef struct fx_enum {
    const char *schema, *name;
    fx_strs members;
} fx_enum;

/* What is kept as the statement that makes it. X(symbol, key in files, its word); in an order in
 * which they can be made. All but views and triggers are PostgreSQL's, functions MySQL's as well.
 */
/* clang-format off */
#define FX_TEXT_KINDS(X)                                             \
    X(DOMAIN,            "domain",            "domain")              \
    X(SEQUENCE,          "sequence",          "sequence")            \
    X(FUNCTION,          "function",          "function")            \
    X(VIEW,              "view",              "view")                \
    X(MATERIALIZED_VIEW, "materialized_view", "materialized view")   \
    X(TRIGGER,           "trigger",           "trigger")
/* clang-format on */
typedef enum {
#define X(symbol, key, word) FX_##symbol,
    FX_TEXT_KINDS(X)
#undef X
        FX_TEXT_KIND_COUNT
} fx_text_kind;
const char *fx_text_key(fx_text_kind kind);  /* "materialized_view" */
const char *fx_text_word(fx_text_kind kind); /* "materialized view": for messages */

typedef struct fx_text_object {
    fx_text_kind kind;
    const char *schema;
    const char *table; /* what a trigger stands on; NULL for the others */
    const char *name;
    fx_sql_text sql; /* "CREATE VIEW name ...", without a semicolon at its end */
    const char *file;
    size_t line;
} fx_text_object;

typedef struct fx_schema {
    FX_VEC(const fx_table *) tables; /* sorted by (schema, name), by bytes */
    FX_VEC(fx_enum) enums;           /* made by create_enum; sorted by (schema, name) */
    FX_VEC(fx_text_object) texts;    /* sorted by (kind, schema, table, name) */
    bool mysql_alone;                /* what MySQL alone allows is allowed */
    fx_strs left_out;                /* tables of others, which foreign keys may refer to */
} fx_schema;

const fx_table *fx_schema_find(const fx_schema *s, const char *schema, const char *name);
const fx_enum *fx_schema_find_enum(const fx_schema *s, const char *schema, const char *name);
/* The one that a type refers to: "mood", or "app.mood" in a schema that is not the default one. */
const fx_enum *fx_schema_enum_of(const fx_schema *s, const fx_type *t);
bool fx_enum_is(const fx_enum *e, const char *reference);
const char *fx_enum_reference(fx_arena *a, const char *schema, const char *name);
/* Puts in, replaces (same schema and name) or takes out; keeps the order. The only ways a schema
 * changes. */
void fx_schema_put(fx_arena *a, fx_schema *s, const fx_table *t);
void fx_schema_remove(fx_schema *s, const char *schema, const char *name);
/* The one of the same kind and names; NULL if none. */
const fx_text_object *fx_schema_find_text(const fx_schema *s, const fx_text_object *like);
void fx_schema_put_text(fx_arena *a, fx_schema *s, const fx_text_object *t);
void fx_schema_remove_text(fx_schema *s, const fx_text_object *like);
/* Takes the views and triggers out that `known` has not. */
void fx_schema_keep_texts(fx_schema *s, const fx_schema *known);
/* Takes tables, views and what stands on them out, by name, and keeps the names as `left_out`. */
void fx_schema_leave_out(fx_schema *s, const fx_strs *names);
/* Does the SQL name a table, view or column so? Outside of strings and comments; letters fold. */
bool fx_text_object_names(const fx_text_object *t, const char *name);
/* Where in the statement that makes it its name is, without a schema; *whole: with it. NULL: it is
 * not that statement. */
const char *fx_text_object_place(const fx_text_object *t, const char *sql, const char **whole);
/* The same table with its constraints and indexes in an order of their own and the blanks of its
 * SQL folded: what two databases with the same tables print alike. Columns stay. */
const fx_table *fx_table_canonical(fx_arena *a, const fx_table *t);
fx_schema fx_schema_copy(fx_arena *a, const fx_schema *s); /* shares the tables */

const fx_column *fx_table_column(const fx_table *t, const char *name); /* NULL if none */
/* The same; `near` is where it most likely stands: of two tables that are alike, the same place. */
const fx_column *fx_table_column_near(const fx_table *t, const char *name, size_t near);
/* A table that may be changed: its vectors are copies, its texts are shared. */
fx_table *fx_table_copy(fx_arena *a, const fx_table *t);
/* What c->identity says, or the rule of DESIGN section 3, "Identity". Outside of a primary key only
 * what is said counts, and only engines that have it there keep it. */
fx_identity fx_table_identity(const fx_table *t, const fx_column *c);
/* What the rule gives anyway is not said. */
void fx_column_derive_identity(const fx_table *t, fx_column *c);
bool fx_table_is_primary(const fx_table *t, const char *column);
/* Not nullable by itself or as part of the primary key. */
bool fx_column_not_null(const fx_table *t, const fx_column *c);

/* Equality of what a database would hold: hints, lines, files and the order of columns and of
 * constraints are no part of it; a name that is NULL on one side matches any (matched by
 * structure). */
bool fx_table_equal(const fx_table *a, const fx_table *b);
bool fx_schema_equal(const fx_schema *a, const fx_schema *b);
/* Blanks, comments and quotes around plain names are no part of it. */
bool fx_text_object_equal(const fx_text_object *a, const fx_text_object *b);
bool fx_column_equal(const fx_column *a,
                     const fx_column *b); /* name, type, nullable, default, comment */
/* As fx_type_equal_for: how other dialects write the type may differ. */
bool fx_column_equal_for(const fx_column *a, const fx_column *b, const fx_strs *dialects);
bool fx_value_equal(const fx_value *a, const fx_value *b);
const char *fx_action_text(fx_action action); /* "cascade", "set null" ... */
bool fx_action_parse(const char *text, fx_action *out);
bool fx_column_generated(const fx_column *c);
bool fx_index_is_expression(const fx_index *ix, size_t i);
fx_strs fx_index_plain_columns(fx_arena *a, const fx_index *ix); /* without the expressions */

/* Checks within a schema: keys name columns that are there, foreign keys name tables, columns and a
 * unique key that are there, names do not collide or differ only in case, defaults fit their types.
 */
bool fx_schema_validate(fx_arena *a, const fx_schema *s, fx_error *err) FX_CHECK;

/* The same schema as every dialect would hold it (DESIGN section 3, "project"): pure. What a
 * dialect does not keep (comments and enums on SQLite, ...) is folded away on both sides of a
 * comparison. */
const fx_schema *fx_project(fx_arena *a, const fx_schema *s, const char *dialect);
const fx_table *fx_project_table(fx_arena *a, const fx_table *t, const fx_schema *s,
                                 const char *dialect);

/* MySQL: the indexes that foreign keys need and no key or index of the table serves: they bear the
 * names of the keys (https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html). */
fx_indexes fx_key_indexes(fx_arena *a, const fx_table *t);
/* The key that MySQL made the index for: it has the name of the key, or where that has none of its
 * first column (tag_id, tag_id_2); NULL: none. */
const fx_foreign_key *fx_key_of_index(const fx_table *t, const fx_index *ix);
/* `want` with such indexes of `have` that are called after a column, where it has none for the key:
 * whoever made the table gave the key no name. Both are projected on MySQL. */
const fx_schema *fx_mysql_take_indexes(fx_arena *a, const fx_schema *want, const fx_schema *have);
/* Does a key or an index of the table begin with these columns? */
bool fx_key_serves(const fx_table *t, const fx_strs *columns);

/* Is the text a literal of the type? An enum's members are those of `s`, or its own. */
bool fx_text_fits(const fx_schema *s, const fx_type *t, const char *text);
bool fx_type_is_number(const fx_type *t); /* integers, real, double, numeric */
bool fx_type_is_time(const fx_type *t);   /* date, time, timestamp, timestamptz */
/* The members of an enum type, its own or those of the enum it refers to (`s` may be NULL). */
const fx_strs *fx_enum_members(const fx_schema *s, const fx_type *t);
/* The name of the enum that a column has for itself ("post_state"); NULL: it has none. */
const char *fx_inline_enum(fx_arena *a, const fx_table *t, const fx_column *c);
/* The expression that stands for {uuid: true} on SQLite. */
#define fx_sqlite_uuid                                                                             \
    "lower(hex(randomblob(4))||'-'||hex(randomblob(2))||'-4'||substr(hex(randomblob(2)),2)||'-'||" \
    "substr('89AB',1+(abs(random())%4),1)||substr(hex(randomblob(2)),2)||'-'||hex(randomblob(6)))"

/* A deterministic text of the schema (entities as YAML documents, sorted), and "sha256:" of it
 * with the columns in the order of their names. */
const char *fx_schema_print(fx_arena *a, const fx_schema *s);
const char *fx_fingerprint(fx_arena *a, const fx_schema *s);

#endif
