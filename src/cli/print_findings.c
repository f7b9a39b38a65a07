#include <string.h>

#include "findings.h"
#include "fx/base/hash.h"
#include "fx/base/path.h"
#include "fx/base/shown.h"

const char *findings_level(const fx_finding *f)
{
    static const char *const words[] = {"error", "warning", "notice"};

    return words[f->severity];
}

const char *findings_path(const fx_app *app, const fx_finding *f)
{
    const char *file = f->file != NULL ? f->file : app->ws.config.path;

    return fx_path_join(app->arena, app->ws.prefix, file == NULL ? "fxgit.yml" : file);
}

size_t findings_line(const fx_finding *f)
{
    return f->line > 0 ? f->line : 1;
}

const char *findings_text(const fx_app *app, const fx_finding *f)
{
    fx_str s = {.arena = app->arena};

    if (f->brought != NULL)
        fx_str_addf(&s, "%s was brought by %s; ", f->revision, f->brought);
    fx_str_add(&s, f->message);
    if (f->hint != NULL)
        fx_str_addf(&s, ". %s", f->hint);
    return fx_str_text(&s);
}

/* The message, where there is no revision: of one entity file several things may be said. */
static const char *key(const fx_app *app, const fx_finding *f)
{
    return fx_fmt(app->arena, "%s\n%s\n%s", f->rule, findings_path(app, f),
                  f->revision != NULL ? f->revision : f->message);
}

const char *findings_mark(const fx_app *app, const fx_findings *all, const fx_finding *f)
{
    const char *text = key(app, f);
    size_t before = 0;

    for (const fx_finding *other = all->at.at; other < f; other++)
        before += fx_same(key(app, other), text);
    if (before > 0)
        text = fx_fmt(app->arena, "%s\n%zu", text, before);
    return fx_sha256(app->arena, text, strlen(text));
}

static void print_text(const fx_app *app, fx_say_fn *say, const char *file, const fx_finding *f)
{
    if (file != NULL && f->line > 0)
        say(app, "%s:%zu: ", file, f->line);
    else if (file != NULL)
        say(app, "%s: ", file);
    say(app,
        f->severity == FX_FINDING_ERROR     ? FX_PAINT(FX_RED, "refused") ": %s\n"
        : f->severity == FX_FINDING_WARNING ? FX_PAINT(FX_YELLOW, "warning") ": %s\n"
                                            : FX_PAINT(FX_YELLOW, "notice") ": %s\n",
        f->message);
    if (f->was != NULL)
        say(app, "  was  %-24s%s%s\n", f->was, f->brought == NULL ? "" : " ",
            f->brought == NULL ? "" : f->brought);
    if (f->now != NULL)
        say(app, "  now  %s\n", f->now);
    fx_print_hint(say, app, f->hint);
}

/* https://docs.github.com/actions/reference/workflow-commands-for-github-actions: values escape %
 * and line ends, properties also , and : */
static void add_escaped(fx_str *s, const char *text, bool property)
{
    for (text = fx_shown_text(s->arena, text); *text != '\0'; text++) {
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

static void print_github(const fx_app *app, const fx_findings *all)
{
    fx_each (const fx_finding, f, &all->at) {
        fx_str s = {.arena = app->arena};

        fx_str_addf(&s, "::%s ", findings_level(f));
        if (f->file != NULL) {
            fx_str_add(&s, "file=");
            add_escaped(&s, findings_path(app, f), true);
            fx_str_addf(&s, ",line=%zu,", findings_line(f));
        }
        fx_str_add(&s, "title=");
        add_escaped(&s, f->title, true);
        fx_str_add(&s, "::");
        add_escaped(&s, findings_text(app, f), false);
        fx_str_addc(&s, '\n');
        fx_out_data(app, fx_str_text(&s));
    }
    findings_summarize(app, all);
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
        fx_json_put(&j, "severity", findings_level(f));
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

static void print_lines(const fx_app *app, const fx_findings *all)
{
    fx_each (const fx_finding, f, &all->at) {
        print_text(app, fx_out, f->file, f);
    }
}

static void print_to_error(const fx_app *app, const fx_findings *all)
{
    fx_each (const fx_finding, f, &all->at) {
        print_text(app, fx_warn, f->file == NULL ? NULL : findings_path(app, f), f);
    }
}

static const struct format {
    const char *name;
    findings_printer *print;
} formats[] = {
    {"text",     print_lines   },
    {"github",   print_github  },
    {"gitlab",   print_gitlab  },
    {"sarif",    print_sarif   },
    {"markdown", print_markdown},
};

static findings_printer *find(const fx_app *app, const char *name, fx_error *err)
{
    fx_strs known = {0};

    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (name == NULL || fx_same(formats[i].name, name))
            return formats[i].print;
        *fx_push(app->arena, &known) = formats[i].name;
    }
    fx_fail(err, FX_USAGE, "unknown format '%s'", name);
    (void)fx_hint(err, "Formats: %s; or --json.", fx_strs_join(app->arena, &known, ", "));
    return NULL;
}

bool fx_print_findings(fx_app *app, const fx_findings *all, const char *format, bool to_error,
                       fx_error *err)
{
    findings_printer *print = find(app, format, err);

    if (print == NULL)
        return false;
    if (app->globals.json)
        print = print_json;
    else if (to_error)
        print = print_to_error;
    print(app, all);
    return true;
}
