/*
 * DDL of tables and indexes in the script's own words, as far as it is plain:
 * the steps that it stands for. The statement itself stays what runs. Grammar:
 * https://www.postgresql.org/docs/15/sql-altertable.html, sql-createindex.html;
 * what other engines write alike is taken alike.
 */
#include <string.h>

#include "alembic.h"
#include "fx/base/str.h"

typedef struct ddl {
    words w;
    fx_object table;
    fx_yaml *list; /* of steps */
} ddl;

static fx_yaml *step(ddl *d, const char *verb, const char *name)
{
    const fx_object o = {d->table.schema, d->table.table, name};
    fx_yaml *y = al_step(d->w.s, d->w.at, verb, &o);

    fx_yaml_append(d->w.s->a, d->list, y);
    return y;
}

static void put(ddl *d, fx_yaml *y, const char *key, const char *text)
{
    al_put(d->w.s, y, key, text, d->w.at);
}

static bool at_end(const ddl *d)
{
    return d->w.now.kind == FX_TOKEN_END;
}

static const fx_table *table_of(const ddl *d)
{
    return fx_schema_find(d->w.s->state, d->table.schema, d->table.table);
}

/* A name without a schema; NULL: none stands here. */
static const char *take_name(ddl *d)
{
    fx_object o;

    return al_take_object(&d->w, &o) && o.schema == NULL ? o.table : NULL;
}

static bool take_two(ddl *d, const char *one, const char *two)
{
    return al_take(&d->w, one) && al_take(&d->w, two);
}

static void take_if(ddl *d)
{
    if (!al_take(&d->w, "IF"))
        return;
    (void)al_take(&d->w, "NOT");
    (void)al_take(&d->w, "EXISTS");
}

/* *cascade: what refers to it goes, too. */
static bool take_behavior(ddl *d)
{
    bool cascade = al_take(&d->w, "CASCADE");

    if (!cascade)
        (void)al_take(&d->w, "RESTRICT");
    return cascade;
}

/* What stands between here and the bracket that closes; the opening one was taken. */
static const char *inside_brackets(ddl *d)
{
    const char *from = d->w.now.at;
    int depth = 1;

    while (!at_end(d)) {
        depth += fx_token_is(&d->w.now, "(") ? 1 : fx_token_is(&d->w.now, ")") ? -1 : 0;
        if (depth == 0) {
            const char *text = fx_strndup(d->w.s->a, from, (size_t)(d->w.now.at - from));

            al_next(&d->w);
            return fx_trim(d->w.s->a, text);
        }
        al_next(&d->w);
    }
    return NULL;
}

/* (a, b); false: something else. */
static bool take_columns(ddl *d, fx_strs *out)
{
    if (!al_take(&d->w, "("))
        return false;
    do {
        const char *name = take_name(d);

        if (name == NULL)
            return false;
        *fx_push(d->w.s->a, out) = name;
    } while (al_take(&d->w, ","));
    return al_take(&d->w, ")");
}

/* ---- indexes ---- */

static bool drop_index(ddl *d)
{
    (void)al_take(&d->w, "CONCURRENTLY");
    take_if(d);
    do {
        fx_object o;

        if (!al_take_object(&d->w, &o))
            return false;
        const fx_object any = {.schema = o.schema};
        const fx_table *t = al_find_index(d->w.s, &any, o.table);

        if (t == NULL)
            continue; /* one that steps do not hold, or that is gone */
        d->table = (fx_object){t->schema, t->name, NULL};
        (void)step(d, "drop_index", o.table);
    } while (al_take(&d->w, ","));
    (void)take_behavior(d);
    return at_end(d);
}

static const fx_index *index_of(const fx_table *t, const char *name)
{
    fx_each (const fx_index, ix, &t->indexes) {
        if (fx_same(ix->name, name))
            return ix;
    }
    return NULL;
}

