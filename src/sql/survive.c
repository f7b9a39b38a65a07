/*
 * Survive: which values of a column are others once it has another type. What
 * is not listed as known takes them all: nothing is passed over in silence.
 */
#include <string.h>

#include "fx/sql/dialect.h"
#include "fx/sql/split.h"
#include "fx/sql/sql.h"

typedef struct question {
    fx_arena *a;
    const char *dialect;
    const char *c; /* the column, quoted */
    fx_type from, to;
} question;

#define ALL "1 = 1"

static bool is(const question *q, const char *dialect)
{
    return fx_same(q->dialect, dialect);
}

static bool is_characters(const fx_type *t)
{
    return t->kind == FX_TYPE_STRING || t->kind == FX_TYPE_CHAR || t->kind == FX_TYPE_TEXT;
}

static bool is_float(const fx_type *t)
{
    return t->kind == FX_TYPE_REAL || t->kind == FX_TYPE_DOUBLE;
}

/* The same words always give the same text, and any client reads the value from it. */
static bool has_text(const fx_type *t)
{
    switch (t->kind) {
    case FX_TYPE_BOOLEAN:
    case FX_TYPE_SMALLINT:
    case FX_TYPE_INTEGER:
    case FX_TYPE_BIGINT:
    case FX_TYPE_NUMERIC:
    case FX_TYPE_STRING:
    case FX_TYPE_CHAR:
    case FX_TYPE_TEXT:
    case FX_TYPE_DATE:
    case FX_TYPE_TIME:
    case FX_TYPE_TIMESTAMP:
    case FX_TYPE_UUID:
    case FX_TYPE_JSON:
    case FX_TYPE_ENUM:
        return true;
    default:
        return false;
    }
}

static const char *as_text(const question *q)
{
    return fx_fmt(q->a, is(q, "mysql") ? "CAST(%s AS CHAR)" : "CAST(%s AS TEXT)", q->c);
}

static const char *outside(const question *q, const char *value, fx_type_kind kind)
{
    const char *range = kind == FX_TYPE_SMALLINT  ? "-32768 AND 32767"
                        : kind == FX_TYPE_INTEGER ? "-2147483648 AND 2147483647"
                                                  : "-9223372036854775808 AND 9223372036854775807";

    return fx_fmt(q->a, "%s NOT BETWEEN %s", value, range);
}

/* ---- what the new type holds ---- */

static const char *to_integer(const question *q)
{
    const char *number = "^(0|-?[1-9][0-9]{0,18})$";

    if (q->from.kind == FX_TYPE_SMALLINT || q->from.kind == FX_TYPE_INTEGER ||
        q->from.kind == FX_TYPE_BIGINT)
        return outside(q, q->c, q->to.kind);
    if (fx_type_is_number(&q->from))
        return fx_fmt(q->a, "%s <> round(%s) OR %s", q->c, q->c, outside(q, q->c, q->to.kind));
    if (!is_characters(&q->from))
        return ALL;
    if (is(q, "sqlite"))
        return fx_fmt(q->a, "CAST(CAST(%s AS INTEGER) AS TEXT) <> CAST(%s AS TEXT) OR %s", q->c,
                      q->c, outside(q, fx_fmt(q->a, "CAST(%s AS INTEGER)", q->c), q->to.kind));
    if (is(q, "postgresql"))
        return fx_fmt(q->a, "CASE WHEN %s ~ '%s' THEN %s ELSE true END", q->c, number,
                      outside(q, fx_fmt(q->a, "CAST(%s AS numeric)", q->c), q->to.kind));
    return fx_fmt(q->a, "CASE WHEN %s REGEXP '%s' THEN %s ELSE 1 END", q->c, number,
                  outside(q, fx_fmt(q->a, "CAST(%s AS DECIMAL(30))", q->c), q->to.kind));
}

/* What an engine takes for numeric without numbers. */
static bool is_unlimited(const question *q, const fx_type *t)
{
    return t->size < 0 && !is(q, "mysql");
}

static const char *power(fx_arena *a, int digits)
{
    fx_str s = {.arena = a};

    fx_str_add(&s, "1");
    for (int i = 0; i < digits; i++)
        fx_str_add(&s, "0");
    return fx_str_text(&s);
}

