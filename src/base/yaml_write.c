#include <string.h>

#include "fx/base/yaml.h"

fx_yaml *fx_yaml_scalar(fx_arena *a, const char *text)
{
    fx_yaml *y = fx_new(a, fx_yaml);

    y->kind = FX_YAML_SCALAR;
    y->plain = text == NULL;
    y->text = text == NULL ? "null" : fx_strdup(a, text);
    return y;
}

fx_yaml *fx_yaml_plain(fx_arena *a, const char *text)
{
    fx_yaml *y = fx_yaml_scalar(a, text);

    y->plain = true;
    return y;
}

fx_yaml *fx_yaml_list(fx_arena *a)
{
    fx_yaml *y = fx_new(a, fx_yaml);

    y->kind = FX_YAML_LIST;
    return y;
}

fx_yaml *fx_yaml_map(fx_arena *a)
{
    fx_yaml *y = fx_new(a, fx_yaml);

    y->kind = FX_YAML_MAP;
    return y;
}

void fx_yaml_append(fx_arena *a, fx_yaml *list, const fx_yaml *item)
{
    *fx_push(a, &list->items) = item;
}

void fx_yaml_set(fx_arena *a, fx_yaml *map, const char *key, const fx_yaml *value)
{
    *fx_push(a, &map->pairs) = (fx_yaml_pair){.key = fx_strdup(a, key), .value = value};
}

fx_yaml *fx_yaml_strs(fx_arena *a, const fx_strs *texts)
{
    fx_yaml *list = fx_yaml_list(a);

    fx_each (const char *, text, texts) {
        fx_yaml_append(a, list, fx_yaml_scalar(a, *text));
    }
    return list;
}

enum { LONGEST_WORD = 5 }; /* false */

/* Words that a YAML 1.1 or 1.2 reader takes for a bool or null, in any case of letters. */
static bool is_word_of_yaml(const char *s, size_t n)
{
    static const char *const words[] = {"null", "true", "false", "yes", "no", "on",
                                        "off",  "y",    "n",     "~",   "=",  "<<"};

    if (n > LONGEST_WORD || strchr("nNtTfFyYoO~=<", *s) == NULL)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (fx_same_case(s, words[i]))
            return true;
    }
    return false;
}

/* Numbers, dates, versions: whatever begins like a number is quoted, also what only looks like one.
 */
static bool begins_like_number(const char *s)
{
    if (*s > '9' && strchr("iInN", *s) == NULL)
        return false;
    if (*s == '+' || *s == '-')
        s++;
    if (*s == '.')
        s++;
    return (*s >= '0' && *s <= '9') || fx_same_case(s, "inf") || fx_same_case(s, "nan");
}

static bool is_plain_safe(const char *s)
{
    size_t n = strlen(s);

    if (n == 0 || strchr("-?:,[]{}#&*!|<>'\"%@` \t", s[0]) != NULL || s[n - 1] == ' ' ||
        s[n - 1] == ':' || is_word_of_yaml(s, n) || begins_like_number(s))
        return false;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];

        if (((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || (c >= '0' && c <= '9'))
            continue; /* most are parts of names */
        if (c < ' ' || c >= 0x7f || strchr(",[]{}\"", (char)c) != NULL)
            return false;
        /* `:?` in a flow list: libyaml takes it for a key */
        if ((c == ':' && (s[i + 1] == ' ' || s[i + 1] == '?')) || (c == ' ' && s[i + 1] == '#'))
            return false;
    }
    return true;
}

/*
 * How many bytes at `c` are a character that must be escaped (0: none), and its code: C0 and C1
 * controls, line and paragraph separators, BOM and what is no character (libyaml reads none of
 * these, or takes them for line ends).
 */
static size_t rare(const char *text, unsigned *code)
{
    const unsigned char *c = (const unsigned char *)text;

    if (*c < ' ' || *c == 0x7f) {
        *code = *c;
        return 1;
    }
    if (*c == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0) {
        *code = c[1];
        return 2;
    }
    if (*c == 0xe2 && c[1] == 0x80 && (c[2] == 0xa8 || c[2] == 0xa9)) {
        *code = 0x2000U + c[2] - 0x80U;
        return 3;
    }
    if (*c == 0xef && ((c[1] == 0xbb && c[2] == 0xbf) || (c[1] == 0xbf && c[2] >= 0xbe))) {
        *code = c[1] == 0xbb ? 0xfeffU : 0xffc0U + (c[2] - 0x80U);
        return 3;
    }
    return 0;
}

static bool needs_escapes(const char *s)
{
    unsigned code;

    for (; *s != '\0'; s++) {
        if (rare(s, &code) > 0)
            return true;
    }
    return false;
}

/* The letter after the backslash (https://yaml.org/spec/1.2.2/#57-escaped-characters), or NUL. */
static char escape_of(char c)
{
    static const char names[] = "\aa\bb\tt\nn\vv\ff\rr\x1b"
                                "e\"\"\\\\";

    for (size_t i = 0; i + 1 < sizeof names; i += 2) {
        if (names[i] == c)
            return names[i + 1];
    }
    return '\0';
}

static void add_double_quoted(fx_str *out, const char *s)
{
    fx_str_addc(out, '"');
    while (*s != '\0') {
        char name = escape_of(*s);
        unsigned code = 0;
        size_t n = rare(s, &code);

        if (name != '\0') {
            fx_str_addc(out, '\\');
            fx_str_addc(out, name);
        } else if (n > 0) {
            fx_str_addf(out, n == 1 ? "\\x%02X" : "\\u%04X", code);
        } else {
            fx_str_addc(out, *s);
        }
        s += n > 0 ? n : 1;
    }
    fx_str_addc(out, '"');
}

