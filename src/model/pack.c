/*
 * One function a struct says what it has, in both directions: what is put and
 * what is taken cannot differ. A number has seven bits a byte, the lowest first;
 * a text its length, one more than it is (0: NULL), and a NUL behind it.
 */
#include "fx/model/pack.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

enum { DEPTH_MAX = 100 };

/* Who adds a field adds it here, too. */
#define HAS_SIZE(type, size) \
    _Static_assert(sizeof(void *) != 8 || sizeof(type) == (size), "pack.c does not know a field")
HAS_SIZE(fx_sql_text, 32);
HAS_SIZE(fx_value, 48);
HAS_SIZE(fx_type, 88);
HAS_SIZE(fx_column, 288);
HAS_SIZE(fx_key, 80);
HAS_SIZE(fx_foreign_key, 104);
HAS_SIZE(fx_check, 64);
HAS_SIZE(fx_index_part, 32);
HAS_SIZE(fx_index, 152);
HAS_SIZE(fx_table, 320);
HAS_SIZE(fx_enum, 40);
HAS_SIZE(fx_text_object, 80);
HAS_SIZE(fx_schema, 104);

typedef struct pack {
    fx_str *out; /* NULL: it is read */
    fx_arena *arena;
    const char *at, *end;
    int depth;
    bool broken;
} pack;

static void put_number(fx_str *out, size_t n)
{
    char bytes[10];
    size_t used = 0;

    if (n < 128 && out->cap - out->n > 1) { /* nearly all of them */
        out->text[out->n++] = (char)n;
        out->text[out->n] = '\0';
        return;
    }
    for (; n > 127; n >>= 7)
        bytes[used++] = (char)(n | 128);
    bytes[used++] = (char)n;
    fx_str_addn(out, bytes, used);
}

static size_t take_number(pack *p)
{
    size_t n = 0;

    for (unsigned shift = 0; p->at < p->end && shift < 64; shift += 7) {
        unsigned char byte = (unsigned char)*p->at++;

        n |= (size_t)(byte & 127) << shift;
        if (byte < 128)
            return n;
    }
    p->broken = true;
    return 0;
}

static void number(pack *p, size_t *n)
{
    if (p->out != NULL)
        put_number(p->out, *n);
    else
        *n = take_number(p);
}

/* A number up to `most`, `off` less than what stands for it. */
static void small(pack *p, int *n, int off, int most)
{
    if (p->out != NULL) {
        put_number(p->out, (size_t)((int64_t)*n + off));
        return;
    }
    size_t is = take_number(p);

    p->broken = p->broken || is > (size_t)most + (size_t)off;
    *n = p->broken ? 0 : (int)((int64_t)is - off);
}

static void flag(pack *p, bool *is)
{
    int n = *is;

    small(p, &n, 0, 1);
    if (p->out == NULL)
        *is = n == 1;
}

#define ENUM(p, field, type, last)           \
    do {                                     \
        int as_int = (int)*(field);          \
                                             \
        small((p), &as_int, 0, (int)(last)); \
        if ((p)->out == NULL)                \
            *(field) = (type)as_int;         \
    } while (0)

static void text(pack *p, const char **s)
{
    if (p->out != NULL) {
        size_t n = *s == NULL ? 0 : strlen(*s) + 1;

        put_number(p->out, n);
        fx_str_addn(p->out, *s, n);
        return;
    }
    size_t n = take_number(p);

    *s = NULL;
    if (n == 0)
        return;
    p->broken = p->broken || n > (size_t)(p->end - p->at) || p->at[n - 1] != '\0';
    if (p->broken)
        return;
    *s = p->at;
    p->at += n;
}

/* How many come; each of them has a byte at least. */
static void count(pack *p, size_t *n)
{
    number(p, n);
    if (p->out == NULL && *n > (size_t)(p->end - p->at)) {
        p->broken = true;
        *n = 0;
    }
}

#define EACH(p, v, what)                                              \
    do {                                                              \
        count((p), &(v)->n);                                          \
        if ((p)->out == NULL && (v)->n > 0) {                         \
            (v)->at = fx_alloc((p)->arena, (v)->n * sizeof *(v)->at); \
            (v)->cap = (v)->n;                                        \
        }                                                             \
        for (size_t i = 0; i < (v)->n && !(p)->broken; i++)           \
            what((p), &(v)->at[i]);                                   \
    } while (0)

static void texts(pack *p, fx_strs *v)
{
    EACH(p, v, text);
}

static void variant(pack *p, fx_variant *v)
{
    text(p, &v->dialect);
    text(p, &v->text);
}

static void sql_text(pack *p, fx_sql_text *t)
{
    text(p, &t->all);
    EACH(p, &t->by, variant);
}

