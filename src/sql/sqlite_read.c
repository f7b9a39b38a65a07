/*
 * Reads a stored CREATE back. Each construct is either held by the model or
 * named in `unheld`; nothing is passed over.
 */
#include <string.h>

#include "sqlite_inner.h"

typedef struct reader {
    fx_arena *a;
    fx_lexer lx;
    fx_token t; /* the current token */
    fx_table *table;
    fx_strs integers; /* columns whose declared type is the very word INTEGER */
    bool broken;
} reader;

static void next(reader *r)
{
    r->t = fx_lex_next(&r->lx);
}

static bool is(const reader *r, const char *word)
{
    return fx_token_is(&r->t, word);
}

static bool accept(reader *r, const char *word)
{
    if (!is(r, word))
        return false;
    next(r);
    return true;
}

static void unheld(reader *r, const char *what)
{
    if (r->table->unheld == NULL)
        r->table->unheld = what;
}

static bool broken(reader *r)
{
    r->broken = true;
    unheld(r, "a CREATE that fxgit cannot read");
    return false;
}

static bool expect(reader *r, const char *word)
{
    return accept(r, word) || broken(r);
}

static bool is_name(const reader *r)
{
    return r->t.kind == FX_TOKEN_WORD || r->t.kind == FX_TOKEN_QUOTED ||
           r->t.kind == FX_TOKEN_STRING;
}

static bool name(reader *r, const char **out)
{
    if (!is_name(r))
        return broken(r);
    *out = fx_token_name(r->a, &r->t);
    next(r);
    return true;
}

/* "( ... )": what stands between, as written. */
static bool bracketed(reader *r, const char **out)
{
    const char *start = r->t.at + 1;
    int depth = 0;

    if (!is(r, "("))
        return broken(r);
    for (;; next(r)) {
        depth += is(r, "(") - is(r, ")");
        if (r->t.kind == FX_TOKEN_END || r->t.kind == FX_TOKEN_BROKEN)
            return broken(r);
        if (depth == 0)
            break;
    }
    *out = fx_trim(r->a, fx_strndup(r->a, start, (size_t)(r->t.at - start)));
    next(r);
    return true;
}

static bool is_constraint(const reader *r)
{
    static const char *const words[] = {"constraint", "primary",   "not",     "null",
                                        "unique",     "check",     "default", "collate",
                                        "references", "generated", "as"};

    for (size_t i = 0; i < FX_COUNT(words); i++) {
        if (is(r, words[i]))
            return true;
    }
    return false;
}

/* The declared type, as written, blanks folded. */
static bool declared_type(reader *r, fx_type *out, bool *integer)
{
    fx_str s = {.arena = r->a};

    while (is_name(r) && !is_constraint(r)) {
        if (s.n > 0)
            fx_str_addc(&s, ' ');
        fx_str_addn(&s, r->t.at, r->t.n);
        next(r);
    }
    if (s.n > 0 && is(r, "(")) {
        const char *args;

        if (!bracketed(r, &args))
            return false;
        fx_str_addf(&s, "(%s)", args);
    }
    *integer =
        fx_same_case(fx_str_text(&s), "integer") || fx_same_case(fx_str_text(&s), "\"integer\"");
    return fx_sqlite_type_read(r->a, fx_str_text(&s), out);
}

/* *way: NULL when nothing is said, or ABORT, which is the same. */
static bool conflict(reader *r, const char **way)
{
    *way = NULL;
    if (!is(r, "on"))
        return true;
    next(r);
    if (!expect(r, "conflict") || !name(r, way))
        return false;
    *way = fx_same_case(*way, "abort") ? NULL : fx_lower(r->a, *way);
    return true;
}

static fx_value text_value(const char *text)
{
    return (fx_value){.kind = FX_VALUE_TEXT, .text = text};
}

static fx_value sql_value(const char *sql)
{
    return (fx_value){.kind = FX_VALUE_SQL, .sql = {.all = sql}};
}

/* The clock's word for a type; NULL: the type is no time. */
static const char *now_word(const fx_type *t)
{
    if (!fx_type_is_time(t) && t->kind != FX_TYPE_RAW)
        return NULL;
    if (t->kind == FX_TYPE_DATE)
        return "current_date";
    return t->kind == FX_TYPE_TIME ? "current_time" : "current_timestamp";
}

static bool is_now(const reader *r, const fx_type *t)
{
    return now_word(t) != NULL && is(r, now_word(t));
}

