#include "fx/cli/output.h"
#include "fx/migrate/import.h"

static void json_notes(fx_json *j, const char *key, const fx_import_notes *notes)
{
    fx_json_key(j, key);
    fx_json_open(j, '[');
    fx_each (const fx_import_note, n, notes) {
        fx_json_open(j, '{');
        fx_json_put(j, "revision", n->revision);
        fx_json_put(j, "file", n->file);
        fx_json_put_int(j, "line", (int64_t)n->line);
        fx_json_put(j, "text", n->text);
        fx_json_close(j, '}');
    }
    fx_json_close(j, ']');
}

static void print_json(const fx_app *app, const fx_imported *in)
{
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '{');
    fx_json_key(&j, "created");
    fx_json_open(&j, '[');
    fx_each (const fx_edit, e, &in->edits) {
        fx_json_text(&j, e->path);
    }
    fx_json_close(&j, ']');
    fx_json_put_int(&j, "kept", (int64_t)in->kept);
    json_notes(&j, "refused", &in->refused);
    json_notes(&j, "reversed", &in->reversed);
    fx_json_put_strs(&j, "heads", &in->heads);
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

static void print_text(const fx_app *app, const fx_imported *in)
{
    fx_each (const fx_edit, e, &in->edits) {
        fx_out(app, "created  %s\n", e->path);
    }
    fx_each (const fx_import_note, n, &in->reversed) {
        fx_out(app, FX_PAINT(FX_YELLOW, "note    ") " %s: %s\n", n->file, n->text);
    }
    fx_each (const fx_import_note, n, &in->refused) {
        fx_out(app, FX_PAINT(FX_YELLOW, "refuses ") " %s:%zu: %s\n", n->file, n->line, n->text);
    }
    fx_out(app, "%zu revision%s imported", in->edits.n, in->edits.n == 1 ? "" : "s");
    if (in->kept > 0)
        fx_out(app, ", %zu there already", in->kept);
    if (in->refused.n > 0)
        fx_out(app, "; %zu step%s to write by hand, before they can run", in->refused.n,
               in->refused.n == 1 ? "" : "s");
    fx_out(app, "; head%s %s\n", in->heads.n == 1 ? "" : "s",
           fx_strs_join(app->arena, &in->heads, ", "));
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    fx_imported in;

    (void)data;
    if (!fx_import_alembic(&app->ws, args, &in, err) || !fx_edits_write(&app->ws, &in.edits, err))
        return false;
    if (app->globals.json)
        print_json(app, &in);
    print_text(app, &in);
    return true;
}

const fx_command fx_import_alembic_command = {
    .name = "import alembic",
    .args = "DIR...",
    .summary = "Alembic's scripts as revisions with the same ids and parents",
    .help =
        "DIR is the folder of the scripts (alembic/versions). Nothing of them runs. What cannot "
        "be translated becomes a step that refuses to run, with its file and line.\n"
        "A database whose alembic_version names one of the revisions is taken over by the next "
        "upgrade or sync, without a statement. Imported anew, only new scripts are added.",
    .needs = FX_NEEDS_WORKSPACE,
    .args_min = 1,
    .args_max = 99,
    .acts = true,
    .run = run,
};
