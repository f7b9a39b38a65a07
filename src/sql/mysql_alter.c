/*
 * MySQL: the changes of a table as one ALTER: from the table before to the table
 * after. What rows have to go through in between makes it three: columns come,
 * values move, the rest follows. https://dev.mysql.com/doc/refman/8.0/en/alter-table.html
 */
#include <string.h>

#include "fx/sql/split.h"
#include "mysql_inner.h"

/* Where a column comes from. */
typedef struct origin {
    const char *is, *was; /* was: NULL for a new one */
} origin;
typedef FX_VEC(origin) origins;

typedef struct alter {
    fx_arena *a;
    const fx_table *from, *to; /* as fx_mysql_table gives them */
    origins map;               /* for each column of `to` */
    const fx_table *carried;   /* `from` in the names of `to`; what goes has names of nobody */
    fx_str clauses;
    fx_stmts *out;
    fx_error *err;
} alter;

static const char *quoted(fx_arena *a, const char *name)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_mysql_dialect};

    fx_sql_add(&sql, "?", FX_NAME(name));
    return fx_str_text(&sql.text);
}

static void clause(alter *w, const char *template, const fx_part *parts, size_t n)
{
    fx_sql sql = {.text = {.arena = w->a}, .dialect = &fx_mysql_dialect};

    fx_sql_parts(&sql, template, parts, n);
    fx_str_addf(&w->clauses, "%s\n    %s", w->clauses.n == 0 ? "" : ",", fx_str_text(&sql.text));
}
#define add(w, template, ...) \
    clause((w), (template), (fx_part[]){__VA_ARGS__}, FX_COUNT(((fx_part[]){__VA_ARGS__})))

/* ---- columns on their way ---- */

static origin *origin_of(const origins *map, const char *is)
{
    fx_each (origin, o, map) {
        if (fx_same(o->is, is))
            return o;
    }
    return NULL;
}

static const char *became(const origins *map, const char *was)
{
    fx_each (const origin, o, map) {
        if (fx_same(o->was, was))
            return o->is;
    }
    return NULL;
}

static void remove_origin(origins *map, const char *is)
{
    for (size_t i = map->n; i-- > 0;) {
        if (fx_same(map->at[i].is, is))
            fx_remove_at(map, i);
    }
}

static origins follow(fx_arena *a, const fx_change *changes, size_t n)
{
    origins map = {0};

    fx_each (const fx_column, c, &changes[0].before->columns) {
        *fx_push(a, &map) = (origin){c->name, c->name};
    }
    for (size_t i = 0; i < n; i++) {
        const fx_step *s = changes[i].step;

        if (s->kind == FX_STEP_ADD_COLUMN)
            *fx_push(a, &map) = (origin){s->object.name, NULL};
        else if (s->kind == FX_STEP_DROP_COLUMN)
            remove_origin(&map, s->object.name);
        else if (s->kind == FX_STEP_ALTER_COLUMN && s->rename != NULL)
            origin_of(&map, s->object.name)->is = s->rename;
    }
    return map;
}

static const char *carried_name(alter *w, const char *name)
{
    const char *is = became(&w->map, name);

    return is != NULL ? is : fx_fmt(w->a, "%s\x01", name);
}

static fx_strs carried_names(alter *w, const fx_strs *names)
{
    fx_strs out = {0};

    fx_each (const char *, name, names) {
        *fx_push(w->a, &out) = carried_name(w, *name);
    }
    return out;
}

static void carry(alter *w)
{
    fx_table *t = fx_table_copy(w->a, w->from);

    fx_each (fx_column, c, &t->columns) {
        c->name = carried_name(w, c->name);
    }
    t->primary.columns = carried_names(w, &t->primary.columns);
    fx_each (fx_key, k, &t->uniques) {
        k->columns = carried_names(w, &k->columns);
    }
    fx_each (fx_foreign_key, fk, &t->foreign_keys) {
        fk->columns = carried_names(w, &fk->columns);
        if (fx_same(fk->ref_table, t->name) && fx_same(fk->ref_schema, t->schema))
            fk->ref_columns = carried_names(w, &fk->ref_columns);
    }
    fx_each (fx_index, ix, &t->indexes) {
        for (size_t i = 0; i < ix->columns.n; i++) {
            if (!fx_index_is_expression(ix, i))
                ix->columns.at[i] = carried_name(w, ix->columns.at[i]);
        }
    }
    w->carried = t;
}