/* The model has no names that change: it goes and comes. */
static bool rename_index(ddl *d)
{
    fx_object o, to;

    take_if(d);
    if (!al_take_object(&d->w, &o) || !take_two(d, "RENAME", "TO") || !al_take_object(&d->w, &to))
        return false;
    const fx_object any = {.schema = o.schema};
    const fx_table *t = al_find_index(d->w.s, &any, o.table);

    if (t == NULL)
        return at_end(d);
    fx_step made = {
        .kind = FX_STEP_CREATE_INDEX,
        .object = {t->schema, t->name, to.table},
        .index = *index_of(t, o.table)
    };

    d->table = (fx_object){t->schema, t->name, NULL};
    made.index.name = to.table;
    (void)step(d, "drop_index", o.table);
    fx_yaml_append(d->w.s->a, d->list, fx_step_write(d->w.s->a, &made));
    return at_end(d);
}

/* A name, or an expression up to its comma; then an operator class and an order. */
static bool take_part(ddl *d, fx_yaml *list)
{
    fx_arena *a = d->w.s->a;
    fx_yaml *y = fx_yaml_map(a);
    const char *from = d->w.now.at, *name = NULL;

    if (al_take(&d->w, "(")) {
        const char *sql = inside_brackets(d);

        if (sql == NULL)
            return false;
        put(d, y, "sql", sql);
    } else {
        if ((name = take_name(d)) == NULL)
            return false;
        if (al_take(&d->w, "(")) { /* lower(name) */
            if (inside_brackets(d) == NULL)
                return false;
            put(d, y, "sql", fx_trim(a, fx_strndup(a, from, (size_t)(d->w.now.at - from))));
        } else {
            put(d, y, "column", name);
        }
    }
    bool order = fx_token_is(&d->w.now, "ASC") || fx_token_is(&d->w.now, "DESC") ||
                 fx_token_is(&d->w.now, "NULLS");

    if (d->w.now.kind == FX_TOKEN_WORD && !order)
        put(d, y, "opclass", take_name(d));
    if (al_take(&d->w, "DESC"))
        put(d, y, "order", "desc");
    else
        (void)al_take(&d->w, "ASC");
    if (al_take(&d->w, "NULLS"))
        put(d, y, "nulls", al_take(&d->w, "FIRST") ? "first" : "last");
    (void)al_take(&d->w, "LAST");
    bool plain = y->pairs.n == 1 && fx_yaml_get(y, "column") != NULL;

    fx_yaml_append(a, list, plain ? y->pairs.at[0].value : y);
    return true;
}

static bool create_index(ddl *d, bool unique)
{
    fx_arena *a = d->w.s->a;
    fx_yaml *list = fx_yaml_list(a), *y;
    const char *name, *method = NULL;
    fx_strs include = {0};

    (void)al_take(&d->w, "CONCURRENTLY");
    take_if(d);
    if ((name = take_name(d)) == NULL || !al_take(&d->w, "ON"))
        return false;
    (void)al_take(&d->w, "ONLY");
    if (!al_take_object(&d->w, &d->table))
        return false;
    if (al_take(&d->w, "USING"))
        method = take_name(d);
    if (!al_take(&d->w, "("))
        return false;
    do {
        if (!take_part(d, list))
            return false;
    } while (al_take(&d->w, ","));
    if (!al_take(&d->w, ")") || (al_take(&d->w, "INCLUDE") && !take_columns(d, &include)))
        return false;
    if (al_find_index(d->w.s, &d->table, name) != NULL)
        return true; /* IF NOT EXISTS */
    y = step(d, "create_index", name);
    fx_yaml_set(a, y, "columns", list);
    if (unique)
        fx_yaml_set(a, y, "unique", fx_yaml_plain(a, "true"));
    if (method != NULL && !fx_same_case(method, "btree"))
        put(d, y, "using", fx_lower(a, method));
    if (include.n > 0)
        fx_yaml_set(a, y, "include", fx_yaml_strs(a, &include));
    if (!al_take(&d->w, "WHERE"))
        return at_end(d);
    put(d, y, "where", fx_trim(a, d->w.now.at));
    return true;
}

