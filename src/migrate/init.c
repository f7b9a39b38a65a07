#include "init_inner.h"

#include "framefox.h"
#include "fx/base/hash.h"
#include "fx/base/path.h"
#include "fx/base/yaml.h"
#include "fx/migrate/embedded.h"
#include "fx/migrate/said.h"
#include "fx/migrate/trust.h"

void init_say(init *in, const char *what, const char *path, const char *note)
{
    *fx_push(in->a, &in->out->lines) = (fx_init_line){what, path, note};
}

bool init_put(init *in, const char *name, const char *text, int mode, const char *note)
{
    const char *path = fx_path_join(in->a, in->dir, name);

    if (fx_path_exists(path)) {
        init_say(in, "kept", name, NULL);
        return true;
    }
    init_say(in, "created", name, note);
    return fx_dir_make(in->a, fx_path_dir(in->a, path), in->err) &&
           fx_file_write(in->a, path, text, strlen(text), mode, in->err);
}

static bool has_line(const char *text, const char *line)
{
    size_t n = strlen(line);

    while (*text != '\0') {
        size_t m = strcspn(text, "\r\n");

        if (m == n && strncmp(text, line, n) == 0)
            return true;
        text += m + (text[m] != '\0');
    }
    return false;
}

/* Appends a line to a file of Git's, if it is not there. */
static bool append(init *in, const char *name, const char *line, const char *what,
                   const char *object, const char *note)
{
    const char *path = fx_path_join(in->a, in->dir, name), *text = "";
    size_t n = 0;

    if (fx_path_exists(path) && !fx_file_read(in->a, path, 1 << 22, &text, &n, in->err))
        return false;
    if (has_line(text, line))
        return true;
    const char *whole =
        fx_fmt(in->a, "%s%s%s\n", text, n > 0 && text[n - 1] != '\n' ? "\n" : "", line);

    init_say(in, what, object, note);
    return fx_file_write(in->a, path, whole, strlen(whole), 0666, in->err);
}

/* What its own migrations made has SQLAlchemy's names, and its task queue a table. */
static const char framefox_naming[] = "naming: sqlalchemy\n";
static const char framefox_ignore[] = "ignore: {tables: [task]}\n";

static bool make_config(init *in, const char *database)
{
    const char *text = fx_embedded_find("templates/fxgit.yml")->text, *shown = database;
    fx_url url = {0};

    if (database != NULL && strstr(database, "${") == NULL) {
        if (!fx_url_parse(in->a, database, in->dir, &url, in->err))
            return false;
        if (url.password != NULL) {
            const char *local = fx_fmt(in->a, "database: %s\n", fx_yaml_quote(in->a, database));

            if (!init_put(in, "fxgit.local.yml", local, 0600, "the database with its password"))
                return false;
            shown = "${DATABASE_URL}";
        }
    }
    bool framefox = database == NULL && framefox_is(in->a, in->dir);

    if (shown == NULL)
        shown = "${DATABASE_URL:-sqlite:///app.db}";
    if (framefox) {
        text = fx_replace(in->a, text, "- entities\n", "- src/entity\n");
        text = fx_replace(in->a, text, "@DATABASE@", "{from: framefox}");
        text = fx_fmt(in->a, "%s\n%s", text, framefox_naming);
        if (!fx_path_exists(fx_path_join(in->a, in->dir, "src/entity/task.py")))
            text = fx_fmt(in->a, "%s%s", text, framefox_ignore);
    }
    text = fx_replace(in->a, text, "@PROJECT@", fx_yaml_quote(in->a, fx_random_hex(in->a, 8)));
    text = fx_replace(in->a, text, "@DATABASE@", fx_yaml_quote(in->a, shown));
    if (fx_same(url.scheme, "mysql")) /* alone: tables may have indexes of one name */
        text = fx_fmt(in->a, "%sdialects: [mysql]\n", text);
    return init_put(in, "fxgit.yml", text, 0666, NULL);
}

