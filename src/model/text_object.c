/*
 * Views and triggers: kept as the text that makes them.
 */
#include <string.h>

#include "fx/model/read.h"
#include "inner.h"

static const struct {
    const char *key, *word;
} kinds[] = {
#define X(symbol, key, word) {key, word},
    FX_TEXT_KINDS(X)
#undef X
};

const char *fx_text_key(fx_text_kind kind)
{
    return kinds[kind].key;
}

const char *fx_text_word(fx_text_kind kind)
{
    return kinds[kind].word;
}

bool fx_step_is_text(fx_step_kind kind)
{
    return kind >= FX_STEP_CREATE_DOMAIN && kind <= FX_STEP_DROP_TRIGGER;
}

fx_text_kind fx_step_text_kind(fx_step_kind kind)
{
    return (fx_text_kind)((kind - FX_STEP_CREATE_DOMAIN) / 2);
}

bool fx_step_makes_text(fx_step_kind kind)
{
    return fx_step_is_text(kind) && (kind - FX_STEP_CREATE_DOMAIN) % 2 == 0;
}

fx_step_kind fx_text_step(fx_text_kind kind, bool create)
{
    return (fx_step_kind)(FX_STEP_CREATE_DOMAIN + 2 * (int)kind + !create);
}

/* ---- in a schema ---- */

static int by_text(const char *x, const char *y)
{
    return strcmp(x == NULL ? "" : x, y == NULL ? "" : y);
}

static int by_names(const void *x, const void *y)
{
    const fx_text_object *a = x, *b = y;
    int order = (a->kind > b->kind) - (a->kind < b->kind);

    order = order != 0 ? order : by_text(a->schema, b->schema);
    order = order != 0 ? order : by_text(a->table, b->table);
    return order != 0 ? order : strcmp(a->name, b->name);
}

const fx_text_object *fx_schema_find_text(const fx_schema *s, const fx_text_object *like)
{
    fx_each (const fx_text_object, t, &s->texts) {
        if (by_names(t, like) == 0)
            return t;
    }
    return NULL;
}

void fx_schema_remove_text(fx_schema *s, const fx_text_object *like)
{
    const fx_text_object *t = fx_schema_find_text(s, like);

    if (t != NULL)
        fx_remove_at(&s->texts, t - s->texts.at);
}

void fx_schema_put_text(fx_arena *a, fx_schema *s, const fx_text_object *t)
{
    const fx_text_object copy = *t;

    fx_schema_remove_text(s, &copy);
    *fx_push(a, &s->texts) = copy;
    fx_sort(&s->texts, by_names);
}

void fx_schema_keep_texts(fx_schema *s, const fx_schema *known)
{
    for (size_t i = s->texts.n; i-- > 0;) {
        if (fx_schema_find_text(known, &s->texts.at[i]) == NULL)
            fx_remove_at(&s->texts, i);
    }
}

void fx_schema_leave_out(fx_schema *s, const fx_strs *names)
{
    s->left_out = *names;
    fx_each (const char *, name, names) {
        fx_schema_remove(s, NULL, *name);
        for (size_t i = s->texts.n; i-- > 0;) {
            const fx_text_object *t = &s->texts.at[i];

            if (fx_same(t->kind == FX_TRIGGER ? t->table : t->name, *name))
                fx_remove_at(&s->texts, i);
        }
    }
}

bool fx_text_object_names(const fx_text_object *t, const char *name)
{
    return fx_sql_text_names(&t->sql, name);
}

bool fx_text_object_equal(const fx_text_object *a, const fx_text_object *b)
{
    if (by_names(a, b) != 0 || !fx_sql_same(a->sql.all, b->sql.all) || a->sql.by.n != b->sql.by.n)
        return false;
    for (size_t i = 0; i < a->sql.by.n; i++) {
        if (!fx_same(a->sql.by.at[i].dialect, b->sql.by.at[i].dialect) ||
            !fx_sql_same(a->sql.by.at[i].text, b->sql.by.at[i].text))
            return false;
    }
    return true;
}

static void rename_text(fx_arena *a, fx_sql_text *t, const char *from, const char *to)
{
    fx_variants by = {0};

    if (t->all != NULL)
        t->all = fx_rename_in_sql(a, t->all, from, to);
    fx_each (const fx_variant, v, &t->by) {
        *fx_push(a, &by) = (fx_variant){v->dialect, fx_rename_in_sql(a, v->text, from, to)};
    }
    t->by = by;
}