/* ---- constraints ---- */

static const char *take_action(ddl *d)
{
    if (al_take(&d->w, "CASCADE"))
        return "cascade";
    if (al_take(&d->w, "RESTRICT"))
        return "restrict";
    if (al_take(&d->w, "NO"))
        return al_take(&d->w, "ACTION") ? "no action" : NULL;
    if (!al_take(&d->w, "SET"))
        return NULL;
    return al_take(&d->w, "NULL") ? "set null" : al_take(&d->w, "DEFAULT") ? "set default" : NULL;
}

static bool add_foreign(ddl *d, const char *name)
{
    fx_arena *a = d->w.s->a;
    fx_strs columns = {0}, others = {0};
    fx_object to;
    fx_yaml *y;

    if (!al_take(&d->w, "KEY") || !take_columns(d, &columns) || !al_take(&d->w, "REFERENCES") ||
        !al_take_object(&d->w, &to) || !take_columns(d, &others))
        return false;
    y = step(d, "create_foreign_key", name);
    fx_yaml_set(a, y, "columns", fx_yaml_strs(a, &columns));
    put(d, y, "references",
        fx_fmt(a, "%s(%s)", fx_object_text(a, &to), fx_strs_join(a, &others, ", ")));
    while (al_take(&d->w, "ON")) {
        bool deleted = al_take(&d->w, "DELETE");
        const char *action = deleted || al_take(&d->w, "UPDATE") ? take_action(d) : NULL;

        if (action == NULL)
            return false;
        put(d, y, deleted ? "on_delete" : "on_update", action);
    }
    if (al_take(&d->w, "DEFERRABLE"))
        put(d, y, "deferrable",
            al_take(&d->w, "INITIALLY") && al_take(&d->w, "DEFERRED") ? "deferred" : "immediate");
    if (al_take(&d->w, "NOT")) {
        if (!al_take(&d->w, "VALID"))
            return false;
        fx_yaml_set(a, y, "not_valid", fx_yaml_plain(a, "true"));
    }
    return true;
}

/* ADD CONSTRAINT name UNIQUE USING INDEX ix: the index becomes the constraint's. */
static bool take_over_index(ddl *d, const char *verb, const char *name)
{
    const char *index = take_two(d, "USING", "INDEX") ? take_name(d) : NULL;
    const fx_table *t = table_of(d);
    const fx_index *ix = index == NULL || t == NULL ? NULL : index_of(t, index);

    if (ix == NULL)
        return false;
    (void)step(d, "drop_index", index);
    fx_yaml_set(d->w.s->a, step(d, verb, name), "columns", fx_yaml_strs(d->w.s->a, &ix->columns));
    return true;
}

static bool add_key(ddl *d, const char *verb, const char *name)
{
    fx_strs columns = {0};

    if (fx_token_is(&d->w.now, "USING"))
        return take_over_index(d, verb, name);
    if (!take_columns(d, &columns))
        return false;
    fx_yaml_set(d->w.s->a, step(d, verb, name), "columns", fx_yaml_strs(d->w.s->a, &columns));
    return true;
}

static bool add_check(ddl *d, const char *name)
{
    const char *sql = al_take(&d->w, "(") ? inside_brackets(d) : NULL;

    if (sql == NULL)
        return false;
    fx_yaml *y = step(d, "create_check_constraint", name);

    put(d, y, "sql", sql);
    if (!al_take(&d->w, "NOT"))
        return true;
    fx_yaml_set(d->w.s->a, y, "not_valid", fx_yaml_plain(d->w.s->a, "true"));
    return al_take(&d->w, "VALID");
}

