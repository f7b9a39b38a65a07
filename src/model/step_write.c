#include "fx/model/read.h"
#include "fx/model/step.h"

static void set_text(fx_arena *a, fx_yaml *y, const char *key, const char *text)
{
    fx_yaml_set(a, y, key, fx_yaml_scalar(a, text));
}

static void set_flag(fx_arena *a, fx_yaml *y, const char *key, bool value)
{
    fx_yaml_set(a, y, key, fx_yaml_plain(a, value ? "true" : "false"));
}

/* A column's body laid flat below the verb; a short form becomes `type:`. */
static void write_add_column(fx_arena *a, const fx_step *s, fx_yaml *y)
{
    const fx_yaml *body = fx_column_write(a, s->column);

    if (body->kind == FX_YAML_SCALAR)
        fx_yaml_set(a, y, "type", body);
    fx_each (const fx_yaml_pair, pair, &body->pairs) {
        fx_yaml_set(a, y, pair->key, pair->value);
    }
    if (s->column->fill.kind != FX_VALUE_NONE)
        fx_yaml_set(a, y, "fill", fx_value_write(a, &s->column->fill));
}

static void write_alter_column(fx_arena *a, const fx_step *s, fx_yaml *y)
{
    static const char *const identities[] = {"derived", "false",  "true",
                                             "always",  "strict", "serial"};

    if (s->rename != NULL)
        set_text(a, y, "rename", s->rename);
    if (s->alter.type != NULL) {
        set_text(a, y, "type", fx_type_text(a, s->alter.type));
        fx_each (const fx_variant, v, &s->alter.type->variants) {
            set_text(a, y, v->dialect, v->text);
        }
    }
    if (s->alter.nullable >= 0)
        set_flag(a, y, "nullable", s->alter.nullable == 1);
    if (s->alter.def.kind != FX_VALUE_NONE)
        fx_yaml_set(a, y, "default", fx_value_write(a, &s->alter.def));
    if (s->alter.identity >= 0)
        fx_yaml_set(a, y, "identity", fx_yaml_plain(a, identities[s->alter.identity]));
    if (s->alter.has_generated)
        fx_yaml_set(a, y, "generated", fx_generated_write(a, &s->alter.generated, s->alter.stored));
    if (s->alter.has_collate)
        set_text(a, y, "collate", s->alter.collate);
    if (s->alter.now_on_update != FX_UNCHANGED)
        set_flag(a, y, "now_on_update", s->alter.now_on_update == FX_SWITCH_ON);
    if (s->alter.has_comment)
        set_text(a, y, "comment", s->alter.comment);
    if (fx_sql_text_set(&s->alter.using_))
        fx_yaml_set(a, y, "using", fx_sql_text_write(a, &s->alter.using_));
    if (s->alter.fill.kind != FX_VALUE_NONE)
        fx_yaml_set(a, y, "fill", fx_value_write(a, &s->alter.fill));
}

static void write_alter_table(fx_arena *a, const fx_step *s, fx_yaml *y)
{
    if (s->alter.without_rowid != FX_UNCHANGED)
        set_flag(a, y, "without_rowid", s->alter.without_rowid == FX_SWITCH_ON);
    if (s->alter.strict != FX_UNCHANGED)
        set_flag(a, y, "strict", s->alter.strict == FX_SWITCH_ON);
    for (size_t i = 0; i < FX_TABLE_WORD_COUNT; i++) {
        if (s->alter.has_words[i])
            set_text(a, y, fx_table_words[i], s->alter.words[i]);
    }
    if (s->alter.has_comment)
        set_text(a, y, "comment", s->alter.comment);
}

static void write_foreign(fx_arena *a, const fx_step *s, fx_yaml *y)
{
    const fx_foreign_key *fk = &s->foreign_key;

    fx_yaml_set(a, y, "columns", fx_yaml_strs(a, &fk->columns));
    fx_yaml_set(a, y, "references", fx_reference_write(a, fk));
    fx_foreign_options_write(a, fk, y);
}

static void write_index(fx_arena *a, const fx_step *s, fx_yaml *y)
{
    fx_yaml_set(a, y, "columns", fx_index_columns_write(a, &s->index));
    fx_index_options_write(a, &s->index, y);
    if (s->concurrently)
        set_flag(a, y, "concurrently", true);
}

static void write_rows(fx_arena *a, const fx_step *s, fx_yaml *y)
{
    fx_yaml *rows = fx_yaml_list(a);

    fx_yaml_set(a, y, "columns", fx_yaml_strs(a, &s->columns));
    fx_each (const fx_yaml *const, row, &s->rows) {
        fx_yaml_append(a, rows, *row);
    }
    fx_yaml_set(a, y, "rows", rows);
}

