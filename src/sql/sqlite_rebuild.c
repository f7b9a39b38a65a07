/*
 * The rebuild: create new, copy, drop old, rename new, the only order in which
 * no other table's references move (https://sqlite.org/lang_altertable.html section 7).
 * The driver has switched foreign keys off before BEGIN.
 */
#include <string.h>

#include "sqlite_inner.h"

#define PREFIX "_fxgit_new_"

/* What each column of the new table is copied from. */
typedef struct copy {
    const char *column;
    const char *from; /* an expression over the old table */
} copy;
typedef FX_VEC(copy) copies;

static const char *quoted(fx_arena *a, const char *name)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_sqlite_dialect};

    fx_sql_add(&sql, "?", FX_NAME(name));
    return fx_str_text(&sql.text);
}

static copy *find(copies *all, const char *column)
{
    fx_each (copy, c, all) {
        if (fx_same(c->column, column))
            return c;
    }
    return NULL;
}

static const char *incoming(fx_arena *a, const fx_column *c)
{
    if (c->fill.kind != FX_VALUE_NONE)
        return fx_sqlite_expression(a, &c->type, &c->fill);
    return fx_sqlite_expression(a, &c->type, &c->def);
}

/* SQL in the author's words, in the names of the old table. */
static const char *in_old_names(fx_arena *a, const char *sql, const fx_change *changes, size_t n)
{
    for (; n-- > 0;) {
        const fx_step *s = changes[n].step;

        if (s->kind == FX_STEP_ALTER_COLUMN && s->rename != NULL)
            sql = fx_sql_renamed(a, sql, s->rename, s->object.name);
    }
    return sql;
}

static void alter(fx_arena *a, const fx_change *change, const fx_change *changes, copies *all)
{
    const fx_step *s = change->step;
    copy *c = find(all, s->object.name);
    const char *using_ = fx_sql_text_for(&s->alter.using_, "sqlite");
    const char *name = s->rename != NULL ? s->rename : s->object.name;

    if (using_ != NULL)
        c->from = fx_fmt(a, "(%s)", in_old_names(a, using_, changes, (size_t)(change - changes)));
    if (s->alter.fill.kind != FX_VALUE_NONE && s->alter.fill.kind != FX_VALUE_EMPTY)
        c->from =
            fx_fmt(a, "coalesce(%s, %s)", c->from,
                   in_old_names(a,
                                fx_sqlite_expression(a, &fx_table_column(change->after, name)->type,
                                                     &s->alter.fill),
                                changes, (size_t)(change - changes)));
    c->column = name;
}

static copies plan(fx_arena *a, const fx_change *changes, size_t n)
{
    copies all = {0};

    fx_each (const fx_column, c, &changes->before->columns) {
        *fx_push(a, &all) = (copy){c->name, quoted(a, c->name)};
    }
    for (size_t i = 0; i < n; i++) {
        const fx_step *s = changes[i].step;

        if (s->kind == FX_STEP_ADD_COLUMN && fx_column_generated(s->column))
            *fx_push(a, &all) = (copy){s->object.name, "NULL"};
        else if (s->kind == FX_STEP_ADD_COLUMN)
            *fx_push(a, &all) =
                (copy){s->object.name, in_old_names(a, incoming(a, s->column), changes, i)};
        else if (s->kind == FX_STEP_ALTER_COLUMN)
            alter(a, &changes[i], changes, &all);
        else if (s->kind == FX_STEP_DROP_COLUMN)
            fx_remove_at(&all, (size_t)(find(&all, s->object.name) - all.at));
    }
    return all;
}

static bool refuse(const char *table, const char *what, fx_error *err)
{
    fx_fail(err, FX_REFUSED, "table %s has what fxgit does not hold yet: %s", table, what);
    return fx_hint(err, "To change it the table must be rebuilt, which would lose that. Change it "
                        "with an `execute` step instead (fxgit new --sql).");
}

static bool check_live(const fx_table *before, const fx_live *live, const char *temp, fx_error *err)
{
    const fx_table *there;

    if (live == NULL)
        return true;
    if (fx_schema_find(&live->schema, NULL, temp) != NULL) {
        fx_fail(err, FX_REFUSED, "there is a table %s that fxgit did not make in this run", temp);
        return fx_hint(err, "Look at it, then drop it: DROP TABLE \"%s\"", temp);
    }
    there = fx_schema_find(&live->schema, NULL, before->name);
    if (there != NULL && there->unheld != NULL)
        return refuse(before->name, there->unheld, err);
    return true;
}

