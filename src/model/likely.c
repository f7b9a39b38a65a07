/*
 * What goes and what comes at the same time: was it renamed? Values are at
 * stake, so whatever may be one is offered, and names decide the order alone.
 */
#include <string.h>

#include "inner.h"

typedef struct search {
    fx_arena *a;
    const fx_schema *from, *to;
    const fx_diff_options *options;
    const fx_offer_facts *facts;
    fx_offers out;
} search;

typedef FX_VEC(const fx_column *) columns;
typedef FX_VEC(const fx_table *) tables;

const char *fx_renamed_from(const fx_renames *given, const char *schema, const char *table,
                            const char *said, const char *name)
{
    fx_each (const fx_rename, r, given) {
        if (fx_same(r->schema, schema) && fx_same(r->table, table) && fx_same(r->to, name))
            return r->from;
    }
    return said;
}

const fx_column *fx_column_in_other_case(const fx_table *t, const char *name)
{
    fx_each (const fx_column, c, &t->columns) {
        if (fx_same_case(c->name, name) && !fx_same(c->name, name))
            return c;
    }
    return NULL;
}

/* ---- names ---- */

static size_t common_prefix(const char *a, const char *b)
{
    size_t n = 0;

    while (a[n] != '\0' && a[n] == b[n])
        n++;
    return n;
}

static size_t common_suffix(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), k = 0;

    while (k < n && k < m && a[n - k - 1] == b[m - k - 1])
        k++;
    return k;
}

/* One name within the other, or half of the longer one at its ends. */
static bool similar(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), longer = n > m ? n : m;
    size_t shared = common_prefix(a, b) + common_suffix(a, b);

    return fx_same_case(a, b) || strstr(a, b) != NULL || strstr(b, a) != NULL ||
           (shared >= 3 && 2 * shared >= longer) || fx_nearest(a, &b, 1) != NULL;
}

/* ---- types ---- */

typedef enum { ITS_OWN, NUMBER, TEXT, TIME } family;

static family family_of(const fx_type *t)
{
    if (fx_type_is_number(t) || t->kind == FX_TYPE_BOOLEAN)
        return NUMBER;
    if (fx_type_is_time(t))
        return TIME;
    switch (t->kind) {
    case FX_TYPE_STRING:
    case FX_TYPE_CHAR:
    case FX_TYPE_TEXT:
    case FX_TYPE_ENUM:
    case FX_TYPE_UUID:
    case FX_TYPE_JSON:
        return TEXT;
    default:
        return ITS_OWN;
    }
}

static bool share_a_variant(const fx_type *x, const fx_type *y)
{
    fx_each (const fx_variant, v, &x->variants) {
        if (fx_same(fx_variant_for(&y->variants, v->dialect), v->text))
            return true;
    }
    return false;
}

/* May values of the one have become values of the other? A type is often changed with the name. */
static bool like_types(const fx_type *x, const fx_type *y)
{
    if (x->kind == FX_TYPE_ARRAY && y->kind == FX_TYPE_ARRAY)
        return like_types(x->element, y->element);
    if (x->kind == FX_TYPE_RAW || y->kind == FX_TYPE_RAW)
        return share_a_variant(x, y);
    return x->kind == y->kind || (family_of(x) != ITS_OWN && family_of(x) == family_of(y));
}

/* Are they one type to a dialect of the project? */
static bool same_projected(const search *s, const fx_table *t, const fx_column *c,
                           const fx_table *u, const fx_column *d)
{
    fx_each (const char *, dialect, &s->options->dialects) {
        const fx_column *x = fx_table_column(fx_project_table(s->a, t, s->from, *dialect), c->name);
        const fx_column *y = fx_table_column(fx_project_table(s->a, u, s->to, *dialect), d->name);

        if (x != NULL && y != NULL && fx_type_equal(&x->type, &y->type))
            return true;
    }
    return false;
}

