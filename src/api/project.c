/*
 * A project, its beginning, and Git's hooks, which need none.
 */
#include "inner.h"

#include <string.h>

#include "fx/base/path.h"
#include "fx/migrate/init.h"

struct fxgit_hooks {
    fx_arena *arena;
    FX_VEC(fxgit_hook) at;
};

static const char *copy_path(fx_arena *a, const char *dir, const char *file)
{
    return file == NULL ? NULL : fx_path_join(a, dir, file);
}

static fxgit_project *make(const char *dir, const fxgit_options *o, const fx_workspace *ws)
{
    fxgit_project *p = API_NEW(fxgit_project);

    p->dir = fx_path_absolute(p->arena, dir);
    p->root = fx_strdup(p->arena, ws->root);
    p->options = *o;
    p->options.config = copy_path(p->arena, p->dir, o->config);
    p->options.target = fx_strdup(p->arena, o->target);
    p->options.database = fx_strdup(p->arena, o->database);
    return p;
}

static fxgit_project *open_project(api_call *c, const char *dir, const fxgit_options *options)
{
    fxgit_options o;
    fx_workspace ws;
    const fx_target *target;

    if (!api_needs(c, "dir", dir) || !api_options(c, options, &o, sizeof o) ||
        !fx_workspace_open(c->arena, dir, o.config, &ws, &c->err) ||
        !fx_config_target(&ws.config, o.target, &target, &c->err))
        return NULL;
    return make(dir, &o, &ws);
}

fxgit_code fxgit_project_open(const char *dir, const fxgit_options *options, fxgit_project **out,
                              fxgit_error **error)
{
    api_call c;

    api_begin(&c);
    if (api_needs(&c, "out", out))
        *out = open_project(&c, dir, options);
    return api_end(&c, error);
}

void fxgit_project_close(fxgit_project *project)
{
    if (project != NULL)
        fx_arena_free(project->arena);
}

const char *fxgit_project_root(const fxgit_project *project)
{
    return project == NULL ? NULL : project->root;
}

static bool open_repo(api_call *c, const char *dir, fx_repo **out)
{
    if (!api_needs(c, "dir", dir) || !fx_repo_open(c->arena, dir, out, &c->err))
        return false;
    return *out != NULL || fx_fail(&c->err, FX_GIT, "%s is not in a Git repository", dir);
}

/* The inside would take the running program, which is not fxgit: the place is filled here. */
static const char *with_program(fx_arena *a, const char *text, const char *program)
{
    static const char slot[] = "@FXGIT@";
    const char *at = strstr(text, slot);
    fx_str s = {.arena = a};

    if (at == NULL)
        return text;
    fx_str_addn(&s, text, (size_t)(at - text));
    fx_str_addc(&s, '\'');
    for (const char *c = program == NULL ? "fxgit" : program; *c != '\0'; c++)
        fx_str_add(&s, *c == '\'' ? "'\\''" : (char[]){*c, '\0'});
    fx_str_addc(&s, '\'');
    fx_str_add(&s, at + strlen(slot));
    return fx_str_text(&s);
}

/* One that is there already, from whichever program, stays as it is. */
static bool install(api_call *c, fx_repo *repo, const char *program, fx_strs *done)
{
    fx_hook_files all = fx_own_hooks(c->arena, repo), wanted = {0};
    fx_hook_statuses states = {0};

    if (!fx_hooks_status(repo, all.at, all.n, &states, &c->err))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        fx_hook_state state = states.at[i].state;

        if (state != FX_HOOK_INSTALLED && state != FX_HOOK_CHAINED)
            *fx_push(c->arena, &wanted) =
                (fx_hook_file){all.at[i].name, with_program(c->arena, all.at[i].text, program)};
    }
    return fx_hooks_install(repo, wanted.at, wanted.n, done, &c->err);
}

