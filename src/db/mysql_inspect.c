/*
 * MySQL's catalogue as a schema: one query for each kind of object. MySQL 8 and
 * MariaDB tell some things in other words, and each something that the other
 * does not. https://dev.mysql.com/doc/refman/8.0/en/information-schema.html,
 * https://mariadb.com/kb/en/information-schema/
 */
#include <stdlib.h>
#include <string.h>

#include "fx/sql/split.h"
#include "mysql_inner.h"
#include "mysql_sql.h"

typedef struct reader {
    fx_db *db;
    fx_arena *a;
    fx_live *out;
    const char *database; /* that is read */
    bool mariadb;
    fx_table *last;   /* the table that the last row was about */
    fx_strs collates; /* of all tables: name, collation, name, ... */
    fx_error *err;
} reader;

static bool read_rows(reader *r, const char *sql, fx_rows *rows)
{
    *rows = (fx_rows){0};
    r->last = NULL;
    return fx_mysql_query(r->db, r->a, sql, NULL, 0, rows, r->err);
}

static fx_table *table_of(reader *r, const char *name)
{
    if (r->last == NULL || !fx_same(r->last->name, name))
        r->last = (fx_table *)fx_schema_find(&r->out->schema, NULL, name); /* built here */
    return r->last;
}

static void unheld(fx_table *t, const char *what)
{
    if (t->unheld == NULL)
        t->unheld = what;
}

/* ---- tables ---- */

enum { T_NAME, T_TYPE, T_ENGINE, T_COLLATE, T_OPTIONS, T_COMMENT, T_WHOLE_COLLATE };

/* Aria says of itself that it is transactional; NULL: nothing was said. */
static const char *said_options(fx_arena *a, const char *engine, const char *options)
{
    if (fx_same(engine, "Aria"))
        options = fx_trim(a, fx_replace(a, options, "transactional=1", ""));
    return *options == '\0' ? NULL : options;
}

static void add_table(reader *r, const char *const *at)
{
    fx_table *t = fx_new(r->a, fx_table);
    const char *options = at[T_OPTIONS] == NULL ? "" : at[T_OPTIONS];

    *t = (fx_table){.name = at[T_NAME]};
    t->comment = *at[T_COMMENT] == '\0' ? NULL : at[T_COMMENT];
    if (at[T_ENGINE] != NULL && !fx_same(at[T_ENGINE], "InnoDB"))
        t->words[FX_TABLE_ENGINE] = at[T_ENGINE];
    t->words[FX_TABLE_COLLATE] = at[T_COLLATE];
    if (!fx_same(at[T_TYPE], "BASE TABLE"))
        unheld(t, fx_lower(r->a, at[T_TYPE]));
    if (strstr(options, "partitioned") != NULL)
        unheld(t, "partitions");
    else
        t->words[FX_TABLE_OPTIONS] = said_options(r->a, at[T_ENGINE], options);
    fx_schema_put(r->a, &r->out->schema, t);
    *fx_push(r->a, &r->collates) = t->name;
    *fx_push(r->a, &r->collates) = at[T_WHOLE_COLLATE];
}

static bool read_tables(reader *r)
{
    fx_rows rows;

    if (!read_rows(r, fx_mysql_sql_tables, &rows))
        return false;
    fx_each (const fx_row, row, &rows) {
        if (fx_same(row->at[T_TYPE], "SEQUENCE"))
            *fx_push(r->a, &r->out->unheld) = fx_fmt(r->a, "sequence %s", row->at[T_NAME]);
        else if (!fx_own_table(row->at[T_NAME]))
            add_table(r, row->at);
    }
    return true;
}

/* ---- values ---- */

static char escaped(char c)
{
    static const char *const pairs = "0\0n\nr\rt\tZ\x1a";

    for (size_t i = 0; i < 10; i += 2) {
        if (pairs[i] == c)
            return pairs[i + 1];
    }
    return c;
}

/* 'it''s \\' as it stands in SQL; the bytes may have a zero among them. */
static size_t unquoted(const char *text, char *out)
{
    size_t n = 0;

    for (const char *c = text + 1; *c != '\0'; c++) {
        if (*c == '\'' && c[1] != '\'')
            break;
        if (*c == '\\' && c[1] != '\0')
            out[n++] = escaped(*++c);
        else
            out[n++] = *c;
        c += *c == '\'' && c[1] == '\'' && c[-1] != '\\';
    }
    return n;
}

