/*
 * What keys, foreign keys, checks and indexes have besides their columns: the
 * same words in entities and in steps.
 */
#include <stdlib.h>
#include <string.h>

#include "fx/model/read.h"
#include "inner.h"

static bool read_flag(const fx_yaml *y, const char *key, bool *out, fx_error *err)
{
    const fx_yaml *value = fx_yaml_get(y, key);

    return value == NULL || fx_yaml_bool(value, key, out, err);
}

static bool read_text(const fx_yaml *y, const char *key, const char **out, fx_error *err)
{
    const fx_yaml *value = fx_yaml_get(y, key);

    return value == NULL || fx_yaml_text(value, key, out, err);
}

static bool read_names(fx_arena *a, const fx_yaml *y, const char *key, fx_strs *out, fx_error *err)
{
    const fx_yaml *value = fx_yaml_get(y, key);

    return value == NULL || fx_yaml_texts(a, value, key, out, err);
}

static void write_flag(fx_arena *a, fx_yaml *map, const char *key, bool on)
{
    if (on)
        fx_yaml_set(a, map, key, fx_yaml_plain(a, "true"));
}

static void write_text(fx_arena *a, fx_yaml *map, const char *key, const char *text)
{
    if (text != NULL)
        fx_yaml_set(a, map, key, fx_yaml_scalar(a, text));
}

static void write_names(fx_arena *a, fx_yaml *map, const char *key, const fx_strs *names)
{
    if (names->n > 0)
        fx_yaml_set(a, map, key, fx_yaml_strs(a, names));
}

/* ---- when a key is checked ---- */

static bool read_deferrable(const fx_yaml *y, fx_deferrable *out, fx_error *err)
{
    const fx_yaml *value = fx_yaml_get(y, "deferrable");
    const char *text;

    if (value == NULL)
        return true;
    if (!fx_yaml_text(value, "deferrable", &text, err))
        return false;
    *out = fx_same(text, "deferred")    ? FX_DEFER_DEFERRED
           : fx_same(text, "immediate") ? FX_DEFER_IMMEDIATE
                                        : FX_NOT_DEFERRABLE;
    if (*out != FX_NOT_DEFERRABLE || fx_same(text, "false"))
        return true;
    fx_yaml_fail(value, err, "deferrable: unknown value '%s'", text);
    return fx_hint(err, "One of: deferred (checked at COMMIT), immediate, false.");
}

static void write_deferrable(fx_arena *a, fx_yaml *map, fx_deferrable d)
{
    if (d != FX_NOT_DEFERRABLE)
        fx_yaml_set(a, map, "deferrable",
                    fx_yaml_plain(a, d == FX_DEFER_DEFERRED ? "deferred" : "immediate"));
}

/* ---- keys ---- */

static bool read_on_conflict(fx_arena *a, const fx_yaml *y, fx_key *out, fx_error *err)
{
    static const char *const ways[] = {"abort", "replace", "ignore", "fail", "rollback"};
    const fx_yaml *value = fx_yaml_get(y, "on_conflict");
    const char *text;

    if (value == NULL)
        return true;
    if (!fx_yaml_text(value, "on_conflict", &text, err))
        return false;
    for (size_t i = 0; i < FX_COUNT(ways); i++) {
        if (fx_same_case(ways[i], text)) {
            out->on_conflict = i == 0 ? NULL : fx_strdup(a, ways[i]);
            return true;
        }
    }
    fx_yaml_fail(value, err, "on_conflict: unknown way '%s'", text);
    return fx_hint(err, "One of: replace, ignore, fail, rollback, abort.");
}

bool fx_key_options_read(fx_arena *a, const fx_yaml *y, fx_key *out, fx_error *err)
{
    return read_on_conflict(a, y, out, err) && read_names(a, y, "include", &out->include, err) &&
           read_flag(y, "nulls_not_distinct", &out->nulls_not_distinct, err) &&
           read_deferrable(y, &out->deferrable, err);
}

bool fx_key_has_options(const fx_key *k)
{
    return k->on_conflict != NULL || k->include.n > 0 || k->nulls_not_distinct ||
           k->deferrable != FX_NOT_DEFERRABLE;
}

void fx_key_options_write(fx_arena *a, const fx_key *k, fx_yaml *map)
{
    if (k->on_conflict != NULL)
        fx_yaml_set(a, map, "on_conflict", fx_yaml_plain(a, k->on_conflict));
    write_names(a, map, "include", &k->include);
    write_flag(a, map, "nulls_not_distinct", k->nulls_not_distinct);
    write_deferrable(a, map, k->deferrable);
}

