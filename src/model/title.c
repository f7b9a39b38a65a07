#include <stdio.h>
#include <string.h>

#include "inner.h"

static const char *columns_of(fx_arena *a, const fx_strs *columns)
{
    return fx_strs_join(a, columns, ", ");
}

/* "unique user.email" for the constraint that the naming rule made; else its name. */
static const char *unique_text(fx_arena *a, const fx_step *s)
{
    if (s->key.columns.n == 1)
        return fx_fmt(a, "unique %s.%s", s->object.table, s->key.columns.at[0]);
    return fx_fmt(a, "unique %s (%s)", s->object.table, columns_of(a, &s->key.columns));
}

static const char *alter_text(fx_arena *a, const fx_step *s)
{
    const char *object = fx_object_text(a, &s->object);

    if (s->rename != NULL)
        return fx_fmt(a, "Rename %s to %s", object, s->rename);
    if (s->alter.type != NULL)
        return fx_fmt(a, "Change %s to %s", object, fx_type_text(a, s->alter.type));
    if (s->alter.has_generated)
        return fx_fmt(a, "Change the expression of %s", object);
    if (s->alter.has_collate)
        return fx_fmt(a, "Change collation of %s", object);
    if (s->alter.nullable >= 0)
        return fx_fmt(a, "Make %s %s", object, s->alter.nullable == 1 ? "nullable" : "not null");
    if (s->alter.def.kind != FX_VALUE_NONE)
        return fx_fmt(a, "Change default of %s", object);
    return fx_fmt(a, "Change %s", object);
}

static const char *execute_text(fx_arena *a, const fx_step *s)
{
    const fx_strs *texts = s->execute.by.n > 0 ? &s->execute.by.at[0].texts : &s->execute.all;
    const char *sql = texts->n == 0 ? "nothing" : fx_sql_fold(a, texts->at[0]);

    if (s->execute.refuses != NULL)
        return fx_fmt(a, "Refuse to run: %s", s->execute.refuses);
    return fx_fmt(a, "Execute %.40s%s", sql, strlen(sql) > 40 ? "..." : "");
}

static const char *drop_text(fx_arena *a, const fx_step *s)
{
    static const char *const words[] = {"unique", "foreign key", "check", "primary key"};

    return fx_fmt(a, "Drop %s %s", words[s->constraint], fx_object_text(a, &s->object));
}

static const char *table_text(fx_arena *a, const fx_step *s)
{
    const char *object = fx_object_text(a, &s->object);

    if (s->alter.strict != FX_UNCHANGED)
        return fx_fmt(a, "Make table %s %s", object,
                      s->alter.strict == FX_SWITCH_ON ? "strict" : "not strict");
    if (s->alter.without_rowid != FX_UNCHANGED)
        return fx_fmt(a, "Make table %s %s rowid", object,
                      s->alter.without_rowid == FX_SWITCH_ON ? "without" : "with");
    for (size_t i = 0; i < FX_TABLE_WORD_COUNT; i++) {
        if (s->alter.has_words[i])
            return fx_fmt(a, "Change %s of table %s", fx_table_words[i], object);
    }
    return fx_fmt(a, "Change comment of table %s", object);
}

const char *fx_step_title(fx_arena *a, const fx_step *s)
{
    const char *object = fx_object_text(a, &s->object);

    switch (s->kind) {
    case FX_STEP_CREATE_TABLE:
        return fx_fmt(a, "Create table %s", object);
    case FX_STEP_DROP_TABLE:
        return fx_fmt(a, "Drop table %s", object);
    case FX_STEP_RENAME_TABLE:
        return fx_fmt(a, "Rename table %s to %s", object, s->rename);
    case FX_STEP_ALTER_TABLE:
        return table_text(a, s);
    case FX_STEP_ADD_COLUMN:
        return fx_fmt(a, "Add %s", object);
    case FX_STEP_DROP_COLUMN:
        return fx_fmt(a, "Drop %s", object);
    case FX_STEP_ALTER_COLUMN:
        return alter_text(a, s);
    case FX_STEP_CREATE_INDEX:
        return fx_fmt(a, "Add index %s", object);
    case FX_STEP_DROP_INDEX:
        return fx_fmt(a, "Drop index %s", object);
    case FX_STEP_CREATE_UNIQUE_CONSTRAINT:
        return fx_fmt(a, "Add %s", unique_text(a, s));
    case FX_STEP_CREATE_FOREIGN_KEY:
        return fx_fmt(a, "Add foreign key %s", object);
    case FX_STEP_CREATE_CHECK_CONSTRAINT:
        return fx_fmt(a, "Add check %s", object);
    case FX_STEP_CREATE_PRIMARY_KEY:
        return fx_fmt(a, "Add primary key %s", object);
    case FX_STEP_DROP_CONSTRAINT:
        return drop_text(a, s);
    case FX_STEP_CREATE_ENUM:
        return fx_fmt(a, "Create enum %s", object);
    case FX_STEP_ALTER_ENUM:
        return fx_fmt(a, "Change enum %s", object);
    case FX_STEP_DROP_ENUM:
        return fx_fmt(a, "Drop enum %s", object);
    case FX_STEP_BULK_INSERT:
        return fx_fmt(a, "Insert %zu rows into %s", s->rows.n, object);
    case FX_STEP_EXECUTE:
        return execute_text(a, s);
    default:
        return fx_fmt(a, "%s %s %s", fx_step_makes_text(s->kind) ? "Create" : "Drop",
                      fx_text_word(fx_step_text_kind(s->kind)), object);
    }
}

