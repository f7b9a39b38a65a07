#include <string.h>

#include "fx/base/path.h"
#include "fx/migrate/adopt.h"
#include "fx/model/read.h"

/* A name of a file: what could be more than a name becomes `_`. */
static const char *file_stem(fx_arena *a, const char *table)
{
    char *out = fx_strdup(a, table);

    for (char *c = out; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || strchr("/\\:*?\"<>|", *c) != NULL ||
            (c == out && (*c == '.' || *c == '-')))
            *c = '_';
    }
    return out;
}

static bool is_taken(const fx_inspection *in, const char *path)
{
    fx_each (const fx_entity_file, f, &in->files) {
        if (fx_same_case(f->path, path))
            return true;
    }
    return false;
}

static const char *folder_of(const fx_config *c)
{
    const char *first = c->entities.n == 0 ? "entities" : c->entities.at[0];

    return fx_ends(first, ".yml") || fx_ends(first, ".yaml") ? "." : first;
}

static void add_file(fx_arena *a, const fx_config *c, const char *schema, const char *name,
                     const fx_yaml *y, fx_inspection *out)
{
    const char *own = schema == NULL ? name : fx_fmt(a, "%s.%s", schema, name);
    const char *stem = fx_path_join(a, folder_of(c), file_stem(a, own));
    const char *path = fx_fmt(a, "%s.yml", stem);
    fx_str text = {.arena = a};

    for (size_t n = 2; is_taken(out, path); n++)
        path = fx_fmt(a, "%s_%zu.yml", stem, n);
    fx_yaml_print(&text, y, 0);
    *fx_push(a, &out->files) = (fx_entity_file){path, fx_str_text(&text)};
}

/* What stands on a virtual table could not be made without it. */
static void take_texts(fx_arena *a, const fx_live *live, fx_inspection *out)
{
    const fx_schema others = fx_live_on_virtual(a, live);

    out->schema.texts = fx_schema_copy(a, &live->schema).texts;
    fx_each (const fx_text_object, t, &others.texts) {
        fx_schema_remove_text(&out->schema, t);
        *fx_push(a, &out->left_alone) = fx_fmt(a, "%s %s", fx_text_word(t->kind), t->name);
    }
}

static bool refuse_unheld(fx_arena *a, const fx_schema *s, fx_error *err)
{
    fx_strs all = {0};

    fx_each (const fx_table *const, t, &s->tables) {
        if ((*t)->unheld != NULL)
            *fx_push(a, &all) = fx_fmt(a, "%s (%s)", (*t)->name, (*t)->unheld);
    }
    if (all.n == 0)
        return true;
    fx_fail(err, FX_REFUSED, "entities cannot hold yet: %s", fx_strs_join(a, &all, "; "));
    return fx_hint(err, "Leave such a table to itself with `ignore: {tables: [...]}` in fxgit.yml, "
                        "or change it first.");
}

static void note_virtual(fx_arena *a, const fx_live *live, fx_inspection *out)
{
    fx_each (const fx_dependent, d, &live->dependents) {
        if (fx_same(d->kind, "virtual table"))
            *fx_push(a, &out->left_alone) = fx_fmt(a, "%s %s", d->kind, d->name);
    }
    fx_each (const char *, name, &live->unheld) {
        *fx_push(a, &out->left_alone) = *name;
    }
}

static void add_enums(fx_arena *a, const fx_config *c, const fx_schema *s, fx_inspection *out)
{
    out->schema.enums = fx_schema_copy(a, s).enums;
    fx_each (const fx_enum, e, &s->enums) {
        const fx_object name = {.schema = e->schema, .table = e->name};
        fx_yaml *y = fx_yaml_map(a);

        fx_yaml_set(a, y, "enum", fx_yaml_scalar(a, fx_object_text(a, &name)));
        fx_yaml_set(a, y, "values", fx_yaml_strs(a, &e->members));
        add_file(a, c, e->schema, e->name, y, out);
    }
}

bool fx_inspect(fx_workspace *ws, const char *target, const char *url, fx_inspection *out,
                fx_error *err)
{
    fx_arena *a = ws->arena;
    fx_place *place = fx_new(a, fx_place);
    fx_live live;
    fx_db *db;

    *out = (fx_inspection){0};
    if (!fx_workspace_place(ws, target, url, place, err))
        return false;
    db = fx_db_open(a, &place->url, false, err);
    if (db == NULL || !fx_db_inspect(db, a, &live, err))
        return false;
    out->database = place->url.text;
    fx_schema_leave_out(&live.schema, &ws->config.ignore_tables);
    out->schema.left_out = ws->config.ignore_tables;
    out->schema.mysql_alone = fx_same(db->driver->dialect->name, "mysql");
    if (!refuse_unheld(a, &live.schema, err))
        return false;
    fx_each (const fx_table *const, t, &live.schema.tables) {
        const fx_table *own = fx_table_canonical(a, *t);

        fx_schema_put(a, &out->schema, own);
        add_file(a, &ws->config, own->schema, own->name, fx_table_write(a, own, "table"), out);
    }
    add_enums(a, &ws->config, &live.schema, out);
    note_virtual(a, &live, out);
    take_texts(a, &live, out);
    fx_each (const fx_text_object, t, &out->schema.texts) {
        add_file(a, &ws->config, t->schema, t->name, fx_text_object_write(a, t), out);
    }
    if (fx_schema_validate(a, &out->schema, err))
        return true;
    err->code = FX_REFUSED;
    fx_context(err, "%s holds what entities do not allow", place->url.text);
    return fx_hint(err, "Tables that are another program's, or not there, are named in fxgit.yml: "
                        "`ignore: {tables: [...]}`. Foreign keys may refer to them.");
}

static bool is_free(fx_workspace *ws, const fx_entity_file *f, bool *same, fx_error *err)
{
    const char *path = fx_path_join(ws->arena, ws->root, f->path), *text;
    size_t n;

    *same = false;
    if (!fx_path_exists(path))
        return true;
    if (!fx_file_read(ws->arena, path, 1 << 22, &text, &n, err))
        return false;
    *same = fx_same(text, f->text);
    if (*same)
        return true;
    fx_fail(err, FX_REFUSED, "%s is there already, with another text", f->path);
    return fx_hint(err, "Nothing was written. Move it away first, or compare: fxgit inspect");
}

bool fx_inspect_write(fx_workspace *ws, const fx_inspection *inspection, fx_error *err)
{
    bool same;

    fx_each (const fx_entity_file, f, &inspection->files) {
        if (!is_free(ws, f, &same, err))
            return false;
    }
    fx_each (const fx_entity_file, f, &inspection->files) {
        const char *path = fx_path_join(ws->arena, ws->root, f->path);

        if (!fx_dir_make(ws->arena, fx_path_dir(ws->arena, path), err) ||
            !fx_file_write(ws->arena, path, f->text, strlen(f->text), 0666, err))
            return false;
    }
    return true;
}
