#include "scratch.h"

#include <string.h>

#include "fx/base/hash.h"
#include "fx/sql/dialect.h"

enum { ROWS = 3 };

static const char *quoted(scratch *s, const char *name)
{
    fx_sql sql = {.text = {.arena = s->a}, .dialect = s->dialect};

    fx_sql_add(&sql, "?", FX_NAME(name));
    return fx_str_text(&sql.text);
}

static const char *table_text(scratch *s, const fx_table *t)
{
    fx_sql sql = {.text = {.arena = s->a}, .dialect = s->dialect};

    fx_sql_add(&sql, "?", FX_TABLE(t->schema, t->name));
    return fx_str_text(&sql.text);
}

bool scratch_open(fx_arena *a, const char *dialect, scratch *out, fx_error *err)
{
    const fx_driver *d = fx_driver_find(dialect);
    fx_url *url = fx_new(a, fx_url);

    *out = (scratch){.a = a};
    if (d == NULL || d->scratch == NULL)
        return false;
    *url = (fx_url){.text = "a scratch database", .scheme = dialect, .path = d->scratch};
    out->dialect = d->dialect;
    out->db = fx_db_open(a, url, true, err);
    return out->db != NULL;
}

bool scratch_open_in(fx_arena *a, const fx_url *url, scratch *out, fx_error *err)
{
    *out = (scratch){.a = a};
    out->db = fx_db_open(a, url, false, err);
    if (out->db == NULL)
        return false;
    out->dialect = out->db->driver->dialect;
    return fx_db_has_scratch(out->db) && fx_db_scratch_begin(out->db, err);
}

static void drop_database(void *arg)
{
    fx_arena *a = fx_arena_new();
    fx_error probe = {.arena = a};

    (void)!fx_db_drop(a, arg, &probe);
    fx_arena_free(a);
}

bool scratch_open_beside(fx_arena *a, const fx_url *url, scratch *out, fx_error *err)
{
    fx_url *own = fx_new(a, fx_url);

    *own = url->scratch != NULL ? *url->scratch : *url;
    own->database = fx_fmt(a, "fxgit_scratch_%s", fx_random_hex(a, 12));
    if (!fx_db_create(a, own, err)) {
        fx_context(err, "a scratch database for what is in schemas");
        return fx_hint(err, "The role needs CREATEDB, or fxgit.yml another server for such: "
                            "`scratch:`.");
    }
    fx_defer(a, drop_database, own); /* after its connection, which is made later, has ended */
    *out = (scratch){.a = a, .db = fx_db_open(a, own, false, err)};
    if (out->db != NULL)
        out->dialect = out->db->driver->dialect;
    return out->db != NULL;
}

/* All of it is one transaction that never commits: nothing in it may need a COMMIT. */
static fx_changes without_commits(scratch *s, const fx_changes *changes)
{
    fx_changes out = {0};

    fx_each (const fx_change, c, changes) {
        fx_change *copy = fx_push(s->a, &out);
        fx_step *step = fx_new(s->a, fx_step);

        *copy = *c;
        *step = *c->step;
        step->concurrently = false;
        copy->step = step;
        copy->uses_now = true;
    }
    return out;
}

static bool run_statements(scratch *s, const fx_stmts *statements, fx_error *err)
{
    fx_each (const fx_stmt, one, statements) {
        if (!one->alone && !fx_db_exec(s->db, one->sql, err))
            return fx_context(err, "%.60s", one->sql);
    }
    return fx_db_settle(s->db, err);
}

bool scratch_run(scratch *s, const fx_changes *changes, fx_error *err)
{
    const fx_changes own = without_commits(s, changes);
    fx_stmts statements = {0};
    fx_live live;

    if (!fx_db_inspect(s->db, s->a, &live, err) ||
        !fx_render(s->a, s->dialect, &own, &live, &statements, err) ||
        !fx_db_begin(s->db, FX_GUARD_REBUILDS, err))
        return false;
    if (run_statements(s, &statements, err))
        return fx_db_commit(s->db, err);
    fx_db_rollback(s->db);
    return false;
}

bool scratch_rebuild(scratch *s, const fx_schema *schema, fx_error *err)
{
    fx_stmts birth = {0};

    return fx_render_schema(s->a, s->dialect, schema, &birth, err) &&
           fx_db_scratch_end(s->db, err) && fx_db_scratch_begin(s->db, err) &&
           run_statements(s, &birth, err);
}

/* ---- rows ---- */