/* Does the SQL name a column that goes, comes anew or gets another name? */
static bool is_moved(const alter *w, const char *sql)
{
    fx_each (const fx_column, c, &w->from->columns) {
        if (!fx_same(became(&w->map, c->name), c->name) && fx_sql_mentions(sql, c->name))
            return true;
    }
    return false;
}

/* ---- what is the same ---- */

static bool same_key(const fx_key *x, const fx_key *y)
{
    return fx_same(x->name, y->name) && fx_strs_equal(&x->columns, &y->columns);
}

static bool same_foreign(const fx_foreign_key *x, const fx_foreign_key *y)
{
    return fx_same(x->name, y->name) && fx_strs_equal(&x->columns, &y->columns) &&
           fx_same(x->ref_schema, y->ref_schema) && fx_same(x->ref_table, y->ref_table) &&
           fx_strs_equal(&x->ref_columns, &y->ref_columns) && x->on_delete == y->on_delete &&
           x->on_update == y->on_update;
}

static bool same_part(const fx_index *x, const fx_index *y, size_t i)
{
    static const fx_index_part plain = {0};
    const fx_index_part *p = i < x->parts.n ? &x->parts.at[i] : &plain;
    const fx_index_part *q = i < y->parts.n ? &y->parts.at[i] : &plain;

    return p->expression == q->expression && p->descending == q->descending &&
           p->length == q->length;
}

static bool same_index(const alter *w, const fx_index *x, const fx_index *y)
{
    if (!fx_same(x->name, y->name) || !fx_strs_equal(&x->columns, &y->columns) ||
        x->unique != y->unique || !fx_same(x->using_, y->using_))
        return false;
    for (size_t i = 0; i < x->columns.n; i++) {
        if (!same_part(x, y, i) || (fx_index_is_expression(x, i) && is_moved(w, x->columns.at[i])))
            return false;
    }
    return true;
}

static bool same_check(const alter *w, const fx_check *x, const fx_check *y)
{
    return fx_same(x->name, y->name) && fx_same(x->sql.all, y->sql.all) && !is_moved(w, x->sql.all);
}

static bool has_foreign(const fx_table *t, const fx_foreign_key *x)
{
    fx_each (const fx_foreign_key, y, &t->foreign_keys) {
        if (same_foreign(x, y))
            return true;
    }
    return false;
}

static bool has_key(const fx_table *t, const fx_key *x)
{
    fx_each (const fx_key, y, &t->uniques) {
        if (same_key(x, y))
            return true;
    }
    return false;
}

static bool has_index(const alter *w, const fx_table *t, const fx_index *x)
{
    fx_each (const fx_index, y, &t->indexes) {
        if (same_index(w, x, y))
            return true;
    }
    return false;
}

/* One that stands in its column comes and goes with what the column says. */
static bool has_check(const alter *w, const fx_table *t, const fx_check *x)
{
    fx_each (const fx_check, y, &t->checks) {
        if (same_check(w, x, y))
            return true;
    }
    return x->column != NULL;
}

static bool same_primary(const alter *w)
{
    return fx_strs_equal(&w->carried->primary.columns, &w->to->primary.columns);
}

/* ---- clauses ---- */

static void drop_constraints(alter *w)
{
    fx_each (const fx_foreign_key, fk, &w->carried->foreign_keys) {
        if (!has_foreign(w->to, fk))
            add(w, "DROP FOREIGN KEY ?", FX_NAME(fk->name));
    }
    fx_each (const fx_check, c, &w->carried->checks) {
        if (!has_check(w, w->to, c))
            add(w, "DROP CONSTRAINT ?", FX_NAME(c->name));
    }
}

static void drop_keys(alter *w)
{
    if (w->carried->primary.columns.n > 0 && !same_primary(w))
        clause(w, "DROP PRIMARY KEY", NULL, 0);
    fx_each (const fx_key, k, &w->carried->uniques) {
        if (!has_key(w->to, k))
            add(w, "DROP INDEX ?", FX_NAME(k->name));
    }
    fx_each (const fx_index, ix, &w->carried->indexes) {
        if (!has_index(w, w->to, ix))
            add(w, "DROP INDEX ?", FX_NAME(ix->name));
    }
}

