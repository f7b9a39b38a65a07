#include "trust.h"

#include <string.h>

#include "fx/base/path.h"
#include "fx/base/str.h"
#include "fx/db/place.h"

enum { FILE_MAX = 1 << 20 };

static const char *trust_file(const fx_workspace *ws)
{
    return fx_path_join(ws->arena, fx_repo_commondir(ws->repo), "fxgit/trusted");
}

static bool read_trusted(const fx_workspace *ws, fx_strs *out, fx_error *err)
{
    const char *path = trust_file(ws), *text;
    size_t n;

    *out = (fx_strs){0};
    if (!fx_path_exists(path))
        return true;
    if (!fx_file_read(ws->arena, path, FILE_MAX, &text, &n, err))
        return false;
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");

        if (length > 0)
            *fx_push(ws->arena, out) = fx_strndup(ws->arena, text, length);
        text += length + (text[length] != '\0');
    }
    return true;
}

static bool write_trusted(const fx_workspace *ws, fx_strs *places, fx_error *err)
{
    const char *path = trust_file(ws);
    fx_str text = {.arena = ws->arena};

    fx_strs_sort(places);
    fx_each (const char *, place, places) {
        fx_str_addf(&text, "%s\n", *place);
    }
    return fx_dir_make(ws->arena, fx_path_dir(ws->arena, path), err) &&
           fx_file_write(ws->arena, path, text.n == 0 ? "" : fx_str_text(&text), text.n, 0644, err);
}

static const char *from_top(const fx_workspace *ws, const char *file)
{
    return *ws->prefix == '\0' ? file : fx_path_join(ws->arena, ws->prefix, file);
}

/* ---- files ---- */

bool trust_files(fx_workspace *ws, const char *config, fx_error *err)
{
    const char *const names[] = {config, FX_CONFIG_LOCAL};
    bool tracked = false;

    for (size_t i = 0; i < 2; i++) {
        const char *path = fx_path_join(ws->arena, ws->root, names[i]);

        if (fx_path_exists(path) && !fx_path_is_file(path))
            return fx_fail_at(err, FX_INPUT, names[i], 0, 0, "it is no regular file");
        if (i == 1 && ws->repo != NULL && fx_path_exists(path) &&
            !fx_repo_tracks(ws->repo, from_top(ws, names[i]), &tracked, err))
            return false;
    }
    if (!tracked)
        return true;
    fx_fail_at(err, FX_INPUT, FX_CONFIG_LOCAL, 0, 0,
               "it is tracked by Git, and what it says is for one clone alone");
    return fx_hint(err, "git rm --cached %s, and put it into .gitignore", FX_CONFIG_LOCAL);
}

