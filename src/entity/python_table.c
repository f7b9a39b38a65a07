/*
 * A table of Python as the nodes of an entity file: one reader makes tables of
 * both, and an error has the place in the Python file.
 */
#include <stdlib.h>
#include <string.h>

#include "fx/base/str.h"
#include "python_write.h"

/* ---- defaults ---- */

static bool is_number(const char *text)
{
    char *end;

    if (*text == '\0')
        return false;
    (void)strtod(text, &end);
    return *end == '\0' && strpbrk(text, "xXnNiIpP") == NULL;
}

static void set_sql(const writer *w, fx_yaml *map, const char *key, const char *sql,
                    const py_value *at)
{
    fx_yaml *y = write_map(w, at);

    write_set(w, y, "sql", sql, at);
    write_put(w, map, key, y);
}

static void set_now(const writer *w, fx_yaml *map, const py_value *at)
{
    fx_yaml *y = write_map(w, at);

    write_plain(w, y, "now", "true", at);
    write_put(w, map, "default", y);
}

/* ('x') is 'x'. */
static const char *without_brackets(fx_arena *a, const char *sql)
{
    size_t n = strlen(sql);

    return n > 2 && sql[0] == '(' && strcspn(sql + 1, "()") == n - 2 && sql[n - 1] == ')'
               ? fx_trim(a, fx_strndup(a, sql + 1, n - 2))
               : sql;
}

/* CURRENT_DATE of a date is what {now: true} gives there. */
static bool is_now(const fx_yaml *map, const char *sql)
{
    const fx_yaml *type = fx_yaml_get(map, "type");

    return type != NULL && ((fx_same(type->text, "date") && fx_same_case(sql, "current_date")) ||
                            (fx_same(type->text, "time") && fx_same_case(sql, "current_time")));
}

/* A literal in SQL is one of the model, so that it is written as each dialect has it. */
void write_default_sql(const writer *w, fx_yaml *map, const char *sql, const py_value *at)
{
    sql = without_brackets(w->a, sql);
    size_t n = strlen(sql);
    bool quoted =
        n >= 2 && sql[0] == '\'' && sql[n - 1] == '\'' && strchr(sql + 1, '\'') == sql + n - 1;

    if (fx_same_case(sql, "current_timestamp()"))
        sql = "CURRENT_TIMESTAMP"; /* which PostgreSQL does not take for now() */
    if (fx_same_case(sql, "now()") || is_now(map, sql))
        set_now(w, map, at);
    else if (quoted)
        write_set(w, map, "default", fx_strndup(w->a, sql + 1, n - 2), at);
    else if (is_number(sql) || fx_same_case(sql, "true") || fx_same_case(sql, "false"))
        write_set(w, map, "default", fx_lower(w->a, sql), at);
    else if (!fx_same_case(sql, "null"))
        set_sql(w, map, "default", sql, at);
}

/* Sequence("a").next_value(): PostgreSQL's alone. False: it is something else. */
static bool write_next(const writer *w, fx_yaml *map, const py_value *v)
{
    bool next = v->kind == PV_CALL && v->of->kind == PV_METHOD &&
                fx_same(v->of->text, "next_value") && v->of->of->kind == PV_CALL &&
                py_is(v->of->of->of, "sqlalchemy", "Sequence");
    const py_value *name = next ? py_arg_placed(v->of->of, 0) : NULL;

    if (name == NULL || name->kind != PV_STRING)
        return false;
    fx_yaml *sql = write_map(w, v), *y = write_map(w, v);

    write_set(w, sql, "postgresql", fx_fmt(w->a, "nextval('%s')", name->text), v);
    write_put(w, y, "sql", sql);
    write_put(w, map, "default", y);
    return true;
}

bool write_server_default(const writer *w, fx_yaml *map, const py_value *v)
{
    py_sql sql;

    if (v->kind == PV_NONE)
        return true;
    if (v->kind == PV_MEMBER && v->items.n == 1)
        v = v->items.at[0];
    if (v->kind == PV_STRING) {
        write_set(w, map, "default", v->text, v);
        return true;
    }
    if (v->kind == PV_CALL && fx_same(py_last(v->of), "DefaultClause"))
        v = py_arg_placed(v, 0) == NULL ? v : py_arg_placed(v, 0);
    if (v->kind == PV_CALL && fx_same(py_last(v->of), "FetchedValue"))
        return true;
    bool is_true = v->kind == PV_CALL && py_is(v->of, "sqlalchemy", "true");
    bool is_false = v->kind == PV_CALL && py_is(v->of, "sqlalchemy", "false");

    if (is_true || is_false) {
        write_set(w, map, "default", is_true ? "true" : "false", v);
        return true;
    }
    if (write_next(w, map, v))
        return true;
    if (v->kind == PV_CALL && v->args.n == 0 && fx_same(py_last(v->of), "now")) {
        set_now(w, map, v);
        return true;
    }
    if (!write_sql(w, v, &sql))
        return false;
    if (write_same_sql(&sql) != NULL) {
        write_default_sql(w, map, write_same_sql(&sql), v);
        return true;
    }
    fx_yaml *y = write_map(w, v);

    write_put_sql(w, y, "sql", &sql, v);
    write_put(w, map, "default", y);
    return true;
}

