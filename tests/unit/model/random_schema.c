#include "random_schema.h"

#include <string.h>

#include "fx/base/str.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const table_names[] = {"account", "book", "city", "order", "dish", "event"};
static const char *const column_names[] = {"alpha", "beta", "gamma", "group", "delta", "omega"};

static const struct {
    const char *type;
    fx_value_kind kind;
    const char *text; /* a default that fits */
} kinds[] = {
    {"boolean",               FX_VALUE_TEXT, "true"               },
    {"smallint",              FX_VALUE_TEXT, "-7"                 },
    {"integer",               FX_VALUE_TEXT, "42"                 },
    {"bigint",                FX_VALUE_TEXT, "9000000000"         },
    {"double",                FX_VALUE_TEXT, "1.5"                },
    {"numeric(10,2)",         FX_VALUE_TEXT, "19.90"              },
    {"string(40)",            FX_VALUE_TEXT, "it's"               },
    {"string(80)",            FX_VALUE_TEXT, ""                   },
    {"text",                  FX_VALUE_TEXT, "null"               },
    {"date",                  FX_VALUE_NOW,  NULL                 },
    {"timestamp",             FX_VALUE_TEXT, "2030-12-31 12:30:00"},
    {"timestamptz",           FX_VALUE_NOW,  NULL                 },
    {"uuid",                  FX_VALUE_UUID, NULL                 },
    {"json",                  FX_VALUE_TEXT, "{}"                 },
    {"enum(draft,live)",      FX_VALUE_TEXT, "draft"              },
    {"enum(draft,live,gone)", FX_VALUE_TEXT, "live"               },
};

uint64_t random_next(fx_random *r)
{
    r->state ^= r->state << 13;
    r->state ^= r->state >> 7;
    r->state ^= r->state << 17;
    return r->state;
}

size_t random_below(fx_random *r, size_t n)
{
    return (size_t)((random_next(r) >> 16) % n);
}

bool random_chance(fx_random *r, size_t percent)
{
    return random_below(r, 100) < percent;
}

static bool is_postgres(const fx_random *r)
{
    return r->dialect != NULL && strcmp(r->dialect, "postgresql") == 0;
}

static bool is_mysql(const fx_random *r)
{
    return r->dialect != NULL && strcmp(r->dialect, "mysql") == 0;
}

static const char *random_collation(fx_random *r)
{
    bool first = random_chance(r, 50);

    if (is_mysql(r))
        return first ? "utf8mb4_bin" : "utf8mb4_unicode_ci";
    return is_postgres(r) ? "C" : first ? "nocase" : "rtrim";
}

static fx_column random_column(fx_arena *a, fx_random *r, const char *table, const char *name)
{
    size_t kind = random_below(r, COUNT(kinds));
    fx_column c = {.name = name, .nullable = random_chance(r, 60)};
    const char *why, *hint;

    if (!fx_type_parse(a, kinds[kind].type, &c.type, &why, &hint))
        return c;
    if (c.type.kind == FX_TYPE_JSON && is_postgres(r)) /* which it can index */
        *fx_push(a, &c.type.variants) = (fx_variant){"postgresql", "jsonb"};
    if (c.type.kind == FX_TYPE_ENUM)
        c.type.enum_name = fx_fmt(a, "%s_%s", table, name);
    if (random_chance(r, 40))
        c.def = (fx_value){.kind = kinds[kind].kind, .text = kinds[kind].text};
    else if (!c.nullable && kinds[kind].kind == FX_VALUE_TEXT)
        c.fill = (fx_value){.kind = FX_VALUE_TEXT, .text = kinds[kind].text};
    else
        c.nullable = true;
    if ((c.type.kind == FX_TYPE_STRING || c.type.kind == FX_TYPE_TEXT) && random_chance(r, 20))
        c.collate = random_collation(r);
    if (is_mysql(r) && c.type.kind >= FX_TYPE_TIMESTAMP && c.type.kind <= FX_TYPE_TIMESTAMPTZ)
        c.now_on_update = random_chance(r, 20);
    if (random_chance(r, 10))
        c.comment = "why: it's here";
    return c;
}

static fx_strs one(fx_arena *a, const char *name)
{
    fx_strs out = {0};

    *fx_push(a, &out) = name;
    return out;
}