/* What a fxgit.yml that was there says; NULL: nothing that can be read. */
static const char *said_database(init *in)
{
    fx_error probe = {.arena = in->a};
    fx_source *src = fx_source_worktree(in->a, in->dir);
    fx_config config;

    return fx_config_read(in->a, src, "fxgit.yml", &config, &probe) ? config.database.url : NULL;
}

/* A SQLite file inside the project is no business of Git's. */
static bool ignore_database(init *in, const char *database)
{
    fx_url url;
    const char *name;

    if (database == NULL)
        database = said_database(in);
    if (fx_same(database, "${DATABASE_URL:-sqlite:///app.db}"))
        database = "sqlite:///app.db";
    if (database == NULL)
        return true;
    if (strstr(database, "${") != NULL)
        return true;
    if (!fx_url_parse(in->a, database, in->dir, &url, in->err))
        return false;
    if (!fx_same(url.scheme, "sqlite") || fx_same(url.path, ":memory:"))
        return true;
    name = fx_path_relative(in->a, in->dir, url.path);
    if (fx_starts(name, ".."))
        return true;
    return append(in, ".gitignore", fx_fmt(in->a, "/%s", name), "ignored", name, ".gitignore") &&
           append(in, ".gitignore", fx_fmt(in->a, "/%s-*", name), "ignored",
                  fx_fmt(in->a, "%s-*", name), ".gitignore");
}

static bool git_files(init *in, const char *database)
{
    return append(in, ".gitattributes", "migrations/** text eol=lf -filter", "created",
                  ".gitattributes", "migrations/** eol=lf") &&
           (framefox_is(in->a, in->dir) || ignore_database(in, database)) &&
           append(in, ".gitignore", "/fxgit.local.yml", "ignored", "fxgit.local.yml", ".gitignore");
}

static bool is_server_hook(const char *name)
{
    return fx_same(name, "pre-receive") || fx_same(name, "update");
}

fx_hook_files fx_own_hooks(fx_arena *a, const fx_repo *repo)
{
    fx_hook_files out = {0};
    const char *folder = "hooks/";
    bool bare = repo != NULL && fx_repo_workdir(repo) == NULL;

    for (const fx_embedded *e = fx_embedded_files; e->name != NULL; e++) {
        const char *name = e->name + strlen(folder);

        if (fx_starts(e->name, folder) && is_server_hook(name) == bare)
            *fx_push(a, &out) = (fx_hook_file){name, e->text};
    }
    return out;
}

bool fx_chosen_hooks(fx_arena *a, const fx_repo *repo, const fx_strs *names, fx_hook_files *out,
                     fx_error *err)
{
    fx_hook_files all = fx_own_hooks(a, repo);
    fx_strs known = {0};

    *out = (fx_hook_files){0};
    fx_each (const fx_hook_file, f, &all) {
        bool wanted = names->n == 0 ? !fx_same(f->name, "update") : fx_strs_has(names, f->name);

        *fx_push(a, &known) = f->name;
        if (wanted)
            *fx_push(a, out) = *f;
    }
    fx_each (const char *, name, names) {
        if (fx_strs_has(&known, *name))
            continue;
        fx_fail(err, FX_USAGE, "there is no hook %s for this repository", *name);
        return fx_hint(err, "Hooks: %s", fx_strs_join(a, &known, ", "));
    }
    return true;
}

static bool no_bare(const init *in)
{
    if (in->repo == NULL || fx_repo_workdir(in->repo) != NULL)
        return true;
    fx_fail(in->err, FX_GIT, "%s is a bare repository", fx_repo_gitdir(in->repo));
    return fx_hint(in->err, "Begin the project in a clone; on the server: fxgit hooks install");
}

static bool open_repo(init *in, const char *dir, bool needed)
{
    if (!fx_repo_open(in->a, dir, &in->repo, in->err) || !no_bare(in))
        return false;
    return !needed || in->repo != NULL || fx_fail(in->err, FX_GIT, "--ci needs a Git repository");
}

