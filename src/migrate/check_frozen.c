#include <stdlib.h>
#include <string.h>

#include "gate.h"

static const char *line_at(const char *text, size_t *n)
{
    *n = strcspn(text, "\n");
    return text;
}

void gate_difference(gate *g, fx_finding *f, const fx_revision *was, const fx_revision *now)
{
    fx_arena *a = g->ws->arena;
    size_t n, m;
    const char *old = fx_text_normal(a, was->text, was->n, &n);
    const char *new = fx_text_normal(a, now->text, now->n, &m);

    for (f->line = 1; *old != '\0' || *new != '\0'; f->line++) {
        old = line_at(old, &n);
        new = line_at(new, &m);
        if (n != m || memcmp(old, new, n) != 0)
            break;
        old += n + (old[n] == '\n');
        new += m + (new[m] == '\n');
    }
    f->was = fx_trim(a, fx_strndup(a, old, n));
    f->now = fx_trim(a, fx_strndup(a, new, m));
}

void gate_brought(gate *g, fx_finding *f, const char *base, const char *path)
{
    fx_arena *a = g->ws->arena;
    fx_commit c;
    const char *whole = *g->ws->prefix == '\0' ? path : fx_fmt(a, "%s/%s", g->ws->prefix, path);

    if (fx_repo_brought(g->ws->repo, base, whole, &c))
        f->brought = fx_fmt(a, "%.7s %s %s", c.id, c.date, c.subject);
}

static void report_edit(gate *g, const char *base, const fx_revision *was, const fx_revision *now)
{
    fx_arena *a = g->ws->arena;
    const gate_change c = gate_changed(g, was, now);
    fx_finding *f;

    if (c.verdict == GATE_SAME)
        return;
    if (c.verdict == GATE_COSMETIC) {
        f = gate_add(g, FX_FINDING_WARNING, "frozen-cosmetic", "frozen revision touched");
        f->message = fx_fmt(a, "only comments and blanks of %s changed", was->id);
    } else if (c.verdict == GATE_MENDED) {
        f = gate_add(g, FX_FINDING_WARNING, "frozen-mended", "frozen revision mended");
        f->message = fx_fmt(a, "the %s of %s was mended: %s", c.what, was->id, c.reason);
    } else {
        f = gate_add(g, FX_FINDING_ERROR, "frozen-edited", "frozen revision edited");
        f->message = fx_fmt(a, "revision %s is frozen and its %s changed", was->id, c.what);
        f->hint = "Restore it and write a new revision: change the entities, then commit or run "
                  "`fxgit new`.";
    }
    f->file = now->path;
    f->revision = was->id;
    gate_difference(g, f, was, now);
    gate_brought(g, f, base, was->path);
}

static int path_to_revision(const void *path, const void *item)
{
    return strcmp(path, (*(const fx_revision *const *)item)->path);
}

/* They are in the order of their paths, as files are. */
static const fx_revision *at_path(const gate *g, const char *path)
{
    const fx_revision *const *found = g->history.all.n == 0
                                          ? NULL
                                          : bsearch(path, g->history.all.at, g->history.all.n,
                                                    sizeof(const fx_revision *), path_to_revision);

    return found == NULL ? NULL : *found;
}

bool gate_knows(const gate *g, const char *id)
{
    return fx_strs_has_sorted(&g->known, id);
}

bool gate_head(gate *g, fx_error *err)
{
    fx_arena *a = g->ws->arena;
    fx_files files = {0};
    fx_source *src;

    if (!g->options->staged || g->ws->head.commit == NULL)
        return true;
    src = fx_source_commit(a, g->ws->repo, g->ws->head.commit, g->ws->prefix, err);
    if (src == NULL || !fx_source_list(src, a, fx_versions_dir(a, &g->config), &files, err))
        return false;
    fx_each (const fx_file, file, &files) {
        const fx_file *now = fx_files_find(&g->files, file->path);
        const fx_revision *r =
            now == NULL || !fx_same(now->blob, file->blob) ? NULL : at_path(g, file->path);

        if (r != NULL)
            *fx_push(a, &g->known) = r->id;
    }
    return true;
}

/* A file that is there but could not be read is no deletion: it has its own finding. */
static bool is_listed(const gate *g, const char *path)
{
    return fx_files_find(&g->files, path) != NULL;
}

/* It stood for others (a backport), and those are here: a database goes over without a statement.
 */
static bool stood_for(const gate *g, const fx_revision *was)
{
    fx_each (const char *, id, &was->replaces) {
        if (gate_find(g, *id) == NULL)
            return false;
    }
    return was->replaces.n > 0;
}

static void report_gone(gate *g, const char *base, const fx_revision *was)
{
    fx_arena *a = g->ws->arena;
    const fx_revision *there = at_path(g, was->path);

    if (there == NULL && is_listed(g, was->path)) {
        *fx_push(a, &g->held) = was->path;
        return;
    }
    if (there == NULL && stood_for(g, was))
        return;
    fx_finding *f =
        gate_add(g, FX_FINDING_ERROR, there == NULL ? "frozen-deleted" : "frozen-reidentified",
                 there == NULL ? "frozen revision deleted" : "frozen revision renamed");

    f->file = was->path;
    f->line = 1;
    f->revision = was->id;
    f->message = there == NULL
                     ? fx_fmt(a, "revision %s is frozen and was deleted", was->id)
                     : fx_fmt(a, "revision %s is frozen and got the id %s", was->id, there->id);
    f->hint = fx_fmt(a,
                     "Take it back: git checkout %.10s -- %s. To undo what it did, let the "
                     "entities go back as well and run `fxgit new`: that writes its inverse.",
                     base, was->path);
    gate_brought(g, f, base, was->path);
}