static void add_keys(alter *w)
{
    if (w->to->primary.columns.n > 0 && !same_primary(w))
        add(w, "ADD PRIMARY KEY (?)", FX_NAMES(&w->to->primary.columns));
    fx_each (const fx_key, k, &w->to->uniques) {
        if (!has_key(w->carried, k))
            add(w, "ADD ?", FX_RAW(fx_mysql_unique(w->a, k)));
    }
    fx_each (const fx_index, ix, &w->to->indexes) {
        if (!has_index(w, w->carried, ix))
            add(w, "ADD ?", FX_RAW(fx_mysql_index(w->a, w->to, ix)));
    }
    fx_each (const fx_check, c, &w->to->checks) {
        if (!has_check(w, w->carried, c))
            add(w, "ADD ?", FX_RAW(fx_mysql_check(w->a, w->to, c)));
    }
}

static bool is_to_itself(const alter *w, const fx_foreign_key *fk)
{
    return fx_same(fk->ref_table, w->to->name) && fx_same(fk->ref_schema, w->to->schema);
}

/* A reference to the table itself is checked against what it was before the statement. */
static void add_foreign_keys(alter *w, bool to_itself)
{
    fx_each (const fx_foreign_key, fk, &w->to->foreign_keys) {
        if (!has_foreign(w->carried, fk) && is_to_itself(w, fk) == to_itself)
            add(w, "ADD ?", FX_RAW(fx_mysql_foreign(w->a, fk)));
    }
}

static void end_statement(alter *w)
{
    if (w->clauses.n > 0)
        push(w->a, w->out, "ALTER TABLE ??", FX_TABLE(w->from->schema, w->from->name),
             FX_RAW(fx_strdup(w->a, fx_str_text(&w->clauses))));
    w->clauses = (fx_str){.arena = w->a};
}

/* Of its own; where it says nothing it follows the table. */
static bool follows_table(fx_arena *a, const fx_column *c)
{
    const char *own = fx_variant_for(&c->type.variants, "mysql");
    const char *text = own == NULL ? "" : fx_lower(a, own);

    return c->collate == NULL && (c->type.kind == FX_TYPE_STRING || c->type.kind == FX_TYPE_CHAR ||
                                  c->type.kind == FX_TYPE_TEXT || c->type.kind == FX_TYPE_ENUM ||
                                  strstr(text, "char") != NULL || strstr(text, "text") != NULL ||
                                  fx_starts(text, "set("));
}

/* New columns stand where the table says, so that a build from nothing looks alike. */
static const char *place(alter *w, size_t at)
{
    bool last = true;

    for (size_t i = at + 1; i < w->to->columns.n; i++)
        last = last && origin_of(&w->map, w->to->columns.at[i].name)->was == NULL;
    if (last)
        return "";
    return at == 0 ? " FIRST"
                   : fx_fmt(w->a, " AFTER %s", quoted(w->a, w->to->columns.at[at - 1].name));
}

static bool change_column(alter *w, const fx_column *is, const char *was)
{
    const fx_column *old = fx_table_column(w->from, was);
    const char *before, *after;

    if (!fx_mysql_column(w->a, w->from, old, &before, w->err) ||
        !fx_mysql_column(w->a, w->to, is, &after, w->err))
        return false;
    bool recollated = !fx_same(w->from->words[FX_TABLE_CHARSET], w->to->words[FX_TABLE_CHARSET]) ||
                      !fx_same(w->from->words[FX_TABLE_COLLATE], w->to->words[FX_TABLE_COLLATE]);

    if (!fx_same(was, is->name))
        add(w, "CHANGE ? ? ?", FX_NAME(was), FX_NAME(is->name), FX_RAW(after));
    else if (!fx_same(before, after) || (recollated && follows_table(w->a, is)))
        add(w, "MODIFY ? ?", FX_NAME(is->name), FX_RAW(after));
    return true;
}

static bool change_columns(alter *w)
{
    fx_each (const fx_column, c, &w->from->columns) {
        if (became(&w->map, c->name) == NULL)
            add(w, "DROP COLUMN ?", FX_NAME(c->name));
    }
    for (size_t i = 0; i < w->to->columns.n; i++) {
        const fx_column *c = &w->to->columns.at[i];
        const char *was = origin_of(&w->map, c->name)->was, *body;

        if (was != NULL) {
            if (!change_column(w, c, was))
                return false;
            continue;
        }
        if (!fx_mysql_column(w->a, w->to, c, &body, w->err))
            return false;
        add(w, "ADD COLUMN ? ??", FX_NAME(c->name), FX_RAW(body), FX_RAW(place(w, i)));
    }
    return true;
}

