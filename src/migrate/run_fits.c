/*
 * Fits: whether the rows that are there let the plan run. What they do not let
 * is told with their number and three of their keys before anything runs: where
 * DDL commits by itself, nothing would take it back. What an earlier step of
 * the plan may change is left to the engine.
 */
#include <string.h>

#include "fx/sql/split.h"
#include "runner.h"

enum { MOST_ROWS = 1000, SHOWN_KEYS = 3 };

typedef struct fit {
    run *r;
    const fx_move *move;
    const fx_change *c;
    const fx_table *t; /* as it is before the plan */
    fx_changes played; /* before `c` */
    fx_strs found;     /* what is wrong */
    const char *hint;  /* about the first */
    const fx_step *first;
    const fx_move *first_move;
} fit;

/* ---- columns that are as they were before the plan ---- */

static bool is_as_it_was(const fit *f, const char *column)
{
    const fx_column *was = fx_table_column(f->t, column);
    const fx_column *is = fx_table_column(f->c->before, column);

    if (was == NULL || is == NULL || !fx_column_equal(was, is))
        return false;
    fx_each (const fx_change, c, &f->played) {
        if (c->step->kind == FX_STEP_ALTER_COLUMN && c->after != NULL &&
            fx_same(c->after->name, f->t->name) && fx_same(c->step->object.name, column))
            return false;
    }
    return true;
}

static bool all_as_they_were(const fit *f, const fx_strs *columns)
{
    fx_each (const char *, name, columns) {
        if (!is_as_it_was(f, *name))
            return false;
    }
    return columns->n > 0;
}

/* SQL of the author about columns that are there. */
static bool speaks_of_old(const fit *f, const char *sql)
{
    fx_each (const fx_column, c, &f->c->before->columns) {
        if (fx_sql_mentions(sql, c->name) && !is_as_it_was(f, c->name))
            return false;
    }
    return fx_sql_only_looks(sql);
}

/* The same table since before the plan, and nobody wrote into it. */
static const fx_table *table_before(const fit *f, const char *schema, const char *name)
{
    const fx_table *t = fx_schema_find(&f->r->out->plan.before, schema, name);

    if (t == NULL)
        return NULL;
    fx_each (const fx_change, c, &f->played) {
        bool comes = c->before == NULL && c->after != NULL && fx_same(c->after->name, name);
        bool goes = c->before != NULL && fx_same(c->before->name, name) &&
                    (c->after == NULL || !fx_same(c->after->name, name));
        bool renamed = c->before != NULL && c->after != NULL && fx_same(c->after->name, name) &&
                       !fx_same(c->before->name, name);

        if (comes || goes || renamed)
            return NULL;
    }
    return plan_writes_rows(&f->played, name) ? NULL : t;
}

/* ---- asking ---- */

static fx_sql begin(const fit *f)
{
    return (fx_sql){.text = {.arena = f->r->a}, .dialect = f->r->driver->dialect};
}

static const char *quoted(const fit *f, const char *name)
{
    fx_sql sql = begin(f);

    fx_sql_add(&sql, "?", FX_NAME(name));
    return fx_str_text(&sql.text);
}

/* A query that the engine does not take says nothing: the step itself will. */
static fx_rows ask(const fit *f, const char *sql)
{
    fx_error probe = {.arena = f->r->a};
    fx_rows rows = {0};

    if (!fx_db_query(f->r->db, f->r->a, sql, NULL, 0, &rows, &probe))
        rows.n = 0;
    return rows;
}

static const char *keys_text(const fit *f, const fx_rows *rows, size_t columns, const char *between)
{
    fx_str s = {.arena = f->r->a};

    if (f->t->primary.columns.n == 0)
        return "";
    fx_str_addf(&s, " (%s ", fx_strs_join(f->r->a, &f->t->primary.columns, ", "));
    for (size_t i = 0; i < rows->n && i < SHOWN_KEYS; i++) {
        fx_str_add(&s, i > 0 ? ", " : "");
        for (size_t j = 0; j < columns; j++)
            fx_str_addf(&s, "%s%s", j > 0 ? between : "",
                        rows->at[i].at[j] == NULL ? "NULL" : rows->at[i].at[j]);
    }
    fx_str_add(&s, rows->n > SHOWN_KEYS ? ", ...)" : ")");
    return fx_str_text(&s);
}

static const char *number(const fit *f, size_t n)
{
    return n > MOST_ROWS ? fx_fmt(f->r->a, "%d+", MOST_ROWS) : fx_fmt(f->r->a, "%zu", n);
}

