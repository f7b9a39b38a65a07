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
    FX_VALUE(struct check, format, 0, "format", "FORMAT",
             "text, github, gitlab, sarif or markdown"),
    {0},
};

static const char *judged(const fx_app *app, bool staged)
{
    const fx_workspace *ws = &app->ws;

    if (staged)
        return "the index";
    if (ws->repo == NULL || ws->head.commit == NULL)
        return "the work tree";
    return fx_fmt(app->arena, "HEAD %.7s", ws->head.commit);
}

/* Which state it was, and what of the work tree it was not. */
static void say_judged(fx_app *app, const struct check *opt, const fx_findings *f)
{
    fx_error probe = {.arena = app->arena};
    fx_str rest = {.arena = app->arena};
    fx_strs unseen;

    if (app->globals.json || (opt->format != NULL && !fx_same(opt->format, "text")))
        return;
    if (fx_check_unseen(&app->ws, opt->staged, &unseen, &probe) && unseen.n > 0)
        fx_str_addf(&rest, "; %zu file%s of the work tree %s not looked at: %s%s (%s)", unseen.n,
                    unseen.n == 1 ? "" : "s", unseen.n == 1 ? "was" : "were", unseen.at[0],
                    unseen.n == 1 ? "" : ", ...",
                    opt->staged ? "git add" : "git add, fxgit check --staged");
    fx_note(app, "fxgit: %s: %s%s\n", judged(app, opt->staged),
            fx_findings_errors(f) == 0 ? "passed" : "refused", fx_str_text(&rest));
}

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
    say_judged(app, opt, &f);
    if (fx_findings_errors(&f) > 0)
        app->status = fx_code_status(FX_REFUSED);
    return true;
}

const fx_command fx_check_command = {
    .name = "check",
    .args = "",
    .summary = "the gate: frozen revisions, the graph, coverage, downgrades",
    .help =
        "What HEAD has is judged, or the index (--staged): not the files of the work tree; which "
        "it "
        "was is said.\nConnects to no database unless --staged, --target or --database is given.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = options,
    .options_size = sizeof(struct check),
    .run = run,
};
