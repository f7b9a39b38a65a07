#include "testing.h"

#include <stdlib.h>
#include <string.h>

#include "fx/base/str.h"
#include "fx/db/driver.h"

static const char *or_none(const char *text)
{
    return text == NULL ? "-" : text;
}

/* All parts of a URL in one text; or the error. */
static const char *parts(fx_arena *a, const char *text)
{
    fx_error err = {.arena = a};
    fx_url u;
    fx_str s = {.arena = a};

    if (!fx_url_parse(a, text, "/home/me", &u, &err)) {
        assert_int_equal(err.code, FX_INPUT);
        assert_non_null(err.hint);
        return fx_fmt(a, "! %s", err.msg);
    }
    if (u.path != NULL)
        fx_str_addf(&s, "%s %s", u.scheme, u.path);
    else
        fx_str_addf(&s, "%s %s:%s %s:%s %s", u.scheme, or_none(u.user), or_none(u.password),
                    or_none(u.host), or_none(u.port), or_none(u.database));
    fx_each (const fx_url_option, o, &u.options) {
        fx_str_addf(&s, " %s=%s", o->key, o->value);
    }
    return fx_str_text(&s);
}

static void test_forms(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"sqlite:///app.db",                                    "sqlite /home/me/app.db"            },
        {"sqlite:///data/../app.db",                            "sqlite /home/me/app.db"            },
        {"sqlite:////var/lib/app.db",                           "sqlite /var/lib/app.db"            },
        {"sqlite://:memory:",                                   "sqlite :memory:"                   },
        {"sqlite:///:memory:",                                  "sqlite :memory:"                   },
        {"sqlite+pysqlite:///a%20b%25.db",                      "sqlite /home/me/a b%.db"           },
        {"sqlite:///a%41",                                      "sqlite /home/me/aA"                },
        {"SQLite:///app.db",                                    "sqlite /home/me/app.db"            },
        {"sqlite:///app.db?mode=ro&x=%26",                      "sqlite /home/me/app.db mode=ro x=&"},
        {"postgresql://db/shop",                                "postgresql -:- db:- shop"          },
        {"postgres://ada:s3cret@db:5433/shop",                  "postgresql ada:s3cret db:5433 shop"},
        {"postgresql+psycopg://a%40b:p%2Fw%3A@db/shop",         "postgresql a@b:p/w: db:- shop"     },
        {"mariadb://ada@db/shop",                               "mysql ada:- db:- shop"             },
        {"mysql+pymysql://db/shop?charset=utf8mb4&ssl-ca=%2Fa",
         "mysql -:- db:- shop charset=utf8mb4 ssl-ca=/a"                                            },
        {"postgresql://[::1]:5432/shop",                        "postgresql -:- ::1:5432 shop"      },
        {"postgresql://u:a@b@db/shop",                          "postgresql u:a@b db:- shop"        },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(parts(*state, rows[i].text), rows[i].expected);
}

static void test_what_is_no_url(void **state)
{
    static const char *const rows[] = {
        "",
        "app.db",
        "sqlite:app.db",
        "sqlite://",
        "sqlite:///",
        "oracle://x",
        "sqlite:///a%2",
        "sqlite:///a%zz",
        "sqlite:///%00",
        "postgresql://db:port/x",
        "://x",
        "postgresql://[::1/x",
        "postgresql+:x//g2:/?&://r&password=y/d",
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (*parts(*state, rows[i]) != '!')
            fail_msg("%s: %s", rows[i], parts(*state, rows[i]));
    }
}

/* Neither in what is shown nor in what an error says. */
static void test_a_password_is_never_shown(void **state)
{
    static const char *const rows[] = {
        "postgresql://ada:s3cret@db:5433/shop",
        "mysql://ada:s3cret@db/shop?charset=utf8",
        "postgresql://ada:x@s3cret@db/shop",
        "postgresql://db/shop?user=ada&password=s3cret",
        "mysql://db/shop?passwd=s3cret&charset=utf8",
        "postgresql://ada:s3cret@db:port/shop",
        "nonsense://ada:s3cret@db/shop",
        "postgresql://ada:s3cret%zz@db/shop",
        "postgresql://ada:s3cret@db",
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_error err = {.arena = *state};
        fx_url u;
        const char *shown = fx_url_parse(*state, rows[i], "/", &u, &err) ? u.text : err.msg;

        if (strstr(shown, "s3cret") != NULL)
            fail_msg("%s: %s", rows[i], shown);
    }
}

static void test_what_is_shown(void **state)
{
    static const struct {
        const char *text, *shown;
    } rows[] = {
        {"sqlite:///app.db",                                             "sqlite:///app.db"                    },
        {"postgresql://ada@db/shop",                                     "postgresql://ada@db/shop"            },
        {"postgresql://ada:s3cret@db:1/shop?a=b",                        "postgresql://ada:***@db:1/shop?a=***"},
        {"mysql://db/shop?charset=utf8mb4&ssl-ca=/a&init=s3cret&x",
         "mysql://db/shop?charset=utf8mb4&ssl-ca=/a&init=***&x"                                                },
        {"postgresql://db/shop?options=-c%20a%3Ds3cret&sslmode=require",
         "postgresql://db/shop?options=***&sslmode=require"                                                    },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fx_error err = {.arena = *state};
        fx_url u;

        assert_true(fx_url_parse(*state, rows[i].text, "/", &u, &err));
        assert_string_equal(u.text, rows[i].shown);
    }
}

static void test_an_engine_without_a_driver(void **state)
{
    fx_error err = {.arena = *state};
    fx_url u;

    setenv("FXGIT_DRIVER_PATH", "/nowhere", 1);
    assert_true(fx_url_parse(*state, "mysql://ada:s3cret@db/shop", "/", &u, &err));
    assert_null(fx_db_open(*state, &u, true, &err));
    assert_int_equal(err.code, FX_DB);
    assert_non_null(strstr(err.msg, "mysql"));
    assert_null(strstr(err.msg, "s3cret"));
    assert_non_null(err.hint);
    assert_null(fx_driver_find("mysql"));
    assert_non_null(fx_driver_find("sqlite"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_forms),
        FX_TEST(test_what_is_no_url),
        FX_TEST(test_a_password_is_never_shown),
        FX_TEST(test_what_is_shown),
        FX_TEST(test_an_engine_without_a_driver),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