static const char *to_numeric(const question *q)
{
    const int size = q->to.size < 0 ? 10 : q->to.size, scale = q->to.scale < 0 ? 0 : q->to.scale;
    const char *value = q->c;

    if (!fx_type_is_number(&q->from))
        return ALL;
    if (is_unlimited(q, &q->to))
        return is_float(&q->from) && !is(q, "sqlite") ? ALL : NULL;
    if (is(q, "postgresql"))
        value = fx_fmt(q->a, "CAST(%s AS numeric)", q->c);
    return fx_fmt(q->a, "%s <> round(%s, %d) OR abs(%s) >= %s", value, value, scale, value,
                  power(q->a, size > scale ? size - scale : 0));
}

static const char *to_float(const question *q)
{
    const bool real = q->to.kind == FX_TYPE_REAL;

    if (!fx_type_is_number(&q->from))
        return ALL;
    if (is(q, "sqlite") && (is_float(&q->from) || q->from.kind == FX_TYPE_NUMERIC))
        return NULL; /* it has one kind alone */
    if (q->from.kind == FX_TYPE_NUMERIC)
        return ALL;
    if (is_float(&q->from))
        return is(q, "postgresql") ? fx_fmt(q->a, "%s <> CAST(%s AS real)", q->c, q->c) : ALL;
    return fx_fmt(q->a, "abs(%s) > %s", q->c,
                  real && !is(q, "sqlite") ? "16777216" : "9007199254740992");
}

static const char *to_characters(const question *q)
{
    const bool fixed =
        q->to.kind == FX_TYPE_CHAR && q->from.kind != FX_TYPE_CHAR && is_characters(&q->from);
    const char *value = is_characters(&q->from) ? q->c : as_text(q);
    const char *length = is(q, "mysql") ? "char_length" : "length";

    if (!has_text(&q->from))
        return ALL;
    if (q->to.kind == FX_TYPE_TEXT || (q->to.size < 0 && !is(q, "mysql")))
        return NULL;
    return fx_fmt(q->a, "%s(%s) > %d%s", length, value, q->to.size < 0 ? 255 : q->to.size,
                  fixed ? fx_fmt(q->a, " OR %s LIKE '%% '", value) : "");
}

/* By bytes: engines that fold letters would put another member in its place. */
static const char *to_enum(const question *q)
{
    fx_str s = {.arena = q->a};
    const fx_dialect *d = fx_dialect_find(q->dialect);

    if (!is_characters(&q->from) && q->from.kind != FX_TYPE_ENUM)
        return ALL;
    fx_str_addf(&s, "%s NOT IN (",
                is(q, "mysql") ? fx_fmt(q->a, "CAST(%s AS BINARY)", q->c) : as_text(q));
    fx_each (const char *, member, &q->to.members) {
        fx_sql text = {.text = {.arena = q->a}, .dialect = d};

        fx_sql_add(&text, "?", FX_TEXT(*member));
        fx_str_addf(&s, "%s%s", member == q->to.members.at ? "" : ", ", fx_str_text(&text.text));
    }
    fx_str_add(&s, ")");
    return q->to.members.n == 0 ? ALL : fx_str_text(&s);
}

static const char *to_date(const question *q)
{
    if (q->from.kind != FX_TYPE_TIMESTAMP)
        return ALL;
    if (is(q, "sqlite"))
        return fx_fmt(
            q->a, "substr(%s, 11) NOT IN ('', ' 00:00:00', 'T00:00:00', ' 00:00:00.000000')", q->c);
    return fx_fmt(q->a, "%s <> CAST(%s AS date)", q->c, q->c);
}

static const char *to_json(const question *q)
{
    if (!is_characters(&q->from) || is(q, "postgresql"))
        return ALL;
    return fx_fmt(q->a, "NOT json_valid(%s)", q->c);
}

