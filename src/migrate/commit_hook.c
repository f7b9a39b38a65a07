/*
 * pre-commit: gate, writing, coverage (DESIGN section 7). Everything is read
 * from the index, so a partial commit gets the revision that it needs.
 */
#include <string.h>
#include <unistd.h>

#include "commit_inner.h"
#include "fx/base/path.h"
#include "fx/migrate/covered.h"
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

static bool judge_there(commit *c, const char *path, const fx_schema *history,
                        const fx_schema *model, bool *staged, fx_error *err)
{
    fx_revision r;
    bool readable;

    if (!read_there(c, path, &r, &readable, err))
        return false;
    if (!readable || !commit_overlaps(c->ws->arena, &r, &c->out->revision))
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

/* Revision files of the work tree that the index has otherwise, or not at all: what any command
 * would read as one, no backup of an editor, nothing that a merge or a killed process left. */
static bool list_there(const commit *c, fx_strs *out, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    const char *versions = fx_versions_dir(a, &c->config);
    const size_t skip = *c->ws->prefix == '\0' ? 0 : strlen(c->ws->prefix) + 1;
    fx_strs unstaged = {0}, untracked = {0};
    fx_files listed = {0};

    if (!fx_repo_dirty(c->ws->repo, commit_in_repo(c, versions), &unstaged, &untracked, err))
        return false;
    fx_each (const char *, path, &unstaged) {
        *fx_push(a, &untracked) = *path;
    }
    if (untracked.n > 0 && !fx_source_list(c->ws->worktree, a, versions, &listed, err))
        return false;
    fx_each (const char *, path, &untracked) {
        const char *own = *path + skip;

        if (fx_revision_is_file(own) && fx_files_find(&listed, own) != NULL)
            *fx_push(a, out) = own;
    }
    return true;
}

/* Looks for a revision in the work tree that already does it; *staged: c->out is that one now. */
static bool find_there(commit *c, bool *staged, fx_error *err)
{
    fx_arena *a = c->ws->arena;
    fx_strs there = {0};
    fx_history history;
    fx_schema before, model;

    *staged = false;
    if (!list_there(c, &there, err))
        return false;
    if (there.n == 0)
        return true;
    if (!fx_history_read(a, c->index, &c->config, &history, err) ||
        !fx_history_replay(a, &history, &before, err) ||
        !fx_model_read(a, c->index, &c->config, &model, err))
        return false;
    fx_each (const char *, path, &there) {
        if (!*staged && !judge_there(c, *path, &before, &model, staged, err))
            return false;
    }
    return true;
}

/* What the steps say of what was renamed, and of what goes. */
static void take_steps(fx_arena *a, const fx_steps *steps, fx_renames *out)
{
    fx_each (const fx_step *const, s, steps) {
        const fx_object *o = &(*s)->object;

        if ((*s)->kind == FX_STEP_DROP_TABLE || (*s)->kind == FX_STEP_RENAME_TABLE)
            *fx_push(a, out) = (fx_rename){o->schema, NULL, o->table, (*s)->rename};
        if ((*s)->kind == FX_STEP_DROP_COLUMN ||
            ((*s)->kind == FX_STEP_ALTER_COLUMN && (*s)->rename != NULL))
            *fx_push(a, out) = (fx_rename){o->schema, o->table, o->name, (*s)->rename};
    }
}

/* A revision in the work tree, by `fxgit new`, has the answers already. One that is not what is
 * needed is refused, or touches other things. */
static bool known_there(void *ctx, fx_renames *out, fx_error *err)
{
    commit *c = ctx;
    fx_arena *a = c->ws->arena;
    fx_strs there = {0};

    if (!list_there(c, &there, err))
        return false;
    fx_each (const fx_revision *const, r, &c->taken) {
        fx_renames all = {0};

        take_steps(a, &(*r)->up.steps, &all);
        fx_each (const fx_rename, it, &all) {
            if (it->to != NULL) /* what goes may be another matter by now */
                *fx_push(a, out) = *it;
        }
    }
    fx_each (const char *, path, &there) {
        fx_revision r;
        bool readable;

        if (!read_there(c, *path, &r, &readable, err))
            return false;
        if (readable)
            take_steps(a, &r.up.steps, out);
    }
    return true;
}

static fx_answer ask(void *ctx, const char *question)
{
    const commit *c = ctx;

    return c->ask == NULL || c->ask->ask == NULL ? FX_ANSWER_NONE
                                                 : c->ask->ask(c->ask->ctx, question);
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
    if (!staged && !commit_write_pending(c, c->out, err))
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
    if (!commit_write_pending(c, joined, err) ||
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
        commit_forget_pending(&c);
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

    *out = c->head != NULL && !commit_has_pending(c);
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
    c->concerned = true;
    if (generate)
        fx_model_ahead(c->ws->arena, c->index, &c->config);
    c->quick = generate && c->same_revisions;
    if (c->quick && !has_one_head(c, &c->quick, err))
        return false;
    if (c->quick)
        return true;
    if (generate && (!commit_clear_pending(c, err) || !join_heads(c, joined, err)))
        return false;
    if (!check(c, false, findings, err))
        return false;
    *done = fx_findings_errors(findings) > 0;
    return true;
}

static bool stage_fills(commit *c, fx_error *err)
{
    fx_strs there = {0};

    if (!commit_find_fills(c, c->filled, err))
        return false;
    if (c->filled->n > 0 && !list_there(c, &there, err))
        return false;
    fx_each (const fx_edit, e, c->filled) {
        if (fx_strs_has(&there, e->path)) {
            fx_fail(err, FX_REFUSED, "%s is to take the %s, and is not staged as it is", e->path,
                    e->note);
            return fx_hint(err, "Stage it, or take it back: git add %s", e->path);
        }
        const char *path = fx_path_join(c->ws->arena, c->ws->root, e->path);

        if (!fx_file_write(c->ws->arena, path, e->text, e->n, 0666, err) ||
            !fx_repo_stage(c->ws->repo, commit_in_repo(c, e->path), e->text, e->n, err))
            return false;
    }
    return true;
}

/* *done: nothing was to be written, or what was written is proven to be all of it. */
static bool generate_revision(commit *c, bool *done, fx_error *err)
{
    const fx_generate_options o = {.judged = true, .ask = ask, .known = known_there, .ctx = c};

    if (!fx_generate(c->ws, c->index, &c->config, &o, c->out, err) || !stage_fills(c, err))
        return false;
    *done = c->out->nothing;
    if (*done)
        return true;
    commit_keep_name(c);
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

static bool run(commit *c, fx_commit_made *made, fx_findings *findings, fx_error *err)
{
    bool there, done = false, generate = c->ws->config.pre_commit == FX_PRE_GENERATE;

    if (!open_trees(c, &there, err) || !there)
        return err->code == FX_NONE;
    if (!before_writing(c, generate, &made->joined, findings, &done, err) || done)
        return err->code == FX_NONE;
    if (generate && (!generate_revision(c, &done, err) || done))
        return err->code == FX_NONE;
    return after_writing(c, findings, err);
}

bool fx_commit_hook(fx_workspace *ws, const fx_generate_options *o, fx_commit_made *made,
                    fx_findings *findings, fx_error *err)
{
    commit c = {.ws = ws, .out = &made->covering, .filled = &made->filled, .ask = o};

    made->joined = made->covering = (fx_generated){.nothing = true};
    made->filled = (fx_edits){0};
    *findings = (fx_findings){0};
    if (ws->repo == NULL || ws->config.pre_commit == FX_PRE_OFF)
        return true;
    if (!run(&c, made, findings, err))
        return false;
    if (c.concerned && fx_findings_errors(findings) == 0)
        fx_commit_seen(ws, c.index, &c.config, c.out);
    return true;
}
