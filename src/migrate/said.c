#include "fx/migrate/said.h"

bool fx_said_maker(fx_arena *a, fx_source *src, const fx_config *c, const fx_step *s,
                   const fx_revision **out, fx_error *err)
{
    fx_history h;

    *out = NULL;
    if (!fx_history_read(a, src, c, &h, err))
        return false;
    fx_each (const size_t, at, &h.graph.order) {
        const fx_revision *r = h.graph.nodes.at[*at].revision;

        if (fx_steps_reach(a, &r->up.steps, s))
            *out = r;
    }
    return true;
}

/* Of plain columns; what else an index may have is not written out. */
static const char *index_words(fx_arena *a, const fx_table *t, const char *name)
{
    fx_each (const fx_index, ix, &t->indexes) {
        if (fx_same(ix->name, name) && ix->parts.n == 0)
            return fx_fmt(a, "{name: %s, columns: [%s]%s%s}", name,
                          fx_strs_join(a, &ix->columns, ", "), ix->unique ? ", unique: true" : "",
                          fx_sql_text_set(&ix->where) ? ", where: ..." : "");
    }
    return fx_fmt(a, "{name: %s, ...}", name);
}

const char *fx_said_declare(fx_arena *a, const fx_schema *before, const fx_step *s)
{
    const fx_object *o = &s->object;
    const fx_table *t = fx_schema_find(before, o->schema, o->table);

    if (s->kind == FX_STEP_DROP_INDEX && t != NULL && o->name != NULL)
        return fx_fmt(a, "add `indexes: [%s]` to table %s", index_words(a, t, o->name),
                      fx_table_text(a, t));
    if (s->kind == FX_STEP_DROP_COLUMN || s->kind == FX_STEP_DROP_CONSTRAINT)
        return fx_fmt(a, "declare it in table %s", fx_table_text(a, t));
    return "declare it in an entity";
}