/* row_format=DYNAMIC key_block_size=8: one that is said no more has its default again. */
static void change_free_options(alter *w, const char *was, const char *is)
{
    for (const char *c = was == NULL ? "" : was; *c != '\0';) {
        size_t n = strcspn(c, " "), key = strcspn(c, "= ");
        const char *name = fx_strndup(w->a, c, key);

        if (is == NULL || strstr(is, fx_fmt(w->a, "%s=", name)) == NULL)
            add(w, fx_same(name, "key_block_size") ? "?=0" : "?=DEFAULT", FX_RAW(name));
        c += n;
        c += strspn(c, " ");
    }
    if (is != NULL)
        add(w, "?", FX_RAW(is));
}

/* Without one of its own a table has the database's. */
static void change_charset(alter *w, const char *charset, const char *collate)
{
    if (charset != NULL || collate == NULL)
        add(w, "DEFAULT CHARACTER SET ?", FX_RAW(charset == NULL ? "DEFAULT" : charset));
    if (collate != NULL)
        add(w, "COLLATE ?", FX_RAW(collate));
}

static void change_options(alter *w)
{
    const char *const *was = w->from->words, *const *is = w->to->words;

    if (!fx_same(was[FX_TABLE_ENGINE], is[FX_TABLE_ENGINE]))
        add(w, "ENGINE=?", FX_RAW(is[FX_TABLE_ENGINE] == NULL ? "InnoDB" : is[FX_TABLE_ENGINE]));
    if (!fx_same(was[FX_TABLE_CHARSET], is[FX_TABLE_CHARSET]) ||
        !fx_same(was[FX_TABLE_COLLATE], is[FX_TABLE_COLLATE]))
        change_charset(w, is[FX_TABLE_CHARSET], is[FX_TABLE_COLLATE]);
    if (!fx_same(was[FX_TABLE_OPTIONS], is[FX_TABLE_OPTIONS]))
        change_free_options(w, was[FX_TABLE_OPTIONS], is[FX_TABLE_OPTIONS]);
    if (!fx_same(w->from->comment, w->to->comment))
        add(w, "COMMENT=?", FX_TEXT(w->to->comment == NULL ? "" : w->to->comment));
}

/* A computed column whose expression changes is made anew. */
static void remake_computed(alter *w)
{
    fx_each (origin, o, &w->map) {
        const fx_column *is = fx_table_column(w->to, o->is);
        const fx_column *was = o->was == NULL ? NULL : fx_table_column(w->from, o->was);

        if (is == NULL || was == NULL || !fx_column_generated(is))
            continue;
        if (!fx_column_generated(was) || was->stored != is->stored ||
            !fx_same(was->generated.all, is->generated.all) || is_moved(w, was->generated.all))
            o->was = NULL;
    }
}

/* One ALTER from one table to another. */
static bool turn(fx_arena *a, const fx_table *from, const fx_table *to, const origins *map,
                 fx_stmts *out, fx_error *err)
{
    alter w = {.a = a, .from = from, .to = to, .clauses = {.arena = a}, .out = out, .err = err};

    fx_each (const origin, o, map) {
        *fx_push(a, &w.map) = *o;
    }
    remake_computed(&w);
    carry(&w);
    drop_constraints(&w);
    drop_keys(&w);
    const size_t before = w.clauses.n;

    if (!change_columns(&w))
        return false;
    const bool changed = w.clauses.n > before;

    add_keys(&w);
    add_foreign_keys(&w, false);
    change_options(&w);
    if (changed)
        end_statement(&w);
    add_foreign_keys(&w, true);
    end_statement(&w);
    return true;
}

/* ---- rows in between ---- */

/* A value that moves into a column before the table becomes what it will be. */
typedef struct transfer {
    const char *column; /* as it is called until then */
    const char *value;  /* SQL */
    bool nulls;         /* only where there is none */
} transfer;