static bool like_columns(const search *s, const fx_table *t, const fx_column *c, const fx_table *u,
                         const fx_column *d)
{
    if (fx_column_generated(c) || fx_column_generated(d))
        return false;
    return like_types(&c->type, &d->type) || similar(c->name, d->name) ||
           same_projected(s, t, c, u, d);
}

/* ---- what is said ---- */

static const char *old_name(const search *s, const fx_table *t)
{
    return fx_renamed_from(&s->options->renames, t->schema, NULL, t->renamed_from, t->name);
}

/* The table's former self, under its own or its old name, or its name in other letters. */
static const fx_table *former(const search *s, const fx_table *t)
{
    const fx_table *was = fx_schema_find(s->from, t->schema, t->name);
    const char *old = was != NULL ? NULL : old_name(s, t);

    if (was != NULL)
        return was;
    if (old != NULL && fx_schema_find(s->to, t->schema, old) == NULL)
        was = fx_schema_find(s->from, t->schema, old);
    if (was != NULL)
        return was;
    fx_each (const fx_table *const, other, &s->from->tables) {
        if (fx_same((*other)->schema, t->schema) && fx_same_case((*other)->name, t->name) &&
            fx_schema_find(s->to, t->schema, (*other)->name) == NULL)
            return *other;
    }
    return NULL;
}

static bool is_settled(const search *s, const char *schema, const char *table, const char *name)
{
    fx_each (const fx_rename, r, &s->facts->settled) {
        if (fx_same(r->schema, schema) && fx_same(r->table, table) && fx_same(r->from, name))
            return true;
    }
    return false;
}

static bool is_renamed(const search *s, const fx_table *t, const char *column)
{
    fx_each (const fx_column, c, &t->columns) {
        if (fx_same(
                fx_renamed_from(&s->options->renames, t->schema, t->name, c->renamed_from, c->name),
                column))
            return true;
    }
    return false;
}

/* ---- columns ---- */

static columns gone_columns(const search *s, const fx_table *was, const fx_table *t)
{
    columns out = {0};

    fx_each (const fx_column, c, &was->columns) {
        if (fx_table_column_near(t, c->name, (size_t)(c - was->columns.at)) != NULL ||
            fx_column_in_other_case(t, c->name) != NULL || fx_strs_has(&t->dropped, c->name) ||
            is_settled(s, t->schema, t->name, c->name) || is_renamed(s, t, c->name))
            continue;
        *fx_push(s->a, &out) = c;
    }
    return out;
}

static columns new_columns(const search *s, const fx_table *was, const fx_table *t)
{
    columns out = {0};

    fx_each (const fx_column, c, &t->columns) {
        const char *old =
            fx_renamed_from(&s->options->renames, t->schema, t->name, c->renamed_from, c->name);

        if (fx_table_column_near(was, c->name, (size_t)(c - t->columns.at)) == NULL &&
            fx_column_in_other_case(was, c->name) == NULL &&
            (old == NULL || fx_table_column(was, old) == NULL))
            *fx_push(s->a, &out) = c;
    }
    return out;
}

/* The last column before it that both tables have, and how far behind it stands. */
static const char *place_of(const fx_table *t, const char *name, const fx_table *other,
                            size_t *behind)
{
    const char *last = NULL;

    *behind = 0;
    fx_each (const fx_column, c, &t->columns) {
        if (fx_same(c->name, name))
            return last;
        if (fx_table_column(other, c->name) != NULL) {
            last = c->name;
            *behind = 0;
        } else {
            ++*behind;
        }
    }
    return NULL;
}

/* Does `d` stand where `c` stood? A line that became another line. */
static bool in_place(const search *s, const fx_table *was, const fx_column *c, const fx_table *t,
                     const fx_column *d)
{
    const fx_table *then =
        s->facts->then == NULL ? NULL : fx_schema_find(s->facts->then, was->schema, was->name);
    size_t x, y;

    if (then == NULL || fx_table_column(then, c->name) == NULL)
        then = was;
    const char *before = place_of(then, c->name, t, &x);

    return fx_same(before, place_of(t, d->name, then, &y)) && x == y;
}