/* A literal of the column's type; what is none of it (SQLite takes anything) stays SQL. */
static fx_value literal(const fx_type *t, const char *text, const char *sql)
{
    if (t->kind == FX_TYPE_BOOLEAN && (fx_same(text, "0") || fx_same(text, "1")))
        text = *text == '1' ? "true" : "false";
    return fx_text_fits(NULL, t, text) ? text_value(text) : sql_value(sql);
}

/* A number is a value where the column keeps it as it stands: as text, 1.50 would become 1.5. */
static fx_value number(const fx_type *t, const char *text)
{
    bool is_text = t->kind == FX_TYPE_STRING || t->kind == FX_TYPE_CHAR || t->kind == FX_TYPE_TEXT;
    bool plain = text[strspn(text, "-0123456789")] == '\0';

    if (fx_type_is_number(t) || t->kind == FX_TYPE_BOOLEAN || (is_text && plain))
        return literal(t, text, text);
    return sql_value(text);
}

/* X'00ff' as the value that is written so; of another type it is SQL. */
static fx_value bytes(fx_arena *a, const fx_type *t, const char *text)
{
    if (t->kind != FX_TYPE_BINARY)
        return sql_value(text);
    return text_value(fx_fmt(a, "0x%.*s", (int)strlen(text) - 3, text + 2));
}

/* CAST('...' AS BLOB) is how a binary value that is a text is written: a bare text would stay one.
 */
static fx_value expression(fx_arena *a, const fx_type *t, const char *sql)
{
    static const char *const end[] = {"as", "blob", ")"};
    fx_lexer lx = fx_lex(sql, strlen(sql));
    fx_token at = fx_lex_next(&lx), first = at, text;
    bool cast = t->kind == FX_TYPE_BINARY && fx_token_is(&at, "cast");

    if (now_word(t) != NULL && fx_same_case(sql, now_word(t)))
        return (fx_value){.kind = FX_VALUE_NOW};

    at = fx_lex_next(&lx);
    cast = cast && fx_token_is(&at, "(");
    text = fx_lex_next(&lx);
    cast = cast && text.kind == FX_TOKEN_STRING && text.at[0] == '\'';
    for (size_t i = 0; cast && i < FX_COUNT(end); i++) {
        at = fx_lex_next(&lx);
        cast = fx_token_is(&at, end[i]);
    }
    cast = cast && fx_lex_next(&lx).kind == FX_TOKEN_END;
    if (first.kind == FX_TOKEN_STRING && first.at[0] == '\'' && t->kind != FX_TYPE_BINARY &&
        first.n == strlen(sql)) /* brackets around a literal change nothing */
        return literal(t, fx_token_name(a, &first), sql);
    if (first.kind == FX_TOKEN_NUMBER && first.n == strlen(sql))
        return number(t, sql);
    return cast ? text_value(fx_token_name(a, &text)) : sql_value(sql);
}

static bool default_value(reader *r, fx_column *c)
{
    const char *text;

    if (is(r, "(")) {
        if (!bracketed(r, &text))
            return false;
        c->def = expression(r->a, &c->type, text);
        return true;
    }
    bool minus = is(r, "-");

    if (minus || is(r, "+"))
        next(r);
    text = fx_strndup(r->a, r->t.at, r->t.n);
    if (r->t.kind == FX_TOKEN_STRING && (r->t.at[0] == 'x' || r->t.at[0] == 'X'))
        c->def = bytes(r->a, &c->type, text);
    else if (r->t.kind == FX_TOKEN_STRING && c->type.kind == FX_TYPE_BINARY)
        c->def = sql_value(text);
    else if (r->t.kind == FX_TOKEN_STRING || r->t.kind == FX_TOKEN_QUOTED)
        c->def = literal(&c->type, fx_token_name(r->a, &r->t), text);
    else if (r->t.kind == FX_TOKEN_NUMBER)
        c->def = number(&c->type, minus ? fx_fmt(r->a, "-%s", text) : text);
    else if (is_now(r, &c->type))
        c->def = (fx_value){.kind = FX_VALUE_NOW};
    else if (is(r, "true") || is(r, "false"))
        c->def = literal(&c->type, is(r, "true") ? "1" : "0", text);
    else if (r->t.kind == FX_TOKEN_WORD && !is(r, "null"))
        c->def = sql_value(text);
    else if (!is(r, "null"))
        return broken(r);
    next(r);
    return true;
}

