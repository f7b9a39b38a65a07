/*
 * Mermaid's grammar allows little in the names of columns and types, and
 * quotes only entities and comments
 * (packages/mermaid/src/diagrams/er/parser/erDiagram.jison).
 */
#include "fx/model/mermaid.h"

#include <string.h>
#include <strings.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Of a word that could be read as a mark: "fk", "Pk(3)". */
static bool begins_with_mark(const char *text)
{
    static const char *const marks[] = {"pk", "fk", "uk"};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (strncasecmp(text, marks[i], 2) == 0 && !is_letter(text[2]) && !is_digit(text[2]))
            return true;
    }
    return false;
}

/* A column's name or type: letters, digits and `more`; all else becomes one _. U+0080 to U+00BF,
 * which begin with the byte 0xC2, are no letters to Mermaid. */
static const char *word(fx_arena *a, const char *text, const char *more)
{
    fx_str s = {.arena = a};

    if (!is_letter(*text) && (unsigned char)*text < 0x80)
        fx_str_addc(&s, '_');
    else if (begins_with_mark(text))
        fx_str_addc(&s, '_');
    for (const char *c = text; *c != '\0'; c++) {
        bool odd = (unsigned char)*c == 0xC2;

        if (!odd && (is_letter(*c) || is_digit(*c) || (unsigned char)*c >= 0x80 ||
                     strchr(more, *c) != NULL))
            fx_str_addc(&s, *c);
        else if (s.n == 0 || s.text[s.n - 1] != '_')
            fx_str_addc(&s, '_');
        c += odd && c[1] != '\0';
    }
    return fx_str_text(&s);
}

/* Between quotes, where nothing can be escaped. */
static const char *quoted(fx_arena *a, const char *text)
{
    fx_str s = {.arena = a};

    fx_str_addc(&s, '"');
    for (const char *c = text; *c != '\0'; c++) {
        bool bad = *c == '"' || *c == '\\' || *c == '%' || (unsigned char)*c < ' ';

        fx_str_addc(&s, *c == '"' ? '\'' : bad ? '_' : *c);
    }
    fx_str_addc(&s, '"');
    return fx_str_text(&s);
}

static bool is_plain(const char *name)
{
    /* words of the grammar, in any case */
    static const char *const taken[] = {"erdiagram", "class", "classdef",  "style",     "subgraph",
                                        "end",       "title", "one",       "many",      "only",
                                        "zero",      "to",    "direction", "optionally"};

    if (!is_letter(*name))
        return false;
    for (const char *c = name; *c != '\0'; c++) {
        if (!is_letter(*c) && !is_digit(*c))
            return false;
    }
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        if (fx_same_case(name, taken[i]))
            return false;
    }
    return true;
}

static const char *entity(fx_arena *a, const char *schema, const char *name)
{
    const char *whole = schema == NULL ? name : fx_fmt(a, "%s.%s", schema, name);

    return is_plain(whole) ? whole : quoted(a, whole);
}

/* ---- columns ---- */

static const char *type_text(fx_arena *a, const fx_type *t)
{
    switch (t->kind) {
    case FX_TYPE_ENUM:
        return t->named && t->enum_name != NULL ? t->enum_name : "enum";
    case FX_TYPE_ARRAY:
        return fx_fmt(a, "%s[]", type_text(a, t->element));
    case FX_TYPE_RAW:
        return t->variants.n == 0 || fx_blank(t->variants.at[0].text) ? "any"
                                                                      : t->variants.at[0].text;
    default:
        return fx_type_text(a, t);
    }
}

static bool is_alone(const fx_strs *columns, const char *name)
{
    return columns->n == 1 && fx_same(columns->at[0], name);
}

static bool is_unique(const fx_table *t, const char *name)
{
    fx_each (const fx_key, key, &t->uniques) {
        if (is_alone(&key->columns, name))
            return true;
    }
    fx_each (const fx_index, ix, &t->indexes) {
        if (ix->unique && !fx_sql_text_set(&ix->where) && is_alone(&ix->columns, name))
            return true;
    }
    return false;
}

