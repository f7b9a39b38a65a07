/*
 * The catalogue queries of src/db/mysql/, as texts. Private to src/db/mysql*.c.
 */
#ifndef FX_DB_MYSQL_SQL_H
#define FX_DB_MYSQL_SQL_H

extern const char fx_mysql_sql_tables[], fx_mysql_sql_columns[], fx_mysql_sql_indexes_mariadb[],
    fx_mysql_sql_indexes_mysql[], fx_mysql_sql_foreign_keys[], fx_mysql_sql_rules[],
    fx_mysql_sql_checks_mariadb[], fx_mysql_sql_checks_mysql[], fx_mysql_sql_views_mariadb[],
    fx_mysql_sql_views_mysql[], fx_mysql_sql_triggers[], fx_mysql_sql_others[];

#endif
