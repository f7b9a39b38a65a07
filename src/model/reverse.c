#include "fx/base/str.h"
#include "inner.h"

static fx_step *step(fx_arena *a, fx_step_kind kind, const fx_object *o)
{
    fx_step *s = fx_new(a, fx_step);

    *s = (fx_step){.kind = kind, .object = *o};
    s->alter.nullable = s->alter.identity = -1;
    return s;
}

/* What a fresh column needs when rows are there: nothing said means that the reader refuses it, so
 * a column that was NOT NULL without a default comes back with a fill of its type. */
static fx_value comeback(const fx_column *c)
{
    static const struct {
        fx_type_kind kind;
        const char *text;
    } zeros[] = {
        {FX_TYPE_BOOLEAN,     "false"              },
        {FX_TYPE_SMALLINT,    "0"                  },
        {FX_TYPE_INTEGER,     "0"                  },
        {FX_TYPE_BIGINT,      "0"                  },
        {FX_TYPE_REAL,        "0"                  },
        {FX_TYPE_DOUBLE,      "0"                  },
        {FX_TYPE_NUMERIC,     "0"                  },
        {FX_TYPE_DATE,        "1970-01-01"         },
        {FX_TYPE_TIME,        "00:00:00"           },
        {FX_TYPE_TIMESTAMP,   "1970-01-01 00:00:00"},
        {FX_TYPE_TIMESTAMPTZ, "1970-01-01 00:00:00"},
    };

    if (c->nullable || c->def.kind != FX_VALUE_NONE || fx_column_generated(c) ||
        (c->identity != FX_IDENTITY_DERIVED && c->identity != FX_IDENTITY_OFF)) /* numbers rows */
        return (fx_value){0};
    if (c->type.kind == FX_TYPE_UUID)
        return (fx_value){.kind = FX_VALUE_UUID};
    if (c->type.kind == FX_TYPE_ENUM && c->type.members.n > 0)
        return (fx_value){.kind = FX_VALUE_TEXT, .text = c->type.members.at[0]};
    for (size_t i = 0; i < FX_COUNT(zeros); i++) {
        if (zeros[i].kind == c->type.kind)
            return (fx_value){.kind = FX_VALUE_TEXT, .text = zeros[i].text};
    }
    return (fx_value){.kind = FX_VALUE_TEXT, .text = c->type.kind == FX_TYPE_JSON ? "{}" : ""};
}

static const fx_step *add_again(fx_arena *a, const fx_change *c)
{
    fx_step *s = step(a, FX_STEP_ADD_COLUMN, &c->step->object);
    fx_column *copy = fx_new(a, fx_column);

    *copy = *fx_table_column(c->before, c->step->object.name);
    copy->fill = comeback(copy);
    s->column = copy;
    return s;
}

static const fx_step *alter_back(fx_arena *a, const fx_change *c)
{
    const fx_step *up = c->step;
    fx_object o = up->object;
    const fx_column *old = fx_table_column(c->before, up->object.name);

    if (up->rename != NULL)
        o.name = up->rename;
    fx_step *s = step(a, FX_STEP_ALTER_COLUMN, &o);

    if (up->rename != NULL)
        s->rename = up->object.name;
    if (up->alter.type != NULL)
        s->alter.type = &old->type;
    if (up->alter.nullable >= 0) {
        s->alter.nullable = old->nullable;
        if (!old->nullable)
            s->alter.fill = comeback(old);
    }
    if (up->alter.def.kind != FX_VALUE_NONE) {
        s->alter.def = old->def;
        if (old->def.kind == FX_VALUE_NONE)
            s->alter.def.kind = FX_VALUE_NULL;
    }
    if (up->alter.identity >= 0)
        s->alter.identity = (int)old->identity;
    s->alter.has_comment = up->alter.has_comment;
    s->alter.comment = old->comment;
    s->alter.has_collate = up->alter.has_collate;
    s->alter.collate = old->collate;
    if (up->alter.now_on_update != FX_UNCHANGED)
        s->alter.now_on_update = old->now_on_update ? FX_SWITCH_ON : FX_SWITCH_OFF;
    s->alter.has_generated = up->alter.has_generated;
    s->alter.generated = old->generated;
    s->alter.stored = old->stored;
    return s;
}

static const fx_step *constraint_back(fx_arena *a, const fx_change *c)
{
    const fx_table *t = c->before;
    const fx_step *up = c->step;
    const char *name = up->object.name;
    fx_step *s;

    switch (up->constraint) {
    case FX_UNIQUE:
        s = step(a, FX_STEP_CREATE_UNIQUE_CONSTRAINT, &up->object);
        s->key = t->uniques.at[fx_find_unique(t, name, &up->columns)];
        return s;
    case FX_FOREIGN:
        s = step(a, FX_STEP_CREATE_FOREIGN_KEY, &up->object);
        s->foreign_key = t->foreign_keys.at[fx_find_foreign(t, name, &up->columns)];
        return s;
    case FX_CHECK_CONSTRAINT:
        s = step(a, FX_STEP_CREATE_CHECK_CONSTRAINT, &up->object);
        s->check = t->checks.at[fx_find_check(t, name, &up->check.sql)];
        return s;
    default:
        s = step(a, FX_STEP_CREATE_PRIMARY_KEY, &up->object);
        s->key = t->primary;
        return s;
    }
}

