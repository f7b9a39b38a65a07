#include <string.h>

#include "fx/model/read.h"
#include "fx/model/step.h"
#include "inner.h"

static const struct {
    const char *verb;
    int parts;
} verbs[FX_STEP_COUNT] = {
#define X(symbol, verb, parts) [FX_STEP_##symbol] = {verb, parts},
    FX_STEPS(X)
#undef X
};

const char *fx_step_verb(fx_step_kind kind)
{
    return verbs[kind].verb;
}

bool fx_step_is_of_table(fx_step_kind kind)
{
    return verbs[kind].parts == 2;
}

static const char *const constraint_words[] = {"unique", "foreign_key", "check", "primary_key"};

typedef bool read_fn(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err);

static bool need(const fx_yaml *y, const char *key, const fx_yaml **out, fx_error *err)
{
    *out = fx_yaml_get(y, key);
    return *out != NULL || fx_yaml_fail(y, err, "the step has no '%s'", key);
}

static bool read_create_table(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    fx_table *t = fx_new(a, fx_table);

    if (!fx_table_read(a, y, "create_table", t, err))
        return false;
    s->table = t;
    return true;
}

static bool read_nothing(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    (void)a;
    (void)y;
    (void)s;
    (void)err;
    return true;
}

static bool read_rename_table(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    const fx_yaml *value;

    (void)a;
    return need(y, "rename", &value, err) && fx_yaml_text(value, "rename", &s->rename, err);
}

static bool read_comment(const fx_yaml *y, fx_step *s, fx_error *err)
{
    const fx_yaml *value = fx_yaml_get(y, "comment");

    if (value == NULL)
        return true;
    s->alter.has_comment = true;
    return fx_yaml_is_null(value) || fx_yaml_text(value, "comment", &s->alter.comment, err);
}

static bool read_switch(const fx_yaml *y, const char *key, fx_switch *out, fx_error *err)
{
    const fx_yaml *value = fx_yaml_get(y, key);
    bool on;

    if (value == NULL)
        return true;
    if (!fx_yaml_bool(value, key, &on, err))
        return false;
    *out = on ? FX_SWITCH_ON : FX_SWITCH_OFF;
    return true;
}

static bool read_alter_table(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    (void)a;
    for (size_t i = 0; i < FX_TABLE_WORD_COUNT; i++) {
        const fx_yaml *value = fx_yaml_get(y, fx_table_words[i]);

        s->alter.has_words[i] = value != NULL;
        if (value != NULL && !fx_yaml_is_null(value) &&
            !fx_yaml_text(value, fx_table_words[i], &s->alter.words[i], err))
            return false;
    }
    return read_switch(y, "without_rowid", &s->alter.without_rowid, err) &&
           read_switch(y, "strict", &s->alter.strict, err) && read_comment(y, s, err);
}

/* The step's own map without its verb is the column's body. */
static bool read_add_column(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    fx_yaml *body = fx_yaml_map(a);
    fx_column *c = fx_new(a, fx_column);

    body->file = y->file;
    body->line = y->line;
    body->column = y->column;
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        if (!fx_same(pair->key, "add_column"))
            *fx_push(a, &body->pairs) = *pair;
    }
    if (!fx_column_read(a, s->object.name, body, c, NULL, err))
        return false;
    if (c->type.kind == FX_TYPE_ENUM && c->type.enum_name == NULL)
        c->type.enum_name = fx_fmt(a, "%s_%s", s->object.table, c->name);
    s->column = c;
    return true;
}

static bool read_new_type(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    fx_yaml *body = fx_yaml_map(a);
    fx_column *c = fx_new(a, fx_column);

    body->file = y->file;
    body->line = y->line;
    body->column = y->column;
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        if (fx_same(pair->key, "type") || fx_is_dialect(pair->key))
            *fx_push(a, &body->pairs) = *pair;
    }
    if (!fx_column_read(a, s->object.name, body, c, NULL, err))
        return false;
    if (c->type.kind == FX_TYPE_ENUM && c->type.enum_name == NULL)
        c->type.enum_name = fx_fmt(a, "%s_%s", s->object.table, s->object.name);
    s->alter.type = &c->type;
    return true;
}

static bool read_new_identity(const fx_yaml *y, fx_step *s, fx_error *err)
{
    static const char *const words[] = {"derived", "false", "true", "always", "strict", "serial"};
    const char *text;

    if (!fx_yaml_text(y, "identity", &text, err))
        return false;
    for (int i = 0; i < (int)FX_COUNT(words); i++) {
        if (fx_same(text, words[i])) {
            s->alter.identity = i;
            return true;
        }
    }
    return fx_yaml_fail(y, err, "identity: unknown value '%s'", text);
}

