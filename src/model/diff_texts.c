/*
 * Which texts go and come between two schemas, each after what it needs. Views
 * and triggers stand on tables; tables may stand on domains, sequences and
 * functions. Lists are fx_schema.texts in that order, not sorted.
 */
#include <string.h>

#include "inner.h"

static void put(fx_arena *a, fx_schema *list, const fx_text_object *t)
{
    *fx_push(a, &list->texts) = *t;
}

/* Takes item i of a list to the end of another. */
static void move(fx_arena *a, fx_schema *from, size_t i, fx_schema *to)
{
    const fx_text_object t = from->texts.at[i];

    fx_remove_at(&from->texts, i);
    put(a, to, &t);
}

static bool same(const fx_text_object *x, const fx_text_object *y)
{
    return x->kind == y->kind && fx_same(x->schema, y->schema) && fx_same(x->table, y->table) &&
           fx_same(x->name, y->name);
}

/* Names t one of the list that others can name, other than itself? */
static bool names_one(const fx_text_object *t, const fx_schema *list)
{
    fx_each (const fx_text_object, v, &list->texts) {
        if (v->kind != FX_TRIGGER && !same(t, v) && fx_text_object_names(t, v->name))
            return true;
    }
    return false;
}

static bool is_named_in(const fx_text_object *t, const fx_schema *list)
{
    fx_each (const fx_text_object, other, &list->texts) {
        if (other != t && fx_text_object_names(other, t->name))
            return true;
    }
    return false;
}

static bool names_table(const fx_text_object *t, const fx_schema *s)
{
    fx_each (const fx_table *const, table, &s->tables) {
        if (fx_text_object_names(t, (*table)->name))
            return true;
    }
    return false;
}

/* What stands on tables goes before them and comes after them. */
static bool stands_on_tables(const fx_text_object *t, const fx_schema *s)
{
    return t->kind >= FX_VIEW || (t->kind == FX_FUNCTION && names_table(t, s));
}

/* Those that name one of `gone` go with it; a function is replaced where it is. */
static void take_along(fx_arena *a, fx_schema *rest, fx_schema *gone)
{
    for (size_t before = gone->texts.n + 1; before != gone->texts.n;) {
        before = gone->texts.n;
        for (size_t i = rest->texts.n; i-- > 0;) {
            if (rest->texts.at[i].kind >= FX_VIEW && names_one(&rest->texts.at[i], gone))
                move(a, rest, i, gone);
        }
    }
}

/* The last that no other names; of a circle, the last. */
static size_t next_to_drop(const fx_schema *gone)
{
    for (size_t i = gone->texts.n; i-- > 0;) {
        if (!is_named_in(&gone->texts.at[i], gone))
            return i;
    }
    return gone->texts.n - 1;
}

fx_schema fx_texts_to_drop(fx_arena *a, const fx_schema *from, const fx_schema *to, bool early)
{
    fx_schema gone = {0}, rest = {0}, out = {0};

    fx_each (const fx_text_object, t, &from->texts) {
        const fx_text_object *other = fx_schema_find_text(to, t);
        bool stays = other != NULL && (t->kind == FX_FUNCTION || fx_text_object_equal(t, other));

        put(a, stays || stands_on_tables(t, from) != early ? &rest : &gone, t);
    }
    if (early)
        take_along(a, &rest, &gone);
    for (size_t i = gone.texts.n; i-- > 0;) {
        if (gone.texts.at[i].kind == FX_TRIGGER)
            move(a, &gone, i, &out);
    }
    while (gone.texts.n > 0)
        move(a, &gone, next_to_drop(&gone), &out);
    return out;
}

fx_schema fx_texts_to_create(fx_arena *a, const fx_schema *from, const fx_schema *to, bool early)
{
    fx_schema left = {0}, out = {0};

    fx_each (const fx_text_object, t, &to->texts) { /* in the order of their kinds */
        const fx_text_object *old = fx_schema_find_text(from, t);
        bool there = old != NULL && (t->kind != FX_FUNCTION || fx_text_object_equal(old, t));

        if (!there && stands_on_tables(t, to) != early)
            put(a, &left, t);
    }
    while (left.texts.n > 0) {
        size_t at = 0;

        while (at < left.texts.n && names_one(&left.texts.at[at], &left))
            at++;
        move(a, &left, at == left.texts.n ? 0 : at, &out);
    }
    return out;
}
