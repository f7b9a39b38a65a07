#include "fx/migrate/push.h"

#include <string.h>

#include "fx/base/path.h"
#include "fx/git/refs.h"

static const char heads[] = "refs/heads/";

typedef struct push {
    fx_arena *a;
    fx_repo *repo;
    const char *remote; /* NULL: we receive */
    const fx_pushed *it;
    const char *main; /* the receiver's default branch: its commit; NULL: none yet */
    bool unborn;      /* it receives, and HEAD names no branch: each one is frozen */
    fx_judgements *out;
    fx_error *err;
} push;

/* Here: the commit at the tip of the receiver's ref, as far as it is known; of one that was deleted
 * the last one that it had. */
typedef struct frozen_ref {
    const char *ref, *commit; /* ref: as the receiver names it */
} frozen_ref;
typedef FX_VEC(frozen_ref) frozen_refs;

/* HEAD of a remote is known where it was cloned from; else its usual names are looked for. */
static const char *remote_ref(const push *p, const char *name)
{
    static const char *const usual[] = {"main", "master"};
    const char *full = fx_repo_ref_name(p->repo, name);

    for (size_t i = 0; full == NULL && i < 2; i++) {
        if (fx_same(name, fx_fmt(p->a, "%s/HEAD", p->remote)))
            full = fx_repo_ref_name(p->repo, fx_fmt(p->a, "%s/%s", p->remote, usual[i]));
    }
    return full;
}

/* What `frozen: [origin/HEAD]` means at the receiver, or here for the one that is pushed to. */
static frozen_ref read_ref(const push *p, const char *name)
{
    const char *branch = fx_starts(name, "origin/") ? name + strlen("origin/") : name;
    frozen_ref out = {.ref = name};

    if (p->remote == NULL) {
        const char *head = fx_repo_ref_name(p->repo, "HEAD");

        if (fx_same(branch, "HEAD"))
            out.ref = head;
        else if (!fx_starts(branch, "refs/"))
            out.ref = fx_fmt(p->a, "%s%s", heads, branch);
        out.commit = out.ref == NULL ? NULL : fx_frozen_commit(p->repo, out.ref);
        return out;
    }
    const char *full = remote_ref(p, name);
    const char *ours = fx_fmt(p->a, "refs/remotes/%s/", p->remote);

    if (full == NULL)
        full = fx_fmt(p->a, "refs/remotes/%s", name); /* gone since */
    out.commit = fx_frozen_commit(p->repo, full);
    if (out.commit == NULL)
        out.commit = fx_repo_ref(p->repo, name);
    if (fx_starts(full, ours))
        out.ref = fx_fmt(p->a, "%s%s", heads, full + strlen(ours));
    return out;
}

/* All that the receiver has, and had. */
static bool all_refs(const push *p, frozen_refs *out)
{
    static const char *const below[] = {heads, FX_FROZEN_REFS "heads/"};

    for (size_t i = 0; i < 2; i++) {
        fx_strs names;

        if (!fx_refs_below(p->repo, below[i], &names, p->err))
            return false;
        fx_each (const char *, name, &names) {
            const char *ref = fx_fmt(p->a, "%s%s", heads, *name);

            if (i == 0 || fx_repo_ref(p->repo, ref) == NULL)
                *fx_push(p->a, out) = (frozen_ref){ref, fx_frozen_commit(p->repo, ref)};
        }
    }
    return true;
}

/* The policy is not the pushed commit's to decide, where there is another. */
static const char *policy_commit(const push *p, const char *config, const frozen_refs *all)
{
    fx_strs from = {0};

    *fx_push(p->a, &from) = p->main;
    *fx_push(p->a, &from) = p->it->old;
    fx_each (const frozen_ref, f, all) {
        *fx_push(p->a, &from) = f->commit;
    }
    *fx_push(p->a, &from) = p->it->new;
    fx_each (const char *, commit, &from) {
        fx_error probe = {.arena = p->a};
        fx_workspace ws;

        if (*commit != NULL && fx_workspace_at(p->a, p->repo, *commit, config, &ws, &probe))
            return *commit;
    }
    return NULL;
}

