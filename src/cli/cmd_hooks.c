#include "fx/cli/output.h"
#include "fx/migrate/init.h"

static bool open_repo(fx_app *app, fx_repo **out, fx_error *err)
{
    if (!fx_repo_open(app->arena, ".", out, err))
        return false;
    return *out != NULL || fx_fail(err, FX_GIT, "this folder is not in a Git repository");
}

/* A server whose HEAD names no branch has no default one: the gate says what that means. */
static void say_unborn(fx_app *app, fx_repo *repo)
{
    const char *head = fx_repo_ref_name(repo, "HEAD");

    if (fx_repo_workdir(repo) != NULL || fx_repo_ref(repo, "HEAD") != NULL)
        return;
    fx_note(app, "fxgit: HEAD names %s, which is not there: until it is, every branch is frozen\n",
            head == NULL ? "nothing" : head);
    fx_note(app, "hint: git symbolic-ref HEAD refs/heads/main names another.\n");
}

static bool install(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    fx_hook_files files;
    fx_strs done = {0};
    fx_repo *repo;

    (void)data;
    if (!open_repo(app, &repo, err) || !fx_chosen_hooks(app->arena, repo, args, &files, err) ||
        !fx_hooks_install(repo, files.at, files.n, &done, err))
        return false;
    fx_print_names(app, "installed", &done);
    fx_print_hint(fx_note, app, fx_hooks_manager(repo));
    say_unborn(app, repo);
    return true;
}

static bool uninstall(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    fx_hook_files files;
    fx_strs done = {0};
    fx_repo *repo;

    (void)data;
    (void)args;
    if (!open_repo(app, &repo, err))
        return false;
    files = fx_own_hooks(app->arena, repo);
    return fx_hooks_uninstall(repo, files.at, files.n, &done, err) &&
           (fx_print_names(app, "removed", &done), true);
}

static bool status(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    static const char *const words[] = {"absent", "installed", "installed, with the one before",
                                        "outdated", "somebody else's"};
    fx_hook_files files;
    fx_hook_statuses all = {0};
    fx_repo *repo;

    (void)data;
    (void)args;
    if (!open_repo(app, &repo, err))
        return false;
    files = fx_own_hooks(app->arena, repo);
    if (!fx_hooks_status(repo, files.at, files.n, &all, err))
        return false;
    if (app->globals.json) {
        static const char *const states[] = {"absent", "installed", "chained", "outdated",
                                             "foreign"};
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_key(&j, "hooks");
        fx_json_open(&j, '[');
        fx_each (const fx_hook_status, s, &all) {
            fx_json_open(&j, '{');
            fx_json_put(&j, "name", s->name);
            fx_json_put(&j, "state", states[s->state]);
            fx_json_put(&j, "path", s->path);
            fx_json_close(&j, '}');
        }
        fx_json_close(&j, ']');
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    fx_each (const fx_hook_status, s, &all) {
        fx_out(app, "%-14s %s\n", s->name, words[s->state]);
    }
    return true;
}

const fx_command fx_hooks_install_command = {
    .name = "hooks install",
    .args = "[NAME...]",
    .summary = "put fxgit into Git's hooks; those there are kept and called first",
    .help =
        "In a bare repository: pre-receive, the gate on a server. `update`, by its name, refuses "
        "each ref of a push alone.",
    .args_max = 16,
    .acts = true,
    .run = install,
};
const fx_command fx_hooks_uninstall_command = {
    .name = "hooks uninstall",
    .args = "",
    .summary = "take fxgit out of Git's hooks, and put the former ones back",
    .acts = true,
    .run = uninstall,
};
const fx_command fx_hooks_status_command = {
    .name = "hooks status",
    .args = "",
    .summary = "which hooks are installed",
    .run = status,
};