static bool has_rowid_alias(const fx_table *projected)
{
    if (projected->without_rowid)
        return true; /* there is no rowid to be kept */
    fx_each (const fx_column, c, &projected->columns) {
        if (c->identity != FX_IDENTITY_OFF || fx_same_case(c->name, "rowid"))
            return true;
    }
    return false;
}

/* ON CONFLICT REPLACE would lose the rows that a new key refuses. */
static bool resolves(const fx_table *t)
{
    fx_each (const fx_key, k, &t->uniques) {
        if (k->on_conflict != NULL)
            return true;
    }
    return t->primary.on_conflict != NULL;
}

static const char *copy_rows(fx_arena *a, const copies *all, const char *old, const fx_table *new,
                             const char *temp, bool rowid)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_sqlite_dialect};
    fx_str from = {.arena = a};
    fx_strs columns = {0};

    fx_each (const copy, c, all) {
        if (fx_column_generated(fx_table_column(new, c->column)))
            continue; /* computed, never written */
        fx_str_addf(&from, "%s%s", from.n > 0 ? ", " : "", c->from);
        *fx_push(a, &columns) = c->column;
    }
    const char *rowids = rowid ? "rowid, " : "";

    fx_sql_add(&sql, resolves(new) ? "INSERT OR ABORT INTO ? (" : "INSERT INTO ? (", FX_NAME(temp));
    fx_sql_add(&sql,
               "?"
               "?) SELECT ?? FROM ?",
               FX_RAW(rowids), FX_NAMES(&columns), FX_RAW(rowids), FX_RAW(fx_str_text(&from)),
               FX_NAME(old));
    return fx_str_text(&sql.text);
}

/* The high-water mark of AUTOINCREMENT: ids are never used again (https://sqlite.org/autoinc.html).
 */
static void keep_sequence(fx_arena *a, const char *old, const char *temp, fx_stmts *out)
{
    fx_sql gone = {.text = {.arena = a}, .dialect = &fx_sqlite_dialect}, kept = gone;

    fx_sql_add(&gone, "DELETE FROM sqlite_sequence WHERE name = ?", FX_TEXT(temp));
    fx_sql_add(&kept,
               "INSERT INTO sqlite_sequence (name, seq) SELECT ?, seq FROM sqlite_sequence "
               "WHERE name = ?",
               FX_TEXT(temp), FX_TEXT(old));
    fx_sqlite_push(a, out, fx_str_text(&gone.text));
    fx_sqlite_push(a, out, fx_str_text(&kept.text));
}

static bool is_strict(const fx_table *t)
{
    fx_each (const fx_column, c, &t->columns) {
        if (fx_table_identity(t, c) == FX_IDENTITY_STRICT)
            return true;
    }
    return false;
}

bool fx_sqlite_rebuild(fx_arena *a, const fx_change *changes, size_t n, const fx_live *live,
                       fx_stmts *out, fx_error *err)
{
    const fx_table *before = changes->before, *after = changes[n - 1].after;
    const char *temp = fx_fmt(a, PREFIX "%s", before->name), *create;
    fx_sql drop = {.text = {.arena = a}, .dialect = &fx_sqlite_dialect}, rename = drop;
    const fx_table *old = fx_project_table(a, before, changes->schema_before, "sqlite");
    const fx_table *new = fx_project_table(a, after, changes[n - 1].schema, "sqlite");
    copies all = plan(a, changes, n);

    if (!check_live(before, live, temp, err) ||
        !fx_sqlite_create_table(a, after, changes[n - 1].schema, temp, &create, err))
        return false;
    fx_sqlite_push(a, out, "PRAGMA legacy_alter_table=ON");
    fx_sqlite_push(a, out, create);
    fx_sqlite_push(a, out,
                   copy_rows(a, &all, before->name, new, temp,
                             !has_rowid_alias(old) && !has_rowid_alias(new)));
    if (is_strict(before) && is_strict(after))
        keep_sequence(a, before->name, temp, out);
    fx_sql_add(&drop, "DROP TABLE ?", FX_NAME(before->name));
    fx_sqlite_push(a, out, fx_str_text(&drop.text));
    fx_sql_add(&rename, "ALTER TABLE ? RENAME TO ?", FX_NAME(temp), FX_NAME(after->name));
    fx_sqlite_push(a, out, fx_str_text(&rename.text));
    fx_sqlite_push(a, out, "PRAGMA legacy_alter_table=OFF");
    fx_each (const fx_index, ix, &after->indexes) {
        fx_sqlite_push(a, out, fx_sqlite_create_index(a, after, ix));
    }
    if (live != NULL)
        fx_sqlite_put_back(a, changes, n, live, out);
    return true;
}
