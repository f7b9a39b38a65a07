#include "testing.h"

#include <string.h>

#include "fx/base/yaml.h"

static const fx_yaml *parse(fx_arena *a, const char *text)
{
    fx_error err = {.arena = a};
    const fx_yaml *y = fx_yaml_parse(a, "t.yml", text, strlen(text), &err);

    if (y == NULL)
        fail_msg("%s", fx_error_text(a, &err));
    return y;
}

static void assert_refused(fx_arena *a, const char *text, size_t n, const char *expected)
{
    fx_error err = {.arena = a};
    const char *said;

    if (fx_yaml_parse(a, "t.yml", text, n, &err) != NULL)
        fail_msg("it was read: %s", text);
    assert_int_equal(err.code, FX_INPUT);
    said = fx_error_text(a, &err);
    if (!fx_starts(said, expected))
        fail_msg("expected '%s...', got '%s'", expected, said);
}

static void test_tree_and_places(void **state)
{
    const fx_yaml *y = parse(*state, "table: user\ncolumns:\n  id: {type: integer}\n"
                                     "list:\n- a\n- 'b'\n");
    const fx_yaml *id = fx_yaml_get(fx_yaml_get(y, "columns"), "id");
    const fx_yaml *list = fx_yaml_get(y, "list");

    assert_int_equal(y->kind, FX_YAML_MAP);
    assert_int_equal(y->pairs.n, 3);
    assert_string_equal(fx_yaml_get(y, "table")->text, "user");
    assert_string_equal(fx_yaml_get(id, "type")->text, "integer");
    assert_string_equal(id->file, "t.yml");
    assert_int_equal(id->line, 3);
    assert_int_equal(id->column, 7);
    assert_int_equal(y->pairs.at[1].line, 2);
    assert_int_equal(list->items.n, 2);
    assert_true(list->items.at[0]->plain);
    assert_false(list->items.at[1]->plain);
    assert_null(fx_yaml_get(y, "none"));
    assert_null(fx_yaml_get(list, "a"));
    assert_null(fx_yaml_get(NULL, "a"));
}

/* A scalar stays the text it is in the file: no octal numbers, no Norway. */
static void test_scalars_stay_text(void **state)
{
    static const char *const texts[] = {"no", "012", "~", "1e3", "0x1F", "2024-01-01", "1_000"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const fx_yaml *y = parse(*state, fx_fmt(*state, "k: %s\n", texts[i]));

        assert_string_equal(fx_yaml_get(y, "k")->text, texts[i]);
        assert_true(fx_yaml_get(y, "k")->plain);
    }
}

static void test_empty_documents(void **state)
{
    static const char *const texts[] = {"", "# only a comment\n", "---\n", "\xef\xbb\xbf"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const fx_yaml *y = parse(*state, texts[i]);

        assert_int_equal(y->kind, FX_YAML_SCALAR);
        assert_string_equal(y->text, "");
        assert_true(fx_yaml_is_null(y));
    }
}

static void test_line_ends_and_bom(void **state)
{
    const fx_yaml *y = parse(*state, "\xef\xbb\xbfk: |\r\n  a\r\n  b\r\nx: 1\r\n");

    assert_string_equal(fx_yaml_get(y, "k")->text, "a\nb\n");
    assert_int_equal(y->pairs.at[0].column, 1);
    assert_int_equal(y->pairs.at[1].line, 4);
}