/* ---- foreign keys ---- */

static bool read_action(const fx_yaml *y, const char *key, fx_action *out, fx_error *err)
{
    const fx_yaml *value = fx_yaml_get(y, key);
    const char *text;

    if (value == NULL)
        return true;
    if (!fx_yaml_text(value, key, &text, err))
        return false;
    if (fx_action_parse(text, out))
        return true;
    fx_yaml_fail(value, err, "%s: unknown action '%s'", key, text);
    return fx_hint(err, "Actions: no action, restrict, cascade, set null, set default.");
}

bool fx_foreign_options_read(const fx_yaml *y, fx_foreign_key *out, fx_error *err)
{
    const char *match = "simple";

    if (!read_action(y, "on_delete", &out->on_delete, err) ||
        !read_action(y, "on_update", &out->on_update, err) ||
        !read_deferrable(y, &out->deferrable, err) || !read_text(y, "match", &match, err) ||
        !read_flag(y, "not_valid", &out->not_valid, err))
        return false;
    out->match_full = fx_same(match, "full");
    if (out->match_full || fx_same(match, "simple"))
        return true;
    return fx_yaml_fail(fx_yaml_get(y, "match"), err, "match: full or simple, not '%s'", match);
}

void fx_foreign_options_write(fx_arena *a, const fx_foreign_key *fk, fx_yaml *map)
{
    if (fk->on_delete != FX_NO_ACTION)
        fx_yaml_set(a, map, "on_delete", fx_yaml_scalar(a, fx_action_text(fk->on_delete)));
    if (fk->on_update != FX_NO_ACTION)
        fx_yaml_set(a, map, "on_update", fx_yaml_scalar(a, fx_action_text(fk->on_update)));
    write_deferrable(a, map, fk->deferrable);
    if (fk->match_full)
        fx_yaml_set(a, map, "match", fx_yaml_plain(a, "full"));
    write_flag(a, map, "not_valid", fk->not_valid);
}

/* ---- checks ---- */

bool fx_check_body_read(fx_arena *a, const fx_yaml *y, fx_check *out, fx_error *err)
{
    const fx_yaml *sql = fx_yaml_get(y, "sql"), *exclude = fx_yaml_get(y, "exclude");

    if ((sql == NULL) == (exclude == NULL)) {
        fx_yaml_fail(y, err, sql == NULL ? "sql is missing" : "one of sql and exclude is expected");
        return sql != NULL || fx_hint(err, "Write the condition: `sql: price >= 0`.");
    }
    out->exclude = exclude != NULL;
    return fx_sql_text_read(a, out->exclude ? exclude : sql, out->exclude ? "exclude" : "sql",
                            &out->sql, err) &&
           read_flag(y, "not_valid", &out->not_valid, err) &&
           read_flag(y, "no_inherit", &out->no_inherit, err) &&
           read_text(y, "column", &out->column, err);
}

void fx_check_body_write(fx_arena *a, const fx_check *c, fx_yaml *map)
{
    fx_yaml_set(a, map, c->exclude ? "exclude" : "sql", fx_sql_text_write(a, &c->sql));
    write_flag(a, map, "not_valid", c->not_valid);
    write_flag(a, map, "no_inherit", c->no_inherit);
    write_text(a, map, "column", c->column);
}

/* ---- indexes ---- */

bool fx_index_options_read(fx_arena *a, const fx_yaml *y, fx_index *out, fx_error *err)
{
    const fx_yaml *where = fx_yaml_get(y, "where");

    return read_flag(y, "unique", &out->unique, err) &&
           (where == NULL || fx_sql_text_read(a, where, "where", &out->where, err)) &&
           read_text(y, "using", &out->using_, err) &&
           read_names(a, y, "include", &out->include, err) &&
           read_text(y, "with", &out->with, err) &&
           read_flag(y, "nulls_not_distinct", &out->nulls_not_distinct, err);
}

void fx_index_options_write(fx_arena *a, const fx_index *ix, fx_yaml *map)
{
    write_flag(a, map, "unique", ix->unique);
    write_text(a, map, "using", ix->using_);
    write_names(a, map, "include", &ix->include);
    if (fx_sql_text_set(&ix->where))
        fx_yaml_set(a, map, "where", fx_sql_text_write(a, &ix->where));
    write_text(a, map, "with", ix->with);
    write_flag(a, map, "nulls_not_distinct", ix->nulls_not_distinct);
}

