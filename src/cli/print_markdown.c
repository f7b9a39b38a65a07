/*
 * A summary of what the gate found, in Markdown: a table, as GitHub shows it below a run (the file
 * $GITHUB_STEP_SUMMARY) and others take for a comment.
 */
#include <stdlib.h>
#include <string.h>

#include "findings.h"
#include "fx/base/path.h"
#include "fx/base/shown.h"

/* Text of a tree in a cell: nothing of it is Markdown or HTML, and it keeps to its line. */
static void add_cell(fx_str *s, const char *text)
{
    for (text = fx_shown_text(s->arena, text); *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '\n')
            fx_str_add(s, "<br>");
        else if (strchr("\\`*_{}[]<>()#+!|~&@", c) != NULL)
            fx_str_addf(s, "&#%u;", c);
        else
            fx_str_addc(s, *text);
    }
}

static void add_row(const fx_app *app, fx_str *s, const fx_finding *f)
{
    const char *where = f->file == NULL ? "" : findings_path(app, f);

    fx_str_addf(s, "| %s | ", f->severity == FX_FINDING_ERROR ? "refused" : findings_level(f));
    add_cell(s, f->line > 0 ? fx_fmt(app->arena, "%s:%zu", where, f->line) : where);
    fx_str_add(s, " | ");
    add_cell(s, f->message);
    if (f->was != NULL)
        add_cell(s, fx_fmt(app->arena, "\nwas: %s%s%s", f->was, f->brought == NULL ? "" : "  ",
                           f->brought == NULL ? "" : f->brought));
    if (f->now != NULL)
        add_cell(s, fx_fmt(app->arena, "\nnow: %s", f->now));
    fx_str_add(s, " | ");
    add_cell(s, f->hint == NULL ? "" : f->hint);
    fx_str_add(s, " |\n");
}

static const char *title(const fx_app *app, const fx_findings *all)
{
    const size_t errors = fx_findings_errors(all), warnings = all->at.n - errors;
    fx_str s = {.arena = app->arena};

    fx_str_add(&s, "### fxgit: ");
    if (errors > 0)
        fx_str_addf(&s, "refused, %zu finding%s", errors, errors == 1 ? "" : "s");
    else
        fx_str_add(&s, "passed");
    if (warnings > 0)
        fx_str_addf(&s, ", %zu warning%s", warnings, warnings == 1 ? "" : "s");
    if (*app->ws.prefix != '\0') {
        fx_str_add(&s, " in ");
        add_cell(&s, app->ws.prefix);
    }
    return fx_str_text(&s);
}

static const char *markdown(const fx_app *app, const fx_findings *all)
{
    fx_str s = {.arena = app->arena};

    fx_str_addf(&s, "%s\n\n", title(app, all));
    if (app->ws.head.commit != NULL)
        fx_str_addf(&s, "HEAD %.7s", app->ws.head.commit);
    fx_each (const char *, base, &all->bases) {
        fx_str_addf(&s, "%s %.7s", base == all->bases.at ? ", compared with" : ",", *base);
    }
    fx_str_add(&s, "\n\n");
    if (all->at.n > 0)
        fx_str_add(&s, "| | where | what | what to do |\n|---|---|---|---|\n");
    fx_each (const fx_finding, f, &all->at) {
        add_row(app, &s, f);
    }
    return fx_str_text(&s);
}

void print_markdown(const fx_app *app, const fx_findings *all)
{
    fx_out_data(app, fx_fmt(app->arena, "%s\n", markdown(app, all)));
}

void findings_summarize(const fx_app *app, const fx_findings *all)
{
    enum { SUMMARY_MAX = 1 << 20 }; /* what GitHub takes */
    const char *path = getenv("GITHUB_STEP_SUMMARY"), *before = "";
    fx_error probe = {.arena = app->arena};
    size_t n = 0;

    if (path == NULL || *path == '\0')
        return;
    if (fx_path_exists(path) && !fx_file_read(app->arena, path, SUMMARY_MAX, &before, &n, &probe))
        return; /* the annotations say the same */
    const char *text = fx_fmt(app->arena, "%s%s\n", before, markdown(app, all));

    if (!fx_file_write(app->arena, path, text, strlen(text), 0666, &probe))
        fx_note(app, "fxgit: the summary of the job was not written: %s\n", probe.msg);
}
