#include <string.h>

#include "fx/base/hash.h"
#include "inner.h"

enum { MOST_BYTES = 4 * 1024 * 1024, HASH_LENGTH = 4 + FX_SHA256_HEX };

/* A hash of a half as `fxgit amend` writes it: fx1:, and 64 digits. */
static bool is_hash(const char *text)
{
    if (strlen(text) != HASH_LENGTH || !fx_starts(text, "fx1:"))
        return false;
    return strspn(text + 4, "0123456789abcdef") == FX_SHA256_HEX;
}

static bool read_id(const fx_yaml *y, const char *what, const char **out, fx_error *err)
{
    if (!fx_yaml_text(y, what, out, err))
        return false;
    if (fx_is_id(*out, strlen(*out)))
        return true;
    fx_yaml_fail(y, err, "%s: '%s' is not the id of a revision", what, *out);
    return fx_hint(
        err, "An id has at most 64 letters, digits, `_`, `-` and `.`; `fxgit new` makes one of 12 "
             "digits.");
}

/* Ids, sorted; the same one twice is a slip. */
static bool read_ids(fx_arena *a, const fx_yaml *y, const char *what, fx_strs *out, fx_error *err)
{
    const char *text;

    if (fx_yaml_is_null(y)) {
        fx_yaml_fail(y, err, "%s: a list of ids is expected, and there is none", what);
        return fx_hint(err, "Write `%s: []` for none.", what);
    }
    if (y->kind == FX_YAML_MAP)
        return fx_yaml_fail(y, err, "%s: a list of ids is expected, not a map", what);
    if (y->kind == FX_YAML_SCALAR) {
        if (!read_id(y, what, &text, err))
            return false;
        *fx_push(a, out) = text;
        return true;
    }
    fx_each (const fx_yaml *, item, &y->items) {
        if (!read_id(*item, what, &text, err))
            return false;
        if (fx_strs_has(out, text))
            return fx_yaml_fail(*item, err, "%s: %s is there twice", what, text);
        *fx_push(a, out) = text;
    }
    fx_strs_sort(out);
    return true;
}

static bool fail_missing(const fx_yaml *root, fx_error *err, const char *key, const char *hint)
{
    fx_yaml_fail(root, err, "the key '%s' is missing", key);
    return fx_hint(err, "%s", hint);
}

/* A list of objects, as it is generated, or a map with a reason beside each that a person wrote. */
static bool read_loses(fx_arena *a, const fx_yaml *y, fx_revision *r, fx_error *err)
{
    const char *why;

    if (y == NULL)
        return true;
    if (y->kind != FX_YAML_MAP)
        return fx_yaml_texts(a, y, "loses", &r->loses, err);
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        why = NULL;
        if (!fx_yaml_is_null(pair->value) && !fx_yaml_text(pair->value, "loses", &why, err))
            return false;
        *fx_push(a, &r->loses) = pair->key;
        *fx_push(a, &r->reasons) = fx_blank(why) ? NULL : why;
    }
    return true;
}

static bool read_head(fx_arena *a, const fx_yaml *root, fx_revision *r, fx_error *err)
{
    const fx_yaml *id = fx_yaml_get(root, "revision"), *revises = fx_yaml_get(root, "revises");
    const fx_yaml *message = fx_yaml_get(root, "message");
    const fx_yaml *replaces = fx_yaml_get(root, "replaces");

    if (id == NULL)
        return fail_missing(root, err, "revision",
                            "It is the revision's id: revision: 8d41c07e5a92");
    if (revises == NULL)
        return fail_missing(root, err, "revises",
                            "It names the revisions before this one: [a1b2c3d4e5f6], or [] for a "
                            "first one.");
    if (!read_id(id, "revision", &r->id, err) || !read_ids(a, revises, "revises", &r->parents, err))
        return false;
    if (fx_strs_has(&r->parents, r->id))
        return fx_yaml_fail(revises, err, "revision %s revises itself", r->id);
    r->message = "";
    if (message != NULL && !fx_yaml_is_null(message) &&
        !fx_yaml_text(message, "message", &r->message, err))
        return false;
    if (!read_loses(a, fx_yaml_get(root, "loses"), r, err))
        return false;
    return replaces == NULL || read_ids(a, replaces, "replaces", &r->replaces, err);
}