static bool is_foreign(const fx_table *t, const char *name)
{
    fx_each (const fx_foreign_key, fk, &t->foreign_keys) {
        if (fx_strs_has(&fk->columns, name))
            return true;
    }
    return false;
}

static const char *marks(fx_arena *a, const fx_table *t, const char *name)
{
    fx_strs all = {0};

    if (fx_table_is_primary(t, name))
        *fx_push(a, &all) = "PK";
    if (is_foreign(t, name))
        *fx_push(a, &all) = "FK";
    if (is_unique(t, name))
        *fx_push(a, &all) = "UK";
    return all.n == 0 ? "" : fx_fmt(a, " %s", fx_strs_join(a, &all, ", "));
}

static void add_column(fx_arena *a, const fx_schema *s, const fx_table *t, const fx_column *c,
                       fx_str *out)
{
    const char *type = word(a, type_text(a, &c->type), "()[]"), *name = word(a, c->name, "");
    const fx_strs *members = c->type.kind == FX_TYPE_ENUM ? fx_enum_members(s, &c->type) : NULL;
    fx_strs comment = {0};

    if (!fx_same(name, c->name))
        *fx_push(a, &comment) = c->name;
    if (members != NULL && members->n > 0)
        *fx_push(a, &comment) = fx_strs_join(a, members, ", ");
    fx_str_addf(out, "        %s %s%s", type, name, marks(a, t, c->name));
    if (comment.n > 0)
        fx_str_addf(out, " %s", quoted(a, fx_strs_join(a, &comment, ": ")));
    fx_str_addc(out, '\n');
}

static void add_table(fx_arena *a, const fx_schema *s, const fx_table *t, fx_str *out)
{
    fx_str_addf(out, "    %s {\n", entity(a, t->schema, t->name));
    fx_each (const fx_column, c, &t->columns) {
        add_column(a, s, t, c, out);
    }
    fx_str_add(out, "    }\n");
}

/* ---- relations ---- */

static bool within(const fx_strs *some, const fx_strs *all)
{
    fx_each (const char *, name, some) {
        if (!fx_strs_has(all, *name))
            return false;
    }
    return some->n > 0;
}

/* At most one row for each row it refers to: a key lies within its columns. */
static bool is_one(const fx_table *t, const fx_foreign_key *fk)
{
    if (within(&t->primary.columns, &fk->columns))
        return true;
    fx_each (const fx_key, key, &t->uniques) {
        if (within(&key->columns, &fk->columns))
            return true;
    }
    fx_each (const fx_index, ix, &t->indexes) {
        if (ix->unique && !fx_sql_text_set(&ix->where) && within(&ix->columns, &fk->columns))
            return true;
    }
    return false;
}

/* A row with NULL in any of the columns refers to nothing. */
static bool is_optional(const fx_table *t, const fx_foreign_key *fk)
{
    fx_each (const char *, name, &fk->columns) {
        const fx_column *c = fx_table_column(t, *name);

        if (c == NULL || !fx_column_not_null(t, c))
            return true;
    }
    return false;
}

static const char *relation(fx_arena *a, const fx_table *t, const fx_foreign_key *fk)
{
    const char *columns = fx_strs_join(a, &fk->columns, ", ");

    return fx_fmt(a, "    %s %s--%s %s : %s\n", entity(a, fk->ref_schema, fk->ref_table),
                  is_optional(t, fk) ? "|o" : "||", is_one(t, fk) ? "o|" : "o{",
                  entity(a, t->schema, t->name), quoted(a, columns));
}

const char *fx_mermaid(fx_arena *a, const fx_schema *s)
{
    fx_str out = {.arena = a};

    fx_str_add(&out, "erDiagram\n");
    fx_each (const fx_table *const, t, &s->tables) {
        add_table(a, s, *t, &out);
    }
    fx_each (const fx_table *const, t, &s->tables) {
        fx_strs lines = {0};

        fx_each (const fx_foreign_key, fk, &(*t)->foreign_keys) {
            *fx_push(a, &lines) = relation(a, *t, fk);
        }
        fx_strs_sort(&lines);
        fx_each (const char *, line, &lines) {
            fx_str_add(&out, *line);
        }
    }
    return fx_str_text(&out);
}
