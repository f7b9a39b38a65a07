#include "fx/migrate/notes.h"

#include <string.h>

#include "fx/base/path.h"
#include "fx/migrate/folded.h"
#include "fx/migrate/parsed.h"

typedef struct tree {         /* one project in one commit */
    const char *prefix, *key; /* of the revisions' folder; NULL: no such project there */
    fx_config config;
    fx_source *source;
} tree;

/* *there false: the commit has no such project, or its fxgit.yml cannot be read. */
static bool open_tree(fx_arena *a, fx_repo *r, const char *commit, const char *config, tree *out,
                      fx_error *err)
{
    const char *dir = fx_path_dir(a, config);
    fx_error probe = {.arena = a};

    *out = (tree){.prefix = fx_same(dir, ".") ? "" : dir};
    out->source = fx_source_commit(a, r, commit, out->prefix, err);
    if (out->source == NULL)
        return false;
    if (fx_config_read(a, out->source, fx_path_base(config), &out->config, &probe))
        out->key = fx_source_key(out->source, a, fx_versions_dir(a, &out->config));
    return true;
}

/* The ids of files that changed or went: what came is new only if it is none of them. */
static fx_strs former(fx_arena *a, const tree *before, const fx_files *now)
{
    fx_error probe = {.arena = a};
    fx_files files = {0};
    fx_strs out = {0};

    if (before->key == NULL ||
        !fx_source_list(before->source, a, fx_versions_dir(a, &before->config), &files, &probe))
        return out;
    fx_each (const fx_file, f, &files) {
        const fx_file *same = fx_files_find(now, f->path);
        const fx_revision *r;

        if (!fx_revision_is_file(f->path) || (same != NULL && fx_same(same->blob, f->blob)))
            continue;
        probe = (fx_error){.arena = a};
        if (fx_parsed_revision(a, before->source, f, &r, &probe) && r != NULL)
            *fx_push(a, &out) = r->id;
    }
    return out;
}

static bool describe_added(fx_arena *a, const tree *now, const tree *before, fx_str *out,
                           fx_error *err)
{
    fx_files files = {0}, old = {0};
    fx_error probe = {.arena = a};

    if (!fx_source_list(now->source, a, fx_versions_dir(a, &now->config), &files, err))
        return false;
    if (before->key != NULL)
        (void)!fx_source_list(before->source, a, fx_versions_dir(a, &before->config), &old, &probe);
    fx_strs were = former(a, before, &files);

    fx_each (const fx_file, f, &files) {
        const fx_file *same = fx_files_find(&old, f->path);
        const fx_revision *r;

        if (!fx_revision_is_file(f->path) || (same != NULL && fx_same(same->blob, f->blob)))
            continue;
        if (!fx_parsed_revision(a, now->source, f, &r, err))
            return false;
        if (r != NULL && !fx_strs_has(&were, r->id))
            fx_str_addf(out, "added %s %s %s %s\n", r->id, r->up.hash, r->down.hash, r->message);
    }
    return true;
}

/* What cannot be read in that commit is not said: it is history, and nobody can mend it. */
static void describe(fx_arena *a, const tree *now, const tree *before, fx_str *out)
{
    fx_error probe = {.arena = a}, unread = {.arena = a};
    fx_str added = {.arena = a};
    const char *model;
    fx_folded f;

    fx_str_addf(out, "project %s %s\n", now->config.project == NULL ? "-" : now->config.project,
                *now->prefix == '\0' ? "." : now->prefix);
    if (!fx_folded_facts(a, now->source, &now->config, &f, &probe) ||
        !describe_added(a, now, before, &added, &probe)) {
        fx_str_add(out, "revisions -\n");
        return;
    }
    fx_str_addf(out, "heads %s\nrevisions %zu %s\nmodel %s\n%s", fx_strs_join(a, &f.heads, " "),
                f.revisions, f.set,
                fx_model_fingerprint(a, now->source, &now->config, &model, &unread) ? model : "-",
                fx_str_text(&added));
}

bool fx_note_of(fx_arena *a, fx_repo *r, const char *commit, const fx_strs *configs,
                const char **text, fx_error *err)
{
    fx_str out = {.arena = a};
    fx_strs found;
    fx_commit c;

    *text = NULL;
    if (!fx_repo_commit(r, commit, &c, err) ||
        (configs == NULL && !fx_projects_at(a, r, c.id, &found, err)))
        return false;
    fx_each (const char *, config, configs == NULL ? &found : configs) {
        tree now, before = {0};

        if (!open_tree(a, r, c.id, *config, &now, err) ||
            (c.parents.n > 0 && !open_tree(a, r, c.parents.at[0], *config, &before, err)))
            return false;
        if (now.key != NULL && !fx_same(now.key, before.key) &&
            (before.key != NULL || !fx_same(now.key, FX_NO_KEY)))
            describe(a, &now, &before, &out);
    }
    if (out.n > 0)
        *text = fx_fmt(a, "fxgit 1\n%s", fx_str_text(&out));
    return true;
}

