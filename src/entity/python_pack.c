/*
 * A tree as bytes, and back: its texts stay in the bytes. A node is its kind, a
 * mask of what it has, line and column, and then what it has, in the order of
 * the mask. Numbers have seven bits a byte, the lowest first.
 */
#include <string.h>

#include "fx/base/str.h"
#include "python.h"

enum { DEPTH_MAX = 1000, LAST_KIND = PY_BLOCK };

/* The mask of a node; decorators, which few have, are the kind's highest bit. */
enum {
    HAS_TEXT = 1,
    HAS_ALIAS = 2,
    HAS_LEFT = 4,
    HAS_RIGHT = 8,
    HAS_TYPE = 16,
    HAS_KIDS = 32,
    HAS_BODY = 64,
    HAS_ORELSE = 128,
    HAS_DECORATORS = 128,
    MORE = HAS_ALIAS | HAS_TYPE | HAS_BODY | HAS_ORELSE
};

static void add_number(fx_str *out, size_t n)
{
    for (; n > 127; n >>= 7)
        fx_str_addc(out, (char)(n | 128));
    fx_str_addc(out, (char)n);
}

static void add_text(fx_str *out, const char *text)
{
    if (text != NULL)
        fx_str_addn(out, text, strlen(text) + 1);
}

static bool add(fx_str *out, const py *n, int depth);

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX */
static bool add_list(fx_str *out, const py_list *list, int depth)
{
    if (list->n == 0)
        return true;
    add_number(out, list->n);
    fx_each (const py *const, n, list) {
        if (!add(out, *n, depth))
            return false;
    }
    return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX */
static bool add(fx_str *out, const py *n, int depth)
{
    if (n == NULL)
        return true;
    if (depth == DEPTH_MAX)
        return false;
    fx_str_addc(out, (char)((unsigned)n->kind | (n->more->decorators.n > 0 ? HAS_DECORATORS : 0)));
    fx_str_addc(out,
                (char)((n->text != NULL ? HAS_TEXT : 0) | (n->more->alias != NULL ? HAS_ALIAS : 0) |
                       (n->left != NULL ? HAS_LEFT : 0) | (n->right != NULL ? HAS_RIGHT : 0) |
                       (n->more->type != NULL ? HAS_TYPE : 0) | (n->kids.n > 0 ? HAS_KIDS : 0) |
                       (n->more->body.n > 0 ? HAS_BODY : 0) |
                       (n->more->orelse.n > 0 ? HAS_ORELSE : 0)));
    add_number(out, n->line);
    add_number(out, n->column);
    add_text(out, n->text);
    add_text(out, n->more->alias);
    return add(out, n->left, depth + 1) && add(out, n->right, depth + 1) &&
           add(out, n->more->type, depth + 1) && add_list(out, &n->kids, depth + 1) &&
           add_list(out, &n->more->body, depth + 1) && add_list(out, &n->more->orelse, depth + 1) &&
           add_list(out, &n->more->decorators, depth + 1);
}

bool py_pack(fx_str *out, const py_file *f)
{
    add_number(out, f->remarks.n);
    fx_each (const py_remark, r, &f->remarks) {
        add_number(out, r->line);
        add_text(out, r->text);
    }
    return add(out, f->root, 0);
}

/* ---- back ---- */

typedef struct reader {
    fx_arena *a;
    const char *at, *end;
    bool broken;
} reader;

static unsigned take_byte(reader *r)
{
    if (r->at == r->end) {
        r->broken = true;
        return 0;
    }
    return (unsigned char)*r->at++;
}

static unsigned take_number(reader *r)
{
    unsigned out = 0, byte = 128;

    for (unsigned shift = 0; byte >= 128 && shift < 32; shift += 7) {
        byte = take_byte(r);
        out |= (byte & 127) << shift;
    }
    return out;
}

static const char *take_text(reader *r)
{
    const char *text = r->at, *end = memchr(text, '\0', (size_t)(r->end - text));

    if (end == NULL) {
        r->broken = true;
        return NULL;
    }
    r->at = end + 1;
    return text;
}

static const py *take(reader *r, int depth);

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX */
static py_list take_list(reader *r, int depth)
{
    py_list out = {0};
    size_t n = take_number(r);

    if (n > (size_t)(r->end - r->at)) { /* a node has more than a byte */
        r->broken = true;
        return out;
    }
    out.at = fx_alloc(r->a, n * sizeof(*out.at));
    out.cap = n;
    while (out.n < n && !r->broken)
        out.at[out.n++] = take(r, depth);
    return out;
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX */
static const py *take(reader *r, int depth)
{
    unsigned kind = take_byte(r), mask = take_byte(r);
    py *out = fx_new(r->a, py);

    out->more = &py_no_more;
    if (depth == DEPTH_MAX || (kind & ~(unsigned)HAS_DECORATORS) > LAST_KIND)
        r->broken = true;
    if (r->broken)
        return out;
    out->kind = (py_kind)(kind & ~(unsigned)HAS_DECORATORS);
    out->line = take_number(r);
    out->column = take_number(r) & 0xffffff;
    if (mask & HAS_TEXT)
        out->text = take_text(r);
    py_more more = {0};

    if (mask & HAS_ALIAS)
        more.alias = take_text(r);
    if (mask & HAS_LEFT)
        out->left = take(r, depth + 1);
    if (mask & HAS_RIGHT)
        out->right = take(r, depth + 1);
    if (mask & HAS_TYPE)
        more.type = take(r, depth + 1);
    if (mask & HAS_KIDS)
        out->kids = take_list(r, depth + 1);
    if (mask & HAS_BODY)
        more.body = take_list(r, depth + 1);
    if (mask & HAS_ORELSE)
        more.orelse = take_list(r, depth + 1);
    if (kind & HAS_DECORATORS)
        more.decorators = take_list(r, depth + 1);
    if ((mask & MORE) != 0 || (kind & HAS_DECORATORS) != 0) {
        py_more *own = fx_new(r->a, py_more);

        *own = more;
        out->more = own;
    }
    return out;
}

bool py_unpack(fx_arena *a, const char *path, const char *bytes, size_t n, py_file *out)
{
    reader r = {.a = a, .at = bytes, .end = bytes + n};

    *out = (py_file){.path = fx_strdup(a, path)};
    for (size_t left = take_number(&r); left > 0 && !r.broken; left--) {
        unsigned line = take_number(&r);

        *fx_push(a, &out->remarks) = (py_remark){line, take_text(&r)};
    }
    out->root = take(&r, 0);
    return !r.broken && r.at == r.end;
}
