#include "fx/cli/output.h"
#include "fx/migrate/status.h"

static const char *state(const fx_status *s, const fx_item *item)
{
    static const char *const words[] = {"applied", "missing", "foreign", "changed"};

    (void)s;
    return words[item->class_];
}

static void print_json(const fx_app *app, const fx_status *s)
{
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '{');
    fx_json_key(&j, "revisions");
    fx_json_open(&j, '[');
    fx_each (const fx_item, item, &s->items) {
        fx_json_open(&j, '{');
        fx_json_put(&j, "revision", item->id);
        fx_json_put(&j, "message", item->message);
        fx_json_put(&j, "state", state(s, item));
        fx_json_put_bool(&j, "head", fx_strs_has(&s->heads, item->id));
        fx_json_put_strs(&j, "revises",
                         item->revision != NULL ? &item->revision->parents
                                                : &item->applied->parents);
        fx_json_put(&j, "path",
                    item->revision != NULL ? item->revision->path : item->applied->path);
        fx_json_close(&j, '}');
    }
    fx_json_close(&j, ']');
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

static bool run(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    fx_status s;

    (void)data;
    (void)args;
    if (!fx_status_database(&app->ws, app->globals.target, app->globals.database, &s, err))
        return false;
    if (app->globals.json) {
        print_json(app, &s);
        return true;
    }
    fx_each (const fx_item, item, &s.items) {
        fx_out(app, "%s %-8s %s%s\n", item->id, state(&s, item), item->message,
               fx_strs_has(&s.heads, item->id) ? " (head)" : "");
    }
    return true;
}

const fx_command fx_list_command = {
    .name = "list",
    .args = "",
    .summary = "the revisions, parents first, and whether the database has them",
    .needs = FX_NEEDS_WORKSPACE,
    .run = run,
};
