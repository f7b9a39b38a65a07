/*
 * What is gone through one by one: lists, the keys of a dictionary, the members
 * of an enum; and the built-in functions and methods that give lists of them
 * (https://docs.python.org/3/library/functions.html).
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "fx/base/str.h"
#include "python.h"

enum { ITEMS_MAX = 10000 };

/* A key has its value's kind; dict(a=1) has names alone. */
static const py_value *key_of(py_project *p, const py_scope *s, const py_value *dict, size_t i)
{
    return dict->keys.n == dict->args.n ? dict->keys.at[i]
                                        : py_string(p, s, dict->node, dict->args.at[i].name);
}

bool py_items_of(py_project *p, const py_scope *s, const py_value *v, py_values *out)
{
    fx_strs names = {0};

    if (v->kind == PV_LIST) {
        fx_each (const py_value *const, item, &v->items) {
            *fx_push(p->a, out) = *item;
        }
        return true;
    }
    if (v->kind == PV_DICT) {
        for (size_t i = 0; i < v->args.n; i++)
            *fx_push(p->a, out) = key_of(p, s, v, i);
        return true;
    }
    if (v->kind != PV_CLASS || !py_is_enum(p, v) || !py_enum_members(p, v, false, &names))
        return false;
    fx_each (const char *, name, &names) {
        *fx_push(p->a, out) = py_class_attribute(p, v, *name);
    }
    return true;
}

static const py_value *pair(py_project *p, const py_scope *s, const py *at, const py_value *x,
                            const py_value *y)
{
    py_value *out = py_new(p, s, at, PV_LIST, NULL);

    *fx_push(p->a, &out->items) = x;
    *fx_push(p->a, &out->items) = y;
    return out;
}

static const py_value *number(py_project *p, const py_scope *s, const py *at, long n)
{
    return py_new(p, s, at, PV_NUMBER, fx_fmt(p->a, "%ld", n));
}

const py_value *py_dict_method(py_project *p, const py_scope *s, const py *at, const py_value *m,
                               const py_value *call)
{
    const py_value *dict = m->of;
    py_value *out = py_new(p, s, at, PV_LIST, NULL);
    bool keys = fx_same(m->text, "keys"), values = fx_same(m->text, "values");

    if (call->args.n > 0 || (!keys && !values && !fx_same(m->text, "items")))
        return NULL;
    for (size_t i = 0; i < dict->args.n; i++) {
        const py_value *key = key_of(p, s, dict, i), *value = dict->args.at[i].value;

        *fx_push(p->a, &out->items) = keys ? key : values ? value : pair(p, s, at, key, value);
    }
    return out;
}

static const py_value *reversed(py_project *p, const py_scope *s, const py *at,
                                const py_values *items)
{
    py_value *out = py_new(p, s, at, PV_LIST, NULL);

    for (size_t i = items->n; i-- > 0;)
        *fx_push(p->a, &out->items) = items->at[i];
    return out;
}

static int by_text(const void *x, const void *y)
{
    const py_value *const *a = x, *const *b = y;

    return strcmp((*a)->text, (*b)->text);
}

/* Texts alone. */
static const py_value *sorted(py_project *p, const py_scope *s, const py *at,
                              const py_values *items)
{
    py_value *out = py_new(p, s, at, PV_LIST, NULL);

    fx_each (const py_value *const, item, items) {
        if ((*item)->kind != PV_STRING)
            return NULL;
        *fx_push(p->a, &out->items) = *item;
    }
    if (out->items.n > 0)
        qsort(out->items.at, out->items.n, sizeof *out->items.at, by_text);
    return out;
}

static const py_value *enumerated(py_project *p, const py_scope *s, const py *at,
                                  const py_values *items, const py_value *start)
{
    py_value *out = py_new(p, s, at, PV_LIST, NULL);

    if (start != NULL && start->kind != PV_NUMBER)
        return NULL;
    long first = start == NULL ? 0 : strtol(start->text, NULL, 0);

    if (first > INT_MAX)
        return NULL;
    for (size_t i = 0; i < items->n; i++)
        *fx_push(p->a, &out->items) =
            pair(p, s, at, number(p, s, at, first + (long)i), items->at[i]);
    return out;
}

static const py_value *zipped(py_project *p, const py_scope *s, const py *at, const py_values *x,
                              const py_values *y)
{
    py_value *out = py_new(p, s, at, PV_LIST, NULL);

    for (size_t i = 0; i < x->n && i < y->n; i++)
        *fx_push(p->a, &out->items) = pair(p, s, at, x->at[i], y->at[i]);
    return out;
}

static const py_value *ranged(py_project *p, const py_scope *s, const py *at, const py_value *call)
{
    py_value *out = py_new(p, s, at, PV_LIST, NULL);
    long part[2] = {0, 0};

    if (call->args.n == 0 || call->args.n > 2)
        return NULL;
    for (size_t i = 0; i < call->args.n; i++) {
        const py_value *v = py_arg_placed(call, i);

        if (v == NULL || v->kind != PV_NUMBER)
            return NULL;
        part[i] = strtol(v->text, NULL, 0);
    }
    long from = call->args.n == 2 ? part[0] : 0, to = call->args.n == 2 ? part[1] : part[0];

    if (to > from && (unsigned long)to - (unsigned long)from > ITEMS_MAX)
        return NULL;
    for (long n = from; n < to; n++)
        *fx_push(p->a, &out->items) = number(p, s, at, n);
    return out;
}

/* max(), min() of whole numbers. */
static const py_value *extreme(const py_values *items, bool greatest)
{
    const py_value *best = NULL;
    long value = 0;

    fx_each (const py_value *const, item, items) {
        if ((*item)->kind != PV_NUMBER || strpbrk((*item)->text, ".eEjJ") != NULL)
            return NULL;
        long n = strtol((*item)->text, NULL, 10);

        if (best == NULL || (greatest ? n > value : n < value)) {
            best = *item;
            value = n;
        }
    }
    return best;
}

const py_value *py_list_call(py_project *p, const py_scope *s, const py *at, const char *name,
                             const py_value *call)
{
    const py_value *first = py_arg_placed(call, 0), *second = py_arg_placed(call, 1);
    py_values items = {0}, others = {0};

    if (fx_same(name, "range"))
        return ranged(p, s, at, call);
    if (fx_same(name, "len") && first != NULL && first->kind == PV_STRING)
        return number(p, s, at, (long)fx_characters(first->text));
    if (first == NULL || !py_items_of(p, s, first, &items))
        return NULL;
    if (fx_same(name, "enumerate"))
        return enumerated(p, s, at, &items, second != NULL ? second : py_arg_named(call, "start"));
    if (fx_same(name, "zip") && call->args.n == 2 && second != NULL)
        return py_items_of(p, s, second, &others) ? zipped(p, s, at, &items, &others) : NULL;
    if (call->args.n != 1)
        return NULL;
    if (fx_same(name, "len"))
        return number(p, s, at, (long)items.n);
    if (fx_same(name, "max") || fx_same(name, "min"))
        return extreme(&items, fx_same(name, "max"));
    if (fx_same(name, "reversed"))
        return reversed(p, s, at, &items);
    if (fx_same(name, "sorted"))
        return sorted(p, s, at, &items);
    if (fx_same(name, "list") || fx_same(name, "tuple")) {
        py_value *out = py_new(p, s, at, PV_LIST, NULL);

        (void)py_items_of(p, s, first, &out->items);
        return out;
    }
    return NULL;
}
