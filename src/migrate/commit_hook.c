/*
 * pre-commit: gate, writing, coverage (DESIGN section 7). Everything is read
 * from the index, so a partial commit gets the revision that it needs.
 */
#include <string.h>
#include <unistd.h>

#include "commit_inner.h"
#include "fx/base/path.h"
#include "fx/migrate/folded.h"
#include "fx/migrate/merge.h"

/* False without an error: the project's file is not in the index, so the commit does not concern
 * it. */
static bool open_trees(commit *c, bool *concerned, fx_error *err)
{
    fx_workspace *ws = c->ws;
    fx_arena *a = ws->arena;
    fx_error probe = {.arena = a};
    const char *text;
    size_t n;

    c->index = fx_source_index(a, ws->repo, ws->prefix, err);
    if (c->index == NULL || !fx_source_read(c->index, a, ws->config.path, &text, &n, err))
        return false;
    *concerned = text != NULL;
    if (!*concerned)
        return true;
    if (!fx_config_read(a, c->index, ws->config.path, &c->config, err))
        return false;
    if (ws->head.commit == NULL)
        return true;
    c->head = fx_source_commit(a, ws->repo, ws->head.commit, ws->prefix, err);
    if (c->head == NULL)
        return false;
    if (!fx_config_read(a, c->head, ws->config.path, &c->before, &probe))
        c->head = NULL; /* the project begins with this commit */
    return true;
}

/* ---- what an aborted commit left behind ---- */

static const char *pending_path(const commit *c)
{
    return fx_path_join(c->ws->arena, fx_repo_gitdir(c->ws->repo), "fxgit/pending");
}

/* A line a file: "<blob> <path>". */
static bool read_pending(const commit *c, fx_files *out, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    const char *path = pending_path(c), *text;
    size_t n;

    if (!fx_path_exists(path))
        return true;
    if (!fx_file_read(a, path, 1 << 20, &text, &n, err))
        return false;
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        const char *line = fx_strndup(a, text, length), *blank = strchr(line, ' ');

        if (blank != NULL)
            *fx_push(a, out) = (fx_file){blank + 1, fx_strndup(a, line, (size_t)(blank - line))};
        text += length + (text[length] == '\n');
    }
    return true;
}

/* What this run wrote before stays noted. */
static bool write_pending(const commit *c, const fx_generated *g, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    const char *path = pending_path(c), *before = "";
    size_t n = 0;

    if (fx_path_exists(path) && !fx_file_read(a, path, 1 << 20, &before, &n, err))
        return false;
    const char *lines = fx_fmt(a, "%s%s %s\n", before, g->revision.blob, g->path);

    return fx_dir_make(a, fx_path_dir(a, path), err) &&
           fx_file_write(a, path, lines, strlen(lines), 0666, err);
}

static const char *blob_in(fx_source *src, fx_arena *a, const char *path, fx_error *err)
{
    fx_files files = {0};

    if (src == NULL || !fx_source_list(src, a, path, &files, err) || files.n == 0)
        return NULL;
    return files.at[0].blob;
}

/* post-commit forgets what was noted; where it did not run, Git is asked. */
static bool is_committed(const commit *c, const fx_file *file)
{
    const char *name = fx_path_base(file->path);

    return fx_repo_where(c->ws->repo, fx_path_dir(c->ws->arena, commit_in_repo(c, file->path)),
                         name) != NULL;
}

