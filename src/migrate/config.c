#include "fx/migrate/config.h"

#include <string.h>
#include <strings.h>

#include "framefox.h"
#include "fx/base/hash.h"
#include "fx/base/yaml.h"

/* One row a key of fxgit.yml: whoever adds a key adds a row. */
typedef struct key {
    const char *name;
    bool (*read)(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err);
} key;

static bool read_version(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err)
{
    const char *text;

    (void)a;
    (void)c;
    if (!fx_yaml_text(y, "fxgit", &text, err))
        return false;
    if (fx_same(text, "1"))
        return true;
    fx_yaml_fail(y, err, "fxgit: format %s is not known to this version", text);
    return fx_hint(err, "This fxgit reads format 1. Install a newer one.");
}

static bool read_project(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err)
{
    (void)a;
    return fx_yaml_text(y, "project", &c->project, err);
}

/* A path below the project's folder: what a source can read. */
static bool is_inside(const char *path)
{
    for (const char *part = path; *part != '\0'; part += strspn(part, "/")) {
        size_t n = strcspn(part, "/");

        if (n == 4 && strncasecmp(part, ".git", n) == 0)
            return false;
        part += n;
    }
    return path[0] != '/' && path[0] != '\0' && strcmp(path, "..") != 0 &&
           !fx_starts(path, "../") && strstr(path, "/../") == NULL && !fx_ends(path, "/..");
}

static const char *folder(fx_arena *a, const char *path)
{
    size_t n = strlen(path);

    while (fx_starts(path, "./")) {
        path += 2;
        n -= 2;
    }
    while (n > 1 && path[n - 1] == '/')
        n--;
    return fx_strndup(a, path, n);
}

static bool add_entities(fx_arena *a, const fx_yaml *y, const char *what, fx_config *c,
                         fx_error *err)
{
    fx_strs paths = {0};

    if (!fx_yaml_texts(a, y, what, &paths, err))
        return false;
    fx_each (const char *, path, &paths) {
        if (!is_inside(*path))
            return fx_yaml_fail(y, err, "%s: '%s' is not a path inside the project", what, *path);
        *fx_push(a, &c->entities) = folder(a, *path);
    }
    return true;
}

static bool read_entities(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err)
{
    c->entities = (fx_strs){0};
    return add_entities(a, y, "entities", c, err);
}

/* Tables that a framework brings, behind the project's own. */
static bool read_extra(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err)
{
    return add_entities(a, y, "extra_entities", c, err);
}

static bool read_migrations(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err)
{
    if (!fx_yaml_text(y, "migrations", &c->migrations, err))
        return false;
    if (!is_inside(c->migrations))
        return fx_yaml_fail(y, err, "migrations: '%s' is not a path inside the project",
                            c->migrations);
    c->migrations = folder(a, c->migrations);
    return true;
}

/* The split form of a URL: {driver, host, port, username, password, database, charset}. */
bool fx_config_url_parts(fx_arena *a, const fx_yaml *y, const char **out, fx_error *err)
{
    static const char *const keys[] = {"driver",   "host",     "port",   "username",
                                       "password", "database", "charset"};
    enum { PARTS = sizeof keys / sizeof *keys };
    const char *part[PARTS] = {0};
    fx_str s = {.arena = a};

    if (!fx_yaml_only(y, keys, PARTS, err))
        return false;
    for (size_t i = 0; i < PARTS; i++) {
        const fx_yaml *value = fx_yaml_get(y, keys[i]);

        if (value != NULL && !fx_yaml_text(value, keys[i], &part[i], err))
            return false;
    }
    if (part[0] == NULL || part[5] == NULL) {
        fx_yaml_fail(y, err, "database: 'driver' and 'database' are needed");
        return fx_hint(err, "Or write it as one URL: database: sqlite:///app.db");
    }
    fx_str_addf(&s, "%s://", part[0]);
    if (!fx_starts(part[0], "sqlite")) {
        if (part[3] != NULL)
            fx_str_addf(&s, "%s%s%s@", part[3], part[4] == NULL ? "" : ":",
                        part[4] == NULL ? "" : part[4]);
        fx_str_add(&s, part[1] == NULL ? "localhost" : part[1]);
        if (part[2] != NULL)
            fx_str_addf(&s, ":%s", part[2]);
    }
    fx_str_addf(&s, "/%s", part[5]);
    if (part[6] != NULL)
        fx_str_addf(&s, "?charset=%s", part[6]);
    *out = fx_str_text(&s);
    return true;
}

