/*
 * The hooks around a push. Standard input and arguments as githooks(5) has them.
 */
#include <stdio.h>
#include <string.h>

#include "fx/base/path.h"
#include "fx/migrate/push.h"
#include "hook.h"

enum { LINE_MAX_BYTES = 8192 };

/* 0000...: there is none. */
static const char *commit_of(const char *word)
{
    return word == NULL || strspn(word, "0") == strlen(word) ? NULL : word;
}

static size_t split(fx_arena *a, const char *line, const char **words, size_t most)
{
    size_t n = 0;

    while (*line != '\0' && n < most) {
        size_t length = strcspn(line, " \n");

        if (length > 0)
            words[n++] = fx_strndup(a, line, length);
        line += length + (line[length] != '\0');
    }
    return n;
}

/* pre-receive: "old new ref"; pre-push: "local-ref local-commit remote-ref remote-commit". */
static void read_lines(fx_app *app, bool receives, fx_pushes *out)
{
    char line[LINE_MAX_BYTES];
    const char *w[4];

    while (fgets(line, sizeof line, stdin) != NULL) {
        size_t n = split(app->arena, line, w, 4);

        if (receives && n >= 3)
            *fx_push(app->arena, out) = (fx_pushed){w[2], commit_of(w[0]), commit_of(w[1])};
        else if (!receives && n == 4)
            *fx_push(app->arena, out) = (fx_pushed){w[2], commit_of(w[3]), commit_of(w[1])};
    }
}

static bool print(fx_app *app, const fx_judged *j, fx_error *err)
{
    fx_app shown = *app; /* paths are shown from the top of the repository */

    if (j->findings.at.n == 0)
        return true;
    shown.ws.prefix = j->prefix;
    fx_note(app, "fxgit: %s\n", j->ref);
    return fx_print_findings(&shown, &j->findings, NULL, true, err);
}

bool hook_pushes(fx_app *app, const char *name, const fx_strs *args, fx_error *err)
{
    bool receives = !fx_same(name, "pre-push");
    fx_judgements all;
    fx_pushes pushes = {0};
    fx_repo *repo;

    if (fx_same(name, "update") && args->n != 4)
        return fx_fail(err, FX_USAGE, "update takes a ref and two commits");
    if (fx_same(name, "update"))
        *fx_push(app->arena, &pushes) =
            (fx_pushed){args->at[1], commit_of(args->at[2]), commit_of(args->at[3])};
    else
        read_lines(app, receives, &pushes);
    if (!fx_repo_open(app->arena, ".", &repo, err))
        return false;
    if (repo == NULL)
        return fx_fail(err, FX_GIT, "%s runs in a repository", name);
    if (!fx_push_judge(app->arena, repo,
                       receives      ? NULL
                       : args->n > 1 ? args->at[1]
                                     : "origin",
                       &pushes, &all, err))
        return false;
    fx_each (const fx_judged, j, &all) {
        if (!print(app, j, err))
            return false;
        if (fx_findings_errors(&j->findings) > 0)
            app->status = fx_code_status(FX_REFUSED);
    }
    return true;
}
