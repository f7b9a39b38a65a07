#include <assert.h>
#include <string.h>

#include "fx/base/hash.h"
#include "fx/base/json.h"
#include "fx/sql/split.h"
#include "inner.h"

/* The rule that this prefix names is frozen for ever: tests/fixtures/hash holds it. */
static const char prefix[] = "fx1:";

typedef struct form {
    fx_arena *arena;
    fx_json json;
    const char *dialect;     /* NULL: all of them */
    const fx_strs *readings; /* SQL by what it says to these dialects; NULL: as it stands */
    const char *own;         /* the dialect that the value being written is of */
} form;

static bool is_sql_key(const char *key)
{
    static const char *const keys[] = {"execute", "sql", "using", "where"};

    for (size_t i = 0; i < FX_COUNT(keys); i++) {
        if (fx_same(key, keys[i]))
            return true;
    }
    return false;
}

/* MariaDB and MySQL run what is written for the other where nothing is written for themselves. */
static bool is_left_out(const form *f, const fx_yaml *map, const char *key)
{
    static const char *const both[] = {"mysql", "mariadb"};

    if (f->dialect == NULL || !fx_is_dialect(key) || fx_same(key, f->dialect))
        return false;
    for (size_t i = 0; i < FX_COUNT(both); i++) {
        if (fx_same(f->dialect, both[i]) && fx_same(key, both[!i]))
            return fx_yaml_get(map, both[i]) != NULL;
    }
    return true;
}

static void put(form *f, const fx_yaml *y, bool sql);

static const char *readings_of(const form *f, const char *text)
{
    fx_str out = {.arena = f->arena};

    if (f->own != NULL)
        return fx_sql_readings(f->arena, f->own, text);
    fx_each (const char *, name, f->readings) {
        fx_str_addf(&out, "%s\n", fx_sql_readings(f->arena, *name, text));
    }
    return fx_str_text(&out);
}

static void put_scalar(form *f, const fx_yaml *y, bool sql)
{
    if (fx_yaml_is_null(y))
        fx_json_text(&f->json, NULL);
    else
        fx_json_text(&f->json, sql && f->readings != NULL ? readings_of(f, y->text) : y->text);
}

/* The order of a table's columns counts: a list of [name, body] keeps it. */
static void put_columns(form *f, const fx_yaml *y)
{
    fx_json_open(&f->json, '[');
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        fx_json_open(&f->json, '[');
        fx_json_text(&f->json, pair->key);
        put(f, pair->value, false);
        fx_json_close(&f->json, ']');
    }
    fx_json_close(&f->json, ']');
}

static int by_key(const void *a, const void *b)
{
    const fx_yaml_pair *x = a, *y = b;

    return strcmp(x->key, y->key);
}

static void put_map(form *f, const fx_yaml *y, bool sql, bool step)
{
    FX_VEC(fx_yaml_pair) pairs = {0};

    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        bool state = step && fx_same(pair->key, "state");

        if (!state && !is_left_out(f, y, pair->key))
            *fx_push(f->arena, &pairs) = *pair;
    }
    fx_sort(&pairs, by_key);
    fx_json_open(&f->json, '{');
    fx_each (const fx_yaml_pair, pair, &pairs) {
        const char *around = f->own;

        if (fx_is_dialect(pair->key))
            f->own = pair->key;
        fx_json_key(&f->json, pair->key);
        if (fx_same(pair->key, "columns") && pair->value->kind == FX_YAML_MAP)
            put_columns(f, pair->value);
        else
            put(f, pair->value, sql || is_sql_key(pair->key));
        f->own = around;
    }
    fx_json_close(&f->json, '}');
}

static void put_list(form *f, const fx_yaml *y, bool sql)
{
    fx_json_open(&f->json, '[');
    fx_each (const fx_yaml *, item, &y->items) {
        put(f, *item, sql);
    }
    fx_json_close(&f->json, ']');
}

