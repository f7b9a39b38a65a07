/*
 * Python entities: files, what they import, their tables, and these as nodes
 * that the reader of YAML entities takes.
 */
#include "python.h"

bool fx_entity_read_python(fx_arena *a, const fx_entity_files *files, const fx_strs *paths,
                           fx_schema *out, fx_error *err)
{
    py_project p = {.a = a, .files = files, .err = err};
    py_tables tables = {0};
    fx_yamls entities = {0};

    py_ahead(&p, paths);
    fx_each (const char *, path, paths) {
        py_module *m = py_module_at(&p, *path);

        if (m == NULL || !py_module_follow(&p, m))
            return p.failed ? false : fx_fail_at(err, FX_INPUT, *path, 0, 0, "the file is gone");
    }
    if (!py_collect(&p, &tables))
        return false;
    fx_each (py_table *const, t, &tables) {
        if (!py_table_emit(&p, *t, &tables, &entities))
            return false;
    }
    fx_each (const fx_yaml *const, y, &entities) {
        if (!fx_entity_from_yaml(a, *y, out, err))
            return false;
    }
    return true;
}
