#include "fx/base/str.h"
#include "inner.h"

/* `name` decides when it is given; a nameless object is found by its columns. */
static bool fits(const char *own, const fx_strs *own_columns, const char *name,
                 const fx_strs *columns)
{
    if (name != NULL && *name != '\0')
        return fx_same(own, name);
    return own == NULL && columns != NULL && fx_strs_equal(own_columns, columns);
}

long fx_find_unique(const fx_table *t, const char *name, const fx_strs *columns)
{
    for (size_t i = 0; i < t->uniques.n; i++) {
        if (fits(t->uniques.at[i].name, &t->uniques.at[i].columns, name, columns))
            return (long)i;
    }
    return -1;
}

long fx_find_foreign(const fx_table *t, const char *name, const fx_strs *columns)
{
    for (size_t i = 0; i < t->foreign_keys.n; i++) {
        if (fits(t->foreign_keys.at[i].name, &t->foreign_keys.at[i].columns, name, columns))
            return (long)i;
    }
    return -1;
}

long fx_find_check(const fx_table *t, const char *name, const fx_sql_text *sql)
{
    for (size_t i = 0; i < t->checks.n; i++) {
        const fx_check *c = &t->checks.at[i];

        if (name != NULL ? fx_same(c->name, name)
                         : sql != NULL && c->name == NULL && fx_sql_text_equal(&c->sql, sql))
            return (long)i;
    }
    return -1;
}

long fx_find_index(const fx_table *t, const char *name, const fx_strs *columns)
{
    for (size_t i = 0; i < t->indexes.n; i++) {
        if (fits(t->indexes.at[i].name, &t->indexes.at[i].columns, name, columns))
            return (long)i;
    }
    return -1;
}
