/*
 * Database URLs, from a text and from their parts.
 */
#include "inner.h"

#include <string.h>

struct fxgit_url {
    fx_arena *arena;
    const char *text;
    fx_url url;
    fxgit_url_parts parts;
};

static bool given(const char *text)
{
    return text != NULL && *text != '\0';
}

/* RFC 3986 section 2.3: unreserved signs stand for themselves; `also` as well. */
static void encode(fx_str *s, const char *text, const char *also)
{
    static const char unreserved[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    for (const char *c = text; *c != '\0'; c++) {
        if (strchr(unreserved, *c) != NULL || strchr(also, *c) != NULL)
            fx_str_addc(s, *c);
        else
            fx_str_addf(s, "%%%02X", (unsigned)(unsigned char)*c);
    }
}

static void add_host(fx_str *s, const fxgit_url_parts *p)
{
    if (given(p->username)) {
        encode(s, p->username, "");
        if (given(p->password)) {
            fx_str_addc(s, ':');
            encode(s, p->password, "");
        }
        fx_str_addc(s, '@');
    }
    if (strchr(p->host, ':') != NULL)
        fx_str_addf(s, "[%s]", p->host);
    else
        encode(s, p->host, "");
    if (given(p->port))
        fx_str_addf(s, ":%s", p->port);
}

static bool check_parts(api_call *c, const fxgit_url_parts *p, bool is_file)
{
    if (!given(p->driver))
        return fx_fail(&c->err, FX_INPUT, "the database has no driver");
    if (!given(p->database))
        return fx_fail(&c->err, FX_INPUT, "the database has no name");
    if (is_file)
        return true;
    if (!given(p->host))
        return fx_fail(&c->err, FX_INPUT, "the database has no host");
    if (strchr(p->host, ':') != NULL &&
        p->host[strspn(p->host, "0123456789abcdefABCDEF:.")] != '\0')
        return fx_fail(&c->err, FX_INPUT, "the host %s is no name and no address", p->host);
    if (given(p->port) && p->port[strspn(p->port, "0123456789")] != '\0')
        return fx_fail(&c->err, FX_INPUT, "the port '%s' is no number", p->port);
    return given(p->username) || !given(p->password) ||
           fx_fail(&c->err, FX_INPUT, "the database has a password and no username");
}

static bool is_sqlite(const char *driver)
{
    return driver != NULL && strncmp(driver, "sqlite", strlen("sqlite")) == 0;
}

static bool compose(api_call *c, const fxgit_url_parts *p, const char **out)
{
    fx_str s = {.arena = c->arena};

    if (!check_parts(c, p, is_sqlite(p->driver)))
        return false;
    fx_str_addf(&s, "%s://", p->driver);
    if (is_sqlite(p->driver) && fx_same(p->database, ":memory:")) {
        fx_str_add(&s, p->database);
    } else if (is_sqlite(p->driver)) {
        fx_str_addc(&s, '/');
        encode(&s, p->database, "/");
    } else {
        add_host(&s, p);
        fx_str_addc(&s, '/');
        encode(&s, p->database, "");
        if (given(p->charset)) {
            fx_str_add(&s, "?charset=");
            encode(&s, p->charset, "");
        }
    }
    *out = fx_str_text(&s);
    return true;
}

static void take_apart(fxgit_url *u)
{
    const fx_url *from = &u->url;
    bool is_file = from->path != NULL;

    u->parts = (fxgit_url_parts){
        .size = sizeof u->parts,
        .driver = from->scheme,
        .host = is_file || !given(from->host) ? NULL : from->host,
        .port = from->port,
        .username = from->user,
        .password = from->password,
        .database = is_file ? from->path : from->database,
    };
    fx_each (const fx_url_option, o, &from->options) {
        if (fx_same(o->key, "charset"))
            u->parts.charset = o->value;
    }
}

/* Parsed in the result's own arena: all that it shows stays with it. */
static bool parse(api_call *c, const char *text, const char *dir, fxgit_url **out)
{
    fxgit_url *u = API_NEW(fxgit_url);
    fx_error probe = {.arena = c->arena};

    u->text = fx_strdup(u->arena, text);
    if (fx_url_parse(u->arena, text, dir == NULL ? "" : dir, &u->url, &probe)) {
        take_apart(u);
        *out = u;
        return true;
    }
    fx_arena_free(u->arena);
    c->err = probe;
    return false;
}

static fxgit_code give(api_call *c, const char *text, const char *dir, fxgit_url **out,
                       fxgit_error **error)
{
    fxgit_url *u;

    if (text != NULL && parse(c, text, dir, &u)) {
        if (out != NULL)
            *out = u;
        else
            fxgit_url_free(u);
    }
    return api_end(c, error);
}

fxgit_code fxgit_url_read(const char *text, const char *dir, fxgit_url **out, fxgit_error **error)
{
    api_call c;

    if (out != NULL)
        *out = NULL;
    api_begin(&c);
    (void)!api_needs(&c, "text", text);
    return give(&c, text, dir, out, error);
}

fxgit_code fxgit_url_make(const fxgit_url_parts *parts, fxgit_url **out, fxgit_error **error)
{
    api_call c;
    fxgit_url_parts p;
    const char *text = NULL;

    if (out != NULL)
        *out = NULL;
    api_begin(&c);
    if (api_options(&c, parts, &p, sizeof p) && !compose(&c, &p, &text))
        text = NULL;
    return give(&c, text, NULL, out, error);
}

const char *fxgit_url_text(const fxgit_url *url)
{
    return url == NULL ? NULL : url->text;
}

const char *fxgit_url_shown(const fxgit_url *url)
{
    return url == NULL ? NULL : url->url.text;
}

const fxgit_url_parts *fxgit_url_parts_of(const fxgit_url *url)
{
    return url == NULL ? NULL : &url->parts;
}

void fxgit_url_free(fxgit_url *url)
{
    if (url != NULL)
        fx_arena_free(url->arena);
}
