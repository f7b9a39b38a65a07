/*
 * Expressions of columns as SQL, as SQLAlchemy writes them in DDL: literals in
 * place, brackets by its own order of operators
 * (https://github.com/sqlalchemy/sqlalchemy/blob/rel_1_4/lib/sqlalchemy/sql/operators.py).
 */
#include <stdlib.h>
#include <string.h>

#include "fx/base/str.h"
#include "python_write.h"

enum { SQLITE, MYSQL, POSTGRESQL, DIALECTS };
static const char *const dialects[] = {"sqlite", "mysql", "postgresql"};

enum { LOOSE = -100, OR = 2, AND = 3, COMPARED = 5, JOINED = 6, ADDED = 7, TIMES = 8, ATOM = 100 };
enum { TEXT_MAX = 100000 };

typedef struct sql {
    const char *text;
    int rank;              /* how close its operator binds */
    const char *op;        /* NULL: none */
    const char *negated;   /* what not_() makes of it; NULL: NOT before it */
    int negated_rank;      /* of that */
    const py_column *of;   /* a column alone */
    bool boolean, is_text; /* its type, where that is known */
} sql;

typedef struct place {
    const writer *w;
    int dialect;
} place;

static bool render(const place *in, const py_value *v, const sql *beside, sql *out);

static bool unknown(const place *in, const py_value *v)
{
    if (!in->w->p->failed) {
        py_unknown(in->w->p, v, "an SQL expression");
        fx_hint(in->w->p->err, "Write it as text(\"...\").");
    }
    return false;
}

static const char *quoted(const place *in, const char *name)
{
    char sign = in->dialect == MYSQL ? '`' : '"';
    bool plain = !fx_sql_needs_quotes(name) && fx_same(name, fx_lower(in->w->a, name));

    return plain ? name : fx_fmt(in->w->a, "%c%s%c", sign, name, sign);
}

/* ---- literals ---- */

static const char *string_literal(const place *in, const char *text)
{
    text = fx_replace(in->w->a, text, "'", "''");
    if (in->dialect == MYSQL)
        text = fx_replace(in->w->a, text, "\\", "\\\\");
    return fx_fmt(in->w->a, "'%s'", text);
}

static const char *bool_literal(const place *in, bool is)
{
    return in->dialect == SQLITE ? (is ? "1" : "0") : (is ? "true" : "false");
}

/* Python writes 0.50 as 0.5; NULL: a number of another kind. */
static const char *number_literal(const place *in, const char *text)
{
    size_t n = strlen(text);
    const char *dot = strchr(text, '.');

    if (strspn(text, "-0123456789.") != n || (dot != NULL && strlen(dot + 1) > 15))
        return NULL;
    if (dot == NULL)
        return text;
    while (text[n - 1] == '0' && text + n - 1 > dot + 1)
        n--;
    return fx_strndup(in->w->a, text, n);
}

/* The name of an enum's member, or with values_callable its value. */
static const char *member_literal(const place *in, const py_value *v, const sql *beside)
{
    const py_column *c = beside == NULL ? NULL : beside->of;
    const py_value *value = v->items.n == 1 ? v->items.at[0] : NULL;

    if (c == NULL || c->type.members.n == 0)
        return NULL;
    if (fx_strs_has(&c->type.members, v->text))
        return string_literal(in, v->text);
    return value != NULL && value->kind == PV_STRING && fx_strs_has(&c->type.members, value->text)
               ? string_literal(in, value->text)
               : NULL;
}

/* False: it is no literal. */
static bool literal(const place *in, const py_value *v, const sql *beside, sql *out)
{
    *out = (sql){.rank = ATOM};
    if (v->kind == PV_STRING)
        out->text = string_literal(in, v->text);
    else if (v->kind == PV_BOOL)
        out->text = bool_literal(in, v->number != 0);
    else if (v->kind == PV_NONE)
        out->text = "NULL";
    else if (v->kind == PV_NUMBER)
        out->text = number_literal(in, v->text);
    else if (v->kind == PV_MEMBER)
        out->text = member_literal(in, v, beside);
    out->is_text = v->kind == PV_STRING;
    return out->text != NULL;
}

