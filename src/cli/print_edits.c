#include "fx/cli/output.h"
#include "fx/migrate/edits.h"

static const char *verb(const fx_edit *e)
{
    return e->text == NULL ? "deleted" : e->fresh ? "created" : "changed";
}

static void print_json(const fx_app *app, const fx_edits *edits)
{
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '{');
    fx_json_key(&j, "edits");
    fx_json_open(&j, '[');
    fx_each (const fx_edit, e, edits) {
        fx_json_open(&j, '{');
        fx_json_put(&j, "did", verb(e));
        fx_json_put(&j, "path", e->path);
        fx_json_put(&j, "note", e->note);
        fx_json_close(&j, '}');
    }
    fx_json_close(&j, ']');
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

bool fx_write_and_print(fx_app *app, const fx_edits *edits, fx_error *err)
{
    if (!fx_edits_write(&app->ws, edits, err))
        return false;
    if (app->globals.json)
        print_json(app, edits);
    if (edits->n == 0)
        fx_out(app, "nothing to do\n");
    fx_each (const fx_edit, e, edits) {
        if (e->note == NULL)
            fx_out(app, "%-8s %s\n", verb(e), e->path);
        else
            fx_out(app, "%-8s %s: %s\n", verb(e), e->path, e->note);
    }
    return true;
}