static frozen_refs frozen_of(const push *p, const char *config, const char *policy)
{
    frozen_refs out = {0};
    fx_error probe = {.arena = p->a};
    fx_workspace ws;

    if (policy == NULL || !fx_workspace_at(p->a, p->repo, policy, config, &ws, &probe))
        return out;
    fx_each (const char *, name, &ws.config.frozen) {
        *fx_push(p->a, &out) = read_ref(p, *name);
    }
    return out;
}

static bool has_commit(const push *p, const char *commit)
{
    fx_error probe = {.arena = p->a};
    fx_commit c;

    return commit != NULL && fx_repo_commit(p->repo, commit, &c, &probe);
}

static void set_bases(const push *p, const frozen_refs *frozen, fx_check_options *o)
{
    bool frozen_itself = false;

    fx_each (const frozen_ref, f, frozen) {
        const char *old = has_commit(p, p->it->old) ? p->it->old : f->commit;

        if (fx_same(f->ref, p->it->ref)) {
            frozen_itself = true;
            if (old != NULL)
                *fx_push(p->a, &o->frozen_trees) = old;
        } else if (f->commit != NULL && !fx_strs_has(&o->frozen_tips, f->commit)) {
            *fx_push(p->a, &o->frozen_tips) = f->commit;
        }
    }
    o->drafts_may_wait = p->remote == NULL && !p->unborn && !frozen_itself && frozen->n > 0;
}

/* The project's file is gone, and with it the watch over its revisions. */
static bool judge_gone(push *p, const char *config, const fx_check_options *o, fx_judged *to)
{
    fx_error probe = {.arena = p->a};
    fx_strs bases = o->frozen_trees, more = {0};

    fx_each (const char *, tip, &o->frozen_tips) {
        if (!fx_repo_merge_bases(p->repo, *tip, p->it->new, &more, p->err))
            return false;
        fx_each (const char *, base, &more) {
            *fx_push(p->a, &bases) = *base;
        }
    }
    fx_each (const char *, base, &bases) {
        fx_workspace ws;
        fx_history history;

        probe = (fx_error){.arena = p->a};
        if (!fx_workspace_at(p->a, p->repo, *base, config, &ws, &probe) ||
            !fx_history_read(p->a, ws.worktree, &ws.config, &history, &probe) || history.all.n == 0)
            continue;
        *fx_push(p->a, &to->findings.at) = (fx_finding){
            .rule = "frozen-project",
            .file = fx_path_base(config),
            .line = 1,
            .title = "project deleted",
            .message = fx_fmt(p->a, "%s is gone, and %zu of its revisions are frozen", config,
                              history.all.n),
            .hint = fx_fmt(p->a, "Take it back: git checkout %.10s -- %s", *base, config),
        };
        break;
    }
    return true;
}

/* What freezes, by the policy, or because nobody says what. */
static bool read_frozen(push *p, const char *config, const char **policy, frozen_refs *out)
{
    *out = (frozen_refs){0};
    if (p->unborn && !all_refs(p, out))
        return false;
    *policy = policy_commit(p, config, out);
    if (!p->unborn)
        *out = frozen_of(p, config, *policy);
    return true;
}

static void say_unborn(const push *p, const frozen_refs *frozen, fx_findings *out)
{
    const char *head = fx_repo_ref_name(p->repo, "HEAD");

    if (!p->unborn || frozen->n == 0 || fx_same(head, p->it->ref))
        return;
    *fx_push(p->a, &out->at) = (fx_finding){
        .severity = FX_FINDING_WARNING,
        .rule = "unborn-head",
        .title = "HEAD names no branch",
        .message = fx_fmt(p->a,
                          "HEAD of this repository names %s, which is not there: every "
                          "branch is frozen",
                          head == NULL ? "nothing" : head),
        .hint = fx_fmt(p->a, "There: git symbolic-ref HEAD %s", frozen->at[0].ref),
    };
}