static bool read_url(fx_arena *a, const fx_yaml *y, fx_target *t, fx_error *err)
{
    static const char *const from_keys[] = {"from"};
    const fx_yaml *from = fx_yaml_get(y, "from");

    t->file = y->file;
    t->line = y->line;
    if (from != NULL) {
        t->url = FRAMEFOX_URL;
        if (!fx_yaml_only(y, from_keys, 1, err))
            return false;
        if (from->kind == FX_YAML_SCALAR && fx_same(from->text, "framefox"))
            return true;
        fx_yaml_fail(from, err, "database: what it comes from is not known");
        return fx_hint(err, "database: {from: framefox}");
    }
    return y->kind == FX_YAML_MAP ? fx_config_url_parts(a, y, &t->url, err)
                                  : fx_yaml_text(y, "database", &t->url, err);
}

static bool read_address(fx_arena *a, const fx_yaml *y, fx_address *out, fx_error *err)
{
    fx_target t = {0};

    if (!read_url(a, y, &t, err))
        return false;
    *out = (fx_address){t.url, t.file, t.line};
    return true;
}

static bool read_scratch(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err)
{
    return read_address(a, y, &c->scratch, err);
}

static bool read_database(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err)
{
    return read_url(a, y, &c->database, err);
}

static bool read_transaction(const fx_yaml *y, bool *per_revision, fx_error *err)
{
    const char *text;

    if (!fx_yaml_text(y, "transaction", &text, err))
        return false;
    *per_revision = fx_same(text, "revision");
    if (*per_revision || fx_same(text, "plan"))
        return true;
    fx_yaml_fail(y, err, "transaction: '%s' is neither plan nor revision", text);
    return fx_hint(err, "Write transaction: plan, or transaction: revision.");
}

static bool read_target(fx_arena *a, const fx_yaml_pair *pair, fx_target *t, fx_error *err)
{
    static const char *const keys[] = {"url", "protected", "record", "transaction", "scratch"};
    const fx_yaml *y = pair->value, *url = fx_yaml_get(y, "url");
    const fx_yaml *record = fx_yaml_get(y, "record"), *transaction = fx_yaml_get(y, "transaction");
    const fx_yaml *protected = fx_yaml_get(y, "protected"), *scratch = fx_yaml_get(y, "scratch");

    if (!fx_yaml_only(y, keys, sizeof keys / sizeof *keys, err))
        return false;
    t->name = pair->key;
    if (url == NULL) {
        fx_yaml_fail(y, err, "targets: '%s' has no url", pair->key);
        return fx_hint(err, "Write url: sqlite:///other.db below it.");
    }
    if (!read_url(a, url, t, err) ||
        (scratch != NULL && !read_address(a, scratch, &t->scratch, err)))
        return false;
    if (protected != NULL && !fx_yaml_bool(protected, "protected", &t->protected_, err))
        return false;
    t->per_revision = t->protected_;
    if (record != NULL && !fx_yaml_bool(record, "record", &t->record, err))
        return false;
    return transaction == NULL || read_transaction(transaction, &t->per_revision, err);
}

static bool read_targets(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err)
{
    if (y->kind != FX_YAML_MAP)
        return fx_yaml_fail(y, err, "targets: a map of names is expected");
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        if (pair->value->kind != FX_YAML_MAP)
            return fx_yaml_fail(pair->value, err, "targets: '%s' needs a map with url", pair->key);
        if (!read_target(a, pair, fx_push(a, &c->targets), err))
            return false;
    }
    return true;
}

