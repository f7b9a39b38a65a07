/*
 * Origin: a random id of this clone or worktree, so that a ledger can tell
 * whose revisions it holds. It lives in the worktree's own Git folder: it is
 * neither committed nor cloned.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fx/base/hash.h"
#include "fx/base/path.h"
#include "fx/base/str.h"
#include "inner.h"

enum { DIGITS = 16, FILE_MAX = 64 };

static const char *read_id(fx_arena *a, const char *path)
{
    const char *text = NULL;
    size_t n = 0;
    fx_error probe = {.arena = a};

    if (!fx_file_read(a, path, FILE_MAX, &text, &n, &probe))
        return NULL;
    text = fx_trim(a, text);
    return strlen(text) == DIGITS && strspn(text, "0123456789abcdef") == DIGITS ? text : NULL;
}

/* A link, not a rename: of two processes that come at once, both take the first one's id. */
static bool make_id(fx_arena *a, const char *dir, const char *path)
{
    const char *temp = fx_fmt(a, "%s/origin.%s", dir, fx_random_hex(a, 8));
    const char *text = fx_fmt(a, "%s\n", fx_random_hex(a, DIGITS));
    fx_error probe = {.arena = a};

    if (!fx_dir_make(a, dir, &probe) || !fx_file_write(a, temp, text, DIGITS + 1, 0644, &probe))
        return false;
    bool linked = link(temp, path) == 0 || errno == EEXIST;

    /* a file system without links: the loser of a race is seen at the next run only */
    if (!linked && rename(temp, path) == 0)
        return true;
    unlink(temp);
    return linked;
}

const char *fx_repo_origin(fx_repo *r)
{
    if (r == NULL)
        return NULL;
    const char *dir = fx_path_join(r->arena, r->gitdir, "fxgit");
    const char *path = fx_path_join(r->arena, dir, "origin");
    const char *id = read_id(r->arena, path);

    if (id != NULL)
        return id;
    if (fx_path_exists(path))
        unlink(path); /* damaged: nobody can have used it */
    return make_id(r->arena, dir, path) ? read_id(r->arena, path) : NULL;
}
