#include <string.h>

#include "fuzz.h"
#include "fx/base/yaml.h"

/* The nodes as code would make them: what is printed of those must read back the same. */
static const fx_yaml *made(fx_arena *a, const fx_yaml *y)
{
    fx_yaml *out = y->kind == FX_YAML_LIST ? fx_yaml_list(a) : fx_yaml_map(a);

    if (y->kind == FX_YAML_SCALAR)
        return fx_yaml_scalar(a, fx_yaml_is_null(y) ? NULL : y->text);
    fx_each (const fx_yaml *, item, &y->items) {
        fx_yaml_append(a, out, made(a, *item));
    }
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        fx_yaml_set(a, out, pair->key, made(a, pair->value));
    }
    return out;
}

static void same(const fx_yaml *x, const fx_yaml *y)
{
    HOLDS(x->kind == y->kind);
    HOLDS(x->items.n == y->items.n);
    HOLDS(x->pairs.n == y->pairs.n);
    if (x->kind == FX_YAML_SCALAR) {
        HOLDS(fx_yaml_is_null(x) == fx_yaml_is_null(y));
        HOLDS(fx_yaml_is_null(x) || fx_same(x->text, y->text));
    }
    for (size_t i = 0; i < x->items.n; i++)
        same(x->items.at[i], y->items.at[i]);
    for (size_t i = 0; i < x->pairs.n; i++) {
        HOLDS(fx_same(x->pairs.at[i].key, y->pairs.at[i].key));
        same(x->pairs.at[i].value, y->pairs.at[i].value);
    }
}

/* libyaml reads keys of at most 1024 bytes; escapes make them longer. */
static bool has_long_key(const fx_yaml *y)
{
    fx_each (const fx_yaml *, item, &y->items) {
        if (has_long_key(*item))
            return true;
    }
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        if (strlen(pair->key) > 100 || has_long_key(pair->value))
            return true;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fx_arena *a = fx_arena_new();
    fx_error err = {.arena = a};
    const fx_yaml *y = fx_yaml_parse(a, "f.yml", (const char *)data, n, &err);

    HOLDS((y == NULL) == (err.code != FX_NONE));
    if (y != NULL && y->kind == FX_YAML_MAP && !has_long_key(y)) {
        fx_str text = {.arena = a}, again = {.arena = a};

        y = made(a, y);
        fx_yaml_print(&text, y, 0);
        const fx_yaml *back = fx_yaml_parse(a, "g.yml", text.text, text.n, &err);

        if (back == NULL)
            fprintf(stderr, "%s\n%s\n", fx_error_text(a, &err), text.text);
        HOLDS(back != NULL);
        same(y, back);
        fx_yaml_print(&again, made(a, back), 0);
        HOLDS(fx_same(text.text, again.text));
    }
    fx_arena_free(a);
    return 0;
}