static const fx_yaml *texts(fx_arena *a, const fx_strs *t)
{
    return t->n == 1 ? fx_yaml_scalar(a, t->at[0]) : fx_yaml_strs(a, t);
}

static void write_execute(fx_arena *a, const fx_step *s, fx_yaml *y)
{
    fx_yaml *map = fx_yaml_map(a);

    fx_each (const fx_execute_for, f, &s->execute.by) {
        fx_yaml_set(a, map, f->dialect, texts(a, &f->texts));
    }
    fx_yaml_set(a, y, "execute", s->execute.by_dialect ? map : texts(a, &s->execute.all));
    if (s->execute.refuses != NULL)
        set_text(a, y, "refuses", s->execute.refuses);
    if (s->execute.has_state)
        fx_yaml_set(a, y, "state", fx_steps_write(a, &s->execute.state));
}

static void write_drop_constraint(fx_arena *a, const fx_step *s, fx_yaml *y)
{
    static const char *const words[] = {"unique", "foreign_key", "check", "primary_key"};

    set_text(a, y, "type", words[s->constraint]);
    if (s->columns.n > 0)
        fx_yaml_set(a, y, "columns", fx_yaml_strs(a, &s->columns));
    if (fx_sql_text_set(&s->check.sql))
        fx_yaml_set(a, y, "sql", fx_sql_text_write(a, &s->check.sql));
}

static void write_properties(fx_arena *a, const fx_step *s, fx_yaml *y)
{
    if (fx_step_makes_text(s->kind))
        fx_yaml_set(a, y, "sql", fx_sql_text_write(a, &s->sql));
    switch (s->kind) {
    case FX_STEP_RENAME_TABLE:
        set_text(a, y, "rename", s->rename);
        break;
    case FX_STEP_ALTER_TABLE:
        write_alter_table(a, s, y);
        break;
    case FX_STEP_ADD_COLUMN:
        write_add_column(a, s, y);
        break;
    case FX_STEP_ALTER_COLUMN:
        write_alter_column(a, s, y);
        break;
    case FX_STEP_CREATE_INDEX:
        write_index(a, s, y);
        break;
    case FX_STEP_DROP_INDEX:
        if (s->columns.n > 0)
            fx_yaml_set(a, y, "columns", fx_yaml_strs(a, &s->columns));
        if (s->concurrently)
            set_flag(a, y, "concurrently", true);
        break;
    case FX_STEP_CREATE_UNIQUE_CONSTRAINT:
    case FX_STEP_CREATE_PRIMARY_KEY:
        fx_yaml_set(a, y, "columns", fx_yaml_strs(a, &s->key.columns));
        fx_key_options_write(a, &s->key, y);
        break;
    case FX_STEP_CREATE_FOREIGN_KEY:
        write_foreign(a, s, y);
        break;
    case FX_STEP_CREATE_CHECK_CONSTRAINT:
        fx_check_body_write(a, &s->check, y);
        break;
    case FX_STEP_DROP_CONSTRAINT:
        write_drop_constraint(a, s, y);
        break;
    case FX_STEP_CREATE_ENUM:
    case FX_STEP_ALTER_ENUM:
        fx_yaml_set(a, y, "values", fx_yaml_strs(a, &s->members));
        break;
    case FX_STEP_BULK_INSERT:
        write_rows(a, s, y);
        break;
    default:
        break;
    }
}

const fx_yaml *fx_step_write(fx_arena *a, const fx_step *s)
{
    fx_yaml *y = fx_yaml_map(a);

    if (s->kind == FX_STEP_CREATE_TABLE)
        return fx_table_write(a, s->table, "create_table");
    if (s->kind == FX_STEP_EXECUTE) {
        write_execute(a, s, y);
        return y;
    }
    fx_object o = s->object;

    if (o.name == NULL && fx_step_is_of_table(s->kind)) /* a nameless one: schema.table."" */
        o.name = "";
    set_text(a, y, fx_step_verb(s->kind), fx_object_text(a, &o));
    write_properties(a, s, y);
    return y;
}

const fx_yaml *fx_steps_write(fx_arena *a, const fx_steps *s)
{
    fx_yaml *list = fx_yaml_list(a);

    fx_each (const fx_step *const, step, s) {
        fx_yaml_append(a, list, fx_step_write(a, *step));
    }
    return list;
}

const char *fx_step_text(fx_arena *a, const fx_step *s)
{
    fx_str out = {.arena = a};

    fx_yaml_print(&out, fx_step_write(a, s), 0);
    return fx_str_text(&out);
}