/* A name, or none: then the naming rule or the structure decides. */
static const char *maybe_name(fx_arena *a, fx_random *r, const char *what, const fx_table *t,
                              const char *column)
{
    return random_chance(r, 50) ? fx_fmt(a, "%s_%s_%s", what, t->name, column) : NULL;
}

/* Of one column: in an order, with a collation, or inside an expression. */
static void add_part(fx_arena *a, fx_random *r, const fx_column *c, fx_index *ix)
{
    fx_index_part part = {.expression = random_chance(r, 50), .descending = random_chance(r, 50)};

    bool text = c->type.kind == FX_TYPE_STRING || c->type.kind == FX_TYPE_TEXT;

    if (is_mysql(r)) { /* what MariaDB has of these */
        part.expression = false;
        part.length = text && random_chance(r, 50) ? 5 : 0;
    } else if (random_chance(r, 30) && (text || !is_postgres(r)))
        part.collate = is_postgres(r) ? "C" : "nocase";
    if (part.expression && (text || !is_postgres(r)))
        ix->columns = one(a, fx_fmt(a, "lower(\"%s\")", c->name));
    else if (part.expression)
        ix->columns = one(a, fx_fmt(a, "\"%s\" IS NULL", c->name));
    *fx_push(a, &ix->parts) = part;
}

/* A number that MySQL lets an expression stand on: none that counts by itself. */
static const char *operand(const fx_random *r, const fx_table *t)
{
    for (size_t i = is_mysql(r) ? 1 : 0; i < t->columns.n; i++) {
        const fx_type_kind kind = t->columns.at[i].type.kind;

        if (kind == FX_TYPE_INTEGER || kind == FX_TYPE_SMALLINT || (i == 0 && !is_mysql(r)))
            return t->columns.at[i].name;
    }
    return NULL;
}

static void add_computed(fx_arena *a, fx_random *r, fx_table *t)
{
    const char *on = operand(r, t);
    fx_column c = {
        .name = "computed",
        .type = {.kind = FX_TYPE_INTEGER, .size = -1, .scale = -1},
        .nullable = true,
        .generated.all = random_chance(r, 50) ? fx_fmt(a, "\"%s\" * 2", on)
                                              : fx_fmt(a, "coalesce(\"%s\", 0) + 1", on),
        .stored = random_chance(r, 50)
    };

    if (on != NULL)
        *fx_push(a, &t->columns) = c;
}

static void add_keys(fx_arena *a, fx_random *r, fx_table *t)
{
    for (size_t i = 1; i < t->columns.n; i++) {
        const fx_column *c = &t->columns.at[i];
        bool number = c->type.kind == FX_TYPE_INTEGER || c->type.kind == FX_TYPE_BIGINT;

        if (is_mysql(r) && (c->type.kind == FX_TYPE_TEXT || c->type.kind == FX_TYPE_JSON))
            continue; /* without an end that an index could reach */

        if (random_chance(r, 20))
            *fx_push(a, &t->uniques) =
                (fx_key){.name = maybe_name(a, r, "uq", t, c->name), .columns = one(a, c->name)};
        if (random_chance(r, 25))
            *fx_push(a, &t->indexes) =
                (fx_index){.name = maybe_name(a, r, "ix", t, c->name),
                           .columns = one(a, c->name),
                           .unique = random_chance(r, 20),
                           .where.all = random_chance(r, 30) && !is_mysql(r)
                                            ? fx_fmt(a, "\"%s\" IS NOT NULL", c->name)
                                            : NULL};
        if (t->indexes.n > 0 && random_chance(r, 25) &&
            fx_same(t->indexes.at[t->indexes.n - 1].columns.at[0], c->name))
            add_part(a, r, c, &t->indexes.at[t->indexes.n - 1]);
        if (number && random_chance(r, 40))
            *fx_push(a, &t->checks) =
                (fx_check){.name = fx_fmt(a, "ck_%s_%s_range", t->name, c->name),
                           .sql.all = fx_fmt(a, "\"%s\" >= %zu", c->name, random_below(r, 2))};
    }
    if (t->columns.n > 2 && !is_mysql(r) && random_chance(r, 30)) {
        fx_strs both = one(a, t->columns.at[2].name);

        *fx_push(a, &both) = t->columns.at[1].name;
        *fx_push(a, &t->uniques) =
            (fx_key){.name = fx_fmt(a, "uq_%s_both", t->name), .columns = both};
    }
}

