/*
 * MySQL's types in one spelling each, and the type of the model that comes
 * nearest. https://dev.mysql.com/doc/refman/8.0/en/data-types.html,
 * https://mariadb.com/kb/en/data-types/
 */
#include <stdlib.h>
#include <string.h>

#include "inner.h"

/* What is another word for something. */
static const char *const synonyms[][2] = {
    {"integer ",           "int "      },
    {"int4 ",              "int "      },
    {"int2 ",              "smallint " },
    {"int3 ",              "mediumint "},
    {"int8 ",              "bigint "   },
    {"int1 ",              "tinyint "  },
    {"middleint ",         "mediumint "},
    {"boolean ",           "bool "     },
    {"double precision ",  "double "   },
    {"real ",              "double "   },
    {"float4 ",            "float "    },
    {"float8 ",            "double "   },
    {"numeric ",           "decimal "  },
    {"dec ",               "decimal "  },
    {"fixed ",             "decimal "  },
    {"character varying ", "varchar "  },
    {"character ",         "char "     },
};

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* In small letters, one blank between words and before brackets, none in them; quotes stay. */
static const char *tidy(fx_arena *a, const char *text)
{
    fx_str s = {.arena = a};
    bool inside = false;

    for (const char *c = text; *c != '\0';) {
        if (*c == '\'' || *c == '"') {
            size_t n = fx_sql_piece(c);

            fx_str_addn(&s, c, n);
            c += n;
            continue;
        }
        bool last_blank = s.n == 0 || s.text[s.n - 1] == ' ';

        if (*c == '(' && !last_blank)
            fx_str_addc(&s, ' ');
        inside = *c == '(' || (inside && *c != ')');
        if (!is_blank(*c))
            fx_str_addc(&s, *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c);
        else if (!last_blank && !inside)
            fx_str_addc(&s, ' ');
        if (*c++ == ')' && *c != '\0' && !is_blank(*c))
            fx_str_addc(&s, ' ');
    }
    fx_str_addc(&s, ' ');
    return fx_str_text(&s);
}

static const char *one_word(fx_arena *a, const char *text)
{
    for (size_t i = 0; i < FX_COUNT(synonyms); i++) {
        if (fx_starts(text, synonyms[i][0]))
            return fx_fmt(a, "%s%s", synonyms[i][1], text + strlen(synonyms[i][0]));
    }
    return text;
}

/* How wide an integer is shown says nothing, but of tinyint(1), and with zeros in front. */
static bool has_width(const char *text)
{
    static const char *const words[] = {"tinyint (", "smallint (", "mediumint (",
                                        "int (",     "bigint (",   "year ("};

    for (size_t i = 0; i < FX_COUNT(words); i++) {
        if (fx_starts(text, words[i]))
            return strstr(text, "zerofill") == NULL && !fx_same(text, "tinyint (1) ");
    }
    return false;
}

const char *fx_mysql_words(fx_arena *a, const char *text)
{
    const char *words = one_word(a, tidy(a, text));
    const char *open = strchr(words, '('), *close = strchr(words, ')');

    if (open != NULL && close != NULL && has_width(words))
        words = fx_fmt(a, "%.*s%s", (int)(open - words), words,
                       close[1] == ' ' ? close + 2 : close + 1);
    return fx_replace(a, fx_trim(a, words), " (", "(");
}

/* ---- the nearest ---- */

static const struct {
    const char *word;
    fx_type_kind kind;
} likes[] = {
    {"tinyint",    FX_TYPE_SMALLINT   },
    {"smallint",   FX_TYPE_SMALLINT   },
    {"mediumint",  FX_TYPE_INTEGER    },
    {"int",        FX_TYPE_INTEGER    },
    {"bigint",     FX_TYPE_BIGINT     },
    {"year",       FX_TYPE_SMALLINT   },
    {"float",      FX_TYPE_REAL       },
    {"double",     FX_TYPE_DOUBLE     },
    {"decimal",    FX_TYPE_NUMERIC    },
    {"char",       FX_TYPE_TEXT       },
    {"varchar",    FX_TYPE_TEXT       },
    {"tinytext",   FX_TYPE_TEXT       },
    {"mediumtext", FX_TYPE_TEXT       },
    {"longtext",   FX_TYPE_TEXT       },
    {"tinyblob",   FX_TYPE_BINARY     },
    {"mediumblob", FX_TYPE_BINARY     },
    {"longblob",   FX_TYPE_BINARY     },
    {"binary",     FX_TYPE_BINARY     },
    {"varbinary",  FX_TYPE_BINARY     },
    {"time",       FX_TYPE_TIME       },
    {"datetime",   FX_TYPE_TIMESTAMP  },
    {"timestamp",  FX_TYPE_TIMESTAMPTZ},
    {"uuid",       FX_TYPE_UUID       },
};

static bool is_word(const char *text, const char *word)
{
    size_t n = strlen(word);

    return strncmp(text, word, n) == 0 && (text[n] == '\0' || text[n] == '(' || text[n] == ' ');
}

fx_type fx_mysql_type(fx_arena *a, const char *words)
{
    const char *own = fx_mysql_words(a, words);
    fx_type t;

    if (fx_type_of_words(a, "mysql", own, &t))
        return t;
    t = (fx_type){.kind = FX_TYPE_RAW, .size = -1, .scale = -1};
    for (size_t i = 0; i < FX_COUNT(likes); i++) {
        if (is_word(own, likes[i].word))
            t.kind = likes[i].kind;
    }
    *fx_push(a, &t.variants) = (fx_variant){"mysql", own};
    return t;
}

/* ---- enum('a','b') ---- */

static const char *unquoted(fx_arena *a, const char *text, const char **end)
{
    fx_str s = {.arena = a};

    for (text++; *text != '\0'; text++) {
        if (*text == '\'' && text[1] != '\'')
            break;
        text += (*text == '\'' || *text == '\\') && text[1] != '\0';
        fx_str_addc(&s, *text);
    }
    *end = text + (*text == '\'');
    return fx_str_text(&s);
}

bool fx_mysql_enum(fx_arena *a, const char *words, fx_type *out)
{
    const char *c = words + strlen("enum(");

    if (!fx_starts(words, "enum("))
        return false;
    *out = (fx_type){.kind = FX_TYPE_ENUM, .size = -1, .scale = -1};
    while (*c == '\'') {
        *fx_push(a, &out->members) = unquoted(a, c, &c);
        c += *c == ',';
    }
    return fx_same(c, ")") && out->members.n > 0;
}
