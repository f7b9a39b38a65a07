#include "fx/cli/output.h"
#include "fx/migrate/notes.h"

struct notes {
    bool all;
};

static const fx_opt options[] = {
    FX_FLAG(struct notes, all, 0, "all", "of all branches and tags, not of HEAD's history only"),
    {0},
};

static void print_number(const fx_app *app, const char *name, size_t n)
{
    fx_json j = fx_json_begin(app);

    if (!app->globals.json)
        return;
    fx_json_open(&j, '{');
    fx_json_put_int(&j, name, (int64_t)n);
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

static bool backfill(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct notes *opt = data;
    fx_strs commits;
    size_t written;

    (void)args;
    if (!fx_need_repo(app, err) || !fx_notes_candidates(&app->ws, opt->all, &commits, err) ||
        !fx_notes_update(app->arena, app->ws.repo, &commits, NULL, &written, err))
        return false;
    print_number(app, "written", written);
    fx_out(app, "written  %zu note%s\n", written, written == 1 ? "" : "s");
    return true;
}

static bool verify(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct notes *opt = data;
    fx_strs commits, wrong;

    (void)args;
    if (!fx_need_repo(app, err) || !fx_notes_candidates(&app->ws, opt->all, &commits, err) ||
        !fx_notes_wrong(app->arena, app->ws.repo, &commits, false, &wrong, err))
        return false;
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put_int(&j, "commits", (int64_t)commits.n);
        fx_json_put_strs(&j, "wrong", &wrong);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    fx_each (const char *, commit, &wrong) {
        fx_out(app, "wrong    %s\n", *commit);
    }
    if (wrong.n > 0) {
        fx_note(app, "hint: fxgit notes backfill%s\n", opt->all ? " --all" : "");
        app->status = fx_code_status(FX_REFUSED);
    }
    return true;
}

static bool exchange(fx_app *app, const fx_strs *args, bool push, fx_error *err)
{
    const char *remote = args->n > 0 ? args->at[0] : "origin";

    if (!fx_need_repo(app, err) || !(push ? fx_notes_push(app->ws.repo, remote, err)
                                          : fx_notes_fetch(app->ws.repo, remote, err)))
        return false;
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put(&j, push ? "pushed" : "fetched", remote);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    return true;
}

static bool push(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    (void)data;
    return exchange(app, args, true, err);
}

static bool fetch(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    (void)data;
    return exchange(app, args, false, err);
}

const fx_command fx_notes_backfill_command = {
    .name = "notes backfill",
    .args = "",
    .summary = "note the commits that changed revisions before fxgit noted them",
    .help = "`git log --notes=fxgit` shows notes beside their commits.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct notes),
    .acts = true,
    .run = backfill,
};
const fx_command fx_notes_verify_command = {
    .name = "notes verify",
    .args = "",
    .summary = "do the notes say what the commits have?",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct notes),
    .run = verify,
};
const fx_command fx_notes_push_command = {
    .name = "notes push",
    .args = "[REMOTE]",
    .summary = "send the notes; what the remote has is joined first",
    .needs = FX_NEEDS_WORKSPACE,
    .args_max = 1,
    .acts = true,
    .run = push,
};
const fx_command fx_notes_fetch_command = {
    .name = "notes fetch",
    .args = "[REMOTE]",
    .summary = "get the notes of others",
    .needs = FX_NEEDS_WORKSPACE,
    .args_max = 1,
    .acts = true,
    .run = fetch,
};