const char *fx_yaml_quote(fx_arena *a, const char *text)
{
    fx_str s = {.arena = a};

    if (is_plain_safe(text))
        return text;
    if (needs_escapes(text)) {
        add_double_quoted(&s, text);
        return fx_str_text(&s);
    }
    fx_str_addc(&s, '\'');
    for (; *text != '\0'; text++)
        fx_str_add(&s, *text == '\'' ? "''" : (char[]){*text, '\0'});
    fx_str_addc(&s, '\'');
    return fx_str_text(&s);
}

static void indent_by(fx_str *out, int indent)
{
    static const char blanks[] = "                ";
    const int most = sizeof blanks - 1;

    for (; indent > most; indent -= most)
        fx_str_addn(out, blanks, sizeof blanks - 1);
    fx_str_addn(out, blanks, (size_t)indent);
}

/* A text of several lines as a literal block, if that gives the same text back. */
static bool is_block(const char *s)
{
    size_t n = strlen(s);
    unsigned code;

    if (strchr(s, '\n') == NULL || strchr(" \t\n", s[0]) != NULL || strstr(s, " \n") != NULL ||
        strstr(s, "\t\n") != NULL || s[n - 1] == ' ' || s[n - 1] == '\t' || fx_ends(s, "\n\n"))
        return false;
    for (const char *c = s; *c != '\0'; c++) {
        if (*c != '\n' && *c != '\t' && rare(c, &code) > 0)
            return false;
    }
    for (const char *line = s; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (fx_starts(line, "<<<<<<< ") || fx_starts(line, ">>>>>>> "))
            return false;
    }
    return true;
}

static void print_block(fx_str *out, const char *s, int indent)
{
    bool ends = fx_ends(s, "\n");

    fx_str_add(out, ends ? "|\n" : "|-\n");
    while (*s != '\0') {
        size_t n = strcspn(s, "\n");

        if (n > 0)
            indent_by(out, indent);
        fx_str_addn(out, s, n);
        fx_str_addc(out, '\n');
        s += n + (s[n] == '\n');
    }
}

static void print_scalar(fx_str *out, const fx_yaml *y, int indent)
{
    if (!y->plain && is_block(y->text)) {
        print_block(out, y->text, indent);
        return;
    }
    fx_str_add(out, y->plain ? y->text : fx_yaml_quote(out->arena, y->text));
    fx_str_addc(out, '\n');
}

static bool is_flow(const fx_yaml *y)
{
    if (y->kind == FX_YAML_MAP)
        return y->pairs.n == 0;
    if (y->kind == FX_YAML_SCALAR)
        return true;
    fx_each (const fx_yaml *, item, &y->items) {
        if ((*item)->kind != FX_YAML_SCALAR)
            return false;
    }
    return true;
}

static void print_flow_list(fx_str *out, const fx_yaml *y)
{
    fx_str_addc(out, '[');
    for (size_t i = 0; i < y->items.n; i++) {
        const fx_yaml *item = y->items.at[i];

        fx_str_add(out, i > 0 ? ", " : "");
        fx_str_add(out, item->plain ? item->text : fx_yaml_quote(out->arena, item->text));
    }
    fx_str_add(out, "]\n");
}

static void print_pairs(fx_str *out, const fx_yaml *y, int indent, bool first_is_placed);

static void print_items(fx_str *out, const fx_yaml *y, int indent, bool first_is_placed)
{
    fx_each (const fx_yaml *, item, &y->items) {
        if (!first_is_placed || item != y->items.at)
            indent_by(out, indent);
        fx_str_add(out, "- ");
        if ((*item)->kind == FX_YAML_MAP && (*item)->pairs.n > 0)
            print_pairs(out, *item, indent + 2, true);
        else if ((*item)->kind == FX_YAML_LIST && !is_flow(*item))
            print_items(out, *item, indent + 2, true);
        else
            fx_yaml_print(out, *item, indent + 2);
    }
}

static void print_pairs(fx_str *out, const fx_yaml *y, int indent, bool first_is_placed)
{
    fx_each (const fx_yaml_pair, pair, &y->pairs) {
        const fx_yaml *value = pair->value;

        if (!first_is_placed || pair != y->pairs.at)
            indent_by(out, indent);
        fx_str_add(out, fx_yaml_quote(out->arena, pair->key));
        fx_str_add(out, is_flow(value) ? ": " : ":\n");
        if (is_flow(value))
            fx_yaml_print(out, value, indent + 2);
        else if (value->kind == FX_YAML_LIST)
            print_items(out, value, indent, false);
        else
            print_pairs(out, value, indent + 2, false);
    }
}

void fx_yaml_print(fx_str *out, const fx_yaml *y, int indent)
{
    if (y->kind == FX_YAML_SCALAR)
        print_scalar(out, y, indent);
    else if (y->kind == FX_YAML_MAP && y->pairs.n == 0)
        fx_str_add(out, "{}\n");
    else if (y->kind == FX_YAML_MAP)
        print_pairs(out, y, indent, false);
    else if (is_flow(y))
        print_flow_list(out, y);
    else
        print_items(out, y, indent, false);
}