/* "(a, b)": names alone; an order or a collation is named as not held. */
static bool columns(reader *r, fx_strs *out)
{
    if (!expect(r, "("))
        return false;
    do {
        const char *column, *collation;

        if (!name(r, &column))
            return false;
        *fx_push(r->a, out) = column;
        if (accept(r, "collate")) {
            if (!name(r, &collation))
                return false;
            unheld(r, fx_fmt(r->a, "collation %s in a key", collation));
        }
        if (accept(r, "desc"))
            unheld(r, fx_fmt(r->a, "descending %s in a key", column));
        (void)accept(r, "asc");
    } while (accept(r, ","));
    return expect(r, ")");
}

static bool action(reader *r, fx_action *out)
{
    fx_str s = {.arena = r->a};

    for (int i = 0; i < 2 && r->t.kind == FX_TOKEN_WORD; i++) {
        bool two = is(r, "set") || is(r, "no");

        fx_str_addf(&s, "%s%.*s", i > 0 ? " " : "", (int)r->t.n, r->t.at);
        next(r);
        if (!two)
            break;
    }
    return fx_action_parse(fx_str_text(&s), out) || broken(r);
}

static bool deferrable(reader *r, fx_foreign_key *fk)
{
    bool not = accept(r, "not"), deferred = false;

    if (!expect(r, "deferrable"))
        return false;
    if (accept(r, "initially")) {
        deferred = is(r, "deferred");
        next(r);
    }
    if (!not )
        fk->deferrable = deferred ? FX_DEFER_DEFERRED : FX_DEFER_IMMEDIATE;
    return true;
}

static bool at_not_deferrable(const reader *r)
{
    fx_lexer ahead = r->lx;
    fx_token t = fx_lex_next(&ahead);

    return is(r, "not") && fx_token_is(&t, "deferrable");
}

static bool references(reader *r, fx_foreign_key *fk)
{
    if (!name(r, &fk->ref_table) || (is(r, "(") && !columns(r, &fk->ref_columns)))
        return false;
    for (;;) {
        if (accept(r, "on")) {
            bool delete = is(r, "delete");

            next(r);
            if (!action(r, delete ? &fk->on_delete : &fk->on_update))
                return false;
        } else if (accept(r, "match")) {
            const char *what;

            if (!name(r, &what))
                return false;
        } else if (is(r, "deferrable") || at_not_deferrable(r)) {
            if (!deferrable(r, fk))
                return false;
        } else {
            return true;
        }
    }
}

static bool primary(reader *r, fx_column *c, const char *constraint)
{
    if (!expect(r, "key"))
        return false;
    if (accept(r, "desc"))
        unheld(r, "a descending primary key");
    (void)accept(r, "asc");
    r->table->primary.name = constraint;
    *fx_push(r->a, &r->table->primary.columns) = c->name;
    if (!conflict(r, &r->table->primary.on_conflict))
        return false;
    if (accept(r, "autoincrement"))
        c->identity = FX_IDENTITY_STRICT;
    return true;
}

static bool generated(reader *r, fx_column *c)
{
    const char *text;

    if (accept(r, "generated") && !expect(r, "always"))
        return false;
    if (!expect(r, "as") || !bracketed(r, &text))
        return false;
    c->generated.all = text;
    c->stored = accept(r, "stored");
    (void)accept(r, "virtual");
    return true;
}

static bool column_check(reader *r, const char *constraint)
{
    const char *text;

    if (!bracketed(r, &text))
        return false;
    *fx_push(r->a, &r->table->checks) = (fx_check){.name = constraint, .sql = {.all = text}};
    return true;
}

static bool column_unique(reader *r, const fx_column *c, const char *constraint)
{
    fx_key k = {.name = constraint};

    *fx_push(r->a, &k.columns) = c->name;
    if (!conflict(r, &k.on_conflict))
        return false;
    *fx_push(r->a, &r->table->uniques) = k;
    return true;
}

static bool column_references(reader *r, const fx_column *c, const char *constraint)
{
    fx_foreign_key fk = {.name = constraint};

    *fx_push(r->a, &fk.columns) = c->name;
    if (!references(r, &fk))
        return false;
    *fx_push(r->a, &r->table->foreign_keys) = fk;
    return true;
}