/* ---- operators ---- */

/* a + b + c needs no brackets, a - b - c gets them. */
static bool joins_itself(const char *op)
{
    static const char *const ops[] = {"=", "!=", "+", "*", "||", "AND", "OR"};

    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        if (fx_same(ops[i], op))
            return true;
    }
    return false;
}

static const char *bracketed(const place *in, const sql *s, const char *op, int rank)
{
    bool alone = s->rank > rank || (fx_same(s->op, op) && joins_itself(op));

    return alone ? s->text : fx_fmt(in->w->a, "(%s)", s->text);
}

static void join(const place *in, const sql *l, const char *op, int rank, const sql *r, sql *out)
{
    const char *a = bracketed(in, l, op, rank), *b = bracketed(in, r, op, rank);

    *out = (sql){.rank = rank, .op = op, .is_text = fx_same(op, "||")};
    if (out->is_text && in->dialect == MYSQL)
        out->text = fx_fmt(in->w->a, "concat(%s, %s)", a, b);
    else
        out->text = fx_fmt(in->w->a, "%s %s %s", a, op, b);
}

/* With what it is without its NOT, or with one. */
static void compare(const place *in, const sql *l, const char *op, const char *opposite,
                    const sql *r, sql *out)
{
    sql other;

    join(in, l, opposite, COMPARED, r, &other);
    join(in, l, op, COMPARED, r, out);
    out->negated = other.text;
    out->negated_rank = COMPARED;
}

/* A column of a boolean type as a condition; PostgreSQL has such a type. */
static void as_condition(const place *in, sql *s)
{
    if (!s->boolean || in->dialect == POSTGRESQL)
        return;
    s->text = fx_fmt(in->w->a, "%s = 1", s->text);
    s->boolean = false;
    s->rank = COMPARED;
}

static bool negate(const place *in, const py_value *v, sql *out)
{
    sql s;

    if (!render(in, v, NULL, &s))
        return false;
    *out = (sql){.rank = COMPARED, .text = s.negated};
    if (s.negated != NULL)
        out->rank = s.negated_rank;
    else if (s.boolean && in->dialect != POSTGRESQL)
        out->text = fx_fmt(in->w->a, "%s = 0", s.text);
    else
        out->text = fx_fmt(in->w->a, "NOT %s", bracketed(in, &s, NULL, COMPARED));
    return true;
}

/* and_(a, b), a & b */
static bool combine(const place *in, const py_value *const *parts, size_t n, const char *op,
                    int rank, sql *out)
{
    fx_str text = {.arena = in->w->a};

    for (size_t i = 0; i < n; i++) {
        if (!render(in, parts[i], NULL, out))
            return false;
        as_condition(in, out);
        if (n > 1)
            fx_str_addf(&text, "%s%s%s%s", i > 0 ? " " : "", i > 0 ? op : "", i > 0 ? " " : "",
                        bracketed(in, out, op, rank));
    }
    if (n > 1)
        *out = (sql){.text = fx_str_text(&text), .rank = rank, .op = op};
    return true;
}

static const struct {
    const char *python, *sql, *opposite, *turned; /* turned: 0 < a is a > 0 */
    int rank;
} operators[] = {
    {"==", "=",  "!=", "==", COMPARED},
    {"!=", "!=", "=",  "!=", COMPARED},
    {"<",  "<",  ">=", ">",  COMPARED},
    {">",  ">",  "<=", "<",  COMPARED},
    {"<=", "<=", ">",  ">=", COMPARED},
    {">=", ">=", "<",  "<=", COMPARED},
    {"+",  "+",  NULL, NULL, ADDED   },
    {"-",  "-",  NULL, NULL, ADDED   },
    {"*",  "*",  NULL, NULL, TIMES   },
    {"%",  "%",  NULL, NULL, TIMES   },
};