static const fx_step *drop_of(fx_arena *a, const fx_change *c, fx_constraint_kind kind,
                              const fx_strs *columns)
{
    fx_step *s = step(a, FX_STEP_DROP_CONSTRAINT, &c->step->object);

    s->constraint = kind;
    if (s->object.name == NULL && kind == FX_CHECK_CONSTRAINT)
        s->check.sql = c->step->check.sql;
    else if (s->object.name == NULL)
        s->columns = *columns;
    return s;
}

static const fx_step *index_back(fx_arena *a, const fx_change *c)
{
    fx_step *s = step(a, FX_STEP_CREATE_INDEX, &c->step->object);

    s->index =
        c->before->indexes.at[fx_find_index(c->before, c->step->object.name, &c->step->columns)];
    s->concurrently = c->step->concurrently;
    return s;
}

static const fx_step *index_away(fx_arena *a, const fx_change *c)
{
    fx_step *s = step(a, FX_STEP_DROP_INDEX, &c->step->object);

    if (s->object.name == NULL)
        s->columns = c->step->index.columns;
    s->concurrently = c->step->concurrently;
    return s;
}

static const fx_step *table_back(fx_arena *a, const fx_change *c)
{
    fx_step *s = step(a, FX_STEP_CREATE_TABLE, &c->step->object);

    s->table = c->before;
    return s;
}

static const fx_step *rename_back(fx_arena *a, const fx_change *c)
{
    fx_object o = {.schema = c->step->object.schema, .table = c->step->rename};
    fx_step *s = step(a, FX_STEP_RENAME_TABLE, &o);

    s->rename = c->step->object.table;
    return s;
}

static const fx_step *comment_back(fx_arena *a, const fx_change *c)
{
    fx_step *s = step(a, FX_STEP_ALTER_TABLE, &c->step->object);

    s->alter.has_comment = c->step->alter.has_comment;
    s->alter.comment = c->before->comment;
    if (c->step->alter.without_rowid != FX_UNCHANGED)
        s->alter.without_rowid = c->before->without_rowid ? FX_SWITCH_ON : FX_SWITCH_OFF;
    if (c->step->alter.strict != FX_UNCHANGED)
        s->alter.strict = c->before->strict ? FX_SWITCH_ON : FX_SWITCH_OFF;
    for (size_t i = 0; i < FX_TABLE_WORD_COUNT; i++) {
        s->alter.has_words[i] = c->step->alter.has_words[i];
        s->alter.words[i] = c->before->words[i];
    }
    return s;
}

static const fx_step *text_back(fx_arena *a, const fx_change *c)
{
    const fx_text_kind kind = fx_step_text_kind(c->step->kind);
    fx_step *s = step(a, fx_text_step(kind, c->text_before != NULL), &c->step->object);

    if (c->text_before != NULL) /* it was dropped, or replaced */
        s->sql = c->text_before->sql;
    return s;
}

const fx_step *fx_change_reverse(fx_arena *a, const fx_change *c)
{
    if (fx_step_is_text(c->step->kind))
        return text_back(a, c);
    switch (c->step->kind) {
    case FX_STEP_CREATE_TABLE:
        return step(a, FX_STEP_DROP_TABLE, &c->step->object);
    case FX_STEP_DROP_TABLE:
        return table_back(a, c);
    case FX_STEP_RENAME_TABLE:
        return rename_back(a, c);
    case FX_STEP_ALTER_TABLE:
        return comment_back(a, c);
    case FX_STEP_ADD_COLUMN:
        return step(a, FX_STEP_DROP_COLUMN, &c->step->object);
    case FX_STEP_DROP_COLUMN:
        return add_again(a, c);
    case FX_STEP_ALTER_COLUMN:
        return alter_back(a, c);
    case FX_STEP_CREATE_INDEX:
        return index_away(a, c);
    case FX_STEP_DROP_INDEX:
        return index_back(a, c);
    case FX_STEP_CREATE_UNIQUE_CONSTRAINT:
        return drop_of(a, c, FX_UNIQUE, &c->step->key.columns);
    case FX_STEP_CREATE_FOREIGN_KEY:
        return drop_of(a, c, FX_FOREIGN, &c->step->foreign_key.columns);
    case FX_STEP_CREATE_CHECK_CONSTRAINT:
        return drop_of(a, c, FX_CHECK_CONSTRAINT, NULL);
    case FX_STEP_CREATE_PRIMARY_KEY:
        return drop_of(a, c, FX_PRIMARY, &c->step->key.columns);
    case FX_STEP_DROP_CONSTRAINT:
        return constraint_back(a, c);
    case FX_STEP_CREATE_ENUM:
        return step(a, FX_STEP_DROP_ENUM, &c->step->object);
    default:
        return NULL;
    }
}

