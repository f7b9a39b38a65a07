/*
 * PostgreSQL: tables, constraints and indexes as they are made.
 * https://www.postgresql.org/docs/15/sql-createtable.html, sql-createindex.html
 */
#include <string.h>

#include "postgres_inner.h"

static const char *serial(const fx_type *t)
{
    return t->kind == FX_TYPE_SMALLINT  ? "smallserial"
           : t->kind == FX_TYPE_INTEGER ? "serial"
                                        : "bigserial";
}

bool fx_postgres_column(fx_arena *a, const fx_table *projected, const fx_column *c,
                        const fx_schema *s, const char **out, fx_error *err)
{
    const char *type = fx_postgres_type(a, projected, &c->type, s);
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_postgres_dialect};

    if (type == NULL)
        return fx_fail(err, FX_INPUT, "column %s.%s: its type has no text for postgresql",
                       projected->name, c->name);
    if (c->identity == FX_IDENTITY_SERIAL)
        type = serial(&c->type);
    fx_str_add(&sql.text, type);
    if (c->collate != NULL)
        fx_sql_add(&sql, " COLLATE ?", FX_NAME(c->collate));
    if (fx_column_generated(c))
        fx_str_addf(&sql.text, " GENERATED ALWAYS AS (%s) STORED", c->generated.all);
    if (c->identity == FX_IDENTITY_ON || c->identity == FX_IDENTITY_ALWAYS)
        fx_str_addf(&sql.text, " GENERATED %s AS IDENTITY",
                    c->identity == FX_IDENTITY_ALWAYS ? "ALWAYS" : "BY DEFAULT");
    if (c->def.kind != FX_VALUE_NONE)
        fx_str_addf(&sql.text, " DEFAULT %s", fx_postgres_expression(a, &c->type, &c->def));
    if (!c->nullable)
        fx_str_add(&sql.text, " NOT NULL");
    *out = fx_str_text(&sql.text);
    return true;
}

static fx_sql named(fx_arena *a, const char *name)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_postgres_dialect};

    if (name != NULL)
        fx_sql_add(&sql, "CONSTRAINT ? ", FX_NAME(name));
    return sql;
}

static void add_deferrable(fx_sql *sql, fx_deferrable d)
{
    if (d != FX_NOT_DEFERRABLE)
        fx_str_addf(&sql->text, " DEFERRABLE INITIALLY %s",
                    d == FX_DEFER_DEFERRED ? "DEFERRED" : "IMMEDIATE");
}

const char *fx_postgres_key(fx_arena *a, const char *word, const fx_key *k)
{
    fx_sql sql = named(a, k->name);

    fx_sql_add(&sql, "?? (?)", FX_RAW(word),
               FX_RAW(k->nulls_not_distinct ? " NULLS NOT DISTINCT" : ""), FX_NAMES(&k->columns));
    if (k->include.n > 0)
        fx_sql_add(&sql, " INCLUDE (?)", FX_NAMES(&k->include));
    add_deferrable(&sql, k->deferrable);
    return fx_str_text(&sql.text);
}

const char *fx_postgres_check(fx_arena *a, const fx_check *c)
{
    fx_sql sql = named(a, c->name);
    const char *text = fx_sql_text_for(&c->sql, "postgresql");

    if (text == NULL)
        return NULL;
    fx_sql_add(&sql, c->exclude ? "EXCLUDE ?" : "CHECK (?)", FX_RAW(text));
    if (c->no_inherit)
        fx_str_add(&sql.text, " NO INHERIT");
    if (c->not_valid)
        fx_str_add(&sql.text, " NOT VALID");
    return fx_str_text(&sql.text);
}

static const char *upper(fx_arena *a, const char *text)
{
    char *out = fx_strdup(a, text);

    for (char *c = out; *c != '\0'; c++)
        *c = *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c;
    return out;
}

