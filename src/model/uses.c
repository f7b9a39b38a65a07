/*
 * Which changes of enums are followed by a use of the new members before the
 * revision ends: PostgreSQL takes them only after a COMMIT
 * (https://www.postgresql.org/docs/15/sql-altertype.html, Notes), so the change
 * has to be made in another way.
 */
#include <string.h>

#include "inner.h"

static bool alters_enum(const fx_change *c)
{
    return c->step->kind == FX_STEP_ALTER_ENUM ||
           (c->step->kind == FX_STEP_ALTER_COLUMN && c->step->alter.type != NULL &&
            c->step->alter.type->kind == FX_TYPE_ENUM);
}

/* Members that the change brings. */
static fx_strs new_members(fx_arena *a, const fx_change *c)
{
    bool column = c->step->kind == FX_STEP_ALTER_COLUMN;
    const fx_strs *is = column ? &c->step->alter.type->members : &c->step->members;
    const fx_column *old = column ? fx_table_column(c->before, c->step->object.name) : NULL;
    const fx_object *o = &c->step->object;
    const fx_enum *e = column || c->schema_before == NULL
                           ? NULL
                           : fx_schema_find_enum(c->schema_before, o->schema, o->table);
    fx_strs out = {0};

    fx_each (const char *, member, is) {
        bool known = (old != NULL && fx_strs_has(&old->type.members, *member)) ||
                     (e != NULL && fx_strs_has(&e->members, *member));

        if (!known)
            *fx_push(a, &out) = *member;
    }
    return out;
}

static bool text_has(const fx_strs *members, const char *text)
{
    fx_each (const char *, member, members) {
        if (text != NULL && strstr(text, *member) != NULL)
            return true;
    }
    return false;
}

static bool sql_has(const fx_strs *members, const fx_sql_text *t)
{
    if (text_has(members, t->all))
        return true;
    fx_each (const fx_variant, v, &t->by) {
        if (text_has(members, v->text))
            return true;
    }
    return false;
}

static bool value_has(const fx_strs *members, const fx_value *v)
{
    return text_has(members, v->text) || sql_has(members, &v->sql);
}

static bool column_has(const fx_strs *members, const fx_column *c)
{
    return value_has(members, &c->def) || value_has(members, &c->fill) ||
           sql_has(members, &c->generated);
}

static bool table_has(const fx_strs *members, const fx_table *t)
{
    fx_each (const fx_column, c, &t->columns) {
        if (column_has(members, c))
            return true;
    }
    return t->checks.n > 0 || t->indexes.n > 0;
}

static bool may_use(const fx_strs *members, const fx_change *c)
{
    const fx_step *s = c->step;

    if (fx_step_makes_text(s->kind))
        return sql_has(members, &s->sql);
    switch (s->kind) {
    case FX_STEP_EXECUTE:
    case FX_STEP_BULK_INSERT:
        return true;
    case FX_STEP_CREATE_CHECK_CONSTRAINT:
        return sql_has(members, &s->check.sql);
    case FX_STEP_CREATE_INDEX:
        return sql_has(members, &s->index.where) || s->index.parts.n > 0;
    case FX_STEP_ADD_COLUMN:
        return column_has(members, s->column);
    case FX_STEP_ALTER_COLUMN:
        return value_has(members, &s->alter.def) || value_has(members, &s->alter.fill) ||
               sql_has(members, &s->alter.using_) || sql_has(members, &s->alter.generated);
    case FX_STEP_CREATE_TABLE:
        return table_has(members, s->table);
    default:
        return false;
    }
}

void fx_changes_mark_uses(fx_arena *a, fx_changes *changes, size_t from)
{
    for (size_t i = from; i < changes->n; i++) {
        if (!alters_enum(&changes->at[i]))
            continue;
        const fx_strs members = new_members(a, &changes->at[i]);

        for (size_t k = i; k < changes->n && !changes->at[i].uses_now; k++)
            changes->at[i].uses_now = may_use(&members, &changes->at[k]);
    }
}

bool fx_changes_add_members(fx_arena *a, const fx_changes *changes)
{
    fx_each (const fx_change, c, changes) {
        if (alters_enum(c) && !c->uses_now && new_members(a, c).n > 0)
            return true;
    }
    return false;
}