static bool is_literal(const py_value *v)
{
    return v->kind == PV_NUMBER || v->kind == PV_STRING || v->kind == PV_BOOL ||
           v->kind == PV_NONE || v->kind == PV_MEMBER;
}

/* Texts are joined by `||`; false: which of both it is depends on a type that is not known. */
static bool add(const place *in, const sql *l, const sql *r, sql *out)
{
    if (l->is_text != r->is_text)
        return false;
    join(in, l, l->is_text ? "||" : "+", l->is_text ? JOINED : ADDED, r, out);
    return true;
}

static bool operate(const place *in, const char *op, const py_value *a, const py_value *b, sql *out)
{
    size_t i = 0, n = sizeof operators / sizeof *operators;
    sql l, r;

    while (i < n && !fx_same(operators[i].python, op))
        i++;
    if (i == n)
        return false;
    if (operators[i].turned != NULL && is_literal(a))
        return !is_literal(b) && operate(in, operators[i].turned, b, a, out);
    if (!render(in, a, NULL, &l) || !render(in, b, &l, &r))
        return false;
    if (b->kind == PV_NONE && fx_same(op, "=="))
        compare(in, &l, "IS", "IS NOT", &r, out);
    else if (b->kind == PV_NONE && fx_same(op, "!="))
        compare(in, &l, "IS NOT", "IS", &r, out);
    else if (operators[i].opposite != NULL)
        compare(in, &l, operators[i].sql, operators[i].opposite, &r, out);
    else if (*op == '+')
        return add(in, &l, &r, out);
    else
        join(in, &l, operators[i].sql, operators[i].rank, &r, out);
    return true;
}

static bool operated(const place *in, const py_value *v, sql *out)
{
    bool both = fx_same(v->text, "&"), either = fx_same(v->text, "|");

    if (both || either)
        return combine(in, v->items.at, 2, both ? "AND" : "OR", both ? AND : OR, out);
    return operate(in, v->text, v->items.at[0], v->items.at[1], out);
}

static bool signed_(const place *in, const py_value *v, sql *out)
{
    sql s;

    if (fx_same(v->text, "~"))
        return negate(in, v->items.at[0], out);
    if (!fx_same(v->text, "-"))
        return unknown(in, v);
    if (!render(in, v->items.at[0], NULL, &s))
        return false;
    *out = (sql){.rank = TIMES, .text = fx_fmt(in->w->a, "-%s", bracketed(in, &s, "-", TIMES))};
    return true;
}

/* ---- methods of columns ---- */

/* a.in_([1, 2]) */
static bool within(const place *in, const sql *l, const py_value *list, bool inverse, sql *out)
{
    fx_str text = {.arena = in->w->a};
    const char *left = bracketed(in, l, "IN", COMPARED);

    if (list == NULL || list->kind != PV_LIST || list->items.n == 0)
        return false;
    fx_each (const py_value *const, item, &list->items) {
        sql one;

        if (!render(in, *item, l, &one))
            return false;
        fx_str_addf(&text, "%s%s", item > list->items.at ? ", " : "", one.text);
    }
    const char *is = fx_fmt(in->w->a, "%s IN (%s)", left, text.text);
    const char *is_not = fx_fmt(in->w->a, "(%s NOT IN (%s))", left, text.text);

    *out = (sql){.text = inverse ? is_not : is,
                 .rank = inverse ? ATOM : COMPARED,
                 .negated = inverse ? is : is_not,
                 .negated_rank = inverse ? COMPARED : ATOM};
    return true;
}