static bool add_constraint(ddl *d)
{
    const char *name = NULL;

    if (al_take(&d->w, "CONSTRAINT"))
        name = take_name(d);
    if (al_take(&d->w, "UNIQUE"))
        return add_key(d, "create_unique_constraint", name);
    if (al_take(&d->w, "PRIMARY"))
        return al_take(&d->w, "KEY") && add_key(d, "create_primary_key", name);
    if (al_take(&d->w, "FOREIGN"))
        return add_foreign(d, name);
    return al_take(&d->w, "CHECK") && add_check(d, name);
}

static bool drop_constraint(ddl *d)
{
    const char *name;
    fx_yaml *y;

    take_if(d);
    if ((name = take_name(d)) == NULL)
        return false;
    if (!al_find_constraint(d->w.s, d->w.at, &d->table, name, NULL, &y)) {
        d->w.s->p->failed = false; /* NOT NULL and the like have names, too; or IF EXISTS */
        fx_error_clear(&d->w.s->al->err);
        (void)take_behavior(d);
        return true;
    }
    const fx_strs *columns = al_key_columns(d->w.s, &d->table, y);

    if (take_behavior(d) && columns != NULL)
        al_clear_references(d->w.s, d->w.at, &d->table, columns, d->list);
    fx_yaml_append(d->w.s->a, d->list, y);
    return true;
}

/* The same one with another name. */
static bool made_again(ddl *d, const char *from, const char *to)
{
    fx_arena *a = d->w.s->a;
    const fx_table *t = table_of(d);
    fx_schema state = {0};
    fx_error probe = {.arena = a};
    fx_changes changes = {0};
    fx_step drop;
    fx_yaml *y;

    if (!al_find_constraint(d->w.s, d->w.at, &d->table, from, NULL, &y)) {
        d->w.s->p->failed = false;
        fx_error_clear(&d->w.s->al->err);
        return true; /* an index of its own, or what steps do not hold */
    }
    fx_schema_put(a, &state, t);
    if (!fx_step_read(a, y, &drop, &probe) || !fx_replay(a, &state, &drop, &changes, &probe))
        return false;
    const fx_step *back = fx_change_reverse(a, &changes.at[0]);

    if (back == NULL)
        return false;
    fx_step made = *back;

    made.object.name = to;
    made.key.name = made.foreign_key.name = made.check.name = to;
    fx_yaml_append(a, d->list, y);
    fx_yaml_append(a, d->list, fx_step_write(a, &made));
    return true;
}

static bool rename_constraint(ddl *d)
{
    const char *from = take_name(d), *to;

    if (from == NULL || !al_take(&d->w, "TO") || (to = take_name(d)) == NULL)
        return false;
    return made_again(d, from, to);
}

/* ---- columns ---- */

/* The words of a type, up to what may follow one. */
static const char *take_type(ddl *d)
{
    static const char *const ends[] = {"NOT",        "NULL",       "DEFAULT",   "UNIQUE",
                                       "PRIMARY",    "CHECK",      "USING",     "COLLATE",
                                       "REFERENCES", "CONSTRAINT", "GENERATED", ","};
    const char *from = d->w.now.at, *to = from;

    while (!at_end(d)) {
        for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
            if (fx_token_is(&d->w.now, ends[i]))
                return fx_trim(d->w.s->a, fx_strndup(d->w.s->a, from, (size_t)(to - from)));
        }
        if (fx_token_is(&d->w.now, "(")) {
            al_next(&d->w);
            if (inside_brackets(d) == NULL)
                return NULL;
        } else {
            al_next(&d->w);
        }
        to = at_end(d) ? from + strlen(from) : d->w.now.at;
    }
    return fx_trim(d->w.s->a, fx_strndup(d->w.s->a, from, (size_t)(to - from)));
}

