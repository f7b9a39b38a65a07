/*
 * Refs of fxgit's own: a chain of commits, each with small files of text.
 */
#include <string.h>

#include "fx/base/str.h"
#include "fx/git/refs.h"
#include "inner.h"

enum { TRIES = 50 };

FX_DEFINE_AUTO(git_treebuilder, git_treebuilder_free)
FX_DEFINE_AUTO(git_reference_iterator, git_reference_iterator_free)

bool fx_refs_below(fx_repo *r, const char *prefix, fx_strs *out, fx_error *err)
{
    FX_AUTO(git_reference_iterator) *it = NULL;
    const char *name;
    int rc = git_reference_iterator_glob_new(&it, r->handle, fx_fmt(r->arena, "%s*", prefix));

    *out = (fx_strs){0};
    while (rc == 0 && (rc = git_reference_next_name(&name, it)) == 0)
        *fx_push(r->arena, out) = fx_strdup(r->arena, name + strlen(prefix));
    fx_strs_sort(out);
    return rc == GIT_ITEROVER || fx_lib_fail(err, "cannot read the refs below %s", prefix);
}

bool fx_ref_tip(fx_repo *r, const char *ref, git_oid *id, bool *there, fx_error *err)
{
    int rc = git_reference_name_to_id(id, r->handle, ref);

    *there = rc == 0;
    return rc == 0 || rc == GIT_ENOTFOUND || fx_lib_fail(err, "cannot read %s", ref);
}

static bool read_file(fx_repo *r, fx_arena *a, const git_oid *commit, const char *file,
                      const char **text, fx_error *err)
{
    FX_AUTO(git_commit) *c = NULL;
    FX_AUTO(git_tree) *tree = NULL;
    size_t n;

    *text = NULL;
    if (git_commit_lookup(&c, r->handle, commit) != 0 || git_commit_tree(&tree, c) != 0)
        return fx_lib_fail(err, "cannot read a commit of fxgit's");
    const git_tree_entry *e = git_tree_entry_byname(tree, file);

    return e == NULL || fx_blob_read(r, a, git_tree_entry_id(e), file, text, &n, err);
}

bool fx_ref_read(fx_repo *r, fx_arena *a, const char *ref, const char *file, const char **text,
                 fx_error *err)
{
    git_oid id;
    bool there;

    *text = NULL;
    return fx_ref_tip(r, ref, &id, &there, err) &&
           (!there || read_file(r, a, &id, file, text, err));
}

bool fx_sign(fx_repo *r, git_signature **out, fx_error *err)
{
    if (git_signature_default(out, r->handle) == 0 ||
        git_signature_now(out, "fxgit", "fxgit@localhost") == 0)
        return true;
    return fx_lib_fail(err, "cannot sign a commit");
}

static bool make_tree(fx_repo *r, git_commit *parent, const char *file, const char *text,
                      git_tree **out, fx_error *err)
{
    FX_AUTO(git_tree) *old = NULL;
    FX_AUTO(git_treebuilder) *builder = NULL;
    git_oid blob, tree;

    if ((parent == NULL || git_commit_tree(&old, parent) == 0) &&
        git_treebuilder_new(&builder, r->handle, old) == 0 &&
        git_blob_create_from_buffer(&blob, r->handle, text, strlen(text)) == 0 &&
        git_treebuilder_insert(NULL, builder, file, &blob, GIT_FILEMODE_BLOB) == 0 &&
        git_treebuilder_write(&tree, builder) == 0 && git_tree_lookup(out, r->handle, &tree) == 0)
        return true;
    return fx_lib_fail(err, "cannot write a tree");
}

bool fx_ref_move(fx_repo *r, const char *ref, const git_oid *to, const git_oid *from, bool *lost,
                 fx_error *err)
{
    FX_AUTO(git_reference) *out = NULL;
    int rc = from == NULL
                 ? git_reference_create(&out, r->handle, ref, to, 0, "fxgit")
                 : git_reference_create_matching(&out, r->handle, ref, to, 1, from, "fxgit");

    *lost = rc == GIT_EMODIFIED || rc == GIT_EEXISTS || rc == GIT_ELOCKED;
    return rc == 0 || *lost || fx_lib_fail(err, "cannot write %s", ref);
}