static const char *hex(fx_arena *a, const char *bytes, size_t n)
{
    fx_str s = {.arena = a};

    fx_str_add(&s, "0x");
    for (size_t i = 0; i < n; i++)
        fx_str_addf(&s, "%02x", (unsigned)(unsigned char)bytes[i]);
    return fx_str_text(&s);
}

static const char *literal_of(reader *r, const fx_type *t, const char *text)
{
    char *bytes = fx_alloc(r->a, strlen(text) + 1);
    const bool number = fx_type_is_number(t);

    if (*text == '\'') {
        size_t n = unquoted(text, bytes);

        return t->kind == FX_TYPE_BINARY ? hex(r->a, bytes, n) : fx_strndup(r->a, bytes, n);
    }
    if ((*text == 'X' || *text == 'x') && text[1] == '\'' && t->kind == FX_TYPE_BINARY)
        return fx_fmt(r->a, "0x%s", fx_lower(r->a, fx_strndup(r->a, text + 2, strlen(text) - 3)));
    if (t->kind == FX_TYPE_BOOLEAN && (fx_same(text, "0") || fx_same(text, "1")))
        return *text == '1' ? "true" : "false";
    const char *digits = text + (*text == '-');

    if (number && *digits >= '0' && *digits <= '9' &&
        digits[strspn(digits, "0123456789.eE+-")] == '\0')
        return text;
    return NULL;
}

/* The clock, as precise as the column is: current_timestamp(6), or () for none. */
static bool is_clock(fx_arena *a, const fx_type *t, const char *words, const char *text)
{
    const char *open = strchr(words, '(');
    const char *call = t->kind == FX_TYPE_TIME ? "curtime" : "current_timestamp";
    const char *whole = fx_fmt(a, "%s%s", call, open == NULL ? "()" : open);

    if (t->kind == FX_TYPE_DATE)
        return fx_same(text, "curdate()");
    return fx_type_is_time(t) && (fx_same(text, whole) || (open == NULL && fx_same(text, call)));
}

/* What stands there has gone through a character set. */
static bool is_readable(const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '?' || (unsigned char)*c >= 0x80)
            return false;
    }
    return true;
}

/* MariaDB quotes literals, and says NULL; MySQL says which are expressions
 * (https://mariadb.com/kb/en/information-schema-columns-table/). */
static fx_value default_of(reader *r, const fx_type *t, const char *words, const char *text,
                           const char *extra)
{
    const char *literal;

    if (text == NULL || (r->mariadb && fx_same(text, "NULL")))
        return (fx_value){0};
    bool expression = !r->mariadb && strstr(extra, "DEFAULT_GENERATED") != NULL;
    const char *low = fx_lower(r->a, text);

    if (!r->mariadb && !expression)
        return (fx_value){.kind = FX_VALUE_TEXT, .text = text};
    if (is_clock(r->a, t, words, low))
        return (fx_value){.kind = FX_VALUE_NOW};
    if (fx_same(low, "uuid()"))
        return (fx_value){.kind = FX_VALUE_UUID};
    literal = expression ? NULL : literal_of(r, t, text);
    if (t->kind == FX_TYPE_BINARY && t->size < 0 && *text == '\'')
        literal = NULL; /* as it was written: a BLOB keeps that */
    if (literal != NULL && fx_text_fits(NULL, t, literal))
        return (fx_value){.kind = FX_VALUE_TEXT, .text = literal};
    return (fx_value){.kind = FX_VALUE_SQL, .sql.all = text};
}

/* ---- columns ---- */

enum { C_TABLE, C_NAME, C_TYPE, C_NULLABLE, C_DEFAULT, C_EXTRA, C_GENERATED, C_COLLATE, C_COMMENT };

static const char *whole_collate(const reader *r, const fx_table *t)
{
    for (size_t i = 0; i + 1 < r->collates.n; i += 2) {
        if (fx_same(r->collates.at[i], t->name))
            return r->collates.at[i + 1];
    }
    return NULL;
}

