#include "testing.h"

#include <string.h>

#include "fx/base/str.h"
#include "fx/sql/split.h"

/* Each token as a letter of its kind and its text, joined by `|`. */
static const char *tokens(fx_arena *a, const char *text)
{
    static const char kinds[] = {
        [FX_TOKEN_WORD] = 'w',   [FX_TOKEN_QUOTED] = 'q', [FX_TOKEN_STRING] = 's',
        [FX_TOKEN_NUMBER] = 'n', [FX_TOKEN_SYMBOL] = 'y', [FX_TOKEN_BROKEN] = '!'};
    fx_lexer lx = fx_lex(text, strlen(text));
    fx_str s = {.arena = a};

    for (fx_token t = fx_lex_next(&lx); t.kind != FX_TOKEN_END; t = fx_lex_next(&lx)) {
        fx_str_add(&s, s.n > 0 ? "|" : "");
        fx_str_addc(&s, kinds[t.kind]);
        fx_str_addn(&s, t.at, t.n);
    }
    return fx_str_text(&s);
}

static void test_kinds(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"",                           ""                                 },
        {" \t\r\n",                    ""                                 },
        {"SELECT a_1 FROM t$x",        "wSELECT|wa_1|wFROM|wt$x"          },
        {"größe",                    "wgröße"                         },
        {"\"a \"\"b\" `c``d` [e ]f",   "q\"a \"\"b\"|q`c``d`|q[e ]|wf"    },
        {"'it''s' X'0f' x''",          "s'it''s'|sX'0f'|sx''"             },
        {"xyz 'a'",                    "wxyz|s'a'"                        },
        {"1 1.5 .5 1e-3 0xFF 1e+9 2.", "n1|n1.5|n.5|n1e-3|n0xFF|n1e+9|n2."},
        {"a.b",                        "wa|y.|wb"                         },
        {"a||b<=c<>d!=e==f->g->>h<<i",
         "wa|y|||wb|y<=|wc|y<>|wd|y!=|we|y==|wf|y->|wg|y->>|wh|y<<|wi"    },
        {"a -- b\nc",                  "wa|wc"                            },
        {"a -- b",                     "wa"                               },
        {"a /* b; 'c' */ d",           "wa|wd"                            },
        {"a - -b / c * d",             "wa|y-|y-|wb|y/|wc|y*|wd"          },
        {"a /* b",                     "wa|!/* b"                         },
        {"'a''",                       "!'a''"                            },
        {"\"a",                        "!\"a"                             },
        {"[a",                         "![a"                              },
        {"x'0",                        "!x'0"                             },
        {"?1 :a @b",                   "y?|n1|y:|wa|y@|wb"                },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(tokens(*state, rows[i].text), rows[i].expected);
}

static void test_lines_are_counted_in_strings_and_comments(void **state)
{
    const char *text = "a\n'b\n\nc' /* \n */ d -- \n e";
    static const size_t lines[] = {1, 2, 5, 6};
    fx_lexer lx = fx_lex(text, strlen(text));

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_int_equal(fx_lex_next(&lx).line, lines[i]);
    assert_int_equal(fx_lex_next(&lx).kind, FX_TOKEN_END);
}

static void test_a_length_is_kept(void **state)
{
    fx_lexer lx = fx_lex("'abc' def", 3);

    (void)state;
    assert_int_equal(fx_lex_next(&lx).kind, FX_TOKEN_BROKEN);
    assert_int_equal(fx_lex_next(&lx).kind, FX_TOKEN_END);
}

static void test_words_fold_and_quotes_do_not(void **state)
{
    fx_lexer lx = fx_lex("Create \"CREATE\" (", 17);
    fx_token word = fx_lex_next(&lx), quoted = fx_lex_next(&lx), sign = fx_lex_next(&lx);

    (void)state;
    assert_true(fx_token_is(&word, "CREATE"));
    assert_false(fx_token_is(&word, "CREAT"));
    assert_false(fx_token_is(&word, "CREATES"));
    assert_false(fx_token_is(&quoted, "CREATE"));
    assert_true(fx_token_is(&sign, "("));
}

static void test_names(void **state)
{
    static const struct {
        const char *text, *name;
    } rows[] = {
        {"abc",        "abc" },
        {"\"a\"\"b\"", "a\"b"},
        {"\"it's\"",   "it's"},
        {"`a``b`",     "a`b" },
        {"[a\"b]",     "a\"b"},
        {"\"\"",       ""    },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_lexer lx = fx_lex(rows[i].text, strlen(rows[i].text));
        fx_token t = fx_lex_next(&lx);

        assert_string_equal(fx_token_name(*state, &t), rows[i].name);
    }
}

static void test_comments_and_blanks_do_not_count(void **state)
{
    const char *expected = fx_sql_tokens(*state, "SELECT a || 'x  y' FROM t");

    assert_string_equal(expected, "SELECT a || 'x  y' FROM t");
    assert_string_equal(fx_sql_tokens(*state, "SELECT a||'x  y' -- all\n  FROM/**/t"), expected);
    assert_string_not_equal(fx_sql_tokens(*state, "SELECT a||'x y' FROM t"), expected);
    assert_string_not_equal(fx_sql_tokens(*state, "SELECT a | | 'x  y' FROM t"), expected);
}

static void test_mentions(void **state)
{
    (void)state;
    assert_true(fx_sql_mentions("SELECT * FROM Post", "post"));
    assert_true(fx_sql_mentions("SELECT \"po\"\"st\"", "po\"st"));
    assert_false(fx_sql_mentions("SELECT 'post', posts -- post", "post"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_kinds),
        FX_TEST(test_lines_are_counted_in_strings_and_comments),
        FX_TEST(test_a_length_is_kept),
        FX_TEST(test_words_fold_and_quotes_do_not),
        FX_TEST(test_names),
        FX_TEST(test_comments_and_blanks_do_not_count),
        FX_TEST(test_mentions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