static bool between(const place *in, const sql *l, const py_value *call, sql *out)
{
    sql from, to;

    if (py_arg_placed(call, 1) == NULL || !render(in, py_arg_placed(call, 0), l, &from) ||
        !render(in, py_arg_placed(call, 1), l, &to))
        return false;
    const char *left = bracketed(in, l, "BETWEEN", COMPARED);
    const char *a = bracketed(in, &from, "AND", AND), *b = bracketed(in, &to, "AND", AND);

    *out = (sql){.rank = COMPARED, .negated_rank = COMPARED};
    out->text = fx_fmt(in->w->a, "%s BETWEEN %s AND %s", left, a, b);
    out->negated = fx_fmt(in->w->a, "%s NOT BETWEEN %s AND %s", left, a, b);
    return true;
}

/* startswith(), endswith(), contains() */
static bool patterned(const place *in, const sql *l, const sql *part, bool before, bool after,
                      sql *out)
{
    static const sql any = {.text = "'%'", .rank = ATOM};
    sql pattern = *part;

    if (before)
        join(in, &any, "||", JOINED, &(const sql){.text = part->text, .rank = part->rank},
             &pattern);
    if (after) {
        const sql left = pattern;

        join(in, &left, "||", JOINED, &any, &pattern);
    }
    compare(in, l, "LIKE", "NOT LIKE", &pattern, out);
    out->rank = out->negated_rank = LOOSE; /* in brackets, wherever it stands */
    return true;
}

/* ILIKE is PostgreSQL's; elsewhere both sides are lowered. */
static void ilike(const place *in, const sql *l, const sql *r, bool inverse, sql *out)
{
    const char *yes = in->dialect == POSTGRESQL ? "ILIKE" : "LIKE";
    const char *no = in->dialect == POSTGRESQL ? "NOT ILIKE" : "NOT LIKE";
    sql a = *l, b = *r;

    if (in->dialect != POSTGRESQL) {
        a = (sql){.text = fx_fmt(in->w->a, "lower(%s)", l->text), .rank = ATOM};
        b = (sql){.text = fx_fmt(in->w->a, "lower(%s)", r->text), .rank = ATOM};
    }
    compare(in, &a, inverse ? no : yes, inverse ? yes : no, &b, out);
}

static const struct {
    const char *name, *sql, *opposite;
} methods[] = {
    {"is_",      "IS",       "IS NOT"  },
    {"is_not",   "IS NOT",   "IS"      },
    {"isnot",    "IS NOT",   "IS"      },
    {"like",     "LIKE",     "NOT LIKE"},
    {"not_like", "NOT LIKE", "LIKE"    },
    {"notlike",  "NOT LIKE", "LIKE"    },
};

static bool is_one(const char *name, const char *const *of)
{
    while (*of != NULL && !fx_same(*of, name))
        of++;
    return *of != NULL;
}

static bool of_method(const place *in, const py_value *call, sql *out)
{
    static const char *const not_in[] = {"not_in", "notin_", NULL};
    static const char *const ilikes[] = {"ilike", "not_ilike", "notilike", NULL};
    static const char *const parts[] = {"startswith", "endswith", "contains", NULL};
    const char *name = call->of->text;
    const py_value *arg = py_arg_placed(call, 0);
    sql l, r;

    if (arg == NULL || py_arg_placed(call, 2) != NULL || call->args.n > 2 ||
        !render(in, call->of->of, NULL, &l))
        return false;
    if (fx_same(name, "between"))
        return between(in, &l, call, out);
    if (call->args.n > 1) /* escape= */
        return false;
    if (fx_same(name, "in_") || is_one(name, not_in))
        return within(in, &l, arg, *name == 'n', out);
    if (!render(in, arg, &l, &r))
        return false;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (fx_same(methods[i].name, name)) {
            compare(in, &l, methods[i].sql, methods[i].opposite, &r, out);
            return true;
        }
    }
    if (is_one(name, ilikes)) {
        ilike(in, &l, &r, *name == 'n', out);
        return true;
    }
    if (is_one(name, parts))
        return patterned(in, &l, &r, *name != 's', *name != 'e', out);
    if (fx_same(name, "concat"))
        join(in, &l, "||", JOINED, &r, out);
    return fx_same(name, "concat");
}

