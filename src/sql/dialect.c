#include "fx/sql/dialect.h"

#include "fx/model/diff.h"

static const fx_dialect *const dialects[] = {&fx_sqlite_dialect};

const fx_dialect *fx_dialect_find(const char *name)
{
    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++) {
        if (fx_same(dialects[i]->name, name))
            return dialects[i];
    }
    return NULL;
}

/* Changes of a table that one rebuild, or one ALTER, can serve together. */
static bool groups(fx_step_kind kind)
{
    return kind != FX_STEP_CREATE_TABLE && kind != FX_STEP_DROP_TABLE &&
           kind != FX_STEP_RENAME_TABLE && kind != FX_STEP_BULK_INSERT && kind != FX_STEP_EXECUTE &&
           kind != FX_STEP_CREATE_ENUM && kind != FX_STEP_DROP_ENUM;
}

static bool belongs(const fx_change *first, const fx_change *c)
{
    return groups(first->step->kind) && groups(c->step->kind) && first->before != NULL &&
           c->before != NULL && fx_same(first->before->name, c->before->name) &&
           fx_same(first->before->schema, c->before->schema) &&
           fx_same(first->revision, c->revision);
}

bool fx_render(fx_arena *a, const fx_dialect *d, const fx_changes *changes, const fx_live *live,
               fx_stmts *out, fx_error *err)
{
    for (size_t i = 0, n; i < changes->n; i += n) {
        const fx_change *first = &changes->at[i];
        size_t done = out->n;

        for (n = 1; i + n < changes->n && belongs(first, &changes->at[i + n]); n++)
            ;
        if (!d->render(a, first, n, live, out, err))
            return false;
        for (; done < out->n; done++) {
            out->at[done].revision = first->revision;
            out->at[done].step = first->step;
        }
    }
    return true;
}

bool fx_render_schema(fx_arena *a, const fx_dialect *d, const fx_schema *s, fx_stmts *out,
                      fx_error *err)
{
    const fx_schema nothing = {0};
    const fx_diff_options options = {.naming = fx_naming_default};
    fx_diff diff = fx_diff_schemas(a, &nothing, s, &options);

    return fx_render(a, d, &diff.up, NULL, out, err);
}

enum { COUNT_MAX = 1001 };

const char *fx_loss_query(fx_arena *a, const fx_dialect *d, const fx_loss *loss)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = d};
    const char *limit = fx_fmt(a, "%d", COUNT_MAX);

    if (loss->column == NULL)
        fx_sql_add(&sql, "SELECT count(*) FROM (SELECT 1 FROM ? LIMIT ?) AS rows_at_risk",
                   FX_NAME(loss->table), FX_RAW(limit));
    else
        fx_sql_add(
            &sql,
            "SELECT count(*) FROM (SELECT 1 FROM ? WHERE ? IS NOT NULL LIMIT ?) AS rows_at_risk",
            FX_NAME(loss->table), FX_NAME(loss->column), FX_RAW(limit));
    return fx_str_text(&sql.text);
}