static void add_column(reader *r, fx_table *t, const char *const *at)
{
    const char *extra = at[C_EXTRA], *low = fx_lower(r->a, extra);
    fx_column c = {.name = at[C_NAME], .type = fx_mysql_type(r->a, at[C_TYPE])};

    c.nullable = fx_same(at[C_NULLABLE], "YES");
    c.comment = *at[C_COMMENT] == '\0' ? NULL : at[C_COMMENT];
    if (!fx_same(at[C_COLLATE], whole_collate(r, t)))
        c.collate = at[C_COLLATE];
    c.identity = strstr(low, "auto_increment") != NULL ? FX_IDENTITY_ON : FX_IDENTITY_OFF;
    c.now_on_update = strstr(low, "on update current_timestamp") != NULL;
    if (strstr(low, "invisible") != NULL)
        unheld(t, fx_fmt(r->a, "column %s, which is INVISIBLE", c.name));
    if (strstr(low, " generated") != NULL && strstr(low, "default_generated") == NULL) {
        c.generated.all = at[C_GENERATED];
        c.stored = strstr(low, "stored") != NULL || strstr(low, "persistent") != NULL;
    } else {
        c.def = default_of(r, &c.type, fx_mysql_words(r->a, at[C_TYPE]), at[C_DEFAULT], extra);
        if (c.type.kind == FX_TYPE_BINARY && at[C_DEFAULT] != NULL && !is_readable(at[C_DEFAULT]))
            unheld(t, fx_fmt(r->a, "column %s with a default of bytes", c.name));
    }
    if (strstr(at[C_TYPE], "/*") != NULL)
        unheld(t, fx_fmt(r->a, "column %s with %s", c.name, at[C_TYPE]));
    *fx_push(r->a, &t->columns) = c;
}

static bool read_columns(reader *r)
{
    fx_rows rows;

    if (!read_rows(r, fx_mysql_sql_columns, &rows))
        return false;
    fx_each (const fx_row, row, &rows) {
        fx_table *t = table_of(r, row->at[C_TABLE]);

        if (t != NULL)
            add_column(r, t, row->at);
    }
    return true;
}

/* ---- keys and indexes ---- */

enum {
    I_TABLE,
    I_NAME,
    I_NON_UNIQUE,
    I_COLUMN,
    I_ORDER,
    I_LENGTH,
    I_TYPE,
    I_COMMENT,
    I_EXPRESSION,
    I_HIDDEN
};

static void add_part(reader *r, fx_index *ix, const char *const *at)
{
    fx_index_part part = {.expression = at[I_COLUMN] == NULL,
                          .descending = fx_same(at[I_ORDER], "D")};

    if (at[I_LENGTH] != NULL && !fx_same(at[I_TYPE], "SPATIAL"))
        part.length = (int)strtol(at[I_LENGTH], NULL, 10);
    *fx_push(r->a, &ix->columns) = part.expression ? at[I_EXPRESSION] : at[I_COLUMN];
    *fx_push(r->a, &ix->parts) = part;
}

static void settle_index(reader *r, fx_table *t, fx_index *ix)
{
    bool plain = true;

    fx_each (const fx_index_part, p, &ix->parts) {
        plain = plain && !p->expression && !p->descending && p->length == 0;
    }
    if (plain)
        ix->parts.n = 0;
    if (fx_same(ix->name, "PRIMARY")) {
        t->primary.columns = ix->columns;
        if (!plain)
            unheld(t, "a primary key of prefixes");
    } else if (ix->unique && plain) {
        *fx_push(r->a, &t->uniques) = (fx_key){.name = ix->name, .columns = ix->columns};
    } else {
        *fx_push(r->a, &t->indexes) = *ix;
    }
}

static const char *method_of(reader *r, const char *type)
{
    return fx_same(type, "FULLTEXT") || fx_same(type, "SPATIAL") ? fx_lower(r->a, type) : NULL;
}

static bool read_indexes(reader *r)
{
    fx_rows rows;

    if (!read_rows(r, r->mariadb ? fx_mysql_sql_indexes_mariadb : fx_mysql_sql_indexes_mysql,
                   &rows))
        return false;
    for (size_t i = 0; i < rows.n;) {
        const char *const *at = rows.at[i].at;
        fx_table *t = table_of(r, at[I_TABLE]);
        fx_index ix = {.name = at[I_NAME],
                       .unique = fx_same(at[I_NON_UNIQUE], "0"),
                       .using_ = method_of(r, at[I_TYPE])};

        for (; i < rows.n && fx_same(rows.at[i].at[I_TABLE], at[I_TABLE]) &&
               fx_same(rows.at[i].at[I_NAME], at[I_NAME]);
             i++)
            add_part(r, &ix, rows.at[i].at);
        if (t == NULL)
            continue;
        if (at[I_COMMENT] != NULL && *at[I_COMMENT] != '\0')
            unheld(t, fx_fmt(r->a, "a comment on index %s", ix.name));
        if (fx_same(at[I_TYPE], "HASH") && t->words[FX_TABLE_ENGINE] == NULL)
            unheld(t, fx_fmt(r->a, "index %s, which is a hash of long values", ix.name));
        if (at[I_HIDDEN] != NULL)
            unheld(t, fx_fmt(r->a, "index %s, which is %s", ix.name, at[I_HIDDEN]));
        settle_index(r, t, &ix);
    }
    return true;
}