/* a.op("->>")("b") */
static bool own_operator(const place *in, const py_value *call, sql *out)
{
    const py_value *m = call->of->of, *op = py_arg_placed(call->of, 0),
                   *arg = py_arg_placed(call, 0);
    sql l, r;

    if (m->kind != PV_METHOD || !fx_same(m->text, "op") || op == NULL || op->kind != PV_STRING ||
        call->of->args.n != 1 || arg == NULL || call->args.n != 1 || !render(in, m->of, NULL, &l) ||
        !render(in, arg, &l, &r))
        return false;
    join(in, &l, op->text, 0, &r, out);
    return true;
}

/* ---- calls ---- */

static bool arguments(const place *in, const py_value *call, const char **out)
{
    fx_strs parts = {0};

    fx_each (const py_arg, arg, &call->args) {
        sql part;

        if (arg->name != NULL || !render(in, arg->value, NULL, &part))
            return false;
        *fx_push(in->w->a, &parts) = part.text;
    }
    *out = fx_strs_join(in->w->a, &parts, ", ");
    return true;
}

/* func.lower(x); what has no brackets in SQL has none here either. */
static bool function(const place *in, const py_value *call, sql *out)
{
    static const char *const bare[] = {"current_timestamp", "current_date",   "current_time",
                                       "localtime",         "localtimestamp", NULL};
    const char *name = py_last(call->of), *args;

    if (!arguments(in, call, &args))
        return false;
    if (call->args.n == 0 && is_one(name, bare)) {
        char *up = fx_strdup(in->w->a, name);

        for (char *c = up; *c != '\0'; c++)
            *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
        out->text = up;
    } else if (call->args.n == 0 && fx_same(name, "now") && in->dialect == SQLITE) {
        out->text = "CURRENT_TIMESTAMP";
    } else {
        out->text = fx_fmt(in->w->a, "%s(%s)", name, args);
    }
    return true;
}

static bool is_text_type(const char *type)
{
    return fx_same(type, "text") || fx_starts(type == NULL ? "" : type, "string") ||
           fx_starts(type == NULL ? "" : type, "char");
}

/* text("a"), column("a"), true(); NULL: another call. */
static const char *constant(const place *in, const py_value *call, const char *name)
{
    const py_value *first = py_arg_placed(call, 0);

    if (first != NULL && first->kind == PV_STRING) {
        if (fx_same(name, "column"))
            return quoted(in, first->text);
        bool written = fx_same(name, "text") || fx_same(name, "literal_column");

        return written && call->args.n == 1 ? first->text : NULL;
    }
    if (call->args.n > 0)
        return NULL;
    if (fx_same(name, "true") || fx_same(name, "false"))
        return bool_literal(in, *name == 't');
    return fx_same(name, "null") ? "NULL" : NULL;
}

/* and_(a, b), or_(a, b) */
static bool combined(const place *in, const py_value *call, bool both, sql *out)
{
    FX_VEC(const py_value *) parts = {0};

    fx_each (const py_arg, arg, &call->args) {
        if (arg->name != NULL)
            return false;
        *fx_push(in->w->a, &parts) = arg->value;
    }
    return parts.n > 0 && combine(in, parts.at, parts.n, both ? "AND" : "OR", both ? AND : OR, out);
}

static bool call_of(const place *in, const py_value *v, sql *out)
{
    static const char *const wrappers[] = {"col", "literal", "inline_literal",
                                           NULL}; /* col(): sqlmodel's */
    const char *name = py_last(v->of);
    const py_value *only = v->args.n == 1 ? py_arg_placed(v, 0) : NULL;

    *out = (sql){.rank = ATOM};
    if (strstr(v->of->text, "func.") != NULL)
        return function(in, v, out);
    out->text = constant(in, v, name);
    if (out->text != NULL)
        return true;
    if (fx_same(name, "and_") || fx_same(name, "or_"))
        return combined(in, v, *name == 'a', out);
    if (only != NULL && is_one(name, wrappers))
        return render(in, only, NULL, out);
    return only != NULL && fx_same(name, "not_") && negate(in, only, out);
}