enum { MESSAGE_MAX = 72, MORE_MAX = 16 };

/* "Add user.age" and "Add unique user.email" become "Add user.age, unique user.email". */
static const char *without_verb(const char *title, const char *before)
{
    const char *blank = strchr(title, ' ');
    size_t n = blank == NULL ? 0 : (size_t)(blank - title) + 1;

    return before != NULL && n > 0 && strncmp(title, before, n) == 0 ? title + n : title;
}

static const char *lower_first(fx_arena *a, const char *text)
{
    char *copy = fx_strdup(a, text);

    if (*copy >= 'A' && *copy <= 'Z')
        *copy = (char)(*copy + 32);
    return copy;
}

static bool same_object(const fx_object *x, const fx_object *y)
{
    return fx_same(x->schema, y->schema) && fx_same(x->table, y->table) &&
           fx_same(x->name, y->name);
}

static bool has_step(const fx_steps *s, fx_step_kind kind, const fx_object *o)
{
    fx_each (const fx_step *const, other, s) {
        if ((*other)->kind == kind && same_object(&(*other)->object, o))
            return true;
    }
    return false;
}

/* A view that is dropped and made anew is changed: said once. NULL: said already. */
static const char *title_among(fx_arena *a, const fx_steps *s, const fx_step *step)
{
    if (!fx_step_is_text(step->kind))
        return fx_step_title(a, step);
    const fx_text_kind kind = fx_step_text_kind(step->kind);
    bool makes = fx_step_makes_text(step->kind);

    if (!has_step(s, fx_text_step(kind, !makes), &step->object))
        return fx_step_title(a, step);
    if (makes)
        return NULL;
    return fx_fmt(a, "Change %s %s", fx_text_word(kind), fx_object_text(a, &step->object));
}

const char *fx_steps_message(fx_arena *a, const fx_steps *s)
{
    FX_VEC(const char *) titles = {0};
    fx_str out = {.arena = a};
    const char *before = NULL;

    fx_each (const fx_step *const, step, s) {
        const char *title = title_among(a, s, *step);

        if (title != NULL)
            *fx_push(a, &titles) = title;
    }
    for (size_t i = 0; i < titles.n; i++) {
        const char *title = titles.at[i], *text = without_verb(title, before);

        if (i > 0 && text == title)
            text = lower_first(a, title);
        if (i > 0 &&
            out.n + strlen(text) + 2 > (i + 1 < titles.n ? MESSAGE_MAX - MORE_MAX : MESSAGE_MAX)) {
            fx_str_addf(&out, " and %zu more", titles.n - i);
            break;
        }
        fx_str_addf(&out, "%s%s", i > 0 ? ", " : "", text);
        before = title;
    }
    return fx_str_text(&out);
}

static const char *value_text(fx_arena *a, const fx_value *v)
{
    switch (v->kind) {
    case FX_VALUE_TEXT:
        return v->text;
    case FX_VALUE_NOW:
        return "now";
    case FX_VALUE_UUID:
        return "a new uuid";
    case FX_VALUE_SQL:
        return v->sql.all != NULL ? fx_fmt(a, "(%s)", v->sql.all) : "(by dialect)";
    case FX_VALUE_EMPTY:
        return "none are there";
    default:
        return "null";
    }
}