static bool read_alter_column(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    const fx_yaml *rename = fx_yaml_get(y, "rename"), *nullable = fx_yaml_get(y, "nullable");
    const fx_yaml *def = fx_yaml_get(y, "default"), *using_ = fx_yaml_get(y, "using");
    const fx_yaml *fill = fx_yaml_get(y, "fill"), *identity = fx_yaml_get(y, "identity");
    const fx_yaml *generated = fx_yaml_get(y, "generated"), *collate = fx_yaml_get(y, "collate");
    bool flag = false;

    s->alter.nullable = s->alter.identity = -1;
    if (rename != NULL && !fx_yaml_text(rename, "rename", &s->rename, err))
        return false;
    if (fx_yaml_get(y, "type") != NULL && !read_new_type(a, y, s, err))
        return false;
    if (nullable != NULL) {
        if (!fx_yaml_bool(nullable, "nullable", &flag, err))
            return false;
        s->alter.nullable = flag;
    }
    if ((def != NULL && !fx_value_read(a, def, NULL, "default", &s->alter.def, err)) ||
        (using_ != NULL && !fx_sql_text_read(a, using_, "using", &s->alter.using_, err)) ||
        (fill != NULL && !fx_value_read(a, fill, NULL, "fill", &s->alter.fill, err)) ||
        (identity != NULL && !read_new_identity(identity, s, err)))
        return false;
    s->alter.has_generated = generated != NULL;
    s->alter.has_collate = collate != NULL;
    if ((generated != NULL && !fx_yaml_is_null(generated) &&
         !fx_generated_read(a, generated, &s->alter.generated, &s->alter.stored, err)) ||
        (collate != NULL && !fx_yaml_is_null(collate) &&
         !fx_yaml_text(collate, "collate", &s->alter.collate, err)))
        return false;
    return read_switch(y, "now_on_update", &s->alter.now_on_update, err) && read_comment(y, s, err);
}

static bool read_columns(fx_arena *a, const fx_yaml *y, fx_strs *out, fx_error *err)
{
    const fx_yaml *value;

    return need(y, "columns", &value, err) && fx_yaml_texts(a, value, "columns", out, err);
}

static bool read_concurrently(const fx_yaml *y, fx_step *s, fx_error *err)
{
    const fx_yaml *value = fx_yaml_get(y, "concurrently");

    return value == NULL || fx_yaml_bool(value, "concurrently", &s->concurrently, err);
}

static bool read_create_index(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    const fx_yaml *columns;

    s->index.name = s->object.name;
    return need(y, "columns", &columns, err) && fx_index_columns_read(a, columns, &s->index, err) &&
           fx_index_options_read(a, y, &s->index, err) && read_concurrently(y, s, err);
}

static bool read_key(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    s->key.name = s->object.name;
    return read_columns(a, y, &s->key.columns, err) && fx_key_options_read(a, y, &s->key, err);
}

static bool read_foreign(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    const fx_yaml *references;

    s->foreign_key.name = s->object.name;
    if (!read_columns(a, y, &s->foreign_key.columns, err) ||
        !need(y, "references", &references, err) ||
        !fx_reference_read(a, references, &s->foreign_key, err))
        return false;
    return fx_foreign_options_read(y, &s->foreign_key, err);
}

static bool read_check(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    s->check.name = s->object.name;
    return fx_check_body_read(a, y, &s->check, err);
}

static bool read_drop_constraint(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    const fx_yaml *type, *columns = fx_yaml_get(y, "columns");
    const fx_yaml *sql = fx_yaml_get(y, "sql"); /* which of the nameless checks */
    const char *text;

    if (sql != NULL && !fx_sql_text_read(a, sql, "sql", &s->check.sql, err))
        return false;
    if (!need(y, "type", &type, err) || !fx_yaml_text(type, "type", &text, err) ||
        (columns != NULL && !fx_yaml_texts(a, columns, "columns", &s->columns, err)))
        return false;
    for (size_t i = 0; i < 4; i++) {
        if (fx_same(text, constraint_words[i]) || (i == 1 && fx_same(text, "foreignkey")) ||
            (i == 3 && fx_same(text, "primary"))) {
            s->constraint = (fx_constraint_kind)i;
            return true;
        }
    }
    fx_yaml_fail(type, err, "type: unknown constraint '%s'", text);
    return fx_hint(err, "One of: unique, foreign_key, check, primary_key.");
}

static bool read_drop_index(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    const fx_yaml *columns = fx_yaml_get(y, "columns");

    return (columns == NULL || fx_yaml_texts(a, columns, "columns", &s->columns, err)) &&
           read_concurrently(y, s, err);
}

static bool read_values(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    const fx_yaml *values;

    return need(y, "values", &values, err) && fx_yaml_texts(a, values, "values", &s->members, err);
}