const char *fx_postgres_foreign(fx_arena *a, const fx_foreign_key *fk)
{
    fx_sql sql = named(a, fk->name);

    fx_sql_add(&sql, "FOREIGN KEY (?) REFERENCES ? (?)", FX_NAMES(&fk->columns),
               FX_TABLE(fk->ref_schema, fk->ref_table), FX_NAMES(&fk->ref_columns));
    if (fk->match_full)
        fx_str_add(&sql.text, " MATCH FULL");
    if (fk->on_delete != FX_NO_ACTION)
        fx_str_addf(&sql.text, " ON DELETE %s", upper(a, fx_action_text(fk->on_delete)));
    if (fk->on_update != FX_NO_ACTION)
        fx_str_addf(&sql.text, " ON UPDATE %s", upper(a, fx_action_text(fk->on_update)));
    add_deferrable(&sql, fk->deferrable);
    if (fk->not_valid)
        fx_str_add(&sql.text, " NOT VALID");
    return fx_str_text(&sql.text);
}

static void add_part(fx_sql *sql, const fx_index *ix, size_t i)
{
    static const fx_index_part plain = {0};
    const fx_index_part *p = i < ix->parts.n ? &ix->parts.at[i] : &plain;

    fx_str_add(&sql->text, i == 0 ? "" : ", ");
    if (p->expression) /* a call needs no brackets, all else does: brackets are always right */
        fx_sql_add(sql, "(?)", FX_RAW(ix->columns.at[i]));
    else
        fx_sql_add(sql, "?", FX_NAME(ix->columns.at[i]));
    if (p->collate != NULL)
        fx_sql_add(sql, " COLLATE ?", FX_NAME(p->collate));
    if (p->opclass != NULL) /* may have options: gin_trgm_ops(siglen=32) */
        fx_str_addf(&sql->text, " %s", p->opclass);
    if (p->descending)
        fx_str_add(&sql->text, " DESC");
    if (p->nulls != 0)
        fx_str_add(&sql->text, p->nulls < 0 ? " NULLS FIRST" : " NULLS LAST");
}

const char *fx_postgres_index(fx_arena *a, const fx_table *t, const fx_index *ix, bool concurrently)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_postgres_dialect};
    const char *where = fx_sql_text_for(&ix->where, "postgresql");

    fx_sql_add(&sql, "CREATE ?INDEX ?? ON ? ", FX_RAW(ix->unique ? "UNIQUE " : ""),
               FX_RAW(concurrently ? "CONCURRENTLY " : ""), FX_NAME(ix->name),
               FX_TABLE(t->schema, t->name));
    if (ix->using_ != NULL)
        fx_str_addf(&sql.text, "USING %s ", ix->using_);
    fx_str_addc(&sql.text, '(');
    for (size_t i = 0; i < ix->columns.n; i++)
        add_part(&sql, ix, i);
    fx_str_addc(&sql.text, ')');
    if (ix->include.n > 0)
        fx_sql_add(&sql, " INCLUDE (?)", FX_NAMES(&ix->include));
    if (ix->nulls_not_distinct)
        fx_str_add(&sql.text, " NULLS NOT DISTINCT");
    if (ix->with != NULL)
        fx_str_addf(&sql.text, " WITH (%s)", ix->with);
    if (where != NULL)
        fx_sql_add(&sql, " WHERE ?", FX_RAW(where));
    return fx_str_text(&sql.text);
}

void fx_postgres_comment(fx_arena *a, const fx_table *t, const fx_column *c, fx_stmts *out)
{
    if (c == NULL)
        push(a, out, "COMMENT ON TABLE ? IS ?", FX_TABLE(t->schema, t->name), FX_TEXT(t->comment));
    else
        push(a, out, "COMMENT ON COLUMN ?.? IS ?", FX_TABLE(t->schema, t->name), FX_NAME(c->name),
             FX_TEXT(c->comment));
}

void fx_postgres_need_schema(fx_arena *a, const char *schema, fx_stmts *out)
{
    if (schema != NULL)
        push(a, out, "CREATE SCHEMA IF NOT EXISTS ?", FX_NAME(schema));
}

void fx_postgres_create_enum(fx_arena *a, const char *schema, const char *name,
                             const fx_strs *members, fx_stmts *out)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_postgres_dialect};

    fx_sql_add(&sql, "CREATE TYPE ? AS ENUM (", FX_TABLE(schema, name));
    for (size_t i = 0; i < members->n; i++)
        fx_sql_add(&sql, i == 0 ? "?" : ", ?", FX_TEXT(members->at[i]));
    fx_str_addc(&sql.text, ')');
    *fx_push(a, out) = (fx_stmt){.sql = fx_str_text(&sql.text)};
}

