#include "fx/migrate/amend.h"

#include <string.h>

#include "fx/migrate/env.h"

typedef struct amend {
    fx_arena *a;
    fx_workspace *ws;
    const fx_revision *now;
    const char *text; /* the file with what was added */
    bool found, changed;
    const char *reason;
    fx_error *err;
} amend;

/* The hash leaves `state:` out. Of what a recorded target runs, the hash alone is known. */
static bool same_half(fx_arena *a, const fx_half *now, const fx_half *was)
{
    return fx_same(now->hash, was->hash) &&
           (was->canonical == NULL || fx_same(fx_half_states(a, now), fx_half_states(a, was)));
}

static bool stands_for(fx_arena *a, const fx_revision *now, const fx_revision *was)
{
    bool up = same_half(a, &now->up, &was->up), down = same_half(a, &now->down, &was->down);

    fx_each (const fx_was, w, &now->was) {
        up = up || fx_same(w->up, was->up.hash);
        down = down || fx_same(w->down, was->down.hash);
    }
    return up && down;
}

static bool add(amend *m, const fx_revision *was)
{
    fx_revision *again = fx_new(m->a, fx_revision);
    fx_was w = {.reason = m->reason};

    m->found = true;
    if (!fx_strs_equal(&was->parents, &m->now->parents)) {
        fx_fail_at(m->err, FX_REFUSED, m->now->path, 1, 0,
                   "revision %s got other parents: that cannot be mended", was->id);
        return fx_hint(m->err, "Put `revises: [%s]` back.",
                       fx_strs_join(m->a, &was->parents, ", "));
    }
    if (stands_for(m->a, m->now, was))
        return true;
    if (!same_half(m->a, &m->now->up, &was->up))
        w.up = was->up.hash;
    if (!same_half(m->a, &m->now->down, &was->down))
        w.down = was->down.hash;
    m->text = fx_revision_add_was(m->a, m->now, &w);
    m->changed = true;
    if (!fx_revision_read(m->a, m->now->path, m->text, strlen(m->text), again, m->err))
        return false;
    m->now = again;
    return true;
}

/* The revision as a commit has it, whatever its file is called there. */
static bool look_at(amend *m, const char *commit)
{
    fx_source *src = fx_source_commit(m->a, m->ws->repo, commit, m->ws->prefix, m->err);
    fx_error probe = {.arena = m->a};
    fx_files files = {0};
    fx_config config;

    if (src == NULL)
        return false;
    if (!fx_config_read(m->a, src, m->ws->config.path, &config, &probe))
        return true;
    if (!fx_source_list(src, m->a, fx_versions_dir(m->a, &config), &files, m->err))
        return false;
    fx_each (const fx_file, file, &files) {
        fx_revision r;
        fx_error unread = {.arena = m->a};
        const char *text;
        size_t n;

        if (!fx_revision_is_file(file->path))
            continue;
        if (!fx_source_read(src, m->a, file->path, &text, &n, m->err))
            return false;
        if (text != NULL && fx_revision_read(m->a, file->path, text, n, &r, &unread) &&
            fx_same(r.id, m->now->id) && !add(m, &r))
            return false;
    }
    return true;
}

/* Of what a recorded target runs only the hashes are known, and suffice. */
static bool look_at_targets(amend *m)
{
    fx_envs all;

    if (!fx_env_all(m->ws, &all, NULL, m->err))
        return false;
    fx_each (const fx_env, e, &all) {
        const fx_env_row *row = fx_env_find(e, m->now->id);
        fx_revision was = {.id = m->now->id, .parents = m->now->parents};

        if (row == NULL)
            continue;
        was.up.hash = row->up_hash;
        was.down.hash = row->down_hash;
        if (!add(m, &was))
            return false;
    }
    return true;
}

static bool look_everywhere(amend *m, const char *base)
{
    fx_commit c;

    if (!look_at_targets(m))
        return false;

    if (base != NULL && (!fx_repo_commit(m->ws->repo, base, &c, m->err) || !look_at(m, c.id)))
        return false;
    fx_each (const char *, ref, &m->ws->config.frozen) {
        const char *id = fx_repo_ref(m->ws->repo, *ref);

        if (id != NULL && !look_at(m, id))
            return false;
    }
    return m->ws->head.commit == NULL || look_at(m, m->ws->head.commit);
}

bool fx_amend(fx_workspace *ws, const char *text, const char *base, const char *reason,
              fx_edits *out, fx_error *err)
{
    amend m = {.a = ws->arena, .ws = ws, .reason = reason, .err = err};
    fx_history history, after;
    const char *id;

    *out = (fx_edits){0};
    if (ws->repo == NULL)
        return fx_fail(err, FX_GIT, "%s is not in a Git repository", ws->root);
    if (!fx_history_read(m.a, ws->worktree, &ws->config, &history, err) ||
        !fx_graph_resolve(m.a, &history.graph, text, &id, err))
        return false;
    m.now = fx_graph_find(&history.graph, id)->revision;
    if (!look_everywhere(&m, base))
        return false;
    if (!m.found) {
        fx_fail(err, FX_REFUSED, "revision %s is in no commit yet: it is no frozen one", id);
        return fx_hint(err, "A draft is edited as it is.");
    }
    if (!m.changed)
        return true;
    fx_edits_put(m.a, out, m.now->path, m.text, fx_fmt(m.a, "was: %s", reason));
    return fx_edits_try(m.a, &history, out, &after, NULL, err);
}
