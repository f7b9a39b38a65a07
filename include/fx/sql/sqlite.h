/*
 * SQLite: reading back what it stores (sqlite_schema.sql).
 *
 * The reader knows exactly the constructs that the model holds. Whatever else
 * a CREATE has is named in fx_table.unheld, so that a gap becomes a refusal
 * and never a lost construct. Source: https://sqlite.org/lang_createtable.html
 */
#ifndef FX_SQL_SQLITE_H
#define FX_SQL_SQLITE_H

#include "fx/sql/dialect.h"

/* A CREATE TABLE as stored. Never fails: what is not understood becomes `unheld`. */
void fx_sqlite_read_table(fx_arena *a, const char *sql, fx_table *out);
/* A CREATE INDEX as stored; false with *why when the model does not hold it (expression, DESC,
 * COLLATE). */
bool fx_sqlite_read_index(fx_arena *a, const char *sql, fx_index *out, const char **why);

/* The CREATE TABLE that fxgit writes, under another name if `as` is not NULL. */
bool fx_sqlite_create_table(fx_arena *a, const fx_table *t, const fx_schema *s, const char *as,
                            const char **out, fx_error *err) FX_CHECK;
const char *fx_sqlite_create_index(fx_arena *a, const fx_table *t, const fx_index *ix);

#endif
