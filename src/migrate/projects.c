/*
 * A repository may hold several projects; Git's hooks speak for all of them.
 */
#include <string.h>

#include "fx/base/path.h"
#include "fx/git/source.h"
#include "fx/migrate/workspace.h"

static const char config_name[] = "fxgit.yml";

/* What a key at the beginning of a line says of the file. */
typedef struct look {
    bool ours, other;
} look;

/* A key and what is behind its colon; NULL: the line begins with none. */
static const char *key_of(fx_arena *a, const char *line, size_t n, bool *has_value)
{
    const char *colon = memchr(line, ':', n);
    size_t length = colon == NULL ? 0 : (size_t)(colon - line);

    if (length == 0 || strchr(" \t#", line[0]) != NULL ||
        (length + 1 < n && line[length + 1] != ' ' && line[length + 1] != '\t'))
        return NULL;
    const char *value = fx_trim(a, fx_strndup(a, colon + 1, n - length - 1));
    const char *key = fx_trim(a, fx_strndup(a, line, length));
    size_t quoted = strlen(key);

    *has_value = *value != '\0' && *value != '#';
    if (quoted > 2 && (*key == '"' || *key == '\'') && key[quoted - 1] == *key)
        return fx_strndup(a, key + 1, quoted - 2);
    return key;
}

static look look_at(fx_arena *a, const char *text)
{
    look out = {0};

    if (fx_starts(text, "\xEF\xBB\xBF"))
        text += 3;
    while (*text != '\0') {
        size_t n = strcspn(text, "\r\n");
        bool value = false;
        const char *key = key_of(a, text, n, &value);

        out.ours = out.ours || *text == '{' || (value && fx_same(key, "fxgit")) ||
                   fx_same(key, "project") || fx_same(key, "entities") ||
                   fx_same(key, "migrations");
        out.other = out.other || key != NULL;
        text += n + (text[n] != '\0');
    }
    return out;
}

/* A fxgit.yml below the top is a project's if it says `fxgit: 1`, or has another of the first keys;
 * what declares something else has none (hidden folders, as CIs have, are left out before). One
 * that says nothing at all is empty, or broken: a project, to be refused by its name. */
static bool is_project(fx_arena *a, fx_source *src, const char *path)
{
    fx_error probe = {.arena = a};
    const char *text;
    size_t n;

    if (fx_same(path, config_name))
        return true;
    if (!fx_source_read(src, a, path, &text, &n, &probe) || text == NULL)
        return true;
    const look found = look_at(a, text);

    return found.ours || !found.other;
}

bool fx_projects(fx_arena *a, fx_repo *repo, fx_strs *out, fx_error *err)
{
    fx_strs found;

    *out = (fx_strs){0};
    const char *top = repo == NULL ? NULL : fx_repo_workdir(repo);

    if (top == NULL)
        return true;
    if (fx_path_exists(fx_path_join(a, top, config_name)))
        *fx_push(a, out) = top;
    if (!fx_repo_named(repo, config_name, &found, err))
        return false;
    fx_source *tree = fx_source_worktree(a, top);

    fx_each (const char *, file, &found) {
        const char *path = fx_path_join(a, top, *file);

        /* the top's is there already; a folder may be left out of the work tree */
        if (!fx_same(*file, config_name) && fx_path_exists(path) && is_project(a, tree, *file))
            *fx_push(a, out) = fx_path_dir(a, path);
    }
    return true;
}

bool fx_projects_at(fx_arena *a, fx_repo *repo, const char *commit, fx_strs *out, fx_error *err)
{
    fx_files files = {0};
    fx_source *src = fx_source_commit(a, repo, commit, "", err);

    *out = (fx_strs){0};
    if (src == NULL || !fx_source_list(src, a, "", &files, err))
        return false;
    fx_each (const fx_file, f, &files) {
        if (fx_same(fx_path_base(f->path), config_name) && is_project(a, src, f->path))
            *fx_push(a, out) = f->path;
    }
    return true;
}
