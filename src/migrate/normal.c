#include "fx/migrate/normal.h"

#include <string.h>

#include "fx/model/diff.h"

/* What is tried in one scratch: all of one schema that differs. */
typedef struct trial {
    fx_arena *a;
    fx_db *db;
    const char *schema;
    const fx_schema *want;
    FX_VEC(const fx_table *) tables;      /* of `want` */
    FX_VEC(const fx_text_object *) texts; /* likewise */
    FX_VEC(fx_change) ground;             /* what these may use, made before them */
    fx_strs refused;                      /* what the server did not take */
    fx_schema *out;
} trial;

static const char *check_name(fx_arena *a, size_t i)
{
    return fx_fmt(a, "fxgit_c%zu", i);
}

static const char *index_name(fx_arena *a, size_t table, size_t i)
{
    return fx_fmt(a, "fxgit_i%zu_%zu", table, i);
}

/* Without references, and with names by which its parts are found again. */
static const fx_table *stand_in(trial *t, size_t at)
{
    fx_table *copy = fx_table_copy(t->a, t->tables.at[at]);

    copy->schema = NULL;
    copy->foreign_keys.n = 0;
    copy->comment = NULL;
    copy->primary.name = NULL;
    fx_each (fx_key, k, &copy->uniques) {
        k->name = NULL;
    }
    for (size_t i = 0; i < copy->checks.n; i++)
        copy->checks.at[i].name = check_name(t->a, i);
    for (size_t i = 0; i < copy->indexes.n; i++)
        copy->indexes.at[i].name = index_name(t->a, at, i);
    return copy;
}

static bool run(trial *t, const fx_change *change, fx_error *err)
{
    const fx_changes one = {.at = (fx_change *)change, .n = 1, .cap = 1};
    fx_stmts statements = {0};

    if (!fx_render(t->a, t->db->driver->dialect, &one, NULL, &statements, err))
        return false;
    fx_each (const fx_stmt, s, &statements) {
        if (!fx_db_exec(t->db, s->sql, err))
            return false;
    }
    return true;
}

static bool make_table(trial *t, size_t at, fx_error *err)
{
    const fx_table *table = stand_in(t, at);
    const fx_step step = {.kind = FX_STEP_CREATE_TABLE, .object = {.table = table->name}};
    const fx_change change = {.step = &step, .after = table, .schema = t->want};

    return run(t, &change, err);
}

/* The statement with the object's name in that schema; NULL: in none. What stands on another object
 * is as it is. */
static const char *moved(fx_arena *a, const fx_text_object *text, const char *sql,
                         const char *schema)
{
    fx_sql out = {.text = {.arena = a}, .dialect = &fx_postgres_dialect};
    const char *whole, *name = fx_text_object_place(text, sql, &whole);

    if (name == NULL || text->schema == NULL || text->kind == FX_TRIGGER)
        return sql;
    fx_str_addn(&out.text, sql, (size_t)(whole - sql));
    if (schema != NULL)
        fx_sql_add(&out, "?.", FX_NAME(schema));
    fx_str_add(&out.text, name);
    return fx_str_text(&out.text);
}

static bool make_text(trial *t, const fx_text_object *text, fx_error *err)
{
    const char *sql = fx_sql_text_for(&text->sql, t->db->driver->dialect->name);

    return fx_db_exec(t->db, moved(t->a, text, sql, NULL), err);
}

static bool is_refused(const trial *t, const char *kind, const char *name)
{
    return fx_strs_has(&t->refused, fx_fmt(t->a, "%s %s", kind, name));
}

static void refuse(trial *t, const char *kind, const char *name)
{
    *fx_push(t->a, &t->refused) = fx_fmt(t->a, "%s %s", kind, name);
}

/* Which of them is ground is told by its step. */
static const fx_step *ground_of(const trial *t, const fx_text_object *text)
{
    fx_each (const fx_change, c, &t->ground) {
        if (c->text_after == text)
            return c->step;
    }
    return NULL;
}