static void add(fit *f, const char *text, const char *hint)
{
    if (f->found.n == 0) {
        f->hint = hint;
        f->first = f->c->step;
        f->first_move = f->move;
    }
    *fx_push(f->r->a, &f->found) = text;
}

/* Rows where `where` is true: "3 rows of post WHAT (id 1, 2, 3)". */
static void find_rows(fit *f, const char *where, const char *what, const char *hint)
{
    fx_arena *a = f->r->a;
    const fx_strs *key = &f->t->primary.columns;
    fx_sql sql = begin(f);

    if (key->n > 0)
        fx_sql_add(&sql, "SELECT ? FROM ?", FX_NAMES(key), FX_TABLE(f->t->schema, f->t->name));
    else
        fx_sql_add(&sql, "SELECT 1 FROM ?", FX_TABLE(f->t->schema, f->t->name));
    if (where != NULL)
        fx_sql_add(&sql, " WHERE ?", FX_RAW(where));
    if (key->n > 0)
        fx_sql_add(&sql, " ORDER BY ?", FX_NAMES(key));
    fx_sql_add(&sql, " LIMIT ?", FX_RAW(fx_fmt(a, "%d", MOST_ROWS + 1)));
    const fx_rows rows = ask(f, fx_str_text(&sql.text));

    if (rows.n > 0)
        add(f,
            fx_fmt(a, "%s row%s of %s %s%s", number(f, rows.n), rows.n == 1 ? "" : "s", f->t->name,
                   rows.n == 1 ? fx_replace(a, what, "have ", "has ") : what,
                   keys_text(f, &rows, key->n, "/")),
            hint);
}

/* ---- steps ---- */

static void new_not_null(fit *f, const char *column)
{
    fx_arena *a = f->r->a;

    find_rows(f, fx_fmt(a, "%s IS NULL", quoted(f, column)),
              fx_fmt(a, "%s NULL in %s, which becomes NOT NULL", "have", column),
              fx_fmt(a,
                     "say what they get: `fill:` in the step alter_column: %s.%s, or change the "
                     "rows first",
                     f->t->name, column));
}

static void altered_column(fit *f)
{
    fx_arena *a = f->r->a;
    const fx_step *s = f->c->step;
    const char *name = s->object.name;
    const fx_column *old = fx_table_column(f->t, name);
    const fx_column *new = fx_table_column(f->c->after, s->rename != NULL ? s->rename : name);

    if (!is_as_it_was(f, name) || new == NULL || fx_sql_text_set(&s->alter.using_) ||
        fx_column_generated(old) || fx_column_generated(new))
        return;
    if (s->alter.nullable == 0 && old->nullable &&
        (s->alter.fill.kind == FX_VALUE_NONE || s->alter.fill.kind == FX_VALUE_EMPTY))
        new_not_null(f, name);
    if (s->alter.type == NULL)
        return;
    const char *where = fx_refused_values(a, f->r->driver->dialect, name, &old->type, &new->type);

    if (where != NULL)
        find_rows(
            f, fx_fmt(a, "%s IS NOT NULL AND (%s)", quoted(f, name), where),
            fx_fmt(a, "have a value in %s that does not fit %s", name, fx_type_text(a, &new->type)),
            fx_fmt(a,
                   "say what they become: `using:` in the step alter_column: %s.%s, or "
                   "change the rows first",
                   f->t->name, name));
}

static void altered_enum(fit *f)
{
    fx_arena *a = f->r->a;

    fx_each (const fx_column, old, &f->t->columns) {
        const fx_column *new = fx_table_column(f->c->after, old->name);
        const char *where;

        if (old->type.kind != FX_TYPE_ENUM || new == NULL || !is_as_it_was(f, old->name) ||
            !fx_same(old->type.enum_name, f->c->step->object.table))
            continue;
        where = fx_refused_values(a, f->r->driver->dialect, old->name, &old->type, &new->type);
        if (where != NULL)
            find_rows(f, fx_fmt(a, "%s IS NOT NULL AND (%s)", quoted(f, old->name), where),
                      fx_fmt(a, "have a value in %s that goes", old->name),
                      "change the rows first: in an `execute` step before it, or by hand");
    }
}

static void added_column(fit *f)
{
    const fx_column *c = f->c->step->column;

    if (c->nullable || c->def.kind != FX_VALUE_NONE || fx_column_generated(c) ||
        (c->fill.kind != FX_VALUE_NONE && c->fill.kind != FX_VALUE_EMPTY) ||
        fx_table_identity(f->c->after, c) != FX_IDENTITY_OFF)
        return;
    find_rows(f, NULL, fx_fmt(f->r->a, "have no value for %s, which is NOT NULL", c->name),
              fx_fmt(f->r->a, "say what they get: `fill:` in the step add_column: %s.%s",
                     f->t->name, c->name));
}

