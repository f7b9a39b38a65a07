#include <strings.h>

#include "inner.h"

typedef struct name {
    const char *text;
    const fx_table *t;
    size_t line;
} name;
typedef FX_VEC(name) names;

static void add(fx_arena *a, names *all, const char *text, const fx_table *t, size_t line)
{
    if (text != NULL)
        *fx_push(a, all) = (name){text, t, line};
}

static int by_text(const void *x, const void *y)
{
    return strcasecmp(((const name *)x)->text, ((const name *)y)->text);
}

/* Sorted, equal names are neighbours; the sort is stable, so the later one is at fault. */
static bool check(fx_arena *a, names *all, const char *what, fx_error *err)
{
    fx_sort(all, by_text);
    for (size_t i = 1; i < all->n; i++) {
        const name *first = &all->at[i - 1], *n = &all->at[i];

        if (by_text(first, n) != 0)
            continue;
        fx_fail_at(err, FX_INPUT, n->t->file, n->line > 0 ? n->line : n->t->line, 0,
                   "%s '%s' of table %s: table %s has one of that name", what, n->text,
                   fx_table_text(a, n->t), fx_table_text(a, first->t));
        fx_hint(err, "Give one of them another name; case alone is no difference.%s",
                fx_same(what, "index") ? " (Where MySQL is all there is, `dialects: [mysql]` lets "
                                         "each table have its own.)"
                                       : "");
        return false;
    }
    return true;
}

static bool check_constraints(fx_arena *a, const fx_table *t, fx_error *err)
{
    names own = {0};

    fx_each (const fx_key, k, &t->uniques) {
        add(a, &own, k->name, t, k->line);
    }
    fx_each (const fx_foreign_key, k, &t->foreign_keys) {
        add(a, &own, k->name, t, k->line);
    }
    fx_each (const fx_check, k, &t->checks) {
        add(a, &own, k->name, t, k->line);
    }
    return check(a, &own, "constraint", err);
}

bool fx_check_names(fx_arena *a, const fx_schema *s, fx_error *err)
{
    names tables = {0}, indexes = {0};

    fx_each (const fx_table *const, t, &s->tables) {
        add(a, &tables, fx_table_text(a, *t), *t, (*t)->line);
        if (s->mysql_alone) /* where they are the table's */
            indexes.n = 0;
        fx_each (const fx_index, ix, &(*t)->indexes) {
            add(a, &indexes, ix->name, *t, ix->line);
        }
        if (s->mysql_alone && !check(a, &indexes, "index", err))
            return false;
        if (!check_constraints(a, *t, err))
            return false;
    }
    return check(a, &tables, "table", err) && (s->mysql_alone || check(a, &indexes, "index", err));
}
