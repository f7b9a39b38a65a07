/*
 * Notes: texts beside commits (git-notes(1)). One is written by the library, as
 * every commit waits for it; many by git fast-import in one transaction. Both
 * refuse to lose what another writer has put there meanwhile.
 */
#include <string.h>
#include <time.h>

#include "fx/base/str.h"
#include "fx/git/refs.h"
#include "inner.h"

enum { TRIES = 20 };

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

static bool try_one(fx_repo *r, const fx_noted *n, bool *lost, fx_error *err)
{
    FX_AUTO(git_signature) *who = NULL;
    FX_AUTO(git_commit) *parent = NULL;
    git_oid commit, from, written;
    bool there;

    if (git_oid_fromstr(&commit, n->commit) != 0 || !fx_sign(r, &who, err) ||
        !fx_ref_tip(r, FX_NOTES_REF, &from, &there, err))
        return false;
    if ((there && git_commit_lookup(&parent, r->handle, &from) != 0) ||
        git_note_commit_create(&written, NULL, r->handle, parent, who, who, &commit, n->text, 1) !=
            0)
        return fx_lib_fail(err, "cannot write the note of %.7s", n->commit);
    return fx_ref_move(r, FX_NOTES_REF, &written, there ? &from : NULL, lost, err);
}

static bool write_one(fx_repo *r, const fx_noted *n, fx_error *err)
{
    bool lost = true;

    for (int i = 0; i < TRIES && lost; i++) {
        if (!try_one(r, n, &lost, err))
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
    if (notes->n == 0)
        return true;
    return notes->n == 1 ? write_one(r, &notes->at[0], err) : write_all(r, notes, err);
}
