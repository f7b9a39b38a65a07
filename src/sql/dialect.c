#include "fx/sql/dialect.h"

#include "fx/model/diff.h"
#include "fx/sql/split.h"

static const fx_dialect *const dialects[] = {&fx_sqlite_dialect, &fx_postgres_dialect,
                                             &fx_mysql_dialect};

const fx_dialect *fx_dialect_find(const char *name)
{
    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++) {
        if (fx_same(dialects[i]->name, name))
            return dialects[i];
    }
    return NULL;
}

const char *fx_dialect_type(fx_arena *a, const fx_type_row *row, const fx_type *t)
{
    while (row->name != NULL && row->kind != t->kind)
        row++;
    if (row->name == NULL)
        return NULL;
    if (row->args == 0 || t->size < 0)
        return row->name;
    return t->scale >= 0 && row->args == 2 ? fx_fmt(a, "%s(%d,%d)", row->name, t->size, t->scale)
                                           : fx_fmt(a, "%s(%d)", row->name, t->size);
}

/* Changes of a table that one rebuild, or one ALTER, can serve together. */
static bool groups(fx_step_kind kind)
{
    return kind != FX_STEP_CREATE_TABLE && kind != FX_STEP_DROP_TABLE &&
           kind != FX_STEP_RENAME_TABLE && kind != FX_STEP_BULK_INSERT && kind != FX_STEP_EXECUTE &&
           kind != FX_STEP_CREATE_ENUM && kind != FX_STEP_DROP_ENUM && !fx_step_is_text(kind);
}

static bool belongs(const fx_change *first, const fx_change *c)
{
    return groups(first->step->kind) && groups(c->step->kind) && first->before != NULL &&
           c->before != NULL && fx_same(first->before->name, c->before->name) &&
           fx_same(first->before->schema, c->before->schema) &&
           fx_same(first->revision, c->revision);
}

/* SQL of the author may look at other tables: it stays where it is. */
static bool has_own_sql(const fx_step *s)
{
    return s->alter.using_.all != NULL || s->alter.using_.by.n > 0 ||
           s->alter.fill.kind == FX_VALUE_SQL ||
           (s->column != NULL && s->column->fill.kind == FX_VALUE_SQL);
}

static bool is_about_references(const fx_step *s)
{
    return s->kind == FX_STEP_CREATE_FOREIGN_KEY ||
           (s->kind == FX_STEP_DROP_CONSTRAINT && s->constraint == FX_FOREIGN);
}

/* Takes what belongs to `first` out of the changes that follow, past those of other tables. */
static size_t gather(fx_arena *a, const fx_dialect *d, const fx_changes *changes, size_t first,
                     bool *used, fx_changes *out)
{
    const fx_change *c = &changes->at[first];
    bool skipped = false;
    size_t n = 1;

    *fx_push(a, out) = *c;
    used[first] = true;
    for (size_t i = first + 1; i < changes->n && !d->one_by_one && groups(c->step->kind); i++) {
        const fx_change *other = &changes->at[i];
        bool ours = belongs(c, other);

        if (!groups(other->step->kind) || other->before == NULL ||
            !fx_same(c->revision, other->revision) || (ours && skipped && has_own_sql(other->step)))
            break;
        if (d->checks_at_once && is_about_references(other->step) && (skipped || !ours))
            break;
        if (ours && !used[i]) {
            *fx_push(a, out) = *other;
            used[i] = true;
            n++;
        } else if (!used[i]) {
            skipped = true;
        }
    }
    return n;
}

static bool renames(const fx_change *c, const char **from, const char **to)
{
    bool column = c->step->kind == FX_STEP_ALTER_COLUMN;

    *to = c->step->rename;
    *from = column ? c->step->object.name : c->step->object.table;
    return *to != NULL && (column || c->step->kind == FX_STEP_RENAME_TABLE);
}

static void follow_table(fx_arena *a, fx_live *live, const char *from, const char *to)
{
    const fx_table *t = fx_schema_find(&live->schema, NULL, from);

    if (t != NULL) {
        fx_table *copy = fx_table_copy(a, t);

        copy->name = to;
        live->schema = fx_schema_copy(a, &live->schema);
        fx_schema_remove(&live->schema, NULL, from);
        fx_schema_put(a, &live->schema, copy);
    }
}