static bool read_length(const fx_yaml *y, int *out, fx_error *err)
{
    const char *text = NULL;

    if (!read_text(y, "length", &text, err))
        return false;
    if (text == NULL)
        return true;
    *out = (int)strtol(text, NULL, 10);
    return (*out > 0 && text[strspn(text, "0123456789")] == '\0') ||
           fx_yaml_fail(fx_yaml_get(y, "length"), err, "length: '%s' is no number of characters",
                        text);
}

/* {column: name} or {sql: lower(name)}, with what is said of it */
static bool read_part(fx_arena *a, const fx_yaml *y, fx_index *ix, fx_error *err)
{
    static const char *const keys[] = {"column",  "sql",     "order", "nulls",
                                       "collate", "opclass", "length"};
    const fx_yaml *column = fx_yaml_get(y, "column"), *sql = fx_yaml_get(y, "sql");
    fx_index_part part = {.expression = sql != NULL};
    const char *text, *direction = "asc", *nulls = NULL;

    if (!fx_yaml_only(y, keys, FX_COUNT(keys), err))
        return false;
    if ((column == NULL) == (sql == NULL))
        return fx_yaml_fail(y, err, "one of column and sql is expected");
    if (!fx_yaml_text(part.expression ? sql : column, "columns", &text, err) ||
        !read_text(y, "order", &direction, err) || !read_text(y, "nulls", &nulls, err) ||
        !read_text(y, "collate", &part.collate, err) ||
        !read_text(y, "opclass", &part.opclass, err) || !read_length(y, &part.length, err))
        return false;
    part.descending = fx_same(direction, "desc");
    if (!part.descending && !fx_same(direction, "asc"))
        return fx_yaml_fail(fx_yaml_get(y, "order"), err, "order: asc or desc, not '%s'",
                            direction);
    if (nulls != NULL && !fx_same(nulls, "first") && !fx_same(nulls, "last"))
        return fx_yaml_fail(fx_yaml_get(y, "nulls"), err, "nulls: first or last, not '%s'", nulls);
    if (nulls != NULL && fx_same(nulls, "first") != part.descending) /* else it says nothing */
        part.nulls = fx_same(nulls, "first") ? -1 : 1;
    *fx_push(a, &ix->columns) = text;
    *fx_push(a, &ix->parts) = part;
    return true;
}

/* A list of names; or of names and maps. */
bool fx_index_columns_read(fx_arena *a, const fx_yaml *y, fx_index *ix, fx_error *err)
{
    bool maps = false;

    for (size_t i = 0; y->kind == FX_YAML_LIST && i < y->items.n; i++)
        maps = maps || y->items.at[i]->kind == FX_YAML_MAP;
    if (!maps)
        return fx_yaml_texts(a, y, "columns", &ix->columns, err);
    fx_each (const fx_yaml *const, item, &y->items) {
        const char *text;

        if ((*item)->kind == FX_YAML_MAP) {
            if (!read_part(a, *item, ix, err))
                return false;
            continue;
        }
        if (!fx_yaml_text(*item, "columns", &text, err))
            return false;
        *fx_push(a, &ix->columns) = text;
        *fx_push(a, &ix->parts) = (fx_index_part){0};
    }
    return true;
}

static bool is_plain(const fx_index_part *p)
{
    return !p->expression && !p->descending && p->collate == NULL && p->opclass == NULL &&
           p->nulls == 0 && p->length == 0;
}

const fx_yaml *fx_index_columns_write(fx_arena *a, const fx_index *ix)
{
    fx_yaml *list = fx_yaml_list(a);

    for (size_t i = 0; i < ix->columns.n; i++) {
        const fx_index_part *p = i < ix->parts.n ? &ix->parts.at[i] : NULL;
        const fx_yaml *text = fx_yaml_scalar(a, ix->columns.at[i]);
        fx_yaml *map = fx_yaml_map(a);

        if (p == NULL || is_plain(p)) {
            fx_yaml_append(a, list, text);
            continue;
        }
        fx_yaml_set(a, map, p->expression ? "sql" : "column", text);
        write_text(a, map, "collate", p->collate);
        write_text(a, map, "opclass", p->opclass);
        if (p->descending)
            fx_yaml_set(a, map, "order", fx_yaml_plain(a, "desc"));
        if (p->nulls != 0)
            fx_yaml_set(a, map, "nulls", fx_yaml_plain(a, p->nulls < 0 ? "first" : "last"));
        if (p->length > 0)
            fx_yaml_set(a, map, "length", fx_yaml_plain(a, fx_fmt(a, "%d", p->length)));
        fx_yaml_append(a, list, map);
    }
    return list;
}
