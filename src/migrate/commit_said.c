/*
 * pre-commit only writes what the commit says: what an earlier one left uncovered is not slipped
 * into the revision of this one (DESIGN section 7).
 */
#include <string.h>

#include "commit_inner.h"
#include "fx/base/path.h"
#include "fx/migrate/folded.h"

const char *commit_in_repo(const commit *c, const char *path)
{
    return fx_path_join(c->ws->arena, c->ws->prefix, path);
}

static bool has_step(fx_arena *a, const fx_steps *steps, const fx_step *s)
{
    const char *text = fx_step_text(a, s);

    fx_each (const fx_step *const, it, steps) {
        if (fx_same(fx_step_text(a, *it), text))
            return true;
    }
    return false;
}

/* The entity file of a table in the work tree, if it says something else than the index. */
static const char *unstaged_file(commit *c, const fx_object *o, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    fx_strs unstaged = {0}, untracked = {0};

    fx_each (const char *, dir, &c->config.entities) {
        if (!fx_repo_dirty(c->ws->repo, commit_in_repo(c, *dir), &unstaged, &untracked, err))
            return NULL;
    }
    fx_schema tree;
    fx_error probe = {.arena = a};

    if (!fx_model_read(a, c->ws->worktree, &c->ws->config, &tree, &probe))
        return NULL;
    const fx_table *t = fx_schema_find(&tree, o->schema, o->table);

    if (t == NULL || t->file == NULL)
        return NULL;
    const char *file = commit_in_repo(c, t->file);

    return fx_strs_has(&unstaged, file) || fx_strs_has(&untracked, file) ? t->file : NULL;
}

static bool refuse_step(commit *c, const fx_step *s, fx_error *err)
{
    const char *file = unstaged_file(c, &s->object, err);

    if (err->code != FX_NONE)
        return false;
    fx_fail(err, FX_REFUSED, "no revision covers `%s`, and this commit does not say it",
            fx_step_title(c->ws->arena, s));
    if (file != NULL)
        return fx_hint(err, "Stage it: git add %s. Then commit again.", file);
    return fx_hint(err, "An earlier commit left it uncovered. Run `fxgit new`, `git add` the file "
                        "that it writes, then commit again.");
}

static bool is_drop(const fx_step *s)
{
    return s->kind == FX_STEP_DROP_TABLE || s->kind == FX_STEP_DROP_COLUMN;
}

/* What the revisions give, of what entities may declare. */
static bool read_given(const commit *c, fx_schema *out)
{
    fx_arena *a = c->ws->arena;
    fx_error probe = {.arena = a};
    fx_folded f;

    if (!fx_folded_read(a, c->index, &c->config, &f, &probe))
        return false;
    *out = fx_schema_copy(a, &f.schema);
    fx_schema_leave_out(out, &c->config.ignore_tables);
    return true;
}

/* Files that the commit changes, adds or removes. */
static bool changed_files(const commit *c, fx_strs *out)
{
    fx_arena *a = c->ws->arena;
    fx_error probe = {.arena = a};
    fx_files now, before;
    size_t i = 0, k = 0;

    if (!fx_model_files(a, c->index, &c->config, &now, &probe) ||
        !fx_model_files(a, c->head, &c->before, &before, &probe))
        return false;
    fx_files_sort(&now);
    fx_files_sort(&before);
    while (i < now.n || k < before.n) {
        const fx_file *x = i < now.n ? &now.at[i] : NULL, *y = k < before.n ? &before.at[k] : NULL;
        int order = x == NULL ? 1 : y == NULL ? -1 : strcmp(x->path, y->path);

        const fx_file *one = order > 0 ? y : x;

        if (one != NULL && (order != 0 || !fx_same(x->blob, y->blob)))
            *fx_push(a, out) = one->path;
        i += order <= 0;
        k += order >= 0;
    }
    return true;
}

/* The tables that the revision changes, and the files that HEAD may have declared them in. False:
 * it changes more than tables that are there. */
static bool changed_tables(const commit *c, const fx_schema *now, fx_schema *tables, fx_strs *files)
{
    fx_each (const fx_step *const, s, &c->out->revision.up.steps) {
        const fx_object *o = &(*s)->object;
        const fx_table *t = fx_schema_find(now, o->schema, o->table);

        if (t == NULL || t->file == NULL || fx_schema_find_enum(now, o->schema, o->table) != NULL)
            return false;
        fx_schema_put(c->ws->arena, tables, t);
        *fx_push(c->ws->arena, files) = t->file;
    }
    return changed_files(c, files);
}

static bool same_table(const fx_schema *x, const fx_schema *y, const fx_table *t)
{
    const fx_table *one = fx_schema_find(x, t->schema, t->name);
    const fx_table *two = fx_schema_find(y, t->schema, t->name);

    return one == NULL || two == NULL ? one == two : fx_table_equal(one, two);
}

/* HEAD declared the tables that are changed as its revisions give them: what is missing now is what
 * this commit changes. It needs a few files where whole models may have hundreds. No other file
 * says something about these tables now, so none did before: it is the same file. */
static bool tables_were_covered(const commit *c, const fx_schema *now, const fx_schema *given)
{
    fx_arena *a = c->ws->arena;
    fx_error probe = {.arena = a};
    fx_schema tables = {0}, before, again;
    fx_strs files = {0};

    if (!changed_tables(c, now, &tables, &files) ||
        !fx_model_read_some(a, c->head, &c->before, &files, &before, &probe) ||
        !fx_model_read_some(a, c->index, &c->config, &files, &again, &probe))
        return false;
    fx_each (const fx_table *const, t, &tables.tables) {
        if (!same_table(&again, now, *t) || !same_table(&before, given, *t))
            return false;
    }
    return true;
}

bool commit_check_said(commit *c, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    fx_schema before = {0}, given, now;
    fx_diff said;
    bool moved =
        c->head != NULL && (!fx_strs_equal(&c->before.entities, &c->config.entities) ||
                            !fx_strs_equal(&c->before.ignore_tables, &c->config.ignore_tables));

    if (!fx_model_read(a, c->index, &c->config, &now, err))
        return false;
    if (!moved && c->head != NULL && read_given(c, &given) && tables_were_covered(c, &now, &given))
        return true;
    if (c->head != NULL && !fx_model_read(a, c->head, &c->before, &before, err))
        return false;
    if (!fx_generate_diff(a, &c->config, &before, &now, NULL, &said, err))
        return false;
    fx_each (const fx_step *const, s, &c->out->revision.up.steps) {
        if (moved && is_drop(*s)) {
            fx_fail(err, FX_REFUSED, "`%s`, in a commit that changes what fxgit.yml reads",
                    fx_step_title(a, *s));
            return fx_hint(err, "Commit the change of fxgit.yml alone, or run `fxgit new` and "
                                "read what it writes.");
        }
        if (!has_step(a, &said.steps, *s))
            return refuse_step(c, *s, err);
    }
    return true;
}