/* False: something was refused and noted, what was made before it is lost. */
static bool make_all(trial *t)
{
    fx_error probe = {.arena = t->a};

    fx_each (const fx_change, c, &t->ground) {
        const char *name = fx_object_text(t->a, &c->step->object);

        if (is_refused(t, "ground", name) || run(t, c, &probe))
            continue;
        refuse(t, "ground", name);
        return false;
    }
    for (size_t i = 0; i < t->tables.n; i++) {
        const char *name = t->tables.at[i]->name;

        if (is_refused(t, "table", name) || make_table(t, i, &probe))
            continue;
        refuse(t, "table", name);
        return false;
    }
    for (size_t i = 0; i < t->texts.n; i++) {
        const char *name = t->texts.at[i]->name;
        const fx_step *made = ground_of(t, t->texts.at[i]);

        if (made != NULL && made->object.schema == NULL &&
            !is_refused(t, "ground", fx_object_text(t->a, &made->object)))
            continue;
        if (is_refused(t, "text", name) || make_text(t, t->texts.at[i], &probe))
            continue;
        refuse(t, "text", name);
        return false;
    }
    return true;
}

/* ---- what came of it ---- */

static void take_columns(fx_table *to, const fx_table *from)
{
    fx_each (fx_column, c, &to->columns) {
        const fx_column *read = fx_table_column(from, c->name);

        if (read == NULL)
            continue;
        c->def = read->def;
        c->collate = read->collate;
        c->generated = read->generated;
        if (c->type.kind == FX_TYPE_RAW && read->type.kind == FX_TYPE_RAW)
            c->type = read->type;
    }
}

static void take_checks(fx_arena *a, fx_table *to, const fx_table *from)
{
    for (size_t i = 0; i < to->checks.n; i++) {
        fx_each (const fx_check, c, &from->checks) {
            if (fx_same(c->name, check_name(a, i)))
                to->checks.at[i].sql = c->sql;
        }
    }
}

static void take_indexes(fx_arena *a, size_t at, fx_table *to, const fx_table *from)
{
    for (size_t i = 0; i < to->indexes.n; i++) {
        fx_index *ix = &to->indexes.at[i];

        fx_each (const fx_index, read, &from->indexes) {
            if (!fx_same(read->name, index_name(a, at, i)))
                continue;
            ix->columns = read->columns;
            ix->where = read->where;
            ix->parts.at = read->parts.at;
            ix->parts.n = ix->parts.cap = read->parts.n;
        }
    }
}

static void take_all(trial *t, const fx_schema *read)
{
    for (size_t i = 0; i < t->tables.n; i++) {
        const fx_table *want = t->tables.at[i], *from = fx_schema_find(read, NULL, want->name);

        if (from == NULL || is_refused(t, "table", want->name))
            continue;
        fx_table *to = fx_table_copy(t->a, want);

        take_columns(to, from);
        memcpy(to->words, from->words, sizeof to->words);
        take_checks(t->a, to, from);
        take_indexes(t->a, i, to, from);
        fx_schema_put(t->a, t->out, to);
    }
    for (size_t i = 0; i < t->texts.n; i++) {
        fx_text_object text = *t->texts.at[i], *like = &text;

        like->schema = NULL;
        const fx_text_object *from = fx_schema_find_text(read, like);

        if (from == NULL)
            continue;
        text.schema = t->schema;
        text.sql = (fx_sql_text){.all = moved(t->a, &text, from->sql.all, t->schema)};
        fx_schema_put_text(t->a, t->out, &text);
    }
}

static bool read_back(trial *t, fx_error *err)
{
    fx_live live = {0};

    if (!fx_db_inspect(t->db, t->a, &live, err))
        return false;
    take_all(t, fx_project(t->a, &live.schema, t->db->driver->dialect->name));
    return true;
}