/* server_default="0" of a Boolean: PostgreSQL reads it as false, and so do the others
 * (https://www.postgresql.org/docs/current/datatype-boolean.html). */
void write_truth(const writer *w, fx_yaml *map)
{
    static const char *const words[][2] = {
        {"0",     "false"},
        {"1",     "true" },
        {"f",     "false"},
        {"t",     "true" },
        {"n",     "false"},
        {"y",     "true" },
        {"no",    "false"},
        {"yes",   "true" },
        {"off",   "false"},
        {"on",    "true" },
        {"false", "false"},
        {"true",  "true" },
    };

    fx_each (fx_yaml_pair, pair, &map->pairs) {
        for (size_t i = 0; fx_same(pair->key, "default") && i < sizeof words / sizeof *words; i++) {
            if (pair->value->kind == FX_YAML_SCALAR &&
                fx_same_case(pair->value->text, words[i][0])) {
                fx_yaml *y = fx_yaml_scalar(w->a, words[i][1]);

                y->file = pair->value->file;
                y->line = pair->value->line;
                y->column = pair->value->column;
                pair->value = y;
                break;
            }
        }
    }
}

/* As the column's type has it: Python takes True for 1, and a default that does not fit is none
 * that rows could get. NULL: it does not. */
static const char *fitting(const writer *w, const py_column *c, const py_value *v)
{
    const fx_schema none = {0};
    const char *why, *hint;
    fx_type t;

    if (c->type_said || c->type.text == NULL || !fx_type_parse(w->a, c->type.text, &t, &why, &hint))
        return v->text;
    if (t.kind == FX_TYPE_BOOLEAN && v->kind == PV_NUMBER)
        return py_true(v) ? "true" : "false";
    if (fx_type_is_number(&t) && v->kind == PV_BOOL)
        return py_true(v) ? "1" : "0";
    return t.kind == FX_TYPE_ENUM || fx_text_fits(&none, &t, v->text) ? v->text : NULL;
}

/* What rows that are there get, when a column comes that has no default. */
static void write_fill(const writer *w, const py_column *c, fx_yaml *map)
{
    const py_value *v = c->client_default;

    if (v == NULL || c->primary || c->nullable || fx_yaml_get(map, "default") != NULL)
        return;
    const char *text = fitting(w, c, v);

    if (text != NULL)
        write_set(w, map, "fill", text, v);
}

/* ---- columns ---- */

static bool is_whole(const char *type)
{
    return fx_same(type, "integer") || fx_same(type, "bigint") || fx_same(type, "smallint");
}

/* AUTOINCREMENT on SQLite. */
static bool strict_identity(const py_table *t)
{
    fx_each (const py_arg, option, &t->options) {
        if (fx_same(option->name, "sqlite_autoincrement") && py_true(option->value))
            return true;
    }
    return false;
}

/* SERIAL, AUTO_INCREMENT and rowid: framefox.md section 3.4, primary_key. */
static bool write_identity(const writer *w, const py_column *c, fx_yaml *map)
{
    bool whole = is_whole(c->type.text);

    if (c->identity != NULL) {
        const py_value *always =
            c->identity->kind == PV_CALL ? py_arg_named(c->identity, "always") : NULL;

        write_set(w, map, "identity", py_true(always) ? "always" : "true", c->identity);
        return true;
    }
    if (!c->primary || !whole)
        return true;
    bool plain = w->keys == 1 && c->sequence == NULL && c->references.n == 0 && c->target == NULL &&
                 !c->referring && !c->no_increment && c->server_default == NULL;

    if (w->keys == 1 && !plain && c->type.sqlite == NULL && fx_same(c->type.text, "integer"))
        write_set(w, map, "sqlite", "integer", c->at); /* where it is the rowid all the same */
    if (plain || c->autoincrement)
        write_set(w, map, "identity", strict_identity(w->t) ? "strict" : "serial", c->at);
    else
        write_set(w, map, "identity", "false", c->at);
    return true;
}