const fx_step *fx_step_enum_reverse(fx_arena *a, const fx_schema *before, const fx_step *s)
{
    bool drops = s->kind == FX_STEP_DROP_ENUM;
    const fx_enum *e = drops || s->kind == FX_STEP_ALTER_ENUM
                           ? fx_schema_find_enum(before, s->object.schema, s->object.table)
                           : NULL;

    if (e == NULL)
        return NULL;
    fx_step *back = fx_new(a, fx_step);

    *back = *s;
    back->kind = drops ? FX_STEP_CREATE_ENUM : FX_STEP_ALTER_ENUM;
    back->members = e->members;
    return back;
}

/* The type of a column, or what its author says of its values, changes what they are. */
static bool alteration_loses(const fx_change *c, fx_loss *out)
{
    const fx_step *s = c->step;
    const fx_column *old = fx_table_column(c->before, s->object.name);
    const fx_column *new = fx_table_column(c->after, s->rename != NULL ? s->rename : old->name);

    if (s->alter.has_generated && fx_sql_text_set(&s->alter.generated) && !fx_column_generated(old))
        return true; /* what the rows hold gives way to what is computed */
    if (s->alter.type == NULL && !fx_sql_text_set(&s->alter.using_))
        return false;
    out->from = &old->type;
    out->to = new == NULL ? s->alter.type : &new->type;
    out->using_ = fx_sql_text_set(&s->alter.using_) ? &s->alter.using_ : NULL;
    return out->using_ != NULL || out->to == NULL || !fx_type_keeps(out->from, out->to);
}

static bool member_loses(const fx_change *c, size_t nth, fx_loss *out)
{
    out->table = c->before->name;
    fx_each (const fx_column, old, &c->before->columns) {
        const fx_column *new = fx_table_column(c->after, old->name);

        if (old->type.kind != FX_TYPE_ENUM ||
            !fx_same(old->type.enum_name, c->step->object.table) || new == NULL ||
            fx_type_keeps(&old->type, &new->type) || nth-- > 0)
            continue;
        out->column = old->name;
        out->from = &old->type;
        out->to = &new->type;
        return true;
    }
    return false;
}

bool fx_change_loses(const fx_change *c, size_t nth, fx_loss *out)
{
    const fx_object *o = &c->step->object;

    *out = (fx_loss){.schema = o->schema, .table = o->table, .step = c->step};
    if (c->step->kind == FX_STEP_ALTER_ENUM)
        return c->before != NULL && c->after != NULL && member_loses(c, nth, out);
    if (nth > 0)
        return false;
    if (c->step->kind == FX_STEP_DROP_TABLE)
        return true;
    out->column = o->name;
    if (c->step->kind == FX_STEP_DROP_COLUMN) /* what is computed can be computed again */
        return !fx_column_generated(fx_table_column(c->before, o->name));
    return c->before != NULL && c->after != NULL && c->step->kind == FX_STEP_ALTER_COLUMN &&
           alteration_loses(c, out);
}

const char *fx_loss_name(fx_arena *a, const fx_loss *loss)
{
    const fx_object o = {loss->schema, loss->table, loss->column};

    return fx_object_text(a, &o);
}

void fx_step_touches(fx_arena *a, const fx_step *s, fx_strs *out)
{
    const fx_object *o = &s->object;
    const fx_object table = {.schema = o->schema, .table = o->table};

    if (s->kind == FX_STEP_EXECUTE) {
        fx_each (const fx_step *const, inner, &s->execute.state) {
            fx_step_touches(a, *inner, out);
        }
        return;
    }
    *fx_push(a, out) = o->name == NULL ? fx_object_text(a, &table) : fx_object_text(a, o);
    if (s->kind == FX_STEP_RENAME_TABLE)
        *fx_push(a, out) = s->rename;
    if (s->kind == FX_STEP_ALTER_COLUMN && s->rename != NULL)
        *fx_push(a, out) = fx_fmt(a, "%s.%s", fx_object_text(a, &table), s->rename);
}

static bool is_in(const fx_strs *names, const fx_strs *others)
{
    fx_each (const char *, name, names) {
        if (fx_strs_has(others, *name))
            return true;
    }
    return false;
}

bool fx_steps_reach(fx_arena *a, const fx_steps *steps, const fx_step *s)
{
    const fx_object table = {.schema = s->object.schema, .table = s->object.table};
    fx_strs mine = {0};

    fx_step_touches(a, s, &mine);
    fx_each (const fx_step *const, other, steps) {
        fx_strs names = {0};

        fx_step_touches(a, *other, &names);
        if (is_in(&mine, &names))
            return true;
        if (fx_step_drops(s) && (*other)->kind == FX_STEP_DROP_TABLE &&
            fx_strs_has(&names, fx_object_text(a, &table)))
            return true;
    }
    return false;
}

bool fx_step_drops(const fx_step *s)
{
    switch (s->kind) {
    case FX_STEP_DROP_TABLE:
    case FX_STEP_DROP_COLUMN:
    case FX_STEP_DROP_INDEX:
    case FX_STEP_DROP_CONSTRAINT:
    case FX_STEP_DROP_ENUM:
        return true;
    default:
        return fx_step_is_text(s->kind) && !fx_step_makes_text(s->kind);
    }
}
