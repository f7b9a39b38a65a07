/*
 * What the parts of the model share. Private to src/model.
 */
#ifndef FX_MODEL_INNER_H
#define FX_MODEL_INNER_H

#include "fx/base/str.h"
#include "fx/model/diff.h"

#define FX_COUNT(array) (sizeof(array) / sizeof *(array))

/* Parts of an object's name as files write them (names.c). */
const char *fx_part_scan(fx_arena *a, const char **at);
const char *fx_part_text(fx_arena *a, const char *name);
bool fx_is_plain_name(const char *name);

bool fx_type_is_integer(const fx_type *t);

/* `sql` with the identifier `from` replaced by `to`, outside strings and comments, quoted or not.
 */
const char *fx_rename_in_sql(fx_arena *a, const char *sql, const char *from, const char *to);
/* Does the SQL name the identifier? */
bool fx_sql_names(const char *sql, const char *name);
bool fx_sql_text_names(const fx_sql_text *t, const char *name);

/* Views and triggers follow a renamed table or column (column NULL: the table). */
void fx_texts_follow(fx_arena *a, fx_schema *s, const fx_table *t, const char *column,
                     const char *to);
/* Views and triggers that go (changed ones, and those that name a view that goes) and that come, in
 * an order that runs (diff_texts.c); early: before the tables. */
fx_schema fx_texts_to_drop(fx_arena *a, const fx_schema *from, const fx_schema *to, bool early);
fx_schema fx_texts_to_create(fx_arena *a, const fx_schema *from, const fx_schema *to, bool early);
/* The step's object as a view or trigger, without its SQL. */
fx_text_object fx_text_object_of(const fx_step *s);
fx_object fx_text_object_name(const fx_text_object *t);
/* The `sql:` beside an object whose names are known. */
bool fx_text_sql_read(fx_arena *a, const fx_yaml *y, fx_text_object *t, fx_error *err) FX_CHECK;

/* One lexical piece of SQL: a word, a quoted text, a comment, or one sign: its length. */
size_t fx_sql_piece(const char *s);
bool fx_sql_is_blank(const char *piece);
/* The piece of `n` bytes is that identifier, quoted or not; letters of a bare one fold. */
bool fx_sql_is_name(const char *piece, size_t n, const char *name);
/* With plain names out of their quotes: what is left is the same SQL, for comparing alone. */
const char *fx_sql_unquoted(fx_arena *a, const char *sql);

/* The same SQL up to blanks, comments, enclosing brackets and quotes around plain names; NULL is
 * NULL. */
bool fx_sql_same(const char *x, const char *y);

/* Blanks outside quotes folded to one, one pair of enclosing brackets taken off. */
const char *fx_sql_fold(fx_arena *a, const char *sql);

/* 1.50 and 1.5 are one number; SQLite's collations are one in either case, and binary is none. */
const char *fx_number_fold(fx_arena *a, const char *text);
const char *fx_collation_fold(fx_arena *a, const char *name);

/* Text in a binary column as the bytes that it is: 0x... */
const char *fx_bytes_fold(fx_arena *a, const char *text);

/* What MySQL holds of a projected column, and of the table when its columns are (project_mysql.c).
 */
void fx_project_mysql_column(fx_arena *a, fx_column *c, const fx_type *whole, const fx_table *t);
void fx_project_mysql_table(fx_arena *a, fx_table *t);
/* The members of MySQL's `enum('a','b')`. */
bool fx_mysql_enum(fx_arena *a, const char *words, fx_type *out);

int fx_enums_order(const void *x, const void *y); /* by schema and name, for fx_sort */

/* Positions in a table's lists by name, or (name NULL) by columns; -1: none. */
long fx_find_unique(const fx_table *t, const char *name, const fx_strs *columns);
long fx_find_foreign(const fx_table *t, const char *name, const fx_strs *columns);
/* A nameless check is found by its text. */
long fx_find_check(const fx_table *t, const char *name, const fx_sql_text *sql);
long fx_find_index(const fx_table *t, const char *name, const fx_strs *columns);

/* Equal structure; a name that is NULL on one side matches any (equal.c). */
bool fx_keys_agree(const void *x, const void *y);
bool fx_foreign_agree(const void *x, const void *y);
bool fx_checks_agree(const void *x, const void *y);
bool fx_indexes_agree(const void *x, const void *y);

/* What the entity says, or what is given, about a former name; `table` NULL: of a table. */
const char *fx_renamed_from(const fx_renames *given, const char *schema, const char *table,
                            const char *said, const char *name);
/* One whose name differs in case alone, which to most engines is the same; NULL: none. */
const fx_column *fx_column_in_other_case(const fx_table *t, const char *name);

/* No two tables, indexes, or constraints of a table have one name, or names that differ in case
 * alone. */
bool fx_check_names(fx_arena *a, const fx_schema *s, fx_error *err) FX_CHECK;

#endif