static bool is_referenced(const fx_schema *schema, const fx_table *t, const char *column)
{
    fx_each (const fx_table *const, other, &schema->tables) {
        fx_each (const fx_foreign_key, fk, &(*other)->foreign_keys) {
            if (fx_same(fk->ref_table, t->name) && fx_strs_has(&fk->ref_columns, column))
                return true;
        }
    }
    return false;
}

/* The same for the same type and row, so that references find each other; the last row has nothing
 * where it may. */
static const char *value(scratch *s, const fx_schema *schema, const fx_table *t, const fx_column *c,
                         int row)
{
    const fx_strs *members = fx_enum_members(schema, &c->type);

    if (row == ROWS && !fx_column_not_null(t, c) && !is_referenced(schema, t, c->name))
        return NULL;
    if (c->type.kind == FX_TYPE_ENUM && members->n > 0)
        return members->at[(size_t)row % members->n];
    if (c->type.kind == FX_TYPE_BOOLEAN)
        return row % 2 == 0 ? "0" : "1";
    if (fx_type_is_number(&c->type))
        return fx_fmt(s->a, c->type.kind > FX_TYPE_BIGINT ? "%d.5" : "%d", row);
    if (c->type.kind == FX_TYPE_UUID)
        return fx_fmt(s->a, "00000000-0000-4000-8000-00000000000%d", row);
    if (c->type.kind == FX_TYPE_INTERVAL)
        return fx_fmt(s->a, "%d days", row);
    if (c->type.kind == FX_TYPE_ARRAY)
        return "{}";
    if (fx_type_is_time(&c->type))
        return fx_fmt(s->a, "2020-01-%02d 12:00:00", row);
    return c->type.kind == FX_TYPE_JSON ? "{}" : fx_fmt(s->a, "v%d", row);
}

static bool insert_row(scratch *s, const fx_schema *schema, const fx_table *t, int row,
                       fx_error *err)
{
    fx_sql sql = {.text = {.arena = s->a}, .dialect = s->dialect};
    fx_strs names = {0}, values = {0};

    fx_each (const fx_column, c, &t->columns) {
        if (fx_column_generated(c))
            continue;
        *fx_push(s->a, &names) = c->name;
        *fx_push(s->a, &values) = value(s, schema, t, c, row);
    }
    fx_sql_add(&sql,
               s->db->driver->is_file ? "INSERT OR IGNORE INTO ? (?) VALUES ("
                                      : "INSERT INTO ? (?) VALUES (",
               FX_TABLE(t->schema, t->name), FX_NAMES(&names));
    for (size_t i = 0; i < values.n; i++)
        fx_str_add(&sql.text, i == 0 ? "?" : ", ?");
    fx_str_addc(&sql.text, ')');
    return fx_db_run(s->db, fx_str_text(&sql.text), values.at, values.n, err);
}

/* What one refuses leaves the others. */
static bool try_row(scratch *s, const fx_schema *schema, const fx_table *t, int row)
{
    fx_error probe = {.arena = s->a};

    if (!fx_db_begin(s->db, FX_GUARD_NONE, &probe))
        return false;
    if (insert_row(s, schema, t, row, &probe) && fx_db_commit(s->db, &probe))
        return true;
    fx_db_rollback(s->db);
    return false;
}

/* Servers check a reference when its row comes: tables come before those that refer to them, as far
 * as there is such an order. */
static void fill_server(scratch *s, const fx_schema *schema)
{
    enum { PASSES = 3 };

    for (int pass = 0; pass < PASSES; pass++) {
        fx_each (const fx_table *const, t, &schema->tables) {
            for (int row = 1; row <= ROWS; row++)
                (void)!try_row(s, schema, *t, row);
        }
    }
}

void scratch_fill(scratch *s, const fx_schema *schema)
{
    fx_error probe = {.arena = s->a};

    if (!s->db->driver->is_file) {
        fill_server(s, schema);
        return;
    }
    if (!fx_db_begin(s->db, FX_GUARD_REBUILDS, &probe))
        return;
    fx_each (const fx_table *const, t, &schema->tables) {
        for (int row = 1; row <= ROWS; row++)
            (void)!insert_row(s, schema, *t, row, &probe);
    }
    if (!fx_db_commit(s->db, &probe))
        fx_db_rollback(s->db);
}

/* References may go round in circles: as often as there are tables. */
static void empty_server(scratch *s, const fx_schema *schema)
{
    for (size_t pass = 0; pass < schema->tables.n; pass++) {
        fx_each (const fx_table *const, t, &schema->tables) {
            fx_error probe = {.arena = s->a};

            if (!fx_db_begin(s->db, FX_GUARD_NONE, &probe))
                return;
            if (!fx_db_exec(s->db, fx_fmt(s->a, "DELETE FROM %s", table_text(s, *t)), &probe) ||
                !fx_db_commit(s->db, &probe))
                fx_db_rollback(s->db);
        }
    }
}