/* Two of the rows that have the same: the engine compares as the key will. */
static void duplicates(fit *f, const fx_strs *parts, const char *where, bool nulls,
                       const char *what)
{
    fx_arena *a = f->r->a;
    const char *by = fx_strs_join(a, parts, ", ");
    fx_str s = {.arena = a}, rows_where = {.arena = a};
    const bool keyed = f->t->primary.columns.n == 1;
    const char *key = keyed ? quoted(f, f->t->primary.columns.at[0]) : "1";
    fx_sql from = begin(f);

    if (keyed && fx_same(f->r->driver->dialect->name, "postgresql") &&
        !fx_type_is_number(&fx_table_column(f->t, f->t->primary.columns.at[0])->type))
        key = fx_fmt(a, "CAST(%s AS text)", key); /* uuids have no least one */
    fx_each (const char *, part, parts) {
        if (!nulls)
            fx_str_addf(&rows_where, "%s(%s) IS NOT NULL", rows_where.n > 0 ? " AND " : "", *part);
    }
    if (where != NULL)
        fx_str_addf(&rows_where, "%s(%s)", rows_where.n > 0 ? " AND " : "", where);
    fx_sql_add(&from, "?", FX_TABLE(f->t->schema, f->t->name));
    fx_str_addf(&s, "SELECT min(%s), max(%s) FROM %s%s%s GROUP BY %s HAVING count(*) > 1 LIMIT %d",
                key, key, fx_str_text(&from.text), rows_where.n > 0 ? " WHERE " : "",
                fx_str_text(&rows_where), by, MOST_ROWS + 1);
    const fx_rows rows = ask(f, fx_str_text(&s));

    if (rows.n > 0)
        add(f,
            fx_fmt(a, "%s value%s of %s stand%s in several rows of %s, and would be unique%s",
                   number(f, rows.n), rows.n == 1 ? "" : "s", what, rows.n == 1 ? "s" : "",
                   f->t->name, keyed ? keys_text(f, &rows, 2, " and ") : ""),
            "make them different first: in an `execute` step before it, or by hand");
}

static void new_key(fit *f, const fx_key *key)
{
    fx_strs parts = {0};

    if (!all_as_they_were(f, &key->columns))
        return;
    if (f->c->step->kind == FX_STEP_CREATE_PRIMARY_KEY) {
        fx_each (const char *, name, &key->columns) {
            if (fx_table_column(f->t, *name)->nullable)
                new_not_null(f, *name);
        }
    }
    fx_each (const char *, name, &key->columns) {
        *fx_push(f->r->a, &parts) = quoted(f, *name);
    }
    duplicates(f, &parts, NULL, key->nulls_not_distinct,
               fx_strs_join(f->r->a, &key->columns, ", "));
}

static void new_index(fit *f, const fx_index *ix)
{
    fx_arena *a = f->r->a;
    const char *where = fx_sql_text_for(&ix->where, f->r->driver->dialect->name);
    fx_strs parts = {0};

    if (!ix->unique || (where != NULL && !speaks_of_old(f, where)) ||
        (where == NULL && fx_sql_text_set(&ix->where)))
        return;
    for (size_t i = 0; i < ix->columns.n; i++) {
        const fx_index_part *part = i < ix->parts.n ? &ix->parts.at[i] : NULL;
        const char *text = ix->columns.at[i];

        if (fx_index_is_expression(ix, i) ? !speaks_of_old(f, text) : !is_as_it_was(f, text))
            return;
        text = fx_index_is_expression(ix, i) ? fx_fmt(a, "(%s)", text) : quoted(f, text);
        if (part != NULL && part->length > 0)
            text = fx_fmt(a, "left(%s, %d)", text, part->length);
        if (part != NULL && part->collate != NULL)
            text = fx_fmt(a, "%s COLLATE %s", text, quoted(f, part->collate));
        *fx_push(a, &parts) = text;
    }
    duplicates(f, &parts, where, ix->nulls_not_distinct, fx_strs_join(a, &ix->columns, ", "));
}