static bool write_computed(const writer *w, const py_column *c, fx_yaml *map)
{
    const py_value *first = py_arg_placed(c->computed, 0);
    fx_yaml *y = write_map(w, c->computed);
    py_sql sql;

    if (first == NULL)
        return py_fail(w->p, c->computed, "Computed() without an expression");
    if (!write_sql(w, first, &sql))
        return false;
    write_put_sql(w, y, "sql", &sql, first);
    if (py_true(py_arg_named(c->computed, "persisted")))
        write_plain(w, y, "stored", "true", first);
    write_put(w, map, "generated", y);
    return true;
}

/* Column(ForeignKey("a.id")) without a type has the other one's. */
static const py_type *borrowed(const writer *w, const py_column *c, int depth)
{
    py_target to;

    if (c->type.text != NULL || c->references.n == 0 || depth > 16)
        return &c->type;
    if (!write_target(w, py_arg_placed(c->references.at[0], 0), NULL, &to))
        return &c->type;
    const py_table *other = write_find(w->all, to.schema, to.table);

    for (size_t i = 0; other != NULL && i < other->columns.n; i++) {
        if (fx_same(other->columns.at[i].name, to.column))
            return borrowed(w, &other->columns.at[i], depth + 1);
    }
    return &c->type;
}

static bool fail_type(const writer *w, const py_column *c)
{
    py_fail(w->p, c->at, "the type of %s.%s is not known%s", w->t->name, c->name,
            c->type.several ? ": it is a union of types" : "");
    return fx_hint(w->p->err, "Say it with sa_type=, sa_column=Column(...), or on that line: "
                              "# fxgit: type: string(100)");
}

/* `# fxgit: fill: 0, renamed_from: x` adds to what the line says, or takes its place. */
static bool add_remark(const writer *w, const py_value *at, fx_yaml *map)
{
    const char *text = py_remark_of(&at->module->file, at->node->line);
    fx_error probe = {.arena = w->p->err->arena};

    if (text == NULL)
        return true;
    const char *flow = fx_fmt(w->a, "{%s}", text);
    const fx_yaml *y = fx_yaml_parse(w->a, at->module->file.path, flow, strlen(flow), &probe);

    if (y == NULL || y->kind != FX_YAML_MAP)
        return py_fail(w->p, at, "the remark `# fxgit: %s` is not `key: value, key: value`", text);
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        fx_yaml *value = fx_new(w->a, fx_yaml);
        bool replaced = false;

        if (fx_same(pair->key, "complete")) /* of a class's bases: python_fields.c */
            continue;
        *value = *pair->value;
        write_placed(value, at);
        fx_each (fx_yaml_pair, own, &map->pairs) {
            if (fx_same(own->key, pair->key)) {
                own->value = value;
                replaced = true;
            }
        }
        if (!replaced)
            write_put(w, map, pair->key, value);
    }
    return true;
}

void write_type(const writer *w, const py_type *type, const py_value *at, fx_yaml *map)
{
    if (type->text != NULL)
        write_set(w, map, "type", type->text, at);
    if (type->sqlite != NULL)
        write_set(w, map, "sqlite", type->sqlite, at);
    if (type->mysql != NULL)
        write_set(w, map, "mysql", type->mysql, at);
    if (type->postgresql != NULL)
        write_set(w, map, "postgresql", type->postgresql, at);
}

static bool write_column(const writer *w, py_column *c)
{
    fx_yaml *map = write_map(w, c->at);
    const py_type *type = borrowed(w, c, 0);

    if (w->p->failed)
        return false;
    c->type = *type;
    if (!c->type_said)
        write_type(w, type, c->at, map);
    if (c->nullable)
        write_plain(w, map, "nullable", "true", c->at);
    if (c->comment != NULL && c->comment->kind == PV_STRING)
        write_set(w, map, "comment", c->comment->text, c->comment);
    if ((c->server_default != NULL && !write_server_default(w, map, c->server_default)) ||
        !write_identity(w, c, map) || (c->computed != NULL && !write_computed(w, c, map)))
        return false;
    if (fx_same(c->type.text, "boolean"))
        write_truth(w, map);
    if (c->computed == NULL)
        write_fill(w, c, map);
    if (!add_remark(w, c->at, map))
        return false;
    if (fx_yaml_get(map, "type") == NULL)
        return fail_type(w, c);
    if (fx_yaml_get(w->columns, c->name) != NULL)
        return py_fail(w->p, c->at, "the column %s.%s is there twice", w->t->name, c->name);
    write_put(w, w->columns, c->name, map);
    return true;
}