/* Each refusal costs a further try; there are as many as there are objects at most. */
static bool try_all(trial *t, fx_error *err)
{
    for (;;) {
        fx_error probe = {.arena = t->a};

        if (!fx_db_scratch_begin(t->db, err))
            return false;
        bool made = make_all(t);
        bool read = !made || read_back(t, err);

        if (!fx_db_scratch_end(t->db, read ? err : &probe) || !read)
            return false;
        if (made)
            return true;
    }
}

/* ---- which are tried ---- */

static bool is_tried(const trial *t, const char *schema, const char *name)
{
    for (size_t i = 0; i < t->tables.n; i++) {
        if (fx_same(t->tables.at[i]->schema, schema) && fx_same(t->tables.at[i]->name, name))
            return true;
    }
    return false;
}

static bool has_text(const trial *t, const fx_text_object *text)
{
    for (size_t i = 0; i < t->texts.n; i++) {
        if (t->texts.at[i] == text)
            return true;
    }
    return false;
}

/* Where the database's own tables cannot be seen, those that a text names are made as well; and
 * so for the views among them. */
static void gather_named(trial *t, const fx_schema *want, const fx_text_object *text)
{
    fx_each (const fx_table *const, it, &want->tables) {
        if (fx_same((*it)->schema, t->schema) && !is_tried(t, (*it)->schema, (*it)->name) &&
            fx_text_object_names(text, (*it)->name))
            *fx_push(t->a, &t->tables) = *it;
    }
    fx_each (const fx_text_object, other, &want->texts) {
        if (other->kind == FX_TRIGGER || other == text || has_text(t, other) ||
            !fx_text_object_names(text, other->name))
            continue;
        *fx_push(t->a, &t->texts) = other;
        gather_named(t, want, other);
    }
}

static void gather_texts(trial *t, const fx_schema *want, const fx_schema *have)
{
    fx_each (const fx_text_object, text, &want->texts) {
        const fx_text_object *other = fx_schema_find_text(have, text);

        if (!fx_same(text->schema, t->schema) || other == NULL ||
            fx_text_object_equal(text, other) || has_text(t, text))
            continue;
        const fx_table *on =
            text->kind == FX_TRIGGER ? fx_schema_find(want, text->schema, text->table) : NULL;

        if (on != NULL && !is_tried(t, on->schema, on->name))
            *fx_push(t->a, &t->tables) = on;
        *fx_push(t->a, &t->texts) = text;
        if (fx_db_scratch_apart(t->db))
            gather_named(t, want, text);
    }
}

static bool names_later(const trial *t, size_t at)
{
    for (size_t i = at + 1; i < t->texts.n; i++) {
        if (t->texts.at[i]->kind != FX_TRIGGER &&
            fx_text_object_names(t->texts.at[at], t->texts.at[i]->name))
            return true;
    }
    return false;
}

/* A view comes after those that it names: what it found elsewhere would be read back so. */
static void order_texts(trial *t)
{
    for (size_t turns = t->texts.n * t->texts.n, at = 0; at < t->texts.n && turns > 0; turns--) {
        const fx_text_object *text = t->texts.at[at];

        if (!names_later(t, at)) {
            at++;
            continue;
        }
        for (size_t i = at; i + 1 < t->texts.n; i++)
            t->texts.at[i] = t->texts.at[i + 1];
        t->texts.at[t->texts.n - 1] = text;
    }
}

static void add_ground(trial *t, fx_step_kind kind, const fx_object *object, const fx_enum *e,
                       const fx_text_object *text)
{
    fx_step *step = fx_new(t->a, fx_step);

    *step = (fx_step){.kind = kind, .object = *object};
    if (e != NULL)
        step->members = e->members;
    *fx_push(t->a, &t->ground) = (fx_change){.step = step, .text_after = text};
}

static bool names_tried(const trial *t, const fx_text_object *text)
{
    for (size_t i = 0; i < t->tables.n; i++) {
        if (fx_text_object_names(text, t->tables.at[i]->name))
            return true;
    }
    return false;
}