static const py_column *column_of(const writer *w, const char *name)
{
    fx_each (const py_column, c, &w->t->columns) {
        if (fx_same(c->name, name))
            return c;
    }
    return NULL;
}

/* `beside`: what it is compared with; NULL: nothing. */
/* NOLINTNEXTLINE(misc-no-recursion): values are bounded */
static bool render(const place *in, const py_value *v, const sql *beside, sql *out)
{
    const char *name = v->kind == PV_STRING ? NULL : write_column_name(in->w, v);

    *out = (sql){.rank = ATOM};
    if (name != NULL) {
        out->of = column_of(in->w, name);
        out->text = quoted(in, name);
        out->boolean = out->of != NULL && fx_same(out->of->type.text, "boolean");
        out->is_text = out->of != NULL && is_text_type(out->of->type.text);
        return true;
    }
    if (literal(in, v, beside, out))
        return true;
    bool done = false;

    if (v->kind == PV_BINARY)
        done = operated(in, v, out);
    else if (v->kind == PV_UNARY)
        done = signed_(in, v, out);
    else if (v->kind == PV_CALL && v->of->kind == PV_METHOD)
        done = of_method(in, v, out);
    else if (v->kind == PV_CALL && v->of->kind == PV_CALL)
        done = own_operator(in, v, out);
    else if (v->kind == PV_CALL && v->of->kind == PV_OUTER)
        done = call_of(in, v, out);
    if (done && out->text != NULL && strlen(out->text) > TEXT_MAX)
        return py_fail(in->w->p, v, "an SQL expression of more than 100,000 characters");
    return done || unknown(in, v);
}

/* ---- for those who write tables ---- */

bool write_sql(const writer *w, const py_value *v, py_sql *out)
{
    for (int d = 0; d < DIALECTS; d++) {
        const place in = {w, d};
        sql s = {.text = v->text};

        if (v->kind != PV_STRING && !render(&in, v, NULL, &s))
            return false;
        out->by[d] = s.text;
    }
    return true;
}

bool write_value(const writer *w, const py_value *v, py_sql *out)
{
    const py_value text = {.kind = PV_STRING, .text = v->text};

    for (int d = 0; d < DIALECTS; d++) {
        const place in = {w, d};
        sql s;

        /* SQLAlchemy keeps names of members */
        if (!render(&in, v->kind == PV_MEMBER ? &text : v, NULL, &s))
            return false;
        out->by[d] = s.text;
    }
    return true;
}

py_sql write_identifier(const writer *w, const char *schema, const char *name)
{
    py_sql out = {{0}};

    for (int d = 0; d < DIALECTS; d++) {
        const place in = {w, d};

        out.by[d] = quoted(&in, name);
        if (schema != NULL)
            out.by[d] = fx_fmt(w->a, "%s.%s", quoted(&in, schema), out.by[d]);
    }
    return out;
}

const char *write_same_sql(const py_sql *s)
{
    return fx_same(s->by[SQLITE], s->by[MYSQL]) && fx_same(s->by[SQLITE], s->by[POSTGRESQL])
               ? s->by[SQLITE]
               : NULL;
}

void write_put_sql(const writer *w, fx_yaml *map, const char *key, const py_sql *s,
                   const py_value *at)
{
    if (write_same_sql(s) != NULL) {
        write_set(w, map, key, s->by[SQLITE], at);
        return;
    }
    fx_yaml *by = write_map(w, at);

    for (int d = 0; d < DIALECTS; d++)
        write_set(w, by, dialects[d], s->by[d], at);
    write_put(w, map, key, by);
}