/* Takes one file back that an earlier run wrote for a commit that did not come about. */
static bool take_back(const commit *c, const fx_file *file, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    const char *path = fx_path_join(a, c->ws->root, file->path), *text;
    const char *staged = blob_in(c->index, a, file->path, err);
    size_t n;

    if (err->code != FX_NONE)
        return false;
    if (blob_in(c->head, a, file->path, err) != NULL || err->code != FX_NONE)
        return err->code == FX_NONE;
    if (is_committed(c, file))
        return true; /* on another branch, which may come here just now, by a merge */
    if (staged != NULL && !fx_same(staged, file->blob))
        return true;
    if (staged != NULL && !fx_repo_unstage(c->ws->repo, commit_in_repo(c, file->path), err))
        return false;
    if (!fx_path_exists(path))
        return true;
    fx_source *tree = c->ws->worktree;
    fx_revision r;

    if (!fx_source_read(tree, a, file->path, &text, &n, err))
        return false;
    fx_error probe = {.arena = a};

    if (fx_revision_read(a, file->path, text, n, &r, &probe) && fx_same(r.blob, file->blob))
        unlink(path);
    return true;
}

static bool clear_pending(commit *c, fx_error *err)
{
    fx_files pending = {0};

    if (!read_pending(c, &pending, err))
        return false;
    if (pending.n == 0)
        return true;
    fx_each (const fx_file, file, &pending) {
        if (!take_back(c, file, err))
            return false;
    }
    unlink(pending_path(c));
    c->index = fx_source_index(c->ws->arena, c->ws->repo, c->ws->prefix, err);
    return c->index != NULL;
}

/* ---- a hook never writes twice ---- */

static bool read_there(commit *c, const char *path, fx_revision *out, bool *readable, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    fx_error probe = {.arena = a};
    const char *text;
    size_t n;

    *readable = false;
    if (!fx_source_read(c->ws->worktree, a, path, &text, &n, err))
        return false;
    *readable = text != NULL && fx_revision_read(a, path, text, n, out, &probe);
    return true;
}

/* Does the revision do just what is missing? */
static bool covers(commit *c, const fx_revision *r, const fx_schema *history,
                   const fx_schema *model)
{
    fx_arena *a = c->ws->arena;
    fx_error probe = {.arena = a};
    fx_schema state = fx_schema_copy(a, history);

    return fx_strs_equal(&r->parents, &c->out->revision.parents) &&
           fx_replay_all(a, &state, &r->up.steps, NULL, &probe) &&
           fx_generate_covered(a, &c->config, &state, model);
}

static bool overlaps(fx_arena *a, const fx_revision *x, const fx_revision *y)
{
    fx_strs mine = {0}, other = {0};

    fx_each (const fx_step *const, s, &x->up.steps) {
        fx_step_touches(a, *s, &mine);
    }
    fx_each (const fx_step *const, s, &y->up.steps) {
        fx_step_touches(a, *s, &other);
    }
    fx_each (const char *, name, &mine) {
        if (fx_strs_has(&other, *name))
            return true;
    }
    return false;
}

static bool judge_there(commit *c, const char *path, const fx_schema *history,
                        const fx_schema *model, bool *staged, fx_error *err)
{
    fx_revision r;
    bool readable;

    if (!read_there(c, path, &r, &readable, err))
        return false;
    if (!readable || !overlaps(c->ws->arena, &r, &c->out->revision))
        return true;
    if (covers(c, &r, history, model)) {
        c->out->revision = r;
        c->out->path = path;
        *staged = true;
        return true;
    }
    fx_fail(err, FX_REFUSED,
            "%s is not staged and overlaps the revision that this commit needs (%s)", path,
            c->out->path);
    return fx_hint(err, "Commit it too: git add %s. Or remove it, and commit again: rm %s", path,
                   path);
}

/* Looks for a revision in the work tree that already does it; *staged: c->out is that one now. */
static bool find_there(commit *c, bool *staged, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    fx_strs unstaged = {0}, untracked = {0};
    fx_history history;
    fx_schema before, model;
    const char *dir = commit_in_repo(c, fx_versions_dir(a, &c->config));

    *staged = false;
    if (!fx_repo_dirty(c->ws->repo, dir, &unstaged, &untracked, err))
        return false;
    fx_each (const char *, path, &unstaged) {
        *fx_push(a, &untracked) = *path;
    }
    if (untracked.n == 0)
        return true;
    if (!fx_history_read(a, c->index, &c->config, &history, err) ||
        !fx_history_replay(a, &history, &before, err) ||
        !fx_model_read(a, c->index, &c->config, &model, err))
        return false;
    fx_each (const char *, path, &untracked) {
        size_t skip = *c->ws->prefix == '\0' ? 0 : strlen(c->ws->prefix) + 1;

        if (!*staged && !judge_there(c, *path + skip, &before, &model, staged, err))
            return false;
    }
    return true;
}

