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

typedef struct crowd {
    py_project *p;
    atomic_size_t next; /* the first file that nobody parses */
    atomic_size_t n;    /* arenas in use: one for each who works here */
    fx_arena *arenas[HELPERS + 1];
} crowd;

static bool take_kept(py_project *p, const char *path, py_file *out)
{
    size_t n;
    const char *bytes = p->files->kept == NULL ? NULL : p->files->kept(p->files->ctx, path, &n);

    if (bytes != NULL && py_unpack(p->a, path, bytes, n, out))
        return true;
    out->root = NULL;
    return false;
}

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

static void parse_some(void *arg)
{
    crowd *c = arg;
    size_t n = c->p->ready.n;
    FX_AUTO(py_memory) *memory = py_memory_begin();
    fx_arena *a = c->arenas[atomic_fetch_add(&c->n, 1)] = fx_arena_new();

    (void)memory;
    for (size_t i = atomic_fetch_add(&c->next, 1); i < n; i = atomic_fetch_add(&c->next, 1)) {
        py_ready *r = &c->p->ready.at[i];
        fx_error probe = {.arena = a};

        if (r->text == NULL)
            continue;
        if (!py_parse(a, r->path, r->text, r->n, &r->file, &probe))
            r->file.root = NULL;
        else if (c->p->files->keep != NULL)
            pack(a, r);
    }
}

static void free_arena(void *arena)
{
    fx_arena_free(arena);
}

static int by_path(const void *x, const void *y)
{
    return strcmp(((const py_ready *)x)->path, ((const py_ready *)y)->path);
}

/* What cannot be read, or parsed, is told of when it is asked for. */
void py_ahead(py_project *p, const fx_strs *paths)
{
    crowd c = {.p = p};
    size_t left = 0;

    fx_each (const char *, path, paths) {
        fx_error probe = {.arena = p->a};
        py_ready r = {.path = *path};

        if (!take_kept(p, *path, &r.file) &&
            (!p->files->read(p->files->ctx, p->a, *path, &r.text, &r.n, &probe) || r.text == NULL))
            continue;
        left += r.text != NULL;
        *fx_push(p->a, &p->ready) = r;
    }
    fx_sort(&p->ready, by_path);
    if (left < FEW)
        return;
    fx_share(HELPERS, parse_some, &c);
    for (size_t i = 0; i < c.n; i++)
        fx_defer(p->a, free_arena, c.arenas[i]);
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

    *there = true;
    if (p->ready.n > 0) {
        const py_ready *r = bsearch(&one, p->ready.at, p->ready.n, sizeof one, by_path);

        one = r == NULL ? one : *r;
    }
    if (one.file.root == NULL && one.text == NULL && !take_kept(p, path, &one.file) &&
        !take_text(p, &one, there))
        return false;
    if (one.file.root == NULL && *there) {
        if (!py_parse(p->a, path, one.text, one.n, &one.file, p->err))
            return false;
        if (p->files->keep != NULL)
            pack(p->a, &one);
        keep(p, &one);
    }
    *out = one.file;
    return true;
}