/* Its name, if it has one, is nowhere seen again: SQLite names the column in its message. */
static bool not_null(reader *r, fx_column *c)
{
    const char *way;

    if (!expect(r, "null") || !conflict(r, &way))
        return false;
    if (way != NULL)
        unheld(r, fx_fmt(r->a, "NOT NULL ON CONFLICT %s", way));
    c->nullable = false;
    return true;
}

static bool collation(reader *r, fx_column *c)
{
    return name(r, &c->collate);
}

/* *more is false where the column's definition ends. */
static bool column_constraint(reader *r, fx_column *c, bool *more)
{
    const char *constraint = NULL;

    if (accept(r, "constraint") && !name(r, &constraint))
        return false;
    if (accept(r, "primary"))
        return primary(r, c, constraint);
    if (accept(r, "not"))
        return not_null(r, c);
    if (accept(r, "null"))
        return true;
    if (accept(r, "unique"))
        return column_unique(r, c, constraint);
    if (accept(r, "check"))
        return column_check(r, constraint);
    if (accept(r, "default"))
        return default_value(r, c);
    if (accept(r, "collate"))
        return collation(r, c);
    if (accept(r, "references"))
        return column_references(r, c, constraint);
    if (is(r, "generated") || is(r, "as"))
        return generated(r, c);
    *more = false;
    return constraint == NULL || broken(r);
}

static bool column(reader *r)
{
    fx_column c = {.nullable = true};
    bool more = true, integer;

    if (!name(r, &c.name) || !declared_type(r, &c.type, &integer))
        return false;
    if (integer)
        *fx_push(r->a, &r->integers) = c.name;
    while (more) {
        if (!column_constraint(r, &c, &more))
            return false;
    }
    *fx_push(r->a, &r->table->columns) = c;
    return true;
}

static bool table_key(reader *r, fx_key *k)
{
    return columns(r, &k->columns) && conflict(r, &k->on_conflict);
}

static bool table_foreign(reader *r, const char *constraint)
{
    fx_foreign_key fk = {.name = constraint};

    if (!expect(r, "key") || !columns(r, &fk.columns) || !expect(r, "references") ||
        !references(r, &fk))
        return false;
    *fx_push(r->a, &r->table->foreign_keys) = fk;
    return true;
}

static bool is_table_constraint(const reader *r)
{
    return is(r, "constraint") || is(r, "primary") || is(r, "unique") || is(r, "check") ||
           is(r, "foreign");
}

static bool table_constraint(reader *r)
{
    const char *constraint = NULL, *way;

    if (accept(r, "constraint") && !name(r, &constraint))
        return false;
    if (accept(r, "primary")) {
        r->table->primary.name = constraint;
        return expect(r, "key") && table_key(r, &r->table->primary);
    }
    if (accept(r, "unique")) {
        fx_key k = {.name = constraint};

        if (!table_key(r, &k))
            return false;
        *fx_push(r->a, &r->table->uniques) = k;
        return true;
    }
    if (accept(r, "check")) /* ON CONFLICT there is read and does nothing */
        return column_check(r, constraint) && conflict(r, &way);
    if (accept(r, "foreign"))
        return table_foreign(r, constraint);
    return broken(r);
}

static bool definitions(reader *r)
{
    if (!expect(r, "("))
        return false;
    do {
        if (!(is_table_constraint(r) ? table_constraint(r) : column(r)))
            return false;
        /* constraints may follow one another without a comma */
        while (is_table_constraint(r)) {
            if (!table_constraint(r))
                return false;
        }
    } while (accept(r, ","));
    return expect(r, ")");
}

static void options(reader *r)
{
    while (r->t.kind != FX_TOKEN_END) {
        if (accept(r, "without"))
            r->table->without_rowid = true;
        else if (is(r, "strict"))
            r->table->strict = true;
        else if (!is(r, ",") && !is(r, "rowid"))
            unheld(r, "an option that fxgit does not know");
        next(r);
    }
}

static bool head(reader *r)
{
    if (!expect(r, "create"))
        return false;
    if (is(r, "temp") || is(r, "temporary"))
        next(r);
    if (!expect(r, "table"))
        return false;
    if (accept(r, "if")) {
        next(r);
        if (!expect(r, "exists"))
            return false;
    }
    if (!name(r, &r->table->name))
        return false;
    return !accept(r, ".") || name(r, &r->table->name);
}