static bool judge_project(push *p, const char *config, bool there)
{
    const char *policy;
    frozen_refs frozen;
    fx_check_options o = {.pushed = true};
    fx_workspace *ws = fx_new(p->a, fx_workspace);
    fx_judged *to = fx_push(p->a, p->out);
    const char *dir = fx_path_dir(p->a, config);

    *to = (fx_judged){.ref = p->it->ref, .prefix = fx_same(dir, ".") ? "" : dir};
    if (!read_frozen(p, config, &policy, &frozen))
        return false;
    o.policy = policy;
    set_bases(p, &frozen, &o);
    if (!there)
        return judge_gone(p, config, &o, to);
    if (fx_workspace_at(p->a, p->repo, p->it->new, config, ws, p->err) &&
        fx_gate(ws, &o, &to->findings, p->err)) {
        say_unborn(p, &frozen, &to->findings);
        return true;
    }
    if (p->err->code != FX_INPUT && p->err->code != FX_REFUSED)
        return false;
    *fx_push(p->a, &to->findings.at) = (fx_finding){
        .rule = "unreadable",
        .file = p->err->file == NULL ? fx_path_base(config) : p->err->file,
        .line = p->err->line,
        .title = "project cannot be read",
        .message = p->err->msg,
        .hint = p->err->hint,
    };
    fx_error_clear(p->err);
    return true;
}

/* A frozen ref that goes stays frozen by its last value, also for one that comes after it under its
 * name. */
static bool keep_deleted(push *p)
{
    const char *from = p->remote == NULL ? heads : fx_fmt(p->a, "refs/remotes/%s/", p->remote);
    const char *ref = fx_fmt(p->a, "%s%s", from, p->it->ref + strlen(heads));
    bool frozen = false;
    fx_strs projects = {0};

    if (!has_commit(p, p->it->old))
        return true;
    if (!fx_projects_at(p->a, p->repo, p->it->old, &projects, p->err))
        return false;
    fx_each (const char *, config, &projects) {
        const char *policy;
        frozen_refs all;

        if (!read_frozen(p, *config, &policy, &all))
            return false;
        fx_each (const frozen_ref, f, &all) {
            frozen = frozen || fx_same(f->ref, p->it->ref);
        }
    }
    return !frozen || fx_ref_set(p->repo, fx_frozen_ref(p->a, ref), p->it->old, p->err);
}

/* What is kept is taken away on the server, by a person, not by a push. */
static void refuse_kept(push *p)
{
    fx_judged *to = fx_push(p->a, p->out);

    *to = (fx_judged){.ref = p->it->ref, .prefix = ""};
    *fx_push(p->a, &to->findings.at) = (fx_finding){
        .rule = "frozen-ref",
        .title = "kept ref pushed",
        .message = fx_fmt(p->a, "%s keeps what a frozen branch had", p->it->ref),
        .hint = fx_fmt(p->a, "If it may go, there: git update-ref -d %s", p->it->ref),
    };
}

static bool judge_ref(push *p)
{
    fx_strs now = {0}, before = {0};
    frozen_refs all = {0};
    const char *published = p->it->old != NULL ? p->it->old : p->main;

    if (published == NULL && p->unborn && !all_refs(p, &all))
        return false;
    if (all.n > 0)
        published = all.at[0].commit;

    if (!fx_projects_at(p->a, p->repo, p->it->new, &now, p->err))
        return false;
    if (has_commit(p, published) && !fx_projects_at(p->a, p->repo, published, &before, p->err))
        return false;
    fx_each (const char *, config, &now) {
        if (!judge_project(p, *config, true))
            return false;
    }
    fx_each (const char *, config, &before) {
        if (!fx_strs_has(&now, *config) && !judge_project(p, *config, false))
            return false;
    }
    return true;
}

bool fx_push_judge(fx_arena *a, fx_repo *repo, const char *remote, const fx_pushes *pushes,
                   fx_judgements *out, fx_error *err)
{
    push p = {.a = a, .repo = repo, .remote = remote, .out = out, .err = err};

    *out = (fx_judgements){0};
    p.main = remote == NULL ? fx_repo_ref(repo, "HEAD")
                            : fx_repo_ref(repo, fx_fmt(a, "refs/remotes/%s/HEAD", remote));
    p.unborn = remote == NULL && p.main == NULL;
    fx_each (const fx_pushed, it, pushes) {
        p.it = it;
        if (remote == NULL && fx_starts(it->ref, FX_FROZEN_REFS))
            refuse_kept(&p);
        if (fx_starts(it->ref, heads) && !(it->new == NULL ? keep_deleted(&p) : judge_ref(&p)))
            return fx_context(err, "%s", it->ref);
    }
    return true;
}
