#include "fx/cli/output.h"
#include "fx/migrate/env.h"

static const char *remote_of(const fx_strs *args)
{
    return args->n > 0 ? args->at[0] : "origin";
}

/* The only target that is recorded, where none is named. */
static bool choose(fx_app *app, const fx_strs *args, const char **out, fx_error *err)
{
    fx_strs bad = {0};
    fx_envs all;

    *out = args->n > 0 ? args->at[0] : app->globals.target;
    if (!fx_need_repo(app, err) || *out != NULL)
        return *out != NULL;
    if (!fx_env_all(&app->ws, &all, &bad, err))
        return false;
    fx_each (const char *, text, &bad) {
        fx_note(app, FX_PAINT(FX_YELLOW, "warning:") " %s\n", *text);
    }
    if (all.n != 1) {
        fx_strs names = {0};

        fx_each (const fx_env, e, &all) {
            *fx_push(app->arena, &names) = e->target;
        }
        fx_fail(err, FX_USAGE, "which target? %s",
                all.n == 0 ? "nothing is recorded" : fx_strs_join(app->arena, &names, ", "));
        return fx_hint(err, "fxgit env fetch, or `record: true` for a target in fxgit.yml");
    }
    *out = all.at[0].target;
    return true;
}

static void print_env(const fx_app *app, const fx_env *env)
{
    fx_json j = fx_json_begin(app);

    fx_out(app, "%s  %zu revisions%s%s\n", env->target, env->rows.n, env->at == NULL ? "" : " at ",
           env->at == NULL ? "" : env->at);
    fx_each (const fx_env_row, r, &env->rows) {
        fx_out(app, "%s %s  %s\n", r->id, r->applied_at, r->message);
    }
    if (!app->globals.json)
        return;
    fx_json_open(&j, '{');
    fx_json_put(&j, "target", env->target);
    fx_json_put_int(&j, "event", env->event);
    fx_json_put(&j, "at", env->at);
    fx_json_key(&j, "revisions");
    fx_json_open(&j, '[');
    fx_each (const fx_env_row, r, &env->rows) {
        fx_json_open(&j, '{');
        fx_json_put(&j, "revision", r->id);
        fx_json_put(&j, "message", r->message);
        fx_json_put(&j, "applied_at", r->applied_at);
        fx_json_put(&j, "up_hash", r->up_hash);
        fx_json_put(&j, "down_hash", r->down_hash);
        fx_json_close(&j, '}');
    }
    fx_json_close(&j, ']');
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

static bool show(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const char *target;
    fx_env env;
    bool there;

    (void)data;
    if (!choose(app, args, &target, err) || !fx_env_read(&app->ws, target, &env, &there, err))
        return false;
    if (!there) {
        fx_fail(err, FX_GIT, "nothing is recorded of %s", target);
        return fx_hint(err, "fxgit env fetch, or `record: true` for the target in fxgit.yml");
    }
    print_env(app, &env);
    return true;
}

static bool print_log(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const char *target;
    fx_strs lines;

    (void)data;
    if (!choose(app, args, &target, err) || !fx_env_log(&app->ws, target, &lines, err))
        return false;
    if (app->globals.json)
        fx_print_names(app, "entries", &lines);
    fx_each (const char *, line, &lines) {
        fx_out(app, "%s\n", *line);
    }
    return true;
}

static bool push(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    fx_strs done;

    (void)data;
    return fx_need_repo(app, err) &&
           fx_env_push(&app->ws, remote_of(args), app->globals.target, &done, err) &&
           (fx_print_names(app, "pushed", &done), true);
}

static bool fetch(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    fx_strs done;

    (void)data;
    return fx_need_repo(app, err) &&
           fx_env_fetch(&app->ws, remote_of(args), app->globals.target, &done, err) &&
           (fx_print_names(app, "fetched", &done), true);
}

const fx_command fx_env_log_command = {
    .name = "env log",
    .args = "[TARGET]",
    .summary = "when a recorded target was changed, by whom",
    .needs = FX_NEEDS_WORKSPACE,
    .args_max = 1,
    .run = print_log,
};
const fx_command fx_env_show_command = {
    .name = "env show",
    .args = "[TARGET]",
    .summary = "what a recorded target runs, without asking it",
    .needs = FX_NEEDS_WORKSPACE,
    .args_max = 1,
    .run = show,
};
const fx_command fx_env_push_command = {
    .name = "env push",
    .args = "[REMOTE]",
    .summary = "send what is recorded of targets (--target: of one)",
    .needs = FX_NEEDS_WORKSPACE,
    .args_max = 1,
    .acts = true,
    .run = push,
};
const fx_command fx_env_fetch_command = {
    .name = "env fetch",
    .args = "[REMOTE]",
    .summary = "get what others have recorded of targets",
    .needs = FX_NEEDS_WORKSPACE,
    .args_max = 1,
    .acts = true,
    .run = fetch,
};