/* "INTEGER" and "INT" are one type of the model; only the first is the rowid's alias. */
static void read_identity(reader *r, fx_table *t)
{
    fx_each (fx_column, c, &t->columns) {
        if (t->primary.columns.n != 1 || !fx_same_case(t->primary.columns.at[0], c->name))
            continue;
        t->primary.columns.at[0] = c->name;
        if (c->type.kind != FX_TYPE_INTEGER && c->type.kind != FX_TYPE_SMALLINT &&
            c->type.kind != FX_TYPE_BIGINT)
            continue;
        if (c->identity != FX_IDENTITY_STRICT) {
            bool alias = fx_strs_has(&r->integers, c->name) && !t->without_rowid;
            fx_identity wanted = alias ? FX_IDENTITY_ON : FX_IDENTITY_OFF;

            c->identity = FX_IDENTITY_DERIVED;
            if (fx_table_identity(t, c) != wanted)
                c->identity = wanted;
        }
    }
}

void fx_sqlite_read_table(fx_arena *a, const char *sql, fx_table *out)
{
    reader r = {.a = a, .lx = fx_lex(sql, strlen(sql)), .table = out};

    *out = (fx_table){.name = ""};
    next(&r);
    if (head(&r) && definitions(&r))
        options(&r);
    if (!r.broken)
        read_identity(&r, out);
}

/* The tokens of one part, up to the comma or bracket that ends it. */
typedef FX_VEC(fx_token) tokens;

static bool part_tokens(reader *r, tokens *out)
{
    int depth = 0;

    for (;; next(r)) {
        if (r->t.kind == FX_TOKEN_END || r->t.kind == FX_TOKEN_BROKEN)
            return broken(r);
        if (depth == 0 && (is(r, ",") || is(r, ")")))
            return out->n > 0 || broken(r);
        depth += is(r, "(") - is(r, ")");
        *fx_push(r->a, out) = r->t;
    }
}

/* "name", "lower(name) COLLATE nocase DESC": https://sqlite.org/syntax/indexed-column.html */
static bool part(reader *r, fx_index *out, bool *plain)
{
    fx_index_part p = {0};
    tokens all = {0};

    if (!part_tokens(r, &all))
        return false;
    if (all.n > 1 &&
        (fx_token_is(&all.at[all.n - 1], "asc") || fx_token_is(&all.at[all.n - 1], "desc")))
        p.descending = fx_token_is(&all.at[--all.n], "desc");
    if (all.n > 2 && fx_token_is(&all.at[all.n - 2], "collate")) {
        p.collate = fx_token_name(r->a, &all.at[all.n - 1]);
        all.n -= 2;
    }
    const fx_token *first = &all.at[0], *last = &all.at[all.n - 1];

    p.expression = all.n > 1 || (first->kind != FX_TOKEN_WORD && first->kind != FX_TOKEN_QUOTED);
    *fx_push(r->a, &out->columns) =
        p.expression ? fx_strndup(r->a, first->at, (size_t)(last->at + last->n - first->at))
                     : fx_token_name(r->a, first);
    *fx_push(r->a, &out->parts) = p;
    *plain = *plain && !p.expression && !p.descending && p.collate == NULL;
    return true;
}

static bool parts(reader *r, fx_index *out)
{
    bool plain = true;

    if (!expect(r, "("))
        return false;
    do {
        if (!part(r, out, &plain))
            return false;
    } while (accept(r, ","));
    if (plain)
        out->parts.n = 0;
    return expect(r, ")");
}

bool fx_sqlite_read_index(fx_arena *a, const char *sql, fx_index *out, const char **why)
{
    fx_table scratch = {.name = ""};
    reader r = {.a = a, .lx = fx_lex(sql, strlen(sql)), .table = &scratch};
    const char *table;

    *out = (fx_index){0};
    next(&r);
    (void)accept(&r, "create");
    out->unique = accept(&r, "unique");
    if (!expect(&r, "index") || (accept(&r, "if") && (next(&r), !expect(&r, "exists"))) ||
        !name(&r, &out->name) || (accept(&r, ".") && !name(&r, &out->name)) || !expect(&r, "on") ||
        !name(&r, &table) || !parts(&r, out)) {
        *why = fx_fmt(a, "index %s on an expression", out->name == NULL ? "" : out->name);
        return false;
    }
    if (is(&r, "where")) {
        const char *start = r.t.at + r.t.n;

        out->where.all = fx_trim(a, start);
    }
    *why = scratch.unheld == NULL ? NULL : fx_fmt(a, "%s, index %s", scratch.unheld, out->name);
    return scratch.unheld == NULL;
}