/* There are revisions already: those that were imported, or made in their place. */
static bool has_revisions(init *in, bool *out)
{
    const char *path = fx_path_join(in->a, in->dir, "migrations/versions");
    fx_strs names = {0};

    *out = false;
    if (fx_path_is_dir(path) && !fx_dir_list(in->a, path, &names, in->err))
        return false;
    fx_each (const char *, name, &names) {
        *out = *out || fx_revision_is_file(*name);
    }
    return true;
}

/* A first revision beside them would make the tables once more. */
static bool point_to_alembic(init *in)
{
    static const char *const folders[] = {"migrations/versions", "alembic/versions"};
    bool imported;

    if (!has_revisions(in, &imported) || imported)
        return in->err->code == FX_NONE;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        const char *path = fx_path_join(in->a, in->dir, folders[i]);
        fx_strs names = {0};
        size_t scripts = 0;

        if (fx_path_is_dir(path) && !fx_dir_list(in->a, path, &names, in->err))
            return false;
        fx_each (const char *, name, &names) {
            scripts += fx_ends(*name, ".py") && !fx_same(*name, "__init__.py");
        }
        if (scripts > 0)
            init_say(in, "found", folders[i],
                     fx_fmt(in->a, "Alembic's: `fxgit import alembic %s` before the first commit",
                            folders[i]));
    }
    return true;
}

/* Models in Python that fxgit.yml does not name. */
static bool point_to_models(init *in)
{
    fx_source *tree = fx_source_worktree(in->a, in->dir);
    fx_error probe = {.arena = in->a};
    fx_strs models = {0};
    fx_config c;

    if (!fx_config_read(in->a, tree, "fxgit.yml", &c, &probe) ||
        !fx_said_models(in->a, tree, &models, in->err))
        return in->err->code == FX_NONE;
    fx_each (const char *, path, &models) {
        fx_each (const char *, entry, &c.entities) {
            if (fx_same(*path, *entry) || fx_starts(*path, fx_fmt(in->a, "%s/", *entry)))
                return true;
        }
    }
    if (models.n > 0)
        init_say(in, "found", models.at[0],
                 fx_fmt(in->a, "models seem to be here: write `entities: [%s]` into fxgit.yml",
                        fx_said_entities(in->a, &models)));
    return true;
}

/* Who begins a project with a URL knows the place. */
static void know_place(const init *in, const char *database)
{
    fx_error probe = {.arena = in->a};
    const fx_agreement g = {0};
    fx_workspace ws;
    fx_place place;

    if (database != NULL && fx_workspace_in(in->a, in->repo, in->dir, NULL, &ws, &probe) &&
        fx_workspace_place(&ws, NULL, database, &place, &probe))
        (void)!fx_trust_agree(&ws, &place, &g, &probe);
}

bool fx_init(fx_arena *a, const char *dir, const char *database, bool hooks, const char *ci,
             fx_init_result *out, fx_error *err)
{
    init in = {.a = a, .dir = fx_path_absolute(a, dir), .out = out, .err = err};
    fx_hook_files files;

    *out = (fx_init_result){0};
    if (!init_knows_ci(ci, err) || !open_repo(&in, dir, ci != NULL) ||
        !make_config(&in, database) ||
        !(framefox_is(a, in.dir) ||
          init_put(&in, "entities/example.yml.txt",
                   fx_embedded_find("templates/example.yml.txt")->text, 0666,
                   "declare tables in this folder; this one is not read")) ||
        !init_put(&in, "migrations/versions/.gitkeep", "", 0666, "revisions go here") ||
        !init_put(&in, "migrations/revision.sql", fx_embedded_find("templates/revision.sql")->text,
                  0666, "what `new --sql` begins with") ||
        !point_to_alembic(&in) || !point_to_models(&in))
        return false;
    out->repo = in.repo;
    if (in.repo == NULL)
        return true;
    know_place(&in, database);
    files = fx_own_hooks(a, in.repo);
    return git_files(&in, database) && (ci == NULL || init_put_ci(&in, ci)) &&
           (!hooks || fx_hooks_install(in.repo, files.at, files.n, &out->hooks, err));
}