/* ---- foreign keys ---- */

enum { F_TABLE, F_NAME, F_COLUMN, F_REF_SCHEMA, F_REF_TABLE, F_REF_COLUMN };

static bool read_foreign_keys(reader *r)
{
    fx_foreign_key *fk = NULL;
    fx_rows rows;

    if (!read_rows(r, fx_mysql_sql_foreign_keys, &rows))
        return false;
    for (size_t i = 0; i < rows.n; i++) {
        const char *const *at = rows.at[i].at, *const *before = i == 0 ? NULL : rows.at[i - 1].at;
        fx_table *t = table_of(r, at[F_TABLE]);

        if (t == NULL)
            continue;
        if (fk == NULL || before == NULL || !fx_same(before[F_TABLE], at[F_TABLE]) ||
            !fx_same(before[F_NAME], at[F_NAME])) {
            fk = fx_push(r->a, &t->foreign_keys);
            *fk = (fx_foreign_key){
                .name = at[F_NAME], .ref_schema = at[F_REF_SCHEMA], .ref_table = at[F_REF_TABLE]};
        }
        *fx_push(r->a, &fk->columns) = at[F_COLUMN];
        *fx_push(r->a, &fk->ref_columns) = at[F_REF_COLUMN];
    }
    return true;
}

static bool read_rules(reader *r)
{
    fx_rows rows;

    if (!read_rows(r, fx_mysql_sql_rules, &rows))
        return false;
    fx_each (const fx_row, row, &rows) {
        fx_table *t = table_of(r, row->at[0]);

        for (size_t i = 0; t != NULL && i < t->foreign_keys.n; i++) {
            fx_foreign_key *fk = &t->foreign_keys.at[i];

            if (fx_same(fk->name, row->at[1]) &&
                (!fx_action_parse(fx_lower(r->a, row->at[2]), &fk->on_delete) ||
                 !fx_action_parse(fx_lower(r->a, row->at[3]), &fk->on_update)))
                unheld(t, fx_fmt(r->a, "foreign key %s", fk->name));
        }
    }
    return true;
}

/* RESTRICT is what is there where nothing was said. */
static void settle_actions(fx_table *t)
{
    fx_each (fx_foreign_key, fk, &t->foreign_keys) {
        if (fk->on_delete == FX_RESTRICT)
            fk->on_delete = FX_NO_ACTION;
        if (fk->on_update == FX_RESTRICT)
            fk->on_update = FX_NO_ACTION;
    }
}

static bool bears_name_of_key(const fx_table *t, const fx_index *ix)
{
    const fx_foreign_key *fk = fx_key_of_index(t, ix);

    return fk != NULL && fx_same(fk->name, ix->name);
}

static bool is_among(const fx_indexes *all, const fx_index *ix)
{
    fx_each (const fx_index, other, all) {
        if (fx_same(other->name, ix->name))
            return true;
    }
    return false;
}

/* An index that is there for a foreign key alone is no index of its own. */
static void hide_key_indexes(fx_arena *a, fx_table *t)
{
    fx_table *without = fx_table_copy(a, t);
    fx_indexes shown = {0};

    without->indexes = (fx_indexes){0};
    fx_each (const fx_index, ix, &t->indexes) {
        if (!bears_name_of_key(t, ix))
            *fx_push(a, &without->indexes) = *ix;
    }
    const fx_indexes needed = fx_key_indexes(a, without);

    fx_each (const fx_index, ix, &t->indexes) {
        if (!bears_name_of_key(t, ix) || !is_among(&needed, ix))
            *fx_push(a, &shown) = *ix;
    }
    t->indexes = shown;
}

/* ---- checks ---- */