static fx_table *random_table(fx_arena *a, fx_random *r, const char *name)
{
    fx_table *t = fx_new(a, fx_table);
    const char *why, *hint;
    fx_column id = {.name = "id"};

    t->name = name;
    if (!fx_type_parse(a, random_chance(r, 80) ? "integer" : "bigint", &id.type, &why, &hint))
        return t;
    if (random_chance(r, 10))
        id.identity = FX_IDENTITY_STRICT;
    *fx_push(a, &t->columns) = id;
    for (size_t i = 0; i < COUNT(column_names); i++) {
        if (random_chance(r, 55))
            *fx_push(a, &t->columns) = random_column(a, r, name, column_names[i]);
    }
    t->primary.columns = one(a, "id");
    if (random_chance(r, 10)) { /* a key of two, and what refers to the table needs its own */
        fx_column part = {
            .name = "part", .type = {.kind = FX_TYPE_INTEGER, .size = -1, .scale = -1}
        };

        *fx_push(a, &t->columns) = part;
        *fx_push(a, &t->primary.columns) = "part";
        t->columns.at[0].identity = FX_IDENTITY_DERIVED;
        if (random_chance(r, 50))
            t->primary.name = fx_fmt(a, "pk_%s", name);
    }
    add_keys(a, r, t);
    if (random_chance(r, 20))
        add_computed(a, r, t);
    bool sqlite = !is_postgres(r) && !is_mysql(r);

    t->strict = random_chance(r, 10) && sqlite;
    if (is_mysql(r) && random_chance(r, 15))
        t->words[FX_TABLE_COLLATE] = random_collation(r);
    if (is_mysql(r) && random_chance(r, 15))
        t->comment = "rows of \\ 'it'";
    t->without_rowid = sqlite && id.identity != FX_IDENTITY_STRICT && random_chance(r, 10);
    return t;
}

/* Self-references and cycles are wanted. */
static void add_references(fx_arena *a, fx_random *r, fx_table **tables, size_t n)
{
    static const fx_action actions[] = {FX_NO_ACTION, FX_CASCADE, FX_RESTRICT, FX_SET_NULL};

    for (size_t i = 0; i < 2 * n; i++) {
        fx_table *t = tables[random_below(r, n)];
        const fx_table *other = tables[random_below(r, n)];
        const char *name = fx_fmt(a, "%s_id", other->name);

        /* foreign_key_check cannot name the row of a table without rowids */
        if (t->without_rowid || other->primary.columns.n != 1 || fx_table_column(t, name) != NULL)
            continue;
        *fx_push(a, &t->columns) =
            (fx_column){.name = name, .type = other->columns.at[0].type, .nullable = true};
        *fx_push(a, &t->foreign_keys) = (fx_foreign_key){
            .name = maybe_name(a, r, "fk", t, name),
            .columns = one(a, name),
            .ref_table = other->name,
            .ref_columns = one(a, "id"),
            .on_delete = actions[random_below(r, COUNT(actions))],
            .deferrable = (fx_deferrable)(random_chance(r, 30) ? 1 + random_below(r, 2) : 0)};
    }
}

static void add_text(fx_arena *a, fx_schema *s, fx_text_kind kind, const char *name,
                     const char *table, const char *sql)
{
    const fx_text_object t = {.kind = kind, .table = table, .name = name, .sql.all = sql};

    fx_schema_put_text(a, s, &t);
}

static const char *table_trigger(fx_arena *a, const fx_random *r, const char *table,
                                 const char *column)
{
    if (is_postgres(r))
        return fx_fmt(a,
                      "CREATE TRIGGER \"on %s\" BEFORE UPDATE OF \"%s\" ON \"%s\" FOR EACH ROW "
                      "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
                      table, column, table);
    if (is_mysql(r))
        return fx_fmt(a,
                      "CREATE TRIGGER `on %s` BEFORE UPDATE ON `%s` FOR EACH ROW BEGIN SET @x = "
                      "new.`%s`; SET @y = 'it''s; END'; END",
                      table, table, column);
    return fx_fmt(a,
                  "CREATE TRIGGER \"on %s\" AFTER UPDATE ON \"%s\" BEGIN SELECT new.\"%s\", "
                  "'it''s; END'; END",
                  table, table, column);
}