static bool read_bulk_insert(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    const fx_yaml *rows;

    if (!read_columns(a, y, &s->columns, err) || !need(y, "rows", &rows, err))
        return false;
    if (rows->kind != FX_YAML_LIST)
        return fx_yaml_fail(rows, err, "rows: a list of rows is expected");
    fx_each (const fx_yaml *const, row, &rows->items) {
        if ((*row)->kind != FX_YAML_LIST || (*row)->items.n != s->columns.n)
            return fx_yaml_fail(*row, err, "a row must be a list of %zu values", s->columns.n);
        fx_each (const fx_yaml *const, value, &(*row)->items) {
            if ((*value)->kind != FX_YAML_SCALAR)
                return fx_yaml_fail(*value, err, "a value must be a text, a number or null");
        }
        *fx_push(a, &s->rows) = *row;
    }
    return true;
}

static bool read_texts(fx_arena *a, const fx_yaml *y, fx_strs *out, fx_error *err)
{
    return fx_yaml_texts(a, y, "execute", out, err);
}

static bool read_execute(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    const fx_yaml *sql = fx_yaml_get(y, "execute"), *state = fx_yaml_get(y, "state");
    const fx_yaml *refuses = fx_yaml_get(y, "refuses");

    if (refuses != NULL && !fx_yaml_text(refuses, "refuses", &s->execute.refuses, err))
        return false;

    s->execute.by_dialect = sql->kind == FX_YAML_MAP;
    if (!s->execute.by_dialect && !read_texts(a, sql, &s->execute.all, err))
        return false;
    fx_each (const fx_yaml_pair, pair, &sql->pairs) {
        if (!fx_is_dialect(pair->key)) {
            fx_yaml_fail(pair->value, err, "execute: unknown dialect '%s'", pair->key);
            return fx_hint(err, "A text, or a map of sqlite, postgresql, mysql, mariadb.");
        }
        fx_execute_for *f = fx_push(a, &s->execute.by);

        f->dialect = pair->key;
        if (!read_texts(a, pair->value, &f->texts, err))
            return false;
    }
    if (state == NULL)
        return true;
    s->execute.has_state = true;
    return fx_steps_read(a, state, &s->execute.state, err);
}

static bool read_text_object(fx_arena *a, const fx_yaml *y, fx_step *s, fx_error *err)
{
    fx_text_object t = fx_text_object_of(s);

    if (!fx_text_sql_read(a, y, &t, err))
        return false;
    s->sql = t.sql;
    return true;
}

/* One row a verb: its reader and the keys besides the verb. */
static const struct {
    read_fn *read;
    const char *keys[16];
} readers[FX_STEP_COUNT] = {
    [FX_STEP_CREATE_TABLE] = {read_create_table,    {NULL}                                       },
    [FX_STEP_DROP_TABLE] = {read_nothing,         {NULL}                                       },
    [FX_STEP_RENAME_TABLE] = {read_rename_table,    {"rename"}                                   },
    [FX_STEP_ALTER_TABLE] = {read_alter_table,
                              {"comment", "without_rowid", "strict", "engine", "charset", "collate",
                              "options"}                                                         },
    [FX_STEP_ADD_COLUMN] = {read_add_column,
                              {"type", "nullable", "default", "comment", "identity", "fill",
                             "generated", "collate", "now_on_update", "sqlite", "postgresql",
                             "mysql", "mariadb"}                                                 },
    [FX_STEP_DROP_COLUMN] = {read_nothing,         {NULL}                                       },
    [FX_STEP_ALTER_COLUMN] = {read_alter_column,
                              {"rename", "type", "nullable", "default", "comment", "using", "fill",
                               "identity", "generated", "collate", "now_on_update", "sqlite",
                               "postgresql", "mysql", "mariadb"}                                 },
    [FX_STEP_CREATE_INDEX] = {read_create_index,    {"columns", "concurrently", FX_INDEX_OPTIONS}},
    [FX_STEP_DROP_INDEX] = {read_drop_index,      {"columns", "concurrently"}                  },
    [FX_STEP_CREATE_UNIQUE_CONSTRAINT] = {read_key,             {"columns", FX_KEY_OPTIONS}                  },
    [FX_STEP_CREATE_FOREIGN_KEY] = {read_foreign,         {"columns", "references", FX_FOREIGN_OPTIONS}},
    [FX_STEP_CREATE_CHECK_CONSTRAINT] = {read_check,           {FX_CHECK_OPTIONS}                           },
    [FX_STEP_CREATE_PRIMARY_KEY] = {read_key,             {"columns", FX_KEY_OPTIONS}                  },
    [FX_STEP_DROP_CONSTRAINT] = {read_drop_constraint, {"type", "columns", "sql", "exclude"}        },
    [FX_STEP_CREATE_ENUM] = {read_values,          {"values"}                                   },
    [FX_STEP_ALTER_ENUM] = {read_values,          {"values"}                                   },
    [FX_STEP_DROP_ENUM] = {read_nothing,         {NULL}                                       },
    [FX_STEP_CREATE_DOMAIN] = {read_text_object,     {"sql"}                                      },
    [FX_STEP_DROP_DOMAIN] = {read_nothing,         {NULL}                                       },
    [FX_STEP_CREATE_SEQUENCE] = {read_text_object,     {"sql"}                                      },
    [FX_STEP_DROP_SEQUENCE] = {read_nothing,         {NULL}                                       },
    [FX_STEP_CREATE_FUNCTION] = {read_text_object,     {"sql"}                                      },
    [FX_STEP_DROP_FUNCTION] = {read_nothing,         {NULL}                                       },
    [FX_STEP_CREATE_VIEW] = {read_text_object,     {"sql"}                                      },
    [FX_STEP_DROP_VIEW] = {read_nothing,         {NULL}                                       },
    [FX_STEP_CREATE_MATERIALIZED_VIEW] = {read_text_object,     {"sql"}                                      },
    [FX_STEP_DROP_MATERIALIZED_VIEW] = {read_nothing,         {NULL}                                       },
    [FX_STEP_CREATE_TRIGGER] = {read_text_object,     {"sql"}                                      },
    [FX_STEP_DROP_TRIGGER] = {read_nothing,         {NULL}                                       },
    [FX_STEP_BULK_INSERT] = {read_bulk_insert,     {"columns", "rows"}                          },
    [FX_STEP_EXECUTE] = {read_execute,         {"state", "refuses"}                         },
};

