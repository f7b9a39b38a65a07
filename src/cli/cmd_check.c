#include "fx/cli/output.h"

struct check {
    bool staged, whole, strict, prove;
    const char *base, *format, *env;
};

static const fx_opt options[] = {
    FX_FLAG(struct check, staged, 0, "staged", "the index, as pre-commit does"),
    FX_VALUE(struct check, base, 0, "base", "REF", "what the merge base with REF has is frozen"),
    FX_FLAG(struct check, whole, 0, "whole",
            "with --base: all that REF has is frozen (a push, forced or not)"),
    FX_VALUE(struct check, env, 0, "env", "NAME", "what is recorded of target NAME has to be here"),
    FX_FLAG(struct check, strict, 0, "strict", "warnings are refused, too"),
    FX_FLAG(struct check, prove, 0, "prove",
            "run each new revision in scratch: up, down, up again"),
    FX_VALUE(struct check, format, 0, "format", "FORMAT", "text, github, gitlab or sarif"),
    {0},
};

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct check *opt = data;
    const fx_check_options o = {
        .staged = opt->staged,
        .base = opt->base,
        .whole = opt->whole,
        .env = opt->env,
        .strict = opt->strict,
        .prove = opt->prove,
        .use_ledger = opt->staged || app->globals.target != NULL || app->globals.database != NULL,
        .target = app->globals.target,
        .url = app->globals.database,
    };
    fx_findings f;

    (void)args;
    if (!fx_gate(&app->ws, &o, &f, err) || !fx_print_findings(app, &f, opt->format, false, err))
        return false;
    if (fx_findings_errors(&f) > 0)
        app->status = fx_code_status(FX_REFUSED);
    return true;
}

const fx_command fx_check_command = {
    .name = "check",
    .args = "",
    .summary = "the gate: frozen revisions, the graph, coverage, downgrades",
    .help = "Connects to no database unless --staged, --target or --database is given.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct check),
    .run = run,
};
