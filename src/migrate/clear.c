#include "fx/migrate/clear.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fx/base/path.h"
#include "fx/migrate/ledger.h"

typedef struct clear {
    fx_arena *a;
    fx_workspace *ws;
    const fx_place *place;
    const fx_clear_options *o;
    fx_clear_result *out;
    fx_error *err;
    fx_db *db; /* NULL: nothing to clear in a database */
    bool protected_;
} clear;

/* ---- what is there ---- */

static bool read_ledger(clear *c, fx_strs *ids)
{
    fx_ledger l;

    *ids = (fx_strs){0};
    if (!fx_ledger_read(c->a, c->db, c->ws->config.project, &l, c->err))
        return false;
    fx_each (const fx_applied, row, &l.rows) {
        *fx_push(c->a, ids) = row->id;
    }
    c->protected_ = l.protected_;
    return true;
}

static bool look_at_ledger(clear *c)
{
    c->out->database = c->place->url.text;
    c->out->exists = fx_db_exists(&c->place->url);
    if (!c->out->exists)
        return true;
    c->db = fx_db_open(c->a, &c->place->url, false, c->err);
    return c->db != NULL && read_ledger(c, &c->out->revisions);
}

/* Whether the file is a revision: NULL, or why it is none. */
static bool judge_file(clear *c, const char *path, const char **why)
{
    fx_error probe = {.arena = c->a};
    fx_revision r;
    const char *text;
    size_t n;

    *why = "not a revision file";
    if (!fx_revision_is_file(path))
        return true;
    if (!fx_source_read(c->ws->worktree, c->a, path, &text, &n, c->err))
        return false;
    *why = text == NULL                                        ? "a link or no file"
           : fx_revision_read(c->a, path, text, n, &r, &probe) ? NULL
                                                               : probe.msg;
    return true;
}

/* Links too, which a source leaves out: they are to be named. */
static bool look_at_files(clear *c)
{
    const char *dir = fx_versions_dir(c->a, &c->ws->config);
    fx_strs names = {0};

    if (!fx_dir_list(c->a, fx_path_join(c->a, c->ws->root, dir), &names, c->err))
        return false;
    fx_each (const char *, name, &names) {
        const char *path = fx_path_join(c->a, dir, *name), *why;

        if (!judge_file(c, path, &why))
            return false;
        if (why == NULL)
            *fx_push(c->a, &c->out->removed) = path;
        else
            *fx_push(c->a, &c->out->kept) = (fx_kept_file){path, why};
    }
    return true;
}

/* What no commit brings back. */
static bool find_unsaved(clear *c)
{
    fx_workspace *ws = c->ws;
    fx_source *head = NULL;

    if (ws->repo != NULL && ws->head.commit != NULL) {
        head = fx_source_commit(c->a, ws->repo, ws->head.commit, ws->prefix, c->err);
        if (head == NULL)
            return false;
    }
    fx_each (const char *, path, &c->out->removed) {
        const char *now = NULL, *then = NULL;
        size_t now_n = 0, then_n = 0;

        if (!fx_source_read(ws->worktree, c->a, *path, &now, &now_n, c->err) ||
            (head != NULL && !fx_source_read(head, c->a, *path, &then, &then_n, c->err)))
            return false;
        if (then == NULL || now_n != then_n || memcmp(now, then, now_n) != 0)
            *fx_push(c->a, &c->out->unsaved) = *path;
    }
    return true;
}

/* ---- consent ---- */

static const char *count(fx_arena *a, size_t n, const char *what)
{
    return fx_fmt(a, "%zu %s%s", n, what, n == 1 ? "" : "s");
}

static const char *ledger_text(clear *c)
{
    return fx_fmt(c->a, "the ledger of %s would forget %s (%s), tables stay", c->out->database,
                  count(c->a, c->out->revisions.n, "revision"),
                  fx_strs_join(c->a, &c->out->revisions, ", "));
}

