/*
 * Config: fxgit.yml, fxgit.local.yml and .env (DESIGN section 3).
 *
 * The environment wins over .env, .env over fxgit.local.yml, that over
 * fxgit.yml. `${VAR}` is replaced where a value is used, so a variable that is not set
 * is an error only there.
 */
#ifndef FX_MIGRATE_CONFIG_H
#define FX_MIGRATE_CONFIG_H

#include "fx/base/yaml.h"
#include "fx/git/source.h"
#include "fx/model/names.h"

#define FX_CONFIG_LOCAL "fxgit.local.yml" /* of this clone alone: never tracked */

typedef enum { FX_PRE_GENERATE, FX_PRE_CHECK, FX_PRE_OFF } fx_pre_commit;
typedef enum { FX_POST_REPORT, FX_POST_SYNC, FX_POST_OFF } fx_post_checkout;

typedef struct fx_address {
    const char *url;  /* as written, with ${VAR}; NULL: none */
    const char *file; /* where it was written, for messages */
    size_t line;
} fx_address;

typedef struct fx_target {
    const char *name; /* NULL: the default one */
    const char *url;  /* as written, with ${VAR} */
    const char *file; /* where it was written, for messages */
    size_t line;
    bool protected_, record;
    bool per_revision;  /* transaction: revision */
    fx_address scratch; /* its own */
} fx_target;

typedef struct fx_config {
    const char *path; /* relative to the root: "fxgit.yml" */
    const char *project;
    fx_strs entities;
    const char *migrations;
    fx_target database;
    FX_VEC(fx_target) targets;
    fx_address scratch; /* of targets that have none of their own */
    fx_strs dialects;   /* empty: those of the targets */
    fx_strs frozen;
    bool frozen_given;
    bool drafts_editable;
    fx_pre_commit pre_commit;
    fx_post_checkout post_checkout;
    bool own_checkout; /* fxgit.local.yml says post_checkout */
    fx_strs ignore_tables;
    fx_strs dropped_tables;
    fx_naming naming;
    bool alembic_version;
} fx_config;

/* Reads `path` (and, for the work tree, fxgit.local.yml) from a source. FX_INPUT "no fxgit.yml"
 * with the hint `fxgit init` when it is not there. Unknown keys are refused with file, line and the
 * nearest known key. */
bool fx_config_read(fx_arena *a, fx_source *src, const char *path, fx_config *out,
                    fx_error *err) FX_CHECK;

/* A URL of the map {driver, host, port, username, password, database, charset}. */
bool fx_config_url_parts(fx_arena *a, const fx_yaml *y, const char **out, fx_error *err) FX_CHECK;

/* What ${...} may stand for besides the environment. */
typedef struct fx_expand {
    const char *root; /* where .env is read; NULL: not */
    const char *branch, *worktree;
    bool within; /* Framefox's settings are read: ${framefox} is none of them */
    fx_strs
        *hidden; /* for what is shown: variables stay as ${NAME}; gets value and ${NAME} of each */
} fx_expand;

/* One variable and nothing else: its value is a whole URL of the user's, shown without its password
 * and parameters. */
bool fx_config_is_variable(const char *text);

/* Replaces ${VAR}, ${VAR:-default}, ${branch}, ${worktree}. */
bool fx_config_expand(fx_arena *a, const fx_expand *with, const char *text, const char *file,
                      size_t line, const char **out, fx_error *err) FX_CHECK;

/* Whether `text` is nothing but one variable that has a value: of the environment, or of .env. */
typedef enum { FX_VARIABLE_NONE, FX_VARIABLE_SET, FX_VARIABLE_IN_FILE } fx_variable;
fx_variable fx_config_variable(fx_arena *a, const fx_expand *with, const char *text);

/* The target called `name` (NULL: the default one); FX_USAGE with the known names. */
bool fx_config_target(const fx_config *c, const char *name, const fx_target **out,
                      fx_error *err) FX_CHECK;

#endif