static const char *lost(const question *q)
{
    switch (q->to.kind) {
    case FX_TYPE_SMALLINT:
    case FX_TYPE_INTEGER:
    case FX_TYPE_BIGINT:
        return to_integer(q);
    case FX_TYPE_NUMERIC:
        return to_numeric(q);
    case FX_TYPE_REAL:
    case FX_TYPE_DOUBLE:
        return to_float(q);
    case FX_TYPE_STRING:
    case FX_TYPE_CHAR:
    case FX_TYPE_TEXT:
        return to_characters(q);
    case FX_TYPE_BOOLEAN:
        return fx_type_is_number(&q->from) ? fx_fmt(q->a, "%s NOT IN (0, 1)", q->c) : ALL;
    case FX_TYPE_ENUM:
        return to_enum(q);
    case FX_TYPE_DATE:
        return to_date(q);
    case FX_TYPE_JSON:
        return to_json(q);
    default:
        return ALL;
    }
}

static const char *quoted(fx_arena *a, const fx_dialect *d, const char *name)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = d};

    fx_sql_add(&sql, "?", FX_NAME(name));
    return fx_str_text(&sql.text);
}

const char *fx_lost_values(fx_arena *a, const fx_dialect *d, const char *column,
                           const fx_type *from, const fx_type *to)
{
    question q = {a, d->name, quoted(a, d, column), *from, *to};
    const char *was = fx_variant_for(&from->variants, d->name);
    const char *will = fx_variant_for(&to->variants, d->name);

    if (fx_type_keeps(from, to))
        return NULL;
    if (was != NULL || will != NULL || from->kind == FX_TYPE_RAW || to->kind == FX_TYPE_RAW)
        return fx_same(was, will) && was != NULL ? NULL : ALL;
    q.from.variants.n = q.to.variants.n = 0;
    return fx_type_keeps(&q.from, &q.to) ? NULL : lost(&q);
}

/* What an author's expression makes of a value, compared by its text. */
static const char *changed_by(fx_arena *a, const fx_dialect *d, const char *column, const char *sql)
{
    const char *c = quoted(a, d, column);

    if (fx_same(d->name, "mysql"))
        return fx_fmt(
            a, "NOT (CAST(CAST((%s) AS CHAR) AS BINARY) <=> CAST(CAST(%s AS CHAR) AS BINARY))", sql,
            c);
    return fx_fmt(a, "CAST((%s) AS TEXT) %s CAST(%s AS TEXT)", sql,
                  fx_same(d->name, "sqlite") ? "IS NOT" : "IS DISTINCT FROM", c);
}

/* Nothing that could do more than look: a count runs before anybody agreed, also in a dry run. */
bool fx_sql_only_looks(const char *sql)
{
    static const char *const known[] = {
        "IN",      "AND",     "OR",       "NOT",    "EXISTS",  "ANY",       "ALL",    "WHERE",
        "ON",      "FROM",    "SELECT",   "THEN",   "ELSE",    "WHEN",      "CASE",   "LIKE",
        "trim",    "ltrim",   "rtrim",    "lower",  "upper",   "left",      "right",  "substr",
        "round",   "trunc",   "floor",    "ceil",   "ceiling", "abs",       "nullif", "cast",
        "replace", "concat",  "coalesce", "length", "mod",     "substring", "date",   "char_length",
        "numeric", "varchar", "decimal",  "char"};
    fx_lexer lx = fx_lex(sql, strlen(sql));
    fx_token before = {.kind = FX_TOKEN_SYMBOL};

    for (fx_token t = fx_lex_next(&lx); t.kind != FX_TOKEN_END; before = t, t = fx_lex_next(&lx)) {
        size_t i = 0;

        if (t.kind == FX_TOKEN_BROKEN || fx_token_is(&t, ";"))
            return false;
        if (!fx_token_is(&t, "(") ||
            (before.kind != FX_TOKEN_WORD && before.kind != FX_TOKEN_QUOTED))
            continue;
        while (i < sizeof known / sizeof *known && !fx_token_is(&before, known[i]))
            i++;
        if (i == sizeof known / sizeof *known)
            return false;
    }
    return true;
}