/* Those of other schemas, by their own names: views find them so. */
static void gather_tables(trial *t, const fx_schema *want)
{
    fx_each (const fx_table *const, it, &want->tables) {
        const fx_object object = {.schema = (*it)->schema, .table = (*it)->name};
        bool named = false;

        for (size_t i = 0; i < t->texts.n; i++)
            named = named || fx_text_object_names(t->texts.at[i], (*it)->name);
        if (!named || ((*it)->schema == NULL && t->schema == NULL)) /* which are tried */
            continue;
        fx_table *copy = fx_table_copy(t->a, *it);

        copy->foreign_keys.n = 0;
        add_ground(t, FX_STEP_CREATE_TABLE, &object, NULL, NULL);
        t->ground.at[t->ground.n - 1].after = copy;
        t->ground.at[t->ground.n - 1].schema = want;
    }
}

/* What tables may use is there before them: what comes later would hide what they found. On another
 * server there is nothing to be found. */
static void gather_ground(trial *t, const fx_schema *want)
{
    const bool bare = fx_db_scratch_apart(t->db) && !t->db->driver->scratch_apart;

    for (size_t i = 0; bare && i < want->enums.n; i++) {
        const fx_enum *e = &want->enums.at[i];
        const fx_object object = {.schema = e->schema, .table = e->name};

        add_ground(t, FX_STEP_CREATE_ENUM, &object, e, NULL);
    }
    fx_each (const fx_text_object, text, &want->texts) {
        const fx_object object = {.schema = text->schema, .table = text->name};

        if (text->kind < FX_VIEW && (bare || has_text(t, text)) && !names_tried(t, text))
            add_ground(t, fx_text_step(text->kind, true), &object, NULL, text);
    }
    if (bare)
        gather_tables(t, want);
}

static void gather(trial *t, const fx_schema *want, const fx_schema *have)
{
    fx_each (const fx_table *const, it, &want->tables) {
        const fx_table *other = fx_schema_find(have, (*it)->schema, (*it)->name);

        if (fx_same((*it)->schema, t->schema) && other != NULL && !fx_table_equal(*it, other))
            *fx_push(t->a, &t->tables) = *it;
    }
    gather_texts(t, want, have);
    order_texts(t);
    if (t->tables.n + t->texts.n > 0)
        gather_ground(t, want);
}

static fx_strs schemas_of(fx_arena *a, const fx_schema *s)
{
    fx_strs out = {0};

    *fx_push(a, &out) = NULL;
    fx_each (const fx_table *const, t, &s->tables) {
        if ((*t)->schema != NULL && !fx_same(out.at[out.n - 1], (*t)->schema))
            *fx_push(a, &out) = (*t)->schema;
    }
    fx_each (const fx_text_object, text, &s->texts) {
        bool known = text->schema == NULL;

        for (size_t i = 1; i < out.n; i++)
            known = known || fx_same(out.at[i], text->schema);
        if (!known)
            *fx_push(a, &out) = text->schema;
    }
    return out;
}

bool fx_normal(fx_arena *a, fx_db *db, const fx_schema **want, const fx_schema *have, fx_error *err)
{
    fx_schema *out = fx_new(a, fx_schema);

    if (fx_same(db->driver->dialect->name, "mysql"))
        *want = fx_mysql_take_indexes(a, *want, have);
    if (!fx_db_has_scratch(db) || fx_schema_equal(*want, have))
        return true;
    const fx_strs schemas = schemas_of(a, *want);

    *out = fx_schema_copy(a, *want);
    for (size_t i = 0; i < schemas.n; i++) {
        trial t = {.a = a, .db = db, .schema = schemas.at[i], .want = *want, .out = out};

        gather(&t, *want, have);
        if (t.tables.n + t.texts.n > 0 && !try_all(&t, err))
            return fx_context(err, "%s: texts cannot be compared", db->url->text);
    }
    *want = out;
    return true;
}