static bool find_verb(const fx_yaml *y, size_t *out, fx_error *err)
{
    const char *names[FX_STEP_COUNT], *near;

    for (*out = 0; *out < FX_STEP_COUNT; (*out)++) {
        if (fx_yaml_get(y, verbs[*out].verb) != NULL)
            return true;
        names[*out] = verbs[*out].verb;
    }
    if (y->kind != FX_YAML_MAP || y->pairs.n == 0)
        return fx_yaml_fail(y, err, "a step is a verb and its object, as `add_column: user.age`");
    near = fx_nearest(y->pairs.at[0].key, names, FX_STEP_COUNT);
    fx_yaml_fail(y, err, "unknown step '%s'", y->pairs.at[0].key);
    return near == NULL
               ? fx_hint(err, "Steps: create_table, add_column, alter_column, execute, ...")
               : fx_hint(err, "did you mean %s?", near);
}

static bool check_keys(const fx_yaml *y, size_t kind, fx_error *err)
{
    const char *keys[15] = {verbs[kind].verb};
    size_t n = 1;

    if (kind == FX_STEP_CREATE_TABLE)
        return true; /* the body's reader does it */
    for (size_t i = 0; i < 14 && readers[kind].keys[i] != NULL; i++)
        keys[n++] = readers[kind].keys[i];
    return fx_yaml_only(y, keys, n, err);
}

bool fx_step_read(fx_arena *a, const fx_yaml *y, fx_step *out, fx_error *err)
{
    size_t kind;
    const char *text, *why;

    if (!find_verb(y, &kind, err) || !check_keys(y, kind, err))
        return false;
    *out = (fx_step){.kind = (fx_step_kind)kind, .file = y->file, .line = y->line};
    out->alter.nullable = out->alter.identity = -1;
    if (verbs[kind].parts > 0) {
        const fx_yaml *object = fx_yaml_get(y, verbs[kind].verb);

        if (!fx_yaml_text(object, verbs[kind].verb, &text, err))
            return false;
        /* `drop_constraint: user` with columns: a nameless one */
        bool nameless = verbs[kind].parts == 2 && strchr(text, '.') == NULL && text[0] != '"';

        if (!fx_object_parse(a, text, nameless ? 1 : verbs[kind].parts, &out->object, &why))
            return fx_yaml_fail(object, err, "%s", why);
        if (nameless && (kind < FX_STEP_CREATE_INDEX || kind > FX_STEP_DROP_CONSTRAINT))
            return fx_yaml_fail(object, err, "'%s' must be table.name", text);
        if (out->object.name != NULL && *out->object.name == '\0') /* schema.table."" */
            out->object.name = NULL;
    }
    return readers[kind].read(a, y, out, err);
}

bool fx_steps_read(fx_arena *a, const fx_yaml *list, fx_steps *out, fx_error *err)
{
    if (fx_yaml_is_null(list))
        return true;
    if (list->kind != FX_YAML_LIST)
        return fx_yaml_fail(list, err, "a list of steps is expected");
    fx_each (const fx_yaml *const, item, &list->items) {
        fx_step *s = fx_new(a, fx_step);

        if (!fx_step_read(a, *item, s, err))
            return false;
        *fx_push(a, out) = s;
    }
    return true;
}
