/*
 * A Framefox project's own settings (https://github.com/soma-smart/framefox):
 * DATABASE_URL in the environment or .env, else `database:` in the YAML files of config.
 */
#include <string.h>

#include "framefox.h"
#include "fx/base/path.h"
#include "fx/base/str.h"
#include "fx/base/yaml.h"

static const char config_dir[] = "config";

bool framefox_is(fx_arena *a, const char *dir)
{
    return fx_path_is_dir(fx_path_join(a, dir, "src/entity")) &&
           fx_path_is_dir(fx_path_join(a, dir, config_dir));
}

/* https://datatracker.ietf.org/doc/html/rfc3986#section-2.1 */
static const char *encoded(fx_arena *a, const char *text)
{
    fx_str out = {.arena = a};

    for (; *text != '\0'; text++) {
        if (strchr(":/?#[]@%", *text) != NULL)
            fx_str_addf(&out, "%%%02X", (unsigned)(unsigned char)*text);
        else
            fx_str_addc(&out, *text);
    }
    return fx_str_text(&out);
}

/* The parts of `database:` that make a URL; the rest is about pools and logs. */
static bool url_of_parts(fx_arena *a, const fx_expand *with, const fx_yaml *database,
                         const char **out, fx_error *err)
{
    static const char *const keys[] = {"driver",   "host",     "port",   "username",
                                       "password", "database", "charset"};
    fx_yaml *parts = fx_yaml_map(a);

    parts->file = database->file;
    parts->line = database->line;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const fx_yaml *value = fx_yaml_get(database, keys[i]);

        const char *text;

        if (value == NULL || value->kind != FX_YAML_SCALAR || fx_yaml_is_null(value))
            continue;
        if (!fx_config_expand(a, with, value->text, value->file, value->line, &text, err))
            return false;
        if (fx_same(keys[i], "username") || fx_same(keys[i], "password"))
            text = encoded(a, text);
        if (*text != '\0')
            fx_yaml_set(a, parts, keys[i], fx_yaml_scalar(a, text));
    }
    return fx_config_url_parts(a, parts, out, err);
}

/* *out NULL: the file says nothing of a database. */
static bool read_settings(fx_arena *a, const fx_expand *with, const char *path, const char **out,
                          fx_error *err)
{
    enum { SIZE = 1 << 20 };
    const char *text;
    size_t n;

    *out = NULL;
    if (!fx_file_read(a, fx_path_join(a, with->root, path), SIZE, &text, &n, err))
        return false;
    if (strstr(text, "database") == NULL) /* mail.yaml may be in any form */
        return true;
    const fx_yaml *y = fx_yaml_parse(a, path, text, n, err), *database, *own;

    if (y == NULL)
        return false;
    database = fx_yaml_get(y, "database");
    if (database == NULL || database->kind != FX_YAML_MAP)
        return true;
    own = fx_yaml_get(database, "url");
    if (own != NULL && own->kind == FX_YAML_SCALAR && !fx_yaml_is_null(own)) {
        fx_expand of = *with;

        if (fx_config_is_variable(own->text))
            of.hidden = NULL;
        if (!fx_config_expand(a, &of, own->text, path, own->line, out, err))
            return false;
        if (**out != '\0')
            return true;
    }
    *out = NULL;
    return fx_yaml_get(database, "driver") == NULL || url_of_parts(a, with, database, out, err);
}

bool framefox_url(fx_arena *a, const fx_expand *outer, const char **out, fx_error *err)
{
    const fx_expand inner = {outer->root, outer->branch, outer->worktree, true, outer->hidden};
    const fx_expand *with = &inner,
                    whole = {outer->root, outer->branch, outer->worktree, true, NULL};
    const char *dir = with->root == NULL ? NULL : fx_path_join(a, with->root, config_dir);
    fx_strs files = {0};

    if (!fx_config_expand(a, &whole, "${DATABASE_URL:-}", ".env", 0, out, err))
        return false;
    if (**out != '\0')
        return true;
    if (dir != NULL && fx_path_is_dir(dir) && !fx_dir_list(a, dir, &files, err))
        return false;
    fx_each (const char *, file, &files) {
        if (!fx_ends(*file, ".yaml") && !fx_ends(*file, ".yml"))
            continue;
        if (!read_settings(a, with, fx_path_join(a, config_dir, *file), out, err))
            return false;
        if (*out != NULL)
            return true;
    }
    fx_fail(err, FX_INPUT, "neither DATABASE_URL nor config/*.yaml names a database");
    return fx_hint(err, "Write DATABASE_URL=... into .env, or `database: {url: ...}` into "
                        "config/orm.yaml.");
}