void fx_postgres_drop_enums(fx_arena *a, const fx_table *t, fx_stmts *out)
{
    fx_each (const fx_column, c, &t->columns) {
        const char *name = fx_inline_enum(a, t, c);

        if (name != NULL)
            push(a, out, "DROP TYPE ?", FX_TABLE(t->schema, name));
    }
}

static void add_line(fx_sql *sql, const char *text)
{
    if (text != NULL)
        fx_str_addf(&sql->text, ",\n    %s", text);
}

static void add_constraints(fx_arena *a, fx_sql *sql, const fx_table *p)
{
    if (p->primary.columns.n > 0)
        add_line(sql, fx_postgres_key(a, "PRIMARY KEY", &p->primary));
    fx_each (const fx_key, k, &p->uniques) {
        add_line(sql, fx_postgres_key(a, "UNIQUE", k));
    }
    fx_each (const fx_foreign_key, fk, &p->foreign_keys) {
        if (!fk->not_valid)
            add_line(sql, fx_postgres_foreign(a, fk));
    }
    fx_each (const fx_check, c, &p->checks) {
        if (!c->not_valid)
            add_line(sql, fx_postgres_check(a, c));
    }
}

/* With its table a constraint would be valid from the start. */
static void add_not_valid(fx_arena *a, const fx_table *p, fx_stmts *out)
{
    fx_each (const fx_foreign_key, fk, &p->foreign_keys) {
        if (fk->not_valid)
            push(a, out, "ALTER TABLE ? ADD ?", FX_TABLE(p->schema, p->name),
                 FX_RAW(fx_postgres_foreign(a, fk)));
    }
    fx_each (const fx_check, c, &p->checks) {
        const char *text = c->not_valid ? fx_postgres_check(a, c) : NULL;

        if (text != NULL)
            push(a, out, "ALTER TABLE ? ADD ?", FX_TABLE(p->schema, p->name), FX_RAW(text));
    }
}

bool fx_postgres_create(fx_arena *a, const fx_change *c, fx_stmts *out, fx_error *err)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_postgres_dialect};
    const fx_table *t = c->after, *p = fx_project_table(a, t, c->schema, "postgresql");

    fx_postgres_need_schema(a, t->schema, out);
    fx_each (const fx_column, col, &t->columns) {
        const char *name = fx_inline_enum(a, t, col);

        if (name != NULL)
            fx_postgres_create_enum(a, t->schema, name, &col->type.members, out);
    }
    fx_sql_add(&sql, "CREATE TABLE ? (", FX_TABLE(t->schema, t->name));
    for (size_t i = 0; i < p->columns.n; i++) {
        fx_column col = p->columns.at[i];
        const char *body;

        if (fx_table_identity(t, &t->columns.at[i]) == FX_IDENTITY_SERIAL)
            col.identity = FX_IDENTITY_SERIAL; /* the projection knows no difference */
        if (col.def.kind == FX_VALUE_TEXT)
            col.def.text = t->columns.at[i].def.text; /* 1.50, as it is written */
        if (!fx_postgres_column(a, p, &col, c->schema, &body, err))
            return false;
        fx_sql_add(&sql, i == 0 ? "\n    ? ?" : ",\n    ? ?", FX_NAME(col.name), FX_RAW(body));
    }
    add_constraints(a, &sql, p);
    fx_str_add(&sql.text, "\n)");
    *fx_push(a, out) = (fx_stmt){.sql = fx_str_text(&sql.text)};
    add_not_valid(a, p, out);
    if (t->comment != NULL)
        fx_postgres_comment(a, t, NULL, out);
    fx_each (const fx_column, col, &p->columns) {
        if (col->comment != NULL)
            fx_postgres_comment(a, p, col, out);
    }
    fx_each (const fx_index, ix, &p->indexes) {
        push(a, out, "?", FX_RAW(fx_postgres_index(a, p, ix, false)));
    }
    return true;
}