static const char *view_trigger(fx_arena *a, const fx_random *r, const char *table,
                                const char *view)
{
    if (is_postgres(r))
        return fx_fmt(a,
                      "CREATE TRIGGER \"in %s\" INSTEAD OF DELETE ON \"%s\" FOR EACH ROW EXECUTE "
                      "FUNCTION suppress_redundant_updates_trigger()",
                      table, view);
    return fx_fmt(a,
                  "CREATE TRIGGER \"in %s\" INSTEAD OF DELETE ON \"%s\" BEGIN DELETE FROM \"%s\" "
                  "WHERE \"id\" = old.\"id\"; END",
                  table, view, table);
}

/* Views, views of views, triggers of both. */
static void add_texts(fx_arena *a, fx_random *r, fx_schema *s)
{
    const char q = is_mysql(r) ? '`' : '"';

    fx_each (const fx_table *const, it, &s->tables) {
        const char *table = (*it)->name;
        const char *column = (*it)->columns.at[random_below(r, (*it)->columns.n)].name;
        const char *view = fx_fmt(a, "seen %s", table), *all = fx_fmt(a, "a_%s", table);

        if (random_chance(r, 30))
            add_text(a, s, FX_TRIGGER, fx_fmt(a, "on %s", table), table,
                     table_trigger(a, r, table, column));
        if (!random_chance(r, 30))
            continue;
        add_text(a, s, FX_VIEW, view, NULL,
                 fx_fmt(a, "CREATE VIEW %c%s%c AS SELECT %cid%c, %c%s%c AS x FROM %c%s%c", q, view,
                        q, q, q, q, column, q, q, table, q));
        if (random_chance(r, 50))
            add_text(a, s, FX_VIEW, all, NULL,
                     fx_fmt(a, "CREATE VIEW %c%s%c AS SELECT * FROM %c%s%c WHERE %cid%c > %zu", q,
                            all, q, q, view, q, q, q, random_below(r, 2)));
        if (random_chance(r, 50) && !is_mysql(r))
            add_text(a, s, FX_TRIGGER, fx_fmt(a, "in %s", table), view,
                     view_trigger(a, r, table, view));
    }
}

fx_schema random_schema(fx_arena *a, fx_random *r)
{
    fx_table *tables[COUNT(table_names)];
    fx_schema s = {0};
    size_t n = 0;

    for (size_t i = 0; i < COUNT(table_names); i++) {
        if (random_chance(r, 50))
            tables[n++] = random_table(a, r, table_names[i]);
    }
    if (n > 0)
        add_references(a, r, tables, n);
    for (size_t i = 0; i < n; i++)
        fx_schema_put(a, &s, tables[i]);
    add_texts(a, r, &s);
    return s;
}

/* The first column of `was` that t has no more and nobody claims. */
static const char *free_column(const fx_table *was, const fx_table *t)
{
    fx_each (const fx_column, c, &was->columns) {
        bool claimed = fx_table_column(t, c->name) != NULL;

        fx_each (const fx_column, d, &t->columns) {
            claimed = claimed || fx_same(d->renamed_from, c->name);
        }
        if (!claimed)
            return c->name;
    }
    return NULL;
}

fx_schema random_successor(fx_arena *a, fx_random *r, const fx_schema *from)
{
    fx_schema s = random_schema(a, r);
    fx_strs claimed = {0};

    for (size_t i = 0; i < s.tables.n; i++) {
        fx_table *t = fx_table_copy(a, s.tables.at[i]);
        const fx_table *was = fx_schema_find(from, NULL, t->name);

        fx_each (const fx_table *const, old, &from->tables) {
            if (was != NULL || !random_chance(r, 40) || fx_strs_has(&claimed, (*old)->name) ||
                fx_schema_find(&s, NULL, (*old)->name) != NULL)
                continue;
            t->renamed_from = (*old)->name;
            *fx_push(a, &claimed) = t->renamed_from;
            was = *old;
        }
        fx_each (fx_column, c, &t->columns) {
            if (was != NULL && fx_table_column(was, c->name) == NULL && random_chance(r, 40))
                c->renamed_from = free_column(was, t);
        }
        s.tables.at[i] = t;
    }
    return s;
}
