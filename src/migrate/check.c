#include "fx/migrate/check.h"

#include <assert.h>
#include <string.h>

#include "fx/git/refs.h"
#include "fx/migrate/rules.h"
#include "gate.h"

fx_finding *gate_add(gate *g, fx_severity severity, const char *rule, const char *title)
{
    fx_finding *f = fx_push(g->ws->arena, &g->out->at);

    assert(fx_rule_find(rule) != NULL);
    *f = (fx_finding){.severity = severity, .rule = rule, .title = title};
    return f;
}

static int compare_texts(const char *a, const char *b)
{
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b);
}

static int by_place(const void *a, const void *b)
{
    const fx_finding *x = a, *y = b;
    int order = compare_texts(x->file, y->file);

    if (order == 0)
        order = (x->line > y->line) - (x->line < y->line);
    return order == 0 ? compare_texts(x->rule, y->rule) : order;
}

size_t fx_findings_errors(const fx_findings *f)
{
    size_t n = 0;

    fx_each (const fx_finding, it, &f->at) {
        n += it->severity == FX_FINDING_ERROR;
    }
    return n;
}

/* The tree that is judged: the index, HEAD, or (without Git or a commit) the work tree. */
static bool open_now(gate *g, fx_error *err)
{
    fx_workspace *ws = g->ws;

    if (ws->repo == NULL || (!g->options->staged && ws->head.commit == NULL))
        g->now = ws->worktree;
    else if (g->options->staged)
        g->now = fx_source_index(ws->arena, ws->repo, ws->prefix, err);
    else
        g->now = fx_source_commit(ws->arena, ws->repo, ws->head.commit, ws->prefix, err);
    return g->now != NULL && fx_config_read(ws->arena, g->now, ws->config.path, &g->config, err);
}

static bool need_git(const gate *g, fx_error *err)
{
    if (g->ws->repo != NULL)
        return true;
    fx_fail(err, FX_GIT, "%s is not in a Git repository", g->ws->root);
    return fx_hint(err,
                   "--base and --staged compare with commits. Without Git, run `fxgit check`.");
}

static bool nothing_to_compare(const gate *g, fx_error *err)
{
    fx_fail(err, FX_USAGE, "nothing to compare: %s%s is HEAD",
            g->options->whole ? "" : "the merge base of HEAD and ", g->options->base);
    return fx_hint(err, "Give the commit before the push: fxgit check --base <commit>");
}

/* Revisions of the same ids may be in both: where nobody is there to be told, all of it is frozen.
 */
static bool nothing_in_common(gate *g, const char *commit, bool named, fx_error *err)
{
    if (named) {
        fx_fail(err, FX_GIT, "HEAD and %s have no commit in common", g->options->base);
        return fx_hint(err, "Give a base that HEAD was made from.");
    }
    if (!fx_strs_has(&g->bases, commit))
        *fx_push(g->ws->arena, &g->bases) = commit;
    return true;
}

static bool add_bases(gate *g, const char *commit, bool named, fx_error *err)
{
    fx_arena *a = g->ws->arena;
    fx_strs bases = {0};
    const char *head = g->ws->head.commit;

    if (named && !g->options->staged)
        fx_repo_meanwhile(g->ws->repo, gate_read, g);
    bool found = fx_repo_merge_bases(g->ws->repo, head, commit, &bases, err);

    fx_repo_meanwhile(g->ws->repo, NULL, NULL); /* it may not have been the time */
    if (!found)
        return false;
    if (bases.n == 0)
        return nothing_in_common(g, commit, named, err);
    fx_each (const char *, base, &bases) {
        if (!g->options->staged && fx_same(*base, head)) {
            if (!named)
                continue;
            return nothing_to_compare(g, err);
        }
        if (!fx_strs_has(&g->bases, *base))
            *fx_push(a, &g->bases) = *base;
    }
    if (!fx_strs_has(&bases, commit))
        *fx_push(a, &g->tips) = commit;
    return true;
}

static bool named_base(gate *g, fx_error *err)
{
    fx_commit commit;

    if (!fx_repo_commit(g->ws->repo, g->options->base, &commit, err))
        return false;
    if (g->options->whole) {
        *fx_push(g->ws->arena, &g->bases) = commit.id;
        return g->options->staged || !fx_same(commit.id, g->ws->head.commit) ||
               nothing_to_compare(g, err);
    }
    return add_bases(g, commit.id, true, err);
}

/* The policy is the base's, so that a branch cannot switch its own gate off. A base from before the
 * project began has none. */
static bool read_policy(gate *g, const char *commit, fx_error *err)
{
    fx_arena *a = g->ws->arena;
    fx_error probe = {.arena = a};
    fx_source *src = fx_source_commit(a, g->ws->repo, commit, g->ws->prefix, err);

    if (src == NULL)
        return false;
    if (!fx_config_read(a, src, g->ws->config.path, &g->policy, &probe))
        g->policy = g->config;
    return true;
}