enum { LIKE_TYPE = 1, SAME_NULLABLE = 1, SAME_TYPE = 3, SIMILAR = 4, IN_PLACE = 8 };

static int likeliness(const search *s, const fx_table *was, const fx_column *c, const fx_table *t,
                      const fx_column *d)
{
    int n = 0;

    if (!like_columns(s, was, c, t, d))
        return 0;
    n += fx_type_equal_for(&c->type, &d->type, &s->options->dialects) ? SAME_TYPE : LIKE_TYPE;
    n += c->nullable == d->nullable ? SAME_NULLABLE : 0;
    n += similar(c->name, d->name) ? SIMILAR : 0;
    n += in_place(s, was, c, t, d) ? IN_PLACE : 0;
    return n;
}

typedef struct candidate {
    const char *name;
    int likely;
    bool wanted; /* another one that goes is more like it */
} candidate;
typedef FX_VEC(candidate) candidates;

static int by_likeliness(const void *a, const void *b)
{
    const candidate *x = a, *y = b;

    return x->wanted != y->wanted ? x->wanted - y->wanted : y->likely - x->likely;
}

static fx_strs best_first(const search *s, candidates *all)
{
    fx_strs out = {0};

    fx_sort(all, by_likeliness);
    fx_each (const candidate, c, all) {
        *fx_push(s->a, &out) = c->name;
    }
    return out;
}

static fx_strs column_offers(const search *s, const fx_table *was, const fx_table *t,
                             const fx_column *c, const columns *gone, const columns *come)
{
    candidates all = {0};

    fx_each (const fx_column *const, d, come) {
        candidate it = {.name = (*d)->name, .likely = likeliness(s, was, c, t, *d)};

        fx_each (const fx_column *const, other, gone) {
            it.wanted = it.wanted || likeliness(s, was, *other, t, *d) > it.likely;
        }
        if (it.likely > 0)
            *fx_push(s->a, &all) = it;
    }
    return best_first(s, &all);
}

/* The same name and a like type in a table that has just got it. */
static fx_strs moved_columns(const search *s, const fx_table *was, const fx_column *c)
{
    fx_strs out = {0};

    fx_each (const fx_table *const, t, &s->to->tables) {
        const fx_column *d = fx_table_column(*t, c->name);
        const fx_table *then = former(s, *t);

        if (d != NULL && then != was && (then == NULL || fx_table_column(then, d->name) == NULL) &&
            like_types(&c->type, &d->type) && !fx_table_is_primary(was, c->name) &&
            !fx_column_generated(c))
            *fx_push(s->a, &out) = fx_fmt(s->a, "%s.%s", fx_table_text(s->a, *t), d->name);
    }
    return out;
}

static void search_columns(search *s, const fx_table *was, const fx_table *t)
{
    const columns gone = gone_columns(s, was, t);

    if (gone.n == 0)
        return;
    const columns come = new_columns(s, was, t);

    fx_each (const fx_column *const, c, &gone) {
        fx_offer o = {.schema = t->schema, .table = t->name, .from = (*c)->name};

        o.to = column_offers(s, was, t, *c, &gone, &come);
        o.moves = o.to.n == 0;
        if (o.moves)
            o.to = moved_columns(s, was, *c);
        if (o.to.n > 0)
            *fx_push(s->a, &s->out) = o;
    }
}

/* ---- tables ---- */

static bool is_dropped(const search *s, const fx_table *t)
{
    const fx_object o = {.schema = t->schema, .table = t->name};

    return fx_strs_has(s->facts->dropped_tables, t->name) ||
           fx_strs_has(s->facts->dropped_tables, fx_object_text(s->a, &o)) ||
           is_settled(s, t->schema, NULL, t->name);
}

