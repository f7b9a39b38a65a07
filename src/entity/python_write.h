/*
 * Writing a table's nodes: what python_table.c, python_keys.c and
 * python_write.c share.
 */
#ifndef ENTITY_PYTHON_WRITE_H
#define ENTITY_PYTHON_WRITE_H

#include "python.h"

typedef struct writer {
    py_project *p;
    fx_arena *a;
    py_table *t;
    const py_tables *all;
    fx_yaml *columns, *uniques, *foreign_keys, *checks, *indexes, *primary;
    size_t keys; /* columns of the primary key */
} writer;

typedef struct py_target {
    const char *schema, *table, *column;
} py_target;

/* Nodes with the place of a value. A key has the place of its value. */
const fx_yaml *write_placed(fx_yaml *y, const py_value *at);
fx_yaml *write_map(const writer *w, const py_value *at);
void write_put(const writer *w, fx_yaml *map, const char *key, const fx_yaml *value);
void write_set(const writer *w, fx_yaml *map, const char *key, const char *text,
               const py_value *at);
void write_plain(const writer *w, fx_yaml *map, const char *key, const char *text,
                 const py_value *at);
const fx_yaml *write_list(const writer *w, const fx_strs *texts, const py_value *at);

/* The column that a text or an attribute of the class names; NULL: none. */
const char *write_column_name(const writer *w, const py_value *v);
/* `own`, or what the metadata's naming convention gives. */
const char *write_convention(const writer *w, const char *kind, const fx_strs *columns,
                             const char *target, const char *own);
/* What name= says; *out NULL: nothing. */
bool write_name_of(const writer *w, const py_value *call, const char **out);
void write_name(const writer *w, fx_yaml *map, const char *name, const py_value *at);
/* ---- python_sql.c: text("..."), func.lower(x), x > 0 ---- */

typedef struct py_sql {
    const char *by[3]; /* for SQLite, MySQL and PostgreSQL */
} py_sql;

/* A text is SQL as it is. */
bool write_sql(const writer *w, const py_value *v, py_sql *out);
/* A text is a literal. */
bool write_value(const writer *w, const py_value *v, py_sql *out);
py_sql write_identifier(const writer *w, const char *schema, const char *name);
const char *write_same_sql(const py_sql *s); /* where it is the same for all; else NULL */
void write_put_sql(const writer *w, fx_yaml *map, const char *key, const py_sql *s,
                   const py_value *at);

/* ---- python_write.c ---- */

bool write_target(const writer *w, const py_value *v, const char *text, py_target *out);
const py_table *write_find(const py_tables *all, const char *schema, const char *name);

/* python_table.c */
void write_type(const writer *w, const py_type *type, const py_value *at, fx_yaml *map);
void write_default_sql(const writer *w, fx_yaml *map, const char *sql, const py_value *at);
bool write_server_default(const writer *w, fx_yaml *map, const py_value *v);
/* The default of a column that is a boolean, as the model has it. */
void write_truth(const writer *w, fx_yaml *map);

/* python_keys.c */
bool write_references(const writer *w, const py_column *c);
void write_flags(const writer *w, const py_column *c); /* unique=True, index=True */
void write_members_check(const writer *w, const py_column *c);
bool write_primary(writer *w, const py_value *call, const fx_strs *columns);
bool write_item(writer *w, const py_value *v); /* of __table_args__ */

#endif
