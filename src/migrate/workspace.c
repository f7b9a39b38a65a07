#include "fx/migrate/workspace.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fx/base/path.h"
#include "trust.h"

static const char config_name[] = "fxgit.yml";

const char *fx_workspace_user(fx_workspace *ws)
{
    const char *name = getenv("FXGIT_USER");

    if (ws->user != NULL)
        return ws->user;
    if (name == NULL || *name == '\0') {
        const struct passwd *pw = getpwuid(getuid());

        name = pw == NULL ? fx_fmt(ws->arena, "uid %ld", (long)getuid()) : pw->pw_name;
    }
    return ws->user = fx_strdup(ws->arena, name);
}

const char *fx_workspace_host(fx_workspace *ws)
{
    char name[256] = "";

    if (ws->host != NULL)
        return ws->host;
    if (gethostname(name, sizeof name - 1) != 0)
        return "unknown";
    return ws->host = fx_strdup(ws->arena, name);
}

/* fxgit.yml in `dir`, else in the nearest folder above, not beyond the repository's top. */
static const char *find_root(fx_arena *a, const char *dir, const char *top)
{
    for (const char *at = dir;; at = fx_path_dir(a, at)) {
        if (fx_path_exists(fx_path_join(a, at, config_name)))
            return at;
        if (fx_same(at, "/") || fx_same(at, top))
            return NULL;
    }
}

/* Where the project lies in the work tree: "" at its top. Links are resolved: git reports real
 * paths. */
static const char *prefix_of(fx_arena *a, const char *workdir, const char *root)
{
    char *real = realpath(root, NULL);
    char *top = realpath(workdir, NULL);
    const char *prefix =
        fx_path_relative(a, top == NULL ? workdir : top, real == NULL ? root : real);

    fx_defer(a, free, real);
    fx_defer(a, free, top);
    return prefix;
}

/* Projects lie below: which one is meant? */
static bool hint_projects(fx_workspace *ws, const char *dir, fx_error *err)
{
    fx_arena *a = ws->arena;
    fx_error probe = {.arena = a};
    fx_strs all, below = {0};

    if (!fx_projects(a, ws->repo, &all, &probe))
        return false;
    fx_each (const char *, project, &all) {
        const char *name = prefix_of(a, dir, *project);

        if (!fx_starts(name, ".."))
            *fx_push(a, &below) = name;
    }
    if (below.n == 0)
        return false;
    (void)fx_hint(err, "There %s below: %s. Name one: fxgit -C %s ...",
                  below.n == 1 ? "is a project" : fx_fmt(a, "are %zu projects", below.n),
                  fx_strs_join(a, &below, ", "), below.at[0]);
    return true;
}

static bool find_config(fx_workspace *ws, const char *dir, const char *config_file,
                        const char **name, fx_error *err)
{
    fx_arena *a = ws->arena;
    const char *absolute = fx_path_absolute(a, dir);

    *name = config_name;
    if (config_file != NULL) {
        const char *path = fx_path_absolute(a, fx_path_join(a, absolute, config_file));

        ws->root = fx_path_dir(a, path);
        *name = fx_path_base(path);
        if (fx_path_exists(path))
            return true;
        return fx_fail(err, FX_INPUT, "there is no %s", config_file);
    }
    ws->root = find_root(a, absolute, ws->repo == NULL ? NULL : fx_repo_workdir(ws->repo));
    if (ws->root != NULL)
        return true;
    fx_fail(err, FX_INPUT, "there is no fxgit.yml in %s or above", absolute);
    if (hint_projects(ws, absolute, err))
        return false;
    return fx_hint(err, "Run `fxgit init` to begin a project here, or name a folder with -C.");
}

bool fx_workspace_at(fx_arena *a, fx_repo *repo, const char *commit, const char *config,
                     fx_workspace *out, fx_error *err)
{
    const char *dir = fx_path_dir(a, config);
    const char *top = fx_repo_workdir(repo) == NULL ? fx_repo_gitdir(repo) : fx_repo_workdir(repo);

    *out = (fx_workspace){.arena = a, .repo = repo, .head.commit = commit};
    out->prefix = fx_same(dir, ".") ? "" : dir;
    out->root = fx_path_join(a, top, out->prefix);
    out->worktree = fx_source_commit(a, repo, commit, out->prefix, err);
    return out->worktree != NULL &&
           fx_config_read(a, out->worktree, fx_path_base(config), &out->config, err);
}

/* A bare repository has its projects in the commit of its HEAD. */
static bool open_bare(fx_workspace *ws, const char *config_file, fx_error *err)
{
    fx_arena *a = ws->arena;
    fx_repo *repo = ws->repo;
    fx_strs all = {0};
    fx_head head;

    if (!fx_repo_head(repo, &head, err))
        return false;
    if (head.commit == NULL)
        return fx_fail(err, FX_GIT, "the bare repository %s has no commit yet",
                       fx_repo_gitdir(repo));
    if (config_file == NULL && !fx_projects_at(a, repo, head.commit, &all, err))
        return false;
    if (config_file == NULL && all.n > 1 && !fx_strs_has(&all, config_name)) {
        fx_fail(err, FX_USAGE, "the repository has %zu projects: %s", all.n,
                fx_strs_join(a, &all, ", "));
        return fx_hint(err, "Name one: --config %s", all.at[0]);
    }
    if (config_file == NULL)
        config_file = all.n == 1 ? all.at[0] : config_name;
    if (!fx_workspace_at(a, repo, head.commit, config_file, ws, err))
        return false;
    ws->head = head;
    return true;
}

