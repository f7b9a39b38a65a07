#include "fx/db/place.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "fx/base/path.h"
#include "fx/base/str.h"

/* The client library goes by the last one. */
static const char *find_option(const fx_url *url, const char *key)
{
    const char *found = NULL;

    fx_each (const fx_url_option, o, &url->options) {
        if (fx_same(o->key, key) && *o->value != '\0')
            found = o->value;
    }
    return found;
}

static bool is_postgres(const fx_url *url)
{
    return fx_same(url->scheme, "postgresql");
}

static const char *first_of(const char *one, const char *two, const char *variable)
{
    const char *text = one != NULL && *one != '\0' ? one : two;

    if ((text == NULL || *text == '\0') && variable != NULL)
        text = getenv(variable);
    return text == NULL ? "" : text;
}

/* libmariadb takes a socket from its parameter, or a folder in `host`; it knows no other. */
static const char *mysql_host(const fx_url *url)
{
    const char *dir = find_option(url, "host"), *socket = find_option(url, "unix_socket");

    if (socket == NULL)
        socket = find_option(url, "socket");
    if (socket == NULL && dir != NULL && *dir == '/')
        socket = dir;
    return socket != NULL ? "localhost" : first_of(url->host, NULL, "MYSQL_HOST");
}

static const char *host_of(const fx_url *url)
{
    return is_postgres(url) ? first_of(find_option(url, "host"), url->host, "PGHOST")
                            : mysql_host(url);
}

static const char *address_of(const fx_url *url)
{
    return is_postgres(url) ? first_of(find_option(url, "hostaddr"), NULL, "PGHOSTADDR") : "";
}

/* One word of a place's line. */
static const char *encoded(fx_arena *a, const char *text)
{
    fx_str s = {.arena = a};

    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (c <= ' ' || c == 0x7f || strchr("@/%?&", c) != NULL)
            fx_str_addf(&s, "%%%02X", (unsigned)c);
        else
            fx_str_addc(&s, *text);
    }
    return s.n == 0 ? "" : fx_str_text(&s);
}

const char *fx_url_place(fx_arena *a, const fx_url *url)
{
    fx_str s = {.arena = a};
    const char *user, *port, *database;

    if (url->path != NULL)
        return fx_fmt(a, "sqlite:///%s", url->path);
    user = is_postgres(url) ? first_of(find_option(url, "user"), url->user, "PGUSER")
                            : first_of(url->user, NULL, NULL);
    port = is_postgres(url) ? first_of(find_option(url, "port"), url->port, "PGPORT")
                            : first_of(url->port, NULL, NULL);
    database = first_of(is_postgres(url) ? find_option(url, "dbname") : NULL, url->database, NULL);
    fx_str_addf(&s, "%s://%s%s%s", url->scheme, encoded(a, user), *user == '\0' ? "" : "@",
                encoded(a, host_of(url)));
    if (*port != '\0')
        fx_str_addf(&s, ":%s", encoded(a, port));
    fx_str_addf(&s, "/%s", encoded(a, database));
    if (*address_of(url) != '\0')
        fx_str_addf(&s, "?hostaddr=%s", encoded(a, address_of(url)));
    return fx_str_text(&s);
}