static void test_refusals_have_a_place(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"a: &x 1\n",                  "t.yml:1:4: anchors are not read"       },
        {"a: [1, &x [2]]\n",           "t.yml:1:8: anchors are not read"       },
        {"a: &x {b: 1}\n",             "t.yml:1:4: anchors are not read"       },
        {"a: 1\nb: *x\n",              "t.yml:2:4: aliases are not read"       },
        {"a: !!str 1\n",               "t.yml:1:4: tags are not read"          },
        {"a: !x [1]\n",                "t.yml:1:4: tags are not read"          },
        {"a: !x {b: 1}\n",             "t.yml:1:4: tags are not read"          },
        {"a: 1\n<<: {b: 1}\n",         "t.yml:2:1: merge keys are not read"    },
        {"a: 1\n---\nb: 2\n",          "t.yml:2:1: a second document"          },
        {"%YAML 1.1\n---\na: 1\n",     "t.yml:1:1: directives are not read"    },
        {"a: 1\nb: 2\na: 3\n",         "t.yml:3:1: the key 'a' is there twice" },
        {"a: {x: 1, 'x': 2}\n",        "t.yml:1:11: the key 'x' is there twice"},
        {"? [a]\n: 1\n",               "t.yml:1:3: a key must be a text"       },
        {"a: [1\n",                    "t.yml:2:1: "                           },
        {"a: 1\n\tb: 2\n",             "t.yml:2:"                              },
        {"a: \"\\0\"\n",               "t.yml:1:4: a text must not contain NUL"},
        {"a: 1\n\nb: x\xff\n",         "t.yml:3:5: "                           },
        {"a: 1\nb: \xed\xa0\x80\n",    "t.yml:2:4: "                           },
        {"a: 1\nb: \x01\n",            "t.yml:2:4: control characters"         },
        {"a: 1\n<<<<<<< HEAD\nb: 1\n", "t.yml:2:1: conflict markers"           },
        {"a: |\n  x\n>>>>>>> topic\n", "t.yml:3:1: conflict markers"           },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_refused(*state, rows[i].text, strlen(rows[i].text), rows[i].expected);
    assert_refused(*state, "a: 1\nb: x\0y\n", 12, "t.yml:2:5: a text must not contain NUL");
}

/* Of many doubles, the first of the file is named, with the place of the one before it. */
static void test_the_first_double_is_named(void **state)
{
    static const char text[] = "z: 1\nb: 2\nz: 3\nb: 4\nz: 5\n";
    fx_error err = {.arena = *state};

    assert_null(fx_yaml_parse(*state, "t.yml", text, sizeof text - 1, &err));
    assert_string_equal(fx_error_text(*state, &err), "t.yml:3:1: the key 'z' is there twice");
    assert_string_equal(err.hint, "It stands first at line 1.");
}

/* Equal keys of different maps are no doubles. */
static void test_doubles_are_per_map(void **state)
{
    const fx_yaml *y = parse(*state, "a: {x: 1}\nb: {x: 1, a: 2}\nx: [{a: 1}, {a: 1}]\n");

    assert_int_equal(y->pairs.n, 3);
}

static const char *nested(fx_arena *a, size_t depth)
{
    fx_str s = {.arena = a};

    for (size_t i = 0; i < depth; i++)
        fx_str_addc(&s, '[');
    for (size_t i = 0; i < depth; i++)
        fx_str_addc(&s, ']');
    return fx_str_text(&s);
}

static void test_depth_has_a_limit(void **state)
{
    const char *most = nested(*state, 64), *more = nested(*state, 65);

    parse(*state, most);
    assert_refused(*state, more, strlen(more), "t.yml:1:65: nested more than 64 levels deep");
}

static void test_size_has_a_limit(void **state)
{
    const size_t most = 4 * 1024 * 1024;
    char *text = fx_alloc(*state, most + 2);

    memset(text, '#', most + 1);
    parse(*state, fx_strndup(*state, text, most));
    assert_refused(*state, text, most + 1, "t.yml: larger than 4 MiB");
}

static void test_null(void **state)
{
    static const bool expected[] = {true, true, false, false, false, false, false};
    const fx_yaml *y = parse(*state, "[null, ~, 'null', '~', '', Null, none]");

    assert_int_equal(y->items.n, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < y->items.n; i++)
        assert_int_equal(fx_yaml_is_null(y->items.at[i]), expected[i]);
    assert_true(fx_yaml_is_null(fx_yaml_get(parse(*state, "a:\n"), "a")));
    assert_false(fx_yaml_is_null(parse(*state, "[]")));
}

