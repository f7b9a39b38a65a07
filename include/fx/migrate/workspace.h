/*
 * Workspace: what a command works on: the root folder with its fxgit.yml, the
 * repository around it (if any), revisions, entities and their replay.
 */
#ifndef FX_MIGRATE_WORKSPACE_H
#define FX_MIGRATE_WORKSPACE_H

#include "fx/db/driver.h"
#include "fx/migrate/config.h"
#include "fx/revision/graph.h"

typedef struct fx_workspace {
    fx_arena *arena;
    const char *root;   /* absolute */
    fx_repo *repo;      /* NULL: without Git */
    const char *prefix; /* root relative to the repository's work tree; "" at its top */
    fx_head head;
    fx_config config; /* of the work tree */
    fx_source *worktree;
    const char *origin;      /* of this clone or worktree; NULL without Git */
    const char *user, *host; /* NULL until they are asked for, below */
} fx_workspace;

/* Who works here: FXGIT_USER, else the name of the user; and on which machine. */
const char *fx_workspace_user(fx_workspace *ws);
const char *fx_workspace_host(fx_workspace *ws);

/* Finds the config at `dir` (or above it, up to the repository's top), or takes `config_file`. */
bool fx_workspace_open(fx_arena *a, const char *dir, const char *config_file, fx_workspace *out,
                       fx_error *err) FX_CHECK;
/* The same with the repository around `dir` opened before; NULL: there is none. */
bool fx_workspace_in(fx_arena *a, fx_repo *repo, const char *dir, const char *config_file,
                     fx_workspace *out, fx_error *err) FX_CHECK;
/* The project whose fxgit.yml is `config` (from the top) in a commit: all of it is read from there,
 * and `worktree` is the commit. For bare repositories, and hooks of a receiving Git: nothing is
 * written. FX_INPUT when the commit has no such file. */
bool fx_workspace_at(fx_arena *a, fx_repo *repo, const char *commit, const char *config,
                     fx_workspace *out, fx_error *err) FX_CHECK;
/* FX_GIT in a bare repository: there is no work tree to write to. */
bool fx_workspace_writable(const fx_workspace *ws, fx_error *err) FX_CHECK;
/* The folders of all projects of a repository: those whose fxgit.yml is tracked, and the one at its
 * top. NULL, or bare: none. */
bool fx_projects(fx_arena *a, fx_repo *repo, fx_strs *out, fx_error *err) FX_CHECK;
/* The fxgit.yml of all projects in a commit, from the top; sorted. */
bool fx_projects_at(fx_arena *a, fx_repo *repo, const char *commit, fx_strs *out,
                    fx_error *err) FX_CHECK;
/* Folder of the revisions, relative to the root: "migrations/versions". */
const char *fx_versions_dir(fx_arena *a, const fx_config *c);

/* The revisions of a source, as a graph whose nodes have their `revision`. */
typedef struct fx_history {
    fx_revisions all; /* in the order of their paths */
    fx_graph graph;
} fx_history;
bool fx_history_read(fx_arena *a, fx_source *src, const fx_config *c, fx_history *out,
                     fx_error *err) FX_CHECK;
/* The same, but what was read before is not read again: those revisions are not whole
 * (fx_revision_complete). */
bool fx_history_outline(fx_arena *a, fx_source *src, const fx_config *c, fx_history *out,
                        fx_error *err) FX_CHECK;
/* The graph of out->all. */
bool fx_history_build(fx_arena *a, fx_history *out, fx_error *err) FX_CHECK;
/* Replays revisions in topological order (all, or the ancestors of `ids`). */
bool fx_history_replay(fx_arena *a, const fx_history *h, fx_schema *out, fx_error *err) FX_CHECK;

/* The files that the model depends on: entities, and with one in Python all of the project's
 * Python, since they import each other. */
bool fx_model_files(fx_arena *a, fx_source *src, const fx_config *c, fx_files *out,
                    fx_error *err) FX_CHECK;
/* The entities of a source as a validated schema without the ignored tables. */
bool fx_model_read(fx_arena *a, fx_source *src, const fx_config *c, fx_schema *out,
                   fx_error *err) FX_CHECK;
/* Begins to read it in other threads, where that takes long, for a caller that does something else
 * before it calls fx_model_read. */
void fx_model_ahead(fx_arena *a, fx_source *src, const fx_config *c);
/* What those entity files of it declare that are among `paths`, with what they import. It is not
 * validated: their foreign keys may lead to others. */
bool fx_model_read_some(fx_arena *a, fx_source *src, const fx_config *c, const fx_strs *paths,
                        fx_schema *out, fx_error *err) FX_CHECK;
/* Keeps what reading it again would cost. */
void fx_model_keep(fx_arena *a, fx_source *src, const fx_config *c);
/* Its fingerprint, known without reading where it was asked for before. */
bool fx_model_fingerprint(fx_arena *a, fx_source *src, const fx_config *c, const char **out,
                          fx_error *err) FX_CHECK;

/* The same of a commit, read by its own fxgit.yml. */
bool fx_model_at(fx_workspace *ws, const char *rev, fx_schema *out, fx_error *err) FX_CHECK;

/* The target's URL, expanded: `url` (of --database) or the target `name`. */
typedef struct fx_place {
    fx_url url;
    const fx_target *target;
    bool given; /* by --database: it is not the target's own */
} fx_place;
/* A place of a tracked file that this clone has not agreed to is barred (fx_url,
 * fx/migrate/trust.h): nothing connects to it. */
bool fx_workspace_place(fx_workspace *p, const char *name, const char *url, fx_place *out,
                        fx_error *err) FX_CHECK;

#endif