static bool put_type(ddl *d, fx_yaml *y)
{
    fx_arena *a = d->w.s->a;
    const fx_strs *dialects = &d->w.s->al->dialects;
    const char *text = take_type(d);
    const char *dialect = dialects->n > 0 ? dialects->at[0] : "postgresql";
    fx_type t;

    if (text == NULL || *text == '\0')
        return false;
    if (fx_schema_find_enum(d->w.s->state, NULL, text) != NULL) {
        put(d, y, "type", fx_fmt(a, "enum:%s", text));
        return true;
    }
    if (!fx_type_of_words(a, dialect, text, &t))
        return false;
    put(d, y, "type", fx_type_text(a, &t));
    return true;
}

/* An expression up to a comma or a word that ends it. */
static bool put_default(ddl *d, fx_yaml *y)
{
    fx_arena *a = d->w.s->a;
    const char *from = d->w.now.at, *to = from;

    while (!at_end(d) && !fx_token_is(&d->w.now, ",") && !fx_token_is(&d->w.now, "NOT") &&
           !fx_token_is(&d->w.now, "UNIQUE") && !fx_token_is(&d->w.now, "CHECK")) {
        if (al_take(&d->w, "(")) {
            if (inside_brackets(d) == NULL)
                return false;
        } else {
            al_next(&d->w);
        }
        to = at_end(d) ? from + strlen(from) : d->w.now.at;
    }
    const char *sql = fx_trim(a, fx_strndup(a, from, (size_t)(to - from)));

    if (*sql == '\0')
        return false;
    write_default_sql(&(writer){.p = d->w.s->p, .a = a}, y, sql, d->w.at);
    return true;
}

static bool add_column(ddl *d)
{
    fx_yaml *y;
    const char *name;
    bool required = false;

    take_if(d);
    if ((name = take_name(d)) == NULL)
        return false;
    y = step(d, "add_column", name);
    if (!put_type(d, y))
        return false;
    for (;;) {
        if (al_take(&d->w, "NOT")) {
            if (!al_take(&d->w, "NULL"))
                return false;
            required = true;
        } else if (al_take(&d->w, "DEFAULT")) {
            if (!put_default(d, y))
                return false;
        } else if (!al_take(&d->w, "NULL")) {
            break;
        }
    }
    if (!required)
        fx_yaml_set(d->w.s->a, y, "nullable", fx_yaml_plain(d->w.s->a, "true"));
    return true;
}

static bool drop_column(ddl *d)
{
    const char *name;

    take_if(d);
    if ((name = take_name(d)) == NULL)
        return false;
    const fx_object column = {d->table.schema, d->table.table, name};

    al_clear_column(d->w.s, d->w.at, &column, d->list);
    (void)step(d, "drop_column", name);
    (void)take_behavior(d);
    return true;
}

/* SET ...; *type: SET DATA, which TYPE follows. */
static bool set_column(ddl *d, const char *name, bool *type)
{
    fx_arena *a = d->w.s->a;

    if (al_take(&d->w, "STATISTICS") || al_take(&d->w, "STORAGE")) {
        al_next(&d->w);
        return true;
    }
    if (al_take(&d->w, "NOT")) {
        fx_yaml_set(a, step(d, "alter_column", name), "nullable", fx_yaml_plain(a, "false"));
        return al_take(&d->w, "NULL");
    }
    if (al_take(&d->w, "DEFAULT"))
        return put_default(d, step(d, "alter_column", name));
    *type = al_take(&d->w, "DATA");
    return *type;
}

static bool unset_column(ddl *d, const char *name)
{
    fx_yaml *y = step(d, "alter_column", name);
    fx_arena *a = d->w.s->a;

    if (al_take(&d->w, "DEFAULT"))
        fx_yaml_set(a, y, "default", fx_yaml_scalar(a, NULL));
    else if (take_two(d, "NOT", "NULL"))
        fx_yaml_set(a, y, "nullable", fx_yaml_plain(a, "true"));
    else
        return false;
    return true;
}

/* TYPE ... USING ...: how rows pass through is the statement's business. */
static bool retype_column(ddl *d, const char *name)
{
    if (!al_take(&d->w, "TYPE") || !put_type(d, step(d, "alter_column", name)))
        return false;
    while (!at_end(d) && !fx_token_is(&d->w.now, ",")) {
        if (!al_take(&d->w, "("))
            al_next(&d->w);
        else if (inside_brackets(d) == NULL)
            return false;
    }
    return true;
}

