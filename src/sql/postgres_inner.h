/*
 * What the parts of the PostgreSQL dialect share. Private to src/sql/postgres*.c.
 */
#ifndef FX_SQL_POSTGRES_INNER_H
#define FX_SQL_POSTGRES_INNER_H

#include "fx/sql/dialect.h"

#define FX_COUNT(array) (sizeof(array) / sizeof *(array))

#define push(a, out, template, ...)                                                    \
    fx_stmt_push((a), (out), &fx_postgres_dialect, template, (fx_part[]){__VA_ARGS__}, \
                 FX_COUNT(((fx_part[]){__VA_ARGS__})))

/* The type of a projected column as it stands in a statement; NULL: none for it. */
const char *fx_postgres_type(fx_arena *a, const fx_table *t, const fx_type *type,
                             const fx_schema *s);
const char *fx_postgres_literal(fx_arena *a, const fx_type *t, const char *text);
/* A value as it stands behind DEFAULT or =. */
const char *fx_postgres_expression(fx_arena *a, const fx_type *t, const fx_value *v);

/* "type DEFAULT ... NOT NULL": all behind the name of a projected column. */
bool fx_postgres_column(fx_arena *a, const fx_table *projected, const fx_column *c,
                        const fx_schema *s, const char **out, fx_error *err);
/* "CONSTRAINT name UNIQUE (...)" and their like, as in CREATE TABLE and behind ADD. */
const char *fx_postgres_key(fx_arena *a, const char *word, const fx_key *k);
const char *fx_postgres_foreign(fx_arena *a, const fx_foreign_key *fk);
const char *fx_postgres_check(fx_arena *a, const fx_check *c); /* projected; NULL: not for it */
const char *fx_postgres_index(fx_arena *a, const fx_table *t, const fx_index *ix,
                              bool concurrently);

/* The table with its types before it, its comments and indexes after it. */
bool fx_postgres_create(fx_arena *a, const fx_change *c, fx_stmts *out, fx_error *err);
void fx_postgres_comment(fx_arena *a, const fx_table *t, const fx_column *c, fx_stmts *out);
/* A schema comes with the first that is in it, and stays. */
void fx_postgres_need_schema(fx_arena *a, const char *schema, fx_stmts *out);
void fx_postgres_create_enum(fx_arena *a, const char *schema, const char *name,
                             const fx_strs *members, fx_stmts *out);
/* The types that the table's columns have for themselves go with it. */
void fx_postgres_drop_enums(fx_arena *a, const fx_table *t, fx_stmts *out);

/* What a step changes in the columns of its table: type, default, NOT NULL, identity, expression,
 * also where it follows from a key that comes or goes. */
bool fx_postgres_alter_columns(fx_arena *a, const fx_change *c, const fx_live *live, fx_stmts *out,
                               fx_error *err);
/* From one list of members to another, in place or by a new type. `fresh`: the new members are used
 * before the next COMMIT. */
bool fx_postgres_alter_enum(fx_arena *a, const fx_change *c, const fx_enum *from,
                            const fx_strs *members, const fx_live *live, fx_stmts *out,
                            fx_error *err);

/* Views that name the table, and those that name them, go before it is changed and come back
 * after: what PostgreSQL would refuse to change under them. */
void fx_postgres_views_away(fx_arena *a, const char *table, const fx_live *live, fx_stmts *out);
void fx_postgres_views_back(fx_arena *a, const fx_change *c, const char *table, const fx_live *live,
                            fx_stmts *out);

#endif
