#include <stdio.h>
#include <string.h>

#include "fx/base/path.h"
#include "fx/cli/output.h"

static const char *severity(const fx_finding *f)
{
    return f->severity == FX_FINDING_ERROR ? "refused" : "warning";
}

/* From the top of the repository: where hooks run, and what annotations want. */
static const char *top_path(const fx_app *app, const char *file)
{
    return file == NULL ? NULL : fx_path_join(app->arena, app->ws.prefix, file);
}

static void print_text(const fx_app *app, FILE *to, const char *file, const fx_finding *f)
{
    fx_color color = f->severity == FX_FINDING_ERROR ? FX_RED : FX_YELLOW;

    if (file != NULL && f->line > 0)
        fprintf(to, "%s:%zu: ", file, f->line);
    else if (file != NULL)
        fprintf(to, "%s: ", file);
    fprintf(to, "%s: %s\n", fx_paint(app, color, severity(f)), f->message);
    if (f->was != NULL)
        fprintf(to, "  was  %-24s%s%s\n", f->was, f->brought == NULL ? "" : " ",
                f->brought == NULL ? "" : f->brought);
    if (f->now != NULL)
        fprintf(to, "  now  %s\n", f->now);
    if (f->hint != NULL)
        fprintf(to, "hint: %s\n", f->hint);
}

/* https://docs.github.com/actions/reference/workflow-commands-for-github-actions: values escape %
 * and line ends, properties also , and : */
static void add_escaped(fx_str *s, const char *text, bool property)
{
    for (; *text != '\0'; text++) {
        if (*text == '%')
            fx_str_add(s, "%25");
        else if (*text == '\n')
            fx_str_add(s, "%0A");
        else if (*text == '\r')
            fx_str_add(s, "%0D");
        else if (property && *text == ':')
            fx_str_add(s, "%3A");
        else if (property && *text == ',')
            fx_str_add(s, "%2C");
        else
            fx_str_addc(s, *text);
    }
}

static void print_github(const fx_app *app, const fx_finding *f)
{
    fx_str s = {.arena = app->arena};

    fx_str_addf(&s, "::%s ", f->severity == FX_FINDING_ERROR ? "error" : "warning");
    if (f->file != NULL) {
        fx_str_add(&s, "file=");
        add_escaped(&s, top_path(app, f->file), true);
        fx_str_addf(&s, ",line=%zu,", f->line > 0 ? f->line : 1);
    }
    fx_str_add(&s, "title=");
    add_escaped(&s, f->title, true);
    fx_str_add(&s, "::");
    if (f->brought != NULL)
        add_escaped(&s, fx_fmt(app->arena, "%s was brought by %s; ", f->revision, f->brought),
                    false);
    add_escaped(&s, f->message, false);
    if (f->hint != NULL)
        add_escaped(&s, fx_fmt(app->arena, ". %s", f->hint), false);
    puts(fx_str_text(&s));
}

static void print_json(const fx_app *app, const fx_findings *all)
{
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '{');
    fx_json_put_bool(&j, "passed", fx_findings_errors(all) == 0);
    fx_json_put_strs(&j, "bases", &all->bases);
    fx_json_key(&j, "findings");
    fx_json_open(&j, '[');
    fx_each (const fx_finding, f, &all->at) {
        fx_json_open(&j, '{');
        fx_json_put(&j, "severity", f->severity == FX_FINDING_ERROR ? "error" : "warning");
        fx_json_put(&j, "rule", f->rule);
        fx_json_put(&j, "file", f->file);
        fx_json_put_int(&j, "line", (int64_t)f->line);
        fx_json_put(&j, "revision", f->revision);
        fx_json_put(&j, "title", f->title);
        fx_json_put(&j, "message", f->message);
        fx_json_put(&j, "was", f->was);
        fx_json_put(&j, "now", f->now);
        fx_json_put(&j, "brought_by", f->brought);
        fx_json_put(&j, "hint", f->hint);
        fx_json_close(&j, '}');
    }
    fx_json_close(&j, ']');
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

bool fx_print_findings(fx_app *app, const fx_findings *all, const char *format, bool to_error,
                       fx_error *err)
{
    bool github = fx_same(format, "github");

    if (format != NULL && !github && !fx_same(format, "text")) {
        fx_fail(err, FX_USAGE, "unknown format '%s'", format);
        return fx_hint(err, "Formats: text, github; or --json.");
    }
    if (app->globals.json) {
        print_json(app, all);
        return true;
    }
    fx_each (const fx_finding, f, &all->at) {
        if (github)
            print_github(app, f);
        else if (to_error)
            print_text(app, stderr, top_path(app, f->file), f);
        else
            print_text(app, stdout, f->file, f);
    }
    return true;
}