/* `transaction: false`, or `{up: false, down: true}`. */
static bool read_transaction(const fx_yaml *y, fx_revision *r, fx_error *err)
{
    static const char *const keys[] = {"up", "down"};
    fx_half *const halves[] = {&r->up, &r->down};
    bool on = true;

    if (y == NULL)
        return true;
    if (y->kind != FX_YAML_MAP) {
        if (!fx_yaml_bool(y, "transaction", &on, err))
            return false;
        r->up.no_transaction = r->down.no_transaction = !on;
        return true;
    }
    if (!fx_yaml_only(y, keys, FX_COUNT(keys), err))
        return false;
    for (size_t i = 0; i < FX_COUNT(keys); i++) {
        const fx_yaml *value = fx_yaml_get(y, keys[i]);

        if (value != NULL && !fx_yaml_bool(value, keys[i], &on, err))
            return false;
        halves[i]->no_transaction = value != NULL && !on;
    }
    return true;
}

static bool read_was_hash(const fx_yaml *item, const char *key, const char **out, fx_error *err)
{
    const fx_yaml *value = fx_yaml_get(item, key);

    if (value == NULL)
        return true;
    if (!fx_yaml_text(value, key, out, err))
        return false;
    return is_hash(*out) || fx_yaml_fail(value, err, "was: '%s' is not the hash of a half", *out);
}

static bool read_was(fx_arena *a, const fx_yaml *list, fx_revision *r, fx_error *err)
{
    static const char *const keys[] = {"up", "down", "reason"};

    if (list == NULL)
        return true;
    if (list->kind != FX_YAML_LIST)
        return fx_yaml_fail(list, err, "was: a list of earlier halves is expected");
    fx_each (const fx_yaml *, item, &list->items) {
        const fx_yaml *reason = fx_yaml_get(*item, "reason");
        fx_was was = {0};

        if (!fx_yaml_only(*item, keys, FX_COUNT(keys), err) ||
            !read_was_hash(*item, "up", &was.up, err) ||
            !read_was_hash(*item, "down", &was.down, err))
            return false;
        if (was.up == NULL && was.down == NULL)
            return fx_yaml_fail(*item, err, "was: neither 'up' nor 'down' is given");
        if (reason == NULL)
            return fx_yaml_fail(*item, err, "was: the reason is missing");
        if (!fx_yaml_text(reason, "reason", &was.reason, err))
            return false;
        if (fx_blank(was.reason)) {
            fx_yaml_fail(reason, err, "was: the reason is missing");
            return fx_hint(err, "Say why this text stands for the one before: "
                                "fxgit amend REV --reason TEXT");
        }
        *fx_push(a, &r->was) = was;
    }
    return true;
}

static size_t line_of(const fx_yaml *root, const char *key)
{
    fx_each (const fx_yaml_pair, pair, &root->pairs) {
        if (fx_same(pair->key, key))
            return pair->line;
    }
    return root->line;
}

/* No steps at all: the node that stands for a half without a list. */
static const fx_yaml *list_of(fx_arena *a, const fx_yaml *y)
{
    return fx_yaml_is_null(y) ? fx_yaml_list(a) : y;
}

static bool read_steps(fx_arena *a, const fx_yaml *root, const char *key, fx_half *half,
                       fx_error *err)
{
    half->line = line_of(root, key);
    half->nodes = list_of(a, fx_yaml_get(root, key));
    return fx_steps_read(a, half->nodes, &half->steps, err);
}

static bool fail_no_way_back(const fx_yaml *at, const fx_revision *r, fx_error *err,
                             const char *what)
{
    fx_yaml_fail(at, err, "%s", what);
    if (r->sql)
        return fx_hint(err, "Write the SQL that leads back below `-- fxgit:downgrade` (a comment "
                            "where nothing is to be done), or `-- fxgit:irreversible REASON`.");
    return fx_hint(err, "Write the steps that lead back, `downgrade: []` where nothing is to be "
                        "done, or `irreversible: REASON`.");
}

