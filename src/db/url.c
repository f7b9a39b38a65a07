#include <string.h>
#include <strings.h>

#include "fx/base/path.h"
#include "fx/base/str.h"
#include "fx/db/driver.h"

static const struct {
    const char *alias, *scheme;
} schemes[] = {
    {"sqlite",     "sqlite"    },
    {"sqlite3",    "sqlite"    },
    {"postgresql", "postgresql"},
    {"postgres",   "postgresql"},
    {"mysql",      "mysql"     },
    {"mariadb",    "mysql"     },
};

typedef struct parse {
    fx_arena *a;
    const char *text;
    fx_url *out;
    fx_error *err;
} parse;

static bool fail(parse *p, const char *what)
{
    fx_fail(p->err, FX_INPUT, "the database URL %s", what);
    return fx_hint(p->err, "Write sqlite:///app.db, sqlite:////absolute.db, "
                           "postgresql://user@host/name or mysql://user@host/name.");
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* RFC 3986 section 2.1 */
static bool decode(parse *p, const char *s, size_t n, const char **out)
{
    fx_str text = {.arena = p->a};

    for (size_t i = 0; i < n; i++) {
        if (s[i] != '%') {
            fx_str_addc(&text, s[i]);
            continue;
        }
        int high = i + 2 < n ? hex(s[i + 1]) : -1;
        int low = high >= 0 ? hex(s[i + 2]) : -1;

        if (low < 0 || (high == 0 && low == 0))
            return fail(p, "has a % that two hex digits do not follow");
        fx_str_addc(&text, (char)(high * 16 + low));
        i += 2;
    }
    *out = fx_str_text(&text);
    return true;
}

static bool options(parse *p, const char *s)
{
    while (*s != '\0') {
        size_t n = strcspn(s, "&"), k = strcspn(s, "=&");
        fx_url_option o = {.value = ""};

        if (!decode(p, s, k, &o.key) || (k < n && !decode(p, s + k + 1, n - k - 1, &o.value)))
            return false;
        *fx_push(p->a, &p->out->options) = o;
        s += n + (s[n] == '&');
    }
    return true;
}

/* RFC 3986 section 3.1. What stands before another `://` further on may hold a password. */
static bool is_scheme(const char *name)
{
    for (const char *c = name; *c != '\0'; c++) {
        bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');

        if (!letter && !(*c >= '0' && *c <= '9') && strchr("+-._", *c) == NULL)
            return false;
    }
    return *name != '\0';
}

static bool find_scheme(parse *p, const char *colon)
{
    const char *name = fx_strndup(p->a, p->text, (size_t)(colon - p->text));
    const char *plus = strchr(name, '+');

    if (!is_scheme(name))
        return fail(p, "does not begin with a scheme");
    if (plus != NULL)
        name = fx_strndup(p->a, name, (size_t)(plus - name));
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (fx_same_case(name, schemes[i].alias)) {
            p->out->scheme = schemes[i].scheme;
            return true;
        }
    }
    return fail(p, fx_fmt(p->a, "has an unknown scheme '%s'", name));
}

static bool sqlite_path(parse *p, const char *rest, const char *dir)
{
    size_t n = strcspn(rest, "?");
    const char *path;

    if (rest[n] == '?' && !options(p, rest + n + 1))
        return false;
    if (!decode(p, rest, n, &path))
        return false;
    if (fx_same(path, ":memory:") || fx_same(path, "/:memory:")) {
        p->out->path = ":memory:";
        return true;
    }
    if (path[0] != '/' || path[1] == '\0')
        return fail(p, "names no file");
    p->out->path = fx_path_absolute(p->a, fx_path_join(p->a, dir, path + 1));
    return true;
}

/* user:password@ */
static bool login(parse *p, const char *s, size_t n)
{
    size_t k = 0;

    while (k < n && s[k] != ':')
        k++;
    if (!decode(p, s, k, &p->out->user))
        return false;
    return k == n || decode(p, s + k + 1, n - k - 1, &p->out->password);
}

static bool host(parse *p, const char *s, size_t n)
{
    size_t k = 0;

    if (n > 0 && s[0] == '[') {
        while (k < n && s[k] != ']')
            k++;
        if (k == n)
            return fail(p, "has a [ without ]");
        p->out->host = fx_strndup(p->a, s + 1, k - 1);
        k++;
    } else {
        while (k < n && s[k] != ':')
            k++;
        if (!decode(p, s, k, &p->out->host))
            return false;
    }
    if (k == n)
        return true;
    p->out->port = fx_strndup(p->a, s + k + 1, n - k - 1);
    if (s[k] != ':' || p->out->port[strspn(p->out->port, "0123456789")] != '\0')
        return fail(p, "has a port that is no number");
    return true;
}