/* MariaDB's JSON is a LONGTEXT with a check. */
static bool is_json(reader *r, const fx_table *t, fx_column *c, const char *clause)
{
    const char *own = fx_variant_of(&c->type.variants, "mysql");
    fx_sql sql = {.text = {.arena = r->a}, .dialect = &fx_mysql_dialect};

    fx_sql_add(&sql, "json_valid(?)", FX_NAME(c->name));
    if (!fx_same(own, "longtext") || !fx_same(clause, fx_str_text(&sql.text)) ||
        !fx_same(c->collate != NULL ? c->collate : whole_collate(r, t), "utf8mb4_bin"))
        return false;
    c->type = (fx_type){.kind = FX_TYPE_JSON, .size = -1, .scale = -1};
    c->collate = NULL;
    return true;
}

static bool read_checks(reader *r)
{
    fx_rows rows;

    if (!read_rows(r, r->mariadb ? fx_mysql_sql_checks_mariadb : fx_mysql_sql_checks_mysql, &rows))
        return false;
    fx_each (const fx_row, row, &rows) {
        fx_table *t = table_of(r, row->at[0]);
        bool in_column = fx_same(row->at[3], "Column");
        fx_column *c = t == NULL ? NULL : (fx_column *)fx_table_column(t, row->at[1]);

        if (t == NULL || (in_column && c != NULL && is_json(r, t, c, row->at[2])))
            continue;
        *fx_push(r->a, &t->checks) = (fx_check){.name = in_column ? NULL : row->at[1],
                                                .column = in_column ? row->at[1] : NULL,
                                                .sql.all = row->at[2]};
    }
    return true;
}

/* ---- views and triggers ---- */

static void add_text(reader *r, fx_text_kind kind, const char *table, const char *name,
                     const char *sql)
{
    const fx_text_object t = {.kind = kind, .table = table, .name = name, .sql.all = sql};

    fx_schema_put_text(r->a, &r->out->schema, &t);
    *fx_push(r->a, &r->out->dependents) =
        (fx_dependent){.kind = fx_text_word(kind), .table = table, .name = name, .sql = sql};
}

/* Names are stored with their database: `app`.`post` is `post`. */
static const char *without_database(reader *r, const char *sql)
{
    fx_str s = {.arena = r->a};
    fx_lexer lx = fx_lex_as("mysql", sql, strlen(sql));
    const char *copied = sql;

    for (fx_token t = fx_lex_next(&lx); t.kind != FX_TOKEN_END; t = fx_lex_next(&lx)) {
        if (t.kind != FX_TOKEN_QUOTED || t.at[t.n] != '.' ||
            !fx_same(fx_token_name(r->a, &t), r->database) || (t.at > sql && t.at[-1] == '.'))
            continue;
        fx_str_addn(&s, copied, (size_t)(t.at - copied));
        copied = t.at + t.n + 1;
    }
    fx_str_add(&s, copied);
    return fx_str_text(&s);
}

static const char *quoted(fx_arena *a, const char *name)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_mysql_dialect};

    fx_sql_add(&sql, "?", FX_NAME(name));
    return fx_str_text(&sql.text);
}

/* \' in a string as '', which is the same to all engines. */
static const char *standard_strings(fx_arena *a, const char *sql)
{
    fx_str s = {.arena = a};
    fx_lexer lx = fx_lex_as("mysql", sql, strlen(sql));
    const char *copied = sql;

    for (fx_token t = fx_lex_next(&lx); t.kind != FX_TOKEN_END; t = fx_lex_next(&lx)) {
        if (t.kind != FX_TOKEN_STRING || *t.at != '\'')
            continue;
        for (const char *c = t.at; c < t.at + t.n; c++) {
            if (*c != '\\')
                continue;
            if (c[1] == '\'') {
                fx_str_addn(&s, copied, (size_t)(c - copied));
                fx_str_addc(&s, '\'');
                copied = c + 1;
            }
            c++;
        }
    }
    fx_str_add(&s, copied);
    return fx_str_text(&s);
}

static bool read_views(reader *r)
{
    fx_rows rows;

    if (!read_rows(r, r->mariadb ? fx_mysql_sql_views_mariadb : fx_mysql_sql_views_mysql, &rows))
        return false;
    fx_each (const fx_row, row, &rows) {
        const char *const *at = row->at;
        bool algorithm = !fx_same(at[4], "UNDEFINED"), invoker = fx_same(at[3], "INVOKER");
        const char *check =
            fx_same(at[2], "NONE") ? "" : fx_fmt(r->a, " WITH %s CHECK OPTION", at[2]);

        add_text(r, FX_VIEW, NULL, at[0],
                 fx_fmt(r->a, "CREATE %s%s%s%sVIEW %s AS %s%s", algorithm ? "ALGORITHM=" : "",
                        algorithm ? at[4] : "", algorithm ? " " : "",
                        invoker ? "SQL SECURITY INVOKER " : "", quoted(r->a, at[0]),
                        standard_strings(r->a, without_database(r, at[1])), check));
    }
    return true;
}