static void value(pack *p, fx_value *v)
{
    ENUM(p, &v->kind, fx_value_kind, FX_VALUE_EMPTY);
    text(p, &v->text);
    sql_text(p, &v->sql);
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX */
static void type(pack *p, fx_type *t)
{
    bool has_element = t->element != NULL;

    ENUM(p, &t->kind, fx_type_kind, FX_TYPE_RAW);
    small(p, &t->size, 1, INT_MAX);
    small(p, &t->scale, 1, INT_MAX);
    text(p, &t->enum_name);
    flag(p, &t->named);
    texts(p, &t->members);
    EACH(p, &t->variants, variant);
    flag(p, &has_element);
    if (!has_element)
        return;
    p->broken = p->broken || p->depth == DEPTH_MAX;
    if (p->broken)
        return;
    if (p->out == NULL)
        t->element = fx_new(p->arena, fx_type);
    p->depth++;
    type(p, (fx_type *)t->element);
    p->depth--;
}

static void column(pack *p, fx_column *c)
{
    text(p, &c->name);
    type(p, &c->type);
    flag(p, &c->nullable);
    value(p, &c->def);
    ENUM(p, &c->identity, fx_identity, FX_IDENTITY_SERIAL);
    text(p, &c->comment);
    sql_text(p, &c->generated);
    flag(p, &c->stored);
    text(p, &c->collate);
    flag(p, &c->now_on_update);
    value(p, &c->fill);
    text(p, &c->renamed_from);
    number(p, &c->line);
}

static void key(pack *p, fx_key *k)
{
    text(p, &k->name);
    texts(p, &k->columns);
    text(p, &k->on_conflict);
    texts(p, &k->include);
    flag(p, &k->nulls_not_distinct);
    ENUM(p, &k->deferrable, fx_deferrable, FX_DEFER_DEFERRED);
    number(p, &k->line);
}

static void foreign_key(pack *p, fx_foreign_key *k)
{
    text(p, &k->name);
    texts(p, &k->columns);
    text(p, &k->ref_schema);
    text(p, &k->ref_table);
    texts(p, &k->ref_columns);
    ENUM(p, &k->on_delete, fx_action, FX_SET_DEFAULT);
    ENUM(p, &k->on_update, fx_action, FX_SET_DEFAULT);
    ENUM(p, &k->deferrable, fx_deferrable, FX_DEFER_DEFERRED);
    flag(p, &k->match_full);
    flag(p, &k->not_valid);
    text(p, &k->index);
    number(p, &k->line);
}

static void check(pack *p, fx_check *c)
{
    text(p, &c->name);
    sql_text(p, &c->sql);
    flag(p, &c->exclude);
    flag(p, &c->not_valid);
    flag(p, &c->no_inherit);
    text(p, &c->column);
    number(p, &c->line);
}

static void index_part(pack *p, fx_index_part *part)
{
    flag(p, &part->expression);
    flag(p, &part->descending);
    text(p, &part->collate);
    text(p, &part->opclass);
    small(p, &part->nulls, 1, 1);
    small(p, &part->length, 0, INT_MAX);
}

static void index_(pack *p, fx_index *ix)
{
    text(p, &ix->name);
    texts(p, &ix->columns);
    EACH(p, &ix->parts, index_part);
    flag(p, &ix->unique);
    sql_text(p, &ix->where);
    text(p, &ix->using_);
    texts(p, &ix->include);
    text(p, &ix->with);
    flag(p, &ix->nulls_not_distinct);
    number(p, &ix->line);
}

static void table_keys(pack *p, fx_table *t)
{
    key(p, &t->primary);
    EACH(p, &t->uniques, key);
    EACH(p, &t->foreign_keys, foreign_key);
    EACH(p, &t->checks, check);
}

static void table(pack *p, const fx_table **at)
{
    fx_table *t = p->out != NULL ? (fx_table *)*at : fx_new(p->arena, fx_table);

    if (p->out == NULL)
        *at = t;
    text(p, &t->schema);
    text(p, &t->name);
    EACH(p, &t->columns, column);
    table_keys(p, t);
    EACH(p, &t->indexes, index_);
    text(p, &t->comment);
    flag(p, &t->without_rowid);
    flag(p, &t->strict);
    for (size_t i = 0; i < FX_TABLE_WORD_COUNT; i++)
        text(p, &t->words[i]);
    text(p, &t->renamed_from);
    texts(p, &t->dropped);
    text(p, &t->file);
    number(p, &t->line);
    text(p, &t->unheld);
}

static void enum_(pack *p, fx_enum *e)
{
    text(p, &e->schema);
    text(p, &e->name);
    texts(p, &e->members);
}

static void text_object(pack *p, fx_text_object *t)
{
    ENUM(p, &t->kind, fx_text_kind, FX_TRIGGER);
    text(p, &t->schema);
    text(p, &t->table);
    text(p, &t->name);
    sql_text(p, &t->sql);
    text(p, &t->file);
    number(p, &t->line);
}

static void schema(pack *p, fx_schema *s)
{
    EACH(p, &s->tables, table);
    EACH(p, &s->enums, enum_);
    EACH(p, &s->texts, text_object);
    flag(p, &s->mysql_alone);
    texts(p, &s->left_out);
}

void fx_schema_pack(fx_str *out, const fx_schema *s)
{
    pack p = {.out = out};

    schema(&p, (fx_schema *)s); /* which is only read */
}

bool fx_schema_unpack(fx_arena *a, const char *bytes, size_t n, fx_schema *out)
{
    pack p = {.arena = a, .at = bytes, .end = bytes + n};

    *out = (fx_schema){0};
    schema(&p, out);
    return !p.broken && p.at == p.end;
}
