/*
 * SQL text from typed parts: an unquoted name does not compile.
 *
 *     fx_sql_add(&sql, "ALTER TABLE ? DROP COLUMN ?", FX_NAME(t->name), FX_NAME(c->name));
 *
 * Every `?` of the template takes one part; a wrong count is a bug and asserts.
 */
#ifndef FX_SQL_SQL_H
#define FX_SQL_SQL_H

#include "fx/base/str.h"
#include "fx/base/vec.h"

typedef struct fx_dialect fx_dialect;

typedef enum { FX_PART_NAME, FX_PART_TABLE, FX_PART_TEXT, FX_PART_NAMES, FX_PART_RAW } fx_part_kind;

typedef struct fx_part {
    fx_part_kind kind;
    const char *text;
    const char *schema;
    const fx_strs *names;
} fx_part;

#define FX_NAME(x) ((fx_part){.kind = FX_PART_NAME, .text = (x)}) /* "quoted" */
/* "schema"."quoted"; schema NULL: "quoted" */
#define FX_TABLE(s, x) ((fx_part){.kind = FX_PART_TABLE, .text = (x), .schema = (s)})
#define FX_TEXT(x)     ((fx_part){.kind = FX_PART_TEXT, .text = (x)})   /* 'literal'; NULL: NULL */
#define FX_NAMES(x)    ((fx_part){.kind = FX_PART_NAMES, .names = (x)}) /* "a", "b" */
#define FX_RAW(x)      ((fx_part){.kind = FX_PART_RAW, .text = (x)}) /* SQL already: the one hole */

typedef struct fx_sql {
    fx_str text;
    const fx_dialect *dialect;
} fx_sql;

void fx_sql_parts(fx_sql *sql, const char *template, const fx_part *parts, size_t n);
#define fx_sql_add(sql, template, ...)                        \
    fx_sql_parts((sql), (template), (fx_part[]){__VA_ARGS__}, \
                 sizeof((fx_part[]){__VA_ARGS__}) / sizeof(fx_part))

#endif
