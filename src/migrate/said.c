#include "fx/migrate/said.h"

#include <string.h>

#include "fx/base/path.h"

/* ---- entities that are not there ---- */

/* An entry that nothing is below: renamed, not checked out, or left out of an image. */
static bool empty_entry(fx_arena *a, fx_source *src, const fx_config *c, const char **out,
                        fx_error *err)
{
    *out = NULL;
    fx_each (const char *, path, &c->entities) {
        fx_files files = {0};

        if (!fx_source_list(src, a, *path, &files, err))
            return false;
        if (files.n == 0 && *out == NULL)
            *out = *path;
    }
    return true;
}

static bool is_dropped(fx_arena *a, const fx_config *c, const fx_table *t)
{
    return fx_strs_has(&c->dropped_tables, t->name) ||
           fx_strs_has(&c->dropped_tables, fx_table_text(a, t));
}

static fx_strs undeclared(fx_arena *a, const fx_config *c, const fx_schema *history,
                          const fx_schema *model)
{
    fx_strs out = {0};

    fx_each (const fx_table *const, t, &history->tables) {
        if (fx_schema_find(model, (*t)->schema, (*t)->name) == NULL && !is_dropped(a, c, *t))
            *fx_push(a, &out) = fx_table_text(a, *t);
    }
    return out;
}

bool fx_said_absent(fx_arena *a, fx_source *src, const fx_config *c, const fx_schema *history,
                    const fx_schema *model, fx_absent *out, fx_error *err)
{
    const char *entry;
    fx_strs models;

    *out = (fx_absent){.tables = undeclared(a, c, history, model)};
    if (out->tables.n == 0)
        return true;
    if (!empty_entry(a, src, c, &entry, err))
        return false;
    if (entry != NULL)
        out->why = fx_fmt(a, "there is no file in %s, where fxgit.yml has the entities", entry);
    else if (model->tables.n == 0)
        out->why = fx_fmt(a, "no entity declares a table (entities: [%s])",
                          fx_strs_join(a, &c->entities, ", "));
    if (out->why == NULL)
        return true;
    if (!fx_said_models(a, src, &models, err))
        return false;
    if (models.n > 0)
        out->where = fx_fmt(a, "models seem to be in %s: `entities: [%s]`", models.at[0],
                            fx_said_entities(a, &models));
    return true;
}

/* SQLAlchemy's and SQLModel's ways to say that a class is a table. */
static bool declares_tables(const char *text)
{
    return strstr(text, "__tablename__") != NULL || strstr(text, "table=True") != NULL ||
           (strstr(text, "Table(") != NULL && strstr(text, "MetaData") != NULL);
}

static bool is_own(const char *path)
{
    static const char *const others[] = {"site-packages/", "node_modules/", "alembic/",
                                         "migrations/",    "tests/",        "test/"};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const char *at = strstr(path, others[i]);

        if (at != NULL && (at == path || at[-1] == '/'))
            return false;
    }
    return fx_ends(path, ".py");
}

bool fx_said_models(fx_arena *a, fx_source *src, fx_strs *out, fx_error *err)
{
    enum { MOST = 2000 };
    fx_files files = {0};
    size_t seen = 0;

    *out = (fx_strs){0};
    if (!fx_source_list(src, a, "", &files, err))
        return false;
    fx_each (const fx_file, file, &files) {
        fx_error probe = {.arena = a};
        const char *text;
        size_t n;

        if (!is_own(file->path) || seen++ == MOST)
            continue;
        if (fx_source_read(src, a, file->path, &text, &n, &probe) && text != NULL &&
            declares_tables(text))
            *fx_push(a, out) = file->path;
    }
    return true;
}

const char *fx_said_entities(fx_arena *a, const fx_strs *files)
{
    const char *dir = fx_path_dir(a, files->at[0]);

    if (files->n < 3)
        return fx_strs_join(a, files, ", ");
    fx_each (const char *, path, files) {
        while (*dir != '\0' && !fx_same(dir, ".") && !fx_starts(*path, fx_fmt(a, "%s/", dir)))
            dir = fx_path_dir(a, dir);
    }
    return *dir == '\0' ? "." : dir;
}

/* ---- what a revision makes ---- */

bool fx_said_maker(fx_arena *a, fx_source *src, const fx_config *c, const fx_step *s,
                   const fx_revision **out, fx_error *err)
{
    fx_history h;

    *out = NULL;
    if (!fx_history_read(a, src, c, &h, err))
        return false;
    fx_each (const size_t, at, &h.graph.order) {
        const fx_revision *r = h.graph.nodes.at[*at].revision;

        if (fx_steps_reach(a, &r->up.steps, s))
            *out = r;
    }
    return true;
}

bool fx_said_by_hand(fx_arena *a, const fx_revision *r, const fx_step *s)
{
    fx_each (const fx_step *const, it, &r->up.steps) {
        const fx_steps one = {.at = r->up.steps.at + (it - r->up.steps.at), .n = 1};

        if ((*it)->kind == FX_STEP_EXECUTE && fx_steps_reach(a, &one, s))
            return true;
    }
    return !fx_same(r->id, fx_revision_id(a, &r->parents, &r->up, &r->down, r->message, NULL));
}

/* Of plain columns; what else an index may have is not written out. */
static const char *index_words(fx_arena *a, const fx_table *t, const char *name)
{
    fx_each (const fx_index, ix, &t->indexes) {
        if (fx_same(ix->name, name) && ix->parts.n == 0)
            return fx_fmt(a, "{name: %s, columns: [%s]%s%s}", name,
                          fx_strs_join(a, &ix->columns, ", "), ix->unique ? ", unique: true" : "",
                          fx_sql_text_set(&ix->where) ? ", where: ..." : "");
    }
    return fx_fmt(a, "{name: %s, ...}", name);
}

const char *fx_said_declare(fx_arena *a, const fx_schema *before, const fx_step *s)
{
    const fx_object *o = &s->object;
    const fx_table *t = fx_schema_find(before, o->schema, o->table);

    if (s->kind == FX_STEP_DROP_INDEX && t != NULL && o->name != NULL)
        return fx_fmt(a, "add `indexes: [%s]` to table %s", index_words(a, t, o->name),
                      fx_table_text(a, t));
    if (s->kind == FX_STEP_DROP_COLUMN || s->kind == FX_STEP_DROP_CONSTRAINT)
        return fx_fmt(a, "declare it in table %s", fx_table_text(a, t));
    return "declare it in an entity";
}
