/*
 * The gate in CI: its file, with a server of each of the project's engines, where --prove runs what
 * is new.
 */
#include "init_inner.h"

#include "fx/base/path.h"
#include "fx/migrate/dialects.h"
#include "fx/migrate/embedded.h"

/* The file's places for a server. */
#define SERVICES  "@SERVICES@"
#define VARIABLES "@VARIABLES@"

static const struct ci_file {
    const char *ci, *embedded, *path, *note;
} ci_files[] = {
    {"github", "ci/gate/github.yml", ".github/workflows/fxgit.yml",
     "set the variable FXGIT_SOURCE of the repository"},
    {"gitlab", "ci/gate/gitlab.yml", ".gitlab/fxgit.yml",
     "set the variable FXGIT_SOURCE of the project"   },
};

/* What an engine's server needs in each CI; SQLite needs none. */
static const struct service {
    const char *dialect, *ci, *service, *variables, *url;
} services[] = {
    {"postgresql", "github",
     "      postgres:\n"
     "        image: postgres:15\n"
     "        env: {POSTGRES_USER: fxgit, POSTGRES_PASSWORD: fxgit, POSTGRES_DB: fxgit}\n"
     "        ports: ['5432:5432']\n"
     "        options: --health-cmd pg_isready --health-interval 2s --health-retries 30\n", "", "postgresql://fxgit:fxgit@127.0.0.1:5432/fxgit"},
    {"mysql",      "github",
     "      mariadb:\n"
     "        image: mariadb:10.11\n"
     "        env: {MARIADB_ROOT_PASSWORD: fxgit, MARIADB_DATABASE: fxgit}\n"
     "        ports: ['3306:3306']\n"
     "        options: --health-cmd 'healthcheck.sh --connect' --health-interval 2s "
     "--health-retries 30\n",                                                               "", "mysql://root:fxgit@127.0.0.1:3306/fxgit"      },
    {"postgresql", "gitlab", "  - name: postgres:15\n    alias: postgres\n",
     "    POSTGRES_USER: fxgit\n"
     "    POSTGRES_PASSWORD: fxgit\n"
     "    POSTGRES_DB: fxgit\n",                                                                "postgresql://fxgit:fxgit@postgres:5432/fxgit" },
    {"mysql",      "gitlab", "  - name: mariadb:10.11\n    alias: mariadb\n",
     "    MARIADB_ROOT_PASSWORD: fxgit\n"
     "    MARIADB_DATABASE: fxgit\n",                                                           "mysql://root:fxgit@mariadb:3306/fxgit"        },
};

static const char gitlab_main[] = ".gitlab-ci.yml";
static const char gitlab_include[] = "include:\n- local: .gitlab/fxgit.yml\n";

static const struct ci_file *find_ci(const char *name)
{
    for (size_t i = 0; i < sizeof ci_files / sizeof *ci_files; i++) {
        if (fx_same(ci_files[i].ci, name))
            return &ci_files[i];
    }
    return NULL;
}

bool init_knows_ci(const char *name, fx_error *err)
{
    if (name == NULL || find_ci(name) != NULL)
        return true;
    fx_fail(err, FX_USAGE, "unknown CI '%s'", name);
    return fx_hint(err, "There is a gate for github and for gitlab.");
}

/* Of the project that was begun here; none: its address is not known. */
static fx_strs dialects(init *in)
{
    fx_error probe = {.arena = in->a};
    fx_workspace ws;

    if (!fx_workspace_in(in->a, in->repo, in->dir, NULL, &ws, &probe))
        return (fx_strs){0};
    return fx_dialects_of(&ws, &ws.config);
}

/* Replaces the whole line of a comment that marks a place. */
static const char *put_at(fx_arena *a, const char *text, const char *mark, const char *lines)
{
    const char *at = strstr(text, mark), *end = strchr(at, '\n') + 1;

    while (at > text && at[-1] != '\n')
        at--;
    return fx_fmt(a, "%.*s%s%s", (int)(at - text), text, lines, end);
}

static const char *with_services(init *in, const struct ci_file *f, const fx_strs *names)
{
    const bool github = fx_same(f->ci, "github");
    const char *text = fx_embedded_find(f->embedded)->text;
    fx_str all = {.arena = in->a}, variables = {.arena = in->a};
    fx_strs urls = {0};

    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        const struct service *s = &services[i];

        if (!fx_same(s->ci, f->ci) || !fx_strs_has(names, s->dialect))
            continue;
        fx_str_addf(&all, "%s%s",
                    urls.n > 0 ? ""
                    : github   ? "    services:\n"
                               : "  services:\n",
                    s->service);
        fx_str_add(&variables, s->variables);
        *fx_push(in->a, &urls) = s->url;
    }
    if (urls.n > 0)
        fx_str_addf(&variables, "%sFXGIT_PROVE_URL: %s # where new revisions are tried\n",
                    github ? "  " : "    ", fx_strs_join(in->a, &urls, " "));
    text = put_at(in->a, text, SERVICES, fx_str_text(&all));
    text = put_at(in->a, text, VARIABLES, fx_str_text(&variables));
    return names->n > 0 ? text : fx_replace(in->a, text, " --prove", "");
}

/* A pipeline that is there has to name the file itself. */
static bool include_gitlab(init *in)
{
    const char *path = fx_path_join(in->a, in->dir, gitlab_main), *text;
    size_t n;

    if (!fx_path_exists(path))
        return init_put(in, gitlab_main, gitlab_include, 0666, NULL);
    if (!fx_file_read(in->a, path, 1 << 22, &text, &n, in->err))
        return false;
    init_say(in, "kept", gitlab_main,
             strstr(text, ".gitlab/fxgit.yml") != NULL ? NULL
                                                       : "it has to include .gitlab/fxgit.yml");
    return true;
}

bool init_put_ci(init *in, const char *ci)
{
    const struct ci_file *f = find_ci(ci);
    const fx_strs names = dialects(in);

    in->dir = fx_repo_workdir(in->repo);
    return init_put(in, f->path, with_services(in, f, &names), 0666, f->note) &&
           (!fx_same(f->ci, "gitlab") || include_gitlab(in));
}