static void test_typed_reads(void **state)
{
    const fx_yaml *y = parse(*state, "t: x\nb: true\nn: false\nl: [a, b]\nm: {}\nnull: ~\n");
    fx_error err = {.arena = *state};
    const char *text = NULL;
    bool b = false;
    fx_strs list = {0}, one = {0};

    assert_true(fx_yaml_text(fx_yaml_get(y, "t"), "t", &text, &err));
    assert_string_equal(text, "x");
    assert_true(fx_yaml_bool(fx_yaml_get(y, "b"), "b", &b, &err) && b);
    assert_true(fx_yaml_bool(fx_yaml_get(y, "n"), "n", &b, &err) && !b);
    assert_true(fx_yaml_texts(*state, fx_yaml_get(y, "l"), "l", &list, &err));
    assert_string_equal(fx_strs_join(*state, &list, ","), "a,b");
    assert_true(fx_yaml_texts(*state, fx_yaml_get(y, "t"), "t", &one, &err));
    assert_string_equal(fx_strs_join(*state, &one, ","), "x");
    assert_int_equal(err.code, FX_NONE);
}

static void test_typed_reads_fail_with_place_and_name(void **state)
{
    const fx_yaml *y = parse(*state, "l: [a, [b]]\nm: {}\nyes: Yes\noff: off\nnone: ~\n");
    fx_error err = {.arena = *state};
    const char *text = NULL;
    bool b = true;
    fx_strs list = {0};

    assert_false(fx_yaml_text(fx_yaml_get(y, "m"), "m", &text, &err));
    assert_string_equal(fx_error_text(*state, &err), "t.yml:2:4: m: a text is expected, not a map");
    fx_error_clear(&err);
    assert_false(fx_yaml_text(fx_yaml_get(y, "none"), "none", &text, &err));
    assert_true(fx_starts(fx_error_text(*state, &err), "t.yml:5:7: none: "));
    fx_error_clear(&err);
    assert_false(fx_yaml_texts(*state, fx_yaml_get(y, "l"), "l", &list, &err));
    assert_true(fx_starts(fx_error_text(*state, &err), "t.yml:1:8: l: "));
    fx_error_clear(&err);
    assert_false(fx_yaml_bool(fx_yaml_get(y, "yes"), "c.nullable", &b, &err));
    assert_true(fx_starts(fx_error_text(*state, &err), "t.yml:3:6: c.nullable: true or false"));
    assert_string_equal(err.hint, "Write true.");
    fx_error_clear(&err);
    assert_false(fx_yaml_bool(fx_yaml_get(y, "off"), "off", &b, &err));
    assert_string_equal(err.hint, "Write false.");
    assert_true(b); /* untouched on failure */
}

static void test_unknown_keys(void **state)
{
    static const char *const keys[] = {"nullable", "type"};
    fx_error err = {.arena = *state};

    assert_true(fx_yaml_only(parse(*state, "type: a\nnullable: b\n"), keys, 2, &err));
    assert_false(fx_yaml_only(parse(*state, "type: a\nnulable: b\n"), keys, 2, &err));
    assert_string_equal(fx_error_text(*state, &err), "t.yml:2:1: unknown key 'nulable'");
    assert_string_equal(err.hint, "did you mean nullable?");
    fx_error_clear(&err);
    assert_false(fx_yaml_only(parse(*state, "wrong: a\n"), keys, 2, &err));
    assert_string_equal(err.hint, "Keys here: nullable, type.");
    fx_error_clear(&err);
    assert_false(fx_yaml_only(parse(*state, "[a]\n"), keys, 2, &err));
    assert_true(fx_starts(fx_error_text(*state, &err), "t.yml:1:1: a map"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_tree_and_places),       FX_TEST(test_scalars_stay_text),
        FX_TEST(test_empty_documents),       FX_TEST(test_line_ends_and_bom),
        FX_TEST(test_refusals_have_a_place), FX_TEST(test_the_first_double_is_named),
        FX_TEST(test_doubles_are_per_map),   FX_TEST(test_depth_has_a_limit),
        FX_TEST(test_size_has_a_limit),      FX_TEST(test_null),
        FX_TEST(test_typed_reads),           FX_TEST(test_typed_reads_fail_with_place_and_name),
        FX_TEST(test_unknown_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