/* What was written leads from what is there to the entities, and back. What post-commit notes is
 * kept for it. */
static bool is_covered(const commit *c)
{
    fx_arena *a = c->ws->arena;
    fx_error probe = {.arena = a};
    fx_schema before, after, model;
    const char *fingerprint;
    fx_folded f;

    if (!fx_folded_read(a, c->index, &c->config, &f, &probe) ||
        !fx_model_read(a, c->index, &c->config, &model, &probe))
        return false;
    before = fx_schema_copy(a, &f.schema);
    fx_schema_leave_out(&before, &c->config.ignore_tables);
    after = fx_schema_copy(a, &before);
    if (!fx_replay_all(a, &after, &c->out->revision.up.steps, NULL, &probe) ||
        !fx_generate_covered(a, &c->config, &after, &model))
        return false;
    if (!c->out->revision.down.irreversible &&
        (!fx_replay_all(a, &after, &c->out->revision.down.steps, NULL, &probe) ||
         !fx_schema_equal(&after, &before)))
        return false;
    fx_folded_follow(a, c->index, &c->config, &c->out->revision);
    fx_model_keep(a, c->index, &c->config);
    (void)!fx_model_fingerprint(a, c->index, &c->config, &fingerprint, &probe);
    return true;
}

static void prove(void *ctx)
{
    commit *c = ctx;

    c->covered = is_covered(c);
}

static bool write_revision(commit *c, fx_error *err)
{
    const fx_revision *r = &c->out->revision;
    bool staged;

    if (!commit_check_said(c, err) || !find_there(c, &staged, err))
        return false;
    if (!staged && !write_pending(c, c->out, err))
        return false;
    if (c->quick)
        fx_repo_meanwhile(c->ws->repo, prove, c);
    return fx_repo_stage(c->ws->repo, commit_in_repo(c, c->out->path), r->text, r->n, err);
}

static bool check(commit *c, bool coverage, fx_findings *findings, fx_error *err)
{
    fx_check_options o = {.staged = true, .use_ledger = !coverage, .no_coverage = !coverage};

    return fx_gate(c->ws, &o, findings, err);
}

/* What a merge brought together, joined where that needs no decision. Files that cannot be read,
 * or do not fit together, are the gate's business. */
static bool join_heads(commit *c, fx_generated *joined, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    fx_error probe = {.arena = err->arena};
    fx_merged m;

    if (!fx_merge(a, c->index, &c->config, NULL, &m, &probe)) {
        if (m.heads.n < 2)
            return true;
        return fx_pass(err, &probe);
    }
    *joined = m.made;
    if (joined->nothing)
        return true;
    if (!write_pending(c, joined, err) ||
        !fx_repo_stage(c->ws->repo, commit_in_repo(c, joined->path), joined->revision.text,
                       joined->revision.n, err))
        return false;
    c->index = fx_source_index(a, c->ws->repo, c->ws->prefix, err);
    return c->index != NULL;
}

void fx_commit_done(fx_workspace *ws)
{
    const commit c = {.ws = ws};

    if (ws->repo != NULL)
        unlink(pending_path(&c));
}

static bool are_same(const fx_files *one, const fx_files *two)
{
    bool same = one->n == two->n;

    for (size_t i = 0; same && i < one->n; i++)
        same =
            fx_same(one->at[i].path, two->at[i].path) && fx_same(one->at[i].blob, two->at[i].blob);
    return same;
}

