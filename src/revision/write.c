#include <string.h>

#include "inner.h"

/* Digits alone, or with one `e` among them, are numbers to other YAML readers. */
static bool is_number(const char *id)
{
    size_t n = strspn(id, "0123456789");

    if (n > 0 && id[n] == 'e')
        n += 1 + strspn(id + n + 1, "0123456789");
    return id[n] == '\0';
}

static const fx_yaml *id_node(fx_arena *a, const char *id)
{
    return is_number(id) ? fx_yaml_scalar(a, id) : fx_yaml_plain(a, id);
}

const fx_yaml *fx_revision_ids(fx_arena *a, const fx_strs *ids)
{
    fx_yaml *list = fx_yaml_list(a);

    fx_each (const char *, id, ids) {
        fx_yaml_append(a, list, id_node(a, *id));
    }
    return list;
}

/* Sentences have commas, which need quotes only inside of [] and {}. */
static const fx_yaml *sentence(fx_arena *a, const char *text)
{
    char *probe = fx_strdup(a, text);

    for (char *c = probe; *c != '\0'; c++) {
        if (c != probe && *c == ',')
            *c = ';';
    }
    return fx_same(fx_yaml_quote(a, probe), probe) ? fx_yaml_plain(a, text)
                                                   : fx_yaml_scalar(a, text);
}

/* Plain scalars of a file stay plain where they mean the same in every place. */
static bool stays_plain(const fx_yaml *y)
{
    static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "_+-.";
    const char *c = y->text + (y->text[0] != '\0' && strchr("+-.", y->text[0]) != NULL);

    return y->plain && *c != '\0' && strchr("_+-.", *c) == NULL && strspn(c, letters) == strlen(c);
}

/* The nodes of a file as the writer would have made them: the same texts, null as null. */
static const fx_yaml *clean(fx_arena *a, const fx_yaml *y)
{
    fx_yaml *out;

    if (y->kind == FX_YAML_SCALAR)
        return fx_yaml_is_null(y) ? fx_yaml_scalar(a, NULL)
               : stays_plain(y)   ? fx_yaml_plain(a, y->text)
                                  : fx_yaml_scalar(a, y->text);
    if (y->kind == FX_YAML_LIST) {
        out = fx_yaml_list(a);
        fx_each (const fx_yaml *, item, &y->items) {
            fx_yaml_append(a, out, clean(a, *item));
        }
        return out;
    }
    out = fx_yaml_map(a);
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        fx_yaml_set(a, out, pair->key, clean(a, pair->value));
    }
    return out;
}

static const fx_yaml *transaction(fx_arena *a, const fx_revision *r)
{
    bool up = r->up.no_transaction, down = r->down.irreversible ? up : r->down.no_transaction;
    fx_yaml *map = fx_yaml_map(a);

    if (up && down)
        return fx_yaml_plain(a, "false");
    fx_yaml_set(a, map, up ? "up" : "down", fx_yaml_plain(a, "false"));
    return map;
}

static const fx_yaml *was_list(fx_arena *a, const fx_revision *r)
{
    fx_yaml *list = fx_yaml_list(a);

    fx_each (const fx_was, was, &r->was) {
        fx_yaml *map = fx_yaml_map(a);

        if (was->up != NULL)
            fx_yaml_set(a, map, "up", fx_yaml_scalar(a, was->up));
        if (was->down != NULL)
            fx_yaml_set(a, map, "down", fx_yaml_scalar(a, was->down));
        fx_yaml_set(a, map, "reason", sentence(a, was->reason));
        fx_yaml_append(a, list, map);
    }
    return list;
}

static const fx_yaml *losses(fx_arena *a, const fx_revision *r)
{
    fx_yaml *map = fx_yaml_map(a);

    if (r->reasons.n == 0)
        return fx_yaml_strs(a, &r->loses);
    for (size_t i = 0; i < r->loses.n; i++)
        fx_yaml_set(a, map, r->loses.at[i],
                    r->reasons.at[i] == NULL ? fx_yaml_scalar(a, NULL)
                                             : sentence(a, r->reasons.at[i]));
    return map;
}

static const fx_yaml *steps(fx_arena *a, const fx_half *half)
{
    return half->nodes == NULL ? fx_steps_write(a, &half->steps) : clean(a, half->nodes);
}

/* What may stand in a comment: signs that end a line or that YAML forbids become blanks. */
static bool is_comment_sign(const unsigned char *c, size_t *n)
{
    *n = *c < 0x80 ? 1 : *c < 0xe0 ? 2 : *c < 0xf0 ? 3 : 4;
    if (*n == 1)
        return *c >= ' ' && *c != 0x7f;
    if (*n == 2)
        return *c != 0xc2 || c[1] >= 0xa0;
    if (c[0] == 0xe2 && c[1] == 0x80)
        return c[2] != 0xa8 && c[2] != 0xa9;
    return c[0] != 0xef || !((c[1] == 0xbb && c[2] == 0xbf) || (c[1] == 0xbf && c[2] >= 0xbe));
}

static void add_title(fx_str *out, const char *message)
{
    size_t length = strcspn(message, "\r\n"), n;
    fx_str line = {.arena = out->arena};

    if (!fx_is_utf8(message, strlen(message)))
        return;
    for (const char *c = message; c < message + length; c += n) {
        bool good = is_comment_sign((const unsigned char *)c, &n);

        fx_str_addn(&line, good ? c : " ", good ? n : 1);
    }
    if (!fx_blank(fx_str_text(&line)))
        fx_str_addf(out, "# %s\n", fx_trim(out->arena, fx_str_text(&line)));
}

const char *fx_revision_write(fx_arena *a, const fx_revision *r)
{
    fx_str out = {.arena = a};
    fx_yaml *root = fx_yaml_map(a);
    const char *message = r->message == NULL ? "" : r->message;

    add_title(&out, message);
    fx_yaml_set(a, root, "revision", id_node(a, r->id));
    fx_yaml_set(a, root, "revises", fx_revision_ids(a, &r->parents));
    fx_yaml_set(a, root, "message", sentence(a, message));
    if (r->loses.n > 0)
        fx_yaml_set(a, root, "loses", losses(a, r));
    if (r->replaces.n > 0)
        fx_yaml_set(a, root, "replaces", fx_revision_ids(a, &r->replaces));
    if (r->up.no_transaction || r->down.no_transaction)
        fx_yaml_set(a, root, "transaction", transaction(a, r));
    if (r->was.n > 0)
        fx_yaml_set(a, root, "was", was_list(a, r));
    fx_yaml_set(a, root, "upgrade", steps(a, &r->up));
    if (r->down.irreversible)
        fx_yaml_set(a, root, "irreversible", sentence(a, r->down.reason));
    else
        fx_yaml_set(a, root, "downgrade", steps(a, &r->down));
    fx_yaml_print(&out, root, 0);
    return fx_str_text(&out);
}