static bool frozen_bases(gate *g, fx_error *err)
{
    g->policy = g->config;
    if (g->ws->repo == NULL || g->ws->head.commit == NULL)
        return true;
    fx_strs refs = g->config.frozen;

    fx_each (const char *, ref, &refs) {
        const char *commit = fx_repo_ref(g->ws->repo, *ref);

        if (commit == NULL) /* gone since */
            commit = fx_frozen_commit(g->ws->repo, fx_fmt(g->ws->arena, "refs/remotes/%s", *ref));
        if (commit != NULL && !add_bases(g, commit, false, err))
            return false;
    }
    return true;
}

/* A published tree is frozen as it is: a forced push may not leave any of it out. */
static bool pushed_bases(gate *g, fx_error *err)
{
    g->policy = g->config;
    fx_each (const char *, commit, &g->options->frozen_trees) {
        *fx_push(g->ws->arena, &g->bases) = *commit;
    }
    fx_each (const char *, commit, &g->options->frozen_tips) {
        if (!add_bases(g, *commit, false, err))
            return false;
    }
    return true;
}

static bool find_bases(gate *g, fx_error *err)
{
    if (g->options->pushed)
        return pushed_bases(g, err);
    if (g->options->base == NULL && g->options->whole)
        return fx_fail(err, FX_USAGE, "--whole needs --base");
    if (g->options->base == NULL)
        return frozen_bases(g, err);
    if (!need_git(g, err))
        return false;
    if (g->ws->head.commit == NULL)
        return fx_fail(err, FX_GIT, "there is no commit yet to compare with %s", g->options->base);
    return named_base(g, err);
}

static void add_dialects(fx_arena *a, const fx_strs *more, fx_strs *out)
{
    fx_each (const char *, name, more) {
        if (!fx_strs_has(out, *name))
            *fx_push(a, out) = *name;
    }
}

/* What nobody wrote down is not known: a URL may be given to a command alone. */
static void find_dialects(gate *g)
{
    if (g->policy.dialects.n == 0 || g->config.dialects.n == 0)
        return;
    add_dialects(g->ws->arena, &g->policy.dialects, &g->dialects);
    add_dialects(g->ws->arena, &g->config.dialects, &g->dialects);
}

/* Which tables are left alone, and what objects are called, is the base's to say: a branch that
 * says so as well is judged by what both do. */
static void find_judged(gate *g)
{
    fx_arena *a = g->ws->arena;

    g->judged = g->config;
    g->judged.ignore_tables = (fx_strs){0};
    fx_each (const char *, name, &g->config.ignore_tables) {
        if (fx_strs_has(&g->policy.ignore_tables, *name))
            *fx_push(a, &g->judged.ignore_tables) = *name;
    }
    g->judged.naming = g->policy.naming;
    g->judged.dialects = g->dialects;
}

static bool run(gate *g, fx_error *err)
{
    if (!open_now(g, err) || !find_bases(g, err))
        return false;
    g->policy = g->config;
    const char *said = g->options->policy != NULL ? g->options->policy
                       : g->bases.n > 0           ? g->bases.at[0]
                                                  : NULL;

    if (said != NULL && !read_policy(g, said, err))
        return false;
    find_dialects(g);
    find_judged(g);
    gate_read(g);
    if (g->unread.code != FX_NONE)
        return fx_pass(err, &g->unread);
    fx_each (const char *, base, &g->bases) {
        if (!gate_base(g, *base, err))
            return false;
    }
    if (!gate_head(g, err))
        return false;
    fx_strs_sort(&g->known);
    fx_each (const char *, tip, &g->tips) {
        if (!gate_tip(g, *tip, err))
            return false;
    }
    return gate_env(g, err) && gate_tree(g, err) && (!g->whole || gate_dialects(g)) &&
           (!g->options->use_ledger || gate_ledger(g, err)) &&
           (!g->options->prove || !g->whole || gate_prove(g, err));
}

static void harden(fx_findings *all)
{
    fx_each (fx_finding, f, &all->at) {
        if (f->severity == FX_FINDING_WARNING)
            f->severity = FX_FINDING_ERROR;
    }
}

/* What hides a frozen revision is no draft's own fault. */
static void soften(const gate *g, fx_findings *all)
{
    fx_each (fx_finding, f, &all->at) {
        bool held = f->file != NULL && fx_strs_has(&g->held, f->file);

        if (!held && !fx_starts(f->rule, "frozen-") && !fx_same(f->rule, "replaces") &&
            f->severity == FX_FINDING_ERROR)
            f->severity = FX_FINDING_WARNING;
    }
}

bool fx_gate(fx_workspace *ws, const fx_check_options *o, fx_findings *out, fx_error *err)
{
    gate g = {.ws = ws, .options = o, .out = out, .unread.arena = ws->arena};

    *out = (fx_findings){0};
    if (o->staged && !need_git(&g, err))
        return false;
    if (!run(&g, err))
        return false;
    out->bases = g.bases;
    if (o->drafts_may_wait)
        soften(&g, out);
    if (o->strict)
        harden(out);
    fx_sort(&out->at, by_place);
    return true;
}