void scratch_empty(scratch *s, const fx_schema *schema)
{
    fx_error probe = {.arena = s->a};

    if (!s->db->driver->is_file) {
        empty_server(s, schema);
        return;
    }
    if (!fx_db_begin(s->db, FX_GUARD_REBUILDS, &probe))
        return;
    fx_each (const fx_table *const, t, &schema->tables) {
        (void)!fx_db_exec(s->db, fx_fmt(s->a, "DELETE FROM %s", table_text(s, *t)), &probe);
    }
    if (!fx_db_commit(s->db, &probe))
        fx_db_rollback(s->db);
}

bool scratch_read(scratch *s, const fx_schema *schema, scratch_content *out, fx_error *err)
{
    fx_each (const fx_table *const, t, &schema->tables) {
        fx_each (const fx_column, c, &(*t)->columns) {
            const char *name = quoted(s, c->name);
            fx_str text = {.arena = s->a};
            fx_rows rows = {0};

            if (!fx_db_query(s->db, s->a,
                             fx_fmt(s->a, "SELECT %s%s%s FROM %s ORDER BY 1",
                                    s->dialect->as_text[0], name, s->dialect->as_text[1],
                                    table_text(s, *t)),
                             NULL, 0, &rows, err))
                return false;
            fx_each (const fx_row, row, &rows) {
                fx_str_addf(&text, "%s\n", row->at[0] == NULL ? "NULL" : row->at[0]);
            }
            *fx_push(s->a, out) = (scratch_column){(*t)->name, c->name, fx_str_text(&text)};
        }
    }
    return true;
}

fx_strs scratch_lost(fx_arena *a, const scratch_content *was, const scratch_content *now)
{
    fx_strs lost = {0};

    for (size_t i = 0; i < was->n && i < now->n; i++) {
        const scratch_column *c = &was->at[i];

        if (!fx_same(c->text, now->at[i].text))
            *fx_push(a, &lost) = fx_fmt(a, "%s.%s", c->table, c->column);
    }
    return lost;
}

/* ---- a way there and back ---- */

static void put_tables(fx_arena *a, const fx_schema *from, const fx_table *t, fx_schema *to)
{
    if (t == NULL || fx_schema_find(to, t->schema, t->name) != NULL)
        return;
    fx_schema_put(a, to, t);
    fx_each (const fx_foreign_key, fk, &t->foreign_keys) {
        put_tables(a, from, fx_schema_find(from, fk->ref_schema, fk->ref_table), to);
    }
}

/* What the changes touch, with what that refers to: the rest has no part in it. Views and triggers
 * stay out, unless they change themselves: then all is there. */
static fx_schema part_of(fx_arena *a, const fx_schema *before, const fx_changes *up)
{
    fx_schema out = {.enums = before->enums};

    fx_each (const fx_change, c, up) {
        if (c->text_before != NULL || c->text_after != NULL || c->step->kind == FX_STEP_EXECUTE)
            return *before;
        if (c->before != NULL)
            put_tables(a, before, fx_schema_find(before, c->before->schema, c->before->name), &out);
        fx_each (const fx_table *const, other, &before->tables) {
            fx_each (const fx_foreign_key, fk, &(*other)->foreign_keys) {
                if (c->before != NULL && fx_same(fk->ref_table, c->before->name))
                    put_tables(a, before, *other, &out);
            }
        }
    }
    return out;
}

bool scratch_losses(fx_arena *a, const char *dialect, const fx_schema *before, const fx_changes *up,
                    const fx_changes *down, fx_strs *out, fx_error *err)
{
    const fx_schema part = part_of(a, before, up);
    scratch_content was = {0}, now = {0};
    fx_error probe = {.arena = a};
    fx_stmts birth = {0};
    scratch s;

    *out = (fx_strs){0};
    if (!scratch_open(a, dialect, &s, err))
        return err->msg == NULL;
    if (!fx_render_schema(a, s.dialect, &part, &birth, &probe) ||
        !run_statements(&s, &birth, &probe))
        return true; /* `check --prove` says what is wrong */
    scratch_fill(&s, &part);
    if (!scratch_read(&s, &part, &was, err))
        return false;
    if (scratch_run(&s, up, &probe) && scratch_run(&s, down, &probe) &&
        scratch_read(&s, &part, &now, &probe))
        *out = scratch_lost(a, &was, &now);
    return true;
}
