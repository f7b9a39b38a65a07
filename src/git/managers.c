/*
 * Other programs that manage Git's hooks, by the files that they have at the top of the work tree:
 * they write their own over fxgit's, and are told to call it.
 */
#include <string.h>
#include <unistd.h>

#include "fx/git/hooks.h"

#include "fx/base/path.h"
#include "fx/base/str.h"
#include "inner.h"

enum { READ_MAX = 1024 * 1024 };

typedef struct manager {
    const char *name;     /* also what its hooks have in their text */
    const char *files[6]; /* its settings; the first that is there is meant */
    const char *lines[4]; /* what to write into it */
} manager;

static const manager managers[] = {
    {.name = "lefthook",
     .files = {"lefthook.yml", "lefthook.yaml", ".lefthook.yml", "lefthook.toml", "lefthook.json"},
     .lines = {"pre-commit: {commands: {fxgit: {run: fxgit hook pre-commit}}}",
               "post-commit: {commands: {fxgit: {run: fxgit hook post-commit}}}",
               "post-checkout: {commands: {fxgit: {run: 'fxgit hook post-checkout {0}'}}}"}    },
    {.name = "pre-commit",
     .files = {".pre-commit-config.yaml"},
     .lines = {"- repo: local",
               "  hooks: [{id: fxgit, name: fxgit, entry: fxgit hook pre-commit, language: system, "
               "always_run: true, pass_filenames: false}]"}                                    },
    {.name = "husky",
     .files = {".husky/pre-commit", ".husky"},
     .lines = {"fxgit hook pre-commit \"$@\""}                                                 },
    {.name = "overcommit",
     .files = {".overcommit.yml"},
     .lines = {"PreCommit: {Fxgit: {enabled: true, command: ['fxgit', 'hook', 'pre-commit']}}"}},
};

/* NULL: there is none that can be read. */
static const char *text_of(fx_repo *r, const char *path)
{
    fx_error probe = {.arena = r->arena};
    struct stat st;
    const char *text;
    size_t n;

    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > READ_MAX ||
        !fx_file_read(r->arena, path, READ_MAX, &text, &n, &probe))
        return NULL;
    return text;
}

static bool names_fxgit(const char *text)
{
    return text != NULL && strstr(text, "fxgit") != NULL;
}

static const char *settings_of(fx_repo *r, const manager *m)
{
    for (const char *const *name = m->files; *name != NULL; name++) {
        if (fx_path_exists(fx_path_join(r->arena, r->workdir, *name)))
            return *name;
    }
    return NULL;
}

static bool is_told(fx_repo *r, const manager *m)
{
    const char *file = settings_of(r, m);

    return file != NULL && names_fxgit(text_of(r, fx_path_join(r->arena, r->workdir, file)));
}

/* Whose hook is it? NULL: nobody's that is known. */
static const manager *owner_of(fx_repo *r, const char *hook)
{
    for (size_t i = 0; i < sizeof managers / sizeof *managers; i++) {
        if (hook != NULL && strstr(hook, managers[i].name) != NULL &&
            settings_of(r, &managers[i]) != NULL)
            return &managers[i];
    }
    return NULL;
}

/* Its settings alone say that it is used, and will write its hooks some day. */
static const manager *used_here(fx_repo *r)
{
    for (size_t i = 0; i < sizeof managers / sizeof *managers; i++) {
        if (settings_of(r, &managers[i]) != NULL)
            return &managers[i];
    }
    return NULL;
}

/* As Git finds it, without a process: core.hooksPath, else the common folder's. */
static const char *quick_dir(fx_repo *r)
{
    FX_AUTO(git_config) *config = NULL;
    const char *said = NULL;

    if (git_repository_config_snapshot(&config, r->handle) == 0 &&
        git_config_get_string(&said, config, "core.hooksPath") == 0 && *said != '~')
        return fx_path_join(r->arena, r->workdir, said);
    return fx_path_join(r->arena, r->commondir, "hooks");
}

/* Husky's own folder has files that run those beside it. */
static bool runs_fxgit(fx_repo *r, const char *dir)
{
    const char *path = fx_path_join(r->arena, dir, "pre-commit");

    if (access(path, X_OK) != 0)
        return false;
    if (names_fxgit(text_of(r, path)))
        return true;
    if (fx_same(fx_path_base(dir), "_"))
        return names_fxgit(
            text_of(r, fx_path_join(r->arena, fx_path_dir(r->arena, dir), "pre-commit")));
    const manager *m = owner_of(r, text_of(r, path));

    return m != NULL && is_told(r, m);
}

static const char *in_words(fx_repo *r, const manager *m)
{
    fx_strs lines = {0};

    for (const char *const *line = m->lines; *line != NULL; line++)
        *fx_push(r->arena, &lines) = *line;
    return fx_fmt(r->arena, "Write into %s: %s", settings_of(r, m),
                  fx_strs_join(r->arena, &lines, "\n"));
}

const char *fx_hooks_manager(fx_repo *r)
{
    const manager *m = r->workdir == NULL ? NULL : used_here(r);

    if (m == NULL || is_told(r, m))
        return NULL;
    return fx_fmt(r->arena, "%s manages hooks here, and writes its own over these some day. %s",
                  m->name, in_words(r, m));
}

const char *fx_hooks_advice(fx_repo *r)
{
    fx_error probe = {.arena = r->arena};
    const char *dir;

    if (r->workdir == NULL || runs_fxgit(r, quick_dir(r)) || !fx_hooks_dir(r, &dir, &probe) ||
        runs_fxgit(r, dir))
        return NULL;
    const manager *m = owner_of(r, text_of(r, fx_path_join(r->arena, dir, "pre-commit")));

    if (m == NULL && fx_same(fx_path_base(dir), "_"))
        m = used_here(r);
    if (m == NULL)
        return "a commit gets no revision here: Git calls no hook of fxgit. Run: fxgit hooks "
               "install";
    return fx_fmt(r->arena, "a commit gets no revision here: the hooks are those of %s. %s",
                  m->name, in_words(r, m));
}
