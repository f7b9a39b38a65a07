/*
 * Type: what a column holds, free of any dialect.
 */
#ifndef FX_MODEL_TYPE_H
#define FX_MODEL_TYPE_H

#include "fx/base/error.h"
#include "fx/base/vec.h"
#include "fx/base/yaml.h"

/* X(symbol, name, fewest arguments, most arguments) */
/* clang-format off */
#define FX_TYPES(X)                    \
    X(BOOLEAN,     "boolean",     0, 0) \
    X(SMALLINT,    "smallint",    0, 0) \
    X(INTEGER,     "integer",     0, 0) \
    X(BIGINT,      "bigint",      0, 0) \
    X(REAL,        "real",        0, 0) \
    X(DOUBLE,      "double",      0, 0) \
    X(NUMERIC,     "numeric",     0, 2) \
    X(STRING,      "string",      0, 1) \
    X(CHAR,        "char",        1, 1) \
    X(TEXT,        "text",        0, 0) \
    X(BINARY,      "binary",      0, 1) \
    X(DATE,        "date",        0, 0) \
    X(TIME,        "time",        0, 0) \
    X(TIMESTAMP,   "timestamp",   0, 0) \
    X(TIMESTAMPTZ, "timestamptz", 0, 0) \
    X(INTERVAL,    "interval",    0, 0) \
    X(UUID,        "uuid",        0, 0) \
    X(JSON,        "json",        0, 0) \
    X(ENUM,        "enum",        1, 0) \
    X(ARRAY,       "array",       1, 1) \
    X(RAW,         "raw",         0, 0)
/* clang-format on */

typedef enum {
#define X(symbol, name, least, most) FX_TYPE_##symbol,
    FX_TYPES(X)
#undef X
        FX_TYPE_COUNT
} fx_type_kind;

/* A text for one dialect ("sqlite", "postgresql", "mysql", "mariadb"). */
typedef struct fx_variant {
    const char *dialect, *text;
} fx_variant;

typedef FX_VEC(fx_variant) fx_variants; /* sorted by dialect */

typedef struct fx_type {
    fx_type_kind kind;
    int size, scale; /* -1: not given */
    const char
        *enum_name; /* ENUM: the named object; NULL until its column names it (<table>_<column>) */
    bool named;     /* ENUM: written `enum:NAME`, a reference to a create_enum */
    fx_strs
        members; /* ENUM, in order; of a reference: empty until replay or project fills them in */
    const struct fx_type *element; /* ARRAY */
    fx_variants variants;          /* how one dialect writes it instead; RAW has only these */
} fx_type;

/* "numeric(10,2)", "enum(draft,live)" (members may be 'quoted'), "enum:mood", "array(string(20))".
 * On failure *why is a message such as "unknown type 'strng(80)'" and *hint may be a proposal. */
bool fx_type_parse(fx_arena *a, const char *text, fx_type *out, const char **why,
                   const char **hint) FX_CHECK;
/* The text that fx_type_parse reads (variants left out). */
const char *fx_type_text(fx_arena *a, const fx_type *t);
/* The model's type for the words of a dialect ("character varying(20)", "INT4"), the same each way
 * it can be called; false where the model has none. PostgreSQL:
 * https://www.postgresql.org/docs/15/datatype.html; SQLite: https://sqlite.org/datatype3.html */
bool fx_type_of_words(fx_arena *a, const char *dialect, const char *words, fx_type *out) FX_CHECK;
/* MySQL's words in one spelling: `INTEGER (11) UNSIGNED` is `int unsigned`. */
const char *fx_mysql_words(fx_arena *a, const char *text);
/* The type for them; where the model has none, the nearest kind with these words as its variant. */
fx_type fx_mysql_type(fx_arena *a, const char *words);
bool fx_type_equal(const fx_type *a, const fx_type *b);
/* How other dialects write it may differ; NULL or none: nothing may. */
bool fx_type_equal_for(const fx_type *a, const fx_type *b, const fx_strs *dialects);
/* Is every value of `from` the same one as `to`, on every engine? What is not known is not. */
bool fx_type_keeps(const fx_type *from, const fx_type *to);
/* Characters of the longest member, at least 1. */
size_t fx_enum_longest(const fx_type *t);
const char *fx_variant_of(const fx_variants *v, const char *dialect); /* or NULL */
/* The same, and what is said for MariaDB counts for MySQL where nothing is, and the other way. */
const char *fx_variant_for(const fx_variants *v, const char *dialect);
/* "sqlite", "postgresql", "mysql", "mariadb" */
bool fx_is_dialect(const char *name);

#endif
