#include "testing.h"

#include <string.h>

#include "fx/base/yaml.h"

/* Texts that a careless writer breaks. */
static const char *const odd[] = {
    "",
    " ",
    "no",
    "NO",
    "Yes",
    "y",
    "on",
    "012",
    "0x1f",
    "1e3",
    "-1",
    "+.5",
    ".inf",
    "-.INF",
    ".nan",
    "1_000",
    "12:30:45",
    "2024-01-01",
    "~",
    "null",
    "Null",
    "true",
    "=",
    "<<",
    "-",
    "- x",
    "?",
    "? x",
    ":",
    "a:",
    ":a",
    "x: y",
    "a:b",
    "a:?b",
    "a:,b",
    "#",
    "#x",
    "a #b",
    "a#b",
    " x",
    "x ",
    "\tx",
    "x\t",
    "a\tb",
    "'",
    "''",
    "it's",
    "\"",
    "a\"b",
    "\\",
    "\\n",
    "'\\x01'\t",
    "\t\\x01AB",
    "&a",
    "*a",
    "!a",
    "!!str a",
    "%a",
    "@a",
    "`a",
    "|",
    ">",
    "|-",
    "[",
    "]",
    "{",
    "}",
    "{a: b}",
    "a, b",
    "a]b",
    "---",
    "...",
    "--- a",
    "\n",
    "\n\n",
    "a\n",
    "a\n\n",
    "a\nb",
    "a\nb\n",
    "\na",
    " a\nb",
    "a \nb",
    "a\n b\n  c\n",
    "a\n\nb\n",
    "a\n \nb\n",
    "a\n\tb\n",
    "a\t\nb",
    "a\nb ",
    "# a\n# b\n",
    "- a\n- b\n",
    "---\na\n",
    "...\na\n",
    "a: |\n  b\n",
    "\r",
    "a\rb",
    "a\r\nb",
    "a\r\nb\r\n",
    "<<<<<<< a\n",
    "x\n<<<<<<< a\n",
    "x\n>>>>>>> a\ny",
    "x\n||||||| a\ny",
    "\x01",
    "\x01\xc2\x85z",
    "\x1b[0m",
    "\x7f",
    "\xc2\x80",
    "\xc2\x85",
    "a\xc2\x85"
    "b\n",
    "\xc2\xa0",
    "\xc2\xa7 1\n\xc2\xa7 2\n",
    "\xc3\xa4\xc3\xb6",
    "\xe2\x80\xa8",
    "a\xe2\x80\xa9"
    "b",
    "\xef\xbb\xbf",
    "a\xef\xbb\xbf\n",
    "\xef\xbf\xbd",
    "\xef\xbf\xbe",
    "\xef\xbf\xbf",
    "\xf0\x9f\x98\x80",
    "\xf4\x8f\xbf\xbd",
};
enum { ODD = sizeof odd / sizeof *odd };

static void describe(fx_str *out, const fx_yaml *y)
{
    if (y->kind == FX_YAML_SCALAR) {
        fx_str_addf(out, "%s%zu:%s", fx_yaml_is_null(y) ? "null" : "text", strlen(y->text),
                    y->text);
    } else if (y->kind == FX_YAML_LIST) {
        fx_str_addf(out, "[%zu:", y->items.n);
        fx_each (const fx_yaml *const, item, &y->items) {
            describe(out, *item);
            fx_str_addc(out, ',');
        }
        fx_str_addc(out, ']');
    } else {
        fx_str_addf(out, "{%zu:", y->pairs.n);
        fx_each (const fx_yaml_pair, pair, &y->pairs) {
            fx_str_addf(out, "%zu:%s=", strlen(pair->key), pair->key);
            describe(out, pair->value);
            fx_str_addc(out, ',');
        }
        fx_str_addc(out, '}');
    }
}

static const char *described(fx_arena *a, const fx_yaml *y)
{
    fx_str s = {.arena = a};

    describe(&s, y);
    return fx_str_text(&s);
}

static const char *printed(fx_arena *a, const fx_yaml *y)
{
    fx_str s = {.arena = a};

    fx_yaml_print(&s, y, 0);
    return fx_str_text(&s);
}

static const char *packed(fx_arena *a, const fx_yaml *y)
{
    fx_str s = {.arena = a};

    fx_yaml_pack(&s, y);
    return fx_str_text(&s);
}

/* Packed, it comes back with its places, up to where it ends, and cut short never. */
static void assert_packs(fx_arena *a, const fx_yaml *y)
{
    const char *text = packed(a, y), *at = text;
    const fx_yaml *back = fx_yaml_unpack(a, "t.yml", &at);

    assert_non_null(back);
    assert_string_equal(at, "");
    assert_string_equal(packed(a, back), text);
    assert_string_equal(described(a, back), described(a, y));
    assert_string_equal(back->file, "t.yml");
    for (size_t n = 0; n < strlen(text); n += 1 + n / 16) {
        at = fx_strndup(a, text, n);
        assert_null(fx_yaml_unpack(a, "t.yml", &at));
    }
}

/* What is printed gives the same tree, and the same bytes when it is printed again. */
static void assert_round_trip(fx_arena *a, const fx_yaml *y)
{
    const char *text = printed(a, y);
    fx_error err = {.arena = a};
    const fx_yaml *back = fx_yaml_parse(a, "t.yml", text, strlen(text), &err);

    if (back == NULL)
        fail_msg("%s\nof:\n%s", fx_error_text(a, &err), text);
    if (!fx_same(described(a, y), described(a, back)))
        fail_msg("written:\n%s\nwanted: %s\nread:   %s", text, described(a, y), described(a, back));
    assert_packs(a, back);
}

