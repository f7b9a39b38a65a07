#include <stdlib.h>
#include <string.h>

#include "framefox.h"
#include "fx/base/path.h"
#include "fx/base/str.h"
#include "fx/migrate/config.h"

enum { ENV_FILE_MAX = 1 << 20 };

/* The value of `name` in a .env text: NAME=value, `export` and quotes allowed. The last line wins.
 */
static const char *env_file_value(fx_arena *a, const char *text, const char *name)
{
    const char *found = NULL;
    size_t length = strlen(name);

    for (const char *line = text; line != NULL && *line != '\0';) {
        const char *end = strchrnul(line, '\n');
        const char *s = line + strspn(line, " \t");

        if (fx_starts(s, "export "))
            s += strlen("export ");
        if (s < end && strncmp(s, name, length) == 0 && s[length] == '=') {
            char *value = fx_trim(a, fx_strndup(a, s + length + 1, (size_t)(end - s) - length - 1));
            size_t n = strlen(value);

            if (n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n - 1] == value[0])
                value = fx_strndup(a, value + 1, n - 2);
            found = value;
        }
        line = *end == '\0' ? NULL : end + 1;
    }
    return found;
}

/* The environment wins over .env. */
static bool lookup(fx_arena *a, const fx_expand *with, const char *name, const char **out,
                   fx_error *err)
{
    *out = getenv(name);
    if (*out != NULL || with->root == NULL)
        return true;

    const char *path = fx_path_join(a, with->root, ".env"), *text;
    size_t n;

    if (!fx_path_exists(path))
        return true;
    if (!fx_path_is_file(path)) /* a pipe would never end */
        return fx_fail_at(err, FX_INPUT, ".env", 0, 0, "it is no regular file");
    if (!fx_file_read(a, path, ENV_FILE_MAX, &text, &n, err))
        return false;
    *out = env_file_value(a, text, name);
    return true;
}

/* A branch's name as part of a file's or a database's name. */
static const char *safe(fx_arena *a, const char *text)
{
    char *copy = fx_strdup(a, text == NULL ? "detached" : text);

    for (char *c = copy; *c != '\0'; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                     (*c >= '0' && *c <= '9') || *c == '-' || *c == '_';

        if (!plain)
            *c = '_';
    }
    return copy;
}

/* One ${...}: `body` is what stands between the braces. */
/* NOLINTNEXTLINE(misc-no-recursion): Framefox's settings name variables in their turn, once */
static bool expand_one(fx_arena *a, const fx_expand *with, const char *body, const char **out,
                       fx_error *err)
{
    const char *dash = strstr(body, ":-");
    const char *name = dash == NULL ? body : fx_strndup(a, body, (size_t)(dash - body));

    if (fx_same(name, "branch")) {
        *out = safe(a, with->branch);
        return true;
    }
    if (fx_same(name, "worktree")) {
        *out = safe(a, with->worktree);
        return true;
    }
    if (fx_same(name, "framefox") && !with->within)
        return framefox_url(a, with, out, err);
    if (!lookup(a, with, name, out, err))
        return false;
    if (dash != NULL && (*out == NULL || **out == '\0')) {
        *out = dash + 2;
        return true;
    }
    if (*out != NULL && with->hidden != NULL) {
        *fx_push(a, with->hidden) = *out;
        *out = *fx_push(a, with->hidden) = fx_fmt(a, "${%s}", name);
    }
    if (*out != NULL)
        return true;
    fx_fail(err, FX_INPUT, "the variable %s is not set and has no default", name);
    return fx_hint(err, "Set it in the environment or in .env, or write ${%s:-value}.", name);
}

bool fx_config_is_variable(const char *text)
{
    static const char *const ours[] = {"branch", "worktree", "framefox"};
    size_t n = strlen(text), name = n > 3 ? strcspn(text + 2, ":}") : 0;

    if (name == 0 || !fx_starts(text, "${") || strcspn(text, "}") != n - 1)
        return false;
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        if (strlen(ours[i]) == name && strncmp(text + 2, ours[i], name) == 0)
            return false;
    }
    return true;
}

fx_variable fx_config_variable(fx_arena *a, const fx_expand *with, const char *text)
{
    fx_error probe = {.arena = a};
    const char *name, *value;

    if (!fx_config_is_variable(text))
        return FX_VARIABLE_NONE;
    name = fx_strndup(a, text + 2, strcspn(text + 2, ":}"));
    value = getenv(name);
    if (value != NULL)
        return *value == '\0' ? FX_VARIABLE_NONE : FX_VARIABLE_SET;
    return lookup(a, with, name, &value, &probe) && value != NULL && *value != '\0'
               ? FX_VARIABLE_IN_FILE
               : FX_VARIABLE_NONE;
}

/* NOLINTNEXTLINE(misc-no-recursion): likewise */
bool fx_config_expand(fx_arena *a, const fx_expand *with, const char *text, const char *file,
                      size_t line, const char **out, fx_error *err)
{
    fx_str s = {.arena = a};
    const char *value;

    while (*text != '\0') {
        const char *open = strstr(text, "${"), *close = open == NULL ? NULL : strchr(open, '}');

        if (open == NULL) {
            fx_str_add(&s, text);
            break;
        }
        if (close == NULL)
            return fx_fail_at(err, FX_INPUT, file, line, 0, "'${' without '}' in '%s'", text);
        fx_str_addn(&s, text, (size_t)(open - text));
        if (!expand_one(a, with, fx_strndup(a, open + 2, (size_t)(close - open) - 2), &value,
                        err)) {
            if (err->file == NULL) {
                err->file = fx_strdup(err->arena, file);
                err->line = line;
            }
            return false;
        }
        fx_str_add(&s, value);
        text = close + 1;
    }
    *out = fx_str_text(&s);
    return true;
}