static bool alter_column(ddl *d)
{
    const char *name = take_name(d);
    bool type = true;

    if (name == NULL)
        return false;
    if (al_take(&d->w, "DROP"))
        return unset_column(d, name);
    if (al_take(&d->w, "SET")) {
        type = false;
        if (!set_column(d, name, &type))
            return false;
    }
    return !type || retype_column(d, name);
}

static bool rename(ddl *d)
{
    const char *from, *to;

    if (al_take(&d->w, "CONSTRAINT"))
        return rename_constraint(d);
    if (al_take(&d->w, "TO")) {
        if ((to = take_name(d)) == NULL)
            return false;
        put(d, step(d, "rename_table", NULL), "rename", to);
        return true;
    }
    (void)al_take(&d->w, "COLUMN");
    if ((from = take_name(d)) == NULL || !al_take(&d->w, "TO") || (to = take_name(d)) == NULL)
        return false;
    put(d, step(d, "alter_column", from), "rename", to);
    return true;
}

/* ---- tables ---- */

static bool is_constraint(const ddl *d)
{
    static const char *const words_[] = {"CONSTRAINT", "UNIQUE", "PRIMARY", "FOREIGN", "CHECK"};

    for (size_t i = 0; i < sizeof words_ / sizeof *words_; i++) {
        if (fx_token_is(&d->w.now, words_[i]))
            return true;
    }
    return false;
}

static bool alter(ddl *d)
{
    if (al_take(&d->w, "RENAME"))
        return rename(d);
    if (al_take(&d->w, "ADD")) {
        if (is_constraint(d))
            return add_constraint(d);
        (void)al_take(&d->w, "COLUMN");
        return add_column(d);
    }
    if (al_take(&d->w, "DROP")) {
        if (al_take(&d->w, "CONSTRAINT"))
            return drop_constraint(d);
        (void)al_take(&d->w, "COLUMN");
        return drop_column(d);
    }
    if (al_take(&d->w, "ALTER")) {
        (void)al_take(&d->w, "COLUMN");
        return alter_column(d);
    }
    return take_two(d, "VALIDATE", "CONSTRAINT") && take_name(d) != NULL;
}

static bool alter_table(ddl *d)
{
    take_if(d);
    (void)al_take(&d->w, "ONLY");
    if (!al_take_object(&d->w, &d->table))
        return false;
    do {
        if (!alter(d))
            return false;
    } while (al_take(&d->w, ","));
    return at_end(d);
}

static bool drop_table(ddl *d)
{
    take_if(d);
    do {
        if (!al_take_object(&d->w, &d->table))
            return false;
        if (table_of(d) == NULL)
            continue;
        al_clear_references(d->w.s, d->w.at, &d->table, NULL, d->list);
        (void)step(d, "drop_table", NULL);
    } while (al_take(&d->w, ","));
    (void)take_behavior(d);
    return at_end(d);
}

fx_yaml *al_ddl(script *s, const py_value *at, const char *sql)
{
    ddl d = {.w = al_words(s, at, sql), .list = fx_yaml_list(s->a)};
    bool known = false;

    if (al_take(&d.w, "DROP"))
        known = al_take(&d.w, "INDEX") ? drop_index(&d) : al_take(&d.w, "TABLE") && drop_table(&d);
    else if (al_take(&d.w, "ALTER"))
        known =
            al_take(&d.w, "INDEX") ? rename_index(&d) : al_take(&d.w, "TABLE") && alter_table(&d);
    else if (al_take(&d.w, "CREATE")) {
        bool unique = al_take(&d.w, "UNIQUE");

        known = al_take(&d.w, "INDEX") && create_index(&d, unique);
    }
    return known && !s->p->failed ? d.list : NULL;
}