static bool read_dialects(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err)
{
    c->dialects = (fx_strs){0};
    if (!fx_yaml_texts(a, y, "dialects", &c->dialects, err))
        return false;
    fx_each (const char *, name, &c->dialects) {
        if (fx_is_dialect(*name))
            continue;
        fx_yaml_fail(y, err, "dialects: unknown dialect '%s'", *name);
        return fx_hint(err, "Dialects: sqlite, postgresql, mysql, mariadb.");
    }
    return true;
}

static bool read_frozen(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err)
{
    c->frozen = (fx_strs){0};
    c->frozen_given = true;
    return fx_yaml_texts(a, y, "frozen", &c->frozen, err);
}

/* The index of `y`'s text in `words`. */
static bool read_choice(const fx_yaml *y, const char *what, const char *const *words, size_t n,
                        size_t *out, fx_error *err)
{
    const char *text;

    if (!fx_yaml_text(y, what, &text, err))
        return false;
    for (*out = 0; *out < n; (*out)++) {
        if (fx_same(text, words[*out]))
            return true;
    }
    fx_strs all = {.at = NULL};

    for (size_t i = 0; i < n; i++)
        *fx_push(err->arena, &all) = words[i];
    fx_yaml_fail(y, err, "%s: unknown value '%s'", what, text);
    return fx_hint(err, "One of: %s.", fx_strs_join(err->arena, &all, ", "));
}

static bool read_drafts(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err)
{
    static const char *const words[] = {"refuse", "editable"};
    size_t at;

    (void)a;
    if (!read_choice(y, "drafts", words, 2, &at, err))
        return false;
    c->drafts_editable = at == 1;
    return true;
}

static bool read_hooks(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err)
{
    static const char *const keys[] = {"pre-commit", "post-checkout"};
    static const char *const pre[] = {"generate", "check", "off"};
    static const char *const post[] = {"report", "sync", "off"};
    const fx_yaml *commit = fx_yaml_get(y, "pre-commit");
    const fx_yaml *checkout = fx_yaml_get(y, "post-checkout");
    size_t at;

    (void)a;
    if (!fx_yaml_only(y, keys, 2, err))
        return false;
    if (commit != NULL) {
        if (!read_choice(commit, "hooks.pre-commit", pre, 3, &at, err))
            return false;
        c->pre_commit = (fx_pre_commit)at;
    }
    if (checkout != NULL) {
        if (!read_choice(checkout, "hooks.post-checkout", post, 3, &at, err))
            return false;
        c->post_checkout = (fx_post_checkout)at;
        c->own_checkout = fx_same(y->file, FX_CONFIG_LOCAL);
    }
    return true;
}

static bool read_ignore(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err)
{
    static const char *const keys[] = {"tables"};
    const fx_yaml *tables = fx_yaml_get(y, "tables");

    c->ignore_tables = (fx_strs){0};
    if (!fx_yaml_only(y, keys, 1, err))
        return false;
    return tables == NULL || fx_yaml_texts(a, tables, "ignore.tables", &c->ignore_tables, err);
}

static bool read_dropped(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err)
{
    c->dropped_tables = (fx_strs){0};
    return fx_yaml_texts(a, y, "dropped_tables", &c->dropped_tables, err);
}

static bool read_naming(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err)
{
    static const char *const keys[] = {"index", "unique", "foreign_key", "check", "primary_key"};
    const char **fields[] = {&c->naming.index, &c->naming.unique, &c->naming.foreign_key,
                             &c->naming.check, &c->naming.primary_key};

    (void)a;
    if (y->kind == FX_YAML_SCALAR && fx_same(y->text, "sqlalchemy")) {
        c->naming.nameless = true;
        return true;
    }
    if (y->kind == FX_YAML_SCALAR) {
        fx_yaml_fail(y, err, "naming: '%s' is not known", y->text);
        return fx_hint(err, "naming: sqlalchemy, or a map: {index: \"ix_{table}_{columns}\"}");
    }
    if (!fx_yaml_only(y, keys, sizeof keys / sizeof *keys, err))
        return false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const fx_yaml *value = fx_yaml_get(y, keys[i]);

        if (value == NULL)
            continue;
        if (!fx_yaml_text(value, keys[i], fields[i], err))
            return false;
        if (strstr(*fields[i], "{table}") == NULL) {
            fx_yaml_fail(value, err, "naming.%s: the pattern has no {table}", keys[i]);
            return fx_hint(err, "Names are unique in a database: use {table}, {columns} and {n}.");
        }
    }
    return true;
}