static void add_dependent(fx_arena *a, fx_live *live, const fx_text_object *t, const char *dialect)
{
    const char *sql = fx_sql_text_for(&t->sql, dialect);
    const fx_text_object own = {
        .kind = t->kind, .table = t->table, .name = t->name, .sql.all = sql};

    if (sql == NULL)
        return;
    *fx_push(a, &live->dependents) = (fx_dependent){
        .kind = fx_text_word(t->kind),
        .name = t->name,
        .table = t->table,
        .sql = sql,
    };
    live->schema.texts = fx_schema_copy(a, &live->schema).texts;
    fx_schema_put_text(a, &live->schema, &own);
}

static void remove_dependent(fx_arena *a, fx_live *live, const fx_text_object *t)
{
    const char *kind = fx_text_word(t->kind);
    const fx_live old = *live;

    live->dependents.at = NULL;
    live->dependents.n = live->dependents.cap = 0;
    fx_each (const fx_dependent, d, &old.dependents) {
        if (!fx_same(d->kind, kind) || !fx_same_case(d->name, t->name))
            *fx_push(a, &live->dependents) = *d;
    }
    live->schema.texts = fx_schema_copy(a, &live->schema).texts;
    fx_schema_remove_text(&live->schema, t);
}

void fx_live_follow(fx_arena *a, fx_live *live, const fx_changes *changes, const char *dialect)
{
    fx_each (const fx_change, c, changes) {
        const char *from, *to;

        if (c->text_before != NULL)
            remove_dependent(a, live, c->text_before);
        if (c->text_after != NULL)
            add_dependent(a, live, c->text_after, dialect);

        if (!renames(c, &from, &to))
            continue;
        bool table = c->step->kind == FX_STEP_RENAME_TABLE;

        if (table)
            follow_table(a, live, from, to);
        fx_live old = *live;

        live->dependents.at = NULL;
        live->dependents.n = live->dependents.cap = 0;
        fx_each (const fx_dependent, d, &old.dependents) {
            fx_dependent new = *d;
            bool on_it = d->sql != NULL && fx_sql_mentions(d->sql, c->step->object.table);

            if (on_it)
                new.sql = fx_sql_renamed(a, d->sql, from, to);
            if (table && d->table != NULL && fx_same_case(d->table, from))
                new.table = to;
            *fx_push(a, &live->dependents) = new;
        }
    }
}

static bool names_any(const fx_text_object *t, const fx_strs *names)
{
    fx_each (const char *, name, names) {
        if (fx_text_object_names(t, *name))
            return true;
    }
    return false;
}

fx_schema fx_live_on_virtual(fx_arena *a, const fx_live *live)
{
    fx_strs names = {0};
    fx_schema out = {0};

    fx_each (const fx_dependent, d, &live->dependents) {
        if (fx_same(d->kind, "virtual table"))
            *fx_push(a, &names) = d->name;
    }
    for (size_t before = names.n + 1; before != names.n;) { /* views may name views */
        before = names.n;
        fx_each (const fx_text_object, t, &live->schema.texts) {
            if (t->kind == FX_VIEW && !fx_strs_has(&names, t->name) && names_any(t, &names))
                *fx_push(a, &names) = t->name;
        }
    }
    fx_each (const fx_text_object, t, &live->schema.texts) {
        if (names_any(t, &names) && (t->kind == FX_TRIGGER || fx_strs_has(&names, t->name)))
            fx_schema_put_text(a, &out, t);
    }
    return out;
}

bool fx_render(fx_arena *a, const fx_dialect *d, const fx_changes *changes, const fx_live *live,
               fx_stmts *out, fx_error *err)
{
    bool *used = fx_alloc(a, changes->n + 1);
    fx_live now = {0};

    if (live != NULL)
        now = *live;
    for (size_t i = 0; i < changes->n; i++) {
        fx_changes group = {0};
        size_t done = out->n;

        if (used[i])
            continue;
        size_t n = gather(a, d, changes, i, used, &group);
        const fx_change *first = group.at;

        if (!d->render(a, first, n, &now, out, err))
            return false;
        fx_live_follow(a, &now, &group, d->name);
        fx_changes *served = fx_new(a, fx_changes);

        *served = group;
        for (; done < out->n; done++) {
            out->at[done].serves = served;
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

bool fx_own_table(const char *name)
{
    static const char *const names[] = {"fxgit_meta",   "fxgit_ledger",  "fxgit_text",
                                        "fxgit_events", "fxgit_journal", "alembic_version"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (fx_same(name, names[i]))
            return true;
    }
    return false;
}
