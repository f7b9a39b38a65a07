/*
 * What the engines call the types of the model. A variant that says no more
 * than one of these words is that type.
 */
#include <string.h>

#include "inner.h"

typedef struct word {
    const char *text; /* in small letters, one blank between words, without arguments */
    fx_type_kind kind;
    int args;    /* how many it takes */
    int assumed; /* the first, where none is given: `character` is character(1); -1: none */
} word;

static const word sqlite_words[] = {
    {"boolean",           FX_TYPE_BOOLEAN,     0, -1},
    {"bool",              FX_TYPE_BOOLEAN,     0, -1},
    {"smallint",          FX_TYPE_SMALLINT,    0, -1},
    {"int2",              FX_TYPE_SMALLINT,    0, -1},
    {"integer",           FX_TYPE_INTEGER,     0, -1},
    {"int",               FX_TYPE_INTEGER,     0, -1},
    {"int4",              FX_TYPE_INTEGER,     0, -1},
    {"bigint",            FX_TYPE_BIGINT,      0, -1},
    {"int8",              FX_TYPE_BIGINT,      0, -1},
    {"real",              FX_TYPE_REAL,        0, -1},
    {"double",            FX_TYPE_DOUBLE,      0, -1},
    {"double precision",  FX_TYPE_DOUBLE,      0, -1},
    {"float",             FX_TYPE_DOUBLE,      0, -1},
    {"numeric",           FX_TYPE_NUMERIC,     2, -1},
    {"decimal",           FX_TYPE_NUMERIC,     2, -1},
    {"varchar",           FX_TYPE_STRING,      1, -1},
    {"character varying", FX_TYPE_STRING,      1, -1},
    {"char",              FX_TYPE_CHAR,        1, 0 },
    {"character",         FX_TYPE_CHAR,        1, 0 },
    {"text",              FX_TYPE_TEXT,        0, -1},
    {"blob",              FX_TYPE_BINARY,      1, -1},
    {"date",              FX_TYPE_DATE,        0, -1},
    {"time",              FX_TYPE_TIME,        0, -1},
    {"timestamp",         FX_TYPE_TIMESTAMP,   0, -1},
    {"datetime",          FX_TYPE_TIMESTAMP,   0, -1},
    {"timestamptz",       FX_TYPE_TIMESTAMPTZ, 0, -1},
    {NULL,                FX_TYPE_COUNT,       0, -1},
};

static const word postgres_words[] = {
    {"boolean",                     FX_TYPE_BOOLEAN,     0, -1},
    {"bool",                        FX_TYPE_BOOLEAN,     0, -1},
    {"smallint",                    FX_TYPE_SMALLINT,    0, -1},
    {"int2",                        FX_TYPE_SMALLINT,    0, -1},
    {"integer",                     FX_TYPE_INTEGER,     0, -1},
    {"int",                         FX_TYPE_INTEGER,     0, -1},
    {"int4",                        FX_TYPE_INTEGER,     0, -1},
    {"bigint",                      FX_TYPE_BIGINT,      0, -1},
    {"int8",                        FX_TYPE_BIGINT,      0, -1},
    {"real",                        FX_TYPE_REAL,        0, -1},
    {"float4",                      FX_TYPE_REAL,        0, -1},
    {"double precision",            FX_TYPE_DOUBLE,      0, -1},
    {"float8",                      FX_TYPE_DOUBLE,      0, -1},
    {"float",                       FX_TYPE_DOUBLE,      0, -1},
    {"numeric",                     FX_TYPE_NUMERIC,     2, -1},
    {"decimal",                     FX_TYPE_NUMERIC,     2, -1},
    {"character varying",           FX_TYPE_STRING,      1, -1},
    {"varchar",                     FX_TYPE_STRING,      1, -1},
    {"character",                   FX_TYPE_CHAR,        1, 1 },
    {"char",                        FX_TYPE_CHAR,        1, 1 },
    {"text",                        FX_TYPE_TEXT,        0, -1},
    {"bytea",                       FX_TYPE_BINARY,      0, -1},
    {"date",                        FX_TYPE_DATE,        0, -1},
    {"time without time zone",      FX_TYPE_TIME,        0, -1},
    {"time",                        FX_TYPE_TIME,        0, -1},
    {"timestamp without time zone", FX_TYPE_TIMESTAMP,   0, -1},
    {"timestamp",                   FX_TYPE_TIMESTAMP,   0, -1},
    {"timestamp with time zone",    FX_TYPE_TIMESTAMPTZ, 0, -1},
    {"timestamptz",                 FX_TYPE_TIMESTAMPTZ, 0, -1},
    {"interval",                    FX_TYPE_INTERVAL,    0, -1},
    {"uuid",                        FX_TYPE_UUID,        0, -1},
    {"json",                        FX_TYPE_JSON,        0, -1},
    {NULL,                          FX_TYPE_COUNT,       0, -1},
};