static const char *column_text(fx_arena *a, const fx_column *c)
{
    fx_str s = {.arena = a};

    fx_str_addf(&s, "%s%s", fx_type_text(a, &c->type), c->nullable ? "" : " not null");
    if (fx_column_generated(c))
        fx_str_addf(&s, " generated (%s)%s",
                    c->generated.all != NULL ? c->generated.all : "by dialect",
                    c->stored ? " stored" : "");
    if (c->collate != NULL)
        fx_str_addf(&s, " collate %s", c->collate);
    if (c->now_on_update)
        fx_str_add(&s, " now on update");
    if (c->def.kind != FX_VALUE_NONE)
        fx_str_addf(&s, " default %s", value_text(a, &c->def));
    if (c->fill.kind != FX_VALUE_NONE)
        fx_str_addf(&s, " (rows that are there: %s)", value_text(a, &c->fill));
    return fx_str_text(&s);
}

static const char *alteration_text(fx_arena *a, const fx_change *c)
{
    const fx_step *s = c->step;
    const fx_column *old = fx_table_column(c->before, s->object.name);
    const char *name = s->rename != NULL ? s->rename : s->object.name;
    const fx_column *new = fx_table_column(c->after, name);
    const char *renamed = s->rename == NULL ? "" : fx_fmt(a, "renamed to %s, ", s->rename);

    if (fx_column_equal(old, new) || s->rename != NULL)
        return fx_fmt(a, "%s%s", renamed, column_text(a, new));
    return fx_fmt(a, "%s -> %s", column_text(a, old), column_text(a, new));
}

static const char *reference_text(fx_arena *a, const fx_foreign_key *fk)
{
    return fx_fmt(a, "foreign key (%s) to %s(%s)", columns_of(a, &fk->columns), fk->ref_table,
                  columns_of(a, &fk->ref_columns));
}

/* sign, object, what */
static const char *line(fx_arena *a, char sign, const char *object, const char *text)
{
    return fx_fmt(a, "%c %-13s %s", sign, object, text);
}

static const char *text_line(fx_arena *a, const fx_step *s, const char *table)
{
    const fx_text_kind kind = fx_step_text_kind(s->kind);
    const char sign = fx_step_makes_text(s->kind) ? '+' : '-';
    const char *word = fx_text_word(kind);

    return line(a, sign, table,
                kind == FX_TRIGGER ? fx_fmt(a, "%s  %s", word, s->object.name) : word);
}

const char *fx_change_text(fx_arena *a, const fx_change *c)
{
    const fx_step *s = c->step;
    const char *object = fx_object_text(a, &s->object);
    const fx_object owner = {.schema = s->object.schema, .table = s->object.table};
    const char *table = fx_object_text(a, &owner);
    const char *name = s->object.name == NULL ? "" : s->object.name;

    if (fx_step_is_text(s->kind))
        return text_line(a, s, table);
    switch (s->kind) {
    case FX_STEP_CREATE_TABLE:
        return line(a, '+', object, fx_fmt(a, "table, %zu columns", s->table->columns.n));
    case FX_STEP_DROP_TABLE:
        return line(a, '-', object, "table");
    case FX_STEP_RENAME_TABLE:
        return line(a, '~', object, fx_fmt(a, "table renamed to %s", s->rename));
    case FX_STEP_ADD_COLUMN:
        return line(a, '+', object, column_text(a, s->column));
    case FX_STEP_DROP_COLUMN:
        return line(a, '-', object, column_text(a, fx_table_column(c->before, name)));
    case FX_STEP_ALTER_COLUMN:
        return line(a, '~', object, alteration_text(a, c));
    case FX_STEP_CREATE_INDEX:
        return line(a, '+', table,
                    fx_fmt(a, "%sindex (%s)  %s", s->index.unique ? "unique " : "",
                           columns_of(a, &s->index.columns), name));
    case FX_STEP_CREATE_UNIQUE_CONSTRAINT:
        return line(a, '+', table,
                    fx_fmt(a, "unique (%s)  %s", columns_of(a, &s->key.columns), name));
    case FX_STEP_CREATE_PRIMARY_KEY:
        return line(a, '+', table, fx_fmt(a, "primary key (%s)", columns_of(a, &s->key.columns)));
    case FX_STEP_CREATE_FOREIGN_KEY:
        return line(a, '+', table, fx_fmt(a, "%s  %s", reference_text(a, &s->foreign_key), name));
    case FX_STEP_CREATE_CHECK_CONSTRAINT:
        return line(a, '+', table, fx_fmt(a, "check  %s", name));
    case FX_STEP_DROP_INDEX:
        return line(a, '-', table, fx_fmt(a, "index  %s", name));
    case FX_STEP_DROP_CONSTRAINT:
        return line(a, '-', table, lower_first(a, drop_text(a, s)) + strlen("drop "));
    default:
        return line(a, '~', table, fx_step_title(a, s));
    }
}