static tables gone_tables(const search *s)
{
    tables out = {0};

    fx_each (const fx_table *const, was, &s->from->tables) {
        bool stays = fx_schema_find(s->to, (*was)->schema, (*was)->name) != NULL;

        for (size_t i = 0; i < s->to->tables.n && !stays; i++)
            stays = former(s, s->to->tables.at[i]) == *was;
        if (!stays && !is_dropped(s, *was))
            *fx_push(s->a, &out) = *was;
    }
    return out;
}

static size_t shared_columns(const fx_table *x, const fx_table *y)
{
    size_t n = 0;

    fx_each (const fx_column, c, &x->columns) {
        const fx_column *d = fx_table_column_near(y, c->name, (size_t)(c - x->columns.at));

        n += d != NULL && like_types(&c->type, &d->type);
    }
    return n;
}

/* Of 100: how much of the smaller one both have, by name and type. */
static int table_likeliness(const search *s, const fx_table *was, const fx_table *t)
{
    size_t fewer = was->columns.n < t->columns.n ? was->columns.n : t->columns.n;
    size_t shared = shared_columns(was, t);
    const fx_table *then =
        s->facts->then == NULL ? NULL : fx_schema_find(s->facts->then, was->schema, was->name);

    if (shared == 0 || 2 * shared < fewer)
        return 0;
    return (int)(100 * shared / fewer) + (similar(was->name, t->name) ? 10 : 0) +
           (was->columns.n == t->columns.n ? 5 : 0) +
           (then != NULL && fx_same(then->file, t->file) ? 100 : 0);
}

static candidate table_candidate(const search *s, const fx_table *was, const fx_table *t,
                                 const tables *gone)
{
    candidate it = {.name = t->name, .likely = table_likeliness(s, was, t)};

    if (!fx_same(t->schema, was->schema))
        it.name = fx_table_text(s->a, t);
    fx_each (const fx_table *const, other, gone) {
        it.wanted = it.wanted || table_likeliness(s, *other, t) > it.likely;
    }
    return it;
}

/* In its own schema, or in the others. */
static fx_strs table_offers(const search *s, const fx_table *was, const tables *gone,
                            const tables *come, bool here)
{
    candidates all = {0};

    fx_each (const fx_table *const, t, come) {
        candidate it = table_candidate(s, was, *t, gone);

        if (it.likely > 0 && fx_same((*t)->schema, was->schema) == here)
            *fx_push(s->a, &all) = it;
    }
    return best_first(s, &all);
}

static void search_table(search *s, const fx_table *was, const tables *gone, const tables *come)
{
    fx_offer o = {.schema = was->schema, .from = was->name};

    o.to = table_offers(s, was, gone, come, true);
    o.moves = o.to.n == 0;
    if (o.moves)
        o.to = table_offers(s, was, gone, come, false);
    if (o.to.n > 0)
        *fx_push(s->a, &s->out) = o;
}

static void search_tables(search *s)
{
    const tables gone = gone_tables(s);
    tables come = {0};

    if (gone.n == 0)
        return;
    fx_each (const fx_table *const, t, &s->to->tables) {
        if (former(s, *t) == NULL)
            *fx_push(s->a, &come) = *t;
    }
    fx_each (const fx_table *const, was, &gone) {
        search_table(s, *was, &gone, &come);
    }
}

fx_offers fx_diff_offers(fx_arena *a, const fx_schema *from, const fx_schema *to,
                         const fx_diff_options *options, const fx_offer_facts *facts)
{
    search s = {.a = a, .from = from, .to = to, .options = options, .facts = facts};

    search_tables(&s);
    fx_each (const fx_table *const, t, &to->tables) {
        const fx_table *was = former(&s, *t);

        if (was != NULL)
            search_columns(&s, was, *t);
    }
    return s.out;
}