void fx_texts_follow(fx_arena *a, fx_schema *s, const fx_table *t, const char *column,
                     const char *to)
{
    fx_schema copy = fx_schema_copy(a, s);

    fx_each (fx_text_object, text, &copy.texts) {
        if (text->kind < FX_VIEW || !fx_text_object_names(text, t->name))
            continue; /* a body in quotes is left alone, as the engine does */
        rename_text(a, &text->sql, column == NULL ? t->name : column, to);
        if (column == NULL && fx_same(text->table, t->name))
            text->table = to;
    }
    fx_sort(&copy.texts, by_names);
    s->texts = copy.texts;
}

/* ---- as files have it ---- */

fx_text_object fx_text_object_of(const fx_step *s)
{
    const fx_text_kind kind = fx_step_text_kind(s->kind);
    bool trigger = kind == FX_TRIGGER;

    return (fx_text_object){
        .kind = kind,
        .schema = s->object.schema,
        .table = trigger ? s->object.table : NULL,
        .name = trigger ? s->object.name : s->object.table,
        .sql = s->sql,
        .file = s->file,
        .line = s->line,
    };
}

fx_object fx_text_object_name(const fx_text_object *t)
{
    if (t->kind != FX_TRIGGER)
        return (fx_object){.schema = t->schema, .table = t->name};
    return (fx_object){.schema = t->schema, .table = t->table, .name = t->name};
}

static const char *next(const char *s)
{
    if (*s != '\0')
        s += fx_sql_piece(s);
    while (*s != '\0' && fx_sql_is_blank(s))
        s += fx_sql_piece(s);
    return s;
}

static bool is(const char *s, const char *word)
{
    return fx_sql_is_name(s, fx_sql_piece(s), word);
}

/* "CREATE [OR REPLACE ...] VIEW [schema.]name": at the name; NULL if it is none. */
static const char *find_name(const char *sql, const char *kind, const char **odd)
{
    enum { WORDS = 12 };
    const char *s = fx_sql_is_blank(sql) ? next(sql) : sql;

    *odd = NULL;
    if (!is(s, "create"))
        return NULL;
    for (int i = 0; i < WORDS && *s != '\0' && !is(s, kind); i++) {
        if (is(s, "temp") || is(s, "temporary"))
            *odd = "TEMP";
        s = next(s);
    }
    s = next(s);
    if (is(s, "if")) {
        *odd = "IF NOT EXISTS";
        s = next(next(next(s)));
    }
    return *next(s) == '.' ? next(next(s)) : s;
}

static bool is_one_statement(const char *sql)
{
    for (const char *s = sql; *s != '\0'; s += fx_sql_piece(s)) {
        if (*s == ';')
            return false;
    }
    return true;
}

/* "FUNCTION", and what else may make one. */
static const char *name_in(const char *sql, const fx_text_object *t, const char **odd)
{
    const char *word = t->kind == FX_MATERIALIZED_VIEW ? "view" : kinds[t->kind].word;
    const char *name = find_name(sql, word, odd);

    if (t->kind == FX_FUNCTION &&
        (name == NULL || !fx_sql_is_name(name, fx_sql_piece(name), t->name)))
        return find_name(sql, "procedure", odd);
    return name;
}

const char *fx_text_object_place(const fx_text_object *t, const char *sql, const char **whole)
{
    const char *odd, *name = name_in(sql, t, &odd);

    if (name == NULL || !fx_sql_is_name(name, fx_sql_piece(name), t->name))
        return NULL;
    *whole = name;
    for (const char *s = sql; s < name; s = next(s)) {
        if (*next(s) == '.' && next(next(s)) == name)
            *whole = s;
    }
    return name;
}

static const char *upper(fx_arena *a, const char *text)
{
    char *out = fx_strdup(a, text);

    for (char *c = out; *c != '\0'; c++)
        *c = *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c;
    return out;
}

