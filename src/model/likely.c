#include <string.h>

#include "fx/model/diff.h"
#include "inner.h"

static size_t common_prefix(const char *a, const char *b)
{
    size_t n = 0;

    while (a[n] != '\0' && a[n] == b[n])
        n++;
    return n;
}

static size_t common_suffix(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), k = 0;

    while (k < n && k < m && a[n - k - 1] == b[m - k - 1])
        k++;
    return k;
}

/* One name within the other, or half of the longer one at its ends. */
static bool similar(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), longer = n > m ? n : m;
    size_t shared = common_prefix(a, b) + common_suffix(a, b);

    return fx_same_case(a, b) || strstr(a, b) != NULL || strstr(b, a) != NULL ||
           (shared >= 3 && 2 * shared >= longer) || fx_nearest(a, &b, 1) != NULL;
}

static bool said(const fx_renames *renames, const char *table, const char *from, const char *to)
{
    fx_each (const fx_rename, r, renames) {
        if (fx_same(r->table, table) && (fx_same(r->from, from) || fx_same(r->to, to)))
            return true;
    }
    return false;
}

static const char *old_name(const fx_table *t, const fx_diff_options *o)
{
    if (t->renamed_from != NULL)
        return t->renamed_from;
    fx_each (const fx_rename, r, &o->renames) {
        if (r->table == NULL && fx_same(r->to, t->name))
            return r->from;
    }
    return NULL;
}

/* The table's former self, under its own or its old name. */
static const fx_table *former(const fx_schema *from, const fx_table *t, const fx_diff_options *o)
{
    const fx_table *was = fx_schema_find(from, t->schema, t->name);
    const char *old = old_name(t, o);

    return was != NULL || old == NULL ? was : fx_schema_find(from, t->schema, old);
}

static bool is_renamed_from(const fx_table *t, const char *column)
{
    fx_each (const fx_column, c, &t->columns) {
        if (fx_same(c->renamed_from, column))
            return true;
    }
    return false;
}

static void likely_columns(fx_arena *a, const fx_table *was, const fx_table *t,
                           const fx_diff_options *o, fx_renames *out)
{
    fx_each (const fx_column, old, &was->columns) {
        if (fx_table_column_near(t, old->name, (size_t)(old - was->columns.at)) != NULL ||
            fx_strs_has(&t->dropped, old->name) || is_renamed_from(t, old->name))
            continue;
        fx_each (const fx_column, new, &t->columns) {
            if (fx_table_column(was, new->name) != NULL || new->renamed_from != NULL ||
                !fx_type_equal(&old->type, &new->type) || old->nullable != new->nullable ||
                !similar(old->name, new->name) ||
                said(&o->renames, t->name, old->name, new->name) ||
                said(out, t->name, old->name, new->name))
                continue;
            *fx_push(a, out) = (fx_rename){t->name, old->name, new->name};
        }
    }
}

static bool same_columns(const fx_table *x, const fx_table *y)
{
    if (x->columns.n != y->columns.n)
        return false;
    fx_each (const fx_column, c, &x->columns) {
        const fx_column *other = fx_table_column_near(y, c->name, (size_t)(c - x->columns.at));

        if (other == NULL || !fx_type_equal(&c->type, &other->type) ||
            c->nullable != other->nullable)
            return false;
    }
    return true;
}

static bool has_successor(const fx_schema *to, const fx_table *was, const fx_diff_options *o)
{
    if (fx_schema_find(to, was->schema, was->name) != NULL)
        return true;
    fx_each (const fx_table *const, t, &to->tables) {
        if (fx_same((*t)->name, was->name) || fx_same(old_name(*t, o), was->name))
            return true;
    }
    return false;
}

fx_renames fx_diff_likely_renames(fx_arena *a, const fx_schema *from, const fx_schema *to,
                                  const fx_diff_options *options, const fx_strs *dropped_tables)
{
    fx_renames out = {0};

    fx_each (const fx_table *const, t, &to->tables) {
        const fx_table *was = former(from, *t, options);

        if (was != NULL)
            likely_columns(a, was, *t, options, &out);
    }
    fx_each (const fx_table *const, was, &from->tables) {
        if (has_successor(to, *was, options) || fx_strs_has(dropped_tables, (*was)->name))
            continue;
        fx_each (const fx_table *const, t, &to->tables) {
            if (former(from, *t, options) == NULL && same_columns(*was, *t) &&
                !said(&out, NULL, (*was)->name, (*t)->name))
                *fx_push(a, &out) = (fx_rename){NULL, (*was)->name, (*t)->name};
        }
    }
    return out;
}