/* In the spelling of fx_mysql_words. A 6 is how precise the model's times are. */
static const word mysql_words[] = {
    {"bool",      FX_TYPE_BOOLEAN,     0, -1},
    {"tinyint",   FX_TYPE_BOOLEAN,     1, 0 },
    {"smallint",  FX_TYPE_SMALLINT,    0, -1},
    {"int",       FX_TYPE_INTEGER,     0, -1},
    {"bigint",    FX_TYPE_BIGINT,      0, -1},
    {"float",     FX_TYPE_REAL,        0, -1},
    {"double",    FX_TYPE_DOUBLE,      0, -1},
    {"decimal",   FX_TYPE_NUMERIC,     2, 10},
    {"varchar",   FX_TYPE_STRING,      1, 0 },
    {"char",      FX_TYPE_CHAR,        1, 1 },
    {"text",      FX_TYPE_TEXT,        0, -1},
    {"varbinary", FX_TYPE_BINARY,      1, 0 },
    {"blob",      FX_TYPE_BINARY,      0, -1},
    {"date",      FX_TYPE_DATE,        0, -1},
    {"time",      FX_TYPE_TIME,        1, 0 },
    {"datetime",  FX_TYPE_TIMESTAMP,   1, 0 },
    {"timestamp", FX_TYPE_TIMESTAMPTZ, 1, 0 },
    {"json",      FX_TYPE_JSON,        0, -1},
    {NULL,        FX_TYPE_COUNT,       0, -1},
};

static const struct {
    const char *dialect;
    const word *words;
} all[] = {
    {"sqlite",     sqlite_words  },
    {"postgresql", postgres_words},
    {"mysql",      mysql_words   },
};

typedef struct parts {
    const char *name;
    int args[2], n;
} parts;

/* "(10, 2)" at c: the numbers, and what is behind; NULL if it is no such list. */
static const char *take_numbers(const char *c, parts *out)
{
    do {
        c++;
        c += strspn(c, " ");
        size_t digits = strspn(c, "0123456789");

        if (digits == 0 || digits > 9 || out->n == 2)
            return NULL;
        for (out->args[out->n] = 0; digits > 0; digits--, c++)
            out->args[out->n] = out->args[out->n] * 10 + (*c - '0');
        out->n++;
        c += strspn(c, " ");
    } while (*c == ',');
    return *c == ')' ? c + 1 : NULL;
}

/* "character varying (20)", "timestamp(3) with time zone": the words, and up to two numbers. */
static bool take_apart(fx_arena *a, const char *text, parts *out)
{
    fx_str s = {.arena = a};

    *out = (parts){
        .args = {-1, -1}
    };
    for (const char *c = text; *c != '\0';) {
        if (*c != '(') {
            bool blank = *c == ' ' || (*c >= '\t' && *c <= '\r');

            if (!blank)
                fx_str_addc(&s, *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c);
            else if (s.n > 0 && s.text[s.n - 1] != ' ')
                fx_str_addc(&s, ' ');
            c++;
            continue;
        }
        c = take_numbers(c, out);
        if (c == NULL)
            return false;
    }
    out->name = fx_trim(a, fx_str_text(&s));
    return true;
}

static bool element_of(fx_arena *a, const char *dialect, const char *text, size_t n, fx_type *out)
{
    fx_type *element = fx_new(a, fx_type);

    if (!fx_type_of_words(a, dialect, fx_strndup(a, text, n), element))
        return false;
    *out = (fx_type){.kind = FX_TYPE_ARRAY, .size = -1, .scale = -1, .element = element};
    return true;
}

/* An engine may take what entities do not: CHAR(0), NUMERIC(2,9). */
static bool is_written(fx_arena *a, const fx_type *t)
{
    const char *why, *hint;
    fx_type again;

    return fx_type_parse(a, fx_type_text(a, t), &again, &why, &hint);
}

/* tinyint(1) is a boolean, and times have six digits behind the point; others are not the model's.
 */
static bool settle_mysql(fx_type *t)
{
    enum { PRECISION = 6 };
    int wanted = t->kind == FX_TYPE_BOOLEAN ? 1 : PRECISION;

    if (t->kind == FX_TYPE_NUMERIC && t->scale < 0)
        t->scale = 0;
    if (t->size < 0 ||
        (t->kind != FX_TYPE_BOOLEAN && (!fx_type_is_time(t) || t->kind == FX_TYPE_DATE)))
        return true;
    if (t->size != wanted)
        return false;
    t->size = -1;
    return true;
}

bool fx_type_of_words(fx_arena *a, const char *dialect, const char *words, fx_type *out)
{
    size_t length = strlen(words);
    const word *w = NULL;
    parts p;

    for (size_t i = 0; i < FX_COUNT(all); i++) {
        if (fx_same(all[i].dialect, dialect))
            w = all[i].words;
    }
    if (w == NULL)
        return false;
    if (fx_same(dialect, "mysql")) {
        words = fx_mysql_words(a, words);
        if (fx_mysql_enum(a, words, out))
            return true;
    }
    if (length > 2 && fx_same(words + length - 2, "[]") && fx_same(dialect, "postgresql"))
        return element_of(a, dialect, words, length - 2, out);
    if (!take_apart(a, words, &p))
        return false;
    for (; w->text != NULL; w++) {
        if (!fx_same(w->text, p.name) || p.n > w->args || (p.n == 0 && w->assumed == 0))
            continue;
        *out = (fx_type){.kind = w->kind, .size = p.args[0], .scale = p.args[1]};
        if (p.n == 0 && w->assumed > 0)
            out->size = w->assumed;
        return (!fx_same(dialect, "mysql") || settle_mysql(out)) && is_written(a, out);
    }
    return false;
}
