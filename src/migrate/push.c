#include "fx/migrate/push.h"

#include <string.h>

#include "fx/base/path.h"

static const char heads[] = "refs/heads/";

typedef struct push {
    fx_arena *a;
    fx_repo *repo;
    const char *remote; /* NULL: we receive */
    const fx_pushed *it;
    const char *main; /* the receiver's default branch: its commit; NULL: none yet */
    fx_judgements *out;
    fx_error *err;
} push;

/* Here: the commit at the tip of the receiver's ref, as far as it is known. */
typedef struct frozen_ref {
    const char *ref, *commit; /* ref: as the receiver names it */
} frozen_ref;
typedef FX_VEC(frozen_ref) frozen_refs;

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
    } else {
        const char *full = fx_repo_ref_name(p->repo, name);
        const char *ours = fx_fmt(p->a, "refs/remotes/%s/", p->remote);

        if (full != NULL && fx_starts(full, ours))
            out.ref = fx_fmt(p->a, "%s%s", heads, full + strlen(ours));
    }
    out.commit = fx_repo_ref(p->repo, p->remote == NULL && out.ref != NULL ? out.ref : name);
    return out;
}

/* The policy is not the pushed commit's to decide, where there is another. */
static const char *policy_commit(const push *p, const char *config)
{
    const char *const from[] = {p->main, p->it->old, p->it->new};
    fx_error probe = {.arena = p->a};

    for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
        fx_workspace ws;

        probe = (fx_error){.arena = p->a};
        if (from[i] != NULL && fx_workspace_at(p->a, p->repo, from[i], config, &ws, &probe))
            return from[i];
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
            if (p->it->old != NULL && old != NULL)
                *fx_push(p->a, &o->frozen_trees) = old;
        } else if (f->commit != NULL && !fx_strs_has(&o->frozen_tips, f->commit)) {
            *fx_push(p->a, &o->frozen_tips) = f->commit;
        }
    }
    o->drafts_may_wait = p->remote == NULL && !frozen_itself && frozen->n > 0;
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

static bool judge_project(push *p, const char *config, bool there)
{
    const char *policy = policy_commit(p, config);
    frozen_refs frozen = frozen_of(p, config, policy);
    fx_check_options o = {.pushed = true, .policy = policy};
    fx_workspace *ws = fx_new(p->a, fx_workspace);
    fx_judged *to = fx_push(p->a, p->out);
    const char *dir = fx_path_dir(p->a, config);

    *to = (fx_judged){.ref = p->it->ref, .prefix = fx_same(dir, ".") ? "" : dir};
    set_bases(p, &frozen, &o);
    if (!there)
        return judge_gone(p, config, &o, to);
    if (fx_workspace_at(p->a, p->repo, p->it->new, config, ws, p->err) &&
        fx_gate(ws, &o, &to->findings, p->err))
        return true;
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

static bool judge_ref(push *p)
{
    fx_strs now = {0}, before = {0};
    const char *published = p->it->old != NULL ? p->it->old : p->main;

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
    fx_each (const fx_pushed, it, pushes) {
        p.it = it;
        if (it->new != NULL && fx_starts(it->ref, heads) && !judge_ref(&p))
            return fx_context(err, "%s", it->ref);
    }
    return true;
}