static bool server(parse *p, const char *rest)
{
    size_t n = strcspn(rest, "/?"), at = n;

    while (at > 0 && rest[at] != '@')
        at--;
    bool has_login = rest[at] == '@' && n > 0;

    if (has_login && !login(p, rest, at))
        return false;
    if (!host(p, rest + (has_login ? at + 1 : 0), n - (has_login ? at + 1 : 0)))
        return false;
    const char *path = rest + n;
    size_t m = strcspn(path, "?");

    if (m > 1 && !decode(p, path + 1, m - 1, &p->out->database))
        return false;
    if (path[m] == '?' && !options(p, path + m + 1))
        return false;
    if (p->out->database == NULL)
        return fail(p, "names no database");
    return true;
}

/* What is shown of `?key=value`: what tells places apart, or how they are reached. Drivers take
 * passwords there, too, and what they will take is not known. */
static bool is_harmless(const char *key, size_t n)
{
    static const char *const keys[] = {
        "application_name",
        "cache",
        "channel_binding",
        "charset",
        "client_encoding",
        "collation",
        "connect_timeout",
        "gssencmode",
        "mode",
        "ssl-ca",
        "ssl-mode",
        "sslmode",
        "sslrootcert",
        "target_session_attrs",
        "unix_socket",
        "socket",
        "host",
        "port",
    };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strlen(keys[i]) == n && strncasecmp(keys[i], key, n) == 0)
            return true;
    }
    return false;
}

static void mask_options(fx_str *s, const char *at)
{
    while (*at != '\0') {
        size_t n = strcspn(at, "&"), k = strcspn(at, "=&");

        n += at[n] == '&';
        if (k < n && at[k] == '=' && !is_harmless(at, k))
            fx_str_addf(s, "%.*s=***%s", (int)k, at, at[n - 1] == '&' ? "&" : "");
        else
            fx_str_addn(s, at, n);
        at += n;
    }
}

/* Without passwords and parameters; by its signs alone, since ${NAME} may stand anywhere. */
static const char *masked(fx_arena *a, const char *text)
{
    const char *colon = strstr(text, "://"), *rest = colon == NULL ? text : colon + 3;
    size_t n = strcspn(rest, "/?"), at = n, user = strcspn(rest, ":");
    const char *options = strchr(rest, '?');
    fx_str s = {.arena = a};

    while (at > 0 && rest[at] != '@')
        at--;
    fx_str_addn(&s, text, (size_t)(rest - text));
    if (n > 0 && rest[at] == '@' && user < at) {
        fx_str_addf(&s, "%.*s:***", (int)user, rest);
        rest += at;
    }
    if (options == NULL) {
        fx_str_add(&s, rest);
        return fx_str_text(&s);
    }
    fx_str_addn(&s, rest, (size_t)(++options - rest));
    mask_options(&s, options);
    return fx_str_text(&s);
}

void fx_url_hide(fx_arena *a, fx_url *url, const char *shown, const fx_strs *hidden)
{
    url->text = masked(a, shown);
    url->hidden = hidden;
}

const char *fx_url_hidden(fx_arena *a, const fx_url *url, const char *text)
{
    enum { SHORTEST = 4 }; /* of fewer letters any word has some */

    for (size_t i = 0; url->hidden != NULL && i + 1 < url->hidden->n; i += 2) {
        const char *value = url->hidden->at[i];

        if (strlen(value) >= SHORTEST)
            text = fx_replace(a, text, value, url->hidden->at[i + 1]);
    }
    return text;
}

bool fx_url_parse(fx_arena *a, const char *text, const char *dir, fx_url *out, fx_error *err)
{
    parse p = {a, fx_strdup(a, text), out, err};
    const char *colon = strstr(p.text, "://");

    *out = (fx_url){0};
    if (colon == NULL)
        return fail(&p, "has no ://");
    if (!find_scheme(&p, colon))
        return false;
    if (!(fx_same(out->scheme, "sqlite") ? sqlite_path(&p, colon + 3, dir) : server(&p, colon + 3)))
        return false;
    out->text = out->key = masked(a, p.text);
    return true;
}