/* The rows of a loss, in SQL; NULL: there are none. */
static const char *rows_of(fx_arena *a, const fx_dialect *d, const fx_loss *loss)
{
    const char *said = loss->using_ == NULL ? NULL : fx_sql_text_for(loss->using_, d->name);

    if (loss->all)
        return ALL;
    if (loss->where != NULL)
        return fx_sql_only_looks(loss->where) ? loss->where : ALL;
    if (said != NULL)
        return fx_sql_only_looks(said) ? changed_by(a, d, loss->column, said) : ALL;
    return loss->from == NULL || loss->to == NULL
               ? ALL
               : fx_lost_values(a, d, loss->column, loss->from, loss->to);
}

enum { COUNT_MAX = 1001 };

const char *fx_loss_query(fx_arena *a, const fx_dialect *d, const fx_loss *loss)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = d};
    const char *where = rows_of(a, d, loss);

    if (where == NULL)
        return NULL;
    fx_sql_add(&sql, "SELECT count(*) FROM (SELECT 1 FROM ?", FX_TABLE(loss->schema, loss->table));
    if (loss->column != NULL)
        fx_sql_add(&sql, " WHERE ? IS NOT NULL", FX_NAME(loss->column));
    if (!fx_same(where, ALL))
        fx_sql_add(&sql, loss->column == NULL ? " WHERE (?)" : " AND (?)", FX_RAW(where));
    fx_sql_add(&sql, " LIMIT ?) AS rows_at_risk", FX_RAW(fx_fmt(a, "%d", COUNT_MAX)));
    return fx_str_text(&sql.text);
}

/* ---- what the engine refuses ---- */

/* Blanks at the end alone are cut without a word, by both servers. */
static const char *too_long(const question *q)
{
    return fx_fmt(q->a, "rtrim(substr(%s, %d)) <> ''", q->c, q->to.size + 1);
}

static const char *no_number(const question *q)
{
    return fx_fmt(q->a, "%s %s '^[[:space:]]*[-+]?[0-9]+([.][0-9]*)?[[:space:]]*$'", q->c,
                  is(q, "postgresql") ? "!~" : "NOT REGEXP");
}

static bool is_whole(const fx_type *t)
{
    return t->kind == FX_TYPE_SMALLINT || t->kind == FX_TYPE_INTEGER || t->kind == FX_TYPE_BIGINT;
}

static const char *refused(const question *q)
{
    if (q->to.kind == FX_TYPE_ENUM && !(is(q, "sqlite") && q->to.named) &&
        (q->from.kind == FX_TYPE_ENUM || is_characters(&q->from))) /* a check, on SQLite */
        return to_enum(q);
    if (is(q, "sqlite"))
        return NULL;
    if (is_characters(&q->from) && q->to.size >= 0 &&
        (q->to.kind == FX_TYPE_STRING || q->to.kind == FX_TYPE_CHAR))
        return too_long(q);
    if (is_whole(&q->to) && fx_type_is_number(&q->from))
        return outside(q, is_whole(&q->from) ? q->c : fx_fmt(q->a, "round(%s)", q->c), q->to.kind);
    if (is_whole(&q->to) && is_characters(&q->from))
        return no_number(q);
    if (q->to.kind == FX_TYPE_NUMERIC && q->to.size >= 0 && fx_type_is_number(&q->from)) {
        const int scale = q->to.scale < 0 ? 0 : q->to.scale;
        const char *value = is(q, "postgresql") ? fx_fmt(q->a, "CAST(%s AS numeric)", q->c) : q->c;

        return fx_fmt(q->a, "abs(round(%s, %d)) >= %s", value, scale,
                      power(q->a, q->to.size > scale ? q->to.size - scale : 0));
    }
    return q->to.kind == FX_TYPE_JSON && is_characters(&q->from) && is(q, "mysql") ? to_json(q)
                                                                                   : NULL;
}

const char *fx_refused_values(fx_arena *a, const fx_dialect *d, const char *column,
                              const fx_type *from, const fx_type *to)
{
    question q = {a, d->name, quoted(a, d, column), *from, *to};

    if (fx_type_keeps(from, to) || fx_variant_for(&from->variants, d->name) != NULL ||
        fx_variant_for(&to->variants, d->name) != NULL || from->kind == FX_TYPE_RAW ||
        to->kind == FX_TYPE_RAW)
        return NULL;
    return refused(&q);
}