static void new_foreign_key(fit *f, const fx_foreign_key *k)
{
    fx_arena *a = f->r->a;
    const fx_table *to = table_before(f, k->ref_schema, k->ref_table);
    const fx_strs *columns =
        k->ref_columns.n > 0 || to == NULL ? &k->ref_columns : &to->primary.columns;
    fx_sql sql = begin(f);

    if (to == NULL || k->not_valid || k->match_full || columns->n != k->columns.n ||
        !all_as_they_were(f, &k->columns))
        return;
    for (size_t i = 0; i < k->columns.n; i++)
        fx_sql_add(&sql, "?.? IS NOT NULL AND ", FX_TABLE(f->t->schema, f->t->name),
                   FX_NAME(k->columns.at[i]));
    fx_sql_add(&sql, "NOT EXISTS (SELECT 1 FROM ? fxgit_to WHERE ", FX_TABLE(to->schema, to->name));
    for (size_t i = 0; i < k->columns.n; i++) {
        if (fx_table_column(to, columns->at[i]) == NULL)
            return;
        fx_sql_add(&sql, i == 0 ? "fxgit_to.? = ?.?" : " AND fxgit_to.? = ?.?",
                   FX_NAME(columns->at[i]), FX_TABLE(f->t->schema, f->t->name),
                   FX_NAME(k->columns.at[i]));
    }
    fx_str_add(&sql.text, ")");
    find_rows(f, fx_str_text(&sql.text),
              fx_fmt(a, "have a value in %s that %s does not have",
                     fx_strs_join(a, &k->columns, ", "), k->ref_table),
              fx_fmt(a, "add what is missing to %s, or change the rows first", k->ref_table));
}

static void new_check(fit *f, const fx_check *check)
{
    const char *sql = fx_sql_text_for(&check->sql, f->r->driver->dialect->name);

    if (sql == NULL || check->exclude || check->not_valid || !speaks_of_old(f, sql))
        return;
    find_rows(f, fx_fmt(f->r->a, "NOT (%s)", sql),
              fx_fmt(f->r->a, "have values that the check %s refuses",
                     check->name == NULL ? sql : check->name),
              "change the rows first: in an `execute` step before it, or by hand");
}

static void look_at(fit *f)
{
    const fx_step *s = f->c->step;

    if (s->kind == FX_STEP_ALTER_COLUMN)
        altered_column(f);
    else if (s->kind == FX_STEP_ALTER_ENUM)
        altered_enum(f);
    else if (s->kind == FX_STEP_ADD_COLUMN)
        added_column(f);
    else if (s->kind == FX_STEP_CREATE_UNIQUE_CONSTRAINT || s->kind == FX_STEP_CREATE_PRIMARY_KEY)
        new_key(f, &s->key);
    else if (s->kind == FX_STEP_CREATE_INDEX)
        new_index(f, &s->index);
    else if (s->kind == FX_STEP_CREATE_FOREIGN_KEY)
        new_foreign_key(f, &s->foreign_key);
    else
        new_check(f, &s->check);
}

/* Rows have a say in it. */
static bool asks_rows(const fx_change *c)
{
    const fx_step *s = c->step;

    if (c->before == NULL || c->after == NULL)
        return false;
    switch (s->kind) {
    case FX_STEP_ALTER_COLUMN:
        return s->alter.type != NULL || s->alter.nullable == 0;
    case FX_STEP_ADD_COLUMN:
        return !s->column->nullable;
    case FX_STEP_CREATE_INDEX:
        return s->index.unique;
    case FX_STEP_ALTER_ENUM:
    case FX_STEP_CREATE_UNIQUE_CONSTRAINT:
    case FX_STEP_CREATE_PRIMARY_KEY:
    case FX_STEP_CREATE_FOREIGN_KEY:
    case FX_STEP_CREATE_CHECK_CONSTRAINT:
        return true;
    default:
        return false;
    }
}

static bool refuse(fit *f)
{
    run *r = f->r;

    if (f->found.n == 0)
        return true;
    if (f->first_move->up && f->first->line > 0)
        fx_fail_at(r->err, FX_REFUSED, f->first_move->revision->path, f->first->line, 0,
                   "%s cannot be applied: %s", f->first_move->revision->id,
                   fx_strs_join(r->a, &f->found, "; "));
    else
        fx_fail(r->err, FX_REFUSED, "%s cannot be %s: %s", f->first_move->revision->id,
                f->first_move->up ? "applied" : "undone", fx_strs_join(r->a, &f->found, "; "));
    return fx_hint(r->err, "nothing was changed. %c%s", f->hint[0] & ~0x20, f->hint + 1);
}

bool run_fits(run *r)
{
    fit f = {.r = r};

    if (r->db == NULL || r->out->plan.before.tables.n == 0)
        return true;
    fx_each (const fx_move, move, &r->out->plan.moves) {
        f.move = move;
        for (size_t i = 0; !move->stamp && i < move->changes.n; i++) {
            f.c = &move->changes.at[i];
            f.t = asks_rows(f.c) ? table_before(&f, f.c->before->schema, f.c->before->name) : NULL;
            if (f.t != NULL)
                look_at(&f);
            *fx_push(r->a, &f.played) = *f.c;
        }
    }
    return refuse(&f);
}