typedef struct passage {
    fx_arena *a;
    const fx_change *changes;
    size_t n;
    const fx_table *from, *to;
    origins map;    /* columns that come first have their origin here from then on */
    fx_table *with; /* `from` with them */
    FX_VEC(transfer) moves;
} passage;

/* SQL of the author names columns as they are called in the end. */
static const char *in_old_names(passage *p, const char *sql)
{
    fx_each (const origin, o, &p->map) {
        if (o->was != NULL && !fx_same(o->is, o->was))
            sql = fx_sql_renamed(p->a, sql, o->is, o->was);
    }
    return fx_mysql_sql(p->a, p->with, sql);
}

/* As a number an enum's member is its place in the list. */
static const char *conversion(fx_arena *a, const fx_column *was, const fx_column *is)
{
    const char *name = quoted(a, was->name);
    bool from_number = fx_type_is_number(&was->type) || was->type.kind == FX_TYPE_BOOLEAN;
    bool to_number = fx_type_is_number(&is->type) || is->type.kind == FX_TYPE_BOOLEAN;

    if (fx_type_is_number(&was->type) && is->type.kind == FX_TYPE_BOOLEAN)
        return fx_fmt(a, "%s <> 0", name);
    if ((was->type.kind == FX_TYPE_ENUM && to_number) ||
        (is->type.kind == FX_TYPE_ENUM && from_number))
        return fx_fmt(a, "CAST(%s AS CHAR)", name);
    return NULL;
}

/* How the values of a column that is there become those of the new one; NULL: by themselves. */
static const char *value_of(passage *p, const fx_column *is, const fx_column *was, const fx_step *s)
{
    const char *said = s == NULL ? NULL : fx_sql_text_for(&s->alter.using_, "mysql");

    if (fx_column_generated(is))
        return NULL;
    if (said != NULL)
        return in_old_names(p, said);
    if (fx_column_generated(was) && !was->stored) /* it has none that would stay */
        return quoted(p->a, was->name);
    return fx_type_equal(&was->type, &is->type) ? NULL : conversion(p->a, was, is);
}

/* The last step about the rows of a column that is there in the end. */
static const fx_step *last_step(const passage *p, const char *name)
{
    for (size_t i = p->n; i-- > 0;) {
        const fx_step *s = p->changes[i].step;
        const char *now = s->rename != NULL ? s->rename : s->object.name;
        bool alters = s->kind == FX_STEP_ALTER_COLUMN &&
                      (fx_sql_text_set(&s->alter.using_) || s->alter.fill.kind != FX_VALUE_NONE);

        if (fx_same(now, name) && (alters || s->kind == FX_STEP_ADD_COLUMN))
            return s;
    }
    return NULL;
}

/* A column that comes first, empty; under a name of its own where another still has its name. */
static void come_first(passage *p, const fx_column *is, origin *o)
{
    fx_column c = *is;

    if (fx_table_column(p->with, is->name) != NULL) {
        c.name = fx_fmt(p->a, "fxgit_%zu", p->with->columns.n);
        c.def = (fx_value){0};
    }
    c.nullable = true;
    c.identity = FX_IDENTITY_OFF;
    *fx_push(p->a, &p->with->columns) = c;
    o->was = c.name;
}

static void look_at_column(passage *p, const fx_column *is)
{
    const fx_step *s = last_step(p, is->name);
    const fx_value *fill = s == NULL                       ? NULL
                           : s->kind == FX_STEP_ADD_COLUMN ? &s->column->fill
                                                           : &s->alter.fill;
    origin *o = origin_of(&p->map, is->name);
    const char *value = NULL;
    bool filled = fill != NULL && fill->kind != FX_VALUE_NONE && fill->kind != FX_VALUE_EMPTY;

    if (o->was != NULL)
        value = value_of(p, is, fx_table_column(p->from, o->was), s);
    const char *fill_text =
        filled ? in_old_names(p, fx_mysql_expression(p->a, &is->type, fill)) : NULL;

    if (value != NULL || (filled && o->was == NULL))
        come_first(p, is, o);
    if (value != NULL)
        *fx_push(p->a, &p->moves) = (transfer){o->was, value, false};
    if (filled)
        *fx_push(p->a, &p->moves) = (transfer){o->was, fill_text, true};
}