/* Those of one event fire in the order that they were made in: for us, that of their names. */
static bool is_out_of_order(const char *const *before, const char *const *at)
{
    return fx_same(before[1], at[1]) && fx_same(before[2], at[2]) && fx_same(before[3], at[3]) &&
           strcmp(before[0], at[0]) > 0;
}

static bool read_triggers(reader *r)
{
    fx_rows rows;

    if (!read_rows(r, fx_mysql_sql_triggers, &rows))
        return false;
    for (size_t i = 0; i < rows.n; i++) {
        const char *const *at = rows.at[i].at;

        if (i > 0 && is_out_of_order(rows.at[i - 1].at, at) && table_of(r, at[1]) != NULL)
            unheld(table_of(r, at[1]),
                   fx_fmt(r->a, "trigger %s, which is not in the order of names", at[0]));
        add_text(r, FX_TRIGGER, at[1], at[0],
                 fx_fmt(r->a, "CREATE TRIGGER %s %s %s ON %s FOR EACH ROW %s", quoted(r->a, at[0]),
                        at[2], at[3], quoted(r->a, at[1]), standard_strings(r->a, at[4])));
    }
    return true;
}

/* "CREATE DEFINER=`a`@`b` FUNCTION ...": whose rights it has is the database's business. */
static const char *without_definer(fx_arena *a, const char *sql)
{
    const char *at = strstr(sql, " DEFINER="), *end = at;

    for (size_t quotes = 0; end != NULL && *end != '\0' && quotes < 4; end++)
        quotes += *end == '`';
    return end == NULL || *end == '\0' ? sql : fx_fmt(a, "%.*s%s", (int)(at - sql), sql, end);
}

/* Without the right to see it there is no text. */
static bool add_routine(reader *r, const char *kind, const char *name)
{
    enum { TEXT = 2 };
    const char *sql = fx_fmt(r->a, "SHOW CREATE %s %s", kind, quoted(r->a, name));
    const fx_text_object like = {.kind = FX_FUNCTION, .name = name};
    fx_rows rows = {0};

    if (!fx_mysql_query(r->db, r->a, sql, NULL, 0, &rows, r->err))
        return false;
    const char *text = rows.n == 1 && rows.at[0].n > TEXT ? rows.at[0].at[TEXT] : NULL;

    if (text == NULL || fx_schema_find_text(&r->out->schema, &like) != NULL)
        *fx_push(r->a, &r->out->unheld) = fx_fmt(r->a, "%s %s", kind, name);
    else
        add_text(r, FX_FUNCTION, NULL, name, standard_strings(r->a, without_definer(r->a, text)));
    return true;
}

static bool read_others(reader *r)
{
    fx_rows rows;

    if (!read_rows(r, fx_mysql_sql_others, &rows))
        return false;
    fx_each (const fx_row, row, &rows) {
        if (fx_same(row->at[0], "event"))
            *fx_push(r->a, &r->out->unheld) = fx_fmt(r->a, "event %s", row->at[1]);
        else if (!add_routine(r, row->at[0], row->at[1]))
            return false;
    }
    return true;
}

bool fx_mysql_inspect(fx_db *base, fx_arena *a, const fx_strs *tables, fx_live *out, fx_error *err)
{
    (void)tables; /* all are read by the same few queries */
    const mysql_db *db = (const mysql_db *)base;
    reader r = {.db = base,
                .a = a,
                .out = out,
                .database = fx_mysql_database(base),
                .mariadb = db->mariadb,
                .err = err};

    *out = (fx_live){.mariadb = db->mariadb};
    if (!read_tables(&r) || !read_columns(&r) || !read_indexes(&r) || !read_foreign_keys(&r) ||
        !read_rules(&r) || !read_checks(&r) || !read_views(&r) || !read_triggers(&r) ||
        !read_others(&r))
        return false;
    fx_each (const fx_table *const, it, &out->schema.tables) {
        fx_table *t = (fx_table *)*it; /* built here, not shared yet */

        settle_actions(t);
        hide_key_indexes(a, t);
        fx_each (fx_column, c, &t->columns) {
            fx_column_derive_identity(t, c);
        }
    }
    return true;
}
