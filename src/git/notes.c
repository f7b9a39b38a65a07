/*
 * Notes: texts beside commits (git-notes(1)). A few are written by the library, as
 * every commit waits for them; many by git fast-import in one transaction. Both
 * refuse to lose what another writer has put there meanwhile.
 */
#include <string.h>
#include <time.h>

#include "fx/base/str.h"
#include "fx/git/refs.h"
#include "inner.h"
#include "notes_tree.h"

enum { TRIES = 20, MANY = 16 };

FX_DEFINE_AUTO(git_note, git_note_free)

bool fx_note_read(fx_repo *r, fx_arena *a, const char *commit, const char **text, fx_error *err)
{
    FX_AUTO(git_note) *note = NULL;
    git_oid id;

    *text = NULL;
    if (git_oid_fromstr(&id, commit) != 0)
        return fx_fail(err, FX_GIT, "no such commit: %s", commit);
    int rc = git_note_read(&note, r->handle, FX_NOTES_REF, &id);

    if (rc == GIT_ENOTFOUND)
        return true;
    if (rc != 0)
        return fx_lib_fail(err, "cannot read the note of %.7s", commit);
    *text = fx_strdup(a, git_note_message(note));
    return true;
}

/* Who writes: as git would say it, or somebody, where git knows nobody. */
const char *fx_repo_committer(fx_repo *r)
{
    FX_AUTO(git_signature) *who = NULL;

    if (git_signature_default(&who, r->handle) == 0 && !fx_blank(who->name))
        return fx_fmt(r->arena, "%s <%s>", who->name, who->email);
    return "fxgit <fxgit@localhost>";
}

static void add_data(fx_str *s, const char *text)
{
    fx_str_addf(s, "data %zu\n%s\n", strlen(text), text);
}

static const char *stream(fx_repo *r, const fx_notes *notes)
{
    fx_str s = {.arena = r->arena};

    fx_str_addf(&s, "commit %s\ncommitter %s %lld +0000\n", FX_NOTES_REF, fx_repo_committer(r),
                (long long)time(NULL));
    add_data(&s, "fxgit notes");
    if (fx_repo_ref(r, FX_NOTES_REF) != NULL)
        fx_str_addf(&s, "from %s^0\n", FX_NOTES_REF);
    fx_each (const fx_noted, n, notes) {
        fx_str_addf(&s, "N inline %s\n", n->commit);
        add_data(&s, n->text);
    }
    fx_str_add(&s, "done\n");
    return fx_str_text(&s);
}

/* The commit of the ref and its tree; both NULL: there is none. */
static bool tip(fx_repo *r, git_oid *id, git_commit **commit, git_tree **tree, fx_error *err)
{
    bool there;

    if (!fx_ref_tip(r, FX_NOTES_REF, id, &there, err))
        return false;
    return !there ||
           (git_commit_lookup(commit, r->handle, id) == 0 && git_commit_tree(tree, *commit) == 0) ||
           fx_lib_fail(err, "cannot read %s", FX_NOTES_REF);
}

static bool try_here(fx_repo *r, const fx_notes *notes, bool *lost, fx_error *err)
{
    FX_AUTO(git_signature) *who = NULL;
    FX_AUTO(git_commit) *parent = NULL;
    FX_AUTO(git_tree) *before = NULL, *now = NULL;
    git_oid from, tree, written;

    if (!fx_sign(r, &who, err) || !tip(r, &from, &parent, &before, err) ||
        !fx_notes_tree(r, before, notes, &tree, err))
        return false;
    if (git_tree_lookup(&now, r->handle, &tree) != 0 ||
        git_commit_create(&written, r->handle, NULL, who, who, NULL, "fxgit notes\n", now,
                          parent != NULL, (const git_commit *[]){parent}) != 0)
        return fx_lib_fail(err, "cannot write %s", FX_NOTES_REF);
    return fx_ref_move(r, FX_NOTES_REF, &written, parent != NULL ? &from : NULL, lost, err);
}

static bool write_here(fx_repo *r, const fx_notes *notes, fx_error *err)
{
    bool lost = true;

    for (int i = 0; i < TRIES && lost; i++) {
        if (!try_here(r, notes, &lost, err))
            return false;
    }
    return !lost || fx_fail(err, FX_GIT, "%s is written to by others all the time", FX_NOTES_REF);
}

static bool write_all(fx_repo *r, const fx_notes *notes, fx_error *err)
{
    static const char *const args[] = {"fast-import", "--quiet", "--done", "--date-format=raw",
                                       NULL};
    fx_git_call call;

    for (int i = 0; i < TRIES; i++) {
        call = fx_repo_call(r, args);
        call.input = stream(r, notes);
        call.input_n = strlen(call.input);
        if (!fx_git_run(r->arena, &call, err))
            return false;
        if (call.status == 0)
            return true;
        if (strstr(call.errors, "Not updating") == NULL && strstr(call.errors, "lock") == NULL)
            break;
    }
    return fx_git_failed(&call, err);
}

bool fx_notes_write(fx_repo *r, const fx_notes *notes, fx_error *err)
{
    FX_AUTO(git_commit) *commit = NULL;
    FX_AUTO(git_tree) *tree = NULL;
    git_oid id;

    if (notes->n == 0)
        return true;
    if (notes->n < MANY)
        return write_here(r, notes, err);
    if (!tip(r, &id, &commit, &tree, err))
        return false;
    return tree == NULL || fx_notes_are_laid_out(r, tree) ? write_all(r, notes, err)
                                                          : write_here(r, notes, err);
}
