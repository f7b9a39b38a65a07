/*
 * Views and triggers around a table that was made anew.
 */
#include <string.h>

#include "sqlite_inner.h"

typedef struct work {
    fx_arena *a;
    const char *table; /* as it was called */
    const fx_live *was;
    fx_live is; /* after the renames: the same dependents in the same order */
    FX_VEC(const fx_dependent *) views, triggers;
    fx_stmts *out;
} work;

static void drop(work *w, const fx_dependent *d)
{
    fx_sql sql = {.text = {.arena = w->a}, .dialect = &fx_sqlite_dialect};

    fx_sql_add(&sql, fx_same(d->kind, "view") ? "DROP VIEW ?" : "DROP TRIGGER ?", FX_NAME(d->name));
    fx_sqlite_push(w->a, w->out, fx_str_text(&sql.text));
}

static bool stands_on_dropped(const work *w, const fx_dependent *d)
{
    fx_each (const fx_dependent *const, view, &w->views) {
        if (d->table != NULL && fx_same_case((*view)->name, d->table))
            return true;
    }
    return fx_same_case(d->table == NULL ? "" : d->table, w->table);
}

static void take_views(work *w)
{
    for (size_t i = 0; i < w->is.dependents.n; i++) {
        const fx_dependent *was = &w->was->dependents.at[i], *is = &w->is.dependents.at[i];

        if (!fx_same(is->kind, "view") || fx_same(was->sql, is->sql))
            continue;
        drop(w, was);
        *fx_push(w->a, &w->views) = is;
    }
}

/* Those of the table and of dropped views are gone already. */
static void take_triggers(work *w)
{
    for (size_t i = 0; i < w->is.dependents.n; i++) {
        const fx_dependent *was = &w->was->dependents.at[i], *is = &w->is.dependents.at[i];
        bool gone = stands_on_dropped(w, was);

        if (!fx_same(is->kind, "trigger") || (!gone && fx_same(was->sql, is->sql)))
            continue;
        if (!gone)
            drop(w, was);
        *fx_push(w->a, &w->triggers) = is;
    }
}

void fx_sqlite_put_back(fx_arena *a, const fx_change *changes, size_t n, const fx_live *live,
                        fx_stmts *out)
{
    const fx_changes all = {.at = (fx_change *)changes, .n = n, .cap = n};
    work w = {.a = a, .table = changes->before->name, .was = live, .is = *live, .out = out};

    fx_live_follow(a, &w.is, &all, fx_sqlite_dialect.name);
    take_views(&w);
    take_triggers(&w);
    fx_each (const fx_dependent *const, d, &w.views) {
        fx_sqlite_push(a, out, (*d)->sql);
    }
    fx_each (const fx_dependent *const, d, &w.triggers) {
        fx_sqlite_push(a, out, (*d)->sql);
    }
}
