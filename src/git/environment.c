/*
 * The environment of a hook speaks of one repository. For that one it must
 * stay as it is (it names the index that is being committed); for any other
 * it would send git to the wrong place.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fx/base/path.h"
#include "fx/base/str.h"
#include "inner.h"

extern char **environ;

/* git rev-parse --local-env-vars, and what a receiving git adds */
static const char *const local[] = {
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_OBJECT_DIRECTORY",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
    "GIT_QUARANTINE_PATH",
};

static const char *variable(const char *name)
{
    const char *value = getenv(name);

    return value == NULL || *value == '\0' ? NULL : value;
}

static bool names(const char *pair, const char *name)
{
    size_t n = strlen(name);

    return strncmp(pair, name, n) == 0 && pair[n] == '=';
}

static bool is_local(const char *pair)
{
    for (size_t i = 0; i < sizeof local / sizeof *local; i++)
        if (names(pair, local[i]))
            return true;
    return false;
}

static bool is_replaced(const char *pair, const fx_strs *extra)
{
    fx_each (const char *, e, extra) {
        size_t n = strcspn(*e, "=") + 1;

        if (strncmp(pair, *e, n) == 0)
            return true;
    }
    return names(pair, "LC_ALL");
}

const char *const *fx_git_environment(fx_arena *a, bool own, const fx_strs *extra)
{
    FX_VEC(const char *) env = {0};

    for (char **pair = environ; *pair != NULL; pair++)
        if (!is_replaced(*pair, extra) && (own || !is_local(*pair)))
            *fx_push(a, &env) = *pair;
    *fx_push(a, &env) = "LC_ALL=C"; /* messages do not depend on the user's language */
    fx_each (const char *, e, extra)
        *fx_push(a, &env) = *e;
    *fx_push(a, &env) = NULL;
    return env.at;
}

/* The Git folder that git would find from `dir`; NULL: none. */
static const char *discover(fx_arena *a, const char *dir)
{
    git_buf buf = {0};
    const char *found = NULL;

    git_libgit2_init();
    if (git_repository_discover(&buf, dir, 0, getenv("GIT_CEILING_DIRECTORIES")) == 0)
        found = fx_path_real(a, buf.ptr);
    git_buf_dispose(&buf);
    git_libgit2_shutdown();
    return found;
}

static bool is_own(fx_arena *a, const char *dir, const char *gitdir, const char *workdir)
{
    const char *here = fx_path_real(a, "."), *asked = fx_path_real(a, dir);

    if (fx_same(here, asked))
        return true;
    const char *found = discover(a, asked);

    if (found == NULL)
        return gitdir != NULL && fx_path_below(asked, workdir == NULL ? here : workdir);
    return fx_same(found, gitdir == NULL ? discover(a, here) : fx_path_real(a, gitdir));
}

fx_git_place fx_git_place_of(fx_arena *a, const char *dir)
{
    const char *gitdir = variable("GIT_DIR"), *workdir = variable("GIT_WORK_TREE");
    const char *index = variable("GIT_INDEX_FILE");

    if (gitdir == NULL && workdir == NULL && index == NULL)
        return (fx_git_place){.own = true};
    gitdir = gitdir == NULL ? NULL : fx_path_absolute(a, gitdir);
    workdir = workdir == NULL ? NULL : fx_path_real(a, workdir);
    if (!is_own(a, dir, gitdir, workdir))
        return (fx_git_place){.own = false};
    return (fx_git_place){.own = true, .gitdir = gitdir, .workdir = workdir, .index = index};
}