/* A commit behind the edge of a shallow clone has a parent that is not here. */
static bool wanted(fx_arena *a, fx_repo *r, const char *commit, const fx_strs *configs,
                   const char **should, const char **is, fx_error *err)
{
    return fx_note_of(a, r, commit, configs, should, err) && fx_note_read(r, a, commit, is, err);
}

bool fx_notes_update(fx_arena *a, fx_repo *r, const fx_strs *commits, const fx_strs *configs,
                     size_t *written, fx_error *err)
{
    fx_notes notes = {0};

    fx_each (const char *, commit, commits) {
        const char *should, *is;

        if (!wanted(a, r, *commit, configs, &should, &is, err))
            return false;
        if (should != NULL && !fx_same(should, is))
            *fx_push(a, &notes) = (fx_noted){*commit, should};
    }
    if (written != NULL)
        *written = notes.n;
    return fx_notes_write(r, &notes, err);
}

bool fx_notes_candidates(fx_workspace *ws, bool all, fx_strs *out, fx_error *err)
{
    fx_arena *a = ws->arena;
    fx_strs configs, dirs = {0};

    *out = (fx_strs){0};
    if (ws->head.commit == NULL)
        return true;
    if (!fx_projects_at(a, ws->repo, ws->head.commit, &configs, err))
        return false;
    fx_each (const char *, config, &configs) {
        tree t;

        if (!open_tree(a, ws->repo, ws->head.commit, *config, &t, err))
            return false;
        if (t.key != NULL)
            *fx_push(a, &dirs) = fx_path_join(a, t.prefix, fx_versions_dir(a, &t.config));
    }
    return dirs.n == 0 || fx_repo_changing(ws->repo, all, &dirs, out, err);
}

bool fx_notes_wrong(fx_arena *a, fx_repo *r, const fx_strs *commits, bool there_only, fx_strs *out,
                    fx_error *err)
{
    *out = (fx_strs){0};
    fx_each (const char *, commit, commits) {
        const char *should, *is;

        if (there_only && (!fx_note_read(r, a, *commit, &is, err) || is == NULL)) {
            if (err->code != FX_NONE)
                return false;
            continue;
        }
        if (!wanted(a, r, *commit, NULL, &should, &is, err))
            return false;
        if (!fx_same(should, is))
            *fx_push(a, out) = *commit;
    }
    return true;
}

/* ---- remotes ---- */

/* Both sides say the same of a commit, as its tree does: ours stands. */
static bool join(fx_repo *r, const char *fetched, fx_error *err)
{
    const char *args[] = {"notes",      "--ref", FX_NOTES_REF, "merge", "--quiet",
                          "--strategy", "ours",  fetched,      NULL};

    if (fx_repo_ref(r, fetched) == NULL)
        return true;
    if (fx_repo_ref(r, FX_NOTES_REF) == NULL) /* goes forward: there is nothing to choose */
        return fx_ref_join(r, FX_NOTES_REF, fetched, NULL, err);
    return fx_git_in(r, args, err);
}

bool fx_notes_fetch(fx_repo *r, const char *remote, fx_error *err)
{
    const char *into = "refs/notes/fxgit-fetched";

    return fx_refs_fetch(r, remote, FX_NOTES_REF, into, err) && join(r, into, err) &&
           fx_ref_delete(r, into, err);
}

bool fx_notes_push(fx_repo *r, const char *remote, fx_error *err)
{
    enum { TRIES = 10 };
    fx_strs refs = {.at = (const char *[]){FX_NOTES_REF}, .n = 1};
    bool accepted = false;

    if (fx_repo_ref(r, FX_NOTES_REF) == NULL)
        return true;
    for (int i = 0; i < TRIES && !accepted; i++) {
        if (!fx_refs_push(r, remote, &refs, &accepted, err) ||
            (!accepted && !fx_notes_fetch(r, remote, err)))
            return false;
    }
    return accepted || fx_fail(err, FX_GIT, "%s does not take %s", remote, FX_NOTES_REF);
}
