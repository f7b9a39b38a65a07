/*
 * What the parts of the MySQL dialect share. Private to src/sql/mysql*.c.
 */
#ifndef FX_SQL_MYSQL_INNER_H
#define FX_SQL_MYSQL_INNER_H

#include "fx/sql/dialect.h"

#define FX_COUNT(array) (sizeof(array) / sizeof *(array))

#define push(a, out, template, ...)                                                 \
    fx_stmt_push((a), (out), &fx_mysql_dialect, template, (fx_part[]){__VA_ARGS__}, \
                 FX_COUNT(((fx_part[]){__VA_ARGS__})))

const char *fx_mysql_literal(fx_arena *a, const fx_type *t, const char *text);
/* A value as it stands behind = and, where it is no literal, in brackets behind DEFAULT. */
const char *fx_mysql_expression(fx_arena *a, const fx_type *t, const fx_value *v);
/* The author's SQL about columns of t: "name" is `name`, where it is one of them. */
const char *fx_mysql_sql(fx_arena *a, const fx_table *t, const char *text);

/*
 * The table as it is written: projected, each part with the name that it has
 * or gets, and with the indexes that MySQL wants for foreign keys. `live`: where
 * what has no name in the model is looked up; NULL: it has those of the rules.
 */
const fx_table *fx_mysql_table(fx_arena *a, const fx_table *t, const fx_schema *s,
                               const fx_table *live);

/* All behind the name of a column; false: its type has no text. */
bool fx_mysql_column(fx_arena *a, const fx_table *t, const fx_column *c, const char **out,
                     fx_error *err);
/* As in CREATE TABLE and behind ADD. */
const char *fx_mysql_index(fx_arena *a, const fx_table *t, const fx_index *ix);
const char *fx_mysql_unique(fx_arena *a, const fx_key *k);
const char *fx_mysql_foreign(fx_arena *a, const fx_foreign_key *fk);
const char *fx_mysql_check(fx_arena *a, const fx_table *t, const fx_check *c);
/* " ENGINE=... COMMENT='...'" */
const char *fx_mysql_options(fx_arena *a, const fx_table *t);

bool fx_mysql_create(fx_arena *a, const fx_change *c, fx_stmts *out, fx_error *err);
/* A group of changes of one table: one ALTER, where rows have nothing to do in between. */
bool fx_mysql_alter(fx_arena *a, const fx_change *changes, size_t n, const fx_live *live,
                    fx_stmts *out, fx_error *err);

/* Views and triggers that name the table and what is renamed, columns of it or the table itself,
 * name it anew: MySQL leaves them as they are, and broken. `renames`: from, to, from, to, ... */
void fx_mysql_texts_follow(fx_arena *a, const fx_live *live, const char *table,
                           const fx_strs *renames, fx_stmts *out);

/* Names that fit, and indexes that the server takes whole. */
bool fx_mysql_fits(fx_arena *a, const fx_step *s, const fx_table *t, bool mariadb, fx_error *err);

#endif