/* ---- the whole ---- */

static bool write_option(const writer *w, const py_arg *option, fx_yaml *table)
{
    static const struct {
        const char *from, *to;
    } words[] = {
        {"comment",               "comment"},
        {"mysql_engine",          "engine" },
        {"mariadb_engine",        "engine" },
        {"mysql_charset",         "charset"},
        {"mariadb_charset",       "charset"},
        {"mysql_default_charset", "charset"},
        {"mysql_collate",         "collate"},
        {"mariadb_collate",       "collate"},
    };
    static const char *const ignored[] = {
        "schema",   "extend_existing",    "keep_existing", "info",
        "prefixes", "implicit_returning", "autoload_with", "mysql_key_block_size",
        "quote"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (fx_same_case(words[i].from, option->name) && option->value->kind == PV_STRING) {
            write_set(w, table, words[i].to, option->value->text, option->value);
            return true;
        }
    }
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) {
        if (fx_same(ignored[i], option->name))
            return true;
    }
    if (fx_same(option->name, "sqlite_autoincrement") || fx_same(option->name, "sqlite_strict") ||
        fx_same(option->name, "sqlite_with_rowid")) {
        if (fx_same(option->name, "sqlite_strict") && py_true(option->value))
            write_plain(w, table, "strict", "true", option->value);
        if (fx_same(option->name, "sqlite_with_rowid") && !py_true(option->value))
            write_plain(w, table, "without_rowid", "true", option->value);
        return true;
    }
    py_fail(w->p, option->value, "the table option '%s' is not held", option->name);
    return fx_hint(w->p->err, "Take it out, or put the table into `ignore: {tables: [...]}`.");
}

/* An enum that is an object of its own, once. */
static void write_enum(const writer *w, const py_column *c, fx_yamls *out)
{
    const char *name = fx_enum_reference(w->a, c->type.enum_schema, c->type.enum_name);
    fx_yaml *y;

    fx_each (const fx_yaml *const, other, out) {
        const fx_yaml *own = fx_yaml_get(*other, "enum");

        if (own != NULL && fx_same(own->text, name))
            return;
    }
    y = write_map(w, c->at);
    write_set(w, y, "enum", name, c->at);
    write_put(w, y, "values", write_list(w, &c->type.members, c->at));
    *fx_push(w->a, out) = y;
}

static bool same_members(const writer *w, const py_column *c, const fx_yamls *out)
{
    const char *name = fx_enum_reference(w->a, c->type.enum_schema, c->type.enum_name);

    fx_each (const fx_yaml *const, other, out) {
        const fx_yaml *own = fx_yaml_get(*other, "enum"), *values = fx_yaml_get(*other, "values");
        bool same =
            own == NULL || !fx_same(own->text, name) || values->items.n == c->type.members.n;

        for (size_t i = 0; own != NULL && fx_same(own->text, name) && same && i < c->type.members.n;
             i++)
            same = fx_same(values->items.at[i]->text, c->type.members.at[i]);
        if (!same)
            return py_fail(w->p, c->at, "two enums are called %s, with other members", name);
    }
    return true;
}

/* CREATE SEQUENCE, on PostgreSQL; the column does not refer to it. */
static bool write_sequence(const writer *w, const py_value *call, fx_yamls *out)
{
    static const struct {
        const char *name, *words;
    } options[] = {
        {"start",     "START WITH"  },
        {"increment", "INCREMENT BY"}
    };
    const py_value *name = py_arg_placed(call, 0);
    fx_yaml *y = write_map(w, call), *sql = write_map(w, call);

    if (name == NULL || name->kind != PV_STRING)
        return py_unknown(w->p, name == NULL ? call : name, "the name of a sequence");
    fx_each (const fx_yaml *const, other, out) {
        const fx_yaml *own = fx_yaml_get(*other, "sequence");

        if (own != NULL && fx_same(own->text, name->text))
            return true;
    }
    const char *text = fx_fmt(w->a, "CREATE SEQUENCE %s", name->text);

    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const py_value *v = py_arg_named(call, options[i].name);

        if (v != NULL && v->kind == PV_NUMBER)
            text = fx_fmt(w->a, "%s %s %s", text, options[i].words, v->text);
    }
    write_set(w, sql, "postgresql", text, call);
    write_set(w, y, "sequence", name->text, call);
    write_put(w, y, "sql", sql);
    *fx_push(w->a, out) = y;
    return true;
}

