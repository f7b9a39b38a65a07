#include "fx/cli/output.h"
#include "fx/cli/pages.h"

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const char *shell = args->at[0], *text = fx_completion(app->arena, shell);

    (void)data;
    if (text == NULL) {
        fx_fail(err, FX_USAGE, "completion: no script for the shell '%s'", shell);
        return fx_hint(err, "There are: bash, zsh, fish.");
    }
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put(&j, "shell", shell);
        fx_json_put(&j, "script", text);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    fx_out_data(app, text);
    return true;
}

const fx_command fx_completion_command = {
    .name = "completion",
    .args = "bash|zsh|fish",
    .summary = "a script by which the shell completes commands and options",
    .help = "For this shell only: source <(fxgit completion bash), the same for zsh, or\n"
            "fxgit completion fish | source. Packages install the scripts where shells find them.",
    .args_min = 1,
    .args_max = 1,
    .run = run,
};