static bool is_loopback(const char *host, bool sockets)
{
    struct in_addr v4;
    struct in6_addr v6;

    if (*host == '\0' || fx_same_case(host, "localhost"))
        return true;
    if (sockets && (*host == '/' || *host == '@'))
        return true;
    if (inet_pton(AF_INET, host, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    return inet_pton(AF_INET6, host, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

/* libpq takes several, with commas between them. */
static bool are_loopback(fx_arena *a, const char *hosts, bool sockets)
{
    for (;;) {
        size_t n = strcspn(hosts, ",");

        if (!is_loopback(fx_strndup(a, hosts, n), sockets))
            return false;
        if (hosts[n] == '\0')
            return true;
        hosts += n + 1;
    }
}

bool fx_url_is_loopback(fx_arena *a, const fx_url *url)
{
    return url->path == NULL && are_loopback(a, host_of(url), is_postgres(url)) &&
           are_loopback(a, address_of(url), false);
}

/* ---- parameters ---- */

static bool is_among(const char *name, size_t n, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strlen(*names) == n && strncmp(*names, name, n) == 0)
            return true;
    }
    return false;
}

/* What a session may be told at its start: it changes what names mean and how long it waits. */
static const char *const settings[] = {"search_path",
                                       "role",
                                       "statement_timeout",
                                       "lock_timeout",
                                       "idle_in_transaction_session_timeout",
                                       "timezone",
                                       "TimeZone",
                                       "application_name",
                                       "work_mem",
                                       "maintenance_work_mem",
                                       NULL};

/* "-c name=value", "-cname=value" or "--name=value", with blanks between
 * (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-OPTIONS). */
static bool are_settings(const char *text)
{
    while (*(text += strspn(text, " \t\r\n")) != '\0') {
        if (strncmp(text, "-c", 2) != 0 && strncmp(text, "--", 2) != 0)
            return false;
        text += text[1] == 'c' ? 2 + strspn(text + 2, " \t\r\n") : 2;
        size_t n = strcspn(text, "= \t\r\n\\");

        if (text[n] != '=' || !is_among(text, n, settings))
            return false;
        for (text += n; *text != '\0' && strchr(" \t\r\n", *text) == NULL; text++)
            text += *text == '\\' && text[1] != '\0';
    }
    return true;
}

/* OpenSSL takes "engine:key" for a module to load. */
static bool is_file_name(const char *text)
{
    return strchr(text, ':') == NULL;
}

static const char *const postgres_names[] = {"host",
                                             "hostaddr",
                                             "port",
                                             "user",
                                             "password",
                                             "dbname",
                                             "sslmode",
                                             "sslrootcert",
                                             "sslcert",
                                             "sslkey",
                                             "sslcrl",
                                             "sslcrldir",
                                             "sslsni",
                                             "sslnegotiation",
                                             "ssl_min_protocol_version",
                                             "ssl_max_protocol_version",
                                             "channel_binding",
                                             "require_auth",
                                             "requirepeer",
                                             "gssencmode",
                                             "connect_timeout",
                                             "application_name",
                                             "fallback_application_name",
                                             "client_encoding",
                                             "keepalives",
                                             "keepalives_idle",
                                             "keepalives_interval",
                                             "keepalives_count",
                                             "tcp_user_timeout",
                                             "target_session_attrs",
                                             "load_balance_hosts",
                                             "options",
                                             NULL};

static const char *const mysql_names[] = {"host",     "unix_socket",     "socket",   "charset",
                                          "ssl-mode", "sslmode",         "ssl_mode", "ssl-ca",
                                          "ssl_ca",   "ssl-cert",        "ssl_cert", "ssl-key",
                                          "ssl_key",  "connect_timeout", "ssl",      NULL};

static bool is_allowed(const fx_url *url, const fx_url_option *o)
{
    if (url->path != NULL) /* its driver knows them all, and none does more than open a file */
        return true;
    if (!is_among(o->key, strlen(o->key), is_postgres(url) ? postgres_names : mysql_names))
        return false;
    if (fx_same(o->key, "options"))
        return are_settings(o->value);
    return (strncmp(o->key, "ssl", 3) != 0 && strcmp(o->key, "charset") != 0) ||
           is_file_name(o->value);
}

bool fx_url_check_parameters(const fx_url *url, fx_error *err)
{
    fx_each (const fx_url_option, o, &url->options) {
        if (is_allowed(url, o))
            continue;
        fx_fail(err, FX_INPUT,
                "the database URL has a parameter that a tracked file may not set: %s", o->key);
        return fx_hint(err, fx_same(o->key, "options")
                                ? "options takes -c of search_path, role, time zone and timeouts "
                                  "there. Any other stands in a URL of your own: in "
                                  "fxgit.local.yml, .env or the environment."
                                : "Any URL of your own may have it: in fxgit.local.yml, .env or "
                                  "the environment.");
    }
    return true;
}