/* One that counts is the first: MySQL wants it so. */
static void add_key(const writer *w, const py_column *c, fx_strs *keys)
{
    const size_t at = c->autoincrement ? 0 : keys->n;

    *fx_insert_at(w->a, keys, at) = c->name;
}

static bool write_columns(writer *w, fx_yamls *out)
{
    fx_strs keys = {0};

    fx_each (py_column, c, &w->t->columns) {
        if (!write_column(w, c) || !write_references(w, c))
            return false;
        write_flags(w, c);
        if (c->type.check != NULL)
            write_members_check(w, c);
        if (c->primary)
            add_key(w, c, &keys);
        fx_each (const py_value *const, item, &c->constraints) {
            if (!write_item(w, *item))
                return false;
        }
        if (c->sequence != NULL && !write_sequence(w, c->sequence, out))
            return false;
        if (c->type.enum_name == NULL)
            continue;
        if (!same_members(w, c, out))
            return false;
        write_enum(w, c, out);
    }
    return keys.n == 0 || write_primary(w, NULL, &keys);
}

static void add_list(const writer *w, fx_yaml *table, const char *key, const fx_yaml *list)
{
    if (list->items.n > 0)
        write_put(w, table, key, list);
}

static void begin(writer *w, fx_arena *a)
{
    w->uniques = fx_yaml_list(a);
    w->foreign_keys = fx_yaml_list(a);
    w->checks = fx_yaml_list(a);
    w->indexes = fx_yaml_list(a);
}

static bool write_items(writer *w, fx_yaml *table)
{
    fx_each (const py_value *const, item, &w->t->items) {
        if (!write_item(w, *item))
            return false;
    }
    if (w->primary != NULL)
        write_put(w, table, "primary_key", w->primary);
    add_list(w, table, "uniques", w->uniques);
    add_list(w, table, "foreign_keys", w->foreign_keys);
    add_list(w, table, "checks", w->checks);
    add_list(w, table, "indexes", w->indexes);
    return true;
}

bool py_table_items(py_project *p, py_table *t, fx_yaml **out)
{
    const py_tables none = {0};
    writer w = {.p = p, .a = p->a, .t = t, .all = &none};

    begin(&w, p->a);
    *out = write_map(&w, t->at);
    return write_items(&w, *out) && !p->failed;
}

/* Is the column one of a key's or a foreign key's? */
static bool names_column(const writer *w, const py_value *item, const py_column *c)
{
    const char *kind = item->kind == PV_CALL ? py_last(item->of) : "";
    const py_value *list = fx_same(kind, "ForeignKeyConstraint") ? py_arg_placed(item, 0) : NULL;
    bool found = false;

    for (size_t i = 0; fx_same(kind, "PrimaryKeyConstraint") && py_arg_placed(item, i) != NULL; i++)
        found = found || fx_same(write_column_name(w, py_arg_placed(item, i)), c->name);
    for (size_t i = 0; list != NULL && i < list->items.n; i++)
        found = found || fx_same(write_column_name(w, list->items.at[i]), c->name);
    return found;
}

/* PrimaryKeyConstraint("id") is primary_key=True of its columns, ForeignKeyConstraint a reference:
 * whether SQLAlchemy makes a key by itself depends on both. */
static void mark_keys(writer *w)
{
    fx_each (py_column, c, &w->t->columns) {
        fx_each (const py_value *const, item, &w->t->items) {
            if (!names_column(w, *item, c))
                continue;
            if (fx_same(py_last((*item)->of), "PrimaryKeyConstraint"))
                c->primary = true;
            else
                c->referring = true;
        }
        if (c->primary)
            c->nullable = false;
        w->keys += c->primary;
    }
}

bool py_table_emit(py_project *p, py_table *t, const py_tables *all, fx_yamls *out)
{
    writer w = {.p = p, .a = p->a, .t = t, .all = all};
    fx_yaml *table = write_map(&w, t->at);

    w.columns = write_map(&w, t->at);
    begin(&w, p->a);
    mark_keys(&w);
    write_set(&w, table, "table",
              t->schema == NULL ? t->name : fx_fmt(p->a, "%s.%s", t->schema, t->name), t->at);
    fx_each (const py_arg, option, &t->options) {
        if (!write_option(&w, option, table))
            return false;
    }
    write_put(&w, table, "columns", w.columns);
    if (!write_columns(&w, out) || !write_items(&w, table) || !add_remark(&w, t->at, table))
        return false;
    *fx_push(p->a, out) = table;
    return !p->failed;
}
