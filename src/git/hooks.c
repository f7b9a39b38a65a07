/*
 * Hooks: writing, chaining and taking away the small sh files in Git's hooks
 * folder. A file is fxgit's if its second line has the mark; any other is
 * somebody's work and is never changed, only renamed.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fx/git/hooks.h"

#include "fx/base/path.h"
#include "fx/base/str.h"
#include "inner.h"

#define MARK   "\n# fxgit hook"
#define SLOT   "@FXGIT@" /* where the installed program's path goes */
#define BEFORE ".before-fxgit"

enum { HOOK_MAX = 1024 * 1024, HOOK_MODE = 0755 };

typedef struct hook {
    const char *path, *before; /* the file, and where the one that was there is kept */
    const char *text;          /* what is there now; NULL: nothing */
    bool ours, runs, chained;
} hook;

bool fx_hooks_dir(fx_repo *r, const char **out, fx_error *err)
{
    const char *args[] = {"rev-parse", "--git-path", "hooks", NULL}, *text = NULL;

    if (!fx_repo_git(r, args, &text, NULL, err))
        return false;
    size_t n = strcspn(text, "\n");
    const char *base = r->workdir == NULL ? r->gitdir : r->workdir;

    *out = fx_path_absolute(r->arena, fx_path_join(r->arena, base, fx_strndup(r->arena, text, n)));
    return true;
}

/* A folder that other repositories share is not ours to write into. */
static bool is_inside(const fx_repo *r, const char *dir)
{
    const char *real = fx_path_real(r->arena, dir);
    const char *homes[] = {r->workdir, r->commondir, r->gitdir};

    for (size_t i = 0; i < sizeof homes / sizeof *homes; i++)
        if (homes[i] != NULL && fx_path_below(real, fx_path_real(r->arena, homes[i])))
            return true;
    return false;
}

static bool own_dir(fx_repo *r, const char **out, fx_error *err)
{
    if (!fx_hooks_dir(r, out, err))
        return false;
    if (is_inside(r, *out))
        return true;
    fx_fail(err, FX_REFUSED, "hooks come from %s, outside of this repository (core.hooksPath)",
            *out);
    return fx_hint(err,
                   "give this repository hooks of its own: git config --local core.hooksPath "
                   "\"$(git rev-parse --git-common-dir)/hooks\"; or call fxgit hook NAME \"$@\" "
                   "from the hooks in that folder");
}

static bool look(fx_repo *r, const char *dir, const char *name, hook *out, fx_error *err)
{
    struct stat st;
    size_t n = 0;

    *out = (hook){.path = fx_path_join(r->arena, dir, name)};
    out->before = fx_fmt(r->arena, "%s" BEFORE, out->path);
    out->chained = fx_path_exists(out->before);
    if (!fx_path_exists(out->path))
        return true;
    out->text = "";
    if (stat(out->path, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > HOOK_MAX)
        return true; /* a dangling link, a large program: certainly not ours */
    if (!fx_file_read(r->arena, out->path, HOOK_MAX, &out->text, &n, err))
        return false;
    const char *second = strchr(out->text, '\n');

    out->ours = second != NULL && fx_starts(second, MARK);
    out->runs = (st.st_mode & S_IXUSR) != 0;
    return true;
}

/* 'path' for sh, whatever is in it. */
static const char *quoted(fx_arena *a, const char *path)
{
    fx_str s = {.arena = a};

    fx_str_addc(&s, '\'');
    for (; *path != '\0'; path++)
        if (*path == '\'')
            fx_str_add(&s, "'\\''");
        else
            fx_str_addc(&s, *path);
    fx_str_addc(&s, '\'');
    return fx_str_text(&s);
}

static const char *program(fx_arena *a)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path);

    return n > 0 && (size_t)n < sizeof path ? quoted(a, fx_strndup(a, path, (size_t)n)) : "fxgit";
}

static const char *installed_text(fx_arena *a, const char *text)
{
    const char *slot = strstr(text, SLOT);

    if (slot == NULL)
        return text;
    return fx_fmt(a, "%.*s%s%s", (int)(slot - text), text, program(a), slot + strlen(SLOT));
}

/* The same hook, wherever the program was that installed it. */
static bool same_but_program(const char *have, const char *text)
{
    const char *slot = strstr(text, SLOT);

    if (slot == NULL)
        return fx_same(have, text);
    size_t head = (size_t)(slot - text);
    const char *tail = slot + strlen(SLOT);

    return strncmp(have, text, head) == 0 && strlen(have) >= head + strlen(tail) &&
           fx_ends(have + head, tail);
}

static bool fail_errno(fx_error *err, const char *verb, const char *path)
{
    return fx_fail(err, FX_GIT, "cannot %s %s: %s", verb, path, strerror(errno));
}

static bool keep_before(const hook *h, fx_error *err)
{
    if (h->chained) {
        fx_fail(err, FX_REFUSED, "both %s and %s are there, and neither is fxgit's", h->path,
                fx_path_base(h->before));
        return fx_hint(err, "join the two in one file, remove %s, and install again", h->before);
    }
    return rename(h->path, h->before) == 0 || fail_errno(err, "rename", h->path);
}

static bool write_hook(fx_repo *r, const hook *h, const char *text, fx_error *err)
{
    if (!fx_file_write(r->arena, h->path, text, strlen(text), HOOK_MODE, err))
        return false;
    /* the umask may have taken a bit away that git needs */
    return chmod(h->path, HOOK_MODE) == 0 || fail_errno(err, "make executable", h->path);
}

