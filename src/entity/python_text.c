/*
 * Methods and parts of texts that are known
 * (https://docs.python.org/3/library/stdtypes.html#string-methods); parts of
 * lists, too.
 */
#include <stdlib.h>
#include <string.h>

#include "fx/base/str.h"
#include "python.h"

static bool is_text(const py_value *v)
{
    return v != NULL && v->kind == PV_STRING;
}

static bool is_ascii(const char *s)
{
    while (*s != '\0' && (unsigned char)*s < 0x80)
        s++;
    return *s == '\0';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char cased(char c, bool up)
{
    if (up)
        return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* upper(), lower(), capitalize(), title(); NULL: another method. */
static const char *recased(fx_arena *a, const char *text, const char *method)
{
    bool upper = fx_same(method, "upper"), title = fx_same(method, "title");
    bool first = fx_same(method, "capitalize");
    char *out;

    if (!upper && !title && !first && !fx_same(method, "lower"))
        return NULL;
    out = fx_strdup(a, text);
    for (char *c = out; *c != '\0'; c++) {
        bool begins = c == out || !is_letter(c[-1]);

        *c = cased(*c, upper || (title && begins) || (first && c == out));
    }
    return out;
}

/* strip(), lstrip(), rstrip(), of blanks or of the characters given; NULL: another method. */
static const char *stripped(fx_arena *a, const char *text, const char *method, const char *of)
{
    bool both = fx_same(method, "strip");
    size_t n;

    if (!both && !fx_same(method, "lstrip") && !fx_same(method, "rstrip"))
        return NULL;
    if (of == NULL)
        of = " \t\n\r\v\f";
    if (both || *method == 'l')
        text += strspn(text, of);
    n = strlen(text);
    while ((both || *method == 'r') && n > 0 && strchr(of, text[n - 1]) != NULL)
        n--;
    return fx_strndup(a, text, n);
}

/* removeprefix(), removesuffix(); NULL: another method. */
static const char *shortened(fx_arena *a, const char *text, const char *method, const char *by)
{
    if (fx_same(method, "removeprefix"))
        return fx_starts(text, by) ? text + strlen(by) : text;
    if (fx_same(method, "removesuffix"))
        return fx_ends(text, by) ? fx_strndup(a, text, strlen(text) - strlen(by)) : text;
    return NULL;
}

static const py_value *joined(py_project *p, const py_scope *s, const py *at, const char *between,
                              const py_value *list)
{
    fx_strs parts = {0};

    fx_each (const py_value *const, item, &list->items) {
        if (!is_text(*item))
            return py_not_known(p, s, at, "a text that is joined of what is not known");
        *fx_push(p->a, &parts) = (*item)->text;
    }
    return py_string(p, s, at, fx_strs_join(p->a, &parts, between));
}

/* Between blanks, or at each `by`. */
static const py_value *split(py_project *p, const py_scope *s, const py *at, const char *text,
                             const char *by)
{
    static const char blanks[] = " \t\n\r\v\f";
    py_value *out = py_new(p, s, at, PV_LIST, NULL);

    if (by == NULL) {
        for (text += strspn(text, blanks); *text != '\0'; text += strspn(text, blanks)) {
            size_t n = strcspn(text, blanks);

            *fx_push(p->a, &out->items) = py_string(p, s, at, fx_strndup(p->a, text, n));
            text += n;
        }
        return out;
    }
    for (const char *end = strstr(text, by); end != NULL; end = strstr(text, by)) {
        *fx_push(p->a, &out->items) =
            py_string(p, s, at, fx_strndup(p->a, text, (size_t)(end - text)));
        text = end + strlen(by);
    }
    *fx_push(p->a, &out->items) = py_string(p, s, at, fx_strdup(p->a, text));
    return out;
}

/* Methods without arguments, or with texts, that give a text; NULL: another one. */
static const char *changed(fx_arena *a, const char *text, const char *method, const py_value *first,
                           const py_value *second)
{
    const char *out = first == NULL ? recased(a, text, method) : NULL;

    if (out == NULL && (first == NULL || is_text(first)))
        out = stripped(a, text, method, first == NULL ? NULL : first->text);
    if (out == NULL && is_text(first) && second == NULL)
        out = shortened(a, text, method, first->text);
    if (out == NULL && fx_same(method, "replace") && is_text(first) && is_text(second) &&
        *first->text != '\0')
        out = fx_replace(a, text, first->text, second->text);
    return out;
}

const py_value *py_text_method(py_project *p, const py_scope *s, const py *at, const py_value *m,
                               const py_value *call)
{
    const py_value *first = py_arg_placed(call, 0), *second = py_arg_placed(call, 1);
    const char *text = m->of->text, *name = m->text;
    bool plain = is_ascii(text) && (!is_text(first) || is_ascii(first->text));
    const char *out = plain ? changed(p->a, text, name, first, second) : NULL;

    if (out != NULL && py_arg_placed(call, 2) == NULL)
        return py_string(p, s, at, out);
    if ((fx_same(name, "startswith") || fx_same(name, "endswith")) && is_text(first))
        return py_boolean(p, s, at,
                          fx_same(name, "startswith") ? fx_starts(text, first->text)
                                                      : fx_ends(text, first->text));
    if (fx_same(name, "join") && first != NULL && first->kind == PV_LIST)
        return joined(p, s, at, text, first);
    if (fx_same(name, "split") && call->args.n == (first != NULL) &&
        (first == NULL || (is_text(first) && *first->text != '\0')))
        return split(p, s, at, text, first == NULL ? NULL : first->text);
    return py_not_known(p, s, at, fx_fmt(p->a, "what a text's %s() gives", name));
}

/* ---- parts: text[0], text[1:-1], list[-1] ---- */

/* A place, from the end where it is negative, within 0 to n; false: it is not known. */
static bool place(py_project *p, const py_scope *s, const py *e, size_t otherwise, size_t n,
                  size_t *out)
{
    *out = otherwise;
    if (e == NULL)
        return true;
    const py_value *v = py_eval(p, s, e);
    long at = v->kind == PV_NUMBER ? strtol(v->text, NULL, 10) : 0;

    if (v->kind != PV_NUMBER || strpbrk(v->text, ".eE") != NULL)
        return false;
    if (at < 0)
        at = at + (long)n < 0 ? 0 : at + (long)n;
    *out = (size_t)at < n ? (size_t)at : n;
    return true;
}

static const py_value *sliced(py_project *p, const py_scope *s, const py *e, const py_value *of)
{
    const py *slice = e->kids.at[0];
    size_t n = is_text(of) ? strlen(of->text) : of->items.n, from, to;

    if (slice->kids.n > 0 || !place(p, s, slice->left, 0, n, &from) ||
        !place(p, s, slice->right, n, n, &to))
        return py_not_known(p, s, e, "a part of what is known");
    if (to < from)
        to = from;
    if (is_text(of))
        return py_string(p, s, e, fx_strndup(p->a, of->text + from, to - from));
    py_value *out = py_new(p, s, e, PV_LIST, NULL);

    for (size_t i = from; i < to; i++)
        *fx_push(p->a, &out->items) = of->items.at[i];
    return out;
}

const py_value *py_part(py_project *p, const py_scope *s, const py *e, const py_value *of)
{
    bool list = of->kind == PV_LIST;

    if (e->kids.n != 1 || (!list && !(is_text(of) && is_ascii(of->text))))
        return NULL;
    if (e->kids.at[0]->kind == PY_SLICE)
        return sliced(p, s, e, of);
    const py_value *v = py_eval(p, s, e->kids.at[0]);
    size_t n = list ? of->items.n : strlen(of->text);
    long at = v->kind == PV_NUMBER ? strtol(v->text, NULL, 10) : 0;

    if (v->kind != PV_NUMBER)
        return NULL;
    at += at < 0 ? (long)n : 0;
    if (at < 0 || (size_t)at >= n)
        return py_not_known(p, s, e, "an index beyond the list");
    return list ? of->items.at[at] : py_string(p, s, e, fx_strndup(p->a, of->text + at, 1));
}
