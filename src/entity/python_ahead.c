/*
 * Trees of files: kept ones, or parsed. What is sure to be asked for is parsed
 * ahead by several threads, since the parser takes most of the time in which
 * classes are read.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "fx/base/share.h"
#include "fx/base/str.h"
#include "python.h"

enum { HELPERS = 3, FEW = 4 };

struct fx_entity_ahead {
    py_readies ready;
    bool keeps;         /* what was parsed is packed, too */
    atomic_size_t next; /* the first file that nobody has taken */
    atomic_size_t n;    /* arenas in use: one for each who works here */
    fx_arena *arenas[HELPERS + 1];
    fx_shared *shared; /* NULL: so few that they are read when they are asked for */
};

/* Of a file that was parsed: what may be kept of it. */
static void pack(fx_arena *a, py_ready *r)
{
    fx_str bytes = {.arena = a};

    if (!py_pack(&bytes, &r->file))
        return;
    r->bytes = bytes.text;
    r->bytes_n = bytes.n;
}

static void keep(py_project *p, const py_ready *r)
{
    if (p->files->keep != NULL && r->bytes != NULL)
        p->files->keep(p->files->ctx, r->path, r->bytes, r->bytes_n);
}

static bool unpack(fx_arena *a, py_ready *r)
{
    if (r->kept != NULL && py_unpack(a, r->path, r->kept, r->kept_n, &r->file))
        return true;
    r->file.root = NULL;
    return false;
}

static void take_one(fx_entity_ahead *h, fx_arena *a, py_ready *r)
{
    fx_error probe = {.arena = a};

    if (unpack(a, r) || r->text == NULL)
        return;
    if (!py_parse(a, r->path, r->text, r->n, &r->file, &probe))
        r->file.root = NULL;
    else if (h->keeps)
        pack(a, r);
}

static void take_some(void *arg)
{
    fx_entity_ahead *h = arg;
    FX_AUTO(py_memory) *memory = py_memory_begin();
    fx_arena *a = h->arenas[atomic_fetch_add(&h->n, 1)] = fx_arena_new();

    (void)memory;
    for (size_t i = atomic_fetch_add(&h->next, 1); i < h->ready.n;
         i = atomic_fetch_add(&h->next, 1))
        take_one(h, a, &h->ready.at[i]);
}

static void free_arenas(void *ahead)
{
    fx_entity_ahead *h = ahead;

    for (size_t i = 0; i < h->n; i++)
        fx_arena_free(h->arenas[i]);
}

static int by_path(const void *x, const void *y)
{
    return strcmp(((const py_ready *)x)->path, ((const py_ready *)y)->path);
}

static py_ready look_up(fx_arena *a, const fx_entity_files *files, const char *path)
{
    fx_error probe = {.arena = a};
    py_ready r = {.path = path};

    if (files->kept != NULL)
        r.kept = files->kept(files->ctx, path, &r.kept_n);
    if (r.kept == NULL && !files->read(files->ctx, a, path, &r.text, &r.n, &probe))
        r.text = NULL;
    return r;
}

fx_entity_ahead *fx_entity_begin_python(fx_arena *a, const fx_entity_files *files,
                                        const fx_strs *paths)
{
    fx_entity_ahead *h = fx_new(a, fx_entity_ahead);

    h->keeps = files->keep != NULL;
    fx_each (const char *, path, paths) {
        const py_ready r = look_up(a, files, *path);

        if (r.kept != NULL || r.text != NULL)
            *fx_push(a, &h->ready) = r;
    }
    fx_sort(&h->ready, by_path);
    fx_defer(a, free_arenas, h);
    if (h->ready.n >= FEW)
        h->shared = fx_share_begin(a, HELPERS, take_some, h);
    return h;
}

void py_ahead(py_project *p, const fx_strs *paths)
{
    fx_entity_ahead *h =
        p->files->ahead != NULL ? p->files->ahead : fx_entity_begin_python(p->a, p->files, paths);

    if (h->shared != NULL)
        fx_share_end(h->shared);
    h->shared = NULL;
    p->ready = h->ready;
    fx_each (const py_ready, r, &p->ready) {
        keep(p, r);
    }
}

static bool take_text(py_project *p, py_ready *r, bool *there)
{
    if (!p->files->read(p->files->ctx, p->a, r->path, &r->text, &r->n, p->err))
        return false;
    *there = r->text != NULL;
    return true;
}

bool py_tree(py_project *p, const char *path, py_file *out, bool *there)
{
    py_ready one = {.path = path};
    const py_ready *r =
        p->ready.n == 0 ? NULL : bsearch(&one, p->ready.at, p->ready.n, sizeof one, by_path);

    *there = true;
    one = r != NULL ? *r : look_up(p->a, p->files, path);
    if (one.file.root == NULL && !unpack(p->a, &one)) {
        if (one.text == NULL && !take_text(p, &one, there))
            return false;
        if (*there && !py_parse(p->a, path, one.text, one.n, &one.file, p->err))
            return false;
        if (*there && p->files->keep != NULL) {
            pack(p->a, &one);
            keep(p, &one);
        }
    }
    *out = one.file;
    return true;
}