static bool append_once(fx_repo *r, const char *ref, const char *file, const char *message,
                        const char *text, const git_oid *from, bool *lost, fx_error *err)
{
    FX_AUTO(git_commit) *parent = NULL;
    FX_AUTO(git_tree) *tree = NULL;
    FX_AUTO(git_signature) *who = NULL;
    git_oid id;

    if (from != NULL && git_commit_lookup(&parent, r->handle, from) != 0)
        return fx_lib_fail(err, "cannot read %s", ref);
    if (!make_tree(r, parent, file, text, &tree, err) || !fx_sign(r, &who, err))
        return false;
    const git_commit *parents[] = {parent};

    if (git_commit_create(&id, r->handle, NULL, who, who, "UTF-8", message, tree,
                          parent == NULL ? 0 : 1, parents) != 0)
        return fx_lib_fail(err, "cannot write a commit for %s", ref);
    return fx_ref_move(r, ref, &id, from, lost, err);
}

bool fx_ref_append(fx_repo *r, const char *ref, const char *file, const char *message,
                   fx_ref_change *change, void *ctx, bool *changed, fx_error *err)
{
    if (changed != NULL)
        *changed = false;
    for (int i = 0; i < TRIES; i++) {
        const char *now = NULL, *text;
        git_oid id;
        bool there, lost = false;

        if (!fx_ref_tip(r, ref, &id, &there, err) ||
            (there && !read_file(r, r->arena, &id, file, &now, err)))
            return false;
        text = change(ctx, now);
        if (text == NULL)
            return true;
        if (!append_once(r, ref, file, message, text, there ? &id : NULL, &lost, err))
            return false;
        if (!lost) {
            if (changed != NULL)
                *changed = true;
            return true;
        }
    }
    return fx_fail(err, FX_GIT, "%s is moved all the time by others", ref);
}

/* The text of a tree's file as `choose` sees it. */
static bool entry_text(fx_repo *r, const git_tree_entry *e, const char **text, fx_error *err)
{
    size_t n;

    return fx_blob_read(r, r->arena, git_tree_entry_id(e), git_tree_entry_name(e), text, &n, err);
}

/* Into a tree that begins as ours: what theirs has besides, or has to itself by choice. */
static bool add_theirs(fx_repo *r, const git_tree *ours, const git_tree *theirs,
                       fx_ref_choice *choose, git_treebuilder *out, fx_error *err)
{
    for (size_t i = 0; i < git_tree_entrycount(theirs); i++) {
        const git_tree_entry *e = git_tree_entry_byindex(theirs, i);
        const git_tree_entry *same = git_tree_entry_byname(ours, git_tree_entry_name(e));
        const char *one = NULL, *two = NULL;

        if (same != NULL && (!entry_text(r, same, &one, err) || !entry_text(r, e, &two, err)))
            return false;
        if (same != NULL && !choose(one, two))
            continue;
        if (git_treebuilder_insert(NULL, out, git_tree_entry_name(e), git_tree_entry_id(e),
                                   git_tree_entry_filemode(e)) != 0)
            return fx_lib_fail(err, "cannot write a tree");
    }
    return true;
}

static bool join_trees(fx_repo *r, git_commit *one, git_commit *two, fx_ref_choice *choose,
                       git_tree **out, fx_error *err)
{
    FX_AUTO(git_tree) *ours = NULL, *theirs = NULL;
    FX_AUTO(git_treebuilder) *builder = NULL;
    git_oid id;

    if (git_commit_tree(&ours, one) != 0 || git_commit_tree(&theirs, two) != 0 ||
        git_treebuilder_new(&builder, r->handle, ours) != 0)
        return fx_lib_fail(err, "cannot read a commit of fxgit's");
    if (!add_theirs(r, ours, theirs, choose, builder, err))
        return false;
    return (git_treebuilder_write(&id, builder) == 0 &&
            git_tree_lookup(out, r->handle, &id) == 0) ||
           fx_lib_fail(err, "cannot write a tree");
}

