#include "fx/entity/entity.h"
#include "fx/entity/alembic.h"

#include "fx/base/str.h"
#include "inner.h"

const fx_entity_reader fx_entity_readers[] = {
    {".yml",  fx_entity_read_yaml   },
    {".yaml", fx_entity_read_yaml   },
    {".py",   fx_entity_read_foreign},
    {".sql",  fx_entity_read_foreign},
    {NULL,    NULL                  },
};

static const fx_entity_reader *reader_of(const char *file)
{
    for (const fx_entity_reader *r = fx_entity_readers; r->ending != NULL; r++) {
        if (fx_ends(file, r->ending))
            return r;
    }
    return NULL;
}

bool fx_entity_is(const char *file)
{
    return reader_of(file) != NULL;
}

bool fx_entity_is_python(const char *file)
{
    return fx_ends(file, ".py");
}

#ifndef FX_PYTHON
fx_alembic *fx_alembic_new(fx_arena *a, const fx_entity_files *files, const fx_strs *dialects,
                           fx_alembic_state_fn *state, void *ctx)
{
    (void)a;
    (void)files;
    (void)dialects;
    (void)state;
    (void)ctx;
    return NULL;
}

bool fx_alembic_read(fx_alembic *al, const char *path, fx_alembic_script *out, fx_error *err)
{
    (void)al;
    (void)out;
    return fx_fail_at(err, FX_INPUT, path, 0, 0, "this build does not read Python");
}

void fx_alembic_half_of(fx_alembic *al, const fx_alembic_script *s, bool up, fx_schema *state,
                        fx_alembic_half *out)
{
    (void)al;
    (void)s;
    (void)up;
    (void)state;
    *out = (fx_alembic_half){0};
}

fx_entity_ahead *fx_entity_begin_python(fx_arena *a, const fx_entity_files *files,
                                        const fx_strs *paths)
{
    (void)a;
    (void)files;
    (void)paths;
    return NULL;
}

bool fx_entity_read_python(fx_arena *a, const fx_entity_files *files, const fx_strs *paths,
                           fx_schema *out, fx_error *err)
{
    (void)a;
    (void)files;
    (void)out;
    fx_fail_at(err, FX_INPUT, paths->at[0], 0, 0, "this build does not read Python entities");
    return fx_hint(err, "Build it with libtree-sitter and the grammar that ci/setup fetches, or "
                        "take the file out of `entities` in fxgit.yml.");
}
#endif

bool fx_entity_read_foreign(fx_arena *a, const char *file, const char *text, size_t n,
                            fx_schema *out, fx_error *err)
{
    (void)a;
    (void)text;
    (void)n;
    (void)out;
    fx_fail_at(err, FX_INPUT, file, 0, 0, "this build reads .yml and .yaml entities");
    return fx_hint(err, "Declare the table in YAML, or take the file out of `entities` in "
                        "fxgit.yml.");
}

bool fx_entity_read(fx_arena *a, const char *file, const char *text, size_t n, fx_schema *out,
                    fx_error *err)
{
    const fx_entity_reader *r = reader_of(file);

    if (r == NULL)
        return fx_fail_at(err, FX_INPUT, file, 0, 0, "not an entity file");
    return r->read(a, file, text, n, out, err);
}
