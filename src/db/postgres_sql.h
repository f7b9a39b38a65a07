/*
 * The catalogue queries of src/db/postgres/, as texts. $1 is an array of the schemas to read, or
 * null for all; $2 the default one. Private to src/db/postgres*.c.
 */
#ifndef FX_DB_POSTGRES_SQL_H
#define FX_DB_POSTGRES_SQL_H

extern const char fx_postgres_sql_tables[], fx_postgres_sql_columns[],
    fx_postgres_sql_constraints[], fx_postgres_sql_indexes[], fx_postgres_sql_enums[],
    fx_postgres_sql_texts[];

#endif
