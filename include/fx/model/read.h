/*
 * Read and write: the body of a table as YAML, one grammar for entity files
 * and for create_table steps (DESIGN section 3, "Entities").
 */
#ifndef FX_MODEL_READ_H
#define FX_MODEL_READ_H

#include "fx/model/schema.h"

/* `y`: an entity's document (`table: name` is the object), or a step (`create_table: name`).
 * Column shorthand (unique, index, references, primary_key) becomes table-level objects. */
bool fx_table_read(fx_arena *a, const fx_yaml *y, const char *object_key, fx_table *out,
                   fx_error *err) FX_CHECK;
/* One column's body: "string(200)" or a map. Table-level shorthand goes to `table` when it is not
 * NULL, else it is an error. */
bool fx_column_read(fx_arena *a, const char *name, const fx_yaml *y, fx_column *out,
                    fx_table *table, fx_error *err) FX_CHECK;
bool fx_value_read(fx_arena *a, const fx_yaml *y, const fx_type *type, const char *what,
                   fx_value *out, fx_error *err) FX_CHECK;
bool fx_sql_text_read(fx_arena *a, const fx_yaml *y, const char *what, fx_sql_text *out,
                      fx_error *err) FX_CHECK;
/* "other(a, b)", "other.a", "schema.other(a)" */
bool fx_reference_read(fx_arena *a, const fx_yaml *y, fx_foreign_key *out, fx_error *err) FX_CHECK;

/* `columns:` of an index, names and maps ({column|sql, order, collate}); `generated:`; the options
 * of a foreign key (on_delete, on_update, deferrable). Each has its writer below. */
bool fx_index_columns_read(fx_arena *a, const fx_yaml *y, fx_index *ix, fx_error *err) FX_CHECK;
bool fx_generated_read(fx_arena *a, const fx_yaml *y, fx_sql_text *out, bool *stored,
                       fx_error *err) FX_CHECK;
/* What stands beside the columns of a key, a foreign key, an index, and what makes a check. */
#define FX_KEY_OPTIONS     "on_conflict", "include", "nulls_not_distinct", "deferrable"
#define FX_FOREIGN_OPTIONS "on_delete", "on_update", "deferrable", "match", "not_valid"
#define FX_CHECK_OPTIONS   "sql", "exclude", "not_valid", "no_inherit", "column"
#define FX_INDEX_OPTIONS   "unique", "where", "using", "include", "with", "nulls_not_distinct"
bool fx_key_has_options(const fx_key *k);
bool fx_check_body_read(fx_arena *a, const fx_yaml *y, fx_check *out, fx_error *err) FX_CHECK;
void fx_check_body_write(fx_arena *a, const fx_check *c, fx_yaml *map);
bool fx_index_options_read(fx_arena *a, const fx_yaml *y, fx_index *out, fx_error *err) FX_CHECK;
void fx_index_options_write(fx_arena *a, const fx_index *ix, fx_yaml *map);
bool fx_key_options_read(fx_arena *a, const fx_yaml *y, fx_key *out, fx_error *err) FX_CHECK;
void fx_key_options_write(fx_arena *a, const fx_key *k, fx_yaml *map);
bool fx_foreign_options_read(const fx_yaml *y, fx_foreign_key *out, fx_error *err) FX_CHECK;

/* `view: name`, or `trigger: table.name`, with its `sql:`. The text has to be the CREATE of what is
 * named: checked here. */
bool fx_text_object_kind(const fx_yaml *y, fx_text_kind *out); /* by its key; false: it is none */
bool fx_text_object_read(fx_arena *a, const fx_yaml *y, fx_text_object *out,
                         fx_error *err) FX_CHECK;
bool fx_text_object_check(const fx_yaml *sql, const fx_text_object *t, fx_error *err) FX_CHECK;
const fx_yaml *fx_text_object_write(fx_arena *a, const fx_text_object *t);

/* The map that fx_table_read reads; a single-column primary key is `primary_key: true` on its
 * column. */
const fx_yaml *fx_table_write(fx_arena *a, const fx_table *t, const char *object_key);
/* Enums, tables, views and triggers, each as an entity file has it. */
typedef FX_VEC(const fx_yaml *) fx_yamls;
fx_yamls fx_schema_write(fx_arena *a, const fx_schema *s);
const fx_yaml *fx_column_write(fx_arena *a,
                               const fx_column *c); /* a scalar where the short form says all */
const fx_yaml *fx_value_write(fx_arena *a, const fx_value *v);
const fx_yaml *fx_sql_text_write(fx_arena *a, const fx_sql_text *t);
const fx_yaml *fx_index_columns_write(fx_arena *a, const fx_index *ix);
const fx_yaml *fx_generated_write(fx_arena *a, const fx_sql_text *sql, bool stored);
void fx_foreign_options_write(fx_arena *a, const fx_foreign_key *fk, fx_yaml *map);
const fx_yaml *fx_reference_write(fx_arena *a, const fx_foreign_key *fk);

#endif