bool fx_workspace_writable(const fx_workspace *ws, fx_error *err)
{
    if (ws->repo == NULL || fx_repo_workdir(ws->repo) != NULL)
        return true;
    fx_fail(err, FX_GIT, "%s is a bare repository: there is no work tree to write to",
            fx_repo_gitdir(ws->repo));
    return fx_hint(err, "Run the command in a clone.");
}

bool fx_workspace_open(fx_arena *a, const char *dir, const char *config_file, fx_workspace *out,
                       fx_error *err)
{
    fx_repo *repo;

    return fx_repo_open(a, dir, &repo, err) && fx_workspace_in(a, repo, dir, config_file, out, err);
}

bool fx_workspace_in(fx_arena *a, fx_repo *repo, const char *dir, const char *config_file,
                     fx_workspace *out, fx_error *err)
{
    const char *name;

    *out = (fx_workspace){.arena = a, .repo = repo};
    if (out->repo != NULL && fx_repo_workdir(out->repo) == NULL)
        return open_bare(out, config_file, err);
    if (!find_config(out, dir, config_file, &name, err))
        return false;
    out->prefix = "";
    if (out->repo != NULL) {
        out->prefix = prefix_of(a, fx_repo_workdir(out->repo), out->root);
        if (!fx_repo_head(out->repo, &out->head, err))
            return false;
        out->origin = fx_repo_origin(out->repo);
    }
    out->worktree = fx_source_worktree(a, out->root);
    fx_source_keep(out->worktree, out->repo);
    return trust_files(out, name, err) &&
           fx_config_read(a, out->worktree, name, &out->config, err) && trust_folders(out, err);
}

const char *fx_versions_dir(fx_arena *a, const fx_config *c)
{
    return fx_path_join(a, c->migrations, "versions");
}

static const char given[] = "--database"; /* where a URL stands that nobody but the user wrote */

/* `text`, expanded, is a URL of which no value of a variable is ever shown: neither in it, nor in
 * what an engine says of it. */
static bool read_url(fx_workspace *ws, const fx_expand *with, const char *text, const char *file,
                     size_t line, fx_url *out, fx_error *err)
{
    fx_expand hiding = *with;
    const char *whole, *shown;

    if (!fx_config_expand(ws->arena, with, text, file, line, &whole, err))
        return false;
    hiding.hidden = fx_config_is_variable(text) ? NULL : fx_new(ws->arena, fx_strs);
    if (!fx_config_expand(ws->arena, &hiding, text, file, line, &shown, err))
        return false;
    bool read = fx_url_parse(ws->arena, whole, ws->root, out, err);

    if (hiding.hidden != NULL && hiding.hidden->n > 0)
        fx_url_hide(ws->arena, out, shown, hiding.hidden);
    if (!read)
        err->msg = fx_url_hidden(ws->arena, out, err->msg);
    return read && (fx_same(file, given) || trust_judge(ws, with, text, file, line, out, err));
}

/* Another dialect's is an error, but not for a URL that took the place of the target's own. */
static bool find_scratch(fx_workspace *ws, const fx_expand *with, bool own, fx_place *out,
                         fx_error *err)
{
    const fx_address *from =
        out->target->scratch.url != NULL ? &out->target->scratch : &ws->config.scratch;
    fx_url *url = fx_new(ws->arena, fx_url);
    const char *text;

    if (from->url == NULL)
        return true;
    if (!fx_config_expand(ws->arena, with, from->url, from->file, from->line, &text, err))
        return false;
    if (*text == '\0')
        return true;
    if (!read_url(ws, with, from->url, from->file, from->line, url, err))
        return fx_context(err, "%s:%zu: scratch", from->file, from->line);
    if (fx_same(url->scheme, out->url.scheme)) {
        out->url.scratch = url;
        return true;
    }
    if (!own)
        return true;
    fx_fail_at(err, FX_INPUT, from->file, from->line, 0, "scratch: %s is %s, but %s is %s",
               url->text, url->scheme, out->url.text, out->url.scheme);
    return fx_hint(err, "Give each target a `scratch:` of its own server's kind, or none.");
}

bool fx_workspace_place(fx_workspace *ws, const char *name, const char *url, fx_place *out,
                        fx_error *err)
{
    fx_expand with = {
        .root = ws->root,
        .branch = ws->head.branch,
        .worktree = fx_path_base(ws->repo == NULL || fx_repo_workdir(ws->repo) == NULL
                                     ? ws->root
                                     : fx_repo_workdir(ws->repo)),
    };
    const fx_target *t;
    const char *text = url, *file = given;

    if (!fx_config_target(&ws->config, name, &t, err))
        return false;
    out->target = t;
    out->given = url != NULL;
    if (url == NULL) {
        text = t->url;
        file = t->file;
    }
    if (text == NULL) {
        fx_fail(err, FX_INPUT, "%s names no database", ws->config.path);
        return fx_hint(err, "Add `database: sqlite:///app.db` to it, or use --database URL.");
    }
    return read_url(ws, &with, text, file, url == NULL ? t->line : 0, &out->url, err) &&
           find_scratch(ws, &with, url == NULL, out, err);
}