static bool add_first(passage *p, fx_stmts *out, fx_error *err)
{
    origins all = {0};

    for (size_t i = 0; i < p->with->columns.n; i++) {
        const char *name = p->with->columns.at[i].name;

        *fx_push(p->a, &all) = (origin){name, i < p->from->columns.n ? name : NULL};
    }
    return turn(p->a, p->from, p->with, &all, out, err);
}

static void move_values(passage *p, fx_stmts *out)
{
    const fx_table *t = p->from;

    fx_each (const transfer, m, &p->moves) {
        if (m->nulls)
            push(p->a, out, "UPDATE ? SET ? = ? WHERE ? IS NULL", FX_TABLE(t->schema, t->name),
                 FX_NAME(m->column), FX_RAW(m->value), FX_NAME(m->column));
        else
            push(p->a, out, "UPDATE ? SET ? = ?", FX_TABLE(t->schema, t->name), FX_NAME(m->column),
                 FX_RAW(m->value));
    }
}

/* ---- foreign keys first ---- */

/*
 * A column cannot change while a foreign key holds it, nor a key go and come
 * back in one statement: those that go, go before.
 */
static bool drop_foreign_first(passage *p, fx_stmts *out, fx_error *err)
{
    fx_table *less = fx_table_copy(p->a, p->from);
    origins same = {0};

    less->foreign_keys.n = 0;
    fx_each (const fx_foreign_key, fk, &p->from->foreign_keys) {
        if (has_foreign(p->to, fk))
            *fx_push(p->a, &less->foreign_keys) = *fk;
    }
    if (less->foreign_keys.n == p->from->foreign_keys.n)
        return true;
    fx_each (const fx_column, c, &less->columns) {
        *fx_push(p->a, &same) = (origin){c->name, c->name};
    }
    if (!turn(p->a, p->from, less, &same, out, err))
        return false;
    p->from = less;
    return true;
}

static bool touches_columns(const passage *p)
{
    for (size_t i = 0; i < p->n; i++) {
        if (p->changes[i].step->kind == FX_STEP_ALTER_COLUMN ||
            p->changes[i].step->kind == FX_STEP_ALTER_ENUM ||
            p->changes[i].step->kind == FX_STEP_CREATE_FOREIGN_KEY)
            return true;
    }
    return false;
}

static bool refuse_unheld(const fx_change *c, const fx_table *live, fx_error *err)
{
    if (live == NULL || live->unheld == NULL || c->step->kind != FX_STEP_ALTER_COLUMN)
        return true;
    fx_fail(err, FX_REFUSED, "table %s has %s, which fxgit cannot keep when a column changes",
            c->before->name, live->unheld);
    return fx_hint(err, "Change it by `execute`, with `state:`.");
}

bool fx_mysql_alter(fx_arena *a, const fx_change *changes, size_t n, const fx_live *live,
                    fx_stmts *out, fx_error *err)
{
    const fx_change *last = &changes[n - 1];
    const fx_table *before = changes[0].before;
    const fx_table *there =
        live == NULL ? NULL : fx_schema_find(&live->schema, before->schema, before->name);
    passage p = {.a = a, .changes = changes, .n = n, .map = follow(a, changes, n)};
    fx_strs renames = {0};

    for (size_t i = 0; i < n; i++) {
        if (!refuse_unheld(&changes[i], there, err) ||
            !fx_mysql_fits(a, changes[i].step, i + 1 == n ? changes[i].after : NULL,
                           live != NULL && live->mariadb, err))
            return false;
    }
    p.from = fx_mysql_table(a, before, changes[0].schema_before, there);
    p.to = fx_mysql_table(a, last->after, last->schema, p.from);
    if (touches_columns(&p) && !drop_foreign_first(&p, out, err))
        return false;
    p.with = fx_table_copy(a, p.from);
    fx_each (const fx_column, is, &p.to->columns) {
        look_at_column(&p, is);
    }
    if (p.with->columns.n > p.from->columns.n && !add_first(&p, out, err))
        return false;
    move_values(&p, out);
    if (!turn(a, p.with, p.to, &p.map, out, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        const fx_step *s = changes[i].step;

        if (s->kind != FX_STEP_ALTER_COLUMN || s->rename == NULL)
            continue;
        *fx_push(a, &renames) = s->object.name;
        *fx_push(a, &renames) = s->rename;
    }
    fx_mysql_texts_follow(a, live, before->name, &renames, out);
    return true;
}
