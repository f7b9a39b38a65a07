/*
 * A fill that comes later: the rows that are there get it by the step that makes
 * their column NOT NULL, which a draft may have already.
 */
#include <string.h>

#include "fx/migrate/generate.h"
#include "fx/migrate/ledger.h"
#include "fx/migrate/lookup.h"

typedef struct late {
    const fx_table *table;
    const fx_column *column;
} late;
typedef FX_VEC(late) lates;

static bool is_real(const fx_value *fill)
{
    return fill->kind != FX_VALUE_NONE && fill->kind != FX_VALUE_EMPTY;
}

/* Fills that the entities have now, and had otherwise or not at all. */
static lates find_new(fx_arena *a, const fx_schema *then, const fx_schema *now)
{
    lates out = {0};

    fx_each (const fx_table *const, t, &now->tables) {
        const fx_table *was = fx_schema_find(then, (*t)->schema, (*t)->name);

        fx_each (const fx_column, c, &(*t)->columns) {
            const fx_column *old = was == NULL ? NULL : fx_table_column(was, c->name);

            if (is_real(&c->fill) && !c->nullable && old != NULL &&
                !fx_value_equal(&old->fill, &c->fill))
                *fx_push(a, &out) = (late){*t, c};
        }
    }
    return out;
}

static bool makes_it(const fx_step *s, const late *l)
{
    return fx_same(s->object.schema, l->table->schema) &&
           fx_same(s->object.table, l->table->name) && fx_same(s->object.name, l->column->name) &&
           ((s->kind == FX_STEP_ADD_COLUMN && !s->column->nullable) ||
            (s->kind == FX_STEP_ALTER_COLUMN && s->alter.nullable == 0));
}

/* The last revision that does, and its step. */
static const fx_revision *find_step(const fx_history *h, const late *l, const fx_step **step)
{
    const fx_revision *out = NULL;

    fx_each (const size_t, at, &h->graph.order) {
        const fx_revision *r = h->graph.nodes.at[*at].revision;

        fx_each (const fx_step *const, s, &r->up.steps) {
            if (!makes_it(*s, l))
                continue;
            out = r;
            *step = *s;
        }
    }
    return out;
}

static const fx_step *with_fill(fx_arena *a, const fx_step *s, const fx_value *fill)
{
    fx_step *out = fx_new(a, fx_step);

    *out = *s;
    if (s->kind == FX_STEP_ALTER_COLUMN) {
        out->alter.fill = *fill;
        return out;
    }
    fx_column *c = fx_new(a, fx_column);

    *c = *s->column;
    c->fill = *fill;
    out->column = c;
    return out;
}

/* A draft that the target has not: its rows are as they were. */
static bool may_change(fx_workspace *ws, const fx_revision *r, bool *out, fx_error *err)
{
    fx_strs frozen, named;
    fx_error probe = {.arena = ws->arena};
    fx_ledger ledger = {0};

    if (!fx_frozen_ids(ws, NULL, &frozen, &named, err))
        return false;
    *out = !r->sql && !fx_strs_has(&frozen, r->id) &&
           fx_lookup_ledger(ws, NULL, NULL, &ledger, &probe) &&
           fx_ledger_find(&ledger, r->id) == NULL;
    return true;
}

static bool fill_one(fx_workspace *ws, const fx_history *h, const late *l, fx_edits *out,
                     fx_error *err)
{
    fx_arena *a = ws->arena;
    const fx_step *step = NULL, *filled;
    const fx_revision *r = find_step(h, l, &step);
    bool may;

    if (r == NULL)
        return true;
    filled = with_fill(a, step, &l->column->fill);
    if (fx_same(fx_step_text(a, filled), fx_step_text(a, step)))
        return true;
    if (!may_change(ws, r, &may, err) || !may)
        return err->code == FX_NONE;
    fx_edits_put(a, out, r->path, fx_revision_set_step(a, r, step, filled),
                 fx_fmt(a, "fill of %s.%s", fx_table_text(a, l->table), l->column->name));
    return true;
}

bool fx_fill_late(fx_workspace *ws, fx_source *src, const fx_config *c, const fx_schema *then,
                  const fx_schema *now, fx_edits *out, fx_error *err)
{
    const lates all = find_new(ws->arena, then, now);
    fx_history h;

    *out = (fx_edits){0};
    if (all.n == 0)
        return true;
    if (!fx_history_read(ws->arena, src, c, &h, err))
        return false;
    fx_each (const late, l, &all) {
        if (!fill_one(ws, &h, l, out, err))
            return false;
    }
    return true;
}