static bool check_text(const fx_yaml *y, const fx_text_object *t, const char *sql, fx_error *err)
{
    const char *kind = upper(err->arena, kinds[t->kind].word), *odd;
    const char *name = name_in(sql, t, &odd);
    bool one = t->kind == FX_VIEW || t->kind == FX_DOMAIN || t->kind == FX_SEQUENCE;

    if (name == NULL || !fx_sql_is_name(name, fx_sql_piece(name), t->name)) {
        fx_yaml_fail(y, err, "sql: it does not create the %s %s", kinds[t->kind].word, t->name);
        return fx_hint(err, "Write the whole statement: CREATE %s %s ...", kind, t->name);
    }
    if (odd != NULL) {
        fx_yaml_fail(y, err, "sql: %s has no place here", odd);
        return fx_hint(err, "Write CREATE %s %s ...: fxgit knows whether it is there.", kind,
                       t->name);
    }
    if (one && !is_one_statement(sql))
        return fx_yaml_fail(y, err, "sql: more than one statement");
    return true;
}

bool fx_text_object_check(const fx_yaml *sql, const fx_text_object *t, fx_error *err)
{
    if (t->sql.all != NULL && !check_text(sql, t, t->sql.all, err))
        return false;
    fx_each (const fx_variant, v, &t->sql.by) {
        if (!check_text(sql, t, v->text, err))
            return false;
    }
    return true;
}

static const char *without_end(fx_arena *a, const char *sql)
{
    size_t n = strlen(sql);

    while (n > 0 && (sql[n - 1] == ';' || (unsigned char)sql[n - 1] <= ' '))
        n--;
    return sql[n] == '\0' ? sql : fx_strndup(a, sql, n);
}

bool fx_text_sql_read(fx_arena *a, const fx_yaml *y, fx_text_object *t, fx_error *err)
{
    const fx_yaml *sql = fx_yaml_get(y, "sql");

    if (sql == NULL) {
        fx_yaml_fail(y, err, "%s %s has no sql", kinds[t->kind].word, t->name);
        return fx_hint(err, "Write its whole CREATE statement there.");
    }
    if (!fx_sql_text_read(a, sql, "sql", &t->sql, err))
        return false;
    if (t->sql.all != NULL)
        t->sql.all = without_end(a, t->sql.all);
    fx_each (fx_variant, v, &t->sql.by) {
        v->text = without_end(a, v->text);
    }
    return fx_text_object_check(sql, t, err);
}

bool fx_text_object_kind(const fx_yaml *y, fx_text_kind *out)
{
    for (size_t i = 0; i < FX_COUNT(kinds); i++) {
        if (fx_yaml_get(y, kinds[i].key) != NULL) {
            *out = (fx_text_kind)i;
            return true;
        }
    }
    return false;
}

bool fx_text_object_read(fx_arena *a, const fx_yaml *y, fx_text_object *out, fx_error *err)
{
    fx_text_kind kind = FX_VIEW;
    const char *text = NULL, *why = NULL;
    fx_object o;

    if (!fx_text_object_kind(y, &kind))
        return fx_yaml_fail(y, err, "neither a view nor a trigger");
    const char *const keys[] = {kinds[kind].key, "sql"};
    const fx_yaml *name = fx_yaml_get(y, keys[0]);
    bool trigger = kind == FX_TRIGGER;

    if (!fx_yaml_only(y, keys, FX_COUNT(keys), err) || !fx_yaml_text(name, keys[0], &text, err))
        return false;
    if (!fx_object_parse(a, text, trigger ? 2 : 1, &o, &why))
        return fx_yaml_fail(name, err, "%s", why);
    if (trigger && o.name == NULL)
        return fx_yaml_fail(name, err, "'%s' must be table.name", text);
    *out = (fx_text_object){.kind = kind,
                            .schema = o.schema,
                            .table = trigger ? o.table : NULL,
                            .name = trigger ? o.name : o.table,
                            .file = y->file,
                            .line = y->line};
    return fx_text_sql_read(a, y, out, err);
}

const fx_yaml *fx_text_object_write(fx_arena *a, const fx_text_object *t)
{
    fx_yaml *y = fx_yaml_map(a);
    const fx_object o = fx_text_object_name(t);

    fx_yaml_set(a, y, kinds[t->kind].key, fx_yaml_scalar(a, fx_object_text(a, &o)));
    fx_yaml_set(a, y, "sql", fx_sql_text_write(a, &t->sql));
    return y;
}