static bool same_files(fx_arena *a, fx_source *x, fx_source *y, const char *path, bool *same,
                       fx_error *err)
{
    fx_files one = {0}, two = {0};

    if (!fx_source_list(x, a, path, &one, err) || !fx_source_list(y, a, path, &two, err))
        return false;
    *same = are_same(&one, &two);
    return true;
}

static bool same_model(const commit *c, bool *same, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    fx_files one, two;

    if (!fx_model_files(a, c->index, &c->config, &one, err) ||
        !fx_model_files(a, c->head, &c->config, &two, err))
        return false;
    *same = are_same(&one, &two);
    return true;
}

/* A commit that leaves revisions, entities and fxgit.yml as they are costs next to nothing. */
static bool is_unconcerned(commit *c, bool *out, fx_error *err)
{
    fx_arena *a = c->ws->arena;

    *out = c->head != NULL && !fx_path_exists(pending_path(c));
    if (*out && !same_files(a, c->index, c->head, fx_versions_dir(a, &c->config), out, err))
        return false;
    c->same_revisions = *out;
    if (*out && !same_files(a, c->index, c->head, c->ws->config.path, out, err))
        return false;
    return !*out || same_model(c, out, err);
}

static bool has_one_head(const commit *c, bool *out, fx_error *err)
{
    fx_error probe = {.arena = err->arena};
    fx_folded f;

    *out = fx_folded_facts(c->ws->arena, c->index, &c->config, &f, &probe) && f.heads.n < 2;
    return probe.code == FX_NONE || probe.code == FX_INPUT || probe.code == FX_REFUSED ||
           fx_pass(err, &probe);
}

/* Files and ledger, before anything is written. *done: findings, or nothing that concerns us. */
static bool before_writing(commit *c, bool generate, fx_generated *joined, fx_findings *findings,
                           bool *done, fx_error *err)
{
    if (!is_unconcerned(c, done, err) || *done)
        return err->code == FX_NONE;
    if (generate)
        fx_model_ahead(c->ws->arena, c->index, &c->config);
    c->quick = generate && c->same_revisions;
    if (c->quick && !has_one_head(c, &c->quick, err))
        return false;
    if (c->quick)
        return true;
    if (generate && (!clear_pending(c, err) || !join_heads(c, joined, err)))
        return false;
    if (!check(c, false, findings, err))
        return false;
    *done = fx_findings_errors(findings) > 0;
    return true;
}

/* *done: nothing was to be written, or what was written is proven to be all of it. */
static bool generate_revision(commit *c, bool *done, fx_error *err)
{
    if (!fx_generate(c->ws, c->index, &c->config, NULL, c->out, err))
        return false;
    *done = c->out->nothing;
    if (*done)
        return true;
    if (!write_revision(c, err))
        return false;
    *done = c->covered;
    return true;
}

static bool after_writing(commit *c, fx_findings *findings, fx_error *err)
{
    fx_findings more;

    if (!check(c, true, &more, err))
        return false;
    fx_each (const fx_finding, f, &more.at) {
        if (f->severity == FX_FINDING_ERROR)
            *fx_push(c->ws->arena, &findings->at) = *f;
    }
    return true;
}

bool fx_commit_hook(fx_workspace *ws, fx_commit_made *made, fx_findings *findings, fx_error *err)
{
    commit c = {.ws = ws, .out = &made->covering};
    bool concerned, done = false, generate = ws->config.pre_commit == FX_PRE_GENERATE;

    made->joined = made->covering = (fx_generated){.nothing = true};
    *findings = (fx_findings){0};
    if (ws->repo == NULL || ws->config.pre_commit == FX_PRE_OFF)
        return true;
    if (!open_trees(&c, &concerned, err) || !concerned)
        return err->code == FX_NONE;
    if (!before_writing(&c, generate, &made->joined, findings, &done, err) || done)
        return err->code == FX_NONE;
    if (generate && (!generate_revision(&c, &done, err) || done))
        return err->code == FX_NONE;
    return after_writing(&c, findings, err);
}
