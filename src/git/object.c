/*
 * Objects: blobs and trees by name, also in clones that fetch them only when
 * they are asked for.
 */
#include <string.h>

#include "fx/base/str.h"
#include "inner.h"

bool fx_repo_fetch_missing(fx_repo *r, const git_oid *id)
{
    FX_AUTO(git_odb) *odb = NULL;
    const char *args[] = {"cat-file", "-t", fx_oid_text(r->arena, id), NULL};
    fx_error probe = {.arena = r->arena};

    return fx_repo_git(r, args, NULL, NULL, &probe) && git_repository_odb(&odb, r->handle) == 0 &&
           git_odb_refresh(odb) == 0;
}

int fx_tree_lookup(git_tree **out, fx_repo *r, const git_oid *id)
{
    int rc = git_tree_lookup(out, r->handle, id);

    if (rc != GIT_ENOTFOUND || !fx_repo_fetch_missing(r, id))
        return rc;
    return git_tree_lookup(out, r->handle, id);
}

bool fx_blob_read(fx_repo *r, fx_arena *a, const git_oid *id, const char *path, const char **text,
                  size_t *n, fx_error *err)
{
    FX_AUTO(git_blob) *blob = NULL;
    int rc = git_blob_lookup(&blob, r->handle, id);

    if (rc == GIT_ENOTFOUND && fx_repo_fetch_missing(r, id))
        rc = git_blob_lookup(&blob, r->handle, id);
    if (rc != 0)
        return fx_lib_fail(err, "cannot read %s", path);
    git_object_size_t size = git_blob_rawsize(blob);

    if (size > FX_SOURCE_MAX)
        return fx_fail(err, FX_INPUT, "%s is larger than %d bytes", path, FX_SOURCE_MAX);
    char *copy = fx_alloc(a, (size_t)size + 1);

    if (size > 0)
        memcpy(copy, git_blob_rawcontent(blob), (size_t)size);
    *text = copy;
    *n = (size_t)size;
    return true;
}