static void test_odd_texts_everywhere(void **state)
{
    for (size_t i = 0; i < ODD; i++) {
        fx_arena *a = fx_arena_new();
        fx_yaml *root = fx_yaml_map(a), *flow = fx_yaml_list(a), *block = fx_yaml_list(a),
                *item = fx_yaml_map(a);

        fx_yaml_append(a, flow, fx_yaml_scalar(a, "a"));
        fx_yaml_append(a, flow, fx_yaml_scalar(a, odd[i]));
        fx_yaml_append(a, flow, fx_yaml_scalar(a, odd[i]));
        fx_yaml_set(a, item, odd[i], fx_yaml_scalar(a, odd[i]));
        fx_yaml_set(a, item, "other key", fx_yaml_scalar(a, odd[i]));
        fx_yaml_append(a, block, item);
        fx_yaml_append(a, block, fx_yaml_scalar(a, odd[i]));
        fx_yaml_set(a, root, "value", fx_yaml_scalar(a, odd[i]));
        fx_yaml_set(a, root, odd[i], flow);
        fx_yaml_set(a, root, "block", block);
        assert_round_trip(a, root);
        fx_arena_free(a);
    }
    (void)state;
}

/* xorshift: the same trees on every machine */
static size_t roll(uint32_t *seed, size_t n)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed % n;
}

static const char *random_text(fx_arena *a, uint32_t *seed)
{
    static const char *const pieces[] = {
        "a",  " ",        "\n",       ":", "#",    "'",  "\"", "\\", "-", ",",  "[",   "}",
        "\t", "\xc3\xa4", "\xc2\x85", "0", "\x01", "no", "|",  "?",  "&", "\r", "x01", "%"};
    fx_str s = {.arena = a};

    if (roll(seed, 3) == 0)
        return odd[roll(seed, ODD)];
    for (size_t n = roll(seed, 8); n > 0; n--)
        fx_str_add(&s, pieces[roll(seed, sizeof pieces / sizeof *pieces)]);
    return fx_str_text(&s);
}

static fx_yaml *random_tree(fx_arena *a, uint32_t *seed, int depth)
{
    size_t kind = depth == 0 ? 0 : roll(seed, 3), n = roll(seed, 5);

    if (kind == 0)
        return fx_yaml_scalar(a, roll(seed, 9) == 0 ? NULL : random_text(a, seed));

    fx_yaml *y = kind == 1 ? fx_yaml_list(a) : fx_yaml_map(a);

    for (size_t i = 0; i < n; i++) {
        const char *key = random_text(a, seed);

        if (kind == 1)
            fx_yaml_append(a, y, random_tree(a, seed, depth - 1));
        else if (fx_yaml_get(y, key) == NULL)
            fx_yaml_set(a, y, key, random_tree(a, seed, depth - 1));
    }
    return y;
}

static void test_random_trees(void **state)
{
    uint32_t seed = 20240501;

    for (int i = 0; i < 3000; i++) {
        fx_arena *a = fx_arena_new();
        fx_yaml *root = fx_yaml_map(a);

        fx_yaml_set(a, root, "root", random_tree(a, &seed, 4));
        assert_round_trip(a, root);
        fx_arena_free(a);
    }
    (void)state;
}

static void test_style(void **state)
{
    fx_arena *a = *state;
    fx_yaml *root = fx_yaml_map(a), *steps = fx_yaml_list(a), *step = fx_yaml_map(a),
            *table = fx_yaml_map(a);
    fx_strs parents = {0};

    *fx_push(a, &parents) = "7d0c";
    *fx_push(a, &parents) = "012";
    fx_yaml_set(a, root, "parents", fx_yaml_strs(a, &parents));
    fx_yaml_set(a, table, "table", fx_yaml_scalar(a, "user"));
    fx_yaml_set(a, table, "unique", fx_yaml_plain(a, "true"));
    fx_yaml_set(a, table, "default", fx_yaml_scalar(a, NULL));
    fx_yaml_set(a, step, "create_table", table);
    fx_yaml_append(a, steps, step);
    step = fx_yaml_map(a);
    fx_yaml_set(a, step, "execute", fx_yaml_scalar(a, "SELECT 1;\nSELECT 2;\n"));
    fx_yaml_append(a, steps, step);
    fx_yaml_set(a, root, "upgrade", steps);
    fx_yaml_set(a, root, "options", fx_yaml_map(a));
    fx_yaml_set(a, root, "none", fx_yaml_list(a));
    assert_string_equal(printed(a, root), "parents: ['7d0c', '012']\n"
                                          "upgrade:\n"
                                          "- create_table:\n"
                                          "    table: user\n"
                                          "    unique: true\n"
                                          "    default: null\n"
                                          "- execute: |\n"
                                          "    SELECT 1;\n"
                                          "    SELECT 2;\n"
                                          "options: {}\n"
                                          "none: []\n");
    assert_round_trip(a, root);
}

static void test_quote(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"user",         "user"          },
        {"created at",   "created at"    },
        {"a:b",          "a:b"           },
        {"string(100)",  "string(100)"   },
        {"no",           "'no'"          },
        {"012",          "'012'"         },
        {"",             "''"            },
        {"it's: so",     "'it''s: so'"   },
        {"a\tb\n",       "\"a\\tb\\n\""  },
        {"\\x01\n",      "\"\\\\x01\\n\""},
        {"\xe2\x80\xa8", "\"\\u2028\""   },
        {"\xc2\x85",     "\"\\u0085\""   },
        {"\xef\xbf\xbe", "\"\\uFFFE\""   },
        {"\x01",         "\"\\x01\""     },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(fx_yaml_quote(*state, rows[i].text), rows[i].expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_odd_texts_everywhere),
        FX_TEST(test_random_trees),
        FX_TEST(test_style),
        FX_TEST(test_quote),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