static const char *files_text(clear *c)
{
    fx_str s = {.arena = c->a};

    fx_str_addf(&s, "%s in %s would be deleted", count(c->a, c->out->removed.n, "revision file"),
                fx_versions_dir(c->a, &c->ws->config));
    if (c->out->unsaved.n > 0)
        fx_str_addf(&s, ", of which no commit has %s", fx_strs_join(c->a, &c->out->unsaved, ", "));
    return fx_str_text(&s);
}

static bool judge(clear *c)
{
    const char *ledger = c->out->revisions.n > 0 ? ledger_text(c) : NULL;
    const char *files = c->out->removed.n > 0 ? files_text(c) : NULL;

    if (ledger != NULL &&
        !fx_agree_protected(&c->o->agreement, c->place->target, c->protected_, ledger, c->err))
        return false;
    if (ledger == NULL && files == NULL)
        return true;
    return fx_agree(c->a, &c->o->agreement,
                    ledger == NULL  ? files
                    : files == NULL ? ledger
                                    : fx_fmt(c->a, "%s; %s", ledger, files),
                    c->err);
}

/* ---- the work ---- */

static fx_provenance provenance(fx_workspace *ws)
{
    return (fx_provenance){
        .commit = ws->repo == NULL ? getenv("FXGIT_COMMIT") : ws->head.commit,
        .branch = ws->head.branch,
        .origin = ws->origin,
        .user = fx_workspace_user(ws),
        .host = fx_workspace_host(ws),
    };
}

/* Only what was agreed to: another process may have been here since. */
static bool still_same(clear *c)
{
    fx_strs now;

    if (!read_ledger(c, &now))
        return false;
    if (fx_strs_equal(&now, &c->out->revisions))
        return true;
    fx_fail(c->err, FX_LOCKED, "the ledger of %s changed meanwhile: another process was here",
            c->out->database);
    return fx_hint(c->err, "nothing was changed. Run the command again");
}

static bool forget(clear *c)
{
    const char *project = c->ws->config.project;
    fx_provenance who = provenance(c->ws);

    return still_same(c) &&
           fx_db_run(c->db, "DELETE FROM fxgit_ledger WHERE project = ?", &project, 1, c->err) &&
           fx_db_exec(c->db,
                      "DELETE FROM fxgit_text WHERE NOT EXISTS "
                      "(SELECT 1 FROM fxgit_ledger WHERE text_hash = hash)",
                      c->err) &&
           fx_ledger_event(c->db, project, "clear", NULL, &who, NULL, c->err) &&
           fx_ledger_commit(c->db, c->ws, c->err);
}

static bool clear_ledger(clear *c)
{
    if (c->out->revisions.n == 0)
        return true;
    if (!fx_ledger_alembic(c->db, c->ws, c->err) || !fx_db_begin(c->db, FX_GUARD_NONE, c->err))
        return false;
    if (forget(c))
        return true;
    fx_db_rollback(c->db);
    return false;
}

static bool clear_files(clear *c)
{
    for (size_t i = 0; i < c->out->removed.n; i++) {
        const char *path = c->out->removed.at[i];

        if (unlink(fx_path_join(c->a, c->ws->root, path)) == 0 || errno == ENOENT)
            continue;
        fx_fail(c->err, FX_INPUT, "cannot delete %s: %s", path, strerror(errno));
        return fx_hint(c->err, "%s before it %s deleted%s",
                       i == 0 ? "no file" : count(c->a, i, "file"), i > 1 ? "were" : "was",
                       c->out->revisions.n > 0 ? ", and the ledger was cleared" : "");
    }
    return true;
}

bool fx_clear(fx_workspace *ws, const fx_place *place, const fx_clear_options *o,
              fx_clear_result *out, fx_error *err)
{
    clear c = {.a = ws->arena, .ws = ws, .place = place, .o = o, .out = out, .err = err};

    *out = (fx_clear_result){0};
    if (o->ledger && !look_at_ledger(&c))
        return false;
    if (o->files && (!look_at_files(&c) || !find_unsaved(&c)))
        return false;
    return judge(&c) && clear_ledger(&c) && clear_files(&c);
}