static void put(form *f, const fx_yaml *y, bool sql)
{
    if (y->kind == FX_YAML_SCALAR)
        put_scalar(f, y, sql);
    else if (y->kind == FX_YAML_MAP)
        put_map(f, y, sql, false);
    else
        put_list(f, y, sql);
}

static void put_steps(form *f, const fx_yaml *steps)
{
    fx_json_open(&f->json, '[');
    fx_each (const fx_yaml *, step, &steps->items) {
        if ((*step)->kind == FX_YAML_MAP)
            put_map(f, *step, false, true);
        else
            put(f, *step, false);
    }
    fx_json_close(&f->json, ']');
}

const char *fx_half_form(fx_arena *a, const fx_half *half, const char *dialect,
                         const fx_strs *readings)
{
    fx_str out = {.arena = a};
    form f = {.arena = a, .json = {.out = &out}, .dialect = dialect, .readings = readings};

    fx_json_open(&f.json, '{');
    if (half->irreversible) {
        fx_json_put(&f.json, "irreversible", half->reason);
    } else {
        assert(half->nodes != NULL);
        fx_json_key(&f.json, "steps");
        put_steps(&f, half->nodes);
        if (half->no_transaction)
            fx_json_put_bool(&f.json, "transaction", false);
    }
    fx_json_close(&f.json, '}');
    return fx_str_text(&out);
}

static const char *hash_of(fx_arena *a, const char *canonical)
{
    return fx_fmt(a, "%s%s", prefix, fx_sha256(a, canonical, strlen(canonical)));
}

const char *fx_half_states(fx_arena *a, const fx_half *half)
{
    fx_str out = {.arena = a};
    form f = {.arena = a, .json = {.out = &out}};

    fx_json_open(&f.json, '[');
    for (size_t i = 0; half->nodes != NULL && i < half->nodes->items.n; i++) {
        const fx_yaml *step = half->nodes->items.at[i];
        const fx_yaml *state = step->kind == FX_YAML_MAP ? fx_yaml_get(step, "state") : NULL;

        if (state == NULL)
            fx_json_text(&f.json, NULL);
        else if (state->kind == FX_YAML_LIST)
            put_list(&f, state, false);
        else
            put_list(&f, fx_yaml_list(a), false); /* `state:` with nothing: no steps */
    }
    fx_json_close(&f.json, ']');
    return fx_str_text(&out);
}

void fx_half_close(fx_arena *a, fx_half *half)
{
    half->canonical = fx_half_form(a, half, NULL, NULL);
    half->hash = hash_of(a, half->canonical);
}

void fx_half_seal(fx_arena *a, fx_half *half)
{
    half->nodes = half->irreversible ? NULL : fx_steps_write(a, &half->steps);
    fx_half_close(a, half);
}

const char *fx_half_projected(fx_arena *a, const fx_half *half, const char *dialect)
{
    return hash_of(a, fx_half_form(a, half, dialect, NULL));
}

const char *fx_revision_id(fx_arena *a, const fx_strs *parents, const fx_half *up,
                           const fx_half *down, const char *message, const char *salt)
{
    fx_str out = {.arena = a}, list = {.arena = a}, text = {.arena = a};
    fx_json parents_json = {.out = &list}, message_json = {.out = &text};
    fx_strs sorted = {0};

    fx_each (const char *, id, parents) {
        *fx_push(a, &sorted) = *id;
    }
    fx_strs_sort(&sorted);
    fx_json_strs(&parents_json, &sorted);
    fx_json_text(&message_json, message == NULL ? "" : message);
    fx_str_addf(&out, "[%s,%s,%s,%s", fx_str_text(&list), up->canonical, down->canonical,
                fx_str_text(&text));
    if (salt != NULL)
        fx_str_addf(&out, ",\"%s\"", salt);
    fx_str_addc(&out, ']');
    return fx_strndup(a, fx_sha256(a, out.text, out.n), 12);
}