static bool join_commits(fx_repo *r, const char *ref, const git_oid *ours, const git_oid *theirs,
                         fx_ref_choice *choose, bool *lost, fx_error *err)
{
    FX_AUTO(git_commit) *one = NULL, *two = NULL;
    FX_AUTO(git_tree) *tree = NULL;
    FX_AUTO(git_signature) *who = NULL;
    git_oid id;

    if (git_commit_lookup(&one, r->handle, ours) != 0 ||
        git_commit_lookup(&two, r->handle, theirs) != 0)
        return fx_lib_fail(err, "cannot read %s", ref);
    if (!join_trees(r, one, two, choose, &tree, err) || !fx_sign(r, &who, err))
        return false;
    const git_commit *parents[] = {one, two};

    if (git_commit_create(&id, r->handle, NULL, who, who, "UTF-8", "Join what two have recorded",
                          tree, 2, parents) != 0)
        return fx_lib_fail(err, "cannot write a commit for %s", ref);
    return fx_ref_move(r, ref, &id, ours, lost, err);
}

bool fx_ref_join(fx_repo *r, const char *ref, const char *with, fx_ref_choice *choose,
                 fx_error *err)
{
    for (int i = 0; i < TRIES; i++) {
        git_oid ours, theirs;
        bool mine, there, lost = false;

        if (!fx_ref_tip(r, ref, &ours, &mine, err) || !fx_ref_tip(r, with, &theirs, &there, err))
            return false;
        if (!there || (mine && git_oid_equal(&ours, &theirs)) ||
            (mine && git_graph_descendant_of(r->handle, &ours, &theirs) == 1))
            return true;
        bool forward = !mine || git_graph_descendant_of(r->handle, &theirs, &ours) == 1;

        if (forward ? !fx_ref_move(r, ref, &theirs, mine ? &ours : NULL, &lost, err)
                    : !join_commits(r, ref, &ours, &theirs, choose, &lost, err))
            return false;
        if (!lost)
            return true;
    }
    return fx_fail(err, FX_GIT, "%s is moved all the time by others", ref);
}

const char *fx_frozen_ref(fx_arena *a, const char *ref)
{
    return fx_fmt(a, "%s%s", FX_FROZEN_REFS, fx_starts(ref, "refs/") ? ref + strlen("refs/") : ref);
}

const char *fx_frozen_commit(fx_repo *r, const char *ref)
{
    const char *commit = fx_repo_ref(r, ref);

    return commit != NULL ? commit : fx_repo_ref(r, fx_frozen_ref(r->arena, ref));
}

bool fx_ref_set(fx_repo *r, const char *ref, const char *commit, fx_error *err)
{
    FX_AUTO(git_reference) *out = NULL;
    git_oid id;

    return (git_oid_fromstr(&id, commit) == 0 &&
            git_reference_create(&out, r->handle, ref, &id, 1, "fxgit") == 0) ||
           fx_lib_fail(err, "cannot write %s", ref);
}

bool fx_ref_delete(fx_repo *r, const char *ref, fx_error *err)
{
    int rc = git_reference_remove(r->handle, ref);

    return rc == 0 || rc == GIT_ENOTFOUND || fx_lib_fail(err, "cannot delete %s", ref);
}

bool fx_refs_push(fx_repo *r, const char *remote, const fx_strs *refs, bool *accepted,
                  fx_error *err)
{
    fx_strs args = {0};

    *fx_push(r->arena, &args) = "push";
    *fx_push(r->arena, &args) = "--no-verify"; /* pre-push is about branches */
    *fx_push(r->arena, &args) = "--porcelain";
    *fx_push(r->arena, &args) = remote;
    fx_each (const char *, ref, refs) {
        *fx_push(r->arena, &args) = fx_fmt(r->arena, "%s:%s", *ref, *ref);
    }
    *fx_push(r->arena, &args) = NULL;
    fx_git_call call = fx_repo_call(r, args.at);

    if (!fx_git_run(r->arena, &call, err))
        return false;
    *accepted = call.status == 0;
    return call.status == 0 || strstr(call.out, "[rejected]") != NULL ||
           strstr(call.out, "[remote rejected]") != NULL || fx_git_failed(&call, err);
}

bool fx_refs_fetch(fx_repo *r, const char *remote, const char *from, const char *into,
                   fx_error *err)
{
    const char *args[] = {
        "fetch", "--quiet", "--no-tags", remote, fx_fmt(r->arena, "+%s:%s", from, into), NULL};
    fx_git_call call = fx_repo_call(r, args);

    if (!fx_git_run(r->arena, &call, err))
        return false;
    if (call.status == 0 || strstr(call.errors, "couldn't find remote ref") != NULL)
        return true;
    return fx_git_failed(&call, err);
}
