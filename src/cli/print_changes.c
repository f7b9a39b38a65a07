#include "fx/cli/output.h"

void fx_print_changes(const fx_app *app, const fx_changes *changes)
{
    fx_each (const fx_change, c, changes) {
        fx_out(app, "%s\n", fx_change_text(app->arena, c));
    }
}

void fx_json_changes(fx_arena *a, fx_json *j, const fx_changes *changes)
{
    fx_json_key(j, "steps");
    fx_json_open(j, '[');
    fx_each (const fx_change, c, changes) {
        fx_str yaml = {.arena = a};

        fx_yaml_print(&yaml, fx_step_write(a, c->step), 0);
        fx_json_open(j, '{');
        fx_json_put(j, "verb", fx_step_verb(c->step->kind));
        fx_json_put(j, "object", fx_object_text(a, &c->step->object));
        fx_json_put(j, "text", fx_step_title(a, c->step));
        fx_json_put(j, "yaml", fx_str_text(&yaml));
        fx_json_close(j, '}');
    }
    fx_json_close(j, ']');
}
