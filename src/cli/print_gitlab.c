/*
 * https://docs.gitlab.com/ci/testing/code_quality/: a list; one fingerprint is one finding.
 */
#include "findings.h"

void print_gitlab(const fx_app *app, const fx_findings *all)
{
    static const char *const severities[] = {"blocker", "minor", "info"};
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '[');
    fx_each (const fx_finding, f, &all->at) {
        fx_json_open(&j, '{');
        fx_json_put(&j, "description", findings_text(app, f));
        fx_json_put(&j, "check_name", fx_fmt(app->arena, "fxgit/%s", f->rule));
        fx_json_put(&j, "fingerprint", findings_mark(app, all, f));
        fx_json_put(&j, "severity", severities[f->severity]);
        fx_json_key(&j, "location");
        fx_json_open(&j, '{');
        fx_json_put(&j, "path", findings_path(app, f));
        fx_json_key(&j, "lines");
        fx_json_open(&j, '{');
        fx_json_put_int(&j, "begin", (int64_t)findings_line(f));
        fx_json_close(&j, '}');
        fx_json_close(&j, '}');
        fx_json_close(&j, '}');
    }
    fx_json_close(&j, ']');
    fx_json_end(&j);
}