fxgit_code fxgit_hooks_install(const char *dir, const char *program, fxgit_texts **names,
                               fxgit_error **error)
{
    api_call c;
    fx_repo *repo;
    fx_strs done = {0};

    if (names != NULL)
        *names = NULL;
    api_begin(&c);
    if (open_repo(&c, dir, &repo) && install(&c, repo, program, &done))
        api_give_texts(names, &done);
    return api_end(&c, error);
}

fxgit_code fxgit_hooks_uninstall(const char *dir, fxgit_texts **names, fxgit_error **error)
{
    api_call c;
    fx_repo *repo;
    fx_strs done = {0};

    if (names != NULL)
        *names = NULL;
    api_begin(&c);
    fx_hook_files all;

    if (open_repo(&c, dir, &repo) && (all = fx_own_hooks(c.arena, repo), true) &&
        fx_hooks_uninstall(repo, all.at, all.n, &done, &c.err))
        api_give_texts(names, &done);
    return api_end(&c, error);
}

static fxgit_hooks *make_hooks(const fx_hook_statuses *from)
{
    static const fxgit_hook_state states[] = {
        [FX_HOOK_ABSENT] = FXGIT_HOOK_ABSENT,   [FX_HOOK_INSTALLED] = FXGIT_HOOK_INSTALLED,
        [FX_HOOK_CHAINED] = FXGIT_HOOK_CHAINED, [FX_HOOK_OUTDATED] = FXGIT_HOOK_OUTDATED,
        [FX_HOOK_FOREIGN] = FXGIT_HOOK_OTHERS,
    };
    fxgit_hooks *h = API_NEW(fxgit_hooks);

    fx_each (const fx_hook_status, s, from) {
        *fx_push(h->arena, &h->at) = (fxgit_hook){fx_strdup(h->arena, s->name), states[s->state],
                                                  fx_strdup(h->arena, s->path)};
    }
    return h;
}

fxgit_code fxgit_hooks_status(const char *dir, fxgit_hooks **out, fxgit_error **error)
{
    api_call c;
    fx_repo *repo;
    fx_hook_statuses states = {0};

    if (out != NULL)
        *out = NULL;
    api_begin(&c);
    fx_hook_files all = fx_own_hooks(c.arena, NULL);

    if (open_repo(&c, dir, &repo) && fx_hooks_status(repo, all.at, all.n, &states, &c.err) &&
        out != NULL)
        *out = make_hooks(&states);
    return api_end(&c, error);
}

size_t fxgit_hooks_count(const fxgit_hooks *hooks)
{
    return hooks == NULL ? 0 : hooks->at.n;
}

const fxgit_hook *fxgit_hooks_at(const fxgit_hooks *hooks, size_t i)
{
    return i < fxgit_hooks_count(hooks) ? &hooks->at.at[i] : NULL;
}

void fxgit_hooks_free(fxgit_hooks *hooks)
{
    if (hooks != NULL)
        fx_arena_free(hooks->arena);
}

static bool begin(api_call *c, const char *dir, const fxgit_init_options *options, fx_strs *created)
{
    fxgit_init_options o;
    fx_init_result r;
    fx_strs done = {0};
    fx_repo *repo;

    if (!api_needs(c, "dir", dir) || !api_options(c, options, &o, sizeof o) ||
        !fx_init(c->arena, dir, o.database, false, NULL, &r, &c->err))
        return false;
    fx_each (const fx_init_line, line, &r.lines) {
        if (fx_same(line->what, "created"))
            *fx_push(c->arena, created) = line->path;
    }
    if (o.no_hooks || !fx_repo_open(c->arena, dir, &repo, &c->err))
        return o.no_hooks;
    return repo == NULL || install(c, repo, o.program, &done);
}

fxgit_code fxgit_init(const char *dir, const fxgit_init_options *options, fxgit_texts **created,
                      fxgit_error **error)
{
    api_call c;
    fx_strs files = {0};

    if (created != NULL)
        *created = NULL;
    api_begin(&c);
    if (begin(&c, dir, options, &files))
        api_give_texts(created, &files);
    return api_end(&c, error);
}
