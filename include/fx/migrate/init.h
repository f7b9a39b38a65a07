/*
 * Init: the files of a new project. Nothing that is there is overwritten.
 */
#ifndef FX_MIGRATE_INIT_H
#define FX_MIGRATE_INIT_H

#include "fx/git/hooks.h"
#include "fx/migrate/workspace.h"

typedef struct fx_init_line { /* "created  fxgit.yml", "kept     fxgit.yml" */
    const char *what, *path, *note;
} fx_init_line;

typedef struct fx_init_result {
    FX_VEC(fx_init_line) lines;
    fx_strs hooks; /* those installed */
    fx_repo *repo; /* NULL: there is none, and no hooks */
} fx_init_result;

/* `dir`: where the project begins. `database`: NULL for ${DATABASE_URL:-sqlite:///app.db}; a URL
 * with a password goes to fxgit.local.yml, which Git ignores. `ci`: "github" or "gitlab" gets the
 * gate, at the top of the repository; NULL: none. */
bool fx_init(fx_arena *a, const char *dir, const char *database, bool hooks, const char *ci,
             fx_init_result *out, fx_error *err) FX_CHECK;

/* The hooks that this program brings for a repository: those of a server for a bare one. */
typedef FX_VEC(fx_hook_file) fx_hook_files;
fx_hook_files fx_own_hooks(fx_arena *a, const fx_repo *repo);
/* Of them, those called `names`; none named: all but update, which does for each ref what
 * pre-receive does for all. FX_USAGE for a name that is none. */
bool fx_chosen_hooks(fx_arena *a, const fx_repo *repo, const fx_strs *names, fx_hook_files *out,
                     fx_error *err) FX_CHECK;

#endif
