/*
 * The tree of a notes ref, as git lays it out (its notes.c): a file for each commit, named by it;
 * from 256 on in folders of its first two digits, since every note that is added writes its folder
 * anew. Other files are left alone.
 */
#include <stdint.h>
#include <string.h>

#include "inner.h"
#include "notes_tree.h"

enum { FLAT_MAX = 255, FOLDED_MAX = 65535, FOLDER = 2, DIGITS = GIT_OID_HEXSZ };

FX_DEFINE_AUTO(git_treebuilder, git_treebuilder_free)

typedef struct item {
    const char *commit;
    git_oid blob;
} item;
typedef FX_VEC(item) items;

static int by_commit(const void *x, const void *y)
{
    return strcmp(((const item *)x)->commit, ((const item *)y)->commit);
}

static bool is_tree(const git_tree_entry *e)
{
    return e != NULL && git_tree_entry_type(e) == GIT_OBJECT_TREE;
}

static bool is_hex(const char *name, size_t n)
{
    return strlen(name) == n && strspn(name, "0123456789abcdef") == n;
}

/* The notes that lie in the tree itself, and whether there are folders of others. */
static void look(fx_arena *a, const git_tree *tree, items *flat, bool *folders)
{
    for (size_t i = 0; tree != NULL && i < git_tree_entrycount(tree); i++) {
        const git_tree_entry *e = git_tree_entry_byindex(tree, i);
        const char *name = git_tree_entry_name(e);

        if (is_tree(e))
            *folders = *folders || is_hex(name, FOLDER);
        else if (is_hex(name, DIGITS))
            *fx_push(a, flat) = (item){fx_strdup(a, name), *git_tree_entry_id(e)};
    }
}

static bool put(fx_repo *r, const git_tree *tree, const item *at, size_t n, size_t digits,
                bool split, git_oid *out);

/* Into the folder of the next two digits, and out of where it lay before. */
/* NOLINTNEXTLINE(misc-no-recursion): two digits of 40 each time */
static bool put_below(fx_repo *r, git_treebuilder *into, const git_tree_entry *folder,
                      const item *at, size_t n, size_t digits)
{
    FX_AUTO(git_tree) *below = NULL;
    char name[FOLDER + 1] = {at->commit[digits], at->commit[digits + 1]};
    git_oid id;

    if (folder != NULL && fx_tree_lookup(&below, r, git_tree_entry_id(folder)) != 0)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (git_treebuilder_get(into, at[i].commit + digits) != NULL &&
            git_treebuilder_remove(into, at[i].commit + digits) != 0)
            return false;
    }
    return put(r, below, at, n, digits + FOLDER, false, &id) &&
           git_treebuilder_insert(NULL, into, name, &id, GIT_FILEMODE_TREE) == 0;
}

/* `digits` of the names are those of folders above; `split`: all of them go into folders. */
/* NOLINTNEXTLINE(misc-no-recursion): two digits of 40 each time */
static bool put(fx_repo *r, const git_tree *tree, const item *at, size_t n, size_t digits,
                bool split, git_oid *out)
{
    FX_AUTO(git_treebuilder) *into = NULL;
    size_t some;

    if (git_treebuilder_new(&into, r->handle, tree) != 0)
        return false;
    for (size_t i = 0; i < n; i += some) {
        const char *name = at[i].commit + digits;
        char two[FOLDER + 1] = {name[0], name[1]};
        const git_tree_entry *e = tree == NULL ? NULL : git_tree_entry_byname(tree, two);
        const git_tree_entry *folder = is_tree(e) ? e : NULL;

        some = 1;
        while (i + some < n && strncmp(at[i + some].commit + digits, name, FOLDER) == 0)
            some++;
        if (folder != NULL || split) {
            if (!put_below(r, into, folder, at + i, some, digits))
                return false;
            continue;
        }
        for (size_t k = i; k < i + some; k++) {
            if (git_treebuilder_insert(NULL, into, at[k].commit + digits, &at[k].blob,
                                       GIT_FILEMODE_BLOB) != 0)
                return false;
        }
    }
    return git_treebuilder_write(out, into) == 0;
}

bool fx_notes_tree(fx_repo *r, const git_tree *before, const fx_notes *notes, git_oid *out,
                   fx_error *err)
{
    items flat = {0}, all = {0};
    bool folders = false;

    look(r->arena, before, &flat, &folders);
    bool split = folders || flat.n + notes->n > FLAT_MAX;

    if (split)
        all = flat;
    fx_each (const fx_noted, n, notes) {
        item *i = fx_push(r->arena, &all);

        i->commit = n->commit;
        if (git_blob_create_from_buffer(&i->blob, r->handle, n->text, strlen(n->text)) != 0)
            return fx_lib_fail(err, "cannot write the note of %.7s", n->commit);
    }
    fx_sort(&all, by_commit); /* stable: of two for one commit the later one stays */
    return put(r, before, all.at, all.n, 0, split, out) ||
           fx_lib_fail(err, "cannot write the tree of %s", FX_NOTES_REF);
}

/* How many notes a folder has; SIZE_MAX: it has folders again, or cannot be read. */
static size_t count(fx_repo *r, const git_tree_entry *e)
{
    FX_AUTO(git_tree) *folder = NULL;
    items flat = {0};
    bool folders = false;

    if (fx_tree_lookup(&folder, r, git_tree_entry_id(e)) != 0)
        return SIZE_MAX;
    look(r->arena, folder, &flat, &folders);
    return folders ? SIZE_MAX : git_tree_entrycount(folder);
}

bool fx_notes_are_laid_out(fx_repo *r, const git_tree *tree)
{
    items flat = {0};
    bool folders = false;
    size_t all = 0;

    look(r->arena, tree, &flat, &folders);
    if (!folders)
        return flat.n <= FLAT_MAX;
    for (size_t i = 0; i < git_tree_entrycount(tree); i++) {
        const git_tree_entry *e = git_tree_entry_byindex(tree, i);
        size_t n = is_tree(e) && is_hex(git_tree_entry_name(e), FOLDER) ? count(r, e) : 0;

        if (n > FOLDED_MAX - all)
            return false;
        all += n;
    }
    return flat.n == 0 && all > FLAT_MAX;
}