static bool read_alembic(fx_arena *a, const fx_yaml *y, fx_config *c, fx_error *err)
{
    (void)a;
    return fx_yaml_bool(y, "alembic_version", &c->alembic_version, err);
}

static const key keys[] = {
    {"fxgit",           read_version   },
    {"project",         read_project   },
    {"entities",        read_entities  },
    {"extra_entities",  read_extra     },
    {"migrations",      read_migrations},
    {"database",        read_database  },
    {"dialects",        read_dialects  },
    {"targets",         read_targets   },
    {"scratch",         read_scratch   },
    {"frozen",          read_frozen    },
    {"drafts",          read_drafts    },
    {"hooks",           read_hooks     },
    {"ignore",          read_ignore    },
    {"dropped_tables",  read_dropped   },
    {"naming",          read_naming    },
    {"alembic_version", read_alembic   },
};
enum { KEYS = sizeof keys / sizeof *keys };

static bool read_file(fx_arena *a, const char *file, const char *text, size_t n, fx_config *c,
                      fx_error *err)
{
    const char *names[KEYS];
    const fx_yaml *y = fx_yaml_parse(a, file, text, n, err);

    if (y == NULL)
        return false;
    if (y->kind == FX_YAML_SCALAR && fx_blank(y->text))
        return true;
    for (size_t i = 0; i < KEYS; i++)
        names[i] = keys[i].name;
    if (!fx_yaml_only(y, names, KEYS, err))
        return false;
    for (size_t i = 0; i < KEYS; i++) {
        const fx_yaml *value = fx_yaml_get(y, keys[i].name);

        if (value != NULL && !keys[i].read(a, value, c, err))
            return false;
    }
    return true;
}

static fx_config defaults(fx_arena *a, const char *path)
{
    fx_config c = {.path = path, .migrations = "migrations", .naming = fx_naming_default};

    *fx_push(a, &c.entities) = "entities";
    *fx_push(a, &c.frozen) = "origin/HEAD";
    return c;
}

bool fx_config_read(fx_arena *a, fx_source *src, const char *path, fx_config *out, fx_error *err)
{
    const char *text, *local = FX_CONFIG_LOCAL;
    size_t n;

    *out = defaults(a, fx_strdup(a, path));
    if (!fx_source_read(src, a, path, &text, &n, err))
        return false;
    if (text == NULL) {
        fx_fail(err, FX_INPUT, "there is no %s in %s", path, fx_source_label(src));
        return fx_hint(err, "Run `fxgit init` to begin a project here, or name it with --config.");
    }
    if (!read_file(a, path, text, n, out, err))
        return false;
    if (fx_source_kind_of(src) == FX_SOURCE_TREE) {
        if (!fx_source_read(src, a, local, &text, &n, err))
            return false;
        if (text != NULL && !read_file(a, local, text, n, out, err))
            return false;
    }
    if (out->project == NULL || !*out->project) {
        fx_fail_at(err, FX_INPUT, path, 1, 0, "there is no project id");
        return fx_hint(err, "Write a random one: project: %s", fx_random_hex(a, 8));
    }
    return true;
}

bool fx_config_target(const fx_config *c, const char *name, const fx_target **out, fx_error *err)
{
    const char *names[64] = {"default"};
    size_t n = 1;

    *out = &c->database;
    if (name == NULL || fx_same(name, "default"))
        return true;
    fx_each (const fx_target, t, &c->targets) {
        *out = t;
        if (fx_same(t->name, name))
            return true;
        if (n < sizeof names / sizeof *names)
            names[n++] = t->name;
    }
    const char *near = fx_nearest(name, names, n);

    fx_fail(err, FX_USAGE, "there is no target '%s' in %s", name, c->path);
    return near == NULL ? fx_hint(err, "Targets are declared in %s, below `targets:`.", c->path)
                        : fx_hint(err, "did you mean %s?", near);
}