static bool is_below(const char *path, const char *dir)
{
    size_t n = strlen(dir);

    return strncmp(path, dir, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

/* In the work tree, and not in what is Git's own there, with all links followed. */
static bool is_in_tree(fx_workspace *ws, const char *path)
{
    fx_arena *a = ws->arena;
    const char *real = fx_path_real(a, path);

    return is_below(real, fx_path_real(a, fx_repo_workdir(ws->repo))) &&
           !is_below(real, fx_path_real(a, fx_repo_gitdir(ws->repo))) &&
           !is_below(real, fx_path_real(a, fx_repo_commondir(ws->repo)));
}

static bool stays(fx_workspace *ws, const char *path, fx_error *err)
{
    const char *full = fx_path_join(ws->arena, ws->root, path);

    if (!fx_path_exists(full) || is_in_tree(ws, full))
        return true;
    fx_fail_at(err, FX_INPUT, path, 0, 0, "it leads out of the work tree, to %s",
               fx_path_real(ws->arena, full));
    return fx_hint(err, "Put a folder in place of the link: what a commit cannot hold is no part "
                        "of the project.");
}

bool trust_folders(fx_workspace *ws, fx_error *err)
{
    const fx_config *c = &ws->config;

    if (ws->repo == NULL)
        return true;
    fx_each (const char *, path, &c->entities) {
        if (!stays(ws, *path, err))
            return false;
    }
    return stays(ws, c->migrations, err) && stays(ws, fx_versions_dir(ws->arena, c), err) &&
           stays(ws, fx_path_join(ws->arena, c->migrations, "revision.sql"), err);
}

/* ---- whose is it? ---- */

/* What a variable says is the user's own, unless the file that gives it came with the tree. */
static bool is_own(fx_workspace *ws, const fx_expand *with, const char *text, const char *file,
                   bool *own, fx_error *err)
{
    bool tracked = false;

    *own = true;
    if (ws->repo == NULL || fx_same(file, FX_CONFIG_LOCAL))
        return true;
    switch (fx_config_variable(ws->arena, with, text)) {
    case FX_VARIABLE_SET:
        return true;
    case FX_VARIABLE_IN_FILE:
        if (!fx_repo_tracks(ws->repo, from_top(ws, ".env"), &tracked, err))
            return false;
        *own = !tracked;
        return true;
    case FX_VARIABLE_NONE:
        break;
    }
    *own = false;
    return true;
}

static bool is_here(fx_workspace *ws, const fx_url *url)
{
    if (url->path == NULL)
        return fx_url_is_loopback(ws->arena, url);
    return fx_same(url->path, ":memory:") ||
           (fx_repo_workdir(ws->repo) != NULL && is_in_tree(ws, url->path));
}

static const char *place_of(fx_workspace *ws, const fx_url *url)
{
    fx_url real = *url;

    if (url->path != NULL && !fx_same(url->path, ":memory:"))
        real.path = fx_path_real(ws->arena, url->path);
    return fx_url_place(ws->arena, &real);
}

/* ---- judging ---- */

static void bar(fx_workspace *ws, fx_url *url, const fx_error *why)
{
    fx_error *copy = fx_new(ws->arena, fx_error);

    *copy = *why;
    url->barred = copy;
}

static bool is_known(fx_workspace *ws, const fx_url *url, bool *known, fx_error *err)
{
    fx_strs places;

    if (!read_trusted(ws, &places, err))
        return false;
    *known = fx_strs_has(&places, place_of(ws, url));
    return true;
}

bool trust_judge(fx_workspace *ws, const fx_expand *with, const char *text, const char *file,
                 size_t line, fx_url *url, fx_error *err)
{
    fx_error why = {.arena = ws->arena};
    bool known = false;

    if (!is_own(ws, with, text, file, &known, err))
        return false;
    if (known)
        return true;
    url->by_tree = true;
    if (!fx_url_check_parameters(url, &why)) {
        why.file = file;
        why.line = line;
        bar(ws, url, &why);
        return true;
    }
    if (is_here(ws, url))
        return true;
    if (!is_known(ws, url, &known, err))
        return false;
    if (known)
        return true;
    fx_fail_at(&why, FX_CONSENT, file, line, 0, "%s is new to this clone: nothing connects to it",
               url->text);
    fx_hint(&why, "If you know the place: fxgit trust. A URL of your own stands in " FX_CONFIG_LOCAL
                  ", .env, the environment or --database.");
    bar(ws, url, &why);
    return true;
}

/* ---- agreeing ---- */

static bool keep(fx_workspace *ws, const fx_url *url, fx_error *err)
{
    const char *place;
    fx_strs places;

    if (ws->repo == NULL || is_here(ws, url))
        return true;
    if (!read_trusted(ws, &places, err))
        return false;
    place = place_of(ws, url);
    if (fx_strs_has(&places, place))
        return true;
    *fx_push(ws->arena, &places) = place;
    return write_trusted(ws, &places, err);
}

static bool agree_to(fx_workspace *ws, fx_url *url, const fx_agreement *g, fx_error *err)
{
    if (url->barred != NULL) {
        const char *question = fx_fmt(
            ws->arena, "%s:%zu names a database that is new to this clone: %s. Connect to it?",
            url->barred->file, url->barred->line, place_of(ws, url));

        if (url->barred->code != FX_CONSENT ||
            !(g->yes || (g->ask != NULL && g->ask(g->ctx, question))))
            return fx_pass(err, url->barred);
        url->barred = NULL;
    }
    return keep(ws, url, err);
}

bool fx_trust_agree(fx_workspace *ws, fx_place *place, const fx_agreement *g, fx_error *err)
{
    fx_url *scratch;

    if (!agree_to(ws, &place->url, g, err))
        return false;
    if (place->url.scratch == NULL)
        return true;
    scratch = fx_new(ws->arena, fx_url);
    *scratch = *place->url.scratch;
    place->url.scratch = scratch;
    return agree_to(ws, scratch, g, err);
}

bool fx_trust_list(fx_workspace *ws, fx_strs *out, fx_error *err)
{
    *out = (fx_strs){0};
    return ws->repo == NULL || read_trusted(ws, out, err);
}

bool fx_trust_forget(fx_workspace *ws, const char *place, bool *known, fx_error *err)
{
    fx_strs places, left = {0};

    if (!fx_trust_list(ws, &places, err))
        return false;
    fx_each (const char *, p, &places) {
        if (!fx_same(*p, place))
            *fx_push(ws->arena, &left) = *p;
    }
    *known = left.n < places.n;
    return !*known || write_trusted(ws, &left, err);
}
