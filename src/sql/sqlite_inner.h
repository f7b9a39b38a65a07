/*
 * What the parts of the SQLite dialect share. Private to src/sql/sqlite*.c.
 */
#ifndef FX_SQL_SQLITE_INNER_H
#define FX_SQL_SQLITE_INNER_H

#include "fx/sql/dialect.h"
#include "fx/sql/split.h"
#include "fx/sql/sqlite.h"

#define FX_COUNT(array) (sizeof(array) / sizeof *(array))

bool fx_sqlite_type_text(fx_arena *a, const fx_type *t, const char **out, fx_error *err);
bool fx_sqlite_type_read(fx_arena *a, const char *declared, fx_type *out);
/* The type of a column as it stands in CREATE TABLE (projected). */
const char *fx_sqlite_column_type(fx_arena *a, const fx_column *c);
/* A literal or expression for a value of a column of that type. */
const char *fx_sqlite_literal(fx_arena *a, const fx_type *t, const char *text);
const char *fx_sqlite_expression(fx_arena *a, const fx_type *t, const fx_value *v);
/* "VARCHAR(10) NOT NULL DEFAULT 'x'" */
const char *fx_sqlite_column_body(fx_arena *a, const fx_table *projected, const fx_column *c);

/* A group of changes of one table by way of a new table. */
bool fx_sqlite_rebuild(fx_arena *a, const fx_change *changes, size_t n, const fx_live *live,
                       fx_stmts *out, fx_error *err);
/* After it: triggers went with the table, and come back. A renamed column is renamed in all views
 * and triggers that name it, as SQLite's own RENAME COLUMN would. */
void fx_sqlite_put_back(fx_arena *a, const fx_change *changes, size_t n, const fx_live *live,
                        fx_stmts *out);
void fx_sqlite_push(fx_arena *a, fx_stmts *out, const char *sql);

#endif