static bool read_down(fx_arena *a, const fx_yaml *root, fx_revision *r, fx_error *err)
{
    const fx_yaml *down = fx_yaml_get(root, "downgrade");
    const fx_yaml *irreversible = fx_yaml_get(root, "irreversible");

    if (down != NULL && irreversible != NULL)
        return fx_yaml_fail(irreversible, err,
                            "both 'downgrade' and 'irreversible' are there: one of them");
    if (down == NULL && irreversible == NULL)
        return fail_no_way_back(root, r, err, "the key 'downgrade' is missing");
    if (irreversible != NULL) {
        r->down.irreversible = true;
        r->down.line = line_of(root, "irreversible");
        if (!fx_yaml_text(irreversible, "irreversible", &r->down.reason, err))
            return false;
        return !fx_blank(r->down.reason) ||
               fx_yaml_fail(irreversible, err, "irreversible: the reason is missing");
    }
    if (fx_yaml_is_null(down) && r->up.steps.n > 0)
        return fail_no_way_back(down, r, err, "the downgrade half is empty");
    return read_steps(a, root, "downgrade", &r->down, err);
}

bool fx_revision_from_nodes(fx_arena *a, const fx_yaml *root, fx_revision *r, fx_error *err)
{
    static const char *const keys[] = {"revision",  "revises",     "message", "loses",
                                       "replaces",  "transaction", "was",     "upgrade",
                                       "downgrade", "irreversible"};

    if (fx_yaml_is_null(root))
        return fx_yaml_fail(root, err, "the revision file is empty");
    if (!fx_yaml_only(root, keys, FX_COUNT(keys), err) || !read_head(a, root, r, err) ||
        !read_transaction(fx_yaml_get(root, "transaction"), r, err) ||
        !read_was(a, fx_yaml_get(root, "was"), r, err))
        return false;
    if (fx_yaml_get(root, "upgrade") == NULL)
        return fail_missing(root, err, "upgrade",
                            r->sql ? "The SQL stands below a line `-- fxgit:upgrade`."
                                   : "Its steps stand below `upgrade:`.");
    r->root = root;
    return read_steps(a, root, "upgrade", &r->up, err) && read_down(a, root, r, err);
}

static bool check_text(const char *path, const char *text, size_t n, fx_error *err)
{
    size_t line = fx_conflict_line(text, n);

    if (n > MOST_BYTES)
        return fx_fail_at(err, FX_INPUT, path, 0, 0, "larger than 4 MiB");
    if (line > 0) {
        fx_fail_at(err, FX_INPUT, path, line, 1, "conflict markers");
        return fx_hint(err, "Resolve the conflict in this file, then `git add` it.");
    }
    if (memchr(text, '\0', n) != NULL)
        return fx_fail_at(err, FX_INPUT, path, 0, 0, "a text must not contain NUL");
    return fx_is_utf8(text, n) || fx_fail_at(err, FX_INPUT, path, 0, 0, "not UTF-8");
}

bool fx_revision_read(fx_arena *a, const char *path, const char *text, size_t n, fx_revision *out,
                      fx_error *err)
{
    size_t normal_n;
    const char *normal = fx_text_normal(a, text, n, &normal_n);
    const fx_yaml *root;

    *out = (fx_revision){.path = fx_strdup(a, path), .n = n, .sql = fx_revision_is_sql(path)};
    out->text = fx_grow(a, text, n, n + 1);
    out->blob = fx_blob_id(a, text, n);
    if (!check_text(path, normal, normal_n, err))
        return false;
    if (normal_n > 0 && normal[normal_n - 1] != '\n') {
        /* a block at the end of the file means the same with and without the last line end */
        normal = fx_fmt(a, "%s\n", normal);
        normal_n++;
    }
    root = out->sql ? fx_revision_sql_nodes(a, path, normal, err)
                    : fx_yaml_parse(a, path, normal, normal_n, err);
    if (root == NULL || !fx_revision_from_nodes(a, root, out, err))
        return false;
    fx_half_close(a, &out->up);
    fx_half_close(a, &out->down);
    return true;
}
