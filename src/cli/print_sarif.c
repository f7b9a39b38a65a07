/*
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html: all rules, then the findings.
 */
#include <string.h>

#include "findings.h"

#include "fx/migrate/rules.h"

#define SCHEMA \
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#define TOP "%SRCROOT%" /* what others call the top of a repository, too */

static const char *level(bool error)
{
    return error ? "error" : "warning";
}

static void put_text(fx_json *j, const char *key, const char *text)
{
    fx_json_key(j, key);
    fx_json_open(j, '{');
    fx_json_put(j, "text", text);
    fx_json_close(j, '}');
}

/* Bytes that a URI (RFC 3986, section 2.3) does not take as they are. */
static const char *uri(fx_arena *a, const char *path)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    fx_str s = {.arena = a};

    for (; *path != '\0'; path++) {
        if (strchr(plain, *path) != NULL)
            fx_str_addc(&s, *path);
        else
            fx_str_addf(&s, "%%%02X", (unsigned char)*path);
    }
    return fx_str_text(&s);
}

static void put_rules(fx_json *j)
{
    fx_json_key(j, "rules");
    fx_json_open(j, '[');
    for (const fx_rule *r = fx_rules; r->id != NULL; r++) {
        fx_json_open(j, '{');
        fx_json_put(j, "id", r->id);
        put_text(j, "shortDescription", r->summary);
        put_text(j, "fullDescription", fx_fmt(j->out->arena, "%s %s", r->summary, r->help));
        put_text(j, "help", r->help);
        fx_json_key(j, "defaultConfiguration");
        fx_json_open(j, '{');
        fx_json_put(j, "level", level(!r->warns));
        fx_json_close(j, '}');
        fx_json_close(j, '}');
    }
    fx_json_close(j, ']');
}

static void put_tool(fx_json *j)
{
    fx_json_key(j, "tool");
    fx_json_open(j, '{');
    fx_json_key(j, "driver");
    fx_json_open(j, '{');
    fx_json_put(j, "name", "fxgit");
    fx_json_put(j, "version", FX_VERSION);
    if (*FX_HOMEPAGE != '\0')
        fx_json_put(j, "informationUri", FX_HOMEPAGE);
    put_rules(j);
    fx_json_close(j, '}');
    fx_json_close(j, '}');
}

static void put_location(const fx_app *app, fx_json *j, const fx_finding *f)
{
    fx_json_key(j, "locations");
    fx_json_open(j, '[');
    fx_json_open(j, '{');
    fx_json_key(j, "physicalLocation");
    fx_json_open(j, '{');
    fx_json_key(j, "artifactLocation");
    fx_json_open(j, '{');
    fx_json_put(j, "uri", uri(app->arena, findings_path(app, f)));
    fx_json_put(j, "uriBaseId", TOP);
    fx_json_close(j, '}');
    fx_json_key(j, "region");
    fx_json_open(j, '{');
    fx_json_put_int(j, "startLine", (int64_t)findings_line(f));
    fx_json_close(j, '}');
    fx_json_close(j, '}');
    fx_json_close(j, '}');
    fx_json_close(j, ']');
}

static void put_known(fx_json *j, const char *key, const char *text)
{
    if (text != NULL)
        fx_json_put(j, key, text);
}

static void put_result(const fx_app *app, fx_json *j, const fx_findings *all, const fx_finding *f)
{
    const fx_rule *rule = fx_rule_find(f->rule);

    fx_json_open(j, '{');
    fx_json_put(j, "ruleId", f->rule);
    if (rule != NULL)
        fx_json_put_int(j, "ruleIndex", rule - fx_rules);
    fx_json_put(j, "level", f->severity == FX_FINDING_NOTICE ? "note" : findings_level(f));
    put_text(j, "message", findings_text(app, f));
    put_location(app, j, f);
    fx_json_key(j, "partialFingerprints");
    fx_json_open(j, '{');
    fx_json_put(j, "fxgitFinding/v1", findings_mark(app, all, f));
    fx_json_close(j, '}');
    fx_json_key(j, "properties");
    fx_json_open(j, '{');
    put_known(j, "revision", f->revision);
    put_known(j, "was", f->was);
    put_known(j, "now", f->now);
    put_known(j, "broughtBy", f->brought);
    fx_json_close(j, '}');
    fx_json_close(j, '}');
}

void print_sarif(const fx_app *app, const fx_findings *all)
{
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '{');
    fx_json_put(&j, "$schema", SCHEMA);
    fx_json_put(&j, "version", "2.1.0");
    fx_json_key(&j, "runs");
    fx_json_open(&j, '[');
    fx_json_open(&j, '{');
    put_tool(&j);
    fx_json_key(&j, "originalUriBaseIds");
    fx_json_open(&j, '{');
    fx_json_key(&j, TOP);
    fx_json_open(&j, '{');
    put_text(&j, "description", "The top of the repository.");
    fx_json_close(&j, '}');
    fx_json_close(&j, '}');
    fx_json_key(&j, "results");
    fx_json_open(&j, '[');
    fx_each (const fx_finding, f, &all->at) {
        put_result(app, &j, all, f);
    }
    fx_json_close(&j, ']');
    fx_json_close(&j, '}');
    fx_json_close(&j, ']');
    fx_json_close(&j, '}');
    fx_json_end(&j);
}