static bool install_one(fx_repo *r, const char *dir, const fx_hook_file *file, fx_strs *done,
                        fx_error *err)
{
    const char *text = installed_text(r->arena, file->text);
    hook h;

    if (!look(r, dir, file->name, &h, err))
        return false;
    if (h.ours && h.runs && fx_same(h.text, text))
        return true;
    bool foreign = h.text != NULL && !h.ours;

    if (foreign && !keep_before(&h, err))
        return false;
    if (!write_hook(r, &h, text, err)) {
        if (foreign)
            (void)rename(h.before, h.path); /* better the old one than none */
        return false;
    }
    *fx_push(r->arena, done) = file->name;
    return true;
}

/* ---- husky from its version 9 on: Git's hooks are its own, and call the files beside them ---- */

static bool is_husky(fx_repo *r, const char *dir)
{
    return fx_same(fx_path_base(dir), "_") &&
           fx_same(fx_path_base(fx_path_dir(r->arena, dir)), ".husky");
}

static const char *husky_line(fx_repo *r, const char *name)
{
    return fx_fmt(r->arena, "fxgit hook %s \"$@\"\n", name);
}

/* Its file for that hook, and what it has; "" where there is none. */
static bool look_beside(fx_repo *r, const char *dir, const char *name, const char **path,
                        const char **text, fx_error *err)
{
    size_t n;

    *path = fx_path_join(r->arena, fx_path_dir(r->arena, dir), name);
    *text = "";
    return !fx_path_exists(*path) || fx_file_read(r->arena, *path, HOOK_MAX, text, &n, err);
}

static bool install_beside(fx_repo *r, const char *dir, const char *name, fx_strs *done,
                           fx_error *err)
{
    const char *path, *text;

    if (!look_beside(r, dir, name, &path, &text, err))
        return false;
    if (strstr(text, husky_line(r, name)) != NULL)
        return true;
    const bool whole = *text == '\0' || fx_ends(text, "\n");
    const char *more = fx_fmt(r->arena, "%s%s%s", text, whole ? "" : "\n", husky_line(r, name));

    *fx_push(r->arena, done) = name;
    return fx_file_write(r->arena, path, more, strlen(more), HOOK_MODE, err);
}

static bool uninstall_beside(fx_repo *r, const char *dir, const char *name, fx_strs *done,
                             fx_error *err)
{
    const char *path, *text;

    if (!look_beside(r, dir, name, &path, &text, err))
        return false;
    if (strstr(text, husky_line(r, name)) == NULL)
        return true;
    *fx_push(r->arena, done) = name;
    text = fx_replace(r->arena, text, husky_line(r, name), "");
    if (*text == '\0')
        return unlink(path) == 0 || fail_errno(err, "remove", path);
    return fx_file_write(r->arena, path, text, strlen(text), HOOK_MODE, err);
}

bool fx_hooks_install(fx_repo *r, const fx_hook_file *files, size_t n, fx_strs *done, fx_error *err)
{
    const char *dir = NULL;

    *done = (fx_strs){0};
    if (!own_dir(r, &dir, err) || !fx_dir_make(r->arena, dir, err))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!(is_husky(r, dir) ? install_beside(r, dir, files[i].name, done, err)
                               : install_one(r, dir, &files[i], done, err)))
            return false;
    return true;
}

static bool uninstall_one(fx_repo *r, const char *dir, const char *name, fx_strs *done,
                          fx_error *err)
{
    hook h;

    if (!look(r, dir, name, &h, err))
        return false;
    if (h.text != NULL && !h.ours)
        return true;
    if (h.text == NULL && !h.chained)
        return true;
    if (h.chained ? rename(h.before, h.path) != 0 : unlink(h.path) != 0)
        return fail_errno(err, "remove", h.path);
    *fx_push(r->arena, done) = name;
    return true;
}

bool fx_hooks_uninstall(fx_repo *r, const fx_hook_file *files, size_t n, fx_strs *done,
                        fx_error *err)
{
    const char *dir = NULL;

    *done = (fx_strs){0};
    if (!own_dir(r, &dir, err))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!(is_husky(r, dir) ? uninstall_beside(r, dir, files[i].name, done, err)
                               : uninstall_one(r, dir, files[i].name, done, err)))
            return false;
    return true;
}

static fx_hook_state state_of(const hook *h, const char *text)
{
    if (h->text == NULL)
        return FX_HOOK_ABSENT;
    if (!h->ours)
        return FX_HOOK_FOREIGN;
    if (!h->runs || !same_but_program(h->text, text))
        return FX_HOOK_OUTDATED;
    return h->chained ? FX_HOOK_CHAINED : FX_HOOK_INSTALLED;
}

bool fx_hooks_status(fx_repo *r, const fx_hook_file *files, size_t n, fx_hook_statuses *out,
                     fx_error *err)
{
    const char *dir = NULL;

    *out = (fx_hook_statuses){0};
    if (!fx_hooks_dir(r, &dir, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        hook h;

        const char *beside = NULL, *text = "";

        if (!look(r, dir, files[i].name, &h, err) ||
            (is_husky(r, dir) && !look_beside(r, dir, files[i].name, &beside, &text, err)))
            return false;
        bool told = strstr(text, husky_line(r, files[i].name)) != NULL;

        *fx_push(r->arena, out) =
            (fx_hook_status){files[i].name, told ? FX_HOOK_INSTALLED : state_of(&h, files[i].text),
                             told ? beside : h.path};
    }
    return true;
}
