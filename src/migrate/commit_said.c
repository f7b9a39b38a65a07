/*
 * pre-commit only writes what the commit says: what an earlier one left uncovered is not slipped
 * into the revision of this one (DESIGN section 7).
 */
#include <string.h>

#include "commit_inner.h"
#include "fx/base/path.h"
#include "fx/migrate/folded.h"
#include "fx/migrate/said.h"

const char *commit_in_repo(const commit *c, const char *path)
{
    return fx_path_join(c->ws->arena, c->ws->prefix, path);
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

/* `fxgit new` would only take away again what somebody has just made. */
static bool refuse_drop(const commit *c, const fx_step *s, const fx_revision *maker,
                        const fx_schema *given, fx_error *err)
{
    fx_arena *a = c->ws->arena;

    fx_fail(err, FX_REFUSED, "revision %s makes what no entity declares: `%s` is not written",
            maker->id, fx_step_title(a, s));
    return fx_hint(err, "To keep it, %s. To drop it, run `fxgit new` and `git add` what it writes.",
                   fx_said_declare(a, given, s));
}

static const char *why_left(const commit *c, const fx_revision *maker, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    fx_files files = {0};

    if (maker != NULL && c->head != NULL && !fx_source_list(c->head, a, maker->path, &files, err))
        return NULL;
    if (maker != NULL && files.n == 0)
        return fx_fmt(a,
                      "Revision %s of this commit makes it other than the entity says: change "
                      "one of them, or run `fxgit new` and `git add` what it writes.",
                      maker->id);
    return "An earlier commit left it uncovered. Run `fxgit new`, `git add` the file that it "
           "writes, then commit again.";
}

static bool refuse_step(commit *c, const fx_step *s, const fx_schema *given, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    const char *file = unstaged_file(c, &s->object, err), *why;
    const fx_revision *maker;

    if (err->code != FX_NONE || !fx_said_maker(a, c->index, &c->config, s, &maker, err))
        return false;
    if (file == NULL && maker != NULL && fx_step_drops(s))
        return refuse_drop(c, s, maker, given, err);
    why = file != NULL ? fx_fmt(a, "Stage it: git add %s. Then commit again.", file)
                       : why_left(c, maker, err);
    if (why == NULL)
        return false;
    fx_fail(err, FX_REFUSED, "no revision covers `%s`, and this commit does not say it",
            fx_step_title(a, s));
    return fx_hint(err, "%s", why);
}

static bool is_drop(const fx_step *s)
{
    return s->kind == FX_STEP_DROP_TABLE || s->kind == FX_STEP_DROP_COLUMN;
}

/* What the revisions give, of what entities may declare. */
static bool read_given(const commit *c, fx_schema *out, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    fx_folded f;

    if (!fx_folded_read(a, c->index, &c->config, &f, err))
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

static bool check_moved(const commit *c, fx_error *err)
{
    fx_each (const fx_step *const, s, &c->out->revision.up.steps) {
        if (!is_drop(*s))
            continue;
        fx_fail(err, FX_REFUSED, "`%s`, in a commit that changes what fxgit.yml reads",
                fx_step_title(c->ws->arena, *s));
        return fx_hint(err, "Commit the change of fxgit.yml alone, or run `fxgit new` and "
                            "read what it writes.");
    }
    return true;
}

/* What HEAD's entities lacked already, or its revisions had too much, is no part of this commit. */
static bool check_left(commit *c, const fx_schema *given, const fx_schema *before, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    const fx_diff_options d = {.naming = c->config.naming, .dialects = c->config.dialects};
    const fx_steps left = fx_diff_schemas(a, given, before, &d).steps;

    fx_each (const fx_step *const, s, &c->out->revision.up.steps) {
        if (fx_steps_reach(a, &left, *s))
            return refuse_step(c, *s, given, err);
    }
    return true;
}

bool commit_check_said(commit *c, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    fx_schema before = {0}, given, now;
    bool moved =
        c->head != NULL && (!fx_strs_equal(&c->before.entities, &c->config.entities) ||
                            !fx_strs_equal(&c->before.ignore_tables, &c->config.ignore_tables));

    if (!fx_model_read(a, c->index, &c->config, &now, err) || !read_given(c, &given, err))
        return false;
    if (!moved && c->head != NULL && tables_were_covered(c, &now, &given))
        return true;
    if (c->head != NULL && !fx_model_read(a, c->head, &c->before, &before, err))
        return false;
    return (!moved || check_moved(c, err)) && check_left(c, &given, &before, err);
}

bool commit_find_fills(commit *c, fx_edits *out, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    fx_error probe = {.arena = a};
    fx_schema then, now;
    fx_strs files = {0};

    *out = (fx_edits){0};
    if (c->head == NULL || !changed_files(c, &files) ||
        !fx_model_read_some(a, c->head, &c->before, &files, &then, &probe) ||
        !fx_model_read_some(a, c->index, &c->config, &files, &now, &probe))
        return true;
    return fx_fill_late(c->ws, c->index, &c->config, &then, &now, out, err);
}