/* Which of them is meant? */
static void report_twice(gate *g, const char *id)
{
    const fx_revision *first = gate_find(g, id);

    if (!fx_strs_has_sorted(&g->twice, id))
        return;
    fx_each (const fx_revision *, r, &g->history.all) {
        if (*r == first || !fx_same((*r)->id, id))
            continue;
        fx_finding *f =
            gate_add(g, FX_FINDING_ERROR, "frozen-twice", "frozen revision has a second file");

        f->file = (*r)->path;
        f->line = 1;
        f->revision = id;
        f->message = fx_fmt(g->ws->arena,
                            "revision %s is frozen, and %s and %s both say that "
                            "they are it",
                            id, first->path, (*r)->path);
        f->hint = "Delete the one that is new.";
    }
}

static bool compare_file(gate *g, fx_source *src, const char *base, const fx_file *file,
                         fx_error *err)
{
    fx_arena *a = g->ws->arena;
    const fx_file *now = fx_files_find(&g->files, file->path);
    const fx_revision *same = now == NULL ? NULL : at_path(g, now->path);
    fx_revision *was = fx_new(a, fx_revision);
    fx_error probe = {.arena = a};
    const char *text;
    size_t n;

    if (same != NULL && fx_same(now->blob == NULL ? same->blob : now->blob, file->blob)) {
        *fx_push(a, &g->known) = same->id;
        report_twice(g, same->id);
        return true;
    }
    if (!fx_source_read(src, a, file->path, &text, &n, err))
        return false;
    if (text == NULL || !fx_revision_read(a, file->path, text, n, was, &probe))
        return true; /* the base's own fault */
    *fx_push(a, &g->known) = was->id;
    const fx_revision *is = gate_find(g, was->id);

    if (is == NULL)
        report_gone(g, base, was);
    else
        report_edit(g, base, was, is);
    report_twice(g, was->id);
    return true;
}

bool gate_base(gate *g, const char *commit, fx_error *err)
{
    fx_arena *a = g->ws->arena;
    fx_source *src = fx_source_commit(a, g->ws->repo, commit, g->ws->prefix, err);
    fx_config c;
    fx_error probe = {.arena = a};
    fx_files files = {0};

    if (src == NULL)
        return false;
    if (!fx_config_read(a, src, g->ws->config.path, &c, &probe))
        c = g->config; /* the project began after this base, or nobody can read it there */
    if (!fx_source_list(src, a, fx_versions_dir(a, &c), &files, err))
        return false;
    fx_each (const fx_file, file, &files) {
        if (fx_revision_is_file(file->path) && !compare_file(g, src, commit, file, err))
            return false;
    }
    return true;
}

/* Revisions of both sides as one graph; a side that does not fit has its own findings. */
static bool joined_heads(gate *g, const fx_history *tip, fx_strs *heads)
{
    fx_arena *a = g->ws->arena;
    FX_VEC(fx_node) nodes = {0};
    fx_error probe = {.arena = a};
    fx_graph graph;

    fx_each (const fx_revision *, r, &g->history.all) {
        *fx_push(a, &nodes) = (fx_node){.id = (*r)->id, .parents = (*r)->parents};
    }
    fx_each (const fx_revision *, r, &tip->all) {
        if (gate_find(g, (*r)->id) == NULL)
            *fx_push(a, &nodes) = (fx_node){.id = (*r)->id, .parents = (*r)->parents};
    }
    if (!fx_graph_build(a, nodes.at, nodes.n, true, &graph, &probe))
        return false;
    *heads = fx_graph_heads(a, &graph);
    return true;
}

bool gate_tip(gate *g, const char *commit, fx_error *err)
{
    fx_arena *a = g->ws->arena;
    fx_source *src = fx_source_commit(a, g->ws->repo, commit, g->ws->prefix, err);
    fx_error probe = {.arena = a};
    fx_history tip;
    fx_config c;
    fx_strs heads;

    if (src == NULL)
        return false;
    if (!g->whole || fx_graph_heads(a, &g->history.graph).n != 1 ||
        !fx_config_read(a, src, g->ws->config.path, &c, &probe) ||
        !fx_history_read(a, src, &c, &tip, &probe) || !joined_heads(g, &tip, &heads) || heads.n < 2)
        return true;
    fx_finding *f =
        gate_add(g, FX_FINDING_WARNING, "two-heads-joined", "several heads after the merge");

    f->message = fx_fmt(a, "joined with %.7s there will be %zu heads: %s", commit, heads.n,
                        fx_strs_join(a, &heads, ", "));
    f->hint =
        "Rebase, then put the new revisions behind the base's: fxgit restack. Or join the heads "
        "after the merge: fxgit merge";
    return true;
}
